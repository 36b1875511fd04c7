// The NEGOTIATE flags ([MS-NLMP] 2.2.2.5): what the two sides offer and agree on.
// Not here: which of them a client asks for (client.h) and which of them a server grants
// (server.h).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace secur32::ntlm {

// The specification's letters stand behind the values; its names are NTLMSSP_NEGOTIATE_... unless a
// comment says otherwise.
enum class Flag : std::uint32_t {
    negotiate_56 = 0x80000000,                // W
    key_exch = 0x40000000,                    // V
    negotiate_128 = 0x20000000,               // U
    version = 0x02000000,                     // T
    target_info = 0x00800000,                 // S
    request_non_nt_session_key = 0x00400000,  // R  NTLMSSP_REQUEST_NON_NT_SESSION_KEY
    identify = 0x00100000,                    // Q
    extended_session_security = 0x00080000,   // P
    target_type_server = 0x00020000,          // O  NTLMSSP_TARGET_TYPE_SERVER
    target_type_domain = 0x00010000,          // N  NTLMSSP_TARGET_TYPE_DOMAIN
    always_sign = 0x00008000,                 // M
    oem_workstation_supplied = 0x00002000,    // L
    oem_domain_supplied = 0x00001000,         // K
    anonymous = 0x00000800,                   // J
    ntlm = 0x00000200,                        // H
    lm_key = 0x00000080,                      // G
    datagram = 0x00000040,                    // F
    seal = 0x00000020,                        // E
    sign = 0x00000010,                        // D
    request_target = 0x00000004,              // C  NTLMSSP_REQUEST_TARGET
    oem = 0x00000002,                         // B  NTLM_NEGOTIATE_OEM
    unicode = 0x00000001,                     // A
};

class NegotiateFlags {
 public:
    constexpr NegotiateFlags() = default;
    constexpr explicit NegotiateFlags(std::uint32_t bits) : bits_(bits) {}
    constexpr NegotiateFlags(std::initializer_list<Flag> list) {
        for (const Flag flag : list) bits_ |= static_cast<std::uint32_t>(flag);
    }

    constexpr bool has(Flag flag) const { return (bits_ & static_cast<std::uint32_t>(flag)) != 0; }
    constexpr NegotiateFlags& set(Flag flag, bool on = true) {
        const auto bit = static_cast<std::uint32_t>(flag);
        bits_ = on ? bits_ | bit : bits_ & ~bit;
        return *this;
    }
    constexpr std::uint32_t bits() const { return bits_; }

    friend constexpr NegotiateFlags operator&(NegotiateFlags a, NegotiateFlags b) {
        return NegotiateFlags(a.bits_ & b.bits_);
    }
    friend constexpr NegotiateFlags operator|(NegotiateFlags a, NegotiateFlags b) {
        return NegotiateFlags(a.bits_ | b.bits_);
    }
    friend constexpr bool operator==(NegotiateFlags, NegotiateFlags) = default;

 private:
    std::uint32_t bits_ = 0;
};

// 2.2.2.5: "A==0 and B==0: The protocol MUST return SEC_E_INVALID_TOKEN."
constexpr bool names_character_set(NegotiateFlags flags) {
    return flags.has(Flag::unicode) || flags.has(Flag::oem);
}

// 3.1.5.1.2, 3.2.5.1.2: a random session key travels when "NTLMSSP_NEGOTIATE_KEY_EXCH bit is set
// [...] AND (NTLMSSP_NEGOTIATE_SIGN OR NTLMSSP_NEGOTIATE_SEAL are set"; otherwise the exported
// session key is the key exchange key.
constexpr bool exchanges_key(NegotiateFlags flags) {
    return flags.has(Flag::key_exch) && (flags.has(Flag::sign) || flags.has(Flag::seal));
}

// For trace lines: "0xe2028233 56 key_exch 128 ...".
std::string describe(NegotiateFlags flags);

}  // namespace secur32::ntlm
