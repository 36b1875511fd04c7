// What this machine's administrator says about TLS: defaults as current Windows has them, and a
// file in place of its registry (docs/tls-policy.md): /etc/secur32/tls.conf, or SECUR32_TLS_POLICY.
// Read whenever a credential is acquired.  Not here: what a program asks for (credential_terms.h).
#pragma once

#include <string>
#include <string_view>

#include "sspi/schannel/terms.h"

namespace secur32::schannel {

inline constexpr const char* kPolicyPath = "/etc/secur32/tls.conf";

struct Policy {
    struct Side {
        Versions usual;  // where the program names none
        std::size_t message_limit = 0x10000;
    };
    Side client, server;
    Versions allowed;  // what a program may switch on
    // In order of preference, both sides'.
    std::vector<const provider::CipherSuite*> suites;
    std::vector<const provider::Group*> groups;
    std::vector<const SignatureScheme*> schemes;

    std::size_t least_rsa_bits = 1024, least_dh_bits = 2048;
    std::size_t record_limit = 1 << 14;
    std::uint64_t key_update_after = std::uint64_t{1} << 24;
    bool require_extended_master_secret = false;
    bool require_client_certificate = false;
    bool server_prefers_own_order = true;

    const Side& side(bool is_server) const { return is_server ? server : client; }

    // Without a file.
    static Policy defaults();
    // The defaults, and what the text says otherwise.  internal_error, with file and line in the
    // trace, for whatever is not understood: a typing error must not open a door.
    static Result<Policy> parse(std::string_view text, std::string_view file);
    static Result<Policy> of_machine();
};

}  // namespace secur32::schannel
