// Signs, seals, verifies and unseals ([MS-NLMP] 3.4.2 to 3.4.4).
#include "sspi/ntlm/sealing.h"

#include <algorithm>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/rc4_md5.h"

namespace secur32::ntlm {
namespace {

using Word = std::array<std::uint8_t, 4>;

constexpr Word kSignatureVersion = {1, 0, 0, 0};
// Where a signature's fields stand, with and without extended session security.
constexpr std::size_t kChecksum = 4, kChecksumSize = 8;
constexpr std::size_t kRandomPad = 4, kCrc32 = 8;
constexpr std::size_t kSequenceNumber = 12;

Word le32(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}

// CRC32 of [MS-NLMP] 6 (the reflected polynomial of ISO 3309).
constexpr std::array<std::uint32_t, 256> kCrc32Table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
        table[i] = crc;
    }
    return table;
}();

std::uint32_t add_crc32(std::uint32_t crc, Bytes data) {
    for (const std::uint8_t byte : data) crc = kCrc32Table[(crc ^ byte) & 0xFF] ^ (crc >> 8);
    return crc;
}

template <std::size_t N>
void put(std::array<std::uint8_t, kSignatureSize>& signature, std::size_t at,
         const std::array<std::uint8_t, N>& value) {
    std::ranges::copy(value, signature.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

Direction::Direction(NegotiateFlags flags, const Key& exported_session_key, Mode sender)
    : seal_key_(seal_key(flags, exported_session_key, sender)),
      rc4_(seal_key_.bytes()),
      hmac_(sign_key(exported_session_key, sender).bytes()),
      signing_(signing_of(flags)),
      seals_(flags.has(Flag::seal)),
      encrypts_checksum_(flags.has(Flag::key_exch)),
      connectionless_(flags.has(Flag::datagram)) {}

Direction::Signing Direction::signing_of(NegotiateFlags flags) {
    // "Message confidentiality, if it is negotiated, also implies message integrity" (3.4.3).
    if (!flags.has(Flag::sign) && !flags.has(Flag::seal)) return Signing::none;
    return flags.has(Flag::extended_session_security) ? Signing::hmac_md5 : Signing::crc32;
}

Status Direction::seal(Message& message) {
    if (!seals_)
        return trace::because(Status::unsupported_function, "ntlm: sealing not negotiated");
    return protect(message, Work::seal);
}

Status Direction::sign(Message& message) { return protect(message, Work::sign); }

Status Direction::unseal(Message& message) {
    if (!seals_)
        return trace::because(Status::unsupported_function, "ntlm: sealing not negotiated");
    return unprotect(message, Work::unseal);
}

Status Direction::verify(Message& message) { return unprotect(message, Work::sign); }

Status Direction::protect(Message& message, Work work) {
    if (message.token.size() < kSignatureSize)
        return trace::because(Status::buffer_too_small, "ntlm: no room for a signature");
    const std::uint32_t sequence_number = expected_sequence_number(message);
    begin(sequence_number);
    const Signature signature = process(message.segments, sequence_number, work);
    std::ranges::copy(signature, message.token.begin());
    message.token_size = kSignatureSize;
    end();
    return Status::ok;
}

Status Direction::unprotect(const Message& message, Work work) {
    if (message.token.size() < kSignatureSize)
        return trace::because(Status::invalid_token, "ntlm: the signature is too short");
    const Bytes received = message.token.first(kSignatureSize);
    const std::uint32_t sequence_number = expected_sequence_number(message);
    TRY(judge_start(received, sequence_number));
    begin(sequence_number);
    const Signature expected = process(message.segments, sequence_number, work);
    const Status verdict = judge(expected, received);
    if (verdict == Status::ok)
        end();
    else
        take_back(message.segments, work);
    return verdict;
}

// What process() did to the key stream and to the buffers, undone.
void Direction::take_back(std::span<const Segment> segments, Work work) {
    rc4_.rewind(checksum_stream());
    if (work != Work::unseal) return;
    std::size_t text = 0;
    for (const Segment& segment : segments)
        if (segment.encrypted) text += segment.bytes.size();
    rc4_.rewind(text);
    for (const Segment& segment : segments)
        if (segment.encrypted) rc4_.apply(segment.bytes);
    rc4_.rewind(text);
}

// How many bytes of the key stream a signature takes.
std::size_t Direction::checksum_stream() const {
    switch (signing_) {
        case Signing::none:
            break;
        case Signing::crc32:
            return kSignatureSize - kRandomPad;
        case Signing::hmac_md5:
            return encrypts_checksum_ ? kChecksumSize : 0;
    }
    return 0;
}

std::uint32_t Direction::expected_sequence_number(const Message& message) const {
    return connectionless_ ? message.sequence_number : sequence_number_;
}

void Direction::begin(std::uint32_t sequence_number) {
    if (!connectionless_) return;
    // "SealingKey' = MD5(ConcatenationOf(SealingKey, SequenceNumber))" (3.4).
    const Key key(crypto::md5(seal_key_.bytes(), le32(sequence_number)));
    rc4_.set_key(key.bytes());
}

void Direction::end() {
    if (!connectionless_) ++sequence_number_;
}

Direction::Signature Direction::process(std::span<const Segment> segments,
                                        std::uint32_t sequence_number, Work work) {
    if (signing_ == Signing::hmac_md5) return hmac_md5_signature(segments, sequence_number, work);
    if (signing_ == Signing::crc32) return crc32_signature(segments, sequence_number, work);
    // 3.4.4.3: "All other bytes set to zero".
    Signature signature{};
    put(signature, 0, kSignatureVersion);
    return signature;
}

Direction::Signature Direction::hmac_md5_signature(std::span<const Segment> segments,
                                                   std::uint32_t sequence_number, Work work) {
    crypto::Md5 hash = hmac_.begin();
    hash.update(le32(sequence_number));
    for (const Segment& segment : segments) {
        if (!segment.encrypted || work == Work::sign)
            hash.update(segment.bytes);
        else if (work == Work::seal)
            crypto::encrypt_and_hash(rc4_, hash, segment.bytes);
        else
            crypto::decrypt_and_hash(rc4_, hash, segment.bytes);
    }
    crypto::Md5Digest digest = hmac_.finish(hash);
    const MutableBytes checksum = MutableBytes(digest).first(kChecksumSize);
    if (encrypts_checksum_) rc4_.apply(checksum);
    Signature signature{};
    put(signature, 0, kSignatureVersion);
    std::ranges::copy(checksum, signature.begin() + kChecksum);
    put(signature, kSequenceNumber, le32(sequence_number));
    return signature;
}

Direction::Signature Direction::crc32_signature(std::span<const Segment> segments,
                                                std::uint32_t sequence_number, Work work) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const Segment& segment : segments) {
        const bool encrypted = segment.encrypted && work != Work::sign;
        if (encrypted && work == Work::unseal) rc4_.apply(segment.bytes);
        crc = add_crc32(crc, segment.bytes);
        if (encrypted && work == Work::seal) rc4_.apply(segment.bytes);
    }
    Signature signature{};
    put(signature, 0, kSignatureVersion);
    put(signature, kCrc32, le32(~crc));
    put(signature, kSequenceNumber, le32(sequence_number));
    // RandomPad, Checksum and SeqNum in this order; RC4(0) XOR SeqNum is RC4(SeqNum).
    rc4_.apply(MutableBytes(signature).subspan(kRandomPad));
    // 3.4.4.1: "Set NTLMSSP_MESSAGE_SIGNATURE.RandomPad to 0", although the example of 4.2.2.4
    // shows it as RC4(Handle, RandomPad).  Peers compare with 0 or do not look.
    put(signature, kRandomPad, Word{});
    return signature;
}

Status Direction::judge_start(Bytes received, std::uint32_t sequence_number) const {
    if (!std::ranges::equal(received.first(kSignatureVersion.size()), kSignatureVersion))
        return trace::because(Status::message_altered, "ntlm: no signature of version 1");
    if (signing_ != Signing::hmac_md5) return Status::ok;
    if (!std::ranges::equal(received.subspan(kSequenceNumber), le32(sequence_number)))
        return trace::because(Status::out_of_sequence, "ntlm: not the next sequence number");
    return Status::ok;
}

Status Direction::judge(const Signature& expected, Bytes received) const {
    if (signing_ != Signing::crc32) {
        if (constant_time_equal(expected, received)) return Status::ok;
        return trace::because(Status::message_altered, "ntlm: the signature does not match");
    }
    const auto same = [&](std::size_t at) {
        return constant_time_equal(Bytes(expected).subspan(at, 4), received.subspan(at, 4));
    };
    if (!same(kCrc32))
        return trace::because(Status::message_altered, "ntlm: the checksum does not match");
    if (!same(kSequenceNumber))
        return trace::because(Status::out_of_sequence, "ntlm: not the next sequence number");
    return Status::ok;
}

std::array<std::uint8_t, Direction::kPackedSize> Direction::pack() const {
    std::array<std::uint8_t, kPackedSize> out{};
    const auto rest = std::ranges::copy(le32(sequence_number_), out.begin()).out;
    auto state = rc4_.export_state();
    std::ranges::copy(state, rest);
    secure_wipe(state);
    return out;
}

Status Direction::restore(Bytes packed) {
    if (packed.size() != kPackedSize)
        return trace::because(Status::invalid_token, "ntlm: a packed direction has another size");
    TRY_ASSIGN(rc4_, crypto::Rc4::import_state(packed.subspan(4)));
    sequence_number_ = Reader(packed).le32();
    return Status::ok;
}

}  // namespace secur32::ntlm
