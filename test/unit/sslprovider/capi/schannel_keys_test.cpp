// Known answers of the keys are derivation_test.cpp's too, by way of a hash.
#include "sslprovider/capi/schannel_keys.h"

#include <gtest/gtest.h>

#include <iostream>

#include "test/unit/sslprovider/capi/hash_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

TEST(SchannelKeys, AgreeWithTheVectors) {
    const auto stanzas = test::load_stanzas("capi/schannel.txt");
    for (const test::Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        SchannelMaster of =
            master(text(each, "protocol") == "TLS1" ? calg::tls1_master : calg::ssl3_master);
        of.pre_master = SecureBytes(Bytes(each.bytes("pre-master")));
        of.client_random = each.bytes("client-random");
        of.server_random = each.bytes("server-random");
        of.mac = {algorithm(text(each, "mac")), static_cast<std::uint32_t>(each.number("mac-bits")),
                  0};
        of.encryption = {algorithm(text(each, "algorithm")),
                         static_cast<std::uint32_t>(each.number("bits")),
                         static_cast<std::uint32_t>(each.number("export"))};
        EXPECT_EQ(copied(taken(master_secret(of))), each.bytes("master"));
        const SchannelWriteKeys keys = taken(write_keys(of, each.number("server") != 0));
        EXPECT_EQ(copied(keys.mac_secret), each.bytes("mac-secret"));
        EXPECT_EQ(copied(keys.key), each.bytes("key"));
        EXPECT_EQ(copied(keys.iv), each.bytes("iv"));
    }
    std::cout << "capi/schannel.txt: " << stanzas.size() << " sets of keys\n";
}

TEST(SchannelKeys, OfACopyAreTheSame) {
    const SchannelMaster first = master();
    const SchannelMaster second = clone(first);
    EXPECT_EQ(second.id, first.id);
    EXPECT_EQ(taken(master_secret(first)), taken(master_secret(second)));
    EXPECT_EQ(taken(write_keys(first, true)).key, taken(write_keys(second, true)).key);
}

TEST(SchannelKeys, OfTheTwoSidesDiffer) {
    for (const AlgId id : {calg::tls1_master, calg::ssl3_master}) {
        const SchannelMaster of = master(id);
        const SchannelWriteKeys client = taken(write_keys(of, false));
        const SchannelWriteKeys server = taken(write_keys(of, true));
        EXPECT_FALSE(client.mac_secret == server.mac_secret);
        EXPECT_FALSE(client.key == server.key);
        EXPECT_FALSE(client.iv == server.iv);
    }
}

// ---- The judgement on the premaster -------------------------------------------------------------

SchannelMaster imported(std::uint32_t highest, std::uint8_t major = 3, std::uint8_t minor = 1) {
    SchannelMaster of = master();
    of.imported = true;
    of.highest_version = highest;
    of.pre_master.mutable_bytes()[0] = major;
    of.pre_master.mutable_bytes()[1] = minor;
    return of;
}

TEST(PreMaster, CountsWhenItOpensWithTheHighestVersion) {
    EXPECT_EQ(taken(master_secret(imported(0x0301))), taken(master_secret(imported(0))));
    EXPECT_EQ(taken(master_secret(imported(0x0300, 3, 0))),
              taken(master_secret(imported(0, 3, 0))));
}

TEST(PreMaster, OfAnotherVersionIsReplacedAndNothingTells) {
    for (const auto& [major, minor] : {std::pair{3, 0}, std::pair{3, 2}, std::pair{2, 1},
                                       std::pair{0, 0}, std::pair{0x83, 1}, std::pair{3, 0x81}}) {
        const auto first = static_cast<std::uint8_t>(major);
        const auto second = static_cast<std::uint8_t>(minor);
        const SchannelMaster wrong = imported(0x0301, first, second);
        const SecureBytes secret = taken(master_secret(wrong));
        EXPECT_EQ(secret.size(), kMasterLength);
        EXPECT_FALSE(secret == taken(master_secret(imported(0, first, second))));
        EXPECT_EQ(taken(master_secret(wrong)), secret) << "a second answer that differs tells";
        EXPECT_EQ(taken(master_secret(clone(wrong))), secret);
        EXPECT_TRUE(write_keys(wrong, true).ok());
    }
}

TEST(PreMaster, OfTheClientsOwnMakingIsNotJudged) {
    SchannelMaster own = imported(0x0301, 9, 9);
    own.imported = false;
    EXPECT_EQ(taken(master_secret(own)), taken(master_secret(imported(0, 9, 9))));
}

TEST(PreMaster, IsKeptOrReplacedWhole) {
    for (const int number : {0x0301, 0x0300, 0x0000, 0xFFFF}) {
        const auto version = static_cast<std::uint16_t>(number);
        const Buffer substitute = ramp(77, kPreMasterLength);
        Buffer right = ramp(5, kPreMasterLength);
        right[0] = static_cast<std::uint8_t>(version >> 8);
        right[1] = static_cast<std::uint8_t>(version);
        Buffer judged = right;
        keep_pre_master(version, substitute, judged);
        EXPECT_EQ(judged, right);
        for (const unsigned bit : {0u, 7u, 8u, 15u}) {
            judged = right;
            judged[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            keep_pre_master(version, substitute, judged);
            EXPECT_EQ(judged, substitute);
        }
    }
}

// ---- What is refused ----------------------------------------------------------------------------

TEST(SchannelKeys, RefuseAMasterWithoutItsRandoms) {
    for (const bool client : {true, false}) {
        SchannelMaster of = master();
        (client ? of.client_random : of.server_random).clear();
        EXPECT_EQ(master_secret(of).status(), Status::invalid_parameter);
        EXPECT_EQ(write_keys(of, false).status(), Status::invalid_parameter);
    }
}

TEST(SchannelKeys, RefuseAPreMasterOfAnotherLength) {
    for (const std::size_t size : {0u, 1u, 47u, 49u, 64u}) {
        SchannelMaster of = master();
        of.pre_master = SecureBytes(size);
        of.imported = true;
        of.highest_version = 0x0301;
        EXPECT_EQ(master_secret(of).status(), Status::bad_key);
    }
}

TEST(SchannelKeys, RefuseAlgorithmsThatAreNotSet) {
    SchannelMaster of = master();
    of.encryption = {};
    EXPECT_EQ(write_keys(of, false).status(), Status::bad_flags);
    of = master();
    of.mac = {};
    EXPECT_EQ(write_keys(of, false).status(), Status::bad_flags);
}

TEST(SchannelKeys, RefuseAlgorithmsThatAreNone) {
    for (const AlgId id : {calg::sha1, calg::rsa_keyx, AlgId{1}}) {
        SchannelMaster of = master();
        of.encryption.id = id;
        EXPECT_EQ(write_keys(of, false).status(), Status::bad_algorithm);
    }
    for (const AlgId id : {calg::des, calg::hmac, calg::ssl3_shamd5, AlgId{1}}) {
        SchannelMaster of = master();
        of.mac.id = id;
        EXPECT_EQ(write_keys(of, false).status(), Status::bad_algorithm);
    }
}

TEST(SchannelKeys, RefuseLengthsThatTheAlgorithmsHaveNot) {
    for (const std::uint32_t bits : {0u, 8u, 127u, 136u, 160u, 0xFFFFFFF8u}) {
        SchannelMaster of = master();
        of.mac.bits = bits;
        EXPECT_EQ(write_keys(of, false).status(), Status::bad_flags);
    }
    struct Row {
        SchannelAlgorithm chosen;
    };
    for (const Row& each :
         {Row{{calg::des, 0, 0}}, Row{{calg::des, 40, 0}}, Row{{calg::tdes, 128, 0}},
          Row{{calg::rc4, 0, 0}}, Row{{calg::rc4, 32, 0}}, Row{{calg::rc4, 41, 0}},
          Row{{calg::rc4, 136, 0}}, Row{{calg::rc2, 0xFFFFFFF8, 0}},
          // INTERNATIONAL_USAGE.
          Row{{calg::rc4, 32, 1}}, Row{{calg::rc4, 136, 1}}, Row{{calg::rc4, 44, 1}},
          Row{{calg::des, 72, 1}}, Row{{calg::tdes, 168, 1}}, Row{{calg::aes_128, 128, 1}}}) {
        SchannelMaster of = master();
        of.encryption = each.chosen;
        EXPECT_EQ(write_keys(of, false).status(), Status::bad_flags)
            << std::hex << each.chosen.id << " " << std::dec << each.chosen.bits;
    }
}

}  // namespace
}  // namespace secur32::capi
