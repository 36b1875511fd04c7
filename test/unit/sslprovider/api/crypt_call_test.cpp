// The wall around the CryptoAPI's functions: codes, the last error, what is thrown.
#include "sslprovider/api/crypt_call.h"

#include <gtest/gtest.h>
#include <winerror.h>

#include <new>

namespace secur32::api {
namespace {

DWORD last_error_after(Status status) {
    SetLastError(0);
    EXPECT_FALSE(crypt_call("CryptFoo", [&](CallTrail&) { return status; }));
    return GetLastError();
}

TEST(CryptCall, AnswersTrueAndLeavesTheLastError) {
    SetLastError(17);
    EXPECT_TRUE(crypt_call("CryptFoo", [](CallTrail&) { return Status::ok; }));
    EXPECT_EQ(GetLastError(), 17u);
}

TEST(CryptCall, SaysWhatWin32HasACodeFor) {
    EXPECT_EQ(last_error_after(Status::invalid_handle), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(last_error_after(Status::invalid_parameter), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(last_error_after(Status::buffer_too_small), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(last_error_after(Status::no_more_items), DWORD{ERROR_NO_MORE_ITEMS});
}

TEST(CryptCall, SaysEverythingElseAsCngDoes) {
    EXPECT_EQ(last_error_after(Status::bad_uid), static_cast<DWORD>(NTE_BAD_UID));
    EXPECT_EQ(last_error_after(Status::bad_hash), static_cast<DWORD>(NTE_BAD_HASH));
    EXPECT_EQ(last_error_after(Status::bad_hash_state), static_cast<DWORD>(NTE_BAD_HASH_STATE));
    EXPECT_EQ(last_error_after(Status::bad_version), static_cast<DWORD>(NTE_BAD_VER));
    EXPECT_EQ(last_error_after(Status::no_key), static_cast<DWORD>(NTE_NO_KEY));
    EXPECT_EQ(last_error_after(Status::no_keyset), static_cast<DWORD>(NTE_BAD_KEYSET));
    EXPECT_EQ(last_error_after(Status::not_owner), static_cast<DWORD>(NTE_PERM));
    EXPECT_EQ(last_error_after(Status::fixed_parameter), static_cast<DWORD>(NTE_FIXEDPARAMETER));
    EXPECT_EQ(last_error_after(Status::provider_not_defined),
              static_cast<DWORD>(NTE_KEYSET_NOT_DEF));
    EXPECT_EQ(last_error_after(Status::provider_type_no_match),
              static_cast<DWORD>(NTE_PROV_TYPE_NO_MATCH));
}

TEST(CryptCall, LetsNothingBeThrownIntoTheCaller) {
    SetLastError(0);
    EXPECT_FALSE(crypt_call("CryptFoo", [](CallTrail&) -> Status { throw std::bad_alloc(); }));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(NTE_NO_MEMORY));
}

}  // namespace
}  // namespace secur32::api
