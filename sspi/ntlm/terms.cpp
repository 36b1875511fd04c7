// The sets of flags, and how one follows from the other.
#include "sspi/ntlm/terms.h"

#include "sslprovider/base/trace.h"

namespace secur32::ntlm {
namespace {

constexpr NegotiateFlags kAlways = {Flag::unicode,       Flag::oem,         Flag::request_target,
                                    Flag::ntlm,          Flag::version,     Flag::always_sign,
                                    Flag::negotiate_128, Flag::negotiate_56};

// What a server grants to who asks for it.  Not LM_KEY nor NON_NT_SESSION_KEY: both take an LM
// hash, and accounts have none.
constexpr NegotiateFlags kGrantable = {
    Flag::unicode,     Flag::oem,         Flag::sign,
    Flag::seal,        Flag::identify,    Flag::extended_session_security,
    Flag::always_sign, Flag::version,     Flag::negotiate_128,
    Flag::key_exch,    Flag::negotiate_56};

// 3.2.5.1.1: what every CHALLENGE_MESSAGE says.
constexpr NegotiateFlags kServerSays = {Flag::request_target, Flag::ntlm, Flag::always_sign,
                                        Flag::target_info, Flag::target_type_server};

// Sealing goes with signing, and so does a datagram context: its random session key travels only
// when messages are protected.
bool asks_to_sign(Features requested) {
    for (const Feature feature :
         {Feature::integrity, Feature::replay_detect, Feature::sequence_detect,
          Feature::confidentiality, Feature::datagram})
        if (requested.has(feature)) return true;
    return false;
}

// 2.2.2.5 A, B: "A==1: The choice of character set encoding MUST be Unicode."
void choose_character_set(NegotiateFlags& flags) {
    if (flags.has(Flag::unicode)) flags.set(Flag::oem, false);
}

// 2.2.2.5 P: "alone MUST be returned to the client".
void choose_session_security(NegotiateFlags& flags) {
    if (flags.has(Flag::extended_session_security)) flags.set(Flag::lm_key, false);
}

Status check_strength(NegotiateFlags flags, const Policy& policy) {
    const bool protects = flags.has(Flag::sign) || flags.has(Flag::seal);
    const bool strong =
        flags.has(Flag::extended_session_security) && flags.has(Flag::negotiate_128);
    if (!protects || strong || !policy.demands_strong_keys()) return Status::ok;
    return trace::because(Status::unsupported_function,
                          "ntlm: policy demands extended session security and 128 bits");
}

Status check_character_set(NegotiateFlags flags) {
    if (names_character_set(flags)) return Status::ok;
    return trace::because(Status::invalid_token, "ntlm: the flags name no character set");
}

}  // namespace

NegotiateFlags flags_of_negotiate(Features requested, const Policy& policy) {
    NegotiateFlags flags = kAlways;
    flags.set(Flag::extended_session_security, policy.requests_extended_session_security());
    flags.set(Flag::sign, asks_to_sign(requested));
    flags.set(Flag::seal, requested.has(Feature::confidentiality));
    flags.set(Flag::key_exch, asks_to_sign(requested));
    flags.set(Flag::lm_key, policy.sends_lm_response() && asks_to_sign(requested));
    flags.set(Flag::identify, requested.has(Feature::identify));
    flags.set(Flag::datagram, requested.has(Feature::datagram));
    return flags;
}

Result<NegotiateFlags> flags_of_challenge(NegotiateFlags asked, const Policy& policy) {
    TRY(check_character_set(asked));
    TRY(check_strength(asked, policy));
    NegotiateFlags flags = (asked & kGrantable) | kServerSays;
    choose_character_set(flags);
    return flags;
}

NegotiateFlags flags_of_datagram_challenge() {
    NegotiateFlags flags = kGrantable | kServerSays | NegotiateFlags{Flag::datagram};
    choose_character_set(flags);
    return flags;
}

Result<NegotiateFlags> flags_of_authenticate(NegotiateFlags asked, NegotiateFlags offered,
                                             bool anonymous, const Policy& policy) {
    NegotiateFlags flags = (asked | NegotiateFlags{Flag::target_info}) & offered;
    TRY(check_character_set(flags));
    choose_character_set(flags);
    choose_session_security(flags);
    if (anonymous)
        flags.set(Flag::anonymous)
            .set(Flag::sign, false)
            .set(Flag::seal, false)
            .set(Flag::key_exch, false);
    // F: "If NTLMSSP_NEGOTIATE_DATAGRAM is set, then NTLMSSP_NEGOTIATE_KEY_EXCH MUST always be set"
    if (asked.has(Flag::datagram) && !anonymous &&
        !(flags.has(Flag::datagram) && flags.has(Flag::key_exch)))
        return trace::because(Status::unsupported_function,
                              "ntlm: the server offers no datagram context with key exchange");
    // What was asked for, not what is left of it: a server that drops the flags gains nothing.
    if (!anonymous) {
        const NegotiateFlags protection{Flag::sign, Flag::seal};
        TRY(check_strength(flags | (asked & protection), policy));
    }
    return flags;
}

Result<NegotiateFlags> agreed_flags(NegotiateFlags asked, NegotiateFlags offered,
                                    NegotiateFlags answered, bool anonymous, const Policy& policy) {
    NegotiateFlags flags = offered & answered;
    TRY(check_character_set(flags));
    choose_character_set(flags);
    if (anonymous)
        return flags.set(Flag::sign, false).set(Flag::seal, false).set(Flag::key_exch, false);
    const NegotiateFlags kept{Flag::sign, Flag::seal, Flag::extended_session_security};
    if ((asked & offered & kept) != (asked & flags & kept))
        return trace::because(Status::downgrade_detected,
                              "ntlm: AUTHENTICATE does without what NEGOTIATE asked for");
    if (offered.has(Flag::datagram) && !(flags.has(Flag::datagram) && flags.has(Flag::key_exch)))
        return trace::because(Status::invalid_token,
                              "ntlm: a datagram context without key exchange");
    TRY(check_strength(flags, policy));
    return flags;
}

Features granted_features(Role role, Features requested, NegotiateFlags flags, bool anonymous) {
    const bool seals = flags.has(Flag::seal) && !anonymous;
    const bool signs = (flags.has(Flag::sign) || flags.has(Flag::seal)) && !anonymous;
    const bool datagram = flags.has(Flag::datagram);
    Features granted;
    granted.set(Feature::confidentiality, seals);
    granted.set(Feature::integrity, signs);
    granted.set(Feature::replay_detect, signs);
    granted.set(Feature::sequence_detect, signs);
    granted.set(Feature::session_key, requested.has(Feature::session_key) && !anonymous);
    granted.set(Feature::identify, flags.has(Flag::identify) && (role == Role::acceptor ||
                                                                 requested.has(Feature::identify)));
    granted.set(Feature::null_session, anonymous);
    granted.set(Feature::datagram, datagram);
    granted.set(Feature::connection, requested.has(Feature::connection) && !datagram);
    granted.set(Feature::dce_style, requested.has(Feature::dce_style));
    return granted;
}

}  // namespace secur32::ntlm
