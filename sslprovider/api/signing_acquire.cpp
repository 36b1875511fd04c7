// CryptAcquireCertificatePrivateKey and CryptFindCertificateKeyProvInfo: from a certificate to an
// open handle of its private key, by its properties or by looking at all keys.
#include <array>
#include <optional>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crypt_containers.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/crypt_providers.h"
#include "sslprovider/api/new_keys.h"
#include "sslprovider/api/signing_keys.h"
#include "sslprovider/api/storage_keys.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using KeyName = CertificateProperties::KeyName;

constexpr DWORD kAcquireFlags = CRYPT_ACQUIRE_CACHE_FLAG | CRYPT_ACQUIRE_USE_PROV_INFO_FLAG |
                                CRYPT_ACQUIRE_COMPARE_KEY_FLAG | CRYPT_ACQUIRE_NO_HEALING |
                                CRYPT_ACQUIRE_SILENT_FLAG | CRYPT_ACQUIRE_NCRYPT_KEY_FLAGS_MASK;
constexpr DWORD kFindFlags =
    CRYPT_FIND_USER_KEYSET_FLAG | CRYPT_FIND_MACHINE_KEYSET_FLAG | CRYPT_FIND_SILENT_KEYSET_FLAG;

// ---- Opening what a property names --------------------------------------------------------------

// A handle that goes unless it is given away.
class OpenKey {
 public:
    OpenKey(ULONG_PTR handle, DWORD key_spec) : handle_(handle), key_spec_(key_spec) {}
    OpenKey(OpenKey&& other) noexcept
        : handle_(std::exchange(other.handle_, 0)), key_spec_(other.key_spec_) {}
    OpenKey& operator=(OpenKey&&) = delete;
    ~OpenKey() {
        if (handle_ == 0) return;
        if (is_cng_handle(handle_))
            objects().remove(handle_);
        else
            release_context(handle_);
    }
    ULONG_PTR handle() const { return handle_; }
    DWORD key_spec() const { return key_spec_; }
    ULONG_PTR release() { return std::exchange(handle_, 0); }

 private:
    ULONG_PTR handle_;
    DWORD key_spec_;
};

Result<OpenKey> given(std::unique_ptr<Object> object, DWORD key_spec) {
    const std::uint64_t handle = objects().insert(std::move(object));
    if (handle == 0) return Status::out_of_memory;
    return OpenKey(handle, key_spec);
}

Result<OpenKey> open_cng(const KeyName& name) {
    const std::u16string provider = name.provider.value_or(u"");
    if (!provider.empty() && !equal_ignoring_case(provider, MS_KEY_STORAGE_PROVIDER))
        return trace::because(Status::not_found, "cert: no such key storage provider",
                              printable(provider));
    TRY_ASSIGN(KeyFacts facts, open_key(name.container.value_or(u"")));
    if (facts.locked)
        return trace::because(Status::passphrase_needed, "cert: the key is under a passphrase");
    return given(std::make_unique<StorageKey>(std::move(facts)), CERT_NCRYPT_KEY_SPEC);
}

Result<OpenKey> open_container(const KeyName& name) {
    const auto provider = provider_named(name.provider.value_or(u""), name.provider_type);
    if (!provider.ok())
        return trace::because(Status::not_found, "cert: no such provider of the CryptoAPI");
    TRY_ASSIGN(const DWORD spec, pair_spec_of(name.key_spec));
    TRY_ASSIGN(capi::ContainerName container,
               container_meant(
                   container_called(name.container.value_or(u""), name.flags, *provider.value())));
    TRY(capi::open_container(container));
    CryptContext::Facts facts;
    facts.provider = provider.value();
    facts.scope = container.scope;
    facts.container = std::move(container);
    return given(std::make_unique<CryptContext>(std::move(facts)), spec);
}

// Whether a key of that kind is asked for.  Without a flag, "this function will only attempt to
// obtain the key by using CryptoAPI".
bool is_wanted(bool cng, DWORD flags) {
    const DWORD kinds = flags & CRYPT_ACQUIRE_NCRYPT_KEY_FLAGS_MASK;
    return cng ? kinds != 0 : (kinds & CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG) == 0;
}

CertResult no_property(std::string_view reason) { return refuse(CRYPT_E_NO_KEY_PROPERTY, reason); }

// ---- Looking for a key --------------------------------------------------------------------------

std::optional<KeyProviderInfo> find_stored(const crypto::PublicKey& open) {
    const Result<std::vector<std::u16string>> names = provider::list_keys();
    if (!names.ok()) return std::nullopt;
    for (const std::u16string& name : names.value()) {
        const Result<KeyFacts> facts = open_key(name);
        if (!facts.ok() || !facts.value().halves.open || !(*facts.value().halves.open == open))
            continue;
        KeyProviderInfo info;
        info.container = name;
        info.provider = std::u16string(reinterpret_cast<const char16_t*>(MS_KEY_STORAGE_PROVIDER));
        return info;
    }
    return std::nullopt;
}

bool holds(const capi::ContainerName& container, capi::KeySpec spec,
           const crypto::PublicKey& open) {
    const Result<capi::Key> key = capi::load_pair(container, spec);
    const capi::PairKey* const pair = key.ok() ? key.value().pair() : nullptr;
    return pair != nullptr && pair->closed && pair->open == open;
}

std::optional<KeyProviderInfo> find_contained(const crypto::PublicKey& open, capi::Scope scope) {
    const bool dsa = open.algorithm() == crypto::KeyAlgorithm::dsa;
    const DWORD type = dsa ? DWORD{PROV_DSS_DH} : DWORD{PROV_RSA_FULL};
    const auto provider = capi::find_provider(dsa ? u"" : MS_ENHANCED_PROV_W, type);
    if (!provider.ok()) return std::nullopt;
    const capi::Store store = capi::store_of(*provider.value());
    const Result<std::vector<std::u16string>> names = capi::list_containers(scope, store);
    if (!names.ok()) return std::nullopt;
    for (const std::u16string& name : names.value())
        for (const capi::KeySpec spec : {capi::KeySpec::exchange, capi::KeySpec::signature}) {
            if (!holds({scope, name, store}, spec, open)) continue;
            KeyProviderInfo info;
            info.container = name;
            info.provider = std::u16string(provider.value()->name);
            info.provider_type = type;
            info.flags = scope == capi::Scope::machine ? DWORD{CRYPT_MACHINE_KEYSET} : 0;
            info.key_spec = static_cast<DWORD>(spec);
            return info;
        }
    return std::nullopt;
}

std::optional<KeyProviderInfo> find_key(const crypto::PublicKey& open, DWORD flags) {
    constexpr DWORD kScopes = CRYPT_FIND_USER_KEYSET_FLAG | CRYPT_FIND_MACHINE_KEYSET_FLAG;
    const DWORD scopes = (flags & kScopes) != 0 ? flags & kScopes : kScopes;
    std::optional<KeyProviderInfo> found;
    if ((scopes & CRYPT_FIND_USER_KEYSET_FLAG) != 0) found = find_stored(open);
    if (!found && (scopes & CRYPT_FIND_USER_KEYSET_FLAG) != 0)
        found = find_contained(open, capi::Scope::user);
    if (!found && (scopes & CRYPT_FIND_MACHINE_KEYSET_FLAG) != 0)
        found = find_contained(open, capi::Scope::machine);
    return found;
}

Result<OpenKey> open_named(const KeyName& name) {
    return name.provider_type == 0 ? open_cng(name) : open_container(name);
}

// Whether the certificate's key is where its property says.
bool is_there(CertificateProperties& properties, const crypto::PublicKey& open) {
    const auto name = properties.key_name();
    if (!name) return false;
    const Result<OpenKey> key = open_named(*name);
    if (!key.ok()) return false;
    const auto half = public_key_of(key.value().handle(),
                                    is_cng_handle(key.value().handle()) ? 0 : name->key_spec);
    return half.ok() && half.value() == open;
}

CertResult find_provider_info(PCCERT_CONTEXT certificate, DWORD flags, const void* reserved) {
    TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(certificate));
    if ((flags & ~kFindFlags) != 0) return refuse(E_INVALIDARG, "cert: unknown flags");
    if (reserved != nullptr) return refuse(E_INVALIDARG, "cert: pvReserved is not null");
    const auto& open = context->shared()->public_key();
    TRY(open);
    if (is_there(context->properties(), open.value())) return Status::ok;
    const auto found = find_key(open.value(), flags);
    if (!found) return refuse(NTE_NO_KEY, "cert: no key of ours is the certificate's");
    return set_provider_info(*context, *found);
}

// ---- Acquiring ----------------------------------------------------------------------------------

struct Places {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE* handle;
    DWORD* key_spec;
    BOOL* caller_frees;
};

void answer(const Places& out, ULONG_PTR handle, DWORD key_spec, bool caller_frees) {
    *out.handle = handle;
    if (out.key_spec != nullptr) *out.key_spec = key_spec;
    if (out.caller_frees != nullptr) *out.caller_frees = caller_frees ? TRUE : FALSE;
}

// "The public key in the certificate is compared with the public key returned by the cryptographic
// service provider".
CertResult compare(const CertificateContext& context, const OpenKey& key) {
    const auto& open = context.shared()->public_key();
    TRY(open);
    const DWORD spec = is_cng_handle(key.handle()) ? 0 : key.key_spec();
    const auto half = public_key_of(key.handle(), spec);
    TRY(half);
    if (half.value() == open.value()) return Status::ok;
    return refuse(NTE_BAD_PUBLIC_KEY, "cert: the key is another certificate's");
}

bool caches(const KeyName& name, DWORD flags) {
    return (flags & CRYPT_ACQUIRE_CACHE_FLAG) != 0 ||
           ((flags & CRYPT_ACQUIRE_USE_PROV_INFO_FLAG) != 0 &&
            (name.flags & CERT_SET_KEY_CONTEXT_PROP_ID) != 0);
}

void give_away(OpenKey& key, const Places& out) {
    const DWORD key_spec = key.key_spec();
    answer(out, key.release(), key_spec, true);
}

// A handle that is held stays: others use it.  One of a kind that is not asked for stays, too, and
// the caller gets his own.
void keep(CertificateProperties& properties, OpenKey& key, DWORD flags, const Places& out) {
    KeyContext held{key.handle(), key.key_spec(), true};
    if (properties.keep_key(held))
        key.release();
    else if (!is_wanted(held.is_cng(), flags))
        return give_away(key, out);
    answer(out, held.handle, held.key_spec, false);
}

CertResult acquire_named(CertificateContext& context, const KeyName& name, DWORD flags,
                         const Places& out) {
    if (!is_wanted(name.provider_type == 0, flags))
        return no_property("cert: the key is of a kind that is not asked for");
    Result<OpenKey> opened = open_named(name);
    if (opened.status() == Status::not_found)
        return no_property("cert: CERT_KEY_PROV_INFO names no provider of ours");
    TRY(opened);
    OpenKey key = std::move(opened).value();
    if (name.provider_type != 0) {
        // A container without the pair is no key.
        TRY(public_key_of(key.handle(), key.key_spec()));
    }
    if ((flags & CRYPT_ACQUIRE_COMPARE_KEY_FLAG) != 0)
        if (const CertResult same = compare(context, key); same.code() != 0) return same;
    if (caches(name, flags))
        keep(context.properties(), key, flags, out);
    else
        give_away(key, out);
    return Status::ok;
}

CertResult acquire(PCCERT_CONTEXT certificate, DWORD flags, const void* parameters,
                   const Places& out) {
    if (out.handle == nullptr) return refuse(E_INVALIDARG, "cert: no place for the handle");
    answer(out, 0, 0, false);
    TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(certificate));
    if ((flags & ~kAcquireFlags) != 0) return refuse(E_INVALIDARG, "cert: unknown flags");
    if (parameters != nullptr) return refuse(E_INVALIDARG, "cert: pvParameters is not null");
    CertificateProperties& properties = context->properties();
    const KeyContext held = properties.key_context();
    if (held.handle != 0 && is_wanted(held.is_cng(), flags)) {
        answer(out, held.handle, held.key_spec, false);
        return Status::ok;
    }
    auto name = properties.key_name();
    if (!name && (flags & CRYPT_ACQUIRE_NO_HEALING) == 0) {
        static_cast<void>(find_provider_info(certificate, 0, nullptr));
        name = properties.key_name();
    }
    if (!name) return no_property("cert: no property leads to a private key");
    return acquire_named(*context, *name, flags, out);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI
CryptAcquireCertificatePrivateKey(PCCERT_CONTEXT pCert, DWORD dwFlags, void* pvParameters,
                                  HCRYPTPROV_OR_NCRYPT_KEY_HANDLE* phCryptProvOrNCryptKey,
                                  DWORD* pdwKeySpec, BOOL* pfCallerFreeProvOrNCryptKey) {
    return cert_call("CryptAcquireCertificatePrivateKey", [&](CallTrail& trail) {
        trail.handle("context", number_of(pCert));
        trail.flags("flags", dwFlags);
        return acquire(pCert, dwFlags, pvParameters,
                       {phCryptProvOrNCryptKey, pdwKeySpec, pfCallerFreeProvOrNCryptKey});
    });
}

BOOL WINAPI CryptFindCertificateKeyProvInfo(PCCERT_CONTEXT pCert, DWORD dwFlags, void* pvReserved) {
    return cert_call("CryptFindCertificateKeyProvInfo", [&](CallTrail& trail) {
        trail.handle("context", number_of(pCert));
        trail.flags("flags", dwFlags);
        return find_provider_info(pCert, dwFlags, pvReserved);
    });
}

}  // extern "C"
