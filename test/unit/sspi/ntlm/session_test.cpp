// The size of a session, and its messages; what crosses between two of them is in
// test/machine.
#include "sspi/ntlm/session.h"

#include <gtest/gtest.h>


namespace secur32::ntlm {
namespace {

Outcome outcome_of(Role role, NegotiateFlags flags) {
    Outcome outcome;
    outcome.role = role;
    outcome.flags = flags;
    outcome.set_name(u"DOM", u"bob");
    return outcome;
}

constexpr NegotiateFlags kSealed = {Flag::sign, Flag::seal, Flag::extended_session_security,
                                    Flag::negotiate_128, Flag::key_exch};

TEST(Session, fits_into_a_kilobyte_with_room_to_spare) { EXPECT_LE(sizeof(Session), 800U); }

TEST(Session, of_two_roles_talk) {
    Session client(outcome_of(Role::initiator, kSealed));
    Session server(outcome_of(Role::acceptor, kSealed));
    Buffer text = {1, 2, 3}, signature(16);
    const Segment segment{text, true};
    Message message;
    message.segments = {&segment, 1};
    message.token = signature;
    ASSERT_EQ(client.protect(message), Status::ok);
    EXPECT_NE(text, (Buffer{1, 2, 3}));
    EXPECT_NE(client.unprotect(message), Status::ok) << "it was not sent to the client";
    ASSERT_EQ(server.unprotect(message), Status::ok);
    EXPECT_EQ(text, (Buffer{1, 2, 3}));
}

TEST(Session, refuses_room_that_is_too_small) {
    Session client(outcome_of(Role::initiator, kSealed));
    Buffer text(3), signature(15);
    const Segment segment{text, true};
    Message message;
    message.segments = {&segment, 1};
    message.token = signature;
    EXPECT_EQ(client.protect(message), Status::buffer_too_small);
    EXPECT_EQ(client.sign(message), Status::buffer_too_small);
    EXPECT_EQ(client.unprotect(message), Status::invalid_token);
    EXPECT_EQ(client.verify(message), Status::invalid_token);
}

TEST(Session, without_extended_session_security_has_one_state) {
    const NegotiateFlags old{Flag::sign, Flag::seal};
    Session client(outcome_of(Role::initiator, old));
    const SecureBytes one = client.pack(false).value();
    Session two_states(outcome_of(Role::initiator, kSealed));
    EXPECT_EQ(two_states.pack(false).value().size(), one.size() + Direction::kPackedSize);
}

TEST(Session, packed_with_one_place_instead_of_two_is_refused) {
    Session whole(outcome_of(Role::initiator, kSealed));
    const SecureBytes packed = whole.pack(false).value();
    // The outgoing place is cut out, its length zeroed.
    Buffer bytes(packed.bytes().begin(), packed.bytes().end());
    const auto place = bytes.end() - 2 * (2 + static_cast<std::ptrdiff_t>(Direction::kPackedSize));
    bytes.erase(place + 2, place + 2 + static_cast<std::ptrdiff_t>(Direction::kPackedSize));
    const auto length = bytes.end() - 4 - static_cast<std::ptrdiff_t>(Direction::kPackedSize);
    length[0] = length[1] = 0;
    EXPECT_EQ(Session::unpack(bytes).status(), Status::invalid_token);
}

}  // namespace
}  // namespace secur32::ntlm
