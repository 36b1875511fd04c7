// One-way functions, responses and session base keys ([MS-NLMP] 3.3).
#include "sspi/ntlm/responses.h"

#include <algorithm>
#include <span>
#include <string>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/base/writer.h"
#include "sslprovider/crypto/des.h"
#include "sslprovider/crypto/md4.h"
#include "sslprovider/crypto/md5.h"

namespace secur32::ntlm {
namespace {

constexpr std::uint8_t kResponserVersion = 1;
constexpr std::size_t kLmPasswordSize = 14;

Status bad(std::string_view reason) { return trace::because(Status::invalid_token, reason); }

Key hmac_md5(const Key& key, std::initializer_list<Bytes> parts) {
    return Key(crypto::HmacMd5(key.bytes()).mac(parts));
}

// 6: DESL(K, D) = DES(K[0..6], D) | DES(K[7..13], D) | DES(K[14..15] | Z(5), D).
Result<Response24> desl(const Key& key, std::span<const std::uint8_t, 8> data) {
    Secret<21> padded;
    std::ranges::copy(key.bytes(), padded.mutable_bytes().begin());
    Response24 out{};
    for (std::size_t i = 0; i < 3; ++i) {
        const std::span<const std::uint8_t, 7> part(padded.bytes().data() + 7 * i, 7);
        TRY_ASSIGN(const crypto::DesBlock block, crypto::des_encrypt(part, data));
        std::ranges::copy(block, out.begin() + static_cast<std::ptrdiff_t>(8 * i));
    }
    return out;
}

template <std::size_t N>
Response24 join(const std::array<std::uint8_t, N>& a, const std::array<std::uint8_t, 24 - N>& b) {
    Response24 out{};
    std::ranges::copy(b, std::ranges::copy(a, out.begin()).out);
    return out;
}

Result<Response24> expected_v1(NegotiateFlags flags, const Key& nt_hash,
                               const Challenge& server_challenge, Bytes lm_challenge_response) {
    if (!flags.has(Flag::extended_session_security))
        return ntlm_v1_response(nt_hash, server_challenge);
    Reader in(lm_challenge_response);
    const auto client_challenge = in.array<std::tuple_size_v<Challenge>>();
    if (in.failed()) return bad("ntlm: the LM response has no client challenge");
    return ntlm_v1_extended_response(nt_hash, server_challenge, client_challenge);
}

}  // namespace

Key ntowf_v1(Bytes password_utf16le) { return Key(crypto::md4(password_utf16le)); }

Result<Key> lmowf_v1(Bytes password_utf16le) {
    Secret<kLmPasswordSize> oem;
    Reader in(password_utf16le);
    for (std::uint8_t& octet : oem.mutable_bytes()) {
        if (in.empty()) break;
        const std::uint16_t unit = in.le16();
        if (unit >= 0x80) return Status::unsupported_function;
        octet = static_cast<std::uint8_t>(upper(static_cast<char16_t>(unit)));
    }
    if (!in.done()) return Status::unsupported_function;
    constexpr std::array<std::uint8_t, 8> kMagic = {'K', 'G', 'S', '!', '@', '#', '$', '%'};
    const std::span<const std::uint8_t, kLmPasswordSize> password = oem.bytes();
    TRY_ASSIGN(const crypto::DesBlock first, crypto::des_encrypt(password.first<7>(), kMagic));
    TRY_ASSIGN(const crypto::DesBlock second, crypto::des_encrypt(password.last<7>(), kMagic));
    Key out;
    const auto half = std::ranges::copy(first, out.mutable_bytes().begin()).out;
    std::ranges::copy(second, half);
    return out;
}

Key ntowf_v2(const Key& nt_hash, std::u16string_view user, std::u16string_view user_dom) {
    const std::u16string upper_user = upper(user);
    return hmac_md5(nt_hash, {bytes_of(std::u16string_view(upper_user)), bytes_of(user_dom)});
}

Result<NtlmV2Response> parse_ntlm_v2(Bytes nt_challenge_response) {
    NtlmV2Response out;
    Reader in(nt_challenge_response);
    out.response = in.array<std::tuple_size_v<NtProofStr>>();
    out.temp = nt_challenge_response.subspan(nt_challenge_response.size() - in.remaining());
    const std::uint8_t resp_type = in.u8(), hi_resp_type = in.u8();
    in.skip(2 + 4);  // "SHOULD be [zero] and MUST be ignored on receipt", as the four below
    out.time_stamp = in.le64();
    out.challenge_from_client = in.array<std::tuple_size_v<Challenge>>();
    in.skip(4);
    if (in.failed()) return bad("ntlm: the NTLMv2 response is too short");
    if (resp_type != kResponserVersion || hi_resp_type != kResponserVersion)
        return bad("ntlm: the NTLMv2 response has an unknown version");
    TRY_ASSIGN(out.av_pairs, AvPairs::parse(in.rest()));
    return out;
}

Buffer write_temp(FileTime time, const Challenge& client_challenge, Bytes target_info) {
    Writer out(32 + target_info.size());
    out.u8(kResponserVersion);
    out.u8(kResponserVersion);
    out.zeros(6);
    out.le64(time);
    out.bytes(client_challenge);
    out.zeros(4);
    out.bytes(target_info);
    out.zeros(4);
    return out.take();
}

NtProofStr nt_proof_str(const Key& response_key_nt, const Challenge& server_challenge, Bytes temp) {
    return crypto::HmacMd5(response_key_nt.bytes()).mac({server_challenge, temp});
}

Buffer write_ntlm_v2(const NtProofStr& proof, Bytes temp) {
    Writer out(proof.size() + temp.size());
    out.bytes(proof);
    out.bytes(temp);
    return out.take();
}

Response24 lm_v2_response(const Key& response_key_lm, const Challenge& server_challenge,
                          const Challenge& client_challenge) {
    const crypto::Md5Digest proof =
        crypto::HmacMd5(response_key_lm.bytes()).mac({server_challenge, client_challenge});
    return join(proof, client_challenge);
}

Key session_base_key_v2(const Key& response_key_nt, const NtProofStr& proof) {
    return hmac_md5(response_key_nt, {proof});
}

ProofV2 prove_v2(const Key& response_key_nt, const Challenge& server_challenge, Bytes temp) {
    const crypto::HmacMd5 keyed(response_key_nt.bytes());
    const NtProofStr proof = keyed.mac({server_challenge, temp});
    return {proof, Key(keyed.mac({proof}))};
}

Result<Response24> ntlm_v1_response(const Key& nt_hash, const Challenge& server_challenge) {
    return desl(nt_hash, server_challenge);
}

Result<Response24> lm_v1_response(const Key& lm_hash, const Challenge& server_challenge) {
    return desl(lm_hash, server_challenge);
}

Result<Response24> ntlm_v1_extended_response(const Key& nt_hash, const Challenge& server_challenge,
                                             const Challenge& client_challenge) {
    const crypto::Md5Digest digest = crypto::md5(server_challenge, client_challenge);
    return desl(nt_hash, std::span(digest).first<8>());
}

Response24 lm_v1_extended_response(const Challenge& client_challenge) {
    return join(client_challenge, std::array<std::uint8_t, 16>{});
}

Key session_base_key_v1(const Key& nt_hash) { return Key(crypto::md4(nt_hash.bytes())); }

Result<Key> check_ntlm_v2(const Key& response_key_nt, const Challenge& server_challenge,
                          const NtlmV2Response& response) {
    const ProofV2 expected = prove_v2(response_key_nt, server_challenge, response.temp);
    if (!constant_time_equal(expected.proof, response.response)) return Status::logon_denied;
    return expected.session_base_key;
}

Result<Key> check_lm_v2(const Key& response_key_lm, const Challenge& server_challenge,
                        Bytes lm_challenge_response) {
    if (lm_challenge_response.size() != std::tuple_size_v<Response24>) return Status::logon_denied;
    Reader in(lm_challenge_response.last(8));
    const Response24 expected = lm_v2_response(response_key_lm, server_challenge, in.array<8>());
    if (!constant_time_equal(expected, lm_challenge_response)) return Status::logon_denied;
    return hmac_md5(response_key_lm, {Bytes(expected).first(16)});
}

Result<Key> check_ntlm_v1(NegotiateFlags flags, const Key& nt_hash,
                          const Challenge& server_challenge, Bytes nt_challenge_response,
                          Bytes lm_challenge_response) {
    TRY_ASSIGN(const Response24 expected,
               expected_v1(flags, nt_hash, server_challenge, lm_challenge_response));
    if (!constant_time_equal(expected, nt_challenge_response)) return Status::logon_denied;
    return session_base_key_v1(nt_hash);
}

BindingsHash channel_bindings_hash(const ChannelBindings& bindings) {
    Writer out;
    const auto counted = [&](Bytes value) {
        out.le32(static_cast<std::uint32_t>(value.size()));
        out.bytes(value);
    };
    out.le32(bindings.initiator_address_type);
    counted(bindings.initiator_address);
    out.le32(bindings.acceptor_address_type);
    counted(bindings.acceptor_address);
    counted(bindings.application_data);
    return crypto::md5(out.view());
}

}  // namespace secur32::ntlm
