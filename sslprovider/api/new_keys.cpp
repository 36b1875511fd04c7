#include "sslprovider/api/new_keys.h"

#include <array>

#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/storage_keys.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

capi::Key container_key(const crypto::PrivateKey& key, const NewKeyPlace& place) {
    const bool rsa = key.algorithm() == crypto::KeyAlgorithm::rsa;
    const bool exchange = place.spec == capi::KeySpec::exchange;
    const capi::AlgId id = !rsa       ? capi::calg::dss_sign
                           : exchange ? capi::calg::rsa_keyx
                                      : capi::calg::rsa_sign;
    capi::Key out{id, capi::permission::standard, capi::PairKey{key.public_key(), key}};
    if (place.exportable) out.permissions |= capi::permission::exports;
    return out;
}

Result<KeyFacts> cng_key(const crypto::PrivateKey& key, const NewKeyPlace& place,
                         const std::u16string& name) {
    ImportWishes wishes;
    if (!name.empty()) wishes.name = name;
    wishes.finalize = false;
    TRY_ASSIGN(KeyFacts facts, adopt_key(imported(key), wishes));
    if (place.exportable)
        facts.policy.export_policy = NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG;
    TRY(finalize_key(facts));
    return facts;
}

Status hold(CertificateProperties& properties, std::unique_ptr<Object> object, DWORD key_spec) {
    CERT_KEY_CONTEXT context{};
    context.cbSize = sizeof context;
    context.hCryptProv = objects().insert(std::move(object));
    context.dwKeySpec = key_spec;
    if (context.hCryptProv == 0) return Status::out_of_memory;
    const Status status = properties.set(CERT_KEY_CONTEXT_PROP_ID, 0, &context);
    if (status != Status::ok) objects().remove(context.hCryptProv);
    return status;
}

// A key that lives as long as the certificate that holds it.
Status hold_key(const crypto::PrivateKey& key, const NewKeyPlace& place,
                CertificateProperties& properties) {
    if (place.provider == nullptr) {
        TRY_ASSIGN(KeyFacts facts, cng_key(key, place, {}));
        return hold(properties, std::make_unique<StorageKey>(std::move(facts)),
                    CERT_NCRYPT_KEY_SPEC);
    }
    CryptContext::Facts facts;
    facts.provider = place.provider;
    facts.scope = place.scope;
    auto context = std::make_unique<CryptContext>(std::move(facts));
    TRY(context->set_pair(place.spec, container_key(key, place)));
    return hold(properties, std::move(context), static_cast<DWORD>(place.spec));
}

WCHAR* wide(const std::optional<std::u16string>& text) {
    // Windows' structure points to what it does not write.
    return text ? reinterpret_cast<WCHAR*>(const_cast<char16_t*>(text->c_str())) : nullptr;
}

}  // namespace

std::u16string new_key_name() {
    std::array<std::uint8_t, 16> random;
    fill_random(random);
    // RFC 9562 5.4: version 4, variant 10.
    random[6] = static_cast<std::uint8_t>(0x40 | (random[6] & 0x0F));
    random[8] = static_cast<std::uint8_t>(0x80 | (random[8] & 0x3F));
    constexpr std::u16string_view digits = u"0123456789ABCDEF";
    std::u16string out = u"{";
    for (std::size_t i = 0; i < random.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += u'-';
        out += digits[random[i] >> 4];
        out += digits[random[i] & 0x0F];
    }
    return out + u'}';
}

NewKeys::~NewKeys() {
    for (const Stored& stored : undo_)
        static_cast<void>(stored.cng ? provider::delete_key(stored.name.name)
                                     : capi::delete_container(stored.name));
}

Result<KeyProviderInfo> NewKeys::store(const crypto::PrivateKey& key, const NewKeyPlace& place) {
    KeyProviderInfo info;
    info.container = new_key_name();
    undo_.reserve(undo_.size() + 1);
    if (place.provider == nullptr) {
        if (place.scope == capi::Scope::machine)
            return trace::because(Status::unsupported_function,
                                  "cert: the machine has no CNG keys here");
        TRY(cng_key(key, place, *info.container));
        undo_.push_back({true, {capi::Scope::user, *info.container, capi::Store::rsa}});
        info.provider = std::u16string(reinterpret_cast<const char16_t*>(MS_KEY_STORAGE_PROVIDER));
        return info;
    }
    const capi::ContainerName name{place.scope, *info.container, capi::store_of(*place.provider)};
    TRY(capi::create_container(name));
    undo_.push_back({false, name});
    TRY(capi::save_pair(name, place.spec, container_key(key, place)));
    info.provider = std::u16string(place.provider->name);
    info.provider_type = place.provider->type;
    info.flags = place.scope == capi::Scope::machine ? DWORD{CRYPT_MACHINE_KEYSET} : 0;
    info.key_spec = static_cast<DWORD>(place.spec);
    return info;
}

Status NewKeys::put(const crypto::PrivateKey& key, const NewKeyPlace& place,
                    CertificateProperties& properties) {
    if (!place.persistent) return hold_key(key, place, properties);
    TRY_ASSIGN(const KeyProviderInfo info, store(key, place));
    return set_provider_info(properties, info);
}

namespace {

// A view of info.
CRYPT_KEY_PROV_INFO as_given(const KeyProviderInfo& info) {
    CRYPT_KEY_PROV_INFO given{};
    given.pwszContainerName = wide(info.container);
    given.pwszProvName = wide(info.provider);
    given.dwProvType = info.provider_type;
    given.dwFlags = info.flags;
    given.dwKeySpec = info.key_spec;
    return given;
}

}  // namespace

Status set_provider_info(CertificateProperties& properties, const KeyProviderInfo& info) {
    const CRYPT_KEY_PROV_INFO given = as_given(info);
    return properties.set(CERT_KEY_PROV_INFO_PROP_ID, 0, &given);
}

Status set_provider_info(CertificateContext& context, const KeyProviderInfo& info) {
    const CRYPT_KEY_PROV_INFO given = as_given(info);
    return context.set_property(CERT_KEY_PROV_INFO_PROP_ID,
                                CERT_SET_PROPERTY_IGNORE_PERSIST_ERROR_FLAG, &given);
}

}  // namespace secur32::api
