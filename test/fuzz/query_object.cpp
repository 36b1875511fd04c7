// CryptQueryObject: what is found is in the store and the context, and is found again in what the
// store is saved as.
#include <wincrypt.h>
#include <winerror.h>

#include "test/fuzz/check.h"

namespace {

using namespace secur32;

DWORD count(HCERTSTORE store) {
    DWORD number = 0;
    for (PCCERT_CONTEXT at = nullptr; (at = CertEnumCertificatesInStore(store, at)) != nullptr;)
        ++number;
    return number;
}

void check_saved(HCERTSTORE store) {
    CERT_BLOB blob{0, nullptr};
    fuzz::require(
        CertSaveStore(store, 0, CERT_STORE_SAVE_AS_STORE, CERT_STORE_SAVE_TO_MEMORY, &blob, 0));
    Buffer octets(blob.cbData);
    blob.pbData = octets.data();
    fuzz::require(
        CertSaveStore(store, 0, CERT_STORE_SAVE_AS_STORE, CERT_STORE_SAVE_TO_MEMORY, &blob, 0));
    const HCERTSTORE again = CertOpenStore(CERT_STORE_PROV_SERIALIZED, 0, 0, 0, &blob);
    fuzz::require(again != nullptr && count(again) == count(store));
    fuzz::require(CertCloseStore(again, 0));
}

void check_refusal(DWORD content, DWORD format) {
    fuzz::require(GetLastError() == static_cast<DWORD>(CRYPT_E_NO_MATCH));
    fuzz::require(content == 0 && format == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const CERT_BLOB blob{static_cast<DWORD>(size), const_cast<BYTE*>(data)};
    DWORD encoding = 1, content = 1, format = 1;
    HCERTSTORE store = nullptr;
    PCCERT_CONTEXT context = nullptr;
    // Of certificates alone, so that the context is one.
    const bool certificate =
        CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob,
                         CERT_QUERY_CONTENT_FLAG_CERT | CERT_QUERY_CONTENT_FLAG_SERIALIZED_CERT,
                         CERT_QUERY_FORMAT_FLAG_ALL, 0, &encoding, &content, &format, nullptr,
                         nullptr, reinterpret_cast<const void**>(&context));
    fuzz::require(certificate == (context != nullptr));
    if (!certificate) check_refusal(content, format);
    fuzz::require(CertFreeCertificateContext(context));

    const bool any = CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob, CERT_QUERY_CONTENT_FLAG_ALL,
                                      CERT_QUERY_FORMAT_FLAG_ALL, 0, &encoding, &content, &format,
                                      &store, nullptr, nullptr);
    fuzz::require(any || !certificate);
    if (!any) check_refusal(content, format);
    if (store != nullptr) check_saved(store);
    fuzz::require(CertCloseStore(store, 0));
    return 0;
}
