// Signing and sealing messages ([MS-NLMP] 3.4.2 to 3.4.4): the state of one direction of a context.
// In place on the caller's buffers, no allocation, no copy of a payload.
//
// With extended session security each direction has its own state, so that one thread may seal
// while another unseals.  Without it "only one key is used for sealing. As a result, operations are
// performed in a half-duplex mode" (3.4): both directions are ONE state, one key stream and one
// sequence number, and the context passes the same object to both (shares_state()).
//
// Thread rule: one thread at a time per object; the context has a lock for each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/md5.h"
#include "sslprovider/crypto/rc4.h"
#include "sspi/core/protection.h"
#include "sspi/ntlm/flags.h"
#include "sspi/ntlm/keys.h"

namespace secur32::ntlm {

inline constexpr std::size_t kSignatureSize = 16;

// True when the two directions are one state.
constexpr bool shares_state(NegotiateFlags flags) {
    return !flags.has(Flag::extended_session_security);
}

// 2.2.2.9.1 NTLMSSP_MESSAGE_SIGNATURE         2.2.2.9.2 ... for extended session security
//   Version    4  1                             Version   4  1
//   RandomPad  4                                Checksum  8
//   Checksum   4  CRC32                         SeqNum    4
//   SeqNum     4
class Direction {
 public:
    // sender: who sends the messages that this object seals or unseals.
    Direction(NegotiateFlags flags, const Key& exported_session_key, Mode sender);

    // seal encrypts the segments that are to be encrypted and signs all of them; sign encrypts
    // none.  Both write kSignatureSize octets into message.token and set token_size.
    // Status::buffer_too_small: the token has less room.  Status::unsupported_function: seal, and
    // NTLMSSP_NEGOTIATE_SEAL was not negotiated.
    Status seal(Message& message);
    Status sign(Message& message);

    // The opposite.  Status::invalid_token: message.token has fewer than kSignatureSize octets.
    // Status::out_of_sequence: a whole message, but not the next one.  Status::message_altered:
    // anything else about it is wrong.
    // "If a received message does not contain the expected SeqNum, an error MUST be returned [...]
    // and SeqNum is not incremented" (3.4.4): a refused message changes neither the state nor the
    // buffers, which hold what was received, so that the genuine message can still be unsealed.
    Status unseal(Message& message);
    Status verify(Message& message);

    // The place in the key stream and the sequence number, for ExportSecurityContext.  restore()
    // goes with an object that was made from the same flags and session key.  A secret.
    static constexpr std::size_t kPackedSize = 4 + crypto::Rc4::kStateSize;
    std::array<std::uint8_t, kPackedSize> pack() const;
    Status restore(Bytes packed);

    std::uint32_t sequence_number() const { return sequence_number_; }

 private:
    using Signature = std::array<std::uint8_t, kSignatureSize>;
    enum class Signing : std::uint8_t { none, crc32, hmac_md5 };
    enum class Work : std::uint8_t { seal, unseal, sign };

    static Signing signing_of(NegotiateFlags flags);

    Status protect(Message& message, Work work);
    Status unprotect(const Message& message, Work work);
    void take_back(std::span<const Segment> segments, Work work);
    std::size_t checksum_stream() const;
    std::uint32_t expected_sequence_number(const Message& message) const;
    // Connectionless, the key stream starts anew with each message.
    void begin(std::uint32_t sequence_number);
    void end();
    // Does the work and gives the signature that belongs to the plaintext.
    Signature process(std::span<const Segment> segments, std::uint32_t sequence_number, Work work);
    Signature crc32_signature(std::span<const Segment> segments, std::uint32_t sequence_number,
                              Work work);
    Signature hmac_md5_signature(std::span<const Segment> segments, std::uint32_t sequence_number,
                                 Work work);
    Status judge_start(Bytes received, std::uint32_t sequence_number) const;
    Status judge(const Signature& expected, Bytes received) const;

    SealKey seal_key_;  // connectionless: the key of which each message's is made
    crypto::Rc4 rc4_;
    crypto::HmacMd5 hmac_;
    std::uint32_t sequence_number_ = 0;
    Signing signing_;
    bool seals_;
    bool encrypts_checksum_;
    bool connectionless_;
};

}  // namespace secur32::ntlm
