// The thread's last error.
#include "sslprovider/api/last_error.h"

#include <gtest/gtest.h>
#include <winerror.h>

#include <thread>

namespace secur32::api {
namespace {

TEST(LastError, IsWhatWasSetLast) {
    SetLastError(ERROR_MORE_DATA);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    set_last_error(ERROR_NONE_MAPPED);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NONE_MAPPED});
}

TEST(LastError, BelongsToTheThread) {
    SetLastError(ERROR_MORE_DATA);
    DWORD first = 1;
    DWORD second = 1;
    std::thread([&] {
        first = GetLastError();
        set_last_error(ERROR_LOGON_FAILURE);
        second = GetLastError();
    }).join();
    EXPECT_EQ(first, DWORD{ERROR_SUCCESS});
    EXPECT_EQ(second, DWORD{ERROR_LOGON_FAILURE});
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
}

TEST(LastError, KeepsEveryValue) {
    for (const DWORD code : {DWORD{0}, DWORD{1}, DWORD{0xFFFFFFFF}, DWORD{0xC000006D}}) {
        SetLastError(code);
        EXPECT_EQ(GetLastError(), code);
    }
}

}  // namespace
}  // namespace secur32::api
