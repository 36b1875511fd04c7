// The look-up and the proof.
#include "sspi/ntlm/logon.h"

#include "sslprovider/base/host_names.h"
#include "sslprovider/base/trace.h"

namespace secur32::ntlm {
namespace {

constexpr std::size_t kResponse24 = 24;

// 3.2.5.1.2: "UserNameLen == 0 AND NtChallengeResponse.Length == 0 AND (LmChallengeResponse == Z(1)
// OR LmChallengeResponse.Length == 0)".
bool is_anonymous(const AuthenticateMessage& message) {
    const Bytes lm = message.lm_challenge_response;
    return message.user_name.empty() && message.nt_challenge_response.empty() &&
           (lm.empty() || (lm.size() == 1 && lm[0] == 0));
}

// The proof with NTOWFv2 or LMv2, given the response key: the key exchange key.
Result<Key> check_v2(const Key& response_key, const Claim& claim) {
    if (claim.method == Method::lm_v2)
        return check_lm_v2(response_key, claim.server_challenge,
                           claim.message.lm_challenge_response);
    TRY_ASSIGN(const Key base, check_ntlm_v2(response_key, claim.server_challenge, claim.v2));
    return key_exchange_key_v2(base);
}

Result<Key> check_v1(const Key& nt_hash, const Claim& claim) {
    const AuthenticateMessage& message = claim.message;
    TRY_ASSIGN(const Key base,
               check_ntlm_v1(claim.flags, nt_hash, claim.server_challenge,
                             message.nt_challenge_response, message.lm_challenge_response));
    return key_exchange_key_v1(claim.flags, base, nullptr, message.lm_challenge_response,
                               claim.server_challenge);
}

Result<Key> check_proof(const Key& nt_hash, const Claim& claim) {
    if (claim.method == Method::ntlm_v1) return check_v1(nt_hash, claim);
    const AuthenticateMessage& message = claim.message;
    const Key key = ntowf_v2(nt_hash, message.user_name, message.domain_name);
    Result<Key> proved = check_v2(key, claim);
    if (proved.ok() || message.domain_name.empty()) return proved;
    // "NTLM servers SHOULD support NTLM clients which incorrectly use NIL for the UserDom".
    return check_v2(ntowf_v2(nt_hash, message.user_name, {}), claim);
}

Status denied() {
    return trace::because(Status::logon_denied, "ntlm: unknown user or wrong password");
}

// NEGOTIATE | CHALLENGE | AUTHENTICATE with a zeroed MIC.
Buffer mic_input_of(const Claim& claim) {
    Writer out(claim.transcript.size() + claim.token.size());
    out.bytes(claim.transcript);
    out.bytes(claim.token);
    if (claim.message.mic) out.patch(claim.transcript.size() + kMicOffset, Mic{});
    return out.take();
}

// Asks a program that keeps its users elsewhere; a key that nobody has stands in for no user.
Key ask(const HashCallback& callback, const Claim& claim) {
    const AuthenticateMessage& message = claim.message;
    Writer proof_input;
    proof_input.bytes(claim.server_challenge);
    proof_input.bytes(claim.v2.temp);
    const Buffer mic_input = mic_input_of(claim);
    const Mic mic = message.mic.value_or(Mic{});
    const std::array<std::uint8_t, kSessionKeySize> none{};
    const bool keyless = message.encrypted_random_session_key.empty();
    HashQuery query;
    query.user = message.user_name;
    query.domain = message.domain_name;
    query.nt_proof_input = proof_input.view();
    query.encrypted_random_key = keyless ? Bytes(none) : message.encrypted_random_session_key;
    query.mic = mic;
    query.mic_input = mic_input;
    const Result<Secret<16>> answer = callback(query);
    if (answer.ok()) return answer.value();
    Key nobodys;
    fill_random(nobodys.mutable_bytes());
    return nobodys;
}

}  // namespace

Result<Method> method_of(const AuthenticateMessage& message, const Policy& policy) {
    const Bytes nt = message.nt_challenge_response;
    const Bytes lm = message.lm_challenge_response;
    if (is_anonymous(message)) return Method::anonymous;
    if (is_ntlm_v2(nt)) return Method::ntlm_v2;
    const Method method = nt.empty() ? Method::lm_v2 : Method::ntlm_v1;
    if ((nt.empty() ? lm : nt).size() != kResponse24)
        return trace::because(Status::invalid_token, "ntlm: responses of no known size");
    if (method == Method::lm_v2 ? policy.accepts_lmv2() : policy.accepts_ntlmv1()) return method;
    return trace::because(Status::logon_denied, "ntlm: policy accepts NTLMv2 only");
}

Logon Logon::anonymous() { return Logon(Key()); }

Result<Logon> Logon::prove(const Accounts& accounts, const Claim& claim) {
    if (accounts.callback) return prove_to(accounts.callback, claim);
    if (accounts.authority) return prove_to(accounts.authority, claim);
    return trace::because(Status::logon_denied, "ntlm: there are no accounts");
}

Result<Logon> Logon::prove_to(const std::shared_ptr<Authority>& authority, const Claim& claim) {
    TRY_ASSIGN(Account account,
               authority->find(claim.message.user_name, claim.message.domain_name));
    const Result<Key> key = check_proof(account.nt_hash, claim);
    // Responses that nobody's password could have made right are not counted against anybody.
    if (!key.ok() && key.status() != Status::logon_denied) return key.status();
    if (!key.ok() || !account.known) {
        authority->record(account, LogonOutcome::wrong_password);
        return denied();
    }
    Logon logon(key.value());
    logon.authority_ = authority;
    logon.user_ = account.user.empty() ? claim.message.user_name : account.user;
    // An account without a domain is this machine's own, whatever domain the client said.
    logon.domain_ = account.domain.empty() ? host_names().netbios_computer : account.domain;
    logon.account_ = std::move(account);
    return logon;
}

Result<Logon> Logon::prove_to(const HashCallback& callback, const Claim& claim) {
    // It gives NTOWFv2, of which no NTLMv1 response can be made.
    if (claim.method == Method::ntlm_v1) return denied();
    const Result<Key> key = check_v2(ask(callback, claim), claim);
    if (!key.ok()) return denied();
    Logon logon(key.value());
    logon.user_ = claim.message.user_name;
    logon.domain_ = claim.message.domain_name;
    return logon;
}

Status Logon::account_state() const {
    if (!account_) return Status::ok;
    if (account_->disabled)
        return trace::because(Status::account_disabled, "ntlm: the account is disabled");
    if (account_->locked_out)
        return trace::because(Status::account_locked_out, "ntlm: the account is locked out");
    if (account_->expired)
        return trace::because(Status::account_expired, "ntlm: the account has expired");
    if (account_->password_expired)
        return trace::because(Status::password_expired, "ntlm: the password has expired");
    return Status::ok;
}

void Logon::record(LogonOutcome outcome) const {
    if (authority_) authority_->record(*account_, outcome);
}

}  // namespace secur32::ntlm
