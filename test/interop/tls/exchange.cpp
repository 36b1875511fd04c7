// The two exchanges, over OurEnd and a Program.
#include "test/interop/tls/exchange.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace interop::tls {
namespace {

Arguments through_shell(const Arguments& arguments) {
    Arguments all = {"sh", "-c", "exec \"$@\" 2>&1", "sh"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

std::string judge(const Peer& peer, int port, const std::string& output) {
    if (peer.messages &&
        count_of(contents_of(peer.messages(port)), ", " + peer.message) != peer.times)
        return with_end_of(output, "not so many times " + peer.message + ", says the peer");
    return missing_in(output, peer.expected);
}

// What goes up and down.
struct Texts {
    std::string up, down;
};

bool exchange_with_client(OurEnd& ours, Program& program, const Texts& texts) {
    std::string received;
    return program.write_text(texts.up) && ours.receive(received, texts.up.size()) &&
           received == texts.up && ours.send(texts.down) && program.says(texts.down);
}

bool exchange_with_server(OurEnd& ours, Program& program, bool echoes, const Texts& texts) {
    const std::string& expected = echoes ? texts.up : texts.down;
    std::string received;
    if (!ours.send(texts.up)) return false;
    if (!echoes && (!program.says(texts.up) || !program.write_text(texts.down))) return false;
    return ours.receive(received, expected.size()) && received == expected;
}

// After what happens in between both directions are tried twice: what one end has changed the other
// must have noticed, and answered.  A record each: s_server puts words of its own between two.
template <typename Exchange>
bool exchange_all(const Peer& peer, Program& program, Exchange exchange) {
    constexpr std::size_t kShort = 5000;
    if (!exchange({digits(1), digits(2)})) return false;
    return !peer.between ||
           (peer.between(program) && exchange({digits(3, kShort), digits(4, kShort)}) &&
            exchange({digits(5, kShort), digits(6, kShort)}));
}

}  // namespace

Program::Program(const Arguments& arguments) : Process(through_shell(arguments)) {}

std::string contents_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string digits(unsigned seed, std::size_t length) {
    std::string text;
    for (unsigned state = seed; text.size() < length - 1;) {
        state = state * 1103515245 + 12345;
        text += static_cast<char>('0' + (state >> 16) % 10);
    }
    return text + '\n';
}

std::string with_end_of(const std::string& output, const std::string& what) {
    std::string shown;
    for (std::size_t at = 0; at < output.size();) {
        const std::size_t end = std::min(output.find('\n', at), output.size());
        if (end - at < 200) shown += "    | " + output.substr(at, end - at) + "\n";
        at = end + 1;
    }
    return what + "\n" + shown.substr(shown.size() - std::min<std::size_t>(shown.size(), 3000));
}

std::string missing_in(const std::string& output, const Arguments& expected) {
    for (const std::string& part : expected)
        if (output.find(part) == std::string::npos)
            return with_end_of(output, "the peer does not say \"" + part.substr(0, 100) + "\"");
    return {};
}

std::string run_with_client(const Cell& cell, const std::string& pki, const Peer& peer) {
    samples::Credential credential;
    if (!acquire(cell, pki, credential)) return "no credential";
    int port = 0;
    const int listener = listen_on_loopback(port);
    Program program(peer.command(port));
    OurEnd ours(accept_one(listener), cell, credential.get());
    ::close(listener);
    if (!ours.handshake() || !ours.agrees())
        return with_end_of((program.stop(), program.read_rest()), ours.why());
    if (!exchange_all(peer, program, [&](const Texts& texts) {
            return exchange_with_client(ours, program, texts);
        }))
        return with_end_of(program.unread(), "echo: " + ours.why());
    program.close_input();
    std::string rest;
    if (!ours.receive_all(rest) || !rest.empty() || !ours.close())
        return with_end_of(program.read_rest(), "the end: " + ours.why());
    const std::string output = program.read_rest();
    if (program.wait() != 0) return with_end_of(output, "the peer's exit code");
    return judge(peer, port, output);
}

std::string run_with_server(const Cell& cell, const std::string& pki, const Peer& peer) {
    samples::Credential credential;
    if (!acquire(cell, pki, credential)) return "no credential";
    const int port = free_port();
    Program program(peer.command(port));
    OurEnd ours(connect_to(port), cell, credential.get());
    if (!ours.handshake() || !ours.agrees())
        return with_end_of((program.stop(), program.read_rest()), ours.why());
    if (!exchange_all(peer, program, [&](const Texts& texts) {
            return exchange_with_server(ours, program, peer.echoes, texts);
        }))
        return with_end_of((program.stop(), program.read_rest()), "echo: " + ours.why());
    std::string rest;
    if (!ours.close() || !ours.receive_all(rest) || !rest.empty())
        return with_end_of((program.stop(), program.read_rest()), "the end: " + ours.why());
    program.stop();
    return judge(peer, port, program.read_rest());
}

}  // namespace interop::tls
