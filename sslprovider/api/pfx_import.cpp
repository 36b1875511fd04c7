// PFXImportCertStore: read the whole file, put its keys away, fill a store; or undo all of it.
#include <algorithm>
#include <array>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/new_keys.h"
#include "sslprovider/api/pfx_call.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {
namespace {

using x509::PfxCertificate;
using x509::PfxContents;
using x509::PfxKey;
using x509::PfxParts;

constexpr DWORD kImportFlags =
    CRYPT_EXPORTABLE | CRYPT_USER_PROTECTED | CRYPT_MACHINE_KEYSET | CRYPT_USER_KEYSET |
    PKCS12_INCLUDE_EXTENDED_PROPERTIES | PKCS12_IMPORT_SILENT | PKCS12_PREFER_CNG_KSP |
    PKCS12_ALWAYS_CNG_KSP | PKCS12_ONLY_CERTIFICATES | PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES |
    PKCS12_ALLOW_OVERWRITE_KEY | PKCS12_NO_PERSIST_KEY;

// Properties that are no octets: a file cannot hold them.
constexpr std::array<DWORD, 10> kNotOctets = {
    CERT_KEY_PROV_HANDLE_PROP_ID,
    CERT_KEY_PROV_INFO_PROP_ID,
    CERT_KEY_CONTEXT_PROP_ID,
    CERT_KEY_SPEC_PROP_ID,
    CERT_ACCESS_STATE_PROP_ID,
    CERT_DATE_STAMP_PROP_ID,
    CERT_NCRYPT_KEY_HANDLE_PROP_ID,
    CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID,
    CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID,
    CERT_HCRYPTPROV_TRANSFER_PROP_ID,
};

PfxParts parts_of(DWORD flags) {
    if ((flags & PKCS12_ONLY_NOT_ENCRYPTED_CERTIFICATES) != 0)
        return PfxParts::not_encrypted_certificates;
    return (flags & PKCS12_ONLY_CERTIFICATES) != 0 ? PfxParts::certificates : PfxParts::all;
}

// The provider of the CryptoAPI that a file names; null for none of RSA's.
const capi::Provider* rsa_provider_called(std::u16string_view name) {
    const auto all = capi::providers();
    const auto found = std::ranges::find_if(all, [name](const capi::Provider& each) {
        return equal_ignoring_case(each.name, name) && capi::store_of(each) == capi::Store::rsa;
    });
    return found == all.end() ? nullptr : &*found;
}

// "If the AttributeId is not present and the PREFER_CNG flag is passed, MS_KEY_STORAGE_PROVIDER is
// picked. If the AttributeId is not present and the PREFER_CNG flag is not passed, [...] RSA:
// MS_ENHANCED_PROV_W".  Null: CNG.
Result<const capi::Provider*> provider_for(const PfxKey& key, DWORD flags) {
    if (key.key.algorithm() != crypto::KeyAlgorithm::rsa || (flags & PKCS12_ALWAYS_CNG_KSP) != 0)
        return nullptr;
    const std::u16string named = key.attributes.provider.value_or(u"");
    if (const capi::Provider* const found = rsa_provider_called(named)) return found;
    const bool names_cng = equal_ignoring_case(named, MS_KEY_STORAGE_PROVIDER);
    if (names_cng || (flags & PKCS12_PREFER_CNG_KSP) != 0) return nullptr;
    return capi::find_provider(MS_ENHANCED_PROV_W, PROV_RSA_FULL);
}

Result<NewKeyPlace> place_for(const PfxKey& key, DWORD flags) {
    NewKeyPlace place;
    TRY_ASSIGN(place.provider, provider_for(key, flags));
    // A file's own wish is only one of Windows' stores.
    const bool wished = key.attributes.machine_keyset && (flags & CRYPT_USER_KEYSET) == 0 &&
                        place.provider != nullptr;
    if (wished || (flags & CRYPT_MACHINE_KEYSET) != 0) place.scope = capi::Scope::machine;
    place.exportable = (flags & CRYPT_EXPORTABLE) != 0;
    place.persistent = (flags & PKCS12_NO_PERSIST_KEY) == 0;
    return place;
}

const PfxKey* key_of(const x509::OwnedCertificate& certificate, const PfxContents& contents) {
    const auto& open = certificate.public_key();
    if (!open.ok()) return nullptr;
    const auto found = std::ranges::find_if(
        contents.keys, [&](const PfxKey& each) { return each.key.public_key() == open.value(); });
    return found == contents.keys.end() ? nullptr : &*found;
}

Status set_friendly_name(CertificateProperties& properties, const std::u16string& name) {
    const Bytes octets = bytes_of(std::u16string_view(name.c_str(), name.size() + 1));
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())};
    return properties.set(CERT_FRIENDLY_NAME_PROP_ID, 0, &blob);
}

void set_extended(CertificateProperties& properties, const PfxCertificate& certificate) {
    for (const auto& [id, value] : certificate.attributes.properties)
        if (id <= CERT_LAST_USER_PROP_ID && std::ranges::find(kNotOctets, id) == kNotOctets.end())
            properties.keep(id, value);
}

Status set_placeholder(CertificateProperties& properties) {
    KeyProviderInfo info;
    info.container = u"PfxContainer";  // PKCS12_ONLY_CERTIFICATES_CONTAINER_NAME
    info.provider = u"PfxProvider";
    info.provider_type = PKCS12_ONLY_CERTIFICATES_PROVIDER_TYPE;
    return set_provider_info(properties, info);
}

class Import {
 public:
    explicit Import(DWORD flags) : flags_(flags) {}

    Status take(const PfxContents& contents) {
        for (const PfxCertificate& each : contents.certificates) TRY(take(each, contents));
        for (const Buffer& der : contents.crls) {
            TRY_ASSIGN(const x509::SharedCrl crl, x509::OwnedCrl::parse(der));
            TRY(store_->add_crl(crl, nullptr, CERT_STORE_ADD_ALWAYS, nullptr));
        }
        return Status::ok;
    }
    Result<HCERTSTORE> finish() {
        TRY_ASSIGN(const HCERTSTORE handle, open_store_handle(store_));
        keys_.keep();
        return handle;
    }

 private:
    Status take(const PfxCertificate& certificate, const PfxContents& contents) {
        TRY_ASSIGN(const x509::SharedCertificate shared,
                   x509::OwnedCertificate::parse(certificate.der));
        PCCERT_CONTEXT context = nullptr;
        TRY(store_->add(shared, nullptr, CERT_STORE_ADD_ALWAYS, &context));
        CertificateContext* const ours = CertificateContext::of(context);
        const Status status = dress(ours->properties(), certificate, key_of(*shared, contents));
        ours->drop_reference();
        return status;
    }
    Status dress(CertificateProperties& properties, const PfxCertificate& certificate,
                 const PfxKey* key) {
        if ((flags_ & PKCS12_INCLUDE_EXTENDED_PROPERTIES) != 0)
            set_extended(properties, certificate);
        if (certificate.attributes.friendly_name)
            TRY(set_friendly_name(properties, *certificate.attributes.friendly_name));
        if (parts_of(flags_) != PfxParts::all && !certificate.attributes.local_key_id.empty())
            return set_placeholder(properties);
        if (key == nullptr) return Status::ok;
        TRY_ASSIGN(const NewKeyPlace place, place_for(*key, flags_));
        return keys_.put(key->key, place, properties);
    }

    DWORD flags_;
    NewKeys keys_;
    std::shared_ptr<CertStore> store_ = CertStore::create(CertStore::Kind::elements, 0);
};

CertResult import_store(const CRYPT_DATA_BLOB* blob, LPCWSTR password, DWORD flags,
                        HCERTSTORE* out) {
    TRY_ASSIGN(const Bytes file, pfx_bytes(blob));
    if (const CertResult checked = check_pfx_flags(flags, kImportFlags); checked.code() != 0)
        return checked;
    constexpr DWORD kBoth = CRYPT_MACHINE_KEYSET | CRYPT_USER_KEYSET;
    if ((flags & kBoth) == kBoth)
        return refuse(E_INVALIDARG, "pfx: the user's keys or the machine's?");
    TRY_ASSIGN(const x509::PfxPassword secret, pfx_password(password));
    x509::PfxReading reading;
    reading.parts = parts_of(flags);
    const Result<PfxContents> contents = x509::read_pfx(file, secret, reading);
    if (!contents.ok()) return pfx_result(contents.status());
    Import import(flags);
    TRY(import.take(contents.value()));
    TRY_ASSIGN(*out, import.finish());
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

HCERTSTORE WINAPI PFXImportCertStore(CRYPT_DATA_BLOB* pPFX, LPCWSTR szPassword, DWORD dwFlags) {
    HCERTSTORE store = nullptr;
    cert_call("PFXImportCertStore", [&](CallTrail& trail) {
        trail.flags("flags", dwFlags);
        return import_store(pPFX, szPassword, dwFlags, &store);
    });
    return store;
}

}  // extern "C"
