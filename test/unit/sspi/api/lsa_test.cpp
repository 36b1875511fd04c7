// The LSA that is not there.
#include <gtest/gtest.h>
#include <ntsecapi.h>

#include <utility>

namespace secur32::api {
namespace {

constexpr int kJunk = 0x5A;
void* const kJunkPointer = reinterpret_cast<void*>(kJunk);

TEST(Lsa, IsNotReached) {
    HANDLE handle = kJunkPointer;
    EXPECT_EQ(LsaConnectUntrusted(&handle), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(handle, nullptr);
    handle = kJunkPointer;
    LSA_OPERATIONAL_MODE mode = kJunk;
    EXPECT_EQ(LsaRegisterLogonProcess(nullptr, &handle, &mode), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(handle, nullptr);
    EXPECT_EQ(mode, 0u);
    EXPECT_EQ(LsaDeregisterLogonProcess(nullptr), STATUS_NOT_SUPPORTED);
    ULONG package = kJunk;
    EXPECT_EQ(LsaLookupAuthenticationPackage(nullptr, nullptr, &package), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(package, 0u);
}

TEST(Lsa, LogsNobodyOn) {
    PVOID profile = kJunkPointer;
    ULONG length = kJunk;
    LUID luid{1, 2};
    HANDLE token = kJunkPointer;
    QUOTA_LIMITS quotas{};
    NTSTATUS status = kJunk;
    EXPECT_EQ(LsaLogonUser(nullptr, nullptr, Network, 0, nullptr, 0, nullptr, nullptr, &profile,
                           &length, &luid, &token, &quotas, &status),
              STATUS_NOT_SUPPORTED);
    EXPECT_EQ(profile, nullptr);
    EXPECT_EQ(length, 0u);
    EXPECT_EQ(luid.LowPart, 0u);
    EXPECT_EQ(token, nullptr);
    EXPECT_EQ(status, 0);
    profile = kJunkPointer;
    EXPECT_EQ(LsaCallAuthenticationPackage(nullptr, 0, nullptr, 0, &profile, &length, &status),
              STATUS_NOT_SUPPORTED);
    EXPECT_EQ(profile, nullptr);
}

TEST(Lsa, HasNoSessionsAndNoPolicy) {
    ULONG count = kJunk;
    PLUID list = static_cast<PLUID>(kJunkPointer);
    EXPECT_EQ(LsaEnumerateLogonSessions(&count, &list), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(list, nullptr);
    auto* data = static_cast<PSECURITY_LOGON_SESSION_DATA>(kJunkPointer);
    EXPECT_EQ(LsaGetLogonSessionData(nullptr, &data), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(data, nullptr);
    EXPECT_EQ(LsaRegisterPolicyChangeNotification(PolicyNotifyDnsDomainInformation, nullptr),
              STATUS_NOT_SUPPORTED);
    EXPECT_EQ(LsaUnregisterPolicyChangeNotification(PolicyNotifyDnsDomainInformation, nullptr),
              STATUS_NOT_SUPPORTED);
}

TEST(Lsa, TakesNullForEveryOutput) {
    EXPECT_EQ(LsaConnectUntrusted(nullptr), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(LsaLookupAuthenticationPackage(nullptr, nullptr, nullptr), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(LsaLogonUser(nullptr, nullptr, Network, 0, nullptr, 0, nullptr, nullptr, nullptr,
                           nullptr, nullptr, nullptr, nullptr, nullptr),
              STATUS_NOT_SUPPORTED);
    EXPECT_EQ(LsaEnumerateLogonSessions(nullptr, nullptr), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(LsaFreeReturnBuffer(nullptr), STATUS_SUCCESS);
}

TEST(Lsa, TranslatesItsCodes) {
    for (const auto& [status, error] :
         {std::pair<NTSTATUS, ULONG>{STATUS_SUCCESS, ERROR_SUCCESS},
          {STATUS_SOME_NOT_MAPPED, 1301},
          {STATUS_LOGON_FAILURE, ERROR_LOGON_FAILURE},
          {STATUS_WRONG_PASSWORD, ERROR_INVALID_PASSWORD},
          {STATUS_ACCOUNT_DISABLED, ERROR_ACCOUNT_DISABLED},
          {STATUS_ACCOUNT_LOCKED_OUT, ERROR_ACCOUNT_LOCKED_OUT},
          {STATUS_NOT_SUPPORTED, ERROR_NOT_SUPPORTED},
          {STATUS_ACCESS_DENIED, ERROR_ACCESS_DENIED},
          {static_cast<NTSTATUS>(0xC0FFEE00), ERROR_MR_MID_NOT_FOUND}})
        EXPECT_EQ(LsaNtStatusToWinError(status), error) << status;
}

TEST(Lsa, MarshalsNoTargets) {
    PUSHORT buffer = static_cast<PUSHORT>(kJunkPointer);
    ULONG size = kJunk;
    EXPECT_EQ(CredMarshalTargetInfo(nullptr, &buffer, &size), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(buffer, nullptr);
    EXPECT_EQ(size, 0u);
    auto* info = static_cast<PCREDENTIAL_TARGET_INFORMATIONW>(kJunkPointer);
    EXPECT_EQ(CredUnmarshalTargetInfo(nullptr, 0, &info, nullptr), STATUS_NOT_SUPPORTED);
    EXPECT_EQ(info, nullptr);
}

}  // namespace
}  // namespace secur32::api
