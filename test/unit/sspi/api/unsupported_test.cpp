// Functions that exist so that programs link.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <ntsecapi.h>
#include <security.h>

// As programs that use them declare them: no header does.
extern "C" {
SECURITY_STATUS SeciAllocateAndSetIPAddress(PUCHAR, ULONG, BOOLEAN*);
void SeciFreeCallContext(void);
NTSTATUS SeciIsProtectedUser(PBOOLEAN);
SECURITY_STATUS GetSecurityUserInfo(PLUID, ULONG, void**);
BOOL LogonUserExExW(LPWSTR, LPWSTR, LPWSTR, DWORD, DWORD, PTOKEN_GROUPS, PHANDLE, PSID*, PVOID*,
                    LPDWORD, PQUOTA_LIMITS);
}

namespace secur32::api {
namespace {

TEST(Unsupported, KeepsNoCallContext) {
    unsigned char address[4] = {127, 0, 0, 1};
    int must_free = 1;
    EXPECT_EQ(SecAllocateAndSetIPAddress(address, 4, &must_free), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(must_free, 0);
    must_free = 1;
    EXPECT_EQ(SecAllocateAndSetCallTarget(address, 4, nullptr, &must_free),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(must_free, 0);
    BOOLEAN must_free_too = TRUE;
    EXPECT_EQ(SeciAllocateAndSetIPAddress(address, 4, &must_free_too), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_FALSE(must_free_too);
    EXPECT_EQ(SecAllocateAndSetIPAddress(nullptr, 0, nullptr), SEC_E_UNSUPPORTED_FUNCTION);
    SecFreeCallContext();
    SeciFreeCallContext();
}

TEST(Unsupported, RegistersNoPackage) {
    EXPECT_EQ(AddSecurityPackageW(nullptr, nullptr), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(AddSecurityPackageA(nullptr, nullptr), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(DeleteSecurityPackageW(nullptr), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(DeleteSecurityPackageA(nullptr), SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(Unsupported, ProtectsNobody) {
    BOOLEAN is_protected = TRUE;
    EXPECT_EQ(SeciIsProtectedUser(&is_protected), STATUS_SUCCESS);
    EXPECT_FALSE(is_protected);
    EXPECT_EQ(SeciIsProtectedUser(nullptr), STATUS_INVALID_PARAMETER);
}

TEST(Unsupported, LogsNobodyOn) {
    HANDLE token = &token;
    void* information = &token;
    EXPECT_FALSE(LogonUserExExW(nullptr, nullptr, nullptr, 2, 0, nullptr, &token, nullptr, nullptr,
                                nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NOT_SUPPORTED});
    EXPECT_EQ(token, nullptr);
    EXPECT_EQ(GetSecurityUserInfo(nullptr, 0, &information), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(information, nullptr);
}

}  // namespace
}  // namespace secur32::api
