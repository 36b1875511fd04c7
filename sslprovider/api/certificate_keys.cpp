// From a certificate context to its keys.
#include "sslprovider/api/certificate_keys.h"

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/storage_objects.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using KeyName = CertificateProperties::KeyName;

Result<CertificateContext*> ours(const CERT_CONTEXT& certificate) {
    CertificateContext* const context = CertificateContext::of(&certificate);
    if (context != nullptr) return context;
    return trace::because(Status::invalid_handle,
                          "cert: not a certificate context of this library");
}

// dwProvType 0 means CNG; there an absent name is the default provider's, and there is one.
Result<crypto::PrivateKey> key_named(const KeyName& name) {
    if (name.provider_type != 0)
        return trace::because(Status::unsupported_function,
                              "cert: CERT_KEY_PROV_INFO names a CryptoAPI provider");
    const std::u16string provider = name.provider.value_or(u"");
    if (!provider.empty() && !equal_ignoring_case(provider, MS_KEY_STORAGE_PROVIDER))
        return trace::because(Status::not_found, "cert: no such key storage provider",
                              printable(provider));
    if (name.container.value_or(u"").empty())
        return trace::because(Status::no_keyset, "cert: CERT_KEY_PROV_INFO names no container");
    return open_stored_key(*name.container);
}

Result<crypto::PrivateKey> find_private_key(const CertificateProperties& properties) {
    const KeyContext held = properties.key_context();
    if (held.handle != 0 && held.is_cng()) return private_key_of(NCRYPT_KEY_HANDLE{held.handle});
    if (held.handle != 0)
        return trace::because(Status::unsupported_function,
                              "cert: the private key is a CryptoAPI provider's");
    if (const auto name = properties.key_name()) return key_named(*name);
    return trace::because(Status::not_found, "cert: no property leads to a private key");
}

}  // namespace

Result<crypto::PublicKey> public_key_of(const CERT_CONTEXT& certificate) {
    TRY_ASSIGN(const CertificateContext* const context, ours(certificate));
    return crypto::PublicKey::from_subject_public_key_info(
        context->certificate().subject_public_key_info.der);
}

Result<crypto::PrivateKey> private_key_of(const CERT_CONTEXT& certificate) {
    TRY_ASSIGN(CertificateContext* const context, ours(certificate));
    TRY_ASSIGN(crypto::PrivateKey key, find_private_key(context->properties()));
    TRY_ASSIGN(const crypto::PublicKey open, public_key_of(certificate));
    if (!(key.public_key() == open))
        return trace::because(Status::bad_key,
                              "cert: the private key is not the one of the certificate");
    return key;
}

}  // namespace secur32::api
