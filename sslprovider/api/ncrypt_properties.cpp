// NCryptGetProperty, NCryptSetProperty.
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_blobs.h"
#include "sslprovider/api/storage_properties.h"

namespace secur32::api {
namespace {

Status unsupported() {
    return trace::because(Status::unsupported_function, "cng: the property cannot be had so");
}

template <typename Property, typename... Facts>
Status read(const Property* property, const Output& output, const Facts&... facts) {
    if (property == nullptr)
        return trace::because(Status::not_found, "cng: there is no property of that name");
    if (property->read == nullptr) return unsupported();
    return property->read(facts..., output);
}

Status get_property(NCRYPT_HANDLE handle, LPCWSTR property, const Output& output, DWORD flags,
                    CallTrail& trail) {
    TRY(output.check());
    const Using<StorageKey> key(handle);
    if (!key) TRY(check_storage_provider(handle));
    TRY(check_storage_flags(flags, NCRYPT_PERSIST_ONLY_FLAG));
    TRY_ASSIGN(const std::u16string_view name, text_argument(property, NCRYPT_MAX_PROPERTY_NAME));
    trail.text("property", name);
    if ((flags & NCRYPT_PERSIST_ONLY_FLAG) != 0)
        return trace::because(Status::not_found, "cng: there are no properties of the caller's");
    if (!key) return read(find_provider_property(name), output);
    return read(find_key_property(name), output, key->facts());
}

// "Set the import key BLOB as a property on the key, with the BLOB type as the property name."
Status set_blob(StorageKey& key, const BlobType& type, Bytes value) {
    return key.change([&](KeyFacts& facts) -> Status {
        if (facts.finalized)
            return trace::because(Status::bad_key_state, "cng: the key is finalized already");
        if (!type.closed) return unsupported();
        TRY_ASSIGN(ImportedKey imported, type.read(value, PkcsParameters{}));
        // A PKCS#8 key says nothing of what an EC key is for.
        if (type.pkcs8) imported.use = facts.algorithm->use;
        return take_in(facts, std::move(imported));
    });
}

Status set_key_property(StorageKey& key, std::u16string_view name, Bytes value) {
    if (const BlobType* const type = find_blob_type(name)) return set_blob(key, *type, value);
    const KeyProperty* const property = find_key_property(name);
    if (property == nullptr || property->write == nullptr) return unsupported();
    return key.change([&](KeyFacts& facts) { return property->write(facts, value); });
}

Status set_provider_property(std::u16string_view name, Bytes value) {
    const ProviderProperty* const property = find_provider_property(name);
    if (property == nullptr || property->write == nullptr) return unsupported();
    return property->write(value);
}

Status set_property(NCRYPT_HANDLE handle, LPCWSTR property, const void* input, DWORD size,
                    DWORD flags, CallTrail& trail) {
    const Using<StorageKey> key(handle);
    if (!key) TRY(check_storage_provider(handle));
    TRY(check_storage_flags(flags, NCRYPT_PERSIST_FLAG | NCRYPT_PERSIST_ONLY_FLAG));
    TRY_ASSIGN(const std::u16string_view name, text_argument(property, NCRYPT_MAX_PROPERTY_NAME));
    trail.text("property", name);
    if ((flags & NCRYPT_PERSIST_ONLY_FLAG) != 0) return unsupported();
    TRY_ASSIGN(const Bytes value, input_bytes(input, size));
    if (size > NCRYPT_MAX_PROPERTY_DATA)
        return trace::because(Status::invalid_parameter, "cng: the property is too long");
    return key ? set_key_property(*key, name, value) : set_provider_property(name, value);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI NCryptGetProperty(NCRYPT_HANDLE hObject, LPCWSTR pszProperty, PBYTE pbOutput,
                                         DWORD cbOutput, DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("NCryptGetProperty", [&](CallTrail& trail) {
        trail.handle("object", hObject);
        return get_property(hObject, pszProperty, Output(pbOutput, cbOutput, pcbResult), dwFlags,
                            trail);
    });
}

SECURITY_STATUS WINAPI NCryptSetProperty(NCRYPT_HANDLE hObject, LPCWSTR pszProperty, PBYTE pbInput,
                                         DWORD cbInput, DWORD dwFlags) {
    return ncrypt_call("NCryptSetProperty", [&](CallTrail& trail) {
        trail.handle("object", hObject);
        return set_property(hObject, pszProperty, pbInput, cbInput, dwFlags, trail);
    });
}

}  // extern "C"
