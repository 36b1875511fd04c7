// Diffie-Hellman pairs as PKCS#8, against libcrypto and openssl(1).
#include "sslprovider/crypto/dh_key_info.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <string>

#include "sslprovider/crypto/keys.h"
#include "test/support/key_folder.h"
#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::run;

const DhKey& key() {
    static const DhKey made = DhKey::generate(make_dh_group(1024).value()).value();
    return made;
}

Buffer octets_of(const std::string& text) { return {text.begin(), text.end()}; }

Buffer foreign_number(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
    Buffer octets(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, octets.data());
    BN_free(number);
    return octets;
}

TEST(DhKeyInfo, IsReadByLibcryptoAsTheSameKey) {
    const SecureBytes info = dh_pkcs8(key()).value();
    const unsigned char* at = info.bytes().data();
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> theirs(
        d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(info.size())), EVP_PKEY_free);
    ASSERT_NE(theirs, nullptr);
    EXPECT_EQ(EVP_PKEY_get_base_id(theirs.get()), EVP_PKEY_DH);
    EXPECT_EQ(foreign_number(theirs.get(), OSSL_PKEY_PARAM_FFC_P), key().group().prime);
    EXPECT_EQ(foreign_number(theirs.get(), OSSL_PKEY_PARAM_FFC_G), key().group().generator);
    Buffer y = foreign_number(theirs.get(), OSSL_PKEY_PARAM_PUB_KEY);
    y.insert(y.begin(), key().public_value().size() - y.size(), 0);
    EXPECT_TRUE(std::ranges::equal(y, key().public_value()));
}

TEST(DhKeyInfo, OfOpensslIsRead) {
    const test::KeyFolder folder;
    folder.write("x", "");
    const std::string path = folder.path("dh.der").string();
    const auto ran = run(
        "openssl genpkey -algorithm DH -pkeyopt group:modp_1536 -outform DER -out '" + path + "'");
    ASSERT_EQ(ran.status, 0) << ran.output;
    const auto read = dh_key_from_pkcs8(octets_of(folder.read("dh.der")));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().bits(), 1536u);
    EXPECT_EQ(read.value().group().prime, make_dh_group(1536).value().prime);
}

TEST(DhKeyInfo, ComesBackAsItWent) {
    const auto again = dh_key_from_pkcs8(dh_pkcs8(key()).value().bytes());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value().group().prime, key().group().prime);
    EXPECT_EQ(again.value().group().generator, key().group().generator);
    EXPECT_TRUE(again.value().x() == key().x());
}

TEST(DhKeyInfo, IsRefusedWhenCutOffOrLonger) {
    const SecureBytes info = dh_pkcs8(key()).value();
    for (std::size_t length = 0; length < info.size(); ++length)
        EXPECT_FALSE(dh_key_from_pkcs8(info.bytes().first(length)).ok()) << length;
    Buffer longer(info.bytes().begin(), info.bytes().end());
    longer.push_back(0);
    EXPECT_EQ(dh_key_from_pkcs8(longer).status(), Status::bad_data);
}

TEST(DhKeyInfo, IsNotAnotherAlgorithms) {
    const SecureBytes ec = PrivateKey::generate_ec(NamedGroup::secp256r1).value().pkcs8().value();
    const SecureBytes rsa = PrivateKey::generate_rsa(512).value().pkcs8().value();
    EXPECT_EQ(dh_key_from_pkcs8(ec.bytes()).status(), Status::unsupported_function);
    EXPECT_EQ(dh_key_from_pkcs8(rsa.bytes()).status(), Status::unsupported_function);
}

TEST(DhKeyInfo, IsRefusedWithNumbersThatCannotBe) {
    const std::string good = test::to_hex(dh_pkcs8(key()).value().bytes());
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string bad = good;
        bad.replace(bad.rfind(from), from.size(), to);
        return dh_key_from_pkcs8(test::hex(bad)).status();
    };
    EXPECT_EQ(with("020102", "020101"), Status::bad_key) << "the generator 1";
    EXPECT_EQ(with("020102", "020100"), Status::bad_key) << "the generator 0";
    EXPECT_EQ(with("020102", "0201ff"), Status::bad_data) << "a negative generator";
    const std::string prime = test::to_hex(key().group().prime);
    std::string even = prime;
    even.back() = 'e';
    EXPECT_EQ(with(prime, even), Status::bad_key) << "an even prime";
}

}  // namespace
}  // namespace secur32::crypto
