// NEGOTIATE, and AUTHENTICATE in answer to CHALLENGE.
#include "sspi/ntlm/client.h"

#include <algorithm>

#include "sslprovider/base/host_names.h"
#include "sslprovider/base/trace.h"
#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/terms.h"

namespace secur32::ntlm {
namespace {

// What one exchange needs of the kernel's randomness, in one call.
struct Randomness {
    Randomness() { fill_random(bytes.mutable_bytes()); }
    Challenge client_challenge() const {
        Challenge challenge;
        std::ranges::copy(bytes.bytes().first<8>(), challenge.begin());
        return challenge;
    }
    Key session_key() const { return Key(bytes.bytes().last<16>()); }

    Secret<24> bytes;
};

Buffer buffer_of(const Response24& response) { return {response.begin(), response.end()}; }

}  // namespace

std::span<const Step<Client>> Client::steps() {
    using S = State;
    using M = Message;
    using C = Client;
    // clang-format off
    static constexpr Step<Client> kSteps[] = {
        // in               hears         check                answer                 may enter
        {S::start,          M::begin,     &C::check_begin,     &C::send_negotiate,    {S::wait_challenge}},
        {S::wait_challenge, M::challenge, &C::check_challenge, &C::send_authenticate, {S::established}},
    };
    // clang-format on
    return kSteps;
}

Client::Client(std::shared_ptr<const Credential> credential)
    : credential_(std::move(credential)), anonymous_(credential_->client()->anonymous) {}

Result<Progress> Client::step(Exchange& exchange) {
    if (exchange.target.size() > kMaxName)
        return trace::because(Status::target_unknown, "ntlm: the target's name is too long");
    if (state_ == State::start) requested_ = exchange.requested;
    if (!exchange.target.empty()) target_ = exchange.target;
    exchange_ = &exchange;
    const Message message = exchange.input.empty() ? Message::begin : Message::challenge;
    const Status status = take(*this, message, exchange.input);
    exchange_ = nullptr;
    TRY(status);
    exchange.granted = granted_features(Role::initiator, requested_, flags_, anonymous_);
    return state_ == State::established ? Progress::complete : Progress::continue_needed;
}

Status Client::check_begin(Bytes) {
    if (requested_.has(Feature::null_session)) anonymous_ = true;
    asked_ = flags_ = flags_of_negotiate(requested_, credential_->policy());
    return Status::ok;
}

Result<Client::State> Client::send_negotiate() {
    if (asked_.has(Flag::datagram)) return State::wait_challenge;
    NegotiateMessage message;
    message.negotiate_flags = asked_;
    message.version = kVersion;
    TRY_ASSIGN(negotiate_, write(message));
    exchange_->output = negotiate_;
    return State::wait_challenge;
}

Status Client::check_challenge(Bytes token) {
    TRY_ASSIGN(challenge_, parse_challenge(token));
    TRY_ASSIGN(flags_, flags_of_authenticate(asked_, challenge_.negotiate_flags, anonymous_,
                                             credential_->policy()));
    if (challenge_.target_info.empty()) return check_server_names();
    TRY_ASSIGN(server_pairs_, AvPairs::parse(challenge_.target_info));
    return check_server_names();
}

// 3.1.5.1.2: "If NTLM v2 authentication is used and the CHALLENGE_MESSAGE does not contain both
// MsvAvNbComputerName and MsvAvNbDomainName AVPairs and either Integrity is TRUE or Confidentiality
// is TRUE, then return STATUS_LOGON_FAILURE".
Status Client::check_server_names() const {
    const bool protects =
        requested_.has(Feature::integrity) || requested_.has(Feature::confidentiality);
    const bool named =
        server_pairs_.has(AvId::nb_computer_name) && server_pairs_.has(AvId::nb_domain_name);
    if (anonymous_ || named || !protects || !credential_->policy().sends_ntlmv2())
        return Status::ok;
    return trace::because(Status::logon_denied, "ntlm: the server does not name itself");
}

Result<Client::State> Client::send_authenticate() {
    const Randomness random;
    TRY_ASSIGN(const Responses responses, respond(random.client_challenge()));
    const Key random_key = random.session_key();
    TRY_ASSIGN(exchange_->output, authenticate_message(responses, random_key));
    settle(responses, random_key);
    if (responses.provides_mic)
        put_mic(exchange_->output, message_integrity_code(outcome_.exported_session_key, negotiate_,
                                                          exchange_->input, exchange_->output));
    return State::established;
}

Result<Client::Responses> Client::respond(const Challenge& client_challenge) const {
    // 3.3.2: "Special case for anonymous authentication": NtChallengeResponse is empty,
    // LmChallengeResponse is Z(1), and the session base key is Z(16).
    if (anonymous_) return Responses{{}, Buffer(1), Key(), false};
    return credential_->policy().sends_ntlmv2() ? respond_v2(client_challenge)
                                                : respond_v1(client_challenge);
}

Result<Client::Responses> Client::respond_v2(const Challenge& client_challenge) const {
    const Key& key = credential_->client()->response_key;
    const std::optional<FileTime> server_time = server_pairs_.timestamp();
    Responses responses;
    responses.provides_mic = server_time.has_value();

    TRY_ASSIGN(const Buffer pairs, target_info(responses.provides_mic));
    const Buffer temp = write_temp(server_time.value_or(file_time_now()), client_challenge, pairs);
    const ProofV2 proved = prove_v2(key, challenge_.server_challenge, temp);
    responses.nt = write_ntlm_v2(proved.proof, temp);
    responses.key_exchange_key = key_exchange_key_v2(proved.session_base_key);

    // 3.1.5.2.1: "the client SHOULD NOT send the LmChallengeResponse field" where there is a
    // TargetInfo; 3.1.5.1.2: "SHOULD send Z(24) instead" where it has a timestamp.
    if (flags_.has(Flag::datagram) && !pairs.empty()) return responses;
    responses.lm =
        server_time ? Buffer(24)
                    : buffer_of(lm_v2_response(key, challenge_.server_challenge, client_challenge));
    return responses;
}

// What the client adds under its proof; nothing when the server announced no TargetInfo.
Result<Buffer> Client::target_info(bool provides_mic) const {
    if (challenge_.target_info.empty()) return Buffer();
    ClientPairs pairs;
    pairs.provides_mic = provides_mic;
    pairs.untrusted_target = requested_.has(Feature::unverified_target_name) && !target_.empty();
    if (exchange_->bindings != nullptr)
        pairs.channel_bindings = channel_bindings_hash(*exchange_->bindings);
    pairs.target_name = target_;
    return write_client_pairs(server_pairs_, pairs);
}

Result<Client::Responses> Client::respond_v1(const Challenge& client_challenge) const {
    const ClientIdentity& client = *credential_->client();
    const Challenge& server_challenge = challenge_.server_challenge;
    const Key* const lm_hash = client.lm_hash ? &*client.lm_hash : nullptr;
    Responses responses;
    if (flags_.has(Flag::extended_session_security)) {
        TRY_ASSIGN(const Response24 nt,
                   ntlm_v1_extended_response(client.nt_hash, server_challenge, client_challenge));
        responses.nt = buffer_of(nt);
        responses.lm = buffer_of(lm_v1_extended_response(client_challenge));
    } else {
        TRY_ASSIGN(const Response24 nt, ntlm_v1_response(client.nt_hash, server_challenge));
        responses.nt = responses.lm = buffer_of(nt);  // NoLMResponseNTLMv1
        if (lm_hash != nullptr) {
            TRY_ASSIGN(const Response24 lm, lm_v1_response(*lm_hash, server_challenge));
            responses.lm = buffer_of(lm);
        }
    }
    TRY_ASSIGN(responses.key_exchange_key,
               key_exchange_key_v1(flags_, session_base_key_v1(client.nt_hash), lm_hash,
                                   responses.lm, server_challenge));
    return responses;
}

Result<Buffer> Client::authenticate_message(const Responses& responses, const Key& random_key) {
    AuthenticateMessage message;
    message.negotiate_flags = flags_;
    message.lm_challenge_response = responses.lm;
    message.nt_challenge_response = responses.nt;
    if (!anonymous_) {
        message.user_name = credential_->client()->user;
        message.domain_name = credential_->client()->domain;
        message.workstation = host_names().netbios_computer;
    }
    std::array<std::uint8_t, kSessionKeySize> encrypted;
    if (exchanges_key(flags_)) {
        encrypted = encrypt_session_key(responses.key_exchange_key, random_key);
        message.encrypted_random_session_key = encrypted;
    }
    if (flags_.has(Flag::version)) message.version = kVersion;
    if (responses.provides_mic) message.mic.emplace();
    return write(message);
}

void Client::settle(const Responses& responses, const Key& random_key) {
    outcome_.role = Role::initiator;
    outcome_.anonymous = anonymous_;
    outcome_.flags = flags_;
    outcome_.granted = granted_features(Role::initiator, requested_, flags_, anonymous_);
    outcome_.exported_session_key = exchanges_key(flags_) ? random_key : responses.key_exchange_key;
    outcome_.established = file_time_now();
    if (!anonymous_) outcome_.set_name(credential_->client()->domain, credential_->client()->user);
    outcome_.target = target_;
}

}  // namespace secur32::ntlm
