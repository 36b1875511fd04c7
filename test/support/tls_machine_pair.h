// A client's and a server's TLS machine that talk to each other in this process, without SSPI: what
// goes between them can be changed message by message, and what they agreed on can be looked into.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sspi/schannel/connection.h"
#include "sspi/schannel/handshake.h"
#include "sspi/schannel/message_reader.h"
#include "test/support/test_authority.h"

namespace secur32::test {

using schannel::Event;
using MachineCredential = std::shared_ptr<const schannel::Credential>;

// Keys as IssuePlan::key names them ("RSA-2048", "RSA-PSS-2048", "P-256", "ED25519"), or "DSA".
struct MachineCredentialPlan {
    bool server = false;
    std::vector<std::string> keys = {};  // a certificate each, of host.example
    std::vector<schannel::OwnCertificate> certificates = {};  // behind those of keys
    std::function<void(schannel::Terms&)> terms = {};
    std::function<void(schannel::Judgement&)> judgement = {};
    bool names_authorities = false;  // a server's certificate_authorities
    std::vector<Buffer> authorities = {};  // behind that one
};
// Terms: TLS 1.2 and 1.3, every suite, group and scheme of the tables that is current.  The peer's
// certificates are judged against tls_authority().
MachineCredential make_tls_credential(const MachineCredentialPlan& plan);
const Issued& tls_authority();
// The certificate and key that such a credential shows.
const Issued& tls_machine_leaf(const std::string& key);
inline constexpr std::u16string_view kTlsHost = u"host.example";

class MachineEnd {
 public:
    struct Plan {
        Role role = Role::initiator;
        MachineCredential credential;
        std::u16string target = std::u16string(kTlsHost);
        Features features = {};
        TlsOptions options = {};
    };
    explicit MachineEnd(const Plan& plan);

    // What it does first: a client's ClientHello.
    Status begin();
    // Whole records; stops at the first failure, which stays.
    Status put(Bytes records);
    // What it has to send.
    Buffer take();
    // An event that no record brings.
    Status tell(Event event, Bytes whole = {});
    // Application data.
    Buffer protect(Bytes content, std::size_t piece = 0);

    schannel::Phase phase() const { return machine->phase(); }
    bool connected() const { return status == Status::ok && phase() == schannel::Phase::connected; }

    schannel::Connection connection;
    std::unique_ptr<schannel::Machine> machine;
    Status status = Status::ok;
    Buffer received;                      // application data
    std::vector<schannel::Alert> alerts;  // the peer's
    std::vector<Event> heard;
    // Handshake messages before the machine sees them, with their header; cleared: it never does.
    std::function<void(Event event, Buffer& whole)> on_message;

 private:
    Status take_record(MutableBytes record);
    Status take_messages();
    std::unique_ptr<schannel::Handshake> handshake_;
    schannel::MessageReader reader_;
};

// Both ends of a connection.
struct MachinePair {
    MachinePair(const MachineEnd::Plan& of_client, const MachineEnd::Plan& of_server);
    MachinePair(MachineCredential client_credential, MachineCredential server_credential);

    // Until both are silent; ok: both are connected.  The first failure otherwise.
    Status run();
    // Records on their way to the client or the server.
    std::function<void(bool to_server, Buffer& records)> on_records;

    MachineEnd client, server;
};

// Sends both ways over an established pair, from nothing to more than a record; ok when it arrives.
bool exchanges_data(MachinePair& pair);

}  // namespace secur32::test
