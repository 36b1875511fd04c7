// Policy first, then the program's wishes, then what no version could use any more.
#include "sspi/schannel/credential_terms.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/algorithm_ids.h"

namespace secur32::schannel {
namespace {

using provider::CipherSuite;
using provider::Group;
using provider::KeyExchange;

// ---- Versions: SP_PROT_* ------------------------------------------------------------------------

struct ProtocolRow {
    Version version;
    std::uint32_t server, client;
};
constexpr std::array kProtocols = {
    ProtocolRow{Version::tls10, 0x40, 0x80},
    ProtocolRow{Version::tls11, 0x100, 0x200},
    ProtocolRow{Version::tls12, 0x400, 0x800},
    ProtocolRow{Version::tls13, 0x1000, 0x2000},
};
constexpr std::uint32_t kDatagramBits = 0x000F0000;
constexpr std::array kVersions = {Version::tls10, Version::tls11, Version::tls12, Version::tls13};

Versions versions_in(std::uint32_t bits, bool is_server) {
    Versions versions;
    for (const ProtocolRow& row : kProtocols)
        if ((bits & (is_server ? row.server : row.client)) != 0) versions.set(row.version);
    return versions;
}

Versions without(Versions versions, Versions others) {
    for (const Version version : kVersions)
        if (others.has(version)) versions.set(version, false);
    return versions;
}
Versions both(Versions a, Versions b) {
    for (const Version version : kVersions)
        if (!b.has(version)) a.set(version, false);
    return a;
}

// A SCHANNEL_CRED that names no protocol gets no TLS 1.3: its programs do not know what
// SEC_I_RENEGOTIATE means there.
Result<Versions> allowed_versions(const Policy& policy, bool is_server, std::uint32_t bits) {
    if (bits == 0)
        return both(policy.side(is_server).usual, policy.allowed).set(Version::tls13, false);
    if ((bits & kDatagramBits) != 0) {
        if ((bits & ~kDatagramBits) == 0)
            return trace::because(Status::unsupported_function, "schannel: there is no DTLS here");
        return trace::because(Status::algorithm_mismatch,
                              "schannel: protocols of DTLS and of TLS in one credential");
    }
    return both(versions_in(bits, is_server), policy.allowed);
}

// ---- Suites -------------------------------------------------------------------------------------

constexpr std::uint32_t kNullStrength = 0xFFFFFFFF;

bool wants_null_suites(const TlsCredentialRequest& request) {
    return (request.flags & kAllowNullEncryption) != 0 || request.least_strength == kNullStrength ||
           request.most_strength == kNullStrength;
}

bool is_weak(const CipherSuite& suite) {
    return suite.standing == provider::Standing::legacy || suite.cipher == crypto::BulkCipher::null;
}

// Suites that are off until somebody asks, behind the others.
template <typename Wanted>
void add_suites(Terms& terms, Wanted wanted) {
    for (const CipherSuite& suite : provider::cipher_suites())
        if (wanted(suite) && provider::find_cipher_suite(suite.id) != nullptr &&
            std::ranges::find(terms.suites, &suite) == terms.suites.end())
            terms.suites.push_back(&suite);
}

bool suits_strength(const CipherSuite& suite, std::uint32_t least, std::uint32_t most) {
    const std::uint32_t bits = strength_of(suite.cipher);
    if (most == kNullStrength) return bits == 0;
    if (bits == 0) return least == kNullStrength || least == 0;
    if (least != 0 && least != kNullStrength && bits < least) return false;
    return most == 0 || bits <= most;
}

// A list of ALG_ID restricts what it has any of: ciphers, hashes, key exchanges, signatures.
class AlgorithmList {
 public:
    explicit AlgorithmList(std::span<const std::uint32_t> ids) : ids_(ids) {}

    bool has(AlgorithmId id) const { return std::ranges::find(ids_, id) != ids_.end(); }
    bool allows(const CipherSuite& suite) const {
        return allows_cipher(suite) && allows(kHashClass, hash_of(suite)) &&
               allows_exchange(suite) && allows_authentication(suite);
    }

 private:
    static constexpr AlgorithmId kAes = 0x6611, kEcdh = 0xAA05;

    bool restricts(AlgorithmId of_class) const {
        return std::ranges::any_of(
            ids_, [of_class](AlgorithmId id) { return (id & kClassMask) == of_class; });
    }
    bool allows(AlgorithmId of_class, AlgorithmId id) const {
        return !restricts(of_class) || (id != 0 && has(id));
    }
    // AEAD has no hash of its own: the PRF's counts.
    static AlgorithmId hash_of(const CipherSuite& suite) {
        return id_of(suite.is_aead() ? suite.prf : suite.mac);
    }
    bool allows_cipher(const CipherSuite& suite) const {
        const AlgorithmId id = id_of(suite.cipher);
        const bool is_aes = id == 0x660E || id == 0x6610;
        return allows(kCipherClass, id) || (is_aes && has(kAes));
    }
    bool allows_exchange(const CipherSuite& suite) const {
        const bool elliptic =
            suite.key_exchange == KeyExchange::ecdhe || suite.key_exchange == KeyExchange::any;
        return allows(kExchangeClass, id_of(suite.key_exchange)) || (elliptic && has(kEcdh));
    }
    // What is authenticated by its key exchange alone has no signature; TLS 1.3's says nothing.
    bool allows_authentication(const CipherSuite& suite) const {
        if (suite.key_exchange == KeyExchange::rsa || suite.key_exchange == KeyExchange::any)
            return true;
        return allows(kSignatureClass, id_of(suite.authentication));
    }

    std::span<const std::uint32_t> ids_;
};

constexpr AlgorithmId kEphemeralDiffieHellman = 0xAA02;

void apply_algorithms(Terms& terms, std::span<const std::uint32_t> ids) {
    if (ids.empty()) return;
    const AlgorithmList list(ids);
    if (list.has(kEphemeralDiffieHellman))
        add_suites(terms, [](const CipherSuite& suite) {
            return suite.key_exchange == KeyExchange::dhe &&
                   suite.authentication == provider::Authentication::rsa && !is_weak(suite);
        });
    std::erase_if(terms.suites, [&](const CipherSuite* suite) { return !list.allows(*suite); });
}

// ---- What is left -------------------------------------------------------------------------------

bool has_group(const Terms& terms, bool finite_field) {
    return std::ranges::any_of(
        terms.groups, [=](const Group* group) { return group->finite_field == finite_field; });
}

// RFC 7919 4: a server that takes DHE and is given no group of it would have none to send.
void add_finite_fields(Terms& terms) {
    const bool dhe = std::ranges::any_of(terms.suites, [](const CipherSuite* suite) {
        return suite->key_exchange == KeyExchange::dhe;
    });
    if (!dhe || has_group(terms, true)) return;
    using enum crypto::NamedGroup;
    for (const crypto::NamedGroup id : {ffdhe2048, ffdhe3072, ffdhe4096}) {
        const Group* const group = provider::find_group(static_cast<std::uint32_t>(id));
        if (group->bits >= terms.least_dh_bits) terms.groups.push_back(group);
    }
}

bool can_exchange(const Terms& terms, const CipherSuite& suite) {
    switch (suite.key_exchange) {
        case KeyExchange::ecdhe:
            return has_group(terms, false);
        case KeyExchange::dhe:
            return has_group(terms, true);
        case KeyExchange::any:
            return !terms.groups.empty();
        case KeyExchange::rsa:
        case KeyExchange::psk:
            break;
    }
    return true;
}

bool can_use(const Terms& terms, const CipherSuite& suite) {
    const bool any_version = std::ranges::any_of(kVersions, [&](Version version) {
        return terms.versions.has(version) && suite.suits(version);
    });
    return any_version && can_exchange(terms, suite);
}

bool can_speak(const Terms& terms, Version version) {
    if (version >= Version::tls12 && (terms.schemes.empty() || terms.certificate_schemes.empty()))
        return false;
    return std::ranges::any_of(
        terms.suites, [version](const CipherSuite* suite) { return suite->suits(version); });
}

Result<Terms> finished(Terms terms) {
    std::erase_if(terms.suites, [&](const CipherSuite* suite) { return !can_use(terms, *suite); });
    for (const Version version : kVersions)
        if (!can_speak(terms, version)) terms.versions.set(version, false);
    if (terms.versions.empty())
        return trace::because(Status::algorithm_mismatch,
                              "schannel: the credential and the policy leave no protocol");
    return terms;
}

Terms terms_of(const Policy& policy, bool is_server, std::uint32_t flags) {
    Terms terms;
    terms.suites = policy.suites;
    terms.groups = policy.groups;
    terms.schemes = terms.certificate_schemes = policy.schemes;
    terms.least_rsa_bits = policy.least_rsa_bits;
    terms.least_dh_bits = policy.least_dh_bits;
    terms.message_limit = policy.side(is_server).message_limit;
    terms.record_limit = policy.record_limit;
    terms.key_update_after = policy.key_update_after;
    terms.split_records = (flags & kSplitRecords) != 0;
    terms.require_extended_master_secret = policy.require_extended_master_secret;
    terms.require_client_certificate = policy.require_client_certificate;
    terms.server_prefers_own_order = policy.server_prefers_own_order;
    return terms;
}

void apply_flags(Terms& terms, const TlsCredentialRequest& request) {
    if (wants_null_suites(request))
        add_suites(terms, [](const CipherSuite& suite) {
            return suite.cipher == crypto::BulkCipher::null &&
                   suite.key_exchange == KeyExchange::rsa &&
                   suite.mac != crypto::HashAlgorithm::md5;
        });
    if ((request.flags & kStrongCrypto) != 0)
        std::erase_if(terms.suites, [](const CipherSuite* suite) { return is_weak(*suite); });
}

}  // namespace

std::uint32_t protocol_bit(Version version, bool is_server) {
    const auto row = std::ranges::find(kProtocols, version, &ProtocolRow::version);
    if (row == kProtocols.end()) return 0;
    return is_server ? row->server : row->client;
}

Result<Terms> make_terms(const Policy& policy, bool is_server,
                         const TlsCredentialRequest& request) {
    Terms terms = terms_of(policy, is_server, request.flags);
    TRY_ASSIGN(terms.versions, allowed_versions(policy, is_server, request.enabled_protocols));
    apply_flags(terms, request);
    std::erase_if(terms.suites, [&](const CipherSuite* suite) {
        return !suits_strength(*suite, request.least_strength, request.most_strength);
    });
    apply_algorithms(terms, request.supported_algorithms);
    add_finite_fields(terms);
    return finished(std::move(terms));
}

Result<Terms> make_terms(const Policy& policy, bool is_server, const TlsCredentialRequest& request,
                         const TlsParameters& parameters) {
    Terms terms = terms_of(policy, is_server, request.flags);
    terms.versions = both(policy.side(is_server).usual, policy.allowed);
    // A version that is switched off where possible only would have to be negotiated last; there is
    // no such thing, so it stays.
    if (!parameters.optional)
        terms.versions =
            without(terms.versions, versions_in(parameters.disabled_protocols, is_server));
    apply_flags(terms, request);
    add_finite_fields(terms);
    disable(terms, parameters.disabled, parameters.optional);
    return finished(std::move(terms));
}

}  // namespace secur32::schannel
