// From a certificate context to its keys.
#include "sslprovider/api/certificate_keys.h"

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crypt_containers.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/crypt_providers.h"
#include "sslprovider/api/storage_keys.h"
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

// dwKeySpec of 0 means the pair for key exchange.
Result<capi::KeySpec> key_spec_of(DWORD key_spec) {
    if (key_spec == AT_SIGNATURE) return capi::KeySpec::signature;
    if (key_spec == 0 || key_spec == AT_KEYEXCHANGE) return capi::KeySpec::exchange;
    return trace::because(Status::not_found, "cert: no pair of keys has that dwKeySpec");
}

Result<FoundKey> private_half_of(Result<capi::Key> key) {
    TRY(key);
    const capi::PairKey* const pair = key.value().pair();
    if (pair != nullptr && pair->closed) return FoundKey{*pair->closed, key.value().exportable()};
    return trace::because(Status::bad_key, "cert: the container's key is for no certificate");
}

Result<FoundKey> private_half_of(Result<KeyFacts> facts) {
    TRY(facts);
    constexpr std::uint32_t kExports =
        NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG;
    TRY_ASSIGN(crypto::PrivateKey key, private_key_of(facts.value()));
    return FoundKey{std::move(key), (facts.value().policy.export_policy & kExports) != 0};
}

// Of a context of the CryptoAPI.
Result<FoundKey> key_held(const KeyContext& held) {
    const Using<CryptContext> context(held.handle);
    if (!context) return trace::because(Status::invalid_handle, "cert: no open provider context");
    TRY_ASSIGN(const capi::KeySpec spec, key_spec_of(held.key_spec));
    return private_half_of(context->pair(spec));
}

// dwProvType 0 means CNG; there an absent name is the default provider's, and there is one.
Result<FoundKey> cng_key_named(const KeyName& name) {
    const std::u16string provider = name.provider.value_or(u"");
    if (!provider.empty() && !equal_ignoring_case(provider, MS_KEY_STORAGE_PROVIDER))
        return trace::because(Status::not_found, "cert: no such key storage provider",
                              printable(provider));
    return private_half_of(open_key(*name.container));
}

Result<FoundKey> capi_key_named(const KeyName& name) {
    const auto provider = provider_named(name.provider.value_or(u""), name.provider_type);
    if (!provider.ok())
        return trace::because(Status::not_found, "cert: no such provider of the CryptoAPI");
    TRY_ASSIGN(const capi::KeySpec spec, key_spec_of(name.key_spec));
    TRY_ASSIGN(const capi::ContainerName container,
               container_meant(container_called(*name.container, name.flags, *provider.value())));
    return private_half_of(capi::load_pair(container, spec));
}

Result<FoundKey> key_named(const KeyName& name) {
    if (name.container.value_or(u"").empty())
        return trace::because(Status::no_keyset, "cert: CERT_KEY_PROV_INFO names no container");
    return name.provider_type == 0 ? cng_key_named(name) : capi_key_named(name);
}

Result<FoundKey> find_private_key(const CertificateProperties& properties) {
    const KeyContext held = properties.key_context();
    if (held.handle != 0 && held.is_cng())
        return private_half_of(facts_of(NCRYPT_KEY_HANDLE{held.handle}));
    if (held.handle != 0) return key_held(held);
    if (const auto name = properties.key_name()) return key_named(*name);
    return trace::because(Status::not_found, "cert: no property leads to a private key");
}

}  // namespace

Result<crypto::PublicKey> public_key_of(const CERT_CONTEXT& certificate) {
    TRY_ASSIGN(const CertificateContext* const context, ours(certificate));
    return context->shared()->public_key();
}

Result<FoundKey> find_key_of(const CERT_CONTEXT& certificate) {
    TRY_ASSIGN(CertificateContext* const context, ours(certificate));
    TRY_ASSIGN(FoundKey found, find_private_key(context->properties()));
    TRY_ASSIGN(const crypto::PublicKey open, public_key_of(certificate));
    if (!(found.key.public_key() == open))
        return trace::because(Status::bad_key,
                              "cert: the private key is not the one of the certificate");
    return found;
}

Result<crypto::PrivateKey> private_key_of(const CERT_CONTEXT& certificate) {
    TRY_ASSIGN(FoundKey found, find_key_of(certificate));
    return std::move(found.key);
}

}  // namespace secur32::api
