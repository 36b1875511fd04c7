// PFXExportCertStore(Ex): what a store shows, and the keys that its certificates lead to.
#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/certificate_keys.h"
#include "sslprovider/api/pfx_call.h"

namespace secur32::api {
namespace {

using x509::PfxAttributes;
using x509::PfxContents;

constexpr DWORD kExportFlags = REPORT_NO_PRIVATE_KEY | REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY |
                               EXPORT_PRIVATE_KEYS | PKCS12_INCLUDE_EXTENDED_PROPERTIES |
                               PKCS12_EXPORT_SILENT | PKCS12_EXPORT_PBES2_PARAMS |
                               PKCS12_DISABLE_ENCRYPT_CERTIFICATES | PKCS12_ENCRYPT_CERTIFICATES;
constexpr DWORD kWindowsOnly = PKCS12_PROTECT_TO_DOMAIN_SIDS | PKCS12_EXPORT_ECC_CURVE_PARAMETERS |
                               PKCS12_EXPORT_ECC_CURVE_OID;

// What an import sets by other means, and what no file holds.
constexpr std::array<DWORD, 5> kNotExtended = {
    CERT_KEY_PROV_INFO_PROP_ID, CERT_KEY_CONTEXT_PROP_ID,  CERT_DATE_STAMP_PROP_ID,
    CERT_FRIENDLY_NAME_PROP_ID, CERT_ACCESS_STATE_PROP_ID,
};

Result<Buffer> property_of(CertificateProperties& properties, DWORD id) {
    DWORD size = 0;
    TRY(properties.get(id, CertOutput(nullptr, &size)));
    Buffer value(size);
    TRY(properties.get(id, CertOutput(value.data(), &size)));
    return value;
}

std::optional<std::u16string> friendly_name_of(CertificateProperties& properties) {
    const Result<Buffer> value = property_of(properties, CERT_FRIENDLY_NAME_PROP_ID);
    if (!value.ok()) return std::nullopt;
    std::u16string name(value.value().size() / sizeof(char16_t), u'\0');
    if (!name.empty())
        std::memcpy(name.data(), value.value().data(), name.size() * sizeof(char16_t));
    return name.substr(0, name.find(u'\0'));
}

// Each key and its certificate have the same number.
Buffer local_key_id(std::size_t number) {
    Buffer out(4);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return out;
}

class Export {
 public:
    explicit Export(DWORD flags) : flags_(flags) {}

    CertResult take(PCCERT_CONTEXT context) {
        CertificateContext* const ours = CertificateContext::of(context);
        x509::PfxCertificate out;
        out.der.assign(ours->encoded().begin(), ours->encoded().end());
        out.attributes.friendly_name = friendly_name_of(ours->properties());
        if ((flags_ & PKCS12_INCLUDE_EXTENDED_PROPERTIES) != 0)
            take_properties(ours->properties(), out.attributes);
        if ((flags_ & EXPORT_PRIVATE_KEYS) != 0) {
            const CertResult result = take_key(*context, ours->properties(), out.attributes);
            if (result.code() != 0) return result;
        }
        contents_.certificates.push_back(std::move(out));
        return Status::ok;
    }
    void take(const x509::SharedCrl& crl) {
        contents_.crls.emplace_back(crl->der().begin(), crl->der().end());
    }
    const PfxContents& contents() const { return contents_; }

 private:
    void take_properties(CertificateProperties& properties, PfxAttributes& out) {
        for (DWORD id = properties.next(0); id != 0; id = properties.next(id)) {
            if (std::ranges::find(kNotExtended, id) != kNotExtended.end()) continue;
            Result<Buffer> value = property_of(properties, id);
            if (value.ok()) out.properties.emplace_back(id, std::move(value).value());
        }
    }

    CertResult take_key(const CERT_CONTEXT& context, const CertificateProperties& properties,
                        PfxAttributes& certificate) {
        Result<FoundKey> found = find_key_of(context);
        if (found.ok() && found.value().exportable) {
            PfxAttributes attributes;
            attributes.local_key_id = certificate.local_key_id =
                local_key_id(contents_.keys.size() + 1);
            if (const auto name = properties.key_name()) {
                attributes.friendly_name = name->container;
                attributes.provider = name->provider;
                attributes.machine_keyset = (name->flags & CRYPT_MACHINE_KEYSET) != 0;
            }
            contents_.keys.push_back({std::move(found.value().key), std::move(attributes)});
            return Status::ok;
        }
        const bool reports_none = (flags_ & REPORT_NO_PRIVATE_KEY) != 0;
        const bool reports_unable = (flags_ & REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY) != 0;
        if (found.ok())
            return reports_unable ? refuse(NTE_BAD_KEY_STATE, "pfx: a key is not exportable")
                                  : CertResult(Status::ok);
        if (found.status() == Status::not_found)
            return reports_none ? refuse(CRYPT_E_NOT_FOUND, "pfx: a certificate without a key")
                                : CertResult(Status::ok);
        return reports_none || reports_unable
                   ? refuse(NTE_NO_KEY, "pfx: a certificate's key cannot be had")
                   : CertResult(Status::ok);
    }

    DWORD flags_;
    PfxContents contents_;
};

// The contexts of a store, given back.
class Contexts {
 public:
    explicit Contexts(std::vector<PCCERT_CONTEXT> all) : all_(std::move(all)) {}
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;
    ~Contexts() {
        for (PCCERT_CONTEXT each : all_) CertificateContext::of(each)->drop_reference();
    }
    const std::vector<PCCERT_CONTEXT>& all() const { return all_; }

 private:
    std::vector<PCCERT_CONTEXT> all_;
};

CertResult check_arguments(const void* parameters, DWORD flags) {
    if ((flags & kWindowsOnly) != 0)
        return refuse(NTE_NOT_SUPPORTED, "pfx: neither a domain's keys nor explicit curves");
    if (const CertResult checked = check_pfx_flags(flags, kExportFlags); checked.code() != 0)
        return checked;
    if ((flags & PKCS12_EXPORT_PBES2_PARAMS) == 0)
        return parameters == nullptr ? CertResult(Status::ok)
                                     : refuse(E_INVALIDARG, "pfx: pvPara is not null");
    const auto* const given = static_cast<const PKCS12_PBES2_EXPORT_PARAMS*>(parameters);
    if (given == nullptr || given->dwSize != sizeof *given || given->hNcryptDescriptor != nullptr ||
        given->pwszPbes2Alg == nullptr ||
        std::u16string_view(reinterpret_cast<const char16_t*>(given->pwszPbes2Alg)) !=
            std::u16string_view(PKCS12_PBES2_ALG_AES256_SHA256))
        return refuse(E_INVALIDARG, "pfx: no PKCS12_PBES2_EXPORT_PARAMS of AES256-SHA256");
    return Status::ok;
}

CertResult export_store(HCERTSTORE handle, CRYPT_DATA_BLOB* blob, LPCWSTR password,
                        const void* parameters, DWORD flags) {
    if (blob == nullptr) return refuse(E_INVALIDARG, "pfx: pPFX is null");
    const CertOutput output(blob->pbData, &blob->cbData);
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    if (const CertResult checked = check_arguments(parameters, flags); checked.code() != 0)
        return checked;
    TRY_ASSIGN(const x509::PfxPassword secret, pfx_password(password));
    Export out(flags);
    const Contexts contexts(store->contexts());
    for (PCCERT_CONTEXT each : contexts.all())
        if (const CertResult result = out.take(each); result.code() != 0) return result;
    for (const x509::SharedCrl& crl : store->crls()) out.take(crl);
    x509::PfxWriting writing;
    if ((flags & PKCS12_EXPORT_PBES2_PARAMS) != 0) writing.cipher = x509::PfxCipher::aes256_sha256;
    writing.encrypt_certificates = (flags & PKCS12_DISABLE_ENCRYPT_CERTIFICATES) == 0;
    TRY_ASSIGN(const Buffer file, x509::write_pfx(out.contents(), secret, writing));
    return output.put(file);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI PFXExportCertStoreEx(HCERTSTORE hStore, CRYPT_DATA_BLOB* pPFX, LPCWSTR szPassword,
                                 void* pvPara, DWORD dwFlags) {
    return cert_call("PFXExportCertStoreEx", [&](CallTrail& trail) {
        trail.flags("flags", dwFlags);
        return export_store(hStore, pPFX, szPassword, pvPara, dwFlags);
    });
}

BOOL WINAPI PFXExportCertStore(HCERTSTORE hStore, CRYPT_DATA_BLOB* pPFX, LPCWSTR szPassword,
                               DWORD dwFlags) {
    return cert_call("PFXExportCertStore", [&](CallTrail& trail) {
        trail.flags("flags", dwFlags);
        return export_store(hStore, pPFX, szPassword, nullptr, dwFlags);
    });
}

}  // extern "C"
