// Records of TLS 1.3 (packets.h).
//
//     any other mode: an inner plaintext, sealed as it is; content, type and zeros are found as
//     RFC 8446 5.4 says, or there are none
#include "sslprovider/crypto/record_cipher.h"
#include "test/fuzz/packets.h"

namespace {

using namespace secur32;

// Sealed by the layer below, which knows no types.
Buffer sealed(const test::PacketSample& sample, Bytes inner) {
    const provider::PacketSecrets secrets = sample.secrets();
    const auto sealer = crypto::make_record_sealer({sample.suite->cipher,
                                                    crypto::HashAlgorithm::none,
                                                    crypto::RecordForm::inner_type,
                                                    false,
                                                    {},
                                                    secrets.key.bytes(),
                                                    secrets.iv.bytes()});
    Buffer fragment(inner.begin(), inner.end());
    fragment.resize(inner.size() + 16);
    Buffer record = fuzz::packet_with_header(sample, fragment);
    crypto::RecordPrefix prefix;
    for (std::size_t i = 0; i < 8; ++i)
        prefix[i] = static_cast<std::uint8_t>(fuzz::kPacketSequence >> (56 - 8 * i));
    std::copy_n(record.begin(), 5, prefix.begin() + 8);
    const MutableBytes text = MutableBytes(record).subspan(5, inner.size());
    fuzz::require(sealer->seal(prefix, text, {text.first(0), text, MutableBytes(record).last(16)}));
    return record;
}

void open_inner(const test::PacketSample& sample, Bytes inner) {
    Buffer record = sealed(sample, inner);
    provider::PacketKey key = sample.reader();
    const auto opened = key.unprotect(fuzz::kPacketSequence, record);
    while (!inner.empty() && inner.back() == 0) inner = inner.first(inner.size() - 1);
    const bool good = !inner.empty() && inner.back() >= 20 && inner.back() <= 23;
    fuzz::require(opened.ok() == good);
    if (!good) return;
    fuzz::require(static_cast<std::uint8_t>(opened.value().type) == inner.back());
    fuzz::require(fuzz::same(opened.value().content, inner.first(inner.size() - 1)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto samples = fuzz::packets_of(crypto::CipherKind::aead, true);
    const Bytes input(data, size);
    if (fuzz::run_packet(samples, input) || size < 3) return 0;
    open_inner(samples[data[0] % samples.size()], input.subspan(3));
    return 0;
}
