// A client that knows the password and otherwise does as it likes: AUTHENTICATE messages that
// sspi/ntlm/client.cpp would never send.  Made of the specification's pure functions.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/messages.h"
#include "sspi/ntlm/responses.h"

namespace secur32::test {

struct Forger {
    std::u16string user = u"bob", domain = u"DOM";
    std::u16string_view password = u"Passw0rd!";
    // What the NTLMv2 response says; the server's pairs are repeated unless told otherwise.
    std::uint32_t av_flags = ntlm::av_flags::kProvidesMic;
    std::optional<ntlm::BindingsHash> bindings;
    std::optional<std::u16string> target;
    std::optional<FileTime> time;  // of the response; else the server's
    bool repeats_server_pairs = true;
    bool hashes_domain = true;  // false: "incorrectly use NIL for the UserDom"
    // What the message says.
    bool room_for_mic = true;
    bool fills_mic = true;
    std::optional<ntlm::NegotiateFlags> flags;  // else the server's
    enum class Method { ntlm_v2, lm_v2, ntlm_v1, lm_v1, nothing } method = Method::ntlm_v2;

    ntlm::Key session_key{};  // what the client takes for ExportedSessionKey

    Buffer authenticate(Bytes negotiate, Bytes challenge_token) {
        const auto challenge = ntlm::parse_challenge(challenge_token).value();
        const ntlm::NegotiateFlags agreed = flags.value_or(challenge.negotiate_flags);
        ntlm::AuthenticateMessage message;
        message.negotiate_flags = agreed;
        message.user_name = user;
        message.domain_name = domain;
        ntlm::Key key = respond(challenge);
        message.nt_challenge_response = nt_;
        message.lm_challenge_response = lm_;
        std::array<std::uint8_t, 16> encrypted{};
        session_key = key;
        if (ntlm::exchanges_key(agreed)) {
            fill_random(session_key.mutable_bytes());
            encrypted = ntlm::encrypt_session_key(key, session_key);
            message.encrypted_random_session_key = encrypted;
        }
        if (agreed.has(ntlm::Flag::version)) message.version = ntlm::kVersion;
        if (room_for_mic) message.mic.emplace();
        Buffer token = ntlm::write(message).value();
        if (room_for_mic && fills_mic)
            ntlm::put_mic(token, ntlm::message_integrity_code(session_key, negotiate,
                                                              challenge_token, token));
        return token;
    }

 private:
    ntlm::Key respond(const ntlm::ChallengeMessage& challenge) {
        const ntlm::Key nt_hash = ntlm::ntowf_v1(bytes_of(password));
        const ntlm::Key response_key =
            ntlm::ntowf_v2(nt_hash, user, hashes_domain ? domain : std::u16string());
        const ntlm::Challenge mine = {1, 2, 3, 4, 5, 6, 7, 8};
        if (method == Method::ntlm_v2) return respond_v2(challenge, response_key, mine);
        if (method == Method::nothing) return {};
        if (method == Method::lm_v2) {
            lm_ = buffer_of(ntlm::lm_v2_response(response_key, challenge.server_challenge, mine));
            return ntlm::check_lm_v2(response_key, challenge.server_challenge, lm_).value();
        }
        if (method == Method::lm_v1) {
            const auto lm_hash = ntlm::lmowf_v1(bytes_of(password)).value();
            lm_ = buffer_of(ntlm::lm_v1_response(lm_hash, challenge.server_challenge).value());
            return {};
        }
        nt_ = buffer_of(
            ntlm::ntlm_v1_extended_response(nt_hash, challenge.server_challenge, mine).value());
        lm_ = buffer_of(ntlm::lm_v1_extended_response(mine));
        return ntlm::key_exchange_key_v1(challenge.negotiate_flags,
                                         ntlm::session_base_key_v1(nt_hash), nullptr, lm_,
                                         challenge.server_challenge)
            .value();
    }

    ntlm::Key respond_v2(const ntlm::ChallengeMessage& challenge, const ntlm::Key& response_key,
                         const ntlm::Challenge& mine) {
        const auto server = ntlm::AvPairs::parse(challenge.target_info).value();
        ntlm::AvPairsWriter pairs;
        if (repeats_server_pairs)
            server.for_each([&](const ntlm::AvPair& pair) { pairs.value(pair.id, pair.value); });
        if (av_flags != 0) pairs.flags(av_flags);
        if (bindings) pairs.value(ntlm::AvId::channel_bindings, *bindings);
        if (target) pairs.text(ntlm::AvId::target_name, *target);
        const FileTime stamp = time.value_or(server.timestamp().value_or(file_time_now()));
        const Buffer temp = ntlm::write_temp(stamp, mine, pairs.finish().value());
        const auto proof = ntlm::nt_proof_str(response_key, challenge.server_challenge, temp);
        nt_ = ntlm::write_ntlm_v2(proof, temp);
        lm_ = Buffer(24);
        return ntlm::session_base_key_v2(response_key, proof);
    }

    static Buffer buffer_of(const ntlm::Response24& response) {
        return {response.begin(), response.end()};
    }

    Buffer nt_, lm_;
};

}  // namespace secur32::test
