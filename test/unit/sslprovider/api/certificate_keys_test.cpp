// From a certificate context to its keys.
#include "sslprovider/api/certificate_keys.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "test/support/crypt_handles.h"
#include "test/support/crypt_signatures.h"
#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

using api::private_key_of;
using api::public_key_of;

void hold(PCCERT_CONTEXT context, ULONG_PTR handle, DWORD key_spec) {
    CERT_KEY_CONTEXT held{};
    held.cbSize = sizeof held;
    held.hCryptProv = handle;
    held.dwKeySpec = key_spec;
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_KEY_CONTEXT_PROP_ID, 0, &held));
}

void name(PCCERT_CONTEXT context, const char16_t* container, const char16_t* provider,
          DWORD type = 0, DWORD key_spec = 0) {
    CRYPT_KEY_PROV_INFO info{};
    info.pwszContainerName = const_cast<char16_t*>(container);
    info.pwszProvName = const_cast<char16_t*>(provider);
    info.dwProvType = type;
    info.dwKeySpec = key_spec;
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_KEY_PROV_INFO_PROP_ID, 0, &info));
}

// Ours is the private key that libcrypto made.
void expect_key(PCCERT_CONTEXT context, const ForeignKey& foreign) {
    const auto key = private_key_of(*context);
    ASSERT_TRUE(key.ok());
    const auto pkcs8 = key.value().pkcs8();
    ASSERT_TRUE(pkcs8.ok());
    const Bytes octets = pkcs8.value().bytes();
    EXPECT_EQ(Buffer(octets.begin(), octets.end()), pkcs8_of(foreign));
}
void expect_usual_key(PCCERT_CONTEXT context) { expect_key(context, usual_certificate().key); }

TEST(PublicKeyOf, IsTheOneThatLibcryptoReads) {
    for (const NamedCertificate& known : foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const Context context{Bytes(known.der)};
        const auto key = public_key_of(*context);
        ASSERT_TRUE(key.ok());
        const ForeignFields fields = foreign_fields(known.der);
        EXPECT_EQ(key.value().bits(), fields.key_bits);
        const auto info = key.value().subject_public_key_info();
        ASSERT_TRUE(info.ok());
        EXPECT_EQ(info.value(), fields.public_key_info);
    }
}

TEST(PublicKeyOf, RefusesForeignContextsAndUnknownAlgorithms) {
    const Context context = usual_context();
    const CERT_CONTEXT copied = *context;
    EXPECT_EQ(public_key_of(copied).status(), Status::invalid_handle);
    EXPECT_EQ(public_key_of(CERT_CONTEXT{}).status(), Status::invalid_handle);
    CertificateParts parts;
    parts.public_key = tlv(0x30, {tlv(0x30, {tlv(6, Buffer{0x2A, 3})}), tlv(3, Buffer{0, 1})});
    EXPECT_EQ(public_key_of(*Context(Bytes(parts.der()))).status(), Status::unsupported_function);
}

TEST(PrivateKeyOf, IsBehindACngHandle) {
    const Context context = usual_context();
    const NCRYPT_KEY_HANDLE key = import_private_key(usual_certificate().key);
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, 0,
                                                  by_value(key)));
    expect_usual_key(context);
}

TEST(PrivateKeyOf, IsBehindAKeyContextOfCng) {
    const Context context = usual_context();
    hold(context, import_private_key(usual_certificate().key), CERT_NCRYPT_KEY_SPEC);
    expect_usual_key(context);
}

TEST(PrivateKeyOf, IsInTheContainerThatTheProviderInfoNames) {
    const KeyFolder folder;
    EXPECT_EQ(NCryptFreeObject(import_private_key(usual_certificate().key, u"server")),
              ERROR_SUCCESS);
    const char16_t* const providers[] = {MS_KEY_STORAGE_PROVIDER, nullptr, u"",
                                         u"microsoft SOFTWARE key storage provider"};
    for (const char16_t* provider : providers) {
        const Context context = usual_context();
        name(context, u"server", provider);
        expect_usual_key(context);
    }
}

TEST(PrivateKeyOf, PrefersTheHandleToTheName) {
    const KeyFolder folder;
    const Context context = usual_context();
    name(context, u"is not there", MS_KEY_STORAGE_PROVIDER);
    hold(context, import_private_key(usual_certificate().key), CERT_NCRYPT_KEY_SPEC);
    expect_usual_key(context);
}

TEST(PrivateKeyOf, LooksAtTheNameWhereTheKeyContextHoldsNoHandle) {
    const KeyFolder folder;
    EXPECT_EQ(NCryptFreeObject(import_private_key(usual_certificate().key, u"server")),
              ERROR_SUCCESS);
    const Context context = usual_context();
    hold(context, 0, AT_KEYEXCHANGE);
    EXPECT_EQ(private_key_of(*context).status(), Status::not_found);
    name(context, u"server", MS_KEY_STORAGE_PROVIDER);
    expect_usual_key(context);
}

TEST(PrivateKeyOf, IsTheOneThatBelongsToTheCertificateOfAFile) {
    const Context context{Bytes(certificate_of_pem("botan/server_certificate.pem"))};
    const NCRYPT_KEY_HANDLE key = import_private_key(key_of_pem("botan/server_key.pem"));
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, 0,
                                                  by_value(key)));
    EXPECT_TRUE(private_key_of(*context).ok());
}

TEST(PrivateKeyOf, RefusesTheKeyOfAnotherCertificate) {
    for (const ForeignKey& other :
         {key_of_pem("botan/server_key.pem"), make_foreign_key("EC", "P-256")}) {
        const Context context = usual_context();
        hold(context, import_private_key(other), CERT_NCRYPT_KEY_SPEC);
        EXPECT_EQ(private_key_of(*context).status(), Status::bad_key);
    }
}

TEST(PrivateKeyOf, RefusesAContextThatLeadsToNoKey) {
    EXPECT_EQ(private_key_of(*usual_context()).status(), Status::not_found);
}

TEST(PrivateKeyOf, RefusesForeignContexts) {
    const Context context = usual_context();
    hold(context, import_private_key(usual_certificate().key), CERT_NCRYPT_KEY_SPEC);
    const CERT_CONTEXT copied = *context;
    EXPECT_EQ(private_key_of(copied).status(), Status::invalid_handle);
    EXPECT_EQ(private_key_of(CERT_CONTEXT{}).status(), Status::invalid_handle);
}

TEST(PrivateKeyOf, RefusesHandlesThatAreDeadOrOfAnotherKind) {
    const NCRYPT_KEY_HANDLE dead = import_private_key(usual_certificate().key);
    NCryptFreeObject(dead);
    for (const ULONG_PTR handle : {ULONG_PTR{dead}, ULONG_PTR{key_storage()}, ULONG_PTR{77}}) {
        const Context context = usual_context();
        hold(context, handle, CERT_NCRYPT_KEY_SPEC);
        EXPECT_EQ(private_key_of(*context).status(), Status::invalid_handle);
    }
}

// libcrypto's PRIVATEKEYBLOB of the key.
Buffer private_key_blob_of(const ForeignKey& key) {
    BIO* const out = BIO_new(BIO_s_mem());
    char* octets = nullptr;
    const int written = i2b_PrivateKey_bio(out, key.get());
    const long size = BIO_get_mem_data(out, &octets);
    const Buffer blob(octets, octets + (written > 0 ? size : 0));
    BIO_free(out);
    return blob;
}

TEST(PrivateKeyOf, IsBehindAContextOfTheCryptoApi) {
    const ContextHandle provider = verify_context();
    const KeyHandle key =
        import_key(provider, private_key_blob_of(usual_certificate().key), CRYPT_EXPORTABLE);
    for (const DWORD key_spec : {DWORD{AT_KEYEXCHANGE}, DWORD{0}}) {
        const Context context = usual_context();
        CryptContextAddRef(provider, nullptr, 0);  // the certificate's own
        hold(context, provider, key_spec);
        expect_usual_key(context);
    }
}

TEST(PrivateKeyOf, IsInTheContainerOfTheCryptoApiThatTheProviderInfoNames) {
    const KeptContainer container(PROV_RSA_SCHANNEL);
    import_key(container, private_key_blob_of(usual_certificate().key));
    for (const char16_t* provider :
         {static_cast<const char16_t*>(nullptr), u"", MS_DEF_RSA_SCHANNEL_PROV_W}) {
        const Context context = usual_context();
        name(context, KeptContainer::kName, provider, PROV_RSA_SCHANNEL);
        expect_usual_key(context);
    }
}

std::u16string unique_name_of(HCRYPTPROV provider) {
    char text[100];
    DWORD size = sizeof text;
    expect_true(
        CryptGetProvParam(provider, PP_UNIQUE_CONTAINER, reinterpret_cast<BYTE*>(text), &size, 0),
        "CryptGetProvParam");
    return {text, text + size - 1};
}

TEST(PrivateKeyOf, IsInTheContainerThatTheProviderInfoNamesByItsUniqueName) {
    const KeptContainer container(PROV_RSA_SCHANNEL);
    import_key(container, private_key_blob_of(usual_certificate().key));
    const Context context = usual_context();
    name(context, unique_name_of(container).c_str(), nullptr, PROV_RSA_SCHANNEL);
    expect_usual_key(context);
}

TEST(PrivateKeyOf, IsInAContainerOfDss) {
    const ForeignKey key(dsa_pair().get(), [](EVP_PKEY*) {});
    const NamedCertificate certificate = make_foreign_certificate("dsa", key);
    const KeptContainer container(PROV_DSS_DH);
    import_key(container, private_key_blob_of(key));
    for (const DWORD type : {DWORD{PROV_DSS}, DWORD{PROV_DSS_DH}})
        for (const std::u16string& called :
             {std::u16string(KeptContainer::kName), unique_name_of(container)}) {
            const Context context{Bytes(certificate.der)};
            name(context, called.c_str(), nullptr, type, AT_SIGNATURE);
            expect_key(context, key);
        }
}

TEST(PrivateKeyOf, RefusesAContainerOfAnotherStore) {
    const ForeignKey key(dsa_pair().get(), [](EVP_PKEY*) {});
    const NamedCertificate certificate = make_foreign_certificate("dsa", key);
    const KeptContainer container(PROV_DSS);
    import_key(container, private_key_blob_of(key));
    const std::u16string unique = unique_name_of(container);
    for (const char16_t* called : {KeptContainer::kName, unique.c_str()}) {
        const Context context{Bytes(certificate.der)};
        name(context, called, nullptr, PROV_RSA_AES, AT_SIGNATURE);
        EXPECT_EQ(private_key_of(*context).status(), Status::no_keyset);
    }
}

TEST(PrivateKeyOf, RefusesACryptoApiThatHasNoSuchKey) {
    const KeptContainer container;
    const auto status_with = [](const char16_t* container_name, const char16_t* provider,
                                DWORD type) {
        const Context context = usual_context();
        name(context, container_name, provider, type);
        return private_key_of(*context).status();
    };
    EXPECT_EQ(status_with(KeptContainer::kName, nullptr, PROV_RSA_AES), Status::no_key);
    EXPECT_EQ(status_with(u"is not there", nullptr, PROV_RSA_AES), Status::no_keyset);
    EXPECT_EQ(status_with(u"", nullptr, PROV_RSA_AES), Status::no_keyset);
    EXPECT_EQ(status_with(KeptContainer::kName, u"no such provider", PROV_RSA_AES),
              Status::not_found);
    EXPECT_EQ(status_with(KeptContainer::kName, nullptr, 77), Status::not_found);
    const Context held = usual_context();
    hold(held, 77, AT_KEYEXCHANGE);
    EXPECT_EQ(private_key_of(*held).status(), Status::invalid_handle);
}

TEST(PrivateKeyOf, RefusesAPairOfTheCryptoApiThatIsAnothers) {
    const KeptContainer container;
    generate_key(container, AT_KEYEXCHANGE, 1024 << 16);
    const Context context = usual_context();
    name(context, KeptContainer::kName, nullptr, PROV_RSA_AES);
    EXPECT_EQ(private_key_of(*context).status(), Status::bad_key);
}

// The certificate's context holds a reference of its own, and gives it back when it goes.
TEST(PrivateKeyOf, GivesAContextOfTheCryptoApiBackWithTheCertificate) {
    HCRYPTPROV provider = 0;
    ASSERT_DONE(
        CryptAcquireContextW(&provider, nullptr, nullptr, PROV_RSA_AES, CRYPT_VERIFYCONTEXT));
    {
        const Context context = usual_context();
        hold(context, provider, AT_KEYEXCHANGE);
    }
    EXPECT_REFUSED(CryptReleaseContext(provider, 0), ERROR_INVALID_PARAMETER);
}

TEST(PrivateKeyOf, RefusesProvidersAndContainersThatAreNotThere) {
    const KeyFolder folder;
    const auto status_with = [](const char16_t* container, const char16_t* provider) {
        const Context context = usual_context();
        name(context, container, provider);
        return private_key_of(*context).status();
    };
    EXPECT_EQ(status_with(u"server", u"Microsoft Smart Card Key Storage Provider"),
              Status::not_found);
    EXPECT_EQ(status_with(u"is not there", MS_KEY_STORAGE_PROVIDER), Status::no_keyset);
    EXPECT_EQ(status_with(u"", MS_KEY_STORAGE_PROVIDER), Status::no_keyset);
    EXPECT_EQ(status_with(nullptr, nullptr), Status::no_keyset);
}

}  // namespace
}  // namespace secur32::test
