// Messages are kept until their hash is known, and longer where a CertificateVerify wants them.
#include "sspi/schannel/transcript.h"

#include <array>

#include "sspi/schannel/events.h"

namespace secur32::schannel {
namespace {

constexpr auto kMessageHash = static_cast<std::uint8_t>(Event::message_hash);

}  // namespace

void Transcript::add(Bytes message) {
    if (hash_) hash_->add(message);
    if (keeping_) kept_.insert(kept_.end(), message.begin(), message.end());
}

void Transcript::choose(Version version, const provider::CipherSuite& suite) {
    hash_.emplace(version, suite);
    hash_->add(kept_);
}

void Transcript::stop_keeping() {
    keeping_ = false;
    kept_ = Buffer();
}

void Transcript::replace_with_message_hash() {
    const crypto::Digest first_hello = hash_->value();
    hash_->replace_with_message_hash();
    if (!keeping_) return;
    // What is kept stays what is hashed.
    const std::array<std::uint8_t, 4> header{kMessageHash, 0, 0,
                                             static_cast<std::uint8_t>(first_hello.size())};
    kept_.assign(header.begin(), header.end());
    const Bytes digest = first_hello.bytes();
    kept_.insert(kept_.end(), digest.begin(), digest.end());
}

crypto::Digest Transcript::value_with(Bytes truncated_client_hello) const {
    provider::HandshakeHash hash = *hash_;
    hash.add(truncated_client_hello);
    return hash.value();
}

}  // namespace secur32::schannel
