// Hosts in target names.
#include "sspi/api/target_names.h"

#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <security.h>

namespace secur32::api {
namespace {

TEST(TargetNames, FindTheHost) {
    EXPECT_EQ(host_in(u"HTTP/www.example.com"), u"www.example.com");
    EXPECT_EQ(host_in(u"HTTP/www.example.com:8080"), u"www.example.com");
    EXPECT_EQ(host_in(u"ldap/dc.example.com/example.com"), u"dc.example.com");
    EXPECT_EQ(host_in(u"ldap/dc:389/example.com@EXAMPLE.COM"), u"dc");
    EXPECT_EQ(host_in(u"TERMSRV/host@REALM"), u"host");
    EXPECT_EQ(host_in(u"www.example.com"), u"www.example.com");
    EXPECT_EQ(host_in(u"host:443"), u"host");
    EXPECT_EQ(host_in(u"HTTP/[::1]:8080"), u"[::1]");
    EXPECT_EQ(host_in(u"[fe80::1]"), u"[fe80::1]");
}

TEST(TargetNames, HaveNoHostWhereNoneIs) {
    for (const char16_t* target :
         {u"", u"HTTP/", u"HTTP//name", u"HTTP/:80", u":80", u"HTTP/[::1", u"HTTP/@REALM"})
        EXPECT_EQ(host_in(target), u"");
}

TEST(TargetNames, GiveTheHostToTheCaller) {
    PWSTR host = nullptr;
    ASSERT_EQ(SspiGetTargetHostName(u"HTTP/www.example.com:80/x", &host), SEC_E_OK);
    EXPECT_EQ(std::u16string_view(host), u"www.example.com");
    SspiLocalFree(host);
}

TEST(TargetNames, RefuseNullAndNothing) {
    PWSTR host = reinterpret_cast<PWSTR>(1);
    EXPECT_EQ(SspiGetTargetHostName(nullptr, &host), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(host, nullptr);
    EXPECT_EQ(SspiGetTargetHostName(u"HTTP/", &host), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiGetTargetHostName(u"host", nullptr), SEC_E_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::api
