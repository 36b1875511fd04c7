// QueryContextAttributes of both ends of one connection: Windows' structures, what both must agree
// on, and who frees what.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "test/support/foreign_kdf.h"
#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

template <typename Structure>
Structure asked(TlsEnd& end, ULONG attribute, Structure out = {}) {
    EXPECT_EQ(QueryContextAttributesW(&end.context, attribute, &out), SEC_E_OK) << attribute;
    return out;
}
template <typename Structure>
SECURITY_STATUS status_of(TlsEnd& end, ULONG attribute, Structure out = {}) {
    return QueryContextAttributesW(&end.context, attribute, &out);
}

std::u16string text_of(const WCHAR* text) {
    return std::u16string(reinterpret_cast<const char16_t*>(text));
}

struct Connected {
    explicit Connected(unsigned version, TlsPlan plan = {}) : pair(with(std::move(plan), version)) {
        EXPECT_EQ(pair.connect(), SEC_E_OK);
    }
    static TlsPlan with(TlsPlan plan, unsigned version) {
        plan.version = version;
        return plan;
    }
    TlsEnd& client() { return pair.client; }
    TlsEnd& server() { return pair.server; }
    TlsPair pair;
};

class TlsAttributes : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Versions, TlsAttributes, testing::Values(0x0303u, 0x0304u));

TEST_P(TlsAttributes, HaveRoomForTheRecordsThatEncryptMessageMakes) {
    Connected c(GetParam());
    for (TlsEnd* const end : {&c.client(), &c.server()}) {
        const auto sizes = asked<SecPkgContext_StreamSizes>(*end, SECPKG_ATTR_STREAM_SIZES);
        EXPECT_EQ(sizes.cbHeader, GetParam() == 0x0304 ? 5u : 13u);
        EXPECT_GE(sizes.cbTrailer, 16u);
        EXPECT_EQ(sizes.cbMaximumMessage, 16384u);
        EXPECT_EQ(sizes.cBuffers, 4u);
        EXPECT_EQ(sizes.cbBlockSize, 16u);
        const auto other = asked<SecPkgContext_Sizes>(*end, SECPKG_ATTR_SIZES);
        EXPECT_EQ(other.cbSecurityTrailer, sizes.cbHeader + sizes.cbTrailer);
        EXPECT_GE(other.cbMaxToken, 16384u);
    }
}

TEST_P(TlsAttributes, TellTheSuiteInThreeWays) {
    Connected c(GetParam());
    const bool tls13 = GetParam() == 0x0304;
    const auto info = asked<SecPkgContext_ConnectionInfo>(c.client(), SECPKG_ATTR_CONNECTION_INFO);
    EXPECT_EQ(info.dwProtocol, DWORD(tls13 ? SP_PROT_TLS1_3_CLIENT : SP_PROT_TLS1_2_CLIENT));
    EXPECT_EQ(info.aiCipher, ALG_ID{CALG_AES_256});
    EXPECT_EQ(info.dwCipherStrength, 256u);
    EXPECT_EQ(info.aiHash, ALG_ID{CALG_SHA_384});
    EXPECT_EQ(info.dwHashStrength, 0u);
    EXPECT_EQ(info.aiExch, 0xAE06u);
    EXPECT_EQ(info.dwExchStrength, 255u);
    const auto servers =
        asked<SecPkgContext_ConnectionInfo>(c.server(), SECPKG_ATTR_CONNECTION_INFO);
    EXPECT_EQ(servers.dwProtocol, DWORD(tls13 ? SP_PROT_TLS1_3_SERVER : SP_PROT_TLS1_2_SERVER));

    SecPkgContext_ConnectionInfoEx ex{};
    EXPECT_EQ(status_of(c.client(), SECPKG_ATTR_CONNECTION_INFO_EX, ex), SEC_E_INVALID_PARAMETER);
    ex.dwVersion = SECPKGCONTEXT_CONNECTION_INFO_EX_V1;
    ex = asked(c.client(), SECPKG_ATTR_CONNECTION_INFO_EX, ex);
    EXPECT_EQ(ex.dwProtocol, info.dwProtocol);
    EXPECT_EQ(text_of(ex.szCipher), u"AES");
    EXPECT_EQ(ex.dwCipherStrength, 256u);
    EXPECT_EQ(text_of(ex.szHash), u"SHA384");
    EXPECT_EQ(text_of(ex.szExchange), u"ECDH");
    EXPECT_EQ(ex.dwExchStrength, 255u);

    SecPkgContext_CipherInfo cipher{};
    EXPECT_EQ(status_of(c.client(), SECPKG_ATTR_CIPHER_INFO, cipher), SEC_E_INVALID_PARAMETER);
    cipher.dwVersion = SECPKGCONTEXT_CIPHERINFO_V1;
    cipher = asked(c.client(), SECPKG_ATTR_CIPHER_INFO, cipher);
    EXPECT_EQ(cipher.dwProtocol, GetParam());
    EXPECT_EQ(cipher.dwCipherSuite, tls13 ? 0x1302u : 0xC02Cu);
    EXPECT_EQ(cipher.dwBaseCipherSuite, cipher.dwCipherSuite);
    EXPECT_EQ(text_of(cipher.szCipherSuite),
              tls13 ? u"TLS_AES_256_GCM_SHA384" : u"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    EXPECT_EQ(cipher.dwCipherLen, 256u);
    EXPECT_EQ(cipher.dwCipherBlockLen, 16u);
    EXPECT_EQ(cipher.dwKeyType, 29u);
}

TEST(TlsAttributesOfRsa, TellAKeyOfRsa) {
    TlsPlan plan;
    plan.key = "RSA-2048";
    Connected c(0x0303, plan);
    const auto info = asked<SecPkgContext_KeyInfoW>(c.client(), SECPKG_ATTR_KEY_INFO);
    EXPECT_EQ(info.SignatureAlgorithm, ULONG{CALG_RSA_SIGN});
    EXPECT_EQ(text_of(info.sSignatureAlgorithmName), u"RSA");
    EXPECT_EQ(text_of(info.sEncryptAlgorithmName), u"AES");
    EXPECT_EQ(info.KeySize, 256u);
    FreeContextBuffer(info.sSignatureAlgorithmName);
    FreeContextBuffer(info.sEncryptAlgorithmName);
}

TEST_P(TlsAttributes, ShowThePeersCertificateInAStoreOfAllThatCame) {
    const Issued ca = make_intermediate("TLS attribute CA", tls_root());
    const TlsIdentity identity(make_leaf("server.test", ca), {&ca});
    TlsPlan plan;
    plan.server_identity = &identity;
    Connected c(GetParam(), plan);
    const auto leaf = asked<PCCERT_CONTEXT>(c.client(), SECPKG_ATTR_REMOTE_CERT_CONTEXT);
    ASSERT_NE(leaf, nullptr);
    EXPECT_EQ(leaf->cbCertEncoded, identity.get()->cbCertEncoded);
    PCCERT_CONTEXT at = CertEnumCertificatesInStore(leaf->hCertStore, nullptr);
    EXPECT_EQ(at, leaf);  // leaf to root
    at = CertEnumCertificatesInStore(leaf->hCertStore, at);
    ASSERT_NE(at, nullptr);
    EXPECT_EQ(at->cbCertEncoded, ca.der.size());
    EXPECT_EQ(CertEnumCertificatesInStore(leaf->hCertStore, at), nullptr);
    CertFreeCertificateContext(leaf);

    const auto own = asked<PCCERT_CONTEXT>(c.server(), SECPKG_ATTR_LOCAL_CERT_CONTEXT);
    EXPECT_EQ(own->cbCertEncoded, identity.get()->cbCertEncoded);
    CertFreeCertificateContext(own);
    PCCERT_CONTEXT none = nullptr;
    EXPECT_EQ(status_of(c.client(), SECPKG_ATTR_LOCAL_CERT_CONTEXT, none), SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(status_of(c.server(), SECPKG_ATTR_REMOTE_CERT_CONTEXT, none), SEC_E_NO_CREDENTIALS);

    const auto list =
        asked<SecPkgContext_Certificates>(c.client(), SECPKG_ATTR_REMOTE_CERTIFICATES);
    EXPECT_EQ(list.cCertificates, 2u);
    EXPECT_EQ(list.cbCertificateChain, 8 + identity.get()->cbCertEncoded + ca.der.size());
    DWORD first = 0;
    std::memcpy(&first, list.pbCertificateChain, 4);
    EXPECT_EQ(first, identity.get()->cbCertEncoded);
    FreeContextBuffer(list.pbCertificateChain);

    const auto blob = asked<CERT_BLOB>(c.client(), SECPKG_ATTR_SERIALIZED_REMOTE_CERT_CONTEXT);
    CRYPT_DATA_BLOB data{blob.cbData, blob.pbData};
    const HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_SERIALIZED, 0, 0, 0, &data);
    ASSERT_NE(store, nullptr);
    at = CertEnumCertificatesInStore(store, nullptr);
    EXPECT_EQ(at->cbCertEncoded, identity.get()->cbCertEncoded);
    CertFreeCertificateContext(at);
    CertCloseStore(store, 0);
    FreeContextBuffer(blob.pbData);
}

TEST_P(TlsAttributes, ShowTheChainUpToTheRootThatItWasJudgedBy) {
    const TlsRoots roots(tls_root());
    TlsPlan plan;
    plan.client_flags = SCH_CRED_AUTO_CRED_VALIDATION;
    plan.client_roots = roots.get();
    Connected c(GetParam(), plan);
    const auto leaf = asked<PCCERT_CONTEXT>(c.client(), SECPKG_ATTR_REMOTE_CERT_CHAIN);
    PCCERT_CONTEXT at = CertEnumCertificatesInStore(leaf->hCertStore, nullptr);
    at = CertEnumCertificatesInStore(leaf->hCertStore, at);
    ASSERT_NE(at, nullptr);
    EXPECT_EQ(at->cbCertEncoded, tls_root().der.size());
    CertFreeCertificateContext(at);
    CertFreeCertificateContext(leaf);
    const auto store = asked<HCERTSTORE>(c.client(), SECPKG_ATTR_ROOT_STORE);
    at = CertEnumCertificatesInStore(store, nullptr);
    EXPECT_EQ(at->cbCertEncoded, tls_root().der.size());
    CertFreeCertificateContext(at);
    EXPECT_TRUE(CertCloseStore(store, 0));
    const auto check =
        asked<SecPkgContext_CertificateValidationResult>(c.client(), SECPKG_ATTR_CERT_CHECK_RESULT);
    EXPECT_EQ(check.dwChainErrorStatus, 0u);
    EXPECT_EQ(check.hrVerifyChainStatus, 0);
}

TEST_P(TlsAttributes, NameThePeerAndItsIssuer) {
    Connected c(GetParam());
    const auto names = asked<SecPkgContext_NamesW>(c.client(), SECPKG_ATTR_NAMES);
    EXPECT_EQ(text_of(names.sUserName), u"CN=server.test");
    FreeContextBuffer(names.sUserName);
    const auto authority = asked<SecPkgContext_AuthorityW>(c.client(), SECPKG_ATTR_AUTHORITY);
    EXPECT_EQ(text_of(authority.sAuthorityName), u"CN=TLS Test Root");
    FreeContextBuffer(authority.sAuthorityName);
    SecPkgContext_AuthorityA ansi{};
    ASSERT_EQ(QueryContextAttributesA(&c.client().context, SECPKG_ATTR_AUTHORITY, &ansi), SEC_E_OK);
    EXPECT_STREQ(ansi.sAuthorityName, "CN=TLS Test Root");
    FreeContextBuffer(ansi.sAuthorityName);
    const auto protocol = asked<SecPkgContext_ProtoInfoW>(c.client(), SECPKG_ATTR_PROTO_INFO);
    EXPECT_EQ(protocol.majorVersion, 1u);
    EXPECT_EQ(protocol.minorVersion, GetParam() - 0x0301u);
    FreeContextBuffer(protocol.sProtocolName);
    const auto lifespan = asked<SecPkgContext_Lifespan>(c.client(), SECPKG_ATTR_LIFESPAN);
    EXPECT_LT(lifespan.tsStart.QuadPart, lifespan.tsExpiry.QuadPart);
    const auto package = asked<SecPkgContext_PackageInfoW>(c.client(), SECPKG_ATTR_PACKAGE_INFO);
    EXPECT_EQ(text_of(package.PackageInfo->Name), u"Microsoft Unified Security Protocol Provider");
    FreeContextBuffer(package.PackageInfo);
    SecPkgContext_NegotiationInfoW negotiation{};
    EXPECT_EQ(status_of(c.client(), SECPKG_ATTR_NEGOTIATION_INFO, negotiation),
              SEC_E_UNSUPPORTED_FUNCTION);
}

TEST_P(TlsAttributes, TellTheApplicationProtocolAndExtensions) {
    TlsPlan plan;
    plan.client_protocols = {"h2", "http/1.1"};
    plan.server_protocols = {"http/1.1"};
    Connected c(GetParam(), plan);
    for (TlsEnd* const end : {&c.client(), &c.server()}) {
        const auto protocol =
            asked<SecPkgContext_ApplicationProtocol>(*end, SECPKG_ATTR_APPLICATION_PROTOCOL);
        EXPECT_EQ(protocol.ProtoNegoStatus, SecApplicationProtocolNegotiationStatus_Success);
        EXPECT_EQ(protocol.ProtoNegoExt, SecApplicationProtocolNegotiationExt_ALPN);
        EXPECT_EQ(std::string(reinterpret_cast<const char*>(protocol.ProtocolId),
                              protocol.ProtocolIdSize),
                  "http/1.1");
        const auto extensions = asked<SecPkgContext_NegotiatedTlsExtensions>(
            *end, SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS);
        const std::span types(extensions.Extensions, extensions.ExtensionsCount);
        EXPECT_EQ(std::ranges::count(types, 16), 1);
        FreeContextBuffer(extensions.Extensions);
    }
    Connected none(GetParam());
    const auto protocol =
        asked<SecPkgContext_ApplicationProtocol>(none.client(), SECPKG_ATTR_APPLICATION_PROTOCOL);
    EXPECT_EQ(protocol.ProtoNegoStatus, SecApplicationProtocolNegotiationStatus_None);
    EXPECT_EQ(protocol.ProtocolIdSize, 0);
}

TEST_P(TlsAttributes, TellWhatThePeerCanSignWith) {
    Connected c(GetParam());
    const auto schemes =
        asked<SecPkgContext_SupportedSignatures>(c.server(), SECPKG_ATTR_SUPPORTED_SIGNATURES);
    const std::span list(schemes.pSignatureAndHashAlgorithms, schemes.cSignatureAndHashAlgorithms);
    const WORD ecdsa_sha256 = TlsSignatureAlgorithm_Ecdsa << 8 | TlsHashAlgorithm_Sha256;
    EXPECT_EQ(std::ranges::count(list, ecdsa_sha256), 1);
    FreeContextBuffer(schemes.pSignatureAndHashAlgorithms);
}

TEST_P(TlsAttributes, AreNoResumedSession) {
    Connected c(GetParam());
    const auto session = asked<SecPkgContext_SessionInfo>(c.client(), SECPKG_ATTR_SESSION_INFO);
    EXPECT_EQ(session.dwFlags & SSL_SESSION_RECONNECT, 0u);
    EXPECT_LE(session.cbSessionId, 32u);
}

// ---- Bindings -----------------------------------------------------------------------------------

std::string bound(TlsEnd& end, ULONG attribute) {
    const auto bindings = asked<SecPkgContext_Bindings>(end, attribute);
    const SEC_CHANNEL_BINDINGS& header = *bindings.Bindings;
    EXPECT_EQ(header.dwInitiatorAddrType, 0u);
    EXPECT_EQ(header.cbInitiatorLength, 0u);
    EXPECT_EQ(header.cbAcceptorLength, 0u);
    EXPECT_EQ(header.dwApplicationDataOffset, 32u);
    EXPECT_EQ(bindings.BindingsLength, 32 + header.cbApplicationDataLength);
    std::string data(reinterpret_cast<const char*>(bindings.Bindings) + 32,
                     header.cbApplicationDataLength);
    FreeContextBuffer(bindings.Bindings);
    return data;
}

TEST_P(TlsAttributes, BindBothEndsToTheServersCertificate) {
    Connected c(GetParam());
    const std::string data = bound(c.client(), SECPKG_ATTR_ENDPOINT_BINDINGS);
    EXPECT_EQ(data, bound(c.server(), SECPKG_ATTR_ENDPOINT_BINDINGS));
    const Buffer digest = foreign::hash("SHA256", tls_leaf("P-256").der);
    EXPECT_EQ(data, "tls-server-end-point:" + std::string(digest.begin(), digest.end()));
}

TEST(TlsUniqueBindings, AreEqualUpToTls12AndNotThereInTls13) {
    Connected older(0x0303);
    const std::string data = bound(older.client(), SECPKG_ATTR_UNIQUE_BINDINGS);
    EXPECT_EQ(data, bound(older.server(), SECPKG_ATTR_UNIQUE_BINDINGS));
    EXPECT_EQ(data.size(), 11u + 12u);
    EXPECT_NE(data.substr(11), std::string(12, '\0'));
    Connected newer(0x0304);
    SecPkgContext_Bindings none{};
    EXPECT_EQ(status_of(newer.client(), SECPKG_ATTR_UNIQUE_BINDINGS, none),
              SEC_E_UNSUPPORTED_FUNCTION);
}

// ---- Keying material ----------------------------------------------------------------------------

std::string exported(TlsEnd& end, std::string label, const std::string* context, DWORD length) {
    SecPkgContext_KeyingMaterial_Inproc inproc{};
    inproc.cbLabel = static_cast<WORD>(label.size());
    inproc.pszLabel = label.data();
    std::string value = context == nullptr ? "" : *context;
    inproc.cbContextValue = static_cast<WORD>(value.size());
    inproc.pbContextValue = context == nullptr ? nullptr : reinterpret_cast<PBYTE>(value.data());
    inproc.cbKeyingMaterial = length;
    inproc = asked(end, SECPKG_ATTR_KEYING_MATERIAL_INPROC, inproc);
    if (inproc.pbKeyingMaterial == nullptr) return {};
    std::string octets(reinterpret_cast<const char*>(inproc.pbKeyingMaterial), length);
    FreeContextBuffer(inproc.pbKeyingMaterial);
    return octets;
}

TEST_P(TlsAttributes, ExportTheSameKeyingMaterialAtBothEndsInOneCallOrTwo) {
    Connected c(GetParam());
    const std::string context = "context", empty;
    for (const std::string* const one :
         {&context, &empty, static_cast<const std::string*>(nullptr)})
        EXPECT_EQ(exported(c.client(), "EXPORTER-a", one, 40),
                  exported(c.server(), "EXPORTER-a", one, 40));
    const std::string wanted = exported(c.client(), "EXPORTER-a", &context, 40);
    EXPECT_NE(wanted, exported(c.client(), "EXPORTER-b", &context, 40));
    EXPECT_NE(wanted, exported(c.client(), "EXPORTER-a", nullptr, 40));
    // The NUL of the label may be counted.
    EXPECT_EQ(wanted, exported(c.client(), std::string("EXPORTER-a\0", 11), &context, 40));

    SecPkgContext_KeyingMaterial out{};
    EXPECT_EQ(status_of(c.server(), SECPKG_ATTR_KEYING_MATERIAL, out), SEC_E_OUT_OF_SEQUENCE);
    std::string label = "EXPORTER-a", value = context;
    SecPkgContext_KeyingMaterialInfo info{10, label.data(), 7,
                                          reinterpret_cast<PBYTE>(value.data()), 40};
    EXPECT_EQ(SetContextAttributesW(&c.server().context, SECPKG_ATTR_KEYING_MATERIAL_INFO, &info,
                                    sizeof info - 1),
              SEC_E_INVALID_PARAMETER);
    ASSERT_EQ(SetContextAttributesW(&c.server().context, SECPKG_ATTR_KEYING_MATERIAL_INFO, &info,
                                    sizeof info),
              SEC_E_OK);
    out = asked(c.server(), SECPKG_ATTR_KEYING_MATERIAL, out);
    ASSERT_EQ(out.cbKeyingMaterial, 40u);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(out.pbKeyingMaterial), 40), wanted);
    FreeContextBuffer(out.pbKeyingMaterial);
}

TEST_P(TlsAttributes, ExportTheSameKeysForEap) {
    Connected c(GetParam());
    const auto ours = asked<SecPkgContext_EapKeyBlock>(c.client(), SECPKG_ATTR_EAP_KEY_BLOCK);
    const auto theirs = asked<SecPkgContext_EapKeyBlock>(c.server(), SECPKG_ATTR_EAP_KEY_BLOCK);
    EXPECT_EQ(std::memcmp(&ours, &theirs, sizeof ours), 0);
    BYTE method = 1;
    SecPkgContext_EapPrfInfo prf{0, 1, &method};
    ASSERT_EQ(
        SetContextAttributesW(&c.client().context, SECPKG_ATTR_EAP_PRF_INFO, &prf, sizeof prf),
        SEC_E_OK);
    const auto ttls = asked<SecPkgContext_EapKeyBlock>(c.client(), SECPKG_ATTR_EAP_KEY_BLOCK);
    EXPECT_NE(std::memcmp(&ours, &ttls, 128), 0);
    prf.dwVersion = 1;
    EXPECT_EQ(
        SetContextAttributesW(&c.client().context, SECPKG_ATTR_EAP_PRF_INFO, &prf, sizeof prf),
        SEC_E_INVALID_PARAMETER);
}

TEST_P(TlsAttributes, KeepTheApplicationsData) {
    Connected c(GetParam());
    BYTE octets[] = {1, 2, 3};
    SecPkgContext_SessionAppData data{0, 3, octets};
    ASSERT_EQ(SetContextAttributesA(&c.client().context, SECPKG_ATTR_APP_DATA, &data, sizeof data),
              SEC_E_OK);
    const auto kept = asked<SecPkgContext_SessionAppData>(c.client(), SECPKG_ATTR_APP_DATA);
    ASSERT_EQ(kept.cbAppData, 3u);
    EXPECT_EQ(std::memcmp(kept.pbAppData, octets, 3), 0);
    FreeContextBuffer(kept.pbAppData);
}

TEST_P(TlsAttributes, AreRefusedWhereTheStructureHasNoRoom) {
    Connected c(GetParam());
    SecPkgContext_StreamSizes sizes{};
    EXPECT_EQ(QueryContextAttributesExW(&c.client().context, SECPKG_ATTR_STREAM_SIZES, &sizes,
                                        sizeof sizes - 1),
              SEC_E_EXT_BUFFER_TOO_SMALL);
    EXPECT_EQ(QueryContextAttributesExW(&c.client().context, SECPKG_ATTR_STREAM_SIZES, &sizes,
                                        sizeof sizes),
              SEC_E_OK);
    EXPECT_EQ(QueryContextAttributesW(&c.client().context, SECPKG_ATTR_STREAM_SIZES, nullptr),
              SEC_E_INVALID_PARAMETER);
}

// ---- Issuers ------------------------------------------------------------------------------------

TEST_P(TlsAttributes, NameTheIssuersThatTheServerWantsInOneBlock) {
    const TlsRoots roots(tls_root());
    TlsPlan plan;
    plan.server_request |= ASC_REQ_MUTUAL_AUTH;
    plan.server_roots = roots.get();
    plan.client_request |= ISC_REQ_USE_SUPPLIED_CREDS;
    Connected c(GetParam(), plan);
    const auto list = asked<SecPkgContext_IssuerListInfoEx>(c.client(), SECPKG_ATTR_ISSUER_LIST_EX);
    ASSERT_EQ(list.cIssuers, 1u);
    const PCCERT_CONTEXT root = CertEnumCertificatesInStore(roots.get(), nullptr);
    EXPECT_TRUE(CertCompareCertificateName(X509_ASN_ENCODING, &list.aIssuers[0],
                                           &root->pCertInfo->Subject));
    CertFreeCertificateContext(root);
    FreeContextBuffer(list.aIssuers);
    Connected none(GetParam());
    SecPkgContext_IssuerListInfoEx nothing{};
    EXPECT_EQ(status_of(none.client(), SECPKG_ATTR_ISSUER_LIST_EX, nothing), SEC_E_NO_CREDENTIALS);
}

}  // namespace
}  // namespace secur32::test
