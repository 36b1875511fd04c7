#include "test/support/tls_pair.h"

#include <ncrypt.h>
#include <wincrypt_parts.h>

#include <cstring>
#include <stdexcept>

namespace secur32::test {

namespace {

constexpr DWORD kEncoding = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING;

void demand(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
}

HCERTSTORE memory_store() {
    const HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr);
    demand(store != nullptr, "CertOpenStore");
    return store;
}

PCCERT_CONTEXT add(HCERTSTORE store, Bytes der) {
    PCCERT_CONTEXT context = nullptr;
    demand(CertAddEncodedCertificateToStore(store, kEncoding, der.data(),
                                            static_cast<DWORD>(der.size()), CERT_STORE_ADD_ALWAYS,
                                            &context),
           "CertAddEncodedCertificateToStore");
    return context;
}

void attach_key(PCCERT_CONTEXT context, const ForeignKey& key) {
    NCRYPT_PROV_HANDLE provider = 0;
    demand(NCryptOpenStorageProvider(&provider, MS_KEY_STORAGE_PROVIDER, 0) == ERROR_SUCCESS,
           "NCryptOpenStorageProvider");
    Buffer pkcs8 = pkcs8_of(key);
    NCRYPT_KEY_HANDLE handle = 0;
    demand(NCryptImportKey(provider, 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, nullptr, &handle,
                           pkcs8.data(), static_cast<DWORD>(pkcs8.size()), 0) == ERROR_SUCCESS,
           "NCryptImportKey");
    demand(CertSetCertificateContextProperty(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, 0,
                                             reinterpret_cast<const void*>(handle)),
           "CertSetCertificateContextProperty");
    NCryptFreeObject(provider);
}

struct VersionRow {
    unsigned wire;
    DWORD client, server;
};
constexpr VersionRow kVersions[] = {
    {0x0301, SP_PROT_TLS1_0_CLIENT, SP_PROT_TLS1_0_SERVER},
    {0x0302, SP_PROT_TLS1_1_CLIENT, SP_PROT_TLS1_1_SERVER},
    {0x0303, SP_PROT_TLS1_2_CLIENT, SP_PROT_TLS1_2_SERVER},
    {0x0304, SP_PROT_TLS1_3_CLIENT, SP_PROT_TLS1_3_SERVER},
};

DWORD protocol_of(unsigned version, bool client) {
    for (const VersionRow& row : kVersions)
        if (row.wire == version) return client ? row.client : row.server;
    return 0;
}

CredHandle acquire_with(void* data, bool client) {
    CredHandle credential{};
    std::string package = UNISP_NAME_A;
    const SECURITY_STATUS status = AcquireCredentialsHandleA(
        nullptr, package.data(), client ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND, nullptr, data,
        nullptr, nullptr, &credential, nullptr);
    demand(status == SEC_E_OK, "AcquireCredentialsHandle");
    return credential;
}

}  // namespace

TlsIdentity::TlsIdentity(const Issued& leaf, const std::vector<const Issued*>& issuers)
    : store_(memory_store()) {
    for (const Issued* const issuer : issuers)
        CertFreeCertificateContext(add(store_, Bytes(issuer->der)));
    context_ = add(store_, Bytes(leaf.der));
    attach_key(context_, leaf.key);
}

TlsIdentity::~TlsIdentity() {
    CertFreeCertificateContext(context_);
    CertCloseStore(store_, 0);
}

TlsRoots::TlsRoots(const Issued& root) : store_(memory_store()) {
    CertFreeCertificateContext(add(store_, Bytes(root.der)));
}

TlsRoots::~TlsRoots() { CertCloseStore(store_, 0); }

const Issued& tls_root() {
    static const Issued root = make_root("TLS Test Root");
    return root;
}

const Issued& tls_leaf(const std::string& key) {
    static std::vector<std::pair<std::string, std::unique_ptr<Issued>>> known;
    for (const auto& [name, leaf] : known)
        if (name == key) return *leaf;
    IssuePlan plan;
    plan.key = key;
    plan.extensions = {{"keyUsage", "critical,digitalSignature,keyEncipherment"}};
    known.emplace_back(key, std::make_unique<Issued>(make_leaf("server.test", tls_root(), plan)));
    return *known.back().second;
}

const Issued& tls_client_leaf(const std::string& key) {
    static std::vector<std::pair<std::string, std::unique_ptr<Issued>>> known;
    for (const auto& [name, leaf] : known)
        if (name == key) return *leaf;
    IssuePlan plan;
    plan.key = key;
    plan.extensions = {{"extendedKeyUsage", "clientAuth"}};
    known.emplace_back(key, std::make_unique<Issued>(make_leaf("client.test", tls_root(), plan)));
    return *known.back().second;
}

Octets alpn_buffer(const std::vector<std::string>& protocols) {
    if (protocols.empty()) return {};
    Octets names;
    for (const std::string& name : protocols) {
        names.push_back(static_cast<unsigned char>(name.size()));
        names.insert(names.end(), name.begin(), name.end());
    }
    const auto size = static_cast<ULONG>(names.size());
    const ULONG lists = size + 6;
    const std::int32_t alpn = SecApplicationProtocolNegotiationExt_ALPN;
    const auto list = static_cast<unsigned short>(size);
    Octets buffer(10);
    std::memcpy(buffer.data(), &lists, 4);
    std::memcpy(buffer.data() + 4, &alpn, 4);
    std::memcpy(buffer.data() + 8, &list, 2);
    buffer.insert(buffer.end(), names.begin(), names.end());
    return buffer;
}

CredHandle acquire_tls(const TlsPlan& plan, bool client, PCCERT_CONTEXT certificate) {
    const unsigned own = client ? plan.client_version : plan.server_version;
    const unsigned version = own != 0 ? own : plan.version;
    const DWORD protocol = protocol_of(version, client);
    const HCERTSTORE roots = client ? plan.client_roots : plan.server_roots;
    const DWORD flags = client ? plan.client_flags : plan.server_flags;
    if (version == 0x0301 || version == 0x0302) {  // only where they are asked for
        SCHANNEL_CRED data{};
        data.dwVersion = SCHANNEL_CRED_VERSION;
        data.cCreds = certificate != nullptr;
        data.paCred = &certificate;
        data.hRootStore = roots;
        data.grbitEnabledProtocols = protocol;
        data.dwFlags = flags;
        return acquire_with(&data, client);
    }
    TLS_PARAMETERS parameters{};
    parameters.grbitDisabledProtocols = protocol == 0 ? 0 : ~protocol;
    SCH_CREDENTIALS data{};
    data.dwVersion = SCH_CREDENTIALS_VERSION;
    data.cCreds = certificate != nullptr;
    data.paCred = &certificate;
    data.hRootStore = roots;
    data.dwFlags = flags;
    data.cTlsParameters = 1;
    data.pTlsParameters = &parameters;
    return acquire_with(&data, client);
}

TlsEnd::TlsEnd(const TlsPlan& plan, bool is_client)
    : client(is_client),
      target(plan.target),
      request(is_client ? plan.client_request : plan.server_request),
      protocols(alpn_buffer(is_client ? plan.client_protocols : plan.server_protocols)) {
    PCCERT_CONTEXT certificate = nullptr;
    if (!client && plan.server_identity != nullptr) {
        certificate = plan.server_identity->get();
    } else if (!client || !plan.client_key.empty()) {
        identity = std::make_unique<TlsIdentity>(client ? tls_client_leaf(plan.client_key)
                                                        : tls_leaf(plan.key));
        certificate = identity->get();
    }
    credential = acquire_tls(plan, client, certificate);
}

TlsEnd::~TlsEnd() {
    if (has_context) DeleteSecurityContext(&context);
    FreeCredentialsHandle(&credential);
}

SECURITY_STATUS TlsEnd::call(PSecBufferDesc in, PSecBufferDesc out) {
    ++calls;
    PCtxtHandle const known = has_context ? &context : nullptr;
    CtxtHandle next{};
    const SECURITY_STATUS status =
        client ? InitializeSecurityContextA(&credential, known, target.data(), request, 0, 0, in, 0,
                                            &next, out, &attributes, &expiry)
               : AcceptSecurityContext(&credential, known, in, request, 0, &next, out, &attributes,
                                       &expiry);
    if (status >= 0 && !has_context) {
        context = next;
        has_context = true;
    }
    return status;
}

SECURITY_STATUS TlsEnd::step() {
    Octets answer(room);
    SecBuffer in[3] = {
        {static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()},
        {0, SECBUFFER_EMPTY, nullptr},
        {static_cast<ULONG>(protocols.size()), SECBUFFER_APPLICATION_PROTOCOLS, protocols.data()}};
    SecBuffer out{room, SECBUFFER_TOKEN, answer.data()};
    const bool starts = client && !has_context;
    const bool names = !has_context && !protocols.empty();
    SecBufferDesc in_desc{SECBUFFER_VERSION, names ? 3u : 2u, in};
    if (starts) in[0] = {0, SECBUFFER_EMPTY, nullptr};
    SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
    const SECURITY_STATUS status = call(&in_desc, &out_desc);
    missing = in[1].BufferType == SECBUFFER_MISSING ? in[1].cbBuffer : 0;
    if (status != SEC_E_INCOMPLETE_MESSAGE)
        output.insert(output.end(), answer.begin(), answer.begin() + out.cbBuffer);
    if (status < 0 || starts || status == SEC_I_INCOMPLETE_CREDENTIALS) return status;
    const ULONG extra = in[1].BufferType == SECBUFFER_EXTRA ? in[1].cbBuffer : 0;
    input.erase(input.begin(), input.end() - extra);
    return status;
}

SECURITY_STATUS TlsEnd::run() {
    SECURITY_STATUS status = step();
    while (status == SEC_I_CONTINUE_NEEDED && !input.empty()) status = step();
    return status == SEC_E_INCOMPLETE_MESSAGE ? SEC_I_CONTINUE_NEEDED : status;
}

SECURITY_STATUS TlsEnd::control(const void* token, std::size_t size) {
    SecBuffer buffer{static_cast<ULONG>(size), SECBUFFER_TOKEN, const_cast<void*>(token)};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &buffer};
    return ApplyControlToken(&context, &desc);
}

SECURITY_STATUS TlsEnd::shut_down() {
    const DWORD type = SCHANNEL_SHUTDOWN;
    const SECURITY_STATUS status = control(&type, sizeof type);
    if (status != SEC_E_OK) return status;
    Octets answer(room);
    SecBuffer out{room, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
    const SECURITY_STATUS sent = call(nullptr, &out_desc);
    if (sent == SEC_E_OK)
        output.insert(output.end(), answer.begin(), answer.begin() + out.cbBuffer);
    return sent;
}

SECURITY_STATUS TlsEnd::encrypt(std::string_view text) {
    SecPkgContext_StreamSizes sizes{};
    const SECURITY_STATUS known =
        QueryContextAttributesA(&context, SECPKG_ATTR_STREAM_SIZES, &sizes);
    if (known != SEC_E_OK) return known;
    Octets record(sizes.cbHeader + text.size() + sizes.cbTrailer);
    unsigned char* const data = record.data() + sizes.cbHeader;
    std::memcpy(data, text.data(), text.size());
    SecBuffer buffers[4] = {{sizes.cbHeader, SECBUFFER_STREAM_HEADER, record.data()},
                            {static_cast<ULONG>(text.size()), SECBUFFER_DATA, data},
                            {sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, data + text.size()},
                            {0, SECBUFFER_EMPTY, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
    const SECURITY_STATUS status = EncryptMessage(&context, 0, &desc, 0);
    if (status != SEC_E_OK) return status;
    for (const SecBuffer& buffer : buffers) {
        const auto* const first = static_cast<const unsigned char*>(buffer.pvBuffer);
        output.insert(output.end(), first, first + buffer.cbBuffer);
    }
    return status;
}

SECURITY_STATUS TlsEnd::decrypt(std::string& text) {
    SecBuffer buffers[4] = {{static_cast<ULONG>(input.size()), SECBUFFER_DATA, input.data()},
                            {0, SECBUFFER_EMPTY, nullptr},
                            {0, SECBUFFER_EMPTY, nullptr},
                            {0, SECBUFFER_EMPTY, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
    const SECURITY_STATUS status = DecryptMessage(&context, &desc, 0, nullptr);
    missing = buffers[0].BufferType == SECBUFFER_MISSING ? buffers[0].cbBuffer : 0;
    text.clear();
    if (status < 0) return status;
    text.assign(static_cast<const char*>(buffers[1].pvBuffer), buffers[1].cbBuffer);
    const ULONG extra = buffers[3].BufferType == SECBUFFER_EXTRA ? buffers[3].cbBuffer : 0;
    input.erase(input.begin(), input.end() - extra);
    return status;
}

TlsPair::TlsPair(TlsPlan wanted)
    : plan(std::move(wanted)), client(plan, true), server(plan, false) {}

void TlsPair::deliver(TlsEnd& from, TlsEnd& to) {
    to.input.insert(to.input.end(), from.output.begin(), from.output.end());
    from.output.clear();
}

SECURITY_STATUS TlsPair::connect() {
    for (int turn = 0; turn < 16; ++turn) {
        if (client_status != SEC_E_OK) {
            client_status = client.run();
            if (client_status != SEC_E_OK && client_status != SEC_I_CONTINUE_NEEDED)
                return client_status;
        }
        deliver(client, server);
        if (server_status != SEC_E_OK) {
            server_status = server.run();
            if (server_status != SEC_E_OK && server_status != SEC_I_CONTINUE_NEEDED)
                return server_status;
        }
        deliver(server, client);
        if (client_status == SEC_E_OK && server_status == SEC_E_OK) return SEC_E_OK;
    }
    return SEC_E_INTERNAL_ERROR;
}

std::string TlsPair::exchange(std::string_view text, bool from_client) {
    TlsEnd& from = from_client ? client : server;
    TlsEnd& to = from_client ? server : client;
    demand(from.encrypt(text) == SEC_E_OK, "EncryptMessage");
    deliver(from, to);
    std::string came;
    demand(to.decrypt(came) == SEC_E_OK, "DecryptMessage");
    return came;
}

std::vector<Octets> records_of(const Octets& octets) {
    std::vector<Octets> records;
    for (std::size_t at = 0; at + 5 <= octets.size();) {
        const std::size_t size = 5u + octets[at + 3] * 256u + octets[at + 4];
        const std::size_t end = std::min(at + size, octets.size());
        records.emplace_back(octets.begin() + static_cast<std::ptrdiff_t>(at),
                             octets.begin() + static_cast<std::ptrdiff_t>(end));
        at = end;
    }
    return records;
}

}  // namespace secur32::test
