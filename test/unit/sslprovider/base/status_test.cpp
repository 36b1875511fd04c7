#include "sslprovider/base/status.h"

#include <gtest/gtest.h>

#include <new>
#include <set>

#include "sslprovider/base/guard.h"

namespace secur32 {
namespace {

TEST(Status, EveryRowIsAFailureWithAName) {
    for (const StatusRow& status : kStatusRows) {
        EXPECT_EQ(status.sspi < 0, status.status != Status::ok) << status.name;
        // Of revocation the verdicts pass through as they are.
        EXPECT_TRUE(status.name.starts_with("SEC_E_") || status.name.starts_with("CRYPT_E_"))
            << status.name;
    }
}

TEST(Status, AnUnknownUserLooksLikeAWrongPassword) {
    EXPECT_EQ(row(Status::unknown_user).sspi, row(Status::logon_denied).sspi);
    EXPECT_EQ(row(Status::unknown_user).last_error, row(Status::logon_denied).last_error);
    EXPECT_EQ(row(Status::unknown_user).name, row(Status::logon_denied).name);
}

Result<int> half(int n) {
    if (n % 2 != 0) return Status::invalid_parameter;
    return n / 2;
}
Result<int> quarter(int n) {
    TRY_ASSIGN(const int h, half(n));
    TRY_ASSIGN(const int q, half(h));
    return q;
}

TEST(Result, CarriesAValueOrTheFirstFailure) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(quarter(6).status(), Status::invalid_parameter);
    EXPECT_EQ(quarter(5).status(), Status::invalid_parameter);
}

TEST(Guard, TurnsExceptionsIntoStatuses) {
    EXPECT_EQ(guard([] { return Status::bad_bindings; }), Status::bad_bindings);
    EXPECT_EQ(guard([]() -> Status { throw std::bad_alloc(); }), Status::out_of_memory);
    EXPECT_EQ(guard([]() -> Status { throw 7; }), Status::internal_error);
}

}  // namespace
}  // namespace secur32
