// TlsCredentialRequest::flags: dwFlags of SCHANNEL_CRED and SCH_CREDENTIALS, SCH_* (reference
// schannel.md 1), in our words.  Those of terms are in credential_terms.h.
#pragma once

#include <cstdint>

#include "sspi/schannel/credential.h"

namespace secur32::schannel {

enum class CredentialFlag : std::uint32_t {
    no_system_mapper = 0x2,
    no_server_name_check = 0x4,
    manual_validation = 0x8,
    no_default_credentials = 0x10,
    automatic_validation = 0x20,
    use_default_credentials = 0x40,
    disable_reconnects = 0x80,
    check_end_certificate = 0x100,
    check_chain = 0x200,
    check_chain_without_root = 0x400,
    ignore_no_revocation_check = 0x800,
    ignore_revocation_offline = 0x1000,
    restricted_roots = 0x2000,
    revocation_cache_only = 0x4000,
    url_cache_only = 0x8000,
    memory_store_certificates = 0x10000,
    url_cache_only_on_create = 0x20000,
    send_root = 0x40000,
    pre_shared_key_only = 0x800000,
    datagram_only = 0x1000000,
    deferred_validation = 0x4000000,
};

constexpr bool has(std::uint32_t flags, CredentialFlag flag) {
    return (flags & static_cast<std::uint32_t>(flag)) != 0;
}

// invalid_parameter for two that exclude each other, unsupported_function for what is not here.
Status check_flags(std::uint32_t flags);
// But for the roots.
Judgement judgement_of(std::uint32_t flags);

}  // namespace secur32::schannel
