// A connection: what outlives its handshake.  Filled by the machines, read by the attributes.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sspi/schannel/alerts.h"
#include "sspi/schannel/credential.h"
#include "sspi/schannel/records.h"
#include "sspi/schannel/verification.h"

namespace secur32::schannel {

// RFC 5746 3.1, RFC 5929 3: the Finished of both sides, of TLS 1.0 to 1.2.
struct VerifyData {
    std::array<std::uint8_t, provider::kVerifyDataLength> client{}, server{};
};

struct Connection {
    explicit Connection(Role own_role) : role(own_role) {}

    const Role role;
    bool is_server() const { return role == Role::acceptor; }

    Sender sender;
    Receiver receiver;
    // Machines change the receiver's key by these, so that whoever feeds them messages sees it:
    // RFC 8446 5.1: "Implementations MUST verify that all messages immediately preceding a key
    // change align with a record boundary; if not, then they MUST terminate the connection with an
    // "unexpected_message" alert."  So, behind each message: receiving_keys moved on although
    // MessageReader::has_rest() is unexpected_message.
    std::uint64_t receiving_keys = 0;
    void change_receiving_key(provider::PacketKey key) {
        receiver.change_key(std::move(key));
        ++receiving_keys;
    }
    Status update_receiving_key() {
        ++receiving_keys;
        return receiver.update_key();
    }

    // Negotiated.
    Version version = Version::tls12;  // meaningful once a suite is chosen
    const provider::CipherSuite* suite = nullptr;
    const provider::Group* group = nullptr;  // of (EC)DHE; null: RSA, or a group sent by value
    std::size_t exchange_bits = 0;           // of the key exchange: the group's, p's, the RSA key's
    const SignatureScheme* own_scheme = nullptr;
    const SignatureScheme* peer_scheme = nullptr;
    std::string application_protocol;  // ALPN; empty: none
    std::string server_name;           // SNI: sent or received
    bool extended_master_secret = false, encrypt_then_mac = false, secure_renegotiation = false;
    std::vector<std::uint16_t> extensions;  // negotiated: both sides sent them
    Buffer session_id;
    bool resumed = false;

    // Who.
    std::shared_ptr<const Credential> credential;
    const OwnCertificate* own_certificate = nullptr;  // shown to the peer; of credential
    PeerCertificates peer;
    std::optional<VerifiedPeer> verified_peer;  // without it nothing is connected
    std::vector<Buffer> issuers;                // names (DER) in the peer's CertificateRequest
    std::vector<std::uint16_t> peer_schemes;    // of its signature_algorithms
    bool certificate_requested = false;         // of a client, or by this server

    // Exporters: of TLS 1.3, or of before (with its randoms).
    std::optional<provider::ScheduleSecret> exporter_master, resumption_master;
    std::unique_ptr<provider::MasterKey> master;
    provider::Randoms randoms{};
    VerifyData verify_data;

    bool connected = false;
};

}  // namespace secur32::schannel
