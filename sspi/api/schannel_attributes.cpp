// Schannel's attributes (reference schannel.md 7).  A new one is a row and the function that fills
// its structure.  Certificates are in schannel_certificates.cpp.
#include <schannel.h>

#include <algorithm>
#include <cstring>

#include "sslprovider/api/suite_info.h"
#include "sslprovider/base/trace.h"
#include "sspi/api/attribute_rows.h"
#include "sspi/api/schannel_certificates.h"
#include "sspi/schannel/algorithm_ids.h"
#include "sspi/schannel/credential_terms.h"

namespace secur32::api {
namespace {

using dispatch::OpenContext;

// What the caller frees with FreeContextBuffer.
template <typename Element = unsigned char>
Element* allocate_copy(std::span<const Element> elements) {
    auto* const copy =
        static_cast<Element*>(allocate(std::max<std::size_t>(1, elements.size_bytes())));
    std::ranges::copy(elements, copy);
    return copy;
}

template <typename Value>
Result<Value> ask(OpenContext& open, Attribute attribute) {
    TRY_ASSIGN(AttributeValue value, open.query(attribute));
    return std::get<Value>(std::move(value));
}

// ---- The connection -----------------------------------------------------------------------------

Status query_stream_sizes(OpenContext& open, void* out) {
    TRY_ASSIGN(const StreamSizes sizes, ask<StreamSizes>(open, Attribute::stream_sizes));
    *static_cast<SecPkgContext_StreamSizes*>(out) = {sizes.header, sizes.trailer, sizes.max_message,
                                                     sizes.buffers, sizes.block_size};
    return Status::ok;
}

const provider::CipherSuite& suite_of(const TlsConnection& connection) {
    return *std::ranges::find(provider::cipher_suites(), connection.suite,
                              &provider::CipherSuite::id);
}

bool is_finite_field(const TlsConnection& connection) {
    const provider::Group* const group = provider::find_group(connection.group);
    return group != nullptr && group->finite_field;
}

crypto::HashAlgorithm hash_of(const provider::CipherSuite& suite) {
    return suite.is_aead() ? suite.prf : suite.mac;
}
// "dwHashStrength 0 for GCM": it has no hash of its own.
DWORD hash_strength(const provider::CipherSuite& suite) {
    return static_cast<DWORD>(8 * crypto::hash_length(suite.mac));
}

DWORD protocol_of(const TlsConnection& connection) {
    return schannel::protocol_bit(static_cast<Version>(connection.version), connection.is_server);
}

Status query_connection(OpenContext& open, void* out) {
    TRY_ASSIGN(const TlsConnection connection, ask<TlsConnection>(open, Attribute::connection));
    const provider::CipherSuite& suite = suite_of(connection);
    const bool dhe =
        suite.key_exchange == provider::KeyExchange::any && is_finite_field(connection);
    *static_cast<SecPkgContext_ConnectionInfo*>(out) = {
        protocol_of(connection),
        schannel::id_of(suite.cipher),
        schannel::strength_of(suite.cipher),
        schannel::id_of(hash_of(suite)),
        hash_strength(suite),
        schannel::id_of(dhe ? provider::KeyExchange::dhe : suite.key_exchange),
        connection.exchange_bits};
    return Status::ok;
}

void put(WCHAR (&field)[SZ_ALG_MAX_SIZE], std::u16string_view name) {
    std::memset(field, 0, sizeof field);
    for (std::size_t i = 0; i < std::min<std::size_t>(name.size(), SZ_ALG_MAX_SIZE - 1); ++i)
        field[i] = static_cast<WCHAR>(name[i]);
}

// dwVersion is the caller's.
template <typename Structure>
Status check_version(const void* out) {
    if (static_cast<const Structure*>(out)->dwVersion == 1) return Status::ok;
    return trace::because(Status::invalid_parameter, "attributes: dwVersion is not 1");
}

NCRYPT_SSL_CIPHER_SUITE described(const TlsConnection& connection) {
    return describe(suite_of(connection), static_cast<Version>(connection.version),
                    connection.group);
}

Status query_connection_ex(OpenContext& open, void* out) {
    using Info = SecPkgContext_ConnectionInfoEx;
    TRY(check_version<Info>(out));
    TRY_ASSIGN(const TlsConnection connection, ask<TlsConnection>(open, Attribute::connection));
    const provider::CipherSuite& suite = suite_of(connection);
    const NCRYPT_SSL_CIPHER_SUITE names = described(connection);
    Info& info = *static_cast<Info*>(out);
    info.dwProtocol = protocol_of(connection);
    put(info.szCipher, names.szCipher);
    info.dwCipherStrength = schannel::strength_of(suite.cipher);
    put(info.szHash, name_of(hash_of(suite)));
    info.dwHashStrength = hash_strength(suite);
    const bool tls13 = suite.key_exchange == provider::KeyExchange::any;
    put(info.szExchange, tls13 ? (is_finite_field(connection) ? u"DH" : u"ECDH")
                               : std::u16string_view(names.szExchange));
    info.dwExchStrength = connection.exchange_bits;
    return Status::ok;
}

Status query_cipher(OpenContext& open, void* out) {
    using Info = SecPkgContext_CipherInfo;
    TRY(check_version<Info>(out));
    TRY_ASSIGN(const TlsConnection connection, ask<TlsConnection>(open, Attribute::connection));
    const NCRYPT_SSL_CIPHER_SUITE names = described(connection);
    Info& info = *static_cast<Info*>(out);
    info.dwProtocol = names.dwProtocol;
    info.dwCipherSuite = names.dwCipherSuite;
    info.dwBaseCipherSuite = names.dwBaseCipherSuite;
    put(info.szCipherSuite, names.szCipherSuite);
    put(info.szCipher, names.szCipher);
    info.dwCipherLen = names.dwCipherLen;
    info.dwCipherBlockLen = names.dwCipherBlockLen;
    put(info.szHash, names.szHash);
    info.dwHashLen = names.dwHashLen;
    put(info.szExchange, names.szExchange);
    info.dwMinExchangeLen = names.dwMinExchangeLen;
    info.dwMaxExchangeLen = names.dwMaxExchangeLen;
    put(info.szCertificate, names.szCertificate);
    info.dwKeyType = names.dwKeyType;
    return Status::ok;
}

Status query_session(OpenContext& open, void* out) {
    TRY_ASSIGN(const TlsSession session, ask<TlsSession>(open, Attribute::session));
    SecPkgContext_SessionInfo info{};
    info.dwFlags = session.resumed ? SSL_SESSION_RECONNECT : 0;
    info.cbSessionId = static_cast<DWORD>(std::min(session.id.size(), sizeof info.rgbSessionId));
    std::copy_n(session.id.begin(), info.cbSessionId, info.rgbSessionId);
    *static_cast<SecPkgContext_SessionInfo*>(out) = info;
    return Status::ok;
}

Status query_application_protocol(OpenContext& open, void* out) {
    TRY_ASSIGN(const ApplicationProtocol protocol,
               ask<ApplicationProtocol>(open, Attribute::application_protocol));
    SecPkgContext_ApplicationProtocol answer{};
    if (protocol.negotiated) {
        answer.ProtoNegoStatus = SecApplicationProtocolNegotiationStatus_Success;
        answer.ProtoNegoExt = SecApplicationProtocolNegotiationExt_ALPN;
        answer.ProtocolIdSize = static_cast<unsigned char>(protocol.name.size());
        std::ranges::copy(protocol.name, answer.ProtocolId);
    }
    *static_cast<SecPkgContext_ApplicationProtocol*>(out) = answer;
    return Status::ok;
}

Status query_extensions(OpenContext& open, void* out) {
    TRY_ASSIGN(const TlsNumbers types, ask<TlsNumbers>(open, Attribute::negotiated_extensions));
    *static_cast<SecPkgContext_NegotiatedTlsExtensions*>(out) = {
        static_cast<ULONG>(types.numbers.size()),
        allocate_copy<unsigned short>(std::span(types.numbers))};
    return Status::ok;
}

// "low byte: hash, high byte: signature": the two octets of the wire as they lie.
Status query_signatures(OpenContext& open, void* out) {
    TRY_ASSIGN(TlsNumbers schemes, ask<TlsNumbers>(open, Attribute::supported_signatures));
    for (std::uint16_t& scheme : schemes.numbers)
        scheme = static_cast<std::uint16_t>(scheme << 8 | scheme >> 8);
    *static_cast<SecPkgContext_SupportedSignatures*>(out) = {
        static_cast<WORD>(schemes.numbers.size()), allocate_copy<WORD>(std::span(schemes.numbers))};
    return Status::ok;
}

template <typename Family>
Status query_protocol(OpenContext& open, void* out) {
    TRY_ASSIGN(const ProtocolInfo info, ask<ProtocolInfo>(open, Attribute::protocol_info));
    *static_cast<typename Family::ProtoInfo*>(out) = {
        allocate_text<typename Family::Char>(info.name), info.major, info.minor};
    return Status::ok;
}

// ---- Bindings and keying material ---------------------------------------------------------------

// The block starts with the header, whose offsets lead into it.
template <Attribute kAttribute>
Status query_bindings(OpenContext& open, void* out) {
    TRY_ASSIGN(const BindingData data, ask<BindingData>(open, kAttribute));
    const std::size_t size = sizeof(SEC_CHANNEL_BINDINGS) + data.application_data.size();
    auto* const block = static_cast<unsigned char*>(allocate(size));
    SEC_CHANNEL_BINDINGS header{};
    header.cbApplicationDataLength = static_cast<ULONG>(data.application_data.size());
    header.dwApplicationDataOffset = sizeof header;
    std::memcpy(block, &header, sizeof header);
    std::ranges::copy(data.application_data, block + sizeof header);
    *static_cast<SecPkgContext_Bindings*>(out) = {static_cast<ULONG>(size),
                                                  reinterpret_cast<SEC_CHANNEL_BINDINGS*>(block)};
    return Status::ok;
}

Status query_keying_material(OpenContext& open, void* out) {
    TRY_ASSIGN(const KeyingMaterial material,
               ask<KeyingMaterial>(open, Attribute::keying_material));
    const Bytes octets = material.octets.bytes();
    *static_cast<SecPkgContext_KeyingMaterial*>(out) = {static_cast<DWORD>(octets.size()),
                                                        allocate_copy(octets)};
    return Status::ok;
}

// Both structures begin alike.  Some callers count the label's NUL.
template <typename Structure>
Result<KeyingMaterialRequest> keying_material_request(const Structure& from) {
    if ((from.cbLabel != 0 && from.pszLabel == nullptr) ||
        (from.cbContextValue != 0 && from.pbContextValue == nullptr))
        return trace::because(Status::invalid_parameter, "attributes: no label, or no context");
    KeyingMaterialRequest request;
    request.label.assign(from.pszLabel == nullptr ? "" : from.pszLabel, from.cbLabel);
    if (!request.label.empty() && request.label.back() == '\0') request.label.pop_back();
    if (from.pbContextValue != nullptr)
        request.context.emplace(from.pbContextValue, from.pbContextValue + from.cbContextValue);
    request.length = from.cbKeyingMaterial;
    return request;
}

Status query_keying_material_inproc(OpenContext& open, void* out) {
    auto& inproc = *static_cast<SecPkgContext_KeyingMaterial_Inproc*>(out);
    TRY_ASSIGN(const KeyingMaterialRequest request, keying_material_request(inproc));
    TRY_ASSIGN(const SecureBytes octets, open.export_keying_material(request));
    inproc.pbKeyingMaterial = allocate_copy(octets.bytes());
    return Status::ok;
}

Status query_eap_keys(OpenContext& open, void* out) {
    TRY_ASSIGN(const KeyingMaterial keys, ask<KeyingMaterial>(open, Attribute::eap_key_block));
    const Bytes octets = keys.octets.bytes();
    std::copy_n(octets.begin(), std::min(octets.size(), sizeof(SecPkgContext_EapKeyBlock)),
                static_cast<unsigned char*>(out));
    return Status::ok;
}

Status query_application_data(OpenContext& open, void* out) {
    TRY_ASSIGN(const ApplicationData data, ask<ApplicationData>(open, Attribute::application_data));
    *static_cast<SecPkgContext_SessionAppData*>(out) = {0, static_cast<DWORD>(data.octets.size()),
                                                        allocate_copy(Bytes(data.octets))};
    return Status::ok;
}

// clang-format off
template <typename Family>
constexpr SpecialRow kRows[] = {
    {SECPKG_ATTR_STREAM_SIZES,              sizeof(SecPkgContext_StreamSizes),                 query_stream_sizes},
    {SECPKG_ATTR_CONNECTION_INFO,           sizeof(SecPkgContext_ConnectionInfo),              query_connection},
    {SECPKG_ATTR_CONNECTION_INFO_EX,        sizeof(SecPkgContext_ConnectionInfoEx),            query_connection_ex},
    {SECPKG_ATTR_CIPHER_INFO,               sizeof(SecPkgContext_CipherInfo),                  query_cipher},
    {SECPKG_ATTR_SESSION_INFO,              sizeof(SecPkgContext_SessionInfo),                 query_session},
    {SECPKG_ATTR_APPLICATION_PROTOCOL,      sizeof(SecPkgContext_ApplicationProtocol),         query_application_protocol},
    {SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS, sizeof(SecPkgContext_NegotiatedTlsExtensions),     query_extensions},
    {SECPKG_ATTR_SUPPORTED_SIGNATURES,      sizeof(SecPkgContext_SupportedSignatures),         query_signatures},
    {SECPKG_ATTR_PROTO_INFO,                sizeof(typename Family::ProtoInfo),                query_protocol<Family>},
    {SECPKG_ATTR_UNIQUE_BINDINGS,           sizeof(SecPkgContext_Bindings),                    query_bindings<Attribute::unique_bindings>},
    {SECPKG_ATTR_ENDPOINT_BINDINGS,         sizeof(SecPkgContext_Bindings),                    query_bindings<Attribute::endpoint_bindings>},
    {SECPKG_ATTR_KEYING_MATERIAL,           sizeof(SecPkgContext_KeyingMaterial),              query_keying_material},
    {SECPKG_ATTR_KEYING_MATERIAL_INPROC,    sizeof(SecPkgContext_KeyingMaterial_Inproc),       query_keying_material_inproc},
    {SECPKG_ATTR_EAP_KEY_BLOCK,             sizeof(SecPkgContext_EapKeyBlock),                 query_eap_keys},
    {SECPKG_ATTR_APP_DATA,                  sizeof(SecPkgContext_SessionAppData),              query_application_data},
    {SECPKG_ATTR_REMOTE_CERT_CONTEXT,       sizeof(PCCERT_CONTEXT),                            query_remote_certificate},
    {SECPKG_ATTR_LOCAL_CERT_CONTEXT,        sizeof(PCCERT_CONTEXT),                            query_local_certificate},
    {SECPKG_ATTR_REMOTE_CERT_CHAIN,         sizeof(PCCERT_CONTEXT),                            query_remote_chain},
    {SECPKG_ATTR_ROOT_STORE,                sizeof(HCERTSTORE),                                query_root_store},
    {SECPKG_ATTR_REMOTE_CERTIFICATES,       sizeof(SecPkgContext_Certificates),                query_remote_certificates},
    {SECPKG_ATTR_ISSUER_LIST_EX,            sizeof(SecPkgContext_IssuerListInfoEx),            query_issuer_list},
    {SECPKG_ATTR_CERT_CHECK_RESULT,         sizeof(SecPkgContext_CertificateValidationResult), query_certificate_check},
    {SECPKG_ATTR_CERT_CHECK_RESULT_INPROC,  sizeof(SecPkgContext_CertificateValidationResult), query_certificate_check},
    {SECPKG_ATTR_SERIALIZED_REMOTE_CERT_CONTEXT,        sizeof(CERT_BLOB),                     query_serialized_certificate},
    {SECPKG_ATTR_SERIALIZED_REMOTE_CERT_CONTEXT_INPROC, sizeof(CERT_BLOB),                     query_serialized_certificate},
    {SECPKG_ATTR_AUTHORITY,                 sizeof(typename Family::Authority),                query_authority<Family>},
};
// clang-format on

// ---- Settings -----------------------------------------------------------------------------------

Result<ContextSetting> keying_material_setting(const void* buffer) {
    TRY_ASSIGN(
        KeyingMaterialRequest request,
        keying_material_request(*static_cast<const SecPkgContext_KeyingMaterialInfo*>(buffer)));
    return ContextSetting(std::move(request));
}

Result<Buffer> octets_at(const BYTE* octets, DWORD count) {
    if (count != 0 && octets == nullptr)
        return trace::because(Status::invalid_parameter, "attributes: no octets");
    return Buffer(octets, octets + count);
}

Result<ContextSetting> eap_setting(const void* buffer) {
    const auto& info = *static_cast<const SecPkgContext_EapPrfInfo*>(buffer);
    if (info.dwVersion != 0)
        return trace::because(Status::invalid_parameter, "attributes: dwVersion is not 0");
    EapPrf prf;
    TRY_ASSIGN(prf.data, octets_at(info.pbPrfData, info.cbPrfData));
    return ContextSetting(std::move(prf));
}

Result<ContextSetting> application_data_setting(const void* buffer) {
    const auto& info = *static_cast<const SecPkgContext_SessionAppData*>(buffer);
    ApplicationData data;
    TRY_ASSIGN(data.octets, octets_at(info.pbAppData, info.cbAppData));
    return ContextSetting(std::move(data));
}

struct SettingRow {
    ULONG id;
    std::size_t size;
    Result<ContextSetting> (*parse)(const void* buffer);
};
constexpr SettingRow kSettings[] = {
    {SECPKG_ATTR_KEYING_MATERIAL_INFO, sizeof(SecPkgContext_KeyingMaterialInfo),
     keying_material_setting},
    {SECPKG_ATTR_EAP_PRF_INFO, sizeof(SecPkgContext_EapPrfInfo), eap_setting},
    {SECPKG_ATTR_APP_DATA, sizeof(SecPkgContext_SessionAppData), application_data_setting},
};

// ---- Of credentials -----------------------------------------------------------------------------

template <typename Value>
Result<Value> ask(const Credential& credential, CredentialAttribute attribute) {
    TRY_ASSIGN(CredentialAttributeValue value, credential.query(attribute));
    return std::get<Value>(std::move(value));
}

Status query_algorithms(const Credential& credential, void* out) {
    TRY_ASSIGN(const SupportedAlgorithms supported,
               ask<SupportedAlgorithms>(credential, CredentialAttribute::supported_algorithms));
    *static_cast<SecPkgCred_SupportedAlgs*>(out) = {
        static_cast<DWORD>(supported.algorithms.size()),
        allocate_copy<ALG_ID>(std::span(supported.algorithms))};
    return Status::ok;
}

Status query_strengths(const Credential& credential, void* out) {
    TRY_ASSIGN(const CipherStrengths strengths,
               ask<CipherStrengths>(credential, CredentialAttribute::cipher_strengths));
    *static_cast<SecPkgCred_CipherStrengths*>(out) = {strengths.least, strengths.most};
    return Status::ok;
}

Status query_protocols(const Credential& credential, void* out) {
    TRY_ASSIGN(const SupportedProtocols supported,
               ask<SupportedProtocols>(credential, CredentialAttribute::supported_protocols));
    *static_cast<SecPkgCred_SupportedProtocols*>(out) = {supported.protocols};
    return Status::ok;
}

struct CredentialRow {
    ULONG id;
    std::size_t size;
    Status (*query)(const Credential& credential, void* out);
};
constexpr CredentialRow kCredentialRows[] = {
    {SECPKG_ATTR_SUPPORTED_ALGS, sizeof(SecPkgCred_SupportedAlgs), query_algorithms},
    {SECPKG_ATTR_CIPHER_STRENGTHS, sizeof(SecPkgCred_CipherStrengths), query_strengths},
    {SECPKG_ATTR_SUPPORTED_PROTOCOLS, sizeof(SecPkgCred_SupportedProtocols), query_protocols},
};

}  // namespace

template <typename Family>
std::span<const SpecialRow> tls_rows() {
    return kRows<Family>;
}
template std::span<const SpecialRow> tls_rows<Ansi>();
template std::span<const SpecialRow> tls_rows<Wide>();

Status apply_tls_setting(OpenContext& open, ULONG id, const void* buffer, ULONG size) {
    const auto row = std::ranges::find(kSettings, id, &SettingRow::id);
    if (row == std::end(kSettings)) return Status::unsupported_function;
    if (buffer == nullptr || size < row->size) return Status::invalid_parameter;
    TRY_ASSIGN(const ContextSetting setting, row->parse(buffer));
    return open.set(setting);
}

Status query_tls_credential(const Credential& credential, ULONG id, void* out, std::size_t room) {
    const auto row = std::ranges::find(kCredentialRows, id, &CredentialRow::id);
    if (row == std::end(kCredentialRows)) return Status::unsupported_function;
    if (room < row->size) return Status::struct_too_small;
    return row->query(credential, out);
}

}  // namespace secur32::api
