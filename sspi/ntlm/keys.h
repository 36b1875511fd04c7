// From the session base key to the keys that sign and seal ([MS-NLMP] 3.4.5), and the MIC
// (3.1.5.1.2).  Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/ntlm/flags.h"
#include "sspi/ntlm/messages.h"
#include "sspi/ntlm/responses.h"

namespace secur32::ntlm {

// "Mode": who sends what the key protects.
enum class Mode : std::uint8_t { client, server };

// KXKEY for NTLM v1 (3.4.5.1).  lm_hash may be null unless the flags ask for a key made of it
// (lm_key, request_non_nt_session_key; both yield to extended_session_security):
// Status::unsupported_function then
// (and where libcrypto has no DES).  Status::invalid_token when an LM response that is needed has
// fewer than 8 octets.
Result<Key> key_exchange_key_v1(NegotiateFlags flags, const Key& session_base_key,
                                const Key* lm_hash, Bytes lm_challenge_response,
                                const Challenge& server_challenge);
// "If NTLM v2 is used, KeyExchangeKey MUST be set to the given 128-bit SessionBaseKey value."
inline Key key_exchange_key_v2(const Key& session_base_key) { return session_base_key; }

// RC4K(KeyExchangeKey, x): the exported session key to its encrypted form, and back.
std::array<std::uint8_t, kSessionKeySize> encrypt_session_key(const Key& key_exchange_key,
                                                              const Key& exported_session_key);
// Status::invalid_token unless there are 16 octets.
Result<Key> decrypt_session_key(const Key& key_exchange_key, Bytes encrypted_random_session_key);

// SIGNKEY (3.4.5.2); only with extended session security is there one.
Key sign_key(const Key& exported_session_key, Mode sender);

// SEALKEY (3.4.5.3): 16 octets, 8 where it is weakened without extended session security.
class SealKey {
 public:
    SealKey(const Key& bytes, std::size_t size)
        : bytes_(bytes), size_(static_cast<std::uint8_t>(size)) {}
    Bytes bytes() const { return Bytes(bytes_.bytes()).first(size_); }

 private:
    Key bytes_;
    std::uint8_t size_;  // every established context holds two of these
};
SealKey seal_key(NegotiateFlags flags, const Key& exported_session_key, Mode sender);

// How many bits of entropy the sealing key has: 128, 56 or 40.
unsigned seal_key_bits(NegotiateFlags flags);

// MIC = HMAC_MD5(ExportedSessionKey, NEGOTIATE | CHALLENGE | AUTHENTICATE), where the MIC's own 16
// octets at kMicOffset count as zeros whatever stands there.  Without a NEGOTIATE_MESSAGE
// (connectionless) that part is empty.  The AUTHENTICATE_MESSAGE must have room for a MIC.
Mic message_integrity_code(const Key& exported_session_key, Bytes negotiate_message,
                           Bytes challenge_message, Bytes authenticate_message);

}  // namespace secur32::ntlm
