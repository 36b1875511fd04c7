// Two ways through EVP, the cheapest for each kind of record: the nonce, EVP_Cipher for each part,
// the tag as a parameter; and, for whole fragments of TLS 1.2, the form that libcrypto made for
// libssl ("tlsaad"): the prefix, then one EVP_Cipher that does the nonce, the text and the tag.
#include "sslprovider/crypto/aead_evp.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

// RFC 5288 3: the part of the nonce that stands in the record.
constexpr std::size_t kExplicitNonce = 8;

std::uint64_t be64(Bytes octets) {
    std::uint64_t number = 0;
    for (const std::uint8_t octet : octets.first(8)) number = number << 8 | octet;
    return number;
}

void put_be64(std::uint64_t number, std::span<std::uint8_t, 8> out) {
    for (std::size_t i = out.size(); i-- > 0; number >>= 8)
        out[i] = static_cast<std::uint8_t>(number);
}

bool cleared(bool success) {
    if (!success) ERR_clear_error();
    return success;
}

class EvpAead final : public AeadKey {
 public:
    EvpAead(CipherContext context, bool gcm, Bytes fixed_iv)
        : context_(std::move(context)), gcm_(gcm), fragments_(!fixed_iv.empty()) {
        std::ranges::copy(fixed_iv, fixed_.mutable_bytes().begin());
    }

    bool seal(Bytes nonce, Bytes aad, Bytes plaintext, std::uint8_t* out, MutableBytes tail,
              MutableBytes tag) override {
        fixed_is_set_ = false;
        if (out == plaintext.data() && out + plaintext.size() == tail.data()) {
            plaintext = {out, plaintext.size() + tail.size()};
            tail = {};
        }
        std::array parameters = {
            OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag.data(), tag.size()),
            OSSL_PARAM_construct_end()};
        return cleared(
            EVP_EncryptInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), nullptr) == 1 &&
            run(nullptr, aad) && run(out, plaintext) && run(tail.data(), tail) &&
            finish_sealing() && EVP_CIPHER_CTX_get_params(context_.get(), parameters.data()) == 1);
    }

    bool open(Bytes nonce, Bytes aad, MutableBytes text, Bytes tag) override {
        fixed_is_set_ = false;
        const std::array parameters = {
            OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG,
                                              const_cast<std::uint8_t*>(tag.data()), tag.size()),
            OSSL_PARAM_construct_end()};
        return cleared(EVP_DecryptInit_ex2(context_.get(), nullptr, nullptr, nonce.data(),
                                           parameters.data()) == 1 &&
                       run(nullptr, aad) && run(text.data(), text) && finish_opening());
    }

    bool has_fragments() const override { return fragments_; }

    // libcrypto counts the explicit nonce itself: it is told only where to begin.
    bool seal_fragment(const RecordPrefix& prefix, MutableBytes fragment) override {
        RecordPrefix aad = prefix;
        const std::uint64_t sequence = be64(prefix);
        if (gcm_) {
            fixed_is_set_ = fixed_is_set_ && sequence == next_;
            set_length(aad, fragment.size() - kAeadTagLength);
        }
        next_ = sequence + 1;
        return run_fragment(sequence, aad, fragment);
    }

    bool open_fragment(const RecordPrefix& prefix, MutableBytes fragment) override {
        RecordPrefix aad = prefix;
        set_length(aad, fragment.size());
        return run_fragment(0, aad, fragment);
    }

 private:
    // No octets would be the end of the text to EVP_Cipher, or nothing, as the cipher likes:
    // libcrypto 3.0's ChaCha20-Poly1305 makes and checks no tag then.  The end has its own calls.
    bool run(std::uint8_t* out, Bytes in) {
        return in.empty() ||
               EVP_Cipher(context_.get(), out, in.data(), static_cast<unsigned>(in.size())) >= 0;
    }
    bool finish_sealing() {
        std::array<std::uint8_t, EVP_MAX_BLOCK_LENGTH> none;
        int length = 0;
        return EVP_EncryptFinal_ex(context_.get(), none.data(), &length) == 1;
    }
    bool finish_opening() {
        std::array<std::uint8_t, EVP_MAX_BLOCK_LENGTH> none;
        int length = 0;
        return EVP_DecryptFinal_ex(context_.get(), none.data(), &length) == 1;
    }

    // aad's length is that of the fragment without what libcrypto adds: nothing when it opens, the
    // tag when it seals; it takes the explicit nonce off by itself.
    bool run_fragment(std::uint64_t sequence, RecordPrefix& aad, MutableBytes fragment) {
        const std::array parameters = {OSSL_PARAM_construct_octet_string(
                                           OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, aad.data(), aad.size()),
                                       OSSL_PARAM_construct_end()};
        const auto size = static_cast<unsigned>(fragment.size());
        fixed_is_set_ = (fixed_is_set_ || set_fixed(sequence)) &&
                        EVP_CIPHER_CTX_set_params(context_.get(), parameters.data()) == 1 &&
                        EVP_Cipher(context_.get(), fragment.data(), fragment.data(), size) >= 0;
        return cleared(fixed_is_set_);
    }

    // -1: all of the nonce is given, where a length would have the rest drawn at random.
    bool set_fixed(std::uint64_t sequence) {
        Secret<kAeadNonceLength> nonce = fixed_;
        if (gcm_) put_be64(sequence, nonce.mutable_bytes().last<kExplicitNonce>());
        return EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_IV_FIXED,
                                   gcm_ ? -1 : static_cast<int>(kAeadNonceLength),
                                   nonce.mutable_bytes().data()) == 1;
    }

    CipherContext context_;
    const bool gcm_;
    const bool fragments_;
    bool fixed_is_set_ = false;  // seal and open have nonces of their own
    std::uint64_t next_ = 0;
    Secret<kAeadNonceLength> fixed_;
};

}  // namespace

std::unique_ptr<AeadKey> make_evp_aead(BulkCipher cipher, Direction direction, Bytes key,
                                       Bytes fixed_iv) {
    CipherContext context = make_cipher_context(bulk_cipher(cipher), direction, key, {});
    if (!context) return nullptr;
    const bool gcm = cipher != BulkCipher::chacha20_poly1305;
    return std::make_unique<EvpAead>(std::move(context), gcm, fixed_iv);
}

std::unique_ptr<AeadKey> make_evp_aead(const evp_cipher_st* cipher, Direction direction, Bytes key,
                                       std::size_t nonce_length) {
    CipherContext context = make_cipher_context(cipher, direction, key, {});
    if (!context || !cleared(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN,
                                                 static_cast<int>(nonce_length), nullptr) == 1))
        return nullptr;
    return std::make_unique<EvpAead>(std::move(context), false, Bytes());
}

}  // namespace secur32::crypto
