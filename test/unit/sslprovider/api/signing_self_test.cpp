// CertCreateSelfSignCertificate: libcrypto reads the certificate and verifies its signature.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "test/support/der_writer.h"
#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

// What a test says differently.
struct SelfSigning {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE key = 0;
    // CN=a
    Buffer name =
        tlv(0x30, {tlv(0x31, {tlv(0x30, {tlv(0x06, Buffer{0x55, 4, 3}), tlv(0x0C, "a")})})});
    DWORD flags = 0;
    CRYPT_KEY_PROV_INFO* info = nullptr;
    CRYPT_ALGORITHM_IDENTIFIER* algorithm = nullptr;
    SYSTEMTIME *start = nullptr, *end = nullptr;
    CERT_EXTENSIONS* extensions = nullptr;

    PCCERT_CONTEXT make() {
        CERT_NAME_BLOB blob{size_of(name), name.data()};
        SetLastError(0);
        return CertCreateSelfSignCertificate(key, &blob, flags, info, algorithm, start, end,
                                             extensions);
    }
    Context context() { return Context(make()); }
    DWORD failure() {
        EXPECT_EQ(make(), nullptr);
        return GetLastError();
    }
};

Buffer der_of(PCCERT_CONTEXT context) {
    return {context->pbCertEncoded, context->pbCertEncoded + context->cbCertEncoded};
}

// By libcrypto, with the key in the certificate.
bool is_self_signed(PCCERT_CONTEXT context) {
    const ForeignFields fields = foreign_fields(der_of(context));
    const unsigned char* at = fields.public_key_info.data();
    EVP_PKEY* const key =
        d2i_PUBKEY(nullptr, &at, static_cast<long>(fields.public_key_info.size()));
    const std::string& oid = fields.signature.oid;
    const char* const hash = oid == "1.3.101.112"             ? nullptr
                             : oid == "1.2.840.113549.1.1.5"  ? "SHA1"
                             : oid == "1.2.840.113549.1.1.13" ? "SHA512"
                                                              : "SHA256";
    const bool good = key != nullptr && foreign_verifies(key, hash, fields.tbs_certificate,
                                                         fields.signature_value.octets);
    EVP_PKEY_free(key);
    return good;
}

bool has_private_key(PCCERT_CONTEXT context) {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle = 0;
    return CryptAcquireCertificatePrivateKey(
        context,
        CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG | CRYPT_ACQUIRE_COMPARE_KEY_FLAG |
            CRYPT_ACQUIRE_CACHE_FLAG | CRYPT_ACQUIRE_NO_HEALING,
        nullptr, &handle, nullptr, nullptr);
}

TEST(CertCreateSelfSignCertificate, AgreesWithLibcryptoOnKeysOfTheCngStorage) {
    const KeyFolder folder;
    for (const auto& [issued, oid] : {std::pair{&signing_chain().rsa, kSha256Rsa},
                                      std::pair{&signing_chain().ec, "1.2.840.10045.4.3.2"},
                                      std::pair{&signing_chain().ed25519, "1.3.101.112"}}) {
        const std::string digits = oid;
        const std::u16string name(digits.begin(), digits.end());
        const SigningCngKey key(issued->key, name.c_str());
        SelfSigning plan;
        plan.key = key;
        const Context context = plan.context();
        EXPECT_EQ(GetLastError(), 0u);
        EXPECT_TRUE(is_self_signed(context));
        const ForeignFields fields = foreign_fields(der_of(context));
        EXPECT_EQ(fields.version, 2);
        EXPECT_EQ(fields.signature.oid, oid);
        EXPECT_EQ(fields.subject, plan.name);
        EXPECT_EQ(fields.issuer, plan.name);
        EXPECT_EQ(fields.serial_number.size(), 16u);
        EXPECT_EQ(fields.public_key_info, foreign_fields(issued->der).public_key_info);
        EXPECT_TRUE(fields.extensions.empty());
        EXPECT_TRUE(has_private_key(context));
    }
}

TEST(CertCreateSelfSignCertificate, LastsAYearFromNow) {
    const SigningCngKey key(signing_chain().ec.key);
    SelfSigning plan;
    plan.key = key;
    const ForeignFields fields = foreign_fields(der_of(plan.context()));
    const FileTime now = file_time_now();
    EXPECT_LE(fields.not_before, now);
    EXPECT_GT(fields.not_before + 60 * kFileTimeSecond, now);
    const FileTime days = (fields.not_after - fields.not_before) / (24 * kFileTimeHour);
    EXPECT_TRUE(days == 365 || days == 366) << days;
}

TEST(CertCreateSelfSignCertificate, LastsAsLongAsItIsTold) {
    const SigningCngKey key(signing_chain().ec.key);
    SYSTEMTIME start{2024, 2, 0, 29, 12, 34, 56, 789}, end{2055, 1, 0, 2, 3, 4, 5, 0};
    SelfSigning plan;
    plan.key = key;
    plan.start = &start;
    // 2024-02-29T12:34:56Z
    constexpr FileTime kStart = kUnixEpochAsFileTime + 1709210096 * kFileTimeSecond;
    const ForeignFields leap = foreign_fields(der_of(plan.context()));
    EXPECT_EQ(leap.not_before, kStart);
    EXPECT_EQ(leap.not_after, kStart + 365 * 24 * kFileTimeHour) << "2025-02-28";
    plan.end = &end;
    // 2055-01-02T03:04:05Z
    EXPECT_EQ(foreign_fields(der_of(plan.context())).not_after,
              kUnixEpochAsFileTime + 2682471845 * kFileTimeSecond);
}

TEST(CertCreateSelfSignCertificate, CarriesExtensions) {
    const SigningCngKey key(signing_chain().ec.key);
    Buffer value = tlv(0x30, Buffer{}), other{5, 0};
    char constraints[] = "2.5.29.19", own[] = "1.2.3.4";
    CERT_EXTENSION list[] = {{constraints, TRUE, {size_of(value), value.data()}},
                             {own, FALSE, {size_of(other), other.data()}}};
    CERT_EXTENSIONS extensions{2, list};
    SelfSigning plan;
    plan.key = key;
    plan.extensions = &extensions;
    const ForeignFields fields = foreign_fields(der_of(plan.context()));
    ASSERT_EQ(fields.extensions.size(), 2u);
    EXPECT_EQ(fields.extensions[0].oid, "2.5.29.19");
    EXPECT_TRUE(fields.extensions[0].critical);
    EXPECT_EQ(fields.extensions[1].value, other);
    EXPECT_FALSE(fields.extensions[1].critical);
}

TEST(CertCreateSelfSignCertificate, SignsAsItIsTold) {
    const SigningCngKey rsa(signing_chain().rsa.key);
    for (const char* oid : {"1.2.840.113549.1.1.5", "1.2.840.113549.1.1.13"}) {
        SigningAlgorithm algorithm(oid);
        SelfSigning plan;
        plan.key = rsa;
        plan.algorithm = algorithm.get();
        const Context context = plan.context();
        EXPECT_TRUE(is_self_signed(context));
        EXPECT_EQ(foreign_fields(der_of(context)).signature.oid, oid);
        EXPECT_EQ(foreign_fields(der_of(context)).signature.parameters, (Buffer{5, 0}));
    }
}

TEST(CertCreateSelfSignCertificate, MakesAKeyWhereNoneIsGiven) {
    const KeyFolder folder;
    const Context context = SelfSigning{}.context();
    EXPECT_TRUE(is_self_signed(context));
    EXPECT_TRUE(has_private_key(context));
    EXPECT_EQ(property_as<DWORD>(context, CERT_KEY_SPEC_PROP_ID), DWORD{AT_SIGNATURE});
}

TEST(CertCreateSelfSignCertificate, MakesTheKeyThatIsNamed) {
    const KeyFolder folder;
    for (const DWORD type : {DWORD{0}, DWORD{PROV_RSA_AES}}) {
        char16_t name[] = u"named";
        CRYPT_KEY_PROV_INFO info{};
        info.pwszContainerName = reinterpret_cast<LPWSTR>(name);
        info.dwProvType = type;
        info.dwKeySpec = type == 0 ? 0 : AT_KEYEXCHANGE;
        SelfSigning plan;
        plan.info = &info;
        const Context first = plan.context(), second = plan.context();
        EXPECT_TRUE(has_private_key(first));
        EXPECT_TRUE(has_private_key(second));
        EXPECT_EQ(foreign_fields(der_of(first)).public_key_info,
                  foreign_fields(der_of(second)).public_key_info)
            << "the second time it is there";
    }
}

TEST(CertCreateSelfSignCertificate, LeavesOutWhatItIsToldTo) {
    const KeyFolder folder;
    SelfSigning plan;
    plan.flags = CERT_CREATE_SELFSIGN_NO_KEY_INFO | CERT_CREATE_SELFSIGN_NO_SIGN;
    const Context context = plan.context();
    EXPECT_FALSE(has_property(context, CERT_KEY_PROV_INFO_PROP_ID));
    const ForeignFields fields = foreign_fields(der_of(context));
    EXPECT_EQ(fields.signature.oid, "1.3.14.3.2.26");
    EXPECT_EQ(fields.signature_value.octets, foreign_digest("SHA1", fields.tbs_certificate));
}

TEST(CertCreateSelfSignCertificate, RefusesNullAndFlags) {
    SetLastError(0);
    EXPECT_EQ(
        CertCreateSelfSignCertificate(0, nullptr, 0, nullptr, nullptr, nullptr, nullptr, nullptr),
        nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    SelfSigning plan;
    plan.flags = 4;
    EXPECT_EQ(plan.failure(), static_cast<DWORD>(E_INVALIDARG));
    plan.flags = 0;
    plan.key = 77;
    EXPECT_EQ(plan.failure(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertCreateSelfSignCertificate, RefusesTimesThatAreNone) {
    const SigningCngKey key(signing_chain().ec.key);
    for (SYSTEMTIME wrong :
         {SYSTEMTIME{2023, 2, 0, 29, 0, 0, 0, 0}, SYSTEMTIME{2023, 13, 0, 1, 0, 0, 0, 0},
          SYSTEMTIME{1600, 1, 0, 1, 0, 0, 0, 0}, SYSTEMTIME{2023, 1, 0, 1, 24, 0, 0, 0}}) {
        SelfSigning plan;
        plan.key = key;
        plan.start = &wrong;
        EXPECT_EQ(plan.failure(), static_cast<DWORD>(E_INVALIDARG));
    }
}

TEST(CertCreateSelfSignCertificate, RefusesNamesThatAreNone) {
    const KeyFolder folder;
    for (const Buffer& wrong : {Buffer{}, Buffer{5, 0}, Buffer{0x30, 1}, Buffer{0x30, 0, 0}}) {
        SelfSigning plan;
        plan.name = wrong;
        EXPECT_EQ(plan.failure(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path())) << "no key was made";
}

TEST(CertCreateSelfSignCertificate, RefusesTheSameExtensionTwice) {
    const KeyFolder folder;
    char own[] = "1.2.3.4";
    CERT_EXTENSION list[] = {{own, FALSE, {0, nullptr}}, {own, FALSE, {0, nullptr}}};
    CERT_EXTENSIONS extensions{2, list};
    SelfSigning plan;
    plan.extensions = &extensions;
    EXPECT_EQ(plan.failure(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(CertCreateSelfSignCertificate, RefusesAlgorithmsOfOtherKeys) {
    const SigningCngKey key(signing_chain().ec.key);
    SigningAlgorithm algorithm(kSha256Rsa), unknown("1.2.3");
    SelfSigning plan;
    plan.key = key;
    plan.algorithm = algorithm.get();
    EXPECT_EQ(plan.failure(), static_cast<DWORD>(NTE_BAD_ALGID));
    plan.algorithm = unknown.get();
    EXPECT_EQ(plan.failure(), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CertCreateSelfSignCertificate, RefusesAProviderWithoutThePair) {
    const SigningProvider provider;
    SelfSigning plan;
    plan.key = provider;
    EXPECT_EQ(plan.failure(), static_cast<DWORD>(NTE_NO_KEY));
}

}  // namespace
}  // namespace secur32::test
