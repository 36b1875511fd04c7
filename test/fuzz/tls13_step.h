// One side of a trace of RFC 8448 and what an attacker says to it instead of its peer: handshake
// messages behind one another, without records.  Randoms and keys are the trace's, so that the
// trace's own messages lead to a connection, and nothing else may.
#pragma once

#include <memory>

#include "sspi/schannel/handshake.h"
#include "sspi/schannel/message_reader.h"
#include "test/fuzz/check.h"
#include "test/support/rfc8448_sources.h"

namespace secur32::fuzz {

class Tls13Side {
 public:
    Tls13Side(const char* section, bool client, bool nobody = false)
        : trace_(section), party_(trace_, client, nobody), sources_(trace_, client) {
        for (const Buffer& message : test::messages_of(trace_, !client))
            peer_.insert(peer_.end(), message.begin(), message.end());
    }

    void run(Bytes input) const {
        test::Rfc8448Sources sources = sources_;
        schannel::Sources* const before = schannel::Sources::replace(&sources);
        schannel::Connection connection(party_.client ? Role::initiator : Role::acceptor);
        auto handshake = std::make_unique<schannel::Handshake>(
            connection, party_.credential, party_.target, party_.features, party_.options);
        schannel::Sources::replace(before);
        auto machine = party_.client ? schannel::start_client(std::move(handshake)).value()
                                     : schannel::start_server(std::move(handshake));
        const std::size_t read = feed(*machine, input);
        const bool connected = machine->phase() == schannel::Phase::connected;
        require(connected == connection.connected);
        require(!connected || connection.verified_peer.has_value());
        // Who is connected heard the trace's messages and no other.
        require(connected == (connected_at_ != 0));
        if (!connected) return;
        require(same(input.first(connected_at_), peer_));
        require(read >= connected_at_ && machine->handshake() == nullptr);
        std::array<std::uint8_t, 32> exported{};
        require(provider::KeySchedule::export_keying_material(*connection.exporter_master, "fuzz",
                                                              {}, exported) == Status::ok);
    }

 private:
    std::size_t feed(schannel::Machine& machine, Bytes input) const {
        schannel::MessageReader reader;
        reader.add(input);
        std::size_t read = 0, messages = 0;
        connected_at_ = 0;
        while (true) {
            const auto message = reader.next(0x10000);
            if (!message.ok() || !message.value().has_value()) return read;
            const Bytes whole = message.value()->whole;
            if (machine.receive(message.value()->event, whole) != Status::ok) return read;
            read += whole.size();
            if (++messages == 1 && trace_.retries()) party_.retry(machine);
            if (machine.phase() == schannel::Phase::wants_credentials)
                require(machine.receive(schannel::Event::credentials, {}) == Status::ok);
            if (machine.phase() == schannel::Phase::connected && connected_at_ == 0)
                connected_at_ = read;
            static_cast<void>(machine.take_output());
        }
    }

    test::Rfc8448Trace trace_;
    test::Rfc8448Party party_;
    test::Rfc8448Sources sources_;
    Buffer peer_;
    mutable std::size_t connected_at_ = 0;
};

// The first octet: which trace, 0 to 3 for sections 3, 5, 6 and 7; 4: section 6 by a client without
// certificate, whose caller is asked for one and has none.
inline void run_tls13_client(Bytes input) {
    static const Tls13Side kSides[] = {
        {"3", true}, {"5", true}, {"6", true}, {"7", true}, {"6", true, true}};
    if (!input.empty()) kSides[input[0] % 5].run(input.subspan(1));
}
inline void run_tls13_server(Bytes input) {
    static const Tls13Side kSides[] = {{"3", false}, {"5", false}, {"6", false}, {"7", false}};
    if (!input.empty()) kSides[input[0] % 4].run(input.subspan(1));
}

}  // namespace secur32::fuzz
