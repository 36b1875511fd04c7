// The two exchanges, over OurEnd and a Program.
#include "test/interop/tls/exchange.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace interop::tls {
namespace {

constexpr std::size_t kLength = 20000;

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
    if (peer.messages && count_of(contents_of(peer.messages(port)), "ClientHello") != 2)
        return with_end_of(output, "no HelloRetryRequest, says the peer");
    return missing_in(output, peer.expected);
}

bool exchange_with_client(OurEnd& ours, Program& program) {
    std::string received;
    return program.write_text(digits(1)) && ours.receive(received, kLength) &&
           received == digits(1) && ours.send(digits(2)) && program.says(digits(2));
}

bool exchange_with_server(OurEnd& ours, Program& program, bool echoes) {
    std::string received;
    if (!ours.send(digits(1))) return false;
    if (!echoes && (!program.says(digits(1)) || !program.write_text(digits(2)))) return false;
    return ours.receive(received, kLength) && received == digits(echoes ? 1 : 2);
}

}  // namespace

Program::Program(const Arguments& arguments) : Process(through_shell(arguments)) {}

std::string contents_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string digits(unsigned seed) {
    std::string text;
    for (unsigned state = seed; text.size() < kLength - 1;) {
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
    if (!exchange_with_client(ours, program))
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
    if (!exchange_with_server(ours, program, peer.echoes))
        return with_end_of((program.stop(), program.read_rest()), "echo: " + ours.why());
    std::string rest;
    if (!ours.close() || !ours.receive_all(rest) || !rest.empty())
        return with_end_of((program.stop(), program.read_rest()), "the end: " + ours.why());
    program.stop();
    return judge(peer, port, program.read_rest());
}

}  // namespace interop::tls
