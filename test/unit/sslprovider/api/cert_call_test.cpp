// The codes of crypt32.
#include "sslprovider/api/cert_call.h"

#include <gtest/gtest.h>

#include <new>

namespace secur32::api {
namespace {

DWORD code_after(CertResult result) {
    SetLastError(0xDEADBEEF);
    const bool done = cert_call("CertTest", [&](CallTrail&) { return result; });
    EXPECT_EQ(done, result.code() == 0);
    return GetLastError();
}

TEST(CertCall, SetsTheLastErrorOfAFailureOnly) {
    EXPECT_EQ(code_after(Status::ok), 0xDEADBEEF);
    EXPECT_EQ(code_after(Status::not_found), static_cast<DWORD>(CRYPT_E_NOT_FOUND));
    EXPECT_EQ(code_after(Status::buffer_too_small), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(code_after(Status::invalid_parameter), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(code_after(Status::bad_data), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(code_after(Status::out_of_memory), static_cast<DWORD>(E_OUTOFMEMORY));
}

TEST(CertCall, KeepsAnExactCode) {
    EXPECT_EQ(code_after(CRYPT_E_ASN1_EOD), static_cast<DWORD>(CRYPT_E_ASN1_EOD));
    EXPECT_EQ(code_after(refuse(CRYPT_E_ASN1_BADTAG, "test: reason")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    EXPECT_EQ(code_after(CERT_E_EXPIRED), static_cast<DWORD>(CERT_E_EXPIRED));
}

TEST(CertCall, CallsWhatCertificatesNeverMeetUnexpected) {
    for (const Status status : {Status::bad_record, Status::logon_denied, Status::internal_error})
        EXPECT_EQ(code_after(status), static_cast<DWORD>(E_UNEXPECTED));
}

TEST(CertCall, TurnsExceptionsIntoCodes) {
    EXPECT_FALSE(cert_call("CertTest", [](CallTrail&) -> CertResult { throw std::bad_alloc(); }));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_OUTOFMEMORY));
    EXPECT_FALSE(cert_call("CertTest", [](CallTrail&) -> CertResult { throw 1; }));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_UNEXPECTED));
}

TEST(CertCall, NamesTheCodesThatItHandsOut) {
    EXPECT_EQ(cert_outcome_of(Status::ok).name, "TRUE");
    EXPECT_EQ(cert_outcome_of(Status::not_found).name, "CRYPT_E_NOT_FOUND");
    EXPECT_EQ(cert_outcome_of(CRYPT_E_ASN1_EOD).name, "CRYPT_E_ASN1_EOD");
    EXPECT_EQ(cert_outcome_of(HRESULT{1234}).name, "FALSE");
    EXPECT_EQ(cert_outcome_of(HRESULT{1234}).code, 1234);
    for (int status = 0; status < static_cast<int>(Status::count_); ++status)
        EXPECT_NE(cert_outcome_of(Status(status)).name, "FALSE") << status;
}

}  // namespace
}  // namespace secur32::api
