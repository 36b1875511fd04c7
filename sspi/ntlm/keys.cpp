// KXKEY, SIGNKEY, SEALKEY ([MS-NLMP] 3.4.5) and the MIC (3.1.5.1.2).
#include "sspi/ntlm/keys.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/des.h"
#include "sslprovider/crypto/md5.h"
#include "sslprovider/crypto/rc4.h"

namespace secur32::ntlm {
namespace {

// "the null-terminated ASCII constants shown": the NUL is hashed.
template <std::size_t N>
Bytes magic(const char (&text)[N]) {
    return bytes_of(std::string_view(text, N));
}

// ConcatenationOf(DES(LMOWF[0..6], LmChallengeResponse[0..7]),
//                 DES(ConcatenationOf(LMOWF[7], 0xBDBDBDBDBDBD), LmChallengeResponse[0..7]))
Result<Key> lm_key(const Key& lm_hash, std::span<const std::uint8_t, 8> lm_challenge_response) {
    Secret<14> keys(std::array<std::uint8_t, 14>{0, 0, 0, 0, 0, 0, 0, 0,  //
                                                 0xBD, 0xBD, 0xBD, 0xBD, 0xBD, 0xBD});
    std::ranges::copy(lm_hash.bytes().first<8>(), keys.mutable_bytes().begin());
    const std::span<const std::uint8_t, 14> both = keys.bytes();
    TRY_ASSIGN(const crypto::DesBlock first,
               crypto::des_encrypt(both.first<7>(), lm_challenge_response));
    TRY_ASSIGN(const crypto::DesBlock second,
               crypto::des_encrypt(both.last<7>(), lm_challenge_response));
    Key out;
    const auto half = std::ranges::copy(first, out.mutable_bytes().begin()).out;
    std::ranges::copy(second, half);
    return out;
}

Key rc4k(const Key& key, std::span<const std::uint8_t, kSessionKeySize> data) {
    Key out(data);
    crypto::Rc4(key.bytes()).apply(out.mutable_bytes());
    return out;
}

// The first octets of the exported session key, filled up to the 8 of a weakened key.
SealKey weakened(const Key& exported_session_key, std::initializer_list<std::uint8_t> filling) {
    constexpr std::size_t kSize = 8;
    Key out(exported_session_key);
    std::ranges::copy(
        filling, out.mutable_bytes().begin() + static_cast<std::ptrdiff_t>(kSize - filling.size()));
    return {out, kSize};
}

SealKey extended_seal_key(NegotiateFlags flags, const Key& exported_session_key, Mode sender) {
    const Bytes part = Bytes(exported_session_key.bytes()).first(seal_key_bits(flags) / 8);
    const Key key(crypto::md5(
        part, sender == Mode::client
                  ? magic("session key to client-to-server sealing key magic constant")
                  : magic("session key to server-to-client sealing key magic constant")));
    return {key, Key::size()};
}

}  // namespace

Result<Key> key_exchange_key_v1(NegotiateFlags flags, const Key& session_base_key,
                                const Key* lm_hash, Bytes lm_challenge_response,
                                const Challenge& server_challenge) {
    const bool extended = flags.has(Flag::extended_session_security);
    const bool from_response = extended || flags.has(Flag::lm_key);
    if (!from_response && !flags.has(Flag::request_non_nt_session_key)) return session_base_key;
    if (from_response && lm_challenge_response.size() < 8)
        return trace::because(Status::invalid_token, "ntlm: the LM response is too short");
    if (extended)
        return Key(crypto::HmacMd5(session_base_key.bytes())
                       .mac({server_challenge, lm_challenge_response.first(8)}));
    if (lm_hash == nullptr)
        return trace::because(Status::unsupported_function, "ntlm: no LM hash to make a key of");
    if (flags.has(Flag::lm_key)) return lm_key(*lm_hash, lm_challenge_response.first<8>());
    Key out;
    std::ranges::copy(lm_hash->bytes().first<8>(), out.mutable_bytes().begin());
    return out;
}

std::array<std::uint8_t, kSessionKeySize> encrypt_session_key(const Key& key_exchange_key,
                                                              const Key& exported_session_key) {
    const Key encrypted = rc4k(key_exchange_key, exported_session_key.bytes());
    std::array<std::uint8_t, kSessionKeySize> out{};
    std::ranges::copy(encrypted.bytes(), out.begin());
    return out;
}

Result<Key> decrypt_session_key(const Key& key_exchange_key, Bytes encrypted_random_session_key) {
    if (encrypted_random_session_key.size() != kSessionKeySize)
        return trace::because(Status::invalid_token, "ntlm: no EncryptedRandomSessionKey");
    return rc4k(key_exchange_key, encrypted_random_session_key.first<kSessionKeySize>());
}

Key sign_key(const Key& exported_session_key, Mode sender) {
    return Key(
        crypto::md5(exported_session_key.bytes(),
                    sender == Mode::client
                        ? magic("session key to client-to-server signing key magic constant")
                        : magic("session key to server-to-client signing key magic constant")));
}

SealKey seal_key(NegotiateFlags flags, const Key& exported_session_key, Mode sender) {
    if (flags.has(Flag::extended_session_security))
        return extended_seal_key(flags, exported_session_key, sender);
    // "(NTLMSSP_NEGOTIATE_DATAGRAM is set in NegFlg) and (NTLMRevisionCurrent >=
    // NTLMSSP_REVISION_W2K3)": ours is.
    if (!flags.has(Flag::lm_key) && !flags.has(Flag::datagram))
        return {exported_session_key, Key::size()};
    if (flags.has(Flag::negotiate_56)) return weakened(exported_session_key, {0xA0});
    return weakened(exported_session_key, {0xE5, 0x38, 0xB0});
}

unsigned seal_key_bits(NegotiateFlags flags) {
    const bool extended = flags.has(Flag::extended_session_security);
    const bool weakened = extended || flags.has(Flag::lm_key) || flags.has(Flag::datagram);
    if (!weakened || (extended && flags.has(Flag::negotiate_128))) return 128;
    return flags.has(Flag::negotiate_56) ? 56 : 40;
}

Mic message_integrity_code(const Key& exported_session_key, Bytes negotiate_message,
                           Bytes challenge_message, Bytes authenticate_message) {
    constexpr Mic kZeros{};
    const std::size_t size = authenticate_message.size();
    const Bytes before = authenticate_message.first(std::min(size, kMicOffset));
    const Bytes after =
        authenticate_message.subspan(std::min(size, kMicOffset + std::tuple_size_v<Mic>));
    return crypto::HmacMd5(exported_session_key.bytes())
        .mac({negotiate_message, challenge_message, before, kZeros, after});
}

}  // namespace secur32::ntlm
