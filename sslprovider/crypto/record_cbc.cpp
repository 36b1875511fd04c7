// Sealing takes one pass over the record where libcrypto has one (AES, SHA-1 or SHA-256) and the
// parts lie behind one another.  Opening always takes two, decryption and this library's own
// constant-time check: that is faster than libcrypto's single pass, and tested (test/ct).
//
// The explicit IV is the first block's ciphertext (RFC 4346 6.2.3.2 (2)(b), NIST SP 800-38A
// appendix C): a secret random number, one more for each record, encrypted under the record's key.
// No context is told an IV per record.
#include "sslprovider/crypto/record_cbc.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/cbc_padding.h"
#include "sslprovider/crypto/cipher_context.h"
#include "sslprovider/crypto/record_mac.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMaxBlock = 16;
// Below this many octets of content two passes are faster than libcrypto's one (test/bench).
constexpr std::size_t kOnePassFrom = 256;

// DES is triple DES with three equal keys: encrypt, decrypt, encrypt, of which two cancel.
SecureBytes expanded_key(const RecordSuite& suite) {
    const std::size_t times = suite.cipher == BulkCipher::des_cbc ? 3 : 1;
    SecureBytes key(times * suite.key.size());
    for (std::size_t i = 0; i < times; ++i)
        std::ranges::copy(suite.key, key.mutable_bytes().begin() +
                                         static_cast<std::ptrdiff_t>(i * suite.key.size()));
    return key;
}

CipherContext make_cbc_context(const RecordSuite& suite, Direction direction,
                               const evp_cipher_st* cipher) {
    constexpr std::array<std::uint8_t, kMaxBlock> zeros{};
    const Bytes first_iv = suite.form == RecordForm::implicit_iv ? suite.iv : Bytes(zeros);
    return make_cipher_context(cipher, direction, expanded_key(suite).bytes(), first_iv);
}

bool is_sound(const RecordSuite& suite, Direction direction) {
    const BulkCipherRow& what = row(suite.cipher);
    const bool has_iv = direction == Direction::seal || suite.form == RecordForm::implicit_iv;
    return suite.key.size() == what.key_length &&
           suite.iv.size() == (has_iv ? what.block_length : 0U);
}

// libcrypto's CBC and HMAC in one pass: explicit IV | content | room for MAC and padding.
class OnePass {
 public:
    OnePass() = default;
    explicit OnePass(const RecordSuite& suite) {
        const auto* const cipher = stitched_cipher(suite.cipher, suite.mac);
        if (cipher == nullptr) return;
        context_ = make_cbc_context(suite, Direction::seal, cipher);
        SecureBytes key(suite.mac_key);
        if (context_ &&
            EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_MAC_KEY,
                                static_cast<int>(key.size()), key.mutable_bytes().data()) <= 0) {
            ERR_clear_error();
            context_.reset();
        }
    }

    bool exists() const { return context_ != nullptr; }
    const CipherContext& context() const { return context_; }
    // unsealed: how much of the fragment stands before the MAC, which the prefix's length must say.
    bool seal(RecordPrefix prefix, MutableBytes fragment, std::size_t unsealed) {
        set_length(prefix, unsealed);
        const std::array parameters = {
            OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, prefix.data(),
                                              prefix.size()),
            OSSL_PARAM_construct_end()};
        if (EVP_CIPHER_CTX_set_params(context_.get(), parameters.data()) == 1)
            return run_cipher(context_, fragment);
        ERR_clear_error();
        return false;
    }

 private:
    CipherContext context_;
};

class CbcSealer final : public RecordSealer {
 public:
    CbcSealer(const RecordSuite& suite, CipherContext context, OnePass one_pass,
              std::unique_ptr<RecordMac> mac)
        : context_(std::move(context)),
          one_pass_(std::move(one_pass)),
          mac_(std::move(mac)),
          block_(row(suite.cipher).block_length),
          implicit_(suite.form == RecordForm::implicit_iv),
          encrypt_then_mac_(suite.encrypt_then_mac) {
        std::ranges::copy(suite.iv, iv_.mutable_bytes().begin());
    }

    bool seal(const RecordPrefix& prefix, Bytes plaintext, const RecordParts& parts) override {
        if (plaintext.data() != parts.content.data())
            std::ranges::copy(plaintext, parts.content.begin());
        if (!implicit_) put_iv_seed(parts.explicit_part);
        if (encrypt_then_mac_) return encrypt_then_mac(prefix, parts);

        const MutableBytes whole = parts.whole();
        const bool one = one_pass_.exists() && parts.content.size() >= kOnePassFrom;
        const bool success = one && !whole.empty() ? seal_in_one_pass(prefix, parts, whole)
                                                   : mac_then_encrypt(prefix, parts);
        if (implicit_) std::ranges::copy(parts.trailer.last(block_), iv_.mutable_bytes().begin());
        return success;
    }

 private:
    bool seal_in_one_pass(const RecordPrefix& prefix, const RecordParts& parts,
                          MutableBytes whole) {
        return continue_chain(one_pass_.context(), true) &&
               one_pass_.seal(prefix, whole, parts.explicit_part.size() + parts.content.size());
    }

    bool mac_then_encrypt(const RecordPrefix& prefix, const RecordParts& parts) {
        const std::size_t mac = mac_->length();
        mac_->compute({prefix, parts.content}, parts.trailer.first(mac));
        put_padding(parts.trailer.subspan(mac));
        return continue_chain(context_, false) && encrypt(parts, parts.trailer);
    }

    // RFC 7366 3: MAC(seq_num + type + version + length + IV + ENC(content + padding))
    bool encrypt_then_mac(const RecordPrefix& prefix, const RecordParts& parts) {
        const MutableBytes padding = parts.trailer.first(parts.trailer.size() - mac_->length());
        put_padding(padding);
        if (!encrypt(parts, padding)) return false;
        RecordPrefix header = prefix;
        set_length(header, parts.size() - mac_->length());
        mac_->compute({header, parts.explicit_part, parts.content, padding},
                      parts.trailer.last(mac_->length()));
        return true;
    }

    // RFC 5246 6.2.3.2: "Each uint8 in the padding data vector MUST be filled with the padding
    // length value"; the length itself stands at the end.
    static void put_padding(MutableBytes padding) {
        std::ranges::fill(padding, static_cast<std::uint8_t>(padding.size() - 1));
    }

    void put_iv_seed(MutableBytes explicit_part) {
        const auto seed = iv_.mutable_bytes();
        std::ranges::copy(seed.first(block_), explicit_part.begin());
        std::uint64_t number = 0;
        std::memcpy(&number, seed.data(), sizeof number);
        ++number;
        std::memcpy(seed.data(), &number, sizeof number);
    }

    // RFC 2246 6.2.3.2: "the initialization vector for subsequent records is the last ciphertext
    // block from the previous record", whichever of the two contexts made that.
    bool continue_chain(const CipherContext& context, bool one_pass) {
        if (!implicit_ || last_was_one_pass_ == one_pass) return true;
        last_was_one_pass_ = one_pass;
        return restart_cipher(context, iv_.bytes().first(block_));
    }

    // explicit part, content and tail as one text, whose parts need not lie behind one another.
    bool encrypt(const RecordParts& parts, MutableBytes tail) {
        if (const MutableBytes whole = parts.whole(); !whole.empty())
            return run_cipher(context_,
                              whole.first(whole.size() - parts.trailer.size() + tail.size()));
        const std::size_t odd = parts.content.size() % block_;
        const std::size_t lent = odd == 0 ? 0 : block_ - odd;
        return run_cipher(context_, parts.explicit_part) &&
               run_cipher(context_, parts.content.first(parts.content.size() - odd)) &&
               encrypt_straddling(parts.content.last(odd), tail.first(lent)) &&
               run_cipher(context_, tail.subspan(lent));
    }

    // The one block that stands in the content and in the tail.
    bool encrypt_straddling(MutableBytes head, MutableBytes rest) {
        std::array<std::uint8_t, kMaxBlock> memory;
        const MutableBytes block = MutableBytes(memory).first(head.size() + rest.size());
        std::ranges::copy(rest, std::ranges::copy(head, block.begin()).out);
        const bool success = run_cipher(context_, block);
        std::ranges::copy(block.first(head.size()), head.begin());
        std::ranges::copy(block.last(rest.size()), rest.begin());
        return success;
    }

    CipherContext context_;
    OnePass one_pass_;
    std::unique_ptr<RecordMac> mac_;
    const std::size_t block_;
    const bool implicit_;
    const bool encrypt_then_mac_;
    bool last_was_one_pass_ = false;
    Secret<kMaxBlock> iv_;  // implicit: the last ciphertext block; else the seed
};

class CbcOpener final : public RecordOpener {
 public:
    CbcOpener(const RecordSuite& suite, CipherContext context, std::unique_ptr<RecordMac> mac)
        : context_(std::move(context)),
          mac_(std::move(mac)),
          block_(row(suite.cipher).block_length),
          explicit_length_(suite.form == RecordForm::implicit_iv ? 0 : block_),
          encrypt_then_mac_(suite.encrypt_then_mac) {}

    std::optional<MutableBytes> open(const RecordPrefix& prefix, MutableBytes fragment) override {
        const auto content = encrypt_then_mac_ ? check_then_decrypt(prefix, fragment)
                                               : decrypt_then_check(prefix, fragment);
        if (!content) secure_wipe(fragment);
        return content;
    }

 private:
    // A length is seen by everybody: what cannot be a record's needs no secrecy.
    bool is_possible(std::size_t encrypted, std::size_t least) const {
        return encrypted % block_ == 0 && encrypted >= explicit_length_ + least;
    }

    // The explicit IV is decrypted too, to nothing of use, which spares the context a new IV.
    std::optional<MutableBytes> decrypt_then_check(const RecordPrefix& prefix,
                                                   MutableBytes fragment) {
        if (!is_possible(fragment.size(), mac_->length() + 1) || !run_cipher(context_, fragment))
            return std::nullopt;
        const MutableBytes text = fragment.subspan(explicit_length_);
        const UnpaddedText opened = open_padded_text(*mac_, prefix, text);
        if (opened.good == 0) return std::nullopt;
        return text.first(opened.length);
    }

    // RFC 7366 3: "the MAC ... MUST be verified before any decryption"
    std::optional<MutableBytes> check_then_decrypt(const RecordPrefix& prefix,
                                                   MutableBytes fragment) {
        const std::size_t mac = mac_->length();
        if (fragment.size() < mac || !is_possible(fragment.size() - mac, 1)) return std::nullopt;
        const MutableBytes encrypted = fragment.first(fragment.size() - mac);
        RecordPrefix header = prefix;
        set_length(header, encrypted.size());
        std::array<std::uint8_t, kMaxRecordMac> computed;
        mac_->compute({header, encrypted}, MutableBytes(computed).first(mac));
        if (!constant_time_equal(Bytes(computed).first(mac), fragment.last(mac)) ||
            !run_cipher(context_, encrypted))
            return std::nullopt;
        const MutableBytes text = encrypted.subspan(explicit_length_);
        const UnpaddedText opened = remove_padding(text, 0);
        if (opened.good == 0) return std::nullopt;
        return text.first(opened.length);
    }

    CipherContext context_;
    std::unique_ptr<RecordMac> mac_;
    const std::size_t block_;
    const std::size_t explicit_length_;
    const bool encrypt_then_mac_;
};

}  // namespace

std::unique_ptr<RecordSealer> make_cbc_sealer(const RecordSuite& suite, CbcPasses passes) {
    if (!is_sound(suite, Direction::seal)) return nullptr;
    auto context = make_cbc_context(suite, Direction::seal, bulk_cipher(suite.cipher));
    auto mac = RecordMac::create(suite.mac, suite.mac_key);
    if (!context || !mac) return nullptr;
    const bool one = passes == CbcPasses::one_where_possible && !suite.encrypt_then_mac;
    return std::make_unique<CbcSealer>(suite, std::move(context), one ? OnePass(suite) : OnePass(),
                                       std::move(mac));
}

std::unique_ptr<RecordSealer> make_cbc_sealer(const RecordSuite& suite) {
    return make_cbc_sealer(suite, CbcPasses::one_where_possible);
}

std::unique_ptr<RecordOpener> make_cbc_opener(const RecordSuite& suite) {
    if (!is_sound(suite, Direction::open)) return nullptr;
    auto context = make_cbc_context(suite, Direction::open, bulk_cipher(suite.cipher));
    auto mac = RecordMac::create(suite.mac, suite.mac_key);
    if (!context || !mac) return nullptr;
    return std::make_unique<CbcOpener>(suite, std::move(context), std::move(mac));
}

}  // namespace secur32::crypto
