// One end of an authentication, whoever implements it: this library or a foreign one.  The tests
// talk to both ends through this interface alone, so every pairing runs the same cases.
// No Windows and no GSS types here: the foreign headers define the same names differently.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace interop {

using Bytes = std::vector<std::uint8_t>;

struct Identity {
    std::string user, domain, password;
};

struct Request {
    Identity identity;  // the client's; a server ignores it
    std::string target = "http/srv";
    std::string binding;  // channel bindings' application data; empty: none are given
    bool sealing = true;  // confidentiality, else integrity alone
};

enum class State { more, done, failed };

struct Leg {
    State state = State::failed;
    std::int32_t status = -1;  // SECURITY_STATUS; -1 from a foreign library
    std::string reason;        // status as a number or the foreign library's words
    Bytes token;
};

// What NTLM makes of a message: 16 bytes of signature, and the text, sealed or in clear.
struct Sealed {
    Bytes signature, text;
};

class Party {
 public:
    Party() = default;
    Party(const Party&) = delete;
    Party& operator=(const Party&) = delete;
    virtual ~Party() = default;

    virtual Leg step(const Bytes& token) = 0;
    virtual std::optional<Sealed> seal(const Bytes& text) = 0;
    virtual std::optional<Bytes> unseal(const Sealed& sealed) = 0;
    virtual std::optional<Bytes> sign(const Bytes& text) = 0;
    virtual bool verify(const Bytes& text, const Bytes& signature) = 0;
    virtual std::string user() = 0;   // the name a server saw; "" when it cannot tell
    virtual Bytes session_key() = 0;  // empty when it cannot tell
};

using PartyPtr = std::unique_ptr<Party>;
using MakeParty = PartyPtr (*)(const Request&);

// The tokens of an exchange as they crossed, and how each end left it.
struct Exchange {
    Leg client, server;
    Bytes negotiate, challenge, authenticate;
    bool complete() const { return client.state == State::done && server.state == State::done; }
};

// Three legs, stopping where an end fails.
inline Exchange run(Party& client, Party& server) {
    Exchange all;
    all.client = client.step({});
    all.negotiate = all.client.token;
    if (all.client.state != State::more) return all;
    all.server = server.step(all.negotiate);
    all.challenge = all.server.token;
    if (all.server.state != State::more) return all;
    all.client = client.step(all.challenge);
    all.authenticate = all.client.token;
    if (all.client.state != State::failed) all.server = server.step(all.authenticate);
    return all;
}

inline Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace interop
