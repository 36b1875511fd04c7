// One side of TLS 1.0 to 1.2 and what an attacker says to it instead of its peer: handshake
// messages behind one another, without records, ChangeCipherSpec as a message of type 0xF0.
// Randoms, keys and signatures are always the same, so that what the honest peer says leads to a
// connection, and nothing else may.  What the honest peer says is the corpus: with
// SECUR32_FUZZ_SEEDS=FOLDER a target writes it there.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "sspi/schannel/handshake.h"
#include "test/fuzz/check.h"
#include "test/support/der_writer.h"
#include "test/support/tls_machine_pair.h"

namespace secur32::fuzz {

using schannel::Event;

constexpr std::uint8_t kChangeCipherSpecType = 0xF0;

class SameSources final : public schannel::Sources {
 public:
    explicit SameSources(std::uint8_t seed) : seed_(seed) {}
    void random(MutableBytes out) override { std::ranges::fill(out, seed_); }
    Result<crypto::KeyShare> key_share(crypto::NamedGroup group) override {
        return crypto::KeyShare::from_private(group, Buffer(32, seed_));
    }

 private:
    std::uint8_t seed_;
};

struct Tls12Scene {
    const char* name;
    Version version;
    std::uint32_t suite;
    bool asks;     // for the client's certificate
    bool repeats;  // whether the client's side is the same each time: the secret of RSA is random,
                   // and so is a key of a group sent by value
};
// clang-format off
inline constexpr Tls12Scene kTls12Scenes[] = {
    {"ecdhe",        Version::tls12, 0xC02F, false, true},
    {"ecdhe_client", Version::tls12, 0xC02F, true,  true},
    {"tls10_client", Version::tls10, 0xC013, true,  true},
    {"rsa",          Version::tls12, 0x009C, false, false},
    {"dhe_client",   Version::tls11, 0x0033, true,  false},
};
// clang-format on

class Tls12Side {
 public:
    Tls12Side(const Tls12Scene& scene, bool client)
        : client_(client),
          repeats_(scene.repeats),
          client_plan_(plan(scene, Role::initiator)),
          server_plan_(plan(scene, Role::acceptor)) {
        record();
        // Otherwise the target would show nothing.
        if (repeats_ || !client_) require(run(peer_) && run(peer_));
        if (const char* const folder = std::getenv("SECUR32_FUZZ_SEEDS")) write(folder, scene);
    }

    // Whether it leads to a connection.
    bool run(Bytes input) const {
        SameSources sources(client_ ? 0x11 : 0x22);
        schannel::Sources* const before = schannel::Sources::replace(&sources);
        test::MachineEnd end(client_ ? client_plan_ : server_plan_);
        schannel::Sources::replace(before);
        require(end.begin() == Status::ok);
        const Buffer heard = feed(*end.machine, input);
        const bool connected = end.machine->phase() == schannel::Phase::connected;
        require(connected == end.connection.connected);
        if (!connected) return false;
        require(end.connection.verified_peer.has_value() && end.machine->handshake() == nullptr);
        // Who is connected heard the peer's messages and no other; a server what some client says
        // that has secrets of its own.
        require(repeats_ ? same(heard, peer_) : !client_);
        std::array<std::uint8_t, 32> exported{};
        require(end.connection.master->export_keying_material("fuzz", end.connection.randoms, {},
                                                              exported) == Status::ok);
        return true;
    }

 private:
    // What led to the connection; all when none came about.
    static Buffer feed(schannel::Machine& machine, Bytes input) {
        Buffer heard;
        Reader in(input);
        while (in.remaining() >= 4) {
            const Bytes rest = input.last(in.remaining());
            const std::uint8_t type = in.u8();
            const Bytes body = in.vector24();
            if (in.failed()) break;
            const Bytes whole = rest.first(4 + body.size());
            const bool changes = type == kChangeCipherSpecType;
            const Event event = changes ? Event::change_cipher_spec : schannel::event_of(type);
            const bool was_connected = machine.phase() == schannel::Phase::connected;
            if (machine.receive(event, changes ? Bytes{} : whole) != Status::ok) break;
            if (machine.phase() == schannel::Phase::wants_credentials)
                require(machine.receive(Event::credentials, {}) == Status::ok);
            static_cast<void>(machine.take_output());
            // Those of a server that asks for what is under way are passed over.
            if (!was_connected && event != Event::hello_request)
                heard.insert(heard.end(), whole.begin(), whole.end());
        }
        return heard;
    }

    // Short, of any use, and judged by nobody.
    static schannel::OwnCertificate certificate() {
        std::ifstream file(std::string(SECUR32_VECTORS_DIR) + "/botan/server_key.pem");
        std::stringstream pem;
        pem << file.rdbuf();
        const auto key = crypto::PrivateKey::from_pem(pem.str()).value();
        test::CertificateParts parts;
        parts.public_key = key.public_key().subject_public_key_info().value();
        return {{x509::OwnedCertificate::parse(parts.der()).value()}, key};
    }

    static test::MachineEnd::Plan plan(const Tls12Scene& scene, Role role) {
        const auto terms = [&](schannel::Terms& own) {
            own.versions = schannel::Versions().set(scene.version);
            own.suites = {provider::find_cipher_suite(scene.suite)};
            own.groups = {provider::find_group(29), provider::find_group(256)};
            // Signatures that are the same each time.
            own.schemes = {schannel::find_scheme(0x0401)};
            own.certificate_schemes = own.schemes;
        };
        const auto by_hand = [](schannel::Judgement& judgement) {
            judgement.mode = schannel::Judgement::Mode::manual;
        };
        const bool server = role == Role::acceptor;
        test::MachineCredentialPlan credential{
            .server = server, .terms = terms, .judgement = by_hand};
        if (server || scene.asks) credential.certificates = {certificate()};
        return {.role = role,
                .credential = test::make_tls_credential(credential),
                .features = server && scene.asks ? Features{Feature::mutual_auth} : Features{}};
    }

    void record() {
        SameSources of_client(0x11), of_server(0x22);
        schannel::Sources* const before = schannel::Sources::replace(&of_client);
        test::MachineEnd client(client_plan_);
        schannel::Sources::replace(&of_server);
        test::MachineEnd server(server_plan_);
        schannel::Sources::replace(before);
        (client_ ? client : server).on_message = [this](Event event, Buffer& whole) {
            const Buffer change = {kChangeCipherSpecType, 0, 0, 0};
            if (event == Event::finished) peer_.insert(peer_.end(), change.begin(), change.end());
            peer_.insert(peer_.end(), whole.begin(), whole.end());
        };
        require(client.begin() == Status::ok && server.begin() == Status::ok);
        for (int flight = 0; flight < 3; ++flight) {
            (void)server.put(client.take());
            (void)client.put(server.take());
        }
    }

    void write(const std::string& folder, const Tls12Scene& scene) const {
        std::ofstream out(folder + "/" + scene.name, std::ios::binary);
        out.put(static_cast<char>(&scene - kTls12Scenes));
        out.write(reinterpret_cast<const char*>(peer_.data()),
                  static_cast<std::streamsize>(peer_.size()));
    }

    const bool client_, repeats_;
    const test::MachineEnd::Plan client_plan_, server_plan_;
    Buffer peer_;  // what the honest peer says
};

// The first octet: which scene.
inline void run_tls12(Bytes input, bool client) {
    static const auto& sides = *new std::vector<std::unique_ptr<Tls12Side>>([=] {
        std::vector<std::unique_ptr<Tls12Side>> made;
        for (const Tls12Scene& scene : kTls12Scenes)
            made.push_back(std::make_unique<Tls12Side>(scene, client));
        return made;
    }());
    if (!input.empty()) (void)sides[input[0] % sides.size()]->run(input.subspan(1));
}

}  // namespace secur32::fuzz
