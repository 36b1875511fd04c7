// The nonces of AEAD records, and which of a kernel's ways a record takes.
#include "sslprovider/crypto/record_aead.h"

#include <algorithm>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/aead.h"

namespace secur32::crypto {
namespace {

using Nonce = std::array<std::uint8_t, kAeadNonceLength>;

// The fixed part of a direction's nonces, in the two ways of making one from it.
class NonceMaker {
 public:
    explicit NonceMaker(Bytes fixed) { std::ranges::copy(fixed, fixed_.mutable_bytes().begin()); }

    // RFC 8446 5.3, RFC 7905 2: the sequence number, padded to the left with zeros, XOR write_iv.
    Nonce masked(const RecordPrefix& prefix) const {
        constexpr std::size_t kAt = kAeadNonceLength - kSequenceLength;
        Nonce nonce;
        std::memcpy(nonce.data(), fixed_.bytes().data(), nonce.size());
        std::uint64_t low = 0, sequence = 0;
        std::memcpy(&low, &nonce[kAt], sizeof low);
        std::memcpy(&sequence, prefix.data(), sizeof sequence);
        low ^= sequence;
        std::memcpy(&nonce[kAt], &low, sizeof low);
        return nonce;
    }
    // RFC 5288 3: salt | nonce_explicit.
    Nonce salted(Bytes explicit_part) const {
        Nonce nonce;
        std::ranges::copy(fixed_.bytes(), nonce.begin());
        std::ranges::copy(explicit_part,
                          nonce.end() - static_cast<std::ptrdiff_t>(explicit_part.size()));
        return nonce;
    }

 private:
    Secret<kAeadNonceLength> fixed_;
};

class Sealer12 final : public RecordSealer {
 public:
    Sealer12(std::unique_ptr<AeadKey> key, Bytes fixed) : key_(std::move(key)), nonces_(fixed) {}

    bool seal(const RecordPrefix& prefix, Bytes plaintext, const RecordParts& parts) override {
        if (key_->has_fragments() && plaintext.data() == parts.content.data())
            if (const MutableBytes fragment = parts.whole(); !fragment.empty())
                return key_->seal_fragment(prefix, fragment);
        // RFC 5288 3: "The nonce_explicit MAY be the 64-bit sequence number."
        const MutableBytes nonce_part = parts.explicit_part;
        std::copy_n(prefix.begin(), nonce_part.size(), nonce_part.begin());
        const Nonce nonce =
            nonce_part.empty() ? nonces_.masked(prefix) : nonces_.salted(nonce_part);
        return key_->seal(nonce, prefix, plaintext, parts.content.data(), {}, parts.trailer);
    }

 private:
    std::unique_ptr<AeadKey> key_;
    NonceMaker nonces_;
};

class Opener12 final : public RecordOpener {
 public:
    Opener12(std::unique_ptr<AeadKey> key, Bytes fixed, std::size_t explicit_length)
        : key_(std::move(key)), nonces_(fixed), explicit_length_(explicit_length) {}

    std::optional<MutableBytes> open(const RecordPrefix& prefix, MutableBytes fragment) override {
        if (fragment.size() < explicit_length_ + kAeadTagLength) return std::nullopt;
        const MutableBytes content =
            fragment.subspan(explicit_length_, fragment.size() - explicit_length_ - kAeadTagLength);
        const bool good = key_->has_fragments() ? key_->open_fragment(prefix, fragment)
                                                : open_parts(prefix, fragment, content);
        if (good) return content;
        secure_wipe(fragment);
        return std::nullopt;
    }

 private:
    bool open_parts(RecordPrefix aad, MutableBytes fragment, MutableBytes content) {
        set_length(aad, content.size());
        const MutableBytes nonce_part = fragment.first(explicit_length_);
        const Nonce nonce = nonce_part.empty() ? nonces_.masked(aad) : nonces_.salted(nonce_part);
        return key_->open(nonce, aad, content, fragment.last(kAeadTagLength));
    }

    std::unique_ptr<AeadKey> key_;
    NonceMaker nonces_;
    const std::size_t explicit_length_;
};

// RFC 8446 5.2: additional_data = TLSCiphertext.opaque_type || .legacy_record_version || .length
Bytes additional_data13(const RecordPrefix& prefix) {
    return Bytes(prefix).subspan(kSequenceLength);
}

class Sealer13 final : public RecordSealer {
 public:
    Sealer13(std::unique_ptr<AeadKey> key, Bytes fixed) : key_(std::move(key)), nonces_(fixed) {}

    bool seal(const RecordPrefix& prefix, Bytes plaintext, const RecordParts& parts) override {
        const std::size_t type = parts.trailer.size() - kAeadTagLength;
        return key_->seal(nonces_.masked(prefix), additional_data13(prefix), plaintext,
                          parts.content.data(), parts.trailer.first(type),
                          parts.trailer.subspan(type));
    }

 private:
    std::unique_ptr<AeadKey> key_;
    NonceMaker nonces_;
};

class Opener13 final : public RecordOpener {
 public:
    Opener13(std::unique_ptr<AeadKey> key, Bytes fixed) : key_(std::move(key)), nonces_(fixed) {}

    std::optional<MutableBytes> open(const RecordPrefix& prefix, MutableBytes fragment) override {
        if (fragment.size() < kAeadTagLength) return std::nullopt;
        const MutableBytes text = fragment.first(fragment.size() - kAeadTagLength);
        if (key_->open(nonces_.masked(prefix), additional_data13(prefix), text,
                       fragment.last(kAeadTagLength)))
            return text;
        secure_wipe(fragment);
        return std::nullopt;
    }

 private:
    std::unique_ptr<AeadKey> key_;
    NonceMaker nonces_;
};

// TLS 1.3 has whole nonces to mask, whatever the cipher; TLS 1.2 has what the cipher's row says.
std::unique_ptr<AeadKey> make_key(const RecordSuite& suite, Direction direction) {
    const bool tls13 = suite.form == RecordForm::inner_type;
    const std::size_t fixed = tls13 ? kAeadNonceLength : row(suite.cipher).fixed_iv_length;
    if (suite.iv.size() != fixed) return nullptr;
    return make_aead(suite.cipher, direction, suite.key, tls13 ? Bytes() : suite.iv);
}

}  // namespace

std::unique_ptr<RecordSealer> make_aead_sealer(const RecordSuite& suite) {
    auto key = make_key(suite, Direction::seal);
    if (!key) return nullptr;
    if (suite.form == RecordForm::inner_type)
        return std::make_unique<Sealer13>(std::move(key), suite.iv);
    return std::make_unique<Sealer12>(std::move(key), suite.iv);
}

std::unique_ptr<RecordOpener> make_aead_opener(const RecordSuite& suite) {
    auto key = make_key(suite, Direction::open);
    if (!key) return nullptr;
    if (suite.form == RecordForm::inner_type)
        return std::make_unique<Opener13>(std::move(key), suite.iv);
    return std::make_unique<Opener12>(std::move(key), suite.iv, row(suite.cipher).record_iv_length);
}

}  // namespace secur32::crypto
