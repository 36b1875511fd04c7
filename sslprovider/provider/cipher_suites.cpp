// RFC 2246 A.5, RFC 3268, RFC 4346, RFC 5246 A.5, RFC 5288, RFC 5289, RFC 5487, RFC 7905, RFC 8422,
// RFC 8446 B.4.
#include "sslprovider/provider/cipher_suites.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/environment.h"

namespace secur32::provider {
namespace {

using enum crypto::BulkCipher;
using enum Standing;
using enum Version;
using Kx = KeyExchange;
using Au = Authentication;
using Hash = crypto::HashAlgorithm;

// RFC 5246 A.5: a suite that TLS 1.0 knew, used with TLS 1.2, has the PRF of SHA-256.
// clang-format off
constexpr std::array kSuites = {
    //          id      name                                        key exchange authentication cipher     MAC           PRF           versions      standing
    CipherSuite{0x1302, u"TLS_AES_256_GCM_SHA384",                    Kx::any,   Au::any,   aes_256_gcm,       Hash::none,   Hash::sha384, tls13, tls13, current},
    CipherSuite{0x1301, u"TLS_AES_128_GCM_SHA256",                    Kx::any,   Au::any,   aes_128_gcm,       Hash::none,   Hash::sha256, tls13, tls13, current},
    CipherSuite{0x1303, u"TLS_CHACHA20_POLY1305_SHA256",              Kx::any,   Au::any,   chacha20_poly1305, Hash::none,   Hash::sha256, tls13, tls13, current},
    CipherSuite{0xC02C, u"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",   Kx::ecdhe, Au::ecdsa, aes_256_gcm,       Hash::none,   Hash::sha384, tls12, tls12, current},
    CipherSuite{0xC02B, u"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",   Kx::ecdhe, Au::ecdsa, aes_128_gcm,       Hash::none,   Hash::sha256, tls12, tls12, current},
    CipherSuite{0xC030, u"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",     Kx::ecdhe, Au::rsa,   aes_256_gcm,       Hash::none,   Hash::sha384, tls12, tls12, current},
    CipherSuite{0xC02F, u"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",     Kx::ecdhe, Au::rsa,   aes_128_gcm,       Hash::none,   Hash::sha256, tls12, tls12, current},
    CipherSuite{0xCCA9, u"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", Kx::ecdhe, Au::ecdsa, chacha20_poly1305, Hash::none, Hash::sha256, tls12, tls12, current},
    CipherSuite{0xCCA8, u"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", Kx::ecdhe, Au::rsa, chacha20_poly1305, Hash::none,   Hash::sha256, tls12, tls12, current},
    CipherSuite{0x009F, u"TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",       Kx::dhe,   Au::rsa,   aes_256_gcm,       Hash::none,   Hash::sha384, tls12, tls12, current},
    CipherSuite{0x009E, u"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",       Kx::dhe,   Au::rsa,   aes_128_gcm,       Hash::none,   Hash::sha256, tls12, tls12, current},
    CipherSuite{0xCCAA, u"TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", Kx::dhe,   Au::rsa,   chacha20_poly1305, Hash::none,   Hash::sha256, tls12, tls12, current},
    CipherSuite{0xC024, u"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",   Kx::ecdhe, Au::ecdsa, aes_256_cbc,       Hash::sha384, Hash::sha384, tls12, tls12, current},
    CipherSuite{0xC023, u"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",   Kx::ecdhe, Au::ecdsa, aes_128_cbc,       Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0xC028, u"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",     Kx::ecdhe, Au::rsa,   aes_256_cbc,       Hash::sha384, Hash::sha384, tls12, tls12, current},
    CipherSuite{0xC027, u"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",     Kx::ecdhe, Au::rsa,   aes_128_cbc,       Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0xC00A, u"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",      Kx::ecdhe, Au::ecdsa, aes_256_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0xC009, u"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",      Kx::ecdhe, Au::ecdsa, aes_128_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0xC014, u"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",        Kx::ecdhe, Au::rsa,   aes_256_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0xC013, u"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",        Kx::ecdhe, Au::rsa,   aes_128_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x009D, u"TLS_RSA_WITH_AES_256_GCM_SHA384",           Kx::rsa,   Au::rsa,   aes_256_gcm,       Hash::none,   Hash::sha384, tls12, tls12, current},
    CipherSuite{0x009C, u"TLS_RSA_WITH_AES_128_GCM_SHA256",           Kx::rsa,   Au::rsa,   aes_128_gcm,       Hash::none,   Hash::sha256, tls12, tls12, current},
    CipherSuite{0x003D, u"TLS_RSA_WITH_AES_256_CBC_SHA256",           Kx::rsa,   Au::rsa,   aes_256_cbc,       Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0x003C, u"TLS_RSA_WITH_AES_128_CBC_SHA256",           Kx::rsa,   Au::rsa,   aes_128_cbc,       Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0x0035, u"TLS_RSA_WITH_AES_256_CBC_SHA",              Kx::rsa,   Au::rsa,   aes_256_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x002F, u"TLS_RSA_WITH_AES_128_CBC_SHA",              Kx::rsa,   Au::rsa,   aes_128_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x0039, u"TLS_DHE_RSA_WITH_AES_256_CBC_SHA",          Kx::dhe,   Au::rsa,   aes_256_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x0033, u"TLS_DHE_RSA_WITH_AES_128_CBC_SHA",          Kx::dhe,   Au::rsa,   aes_128_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x006A, u"TLS_DHE_DSS_WITH_AES_256_CBC_SHA256",       Kx::dhe,   Au::dss,   aes_256_cbc,       Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0x0040, u"TLS_DHE_DSS_WITH_AES_128_CBC_SHA256",       Kx::dhe,   Au::dss,   aes_128_cbc,       Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0x0038, u"TLS_DHE_DSS_WITH_AES_256_CBC_SHA",          Kx::dhe,   Au::dss,   aes_256_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x0032, u"TLS_DHE_DSS_WITH_AES_128_CBC_SHA",          Kx::dhe,   Au::dss,   aes_128_cbc,       Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x00A9, u"TLS_PSK_WITH_AES_256_GCM_SHA384",           Kx::psk,   Au::psk,   aes_256_gcm,       Hash::none,   Hash::sha384, tls12, tls12, current},
    CipherSuite{0x00A8, u"TLS_PSK_WITH_AES_128_GCM_SHA256",           Kx::psk,   Au::psk,   aes_128_gcm,       Hash::none,   Hash::sha256, tls12, tls12, current},
    // RFC 5487 3.2: with TLS 1.0 and 1.1 too, and their PRF.
    CipherSuite{0x00AF, u"TLS_PSK_WITH_AES_256_CBC_SHA384",           Kx::psk,   Au::psk,   aes_256_cbc,       Hash::sha384, Hash::sha384, tls10, tls12, current},
    CipherSuite{0x00AE, u"TLS_PSK_WITH_AES_128_CBC_SHA256",           Kx::psk,   Au::psk,   aes_128_cbc,       Hash::sha256, Hash::sha256, tls10, tls12, current},
    CipherSuite{0x003B, u"TLS_RSA_WITH_NULL_SHA256",                  Kx::rsa,   Au::rsa,   null,              Hash::sha256, Hash::sha256, tls12, tls12, current},
    CipherSuite{0x0002, u"TLS_RSA_WITH_NULL_SHA",                     Kx::rsa,   Au::rsa,   null,              Hash::sha1,   Hash::sha256, tls10, tls12, current},
    CipherSuite{0x0001, u"TLS_RSA_WITH_NULL_MD5",                     Kx::rsa,   Au::rsa,   null,              Hash::md5,    Hash::sha256, tls10, tls12, current},
    CipherSuite{0x00B1, u"TLS_PSK_WITH_NULL_SHA384",                  Kx::psk,   Au::psk,   null,              Hash::sha384, Hash::sha384, tls10, tls12, current},
    CipherSuite{0x00B0, u"TLS_PSK_WITH_NULL_SHA256",                  Kx::psk,   Au::psk,   null,              Hash::sha256, Hash::sha256, tls10, tls12, current},
    CipherSuite{0x0016, u"TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",         Kx::dhe,   Au::rsa,   tdes_ede_cbc,      Hash::sha1,   Hash::sha256, tls10, tls12, legacy},
    CipherSuite{0x0013, u"TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA",         Kx::dhe,   Au::dss,   tdes_ede_cbc,      Hash::sha1,   Hash::sha256, tls10, tls12, legacy},
    CipherSuite{0x000A, u"TLS_RSA_WITH_3DES_EDE_CBC_SHA",             Kx::rsa,   Au::rsa,   tdes_ede_cbc,      Hash::sha1,   Hash::sha256, tls10, tls12, legacy},
    CipherSuite{0x0005, u"TLS_RSA_WITH_RC4_128_SHA",                  Kx::rsa,   Au::rsa,   rc4_128,           Hash::sha1,   Hash::sha256, tls10, tls12, legacy},
    CipherSuite{0x0004, u"TLS_RSA_WITH_RC4_128_MD5",                  Kx::rsa,   Au::rsa,   rc4_128,           Hash::md5,    Hash::sha256, tls10, tls12, legacy},
    // RFC 5469 4: "Single-DES cipher suites ... MUST NOT be used" with TLS 1.2.
    CipherSuite{0x0012, u"TLS_DHE_DSS_WITH_DES_CBC_SHA",              Kx::dhe,   Au::dss,   des_cbc,           Hash::sha1,   Hash::sha256, tls10, tls11, legacy},
    CipherSuite{0x0009, u"TLS_RSA_WITH_DES_CBC_SHA",                  Kx::rsa,   Au::rsa,   des_cbc,           Hash::sha1,   Hash::sha256, tls10, tls11, legacy},
};
// clang-format on

}  // namespace

std::span<const CipherSuite> cipher_suites() { return kSuites; }

bool legacy_suites_allowed() {
    static const bool allowed = environment::number(environment::kTlsLegacySuites, 1) == 1;
    return allowed;
}

const CipherSuite* find_cipher_suite(std::uint32_t id) {
    const auto found = std::ranges::find(kSuites, id, &CipherSuite::id);
    if (found == kSuites.end()) return nullptr;
    return found->standing == legacy && !legacy_suites_allowed() ? nullptr : &*found;
}

const CipherSuite* find_cipher_suite(std::uint32_t id, Version version) {
    const CipherSuite* const suite = find_cipher_suite(id);
    return suite != nullptr && suite->suits(version) ? suite : nullptr;
}

}  // namespace secur32::provider
