// The figure is the table kArrows; the rest are the formulas of the sections that the header names.
#include "sslprovider/provider/key_schedule.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/hkdf.h"
#include "sslprovider/crypto/hmac.h"

namespace secur32::provider {
namespace {

// The figure's labelled arrows.
struct Arrow {
    SecretKind from;
    SecretKind to;
    std::string_view label;
};
using enum SecretKind;
constexpr std::array kArrows = {
    Arrow{early, external_binder, "ext binder"},
    Arrow{early, resumption_binder, "res binder"},
    Arrow{early, client_early_traffic, "c e traffic"},
    Arrow{early, early_exporter_master, "e exp master"},
    Arrow{handshake, client_handshake_traffic, "c hs traffic"},
    Arrow{handshake, server_handshake_traffic, "s hs traffic"},
    Arrow{master, client_application_traffic, "c ap traffic"},
    Arrow{master, server_application_traffic, "s ap traffic"},
    Arrow{master, exporter_master, "exp master"},
    Arrow{master, resumption_master, "res master"},
};

Status wrong_secret() {
    return trace::because(Status::invalid_parameter,
                          "ssl: this secret is not made from that one (RFC 8446 7.1)");
}

std::size_t length_of(const CipherSuite& suite) { return crypto::hash_length(suite.prf); }

Result<SecureBytes> expand(const CipherSuite& suite, Bytes secret, std::string_view label,
                           Bytes context, std::size_t length) {
    SecureBytes out(length);
    TRY(crypto::hkdf_expand_label(suite.prf, secret, label, context, out.mutable_bytes()));
    return out;
}

// RFC 8446 7.1: the salt of the next HKDF-Extract, Derive-Secret(., "derived", "").
Result<SecureBytes> next_salt(const CipherSuite& suite, Bytes secret) {
    const crypto::Digest empty = crypto::hash(suite.prf, {});
    return expand(suite, secret, "derived", empty.bytes(), length_of(suite));
}

Status check_transcript(const CipherSuite& suite, Bytes transcript) {
    if (transcript.size() == length_of(suite)) return Status::ok;
    return trace::because(Status::invalid_parameter,
                          "ssl: a transcript hash of another suite's length");
}

bool is_application_traffic(SecretKind kind) {
    return kind == client_application_traffic || kind == server_application_traffic;
}

}  // namespace

Result<ScheduleSecret> ScheduleSecret::adopt(SecretKind kind, const CipherSuite& suite,
                                             SecureBytes value) {
    const bool fits = kind == pre_shared_key ? !value.empty() : value.size() == length_of(suite);
    if (!fits || !suite.suits(Version::tls13))
        return trace::because(Status::invalid_parameter,
                              "ssl: not a secret of TLS 1.3 and this suite");
    return ScheduleSecret(kind, suite, std::move(value));
}

Result<ScheduleSecret> KeySchedule::extract_early(const CipherSuite& suite,
                                                  const ScheduleSecret* psk) {
    if (!suite.suits(Version::tls13))
        return trace::because(Status::invalid_parameter, "ssl: not a suite of TLS 1.3");
    if (psk != nullptr &&
        (psk->kind() != SecretKind::pre_shared_key || psk->suite().prf != suite.prf))
        return wrong_secret();
    // "If a given secret is not available, then the 0-value consisting of a string of Hash.length
    // bytes set to zeros is used."
    const SecureBytes zeros(length_of(suite));
    return ScheduleSecret(
        early, suite,
        crypto::hkdf_extract(suite.prf, {}, psk == nullptr ? zeros.bytes() : psk->value()));
}

Result<ScheduleSecret> KeySchedule::extract_handshake(const ScheduleSecret& from,
                                                      Bytes shared_secret) {
    if (from.kind() != early) return wrong_secret();
    const CipherSuite& suite = from.suite();
    TRY_ASSIGN(const SecureBytes salt, next_salt(suite, from.value()));
    const SecureBytes zeros(length_of(suite));
    return ScheduleSecret(
        handshake, suite,
        crypto::hkdf_extract(suite.prf, salt.bytes(),
                             shared_secret.empty() ? zeros.bytes() : shared_secret));
}

Result<ScheduleSecret> KeySchedule::extract_handshake(const ScheduleSecret& from,
                                                      const crypto::KeyShare& own,
                                                      Bytes peer_public_value) {
    TRY_ASSIGN(const SecureBytes shared, own.agree(peer_public_value));
    return extract_handshake(from, shared.bytes());
}

Result<ScheduleSecret> KeySchedule::extract_master(const ScheduleSecret& from) {
    if (from.kind() != handshake) return wrong_secret();
    const CipherSuite& suite = from.suite();
    TRY_ASSIGN(const SecureBytes salt, next_salt(suite, from.value()));
    const SecureBytes zeros(length_of(suite));
    return ScheduleSecret(master, suite,
                          crypto::hkdf_extract(suite.prf, salt.bytes(), zeros.bytes()));
}

Result<ScheduleSecret> KeySchedule::derive(const ScheduleSecret& from, SecretKind kind,
                                           Bytes transcript) {
    const auto arrow = std::ranges::find_if(
        kArrows, [&](const Arrow& each) { return each.from == from.kind() && each.to == kind; });
    if (arrow == kArrows.end()) return wrong_secret();
    TRY(check_transcript(from.suite(), transcript));
    TRY_ASSIGN(SecureBytes value, expand(from.suite(), from.value(), arrow->label, transcript,
                                         length_of(from.suite())));
    return ScheduleSecret(kind, from.suite(), std::move(value));
}

Result<ScheduleSecret> KeySchedule::derive_binder(const ScheduleSecret& from, SecretKind kind) {
    if (kind != external_binder && kind != resumption_binder) return wrong_secret();
    return derive(from, kind, crypto::hash(from.suite().prf, {}).bytes());
}

Result<PacketKey> KeySchedule::packet_key(const ScheduleSecret& traffic, PacketUse use) {
    constexpr std::size_t kIvLength = 12;
    if (!is_traffic(traffic.kind())) return wrong_secret();
    const CipherSuite& suite = traffic.suite();
    PacketSecrets secrets;
    TRY_ASSIGN(secrets.key,
               expand(suite, traffic.value(), "key", {}, row(suite.cipher).key_length));
    TRY_ASSIGN(secrets.iv, expand(suite, traffic.value(), "iv", {}, kIvLength));
    return PacketKey::create(Version::tls13, suite, std::move(secrets), use);
}

Result<ScheduleSecret> KeySchedule::next_generation(const ScheduleSecret& traffic) {
    if (!is_application_traffic(traffic.kind())) return wrong_secret();
    TRY_ASSIGN(SecureBytes next, expand(traffic.suite(), traffic.value(), "traffic upd", {},
                                        length_of(traffic.suite())));
    return ScheduleSecret(traffic.kind(), traffic.suite(), std::move(next));
}

// finished_key = HKDF-Expand-Label(BaseKey, "finished", "", Hash.length)
// verify_data = HMAC(finished_key, transcript)
Result<crypto::Digest> KeySchedule::verify_data(const ScheduleSecret& base, Bytes transcript) {
    const bool has_finished = is_traffic(base.kind()) || base.kind() == external_binder ||
                              base.kind() == resumption_binder;
    if (!has_finished) return wrong_secret();
    TRY(check_transcript(base.suite(), transcript));
    TRY_ASSIGN(const SecureBytes finished_key,
               expand(base.suite(), base.value(), "finished", {}, length_of(base.suite())));
    crypto::Digest data(length_of(base.suite()));
    crypto::Hmac hmac(base.suite().prf, finished_key.bytes());
    hmac.update(transcript);
    hmac.finish(data.mutable_bytes());
    return data;
}

Result<ScheduleSecret> KeySchedule::pre_shared_key(const ScheduleSecret& from, Bytes ticket_nonce) {
    if (from.kind() != resumption_master) return wrong_secret();
    TRY_ASSIGN(SecureBytes value, expand(from.suite(), from.value(), "resumption", ticket_nonce,
                                         length_of(from.suite())));
    return ScheduleSecret(SecretKind::pre_shared_key, from.suite(), std::move(value));
}

// TLS-Exporter(label, context_value, key_length) =
//     HKDF-Expand-Label(Derive-Secret(Secret, label, ""), "exporter", Hash(context_value), length)
Status KeySchedule::export_keying_material(const ScheduleSecret& from, std::string_view label,
                                           Bytes context, MutableBytes out) {
    if (from.kind() != exporter_master && from.kind() != early_exporter_master)
        return wrong_secret();
    const crypto::HashAlgorithm hash = from.suite().prf;
    TRY_ASSIGN(const SecureBytes derived,
               expand(from.suite(), from.value(), label, crypto::hash(hash, {}).bytes(),
                      length_of(from.suite())));
    return crypto::hkdf_expand_label(hash, derived.bytes(), "exporter",
                                     crypto::hash(hash, context).bytes(), out);
}

}  // namespace secur32::provider
