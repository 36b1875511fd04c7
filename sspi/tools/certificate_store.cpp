#include "sspi/tools/certificate_store.h"

#include <winerror.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/utf16.h"

namespace secur32::tools {
namespace {

struct Meaning {
    DWORD code;
    const char* text;
};
const std::array kMeanings = {
    Meaning{ERROR_FILE_NOT_FOUND, "no such file or store"},
    Meaning{ERROR_ACCESS_DENIED, "access denied: another's, or open to others"},
    Meaning{static_cast<DWORD>(E_ACCESSDENIED), "access denied"},
    Meaning{static_cast<DWORD>(E_INVALIDARG), "not a name that a store can have"},
    Meaning{ERROR_INVALID_PASSWORD, "wrong password"},
    Meaning{static_cast<DWORD>(CRYPT_E_NO_MATCH), "no certificates in it"},
    Meaning{static_cast<DWORD>(CRYPT_E_FILE_ERROR), "the file cannot be read"},
    Meaning{static_cast<DWORD>(CRYPT_E_NOT_FOUND), "not found"},
    Meaning{static_cast<DWORD>(NTE_EXISTS), "the key is there already"},
    Meaning{static_cast<DWORD>(NTE_BAD_KEYSET), "there is no such key"},
    Meaning{static_cast<DWORD>(NTE_NOT_SUPPORTED), "not supported"},
    Meaning{static_cast<DWORD>(NTE_PERM), "access denied"},
    Meaning{static_cast<DWORD>(NTE_BAD_KEY_STATE), "the key may not be exported"},
    Meaning{static_cast<DWORD>(NTE_BAD_TYPE), "the key may not be exported"},
};

LPWSTR wide(const std::u16string& text) {
    return reinterpret_cast<LPWSTR>(const_cast<char16_t*>(text.c_str()));
}

std::optional<std::vector<std::uint64_t>> property(const CertificatePointer& certificate, DWORD id,
                                                   DWORD& size) {
    if (!CertGetCertificateContextProperty(certificate.get(), id, nullptr, &size))
        return std::nullopt;
    std::vector<std::uint64_t> data(size / 8 + 1);  // aligned for a structure
    if (!CertGetCertificateContextProperty(certificate.get(), id, data.data(), &size))
        return std::nullopt;
    return data;
}

NCRYPT_PROV_HANDLE open_storage(std::string& why) {
    NCRYPT_PROV_HANDLE storage = 0;
    const SECURITY_STATUS status = NCryptOpenStorageProvider(&storage, nullptr, 0);
    if (status != 0) why = error_text(static_cast<DWORD>(status));
    return storage;
}

SECURITY_STATUS finish(NCRYPT_KEY_HANDLE key, bool exportable) {
    DWORD policy = NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG;
    if (exportable) {
        const SECURITY_STATUS set = NCryptSetProperty(
            key, NCRYPT_EXPORT_POLICY_PROPERTY, reinterpret_cast<PBYTE>(&policy), sizeof policy, 0);
        if (set != 0) return set;
    }
    return NCryptFinalizeKey(key, 0);
}

}  // namespace

std::string error_text(DWORD code) {
    const auto* const row = std::ranges::find(kMeanings, code, &Meaning::code);
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "error 0x%08X", code);
    return row != kMeanings.end() ? row->text : number.data();
}

std::string last_error_text() { return error_text(GetLastError()); }

bool CertificatePointer::is_self_issued() const {
    const CERT_INFO& info = *context_->pCertInfo;
    return std::ranges::equal(Bytes(info.Subject.pbData, info.Subject.cbData),
                              Bytes(info.Issuer.pbData, info.Issuer.cbData));
}

CertificateStore open_store(const std::string& name, bool machine) {
    const DWORD place = machine ? CERT_SYSTEM_STORE_LOCAL_MACHINE : CERT_SYSTEM_STORE_CURRENT_USER;
    return CertificateStore(CertOpenStore(CERT_STORE_PROV_SYSTEM_A, 0, 0, place, name.c_str()));
}

std::vector<CertificatePointer> certificates_of(const CertificateStore& store) {
    std::vector<CertificatePointer> all;
    PCCERT_CONTEXT at = nullptr;
    while ((at = CertEnumCertificatesInStore(store.get(), at)) != nullptr)
        all.emplace_back(CertDuplicateCertificateContext(at));
    return all;
}

std::string thumbprint(const CertificatePointer& certificate) {
    std::array<std::uint8_t, 20> hash{};
    DWORD size = hash.size();
    CertGetCertificateContextProperty(certificate.get(), CERT_SHA1_HASH_PROP_ID, hash.data(),
                                      &size);
    std::string text;
    for (const std::uint8_t octet : hash) {
        text += "0123456789ABCDEF"[octet >> 4];
        text += "0123456789ABCDEF"[octet & 15];
    }
    return text;
}

std::string name_text(const CERT_NAME_BLOB& name) {
    auto* const blob = const_cast<CERT_NAME_BLOB*>(&name);
    constexpr DWORD form = CERT_X500_NAME_STR | CERT_NAME_STR_REVERSE_FLAG;
    std::u16string text(CertNameToStrW(X509_ASN_ENCODING, blob, form, nullptr, 0), u'\0');
    CertNameToStrW(X509_ASN_ENCODING, blob, form, wide(text), static_cast<DWORD>(text.size()));
    text.pop_back();
    // What a terminal would obey, controls of 8 bits too, is no part of a name.
    return printable(text);
}

std::string friendly_name(const CertificatePointer& certificate) {
    DWORD size = 0;
    const auto data = property(certificate, CERT_FRIENDLY_NAME_PROP_ID, size);
    if (!data) return {};
    std::u16string text(size / 2, u'\0');
    std::memcpy(text.data(), data->data(), text.size() * 2);
    return printable(text.substr(0, text.find(u'\0')));
}

bool set_friendly_name(const CertificatePointer& certificate, const std::string& name) {
    const auto text = utf16_of(name);
    if (!text.ok()) return false;
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(2 * (text.value().size() + 1)),
                               reinterpret_cast<BYTE*>(wide(text.value()))};
    return CertSetCertificateContextProperty(certificate.get(), CERT_FRIENDLY_NAME_PROP_ID, 0,
                                             &blob);
}

std::string date_text(const FILETIME& time) {
    const FileTime value = FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime;
    const auto seconds = static_cast<std::time_t>(value / kFileTimeSecond) -
                         static_cast<std::time_t>(kUnixEpochAsFileTime / kFileTimeSecond);
    std::tm parts{};
    std::array<char, 32> text{};
    ::gmtime_r(&seconds, &parts);
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%SZ", &parts);
    return text.data();
}

std::optional<KeyName> key_name(const CertificatePointer& certificate) {
    DWORD size = 0;
    const auto data = property(certificate, CERT_KEY_PROV_INFO_PROP_ID, size);
    if (!data) return std::nullopt;
    const auto& info = *reinterpret_cast<const CRYPT_KEY_PROV_INFO*>(data->data());
    const auto text = [](LPWSTR it) {
        return it == nullptr ? std::u16string()
                             : std::u16string(reinterpret_cast<const char16_t*>(it));
    };
    return KeyName{text(info.pwszContainerName), text(info.pwszProvName), info.dwProvType,
                   info.dwFlags, info.dwKeySpec};
}

bool set_key_name(const CertificatePointer& certificate, const KeyName& name) {
    CRYPT_KEY_PROV_INFO info{};
    info.pwszContainerName = wide(name.container);
    info.pwszProvName = wide(name.provider);
    info.dwProvType = name.provider_type;
    info.dwFlags = name.flags;
    info.dwKeySpec = name.key_spec;
    return CertSetCertificateContextProperty(certificate.get(), CERT_KEY_PROV_INFO_PROP_ID, 0,
                                             &info);
}

std::u16string key_storage() { return u"Microsoft Software Key Storage Provider"; }

StoredKey StoredKey::open(const KeyName& name, std::string& why) {
    if (name.provider_type != 0) {
        why = "the key is one of the CryptoAPI's containers, which are not exported or removed";
        return StoredKey(0);
    }
    const NCRYPT_PROV_HANDLE storage = open_storage(why);
    NCRYPT_KEY_HANDLE key = 0;
    if (storage != 0) {
        const SECURITY_STATUS status = NCryptOpenKey(storage, &key, wide(name.container), 0, 0);
        if (status != 0) why = error_text(static_cast<DWORD>(status));
    }
    NCryptFreeObject(storage);
    return StoredKey(key);
}

StoredKey StoredKey::import(const std::u16string& name, SecureBytes& pkcs8, bool exportable,
                            std::string& why) {
    const NCRYPT_PROV_HANDLE storage = open_storage(why);
    if (storage == 0) return StoredKey(0);
    NCryptBuffer buffer{static_cast<DWORD>(2 * (name.size() + 1)), NCRYPTBUFFER_PKCS_KEY_NAME,
                        wide(name)};
    NCryptBufferDesc parameters{NCRYPTBUFFER_VERSION, 1, &buffer};
    NCRYPT_KEY_HANDLE key = 0;
    SECURITY_STATUS status = NCryptImportKey(
        storage, 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, &parameters, &key, pkcs8.mutable_bytes().data(),
        static_cast<DWORD>(pkcs8.size()), NCRYPT_OVERWRITE_KEY_FLAG | NCRYPT_DO_NOT_FINALIZE_FLAG);
    NCryptFreeObject(storage);
    if (status == 0) status = finish(key, exportable);
    if (status == 0) return StoredKey(key);
    why = error_text(static_cast<DWORD>(status));
    NCryptFreeObject(key);
    return StoredKey(0);
}

SecureBytes StoredKey::pkcs8(std::string& why) const {
    DWORD size = 0;
    SECURITY_STATUS status =
        NCryptExportKey(key_, 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, nullptr, nullptr, 0, &size, 0);
    SecureBytes blob{std::size_t{size}};
    if (status == 0)
        status = NCryptExportKey(key_, 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, nullptr,
                                 blob.mutable_bytes().data(), size, &size, 0);
    if (status == 0) return SecureBytes(blob.bytes().first(size));
    why = error_text(static_cast<DWORD>(status));
    return {};
}

bool StoredKey::remove() { return NCryptDeleteKey(std::exchange(key_, 0), 0) == 0; }

}  // namespace secur32::tools
