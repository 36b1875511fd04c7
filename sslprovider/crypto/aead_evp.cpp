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

// libcrypto takes pointers to what it will not write.
OSSL_PARAM octets(const char* name, Bytes value) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()),
                                             value.size());
}

// GCM's, all of it: EVP_CTRL_GCM_SET_IV_FIXED with a length of -1.
OSSL_PARAM whole_nonce(Bytes nonce) {
    OSSL_PARAM parameter = octets(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, nonce);
    parameter.data_size = static_cast<std::size_t>(-1);
    return parameter;
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
        if (out == plaintext.data() && out + plaintext.size() == tail.data()) {
            plaintext = {out, plaintext.size() + tail.size()};
            tail = {};
        }
        std::array made = {octets(OSSL_CIPHER_PARAM_AEAD_TAG, tag), OSSL_PARAM_construct_end()};
        return cleared(start(nonce, {}) && run(nullptr, aad) && run(out, plaintext) &&
                       run(tail.data(), tail) && finish(&EVP_EncryptFinal_ex) &&
                       EVP_CIPHER_CTX_get_params(context_.get(), made.data()) == 1);
    }

    bool open(Bytes nonce, Bytes aad, MutableBytes text, Bytes tag) override {
        return cleared(start(nonce, tag) && run(nullptr, aad) && run(text.data(), text) &&
                       finish(&EVP_DecryptFinal_ex));
    }

    bool has_fragments() const override { return fragments_; }

    // libcrypto counts the explicit nonce itself: it is told only where to begin.
    bool seal_fragment(const RecordPrefix& prefix, MutableBytes fragment) override {
        const std::uint64_t sequence = be64(prefix);
        fixed_is_set_ = fixed_is_set_ && (!gcm_ || sequence == next_);
        next_ = sequence + 1;
        if (!gcm_) return run_fragment(sequence, prefix, fragment);
        RecordPrefix aad = prefix;
        set_length(aad, fragment.size() - kAeadTagLength);
        return run_fragment(sequence, aad, fragment);
    }

    bool open_fragment(const RecordPrefix& prefix, MutableBytes fragment) override {
        return run_fragment(0, prefix, fragment);
    }

 private:
    // The nonce and, to open, the tag.  EVP_CipherInit_ex2 does both; GCM's parameters alone do it
    // in half the time.
    bool start(Bytes nonce, Bytes tag) {
        fixed_is_set_ = false;
        const bool opens = !tag.empty();
        std::array given = {opens ? octets(OSSL_CIPHER_PARAM_AEAD_TAG, tag) : whole_nonce(nonce),
                            OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
        if (!gcm_)
            return EVP_CipherInit_ex2(context_.get(), nullptr, nullptr, nonce.data(), -1,
                                      opens ? given.data() : nullptr) == 1;
        if (opens) given[1] = whole_nonce(nonce);
        return EVP_CIPHER_CTX_set_params(context_.get(), given.data()) == 1;
    }

    // EVP_Cipher takes no octets for the end of the text, or for nothing, as the cipher likes:
    // libcrypto 3.0's ChaCha20-Poly1305 makes and checks no tag then.  The end has its own calls.
    bool run(std::uint8_t* out, Bytes in) {
        return in.empty() ||
               EVP_Cipher(context_.get(), out, in.data(), static_cast<unsigned>(in.size())) >= 0;
    }
    bool finish(int (*end)(EVP_CIPHER_CTX*, unsigned char*, int*)) {
        std::array<std::uint8_t, EVP_MAX_BLOCK_LENGTH> none;
        int length = 0;
        return end(context_.get(), none.data(), &length) == 1;
    }

    // aad's length is that of the fragment without what libcrypto adds: nothing when it opens, the
    // tag when it seals; it takes the explicit nonce off by itself.
    bool run_fragment(std::uint64_t sequence, const RecordPrefix& aad, MutableBytes fragment) {
        const std::array parameters = {octets(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, aad),
                                       OSSL_PARAM_construct_end()};
        const auto size = static_cast<unsigned>(fragment.size());
        fixed_is_set_ = (fixed_is_set_ || set_fixed(sequence)) &&
                        EVP_CIPHER_CTX_set_params(context_.get(), parameters.data()) == 1 &&
                        EVP_Cipher(context_.get(), fragment.data(), fragment.data(), size) >= 0;
        return cleared(fixed_is_set_);
    }

    // What stays of the nonces; of GCM's also the explicit one to begin with.
    bool set_fixed(std::uint64_t sequence) {
        Secret<kAeadNonceLength> nonce = fixed_;
        if (gcm_) put_be64(sequence, nonce.mutable_bytes().last<kExplicitNonce>());
        const std::array parameters = {
            gcm_ ? whole_nonce(nonce.bytes())
                 : octets(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, nonce.bytes()),
            OSSL_PARAM_construct_end()};
        return EVP_CIPHER_CTX_set_params(context_.get(), parameters.data()) == 1;
    }

    CipherContext context_;
    std::uint64_t next_ = 0;
    Secret<kAeadNonceLength> fixed_;
    const bool gcm_;
    const bool fragments_;
    bool fixed_is_set_ = false;  // seal and open have nonces of their own
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
