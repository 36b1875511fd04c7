// The key schedule of TLS 1.3 as exported functions (RFC 8446 7.1): SslExtract* and SslExpand*, an
// arrow or two of key_schedule.h's figure each; and the duplicate of a transcript.  The parameter
// lists are reserved: they are read, and none of their parameters is used.
#include <sslprovider.h>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/parameter_list.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

using provider::KeySchedule;
using provider::ScheduleSecret;
using provider::SecretKind;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// What they all begin with.  A handle that goes out is 0 before anything can fail.
Status begin(NCRYPT_PROV_HANDLE provider, NCRYPT_HANDLE* out, const NCryptBufferDesc* parameters,
             DWORD flags) {
    if (out != nullptr) *out = 0;
    TRY(check_provider(provider));
    if (out == nullptr) return refuse("ssl: no place for the handle");
    TRY(check_flags(flags));
    return status_of(parse_parameters(parameters));
}

Status no_secret() {
    return trace::because(Status::invalid_handle, "ssl: a handle is no secret of TLS 1.3");
}

// What a function does that makes one secret out of one: derive(secret) is the arrow.
template <typename Derive>
Status derive_one(NCRYPT_KEY_HANDLE from, NCRYPT_KEY_HANDLE* out, Derive derive) {
    const Using<SslScheduleSecret> base(from);
    if (!base) return no_secret();
    TRY_ASSIGN(ScheduleSecret made, derive(base->secret));
    return hand_out_new<SslScheduleSecret>(out, std::move(made));
}

Result<crypto::Digest> transcript_of(NCRYPT_HASH_HANDLE handle, const ScheduleSecret& base) {
    const Using<SslHash> hash(handle);
    if (!hash) return trace::because(Status::invalid_handle, "ssl: hHashValue is no hash");
    if (hash->algorithm() != base.suite().prf)
        return refuse("ssl: the transcript is of another hash than the secret");
    return hash->value();
}

// RFC 8446 4.2.11: a PSK goes with one hash.
Result<ScheduleSecret> pre_shared_key_of(NCRYPT_KEY_HANDLE handle,
                                         const provider::CipherSuite& suite) {
    if (const Using<SslScheduleSecret> made(handle); made) {
        if (made->secret.suite().prf != suite.prf)
            return refuse("ssl: the pre-shared key goes with another hash");
        return made->secret.clone();
    }
    const Using<SslPreMasterKey> imported(handle);
    if (!imported || !imported->is_pre_shared_key())
        return trace::because(Status::invalid_handle, "ssl: hPreSharedKey is none");
    return ScheduleSecret::adopt(SecretKind::pre_shared_key, suite, imported->secret.clone());
}

Result<ScheduleSecret> extract_early(NCRYPT_KEY_HANDLE pre_shared_key,
                                     const provider::CipherSuite& suite) {
    if (pre_shared_key == 0) return KeySchedule::extract_early(suite, nullptr);
    TRY_ASSIGN(const ScheduleSecret psk, pre_shared_key_of(pre_shared_key, suite));
    return KeySchedule::extract_early(suite, &psk);
}

// RFC 8446 7.1: "If a given secret is not available, then the 0-value consisting of a string of
// Hash.length bytes set to zeros is used": psk_ke, which has no shares.
Result<SecureBytes> agree(NCRYPT_KEY_HANDLE own, NCRYPT_KEY_HANDLE peers,
                          const provider::CipherSuite& suite) {
    if (own == 0 && peers == 0) return SecureBytes(crypto::hash_length(suite.prf));
    const Using<SslEphemeralKey> ephemeral(own);
    if (!ephemeral)
        return trace::because(Status::invalid_handle, "ssl: hPrivateKey is no ephemeral key");
    const Using<SslPublicKey> peer(peers);
    if (!peer || !peer->share)
        return trace::because(Status::invalid_handle, "ssl: hPublicKey is no share of a key");
    if (ephemeral->share.group() == crypto::NamedGroup::none)
        return refuse("ssl: TLS 1.3 has no groups by value");
    if (ephemeral->share.group() != peer->share->group)
        return refuse("ssl: the two shares are of different groups");
    return ephemeral->share.agree(peer->share->public_value);
}

// The figure's traffic secrets by their parent; early data goes one way only.
struct TrafficRow {
    SecretKind base;
    SecretKind client;
    std::optional<SecretKind> server;
};
constexpr TrafficRow kTraffic[] = {
    {SecretKind::early, SecretKind::client_early_traffic, {}},
    {SecretKind::handshake, SecretKind::client_handshake_traffic,
     SecretKind::server_handshake_traffic},
    {SecretKind::master, SecretKind::client_application_traffic,
     SecretKind::server_application_traffic},
};

Result<TrafficRow> traffic_row(const ScheduleSecret& base) {
    for (const TrafficRow& row : kTraffic)
        if (row.base == base.kind()) return row;
    return refuse("ssl: no traffic secrets come of this one");
}

using Handed = NCRYPT_KEY_HANDLE*;

Status hand_out_secret(Result<ScheduleSecret> made, Handed out) {
    if (!made.ok()) return made.status();
    return hand_out_new<SslScheduleSecret>(out, std::move(made).value());
}

Status expand_traffic(const ScheduleSecret& base, Bytes transcript, Handed client, Handed server) {
    TRY_ASSIGN(const TrafficRow row, traffic_row(base));
    if (server != nullptr && !row.server) return refuse("ssl: a server sends no early data");
    if (client != nullptr)
        TRY(hand_out_secret(KeySchedule::derive(base, row.client, transcript), client));
    if (server == nullptr) return Status::ok;
    const Status status =
        hand_out_secret(KeySchedule::derive(base, *row.server, transcript), server);
    if (status != Status::ok && client != nullptr) objects().remove(std::exchange(*client, 0));
    return status;
}

// RFC 8446 7.1: "e exp master" of the Early Secret, "exp master" of the Master Secret.
SecretKind exporter_of(const ScheduleSecret& base) {
    return base.kind() == SecretKind::early ? SecretKind::early_exporter_master
                                            : SecretKind::exporter_master;
}

Result<SecretKind> binder_of(DWORD flags) {
    if (flags == NCRYPT_SSL_EXTERNAL_PSK_FLAG) return SecretKind::external_binder;
    if (flags == NCRYPT_SSL_RESUMPTION_PSK_FLAG) return SecretKind::resumption_binder;
    return trace::because(Status::bad_flags, "ssl: a binder is external or of a resumption");
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslExtractEarlyKey(NCRYPT_PROV_HANDLE hSslProvider,
                                          NCRYPT_KEY_HANDLE hPreSharedKey,
                                          NCRYPT_KEY_HANDLE* phEarlyKey, DWORD dwProtocol,
                                          DWORD dwCipherSuite, PNCryptBufferDesc pParameterList,
                                          DWORD dwFlags) {
    return ncrypt_call("SslExtractEarlyKey", [&](CallTrail& trail) -> Status {
        trail.handle("psk", hPreSharedKey);
        trail.flags("protocol", dwProtocol);
        trail.flags("suite", dwCipherSuite);
        TRY(begin(hSslProvider, phEarlyKey, pParameterList, dwFlags));
        TRY_ASSIGN(const Suite suite, suite_of(dwProtocol, dwCipherSuite));
        if (suite.version != Version::tls13) return refuse("ssl: dwProtocol has no key schedule");
        TRY_ASSIGN(ScheduleSecret early, extract_early(hPreSharedKey, *suite.suite));
        return hand_out_new<SslScheduleSecret>(phEarlyKey, std::move(early));
    });
}

SECURITY_STATUS WINAPI SslExtractHandshakeKey(NCRYPT_PROV_HANDLE hSslProvider,
                                              NCRYPT_KEY_HANDLE hPrivateKey,
                                              NCRYPT_KEY_HANDLE hPublicKey,
                                              NCRYPT_KEY_HANDLE hEarlyKey,
                                              NCRYPT_KEY_HANDLE* phHandshakeKey,
                                              PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExtractHandshakeKey", [&](CallTrail& trail) -> Status {
        trail.handle("early", hEarlyKey);
        TRY(begin(hSslProvider, phHandshakeKey, pParameterList, dwFlags));
        return derive_one(
            hEarlyKey, phHandshakeKey, [&](const ScheduleSecret& early) -> Result<ScheduleSecret> {
                TRY_ASSIGN(const SecureBytes z, agree(hPrivateKey, hPublicKey, early.suite()));
                return KeySchedule::extract_handshake(early, z.bytes());
            });
    });
}

SECURITY_STATUS WINAPI SslExtractMasterKey(NCRYPT_PROV_HANDLE hSslProvider,
                                           NCRYPT_KEY_HANDLE hHandshakeKey,
                                           NCRYPT_KEY_HANDLE* phMasterKey,
                                           PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExtractMasterKey", [&](CallTrail& trail) -> Status {
        trail.handle("handshake", hHandshakeKey);
        TRY(begin(hSslProvider, phMasterKey, pParameterList, dwFlags));
        return derive_one(hHandshakeKey, phMasterKey, KeySchedule::extract_master);
    });
}

SECURITY_STATUS WINAPI SslExpandTrafficKeys(NCRYPT_PROV_HANDLE hSslProvider,
                                            NCRYPT_KEY_HANDLE hBaseKey,
                                            NCRYPT_HASH_HANDLE hHashValue,
                                            NCRYPT_KEY_HANDLE* phClientTrafficKey,
                                            NCRYPT_KEY_HANDLE* phServerTrafficKey,
                                            PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExpandTrafficKeys", [&](CallTrail& trail) -> Status {
        trail.handle("base", hBaseKey);
        trail.handle("hash", hHashValue);
        const Handed any = phClientTrafficKey != nullptr ? phClientTrafficKey : phServerTrafficKey;
        if (phServerTrafficKey != nullptr) *phServerTrafficKey = 0;
        TRY(begin(hSslProvider, any, pParameterList, dwFlags));
        if (phClientTrafficKey == phServerTrafficKey)
            return refuse("ssl: one place for two handles");
        const Using<SslScheduleSecret> base(hBaseKey);
        if (!base) return no_secret();
        TRY_ASSIGN(const crypto::Digest transcript, transcript_of(hHashValue, base->secret));
        return expand_traffic(base->secret, transcript.bytes(), phClientTrafficKey,
                              phServerTrafficKey);
    });
}

SECURITY_STATUS WINAPI SslExpandWriteKey(NCRYPT_PROV_HANDLE hSslProvider,
                                         NCRYPT_KEY_HANDLE hBaseTrafficKey,
                                         NCRYPT_KEY_HANDLE* phWriteKey,
                                         PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExpandWriteKey", [&](CallTrail& trail) -> Status {
        trail.handle("traffic", hBaseTrafficKey);
        TRY(begin(hSslProvider, phWriteKey, pParameterList, dwFlags));
        const Using<SslScheduleSecret> traffic(hBaseTrafficKey);
        if (!traffic) return no_secret();
        // The sender's key is the receiver's, and nothing here says which of the two the caller is.
        TRY_ASSIGN(provider::PacketKey key,
                   KeySchedule::packet_key(traffic->secret, provider::PacketUse::both));
        return hand_out_new<SslPacketKey>(phWriteKey, std::move(key));
    });
}

SECURITY_STATUS WINAPI SslExpandExporterMasterKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                  NCRYPT_KEY_HANDLE hBaseKey,
                                                  NCRYPT_HASH_HANDLE hHashValue,
                                                  NCRYPT_KEY_HANDLE* phExporterMasterKey,
                                                  PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExpandExporterMasterKey", [&](CallTrail& trail) -> Status {
        trail.handle("base", hBaseKey);
        trail.handle("hash", hHashValue);
        TRY(begin(hSslProvider, phExporterMasterKey, pParameterList, dwFlags));
        return derive_one(hBaseKey, phExporterMasterKey,
                          [&](const ScheduleSecret& base) -> Result<ScheduleSecret> {
                              TRY_ASSIGN(const crypto::Digest messages,
                                         transcript_of(hHashValue, base));
                              return KeySchedule::derive(base, exporter_of(base), messages.bytes());
                          });
    });
}

SECURITY_STATUS WINAPI SslExpandResumptionMasterKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE* phResumptionMasterKey, PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExpandResumptionMasterKey", [&](CallTrail& trail) -> Status {
        trail.handle("master", hMasterKey);
        trail.handle("hash", hHashValue);
        TRY(begin(hSslProvider, phResumptionMasterKey, pParameterList, dwFlags));
        return derive_one(
            hMasterKey, phResumptionMasterKey,
            [&](const ScheduleSecret& master) -> Result<ScheduleSecret> {
                TRY_ASSIGN(const crypto::Digest messages, transcript_of(hHashValue, master));
                return KeySchedule::derive(master, SecretKind::resumption_master, messages.bytes());
            });
    });
}

SECURITY_STATUS WINAPI SslExpandPreSharedKey(NCRYPT_PROV_HANDLE hSslProvider,
                                             NCRYPT_KEY_HANDLE hResumptionMasterKey,
                                             PBYTE pbTicketNonce, DWORD cbTicketNonce,
                                             NCRYPT_KEY_HANDLE* phPreSharedKey,
                                             PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExpandPreSharedKey", [&](CallTrail& trail) -> Status {
        trail.handle("resumption", hResumptionMasterKey);
        trail.number("nonce octets", cbTicketNonce);
        TRY(begin(hSslProvider, phPreSharedKey, pParameterList, dwFlags));
        TRY_ASSIGN(const Bytes nonce, input_bytes(pbTicketNonce, cbTicketNonce));
        return derive_one(hResumptionMasterKey, phPreSharedKey, [&](const ScheduleSecret& base) {
            return KeySchedule::pre_shared_key(base, nonce);
        });
    });
}

SECURITY_STATUS WINAPI SslExpandBinderKey(NCRYPT_PROV_HANDLE hSslProvider,
                                          NCRYPT_KEY_HANDLE hEarlyKey,
                                          NCRYPT_KEY_HANDLE* phBinderKey,
                                          PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslExpandBinderKey", [&](CallTrail& trail) -> Status {
        trail.handle("early", hEarlyKey);
        trail.flags("flags", dwFlags);
        TRY(begin(hSslProvider, phBinderKey, pParameterList, 0));
        TRY_ASSIGN(const SecretKind kind, binder_of(dwFlags));
        return derive_one(hEarlyKey, phBinderKey, [&](const ScheduleSecret& early) {
            return KeySchedule::derive_binder(early, kind);
        });
    });
}

SECURITY_STATUS WINAPI SslDuplicateTranscriptHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                  NCRYPT_HASH_HANDLE hTranscriptHash,
                                                  NCRYPT_HASH_HANDLE* phTranscriptHash,
                                                  DWORD dwFlags) {
    return ncrypt_call("SslDuplicateTranscriptHash", [&](CallTrail& trail) -> Status {
        trail.handle("hash", hTranscriptHash);
        TRY(begin(hSslProvider, phTranscriptHash, nullptr, dwFlags));
        const Using<SslHash> hash(hTranscriptHash);
        if (!hash) return trace::because(Status::invalid_handle, "ssl: not the handle of a hash");
        return hand_out_new<SslHash>(phTranscriptHash, hash->copy());
    });
}

}  // extern "C"
