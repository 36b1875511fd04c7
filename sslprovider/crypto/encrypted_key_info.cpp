#include "sslprovider/crypto/encrypted_key_info.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string_view>

#include "sslprovider/base/der.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/key_identifier.h"
#include "sslprovider/crypto/secret_der.h"

namespace secur32::crypto {
namespace {

using namespace std::literals;

// OWASP's advice for PBKDF2-HMAC-SHA-256, 2023.
constexpr int kOwnRounds = 600'000, kOwnSalt = 16;
// Seconds of work; libcrypto itself bounds scrypt's memory (32 MiB).
constexpr std::uint64_t kMostRounds = 10'000'000, kMostScryptWork = 1 << 24;
constexpr std::size_t kMaxLength = 1 << 20;  // of a key, of a passphrase

Status malformed() {
    return trace::because(Status::bad_data, "ssl: not an EncryptedPrivateKeyInfo");
}

Status unknown() {
    ERR_clear_error();
    return trace::because(Status::unsupported_function, "ssl: no such encryption of a private key");
}

Status too_costly() {
    return trace::because(Status::unsupported_function, "ssl: too many rounds for a passphrase");
}

// ---- What the decryption would cost -------------------------------------------------------------

// A number over 2^64 is as good as the largest.
std::uint64_t count_of(DerReader& in) {
    const Bytes number = unsigned_integer(in);
    if (number.size() > sizeof(std::uint64_t)) return std::numeric_limits<std::uint64_t>::max();
    std::uint64_t count = 0;
    for (const std::uint8_t octet : number) count = count << 8 | octet;
    return count;
}

// PBEParameter and pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER };
// PBKDF2's begin in the same way.
Status check_rounds(DerReader& in) {
    std::uint64_t rounds = 0;
    in.nested(DerTag::sequence, [&](DerReader& parameters) {
        parameters.contents(DerTag::octet_string);
        rounds = count_of(parameters);
        while (parameters.more()) parameters.any();
    });
    if (in.failed() || rounds == 0) return malformed();
    return rounds <= kMostRounds ? Status::ok : too_costly();
}

// RFC 7914 7: scrypt-params ::= SEQUENCE { salt, costParameter, blockSize,
// parallelizationParameter, keyLength OPTIONAL }
Status check_scrypt(DerReader& in) {
    std::uint64_t cost = 0, block = 0, parallel = 0;
    in.nested(DerTag::sequence, [&](DerReader& parameters) {
        parameters.contents(DerTag::octet_string);
        cost = count_of(parameters);
        block = count_of(parameters);
        parallel = count_of(parameters);
        if (parameters.more()) count_of(parameters);
    });
    if (in.failed() || cost == 0 || block == 0 || parallel == 0) return malformed();
    const bool bounded = cost <= kMostScryptWork && block <= kMostScryptWork / cost &&
                         parallel <= kMostScryptWork / (cost * block);
    return bounded ? Status::ok : too_costly();
}

struct CostRow {
    std::string_view oid;
    Status (*check)(DerReader& parameters);
};

Status check_row(std::span<const CostRow> rows, DerReader& in) {
    Status status = Status::bad_data;
    in.nested(DerTag::sequence, [&](DerReader& identifier) {
        const ObjectIdentifier id = identifier.object_identifier();
        const auto row = std::ranges::find_if(rows, [&](const CostRow& each) {
            return std::ranges::equal(id.octets, bytes_of(each.oid));
        });
        status = row == rows.end() ? unknown() : row->check(identifier);
        if (status != Status::ok) identifier.fail();
    });
    return in.failed() && status == Status::ok ? malformed() : status;
}

constexpr std::array kKeyDerivations = {
    CostRow{"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"sv, check_rounds},  // PBKDF2
    CostRow{"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b"sv, check_scrypt},  // scrypt
};

// PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }
Status check_pbes2(DerReader& in) {
    Status status = Status::bad_data;
    in.nested(DerTag::sequence, [&](DerReader& parameters) {
        status = check_row(kKeyDerivations, parameters);
        parameters.any();
    });
    return in.failed() && status == Status::ok ? malformed() : status;
}

constexpr std::array kEncryptions = {
    CostRow{"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"sv, check_pbes2},
    // pbeWithSHAAnd3-KeyTripleDES-CBC and pbeWithSHAAnd2-KeyTripleDES-CBC
    CostRow{"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"sv, check_rounds},
    CostRow{"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x04"sv, check_rounds},
};

// ---- libcrypto ----------------------------------------------------------------------------------

struct Free {
    void operator()(X509_ALGOR* algorithm) const noexcept { X509_ALGOR_free(algorithm); }
};
using Algorithm = std::unique_ptr<X509_ALGOR, Free>;

// What PKCS12_pbe_crypt made, wiped.
class Output {
 public:
    Output() = default;
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() { OPENSSL_clear_free(data_, static_cast<std::size_t>(length_)); }
    bool run(const Algorithm& algorithm, Bytes passphrase, Bytes in, bool encrypt) {
        const char* const text =
            passphrase.empty() ? "" : reinterpret_cast<const char*>(passphrase.data());
        return PKCS12_pbe_crypt(algorithm.get(), text, static_cast<int>(passphrase.size()),
                                in.data(), static_cast<int>(in.size()), &data_, &length_,
                                encrypt ? 1 : 0) != nullptr;
    }
    Bytes bytes() const { return {data_, static_cast<std::size_t>(length_)}; }

 private:
    unsigned char* data_ = nullptr;
    int length_ = 0;
};

// EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm, encryptedData OCTET STRING }
struct Encrypted {
    Bytes algorithm, data;
};

Result<Encrypted> parse_encrypted(Bytes der) {
    Encrypted out;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& info) {
        out.algorithm = info.any();
        out.data = info.contents(DerTag::octet_string);
    });
    if (!in.done() || out.data.empty() || der.size() > kMaxLength) return malformed();
    return out;
}

Buffer encoded(const Algorithm& algorithm) {
    Buffer der(static_cast<std::size_t>(std::max(i2d_X509_ALGOR(algorithm.get(), nullptr), 0)));
    unsigned char* at = der.data();
    if (!der.empty()) i2d_X509_ALGOR(algorithm.get(), &at);
    return der;
}

}  // namespace

Status wrong_passphrase() {
    ERR_clear_error();
    return trace::because(Status::bad_passphrase, "ssl: the passphrase of a private key is wrong");
}

Result<SecureBytes> decrypt_key_info(Bytes der, std::optional<Bytes> passphrase) {
    TRY_ASSIGN(const Encrypted encrypted, parse_encrypted(der));
    DerReader cost(encrypted.algorithm);
    TRY(check_row(kEncryptions, cost));
    if (!passphrase)
        return trace::because(Status::bad_passphrase, "ssl: a private key wants a passphrase");
    if (passphrase->size() > kMaxLength) return wrong_passphrase();
    const unsigned char* at = encrypted.algorithm.data();
    const Algorithm algorithm(
        d2i_X509_ALGOR(nullptr, &at, static_cast<long>(encrypted.algorithm.size())));
    if (!algorithm) return unknown();
    Output plain;
    if (plain.run(algorithm, *passphrase, encrypted.data, false)) return SecureBytes(plain.bytes());
    // Everything but the last step fails for what it was asked to do.
    return ERR_GET_REASON(ERR_peek_last_error()) == PKCS12_R_PKCS12_CIPHERFINAL_ERROR
               ? wrong_passphrase()
               : unknown();
}

Result<Buffer> encrypt_key_info(Bytes private_key_info, Bytes passphrase) {
    if (passphrase.size() > kMaxLength)
        return trace::because(Status::invalid_parameter, "ssl: a passphrase too long");
    // libcrypto draws a null salt and a null IV at random.
    const Algorithm algorithm(PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), kOwnRounds, nullptr, kOwnSalt,
                                                nullptr, NID_hmacWithSHA256));
    Output encrypted;
    if (!algorithm || !encrypted.run(algorithm, passphrase, private_key_info, true)) {
        ERR_clear_error();
        return trace::because(Status::internal_error, "ssl: libcrypto does not encrypt a key");
    }
    const SecureBytes data = der_element(DerTag::octet_string, {encrypted.bytes()});
    return buffer_of(der_element(DerTag::sequence, {encoded(algorithm), data.bytes()}).bytes());
}

}  // namespace secur32::crypto
