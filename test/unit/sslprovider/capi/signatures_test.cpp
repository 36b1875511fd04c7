// Signatures are judged by libcrypto, and libcrypto's here, the octets turned round.
#include "sslprovider/capi/signatures.h"

#include <gtest/gtest.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>

#include <algorithm>

#include "sslprovider/capi/hash_functions.h"
#include "test/unit/sslprovider/capi/hash_samples.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::capi {
namespace {

using namespace samples;
using crypto::foreign::ForeignKey;

const Provider& aes() { return provider("aes"); }

Buffer turned(Bytes octets) { return {octets.rbegin(), octets.rend()}; }
// r and s each for itself.
Buffer halves_turned(Bytes octets) {
    const std::size_t half = octets.size() / 2;
    Buffer out = turned(octets.first(half));
    const Buffer second = turned(octets.subspan(half));
    out.insert(out.end(), second.begin(), second.end());
    return out;
}

const Buffer& message() {
    static const Buffer text = ramp(0, 300);
    return text;
}

struct Row {
    AlgId id;
    const EVP_MD* foreign;
};
const std::vector<Row>& library_hashes() {
    static const std::vector<Row> rows = {{calg::md5, EVP_md5()},
                                          {calg::sha1, EVP_sha1()},
                                          {calg::sha_256, EVP_sha256()},
                                          {calg::sha_384, EVP_sha384()},
                                          {calg::sha_512, EVP_sha512()}};
    return rows;
}

// What libcrypto finds behind PKCS#1's padding (type 1).
Buffer recovered(const ForeignKey& key, Bytes signature) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key.foreign.get(), nullptr);
    EVP_PKEY_verify_recover_init(context);
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
    Buffer content(512);
    std::size_t length = content.size();
    const int done = EVP_PKEY_verify_recover(context, content.data(), &length, signature.data(),
                                             signature.size());
    EVP_PKEY_CTX_free(context);
    content.resize(done == 1 ? length : 0);
    return content;
}

// PKCS#1's padding around content, by libcrypto.
Buffer padded_signature(const ForeignKey& key, Bytes content) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(key.foreign.get(), nullptr);
    EVP_PKEY_sign_init(context);
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
    Buffer signature(512);
    std::size_t length = signature.size();
    const int done =
        EVP_PKEY_sign(context, signature.data(), &length, content.data(), content.size());
    EVP_PKEY_CTX_free(context);
    signature.resize(done == 1 ? length : 0);
    return signature;
}

Buffer value_of(AlgId id) { return copied(hash_of(id, {message()})); }

TEST(Sign, GivesWhatLibcryptoVerifies) {
    const ForeignKey& key = crypto::foreign::rsa();
    for (const Row& each : library_hashes()) {
        HashObject made = hash_of_message(aes(), each.id, message());
        const Buffer signature = taken(sign(*key.ours, made, true));
        EXPECT_EQ(signature.size(), signature_size(key.open()));
        EXPECT_TRUE(made.finished());
        EXPECT_TRUE(
            crypto::foreign::foreign_verifies(key, each.foreign, message(), turned(signature)));
        EXPECT_EQ(verify(key.open(), made, signature), Status::ok);
    }
}

TEST(Sign, PutsMd2AndMd4IntoADigestInfoToo) {
    // RFC 8017 9.2, note 1 (MD2); MD4's OID is 1.2.840.113549.2.4.
    const ForeignKey& key = crypto::foreign::rsa();
    struct Known {
        AlgId id;
        const char* prefix;
    };
    for (const Known& each : {Known{calg::md2, "3020300c06082a864886f70d020205000410"},
                              Known{calg::md4, "3020300c06082a864886f70d020405000410"}}) {
        HashObject made = hash_of_message(aes(), each.id, message());
        const Buffer signature = taken(sign(*key.ours, made, true));
        EXPECT_EQ(test::to_hex(recovered(key, turned(signature))),
                  each.prefix + test::to_hex(value_of(each.id)));
        EXPECT_EQ(verify(key.open(), made, signature), Status::ok);
    }
}

TEST(Sign, LeavesTheOidOutWhenAsked) {
    const ForeignKey& key = crypto::foreign::rsa();
    for (const AlgId id : {calg::md2, calg::md4, calg::md5, calg::sha1, calg::sha_512}) {
        HashObject made = hash_of_message(aes(), id, message());
        const Buffer signature = taken(sign(*key.ours, made, false));
        EXPECT_EQ(recovered(key, turned(signature)), value_of(id));
        EXPECT_EQ(verify(key.open(), made, signature), Status::ok);
    }
}

TEST(Sign, SignsThe36OctetsOfSsl3AsTheyAre) {
    const ForeignKey& key = crypto::foreign::rsa();
    for (const bool with_oid : {true, false}) {
        HashObject made = hash(aes(), calg::ssl3_shamd5);
        ASSERT_EQ(made.set_value(ramp(9, 36)), Status::ok);
        const Buffer signature = taken(sign(*key.ours, made, with_oid));
        EXPECT_EQ(recovered(key, turned(signature)), ramp(9, 36));
    }
}

TEST(Sign, GivesTwoNumbersOf20OctetsWithDsa) {
    const ForeignKey& key = crypto::foreign::dsa();
    EXPECT_EQ(signature_size(key.open()), 40u);
    HashObject made = hash_of_message(aes(), calg::sha1, message());
    const Buffer signature = taken(sign(*key.ours, made, true));
    ASSERT_EQ(signature.size(), 40u);
    const Buffer der = taken(crypto::der_signature(key.open(), halves_turned(signature)));
    EXPECT_TRUE(crypto::foreign::foreign_verifies(key, EVP_sha1(), message(), der));
    EXPECT_EQ(verify(key.open(), made, signature), Status::ok);
}

TEST(Sign, RefusesHashesThatAreNotSigned) {
    const ForeignKey& key = crypto::foreign::rsa();
    const Key block = session_key(aes(), calg::des, ramp(1, 8));
    for (const AlgId id : {calg::mac, calg::hmac}) {
        HashObject made = hash(aes(), id, &block);
        EXPECT_EQ(sign(*key.ours, made, true).status(), Status::bad_algorithm);
        EXPECT_EQ(verify(key.open(), made, Buffer(256)), Status::bad_algorithm);
        EXPECT_FALSE(made.finished());
    }
    HashObject unset = hash(aes(), calg::ssl3_shamd5);
    EXPECT_EQ(sign(*key.ours, unset, true).status(), Status::bad_hash_state);
    EXPECT_EQ(verify(key.open(), unset, Buffer(256)), Status::bad_hash_state);
}

TEST(Sign, RefusesAllButSha1WithDsa) {
    const ForeignKey& key = crypto::foreign::dsa();
    for (const AlgId id : {calg::md5, calg::sha_256}) {
        HashObject made = hash_of_message(aes(), id, message());
        EXPECT_EQ(sign(*key.ours, made, true).status(), Status::bad_algorithm);
        EXPECT_EQ(verify(key.open(), made, Buffer(40)), Status::bad_algorithm);
    }
}

TEST(Sign, RefusesKeysThatDoNotSign) {
    HashObject made = hash_of_message(aes(), calg::sha1, message());
    const ForeignKey& key = crypto::foreign::p256();
    EXPECT_EQ(sign(*key.ours, made, true).status(), Status::bad_key);
    EXPECT_EQ(verify(key.open(), made, Buffer(64)), Status::bad_key);
}

TEST(Sign, RefusesAnRsaKeyThatIsTooShort) {
    static const ForeignKey key(EVP_RSA_gen(512));
    HashObject made = hash_of_message(aes(), calg::sha_512, message());
    EXPECT_EQ(sign(*key.ours, made, true).status(), Status::bad_length);
    EXPECT_EQ(sign(*key.ours, made, false).status(), Status::bad_length);
    EXPECT_EQ(verify(key.open(), made, Buffer(64, 1)), Status::bad_signature);
    HashObject shorter = hash_of_message(aes(), calg::sha_256, message());
    EXPECT_TRUE(sign(*key.ours, shorter, true).ok());
}

// ---- Verifying ----------------------------------------------------------------------------------

TEST(Verify, AcceptsWhatLibcryptoSigned) {
    const ForeignKey& rsa = crypto::foreign::rsa();
    for (const Row& each : library_hashes()) {
        const Buffer signature =
            turned(crypto::foreign::foreign_sign(rsa, each.foreign, message()));
        HashObject made = hash_of_message(aes(), each.id, message());
        EXPECT_EQ(verify(rsa.open(), made, signature), Status::ok);
    }
    const ForeignKey& dsa = crypto::foreign::dsa();
    const Buffer der = crypto::foreign::foreign_sign(dsa, EVP_sha1(), message());
    const Buffer fixed = taken(crypto::fixed_width_signature(dsa.open(), der));
    HashObject made = hash_of_message(aes(), calg::sha1, message());
    EXPECT_EQ(verify(dsa.open(), made, halves_turned(fixed)), Status::ok);
}

TEST(Verify, AcceptsSignaturesWithoutTheOid) {
    const ForeignKey& key = crypto::foreign::rsa();
    const Buffer signature = turned(padded_signature(key, value_of(calg::sha1)));
    HashObject made = hash_of_message(aes(), calg::sha1, message());
    EXPECT_EQ(verify(key.open(), made, signature), Status::ok);
}

TEST(Verify, RefusesTheDigestInfoOfAnotherHash) {
    const ForeignKey& key = crypto::foreign::rsa();
    // MD5's DigestInfo around an MD4.
    Buffer content = test::hex("3020300c06082a864886f70d020505000410");
    const Buffer value = value_of(calg::md4);
    content.insert(content.end(), value.begin(), value.end());
    HashObject made = hash_of_message(aes(), calg::md4, message());
    EXPECT_EQ(verify(key.open(), made, turned(padded_signature(key, content))),
              Status::bad_signature);
}

TEST(Verify, RefusesOctetsBehindTheDigestInfo) {
    const ForeignKey& key = crypto::foreign::rsa();
    Buffer content = test::hex("3021300906052b0e03021a05000414");
    const Buffer value = value_of(calg::sha1);
    content.insert(content.end(), value.begin(), value.end());
    HashObject made = hash_of_message(aes(), calg::sha1, message());
    EXPECT_EQ(verify(key.open(), made, turned(padded_signature(key, content))), Status::ok);
    content.push_back(0);
    EXPECT_EQ(verify(key.open(), made, turned(padded_signature(key, content))),
              Status::bad_signature);
}

TEST(Verify, RefusesEverySignatureThatWasChanged) {
    for (const ForeignKey* const key : {&crypto::foreign::rsa(), &crypto::foreign::dsa()}) {
        HashObject made = hash_of_message(aes(), calg::sha1, message());
        const Buffer signature = taken(sign(*key->ours, made, true));
        for (std::size_t at = 0; at < signature.size(); at += 7) {
            Buffer changed = signature;
            changed[at] ^= 0x10;
            EXPECT_EQ(verify(key->open(), made, changed), Status::bad_signature);
        }
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, signature.size() - 1,
                                       signature.size() + 1, signature.size() * 2}) {
            Buffer other = signature;
            other.resize(size);
            EXPECT_EQ(verify(key->open(), made, other), Status::bad_signature);
        }
        EXPECT_EQ(verify(key->open(), made, turned(signature)), Status::bad_signature);
        EXPECT_EQ(verify(key->open(), made, Buffer(signature.size())), Status::bad_signature);
        EXPECT_EQ(verify(key->open(), made, Buffer(signature.size(), 0xFF)), Status::bad_signature);
        HashObject other = hash_of_message(aes(), calg::sha1, ramp(1, 300));
        EXPECT_EQ(verify(key->open(), other, signature), Status::bad_signature);
        EXPECT_EQ(ERR_peek_error(), 0u);
    }
}

TEST(Verify, RefusesAnotherKeysSignature) {
    static const ForeignKey other(EVP_RSA_gen(2048));
    HashObject made = hash_of_message(aes(), calg::sha_256, message());
    const Buffer signature = taken(sign(*other.ours, made, true));
    EXPECT_EQ(verify(crypto::foreign::rsa().open(), made, signature), Status::bad_signature);
}

}  // namespace
}  // namespace secur32::capi
