// AcquireCredentialsHandle of Schannel: everything that can be judged or made once is done here, so
// that no handshake does it again.
#include "sspi/schannel/credential.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/chain.h"
#include "sspi/schannel/algorithm_ids.h"
#include "sspi/schannel/credential_flags.h"
#include "sspi/schannel/credential_terms.h"

namespace secur32::schannel {
namespace {

// sdk schannel.h, SCH_CRED_MAX_SUPPORTED_*.
constexpr std::size_t kMaxCertificates = 100, kMaxAlgorithms = 256, kMaxParameters = 16,
                      kMaxProtocols = 16, kMaxSettings = 16, kMaxModes = 16;
constexpr std::uint32_t kDefaultLifespan = 36'000'000;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// ---- What may be asked for ----------------------------------------------------------------------

Status check_parameters(const TlsParameters& parameters, bool is_server) {
    if (parameters.application_protocols.size() > kMaxProtocols ||
        parameters.disabled.size() > kMaxSettings)
        return refuse("schannel: TLS_PARAMETERS with more than 16 of something");
    if (!is_server && (!parameters.application_protocols.empty() || parameters.optional))
        return refuse("schannel: TLS_PARAMETERS of a client with what is for servers only");
    for (const DisabledCrypto& setting : parameters.disabled)
        if (setting.chaining_modes.size() > kMaxModes ||
            (setting.most_bits != 0 && setting.least_bits > setting.most_bits))
            return refuse("schannel: CRYPTO_SETTINGS whose modes or lengths cannot be");
    return Status::ok;
}

Status check_parameter_list(const TlsCredentialRequest& request, bool is_server) {
    if (request.parameters.size() > kMaxParameters)
        return refuse("schannel: more than 16 TLS_PARAMETERS");
    for (const TlsParameters& parameters : request.parameters)
        TRY(check_parameters(parameters, is_server));
    const auto for_all = [](const TlsParameters& one) { return one.application_protocols.empty(); };
    if (std::ranges::count_if(request.parameters, for_all) > 1)
        return refuse("schannel: two TLS_PARAMETERS without application protocols");
    return Status::ok;
}

Status check_request(const TlsCredentialRequest& request, bool is_server) {
    if (request.certificates.size() > kMaxCertificates)
        return trace::because(Status::unknown_credentials, "schannel: more than 100 certificates");
    if (request.supported_algorithms.size() > kMaxAlgorithms)
        return refuse("schannel: more than 256 algorithms");
    TRY(check_flags(request.flags));
    return check_parameter_list(request, is_server);
}

// ---- Own certificates ---------------------------------------------------------------------------

bool is_root(const x509::ChainElement& element) {
    return has(element.info, x509::TrustInfo::self_signed);
}

// As far as issuers are found; the peer is to judge what it is worth.
std::vector<x509::SharedCertificate> own_chain(const TlsCertificate& own, std::uint32_t flags) {
    x509::ChainRequest request;
    request.leaf = own.certificate;
    request.additional = own.store;
    request.trust.roots = x509::machine_root_index();
    request.cache_only = has(flags, CredentialFlag::url_cache_only_on_create);
    const x509::Chain chain = x509::build_chain(request).best;
    std::vector<x509::SharedCertificate> certificates = {own.certificate};
    for (std::size_t i = 1; i < chain.elements.size(); ++i)
        if (!is_root(chain.elements[i]) || has(flags, CredentialFlag::send_root))
            certificates.push_back(chain.elements[i].certificate);
    return certificates;
}

Result<OwnCertificate> own_certificate(const TlsCertificate& from, std::uint32_t flags) {
    const Result<crypto::PublicKey>& key = from.certificate->public_key();
    if (!key.ok() || !(key.value() == from.key.public_key()))
        return trace::because(Status::unknown_credentials,
                              "schannel: the key is not the certificate's");
    OwnCertificate own;
    own.chain = own_chain(from, flags);
    own.key = from.key;
    return own;
}

// ---- Roots --------------------------------------------------------------------------------------

x509::SharedIndex index_of(const std::vector<x509::SharedCertificate>& roots) {
    return std::make_shared<const x509::CertificateIndex>(roots, 0);
}

std::vector<Buffer> names_of(const std::vector<x509::SharedCertificate>& roots) {
    std::vector<Buffer> names;
    for (const x509::SharedCertificate& root : roots) {
        const Bytes subject = root->fields().subject;
        const Buffer name(subject.begin(), subject.end());
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names;
}

// What a client gets that hands over nothing.
const TlsCredentialRequest kNothing{};

Result<bool> direction_of(const CredentialRequest& request) {
    if (request.inbound == request.outbound)
        return trace::because(Status::no_credentials,
                              "schannel: a credential is a client's or a server's");
    if (request.inbound && request.tls == nullptr)
        return trace::because(Status::no_credentials,
                              "schannel: a server wants a SCHANNEL_CRED or SCH_CREDENTIALS");
    return request.inbound;
}

}  // namespace

Result<std::shared_ptr<Credential>> Credential::acquire(const CredentialRequest& request) {
    TRY_ASSIGN(const bool is_server, direction_of(request));
    const TlsCredentialRequest& tls = request.tls != nullptr ? *request.tls : kNothing;
    TRY(check_request(tls, is_server));
    const auto credential = std::make_shared<Credential>();
    credential->server_ = is_server;
    credential->flags_ = tls.flags;
    TRY_ASSIGN(const Policy policy, Policy::of_machine());
    TRY(credential->take_terms(policy, tls));
    for (const TlsCertificate& certificate : tls.certificates) {
        TRY_ASSIGN(OwnCertificate own, own_certificate(certificate, tls.flags));
        credential->certificates_.push_back(std::move(own));
    }
    credential->judgement_ = judgement_of(tls.flags);
    if (tls.roots) {
        credential->judgement_.roots = index_of(*tls.roots);
        credential->authority_names_ = names_of(*tls.roots);
    }
    credential->session_lifespan_ =
        tls.session_lifespan == 0 ? kDefaultLifespan : tls.session_lifespan;
    return credential;
}

Status Credential::take_terms(const Policy& policy, const TlsCredentialRequest& tls) {
    if (!tls.deny_list) {
        TRY_ASSIGN(Terms terms, make_terms(policy, server_, tls));
        terms_.push_back({{}, std::move(terms)});
        return Status::ok;
    }
    const TlsParameters nothing_denied;
    bool for_all = false;
    for (const TlsParameters& parameters : tls.parameters) {
        TRY_ASSIGN(Terms terms, make_terms(policy, server_, tls, parameters));
        terms_.push_back({parameters.application_protocols, std::move(terms)});
        for_all = for_all || parameters.application_protocols.empty();
    }
    if (for_all) return Status::ok;
    TRY_ASSIGN(Terms terms, make_terms(policy, server_, tls, nothing_denied));
    terms_.push_back({{}, std::move(terms)});
    return Status::ok;
}

const Terms& Credential::terms(std::string_view application_protocol) const {
    const auto names = [application_protocol](const ProtocolTerms& one) {
        return std::ranges::find(one.application_protocols, application_protocol) !=
               one.application_protocols.end();
    };
    const auto found = std::ranges::find_if(terms_, names);
    if (found != terms_.end()) return found->terms;
    const auto others = [](const ProtocolTerms& one) { return one.application_protocols.empty(); };
    return std::ranges::find_if(terms_, others)->terms;
}

FileTime Credential::expiry() const {
    FileTime expiry = kNever;
    for (const OwnCertificate& own : certificates_)
        expiry = std::min(expiry, own.leaf().fields().not_after);
    return expiry;
}

Result<std::u16string> Credential::user_name() const {
    return trace::because(Status::no_credentials, "schannel: a credential has no user's name");
}

namespace {

void add(std::vector<AlgorithmId>& ids, AlgorithmId id) {
    if (id != 0 && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

SupportedAlgorithms algorithms_of(const Terms& terms) {
    SupportedAlgorithms supported;
    for (const provider::CipherSuite* suite : terms.suites) {
        add(supported.algorithms, id_of(suite->cipher));
        add(supported.algorithms, id_of(suite->is_aead() ? suite->prf : suite->mac));
        add(supported.algorithms, id_of(suite->key_exchange));
        add(supported.algorithms, id_of(suite->authentication));
    }
    return supported;
}

CipherStrengths strengths_of(const Terms& terms) {
    CipherStrengths strengths{0xFFFFFFFF, 0};
    for (const provider::CipherSuite* suite : terms.suites) {
        const std::uint32_t bits = strength_of(suite->cipher);
        strengths.least = std::min(strengths.least, bits);
        strengths.most = std::max(strengths.most, bits);
    }
    return strengths;
}

SupportedProtocols protocols_of(const Terms& terms, bool is_server) {
    SupportedProtocols supported{0};
    for (const Version version : {Version::tls10, Version::tls11, Version::tls12, Version::tls13})
        if (terms.versions.has(version)) supported.protocols |= protocol_bit(version, is_server);
    return supported;
}

}  // namespace

Result<CredentialAttributeValue> Credential::query(CredentialAttribute attribute) const {
    switch (attribute) {
        case CredentialAttribute::supported_algorithms:
            return CredentialAttributeValue(algorithms_of(terms()));
        case CredentialAttribute::cipher_strengths:
            return CredentialAttributeValue(strengths_of(terms()));
        case CredentialAttribute::supported_protocols:
            return CredentialAttributeValue(protocols_of(terms(), server_));
    }
    return Status::unsupported_function;
}

}  // namespace secur32::schannel
