#include "test/support/tls_machine_pair.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "sspi/schannel/alerts.h"
#include "sspi/schannel/credential.h"
#include "test/support/foreign_certificates.h"

namespace secur32::schannel {

// Makes credentials without AcquireCredentialsHandle's request: of any terms.
struct CredentialTests {
    static std::shared_ptr<Credential> make(const test::MachineCredentialPlan& plan);
};

}  // namespace secur32::schannel

namespace secur32::test {
namespace {

using schannel::OwnCertificate;
using schannel::Phase;
using schannel::Terms;

x509::SharedCertificate parsed(Bytes der) {
    const auto certificate = x509::OwnedCertificate::parse(der);
    if (!certificate.ok()) throw std::runtime_error("a certificate of the test");
    return certificate.value();
}

// A DSA key has no place in test_authority: self-signed, to be judged by hand.
Issued make_dsa_leaf() {
    const auto key = crypto::PrivateKey::generate_dsa(1024);
    if (!key.ok()) throw std::runtime_error("a DSA key of the test");
    const auto pkcs8 = key.value().pkcs8();
    const ForeignKey foreign = foreign_key_of(pkcs8.value().bytes());
    return {make_foreign_certificate("DSA", foreign).der, foreign, {}};
}

Issued make_machine_leaf(const std::string& kind) {
    if (kind == "DSA") return make_dsa_leaf();
    IssuePlan plan;
    plan.key = kind;
    plan.key_name = "tls " + kind;
    if (kind.starts_with("RSA"))
        plan.extensions.emplace_back("keyUsage", "critical,digitalSignature,keyEncipherment");
    plan.extensions.emplace_back("extendedKeyUsage", "serverAuth,clientAuth");
    return make_leaf("host.example", tls_authority(), plan);
}

OwnCertificate make_own_certificate(const std::string& kind) {
    const Issued& leaf = tls_machine_leaf(kind);
    const auto key = crypto::PrivateKey::from_pkcs8(pkcs8_of(leaf.key));
    if (!key.ok()) throw std::runtime_error("a key of the test");
    return {{parsed(leaf.der)}, key.value()};
}

const OwnCertificate& own_certificate(const std::string& kind) {
    static std::map<std::string, OwnCertificate>& made = *new std::map<std::string, OwnCertificate>;
    if (!made.contains(kind)) made.emplace(kind, make_own_certificate(kind));
    return made.at(kind);
}

Terms usual_terms() {
    Terms terms;
    terms.versions.set(Version::tls12).set(Version::tls13);
    for (const provider::CipherSuite& suite : provider::cipher_suites())
        if (provider::find_cipher_suite(suite.id) != nullptr &&
            suite.key_exchange != provider::KeyExchange::psk &&
            suite.cipher != crypto::BulkCipher::null)
            terms.suites.push_back(&suite);
    for (const provider::Group& group : provider::groups()) terms.groups.push_back(&group);
    for (const schannel::SignatureScheme& scheme : schannel::signature_schemes())
        if (scheme.is_current) terms.schemes.push_back(&scheme);
    terms.certificate_schemes = terms.schemes;
    return terms;
}

}  // namespace

const Issued& tls_authority() {
    static const Issued& root = *new Issued(make_root("TLS machines"));
    return root;
}

const Issued& tls_machine_leaf(const std::string& key) {
    static std::map<std::string, Issued>& made = *new std::map<std::string, Issued>;
    if (!made.contains(key)) made.emplace(key, make_machine_leaf(key));
    return made.at(key);
}

MachineCredential make_tls_credential(const MachineCredentialPlan& plan) {
    return schannel::CredentialTests::make(plan);
}

}  // namespace secur32::test

namespace secur32::schannel {

std::shared_ptr<Credential> CredentialTests::make(const test::MachineCredentialPlan& plan) {
    auto credential = std::make_shared<Credential>();
    credential->server_ = plan.server;
    Terms terms = test::usual_terms();
    if (plan.terms) plan.terms(terms);
    credential->terms_.push_back({{}, std::move(terms)});
    for (const std::string& key : plan.keys)
        credential->certificates_.push_back(test::own_certificate(key));
    for (const OwnCertificate& certificate : plan.certificates)
        credential->certificates_.push_back(certificate);
    const auto root = test::parsed(test::tls_authority().der);
    credential->judgement_.roots =
        std::make_shared<const x509::CertificateIndex>(std::vector{root}, 0);
    if (plan.judgement) plan.judgement(credential->judgement_);
    const Bytes name = root->fields().subject;
    if (plan.names_authorities) credential->authority_names_ = {Buffer(name.begin(), name.end())};
    auto& names = credential->authority_names_;
    names.insert(names.end(), plan.authorities.begin(), plan.authorities.end());
    return credential;
}

}  // namespace secur32::schannel

namespace secur32::test {

// ---- One end ------------------------------------------------------------------------------------

MachineEnd::MachineEnd(const Plan& plan) : connection(plan.role) {
    connection.credential = plan.credential;
    handshake_ = std::make_unique<schannel::Handshake>(connection, plan.credential, plan.target,
                                                       plan.features, plan.options);
}

Status MachineEnd::begin() {
    if (connection.is_server()) {
        machine = schannel::start_server(std::move(handshake_));
        return Status::ok;
    }
    auto started = schannel::start_client(std::move(handshake_));
    status = started.status();
    if (started.ok()) machine = std::move(started).value();
    return status;
}

Status MachineEnd::put(Bytes records) {
    while (status == Status::ok && !records.empty()) {
        const auto place = connection.receiver.find_record(records);
        if (!place.ok() || place.value().size == 0)
            return status = place.ok() ? Status::incomplete_message : place.status();
        const Bytes whole = records.first(place.value().size);
        records = records.subspan(place.value().size);
        Buffer record(whole.begin(), whole.end());
        status = take_record(record);
    }
    return status;
}

Status MachineEnd::take_record(MutableBytes record) {
    constexpr std::uint8_t kChangeCipherSpec = 20;
    if (record.front() == kChangeCipherSpec && machine->ignores_change_cipher_spec())
        return Status::ok;
    TRY_ASSIGN(const schannel::OpenedRecord opened, connection.receiver.open(record));
    switch (opened.type) {
        case provider::ContentType::handshake:
            reader_.add(opened.content);
            return take_messages();
        case provider::ContentType::change_cipher_spec:
            if (reader_.has_rest() || opened.content.size() != 1 || opened.content.front() != 1)
                return Status::unexpected_message;
            return machine->receive(Event::change_cipher_spec, {});
        case provider::ContentType::alert: {
            TRY_ASSIGN(const schannel::Alert alert, schannel::parse_alert(opened.content));
            alerts.push_back(alert);
            return alert.level == 2 ? schannel::status_of_received(alert.description) : Status::ok;
        }
        case provider::ContentType::application_data:
            if (phase() != Phase::connected) return Status::unexpected_message;
            received.insert(received.end(), opened.content.begin(), opened.content.end());
    }
    return Status::ok;
}

Status MachineEnd::take_messages() {
    for (;;) {
        TRY_ASSIGN(const auto message, reader_.next(0x10000));
        if (!message) return Status::ok;
        heard.push_back(message->event);
        Buffer whole(message->whole.begin(), message->whole.end());
        if (on_message) on_message(message->event, whole);
        if (whole.empty()) continue;
        const std::uint64_t keys = connection.receiving_keys;
        TRY(machine->receive(schannel::event_of(whole.front()), whole));
        if (connection.receiving_keys != keys && reader_.has_rest())
            return Status::unexpected_message;
    }
}

Buffer MachineEnd::take() { return machine == nullptr ? Buffer() : machine->take_output(); }

Status MachineEnd::tell(Event event, Bytes whole) {
    if (status == Status::ok) status = machine->receive(event, whole);
    return status;
}

Buffer MachineEnd::protect(Bytes content, std::size_t piece) {
    Buffer out;
    if (piece == 0) piece = std::max<std::size_t>(content.size(), 1);
    do {
        const std::size_t size = std::min(piece, content.size());
        if (connection.sender.write(provider::ContentType::application_data, content.first(size),
                                    out) != Status::ok)
            throw std::runtime_error("a record of the test");
        content = content.subspan(size);
    } while (!content.empty());
    return out;
}

// ---- Both ---------------------------------------------------------------------------------------

MachinePair::MachinePair(const MachineEnd::Plan& of_client, const MachineEnd::Plan& of_server)
    : client(of_client), server(of_server) {
    (void)client.begin();
    (void)server.begin();
}

MachinePair::MachinePair(MachineCredential client_credential, MachineCredential server_credential)
    : MachinePair({.credential = std::move(client_credential)},
                  {.role = Role::acceptor, .credential = std::move(server_credential)}) {}

Status MachinePair::run() {
    for (bool moved = true; moved;) {
        moved = false;
        for (const bool to_server : {true, false}) {
            MachineEnd& from = to_server ? client : server;
            MachineEnd& to = to_server ? server : client;
            Buffer records = from.take();
            if (records.empty()) continue;
            if (on_records) on_records(to_server, records);
            moved = true;
            if (const Status status = to.put(records); status != Status::ok) return status;
        }
    }
    if (client.status != Status::ok) return client.status;
    return client.connected() && server.connected() ? Status::ok : Status::incomplete_message;
}

bool exchanges_data(MachinePair& pair) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{40000}})
        for (const bool to_server : {true, false}) {
            MachineEnd& from = to_server ? pair.client : pair.server;
            MachineEnd& to = to_server ? pair.server : pair.client;
            Buffer content(size);
            for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<std::uint8_t>(i);
            to.received.clear();
            if (to.put(from.protect(content)) != Status::ok || to.received != content) return false;
        }
    return true;
}

}  // namespace secur32::test
