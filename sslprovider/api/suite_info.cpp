// The columns of a suite's row, in CNG's words.
#include "sslprovider/api/suite_info.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using crypto::BulkCipher;
using crypto::HashAlgorithm;
using provider::Authentication;
using provider::KeyExchange;

struct CipherName {
    BulkCipher cipher;
    std::u16string_view name;
    DWORD bits;
    DWORD block;  // bytes; AEAD of a block cipher too, 1 for what has no blocks
    std::u16string_view mode;
};
// clang-format off
constexpr std::array kCipherNames = {
    CipherName{BulkCipher::null,              u"NULL",                 0,  0, BCRYPT_CHAIN_MODE_NA},
    CipherName{BulkCipher::rc4_128,           BCRYPT_RC4_ALGORITHM,  128,  1, BCRYPT_CHAIN_MODE_NA},
    CipherName{BulkCipher::des_cbc,           BCRYPT_DES_ALGORITHM,   56,  8, BCRYPT_CHAIN_MODE_CBC},
    CipherName{BulkCipher::tdes_ede_cbc,      BCRYPT_3DES_ALGORITHM, 168,  8, BCRYPT_CHAIN_MODE_CBC},
    CipherName{BulkCipher::aes_128_cbc,       BCRYPT_AES_ALGORITHM,  128, 16, BCRYPT_CHAIN_MODE_CBC},
    CipherName{BulkCipher::aes_256_cbc,       BCRYPT_AES_ALGORITHM,  256, 16, BCRYPT_CHAIN_MODE_CBC},
    CipherName{BulkCipher::aes_128_gcm,       BCRYPT_AES_ALGORITHM,  128, 16, BCRYPT_CHAIN_MODE_GCM},
    CipherName{BulkCipher::aes_256_gcm,       BCRYPT_AES_ALGORITHM,  256, 16, BCRYPT_CHAIN_MODE_GCM},
    CipherName{BulkCipher::chacha20_poly1305, u"CHACHA20_POLY1305",  256,  1, BCRYPT_CHAIN_MODE_NA},
};

struct HashName {
    HashAlgorithm algorithm;
    std::u16string_view name;
};
constexpr std::array kHashNames = {
    HashName{HashAlgorithm::md5,    BCRYPT_MD5_ALGORITHM},
    HashName{HashAlgorithm::sha1,   BCRYPT_SHA1_ALGORITHM},
    HashName{HashAlgorithm::sha256, BCRYPT_SHA256_ALGORITHM},
    HashName{HashAlgorithm::sha384, BCRYPT_SHA384_ALGORITHM},
    HashName{HashAlgorithm::sha512, BCRYPT_SHA512_ALGORITHM},
};

// What this library takes: keys.h, key_exchange.h.  Bits; elliptic curves: whatever the group has.
struct ExchangeName {
    KeyExchange exchange;
    std::u16string_view name;
    DWORD least, most;
};
constexpr std::array kExchangeNames = {
    ExchangeName{KeyExchange::rsa,   BCRYPT_RSA_ALGORITHM,   512, 16384},
    ExchangeName{KeyExchange::dhe,   BCRYPT_DH_ALGORITHM,   1024,  8192},
    ExchangeName{KeyExchange::ecdhe, BCRYPT_ECDH_ALGORITHM,    0, 65536},
    ExchangeName{KeyExchange::psk,   TLS_PSK_EXCHANGE,         0,     0},
    ExchangeName{KeyExchange::any,   u"",                      0,     0},
};

struct CertificateName {
    Authentication authentication;
    std::u16string_view name;
};
constexpr std::array kCertificateNames = {
    CertificateName{Authentication::rsa,   BCRYPT_RSA_ALGORITHM},
    CertificateName{Authentication::dss,   BCRYPT_DSA_ALGORITHM},
    CertificateName{Authentication::ecdsa, SSL_ECDSA_ALGORITHM},
    CertificateName{Authentication::psk,   u""},
    CertificateName{Authentication::any,   u""},
};
// clang-format on

// Each table has a row for every value of its enum.
void put(WCHAR (&field)[NCRYPT_SSL_MAX_NAME_SIZE], std::u16string_view name) {
    name.copy(field, NCRYPT_SSL_MAX_NAME_SIZE - 1);
}

template <typename Description>
Description described(const provider::CipherSuite& suite, Version version, DWORD key_type) {
    const auto& cipher = *std::ranges::find(kCipherNames, suite.cipher, &CipherName::cipher);
    const auto& exchange =
        *std::ranges::find(kExchangeNames, suite.key_exchange, &ExchangeName::exchange);
    const auto& certificate = *std::ranges::find(kCertificateNames, suite.authentication,
                                                 &CertificateName::authentication);
    Description out{};
    out.dwProtocol = static_cast<DWORD>(version);
    out.dwCipherSuite = out.dwBaseCipherSuite = suite.id;
    put(out.szCipherSuite, suite.name);
    put(out.szCipher, cipher.name);
    out.dwCipherLen = cipher.bits;
    out.dwCipherBlockLen = cipher.block;
    put(out.szHash, name_of(suite.mac));
    out.dwHashLen = static_cast<DWORD>(crypto::hash_length(suite.mac));
    put(out.szExchange, exchange.name);
    out.dwMinExchangeLen = exchange.least;
    out.dwMaxExchangeLen = exchange.most;
    put(out.szCertificate, certificate.name);
    out.dwKeyType = key_type;
    if constexpr (requires { out.szCipherMode; }) {
        out.dwVersion = NCRYPT_SSL_CIPHER_SUITE_EX_VERSION;
        put(out.szCipherMode, cipher.mode);
    }
    return out;
}

}  // namespace

std::u16string_view name_of(HashAlgorithm algorithm) {
    const auto found = std::ranges::find(kHashNames, algorithm, &HashName::algorithm);
    return found == kHashNames.end() ? std::u16string_view() : found->name;
}

HashAlgorithm hash_named(std::u16string_view name) {
    const auto found = std::ranges::find_if(
        kHashNames, [&](const HashName& row) { return equal_ignoring_case(row.name, name); });
    return found == kHashNames.end() ? HashAlgorithm::none : found->algorithm;
}

NCRYPT_SSL_CIPHER_SUITE describe(const provider::CipherSuite& suite, Version version,
                                 DWORD key_type) {
    return described<NCRYPT_SSL_CIPHER_SUITE>(suite, version, key_type);
}

NCRYPT_SSL_CIPHER_SUITE_EX describe_ex(const provider::CipherSuite& suite, Version version,
                                       DWORD key_type) {
    return described<NCRYPT_SSL_CIPHER_SUITE_EX>(suite, version, key_type);
}

}  // namespace secur32::api
