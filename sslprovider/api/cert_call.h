// Around the exported functions of crypt32, which answer with a BOOL, a pointer or a number and
// leave the reason as the thread's last error.
//
//     BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT pCertContext) {
//         return cert_call("CertFreeCertificateContext", [&](CallTrail& trail) -> CertResult {
//             trail.handle("context", number_of(pCertContext));
//             ...
#pragma once

#include <wincrypt_parts.h>
#include <winerror.h>

#include <cstdint>
#include <utility>

#include "sslprovider/api/last_error.h"
#include "sslprovider/api/trail.h"

namespace secur32::api {

// 0, or the code that the last error will be: the one of a Status, or an exact one.
class CertResult {
 public:
    CertResult(Status status) noexcept;        // implicit: TRY, `return Status::...;`
    CertResult(HRESULT code) : code_(code) {}  // implicit: E_*, CRYPT_E_*, NTE_*, ERROR_*
    HRESULT code() const { return code_; }

 private:
    HRESULT code_;
};

Outcome cert_outcome_of(CertResult result) noexcept;

// An exact code and, in the trace, its reason: `return refuse(CRYPT_E_ASN1_EOD, "cert: ...")`.
CertResult refuse(HRESULT code, std::string_view reason) noexcept;

// How a trace line names a pointer.
inline std::uint64_t number_of(const void* pointer) {
    return reinterpret_cast<std::uintptr_t>(pointer);
}

// Runs body(trail), which returns a CertResult; true for 0, else the last error is set.
template <typename Body>
bool cert_call(const char* function, Body&& body) noexcept {
    const std::int32_t code =
        traced<CallTrail>(function, cert_outcome_of, std::forward<Body>(body));
    if (code != 0) set_last_error(static_cast<std::uint32_t>(code));
    return code == 0;
}

}  // namespace secur32::api
