// What a caller asks of a context and what it got, free of the numbering that
// InitializeSecurityContext and AcceptSecurityContext do not share (their tables: sspi/api/flags).
#pragma once

#include <cstdint>
#include <initializer_list>

namespace secur32 {

enum class Feature : std::uint8_t {
    delegate,
    mutual_auth,
    replay_detect,
    sequence_detect,
    confidentiality,
    session_key,
    dce_style,
    datagram,
    connection,
    call_level,
    extended_error,
    stream,
    integrity,
    identify,
    null_session,        // initiator: anonymous; acceptor: anonymous is welcome
    no_integrity,
    supplied_credentials,
    manual_credential_validation,
    unverified_target_name,
    confidentiality_only,
    http_style,
    licensing,
    allow_non_user_logons,
    allow_context_replay,
    allow_missing_bindings,
    proxy_bindings,
    no_token,
    third_leg_failed,
    // of ISC_REQ_* above 32 bits, in SECBUFFER_FLAGS
    messages,
    deferred_credential_validation,
    no_post_handshake_authentication,
    reuse_session_tickets,
    explicit_session,
    count_
};

class Features {
public:
    constexpr Features() = default;
    constexpr Features(std::initializer_list<Feature> list) {
        for (const Feature feature : list) bits_ |= bit(feature);
    }
    constexpr bool has(Feature feature) const { return (bits_ & bit(feature)) != 0; }
    constexpr Features& set(Feature feature, bool on = true) {
        bits_ = on ? bits_ | bit(feature) : bits_ & ~bit(feature);
        return *this;
    }
    constexpr std::uint64_t bits() const { return bits_; }
    static constexpr Features from_bits(std::uint64_t bits) {
        Features features;
        features.bits_ = bits & ((std::uint64_t{1} << static_cast<unsigned>(Feature::count_)) - 1);
        return features;
    }
    friend constexpr bool operator==(Features, Features) = default;

private:
    static constexpr std::uint64_t bit(Feature feature) {
        return std::uint64_t{1} << static_cast<unsigned>(feature);
    }
    std::uint64_t bits_ = 0;
};

}  // namespace secur32
