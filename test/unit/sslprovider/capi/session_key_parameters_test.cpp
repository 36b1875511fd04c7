// Which keys a provider has, and the parameters of a session key: salts, effective lengths, modes.
// What they do to a message is computed from the key that the cipher has to get.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "sslprovider/capi/session_key.h"

namespace secur32::capi {
namespace {

using crypto::SymmetricAlgorithm;

const Provider& provider_of(Family family) {
    for (const Provider& each : providers())
        if (each.family == family) return each;
    throw std::runtime_error("no such provider");
}

Buffer counting(std::size_t size) {
    Buffer octets(size);
    std::iota(octets.begin(), octets.end(), std::uint8_t{1});
    return octets;
}

SessionKey key_of(Family family, AlgId id, std::size_t octets, Salting salting = Salting::implied) {
    auto key = SessionKey::make(provider_of(family), id, SecureBytes(counting(octets)), salting);
    if (!key.ok()) throw std::runtime_error("the key is refused");
    return std::move(key).value();
}

Buffer encrypted(SessionKey& key, std::size_t size = 24) {
    Buffer buffer(size, 0x5a);
    EXPECT_EQ(key.encrypt(buffer, size, false), Status::ok);
    return buffer;
}

// What the cipher makes of that key material.
Buffer expected(const crypto::CipherForm& form, Buffer material, Buffer iv, std::size_t size = 24) {
    auto cipher = crypto::SymmetricCipher::make(form, material, iv);
    EXPECT_TRUE(cipher.ok());
    Buffer buffer(size, 0x5a);
    EXPECT_EQ(cipher.value().encrypt(buffer), Status::ok);
    return buffer;
}

Buffer joined(Buffer secret, const Buffer& salt) {
    secret.insert(secret.end(), salt.begin(), salt.end());
    return secret;
}

constexpr std::array kFamilies = {Family::base, Family::strong,   Family::enhanced,
                                  Family::aes,  Family::schannel, Family::dss};

// ---- Making ------------------------------------------------------------------------------------

TEST(SessionKeyParameters, AKeyBeginsInCbcWithAnIvOfZeros) {
    const SessionKey key = key_of(Family::aes, calg::aes_192, 24);
    EXPECT_EQ(key.id(), calg::aes_192);
    EXPECT_TRUE(key.is_block());
    EXPECT_EQ(key.block_length(), 16u);
    EXPECT_EQ(key.key_bits(), 192u);
    EXPECT_EQ(key.secret(), SecureBytes(counting(24)));
    EXPECT_EQ(key.iv(), SecureBytes(16));
    EXPECT_TRUE(key.salt().empty());
    EXPECT_EQ(key.mode(), CipherMode::cbc);
    EXPECT_EQ(key.mode_bits(), 8u);
}

TEST(SessionKeyParameters, AStreamKeyHasNeitherBlockNorIvNorMode) {
    const SessionKey key = key_of(Family::enhanced, calg::rc4, 16);
    EXPECT_FALSE(key.is_block());
    EXPECT_EQ(key.block_length(), 0u);
    EXPECT_TRUE(key.iv().empty());
    EXPECT_EQ(static_cast<std::uint32_t>(key.mode()), 0u);
}

TEST(SessionKeyParameters, KeyBitsCountTheParity) {
    EXPECT_EQ(key_of(Family::base, calg::des, 8).key_bits(), 64u);
    EXPECT_EQ(key_of(Family::strong, calg::tdes_112, 16).key_bits(), 128u);
    EXPECT_EQ(key_of(Family::strong, calg::tdes, 24).key_bits(), 192u);
    EXPECT_EQ(key_of(Family::base, calg::rc2, 5).key_bits(), 40u);
}

TEST(SessionKeyParameters, RefusesAlgorithmsThatTheProviderHasNot) {
    const auto made = [](Family family, AlgId id, std::size_t octets) {
        return SessionKey::make(provider_of(family), id, SecureBytes(octets)).status();
    };
    EXPECT_EQ(made(Family::enhanced, calg::aes_128, 16), Status::bad_algorithm);
    EXPECT_EQ(made(Family::base, calg::tdes, 24), Status::bad_algorithm);
    EXPECT_EQ(made(Family::aes, calg::aes, 16), Status::bad_algorithm);
    EXPECT_EQ(made(Family::aes, calg::sha1, 20), Status::bad_algorithm);
    EXPECT_EQ(made(Family::aes, calg::rsa_keyx, 128), Status::bad_algorithm);
    EXPECT_EQ(made(Family::schannel, calg::tls1_master, 48), Status::bad_algorithm);
    EXPECT_EQ(made(Family::aes, 0, 16), Status::bad_algorithm);
    EXPECT_EQ(
        SessionKey::with_salt(provider_of(Family::aes), calg::mac, SecureBytes(16), {}).status(),
        Status::bad_algorithm);
}

TEST(SessionKeyParameters, TakesTheLengthsOfTheProviderOnly) {
    struct Row {
        Family family;
        AlgId id;
        std::size_t least, most;
    };
    for (const Row& row :
         {Row{Family::base, calg::rc2, 5, 7}, Row{Family::base, calg::rc4, 5, 7},
          Row{Family::strong, calg::rc2, 5, 16}, Row{Family::enhanced, calg::rc4, 5, 16},
          Row{Family::aes, calg::rc2, 5, 16}, Row{Family::base, calg::des, 8, 8},
          Row{Family::strong, calg::tdes_112, 16, 16}, Row{Family::enhanced, calg::tdes, 24, 24},
          Row{Family::aes, calg::aes_128, 16, 16}, Row{Family::aes, calg::aes_192, 24, 24},
          Row{Family::aes, calg::aes_256, 32, 32}})
        for (std::size_t octets = 0; octets <= 40; ++octets) {
            const bool right = octets >= row.least && octets <= row.most;
            const Status status = right ? Status::ok : Status::bad_length;
            EXPECT_EQ(
                SessionKey::make(provider_of(row.family), row.id, SecureBytes(octets)).status(),
                status)
                << row.id << ' ' << octets;
            EXPECT_EQ(
                SessionKey::with_salt(provider_of(row.family), row.id, SecureBytes(octets), {})
                    .status(),
                status)
                << row.id << ' ' << octets;
        }
}

TEST(SessionKeyParameters, AnHmacKeyHasAnyLengthButNone) {
    EXPECT_EQ(SessionKey::for_hmac({}).status(), Status::bad_length);
    for (const std::size_t octets : {1u, 4u, 80u, 129u, 5000u}) {
        const auto key = SessionKey::for_hmac(SecureBytes(counting(octets)));
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().id(), calg::rc2);
        EXPECT_EQ(key.value().secret(), SecureBytes(counting(octets)));
        EXPECT_EQ(key.value().key_bits(), octets * 8);
        EXPECT_TRUE(key.value().salt().empty());
    }
}

TEST(SessionKeyParameters, AnHmacKeyTooLongForRc2EncryptsNothing) {
    auto key = SessionKey::for_hmac(SecureBytes(counting(129)));
    ASSERT_TRUE(key.ok());
    Buffer buffer(8);
    EXPECT_EQ(key.value().encrypt(buffer, 8, false), Status::bad_key);
    EXPECT_EQ(key.value().decrypt(buffer, false).status(), Status::bad_key);
}

// ---- Salt --------------------------------------------------------------------------------------

TEST(SessionKeyParameters, FortyBitsGetElevenZerosInEveryProvider) {
    for (const Family family : kFamilies)
        for (const AlgId id : {calg::rc2, calg::rc4}) {
            if (find_algorithm(provider_of(family), id) == nullptr) continue;
            SessionKey key = key_of(family, id, 5);
            EXPECT_EQ(key.salt(), SecureBytes(11));
            EXPECT_EQ(key.secret(), SecureBytes(counting(5)));
            EXPECT_EQ(key.key_bits(), 40u);
            const Buffer material = joined(counting(5), Buffer(11));
            if (id == calg::rc4)
                EXPECT_EQ(encrypted(key), expected({SymmetricAlgorithm::rc4}, material, {}));
            else
                EXPECT_EQ(encrypted(key),
                          expected({SymmetricAlgorithm::rc2, crypto::BlockMode::cbc, 40}, material,
                                   Buffer(8)));
        }
}

TEST(SessionKeyParameters, OtherLengthsGetNone) {
    for (const std::size_t octets : {6u, 7u, 16u})
        for (const AlgId id : {calg::rc2, calg::rc4})
            EXPECT_TRUE(key_of(Family::strong, id, octets).salt().empty()) << octets;
    EXPECT_TRUE(key_of(Family::strong, calg::des, 8).salt().empty());
    EXPECT_TRUE(key_of(Family::aes, calg::aes_128, 16).salt().empty());
}

TEST(SessionKeyParameters, NoSaltIsNotTheSaltOfZeros) {
    SessionKey without = key_of(Family::base, calg::rc4, 5, Salting::none);
    SessionKey with = key_of(Family::base, calg::rc4, 5);
    EXPECT_TRUE(without.salt().empty());
    const Buffer text = encrypted(without);
    EXPECT_EQ(text, expected({SymmetricAlgorithm::rc4}, counting(5), {}));
    EXPECT_NE(text, encrypted(with));
}

TEST(SessionKeyParameters, ADrawnSaltMakesSixteenOctetsInBaseAndStrong) {
    for (const Family family : {Family::base, Family::strong})
        for (const std::size_t octets : {5u, 7u}) {
            SessionKey first = key_of(family, calg::rc2, octets, Salting::created);
            SessionKey second = key_of(family, calg::rc2, octets, Salting::created);
            EXPECT_EQ(first.salt().size(), 16 - octets);
            EXPECT_NE(first.salt(), second.salt());
            EXPECT_NE(encrypted(first), encrypted(second));
        }
    EXPECT_TRUE(key_of(Family::strong, calg::rc4, 16, Salting::created).salt().empty());
    EXPECT_TRUE(key_of(Family::strong, calg::des, 8, Salting::created).salt().empty());
}

TEST(SessionKeyParameters, ADrawnSaltIsNoneElsewhere) {
    for (const Family family : {Family::enhanced, Family::aes, Family::schannel, Family::dss})
        for (const AlgId id : {calg::rc2, calg::rc4}) {
            if (find_algorithm(provider_of(family), id) == nullptr) continue;
            EXPECT_TRUE(key_of(family, id, 5, Salting::created).salt().empty());
        }
}

TEST(SessionKeyParameters, AGivenSaltGoesBehindTheSecret) {
    const Buffer salt = {9, 8, 7, 6, 5};
    auto key = SessionKey::with_salt(provider_of(Family::base), calg::rc2, SecureBytes(counting(5)),
                                     SecureBytes(salt));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().salt(), SecureBytes(salt));
    EXPECT_EQ(key.value().effective_bits(), 40u);
    EXPECT_EQ(encrypted(key.value()),
              expected({SymmetricAlgorithm::rc2, crypto::BlockMode::cbc, 40},
                       joined(counting(5), salt), Buffer(8)));
}

TEST(SessionKeyParameters, RefusesAGivenSaltWhereNoneIsAllowedOrTooLong) {
    const auto made = [](AlgId id, std::size_t octets, std::size_t salt) {
        return SessionKey::with_salt(provider_of(Family::aes), id, SecureBytes(octets),
                                     SecureBytes(salt))
            .status();
    };
    EXPECT_EQ(made(calg::des, 8, 1), Status::bad_key);
    EXPECT_EQ(made(calg::aes_256, 32, 11), Status::bad_key);
    EXPECT_EQ(made(calg::rc4, 5, 25), Status::bad_data);
    EXPECT_EQ(made(calg::rc4, 5, 24), Status::ok);
}

TEST(SessionKeyParameters, KpSaltIsElevenOctetsInBaseAndStrongAndNoneElsewhere) {
    for (const Family family : kFamilies)
        for (const std::size_t octets : {5u, 7u}) {
            const Provider& provider = provider_of(family);
            if (find_algorithm(provider, calg::rc4) == nullptr) continue;
            const std::size_t length = family == Family::base || family == Family::strong ? 11 : 0;
            EXPECT_EQ(SessionKey::salt_length(provider), length);
            SessionKey key = key_of(family, calg::rc4, octets);
            const Buffer given = counting(11);
            EXPECT_EQ(key.set_salt(provider, given), Status::ok);
            const Buffer kept(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(length));
            EXPECT_EQ(key.salt(), SecureBytes(kept));
            EXPECT_EQ(encrypted(key),
                      expected({SymmetricAlgorithm::rc4}, joined(counting(octets), kept), {}));
        }
}

TEST(SessionKeyParameters, RefusesAShortKpSaltAndOneOfOtherCiphers) {
    SessionKey key = key_of(Family::base, calg::rc4, 5);
    for (const std::size_t size : {0u, 1u, 10u})
        EXPECT_EQ(key.set_salt(provider_of(Family::base), counting(size)), Status::bad_data);
    EXPECT_EQ(key.salt(), SecureBytes(11));
    for (const Family family : {Family::strong, Family::enhanced}) {
        SessionKey des = key_of(family, calg::des, 8);
        EXPECT_EQ(des.set_salt(provider_of(family), counting(11)), Status::bad_key);
        EXPECT_EQ(des.set_salt_ex(counting(11)), Status::bad_key);
        EXPECT_EQ(des.set_salt_ex({}), Status::bad_key);
        EXPECT_TRUE(des.salt().empty());
    }
    SessionKey aes = key_of(Family::aes, calg::aes_128, 16);
    EXPECT_EQ(aes.set_salt(provider_of(Family::aes), {}), Status::bad_key);
}

TEST(SessionKeyParameters, KpSaltExTakesUpToTwentyFourOctets) {
    for (const AlgId id : {calg::rc2, calg::rc4})
        for (const Family family : {Family::base, Family::strong, Family::enhanced, Family::aes}) {
            SessionKey key = key_of(family, id, 5);
            for (std::size_t size = 0; size <= 24; ++size) {
                EXPECT_EQ(key.set_salt_ex(counting(size)), Status::ok) << size;
                EXPECT_EQ(key.salt(), SecureBytes(counting(size))) << size;
                const Buffer material = joined(counting(5), counting(size));
                const crypto::CipherForm form =
                    id == calg::rc4
                        ? crypto::CipherForm{SymmetricAlgorithm::rc4}
                        : crypto::CipherForm{SymmetricAlgorithm::rc2, crypto::BlockMode::cbc, 40};
                EXPECT_EQ(encrypted(key), expected(form, material, Buffer(key.block_length())));
            }
            EXPECT_EQ(key.set_salt_ex(counting(25)), Status::bad_data);
            EXPECT_EQ(key.set_salt_ex(Buffer(1000)), Status::bad_data);
            EXPECT_EQ(key.salt(), SecureBytes(counting(24)));
        }
}

// ---- Effective length --------------------------------------------------------------------------

TEST(SessionKeyParameters, TheEffectiveLengthIsFortyInBaseAndTheKeysElsewhere) {
    EXPECT_EQ(key_of(Family::base, calg::rc2, 5).effective_bits(), 40u);
    EXPECT_EQ(key_of(Family::base, calg::rc2, 7).effective_bits(), 40u);
    for (const Family family : {Family::strong, Family::enhanced, Family::aes})
        for (const std::size_t octets : {5u, 7u, 16u})
            EXPECT_EQ(key_of(family, calg::rc2, octets).effective_bits(), octets * 8);
}

TEST(SessionKeyParameters, ASetEffectiveLengthCountsFromTheNextMessage) {
    const Provider& provider = provider_of(Family::enhanced);
    SessionKey key = key_of(Family::enhanced, calg::rc2, 16);
    for (const std::uint32_t bits : {1u, 40u, 127u, 1024u}) {
        encrypted(key);
        EXPECT_EQ(key.set_effective_bits(provider, bits), Status::ok);
        EXPECT_EQ(key.effective_bits(), bits);
        EXPECT_EQ(encrypted(key), expected({SymmetricAlgorithm::rc2, crypto::BlockMode::cbc, bits},
                                           counting(16), Buffer(8)));
    }
}

TEST(SessionKeyParameters, RefusesEffectiveLengthsBeyondTheProviders) {
    SessionKey strong = key_of(Family::strong, calg::rc2, 16);
    for (const std::uint32_t bits : {0u, 1025u, 0xffffffffu})
        EXPECT_EQ(strong.set_effective_bits(provider_of(Family::strong), bits), Status::bad_data);
    EXPECT_EQ(strong.effective_bits(), 128u);
    SessionKey base = key_of(Family::base, calg::rc2, 7);
    for (const std::uint32_t bits : {0u, 41u, 56u, 128u})
        EXPECT_EQ(base.set_effective_bits(provider_of(Family::base), bits), Status::bad_data);
    EXPECT_EQ(base.effective_bits(), 40u);
    EXPECT_EQ(base.set_effective_bits(provider_of(Family::base), 39), Status::ok);
    for (const AlgId id : {calg::rc4, calg::tdes_112}) {
        SessionKey other = key_of(Family::strong, id, 16);
        EXPECT_EQ(other.set_effective_bits(provider_of(Family::strong), 40), Status::bad_type);
    }
}

// ---- IV, mode, padding -------------------------------------------------------------------------

TEST(SessionKeyParameters, AnIvIsABlock) {
    SessionKey key = key_of(Family::aes, calg::aes_256, 32);
    for (const std::size_t size : {0u, 1u, 8u, 15u, 17u, 32u})
        EXPECT_EQ(key.set_iv(Buffer(size)), Status::bad_data) << size;
    EXPECT_EQ(key.set_iv(counting(16)), Status::ok);
    EXPECT_EQ(key.iv(), SecureBytes(counting(16)));
    EXPECT_EQ(encrypted(key, 32),
              expected({SymmetricAlgorithm::aes}, counting(32), counting(16), 32));
    SessionKey stream = key_of(Family::aes, calg::rc4, 16);
    EXPECT_EQ(stream.set_iv({}), Status::ok);
    EXPECT_EQ(stream.set_iv(Buffer(8)), Status::bad_data);
}

TEST(SessionKeyParameters, TheFiveModesAreSettableAndNoOther) {
    SessionKey key = key_of(Family::aes, calg::aes_128, 16);
    for (std::uint32_t mode = 1; mode <= 5; ++mode) {
        EXPECT_EQ(key.set_mode(mode), Status::ok);
        EXPECT_EQ(static_cast<std::uint32_t>(key.mode()), mode);
    }
    for (const std::uint32_t mode : {0u, 6u, 7u, 10u, 0x101u, 0xffffffffu})
        EXPECT_EQ(key.set_mode(mode), Status::bad_data) << mode;
    EXPECT_EQ(key.mode(), CipherMode::cts);
}

TEST(SessionKeyParameters, FeedbackAndPaddingAreWhatTheyAre) {
    SessionKey key = key_of(Family::aes, calg::aes_128, 16);
    EXPECT_EQ(key.set_mode_bits(8), Status::ok);
    for (const std::uint32_t bits : {0u, 1u, 16u, 64u, 128u})
        EXPECT_EQ(key.set_mode_bits(bits), Status::bad_data) << bits;
    EXPECT_EQ(key.mode_bits(), 8u);
    EXPECT_EQ(key.set_padding(1), Status::ok);
    for (const std::uint32_t padding : {0u, 2u, 3u, 0xffffffffu})
        EXPECT_EQ(key.set_padding(padding), Status::bad_data) << padding;
}

TEST(SessionKeyParameters, RefusesABlockCiphersParametersForAStream) {
    SessionKey key = key_of(Family::strong, calg::rc4, 16);
    EXPECT_EQ(key.set_mode(1), Status::bad_type);
    EXPECT_EQ(key.set_mode_bits(8), Status::bad_type);
    EXPECT_EQ(key.set_padding(1), Status::bad_type);
}

TEST(SessionKeyParameters, EachEndsAMessageThatWasBegun) {
    const Provider& provider = provider_of(Family::strong);
    const auto fresh = [&] {
        SessionKey key = key_of(Family::strong, calg::rc2, 16);
        return encrypted(key);
    }();
    using Set = Status (*)(SessionKey&, const Provider&);
    for (const Set set : std::initializer_list<Set>{
             [](SessionKey&key, const Provider&) { return key.set_iv(Buffer(8)); },
             [](SessionKey&key, const Provider&) { return key.set_mode(1); },
             [](SessionKey&key, const Provider&) { return key.set_mode_bits(8); },
             [](SessionKey&key, const Provider&) { return key.set_padding(1); },
             [](SessionKey&key, const Provider&) { return key.set_salt_ex({}); },
             [](SessionKey&key, const Provider&its) { return key.set_effective_bits(its, 128); }}) {
        SessionKey key = key_of(Family::strong, calg::rc2, 16);
        encrypted(key);
        EXPECT_EQ(set(key, provider), Status::ok);
        EXPECT_EQ(encrypted(key), fresh);
    }
}

TEST(SessionKeyParameters, ARefusedOneEndsNone) {
    const Provider& provider = provider_of(Family::strong);
    SessionKey key = key_of(Family::strong, calg::rc2, 16);
    SessionKey other = key_of(Family::strong, calg::rc2, 16);
    EXPECT_EQ(encrypted(key), encrypted(other));
    EXPECT_EQ(key.set_iv(Buffer(7)), Status::bad_data);
    EXPECT_EQ(key.set_mode(9), Status::bad_data);
    EXPECT_EQ(key.set_mode_bits(64), Status::bad_data);
    EXPECT_EQ(key.set_padding(2), Status::bad_data);
    EXPECT_EQ(key.set_effective_bits(provider, 0), Status::bad_data);
    EXPECT_EQ(key.set_salt(provider, Buffer(3)), Status::bad_data);
    EXPECT_EQ(key.set_salt_ex(Buffer(25)), Status::bad_data);
    EXPECT_EQ(encrypted(key), encrypted(other));
}

}  // namespace
}  // namespace secur32::capi
