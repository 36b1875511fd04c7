// SslGetKeyProperty, against what libcrypto says of the same keys, in CNG's words.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

// A call's outputs, which a failure must empty.
struct PropertyOut {
    PBYTE value = reinterpret_cast<PBYTE>(kNoHandle);
    DWORD size = 99;
    void expect_nothing() const {
        EXPECT_EQ(value, nullptr);
        EXPECT_EQ(size, 0u);
    }
};

Buffer property(NCRYPT_KEY_HANDLE key, LPCWSTR name) {
    PropertyOut out;
    EXPECT_EQ(SslGetKeyProperty(key, name, &out.value, &out.size, 0), ERROR_SUCCESS);
    if (out.value == nullptr) return {};
    Buffer value(out.value, out.value + out.size);
    EXPECT_EQ(SslFreeBuffer(out.value), ERROR_SUCCESS);
    return value;
}

DWORD number(NCRYPT_KEY_HANDLE key, LPCWSTR name) {
    const Buffer value = property(key, name);
    DWORD number = 0xFFFFFFFF;
    EXPECT_EQ(value.size(), sizeof number);
    if (value.size() == sizeof number) std::memcpy(&number, value.data(), sizeof number);
    return number;
}

std::u16string text(NCRYPT_KEY_HANDLE key, LPCWSTR name) {
    const Buffer value = property(key, name);
    std::u16string text(value.size() / 2, u'?');
    std::memcpy(text.data(), value.data(), value.size());
    EXPECT_EQ(text.back(), 0);
    text.pop_back();
    return text;
}

struct Facts {
    std::u16string group, name;
    int bits;
    DWORD type;
};

void expect_facts(NCRYPT_KEY_HANDLE key, const Facts& facts) {
    EXPECT_EQ(text(key, NCRYPT_ALGORITHM_GROUP_PROPERTY), facts.group);
    EXPECT_EQ(text(key, NCRYPT_ALGORITHM_PROPERTY), facts.name);
    EXPECT_EQ(static_cast<int>(number(key, NCRYPT_LENGTH_PROPERTY)), facts.bits);
    EXPECT_EQ(number(key, SSL_KEY_TYPE_PROPERTY), facts.type);
}

TEST(SslGetKeyProperty, AgreesWithLibcryptoOnTheKeysItMade) {
    const int rsa_bits = EVP_PKEY_get_bits(rsa_key().get());
    expect_facts(rsa_public(), {u"RSA", u"RSA", rsa_bits, 0});
    expect_facts(rsa_private(), {u"RSA", u"RSA", rsa_bits, 0});
    const std::tuple<const char*, std::u16string, DWORD> curves[] = {
        {"P-256", u"ECDSA_P256", 23}, {"P-384", u"ECDSA_P384", 24}, {"P-521", u"ECDSA_P521", 25}};
    for (const auto& [curve, name, type] : curves) {
        const ForeignKey key = make_foreign_key("EC", curve);
        expect_facts(private_handle(key), {u"ECDSA", name, EVP_PKEY_get_bits(key.get()), type});
    }
}

TEST(SslGetKeyProperty, AgreesWithTheGroupsOfAnAgreement) {
    const std::map<std::string, Facts> facts = {
        {"P-256", {u"ECDH", u"ECDH_P256", 256, 23}}, {"P-384", {u"ECDH", u"ECDH_P384", 384, 24}},
        {"P-521", {u"ECDH", u"ECDH_P521", 521, 25}}, {"X25519", {u"ECDH", u"ECDH", 255, 29}},
        {"ffdhe2048", {u"DH", u"DH", 2048, 256}},    {"ffdhe3072", {u"DH", u"DH", 3072, 257}}};
    for (const Agreement& agreement : agreements()) {
        SCOPED_TRACE(agreement.name);
        const auto known = facts.find(agreement.name);
        if (known != facts.end()) {
            expect_facts(agreement.own, known->second);
            continue;
        }
        for (const NCRYPT_KEY_HANDLE key :
             {NCRYPT_KEY_HANDLE{agreement.own}, NCRYPT_KEY_HANDLE{agreement.peer}}) {
            EXPECT_EQ(text(key, NCRYPT_ALGORITHM_GROUP_PROPERTY), u"DH");
            EXPECT_EQ(number(key, NCRYPT_LENGTH_PROPERTY), 2048u);
        }
    }
}

TEST(SslGetKeyProperty, RefusesPropertiesThatThereAreNot) {
    const SslHandle key = rsa_public();
    for (const LPCWSTR name : {u"", u"keytype", u"Length ", NCRYPT_NAME_PROPERTY}) {
        PropertyOut out;
        EXPECT_EQ(SslGetKeyProperty(key, name, &out.value, &out.size, 0), NTE_NOT_SUPPORTED);
        out.expect_nothing();
    }
}

TEST(SslGetKeyProperty, RefusesToSpeakOfSecretsAndOfWhatCngHasNoNameFor) {
    const SslHandle psk = import_pre_shared_key(counted(1)), master = imported_master(),
                    ed25519 = private_handle(make_foreign_key("ED25519"));
    for (const auto& [key, name] :
         {std::pair<NCRYPT_KEY_HANDLE, LPCWSTR>{psk, NCRYPT_LENGTH_PROPERTY},
          {master, SSL_KEY_TYPE_PROPERTY},
          {ed25519, NCRYPT_ALGORITHM_GROUP_PROPERTY}}) {
        PropertyOut out;
        EXPECT_EQ(SslGetKeyProperty(key, name, &out.value, &out.size, 0), NTE_NOT_SUPPORTED);
        out.expect_nothing();
    }
}

TEST(SslGetKeyProperty, RefusesWhatIsNoKey) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    for (const NCRYPT_KEY_HANDLE key : {NCRYPT_KEY_HANDLE{0}, kNoHandle, NCRYPT_KEY_HANDLE{hash},
                                        ssl_provider(), freed_handle()}) {
        PropertyOut out;
        EXPECT_EQ(SslGetKeyProperty(key, SSL_KEY_TYPE_PROPERTY, &out.value, &out.size, 0),
                  NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslGetKeyProperty, RefusesMissingPointers) {
    const SslHandle key = rsa_public();
    PropertyOut out;
    EXPECT_EQ(SslGetKeyProperty(key, nullptr, &out.value, &out.size, 0), NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(SslGetKeyProperty(key, SSL_KEY_TYPE_PROPERTY, nullptr, &out.size, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslGetKeyProperty(key, SSL_KEY_TYPE_PROPERTY, &out.value, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslGetKeyProperty, RefusesFlags) {
    PropertyOut out;
    EXPECT_EQ(SslGetKeyProperty(rsa_public(), SSL_KEY_TYPE_PROPERTY, &out.value, &out.size, 1),
              NTE_BAD_FLAGS);
    out.expect_nothing();
}

}  // namespace
}  // namespace secur32::test
