// The queries behind tls_report.h.
#include "samples/common/tls_report.h"

#include <schannel.h>

#include <array>
#include <iterator>
#include <ostream>

#include "samples/common/names.h"
#include "samples/common/ssl_handles.h"

namespace samples {
namespace {

struct VersionRow {
    DWORD bits;
    const char* name;
};
constexpr VersionRow kVersions[] = {{SP_PROT_TLS1_0, "TLS 1.0"},
                                    {SP_PROT_TLS1_1, "TLS 1.1"},
                                    {SP_PROT_TLS1_2, "TLS 1.2"},
                                    {SP_PROT_TLS1_3, "TLS 1.3"}};

std::string version_name(DWORD protocol) {
    for (const VersionRow& row : kVersions)
        if ((protocol & row.bits) != 0) return row.name;
    return "unknown";
}

// The names are ASCII in UTF-16, NUL-terminated.
std::string narrow(std::u16string_view text) { return {text.begin(), text.end()}; }

std::string subject_of(PCCERT_CONTEXT certificate, DWORD flags) {
    std::array<char, 256> name{};
    CertGetNameStringA(certificate, CERT_NAME_SIMPLE_DISPLAY_TYPE, flags, nullptr, name.data(),
                       name.size());
    return name.data();
}

void print_certificate(std::ostream& out, PCCERT_CONTEXT certificate) {
    out << "  " << subject_of(certificate, 0) << ", issued by "
        << subject_of(certificate, CERT_NAME_ISSUER_FLAG) << '\n';
}

}  // namespace

std::string application_protocol(PCtxtHandle context) {
    SecPkgContext_ApplicationProtocol protocol{};
    if (QueryContextAttributes(context, SECPKG_ATTR_APPLICATION_PROTOCOL, &protocol) != SEC_E_OK ||
        protocol.ProtoNegoStatus != SecApplicationProtocolNegotiationStatus_Success)
        return {};
    return {protocol.ProtocolId, protocol.ProtocolId + protocol.ProtocolIdSize};
}

void print_tls_report(std::ostream& out, PCtxtHandle context) {
    SecPkgContext_ConnectionInfo connection{};
    SecPkgContext_CipherInfo cipher{};
    cipher.dwVersion = SECPKGCONTEXT_CIPHERINFO_V1;
    SECURITY_STATUS status =
        QueryContextAttributes(context, SECPKG_ATTR_CONNECTION_INFO, &connection);
    if (status == SEC_E_OK)
        status = QueryContextAttributes(context, SECPKG_ATTR_CIPHER_INFO, &cipher);
    if (status != SEC_E_OK) return print_failure("what was negotiated", status);
    const std::string protocol = application_protocol(context);
    out << "negotiated: version=" << version_name(connection.dwProtocol)
        << " suite=" << narrow(cipher.szCipherSuite) << " cipher=" << narrow(cipher.szCipher)
        << " key-bits=" << connection.dwCipherStrength
        << " alpn=" << (protocol.empty() ? "-" : protocol) << std::endl;
}

void print_peer_chain(std::ostream& out, PCtxtHandle context) {
    PCCERT_CONTEXT leaf = nullptr;
    if (QueryContextAttributes(context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &leaf) != SEC_E_OK) {
        out << "peer: no certificate\n";
        return;
    }
    const Certificate owned(leaf);
    out << "peer: " << subject_of(leaf, 0) << ", who sent\n";
    // Its store holds what came in the same message, the leaf among it.
    PCCERT_CONTEXT each = nullptr;
    while ((each = CertEnumCertificatesInStore(leaf->hCertStore, each)) != nullptr)
        print_certificate(out, each);
}

}  // namespace samples
