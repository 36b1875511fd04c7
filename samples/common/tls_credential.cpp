// Files into certificate contexts with their keys, and those into SCH_CREDENTIALS.
// Not part of it: keys in the user's stores (CertOpenSystemStore), see recipes.md.
#include "samples/common/tls_credential.h"

#include <schannel.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "samples/common/crypt_handles.h"

namespace samples {
namespace {

struct StoreCloser {
    void operator()(HCERTSTORE store) const { CertCloseStore(store, 0); }
};
using Store = std::unique_ptr<void, StoreCloser>;

// A certificate with its key, in the store of what it came with: its issuers.
struct Identity {
    StorageObject storage, key;
    Store store;
    Certificate certificate;
};

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::u16string utf16(const std::string& ascii) { return {ascii.begin(), ascii.end()}; }

Store open_file(const std::string& path) {
    Store store(CertOpenStore(CERT_STORE_PROV_FILENAME_A, 0, 0, CERT_STORE_OPEN_EXISTING_FLAG,
                              path.c_str()));
    done(path.c_str(), store != nullptr);
    return store;
}

// ---- Certificates -------------------------------------------------------------------------------

bool load_pfx(std::string file, const std::string& password, Identity& identity) {
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(file.size()), reinterpret_cast<BYTE*>(file.data())};
    identity.store.reset(PFXImportCertStore(&blob, utf16(password).c_str(), PKCS12_NO_PERSIST_KEY));
    if (!done("PFXImportCertStore", identity.store != nullptr)) return false;
    identity.certificate.reset(CertFindCertificateInStore(
        identity.store.get(), X509_ASN_ENCODING, 0, CERT_FIND_HAS_PRIVATE_KEY, nullptr, nullptr));
    return done("CERT_FIND_HAS_PRIVATE_KEY", identity.certificate != nullptr);
}

// Gives the key to a certificate, and keeps it if it is that certificate's.
bool is_key_of(PCCERT_CONTEXT certificate, NCRYPT_KEY_HANDLE key) {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE found = 0;
    const bool fits =
        CertSetCertificateContextProperty(certificate, CERT_NCRYPT_KEY_HANDLE_PROP_ID,
                                          CERT_STORE_NO_CRYPT_RELEASE_FLAG,
                                          reinterpret_cast<const void*>(key)) &&
        CryptAcquireCertificatePrivateKey(
            certificate, CRYPT_ACQUIRE_COMPARE_KEY_FLAG | CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG,
            nullptr, &found, nullptr, nullptr);
    if (!fits)
        CertSetCertificateContextProperty(certificate, CERT_NCRYPT_KEY_HANDLE_PROP_ID, 0, nullptr);
    return fits;
}

bool load_pem(const std::string& path, const std::string& key, const std::string& password,
              Identity& identity) {
    const std::u16string passphrase = utf16(password);
    SECURITY_STATUS status =
        NCryptOpenStorageProvider(identity.storage.out(), MS_KEY_STORAGE_PROVIDER, 0);
    if (status == SEC_E_OK)
        status = Secur32ImportPemKey(
            identity.storage.get(), key.data(), static_cast<DWORD>(key.size()),
            password.empty() ? nullptr : passphrase.c_str(), nullptr, identity.key.out(), 0);
    if (status != SEC_E_OK) return print_failure("the private key", status), false;
    identity.store = open_file(path);
    if (!identity.store) return false;
    PCCERT_CONTEXT each = nullptr;  // each call frees the one before
    while ((each = CertEnumCertificatesInStore(identity.store.get(), each)) != nullptr)
        if (is_key_of(each, identity.key.get())) return identity.certificate.reset(each), true;
    return std::cerr << path << ": no certificate for this key\n", false;
}

bool load_identity(const TlsOptions& options, Identity& identity) {
    const std::string file = read_file(options.certificate);
    if (file.find("-----BEGIN") == std::string::npos)
        return load_pfx(file, options.password, identity);
    return load_pem(options.certificate, options.key.empty() ? file : read_file(options.key),
                    options.password, identity);
}

// ---- Versions -----------------------------------------------------------------------------------

struct VersionRow {
    const char* name;
    DWORD bits;
};
constexpr VersionRow kVersions[] = {{"1.0", SP_PROT_TLS1_0},
                                    {"1.1", SP_PROT_TLS1_1},
                                    {"1.2", SP_PROT_TLS1_2},
                                    {"1.3", SP_PROT_TLS1_3}};

DWORD version_bits(const std::string& allowed) {
    DWORD bits = 0;
    for (const VersionRow& row : kVersions)
        if (allowed.find(row.name) != std::string::npos) bits |= row.bits;
    return bits;
}

// ---- Credentials --------------------------------------------------------------------------------

// What both kinds of credentials have.  Issuers come from the certificate's own store; a client
// shows no certificate of its user's that it was not told to show.
template <typename Settings>
void fill(Settings& settings, Role role, const TlsOptions& options, PCCERT_CONTEXT* certificate,
          HCERTSTORE authorities) {
    settings.cCreds = *certificate != nullptr ? 1 : 0;
    settings.paCred = certificate;
    settings.hRootStore = authorities;
    settings.dwFlags = SCH_CRED_MEMORY_STORE_CERT | SCH_USE_STRONG_CRYPTO;
    if (role == Role::client) settings.dwFlags |= SCH_CRED_NO_DEFAULT_CREDS;
    if (options.unverified) settings.dwFlags |= SCH_CRED_MANUAL_CRED_VALIDATION;
}

}  // namespace

std::vector<Option> TlsOptions::options(Role role) {
    std::vector<Option> rows = {
        {"--certificate", &certificate, "its own certificate, with its issuers: PEM or PFX"},
        {"--key", &key, "the private key (PEM), if not in the same file"},
        {"--password", &password, "of the key or the PFX file"},
        {"--versions", &versions, "of TLS, as in 1.2,1.3"}};
    if (role == Role::client) {
        rows.push_back({"--ca", &authorities, "the roots to trust (PEM), not the machine's"});
        rows.push_back({"--insecure", &unverified, "take any certificate"});
    } else {
        rows.push_back({"--client-ca", &authorities, "ask clients for a certificate of these"});
    }
    return rows;
}

bool acquire_tls_credential(Role role, const TlsOptions& options, Credential& credential) {
    Identity identity;
    Store authorities;
    if (!options.certificate.empty() && !load_identity(options, identity)) return false;
    if (!options.authorities.empty() && !(authorities = open_file(options.authorities)))
        return false;
    PCCERT_CONTEXT certificate = identity.certificate.get();
    // The newer kind takes the machine's versions, less what a TLS_PARAMETERS forbids.  The older
    // can also ask for one that is off unless it is asked for, such as TLS 1.0.
    SCH_CREDENTIALS usual{};
    usual.dwVersion = SCH_CREDENTIALS_VERSION;
    fill(usual, role, options, &certificate, authorities.get());
    SCHANNEL_CRED chosen{};
    chosen.dwVersion = SCHANNEL_CRED_VERSION;
    chosen.grbitEnabledProtocols = version_bits(options.versions);
    fill(chosen, role, options, &certificate, authorities.get());
    void* settings = &chosen;
    if (options.versions.empty()) settings = &usual;

    std::string package = SCHANNEL_NAME_A;
    TimeStamp expiry{};
    const SECURITY_STATUS status = AcquireCredentialsHandle(
        nullptr, package.data(), role == Role::client ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND,
        nullptr, settings, nullptr, nullptr, credential.get(), &expiry);
    if (status != SEC_E_OK) print_failure("credentials for TLS", status);
    return status == SEC_E_OK;
}

}  // namespace samples
