// What curl calls of Windows, SSPI and Schannel back end both, in curl's order with arguments like
// its own: each function is called and what it gives is checked.  Certificates, keys and files come
// from the openssl command.
//
// Schannel as a package is not there yet: AcquireCredentialsHandle says so, and its attributes
// (STREAM_SIZES, REMOTE_CERT_CONTEXT, APPLICATION_PROTOCOL) and SCHANNEL_SHUTDOWN wait for it.
#include <gtest/gtest.h>
#define SECURITY_WIN32
#include <ntdsapi.h>
#include <schannel.h>
#include <security.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A root, a server's certificate of it, both with their keys in PFX; a key folder of our own.
class CurlSurface : public testing::Test {
 protected:
    static void SetUpTestSuite() {
        char folder[] = "/tmp/secur32_curl_XXXXXX";
        folder_ = mkdtemp(folder);
        std::filesystem::create_directory(folder_ + "/keys");
        std::filesystem::permissions(folder_ + "/keys", std::filesystem::perms::owner_all);
        setenv("SECUR32_KEY_FOLDER", (folder_ + "/keys").c_str(), 1);
        std::ofstream(folder_ + "/leaf.cnf")
            << "subjectAltName=DNS:www.example.com,DNS:*.example.org,IP:127.0.0.1\n"
               "extendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n";
        run("openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Root -keyout root.key "
            "-out root.pem -addext keyUsage=critical,keyCertSign,cRLSign");
        run("openssl req -newkey rsa:2048 -nodes -subj /CN=www.example.com -keyout leaf.key "
            "-out leaf.csr");
        run("openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 "
            "-extfile leaf.cnf -out leaf.pem");
        run("openssl x509 -in leaf.pem -outform DER -out leaf.der");
        run("openssl pkcs12 -export -in leaf.pem -inkey leaf.key -certfile root.pem "
            "-passout pass:secret -out leaf.pfx");
    }
    static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

    static void run(const std::string& command) {
        const std::string quiet = "cd " + folder_ + " && " + command + " 2>openssl.log";
        ASSERT_EQ(system(quiet.c_str()), 0) << command << read_file(folder_ + "/openssl.log");
    }

    static std::string file(const std::string& name) { return read_file(folder_ + "/" + name); }

    static PCCERT_CONTEXT leaf() {
        const std::string der = file("leaf.der");
        return CertCreateCertificateContext(X509_ASN_ENCODING,
                                            reinterpret_cast<const BYTE*>(der.data()),
                                            static_cast<DWORD>(der.size()));
    }

    static std::string folder_;
};
std::string CurlSurface::folder_;

// As programs that find crypt32 at run time have it.
auto find_certificate() {
    void* const function = reinterpret_cast<void*>(
        GetProcAddress(LoadLibraryA("crypt32.dll"), "CertFindCertificateInStore"));
    return reinterpret_cast<decltype(&CertFindCertificateInStore)>(function);
}

// curl's add_certs_data_to_store.
PCCERT_CONTEXT query_pem(std::string pem) {
    CERT_BLOB blob = {static_cast<DWORD>(pem.size()), reinterpret_cast<BYTE*>(pem.data())};
    DWORD type = 0;
    const void* context = nullptr;
    EXPECT_EQ(CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob, CERT_QUERY_CONTENT_FLAG_CERT,
                               CERT_QUERY_FORMAT_FLAG_ALL, 0, nullptr, &type, nullptr, nullptr,
                               nullptr, &context),
              TRUE)
        << GetLastError();
    EXPECT_EQ(type, DWORD{CERT_QUERY_CONTENT_CERT});
    return static_cast<PCCERT_CONTEXT>(context);
}

TEST_F(CurlSurface, FindsItsFunctionsAtRunTime) {
    EXPECT_EQ(GetModuleHandleA("ntdll"), nullptr);
    EXPECT_NE(GetProcAddress(LoadLibraryA("secur32.dll"), "InitSecurityInterfaceA"), nullptr);
    EXPECT_NE(GetProcAddress(GetModuleHandleA("crypt32"), "CertGetCertificateChain"), nullptr);
}

TEST_F(CurlSurface, AsksThePackagesThroughTheTable) {
    const PSecurityFunctionTable table = InitSecurityInterface();
    ASSERT_NE(table, nullptr);
    PSecPkgInfo info = nullptr;
    ASSERT_EQ(table->QuerySecurityPackageInfo(const_cast<LPTSTR>(TEXT("NTLM")), &info), SEC_E_OK);
    EXPECT_GT(info->cbMaxToken, 0u);
    EXPECT_EQ(table->FreeContextBuffer(info), SEC_E_OK);
    EXPECT_EQ(table->QuerySecurityPackageInfo(const_cast<LPTSTR>(TEXT("WDigest")), &info),
              SEC_E_SECPKG_NOT_FOUND);
}

TEST_F(CurlSurface, MakesTheFirstNtlmMessage) {
    const PSecurityFunctionTable table = InitSecurityInterface();
    unsigned char user[] = "alice", domain[] = "DEMO", password[] = "secret";
    SEC_WINNT_AUTH_IDENTITY_A identity{
        user, 5, domain, 4, password, 6, SEC_WINNT_AUTH_IDENTITY_ANSI};
    CredHandle credential{};
    TimeStamp expiry{};
    ASSERT_EQ(table->AcquireCredentialsHandle(nullptr, const_cast<LPTSTR>(TEXT("NTLM")),
                                              SECPKG_CRED_OUTBOUND, nullptr, &identity, nullptr,
                                              nullptr, &credential, &expiry),
              SEC_E_OK);
    char token[4096];
    SecBuffer buffer{sizeof token, SECBUFFER_TOKEN, token};
    SecBufferDesc output{SECBUFFER_VERSION, 1, &buffer};
    CtxtHandle context{};
    ULONG attributes = 0;
    EXPECT_EQ(table->InitializeSecurityContext(
                  &credential, nullptr, const_cast<LPTSTR>(TEXT("HTTP/host")), 0, 0,
                  SECURITY_NETWORK_DREP, nullptr, 0, &context, &output, &attributes, &expiry),
              SEC_I_CONTINUE_NEEDED);
    EXPECT_EQ(std::string(token, 8), std::string("NTLMSSP\0", 8));
    SecPkgCredentials_Names names{};
    EXPECT_EQ(table->QueryCredentialsAttributes(&credential, SECPKG_CRED_ATTR_NAMES, &names),
              SEC_E_OK);
    EXPECT_STREQ(names.sUserName, "DEMO\\alice");
    table->FreeContextBuffer(names.sUserName);
    // curl calls it where the status says SEC_I_COMPLETE_*, which NTLM's never does.
    EXPECT_EQ(table->CompleteAuthToken(&context, &output), SEC_E_UNSUPPORTED_FUNCTION);
    // Before the handshake is over there is nothing to seal with.
    EXPECT_LT(table->EncryptMessage(&context, 0, &output, 0), 0);
    EXPECT_LT(table->DecryptMessage(&context, &output, 0, nullptr), 0);
    EXPECT_LT(table->MakeSignature(&context, 0, &output, 0), 0);
    EXPECT_EQ(table->DeleteSecurityContext(&context), SEC_E_OK);
    EXPECT_EQ(table->FreeCredentialsHandle(&credential), SEC_E_OK);
}

TEST_F(CurlSurface, HasSchannelsCredentials) {
    SCH_CREDENTIALS credentials{};
    credentials.dwVersion = SCH_CREDENTIALS_VERSION;
    credentials.dwFlags = SCH_CRED_MANUAL_CRED_VALIDATION | SCH_CRED_NO_DEFAULT_CREDS;
    CredHandle credential{};
    TimeStamp expiry{};
    PSecurityFunctionTable table = InitSecurityInterface();
    const auto acquire = [&] {
        return table->AcquireCredentialsHandle(nullptr, const_cast<LPTSTR>(UNISP_NAME),
                                               SECPKG_CRED_OUTBOUND, nullptr, &credentials, nullptr,
                                               nullptr, &credential, &expiry);
    };
    ASSERT_EQ(acquire(), SEC_E_OK);
    EXPECT_EQ(table->FreeCredentialsHandle(&credential), SEC_E_OK);
    credentials.dwVersion = 1;
    EXPECT_EQ(acquire(), SEC_E_UNKNOWN_CREDENTIALS);
}

TEST_F(CurlSurface, NamesItsService) {
    char spn[64];
    DWORD size = 64;
    EXPECT_EQ(DsMakeSpnA("HTTP", "www.example.com", nullptr, 0, nullptr, &size, spn),
              DWORD{ERROR_SUCCESS});
    EXPECT_STREQ(spn, "HTTP/www.example.com");
}

TEST_F(CurlSurface, HashesWithTheCryptoApi) {
    HCRYPTPROV provider = 0;
    HCRYPTHASH hash = 0;
    ASSERT_EQ(CryptAcquireContext(&provider, nullptr, nullptr, PROV_RSA_AES,
                                  CRYPT_VERIFYCONTEXT | CRYPT_SILENT),
              TRUE);
    ASSERT_EQ(CryptCreateHash(provider, CALG_SHA_256, 0, 0, &hash), TRUE);
    ASSERT_EQ(CryptHashData(hash, reinterpret_cast<const BYTE*>("abc"), 3, 0), TRUE);
    DWORD length = 0, size = sizeof length;
    ASSERT_EQ(CryptGetHashParam(hash, HP_HASHSIZE, reinterpret_cast<BYTE*>(&length), &size, 0),
              TRUE);
    EXPECT_EQ(length, 32u);
    BYTE value[32];
    ASSERT_EQ(CryptGetHashParam(hash, HP_HASHVAL, value, &length, 0), TRUE);
    EXPECT_EQ(value[0], 0xBA);  // FIPS 180-2 B.1
    EXPECT_EQ(value[31], 0xAD);
    EXPECT_EQ(CryptDestroyHash(hash), TRUE);
    EXPECT_EQ(CryptReleaseContext(provider, 0), TRUE);
}

TEST_F(CurlSurface, ImportsAClientCertificateFromAPfx) {
    std::string pfx = file("leaf.pfx");
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(pfx.size()), reinterpret_cast<BYTE*>(pfx.data())};
    WCHAR password[16];
    ASSERT_GT(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "secret", -1, password, 16), 0);
    const HCERTSTORE store = PFXImportCertStore(&blob, password, 0);
    ASSERT_NE(store, nullptr) << GetLastError();
    ASSERT_NE(find_certificate(), nullptr);
    const PCCERT_CONTEXT client =
        find_certificate()(store, X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, 0,
                           CERT_FIND_HAS_PRIVATE_KEY, nullptr, nullptr);
    ASSERT_NE(client, nullptr) << GetLastError();
    EXPECT_EQ(std::string(client->pbCertEncoded, client->pbCertEncoded + client->cbCertEncoded),
              file("leaf.der"));
    EXPECT_EQ(CertFreeCertificateContext(client), TRUE);
    EXPECT_EQ(CertCloseStore(store, 0), TRUE);
    EXPECT_EQ(error_of([&] { EXPECT_EQ(PFXImportCertStore(&blob, L"wrong", 0), nullptr); }),
              DWORD{ERROR_INVALID_PASSWORD});
}

TEST_F(CurlSurface, LooksForAThumbprintInTheUsersStore) {
    BYTE thumbprint[20];
    CRYPT_HASH_BLOB blob{sizeof thumbprint, thumbprint};
    ASSERT_EQ(CryptStringToBinaryA("00112233445566778899aabbccddeeff00112233", 40, CRYPT_STRING_HEX,
                                   thumbprint, &blob.cbData, nullptr, nullptr),
              TRUE);
    EXPECT_EQ(thumbprint[19], 0x33);
    const HCERTSTORE store =
        CertOpenStore(CERT_STORE_PROV_SYSTEM, 0, 0,
                      CERT_STORE_OPEN_EXISTING_FLAG | CERT_SYSTEM_STORE_CURRENT_USER, L"MY");
    if (store == nullptr) {  // curl says so and goes on; nobody has made a MY folder here
        EXPECT_EQ(GetLastError(), DWORD{ERROR_FILE_NOT_FOUND});
        return;
    }
    ASSERT_NE(find_certificate(), nullptr);
    EXPECT_EQ(find_certificate()(store, X509_ASN_ENCODING, 0, CERT_FIND_HASH, &blob, nullptr),
              nullptr);
    EXPECT_EQ(CertCloseStore(store, 0), TRUE);
}

TEST_F(CurlSurface, BuildsAChainToACaFileAlone) {
    const HCERTSTORE roots =
        CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, nullptr);
    ASSERT_NE(roots, nullptr);
    const PCCERT_CONTEXT root = query_pem(file("root.pem"));
    ASSERT_NE(root, nullptr);
    ASSERT_EQ(CertAddCertificateContextToStore(roots, root, CERT_STORE_ADD_ALWAYS, nullptr), TRUE);
    const PCCERT_CONTEXT found = CertEnumCertificatesInStore(roots, nullptr);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(CertEnumCertificatesInStore(roots, found), nullptr);

    CERT_CHAIN_ENGINE_CONFIG config{};
    config.cbSize = sizeof config;
    config.hExclusiveRoot = roots;
    HCERTCHAINENGINE engine = nullptr;
    ASSERT_EQ(CertCreateCertificateChainEngine(&config, &engine), TRUE) << GetLastError();
    const PCCERT_CONTEXT server = leaf();
    CERT_CHAIN_PARA parameters{};
    parameters.cbSize = sizeof parameters;
    PCCERT_CHAIN_CONTEXT chain = nullptr;
    ASSERT_EQ(CertGetCertificateChain(engine, server, nullptr, server->hCertStore, &parameters, 0,
                                      nullptr, &chain),
              TRUE)
        << GetLastError();
    EXPECT_EQ(chain->rgpChain[0]->TrustStatus.dwErrorStatus, DWORD{CERT_TRUST_NO_ERROR});
    EXPECT_EQ(chain->rgpChain[0]->cElement, 2u);
    CertFreeCertificateChain(chain);

    // Without the file the root is one of nobody's.
    ASSERT_EQ(
        CertGetCertificateChain(nullptr, server, nullptr, roots, &parameters, 0, nullptr, &chain),
        TRUE);
    EXPECT_NE(chain->rgpChain[0]->TrustStatus.dwErrorStatus & CERT_TRUST_IS_UNTRUSTED_ROOT, 0u);
    CertFreeCertificateChain(chain);
    CertFreeCertificateChainEngine(engine);
    CertFreeCertificateContext(server);
    CertFreeCertificateContext(root);
    EXPECT_EQ(CertCloseStore(roots, 0), TRUE);
}

TEST_F(CurlSurface, ReadsTheNamesOfACertificate) {
    const PCCERT_CONTEXT server = leaf();
    ASSERT_NE(server, nullptr);
    char names[200] = "";
    const DWORD flags = CERT_NAME_DISABLE_IE4_UTF8_FLAG | CERT_NAME_SEARCH_ALL_NAMES_FLAG;
    const DWORD needed = CertGetNameStringA(server, CERT_NAME_DNS_TYPE, flags, nullptr, nullptr, 0);
    const DWORD length =
        CertGetNameStringA(server, CERT_NAME_DNS_TYPE, flags, nullptr, names, sizeof names);
    EXPECT_EQ(length, needed);
    EXPECT_EQ(std::string(names, length), std::string("www.example.com\0*.example.org\0\0", 31));

    const PCERT_EXTENSION extension = CertFindExtension(
        szOID_SUBJECT_ALT_NAME2, server->pCertInfo->cExtension, server->pCertInfo->rgExtension);
    ASSERT_NE(extension, nullptr);
    CRYPT_DECODE_PARA parameters{sizeof parameters, nullptr, nullptr};
    PCERT_ALT_NAME_INFO info = nullptr;
    DWORD size = 0;
    ASSERT_EQ(CryptDecodeObjectEx(X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, szOID_SUBJECT_ALT_NAME2,
                                  extension->Value.pbData, extension->Value.cbData,
                                  CRYPT_DECODE_ALLOC_FLAG | CRYPT_DECODE_NOCOPY_FLAG, &parameters,
                                  &info, &size),
              TRUE)
        << GetLastError();
    ASSERT_EQ(info->cAltEntry, 3u);
    EXPECT_EQ(u16(info->rgAltEntry[0].pwszDNSName), u"www.example.com");
    EXPECT_EQ(info->rgAltEntry[2].dwAltNameChoice, DWORD{CERT_ALT_NAME_IP_ADDRESS});
    EXPECT_EQ(LocalFree(info), nullptr);
    EXPECT_EQ(CertFreeCertificateContext(server), TRUE);
}

TEST_F(CurlSurface, SaysWhatWentWrong) {
    char text[256] = "";
    EXPECT_NE(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                             static_cast<DWORD>(CERT_E_UNTRUSTEDROOT), LANG_NEUTRAL, text,
                             sizeof text, nullptr),
              0u);
    EXPECT_EQ(std::string(text).rfind("CERT_E_UNTRUSTEDROOT: ", 0), 0u);
}

}  // namespace
}  // namespace secur32::test
