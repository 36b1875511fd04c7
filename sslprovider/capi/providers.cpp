// The table of providers: "Base Provider Algorithms", "Enhanced...", "AES...", "DSS...",
// "PROV_DSS_DH...", "RSA/Schannel Provider Algorithms" in the Windows SDK's documentation
// (SecCrypto), lengths as Windows' providers enumerate and accept them.
//
// Not here, though Windows enumerates them: CALG_CYLINK_MEK, the masters of PCT 1 and SSL 2.  Nor
// is the RSA Signature provider: "The Microsoft RSA Signature Cryptographic Provider is not
// supported", and Windows answers NTE_KEYSET_NOT_DEF to its name.
#include "sslprovider/capi/providers.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::capi {
namespace {

// CRYPT_FLAG_*: dwProtocols of PROV_ENUMALGS_EX.
constexpr std::uint32_t kIpsec = 0x10, kSigning = 0x20;
constexpr std::uint32_t kSsl3 = 0x04, kTls1 = 0x08, kChannels = 0x0F;  // PCT 1, SSL 2, SSL 3, TLS 1
constexpr std::uint32_t kAnyLength = 0xFFFFFFFF;

constexpr std::string_view kRc2Name = "RSA Data Security's RC2";
constexpr std::string_view kRc4Name = "RSA Data Security's RC4";
constexpr std::string_view kDesName = "Data Encryption Standard (DES)";
constexpr std::string_view kMacName = "Message Authentication Code";
constexpr std::string_view kHmacName = "Hugo's MAC (HMAC)";
constexpr std::string_view kSha1Name = "Secure Hash Algorithm (SHA-1)";
constexpr std::string_view kMd5Name = "Message Digest 5 (MD5)";

// clang-format off
//                                               default   min    max  protocols           name, long name
constexpr ProviderAlgorithm kRc2Weak{calg::rc2,       40,   40,    56, 0,                  "RC2", kRc2Name};
constexpr ProviderAlgorithm kRc4Weak{calg::rc4,       40,   40,    56, 0,                  "RC4", kRc4Name};
constexpr ProviderAlgorithm kRc2{calg::rc2,          128,   40,   128, 0,                  "RC2", kRc2Name};
constexpr ProviderAlgorithm kRc4{calg::rc4,          128,   40,   128, 0,                  "RC4", kRc4Name};
constexpr ProviderAlgorithm kDes{calg::des,           56,   56,    56, 0,                  "DES", kDesName};
constexpr ProviderAlgorithm kTdes112{calg::tdes_112, 112,  112,   112, 0,                  "3DES TWO KEY", "Two Key Triple DES"};
constexpr ProviderAlgorithm kTdes{calg::tdes,        168,  168,   168, 0,                  "3DES", "Three Key Triple DES"};
constexpr ProviderAlgorithm kAes128{calg::aes_128,   128,  128,   128, 0,                  "AES-128", "Advanced Encryption Standard (AES-128)"};
constexpr ProviderAlgorithm kAes192{calg::aes_192,   192,  192,   192, 0,                  "AES-192", "Advanced Encryption Standard (AES-192)"};
constexpr ProviderAlgorithm kAes256{calg::aes_256,   256,  256,   256, 0,                  "AES-256", "Advanced Encryption Standard (AES-256)"};
constexpr ProviderAlgorithm kSha1{calg::sha1,        160,  160,   160, kSigning,           "SHA-1", kSha1Name};
constexpr ProviderAlgorithm kSha256{calg::sha_256,   256,  256,   256, kSigning,           "SHA-256", "Secure Hash Algorithm (SHA-256)"};
constexpr ProviderAlgorithm kSha384{calg::sha_384,   384,  384,   384, kSigning,           "SHA-384", "Secure Hash Algorithm (SHA-384)"};
constexpr ProviderAlgorithm kSha512{calg::sha_512,   512,  512,   512, kSigning,           "SHA-512", "Secure Hash Algorithm (SHA-512)"};
constexpr ProviderAlgorithm kMd2{calg::md2,          128,  128,   128, kSigning,           "MD2", "Message Digest 2 (MD2)"};
constexpr ProviderAlgorithm kMd4{calg::md4,          128,  128,   128, kSigning,           "MD4", "Message Digest 4 (MD4)"};
constexpr ProviderAlgorithm kMd5{calg::md5,          128,  128,   128, kSigning,           "MD5", kMd5Name};
constexpr ProviderAlgorithm kShaMd5{calg::ssl3_shamd5, 288, 288,  288, 0,                  "SSL3 SHAMD5", "SSL3 SHAMD5"};
constexpr ProviderAlgorithm kMac{calg::mac,            0,    0,     0, 0,                  "MAC", kMacName};
constexpr ProviderAlgorithm kHmac{calg::hmac,          0,    0,     0, 0,                  "HMAC", kHmacName};
constexpr ProviderAlgorithm kSignWeak{calg::rsa_sign, 512, 384, 16384, kSigning | kIpsec,  "RSA_SIGN", "RSA Signature"};
constexpr ProviderAlgorithm kKeyxWeak{calg::rsa_keyx, 512, 384,  1024, kSigning | kIpsec,  "RSA_KEYX", "RSA Key Exchange"};
constexpr ProviderAlgorithm kSign{calg::rsa_sign,    1024, 384, 16384, kSigning | kIpsec,  "RSA_SIGN", "RSA Signature"};
constexpr ProviderAlgorithm kKeyx{calg::rsa_keyx,    1024, 384, 16384, kSigning | kIpsec,  "RSA_KEYX", "RSA Key Exchange"};
constexpr ProviderAlgorithm kDss{calg::dss_sign,     1024, 512,  1024, kSigning,           "DSA_SIGN", "Digital Signature Algorithm"};
constexpr ProviderAlgorithm kDhWeak{calg::dh_sf,      512, 512,  1024, 0,                  "DH_KEYX_SF", "Diffie-Hellman Key Exchange Algorithm"};
constexpr ProviderAlgorithm kDheWeak{calg::dh_ephem,  512, 512,  1024, 0,                  "DH_KEYX_EPHEM", "Diffie-Hellman Ephemeral Algorithm"};
constexpr ProviderAlgorithm kDh{calg::dh_sf,         1024, 512,  4096, 0,                  "DH_KEYX_SF", "Diffie-Hellman Key Exchange Algorithm"};
constexpr ProviderAlgorithm kDhe{calg::dh_ephem,     1024, 512,  4096, 0,                  "DH_KEYX_EPHEM", "Diffie-Hellman Ephemeral Algorithm"};
constexpr ProviderAlgorithm kSsl3Master{calg::ssl3_master, 384, 384, 384, kSsl3,           "SSL3 MASTER", "SSL3 Master"};
constexpr ProviderAlgorithm kTls1Master{calg::tls1_master, 384, 384, 384, kTls1,           "TLS1 MASTER", "TLS1 Master"};
constexpr ProviderAlgorithm kMasterHash{calg::schannel_master_hash, 0, 0, kAnyLength, 0,   "SCH MASTER HASH", "SChannel Master Hash"};
constexpr ProviderAlgorithm kMacKey{calg::schannel_mac_key, 0, 0, kAnyLength, 0,           "SCH MAC KEY", "SChannel MAC Key"};
constexpr ProviderAlgorithm kEncKey{calg::schannel_enc_key, 0, 0, kAnyLength, 0,           "SCH ENC KEY", "SChannel Encryption Key"};
constexpr ProviderAlgorithm kPrf{calg::tls1_prf,       0,    0, kAnyLength, 0,             "TLS1 PRF", "TLS1 Pseudo Random Function"};
// clang-format on

// The Schannel providers enumerate the same algorithms as good for their protocols.
constexpr ProviderAlgorithm for_channels(ProviderAlgorithm row) {
    row.protocols = (row.protocols & kSigning) | kChannels;
    return row;
}

constexpr std::array kBase = {kRc2Weak, kRc4Weak, kDes, kSha1,     kMd2,      kMd4,
                              kMd5,     kShaMd5,  kMac, kSignWeak, kKeyxWeak, kHmac};
constexpr std::array kEnhanced = {kRc2, kRc4, kDes,    kTdes112, kTdes, kSha1, kMd2,
                                  kMd4, kMd5, kShaMd5, kMac,     kSign, kKeyx, kHmac};
constexpr std::array kAes = {kRc2,    kRc4,    kDes,    kTdes112, kTdes,   kAes128, kAes192,
                             kAes256, kSha1,   kSha256, kSha384,  kSha512, kMd2,    kMd4,
                             kMd5,    kShaMd5, kMac,    kSign,    kKeyx,   kHmac};
constexpr std::array kRsaSchannel = {for_channels(kRc2),
                                     for_channels(kRc4),
                                     for_channels(kDes),
                                     for_channels(kTdes112),
                                     for_channels(kTdes),
                                     for_channels(kSha1),
                                     for_channels(kMd5),
                                     kShaMd5,
                                     kMac,
                                     for_channels(kSign),
                                     for_channels(kKeyx),
                                     kHmac,
                                     kSsl3Master,
                                     kTls1Master,
                                     kMasterHash,
                                     kMacKey,
                                     kEncKey,
                                     kPrf};
constexpr std::array kBaseDss = {kMd5, kSha1, kDss};
constexpr std::array kBaseDssDh = {kRc2Weak, kRc4Weak, kDes, kSha1, kMd5, kDss, kDhWeak, kDheWeak};
constexpr std::array kEnhancedDssDh = {kRc2,  kRc4, kDes, kTdes112, kTdes,
                                       kSha1, kMd5, kDss, kDh,      kDhe};
constexpr std::array kDhSchannel = {for_channels(kRc2),
                                    for_channels(kRc4),
                                    for_channels(kDes),
                                    for_channels(kTdes112),
                                    for_channels(kTdes),
                                    for_channels(kSha1),
                                    for_channels(kMd5),
                                    kMac,
                                    for_channels(kDss),
                                    for_channels(kDh),
                                    for_channels(kDhe),
                                    kHmac,
                                    kSsl3Master,
                                    kTls1Master,
                                    kMasterHash,
                                    kMacKey,
                                    kEncKey,
                                    kPrf};

// clang-format off
constexpr std::array kProviders = {
    Provider{u"Microsoft Base Cryptographic Provider v1.0",                       prov::rsa_full,     Family::base,     false, kBase},
    Provider{u"Microsoft Base DSS and Diffie-Hellman Cryptographic Provider",     prov::dss_dh,       Family::dss,      false, kBaseDssDh},
    Provider{u"Microsoft Base DSS Cryptographic Provider",                        prov::dss,          Family::dss,      true,  kBaseDss},
    Provider{u"Microsoft DH SChannel Cryptographic Provider",                     prov::dh_schannel,  Family::schannel, true,  kDhSchannel},
    Provider{u"Microsoft Enhanced Cryptographic Provider v1.0",                   prov::rsa_full,     Family::enhanced, false, kEnhanced},
    Provider{u"Microsoft Enhanced DSS and Diffie-Hellman Cryptographic Provider", prov::dss_dh,       Family::dss,      true,  kEnhancedDssDh},
    Provider{u"Microsoft Enhanced RSA and AES Cryptographic Provider",            prov::rsa_aes,      Family::aes,      true,  kAes},
    Provider{u"Microsoft RSA SChannel Cryptographic Provider",                    prov::rsa_schannel, Family::schannel, true,  kRsaSchannel},
    Provider{u"Microsoft Strong Cryptographic Provider",                          prov::rsa_full,     Family::strong,   true,  kEnhanced},
};
// clang-format on

constexpr std::array kTypes = {
    ProviderType{prov::rsa_full, u"RSA Full (Signature and Key Exchange)"},
    ProviderType{prov::dss, u"DSS Signature"},
    ProviderType{prov::rsa_schannel, u"RSA SChannel"},
    ProviderType{prov::dss_dh, u"DSS Signature with Diffie-Hellman Key Exchange"},
    ProviderType{prov::dh_schannel, u"Diffie-Hellman SChannel"},
    ProviderType{prov::rsa_aes, u"RSA Full and AES"},
};

constexpr std::uint32_t kLastType = 999;

constexpr bool names_fit() {
    for (const Provider& provider : kProviders)
        for (const ProviderAlgorithm& row : provider.algorithms)
            if (row.name.size() > 19 || row.long_name.size() > 39) return false;
    return true;
}
static_assert(names_fit(), "PROV_ENUMALGS_EX has 20 and 40 characters, the zero among them");

constexpr bool each_type_has_one_default() {
    return std::ranges::all_of(kTypes, [](const ProviderType& type) {
        return std::ranges::count_if(kProviders, [&](const Provider& each) {
                   return each.type == type.type && each.is_default;
               }) == 1;
    });
}
static_assert(each_type_has_one_default(), "a type is what CryptAcquireContext asks for");

Result<const Provider*> default_of(std::uint32_t type) {
    const auto* const found = std::ranges::find_if(
        kProviders, [type](const Provider& each) { return each.type == type && each.is_default; });
    if (found != kProviders.end()) return found;
    return trace::because(Status::provider_type_not_defined, "capi: no provider has that type");
}

}  // namespace

std::span<const Provider> providers() { return kProviders; }

std::span<const ProviderType> provider_types() { return kTypes; }

Result<const Provider*> find_provider(std::u16string_view name, std::uint32_t type) {
    if (type == 0 || type > kLastType)
        return trace::because(Status::bad_provider_type, "capi: no provider's type");
    if (name.empty()) return default_of(type);
    const auto* const found = std::ranges::find_if(
        kProviders, [name](const Provider& each) { return equal_ignoring_case(each.name, name); });
    if (found == kProviders.end())
        return trace::because(Status::provider_not_defined, "capi: no provider has that name");
    if (found->type != type)
        return trace::because(Status::provider_type_no_match,
                              "capi: the provider of that name is of another type");
    return found;
}

const ProviderAlgorithm* find_algorithm(const Provider& provider, AlgId id) {
    if (is_legacy(id) && !legacy_algorithms_allowed()) return nullptr;
    const auto found = std::ranges::find(provider.algorithms, id, &ProviderAlgorithm::id);
    return found == provider.algorithms.end() ? nullptr : &*found;
}

Result<const ProviderAlgorithm*> require_algorithm(const Provider& provider, AlgId id) {
    if (const ProviderAlgorithm* const found = find_algorithm(provider, id)) return found;
    return trace::because(Status::bad_algorithm, "capi: the provider has no such algorithm");
}

}  // namespace secur32::capi
