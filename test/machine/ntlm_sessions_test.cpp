// Established contexts: exported into another process, used by several threads at once.
#include <gtest/gtest.h>

#include <thread>

#include "sslprovider/base/environment.h"
#include "test/support/environment.h"
#include "test/support/ntlm_world.h"

namespace secur32 {
namespace {

using test::Conversation;
using test::ScopedEnvironment;
using test::seal;
using test::unseal;
using test::World;

void pass(Context& from, Context& to, std::size_t size = 50) {
    const Result<Buffer> sealed = seal(from, Buffer(size, 0x5a));
    ASSERT_EQ(sealed.status(), Status::ok);
    const Result<Buffer> text = unseal(to, sealed.value());
    ASSERT_EQ(text.status(), Status::ok);
    EXPECT_EQ(text.value(), Buffer(size, 0x5a));
}

std::unique_ptr<Context> moved(World& world, const Context& context, bool reset = false) {
    const Result<SecureBytes> packed = context.pack(reset);
    EXPECT_EQ(packed.status(), Status::ok);
    Result<std::unique_ptr<Context>> copy = world.package->import_context(packed.value().bytes());
    EXPECT_EQ(copy.status(), Status::ok);
    return std::move(copy).value();
}

// -- Export and import ----------------------------------------------------------------------------

TEST(NtlmExport, continues_keys_and_sequence_numbers) {
    World world, elsewhere;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    for (std::size_t i = 0; i < 5; ++i) {
        pass(*talk.client, *talk.server, i * 100);
        pass(*talk.server, *talk.client, 7);
        if (i == 1) talk.server = moved(elsewhere, *talk.server);
        if (i == 3) talk.client = moved(elsewhere, *talk.client);
    }
}

TEST(NtlmExport, continues_at_the_beginning_when_asked_to) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    pass(*talk.client, *talk.server);
    const auto client = moved(world, *talk.client, true);
    const auto server = moved(world, *talk.server, true);
    const Buffer first = seal(*client, Buffer(3)).value();
    EXPECT_FALSE(unseal(*talk.server, first).ok());
    EXPECT_TRUE(unseal(*server, first).ok());
    pass(*server, *client);
}

TEST(NtlmExport, continues_the_one_state_of_ntlmv1) {
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, "0");
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    pass(*talk.client, *talk.server);
    pass(*talk.server, *talk.client);
    talk.server = moved(world, *talk.server);
    pass(*talk.server, *talk.client);
    talk.client = moved(world, *talk.client);
    pass(*talk.client, *talk.server);
}

TEST(NtlmExport, takes_the_names_along) {
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    const auto server = moved(world, *talk.server);
    EXPECT_EQ(std::get<Names>(server->query(Attribute::names).value()).user, u"DOM\\bob");
    EXPECT_EQ(std::get<Target>(server->query(Attribute::client_specified_target).value()).name,
              talk.target);
    EXPECT_EQ(std::get<GrantedFlags>(server->query(Attribute::flags).value()).features,
              talk.server_end.granted);
    EXPECT_EQ(std::get<GrantedFlags>(server->query(Attribute::flags).value()).role, Role::acceptor);
    EXPECT_TRUE(std::get<SessionKey>(server->query(Attribute::session_key).value()).key ==
                std::get<SessionKey>(talk.client->query(Attribute::session_key).value()).key);
    EXPECT_EQ(server->step(talk.server_end).status(), Status::out_of_sequence);
}

// A packed context of whoever asks for one.
Buffer packed_context() {
    World world;
    Conversation talk(world);
    EXPECT_EQ(talk.run(), Status::ok);
    const SecureBytes packed = talk.server->pack(false).value();
    return {packed.bytes().begin(), packed.bytes().end()};
}

TEST(NtlmImport, refuses_what_is_cut_anywhere_or_goes_on) {
    World world;
    const Buffer whole = packed_context();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(world.package->import_context(Bytes(whole).first(size)).status(),
                  Status::invalid_token)
            << size;
    Buffer longer = whole;
    longer.push_back(0);
    EXPECT_EQ(world.package->import_context(longer).status(), Status::invalid_token);
}

TEST(NtlmImport, refuses_other_versions_roles_and_magic) {
    World world;
    const Buffer whole = packed_context();
    for (const std::size_t at : {0U, 1U, 2U, 3U, 4U, 5U, 6U}) {
        Buffer other = whole;
        other[at] = static_cast<std::uint8_t>(other[at] + 2);
        EXPECT_EQ(world.package->import_context(other).status(), Status::invalid_token) << at;
    }
}

TEST(NtlmImport, survives_every_flipped_bit) {
    World world;
    const Buffer whole = packed_context();
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (unsigned bit = 0; bit < 8; ++bit) {
            Buffer other = whole;
            other[at] ^= static_cast<std::uint8_t>(1U << bit);
            const auto context = world.package->import_context(other);
            if (!context.ok()) {
                EXPECT_EQ(context.status(), Status::invalid_token);
                continue;
            }
            static_cast<void>(seal(*context.value(), Buffer(5)));
            static_cast<void>(unseal(*context.value(), Buffer(20)));
            static_cast<void>(context.value()->query(Attribute::names));
        }
}

TEST(NtlmImport, refuses_a_key_stream_that_is_no_permutation) {
    World world;
    Buffer other = packed_context();
    other[other.size() - 100] = other[other.size() - 101];
    EXPECT_EQ(world.package->import_context(other).status(), Status::invalid_token);
}

// -- Threads --------------------------------------------------------------------------------------

TEST(NtlmThreads, seal_and_unseal_one_context_at_once) {
    constexpr int kRounds = 3000;
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    std::vector<Buffer> towards;
    for (int i = 0; i < kRounds; ++i) towards.push_back(seal(*talk.server, Buffer(64)).value());
    std::vector<Buffer> away;
    std::thread unsealer([&] {
        for (const Buffer& sealed : towards)
            EXPECT_EQ(unseal(*talk.client, sealed).status(), Status::ok);
    });
    for (int i = 0; i < kRounds; ++i) away.push_back(seal(*talk.client, Buffer(64)).value());
    unsealer.join();
    for (const Buffer& sealed : away) EXPECT_EQ(unseal(*talk.server, sealed).status(), Status::ok);
}

TEST(NtlmThreads, that_seal_at_once_take_turns) {
    constexpr std::size_t kThreads = 4, kRounds = 1000;
    World world;
    Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    std::vector<std::vector<Buffer>> sealed(kThreads);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t i = 0; i < kRounds; ++i)
                sealed[t].push_back(seal(*talk.client, Buffer(64)).value());
        });
    for (std::thread& thread : threads) thread.join();
    // Each message says its number: together they are all numbers, each once.
    std::vector<Buffer> in_order(kThreads * kRounds);
    for (const auto& of_thread : sealed)
        for (const Buffer& message : of_thread)
            in_order.at(message[12] | std::size_t{message[13]} << 8) = message;
    for (const Buffer& message : in_order)
        EXPECT_EQ(unseal(*talk.server, message).status(), Status::ok);
}

TEST(NtlmThreads, authenticate_with_one_credential_at_once) {
    World world;
    const Identity bob = World::bob();
    const auto client = world.outbound(&bob).value();
    const auto server = world.inbound().value();
    std::vector<std::thread> threads;
    std::atomic<int> done = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                Conversation talk(world);
                talk.client_credential = client;
                talk.server_credential = server;
                if (talk.talk() == Status::ok) ++done;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(done, 400);
}

TEST(NtlmThreads, may_change_the_accepted_names_while_contexts_are_made) {
    World world;
    const auto server = world.inbound().value();
    std::atomic<bool> stop = false;
    std::thread changer([&] {
        while (!stop) EXPECT_EQ(server->set(AcceptedNames{{u"www.example.com"}}), Status::ok);
    });
    for (int i = 0; i < 200; ++i) {
        Conversation talk(world);
        talk.server_credential = server;
        EXPECT_EQ(talk.run(), Status::ok);
    }
    stop = true;
    changer.join();
}

}  // namespace
}  // namespace secur32
