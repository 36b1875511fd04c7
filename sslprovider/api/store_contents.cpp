#include "sslprovider/api/store_contents.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <list>

#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

using x509::SerializedElement;

// They say what can be computed: kept, they could say something else.
constexpr std::array<DWORD, 5> kHashes = {CERT_SHA1_HASH_PROP_ID, CERT_MD5_HASH_PROP_ID,
                                          CERT_SIGNATURE_HASH_PROP_ID, CERT_SHA256_HASH_PROP_ID,
                                          CERT_SHA1_SHA256_HASH_PROP_ID};
// "The CERT_KEY_CONTEXT_PROP_ID property and the related CERT_KEY_PROV_HANDLE_PROP_ID and
// CERT_KEY_SPEC_PROP_ID values are not saved" (CertSaveStore).
constexpr std::array<DWORD, 7> kOpenKeys = {
    CERT_KEY_CONTEXT_PROP_ID,
    CERT_KEY_PROV_HANDLE_PROP_ID,
    CERT_KEY_SPEC_PROP_ID,
    CERT_NCRYPT_KEY_HANDLE_PROP_ID,
    CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID,
    CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID,
    CERT_HCRYPTPROV_TRANSFER_PROP_ID,
};

bool is_one_of(DWORD id, std::span<const DWORD> ids) {
    return std::ranges::find(ids, id) != ids.end();
}

std::optional<SecureBytes> value_of(const CertificateProperties& properties, DWORD id) {
    if (id != CERT_KEY_PROV_INFO_PROP_ID) return properties.blob(id);
    const auto name = properties.key_name();
    if (!name) return std::nullopt;
    return SecureBytes(x509::write_key_name(
        {name->container, name->provider, name->provider_type, name->flags, name->key_spec}));
}

// An element with the octets that its properties are views of.
struct Prepared {
    std::list<SecureBytes> values;
    SerializedElement element;
};

template <typename Element>
Prepared prepare(const Element& element, SerializedElement::Kind kind, Hashes hashes) {
    Prepared out;
    out.element.kind = kind;
    out.element.encoded = element.thing->der();
    const CertificateProperties& properties = *element.properties;
    for (DWORD id = properties.next(0); id != 0; id = properties.next(id)) {
        if (is_one_of(id, kOpenKeys)) continue;
        if (hashes == Hashes::leave_out && is_one_of(id, kHashes)) continue;
        auto value = value_of(properties, id);
        if (!value) continue;
        out.values.push_back(*std::move(value));
        out.element.properties.push_back({id, out.values.back().bytes()});
    }
    return out;
}

Prepared prepare(const CertElement& element, Hashes hashes) {
    return prepare(element, SerializedElement::Kind::certificate, hashes);
}
Prepared prepare(const CrlElement& element, Hashes hashes) {
    return prepare(element, SerializedElement::Kind::crl, hashes);
}

template <typename Element>
Buffer serialize_one(const Element& element, Hashes hashes) {
    const Prepared prepared = prepare(element, hashes);
    Writer out;
    write_serialized_element(out, prepared.element);
    return out.take();
}

// Runs visit(element) over all of a kind, archived ones too.
template <typename Element, typename Visit>
void each(const CertStore& store, Visit&& visit) {
    for (auto at = store.next(static_cast<const Element*>(nullptr)); at != nullptr;
         at = store.next(at.get()))
        visit(at);
}

Buffer write_serialized(const CertStore& store) {
    std::list<Prepared> all;
    std::vector<SerializedElement> elements;
    const auto add = [&](const auto& element) {
        all.push_back(prepare(*element, Hashes::leave_out));
        elements.push_back(all.back().element);
    };
    each<CertElement>(store, add);
    each<CrlElement>(store, add);
    return write_serialized_store(elements);
}

Buffer write_pkcs7(const CertStore& store) {
    std::vector<x509::SharedCertificate> certificates;
    std::vector<x509::SharedCrl> crls;
    x509::CertificateBag bag;
    each<CertElement>(store, [&](const auto& element) {
        certificates.push_back(element->thing);
        bag.certificates.push_back(element->thing->der());
    });
    each<CrlElement>(store, [&](const auto& element) {
        crls.push_back(element->thing);
        bag.crls.push_back(element->thing->der());
    });
    return write_signed_certificates(bag);
}

Status set_key_name(CertificateProperties& properties, Bytes value) {
    TRY_ASSIGN(x509::SerializedKeyName name, x509::parse_key_name(value));
    const auto text = [](std::optional<std::u16string>& it) {
        return it ? reinterpret_cast<LPWSTR>(it->data()) : nullptr;
    };
    CRYPT_KEY_PROV_INFO info{};
    info.pwszContainerName = text(name.container);
    info.pwszProvName = text(name.provider);
    info.dwProvType = name.provider_type;
    info.dwFlags = name.flags;
    info.dwKeySpec = name.key_spec;
    return properties.set(CERT_KEY_PROV_INFO_PROP_ID, 0, &info);
}

Status set_property(CertificateProperties& properties, DWORD id, Bytes value) {
    if (id == CERT_KEY_PROV_INFO_PROP_ID) return set_key_name(properties, value);
    if (id == CERT_DATE_STAMP_PROP_ID) {
        FILETIME time{};
        if (value.size() != sizeof time) return Status::bad_length;
        std::memcpy(&time, value.data(), sizeof time);
        return properties.set(id, 0, &time);
    }
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(value.size()), const_cast<BYTE*>(value.data())};
    return properties.set(id, 0, &blob);
}

}  // namespace

Buffer serialize(const CertElement& element, Hashes hashes) {
    return serialize_one(element, hashes);
}

Buffer serialize(const CrlElement& element, Hashes hashes) {
    return serialize_one(element, hashes);
}

Buffer write_store(const CertStore& store, DWORD save_as) {
    return save_as == CERT_STORE_SAVE_AS_PKCS7 ? write_pkcs7(store) : write_serialized(store);
}

std::unique_ptr<CertificateProperties> properties_of(const SerializedElement& element) {
    auto properties = std::make_unique<CertificateProperties>();
    for (const SerializedElement::Property& property : element.properties) {
        const bool may_be_set =
            !is_one_of(property.id, kOpenKeys) && !is_one_of(property.id, kHashes);
        if (!may_be_set || set_property(*properties, property.id, property.value) != Status::ok)
            static_cast<void>(trace::because(Status::bad_data, "cert: a property is passed over"));
    }
    return properties;
}

Status load(CertStore& store, const SerializedElement& element) {
    const auto properties = properties_of(element);
    if (element.kind == SerializedElement::Kind::certificate) {
        TRY_ASSIGN(const auto certificate, x509::OwnedCertificate::parse(element.encoded));
        store.load(certificate, properties.get());
    }
    if (element.kind == SerializedElement::Kind::crl) {
        TRY_ASSIGN(const auto crl, x509::OwnedCrl::parse(element.encoded));
        store.load(crl, properties.get());
    }
    return Status::ok;
}

Status load(CertStore& store, const x509::CertificateBag& bag) {
    for (const Bytes der : bag.certificates) {
        TRY_ASSIGN(const auto certificate, x509::OwnedCertificate::parse(der));
        store.load(certificate, nullptr);
    }
    for (const Bytes der : bag.crls) {
        TRY_ASSIGN(const auto crl, x509::OwnedCrl::parse(der));
        store.load(crl, nullptr);
    }
    return Status::ok;
}

Status load_serialized(CertStore& store, Bytes octets) {
    TRY_ASSIGN(const auto elements, x509::parse_serialized_store(octets));
    for (const SerializedElement& element : elements) TRY(load(store, element));
    return Status::ok;
}

// Wine's tests of CertAddSerializedElementToStore say which Windows gives.
CertResult of_serialized(Status status) {
    switch (status) {
        case Status::incomplete_message:
            return CRYPT_E_FILE_ERROR;
        case Status::bad_length:
            return E_INVALIDARG;
        case Status::bad_version:
            return ERROR_FILE_NOT_FOUND;
        default:
            return status;
    }
}

}  // namespace secur32::api
