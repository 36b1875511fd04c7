// Windows' structures are filled in sspi/api/schannel_attributes.cpp.
#include "sspi/schannel/attributes.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/chain_cache.h"
#include "sslprovider/x509/name_text.h"
#include "sslprovider/x509/signed_data.h"
#include "sspi/schannel/algorithm_ids.h"

namespace secur32::schannel {
namespace {

using Question = AttributeQuestion;
using Answer = Result<AttributeValue>;

Status early() {
    return trace::because(Status::out_of_sequence, "schannel: the handshake has not come so far");
}

// ---- Sizes --------------------------------------------------------------------------------------

std::uint32_t block_size_of(const provider::CipherSuite& suite) {
    using enum crypto::BulkCipher;
    // GCM is a mode of a cipher with blocks, as Windows tells it.
    if (suite.cipher == aes_128_gcm || suite.cipher == aes_256_gcm) return 16;
    return std::max<std::uint32_t>(1, row(suite.cipher).block_length);
}

Answer stream_sizes(const Question& question) {
    const Connection& connection = question.connection;
    if (!connection.connected) return early();
    return AttributeValue(StreamSizes{static_cast<std::uint32_t>(connection.sender.header_length()),
                                      static_cast<std::uint32_t>(connection.sender.trailer_room()),
                                      static_cast<std::uint32_t>(connection.sender.content_limit()),
                                      4, block_size_of(*connection.suite)});
}

Answer sizes(const Question& question) {
    const Connection& connection = question.connection;
    if (!connection.connected) return early();
    const std::size_t around = connection.sender.header_length() + connection.sender.trailer_room();
    return AttributeValue(Sizes{question.package.max_token, 0, block_size_of(*connection.suite),
                                static_cast<std::uint32_t>(around)});
}

// ---- What was negotiated ------------------------------------------------------------------------

const x509::OwnedCertificate* server_certificate(const Connection& connection) {
    if (!connection.is_server())
        return connection.peer.chain.empty() ? nullptr : connection.peer.chain.front().get();
    return connection.own_certificate == nullptr ? nullptr : &connection.own_certificate->leaf();
}

std::optional<crypto::KeyAlgorithm> server_key(const Connection& connection) {
    const x509::OwnedCertificate* const certificate = server_certificate(connection);
    if (certificate == nullptr || !certificate->public_key().ok()) return std::nullopt;
    return certificate->public_key().value().algorithm();
}

Answer connection_of(const Question& question) {
    const Connection& connection = question.connection;
    if (connection.suite == nullptr) return early();
    TlsConnection answer;
    answer.is_server = connection.is_server();
    answer.version = static_cast<std::uint16_t>(connection.version);
    answer.suite = connection.suite->id;
    if (connection.group != nullptr)
        answer.group = static_cast<std::uint16_t>(connection.group->id);
    answer.exchange_bits = static_cast<std::uint32_t>(connection.exchange_bits);
    answer.certificate_key_is_ec = server_key(connection) == crypto::KeyAlgorithm::ec;
    return AttributeValue(answer);
}

struct SignatureRow {
    crypto::KeyAlgorithm key;
    std::u16string_view name;
    std::int32_t id;  // CALG_*
};
constexpr std::array kSignatures = {
    SignatureRow{crypto::KeyAlgorithm::rsa, u"RSA", 0x2400},
    SignatureRow{crypto::KeyAlgorithm::rsa_pss, u"RSA", 0x2400},
    SignatureRow{crypto::KeyAlgorithm::dsa, u"DSA", 0x2200},
    SignatureRow{crypto::KeyAlgorithm::ec, u"ECDSA", 0x2203},
    SignatureRow{crypto::KeyAlgorithm::ed25519, u"Ed25519", 0},
};
struct CipherRow {
    crypto::BulkCipher cipher;
    std::u16string_view name;
};
using enum crypto::BulkCipher;
constexpr std::array kCiphers = {
    CipherRow{null, u"NULL"},
    CipherRow{rc4_128, u"RC4"},
    CipherRow{des_cbc, u"DES"},
    CipherRow{tdes_ede_cbc, u"3DES"},
    CipherRow{aes_128_cbc, u"AES"},
    CipherRow{aes_256_cbc, u"AES"},
    CipherRow{aes_128_gcm, u"AES"},
    CipherRow{aes_256_gcm, u"AES"},
    CipherRow{chacha20_poly1305, u"CHACHA20_POLY1305"},
};

Answer key_info(const Question& question) {
    const Connection& connection = question.connection;
    const auto key = server_key(connection);
    if (connection.suite == nullptr || !key) return early();
    const SignatureRow& signature = *std::ranges::find(kSignatures, *key, &SignatureRow::key);
    const crypto::BulkCipher cipher = connection.suite->cipher;
    return AttributeValue(
        KeyInfo{signature.name, std::ranges::find(kCiphers, cipher, &CipherRow::cipher)->name,
                strength_of(cipher), signature.id, static_cast<std::int32_t>(id_of(cipher))});
}

Answer session(const Question& question) {
    if (!question.connection.connected) return early();
    return AttributeValue(TlsSession{question.connection.resumed, question.connection.session_id});
}

Answer application_protocol(const Question& question) {
    const std::string& name = question.connection.application_protocol;
    return AttributeValue(ApplicationProtocol{!name.empty(), name});
}

Answer negotiated_extensions(const Question& question) {
    if (!question.connection.connected) return early();
    return AttributeValue(TlsNumbers{question.connection.extensions});
}

Answer supported_signatures(const Question& question) {
    return AttributeValue(TlsNumbers{question.connection.peer_schemes});
}

Answer issuers(const Question& question) {
    if (!question.connection.certificate_requested)
        return trace::because(Status::no_credentials, "schannel: no certificate was asked for");
    return AttributeValue(TlsIssuers{question.connection.issuers});
}

Answer protocol_info(const Question& question) {
    if (question.connection.suite == nullptr) return early();
    // Windows' numbers: those of the name, "TLS 1.2".
    const auto minor = (static_cast<std::uint32_t>(question.connection.version) & 0xFF) - 1;
    return AttributeValue(ProtocolInfo{u"TLS", 1, minor});
}

// ---- Certificates -------------------------------------------------------------------------------

Status nobody() {
    return trace::because(Status::no_credentials, "schannel: no certificate was shown");
}

Answer remote_certificates(const Question& question) {
    if (question.connection.peer.chain.empty()) return nobody();
    return AttributeValue(TlsCertificateList{question.connection.peer.chain});
}

// Where nobody judged the peer, the chain is built now, for information only.
Answer remote_chain(const Question& question) {
    const Connection& connection = question.connection;
    if (connection.peer.chain.empty()) return nobody();
    if (connection.verified_peer && connection.verified_peer->chain() != nullptr)
        return AttributeValue(TlsChain{connection.verified_peer->chain()});
    x509::ChainRequest request;
    request.leaf = connection.peer.chain.front();
    request.additional = std::span(connection.peer.chain).subspan(1);
    request.trust.roots = x509::machine_root_index();
    request.cache_only = true;
    return AttributeValue(TlsChain{x509::verified_chain(request)});
}

Answer local_certificates(const Question& question) {
    if (question.connection.own_certificate == nullptr) return nobody();
    return AttributeValue(TlsCertificateList{question.connection.own_certificate->chain});
}

Answer root_certificates(const Question& question) {
    x509::SharedIndex roots;
    if (question.connection.credential) roots = question.connection.credential->judgement().roots;
    if (!roots) roots = x509::machine_root_index();
    return AttributeValue(TlsCertificateList{roots->certificates()});
}

Answer certificate_check(const Question& question) {
    const auto& verified = question.connection.verified_peer;
    if (!verified) return early();
    if (verified->chain() == nullptr)
        return trace::because(Status::no_credentials, "schannel: no certificate was judged");
    return AttributeValue(CertificateCheck{
        static_cast<std::uint32_t>(verified->chain()->best.errors), verified->verdict()});
}

Result<std::u16string> name_text(Bytes der) {
    TRY_ASSIGN(const x509::Name name, x509::parse_name(der));
    return x509::text_of(name, {.keys = x509::NameStyle::Keys::x500});
}

Answer names(const Question& question) {
    if (question.connection.peer.chain.empty()) return nobody();
    Names answer;
    TRY_ASSIGN(answer.user, name_text(question.connection.peer.chain.front()->fields().subject));
    return AttributeValue(std::move(answer));
}

Answer authority(const Question& question) {
    if (question.connection.peer.chain.empty()) return nobody();
    AuthorityName answer;
    TRY_ASSIGN(answer.name, name_text(question.connection.peer.chain.front()->fields().issuer));
    return AttributeValue(std::move(answer));
}

// While both certificates are valid.
Answer lifespan(const Question& question) {
    if (!question.connection.connected) return early();
    Lifespan span{0, kNever};
    const auto narrow = [&span](const x509::Certificate& fields) {
        span.start = std::max(span.start, fields.not_before);
        span.expiry = std::min(span.expiry, fields.not_after);
    };
    const Connection& connection = question.connection;
    if (!connection.peer.chain.empty()) narrow(connection.peer.chain.front()->fields());
    if (connection.own_certificate != nullptr) narrow(connection.own_certificate->leaf().fields());
    return AttributeValue(span);
}

// ---- Channel bindings ---------------------------------------------------------------------------

Answer binding(std::string_view prefix, Bytes octets) {
    BindingData data;
    data.application_data.assign(prefix.begin(), prefix.end());
    data.application_data.insert(data.application_data.end(), octets.begin(), octets.end());
    return AttributeValue(std::move(data));
}

// RFC 5929 3.1: "The first TLS Finished message sent ... in the most recent TLS handshake": a
// client's, but a server's where the session was resumed.
Answer unique_bindings(const Question& question) {
    const Connection& connection = question.connection;
    if (!connection.connected) return early();
    if (connection.version == Version::tls13)
        return trace::because(Status::unsupported_function,
                              "schannel: tls-unique is not defined for TLS 1.3 (RFC 9266)");
    return binding("tls-unique:", connection.resumed ? connection.verify_data.server
                                                     : connection.verify_data.client);
}

// RFC 5929 4.1: "if the certificate's signatureAlgorithm uses a single hash function, and that hash
// function is either MD5 or SHA-1, then use SHA-256"; any other single one as it is; of none or
// several "this channel binding type's channel bindings are undefined".
Answer endpoint_bindings(const Question& question) {
    const x509::OwnedCertificate* const certificate = server_certificate(question.connection);
    if (certificate == nullptr) return early();
    const auto algorithm = x509::signature_algorithm(certificate->fields().signature);
    using enum crypto::HashAlgorithm;
    crypto::HashAlgorithm hash = algorithm.ok() ? algorithm.value().hash : none;
    if (hash == none)
        return trace::because(Status::unsupported_function,
                              "schannel: the certificate is signed without a hash of its own");
    if (hash == md5 || hash == sha1) hash = sha256;
    const crypto::Digest digest = crypto::hash(hash, certificate->der());
    return binding("tls-server-end-point:", digest.bytes());
}

// ---- Keying material ----------------------------------------------------------------------------

constexpr std::size_t kMostKeyingMaterial = 0x10000;

Answer keying_material(const Question& question) {
    if (!question.settings.keying_material)
        return trace::because(Status::out_of_sequence,
                              "schannel: SECPKG_ATTR_KEYING_MATERIAL_INFO was not set");
    KeyingMaterial answer;
    TRY_ASSIGN(answer.octets,
               export_keying_material(question.connection, *question.settings.keying_material));
    return AttributeValue(std::move(answer));
}

constexpr std::size_t kEapKeys = 128, kEapVectors = 64;

provider::EapMethod eap_method(const Settings& settings) {
    return settings.eap_prf ? static_cast<provider::EapMethod>(settings.eap_prf->front())
                            : provider::EapMethod::tls;
}

// RFC 9190 2.3, RFC 9427 2.1: the method's type is the context; there are no IVs any more.
Result<SecureBytes> eap_keys13(const Connection& connection, provider::EapMethod method) {
    constexpr std::uint8_t kTypeTls = 0x0D, kTypeTtls = 0x15;
    if (method != provider::EapMethod::tls && method != provider::EapMethod::ttls_v0)
        return trace::because(Status::unsupported_function,
                              "schannel: the EAP method has no keys of TLS 1.3");
    const std::uint8_t type = method == provider::EapMethod::tls ? kTypeTls : kTypeTtls;
    TRY_ASSIGN(const SecureBytes keys,
               export_keying_material(connection, {.label = "EXPORTER_EAP_TLS_Key_Material",
                                                   .context = Buffer{type},
                                                   .length = kEapKeys}));
    SecureBytes block(kEapKeys + kEapVectors);
    std::ranges::copy(keys.bytes(), block.mutable_bytes().begin());
    return block;
}

Answer eap_key_block(const Question& question) {
    const Connection& connection = question.connection;
    if (!connection.connected) return early();
    const provider::EapMethod method = eap_method(question.settings);
    KeyingMaterial answer;
    if (connection.master) {
        answer.octets = SecureBytes(kEapKeys + kEapVectors);
        connection.master->eap_key_block(method, connection.randoms, answer.octets.mutable_bytes());
    } else {
        TRY_ASSIGN(answer.octets, eap_keys13(connection, method));
    }
    return AttributeValue(std::move(answer));
}

// ---- The rest -----------------------------------------------------------------------------------

Answer application_data(const Question& question) {
    return AttributeValue(ApplicationData{question.settings.application_data});
}
Answer package_info(const Question& question) {
    return AttributeValue(PackageOf{&question.package});
}
Answer flags(const Question& question) {
    return AttributeValue(GrantedFlags{question.connection.role, question.granted});
}

struct Row {
    Attribute attribute;
    Answer (*answer)(const Question& question);
};
constexpr std::array kRows = {
    Row{Attribute::sizes, sizes},
    Row{Attribute::stream_sizes, stream_sizes},
    Row{Attribute::names, names},
    Row{Attribute::lifespan, lifespan},
    Row{Attribute::key_info, key_info},
    Row{Attribute::package_info, package_info},
    Row{Attribute::flags, flags},
    Row{Attribute::connection, connection_of},
    Row{Attribute::session, session},
    Row{Attribute::remote_certificates, remote_certificates},
    Row{Attribute::remote_chain, remote_chain},
    Row{Attribute::local_certificates, local_certificates},
    Row{Attribute::root_certificates, root_certificates},
    Row{Attribute::issuers, issuers},
    Row{Attribute::application_protocol, application_protocol},
    Row{Attribute::negotiated_extensions, negotiated_extensions},
    Row{Attribute::unique_bindings, unique_bindings},
    Row{Attribute::endpoint_bindings, endpoint_bindings},
    Row{Attribute::keying_material, keying_material},
    Row{Attribute::eap_key_block, eap_key_block},
    Row{Attribute::supported_signatures, supported_signatures},
    Row{Attribute::certificate_check, certificate_check},
    Row{Attribute::application_data, application_data},
    Row{Attribute::authority, authority},
    Row{Attribute::protocol_info, protocol_info},
};

// ---- Settings -----------------------------------------------------------------------------------

Status set(Settings& settings, const KeyingMaterialRequest& request) {
    if (request.label.empty() || request.length == 0 || request.length > kMostKeyingMaterial)
        return trace::because(Status::invalid_parameter,
                              "schannel: keying material without label or of no such length");
    settings.keying_material = request;
    return Status::ok;
}

Status set(Settings& settings, const EapPrf& prf) {
    if (prf.data.empty() || prf.data.front() > static_cast<std::uint8_t>(provider::EapMethod::fast))
        return trace::because(Status::invalid_parameter, "schannel: no such EAP method");
    settings.eap_prf = prf.data;
    return Status::ok;
}

Status set(Settings& settings, const ApplicationData& data) {
    constexpr std::size_t kMost = 0x10000;
    if (data.octets.size() > kMost)
        return trace::because(Status::invalid_parameter, "schannel: application data of 64 KiB");
    settings.application_data = data.octets;
    return Status::ok;
}

Status set(Settings&, const SamFile&) { return Status::unsupported_function; }
Status set(Settings&, const HashCallback&) { return Status::unsupported_function; }

}  // namespace

Status apply(Settings& settings, const ContextSetting& setting) {
    return std::visit([&](const auto& one) { return set(settings, one); }, setting);
}

Answer query(const AttributeQuestion& question, Attribute attribute) {
    const auto row = std::ranges::find(kRows, attribute, &Row::attribute);
    if (row == kRows.end())
        return trace::because(Status::unsupported_function, "schannel: no attribute of TLS");
    return row->answer(question);
}

Result<SecureBytes> export_keying_material(const Connection& connection,
                                           const KeyingMaterialRequest& request) {
    if (!connection.connected) return early();
    if (request.label.empty() || request.length == 0 || request.length > kMostKeyingMaterial)
        return trace::because(Status::invalid_parameter,
                              "schannel: keying material without label or of no such length");
    SecureBytes octets(request.length);
    if (connection.exporter_master) {
        const Bytes context = request.context ? Bytes(*request.context) : Bytes();
        TRY(provider::KeySchedule::export_keying_material(
            *connection.exporter_master, request.label, context, octets.mutable_bytes()));
        return octets;
    }
    if (!connection.master) return early();
    std::optional<Bytes> context;
    if (request.context) context = *request.context;
    TRY(connection.master->export_keying_material(request.label, connection.randoms, context,
                                                  octets.mutable_bytes()));
    return octets;
}

}  // namespace secur32::schannel
