// One-way functions, responses and session base keys of NTLM v1 and v2 ([MS-NLMP] 3.3), the parts
// of an NTLMv2_RESPONSE, and the hash of channel bindings.  Pure functions: randomness, time and
// policy (who may use v1) come from the callers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/core/exchange.h"
#include "sspi/ntlm/av_pairs.h"
#include "sspi/ntlm/messages.h"

namespace secur32::ntlm {

using Key = Secret<16>;
using NtProofStr = std::array<std::uint8_t, 16>;
using Response24 = std::array<std::uint8_t, 24>;  // LM_RESPONSE, LMv2_RESPONSE, NTLM_RESPONSE

// -- 3.3.1, 3.3.2: what stands for the password ------------------------------------------------

// NTOWFv1: MD4 of the UTF-16LE password.
Key ntowf_v1(Bytes password_utf16le);
// LMOWFv1.  Status::unsupported_function for a password that has more than 14 characters or one
// beyond ASCII: the OEM code page that would spell it is nobody's to know.
Result<Key> lmowf_v1(Bytes password_utf16le);
// NTOWFv2 = LMOWFv2, from NTOWFv1: HMAC_MD5(nt_hash, Uppercase(user) | user_dom).
Key ntowf_v2(const Key& nt_hash, std::u16string_view user, std::u16string_view user_dom);

// -- 3.3.2 NTLM v2 -----------------------------------------------------------------------------

// 2.2.2.7 NTLMv2_CLIENT_CHALLENGE ("temp" without its last Z(4)) behind the proof of 2.2.2.8:
//   Response            16  NTProofStr
//   RespType             1  1
//   HiRespType           1  1
//   Reserved1            2
//   Reserved2            4
//   TimeStamp            8
//   ChallengeFromClient  8
//   Reserved3            4
//   AvPairs              variable
struct NtlmV2Response {
    NtProofStr response{};
    FileTime time_stamp = 0;
    Challenge challenge_from_client{};
    AvPairs av_pairs;
    Bytes temp;  // everything behind Response, as received: what the proof is computed over
};

// Longer than an NTLM_RESPONSE: "If NtChallengeResponseLen > 0x0018" (3.2.5.1.2).
constexpr bool is_ntlm_v2(Bytes nt_challenge_response) { return nt_challenge_response.size() > 24; }
// Status::invalid_token when it is not well-formed.
Result<NtlmV2Response> parse_ntlm_v2(Bytes nt_challenge_response);

// temp = Responserversion | HiResponserversion | Z(6) | Time | ClientChallenge | Z(4) | ServerName
// | Z(4); target_info is a sequence of AV pairs with its MsvAvEOL (or empty: no Z(4) is spared).
Buffer write_temp(FileTime time, const Challenge& client_challenge, Bytes target_info);
NtProofStr nt_proof_str(const Key& response_key_nt, const Challenge& server_challenge, Bytes temp);
// NtChallengeResponse = NTProofStr | temp.
Buffer write_ntlm_v2(const NtProofStr& proof, Bytes temp);
Response24 lm_v2_response(const Key& response_key_lm, const Challenge& server_challenge,
                          const Challenge& client_challenge);
Key session_base_key_v2(const Key& response_key_nt, const NtProofStr& proof);
// Proof and key together: HMAC_MD5's key is set up once.
struct ProofV2 {
    NtProofStr proof;
    Key session_base_key;
};
ProofV2 prove_v2(const Key& response_key_nt, const Challenge& server_challenge, Bytes temp);

// -- 3.3.1 NTLM v1; Status::unsupported_function where libcrypto has no DES ---------------------

// DESL(ResponseKeyNT, ServerChallenge).
Result<Response24> ntlm_v1_response(const Key& nt_hash, const Challenge& server_challenge);
// DESL(ResponseKeyLM, ServerChallenge).
Result<Response24> lm_v1_response(const Key& lm_hash, const Challenge& server_challenge);
// With extended session security: DESL(ResponseKeyNT, MD5(ServerChallenge |
// ClientChallenge)[0..7]); the client challenge travels in the LM response.
Result<Response24> ntlm_v1_extended_response(const Key& nt_hash, const Challenge& server_challenge,
                                             const Challenge& client_challenge);
// ClientChallenge | Z(16).
Response24 lm_v1_extended_response(const Challenge& client_challenge);
// MD4(NTOWF).
Key session_base_key_v1(const Key& nt_hash);

// -- What a server checks, in constant time ----------------------------------------------------

// The session base key when the proof is right, Status::logon_denied when it is not.
Result<Key> check_ntlm_v2(const Key& response_key_nt, const Challenge& server_challenge,
                          const NtlmV2Response& response);
// The LMv2 response alone; it proves the password but its client challenge binds nothing else.
// Gives HMAC_MD5(ResponseKeyLM, Response), the session base key of an LMv2 logon.
Result<Key> check_lm_v2(const Key& response_key_lm, const Challenge& server_challenge,
                        Bytes lm_challenge_response);
// With extended session security the client challenge is lm_challenge_response[0..7].
Result<Key> check_ntlm_v1(NegotiateFlags flags, const Key& nt_hash,
                          const Challenge& server_challenge, Bytes nt_challenge_response,
                          Bytes lm_challenge_response);

// -- Channel bindings --------------------------------------------------------------------------

// MsvAvChannelBindings: MD5 of the gss_channel_bindings_struct as RFC 4121 4.1.1.2 lays it out,
// every integer in little-endian order.
BindingsHash channel_bindings_hash(const ChannelBindings& bindings);

}  // namespace secur32::ntlm
