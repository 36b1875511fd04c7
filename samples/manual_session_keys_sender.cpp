// The sender of "Manual Session Key Exchanges": a message under a random session key, the session
// key under the receiver's public exchange key (steps 1 to 4 of common/session_message.h), each
// message with its time and serial number inside; and the receiver's answer, which comes the same
// way round (steps 5 and 6).
//
// With --replay it is the eavesdropper that the text warns of: he has no keys, only what he
// captured (--save stands for his tap on the line), and sends it once more.
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "samples/common/options.h"
#include "samples/common/session_message.h"

namespace {
using namespace samples;

struct Settings {
    std::string container = "manual session keys: sender", public_keys = "sender",
                peer = "receiver", memory = "sender.memory";
    std::string port = "4713", text = "hello from the sender", age = "0", longest_age = "300";
    std::string save, replay;
    bool keys_only = false;

    std::vector<Option> options() {
        return {{"--container", &container, "the key container of this user"},
                {"--public-keys", &public_keys, "prefix of the files for one's own public keys"},
                {"--keys-only", &keys_only, "make the container, write those files, and end"},
                {"--peer", &peer, "prefix of the files with the receiver's public keys"},
                {"--memory", &memory, "prefix of the files for serial numbers"},
                {"--port", &port, "of the receiver"},
                {"--text", &text, "what to say"},
                {"--age", &age, "seconds by which this clock is slow"},
                {"--longest-age", &longest_age, "seconds that an answer may take"},
                {"--save", &save, "a file for what goes over the line"},
                {"--replay", &replay, "send what that file has, and nothing else"}};
    }
};

bool save(const std::string& file, const Bytes& body) {
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(body.data()),
              static_cast<std::streamsize>(body.size()));
    return static_cast<bool>(out.flush());
}

Bytes load(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// What the receiver says to the message before its own.
int send(tcp::socket& socket, const Bytes& body) {
    if (!send_frame(socket, FrameKind::sealed, body)) return kExitNetwork;
    const std::optional<Frame> verdict = receive_frame(socket);
    if (!verdict || verdict->kind != FrameKind::verdict || verdict->body.size() != 4)
        return kExitNetwork;
    if (read_u32(verdict->body) == 0) return kExitOk;
    std::cout << "the receiver refuses the message" << std::endl;
    return kExitProtection;
}

int receive_answer(tcp::socket& socket, const Settings& settings, const CryptUser& own,
                   const CryptPeer& receiver) {
    const std::optional<Frame> frame = receive_frame(socket);
    if (!frame || frame->kind != FrameKind::sealed) return kExitNetwork;
    Freshness freshness(settings.memory + ".received",
                        std::chrono::seconds(std::stoll(settings.longest_age)));
    SessionMessage answer;
    if (!freshness.load() || !open_message(own, receiver, frame->body, answer))
        return kExitProtection;
    const std::string why = freshness.judge(answer.stamp, seconds_now());
    if (!why.empty()) return std::cout << "refused: " << why << std::endl, kExitProtection;
    std::cout << "decrypted: \"" << answer.text << '"' << std::endl;
    return kExitOk;
}

int run(const Settings& settings, tcp::socket& socket, const CryptUser& own) {
    CryptPeer receiver;
    Bytes body;
    const std::uint64_t serial = next_serial(settings.memory + ".sent");
    if (serial == 0) return std::cerr << "serial numbers cannot be kept\n", kExitProtection;
    const SessionMessage message{{seconds_now() - std::stoll(settings.age), serial}, settings.text};
    if (!load_peer(own, settings.peer, receiver) || !seal_message(own, receiver, message, body))
        return kExitProtection;
    if (!settings.save.empty() && !save(settings.save, body)) return kExitUsage;
    const int sent = send(socket, body);
    return sent == kExitOk ? receive_answer(socket, settings, own, receiver) : sent;
}

int run(const Settings& settings) {
    CryptUser own;
    if (settings.replay.empty() &&
        (!open_user(settings.container, own) || !save_public_keys(own, settings.public_keys)))
        return kExitHandshake;
    if (settings.keys_only) return kExitOk;
    boost::asio::io_context io;
    boost::system::error_code error;
    tcp::socket socket(io);
    tcp::resolver resolver(io);
    boost::asio::connect(socket, resolver.resolve("127.0.0.1", settings.port, error), error);
    if (error) return std::cerr << "connect: " << error.message() << '\n', kExitNetwork;
    return settings.replay.empty() ? run(settings, socket, own)
                                   : send(socket, load(settings.replay));
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed =
        parse_options(arguments, "sends a message under a session key", settings.options());
    if (parsed == Parsed::help) return kExitOk;
    return parsed == Parsed::run ? run(settings) : kExitUsage;
}
