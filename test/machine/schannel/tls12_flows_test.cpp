// Whole handshakes of TLS 1.0 to 1.2 with a message dropped, doubled, of another kind, cut or
// changed, wherever that may be; and what ends them: ChangeCipherSpec and Finished.
#include <gtest/gtest.h>

#include "test/support/tls12_scene.h"

namespace secur32::test {
namespace {

using namespace tls12;

// ---- Finished and ChangeCipherSpec --------------------------------------------------------------

TEST(Tls12Finished, IsOfTheHandshake) {
    for (const Version version : {Version::tls10, Version::tls11, Version::tls12})
        for (const bool to_server : {true, false})
            for (const std::size_t octet : {std::size_t{1}, std::size_t{12}})
                EXPECT_EQ(status_after({.terms = with_suite(0xC009, version)}, to_server,
                                       Event::finished, flip(octet)),
                          Status::handshake_altered);
}

TEST(Tls12Finished, HasTwelveOctets) {
    for (const bool to_server : {true, false})
        for (const std::size_t size : {std::size_t{0}, std::size_t{11}, std::size_t{13}})
            EXPECT_EQ(status_after({}, to_server, Event::finished,
                                   [=](Buffer& whole) {
                                       whole = message_of(Event::finished, Buffer(size));
                                   }),
                      Status::decode_error);
}

// CVE-2014-0224: keys change when it is their time, never before.
TEST(Tls12ChangeCipherSpec, ComesInItsStateOnly) {
    for (const bool to_server : {true, false}) {
        const std::size_t messages = to_server ? 5 : 6;
        for (std::size_t before = 0; before < messages; ++before) {
            MachinePair pair = pair_of({.asks = true});
            MachineEnd& end = to_server ? pair.server : pair.client;
            std::size_t seen = 0;
            end.on_message = [&](Event, Buffer& whole) {
                if (seen++ != before) return;
                EXPECT_EQ(end.machine->receive(Event::change_cipher_spec, {}),
                          Status::unexpected_message)
                    << end.machine->state_name();
                whole.clear();
            };
            EXPECT_NE(pair.run(), Status::ok);
            EXPECT_GT(seen, before);
        }
        // And not behind the handshake.
        MachinePair pair = pair_of({});
        ASSERT_EQ(pair.run(), Status::ok);
        MachineEnd& end = to_server ? pair.server : pair.client;
        EXPECT_EQ(end.tell(Event::change_cipher_spec), Status::unexpected_message);
    }
}

// ---- Wherever -----------------------------------------------------------------------------------

struct Flow {
    const char* name;
    Scene scene;
};
const std::vector<Flow>& flows() {
    static const std::vector<Flow> all = {
        {"ecdhe", {.asks = true}},
        {"ecdhe10", {.terms = with_suite(0xC009, Version::tls10), .asks = true}},
        {"rsa", {.terms = with_suite(kRsa), .asks = true, .key = "RSA-2048"}},
        {"dhe", {.terms = with_suite(kDheRsa), .key = "RSA-2048"}},
    };
    return all;
}

// How many messages an end hears in a flow that goes well.
std::size_t messages_to(const Scene& scene, bool to_server) {
    MachinePair pair = pair_of(scene);
    EXPECT_EQ(pair.run(), Status::ok);
    return (to_server ? pair.server : pair.client).heard.size();
}

// Edits the message of this number; whether both ends connect all the same.
bool connects_with(const Scene& scene, bool to_server, std::size_t number, const Edit& edit,
                   Status* status = nullptr) {
    MachinePair pair = pair_of(scene);
    MachineEnd& end = to_server ? pair.server : pair.client;
    std::size_t seen = 0;
    end.on_message = [&](Event, Buffer& whole) {
        if (seen++ == number) edit(whole);
    };
    const Status result = pair.run();
    if (status != nullptr) *status = end.status;
    return result == Status::ok;
}

TEST(Tls12Flows, DoWithoutNoMessage) {
    for (const Flow& flow : flows())
        for (const bool to_server : {true, false})
            for (std::size_t i = 0; i < messages_to(flow.scene, to_server); ++i)
                EXPECT_FALSE(
                    connects_with(flow.scene, to_server, i, [](Buffer& whole) { whole.clear(); }))
                    << flow.name << " " << to_server << " " << i;
}

TEST(Tls12Flows, HearNoMessageTwice) {
    for (const Flow& flow : flows())
        for (const bool to_server : {true, false})
            for (std::size_t i = 0; i < messages_to(flow.scene, to_server); ++i) {
                MachinePair pair = pair_of(flow.scene);
                MachineEnd& end = to_server ? pair.server : pair.client;
                std::size_t seen = 0;
                Status again = Status::ok;
                end.on_message = [&](Event event, Buffer& whole) {
                    if (seen++ != i) return;
                    const Buffer copy = whole;
                    EXPECT_EQ(end.machine->receive(event, copy), Status::ok);
                    again = end.machine->receive(event, copy);
                    whole.clear();
                };
                (void)pair.run();
                // A ClientHello behind the handshake would be a renegotiation, and is not here.
                EXPECT_EQ(again, Status::unexpected_message)
                    << flow.name << " " << to_server << " " << i;
            }
}

TEST(Tls12Flows, HearNoMessageOfAnotherKind) {
    for (const bool to_server : {true, false})
        for (std::size_t i = 0; i < messages_to(flows().front().scene, to_server); ++i)
            for (const Event event :
                 {Event::hello_request, Event::client_hello, Event::server_hello,
                  Event::new_session_ticket, Event::encrypted_extensions, Event::certificate,
                  Event::server_key_exchange, Event::certificate_request, Event::server_hello_done,
                  Event::certificate_verify, Event::client_key_exchange, Event::finished,
                  Event::certificate_status, Event::key_update, Event::message_hash})
                EXPECT_FALSE(connects_with(flows().front().scene, to_server, i, [=](Buffer& whole) {
                    const auto type = static_cast<std::uint8_t>(event);
                    if (whole.front() == type)
                        whole.clear();
                    else
                        whole.front() = type;
                }));
}

TEST(Tls12Flows, SurviveNoOctetChanged) {
    for (const Flow& flow : flows())
        for (const bool to_server : {true, false})
            for (std::size_t i = 0; i < messages_to(flow.scene, to_server); ++i) {
                std::size_t size = 0;
                (void)connects_with(flow.scene, to_server, i,
                                    [&](Buffer& whole) { size = whole.size(); });
                // Each octet in turn; of long messages every seventh.
                const std::size_t stride = size > 100 ? 7 : 1;
                for (std::size_t at = 4; at < size; at += stride) {
                    Status status = Status::ok;
                    EXPECT_FALSE(connects_with(
                        flow.scene, to_server, i,
                        [=](Buffer& whole) {
                            // A signature of ECDSA is not always as long.
                            whole[std::min(at, whole.size() - 1)] ^=
                                static_cast<std::uint8_t>(1 << at % 8);
                        },
                        &status))
                        << flow.name << " " << to_server << " " << i << " " << at;
                    EXPECT_NE(status, Status::internal_error) << flow.name << " " << i << " " << at;
                }
            }
}

TEST(Tls12Flows, SurviveNoMessageCut) {
    for (const bool to_server : {true, false})
        for (std::size_t i = 0; i < messages_to(flows().front().scene, to_server); ++i)
            for (const std::size_t cut : {std::size_t{1}, std::size_t{2}, std::size_t{5}})
                EXPECT_FALSE(connects_with(flows().front().scene, to_server, i, [=](Buffer& whole) {
                    const std::size_t body = whole.size() - 4;
                    const Buffer rest(whole.begin() + 4, whole.end() - static_cast<std::ptrdiff_t>(
                                                                           std::min(cut, body)));
                    whole = body == 0 ? message_of(static_cast<Event>(whole.front()), {0})
                                      : message_of(static_cast<Event>(whole.front()), rest);
                }));
}

}  // namespace
}  // namespace secur32::test
