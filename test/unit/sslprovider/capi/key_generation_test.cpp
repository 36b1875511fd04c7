// New keys, by provider and algorithm: lengths, slots, what is agreed on.  Against libcrypto:
// crypt_keys_test.cpp.
#include "sslprovider/capi/key_generation.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace secur32::capi {
namespace {

const Provider& provider_of(std::uint32_t type, std::u16string_view name = {}) {
    return *find_provider(name, type).value();
}

// Every algorithm of every provider, at its shortest, default and longest.
TEST(KeyGeneration, SizesTheSessionKeysOfEveryProvider) {
    unsigned sized = 0;
    for (const Provider& provider : providers())
        for (const ProviderAlgorithm& row : provider.algorithms) {
            const SessionAlgorithm* const algorithm = find_session_algorithm(row.id);
            if (algorithm == nullptr) {
                EXPECT_EQ(session_key_size(provider, row.id, 0).status(), Status::bad_algorithm);
                continue;
            }
            for (const std::uint32_t bits : {0u, row.min_bits, row.default_bits, row.max_bits}) {
                const auto size = session_key_size(provider, row.id, bits);
                ASSERT_TRUE(size.ok());
                const std::uint32_t wanted = bits == 0 ? row.default_bits : bits;
                EXPECT_EQ(size.value().octets,
                          algorithm->key_octets == 0 ? wanted / 8 : algorithm->key_octets);
                ++sized;
            }
            for (const std::uint32_t bits : {row.min_bits - 8, row.max_bits + 32, 1u, 0xFFF8u})
                EXPECT_EQ(session_key_size(provider, row.id, bits).status(),
                          Status::invalid_parameter)
                    << row.name << " of " << bits;
        }
    EXPECT_GT(sized, 100u);
}

TEST(KeyGeneration, FindsTheSpecificAesByItsLength) {
    const Provider& aes = provider_of(prov::rsa_aes);
    EXPECT_EQ(session_key_size(aes, calg::aes, 128).value().id, calg::aes_128);
    EXPECT_EQ(session_key_size(aes, calg::aes, 192).value().id, calg::aes_192);
    EXPECT_EQ(session_key_size(aes, calg::aes, 256).value().id, calg::aes_256);
    for (const std::uint32_t bits : {0u, 64u, 129u, 512u})
        EXPECT_EQ(session_key_size(aes, calg::aes, bits).status(), Status::bad_algorithm);
    EXPECT_EQ(session_key_size(provider_of(prov::rsa_full), calg::aes, 128).status(),
              Status::bad_algorithm);
}

TEST(KeyGeneration, KnowsEachProvidersPairs) {
    const struct {
        std::uint32_t type;
        AlgId exchange, signature;  // 0: none
    } rows[] = {{prov::rsa_full, calg::rsa_keyx, calg::rsa_sign},
                {prov::rsa_aes, calg::rsa_keyx, calg::rsa_sign},
                {prov::rsa_schannel, calg::rsa_keyx, calg::rsa_sign},
                {prov::dss, 0, calg::dss_sign},
                {prov::dss_dh, calg::dh_sf, calg::dss_sign},
                {prov::dh_schannel, calg::dh_sf, calg::dss_sign}};
    for (const auto& row : rows)
        for (const auto& [spec, id] : {std::pair{KeySpec::exchange, row.exchange},
                                       std::pair{KeySpec::signature, row.signature}}) {
            const Result<AlgId> found = pair_algorithm(provider_of(row.type), spec);
            if (id == 0)
                EXPECT_EQ(found.status(), Status::bad_algorithm);
            else
                EXPECT_EQ(found.value(), id);
        }
}

TEST(KeyGeneration, KnowsTheSlotsOfPairs) {
    EXPECT_EQ(slot_of(calg::rsa_keyx), KeySpec::exchange);
    EXPECT_EQ(slot_of(calg::dh_sf), KeySpec::exchange);
    EXPECT_EQ(slot_of(calg::rsa_sign), KeySpec::signature);
    EXPECT_EQ(slot_of(calg::dss_sign), KeySpec::signature);
    for (const AlgId id : {calg::dh_ephem, calg::aes_128, calg::tls1_master, AlgId{0}, AlgId{1}})
        EXPECT_EQ(slot_of(id), std::nullopt);
}

TEST(KeyGeneration, LeavesAGroupToComeWhereItIsAsked) {
    const Provider& provider = provider_of(prov::dss_dh);
    const Result<Key> dss =
        generate_key(provider, {.id = calg::dss_sign, .bits = 576, .pregen = true});
    ASSERT_TRUE(dss.ok());
    EXPECT_EQ(std::get<UnmadeDsaKey>(dss.value().body).bits, 576u);
    const Result<Key> dh = generate_key(provider, {.id = calg::dh_sf, .pregen = true});
    ASSERT_TRUE(dh.ok());
    const auto& agreement = std::get<DiffieHellmanKey>(dh.value().body);
    EXPECT_EQ(agreement.bits, 1024u);
    EXPECT_TRUE(agreement.group.prime.empty());
    EXPECT_FALSE(agreement.key.has_value());
    EXPECT_TRUE(generate_key(provider_of(prov::rsa_aes), {.id = calg::rc4, .pregen = true}).ok())
        << "of no other key";
}

TEST(KeyGeneration, MakesDifferentKeys) {
    const Provider& aes = provider_of(prov::rsa_aes);
    const Result<Key> one = generate_key(aes, {.id = calg::aes_256}),
                      two = generate_key(aes, {.id = calg::aes_256});
    ASSERT_TRUE(one.ok() && two.ok());
    EXPECT_FALSE(one.value().session()->secret() == two.value().session()->secret());
    const Provider& schannel = provider_of(prov::rsa_schannel);
    const Result<Key> first = generate_key(schannel, {.id = calg::tls1_master}),
                      second = generate_key(schannel, {.id = calg::tls1_master});
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_FALSE(std::get<SchannelMaster>(first.value().body).pre_master ==
                 std::get<SchannelMaster>(second.value().body).pre_master);
}

TEST(KeyGeneration, TakesTheLeastSignificantOctetsOfWhatIsAgreedOn) {
    const Provider& provider = provider_of(prov::dss_dh);
    Buffer agreed(64);
    for (std::size_t i = 0; i < agreed.size(); ++i) agreed[i] = static_cast<std::uint8_t>(i);
    const Result<Key> rc4 = key_of_agreement(provider, {.id = calg::rc4, .bits = 40}, agreed);
    ASSERT_TRUE(rc4.ok());
    EXPECT_EQ(rc4.value().session()->secret(), SecureBytes(Bytes(Buffer{63, 62, 61, 60, 59})));
    const Result<Key> des = key_of_agreement(provider, {.id = calg::des}, agreed);
    ASSERT_TRUE(des.ok());
    EXPECT_EQ(des.value().session()->secret(),
              SecureBytes(Bytes(Buffer{62, 62, 61, 61, 59, 59, 56, 56})))
        << "with odd parity";
    EXPECT_EQ(key_of_agreement(provider, {.id = calg::rc4, .bits = 128}, Bytes(agreed).first(15))
                  .status(),
              Status::invalid_parameter);
    EXPECT_EQ(key_of_agreement(provider, {.id = calg::aes_128}, agreed).status(),
              Status::bad_algorithm);
    EXPECT_EQ(key_of_agreement(provider, {.id = calg::tls1_master}, agreed).status(),
              Status::bad_algorithm);
}

// RFC 5246 8.1.2: "Leading bytes of Z that contain all zero bits are stripped".
TEST(KeyGeneration, TakesAllThatIsAgreedOnForAMaster) {
    const Provider& provider = provider_of(prov::dh_schannel);
    const Result<Key> key =
        key_of_agreement(provider, {.id = calg::ssl3_master}, Buffer{0, 0, 5, 0, 7});
    ASSERT_TRUE(key.ok());
    const auto& master = std::get<SchannelMaster>(key.value().body);
    EXPECT_EQ(master.pre_master, SecureBytes(Bytes(Buffer{5, 0, 7})));
    EXPECT_EQ(master.id, calg::ssl3_master);
    EXPECT_FALSE(master.imported);
}

TEST(KeyGeneration, RefusesWhatNoKeysAreMadeFor) {
    for (const Provider& provider : providers())
        for (const AlgId id :
             {AlgId{0}, AlgId{1}, calg::sha1, calg::hmac, calg::mac, calg::tls1_prf,
              calg::schannel_master_hash, calg::schannel_enc_key, AlgId{0xAA03}, AlgId{0xFFFFFFFF}})
            EXPECT_EQ(generate_key(provider, {.id = id}).status(), Status::bad_algorithm);
}

}  // namespace
}  // namespace secur32::capi
