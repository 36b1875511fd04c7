// The key schedule of TLS 1.3 (RFC 8446 7.1), a function for each arrow of its figure.
//
//              0
//    PSK ->  HKDF-Extract = Early Secret
//              +-----> Derive-Secret(., "ext binder" | "res binder", "") = binder_key
//              +-----> Derive-Secret(., "c e traffic", ClientHello)      = client_early_traffic
//              +-----> Derive-Secret(., "e exp master", ClientHello)     = early_exporter_master
//        Derive-Secret(., "derived", "")
//    (EC)DHE -> HKDF-Extract = Handshake Secret
//              +-----> Derive-Secret(., "c hs traffic", ClientHello...ServerHello)
//              +-----> Derive-Secret(., "s hs traffic", ClientHello...ServerHello)
//        Derive-Secret(., "derived", "")
//    0 -> HKDF-Extract = Master Secret
//              +-----> Derive-Secret(., "c ap traffic", ClientHello...server Finished)
//              +-----> Derive-Secret(., "s ap traffic", ClientHello...server Finished)
//              +-----> Derive-Secret(., "exp master", ClientHello...server Finished)
//              +-----> Derive-Secret(., "res master", ClientHello...client Finished)
//
// Each secret knows what it is; a function given the wrong one answers invalid_parameter.
// Thread rule: immutable; any thread.
#pragma once

#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/provider/master_key.h"
#include "sslprovider/provider/packet_key.h"

namespace secur32::provider {

enum class SecretKind : std::uint8_t {
    pre_shared_key,
    early,
    handshake,
    master,
    external_binder,
    resumption_binder,
    client_early_traffic,
    client_handshake_traffic,
    server_handshake_traffic,
    client_application_traffic,
    server_application_traffic,
    early_exporter_master,
    exporter_master,
    resumption_master,
};

constexpr bool is_traffic(SecretKind kind) {
    return SecretKind::client_early_traffic <= kind &&
           kind <= SecretKind::server_application_traffic;
}

class ScheduleSecret {
 public:
    // From outside: a pre-shared key, an opaque blob, a test vector.  Of the suite's hash's length
    // but for pre_shared_key, which has any length above 0: invalid_parameter otherwise.
    static Result<ScheduleSecret> adopt(SecretKind kind, const CipherSuite& suite,
                                        SecureBytes value);

    SecretKind kind() const { return kind_; }
    const CipherSuite& suite() const { return *suite_; }
    Bytes value() const { return value_.bytes(); }  // opaque blobs and packed contexts only
    ScheduleSecret clone() const { return {kind_, *suite_, value_.clone()}; }

 private:
    friend class KeySchedule;
    ScheduleSecret(SecretKind kind, const CipherSuite& suite, SecureBytes value)
        : kind_(kind), suite_(&suite), value_(std::move(value)) {}
    SecretKind kind_;
    const CipherSuite* suite_;
    SecureBytes value_;
};

// The arrows.  transcript is the hash of the messages named in the figure, HashLen octets:
// invalid_parameter when it is longer or shorter.
class KeySchedule {
 public:
    static Result<ScheduleSecret> extract_early(const CipherSuite& suite,
                                                const ScheduleSecret* psk);
    static Result<ScheduleSecret> extract_handshake(const ScheduleSecret& early,
                                                    Bytes shared_secret);
    // The same with (EC)DHE done here: bad_key when the peer's value is not of the group.
    static Result<ScheduleSecret> extract_handshake(const ScheduleSecret& early,
                                                    const crypto::KeyShare& own,
                                                    Bytes peer_public_value);
    static Result<ScheduleSecret> extract_master(const ScheduleSecret& handshake);

    // kind: any that Derive-Secret makes; its parent in the figure must be `from`.
    static Result<ScheduleSecret> derive(const ScheduleSecret& from, SecretKind kind,
                                         Bytes transcript);
    // external_binder or resumption_binder, from early.
    static Result<ScheduleSecret> derive_binder(const ScheduleSecret& early, SecretKind kind);

    // 7.3: [sender]_write_key and [sender]_write_iv of a traffic secret.
    static Result<PacketKey> packet_key(const ScheduleSecret& traffic, PacketUse use);
    // 7.2: application_traffic_secret_N+1.
    static Result<ScheduleSecret> next_generation(const ScheduleSecret& traffic);
    // 4.4.4: verify_data, of a traffic secret; 4.2.11.2: of a binder secret.
    static Result<crypto::Digest> verify_data(const ScheduleSecret& base, Bytes transcript);
    // 4.6.1: the PSK of a ticket; ticket_nonce: at most 255 octets.
    static Result<ScheduleSecret> pre_shared_key(const ScheduleSecret& resumption_master,
                                                 Bytes ticket_nonce);
    // 7.5, from exporter_master or early_exporter_master.
    static Status export_keying_material(const ScheduleSecret& exporter_master,
                                         std::string_view label, Bytes context, MutableBytes out);
};

}  // namespace secur32::provider
