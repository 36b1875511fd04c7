// Private keys out of certificates, and ephemeral keys, against libcrypto's.
#include <gtest/gtest.h>

#include <utility>

#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

// A handle out of a call, which a failure must leave 0.
struct HandleOut {
    NCRYPT_HANDLE handle = kNoHandle;
    void expect_none() const { EXPECT_EQ(handle, 0u); }
};

// -- SslOpenPrivateKey ----------------------------------------------------------------------------

// A certificate of libcrypto's with its key behind a CNG handle.
Context with_key(const ForeignKey& key) {
    Context context = usual_context();
    const NCRYPT_KEY_HANDLE handle = import_private_key(key);
    EXPECT_TRUE(CertSetCertificateContextProperty(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, 0,
                                                  by_value(handle)));
    return context;
}

TEST(SslOpenPrivateKey, AgreesWithTheKeyThatLibcryptoMade) {
    const Context context = with_key(usual_certificate().key);
    SslHandle key;
    ASSERT_EQ(SslOpenPrivateKey(ssl_provider(), key.out(), context, 0), ERROR_SUCCESS);
    EXPECT_EQ(exported(key, BCRYPT_RSAPUBLIC_BLOB), rsa_public_blob(usual_certificate().key.get()));
}

TEST(SslOpenPrivateKey, GivesAKeyThatOutlivesTheCertificate) {
    SslHandle key;
    {
        const Context context = with_key(usual_certificate().key);
        ASSERT_EQ(SslOpenPrivateKey(ssl_provider(), key.out(), context, 0), ERROR_SUCCESS);
    }
    EXPECT_EQ(exported(key, BCRYPT_RSAPUBLIC_BLOB), rsa_public_blob(usual_certificate().key.get()));
}

TEST(SslOpenPrivateKey, RefusesACertificateWithoutAKey) {
    HandleOut out;
    EXPECT_EQ(SslOpenPrivateKey(ssl_provider(), &out.handle, usual_context(), 0), NTE_NOT_FOUND);
    out.expect_none();
}

TEST(SslOpenPrivateKey, RefusesAnotherCertificatesKey) {
    HandleOut out;
    EXPECT_EQ(SslOpenPrivateKey(ssl_provider(), &out.handle, with_key(rsa_key()), 0), NTE_BAD_KEY);
    out.expect_none();
}

TEST(SslOpenPrivateKey, RefusesACertificateThatIsNotThisLibrarys) {
    HandleOut out;
    const CERT_CONTEXT invented{};
    EXPECT_EQ(SslOpenPrivateKey(ssl_provider(), &out.handle, &invented, 0), NTE_INVALID_HANDLE);
    out.expect_none();
}

TEST(SslOpenPrivateKey, RefusesMissingPointers) {
    HandleOut out;
    EXPECT_EQ(SslOpenPrivateKey(ssl_provider(), &out.handle, nullptr, 0), NTE_INVALID_PARAMETER);
    out.expect_none();
    EXPECT_EQ(SslOpenPrivateKey(ssl_provider(), nullptr, usual_context(), 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslOpenPrivateKey, RefusesAProviderThatIsNone) {
    HandleOut out;
    EXPECT_EQ(SslOpenPrivateKey(kNoHandle, &out.handle, usual_context(), 0), NTE_INVALID_HANDLE);
    out.expect_none();
}

TEST(SslOpenPrivateKey, RefusesFlags) {
    HandleOut out;
    EXPECT_EQ(SslOpenPrivateKey(ssl_provider(), &out.handle, usual_context(), 1), NTE_BAD_FLAGS);
    out.expect_none();
}

// -- SslCreateEphemeralKey ------------------------------------------------------------------------

// What a wish for a key is made of; the rest is right.
struct Wish {
    DWORD suite = TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    DWORD group = 23;
    DWORD bits = 0;
    Buffer parameters = {};
    DWORD protocol = kTls12;
};

SECURITY_STATUS create(const Wish& wish, NCRYPT_KEY_HANDLE* key) {
    return SslCreateEphemeralKey(
        ssl_provider(), key, wish.protocol, wish.suite, wish.group, wish.bits,
        wish.parameters.empty() ? nullptr : octets(wish.parameters), count(wish.parameters), 0);
}

void expect_refused(SECURITY_STATUS expected, const Wish& wish) {
    HandleOut out;
    EXPECT_EQ(create(wish, &out.handle), expected) << wish.suite << ' ' << wish.group;
    out.expect_none();
}

constexpr DWORD kDhe = TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;

// agreements() made one of each; that libcrypto agreed with it was the proof.
TEST(SslCreateEphemeralKey, AgreesWithLibcryptosGroups) {
    for (const Agreement& agreement : agreements()) {
        SCOPED_TRACE(agreement.name);
        EXPECT_EQ(agreement.own_public.size(), agreement.peer_public.size());
        EXPECT_NE(agreement.own_public, agreement.peer_public);
        EXPECT_FALSE(agreement.premaster.empty());
        NCRYPT_KEY_HANDLE again = 0;
        const bool curve = !agreement.finite_field;
        const DhNumbers numbers =
            curve ? DhNumbers{} : dh_numbers(make_dh_key(agreement.group.c_str()));
        ASSERT_EQ(create({agreement.suite, curve ? DWORD{29} : 0, 0,
                          curve ? Buffer() : dh_parameters_blob(numbers)},
                         &again),
                  ERROR_SUCCESS);
        EXPECT_EQ(SslFreeObject(again, 0), ERROR_SUCCESS);
    }
}

TEST(SslCreateEphemeralKey, TakesEveryGroupForTls13) {
    for (const DWORD group : {23u, 24u, 25u, 29u, 256u, 257u, 258u}) {
        SslHandle key;
        ASSERT_EQ(
            create({TLS_AES_128_GCM_SHA256, group, 0, {}, TLS1_3_PROTOCOL_VERSION}, key.out()),
            ERROR_SUCCESS);
    }
}

TEST(SslCreateEphemeralKey, ChoosesTheGroupOfRfc7919ByItsSize) {
    const ForeignKey foreign = make_dh_key("ffdhe3072");
    SslHandle key;
    ASSERT_EQ(create({kDhe, 0, 3072}, key.out()), ERROR_SUCCESS);
    const Buffer blob = exported(key, BCRYPT_DH_PUBLIC_BLOB);
    const DhNumbers numbers = dh_numbers(foreign);
    EXPECT_EQ(Buffer(blob.begin() + 8, blob.begin() + 8 + 384), numbers.p);
}

TEST(SslCreateEphemeralKey, TakesTheSizeThatTheGroupHas) {
    for (const auto& [group, bits] :
         {std::pair{23u, 256u}, {24u, 384u}, {25u, 521u}, {29u, 255u}}) {
        SslHandle key;
        EXPECT_EQ(create({.group = group, .bits = bits}, key.out()), ERROR_SUCCESS);
        expect_refused(NTE_INVALID_PARAMETER, {.group = group, .bits = bits + 1});
    }
}

TEST(SslCreateEphemeralKey, RefusesGroupsThatTheSuiteDoesNotHave) {
    for (const DWORD group : {0u, 1u, 22u, 26u, 30u, 256u, 0x10017u})
        expect_refused(NTE_INVALID_PARAMETER, {.group = group});
    for (const DWORD group : {23u, 29u, 255u, 261u})
        expect_refused(NTE_INVALID_PARAMETER, {.suite = kDhe, .group = group});
    for (const DWORD bits : {0u, 512u, 1024u, 2047u})
        expect_refused(NTE_INVALID_PARAMETER, {.suite = kDhe, .group = 0, .bits = bits});
    expect_refused(NTE_INVALID_PARAMETER, {TLS_AES_128_GCM_SHA256, 0, 0, {}, 0x0304});
}

TEST(SslCreateEphemeralKey, RefusesSuitesWithoutEphemeralKeys) {
    for (const DWORD suite : {DWORD{TLS_RSA_WITH_AES_128_GCM_SHA256},
                              DWORD{TLS_PSK_WITH_AES_128_GCM_SHA256}, DWORD{0x5555}})
        expect_refused(NTE_INVALID_PARAMETER, {.suite = suite});
    expect_refused(NTE_INVALID_PARAMETER, {.protocol = TLS1_1_PROTOCOL_VERSION});
    expect_refused(NTE_INVALID_PARAMETER, {.protocol = SSL3_PROTOCOL_VERSION});
}

TEST(SslCreateEphemeralKey, RefusesParametersBesideAGroupOrForACurve) {
    const Buffer parameters = dh_parameters_blob(dh_numbers(make_dh_key("ffdhe2048")));
    expect_refused(NTE_INVALID_PARAMETER, {.parameters = parameters});
    expect_refused(NTE_INVALID_PARAMETER, {.suite = kDhe, .group = 256, .parameters = parameters});
    expect_refused(NTE_INVALID_PARAMETER,
                   {.suite = kDhe, .group = 0, .bits = 3072, .parameters = parameters});
    HandleOut out;
    EXPECT_EQ(
        SslCreateEphemeralKey(ssl_provider(), &out.handle, kTls12, kDhe, 0, 0, nullptr, 524, 0),
        NTE_INVALID_PARAMETER);
    out.expect_none();
}

TEST(SslCreateEphemeralKey, RefusesParametersThatAreDamaged) {
    const Buffer good = dh_parameters_blob(dh_numbers(make_dh_key("ffdhe2048")));
    for (const std::size_t length : {1u, 11u, 12u, 267u, 523u})
        expect_refused(NTE_BAD_DATA,
                       {kDhe, 0, 0, Buffer(good.begin(), good.begin() + static_cast<int>(length))});
    for (const std::size_t at : {0u, 4u, 8u}) {
        Buffer damaged = good;
        damaged[at] ^= 0x10;
        expect_refused(NTE_BAD_DATA, {kDhe, 0, 0, damaged});
    }
}

TEST(SslCreateEphemeralKey, RefusesNumbersThatCannotBe) {
    DhNumbers numbers = dh_numbers(make_dh_key("ffdhe2048"));
    DhNumbers even = numbers, no_generator = numbers;
    even.p.back() &= 0xFE;
    no_generator.g.assign(256, 0);
    DhNumbers small{counted(0x81, 64), Buffer(64, 0), {}};
    small.g.back() = 2;
    small.p.back() |= 1;
    for (const DhNumbers& bad : {even, no_generator, small})
        expect_refused(NTE_BAD_KEY, {kDhe, 0, 0, dh_parameters_blob(bad)});
}

TEST(SslCreateEphemeralKey, RefusesAHandleWithoutAPlace) {
    EXPECT_EQ(create({}, nullptr), NTE_INVALID_PARAMETER);
}

TEST(SslCreateEphemeralKey, RefusesAProviderThatIsNoneAndFlags) {
    HandleOut out;
    EXPECT_EQ(SslCreateEphemeralKey(freed_handle(), &out.handle, kTls12,
                                    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 23, 0, nullptr, 0, 0),
              NTE_INVALID_HANDLE);
    out.expect_none();
    EXPECT_EQ(SslCreateEphemeralKey(ssl_provider(), &out.handle, kTls12,
                                    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 23, 0, nullptr, 0, 1),
              NTE_BAD_FLAGS);
    out.expect_none();
}

}  // namespace
}  // namespace secur32::test
