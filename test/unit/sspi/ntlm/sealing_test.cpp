// Signing and sealing: every combination of the flags, and forged, replayed, reordered, cut and
// lost messages.  A refused message must leave everything as it was.
#include "sspi/ntlm/sealing.h"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "sslprovider/base/reader.h"
#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"

namespace secur32::ntlm {
namespace {

using test::to_hex;

constexpr NegotiateFlags kStrong{Flag::unicode,
                                 Flag::sign,
                                 Flag::seal,
                                 Flag::negotiate_128,
                                 Flag::key_exch,
                                 Flag::negotiate_56,
                                 Flag::extended_session_security};

Key session_key() {
    Key key;
    std::uint8_t next = 1;
    for (std::uint8_t& octet : key.mutable_bytes()) octet = next++;
    return key;
}

Direction direction(NegotiateFlags flags, Mode sender = Mode::client) {
    return Direction(flags, session_key(), sender);
}

Buffer text(std::size_t size) {
    Buffer out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * 7 + 3);
    return out;
}

// A message in its buffers: parts that are sealed or only signed, and the signature.
struct Packet {
    struct Part {
        Buffer bytes;
        bool encrypted = true;
    };
    std::vector<Part> parts;
    Buffer token = Buffer(kSignatureSize);
    std::uint32_t sequence_number = 0;

    Packet() = default;
    explicit Packet(Buffer bytes) { parts.push_back({std::move(bytes), true}); }

    using Work = Status (Direction::*)(Message&);
    Status run(Direction& direction, Work work) {
        std::vector<Segment> segments;
        for (Part& part : parts) segments.push_back({part.bytes, part.encrypted});
        Message message{segments, token, 0, sequence_number};
        const Status status = (direction.*work)(message);
        token_size = message.token_size;
        return status;
    }
    Status seal(Direction& d) { return run(d, &Direction::seal); }
    Status unseal(Direction& d) { return run(d, &Direction::unseal); }
    Status sign(Direction& d) { return run(d, &Direction::sign); }
    Status verify(Direction& d) { return run(d, &Direction::verify); }

    std::string hex() const {
        std::string out = to_hex(token);
        for (const Part& part : parts) out += "|" + to_hex(part.bytes);
        return out;
    }
    std::size_t token_size = 0;
};

Packet sealed(Direction& d, std::size_t size) {
    Packet packet(text(size));
    EXPECT_EQ(packet.seal(d), Status::ok);
    return packet;
}

std::vector<NegotiateFlags> flag_sets() {
    std::vector<NegotiateFlags> out;
    for (const bool extended : {true, false})
        for (const bool key_exch : {true, false})
            for (const bool strong : {true, false})
                for (const bool datagram : {true, false}) {
                    NegotiateFlags flags{Flag::sign, Flag::seal};
                    flags.set(Flag::extended_session_security, extended);
                    flags.set(Flag::key_exch, key_exch).set(Flag::negotiate_128, strong);
                    out.push_back(flags.set(Flag::datagram, datagram));
                }
    return out;
}

class EveryFlagSet : public testing::TestWithParam<NegotiateFlags> {};

INSTANTIATE_TEST_SUITE_P(Direction, EveryFlagSet, testing::ValuesIn(flag_sets()),
                         [](const auto& set) {
                             std::string name = describe(set.param);
                             std::ranges::replace(name, ' ', '_');
                             return name;
                         });

TEST_P(EveryFlagSet, UnsealsWhatWasSealedMessageAfterMessage) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    for (std::uint32_t i = 0; i < 40; ++i) {
        Packet packet(text(i * 13 % 200));
        packet.sequence_number = i;
        ASSERT_EQ(packet.seal(sender), Status::ok);
        EXPECT_EQ(packet.token_size, kSignatureSize);
        const bool could_match_by_chance = packet.parts[0].bytes.size() < 8;
        EXPECT_TRUE(could_match_by_chance || packet.parts[0].bytes != text(i * 13 % 200));
        ASSERT_EQ(packet.unseal(receiver), Status::ok) << i;
        EXPECT_EQ(packet.parts[0].bytes, text(i * 13 % 200));
    }
}

TEST_P(EveryFlagSet, VerifiesWhatWasSignedAndChangesNoOctetOfIt) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    for (std::uint32_t i = 0; i < 10; ++i) {
        Packet packet(text(50));
        packet.sequence_number = i;
        ASSERT_EQ(packet.sign(sender), Status::ok);
        EXPECT_EQ(packet.parts[0].bytes, text(50));
        ASSERT_EQ(packet.verify(receiver), Status::ok);
        EXPECT_EQ(packet.parts[0].bytes, text(50));
    }
}

TEST_P(EveryFlagSet, AForgedMessageKillsOnlyItself) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet first = sealed(sender, 33);
    ASSERT_EQ(first.unseal(receiver), Status::ok);
    Packet genuine(text(40));
    genuine.sequence_number = receiver.sequence_number();
    ASSERT_EQ(genuine.seal(sender), Status::ok);
    const bool pad_is_free = shares_state(GetParam());  // RandomPad is not compared

    test::for_each_flip(genuine.parts[0].bytes, [&](const Buffer& changed, std::size_t at) {
        Packet forged = genuine;
        forged.parts[0].bytes = changed;
        const std::string before = forged.hex();
        EXPECT_EQ(forged.unseal(receiver), Status::message_altered) << at;
        EXPECT_EQ(forged.hex(), before) << at;
    });
    test::for_each_flip(genuine.token, [&](const Buffer& changed, std::size_t at) {
        if (pad_is_free && at >= 4 && at < 8) return;
        Packet forged = genuine;
        forged.token = changed;
        const std::string before = forged.hex();
        const Status expected = at >= 12 ? Status::out_of_sequence : Status::message_altered;
        EXPECT_EQ(forged.unseal(receiver), expected) << at;
        EXPECT_EQ(forged.hex(), before) << at;
    });
    EXPECT_EQ(genuine.unseal(receiver), Status::ok);
    EXPECT_EQ(genuine.parts[0].bytes, text(40));
}

TEST_P(EveryFlagSet, AForgedSignatureKillsOnlyItsMessage) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet genuine(text(40));
    ASSERT_EQ(genuine.sign(sender), Status::ok);
    test::for_each_flip(genuine.parts[0].bytes, [&](const Buffer& changed, std::size_t at) {
        Packet forged = genuine;
        forged.parts[0].bytes = changed;
        EXPECT_EQ(forged.verify(receiver), Status::message_altered) << at;
        EXPECT_EQ(forged.parts[0].bytes, changed);
    });
    EXPECT_EQ(genuine.verify(receiver), Status::ok);
}

TEST_P(EveryFlagSet, AMessageCutOrLengthenedIsAltered) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet genuine = sealed(sender, 20);
    test::for_each_cut(genuine.parts[0].bytes, [&](const Buffer& cut, std::size_t length) {
        Packet forged = genuine;
        forged.parts[0].bytes = cut;
        EXPECT_EQ(forged.unseal(receiver), Status::message_altered) << length;
    });
    Packet longer = genuine;
    longer.parts[0].bytes.push_back(0);
    EXPECT_EQ(longer.unseal(receiver), Status::message_altered);
    EXPECT_EQ(genuine.unseal(receiver), Status::ok);
}

TEST_P(EveryFlagSet, ATokenThatIsTooShortIsRefusedBeforeAnythingHappens) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    for (const std::size_t size : {0u, 1u, 15u}) {
        Packet packet(text(10));
        packet.token.resize(size);
        EXPECT_EQ(packet.seal(sender), Status::buffer_too_small);
        EXPECT_EQ(packet.sign(sender), Status::buffer_too_small);
        EXPECT_EQ(packet.parts[0].bytes, text(10));
        EXPECT_EQ(packet.unseal(receiver), Status::invalid_token);
        EXPECT_EQ(packet.verify(receiver), Status::invalid_token);
    }
    Packet packet = sealed(sender, 10);
    EXPECT_EQ(packet.unseal(receiver), Status::ok);
}

TEST_P(EveryFlagSet, ATokenWithMoreRoomKeepsItsTail) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet packet(text(10));
    packet.token.assign(20, 0xEE);
    ASSERT_EQ(packet.seal(sender), Status::ok);
    EXPECT_EQ(packet.token_size, kSignatureSize);
    EXPECT_EQ(to_hex(Bytes(packet.token).subspan(16)), "eeeeeeee");
    EXPECT_EQ(packet.unseal(receiver), Status::ok);
}

TEST_P(EveryFlagSet, PartsOfAMessageAreOneMessage) {
    Direction whole_sender = direction(GetParam()), parts_sender = direction(GetParam());
    Direction receiver = direction(GetParam());
    Packet whole(text(150)), parts;
    const Buffer all = text(150);
    for (std::size_t at = 0, size = 1; at < all.size(); at += size, size = size * 2 + 1) {
        size = std::min(size, all.size() - at);
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
        parts.parts.push_back({Buffer(begin, begin + static_cast<std::ptrdiff_t>(size)), true});
        parts.parts.push_back({Buffer{}, true});
    }
    ASSERT_EQ(whole.seal(whole_sender), Status::ok);
    ASSERT_EQ(parts.seal(parts_sender), Status::ok);
    Buffer joined;
    for (const Packet::Part& part : parts.parts)
        joined.insert(joined.end(), part.bytes.begin(), part.bytes.end());
    EXPECT_EQ(joined, whole.parts[0].bytes);
    EXPECT_EQ(parts.token, whole.token);
    EXPECT_EQ(parts.unseal(receiver), Status::ok);
}

TEST_P(EveryFlagSet, APartThatIsOnlySignedStaysReadableAndCannotBeChanged) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet packet;
    packet.parts = {{text(9), false}, {text(70), true}, {text(5), false}};
    ASSERT_EQ(packet.seal(sender), Status::ok);
    EXPECT_EQ(packet.parts[0].bytes, text(9));
    EXPECT_NE(packet.parts[1].bytes, text(70));
    EXPECT_EQ(packet.parts[2].bytes, text(5));
    for (const std::size_t part : {0u, 1u, 2u}) {
        Packet forged = packet;
        forged.parts[part].bytes[3] ^= 0x40;
        const std::string before = forged.hex();
        EXPECT_EQ(forged.unseal(receiver), Status::message_altered);
        EXPECT_EQ(forged.hex(), before);
    }
    ASSERT_EQ(packet.unseal(receiver), Status::ok);
    EXPECT_EQ(packet.parts[1].bytes, text(70));
}

TEST_P(EveryFlagSet, NoDataAtAllIsSignedAllTheSame) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet packet;
    ASSERT_EQ(packet.seal(sender), Status::ok);
    EXPECT_EQ(packet.unseal(receiver), Status::ok);
}

TEST_P(EveryFlagSet, AnExportedStateContinuesWhereItWas) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    for (std::uint32_t i = 0; i < 5; ++i) {
        Packet packet(text(31));
        packet.sequence_number = i;
        ASSERT_EQ(packet.seal(sender), Status::ok);
        ASSERT_EQ(packet.unseal(receiver), Status::ok);
    }
    Direction moved_sender = direction(GetParam()), moved_receiver = direction(GetParam());
    ASSERT_EQ(moved_sender.restore(sender.pack()), Status::ok);
    ASSERT_EQ(moved_receiver.restore(receiver.pack()), Status::ok);
    EXPECT_EQ(moved_sender.sequence_number(), sender.sequence_number());
    Packet packet(text(31)), same(text(31));
    packet.sequence_number = same.sequence_number = 5;
    ASSERT_EQ(packet.seal(moved_sender), Status::ok);
    ASSERT_EQ(same.seal(sender), Status::ok);
    EXPECT_EQ(packet.hex(), same.hex());
    EXPECT_EQ(packet.unseal(moved_receiver), Status::ok);
    EXPECT_EQ(same.unseal(receiver), Status::ok);
}

// -- Order -------------------------------------------------------------------------------------

std::vector<NegotiateFlags> connected_flag_sets() {
    std::vector<NegotiateFlags> out;
    for (const NegotiateFlags flags : flag_sets())
        if (!flags.has(Flag::datagram)) out.push_back(flags);
    return out;
}

class Connected : public testing::TestWithParam<NegotiateFlags> {};
INSTANTIATE_TEST_SUITE_P(Direction, Connected, testing::ValuesIn(connected_flag_sets()));

// Without extended session security the key stream hides the sequence number: a message out of
// order is altered then.
Status out_of_order(NegotiateFlags flags) {
    return shares_state(flags) ? Status::message_altered : Status::out_of_sequence;
}

TEST_P(Connected, AReplayedMessageIsOutOfSequence) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet first = sealed(sender, 30), replayed = first, second = sealed(sender, 30);
    ASSERT_EQ(first.unseal(receiver), Status::ok);
    const std::string before = replayed.hex();
    EXPECT_EQ(replayed.unseal(receiver), out_of_order(GetParam()));
    EXPECT_EQ(replayed.hex(), before);
    EXPECT_EQ(second.unseal(receiver), Status::ok);
}

TEST_P(Connected, SwappedMessagesAreTakenInTheirOrderOnly) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet first = sealed(sender, 30), second = sealed(sender, 30), third = sealed(sender, 30);
    EXPECT_EQ(second.unseal(receiver), out_of_order(GetParam()));
    EXPECT_EQ(third.unseal(receiver), out_of_order(GetParam()));
    EXPECT_EQ(first.unseal(receiver), Status::ok);
    EXPECT_EQ(second.unseal(receiver), Status::ok);
    EXPECT_EQ(third.unseal(receiver), Status::ok);
    EXPECT_EQ(receiver.sequence_number(), 3u);
}

TEST_P(Connected, TheCallersSequenceNumberDoesNotCount) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    for (const std::uint32_t number : {7u, 7u, 0u, 0xffffffffu}) {
        Packet packet(text(10));
        packet.sequence_number = number;
        ASSERT_EQ(packet.seal(sender), Status::ok);
        packet.sequence_number = ~number;
        EXPECT_EQ(packet.unseal(receiver), Status::ok);
    }
}

TEST_P(Connected, ASignedMessageBetweenSealedOnesKeepsTheOrder) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet first = sealed(sender, 10), second(text(20));
    ASSERT_EQ(second.sign(sender), Status::ok);
    Packet third = sealed(sender, 10);
    ASSERT_EQ(first.unseal(receiver), Status::ok);
    EXPECT_NE(third.unseal(receiver), Status::ok);
    ASSERT_EQ(second.verify(receiver), Status::ok);
    ASSERT_EQ(third.unseal(receiver), Status::ok);
}

TEST_P(Connected, ASealedMessageIsNoSignedOne) {
    Direction sender = direction(GetParam()), receiver = direction(GetParam());
    Packet packet = sealed(sender, 10);
    EXPECT_EQ(packet.verify(receiver), Status::message_altered);
    EXPECT_EQ(packet.unseal(receiver), Status::ok);
}

TEST(Datagrams, AreTakenInAnyOrderUnderTheirNumber) {
    NegotiateFlags flags = kStrong;
    flags.set(Flag::datagram);
    Direction sender = direction(flags), receiver = direction(flags);
    std::deque<Packet> packets;
    for (const std::uint32_t number : {5u, 0u, 0xffffffffu, 9u}) {
        Packet packet(text(24));
        packet.sequence_number = number;
        ASSERT_EQ(packet.seal(sender), Status::ok);
        EXPECT_EQ(Reader(Bytes(packet.token).last(4)).le32(), number);
        packets.push_front(packet);
    }
    EXPECT_NE(packets[0].parts[0].bytes, packets[1].parts[0].bytes);
    for (Packet packet : packets) {
        Packet wrong = packet;
        wrong.sequence_number = packet.sequence_number + 1;
        EXPECT_EQ(wrong.unseal(receiver), Status::out_of_sequence);
        EXPECT_EQ(packet.unseal(receiver), Status::ok);
        EXPECT_EQ(packet.parts[0].bytes, text(24));
    }
    EXPECT_EQ(receiver.sequence_number(), 0u);
}

TEST(Datagrams, TheKeyOfAMessageIsMadeOfTheSealingKeyAndItsNumber) {
    NegotiateFlags flags = kStrong;
    flags.set(Flag::datagram);
    Direction sender = direction(flags);
    Packet packet(Buffer(16));
    packet.sequence_number = 0x01020304;
    ASSERT_EQ(packet.seal(sender), Status::ok);
    const Buffer number = {4, 3, 2, 1};
    const SealKey key = seal_key(flags, session_key(), Mode::client);
    Buffer stream(16);
    crypto::Rc4(crypto::md5(key.bytes(), Bytes(number))).apply(stream);
    EXPECT_EQ(to_hex(packet.parts[0].bytes), to_hex(stream));
}

// -- What the flags decide ---------------------------------------------------------------------

TEST(Directions, OfClientAndServerDifferWithExtendedSessionSecurityOnly) {
    Direction client = direction(kStrong), server = direction(kStrong, Mode::server);
    Packet packet = sealed(client, 10);
    EXPECT_EQ(packet.unseal(server), Status::message_altered);
    EXPECT_FALSE(shares_state(kStrong));

    const NegotiateFlags old{Flag::sign, Flag::seal};
    EXPECT_TRUE(shares_state(old));
    Direction one = direction(old), other = direction(old, Mode::server);
    // Half-duplex: an answer continues the key stream and the sequence number of the question.
    Packet question = sealed(one, 10);
    ASSERT_EQ(question.unseal(other), Status::ok);
    Packet answer = sealed(other, 10);
    EXPECT_EQ(answer.unseal(one), Status::ok);
    EXPECT_EQ(one.sequence_number(), 2u);
}

TEST(Directions, AnotherSessionKeyUnsealsNothing) {
    Direction sender = direction(kStrong);
    Direction receiver(kStrong, Key{}, Mode::client);
    Packet packet = sealed(sender, 10);
    EXPECT_EQ(packet.unseal(receiver), Status::message_altered);
}

TEST(Directions, WithoutSealingThereIsNone) {
    const NegotiateFlags flags{Flag::sign, Flag::extended_session_security};
    Direction sender = direction(flags), receiver = direction(flags);
    Packet packet(text(10));
    EXPECT_EQ(packet.seal(sender), Status::unsupported_function);
    EXPECT_EQ(packet.unseal(receiver), Status::unsupported_function);
    EXPECT_EQ(packet.parts[0].bytes, text(10));
    EXPECT_EQ(packet.sign(sender), Status::ok);
    EXPECT_EQ(packet.verify(receiver), Status::ok);
}

TEST(Directions, SealingAloneSignsToo) {
    const NegotiateFlags flags{Flag::seal, Flag::extended_session_security};
    Direction sender = direction(flags), receiver = direction(flags);
    Packet packet(text(10));
    ASSERT_EQ(packet.sign(sender), Status::ok);
    EXPECT_NE(to_hex(packet.token), "01000000000000000000000000000000");
    packet.parts[0].bytes[0] ^= 1;
    EXPECT_EQ(packet.verify(receiver), Status::message_altered);
}

TEST(Directions, WithNeitherTheSignatureIsTheEmptyOne) {
    const NegotiateFlags flags{Flag::always_sign, Flag::extended_session_security};
    Direction sender = direction(flags), receiver = direction(flags);
    Packet packet(text(10));
    ASSERT_EQ(packet.sign(sender), Status::ok);
    EXPECT_EQ(to_hex(packet.token), "01000000000000000000000000000000");
    EXPECT_EQ(packet.verify(receiver), Status::ok);
    packet.token[15] = 1;
    EXPECT_EQ(packet.verify(receiver), Status::message_altered);
}

TEST(Directions, KeyExchangeEncryptsTheChecksum) {
    NegotiateFlags open = kStrong;
    open.set(Flag::key_exch, false);
    Direction one = direction(kStrong), two = direction(open);
    Packet encrypted(text(10)), plain(text(10));
    ASSERT_EQ(encrypted.sign(one), Status::ok);
    ASSERT_EQ(plain.sign(two), Status::ok);
    EXPECT_NE(to_hex(encrypted.token), to_hex(plain.token));
    const auto expected =
        crypto::HmacMd5(sign_key(session_key(), Mode::client).bytes()).mac({Buffer(4), text(10)});
    EXPECT_EQ(to_hex(Bytes(plain.token).subspan(4, 8)), to_hex(Bytes(expected).first(8)));
}

TEST(Directions, LargeMessagesOfEverySizeAroundABlockComeBack) {
    Direction sender = direction(kStrong), receiver = direction(kStrong);
    for (const std::size_t size : {59u, 60u, 61u, 63u, 64u, 65u, 123u, 124u, 16384u, 70001u}) {
        Packet packet = sealed(sender, size);
        ASSERT_EQ(packet.unseal(receiver), Status::ok) << size;
        EXPECT_EQ(packet.parts[0].bytes, text(size));
    }
}

// -- Export ------------------------------------------------------------------------------------

TEST(PackedDirection, OfAnotherLengthOrWithoutAPermutationIsRefused) {
    Direction one = direction(kStrong);
    sealed(one, 10);
    const auto packed = one.pack();
    Direction other = direction(kStrong);
    test::for_each_cut(packed, [&](const Buffer& cut, std::size_t length) {
        EXPECT_EQ(other.restore(cut), Status::invalid_token) << length;
    });
    Buffer longer(packed.begin(), packed.end());
    longer.push_back(0);
    EXPECT_EQ(other.restore(longer), Status::invalid_token);
    Buffer doubled(packed.begin(), packed.end());
    doubled[4] = doubled[5];
    EXPECT_EQ(other.restore(doubled), Status::invalid_token);
    EXPECT_EQ(other.sequence_number(), 0u);
    Packet packet(text(10)), same(text(10));
    Direction fresh = direction(kStrong);
    ASSERT_EQ(packet.seal(other), Status::ok);
    ASSERT_EQ(same.seal(fresh), Status::ok);
    EXPECT_EQ(packet.hex(), same.hex());
}

}  // namespace
}  // namespace secur32::ntlm
