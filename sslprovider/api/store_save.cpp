// CertSaveStore, and single elements in serialized form.
#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/query_object.h"
#include "sslprovider/api/store_contents.h"
#include "sslprovider/api/store_files.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

CertResult save_to_file(void* parameter, const Buffer& octets) {
    return of_file(write_descriptor(descriptor_of(parameter), octets));
}

CertResult save_to_memory(void* parameter, const Buffer& octets) {
    auto& blob = *static_cast<CERT_BLOB*>(parameter);
    return CertOutput(blob.pbData, &blob.cbData).put(octets);
}

CertResult save_to_name_a(void* parameter, const Buffer& octets) {
    return of_file(write_file(static_cast<const char*>(parameter), octets));
}

CertResult save_to_name_w(void* parameter, const Buffer& octets) {
    TRY_ASSIGN(const std::string path, utf8_of(static_cast<const char16_t*>(parameter)));
    return of_file(write_file(path, octets));
}

using SaveTo = CertResult (*)(void* parameter, const Buffer& octets);
constexpr SaveTo kSaveTo[] = {nullptr, save_to_file, save_to_memory, save_to_name_a,
                              save_to_name_w};

CertResult save(HCERTSTORE handle, DWORD encoding, DWORD as, DWORD to, void* parameter,
                DWORD flags) {
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    if (as != CERT_STORE_SAVE_AS_STORE && as != CERT_STORE_SAVE_AS_PKCS7)
        return refuse(ERROR_INVALID_PARAMETER, "cert: dwSaveAs is none that stores are saved as");
    if (to == 0 || to >= std::size(kSaveTo))
        return refuse(ERROR_INVALID_PARAMETER, "cert: dwSaveTo is nothing to save to");
    if (as == CERT_STORE_SAVE_AS_PKCS7 && (encoding & PKCS_7_ASN_ENCODING) == 0)
        return refuse(E_INVALIDARG, "cert: not PKCS_7_ASN_ENCODING");
    if (flags != 0 || parameter == nullptr)
        return refuse(E_INVALIDARG, "cert: dwFlags, or pvSaveToPara is null");
    return kSaveTo[to](parameter, write_store(*store, as));
}

template <typename Context, typename Pointer>
CertResult serialize_context(Pointer pointer, BYTE* element, DWORD* size) {
    const CertOutput out(element, size);
    TRY(out.check());
    TRY_ASSIGN(Context* const context, Context::find(pointer));
    return out.put(serialize(*context->element(), Hashes::keep));
}

struct Added {
    DWORD type = 0;
    const void* context = nullptr;
};

// What is in a store, or in none.
CertResult add_certificate(CertStore* store, const x509::SerializedElement& element,
                           DWORD disposition, Added& out) {
    TRY_ASSIGN(const auto certificate, x509::OwnedCertificate::parse(element.encoded));
    const auto properties = properties_of(element);
    PCCERT_CONTEXT context = nullptr;
    if (store != nullptr) {
        TRY(store->add(certificate, properties.get(), disposition, &context));
    } else {
        TRY_ASSIGN(context, CertificateContext::create(X509_ASN_ENCODING, certificate));
        CertificateContext::of(context)->properties().merge(*properties);
    }
    out = {CERT_STORE_CERTIFICATE_CONTEXT, context};
    return Status::ok;
}

CertResult add_crl(CertStore* store, const x509::SerializedElement& element, DWORD disposition,
                   Added& out) {
    TRY_ASSIGN(const auto crl, x509::OwnedCrl::parse(element.encoded));
    const auto properties = properties_of(element);
    PCCRL_CONTEXT context = nullptr;
    if (store != nullptr) {
        TRY(store->add_crl(crl, properties.get(), disposition, &context));
    } else {
        TRY_ASSIGN(context, CrlContext::create(X509_ASN_ENCODING, crl));
        CrlContext::of(context)->properties().merge(*properties);
    }
    out = {CERT_STORE_CRL_CONTEXT, context};
    return Status::ok;
}

CertResult add_element(HCERTSTORE handle, Bytes octets, DWORD disposition, DWORD types,
                       Added& out) {
    std::shared_ptr<CertStore> store;
    if (handle != nullptr) {
        TRY_ASSIGN(store, find_store(handle));
    }
    if (octets.empty()) return refuse(ERROR_END_OF_MEDIA, "cert: nothing to add");
    const auto element = x509::parse_serialized_element(octets);
    if (element.status() == Status::bad_data)
        return refuse(E_INVALIDARG, "cert: octets behind the element");
    if (!element.ok()) return of_serialized(element.status());
    using Kind = x509::SerializedElement::Kind;
    const Kind kind = element.value().kind;
    if (kind == Kind::certificate && (types & CERT_STORE_CERTIFICATE_CONTEXT_FLAG) != 0)
        return add_certificate(store.get(), element.value(), disposition, out);
    if (kind == Kind::crl && (types & CERT_STORE_CRL_CONTEXT_FLAG) != 0)
        return add_crl(store.get(), element.value(), disposition, out);
    return refuse(E_INVALIDARG, "cert: dwContextTypeFlags does not have the element's type");
}

void give(const Added& added, DWORD* type, const void** context) {
    if (type != nullptr) *type = added.type;
    if (context != nullptr) {
        *context = added.context;
    } else if (added.type == CERT_STORE_CERTIFICATE_CONTEXT) {
        CertificateContext::of(static_cast<PCCERT_CONTEXT>(added.context))->drop_reference();
    } else {
        CrlContext::of(static_cast<PCCRL_CONTEXT>(added.context))->drop_reference();
    }
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertSaveStore(HCERTSTORE hCertStore, DWORD dwEncodingType, DWORD dwSaveAs,
                          DWORD dwSaveTo, void* pvSaveToPara, DWORD dwFlags) {
    return cert_call("CertSaveStore", [&](CallTrail& trail) {
        trail.handle("store", number_of(hCertStore));
        trail.number("as", dwSaveAs);
        trail.number("to", dwSaveTo);
        return save(hCertStore, dwEncodingType, dwSaveAs, dwSaveTo, pvSaveToPara, dwFlags);
    });
}

BOOL WINAPI CertSerializeCertificateStoreElement(PCCERT_CONTEXT pCertContext, DWORD,
                                                 BYTE* pbElement, DWORD* pcbElement) {
    return cert_call("CertSerializeCertificateStoreElement", [&](CallTrail& trail) {
        trail.handle("context", number_of(pCertContext));
        return serialize_context<CertificateContext>(pCertContext, pbElement, pcbElement);
    });
}

BOOL WINAPI CertSerializeCRLStoreElement(PCCRL_CONTEXT pCrlContext, DWORD, BYTE* pbElement,
                                         DWORD* pcbElement) {
    return cert_call("CertSerializeCRLStoreElement", [&](CallTrail& trail) {
        trail.handle("context", number_of(pCrlContext));
        return serialize_context<CrlContext>(pCrlContext, pbElement, pcbElement);
    });
}

BOOL WINAPI CertAddSerializedElementToStore(HCERTSTORE hCertStore, const BYTE* pbElement,
                                            DWORD cbElement, DWORD dwAddDisposition, DWORD,
                                            DWORD dwContextTypeFlags, DWORD* pdwContentType,
                                            const void** ppvContext) {
    return cert_call("CertAddSerializedElementToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.number("disposition", dwAddDisposition);
        if (pdwContentType != nullptr) *pdwContentType = 0;
        if (ppvContext != nullptr) *ppvContext = nullptr;
        TRY_ASSIGN(const Bytes octets, cert_bytes(pbElement, cbElement));
        Added added;
        const CertResult result =
            add_element(hCertStore, octets, dwAddDisposition, dwContextTypeFlags, added);
        if (result.code() == 0) give(added, pdwContentType, ppvContext);
        return result;
    });
}

}  // extern "C"
