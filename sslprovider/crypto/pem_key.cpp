// Private keys in PEM (RFC 7468), the older form with its own encryption (RFC 1421 4.6, OpenSSL's
// "Proc-Type: 4,ENCRYPTED") among them.  Nothing here asks anybody for a passphrase.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <memory>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/encrypted_key_info.h"
#include "sslprovider/crypto/key_parts.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMaxText = 1 << 20;

Status malformed() {
    ERR_clear_error();
    return trace::because(Status::bad_data, "ssl: a PEM block is damaged");
}

Status no_passphrase() {
    return trace::because(Status::bad_passphrase, "ssl: a private key wants a passphrase");
}

struct BioFree {
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
struct CipherFree {
    void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
};

// One block as libcrypto read it, wiped.
class Block {
 public:
    Block() = default;
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    ~Block() {
        OPENSSL_secure_free(name_);
        OPENSSL_secure_free(header_);
        OPENSSL_secure_clear_free(data_, static_cast<std::size_t>(room_));
    }
    bool read(BIO* text) {
        const bool found = PEM_read_bio_ex(text, &name_, &header_, &data_, &room_,
                                           PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1;
        length_ = room_;
        return found;
    }
    std::string_view label() const { return name_; }
    bool is_encrypted() const { return header_[0] != '\0'; }
    Status decrypt(Bytes passphrase);
    Bytes contents() const { return {data_, static_cast<std::size_t>(length_)}; }

 private:
    char *name_ = nullptr, *header_ = nullptr;
    unsigned char* data_ = nullptr;
    long room_ = 0, length_ = 0;
};

int copy_passphrase(char* place, int size, int, void* passphrase) {
    const Bytes& given = *static_cast<const Bytes*>(passphrase);
    if (size < 0 || given.size() > static_cast<std::size_t>(size)) return -1;
    std::ranges::copy(given, place);
    return static_cast<int>(given.size());
}

Status Block::decrypt(Bytes passphrase) {
    EVP_CIPHER_INFO cipher{};
    if (PEM_get_EVP_CIPHER_INFO(header_, &cipher) != 1) return malformed();
    if (cipher.cipher == nullptr) return Status::ok;
    const std::unique_ptr<EVP_CIPHER, CipherFree> available(
        EVP_CIPHER_fetch(nullptr, EVP_CIPHER_get0_name(cipher.cipher), nullptr));
    if (!available) {
        ERR_clear_error();
        return trace::because(Status::unsupported_function, "ssl: no such encryption of PEM");
    }
    return PEM_do_header(&cipher, data_, &length_, copy_passphrase, &passphrase) == 1
               ? Status::ok
               : wrong_passphrase();
}

Result<PrivateKey> whole(Result<PublicKey> key) {
    TRY(key);
    return PrivateKey(std::move(key).value());
}

struct LabelRow {
    std::string_view label;
    Result<PrivateKey> (*read)(Bytes contents, std::optional<Bytes> passphrase);
};
constexpr std::array kLabels = {
    LabelRow{"PRIVATE KEY", PrivateKey::from_pkcs8},
    LabelRow{"ENCRYPTED PRIVATE KEY", PrivateKey::from_pkcs8},
    LabelRow{"RSA PRIVATE KEY",
             [](Bytes der, std::optional<Bytes>) { return whole(read_rsa_private_key(der)); }},
    LabelRow{"EC PRIVATE KEY",
             [](Bytes der, std::optional<Bytes>) { return whole(read_ec_private_key(der)); }},
};

Result<PrivateKey> read_key(const LabelRow& row, Block& block, std::optional<Bytes> passphrase) {
    if (!block.is_encrypted()) return row.read(block.contents(), passphrase);
    if (!passphrase) return no_passphrase();
    TRY(block.decrypt(*passphrase));
    Result<PrivateKey> key = row.read(block.contents(), passphrase);
    // A wrong passphrase leaves noise where the padding is right by chance.
    if (key.status() == Status::bad_data) return wrong_passphrase();
    return key;
}

bool at_the_end() {
    const unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem, std::optional<Bytes> passphrase) {
    if (pem.size() > kMaxText) return malformed();
    const std::unique_ptr<BIO, BioFree> text(
        BIO_new_mem_buf(pem.empty() ? "" : pem.data(), static_cast<int>(pem.size())));
    if (!text) return Status::out_of_memory;
    for (;;) {
        Block block;
        if (!block.read(text.get())) break;
        const auto row = std::ranges::find(kLabels, block.label(), &LabelRow::label);
        if (row != kLabels.end()) return read_key(*row, block, passphrase);
    }
    if (!at_the_end()) return malformed();
    ERR_clear_error();
    return trace::because(Status::not_found, "ssl: no private key in the PEM text");
}

}  // namespace secur32::crypto
