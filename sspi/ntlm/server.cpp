// CHALLENGE in answer to NEGOTIATE, and the judgement of AUTHENTICATE: parse, judge, look up,
// proof, MIC, the account's state, bindings, target, time, keys.  Nothing before the proof tells
// whether there is such a user.
#include "sspi/ntlm/server.h"

#include "sslprovider/base/host_names.h"
#include "sslprovider/base/trace.h"
#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/terms.h"

namespace secur32::ntlm {
namespace {

// LOGON_NTLMV2_ENABLED, with LOGON_NT_V2 or LOGON_LM_V2 for the response that counted.
constexpr std::uint32_t kNtlmV2Flags = 0x0100 | 0x0800;
constexpr std::uint32_t kLmV2Flags = 0x0100 | 0x1000;

std::uint32_t user_flags_of(Method method) {
    switch (method) {
        case Method::ntlm_v2:
            return kNtlmV2Flags;
        case Method::lm_v2:
            return kLmV2Flags;
        case Method::anonymous:
        case Method::ntlm_v1:
            break;
    }
    return 0;
}

// 3.2.5.1.1: what this machine says of itself, with a timestamp of zero.
Buffer make_target_info() {
    const HostNames& names = host_names();
    AvPairsWriter pairs;
    pairs.text(AvId::nb_domain_name, names.netbios_domain);
    pairs.text(AvId::nb_computer_name, names.netbios_computer);
    if (!names.dns_domain.empty()) pairs.text(AvId::dns_domain_name, names.dns_domain);
    if (!names.dns_computer.empty()) pairs.text(AvId::dns_computer_name, names.dns_computer);
    pairs.timestamp(0);
    Result<Buffer> sequence = pairs.finish();
    return sequence.ok() ? std::move(sequence).value() : Buffer();
}

// The sequence is the same for every context but for its timestamp, which stands before the four
// octets of MsvAvEOL.
Buffer target_info(FileTime now) {
    static const Buffer sequence = make_target_info();
    Buffer out = sequence;
    for (std::size_t i = 0; i < 8; ++i)
        out[out.size() - 12 + i] = static_cast<std::uint8_t>(now >> (8 * i));
    return out;
}

}  // namespace

std::span<const Step<Server>> Server::steps() {
    using S = State;
    using M = Message;
    using N = Server;
    // clang-format off
    static constexpr Step<Server> kSteps[] = {
        // in                  hears            check                   answer                   may enter
        {S::start,             M::begin,        &N::check_begin,        &N::send_challenge,      {S::wait_authenticate}},
        {S::start,             M::negotiate,    &N::check_negotiate,    &N::send_challenge,      {S::wait_authenticate}},
        {S::wait_authenticate, M::authenticate, &N::check_authenticate, &N::answer_authenticate, {S::established, S::wait_accounts}},
        {S::wait_accounts,     M::accounts,     &N::check_authenticate, &N::answer_authenticate, {S::established}},
    };
    // clang-format on
    return kSteps;
}

Server::Server(std::shared_ptr<const Credential> credential) : credential_(std::move(credential)) {}

Result<Progress> Server::step(Exchange& exchange) {
    TRY_ASSIGN(const Message message, message_in(exchange.input));
    note(exchange);
    exchange_ = &exchange;
    const Result<Progress> progress = run(message, exchange.input);
    exchange_ = nullptr;
    exchange.bindings_result = bindings_result_;
    exchange.peer_sent_bindings = claim_.v2.av_pairs.channel_bindings().has_value();
    exchange.granted = outcome_.granted;
    claim_ = {};
    return progress;
}

Result<Progress> Server::complete() {
    const Buffer token = std::move(kept_);
    const Result<Progress> progress = run(Message::accounts, token);
    claim_ = {};
    return progress;
}

Result<Progress> Server::run(Message message, Bytes token) {
    TRY(take(*this, message, token));
    if (state_ == State::wait_accounts) return Progress::complete_needed;
    return state_ == State::established ? Progress::complete : Progress::continue_needed;
}

Result<Server::Message> Server::message_in(Bytes token) const {
    if (token.empty()) return Message::begin;
    TRY_ASSIGN(const MessageType type, message_type(token));
    if (type == MessageType::negotiate) return Message::negotiate;
    if (type == MessageType::authenticate) return Message::authenticate;
    return trace::because(Status::invalid_token, "ntlm: a CHALLENGE for a server");
}

// What only the call itself knows and CompleteAuthToken has to know too.
void Server::note(const Exchange& exchange) {
    if (state_ == State::start) requested_ = exchange.requested;
    bindings_rule_.demand = credential_->policy().bindings;
    bindings_rule_.allow_missing = requested_.has(Feature::allow_missing_bindings);
    bindings_rule_.proxy = requested_.has(Feature::proxy_bindings);
    if (exchange.bindings == nullptr) return;
    bindings_rule_.own = channel_bindings_hash(*exchange.bindings);
    bindings_rule_.audit_only = exchange.bindings->audit_only;
}

Status Server::set(const ContextSetting& setting) {
    if (const auto* const file = std::get_if<SamFile>(&setting)) {
        TRY_ASSIGN(own_accounts_.authority, credential_->directory().sam_file(file->path));
        own_accounts_.callback = nullptr;
        return Status::ok;
    }
    own_accounts_.callback = std::get<HashCallback>(setting);
    return Status::ok;
}

void Server::heard(Message message, Bytes body) {
    if (message == Message::negotiate) transcript_.assign(body.begin(), body.end());
}

// -- NEGOTIATE and CHALLENGE --------------------------------------------------------------------

Status Server::check_begin(Bytes) {
    if (!requested_.has(Feature::datagram))
        return trace::because(Status::invalid_token, "ntlm: no NEGOTIATE");
    offered_ = flags_of_datagram_challenge();
    return Status::ok;
}

Status Server::check_negotiate(Bytes token) {
    TRY_ASSIGN(const NegotiateMessage message, parse_negotiate(token));
    asked_ = message.negotiate_flags;
    TRY_ASSIGN(offered_, flags_of_challenge(asked_, credential_->policy()));
    return Status::ok;
}

Result<Server::State> Server::send_challenge() {
    fill_random(server_challenge_);
    const Buffer info = target_info(file_time_now());
    ChallengeMessage message;
    message.target_name = host_names().netbios_computer;
    message.negotiate_flags = offered_;
    message.server_challenge = server_challenge_;
    message.target_info = info;
    if (offered_.has(Flag::version)) message.version = kVersion;
    TRY_ASSIGN(exchange_->output, write(message));
    transcript_.insert(transcript_.end(), exchange_->output.begin(), exchange_->output.end());
    outcome_.granted = granted_features(Role::acceptor, requested_, offered_, false);
    return State::wait_authenticate;
}

// -- AUTHENTICATE -------------------------------------------------------------------------------

Status Server::check_authenticate(Bytes token) {
    claim_ = {};
    claim_.token = token;
    claim_.transcript = transcript_;
    claim_.server_challenge = server_challenge_;
    TRY_ASSIGN(claim_.message, parse_authenticate(token, offered_));
    TRY(judge_responses(claim_.message));
    const bool anonymous = claim_.method == Method::anonymous;
    TRY_ASSIGN(claim_.flags, agreed_flags(asked_, offered_, claim_.message.negotiate_flags,
                                          anonymous, credential_->policy()));
    TRY(check_session_key());
    bindings_result_ = judge_bindings(bindings_rule_, claim_.v2.av_pairs.channel_bindings());
    outcome_.granted = granted_features(Role::acceptor, requested_, claim_.flags, anonymous);
    return Status::ok;
}

Status Server::judge_responses(const AuthenticateMessage& message) {
    TRY_ASSIGN(claim_.method, method_of(message, credential_->policy()));
    if (claim_.method == Method::anonymous && !requested_.has(Feature::null_session))
        return trace::because(Status::logon_denied, "ntlm: anonymous is not welcome");
    if (claim_.method != Method::ntlm_v2) return Status::ok;
    TRY_ASSIGN(claim_.v2, parse_ntlm_v2(message.nt_challenge_response));
    return Status::ok;
}

// 3.2.5.1.2: "the server MUST check if client supplied a valid EncryptedRandomSessionKey".
Status Server::check_session_key() const {
    if (!exchanges_key(claim_.flags) || !claim_.message.encrypted_random_session_key.empty())
        return Status::ok;
    return trace::because(Status::invalid_token, "ntlm: no EncryptedRandomSessionKey");
}

Result<Server::State> Server::answer_authenticate() {
    TRY_ASSIGN(const Accounts where, accounts());
    const bool needed = claim_.method != Method::anonymous;
    if (needed && where.none() && credential_->accounts_may_follow() &&
        state_ == State::wait_authenticate) {
        kept_.assign(claim_.token.begin(), claim_.token.end());
        return State::wait_accounts;
    }
    TRY_ASSIGN(const Logon logon, log_on(where));
    Key exported = logon.key_exchange_key();
    // A key that came although nothing is signed or sealed still makes the MIC: older clients
    // look at NTLMSSP_NEGOTIATE_KEY_EXCH alone.
    if (claim_.flags.has(Flag::key_exch) && !claim_.message.encrypted_random_session_key.empty()) {
        TRY_ASSIGN(exported, decrypt_session_key(logon.key_exchange_key(),
                                                 claim_.message.encrypted_random_session_key));
    }
    const Status verdict = admit(logon, exported);
    logon.record(verdict == Status::ok ? LogonOutcome::succeeded : LogonOutcome::refused);
    TRY(verdict);
    settle(logon, exported);
    return State::established;
}

// The context's own come first, then the credential's, then the machine's.
Result<Accounts> Server::accounts() const {
    if (!own_accounts_.none() || claim_.method == Method::anonymous) return own_accounts_;
    return credential_->accounts();
}

Result<Logon> Server::log_on(const Accounts& accounts) const {
    if (claim_.method == Method::anonymous) return Logon::anonymous();
    return Logon::prove(accounts, claim_);
}

Status Server::admit(const Logon& logon, const Key& exported_session_key) const {
    TRY(check_mic(exported_session_key));
    TRY(logon.account_state());
    TRY(check_bindings(bindings_rule_, bindings_result_));
    // The administrator's names and the program's: neither takes the other's away.
    const std::u16string target = client_target();
    TRY(check_target_name(credential_->policy().accepted_names, target));
    TRY(check_target_name(credential_->accepted_names(), target));
    if (claim_.method != Method::ntlm_v2) return Status::ok;
    return check_time(claim_.v2.time_stamp, file_time_now(), credential_->policy().max_lifetime);
}

// A client gives no MIC when the CHALLENGE_MESSAGE has no timestamp.  Ours has one: who does not
// repeat it under his proof was sent something else by somebody in the middle.  Older clients
// that repeat nothing at all are for the policies that take older responses too.
Status Server::check_unprotected() const {
    const AvPairs& pairs = claim_.v2.av_pairs;
    const bool repeats = pairs.has(AvId::nb_computer_name) || pairs.has(AvId::nb_domain_name);
    const bool may_repeat_nothing =
        claim_.method != Method::ntlm_v2 || credential_->policy().accepts_lmv2();
    if (pairs.has(AvId::timestamp) || (may_repeat_nothing && !repeats)) return Status::ok;
    return trace::because(Status::message_altered, "ntlm: the CHALLENGE lost its timestamp");
}

Status Server::check_mic(const Key& exported_session_key) const {
    if (!claim_.announces_mic()) return check_unprotected();
    if (!claim_.message.mic)
        return trace::because(Status::message_altered, "ntlm: the MIC was taken away");
    // claim_.transcript is NEGOTIATE and CHALLENGE one after the other.
    const Mic expected =
        message_integrity_code(exported_session_key, {}, claim_.transcript, claim_.token);
    if (constant_time_equal(expected, *claim_.message.mic)) return Status::ok;
    return trace::because(Status::message_altered, "ntlm: the MIC of AUTHENTICATE does not match");
}

std::u16string Server::client_target() const {
    if ((claim_.v2.av_pairs.flags() & av_flags::kUntrustedTarget) != 0) return {};
    return claim_.v2.av_pairs.text(AvId::target_name).value_or(std::u16string());
}

void Server::settle(const Logon& logon, const Key& exported_session_key) {
    outcome_.role = Role::acceptor;
    outcome_.anonymous = claim_.method == Method::anonymous;
    outcome_.flags = claim_.flags;
    outcome_.user_flags = user_flags_of(claim_.method);
    outcome_.exported_session_key = exported_session_key;
    outcome_.established = file_time_now();
    outcome_.set_name(logon.domain(), logon.user());
    outcome_.target = client_target();
}

}  // namespace secur32::ntlm
