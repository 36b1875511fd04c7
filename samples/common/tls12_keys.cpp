#include "samples/common/tls12_keys.h"

#include <fstream>
#include <iostream>
#include <sstream>

#include "samples/common/tls12_session.h"

namespace samples::tls12 {
namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

bool load_identity(NCRYPT_PROV_HANDLE provider, const std::string& certificate_file,
                   const std::string& key_file, Identity& identity) {
    const std::string der = read_file(certificate_file);
    const std::string pem = read_file(key_file);
    if (!succeeded("NCryptOpenStorageProvider",
                   NCryptOpenStorageProvider(identity.storage.out(), MS_KEY_STORAGE_PROVIDER, 0)) ||
        !succeeded(
            "Secur32ImportPemKey",
            Secur32ImportPemKey(identity.storage.get(), pem.data(), static_cast<DWORD>(pem.size()),
                                nullptr, nullptr, identity.key.out(), 0)))
        return false;
    identity.certificate.reset(
        CertCreateCertificateContext(X509_ASN_ENCODING, reinterpret_cast<const BYTE*>(der.data()),
                                     static_cast<DWORD>(der.size())));
    if (!identity.certificate ||
        !CertSetCertificateContextProperty(
            identity.certificate.get(), CERT_NCRYPT_KEY_HANDLE_PROP_ID,
            CERT_STORE_NO_CRYPT_RELEASE_FLAG, reinterpret_cast<const void*>(identity.key.get()))) {
        std::cerr << certificate_file << ": not a certificate in DER\n";
        return false;
    }
    return succeeded("SslOpenPrivateKey", SslOpenPrivateKey(provider, identity.private_key.out(),
                                                            identity.certificate.get(), 0));
}

bool import_server_key(NCRYPT_PROV_HANDLE provider, View der, SslObject& key) {
    const Certificate certificate(CertCreateCertificateContext(X509_ASN_ENCODING, der.data(),
                                                               static_cast<DWORD>(der.size())));
    if (!certificate) return std::cerr << "the server's certificate cannot be read\n", false;
    const CRYPT_BIT_BLOB& bits = certificate->pCertInfo->SubjectPublicKeyInfo.PublicKey;
    std::optional<Bytes> blob = rsa_public_blob({bits.pbData, bits.cbData});
    if (!blob) return std::cerr << "the server's key is no RSA key\n", false;
    return succeeded("SslImportKey",
                     SslImportKey(provider, key.out(), BCRYPT_RSAPUBLIC_BLOB, blob->data(),
                                  static_cast<DWORD>(blob->size()), 0));
}

}  // namespace samples::tls12
