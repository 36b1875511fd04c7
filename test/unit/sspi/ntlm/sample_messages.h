// One message of each type with all its fields, and the means to falsify them.
#pragma once

#include "sslprovider/base/reader.h"
#include "sspi/ntlm/messages.h"
#include "test/support/vectors.h"

namespace secur32::ntlm::sample {

inline constexpr NegotiateFlags kFlags{Flag::unicode,     Flag::ntlm,       Flag::request_target,
                                       Flag::target_info, Flag::version,    Flag::key_exch,
                                       Flag::sign,        Flag::always_sign};

inline void put16(Buffer& message, std::size_t at, std::size_t value) {
    message[at] = static_cast<std::uint8_t>(value);
    message[at + 1] = static_cast<std::uint8_t>(value >> 8);
}
inline void put32(Buffer& message, std::size_t at, std::size_t value) {
    put16(message, at, value);
    put16(message, at + 2, value >> 16);
}
// A field of the fixed header: Len, MaxLen, BufferOffset.
inline void put_field(Buffer& message, std::size_t at, std::size_t size, std::size_t offset) {
    put16(message, at, size);
    put16(message, at + 2, size);
    put32(message, at + 4, offset);
}
inline std::size_t offset_of(const Buffer& message, std::size_t field) {
    return Reader(Bytes(message).subspan(field + 4)).le32();
}

inline Buffer negotiate_token() {
    NegotiateMessage message;
    message.negotiate_flags = NegotiateFlags{Flag::unicode,
                                             Flag::oem,
                                             Flag::ntlm,
                                             Flag::version,
                                             Flag::oem_domain_supplied,
                                             Flag::oem_workstation_supplied};
    const Buffer domain = {'D', 'O', 'M'}, workstation = {'W', 'K', 'S'};
    message.domain_name = domain;
    message.workstation_name = workstation;
    message.version = kVersion;
    return std::move(write(message)).value();
}

inline Buffer challenge_token() {
    ChallengeMessage message;
    message.target_name = u"DOMAIN";
    message.negotiate_flags = kFlags;
    message.server_challenge = {1, 2, 3, 4, 5, 6, 7, 8};
    const Buffer info = test::hex("0100 0200 4100 0000 0000");
    message.target_info = info;
    message.version = kVersion;
    return std::move(write(message)).value();
}

struct Authenticate {
    Buffer lm = Buffer(24, 0x11), nt = Buffer(60, 0x22), key = Buffer(16, 0x33);
    AuthenticateMessage message() const {
        AuthenticateMessage out;
        out.lm_challenge_response = lm;
        out.nt_challenge_response = nt;
        out.domain_name = u"DOMAIN";
        out.user_name = u"User";
        out.workstation = u"WKS";
        out.encrypted_random_session_key = key;
        out.negotiate_flags = kFlags;
        out.version = kVersion;
        out.mic = Mic{0xAB};
        return out;
    }
    Buffer token() const { return std::move(write(message())).value(); }
};

// Offsets of the fields in an AUTHENTICATE_MESSAGE's header.
inline constexpr std::size_t kLm = 12, kNt = 20, kDomain = 28, kUser = 36, kWorkstation = 44,
                             kKey = 52, kAuthenticateFlags = 60;

inline Status negotiate_status(const Buffer& token) { return parse_negotiate(token).status(); }
inline Status challenge_status(const Buffer& token) { return parse_challenge(token).status(); }
inline Status authenticate_status(const Buffer& token) {
    return parse_authenticate(token, kFlags).status();
}

}  // namespace secur32::ntlm::sample
