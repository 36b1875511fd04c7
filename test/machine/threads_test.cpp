// The C surface used by two threads at once, as sspi/include/sspi.h and docs/architecture.md allow:
// one context in both directions and in the same, handles that the other thread deletes,
// credentials that go while contexts are made of them, queries and exports beside messages. The
// rules hold in every build; the preset "tsan" shows that nothing races for them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "test/support/sspi_pair.h"

namespace secur32::test {
namespace {

constexpr std::string_view kText = "sixteen octets, ";

// Runs both at once; each says how often it may go round.
template <typename First, typename Second>
void at_once(First first, Second second) {
    std::atomic<int> ready = 0;
    const auto together = [&ready](auto& work) {
        ++ready;
        while (ready.load() < 2) std::this_thread::yield();
        work();
    };
    std::thread other([&] { together(second); });
    together(first);
    other.join();
}

// The signature's last field, in clear with extended session security ([MS-NLMP] 2.2.2.9.2).
std::uint32_t sequence_number(const Sealed& message) {
    const Token& token = message.token;
    return token.at(12) | std::uint32_t{token.at(13)} << 8 | std::uint32_t{token.at(14)} << 16 |
           std::uint32_t{token.at(15)} << 24;
}

Sealed sealed_by(End& end) {
    Sealed message;
    EXPECT_EQ(seal(end, kText, message), SEC_E_OK);
    return message;
}

void expect_unsealed(End& end, Sealed message) {
    EXPECT_EQ(unseal(end, message), SEC_E_OK);
    EXPECT_EQ(text_of(message), kText);
}

// -- One context ----------------------------------------------------------------------------------

TEST(Threads, seal_and_unseal_on_one_context_in_both_directions) {
    constexpr int kRounds = 2000;
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    const auto send = [](End& from, End& to) {
        for (int i = 0; i < kRounds; ++i) expect_unsealed(to, sealed_by(from));
    };
    at_once([&] { send(pair.client, pair.server); }, [&] { send(pair.server, pair.client); });
}

TEST(Threads, that_seal_in_the_same_direction_take_turns) {
    constexpr std::size_t kRounds = 1500;
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    std::array<std::vector<Sealed>, 2> sealed;
    const auto seal_all = [&](std::vector<Sealed>& into) {
        for (std::size_t i = 0; i < kRounds; ++i) into.push_back(sealed_by(pair.client));
    };
    at_once([&] { seal_all(sealed[0]); }, [&] { seal_all(sealed[1]); });
    // Together they took every number once, and in this order the server takes them all.
    std::map<std::uint32_t, Sealed> in_order;
    for (const auto& of_thread : sealed)
        for (const Sealed& message : of_thread) in_order.emplace(sequence_number(message), message);
    ASSERT_EQ(in_order.size(), 2 * kRounds);
    ASSERT_EQ(in_order.rbegin()->first, 2 * kRounds - 1);
    for (const auto& [number, message] : in_order) expect_unsealed(pair.server, message);
}

TEST(Threads, that_unseal_the_same_message_agree_that_it_came_once) {
    constexpr int kRounds = 1000;
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    for (int i = 0; i < kRounds; ++i) {
        const Sealed message = sealed_by(pair.client);
        std::atomic<int> unsealed = 0;
        const auto try_once = [&] {
            Sealed mine = message;
            const SECURITY_STATUS status = unseal(pair.server, mine);
            if (status == SEC_E_OK)
                ++unsealed;
            else
                EXPECT_EQ(status, SEC_E_OUT_OF_SEQUENCE);
        };
        at_once(try_once, try_once);
        ASSERT_EQ(unsealed, 1);
    }
}

TEST(Threads, sign_while_others_seal) {
    constexpr int kRounds = 1000;
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    std::map<std::uint32_t, Sealed> sealed, signed_only;
    at_once(
        [&] {
            for (int i = 0; i < kRounds; ++i) {
                const Sealed message = sealed_by(pair.client);
                sealed.emplace(sequence_number(message), message);
            }
        },
        [&] {
            for (int i = 0; i < kRounds; ++i) {
                Sealed message;
                EXPECT_EQ(sign(pair.client, kText, message), SEC_E_OK);
                signed_only.emplace(sequence_number(message), message);
            }
        });
    ASSERT_EQ(sealed.size() + signed_only.size(), std::size_t{2 * kRounds});
    for (std::uint32_t number = 0; number < 2 * kRounds; ++number) {
        if (const auto found = sealed.find(number); found != sealed.end())
            expect_unsealed(pair.server, found->second);
        else
            EXPECT_EQ(verify(pair.server, signed_only.at(number)), SEC_E_OK);
    }
}

// What a program asks of an established context now and then.
void query_everything(End& end) {
    SecPkgContext_NamesA names{};
    ASSERT_EQ(QueryContextAttributesA(&end.context, SECPKG_ATTR_NAMES, &names), SEC_E_OK);
    EXPECT_STREQ(names.sUserName, "DEMO\\alice");
    FreeContextBuffer(names.sUserName);
    SecPkgContext_SessionKey key{};
    ASSERT_EQ(QueryContextAttributesA(&end.context, SECPKG_ATTR_SESSION_KEY, &key), SEC_E_OK);
    EXPECT_EQ(key.SessionKeyLength, 16U);
    FreeContextBuffer(key.SessionKey);
    SecPkgContext_Sizes sizes{};
    EXPECT_EQ(QueryContextAttributesA(&end.context, SECPKG_ATTR_SIZES, &sizes), SEC_E_OK);
    EXPECT_EQ(sizes.cbSecurityTrailer, 16U);
    SecPkgContext_Flags flags{};
    EXPECT_EQ(QueryContextAttributesA(&end.context, SECPKG_ATTR_FLAGS, &flags), SEC_E_OK);
    SecPkgContext_Lifespan lifespan{};
    EXPECT_EQ(QueryContextAttributesA(&end.context, SECPKG_ATTR_LIFESPAN, &lifespan), SEC_E_OK);
}

TEST(Threads, query_attributes_beside_messages) {
    constexpr int kRounds = 1500;
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    at_once(
        [&] {
            for (int i = 0; i < kRounds; ++i) expect_unsealed(pair.server, sealed_by(pair.client));
        },
        [&] {
            for (int i = 0; i < kRounds; ++i)
                query_everything(i % 2 == 0 ? pair.client : pair.server);
        });
}

// -- Export beside messages -----------------------------------------------------------------------

// Frees what ExportSecurityContext gave, after an import.
End& import(End& into, SecBuffer& packed) {
    EXPECT_EQ(ImportSecurityContextA(into.package.data(), &packed, nullptr, &into.context),
              SEC_E_OK);
    into.has_context = true;
    FreeContextBuffer(packed.pvBuffer);
    return into;
}

TEST(Threads, export_a_context_beside_messages_and_get_it_as_it_was_between_two_of_them) {
    constexpr std::size_t kRounds = 1500, kExports = 200;
    Pair pair;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    std::vector<Sealed> sealed;
    std::vector<SecBuffer> exports(kExports);
    at_once(
        [&] {
            for (std::size_t i = 0; i < kRounds; ++i) sealed.push_back(sealed_by(pair.client));
        },
        [&] {
            for (SecBuffer& packed : exports)
                EXPECT_EQ(ExportSecurityContext(&pair.client.context, 0, &packed, nullptr),
                          SEC_E_OK);
        });
    // All texts are the same, so an imported context seals what the original sealed at that number.
    for (SecBuffer& packed : exports) {
        End imported(true);
        const Sealed message = sealed_by(import(imported, packed));
        const std::uint32_t number = sequence_number(message);
        ASSERT_LE(number, kRounds);
        if (number == kRounds) continue;
        EXPECT_EQ(message.token, sealed[number].token);
        EXPECT_EQ(message.data, sealed[number].data);
    }
}

TEST(Threads, export_and_delete_a_context_beside_messages) {
    for (int i = 0; i < 200; ++i) {
        Pair pair;
        ASSERT_EQ(pair.run(), SEC_E_OK);
        SecBuffer packed{};
        at_once(
            [&] {
                Sealed message;
                SECURITY_STATUS status = SEC_E_OK;
                while (status == SEC_E_OK) status = seal(pair.client, kText, message);
                EXPECT_EQ(status, SEC_E_INVALID_HANDLE);
            },
            [&] {
                EXPECT_EQ(ExportSecurityContext(&pair.client.context,
                                                SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed, nullptr),
                          SEC_E_OK);
            });
        pair.client.has_context = false;
        End imported(true);
        import(imported, packed);
        sealed_by(imported);
    }
}

// -- Handles --------------------------------------------------------------------------------------

// A context's handle that another thread may see: the number first, then that it is gone.
struct Posted {
    std::atomic<ULONG_PTR> number = 0;
    std::atomic<bool> gone = false;
};

constexpr std::size_t kContextsOfThread = 500;
using Board = std::array<Posted, kContextsOfThread>;

// Every handle of contexts has the same second word.
CtxtHandle handle_from(ULONG_PTR number, const CtxtHandle& like) {
    CtxtHandle handle = like;
    handle.dwLower = number;
    return handle;
}

// Uses a handle of the other thread's, which may delete it at any moment.
void use_posted(const Posted& posted, const CtxtHandle& like) {
    const ULONG_PTR number = posted.number.load();
    if (number == 0) return;
    const bool was_gone = posted.gone.load();
    End other(true);
    other.context = handle_from(number, like);
    Sealed message;
    SecPkgContext_Sizes sizes{};
    for (const SECURITY_STATUS status :
         {seal(other, kText, message),
          QueryContextAttributesA(&other.context, SECPKG_ATTR_SIZES, &sizes)})
        EXPECT_TRUE(status == SEC_E_INVALID_HANDLE || (status == SEC_E_OK && !was_gone))
            << std::hex << status << " of a handle that was " << (was_gone ? "gone" : "there");
}

// The exchange with credentials that somebody else holds.
void establish(End& client, End& server, const Pair& lender) {
    client.credential = lender.client.credential;
    server.credential = lender.server.credential;
    ASSERT_EQ(client.step({}), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(server.step(client.output), SEC_I_CONTINUE_NEEDED);
    ASSERT_EQ(client.step(server.output), SEC_E_OK);
    ASSERT_EQ(server.step(client.output), SEC_E_OK);
}

void make_and_delete(const Pair& lender, Board& mine, const Board& others) {
    for (std::size_t i = 0; i < kContextsOfThread; ++i) {
        End client(true), server(false);
        establish(client, server, lender);
        mine[i].number.store(client.context.dwLower);
        use_posted(others[i], client.context);
        use_posted(others[i / 2], client.context);
        expect_unsealed(client, sealed_by(server));
        CtxtHandle handle = client.context;
        EXPECT_EQ(DeleteSecurityContext(&handle), SEC_E_OK);
        mine[i].gone.store(true);
        handle = client.context;
        EXPECT_EQ(DeleteSecurityContext(&handle), SEC_E_INVALID_HANDLE);
        Sealed message;
        EXPECT_EQ(seal(client, kText, message), SEC_E_INVALID_HANDLE);
        client.has_context = false;
        use_posted(mine[i], server.context);
    }
}

TEST(Threads, make_and_delete_a_thousand_contexts_and_look_up_each_others) {
    Pair lender;
    Board first, second;
    at_once([&] { make_and_delete(lender, first, second); },
            [&] { make_and_delete(lender, second, first); });
    End client(true), server(false);
    establish(client, server, lender);
    for (const Board* const board : {&first, &second})
        for (const Posted& posted : *board) use_posted(posted, client.context);
}

TEST(Threads, that_delete_one_context_at_once_free_it_once) {
    Pair lender;
    for (int i = 0; i < 500; ++i) {
        End client(true), server(false);
        establish(client, server, lender);
        std::array<SECURITY_STATUS, 2> answers{};
        const auto remove = [&](SECURITY_STATUS& answer) {
            CtxtHandle handle = client.context;
            answer = DeleteSecurityContext(&handle);
        };
        at_once([&] { remove(answers[0]); }, [&] { remove(answers[1]); });
        std::ranges::sort(answers);
        EXPECT_EQ(answers, (std::array{SEC_E_INVALID_HANDLE, SEC_E_OK}));
        client.has_context = false;
    }
}

TEST(Threads, delete_a_context_while_another_thread_is_in_it) {
    Pair lender;
    for (int i = 0; i < 300; ++i) {
        End client(true), server(false);
        establish(client, server, lender);
        at_once(
            [&] {
                Sealed message;
                SECURITY_STATUS status = SEC_E_OK;
                while (status == SEC_E_OK) status = seal(client, kText, message);
                EXPECT_EQ(status, SEC_E_INVALID_HANDLE);
            },
            [&] {
                CtxtHandle handle = client.context;
                EXPECT_EQ(DeleteSecurityContext(&handle), SEC_E_OK);
            });
        client.has_context = false;
    }
}

// -- Credentials ----------------------------------------------------------------------------------

// The exchange without naming the client's credential after the first leg, as programs may.
void finish_without_credential(End& client, const Pair& lender) {
    End server(false);
    server.credential = lender.server.credential;
    ASSERT_EQ(server.step(client.output), SEC_I_CONTINUE_NEEDED);
    Token token(4096);
    SecBuffer in{static_cast<ULONG>(server.output.size()), SECBUFFER_TOKEN, server.output.data()};
    SecBuffer out{static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in}, out_desc{SECBUFFER_VERSION, 1, &out};
    ULONG granted = 0;
    TimeStamp expiry;
    ASSERT_EQ(InitializeSecurityContextA(nullptr, &client.context, client.target.data(),
                                         client.request, 0, SECURITY_NATIVE_DREP, &in_desc, 0,
                                         &client.context, &out_desc, &granted, &expiry),
              SEC_E_OK);
    token.resize(out.cbBuffer);
    ASSERT_EQ(server.step(token), SEC_E_OK);
    expect_unsealed(server, sealed_by(client));
}

TEST(Threads, free_credentials_while_contexts_are_made_of_them) {
    constexpr int kCredentials = 400;
    Pair lender;
    // The one word of a credential's handle that differs, 0 when there are no more.
    std::atomic<ULONG_PTR> posted = lender.client.credential.dwLower;
    int made = 0;
    at_once(
        [&] {
            for (int i = 0; i < kCredentials; ++i) {
                End holder(true);
                EXPECT_EQ(holder.acquire(), SEC_E_OK);
                posted.store(holder.credential.dwLower);
                std::this_thread::yield();
            }
            posted.store(0);
        },
        [&] {
            while (const ULONG_PTR number = posted.load()) {
                End client(true);
                client.credential = lender.client.credential;
                client.credential.dwLower = number;
                const SECURITY_STATUS status = client.step({});
                if (status == SEC_E_INVALID_HANDLE) continue;
                ASSERT_EQ(status, SEC_I_CONTINUE_NEEDED);
                finish_without_credential(client, lender);
                ++made;
            }
        });
    EXPECT_GT(made, 0);
}

TEST(Threads, authenticate_with_one_credential) {
    Pair lender;
    const auto authenticate = [&] {
        for (int i = 0; i < 300; ++i) {
            End client(true), server(false);
            establish(client, server, lender);
            expect_unsealed(server, sealed_by(client));
        }
    };
    at_once(authenticate, authenticate);
}

}  // namespace
}  // namespace secur32::test
