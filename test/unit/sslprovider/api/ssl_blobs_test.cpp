// SslImportKey and SslExportKey: blobs written by hand from libcrypto's numbers, in the layouts of
// bcrypt.h, and the keys that they must become.
#include <gtest/gtest.h>

#include <utility>

#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

// One blob of each type that has a layout, and what it is exported as again.
struct Known {
    std::string name;
    LPCWSTR type;
    Buffer blob;
};

const ForeignKey& p256() {
    static const ForeignKey key = make_foreign_key("EC", "P-256");
    return key;
}

const std::vector<Known>& known_blobs() {
    static const std::vector<Known> all = [] {
        const Buffer point = encoded_public(p256());
        const Buffer point384 = encoded_public(make_foreign_key("EC", "P-384"));
        const Buffer point521 = encoded_public(make_foreign_key("EC", "P-521"));
        const Buffer x25519 = encoded_public(make_foreign_key("X25519"));
        return std::vector<Known>{
            {"RSA", BCRYPT_RSAPUBLIC_BLOB, rsa_public_blob(rsa_key().get())},
            {"ECDSA P-256", BCRYPT_ECCPUBLIC_BLOB, ecc_blob(BCRYPT_ECDSA_PUBLIC_P256_MAGIC, point)},
            {"ECDH P-256", BCRYPT_ECCPUBLIC_BLOB, ecc_blob(BCRYPT_ECDH_PUBLIC_P256_MAGIC, point)},
            {"ECDH P-384", BCRYPT_ECCPUBLIC_BLOB,
             ecc_blob(BCRYPT_ECDH_PUBLIC_P384_MAGIC, point384)},
            {"ECDH P-521", BCRYPT_ECCPUBLIC_BLOB,
             ecc_blob(BCRYPT_ECDH_PUBLIC_P521_MAGIC, point521)},
            {"P-256 on the wire", SSL_ECCPUBLIC_BLOB, blob_of({23, count(point)}, point)},
            {"X25519 on the wire", SSL_ECCPUBLIC_BLOB, blob_of({29, count(x25519)}, x25519)},
            {"DH", BCRYPT_DH_PUBLIC_BLOB, dh_public_blob(dh_numbers(make_dh_key("modp_2048")))},
        };
    }();
    return all;
}

// -- SslImportKey ---------------------------------------------------------------------------------

SECURITY_STATUS import_blob(LPCWSTR type, Bytes blob, NCRYPT_KEY_HANDLE* key) {
    return SslImportKey(ssl_provider(), key, type, octets(blob), count(blob), 0);
}

void expect_refused(SECURITY_STATUS expected, LPCWSTR type, Bytes blob) {
    NCRYPT_KEY_HANDLE key = kNoHandle;
    EXPECT_EQ(import_blob(type, blob, &key), expected);
    EXPECT_EQ(key, 0u);
}

TEST(SslImportKey, AgreesWithLibcryptosNumbersInBcryptsLayouts) {
    for (const Known& known : known_blobs()) {
        SCOPED_TRACE(known.name);
        SslHandle key;
        ASSERT_EQ(import_blob(known.type, known.blob, key.out()), ERROR_SUCCESS);
        EXPECT_EQ(to_hex(exported(key, known.type)), to_hex(known.blob));
    }
}

// An ECDH key on either of its ways; the agreement with libcrypto is in SslGenerateMasterKey's
// test.
TEST(SslImportKey, TakesAShareInEitherForm) {
    const Buffer point = encoded_public(p256());
    const SslHandle key =
        import_key(BCRYPT_ECCPUBLIC_BLOB, ecc_blob(BCRYPT_ECDH_PUBLIC_P256_MAGIC, point));
    EXPECT_EQ(to_hex(exported(key, SSL_ECCPUBLIC_BLOB)),
              to_hex(blob_of({23, count(point)}, point)));
}

TEST(SslImportKey, RefusesOtherTypesOfBlobs) {
    const Buffer blob = known_blobs()[0].blob;
    for (const LPCWSTR type : {u"", u"rsapublicblob", BCRYPT_RSAPRIVATE_BLOB,
                               BCRYPT_ECCPRIVATE_BLOB, LEGACY_RSAPUBLIC_BLOB,
                               BCRYPT_DH_PRIVATE_BLOB, BCRYPT_DSA_PUBLIC_BLOB, u"PKCS8_PRIVATEKEY"})
        expect_refused(NTE_NOT_SUPPORTED, type, blob);
}

TEST(SslImportKey, RefusesEveryTruncationAndATail) {
    for (const Known& known : known_blobs()) {
        SCOPED_TRACE(known.name);
        for (std::size_t length = 0; length < known.blob.size(); length += 1 + length / 8)
            expect_refused(NTE_BAD_DATA, known.type, Bytes(known.blob).first(length));
        expect_refused(NTE_BAD_DATA, known.type, Bytes(known.blob).first(known.blob.size() - 1));
        expect_refused(NTE_BAD_DATA, known.type, foreign::joined(known.blob, Buffer{0}));
    }
}

TEST(SslImportKey, RefusesLengthsThatNoMemoryHas) {
    for (const Known& known : known_blobs())
        for (std::size_t at = 4; at < 8; ++at) {
            if (known.type == std::u16string_view(BCRYPT_RSAPUBLIC_BLOB)) continue;
            Buffer damaged = known.blob;
            damaged[at] ^= 0xFF;
            expect_refused(NTE_BAD_DATA, known.type, damaged);
        }
}

TEST(SslImportKey, RefusesAnotherTypesMagic) {
    for (const Known& known : known_blobs()) {
        if (known.type == std::u16string_view(SSL_ECCPUBLIC_BLOB)) continue;
        for (const DWORD magic :
             {0u, 0xFFFFFFFFu, DWORD{BCRYPT_RSAPRIVATE_MAGIC},
              DWORD{BCRYPT_ECDH_PRIVATE_P256_MAGIC}, DWORD{BCRYPT_DH_PRIVATE_MAGIC},
              DWORD{BCRYPT_KEY_DATA_BLOB_MAGIC}})
            expect_refused(NTE_BAD_DATA, known.type,
                           foreign::joined(blob_of({magic}, {}), tail(known.blob, 4)));
    }
}

TEST(SslImportKey, RefusesCurvesWithoutImplementation) {
    const Buffer share = counted(4, 65);
    for (const DWORD curve : {0u, 1u, 22u, 26u, 27u, 28u, 30u, 0x10017u})
        expect_refused(NTE_NOT_SUPPORTED, SSL_ECCPUBLIC_BLOB, blob_of({curve, 65}, share));
    for (const DWORD magic :
         {DWORD{BCRYPT_ECDH_PUBLIC_GENERIC_MAGIC}, DWORD{BCRYPT_ECDSA_PUBLIC_GENERIC_MAGIC}})
        expect_refused(NTE_NOT_SUPPORTED, BCRYPT_ECCPUBLIC_BLOB, ecc_blob(magic, share));
}

TEST(SslImportKey, RefusesPointsOffTheirCurve) {
    for (const Known& known : known_blobs()) {
        if (known.name.find("P-") == std::string::npos) continue;
        SCOPED_TRACE(known.name);
        Buffer damaged = known.blob;
        damaged.back() ^= 1;
        expect_refused(NTE_BAD_KEY, known.type, damaged);
    }
}

TEST(SslImportKey, RefusesMissingPointers) {
    const Buffer blob = known_blobs()[0].blob;
    EXPECT_EQ(import_blob(BCRYPT_RSAPUBLIC_BLOB, blob, nullptr), NTE_INVALID_PARAMETER);
    expect_refused(NTE_INVALID_PARAMETER, nullptr, blob);
    NCRYPT_KEY_HANDLE key = kNoHandle;
    EXPECT_EQ(SslImportKey(ssl_provider(), &key, BCRYPT_RSAPUBLIC_BLOB, nullptr, 24, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(key, 0u);
}

TEST(SslImportKey, RefusesAProviderThatIsNone) {
    const Buffer blob = known_blobs()[0].blob;
    NCRYPT_KEY_HANDLE key = kNoHandle;
    EXPECT_EQ(SslImportKey(rsa_public(), &key, BCRYPT_RSAPUBLIC_BLOB, octets(blob), count(blob), 0),
              NTE_INVALID_HANDLE);
    EXPECT_EQ(key, 0u);
}

TEST(SslImportKey, RefusesFlags) {
    const Buffer blob = known_blobs()[0].blob;
    NCRYPT_KEY_HANDLE key = kNoHandle;
    EXPECT_EQ(
        SslImportKey(ssl_provider(), &key, BCRYPT_RSAPUBLIC_BLOB, octets(blob), count(blob), 8),
        NTE_BAD_FLAGS);
    EXPECT_EQ(key, 0u);
}

TEST(SslImportKey, RefusesOpaqueBlobsThatWereTouched) {
    const Buffer blob = exported(imported_master(), BCRYPT_OPAQUE_KEY_BLOB);
    for (std::size_t at = 0; at < blob.size(); ++at) {
        Buffer damaged = blob;
        damaged[at] ^= 1;
        expect_refused(NTE_BAD_DATA, BCRYPT_OPAQUE_KEY_BLOB, damaged);
    }
}

TEST(SslImportKey, RefusesAPreSharedKeyWithoutLengthOrOfAnotherVersion) {
    expect_refused(NTE_BAD_DATA, BCRYPT_KEY_DATA_BLOB,
                   blob_of({BCRYPT_KEY_DATA_BLOB_MAGIC, 2, 16}, counted(1, 16)));
    expect_refused(NTE_BAD_DATA, BCRYPT_KEY_DATA_BLOB,
                   blob_of({BCRYPT_KEY_DATA_BLOB_MAGIC, 1, 17}, counted(1, 16)));
    expect_refused(NTE_BAD_DATA, BCRYPT_KEY_DATA_BLOB,
                   blob_of({BCRYPT_RSAPUBLIC_MAGIC, 1, 16}, counted(1, 16)));
}

// -- SslExportKey ---------------------------------------------------------------------------------

TEST(SslExportKey, AgreesWithLibcryptosNumbersInBcryptsLayouts) {
    const Buffer point = encoded_public(p256());
    EXPECT_EQ(to_hex(exported(rsa_private(), BCRYPT_RSAPUBLIC_BLOB)),
              to_hex(rsa_public_blob(rsa_key().get())));
    EXPECT_EQ(to_hex(exported(private_handle(p256()), BCRYPT_ECCPUBLIC_BLOB)),
              to_hex(ecc_blob(BCRYPT_ECDSA_PUBLIC_P256_MAGIC, point)));
    for (const Agreement& agreement : agreements()) {
        SCOPED_TRACE(agreement.name);
        if (agreement.finite_field || agreement.name == "X25519") continue;
        // The ephemeral key's point, in the form without a first octet.
        const Buffer blob = exported(agreement.own, BCRYPT_ECCPUBLIC_BLOB);
        EXPECT_EQ(to_hex(tail(blob, 8)), to_hex(tail(agreement.own_public, 1)));
    }
}

TEST(SslExportKey, MovesSecretsFromHandleToHandle) {
    const SslHandle master = imported_master();
    SslHandle read, write;
    ASSERT_EQ(
        SslGenerateSessionKeys(ssl_provider(), master, read.out(), write.out(), randoms().get(), 0),
        ERROR_SUCCESS);
    for (const NCRYPT_KEY_HANDLE key :
         {NCRYPT_KEY_HANDLE{master}, NCRYPT_KEY_HANDLE{read}, NCRYPT_KEY_HANDLE{write}}) {
        const Buffer blob = exported(key, BCRYPT_OPAQUE_KEY_BLOB);
        const SslHandle copy = import_key(BCRYPT_OPAQUE_KEY_BLOB, blob);
        EXPECT_EQ(to_hex(exported(copy, BCRYPT_OPAQUE_KEY_BLOB)), to_hex(blob));
    }
    const SslHandle copy =
        import_key(BCRYPT_OPAQUE_KEY_BLOB, exported(master, BCRYPT_OPAQUE_KEY_BLOB));
    SslHandle again_read, again_write;
    ASSERT_EQ(SslGenerateSessionKeys(ssl_provider(), copy, again_read.out(), again_write.out(),
                                     randoms().get(), 0),
              ERROR_SUCCESS);
    EXPECT_EQ(exported(again_read, BCRYPT_OPAQUE_KEY_BLOB), exported(read, BCRYPT_OPAQUE_KEY_BLOB));
}

// A call's output, which a failure must leave as it was.
struct Out {
    Buffer buffer = Buffer(400, 0xEE);
    DWORD written = 99;
    void expect_nothing() const {
        EXPECT_EQ(written, 0u);
        EXPECT_EQ(to_hex(buffer), to_hex(Buffer(400, 0xEE)));
    }
};

SECURITY_STATUS export_key(NCRYPT_KEY_HANDLE key, LPCWSTR type, Out& out) {
    return SslExportKey(ssl_provider(), key, type, out.buffer.data(), count(out.buffer),
                        &out.written, 0);
}

TEST(SslExportKey, RefusesTypesThatDoNotSuitTheKey) {
    const SslHandle open = rsa_public(), own = rsa_private(),
                    psk = import_pre_shared_key(counted(1)), master = imported_master();
    const Agreement &curve = agreements().front(), &field = agreements().back();
    const std::pair<NCRYPT_KEY_HANDLE, LPCWSTR> bad[] = {{open, BCRYPT_ECCPUBLIC_BLOB},
                                                         {open, BCRYPT_OPAQUE_KEY_BLOB},
                                                         {own, BCRYPT_ECCPUBLIC_BLOB},
                                                         {own, BCRYPT_RSAPRIVATE_BLOB},
                                                         {own, BCRYPT_RSAFULLPRIVATE_BLOB},
                                                         {own, BCRYPT_OPAQUE_KEY_BLOB},
                                                         {master, BCRYPT_RSAPUBLIC_BLOB},
                                                         {master, BCRYPT_KEY_DATA_BLOB},
                                                         {psk, BCRYPT_KEY_DATA_BLOB},
                                                         {psk, BCRYPT_OPAQUE_KEY_BLOB},
                                                         {curve.own, BCRYPT_DH_PUBLIC_BLOB},
                                                         {curve.own, BCRYPT_ECCPRIVATE_BLOB},
                                                         {curve.own, BCRYPT_OPAQUE_KEY_BLOB},
                                                         {curve.peer, BCRYPT_RSAPUBLIC_BLOB},
                                                         {field.own, SSL_ECCPUBLIC_BLOB},
                                                         {field.own, BCRYPT_ECCPUBLIC_BLOB},
                                                         {field.peer, u""}};
    for (const auto& [key, type] : bad) {
        Out out;
        EXPECT_EQ(export_key(key, type, out), NTE_NOT_SUPPORTED);
        out.expect_nothing();
    }
}

TEST(SslExportKey, RefusesWhatIsNoKey) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    for (const NCRYPT_KEY_HANDLE key : {NCRYPT_KEY_HANDLE{0}, kNoHandle, NCRYPT_KEY_HANDLE{hash},
                                        freed_handle(), ssl_provider()}) {
        Out out;
        EXPECT_EQ(export_key(key, BCRYPT_RSAPUBLIC_BLOB, out), NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslExportKey, RefusesABufferThatIsTooSmallAndTellsTheSize) {
    Out out;
    EXPECT_EQ(SslExportKey(ssl_provider(), rsa_public(), BCRYPT_RSAPUBLIC_BLOB, out.buffer.data(),
                           282, &out.written, 0),
              NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(std::exchange(out.written, 0), 283u);
    out.expect_nothing();
}

TEST(SslExportKey, RefusesMissingPointers) {
    const SslHandle key = rsa_public();
    Out out;
    EXPECT_EQ(export_key(key, nullptr, out), NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(SslExportKey(ssl_provider(), key, BCRYPT_RSAPUBLIC_BLOB, out.buffer.data(), 400,
                           nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslExportKey, RefusesAProviderThatIsNoneAndFlags) {
    const SslHandle key = rsa_public();
    Out out;
    EXPECT_EQ(SslExportKey(kNoHandle, key, BCRYPT_RSAPUBLIC_BLOB, out.buffer.data(), 400,
                           &out.written, 0),
              NTE_INVALID_HANDLE);
    out.expect_nothing();
    EXPECT_EQ(SslExportKey(ssl_provider(), key, BCRYPT_RSAPUBLIC_BLOB, out.buffer.data(), 400,
                           &out.written, 1),
              NTE_BAD_FLAGS);
    out.expect_nothing();
}

}  // namespace
}  // namespace secur32::test
