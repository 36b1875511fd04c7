// What surrounds the functions that answer with a code of the NTE_ family.
#include "sslprovider/api/ncrypt_call.h"

#include <gtest/gtest.h>
#include <winerror.h>

#include <new>
#include <stdexcept>

namespace secur32::api {
namespace {

SECURITY_STATUS answer(Status status) {
    return ncrypt_call("SslTest", [&](CallTrail&) { return status; });
}

TEST(NcryptCall, AnswersZeroForSuccessOnly) {
    EXPECT_EQ(answer(Status::ok), ERROR_SUCCESS);
    for (int status = 1; status < static_cast<int>(Status::count_); ++status)
        EXPECT_LT(answer(Status(status)), 0) << row(Status(status)).name;
}

// winerror.h's numbers.
TEST(NcryptCall, AnswersWithTheCodesOfTheFamily) {
    EXPECT_EQ(answer(Status::invalid_handle), NTE_INVALID_HANDLE);
    EXPECT_EQ(answer(Status::invalid_parameter), NTE_INVALID_PARAMETER);
    EXPECT_EQ(answer(Status::buffer_too_small), NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(answer(Status::buffers_overlap), NTE_BUFFERS_OVERLAP);
    EXPECT_EQ(answer(Status::bad_flags), NTE_BAD_FLAGS);
    EXPECT_EQ(answer(Status::bad_data), NTE_BAD_DATA);
    EXPECT_EQ(answer(Status::bad_key), NTE_BAD_KEY);
    EXPECT_EQ(answer(Status::bad_type), NTE_BAD_TYPE);
    EXPECT_EQ(answer(Status::bad_length), NTE_BAD_LEN);
    EXPECT_EQ(answer(Status::bad_signature), NTE_BAD_SIGNATURE);
    EXPECT_EQ(answer(Status::bad_key_state), NTE_BAD_KEY_STATE);
    EXPECT_EQ(answer(Status::bad_record), NTE_DECRYPTION_FAILURE);
    EXPECT_EQ(answer(Status::bad_passphrase), NTE_INCORRECT_PASSWORD);
    EXPECT_EQ(answer(Status::exists), NTE_EXISTS);
    EXPECT_EQ(answer(Status::not_found), NTE_NOT_FOUND);
    EXPECT_EQ(answer(Status::no_keyset), NTE_BAD_KEYSET);
    EXPECT_EQ(answer(Status::no_more_items), NTE_NO_MORE_ITEMS);
    EXPECT_EQ(answer(Status::unsupported_function), NTE_NOT_SUPPORTED);
}

TEST(NcryptCall, AnswersWithAFailureWhereTheFamilyHasNoWord) {
    EXPECT_EQ(answer(Status::logon_denied), NTE_FAIL);
    EXPECT_EQ(answer(Status::qop_not_supported), NTE_FAIL);
}

TEST(NcryptCall, TurnsExceptionsIntoCodes) {
    EXPECT_EQ(ncrypt_call("SslTest", [](CallTrail&) -> Status { throw std::bad_alloc(); }),
              NTE_NO_MEMORY);
    EXPECT_EQ(ncrypt_call("SslTest", [](CallTrail&) -> Status { throw std::length_error("x"); }),
              NTE_INTERNAL_ERROR);
    EXPECT_EQ(ncrypt_call("SslTest", [](CallTrail&) -> Status { throw 1; }), NTE_INTERNAL_ERROR);
}

TEST(NcryptCall, LeavesTheLastErrorAlone) {
    SetLastError(0xDEADBEEF);
    answer(Status::invalid_parameter);
    answer(Status::out_of_memory);
    EXPECT_EQ(GetLastError(), 0xDEADBEEF);
}

TEST(NcryptCall, RunsTheBodyOnce) {
    int runs = 0;
    ncrypt_call("SslTest", [&](CallTrail&) {
        ++runs;
        return Status::bad_data;
    });
    EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace secur32::api
