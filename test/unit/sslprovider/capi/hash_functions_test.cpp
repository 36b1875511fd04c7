#include "sslprovider/capi/hash_functions.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <iostream>

#include "test/unit/sslprovider/capi/hash_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

constexpr AlgId kFunctions[] = {calg::md2,     calg::md4,     calg::md5,    calg::sha1,
                                calg::sha_256, calg::sha_384, calg::sha_512};

Buffer foreign_hash(const EVP_MD* algorithm, Bytes message) {
    Buffer out(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    EVP_Digest(message.data(), message.size(), out.data(), &length, algorithm, nullptr);
    out.resize(length);
    return out;
}

TEST(HashFunction, AgreesWithTheHashesOfTheVectors) {
    const auto stanzas = test::load_stanzas("capi/derivation.txt");
    for (const test::Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        Buffer message = each.bytes("head");
        const Buffer rest =
            ramp(each.number("first") + message.size(), each.number("size") - message.size());
        message.insert(message.end(), rest.begin(), rest.end());
        const AlgId id = algorithm(text(each, "hash"));
        EXPECT_EQ(copied(hash_of(id, {message})), each.bytes("value"));
        const std::size_t half = message.size() / 2;
        EXPECT_EQ(copied(hash_of(id, {Bytes(message).first(half), Bytes(message).subspan(half)})),
                  each.bytes("value"));
    }
    std::cout << "capi/derivation.txt: " << stanzas.size() << " hashes\n";
}

TEST(HashFunction, AgreesWithLibcrypto) {
    struct Row {
        AlgId id;
        const EVP_MD* foreign;
    };
    for (const Row& each :
         {Row{calg::md5, EVP_md5()}, Row{calg::sha1, EVP_sha1()}, Row{calg::sha_256, EVP_sha256()},
          Row{calg::sha_384, EVP_sha384()}, Row{calg::sha_512, EVP_sha512()}}) {
        for (const std::size_t size : {0u, 1u, 63u, 64u, 127u, 128u, 1000u}) {
            const Buffer message = ramp(5, size);
            EXPECT_EQ(copied(hash_of(each.id, {message})), foreign_hash(each.foreign, message));
        }
    }
}

TEST(HashFunction, GoesOnAfterItsValueWasRead) {
    for (const AlgId id : kFunctions) {
        std::optional<HashFunction> function = HashFunction::of(id);
        ASSERT_TRUE(function);
        function->update(ramp(0, 70));
        EXPECT_EQ(function->value().size(), function->length());
        function->update(ramp(70, 30));
        EXPECT_EQ(function->value(), hash_of(id, {ramp(0, 100)}));
    }
}

TEST(HashFunction, CopiesKnowNothingOfEachOther) {
    for (const AlgId id : kFunctions) {
        std::optional<HashFunction> first = HashFunction::of(id);
        first->update(ramp(0, 10));
        HashFunction second = *first;
        first->update(ramp(1, 1));
        EXPECT_EQ(second.value(), hash_of(id, {ramp(0, 10)}));
        second = *first;
        EXPECT_EQ(second.value(), first->value());
    }
}

TEST(HashFunction, IsNothingForOtherAlgorithms) {
    for (const AlgId id : {AlgId{0}, calg::mac, calg::hmac, calg::ssl3_shamd5, calg::tls1_prf,
                           calg::schannel_master_hash, calg::rc4, calg::rsa_sign, AlgId{0x800B}})
        EXPECT_FALSE(HashFunction::of(id));
}

}  // namespace
}  // namespace secur32::capi
