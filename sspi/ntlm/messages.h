// The three messages ([MS-NLMP] 2.2.1), wire <-> struct.  A parsed message borrows: its Bytes point
// into the token that was parsed; names are copied, because UTF-16 may stand at odd addresses
// there.
//
// Every length and offset is judged: a field that has octets lies within the message, outside the
// fixed header and apart from every other field; what the flags declare absent is not looked at
// ("MUST be ignored upon receipt").  MaxLen is ignored.  Padding between and after fields is
// allowed. Not here: what a message means; that is client.h and server.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/ntlm/flags.h"

namespace secur32::ntlm {

// ServerChallenge and ChallengeFromClient.
using Challenge = std::array<std::uint8_t, 8>;
using Mic = std::array<std::uint8_t, 16>;

inline constexpr std::size_t kMaxMessage = 65536;  // octets; a longer token is refused unread
inline constexpr std::size_t kMaxName = 1024;      // characters of one name
inline constexpr std::size_t kSessionKeySize = 16;
inline constexpr std::size_t kMicOffset = 72;  // in an AUTHENTICATE_MESSAGE that has a MIC

// 2.2, the fixed header's start:
//   Signature    8  "NTLMSSP\0"
//   MessageType  4
enum class MessageType : std::uint32_t { negotiate = 1, challenge = 2, authenticate = 3 };

// True when the token starts with NTLM's signature (and not, say, with SPNEGO's 0x60).
bool is_ntlm(Bytes token);
// Status::invalid_token when there is none of the three.
Result<MessageType> message_type(Bytes token);

// 2.2.2.10 VERSION
//   ProductMajorVersion 1, ProductMinorVersion 1, ProductBuild 2, Reserved 3, NTLMRevisionCurrent 1
struct Version {
    std::uint8_t product_major_version = 0;
    std::uint8_t product_minor_version = 0;
    std::uint16_t product_build = 0;
    std::uint8_t ntlm_revision_current = 0;

    friend bool operator==(const Version&, const Version&) = default;
};
inline constexpr std::uint8_t kNtlmRevisionW2k3 = 0x0F;
// "used for debugging purposes only": what a present-day Windows says.
inline constexpr Version kVersion = {10, 0, 19041, kNtlmRevisionW2k3};

// 2.2.1.1 NEGOTIATE_MESSAGE
//   Signature          8
//   MessageType        4  0x00000001
//   NegotiateFlags     4
//   DomainNameFields   8  Len 2, MaxLen 2, BufferOffset 4   (absent from the 16-octet form)
//   WorkstationFields  8
//   Version            8                                    (absent from the 32-octet form)
//   Payload            variable
struct NegotiateMessage {
    NegotiateFlags negotiate_flags;
    // OEM characters of a code page that only the client knows, so they stay octets; empty unless
    // the flags say that they are supplied.
    Bytes domain_name;
    Bytes workstation_name;
    std::optional<Version> version;  // when the flags say so and the message has room for it
};

// 2.2.1.2 CHALLENGE_MESSAGE
//   Signature          8
//   MessageType        4  0x00000002
//   TargetNameFields   8
//   NegotiateFlags     4
//   ServerChallenge    8
//   Reserved           8                                    (absent from the 32-octet form)
//   TargetInfoFields   8
//   Version            8                                    (absent from the 48-octet form)
//   Payload            variable
struct ChallengeMessage {
    std::u16string target_name;
    NegotiateFlags negotiate_flags;
    Challenge server_challenge{};
    Bytes target_info;  // the AV pairs as received: av_pairs.h; empty unless the flags announce it
    std::optional<Version> version;
};

// 2.2.1.3 AUTHENTICATE_MESSAGE
//   Signature                        8
//   MessageType                      4  0x00000003
//   LmChallengeResponseFields        8
//   NtChallengeResponseFields        8
//   DomainNameFields                 8
//   UserNameFields                   8
//   WorkstationFields                8
//   EncryptedRandomSessionKeyFields  8                      (absent from the 52-octet form)
//   NegotiateFlags                   4
//   Version                          8                      (absent from the 64-octet form)
//   MIC                             16                      (absent from the 72-octet form)
//   Payload                          variable
struct AuthenticateMessage {
    Bytes lm_challenge_response;
    Bytes nt_challenge_response;
    std::u16string domain_name;
    std::u16string user_name;
    std::u16string workstation;
    Bytes encrypted_random_session_key;  // empty or 16 octets; empty unless key_exch is set
    NegotiateFlags negotiate_flags;
    std::optional<Version> version;
    // Present when the payload begins behind offset 88.  Whether the client means it is told by
    // AvFlags::provides_mic in its AV pairs, under the proof.
    std::optional<Mic> mic;
};

// Status::invalid_token when a message is not well-formed, Status::ok and a value otherwise.
Result<NegotiateMessage> parse_negotiate(Bytes message);
Result<ChallengeMessage> parse_challenge(Bytes message);
// negotiated: the flags of the CHALLENGE_MESSAGE, which stand in where an old client sends none.
Result<AuthenticateMessage> parse_authenticate(Bytes message, NegotiateFlags negotiated);

// Windows' layouts: a 40-octet NEGOTIATE_MESSAGE before its names (workstation, domain); target
// name and target info; domain, user, workstation, LM, NT, session key.  The MIC stands at
// kMicOffset as given (zeros until put_mic).  Names are written in UTF-16 when flags.unicode is
// set, else they must be ASCII.  Status::invalid_parameter when a field does not fit or cannot be
// said.
Result<Buffer> write(const NegotiateMessage& message);
Result<Buffer> write(const ChallengeMessage& message);
Result<Buffer> write(const AuthenticateMessage& message);

// Fills in the MIC of a written AUTHENTICATE_MESSAGE that has room for it.
void put_mic(Buffer& authenticate_message, const Mic& mic);

}  // namespace secur32::ntlm
