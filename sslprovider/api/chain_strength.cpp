// Strong-sign rules, by the name of one that Windows has or as lists, and CertIsStrongHashToSign.
#include "sslprovider/api/chain_strength.h"

#include <winerror.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;
using crypto::KeyAlgorithm;
using Allowed = x509::Strength::Allowed;

struct NamedHash {
    std::u16string_view name;
    HashAlgorithm hash;
};
constexpr std::array kHashes = {
    NamedHash{u"MD5", HashAlgorithm::md5},       NamedHash{u"SHA1", HashAlgorithm::sha1},
    NamedHash{u"SHA256", HashAlgorithm::sha256}, NamedHash{u"SHA384", HashAlgorithm::sha384},
    NamedHash{u"SHA512", HashAlgorithm::sha512},
};
struct NamedKey {
    std::u16string_view name;
    KeyAlgorithm key;
};
constexpr std::array kKeys = {
    NamedKey{u"RSA", KeyAlgorithm::rsa},
    NamedKey{u"DSA", KeyAlgorithm::dsa},
    NamedKey{u"ECDSA", KeyAlgorithm::ec},
};

Status no_rule(std::string_view why) { return trace::because(Status::invalid_parameter, why); }

x509::Strength strength_of_os_1() {
    x509::Strength out{.least_rsa_bits = 2047, .least_ec_bits = 256};
    for (const NamedKey& key : kKeys)
        for (const HashAlgorithm hash :
             {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512})
            out.allowed.push_back({key.key, hash});
    return out;
}

// The parts of "RSA/SHA256;ECDSA/SHA256"; false ends it.
template <typename Take>
bool each_pair(std::u16string_view list, Take take) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(u';'), list.size());
        const std::u16string_view pair = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        const std::size_t slash = pair.find(u'/');
        if (slash == std::u16string_view::npos) return false;
        const auto* const key = std::ranges::find(kKeys, pair.substr(0, slash), &NamedKey::name);
        if (key == kKeys.end() || !take(key->key, pair.substr(slash + 1))) return false;
    }
    return true;
}

std::optional<std::size_t> number_of_text(std::u16string_view text) {
    constexpr std::size_t kMostDigits = 6;
    if (text.empty() || text.size() > kMostDigits) return std::nullopt;
    std::size_t out = 0;
    for (const char16_t digit : text) {
        if (digit < u'0' || digit > u'9') return std::nullopt;
        out = out * 10 + static_cast<std::size_t>(digit - u'0');
    }
    return out;
}

std::u16string_view text_of(LPCWSTR text) {
    return text == nullptr ? std::u16string_view() : std::u16string_view(text);
}

Result<x509::Strength> read_lists(const CERT_STRONG_SIGN_SERIALIZED_INFO& info) {
    x509::Strength out;
    const bool hashes =
        each_pair(text_of(info.pwszCNGSignHashAlgids), [&](KeyAlgorithm key, auto name) {
            const auto* const hash = std::ranges::find(kHashes, name, &NamedHash::name);
            if (hash == kHashes.end()) return false;
            out.allowed.push_back({key, hash->hash});
            return true;
        });
    const bool sizes =
        each_pair(text_of(info.pwszCNGPubKeyMinBitLengths), [&](KeyAlgorithm key, auto text) {
            const auto bits = number_of_text(text);
            if (!bits) return false;
            (key == KeyAlgorithm::ec ? out.least_ec_bits : out.least_rsa_bits) = *bits;
            return true;
        });
    if (!hashes || !sizes || out.allowed.empty()) return no_rule("chain: not a strong-sign list");
    return out;
}

bool is_strong(const x509::Strength& strength, std::optional<KeyAlgorithm> key,
               HashAlgorithm hash) {
    return std::ranges::any_of(strength.allowed, [&](const Allowed& allowed) {
        return allowed.hash == hash && (!key || allowed.key == *key);
    });
}

CertResult judge_hash(const x509::Strength& strength, std::u16string_view name,
                      const CERT_CONTEXT* signer) {
    const auto* const hash = std::ranges::find(kHashes, name, &NamedHash::name);
    if (hash == kHashes.end()) return refuse(NTE_BAD_ALGID, "chain: no hash of that name");
    if (signer == nullptr) {
        if (!is_strong(strength, std::nullopt, hash->hash))
            return refuse(NTE_BAD_ALGID, "chain: the hash is not strong");
        return Status::ok;
    }
    TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(signer));
    const Result<crypto::PublicKey>& key = context->shared()->public_key();
    TRY(key);
    KeyAlgorithm algorithm = key.value().algorithm();
    if (algorithm == KeyAlgorithm::rsa_pss) algorithm = KeyAlgorithm::rsa;
    const std::size_t least =
        algorithm == KeyAlgorithm::ec ? strength.least_ec_bits : strength.least_rsa_bits;
    if (!is_strong(strength, algorithm, hash->hash) || key.value().bits() < least)
        return refuse(NTE_BAD_ALGID, "chain: hash or key are not strong");
    return Status::ok;
}

}  // namespace

Result<x509::Strength> read_strength(const CERT_STRONG_SIGN_PARA& rule) {
    if (rule.cbSize != sizeof rule || rule.pvInfo == nullptr)
        return no_rule("chain: not a CERT_STRONG_SIGN_PARA");
    if (rule.dwInfoChoice == CERT_STRONG_SIGN_SERIALIZED_INFO_CHOICE)
        return read_lists(*rule.pSerializedInfo);
    if (rule.dwInfoChoice != CERT_STRONG_SIGN_OID_INFO_CHOICE)
        return no_rule("chain: another choice of CERT_STRONG_SIGN_PARA");
    // The KEY rules are the same without checking CRLs and OCSP answers.
    const std::string_view oid = rule.pszOID;
    if (oid != szOID_CERT_STRONG_SIGN_OS_1 && oid != szOID_CERT_STRONG_KEY_OS_1)
        return no_rule("chain: no strong-sign rule of that OID");
    return strength_of_os_1();
}

}  // namespace secur32::api

extern "C" {

using namespace secur32;
using namespace secur32::api;

BOOL WINAPI CertIsStrongHashToSign(PCCERT_STRONG_SIGN_PARA pStrongSignPara,
                                   LPCWSTR pwszCNGHashAlgid, PCCERT_CONTEXT pSigningCert) {
    return cert_call("CertIsStrongHashToSign", [&](CallTrail& trail) -> CertResult {
        trail.handle("certificate", number_of(pSigningCert));
        if (pStrongSignPara == nullptr || pwszCNGHashAlgid == nullptr)
            return refuse(E_INVALIDARG, "chain: no rule or no hash");
        TRY_ASSIGN(const x509::Strength strength, read_strength(*pStrongSignPara));
        return judge_hash(strength, pwszCNGHashAlgid, pSigningCert);
    });
}

}  // extern "C"
