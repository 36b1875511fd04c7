// Whether a certificate may be trusted: the paths from it to a root, the best of them, and what is
// wrong with each certificate on it (RFC 5280 6.1, with Windows' words for the errors).
//
//     ChainRequest request{.leaf = certificate, .additional = received};
//     request.trust.roots = machine_root_index();
//     request.usages = {kServerAuthentication};
//     const SharedChain chain = verified_chain(request);           // chain_cache.h
//     if (chain->best.errors != TrustError::none) ...
//
// Names of hosts are not judged here: name_match.h.  Thread rule: any thread; nothing is kept.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/x509/certificate_index.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/revocation.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

// What is wrong with an element or a chain: bits, with the values of Windows' CERT_TRUST_*.
enum class TrustError : std::uint32_t {
    none = 0,
    not_time_valid = 0x1,
    revoked = 0x4,
    not_signature_valid = 0x8,
    not_valid_for_usage = 0x10,
    untrusted_root = 0x20,
    revocation_status_unknown = 0x40,
    cyclic = 0x80,
    invalid_extension = 0x100,
    invalid_policy_constraints = 0x200,
    invalid_basic_constraints = 0x400,
    invalid_name_constraints = 0x800,
    not_supported_name_constraint = 0x1000,
    not_permitted_name_constraint = 0x4000,
    excluded_name_constraint = 0x8000,
    partial_chain = 0x10000,
    weak_signature = 0x100000,
    offline_revocation = 0x1000000,
    no_issuance_chain_policy = 0x2000000,
    explicit_distrust = 0x4000000,
    not_supported_critical_extension = 0x8000000,
};
// How an element's issuer was found, and what else is known.
enum class TrustInfo : std::uint32_t {
    none = 0,
    exact_match_issuer = 0x1,  // by issuer and serial number
    key_match_issuer = 0x2,    // by key identifier
    name_match_issuer = 0x4,
    self_signed = 0x8,
    preferred_issuer = 0x100,
    valid_name_constraints = 0x400,
    peer_trusted = 0x800,
    from_exclusive_trust = 0x2000,
    ca_trusted = 0x4000,
};
template <typename Bits>
concept TrustBits = std::is_same_v<Bits, TrustError> || std::is_same_v<Bits, TrustInfo>;
template <TrustBits Bits>
constexpr Bits operator|(Bits a, Bits b) {
    return Bits(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
template <TrustBits Bits>
constexpr Bits& operator|=(Bits& a, Bits b) {
    return a = a | b;
}
template <TrustBits Bits>
constexpr bool has(Bits all, Bits bit) {
    return (static_cast<std::uint32_t>(all) & static_cast<std::uint32_t>(bit)) != 0;
}

// What chains must end in, and where further issuers are found.  Null: none.
struct ChainTrust {
    SharedIndex roots;
    std::vector<SharedIndex> others;
    // Roots that are not self-signed end a chain too (CERT_CHAIN_EXCLUSIVE_ENABLE_CA_FLAG).
    bool accept_cas = false;
    // The roots are the caller's own, in place of the machine's.
    bool exclusive = false;
    // End certificates that are trusted as they are, whoever issued them.
    SharedIndex peers;
};

// Whose revocation is asked for.
enum class RevocationScope : std::uint8_t { none, end_certificate, chain, chain_without_root };

// What signatures and keys are too weak.  A weak one is no valid signature.
struct Strength {
    // MD2, MD4 and MD5 always are; this adds SHA-1 (CERT_CHAIN_OPT_IN_WEAK_SIGNATURE).
    bool refuse_sha1 = false;
    std::size_t least_rsa_bits = 1024, least_ec_bits = 0;
    // A strong-sign rule: nothing else is strong.  Empty: as above.
    struct Allowed {
        crypto::KeyAlgorithm key = crypto::KeyAlgorithm::rsa;
        crypto::HashAlgorithm hash = crypto::HashAlgorithm::none;
        friend bool operator==(const Allowed&, const Allowed&) = default;
    };
    std::vector<Allowed> allowed = {};
    bool check_end_key = true;  // the end certificate's key counts too
};

inline constexpr std::string_view kServerAuthentication = "1.3.6.1.5.5.7.3.1",
                                  kClientAuthentication = "1.3.6.1.5.5.7.3.2",
                                  kAnyUsage = "2.5.29.37.0", kAnyPolicy = "2.5.29.32.0";

struct ChainRequest {
    SharedCertificate leaf;
    std::span<const SharedCertificate> additional = {};  // what the peer sent, the caller's store
    std::span<const SharedCrl> crls = {};
    ChainTrust trust = {};
    std::optional<FileTime> time = {};  // absent: now
    // time judges the end certificate alone, the rest are judged by now.
    bool time_is_of_timestamp = false;

    // Extended key usages and certificate policies, as "1.3.6.1.5.5.7.3.1"; empty: any will do.
    std::vector<std::string> usages = {}, policies = {};
    bool any_usage_will_do = false, any_policy_will_do = false;  // or all must be there
    // RFC 5280 6.1.1 (e), (f), (g).
    bool initial_explicit_policy = false, initial_policy_mapping_inhibit = false,
         initial_any_policy_inhibit = false;

    Strength strength = {};
    RevocationScope revocation = RevocationScope::none;
    bool revocation_cache_only = false;
    FileTime revocation_newer_than = 0;  // older answers are asked for again
    Bytes stapled_ocsp = {};    // about the leaf
    bool fetch_issuers = true;  // by caIssuers, where an issuer is missing
    bool cache_only = false;    // of those: no network
    // For each address; accumulative: for all of a request together.
    std::chrono::milliseconds url_timeout{15'000};
    bool timeout_is_accumulative = false;
    bool want_lower_quality = false;
};

using ObjectIdentifiers = std::vector<std::string>;

struct ChainElement {
    SharedCertificate certificate;
    TrustError errors = TrustError::none;
    TrustInfo info = TrustInfo::none;
    // What the element and those above it allow; absent: everything.
    std::optional<ObjectIdentifiers> application_usages, issuance_policies;
    std::optional<RevocationAnswer> revocation;  // absent: not asked
};

struct Chain {
    std::vector<ChainElement> elements;    // the leaf first
    TrustError errors = TrustError::none;  // of all elements, and of the chain as one
    TrustInfo info = TrustInfo::none;
    // While now is in [valid_from, valid_until) the verdict is the same.
    FileTime valid_from = 0, valid_until = kNever;
};

struct ChainResult {
    Chain best;
    std::vector<Chain> lower_quality;  // best first
};
using SharedChain = std::shared_ptr<const ChainResult>;

// Bounded whatever the certificates say: kMaxElements on a path, kMaxSteps steps, kMaxPaths paths.
inline constexpr std::size_t kMaxElements = 64, kMaxSteps = 256, kMaxPaths = 16;
ChainResult build_chain(const ChainRequest& request);

}  // namespace secur32::x509
