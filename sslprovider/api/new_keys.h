// Keys that a call made or took in, on their way to a certificate: put into a container of the
// CryptoAPI, into the CNG key storage or into memory, and taken out of it again unless the call
// keeps them.
#pragma once

#include <wincrypt.h>

#include <memory>
#include <string>
#include <vector>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/certificate_properties.h"
#include "sslprovider/capi/container.h"
#include "sslprovider/capi/providers.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::api {

// Where a key is to go.
struct NewKeyPlace {
    const capi::Provider* provider = nullptr;  // of the CryptoAPI; null: the CNG key storage
    capi::Scope scope = capi::Scope::user;
    capi::KeySpec spec = capi::KeySpec::exchange;
    bool exportable = false;
    bool persistent = true;
};

// "{...}": what containers and keys without a name of their own are called.
std::u16string new_key_name();

class NewKeys {
 public:
    NewKeys() = default;
    NewKeys(const NewKeys&) = delete;
    NewKeys& operator=(const NewKeys&) = delete;
    // What was not kept is deleted.
    ~NewKeys();

    // Puts the key there and makes the properties of its certificate lead to it.
    // unsupported_function: the machine's CNG storage; what the stores of keys answer.
    Status put(const crypto::PrivateKey& key, const NewKeyPlace& place,
               CertificateProperties& properties);
    // Puts it there; the names alone.
    Result<KeyProviderInfo> store(const crypto::PrivateKey& key, const NewKeyPlace& place);
    void keep() { undo_.clear(); }

 private:
    struct Stored {
        bool cng = false;
        capi::ContainerName name;
    };
    std::vector<Stored> undo_;
};

// CERT_KEY_PROV_INFO_PROP_ID.
Status set_provider_info(CertificateProperties& properties, const KeyProviderInfo& info);
// The same, kept where the context's store is kept if it can be.
Status set_provider_info(CertificateContext& context, const KeyProviderInfo& info);

}  // namespace secur32::api
