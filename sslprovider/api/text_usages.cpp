// Extended key usages: what a certificate's extension and its property say together.
#include <wincrypt.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/base/der_writer.h"

namespace secur32::api {
namespace {

// Object identifiers as text, in order.
using Usages = std::vector<std::string>;

CertResult bad_parameter() { return refuse(ERROR_INVALID_PARAMETER, "cert: an argument is null"); }

//   ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId         (RFC 5280 4.2.1.12)
// The property may be of none.
Result<Usages> read_usages(Bytes der) {
    Usages out;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& usages) {
        while (usages.more()) out.push_back(usages.object_identifier().text());
    });
    if (!in.done()) return trace::because(Status::bad_data, "cert: no extended key usages");
    return out;
}

// Nothing for a certificate without it.
Status extension_usages(CertificateContext& context, std::optional<Usages>& out) {
    for (const x509::Extension& extension : context.certificate().extensions) {
        if (extension.id.text() != szOID_ENHANCED_KEY_USAGE) continue;
        TRY_ASSIGN(out, read_usages(extension.value));
        return Status::ok;
    }
    return Status::ok;
}

Status property_usages(CertificateContext& context, std::optional<Usages>& out) {
    CertificateProperties& properties = context.properties();
    // Between the two calls another thread may make it larger.
    for (Status status = Status::buffer_too_small; status == Status::buffer_too_small;) {
        DWORD size = 0;
        status = properties.get(CERT_ENHKEY_USAGE_PROP_ID, CertOutput(nullptr, &size));
        if (status == Status::not_found) return Status::ok;
        TRY(status);
        Buffer der(std::max<std::size_t>(size, 1));
        status = properties.get(CERT_ENHKEY_USAGE_PROP_ID, CertOutput(der.data(), &size));
        if (status == Status::buffer_too_small) continue;
        TRY(status);
        der.resize(size);
        TRY_ASSIGN(out, read_usages(der));
    }
    return Status::ok;
}

// "If a certificate has both an EKU extension and EKU extended properties, it is valid only for the
// uses that are on both lists."
Usages common(const Usages& a, const Usages& b) {
    Usages out;
    Usages sorted = b;
    std::ranges::sort(sorted);
    std::ranges::copy_if(a, std::back_inserter(out), [&](const std::string& each) {
        return std::ranges::binary_search(sorted, each);
    });
    return out;
}

CertResult find_usages(CertificateContext& context, DWORD flags, std::optional<Usages>& out) {
    constexpr DWORD kExtension = CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG,
                    kProperty = CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG;
    const DWORD only = flags & (kExtension | kProperty);
    if (only == (kExtension | kProperty))
        return refuse(E_INVALIDARG, "cert: only the one and only the other");
    std::optional<Usages> extension, property;
    if (only != kProperty) TRY(extension_usages(context, extension));
    if (only != kExtension) TRY(property_usages(context, property));
    // The property wins the order where there is no extension to compare with.
    out = extension && property ? common(*property, *extension) : property ? property : extension;
    if (only != 0 && !out) return refuse(CRYPT_E_NOT_FOUND, "cert: it has no such usages");
    return Status::ok;
}

// ---- Out
// -----------------------------------------------------------------------------------------

// Where `count` pointers, and the strings behind them, go; their size alone without memory.
std::size_t put_strings(const Usages& usages, LPSTR* pointers) {
    std::size_t size = usages.size() * sizeof(LPSTR);
    for (std::size_t i = 0; i < usages.size(); ++i) {
        const std::size_t length = usages[i].size() + 1;
        if (pointers != nullptr) {
            char* const text = reinterpret_cast<char*>(pointers) + size;
            std::memcpy(text, usages[i].c_str(), length);
            pointers[i] = text;
        }
        size += length;
    }
    return size;
}

CertResult fits(std::size_t needed, bool asks, DWORD* size) {
    const DWORD room = *size;
    *size = static_cast<DWORD>(needed);
    if (asks || needed <= room) return Status::ok;
    return refuse(ERROR_MORE_DATA, "cert: the buffer is too small");
}

CertResult give(const Usages& usages, CERT_ENHKEY_USAGE* out, DWORD* size) {
    const std::size_t needed = sizeof *out + put_strings(usages, nullptr);
    if (const CertResult room = fits(needed, out == nullptr, size); room.code() != 0) return room;
    if (out == nullptr) return Status::ok;
    auto* const pointers = reinterpret_cast<LPSTR*>(out + 1);
    put_strings(usages, pointers);
    out->cUsageIdentifier = static_cast<DWORD>(usages.size());
    out->rgpszUsageIdentifier = usages.empty() ? nullptr : pointers;
    return Status::ok;
}

// ---- In
// ------------------------------------------------------------------------------------------

Status delete_property(CertificateContext& context) {
    return context.set_property(CERT_ENHKEY_USAGE_PROP_ID, 0, nullptr);
}

CertResult set_usages(CertificateContext& context, const Usages& usages) {
    std::vector<Buffer> ids;
    for (const std::string& each : usages) {
        Result<Buffer> id = object_identifier_of(each);
        if (!id.ok()) return refuse(CRYPT_E_OID_FORMAT, "cert: no object identifier");
        ids.push_back(std::move(id).value());
    }
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        for (const Buffer& id : ids) out.object_identifier({id});
    });
    Buffer der = out.take();
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(der.size()), der.data()};
    return context.set_property(CERT_ENHKEY_USAGE_PROP_ID, 0, &blob);
}

Result<Usages> usages_of(const CERT_ENHKEY_USAGE& usage) {
    Usages out;
    const Status null = Status::invalid_parameter;
    if (usage.cUsageIdentifier != 0 && usage.rgpszUsageIdentifier == nullptr) return null;
    for (DWORD i = 0; i < usage.cUsageIdentifier; ++i) {
        if (usage.rgpszUsageIdentifier[i] == nullptr) return null;
        out.emplace_back(usage.rgpszUsageIdentifier[i]);
    }
    return out;
}

CertResult add_usage(CertificateContext& context, LPCSTR id) {
    std::optional<Usages> usages;
    TRY(property_usages(context, usages));
    if (!usages) usages.emplace();
    usages->emplace_back(id);
    return set_usages(context, *usages);
}

CertResult remove_usage(CertificateContext& context, LPCSTR id) {
    std::optional<Usages> usages;
    TRY(property_usages(context, usages));
    if (!usages) return refuse(CRYPT_E_NOT_FOUND, "cert: there is no property of usages");
    const auto found = std::ranges::find(*usages, std::string_view(id));
    if (found == usages->end()) return Status::ok;
    usages->erase(found);
    if (usages->empty()) return delete_property(context);
    return set_usages(context, *usages);
}

// Calls body(context) with one that takes one identifier.
template <typename Body>
bool change_call(const char* function, PCCERT_CONTEXT pointer, LPCSTR id, Body&& body) {
    return cert_call(function, [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pointer));
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pointer));
        if (id == nullptr) return refuse(E_INVALIDARG, "cert: pszUsageIdentifier is null");
        return body(*context, id);
    });
}

// Nothing for all uses.
CertResult valid_usages(DWORD count, PCCERT_CONTEXT* pointers, std::optional<Usages>& out) {
    for (DWORD i = 0; i < count; ++i) {
        if (pointers[i] == nullptr) continue;
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pointers[i]));
        std::optional<Usages> usages;
        if (const CertResult found = find_usages(*context, 0, usages); found.code() != 0)
            return found;
        if (usages) out = out ? common(*out, *usages) : *usages;
    }
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertGetEnhancedKeyUsage(PCCERT_CONTEXT pCertContext, DWORD dwFlags,
                                    PCERT_ENHKEY_USAGE pUsage, DWORD* pcbUsage) {
    std::optional<Usages> usages;
    const bool done = cert_call("CertGetEnhancedKeyUsage", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        trail.flags("flags", dwFlags);
        if (pCertContext == nullptr || pcbUsage == nullptr) return bad_parameter();
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
        if (const CertResult found = find_usages(*context, dwFlags, usages); found.code() != 0)
            return found;
        return give(usages.value_or(Usages()), pUsage, pcbUsage);
    });
    if (done) set_last_error(usages ? DWORD{ERROR_SUCCESS} : static_cast<DWORD>(CRYPT_E_NOT_FOUND));
    return done;
}

BOOL WINAPI CertSetEnhancedKeyUsage(PCCERT_CONTEXT pCertContext, PCERT_ENHKEY_USAGE pUsage) {
    return cert_call("CertSetEnhancedKeyUsage", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
        if (pUsage == nullptr) return delete_property(*context);
        TRY_ASSIGN(const Usages usages, usages_of(*pUsage));
        return set_usages(*context, usages);
    });
}

BOOL WINAPI CertAddEnhancedKeyUsageIdentifier(PCCERT_CONTEXT pCertContext,
                                              LPCSTR pszUsageIdentifier) {
    return change_call("CertAddEnhancedKeyUsageIdentifier", pCertContext, pszUsageIdentifier,
                       add_usage);
}

BOOL WINAPI CertRemoveEnhancedKeyUsageIdentifier(PCCERT_CONTEXT pCertContext,
                                                 LPCSTR pszUsageIdentifier) {
    return change_call("CertRemoveEnhancedKeyUsageIdentifier", pCertContext, pszUsageIdentifier,
                       remove_usage);
}

BOOL WINAPI CertGetValidUsages(DWORD cCerts, PCCERT_CONTEXT* rghCerts, int* cNumOIDs,
                               LPSTR* rghOIDs, DWORD* pcbOIDs) {
    return cert_call("CertGetValidUsages", [&](CallTrail& trail) -> CertResult {
        trail.number("count", cCerts);
        if (cNumOIDs == nullptr || pcbOIDs == nullptr || (cCerts != 0 && rghCerts == nullptr))
            return bad_parameter();
        std::optional<Usages> usages;
        if (const CertResult found = valid_usages(cCerts, rghCerts, usages); found.code() != 0)
            return found;
        *cNumOIDs = usages ? static_cast<int>(usages->size()) : -1;
        const Usages out = usages.value_or(Usages());
        const CertResult room = fits(put_strings(out, nullptr), rghOIDs == nullptr, pcbOIDs);
        if (room.code() == 0 && rghOIDs != nullptr) put_strings(out, rghOIDs);
        return room;
    });
}

}  // extern "C"
