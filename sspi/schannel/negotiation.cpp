// The choices that ClientHello leaves to a server (RFC 8446 4.1.1, RFC 5246 7.4.1.3), and the one
// that CertificateRequest leaves to a client.
#include "sspi/schannel/negotiation.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/canonical_name.h"
#include "sslprovider/x509/name_match.h"

namespace secur32::schannel {
namespace {

using provider::CipherSuite;
using provider::Group;
using Key = crypto::KeyAlgorithm;
using Exchange = provider::KeyExchange;

constexpr std::array kNewestFirst = {Version::tls13, Version::tls12, Version::tls11,
                                     Version::tls10};

bool has_suite(const Terms& terms, Version version) {
    return std::ranges::any_of(terms.suites,
                               [&](const CipherSuite* suite) { return suite->suits(version); });
}

// ---- Certificates -------------------------------------------------------------------------------

using Certificates = std::vector<const OwnCertificate*>;

bool names_exactly(const x509::OwnedCertificate& leaf, std::string_view host) {
    using Form = x509::GeneralName::Form;
    const auto& names = leaf.extensions().subject_alt_names;
    return std::ranges::any_of(names, [&](const x509::GeneralName& name) {
        const std::string_view text(reinterpret_cast<const char*>(name.value.data()),
                                    name.value.size());
        return name.form == Form::dns_name && !text.starts_with("*") &&
               x509::dns_name_matches(text, host);
    });
}

// RFC 6066 3: by the name that the client wants.  What fits best comes first: the host's own, then
// one with a wild card, then the first of the credential, then any.
std::array<Certificates, 4> by_name(const ClientHello& hello,
                                    std::span<const OwnCertificate> certificates) {
    constexpr std::size_t kExact = 0, kMatching = 1, kFirst = 2, kAny = 3;
    std::array<Certificates, 4> tiers;
    const x509::HostName host{hello.server_name.value_or(std::string()), {}};
    for (const OwnCertificate& certificate : certificates) {
        std::size_t tier = &certificate == certificates.data() ? kFirst : kAny;
        if (!host.dns.empty() && names_exactly(certificate.leaf(), host.dns))
            tier = kExact;
        else if (!host.dns.empty() &&
                 x509::is_certificate_of(certificate.leaf(), host,
                                         x509::CommonNames::without_alternative_names))
            tier = kMatching;
        tiers[tier].push_back(&certificate);
    }
    return tiers;
}

// ---- Schemes ------------------------------------------------------------------------------------

// RFC 5246 7.4.1.4.1: "If the client does not send the signature_algorithms extension, the server
// MUST" take it for SHA-1 with the key's algorithm.
std::uint16_t scheme_by_default(Key key) {
    if (key == Key::ec) return 0x0203;
    return key == Key::dsa ? 0x0202 : 0x0201;
}

const SignatureScheme* choose_scheme(const crypto::PublicKey& key, Version version,
                                     const Terms& terms, NumberList offered) {
    if (version < Version::tls12) {
        const SignatureScheme& scheme = scheme_before_tls12(key);
        return scheme.suits(version, key) ? &scheme : nullptr;
    }
    for (const SignatureScheme* const scheme : terms.schemes) {
        const bool wanted = offered.empty() ? scheme->id == scheme_by_default(key.algorithm())
                                            : offered.contains(scheme->id);
        if (wanted && scheme->suits(version, key)) return scheme;
    }
    return nullptr;
}

// ---- TLS 1.2 and before -------------------------------------------------------------------------

// RFC 7919 4: codepoints 256 to 511 are of finite fields.
bool is_finite_field(std::uint16_t group) { return group >= 256 && group < 512; }

bool any_finite_field(NumberList groups) {
    for (std::size_t i = 0; i < groups.size(); ++i)
        if (is_finite_field(groups[i])) return true;
    return false;
}

// Of a client's list what may matter here, once each, and its first number, by which it is seen to
// be sent: a list may have thousands, and is asked for each suite and certificate.
template <typename Test>  // bool(std::uint16_t)
Buffer shortened(NumberList list, Test&& matters) {
    Buffer out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i != 0 && (!matters(list[i]) || NumberList(out).contains(list[i]))) continue;
        out.push_back(static_cast<std::uint8_t>(list[i] >> 8));
        out.push_back(static_cast<std::uint8_t>(list[i]));
    }
    return out;
}

const Group* choose_curve(NumberList offered, const Terms& terms) {
    for (const Group* const group : terms.groups) {
        if (group->finite_field) continue;
        // RFC 8422 4: "the server is free to choose any one of the elliptic curves" where the
        // client names none; all know this one.
        const bool wanted = offered.empty()
                                ? group->id == crypto::NamedGroup::secp256r1
                                : offered.contains(static_cast<std::uint16_t>(group->id));
        if (wanted) return group;
    }
    return nullptr;
}

// RFC 7919 4: "If a compatible TLS server receives a Supported Groups extension from a client that
// includes any FFDHE group ..., and if none of the client-proposed FFDHE groups are known and
// acceptable to the server, then the server MUST NOT select an FFDHE cipher suite."  Where policy
// names no group, the smallest that it lets pass.
const Group* choose_field(NumberList offered, const Terms& terms) {
    const bool client_says = any_finite_field(offered);
    const auto fits = [&](const Group& group) {
        return group.finite_field && group.bits >= terms.least_dh_bits &&
               (!client_says || offered.contains(static_cast<std::uint16_t>(group.id)));
    };
    const bool own_says =
        std::ranges::any_of(terms.groups, [](const Group* group) { return group->finite_field; });
    for (const Group* const group : terms.groups)
        if (fits(*group)) return group;
    if (own_says) return nullptr;
    const std::span<const Group> all = provider::groups();
    const auto found = std::ranges::find_if(all, fits);
    return found == all.end() ? nullptr : &*found;
}

// RFC 5246 7.4.2, RFC 8422 5.3 and 5.10: the certificate's key is what the suite's name says.
bool is_for(const CipherSuite& suite, const crypto::PublicKey& key, NumberList groups) {
    using Authentication = provider::Authentication;
    switch (suite.authentication) {
        case Authentication::rsa:
            return key.algorithm() == Key::rsa ||
                   (key.algorithm() == Key::rsa_pss && suite.key_exchange != Exchange::rsa);
        case Authentication::dss:
            return key.algorithm() == Key::dsa;
        case Authentication::ecdsa:
            if (key.algorithm() == Key::ed25519) return true;
            // RFC 8422 5.1: the groups of the client are those of certificates, too.
            return key.algorithm() == Key::ec &&
                   (groups.empty() || groups.contains(static_cast<std::uint16_t>(key.curve())));
        case Authentication::psk:
        case Authentication::any:
            return false;
    }
    return false;
}

struct Question12 {
    NumberList groups, schemes;  // the client's
    Version version;
    const Terms& terms;
};

// The suite with the certificate, or a choice without a suite.
Choice12 try_suite(const Question12& question, const CipherSuite& suite,
                   const OwnCertificate& certificate) {
    const crypto::PublicKey& key = certificate.key.public_key();
    if (!is_for(suite, key, question.groups)) return {};
    Choice12 choice;
    choice.certificate = &certificate;
    if (suite.key_exchange == Exchange::ecdhe)
        choice.group = choose_curve(question.groups, question.terms);
    if (suite.key_exchange == Exchange::dhe)
        choice.group = choose_field(question.groups, question.terms);
    if (suite.key_exchange != Exchange::rsa) {
        choice.scheme = choose_scheme(key, question.version, question.terms, question.schemes);
        if (choice.group == nullptr || choice.scheme == nullptr) return {};
    }
    choice.suite = &suite;
    return choice;
}

// The suites of both sides, in the order that counts.
std::vector<const CipherSuite*> common_suites(const ClientHello& hello, Version version,
                                              const Terms& terms) {
    std::vector<const CipherSuite*> common;
    for (const CipherSuite* const suite : terms.suites)
        if (suite->suits(version) && hello.offers_suite(suite->id)) common.push_back(suite);
    if (terms.server_prefers_own_order) return common;
    std::vector<const CipherSuite*> in_clients_order;
    for (std::size_t i = 0; i < hello.cipher_suites.size(); ++i) {
        const auto found = std::ranges::find(common, hello.cipher_suites[i], &CipherSuite::id);
        if (found == common.end()) continue;
        in_clients_order.push_back(*found);
        common.erase(found);  // a suite named again is passed over
    }
    return in_clients_order;
}

// ---- TLS 1.3 ------------------------------------------------------------------------------------

// RFC 8446 9.2
Status check_extensions13(const ClientHello& hello) {
    const auto missing = [](std::string_view name) {
        return trace::because(Status::missing_extension, "schannel: the ClientHello lacks", name);
    };
    if (!hello.pre_shared_key) {
        if (hello.signature_algorithms.empty()) return missing("signature_algorithms");
        if (hello.supported_groups.empty()) return missing("supported_groups");
    }
    if (!hello.supported_groups.empty() && !hello.key_shares) return missing("key_share");
    if (hello.supported_groups.empty() && hello.key_shares) return missing("supported_groups");
    // 4.2.9: "If clients offer "pre_shared_key" without a "psk_key_exchange_modes" extension,
    // servers MUST abort the handshake."
    if (hello.pre_shared_key && hello.psk_key_exchange_modes.empty())
        return missing("psk_key_exchange_modes");
    // 4.1.2: "this vector MUST contain exactly one byte, set to zero".
    if (hello.compression_methods.size() != 1)
        return trace::because(Status::illegal_parameter,
                              "schannel: compression methods in a ClientHello of TLS 1.3");
    return Status::ok;
}

// A group with a share is taken before one that the order likes better, and that would cost a
// HelloRetryRequest.
void choose_group(Choice13& choice, const ClientHello& hello, const Terms& terms) {
    for (const Group* const group : terms.groups) {
        const auto id = static_cast<std::uint16_t>(group->id);
        if (!hello.supported_groups.contains(id)) continue;
        const auto share = std::ranges::find(*hello.key_shares, id, &KeyShareEntry::group);
        if (share != hello.key_shares->end()) {
            choice.group = group;
            choice.share = &*share;
            return;
        }
        if (choice.group == nullptr) choice.group = group;
    }
}

void choose_certificate13(Choice13& choice, const ClientHello& hello, const Terms& terms,
                          std::span<const OwnCertificate> certificates) {
    const auto tiers = by_name(hello, certificates);
    for (const Certificates& tier : tiers)
        for (const SignatureScheme* const scheme : terms.schemes) {
            if (!hello.signature_algorithms.contains(scheme->id)) continue;
            const auto found = std::ranges::find_if(tier, [&](const OwnCertificate* certificate) {
                return scheme->suits(Version::tls13, certificate->key.public_key());
            });
            if (found == tier.end()) continue;
            choice.certificate = *found;
            choice.scheme = scheme;
            return;
        }
}

Status mismatch(std::string_view reason) {
    return trace::because(Status::algorithm_mismatch, reason);
}

// ---- Client certificates ------------------------------------------------------------------------

// RFC 5246 7.4.4, RFC 8422 5.5: ClientCertificateType of the key.
bool has_type(const crypto::PublicKey& key, Bytes types) {
    constexpr std::uint8_t kRsaSign = 1, kDssSign = 2, kEcdsaSign = 64;
    std::uint8_t type = kRsaSign;
    if (key.algorithm() == Key::dsa) type = kDssSign;
    if (key.algorithm() == Key::ec || key.algorithm() == Key::ed25519) type = kEcdsaSign;
    return std::ranges::find(types, type) != types.end();
}

// RFC 8446 4.4.2.3: "at least one of the certificates in the certificate chain SHOULD be issued by
// one of the listed CAs".
bool is_issued_by_any(const OwnCertificate& certificate, std::span<const Buffer> authorities) {
    return std::ranges::any_of(certificate.chain, [&](const x509::SharedCertificate& link) {
        return std::ranges::any_of(authorities, [&](const Buffer& name) {
            return x509::same_name(link->fields().issuer, name);
        });
    });
}

}  // namespace

bool suits_any(const CipherSuite& suite, Versions versions) {
    return std::ranges::any_of(kNewestFirst, [&](Version version) {
        return versions.has(version) && suite.suits(version);
    });
}

Versions usable_versions(const Terms& terms) {
    Versions usable;
    for (const Version version : kNewestFirst)
        usable.set(version, terms.versions.has(version) && has_suite(terms, version));
    const bool signs13 = std::ranges::any_of(terms.schemes, [](const SignatureScheme* scheme) {
        return scheme->signs_tls13_handshakes;
    });
    if (terms.groups.empty() || !signs13) usable.set(Version::tls13, false);
    return usable;
}

Result<Version> choose_version(const ClientHello& hello, const Terms& terms) {
    const Versions usable = usable_versions(terms);
    // RFC 8446 4.2.1: "If this extension is present ..., servers MUST NOT use the
    // ClientHello.legacy_version value for version negotiation"; if it is not, "servers ... MUST
    // negotiate TLS 1.2 or prior".
    const bool listed = hello.extensions.find(ExtensionType::supported_versions) != nullptr;
    const auto wanted = [&](Version version) {
        const auto number = static_cast<std::uint16_t>(version);
        if (listed) return hello.supported_versions.contains(number);
        return version <= Version::tls12 && number <= hello.legacy_version;
    };
    const auto chosen = std::ranges::find_if(
        kNewestFirst, [&](Version version) { return usable.has(version) && wanted(version); });
    if (chosen == kNewestFirst.end())
        return trace::because(Status::protocol_version,
                              "schannel: the client offers no version that is wanted here");
    // RFC 7507 3: "If TLS_FALLBACK_SCSV appears ... and the highest protocol version supported by
    // the server is higher than the version indicated in ClientHello.client_version, the server
    // MUST respond with a fatal inappropriate_fallback alert".
    if (hello.offers_suite(kFallbackScsv) && *chosen < usable.highest())
        return trace::because(Status::inappropriate_fallback,
                              "schannel: the client fell back from a version that both know");
    return *chosen;
}

Result<std::string_view> choose_application_protocol(const ClientHello& hello,
                                                     std::span<const std::string> own) {
    const auto& offered = hello.application_protocols;
    if (own.empty() || offered.empty()) return std::string_view();
    const auto chosen = std::ranges::find_if(own, [&](const std::string& protocol) {
        return std::ranges::find(offered, std::string_view(protocol)) != offered.end();
    });
    if (chosen != own.end()) return std::string_view(*chosen);
    return trace::because(Status::application_protocol_mismatch,
                          "schannel: the client offers no application protocol of this side's");
}

Result<Choice12> choose12(const ClientHello& hello, Version version, const Terms& terms,
                          std::span<const OwnCertificate> certificates) {
    const Buffer groups = shortened(hello.supported_groups, [](std::uint16_t group) {
        return provider::find_group(group) != nullptr || is_finite_field(group);
    });
    const Buffer schemes = shortened(hello.signature_algorithms, [](std::uint16_t scheme) {
        return find_scheme(scheme) != nullptr;
    });
    const Question12 question{NumberList(groups), NumberList(schemes), version, terms};
    const auto suites = common_suites(hello, version, terms);
    if (suites.empty()) return mismatch("schannel: no common cipher suite");
    const auto tiers = by_name(hello, certificates);
    for (const Certificates& tier : tiers)
        for (const CipherSuite* const suite : suites)
            for (const OwnCertificate* const certificate : tier)
                if (const Choice12 choice = try_suite(question, *suite, *certificate); choice.suite)
                    return choice;
    return mismatch("schannel: no certificate, group and scheme for any common cipher suite");
}

Result<Choice13> choose13(const ClientHello& hello, const Terms& terms,
                          std::span<const OwnCertificate> certificates) {
    TRY(check_extensions13(hello));
    Choice13 choice;
    const auto suites = common_suites(hello, Version::tls13, terms);
    if (suites.empty()) return mismatch("schannel: no common cipher suite");
    choice.suite = suites.front();
    if (hello.key_shares) choose_group(choice, hello, terms);
    if (choice.group == nullptr) return mismatch("schannel: no common group");
    choose_certificate13(choice, hello, terms, certificates);
    if (choice.certificate == nullptr)
        return mismatch("schannel: no certificate for the client's signature algorithms");
    return choice;
}

ClientChoice choose_client_certificate(std::span<const OwnCertificate> certificates,
                                       Version version, const Terms& terms, NumberList schemes,
                                       Bytes certificate_types,
                                       std::span<const Buffer> authorities) {
    for (const OwnCertificate& certificate : certificates) {
        const crypto::PublicKey& key = certificate.key.public_key();
        if (version < Version::tls13 && !has_type(key, certificate_types)) continue;
        if (!authorities.empty() && !is_issued_by_any(certificate, authorities)) continue;
        if (const SignatureScheme* const scheme = choose_scheme(key, version, terms, schemes))
            return {&certificate, scheme};
    }
    return {};
}

}  // namespace secur32::schannel
