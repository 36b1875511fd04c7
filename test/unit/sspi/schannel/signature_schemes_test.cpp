#include "sspi/schannel/signature_schemes.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "sspi/schannel/sources.h"

namespace secur32::schannel {
namespace {

using Key = crypto::KeyAlgorithm;
using Curve = crypto::NamedGroup;

const crypto::PrivateKey& key_of(const std::string& kind) {
    static std::map<std::string, crypto::PrivateKey> keys;
    const auto found = keys.find(kind);
    if (found != keys.end()) return found->second;
    auto made = kind == "P-256"     ? crypto::PrivateKey::generate_ec(Curve::secp256r1)
                : kind == "P-384"   ? crypto::PrivateKey::generate_ec(Curve::secp384r1)
                : kind == "ED25519" ? crypto::PrivateKey::generate_ed25519()
                : kind == "DSA"     ? crypto::PrivateKey::generate_dsa(1024)
                                    : crypto::PrivateKey::generate_rsa(std::stoul(kind));
    return keys.emplace(kind, std::move(made).value()).first->second;
}

bool suits(std::uint16_t id, Version version, const std::string& kind) {
    return find_scheme(id)->suits(version, key_of(kind).public_key());
}

// RFC 8446 4.2.3, IANA "TLS SignatureScheme"
TEST(SignatureSchemes, HaveTheNumbersOfTheRegistry) {
    const std::map<std::uint16_t, std::string_view> registry = {
        {0x0201, "rsa_pkcs1_sha1"},      {0x0203, "ecdsa_sha1"},
        {0x0401, "rsa_pkcs1_sha256"},    {0x0403, "ecdsa_secp256r1_sha256"},
        {0x0501, "rsa_pkcs1_sha384"},    {0x0503, "ecdsa_secp384r1_sha384"},
        {0x0601, "rsa_pkcs1_sha512"},    {0x0603, "ecdsa_secp521r1_sha512"},
        {0x0804, "rsa_pss_rsae_sha256"}, {0x0805, "rsa_pss_rsae_sha384"},
        {0x0806, "rsa_pss_rsae_sha512"}, {0x0807, "ed25519"},
        {0x0809, "rsa_pss_pss_sha256"},  {0x080A, "rsa_pss_pss_sha384"},
        {0x080B, "rsa_pss_pss_sha512"}};
    for (const auto& [id, name] : registry) {
        ASSERT_NE(find_scheme(id), nullptr) << name;
        EXPECT_EQ(find_scheme(id)->name, name);
    }
}

TEST(SignatureSchemes, AreEachThereOnce) {
    std::set<std::uint16_t> ids;
    for (const SignatureScheme& scheme : signature_schemes())
        EXPECT_TRUE(ids.insert(scheme.id).second) << scheme.name;
    EXPECT_FALSE(ids.contains(0));
}

TEST(SignatureSchemes, ThatNobodyKnowsAreNotFound) {
    for (const int id : {0x0000, 0x0A0A, 0x0808, 0x0807 + 0x100, 0xFFFF})
        EXPECT_EQ(find_scheme(static_cast<std::uint16_t>(id)), nullptr) << id;
}

TEST(SignatureSchemes, OfferNoSha1AndNoDsaByThemselves) {
    for (const SignatureScheme& scheme : signature_schemes())
        EXPECT_EQ(scheme.is_current,
                  scheme.form.hash != crypto::HashAlgorithm::sha1 && scheme.key != Key::dsa)
            << scheme.name;
}

// RFC 8446 4.2.3: "The length of the Salt MUST be equal to the length of the digest algorithm."
TEST(SignatureSchemes, SaltAsLongAsTheirHash) {
    for (const SignatureScheme& scheme : signature_schemes())
        if (scheme.form.padding == crypto::RsaPadding::pss) {
            EXPECT_EQ(scheme.form.salt_length, crypto::hash_length(scheme.form.hash));
        }
}

TEST(SignatureSchemes, BindTheCurveInTls13Alone) {
    EXPECT_TRUE(suits(0x0403, Version::tls13, "P-256"));
    EXPECT_FALSE(suits(0x0403, Version::tls13, "P-384"));
    EXPECT_TRUE(suits(0x0403, Version::tls12, "P-384"));
}

TEST(SignatureSchemes, OfPkcs1AndSha1SignNoHandshakeOfTls13) {
    for (const int id : {0x0401, 0x0501, 0x0601, 0x0201})
        EXPECT_FALSE(suits(static_cast<std::uint16_t>(id), Version::tls13, "2048")) << id;
    EXPECT_FALSE(suits(0x0203, Version::tls13, "P-256"));
    EXPECT_TRUE(suits(0x0401, Version::tls12, "2048"));
    EXPECT_TRUE(suits(0x0804, Version::tls12, "2048"));
}

TEST(SignatureSchemes, SuitOnlyKeysOfTheirKind) {
    EXPECT_FALSE(suits(0x0804, Version::tls13, "P-256"));
    EXPECT_FALSE(suits(0x0403, Version::tls13, "2048"));
    EXPECT_FALSE(suits(0x0809, Version::tls13, "2048"));
    EXPECT_FALSE(suits(0x0807, Version::tls13, "P-256"));
    EXPECT_FALSE(suits(0x0403, Version::tls12, "ED25519"));
    EXPECT_TRUE(suits(0x0807, Version::tls12, "ED25519"));
}

// RFC 8017 9.1.1: emLen >= hLen + sLen + 2.  1024 bits are 128 octets, SHA-512 wants 130.
TEST(SignatureSchemes, RefuseRsaKeysThatAreTooShortForTheirHash) {
    EXPECT_FALSE(suits(0x0806, Version::tls13, "1024"));
    EXPECT_TRUE(suits(0x0805, Version::tls13, "1024"));
    EXPECT_FALSE(suits(0x0601, Version::tls12, "512"));
    EXPECT_TRUE(suits(0x0401, Version::tls12, "512"));
}

TEST(SignatureSchemes, WithoutNumberAreOfOldVersionsAlone) {
    const SignatureScheme& rsa = scheme_before_tls12(key_of("2048").public_key());
    EXPECT_EQ(rsa.form.hash, crypto::HashAlgorithm::md5_sha1);
    EXPECT_TRUE(rsa.suits(Version::tls10, key_of("2048").public_key()));
    EXPECT_FALSE(rsa.suits(Version::tls12, key_of("2048").public_key()));
    EXPECT_FALSE(suits(0x0201, Version::tls11, "2048"));
    const SignatureScheme& ecdsa = scheme_before_tls12(key_of("P-256").public_key());
    EXPECT_EQ(ecdsa.form.hash, crypto::HashAlgorithm::sha1);
    EXPECT_EQ(scheme_before_tls12(key_of("DSA").public_key()).key, Key::dsa);
    // RFC 8422 5.3: of TLS 1.2 and later.
    const SignatureScheme& none = scheme_before_tls12(key_of("ED25519").public_key());
    EXPECT_FALSE(none.suits(Version::tls11, key_of("ED25519").public_key()));
}

struct Pair {
    std::uint16_t id;
    const char* key;
};
constexpr Pair kPairs[] = {{0x0403, "P-256"}, {0x0503, "P-384"}, {0x0807, "ED25519"},
                           {0x0804, "2048"},  {0x0806, "2048"},  {0x0401, "2048"},
                           {0x0601, "2048"},  {0x0203, "P-256"}, {0x0402, "DSA"}};

TEST(SignatureSchemes, AgreeWithLibcryptosWholeMessageSignatures) {
    const Buffer message = {1, 2, 3};
    for (const auto& [id, kind] : kPairs) {
        const SignatureScheme& scheme = *find_scheme(id);
        const crypto::PrivateKey& key = key_of(kind);
        const auto signature = sign(scheme, key, message);
        ASSERT_TRUE(signature.ok()) << scheme.name;
        EXPECT_EQ(crypto::verify_message(key.public_key(), scheme.form, message, signature.value()),
                  Status::ok)
            << scheme.name;
        const auto foreign = crypto::sign_message(key, scheme.form, message);
        ASSERT_TRUE(foreign.ok()) << scheme.name;
        EXPECT_EQ(verify(scheme, key.public_key(), message, foreign.value()), Status::ok)
            << scheme.name;
    }
}

TEST(SignatureSchemes, RefuseOtherMessagesAndAlteredSignatures) {
    const Buffer message = {1, 2, 3}, other = {1, 2, 4};
    for (const auto& [id, kind] : kPairs) {
        const SignatureScheme& scheme = *find_scheme(id);
        const crypto::PublicKey& key = key_of(kind).public_key();
        Buffer signature = sign(scheme, key_of(kind), message).value();
        EXPECT_EQ(verify(scheme, key, other, signature), Status::handshake_altered);
        signature.back() ^= 1;
        EXPECT_EQ(verify(scheme, key, message, signature), Status::handshake_altered);
        EXPECT_EQ(verify(scheme, key, message, {}), Status::handshake_altered) << scheme.name;
    }
}

TEST(SignatureSchemes, RefuseKeysOfAnotherKind) {
    const Buffer message = {1};
    const SignatureScheme& ecdsa = *find_scheme(0x0403);
    EXPECT_EQ(verify(ecdsa, key_of("2048").public_key(), message, message),
              Status::illegal_parameter);
    EXPECT_EQ(sign(ecdsa, key_of("2048"), message).status(), Status::algorithm_mismatch);
    EXPECT_EQ(sign(*find_scheme(0x0806), key_of("1024"), message).status(),
              Status::algorithm_mismatch);
}

TEST(SignatureSchemes, SignBeforeTls12WithBothHashes) {
    const crypto::PrivateKey& key = key_of("2048");
    const Buffer message = {7, 7};
    const SignatureScheme& scheme = scheme_before_tls12(key.public_key());
    const auto signature = sign(scheme, key, message);
    ASSERT_TRUE(signature.ok());
    const crypto::Digest digest = crypto::hash(crypto::HashAlgorithm::md5_sha1, message);
    EXPECT_EQ(crypto::verify_hash(key.public_key(), {.hash = crypto::HashAlgorithm::md5_sha1},
                                  digest.bytes(), signature.value()),
              Status::ok);
    EXPECT_EQ(verify(scheme, key.public_key(), message, signature.value()), Status::ok);
}

// ---- Sources ------------------------------------------------------------------------------------

struct CountingSources final : Sources {
    void random(MutableBytes out) override { std::ranges::fill(out, 0x5A); }
};

TEST(Sources, AreTheStandardOnesUntilATestReplacesThem) {
    EXPECT_EQ(&Sources::current(), &Sources::standard());
    CountingSources own;
    EXPECT_EQ(Sources::replace(&own), nullptr);
    EXPECT_EQ(&Sources::current(), &own);
    EXPECT_EQ(Sources::replace(nullptr), &own);
    EXPECT_EQ(&Sources::current(), &Sources::standard());
}

TEST(Sources, OfTheStandardNeverSayTheSameTwice) {
    std::array<std::uint8_t, 32> a{}, b{};
    Sources::standard().random(a);
    Sources::standard().random(b);
    EXPECT_NE(a, b);
    const auto one = Sources::standard().key_share(Curve::x25519);
    const auto other = Sources::standard().key_share(Curve::x25519);
    ASSERT_TRUE(one.ok() && other.ok());
    EXPECT_FALSE(std::ranges::equal(one.value().public_value(), other.value().public_value()));
    EXPECT_EQ(Sources::standard().key_share(Curve::none).status(), Status::unsupported_function);
}

TEST(Sources, OfTheStandardSayNoOrderAndWantCompatibility) {
    EXPECT_TRUE(Sources::standard().extension_order(1).empty());
    EXPECT_TRUE(Sources::standard().compatibility_mode());
}

}  // namespace
}  // namespace secur32::schannel
