// CRYPTO_SETTINGS: what of a credential's terms an entry of the deny list takes away.  A name that
// is none of ours takes nothing away: what it names is not used here anyway.
#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sspi/schannel/algorithm_ids.h"
#include "sspi/schannel/credential_terms.h"

namespace secur32::schannel {
namespace {

using crypto::BulkCipher;
using crypto::CipherKind;
using crypto::HashAlgorithm;
using provider::Authentication;
using provider::CipherSuite;
using provider::Group;
using provider::KeyExchange;
using Setting = DisabledCrypto;

bool is(std::u16string_view a, std::u16string_view b) { return equal_ignoring_case(a, b); }

// "0, 0: whatever its size"; else sizes below the least or above the most are disabled.
bool is_disabled_size(const Setting& setting, std::size_t bits) {
    if (setting.least_bits == 0 && setting.most_bits == 0) return true;
    return bits < setting.least_bits || (setting.most_bits != 0 && bits > setting.most_bits);
}

// ---- Ciphers ------------------------------------------------------------------------------------

struct CipherName {
    BulkCipher cipher;
    std::u16string_view name, mode;
};
constexpr std::u16string_view kCbc = u"ChainingModeCBC", kGcm = u"ChainingModeGCM",
                              kNoMode = u"ChainingModeN/A";
// clang-format off
constexpr std::array kCipherNames = {
    CipherName{BulkCipher::rc4_128,           u"RC4",               kNoMode},
    CipherName{BulkCipher::des_cbc,           u"DES",               kCbc},
    CipherName{BulkCipher::tdes_ede_cbc,      u"3DES",              kCbc},
    CipherName{BulkCipher::aes_128_cbc,       u"AES",               kCbc},
    CipherName{BulkCipher::aes_256_cbc,       u"AES",               kCbc},
    CipherName{BulkCipher::aes_128_gcm,       u"AES",               kGcm},
    CipherName{BulkCipher::aes_256_gcm,       u"AES",               kGcm},
    CipherName{BulkCipher::chacha20_poly1305, u"CHACHA20_POLY1305", kNoMode},
};
// clang-format on

bool disables_cipher(const Setting& setting, BulkCipher cipher) {
    const auto row = std::ranges::find(kCipherNames, cipher, &CipherName::cipher);
    if (row == kCipherNames.end() || !is(setting.algorithm, row->name)) return false;
    const auto& modes = setting.chaining_modes;
    const bool mode = modes.empty() || std::ranges::any_of(modes, [&](std::u16string_view one) {
                          return is(one, row->mode);
                      });
    return mode && is_disabled_size(setting, strength_of(cipher));
}

// ---- Hashes -------------------------------------------------------------------------------------

struct HashName {
    HashAlgorithm hash;
    std::u16string_view name;
    std::size_t bits;
};
constexpr std::array kHashNames = {
    HashName{HashAlgorithm::md5, u"MD5", 128},
    HashName{HashAlgorithm::sha1, u"SHA1", 160},
    HashName{HashAlgorithm::sha256, u"SHA256", 256},
    HashName{HashAlgorithm::sha384, u"SHA384", 384},
    HashName{HashAlgorithm::sha512, u"SHA512", 512},
};

bool disables_hash(const Setting& setting, HashAlgorithm hash) {
    const auto row = std::ranges::find(kHashNames, hash, &HashName::hash);
    return row != kHashNames.end() && is(setting.algorithm, row->name) &&
           is_disabled_size(setting, row->bits);
}

// ---- Key exchange -------------------------------------------------------------------------------

bool disables_group(const Setting& setting, const Group& group) {
    const std::u16string curve =
        u"ECDH_P" + std::u16string(group.name.substr(std::min<std::size_t>(5, group.name.size())));
    const bool named = is(setting.algorithm, group.name) ||
                       (group.name.starts_with(u"nistP") && is(setting.algorithm, curve)) ||
                       is(setting.algorithm, group.finite_field ? u"DH" : u"ECDH");
    return named && is_disabled_size(setting, group.bits);
}

// Of Diffie-Hellman the groups say what is left (credential_terms.cpp); RSA has no size before the
// certificate is known, so a setting with sizes is left to MinRsaBits.
bool disables_exchange(const Setting& setting, KeyExchange exchange) {
    const bool whole = setting.least_bits == 0 && setting.most_bits == 0;
    if (exchange == KeyExchange::rsa) return whole && is(setting.algorithm, u"RSA");
    return exchange == KeyExchange::dhe && whole && is(setting.algorithm, u"DH");
}

// ---- Signatures ---------------------------------------------------------------------------------

bool is_rsa(const SignatureScheme& scheme) {
    return scheme.key == crypto::KeyAlgorithm::rsa || scheme.key == crypto::KeyAlgorithm::rsa_pss;
}

bool is_key_named(const Setting& setting, const SignatureScheme& scheme) {
    const bool pss = scheme.form.padding == crypto::RsaPadding::pss;
    if (is_rsa(scheme))
        return is(setting.algorithm, u"RSA") || is(setting.algorithm, u"RSA_SIGN") ||
               is(setting.algorithm, pss ? u"SCH_RSA_PSS_PAD" : u"SCH_RSA_PKCS_PAD");
    if (scheme.key == crypto::KeyAlgorithm::dsa) return is(setting.algorithm, u"DSA");
    return scheme.key == crypto::KeyAlgorithm::ec && is(setting.algorithm, u"ECDSA");
}

struct CurveName {
    crypto::NamedGroup curve;
    std::u16string_view name;
    std::size_t bits;
};
constexpr std::array kCurveNames = {
    CurveName{crypto::NamedGroup::secp256r1, u"ECDSA_P256", 256},
    CurveName{crypto::NamedGroup::secp384r1, u"ECDSA_P384", 384},
    CurveName{crypto::NamedGroup::secp521r1, u"ECDSA_P521", 521},
};

// A scheme of elliptic curves has its size; RSA's is the certificate's.
bool disables_scheme(const Setting& setting, const SignatureScheme& scheme) {
    if (disables_hash(setting, scheme.form.hash)) return true;
    const auto curve = std::ranges::find(kCurveNames, scheme.curve, &CurveName::curve);
    const bool known = curve != kCurveNames.end();
    if (known && is(setting.algorithm, curve->name)) return is_disabled_size(setting, curve->bits);
    if (!is_key_named(setting, scheme)) return false;
    if (known) return is_disabled_size(setting, curve->bits);
    return setting.least_bits == 0 && setting.most_bits == 0;
}

bool disables_authentication(const Setting& setting, const CipherSuite& suite) {
    if (suite.key_exchange != KeyExchange::ecdhe && suite.key_exchange != KeyExchange::dhe)
        return false;
    if (setting.least_bits != 0 || setting.most_bits != 0) return false;
    switch (suite.authentication) {
        case Authentication::rsa:
            return is(setting.algorithm, u"RSA") || is(setting.algorithm, u"RSA_SIGN");
        case Authentication::ecdsa:
            return is(setting.algorithm, u"ECDSA");
        case Authentication::dss:
            return is(setting.algorithm, u"DSA");
        case Authentication::psk:
        case Authentication::any:
            break;
    }
    return false;
}

// ---- All of it ----------------------------------------------------------------------------------

bool disables_suite(const Setting& setting, const CipherSuite& suite) {
    using enum Setting::Usage;
    switch (setting.usage) {
        case key_exchange:
            return disables_exchange(setting, suite.key_exchange);
        case signature:
            return disables_authentication(setting, suite);
        case cipher:
            return disables_cipher(setting, suite.cipher);
        case digest:
            return disables_hash(setting, suite.is_aead() ? suite.prf : suite.mac);
        case certificate_signature:
            break;
    }
    return false;
}

template <typename Row, typename Disabled>
void take_out(std::vector<const Row*>& rows, bool optional, Disabled disabled) {
    const auto from = std::stable_partition(rows.begin(), rows.end(),
                                            [&](const Row* row) { return !disabled(*row); });
    if (!optional) rows.erase(from, rows.end());
}

void disable(Terms& terms, const Setting& setting, bool optional) {
    using enum Setting::Usage;
    take_out(terms.suites, optional,
             [&](const CipherSuite& suite) { return disables_suite(setting, suite); });
    if (setting.usage == key_exchange)
        take_out(terms.groups, optional,
                 [&](const Group& group) { return disables_group(setting, group); });
    if (setting.usage == signature)
        take_out(terms.schemes, optional,
                 [&](const SignatureScheme& scheme) { return disables_scheme(setting, scheme); });
    if (setting.usage == certificate_signature)
        take_out(terms.certificate_schemes, optional,
                 [&](const SignatureScheme& scheme) { return disables_scheme(setting, scheme); });
}

}  // namespace

// "TLS_PARAMS_OPTIONAL: restrictions will only be honored if they do not cause this server to
// terminate the TLS handshake": what is disabled is taken when nothing else will do.
void disable(Terms& terms, std::span<const DisabledCrypto> settings, bool optional) {
    if (optional && !settings.empty()) terms.server_prefers_own_order = true;
    for (const Setting& setting : settings) disable(terms, setting, optional);
}

}  // namespace secur32::schannel
