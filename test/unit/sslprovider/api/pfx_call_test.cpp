// PFXIsPFXBlob, PFXVerifyPassword: what openssl(1) writes is a PFX file, with its password.

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/unit/sslprovider/api/pfx_fixture.h"

namespace secur32::test {
namespace {

const Buffer& openssl_file() {
    static const Buffer file = OpensslPfx().make("-iter 10");
    return file;
}

DWORD is_pfx_failure(const Buffer& file) {
    CRYPT_DATA_BLOB blob = blob_of_file(file);
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXIsPFXBlob(&blob));
    return GetLastError();
}

DWORD password_failure(const Buffer& file, LPCWSTR password, DWORD flags = 0) {
    CRYPT_DATA_BLOB blob = blob_of_file(file);
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXVerifyPassword(&blob, password, flags));
    return GetLastError();
}

TEST(PFXIsPFXBlob, AgreesWithOpenssl) {
    CRYPT_DATA_BLOB blob = blob_of_file(openssl_file());
    SetLastError(kUntouched);
    EXPECT_TRUE(PFXIsPFXBlob(&blob));
    const Buffer legacy = OpensslPfx().make("-legacy -iter 1");
    blob = blob_of_file(legacy);
    EXPECT_TRUE(PFXIsPFXBlob(&blob));
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(PFXIsPFXBlob, RefusesNull) {
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXIsPFXBlob(nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    CRYPT_DATA_BLOB blob{5, nullptr};
    EXPECT_FALSE(PFXIsPFXBlob(&blob));
}

TEST(PFXIsPFXBlob, RefusesWhatIsCutOff) {
    Buffer file = openssl_file();
    file.pop_back();
    EXPECT_EQ(is_pfx_failure(file), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    EXPECT_EQ(is_pfx_failure({}), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
}

TEST(PFXIsPFXBlob, RefusesACertificate) {
    EXPECT_EQ(is_pfx_failure(usual_certificate().der), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    EXPECT_EQ(is_pfx_failure({1, 2, 3}), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
}

TEST(PFXVerifyPassword, AgreesWithOpenssl) {
    CRYPT_DATA_BLOB blob = blob_of_file(openssl_file());
    SetLastError(kUntouched);
    EXPECT_TRUE(PFXVerifyPassword(&blob, u"secret", 0));
    const Buffer strange =
        OpensslPfx().make("-legacy -iter 1", "p\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
    blob = blob_of_file(strange);
    EXPECT_TRUE(PFXVerifyPassword(&blob, u"p\u00E4\u20AC\U0001F600", 0));
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(PFXVerifyPassword, RefusesAnotherPassword) {
    for (const LPCWSTR other : {u"Secret", u"", u"secret2", LPCWSTR{nullptr}})
        EXPECT_EQ(password_failure(openssl_file(), other),
                  static_cast<DWORD>(ERROR_INVALID_PASSWORD));
}

TEST(PFXVerifyPassword, RefusesFlagsAndNull) {
    EXPECT_EQ(password_failure(openssl_file(), u"secret", 1), static_cast<DWORD>(E_INVALIDARG));
    SetLastError(kUntouched);
    EXPECT_FALSE(PFXVerifyPassword(nullptr, u"secret", 0));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    const char16_t lonely[] = {0xD800, 0};
    EXPECT_EQ(password_failure(openssl_file(), lonely), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(password_failure(openssl_file(), std::u16string(70000, u'x').c_str()),
              static_cast<DWORD>(E_INVALIDARG));
}

TEST(PFXVerifyPassword, RefusesWhatIsNoFile) {
    EXPECT_EQ(password_failure({1, 2, 3}, u"secret"), static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    EXPECT_EQ(password_failure(openssl_file(), u"secret "),
              static_cast<DWORD>(ERROR_INVALID_PASSWORD));
}

TEST(PFXVerifyPassword, RefusesAFileWithoutMac) {
    EXPECT_EQ(password_failure(OpensslPfx().make("-nomac"), u"secret"),
              static_cast<DWORD>(ERROR_INVALID_DATA));
}

}  // namespace
}  // namespace secur32::test
