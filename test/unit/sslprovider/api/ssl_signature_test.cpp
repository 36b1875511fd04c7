// Signatures of the handshake, against libcrypto's own signing and verifying.
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "test/support/ssl_agreement.h"
#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr DWORD kOid = NCRYPT_SSL_SIGN_INCLUDE_HASHOID, kPss = NCRYPT_SSL_SIGN_USE_PSS_PADDING;

const ForeignKey& p256() {
    static const ForeignKey key = make_foreign_key("EC", "P-256");
    return key;
}

struct NamedHash {
    const char16_t* ours;
    const EVP_MD* foreign;
    std::size_t length;
};
const NamedHash kHashes[] = {{u"SHA1", EVP_sha1(), 20},
                             {u"SHA256", EVP_sha256(), 32},
                             {u"SHA384", EVP_sha384(), 48},
                             {u"SHA512", EVP_sha512(), 64}};

// NCRYPT_SSL_SIGN_INCLUDE_HASHOID: UTF-16 with its NUL, then the hash.
Buffer behind_name(std::u16string_view name, Bytes digest) {
    return foreign::joined(foreign::joined(bytes_of(name), Buffer{0, 0}), digest);
}

// -- libcrypto ------------------------------------------------------------------------------------

using Configure = std::function<int(EVP_PKEY_CTX*)>;

// What every row below asks of libcrypto.
Configure pkcs1(const EVP_MD* hash) {
    return [hash](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(context, hash) == 1;
    };
}
Configure pss(const EVP_MD* hash) {
    return [hash](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(context, hash) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
    };
}
int plain(EVP_PKEY_CTX*) { return 1; }

bool foreign_verifies(const ForeignKey& key, const Configure& configure, Bytes digest,
                      Bytes signature) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key.get(), nullptr);
    const bool right = EVP_PKEY_verify_init(context) == 1 && configure(context) == 1 &&
                       EVP_PKEY_verify(context, signature.data(), signature.size(), digest.data(),
                                       digest.size()) == 1;
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return right;
}

Buffer foreign_signature(const ForeignKey& key, const Configure& configure, Bytes digest) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key.get(), nullptr);
    Buffer signature(1024);
    std::size_t length = signature.size();
    EXPECT_TRUE(EVP_PKEY_sign_init(context) == 1 && configure(context) == 1 &&
                EVP_PKEY_sign(context, signature.data(), &length, digest.data(), digest.size()) ==
                    1);
    EVP_PKEY_CTX_free(context);
    signature.resize(length);
    return signature;
}

// What is signed, with which flags, and how libcrypto is asked for the same.
struct Way {
    std::string name;
    const ForeignKey* key;
    Buffer value, digest;
    DWORD flags;
    Configure configure;
};

std::vector<Way> ways() {
    std::vector<Way> all;
    const Buffer both = counted(1, 36);
    all.push_back({"MD5 and SHA-1", &rsa_key(), both, both, 0, pkcs1(EVP_md5_sha1())});
    for (const NamedHash& hash : kHashes) {
        const Buffer digest = counted(9, hash.length), named = behind_name(hash.ours, digest);
        const std::string length = std::to_string(hash.length);
        all.push_back({"PKCS#1 " + length, &rsa_key(), named, digest, kOid, pkcs1(hash.foreign)});
        all.push_back({"PSS " + length, &rsa_key(), digest, digest, kPss, pss(hash.foreign)});
        all.push_back(
            {"PSS by name " + length, &rsa_key(), named, digest, kOid | kPss, pss(hash.foreign)});
        all.push_back({"ECDSA " + length, &p256(), digest, digest, 0, plain});
        all.push_back({"ECDSA by name " + length, &p256(), named, digest, kOid, plain});
    }
    return all;
}

SslHandle open_half(const ForeignKey& key) {
    return &key == &p256() ? ec_public(key) : rsa_public();
}

// A call's output, which a failure must leave as it was.
struct Out {
    Buffer buffer = Buffer(300, 0xEE);
    DWORD written = 99;
    Buffer result() const { return {buffer.begin(), buffer.begin() + written}; }
    void expect_nothing() const {
        EXPECT_EQ(written, 0u);
        EXPECT_EQ(to_hex(buffer), to_hex(Buffer(300, 0xEE)));
    }
};

SECURITY_STATUS sign(NCRYPT_KEY_HANDLE key, Bytes value, DWORD flags, Out& out) {
    return SslSignHash(ssl_provider(), key, octets(value), count(value), out.buffer.data(),
                       count(out.buffer), &out.written, flags);
}

SECURITY_STATUS verify(NCRYPT_KEY_HANDLE key, Bytes value, Bytes signature, DWORD flags) {
    return SslVerifySignature(ssl_provider(), key, octets(value), count(value), octets(signature),
                              count(signature), flags);
}

// -- SslSignHash ----------------------------------------------------------------------------------

TEST(SslSignHash, AgreesWithLibcryptosVerification) {
    for (const Way& way : ways()) {
        SCOPED_TRACE(way.name);
        const SslHandle key = private_handle(*way.key);
        Out out;
        ASSERT_EQ(sign(key, way.value, way.flags, out), ERROR_SUCCESS);
        EXPECT_TRUE(foreign_verifies(*way.key, way.configure, way.digest, out.result()));
        Buffer other = way.digest;
        other[3] ^= 1;
        EXPECT_FALSE(foreign_verifies(*way.key, way.configure, other, out.result()));
    }
}

// PKCS#1 v1.5 has one signature for each hash.
TEST(SslSignHash, AgreesWithLibcryptosSignatureOctetForOctetInPkcs1) {
    const SslHandle key = rsa_private();
    for (const Way& way : ways()) {
        if (way.key != &rsa_key() || (way.flags & kPss) != 0) continue;
        Out out;
        ASSERT_EQ(sign(key, way.value, way.flags, out), ERROR_SUCCESS);
        EXPECT_EQ(to_hex(out.result()),
                  to_hex(foreign_signature(rsa_key(), way.configure, way.digest)));
    }
}

TEST(SslSignHash, TellsTheLongestSignatureToACallerWithoutABuffer) {
    DWORD size = 0;
    const Buffer digest = counted(1, 36), named = behind_name(u"SHA256", counted(1));
    ASSERT_EQ(SslSignHash(ssl_provider(), rsa_private(), octets(digest), 36, nullptr, 0, &size, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 256u);
    // SEQUENCE { INTEGER of 33 octets, twice }
    ASSERT_EQ(SslSignHash(ssl_provider(), private_handle(p256()), octets(named), count(named),
                          nullptr, 0, &size, kOid),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 72u);
}

TEST(SslSignHash, RefusesABufferThatIsTooSmallAndTellsTheSize) {
    const Buffer digest = counted(1, 36);
    Out out;
    EXPECT_EQ(SslSignHash(ssl_provider(), rsa_private(), octets(digest), 36, out.buffer.data(), 255,
                          &out.written, 0),
              NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(std::exchange(out.written, 0), 256u);
    out.expect_nothing();
}

// What neither function takes, and its status.
struct Bad {
    const ForeignKey* key;
    Buffer value;
    DWORD flags;
    SECURITY_STATUS status;
};

std::vector<Bad> bad_ways() {
    const Buffer sha256 = counted(1, 32);
    std::vector<Bad> all;
    // PKCS#1 without a name: MD5 and SHA-1, nothing else; with one: of its length.
    for (const std::size_t length : {1u, 16u, 20u, 32u, 35u, 37u, 64u})
        all.push_back({&rsa_key(), counted(1, length), 0, NTE_INVALID_PARAMETER});
    for (const std::size_t length : {0u, 31u, 33u, 36u})
        all.push_back(
            {&rsa_key(), behind_name(u"SHA256", counted(1, length)), kOid, NTE_INVALID_PARAMETER});
    // No hash's length; MD5 and SHA-1 where there is one hash.
    for (const std::size_t length : {1u, 16u, 33u, 36u, 65u}) {
        all.push_back({&rsa_key(), counted(1, length), kPss, NTE_INVALID_PARAMETER});
        all.push_back({&p256(), counted(1, length), 0, NTE_INVALID_PARAMETER});
    }
    // A name without end, or with half a unit.
    all.push_back({&rsa_key(), Buffer(200, 'A'), kOid, NTE_INVALID_PARAMETER});
    all.push_back({&rsa_key(), Buffer{'S', 0, 'H', 0, 'A', 0, '1'}, kOid, NTE_INVALID_PARAMETER});
    all.push_back({&rsa_key(), Buffer{1}, kOid, NTE_INVALID_PARAMETER});
    for (const std::u16string_view name : {u"", u"SHA224", u"SHA-256", u"RSA"})
        all.push_back({&rsa_key(), behind_name(name, sha256), kOid, NTE_NOT_SUPPORTED});
    all.push_back({&p256(), sha256, kPss, NTE_BAD_FLAGS});
    all.push_back({&rsa_key(), sha256, 4, NTE_BAD_FLAGS});
    return all;
}

void expect_sign_refused(const Bad& bad) {
    Out out;
    EXPECT_EQ(sign(private_handle(*bad.key), bad.value, bad.flags, out), bad.status);
    out.expect_nothing();
}

TEST(SslSignHash, RefusesHashesThatDoNotFit) {
    for (const Bad& bad : bad_ways())
        if (bad.status == NTE_INVALID_PARAMETER) expect_sign_refused(bad);
}

TEST(SslSignHash, RefusesNamesThatAreNoHashsAndKeysThatSignNoHash) {
    for (const Bad& bad : bad_ways())
        if (bad.status == NTE_NOT_SUPPORTED) expect_sign_refused(bad);
    const ForeignKey ed25519 = make_foreign_key("ED25519");
    expect_sign_refused({&ed25519, counted(1, 64), 0, NTE_NOT_SUPPORTED});
}

TEST(SslSignHash, RefusesFlagsThatDoNotFit) {
    for (const Bad& bad : bad_ways())
        if (bad.status == NTE_BAD_FLAGS) expect_sign_refused(bad);
}

TEST(SslSignHash, RefusesPkcs1WithAKeyForPssAlone) {
    const ForeignKey key = make_pss_key();
    expect_sign_refused({&key, behind_name(u"SHA256", counted(1)), kOid, NTE_INVALID_PARAMETER});
    Out out;
    ASSERT_EQ(sign(private_handle(key), counted(1), kPss, out), ERROR_SUCCESS);
    EXPECT_TRUE(foreign_verifies(key, pss(EVP_sha256()), counted(1), out.result()));
}

TEST(SslSignHash, RefusesAHandleThatIsNoPrivateKey) {
    const SslHandle open = rsa_public();
    for (const NCRYPT_KEY_HANDLE key :
         {NCRYPT_KEY_HANDLE{0}, NCRYPT_KEY_HANDLE{open}, ssl_provider(), freed_handle()}) {
        Out out;
        EXPECT_EQ(sign(key, counted(1, 36), 0, out), NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslSignHash, RefusesMissingPointers) {
    const SslHandle key = rsa_private();
    const Buffer digest = counted(1, 36);
    Out out;
    EXPECT_EQ(
        SslSignHash(ssl_provider(), key, nullptr, 36, out.buffer.data(), 300, &out.written, 0),
        NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(
        SslSignHash(ssl_provider(), key, octets(digest), 36, out.buffer.data(), 300, nullptr, 0),
        NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

// -- SslVerifySignature ---------------------------------------------------------------------------

TEST(SslVerifySignature, AgreesWithLibcryptosSignatures) {
    for (const Way& way : ways()) {
        SCOPED_TRACE(way.name);
        const Buffer signature = foreign_signature(*way.key, way.configure, way.digest);
        EXPECT_EQ(verify(open_half(*way.key), way.value, signature, way.flags), ERROR_SUCCESS);
    }
}

TEST(SslVerifySignature, RefusesSignaturesThatAreWrong) {
    for (const Way& way : ways()) {
        SCOPED_TRACE(way.name);
        const SslHandle key = open_half(*way.key);
        const Buffer signature = foreign_signature(*way.key, way.configure, way.digest);
        Buffer flipped = signature, other = way.value;
        flipped[signature.size() / 2] ^= 1;
        other[other.size() - way.digest.size()] ^= 1;
        EXPECT_EQ(verify(key, way.value, flipped, way.flags), NTE_BAD_SIGNATURE);
        EXPECT_EQ(verify(key, other, signature, way.flags), NTE_BAD_SIGNATURE);
        EXPECT_EQ(verify(key, way.value, tail(signature, 1), way.flags), NTE_BAD_SIGNATURE);
        EXPECT_EQ(verify(key, way.value, foreign::joined(signature, Buffer{0}), way.flags),
                  NTE_BAD_SIGNATURE);
        EXPECT_EQ(verify(key, way.value, Buffer(signature.size(), 0), way.flags),
                  NTE_BAD_SIGNATURE);
    }
}

TEST(SslVerifySignature, RefusesOnePaddingForTheOther) {
    const Buffer digest = counted(9, 32), named = behind_name(u"SHA256", digest);
    const SslHandle key = rsa_public();
    EXPECT_EQ(verify(key, named, foreign_signature(rsa_key(), pss(EVP_sha256()), digest), kOid),
              NTE_BAD_SIGNATURE);
    EXPECT_EQ(verify(key, digest, foreign_signature(rsa_key(), pkcs1(EVP_sha256()), digest), kPss),
              NTE_BAD_SIGNATURE);
}

TEST(SslVerifySignature, RefusesHashesThatDoNotFit) {
    for (const Bad& bad : bad_ways())
        if (bad.status == NTE_INVALID_PARAMETER) {
            EXPECT_EQ(verify(open_half(*bad.key), bad.value, counted(1, 256), bad.flags),
                      NTE_INVALID_PARAMETER);
        }
}

TEST(SslVerifySignature, RefusesNamesThatAreNoHashsAndFlagsThatDoNotFit) {
    for (const Bad& bad : bad_ways()) {
        const SECURITY_STATUS status =
            verify(open_half(*bad.key), bad.value, counted(1, 256), bad.flags);
        if (bad.status == NTE_NOT_SUPPORTED) {
            EXPECT_EQ(status, NTE_NOT_SUPPORTED);
        }
        if (bad.status == NTE_BAD_FLAGS) {
            EXPECT_EQ(status, NTE_BAD_FLAGS);
        }
    }
}

TEST(SslVerifySignature, RefusesAHandleThatVerifiesNothing) {
    const SslHandle own = rsa_private();
    for (const NCRYPT_KEY_HANDLE key :
         {NCRYPT_KEY_HANDLE{0}, NCRYPT_KEY_HANDLE{own},
          NCRYPT_KEY_HANDLE{agreements().front().peer}, freed_handle()})
        EXPECT_EQ(verify(key, counted(1, 36), counted(1, 256), 0), NTE_INVALID_HANDLE);
}

TEST(SslVerifySignature, RefusesMissingPointers) {
    const SslHandle key = rsa_public();
    const Buffer digest = counted(1, 36), signature = counted(1, 256);
    EXPECT_EQ(SslVerifySignature(ssl_provider(), key, nullptr, 36, octets(signature), 256, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslVerifySignature(ssl_provider(), key, octets(digest), 36, nullptr, 256, 0),
              NTE_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
