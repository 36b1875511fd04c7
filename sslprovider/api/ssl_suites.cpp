// What the SSL provider knows of cipher suites and curves.  What it knows is the tables of
// provider/cipher_suites.h and provider/groups.h; here they are in CNG's words.
#include <sslprovider.h>

#include <algorithm>
#include <array>

#include "sslprovider/api/blocks.h"
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/suite_info.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/provider/groups.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using provider::Authentication;
using provider::CipherSuite;
using provider::KeyExchange;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// dwKeyType of a lookup.
Status check_key_type(const CipherSuite& suite, DWORD key_type) {
    if (key_type == 0) return Status::ok;
    const provider::Group* const group = provider::find_group(key_type);
    if (group == nullptr) return refuse("ssl: dwKeyType is no group of ours");
    if (suite.key_exchange == KeyExchange::any) return Status::ok;
    if (suite.key_exchange == KeyExchange::ecdhe && !group->finite_field) return Status::ok;
    return refuse("ssl: the suite has no keys of that type");
}

// protocol, cipher suite and key type of a lookup, which belong together.
Result<Suite> looked_up(DWORD protocol, DWORD cipher_suite, DWORD key_type) {
    TRY_ASSIGN(const Suite found, suite_of(protocol, cipher_suite));
    TRY(check_key_type(*found.suite, key_type));
    return found;
}

// Whether a certificate's key can take the server's part in a suite.
bool serves(const crypto::PrivateKey& key, const CipherSuite& suite, Version version) {
    const KeyAlgorithm algorithm = key.algorithm();
    if (suite.authentication == Authentication::any) return algorithm != KeyAlgorithm::dsa;
    switch (algorithm) {
        case KeyAlgorithm::rsa:
            return suite.authentication == Authentication::rsa;
        // RFC 8446 4.2.3: such a key signs with PSS alone, which TLS has since 1.2; it does not
        // decrypt.
        case KeyAlgorithm::rsa_pss:
            return suite.authentication == Authentication::rsa &&
                   suite.key_exchange != KeyExchange::rsa &&
                   stream_version(version) >= Version::tls12;
        case KeyAlgorithm::dsa:
            return suite.authentication == Authentication::dss;
        case KeyAlgorithm::ec:
            return suite.authentication == Authentication::ecdsa;
        // RFC 8422 5.10: with the suites of ECDSA, in TLS 1.2.
        case KeyAlgorithm::ed25519:
            return suite.authentication == Authentication::ecdsa &&
                   stream_version(version) >= Version::tls12;
    }
    return false;
}

constexpr std::array kVersions = {Version::tls13, Version::tls12,  Version::tls11,
                                  Version::tls10, Version::dtls12, Version::dtls10};

// How far an enumeration came: a place in (suites x versions).
struct Position {
    std::uint32_t next;
};

// The next pair that exists, and that key, if there is one, serves.
std::optional<Suite> next_suite(Position& position, const crypto::PrivateKey* key) {
    const auto suites = provider::cipher_suites();
    while (position.next < suites.size() * kVersions.size()) {
        const Version version = kVersions[position.next % kVersions.size()];
        const CipherSuite& suite = suites[position.next / kVersions.size()];
        ++position.next;
        if (provider::find_cipher_suite(suite.id, version) == nullptr) continue;
        if (key == nullptr || serves(*key, suite, version)) return Suite{version, &suite};
    }
    return std::nullopt;
}

// The caller's state as it stands, or a new one.
Result<Position*> position_of(PVOID* state) {
    if (*state == nullptr)
        *state = allocate_block_of<Position>(BlockUse::ssl_suites).release();
    else if (!is_block(*state, BlockUse::ssl_suites))
        return refuse("ssl: no state of this enumeration");
    return static_cast<Position*>(*state);
}

template <typename Description>
Status enumerate(NCRYPT_KEY_HANDLE private_key, Description** out, PVOID* state,
                 Description (*describe)(const CipherSuite&, Version, DWORD)) {
    const Using<SslPrivateKey> key(private_key);
    if (private_key != 0 && !key)
        return trace::because(Status::invalid_handle, "ssl: hPrivateKey is no private key");
    auto block = allocate_block_of<Description>(BlockUse::ssl_value);
    TRY_ASSIGN(Position* const position, position_of(state));
    const std::optional<Suite> found = next_suite(*position, key ? &key->key : nullptr);
    if (!found) return Status::no_more_items;
    *block = describe(*found->suite, found->version, 0);
    *out = block.release();
    return Status::ok;
}

// The two functions that enumerate differ in what they describe a suite with.
template <typename Description>
SECURITY_STATUS enumerate_call(const char* function, NCRYPT_PROV_HANDLE provider,
                               NCRYPT_KEY_HANDLE private_key, Description** out, PVOID* state,
                               DWORD flags,
                               Description (*describe)(const CipherSuite&, Version, DWORD)) {
    return ncrypt_call(function, [&](CallTrail& trail) -> Status {
        trail.handle("private_key", private_key);
        const Status place = clear_out(out);
        TRY(check_provider(provider));
        TRY(place);
        if (state == nullptr) return refuse("ssl: ppEnumState is null");
        TRY(check_flags(flags));
        return enumerate(private_key, out, state, describe);
    });
}

// Windows knows no OID for curve25519.
NCRYPT_SSL_ECC_CURVE describe_curve(const provider::Group& group) {
    NCRYPT_SSL_ECC_CURVE curve{};
    group.name.copy(curve.szCurveName, MSCRYPT_ECC_MAX_CURVE_NAME_LENGTH - 1);
    if (group.id != crypto::NamedGroup::x25519)
        group.oid.copy(curve.szOID, MSCRYPT_ECC_MAX_OID_LENGTH - 1);
    curve.dwPublicKeyLength = group.bits;
    curve.dwCurveType = static_cast<DWORD>(group.id);
    return curve;
}

NCRYPT_SSL_CIPHER_LENGTHS lengths_of(const Suite& suite) {
    const provider::PacketLengths lengths =
        provider::PacketKey::lengths(suite.version, *suite.suite);
    NCRYPT_SSL_CIPHER_LENGTHS out{};
    out.cbLength = sizeof out;
    out.dwHeaderLen = static_cast<DWORD>(lengths.header);
    out.dwFixedTrailerLen = static_cast<DWORD>(lengths.fixed_trailer);
    out.dwMaxVariableTrailerLen = static_cast<DWORD>(lengths.max_padding);
    if (lengths.block != 0) out.dwFlags = NCRYPT_SSL_CIPHER_LENGTHS_BLOCK_PADDING;
    return out;
}

void trace_suite(CallTrail& trail, DWORD protocol, DWORD cipher_suite) {
    trail.flags("protocol", protocol);
    trail.flags("suite", cipher_suite);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslEnumCipherSuites(NCRYPT_PROV_HANDLE hSslProvider,
                                           NCRYPT_KEY_HANDLE hPrivateKey,
                                           NCRYPT_SSL_CIPHER_SUITE** ppCipherSuite,
                                           PVOID* ppEnumState, DWORD dwFlags) {
    return enumerate_call("SslEnumCipherSuites", hSslProvider, hPrivateKey, ppCipherSuite,
                          ppEnumState, dwFlags, describe);
}

SECURITY_STATUS WINAPI SslEnumCipherSuitesEx(NCRYPT_PROV_HANDLE hSslProvider,
                                             NCRYPT_KEY_HANDLE hPrivateKey,
                                             NCRYPT_SSL_CIPHER_SUITE_EX** ppCipherSuite,
                                             PVOID* ppEnumState, DWORD dwFlags) {
    return enumerate_call("SslEnumCipherSuitesEx", hSslProvider, hPrivateKey, ppCipherSuite,
                          ppEnumState, dwFlags, describe_ex);
}

SECURITY_STATUS WINAPI SslLookupCipherSuiteInfo(NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol,
                                                DWORD dwCipherSuite, DWORD dwKeyType,
                                                NCRYPT_SSL_CIPHER_SUITE* pCipherSuite,
                                                DWORD dwFlags) {
    return ncrypt_call("SslLookupCipherSuiteInfo", [&](CallTrail& trail) -> Status {
        trace_suite(trail, dwProtocol, dwCipherSuite);
        const Status place = clear_out(pCipherSuite);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Suite found, looked_up(dwProtocol, dwCipherSuite, dwKeyType));
        *pCipherSuite = describe(*found.suite, found.version, dwKeyType);
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslLookupCipherLengths(NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol,
                                              DWORD dwCipherSuite, DWORD dwKeyType,
                                              NCRYPT_SSL_CIPHER_LENGTHS* pCipherLengths,
                                              DWORD cbCipherLengths, DWORD dwFlags) {
    return ncrypt_call("SslLookupCipherLengths", [&](CallTrail& trail) -> Status {
        trace_suite(trail, dwProtocol, dwCipherSuite);
        const bool room = cbCipherLengths >= sizeof *pCipherLengths;
        const Status place = clear_out(room ? pCipherLengths : nullptr);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Suite found, looked_up(dwProtocol, dwCipherSuite, dwKeyType));
        *pCipherLengths = lengths_of(found);
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslGetCipherSuitePRFHashAlgorithm(NCRYPT_PROV_HANDLE hSslProvider,
                                                         DWORD dwProtocol, DWORD dwCipherSuite,
                                                         DWORD dwKeyType, WCHAR szPRFHash[64],
                                                         DWORD dwFlags) {
    return ncrypt_call("SslGetCipherSuitePRFHashAlgorithm", [&](CallTrail& trail) -> Status {
        trace_suite(trail, dwProtocol, dwCipherSuite);
        const Status place = clear_out(szPRFHash);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Suite found, looked_up(dwProtocol, dwCipherSuite, dwKeyType));
        const std::u16string_view name = name_of(found.suite->prf_hash(found.version));
        if (name.empty())
            return trace::because(Status::unsupported_function,
                                  "ssl: before TLS 1.2 the PRF has two hashes");
        szPRFHash[name.copy(szPRFHash, NCRYPT_SSL_MAX_NAME_SIZE - 1)] = 0;
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslEnumEccCurves(NCRYPT_PROV_HANDLE hSslProvider, DWORD* pEccCurveCount,
                                        NCRYPT_SSL_ECC_CURVE** ppEccCurve, DWORD dwFlags) {
    return ncrypt_call("SslEnumEccCurves", [&](CallTrail&) -> Status {
        const Status places = clear_out(pEccCurveCount, ppEccCurve);
        TRY(check_provider(hSslProvider));
        TRY(places);
        TRY(check_flags(dwFlags));
        const auto groups = provider::groups();
        auto curves = allocate_block_of<NCRYPT_SSL_ECC_CURVE>(BlockUse::ssl_value, groups.size());
        DWORD count = 0;
        for (const provider::Group& group : groups)
            if (!group.finite_field) curves.get()[count++] = describe_curve(group);
        *ppEccCurve = curves.release();
        *pEccCurveCount = count;
        return Status::ok;
    });
}

}  // extern "C"
