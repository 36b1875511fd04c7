// NCryptBufferDesc by type, in any order; and what is no parameter list.
#include "sslprovider/api/parameter_list.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

using api::parse_parameters;

constexpr ULONG kRandomTypes[] = {NCRYPTBUFFER_SSL_CLIENT_RANDOM, NCRYPTBUFFER_SSL_SERVER_RANDOM};
constexpr ULONG kTypes[] = {NCRYPTBUFFER_SSL_CLIENT_RANDOM, NCRYPTBUFFER_SSL_SERVER_RANDOM,
                            NCRYPTBUFFER_SSL_HIGHEST_VERSION, NCRYPTBUFFER_SSL_SESSION_HASH};

Status refused(ParameterList list) { return parse_parameters(list.get()).status(); }

ParameterList with(ULONG type, Bytes value) { return ParameterList().add(type, value); }

TEST(ParameterList, IsReadByTypeInAnyOrder) {
    const Buffer hash = counted(9, 48);
    const DWORD version = TLS1_1_PROTOCOL_VERSION;
    ULONG types[] = {NCRYPTBUFFER_SSL_CLIENT_RANDOM, NCRYPTBUFFER_SSL_SERVER_RANDOM,
                     NCRYPTBUFFER_SSL_HIGHEST_VERSION, NCRYPTBUFFER_SSL_SESSION_HASH};
    do {
        ParameterList list;
        for (const ULONG type : types) {
            if (type == NCRYPTBUFFER_SSL_CLIENT_RANDOM) list.add(type, kClientRandom);
            if (type == NCRYPTBUFFER_SSL_SERVER_RANDOM) list.add(type, kServerRandom);
            if (type == NCRYPTBUFFER_SSL_HIGHEST_VERSION) list.add(type, version);
            if (type == NCRYPTBUFFER_SSL_SESSION_HASH) list.add(type, hash);
        }
        const auto parsed = parse_parameters(list.get());
        ASSERT_TRUE(parsed.ok());
        EXPECT_TRUE(std::ranges::equal(*parsed.value().client_random, kClientRandom));
        EXPECT_TRUE(std::ranges::equal(*parsed.value().server_random, kServerRandom));
        EXPECT_EQ(parsed.value().highest_version, version);
        EXPECT_TRUE(std::ranges::equal(*parsed.value().session_hash, hash));
        const auto both = parsed.value().randoms();
        ASSERT_TRUE(both.ok());
        EXPECT_TRUE(std::ranges::equal(both.value().client, kClientRandom));
        EXPECT_TRUE(std::ranges::equal(both.value().server, kServerRandom));
    } while (std::ranges::next_permutation(types).found);
}

TEST(ParameterList, MayBeEmptyOrMissing) {
    NCryptBufferDesc empty{NCRYPTBUFFER_VERSION, 0, nullptr};
    for (const NCryptBufferDesc* const list : {static_cast<NCryptBufferDesc*>(nullptr), &empty}) {
        const auto parsed = parse_parameters(list);
        ASSERT_TRUE(parsed.ok());
        EXPECT_FALSE(parsed.value().client_random || parsed.value().server_random ||
                     parsed.value().highest_version || parsed.value().session_hash);
        EXPECT_EQ(parsed.value().randoms().status(), Status::invalid_parameter);
    }
}

TEST(ParameterList, PassesOverOtherTypesWithoutLookingAtTheirMemory) {
    ParameterList list = randoms();
    for (const ULONG type :
         {ULONG{NCRYPTBUFFER_EMPTY}, ULONG{NCRYPTBUFFER_DATA}, ULONG{NCRYPTBUFFER_SSL_CLEAR_KEY},
          ULONG{NCRYPTBUFFER_SSL_KEY_ARG_DATA}, ULONG{19}, ULONG{26}, ULONG{0xFFFFFFFF}}) {
        list.add_raw(type, nullptr, 0xFFFFFFFF);
        list.add_raw(type, reinterpret_cast<void*>(1), 0xFFFFFFFF);
    }
    EXPECT_TRUE(parse_parameters(list.get()).ok());
}

TEST(ParameterList, IsRefusedWithoutAnAddress) {
    for (const ULONG type : kTypes)
        for (const ULONG size : {0u, 4u, 32u, 0xFFFFFFFFu})
            EXPECT_EQ(refused(ParameterList().add_raw(type, nullptr, size)),
                      Status::invalid_parameter);
    NCryptBufferDesc nowhere{NCRYPTBUFFER_VERSION, 2, nullptr};
    EXPECT_EQ(parse_parameters(&nowhere).status(), Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedWithARandomOfAnotherSize) {
    for (const ULONG type : kRandomTypes)
        for (const std::size_t size : {1u, 28u, 31u, 33u, 64u})
            EXPECT_EQ(refused(with(type, counted(1, size))), Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedWithASizeThatNoMemoryHas) {
    std::uint8_t one = 1;
    for (const ULONG type : kTypes)
        EXPECT_EQ(refused(ParameterList().add_raw(type, &one, 0xFFFFFFFF)),
                  Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedWithAHighestVersionThatIsNoDwordOrNoVersion) {
    for (const std::size_t size : {1u, 2u, 3u, 5u, 8u})
        EXPECT_EQ(refused(with(NCRYPTBUFFER_SSL_HIGHEST_VERSION, counted(0, size))),
                  Status::invalid_parameter);
    EXPECT_EQ(refused(ParameterList().add(NCRYPTBUFFER_SSL_HIGHEST_VERSION, DWORD{0x10303})),
              Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedWithASessionHashLongerThanAnyHash) {
    EXPECT_EQ(refused(with(NCRYPTBUFFER_SSL_SESSION_HASH, counted(0, 65))),
              Status::invalid_parameter);
    std::uint8_t one = 1;
    EXPECT_EQ(refused(ParameterList().add_raw(NCRYPTBUFFER_SSL_SESSION_HASH, &one, 0)),
              Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedWithAParameterTwice) {
    EXPECT_EQ(refused(randoms().add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, kClientRandom)),
              Status::invalid_parameter);
    EXPECT_EQ(refused(randoms().add(NCRYPTBUFFER_SSL_SERVER_RANDOM, kServerRandom)),
              Status::invalid_parameter);
    const DWORD version = TLS1_2_PROTOCOL_VERSION;
    EXPECT_EQ(refused(ParameterList()
                          .add(NCRYPTBUFFER_SSL_HIGHEST_VERSION, version)
                          .add(NCRYPTBUFFER_SSL_HIGHEST_VERSION, version)),
              Status::invalid_parameter);
    EXPECT_EQ(refused(with(NCRYPTBUFFER_SSL_SESSION_HASH, counted(1))
                          .add(NCRYPTBUFFER_SSL_SESSION_HASH, counted(1))),
              Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedInAnotherVersion) {
    for (const ULONG version : {1u, 0xFFFFFFFFu})
        EXPECT_EQ(refused(randoms().version(version)), Status::invalid_parameter);
}

TEST(ParameterList, IsRefusedWhenItsCountIsWild) {
    NCryptBuffer one{0, NCRYPTBUFFER_EMPTY, nullptr};
    for (const ULONG buffers : {65u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
        NCryptBufferDesc wild{NCRYPTBUFFER_VERSION, buffers, &one};
        EXPECT_EQ(parse_parameters(&wild).status(), Status::invalid_parameter);
    }
}

}  // namespace
}  // namespace secur32::test
