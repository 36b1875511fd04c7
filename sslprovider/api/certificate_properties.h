// The properties of one certificate context: what CertSetCertificateContextProperty copied in, by
// the form that each id has.  Not here: what is computed from the certificate
// (certificate_facts.h). Thread rule: any thread.
#pragma once

#include <wincrypt_parts.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sslprovider/api/cert_output.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::api {

// CRYPT_KEY_PROV_PARAM.  The data of a PP_KEYEXCHANGE_PIN is a secret, so all are held as one.
struct ProviderParameter {
    DWORD id = 0;
    SecureBytes data;
    DWORD flags = 0;
};

// CRYPT_KEY_PROV_INFO: where a private key is.  A name that is absent is not an empty one.
struct KeyProviderInfo {
    std::optional<std::u16string> container, provider;
    DWORD provider_type = 0;  // 0: a CNG key storage provider
    DWORD flags = 0;
    std::vector<ProviderParameter> parameters;
    DWORD key_spec = 0;
};

// CERT_KEY_CONTEXT: an open private key, or 0.
struct KeyContext {
    ULONG_PTR handle = 0;
    DWORD key_spec = 0;
    bool owned = false;
    bool is_cng() const { return key_spec == CERT_NCRYPT_KEY_SPEC; }
};

class CertificateProperties {
 public:
    CertificateProperties() = default;
    ~CertificateProperties();
    CertificateProperties(const CertificateProperties&) = delete;
    CertificateProperties& operator=(const CertificateProperties&) = delete;

    // invalid_parameter: an id that cannot be set, a wrong cbSize, a length without an address.
    Status set(DWORD id, DWORD flags, const void* data);
    // What a store's own properties are: a blob whatever the id.
    Status set_as_blob(DWORD id, const void* data);
    // What set() replaces and a backing may refuse to replace: put_back() undoes it.  Open keys are
    // kept nowhere.
    struct Kept {
        std::optional<SecureBytes> blob;
        std::optional<KeyProviderInfo> info;
    };
    Kept kept(DWORD id) const;
    void put_back(DWORD id, Kept old);
    static bool is_persistent(DWORD id);
    // not_found; buffer_too_small; invalid_parameter for an id that cannot be.
    Status get(DWORD id, const CertOutput& out);
    // The open key becomes the property's, which frees it one day, unless one is held already: of
    // two that acquire at once both use the first one's.  False: key is now the one that is held.
    bool keep_key(KeyContext& key);
    // A computed property, unless it was set meanwhile.
    void keep(DWORD id, Bytes value);
    // Copies what from has and this one has not, but for an open key: "copies the context's
    // properties, with the exception of the CERT_KEY_PROV_HANDLE_PROP_ID and CERT_KEY_SPEC_PROP_ID
    // properties" (CertAddCertificateContextToStore).
    void merge(const CertificateProperties& from);
    bool has(DWORD id) const;
    // The octets of a property that is a blob.
    std::optional<SecureBytes> blob(DWORD id) const;
    // The lowest id above this one; 0 for none.
    DWORD next(DWORD id) const;

    // What is known of where the private key is.
    KeyContext key_context() const;
    struct KeyName {
        std::optional<std::u16string> container, provider;
        DWORD provider_type = 0;
        DWORD flags = 0;
        DWORD key_spec = 0;
    };
    std::optional<KeyName> key_name() const;

 private:
    struct Form;
    static const Form& form_of(DWORD id);

    Status set_nothing(DWORD id, DWORD flags, const void* data);
    Status set_blob(DWORD id, DWORD flags, const void* data);
    Status set_file_time(DWORD id, DWORD flags, const void* data);
    Status set_provider_info(DWORD id, DWORD flags, const void* data);
    Status set_key_context(DWORD id, DWORD flags, const void* data);
    Status set_key_spec(DWORD id, DWORD flags, const void* data);
    Status set_provider_handle(DWORD id, DWORD flags, const void* data);
    Status set_cng_handle(DWORD id, DWORD flags, const void* data);
    Status set_either_handle(DWORD id, DWORD flags, const void* data);

    Status get_nothing(DWORD id, const CertOutput& out);
    Status get_access_state(DWORD id, const CertOutput& out);
    Status get_blob(DWORD id, const CertOutput& out);
    Status get_provider_info(DWORD id, const CertOutput& out);
    Status get_key_context(DWORD id, const CertOutput& out);
    Status get_key_spec(DWORD id, const CertOutput& out);
    Status get_provider_handle(DWORD id, const CertOutput& out);
    Status get_cng_handle(DWORD id, const CertOutput& out);
    Status get_either_handle(DWORD id, const CertOutput& out);
    Status take_provider_handle(DWORD id, const CertOutput& out);
    Status take_cng_handle(DWORD id, const CertOutput& out);

    void replace_key(std::optional<KeyContext> next);

    mutable std::mutex mutex_;
    std::map<DWORD, SecureBytes> blobs_;  // an id without octets is a property too
    std::optional<KeyProviderInfo> provider_info_;
    std::optional<KeyContext> key_;
};

}  // namespace secur32::api
