// The receiver of "Manual Session Key Exchanges": imports the session key that came with a message,
// decrypts the message (steps 5 and 6 of common/session_message.h), refuses it unless it is new,
// and answers the same way round (steps 1 to 4).  What is wrong with a message is printed here; the
// other side learns only that it was refused.
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <iostream>
#include <thread>

#include "samples/common/options.h"
#include "samples/common/session_message.h"

namespace {
using namespace samples;

struct Settings {
    std::string container = "manual session keys: receiver", public_keys = "receiver",
                peer = "sender", memory = "receiver.memory";
    std::string port = "4713", longest_age = "300", messages = "0";
    bool keys_only = false;

    std::vector<Option> options() {
        return {{"--container", &container, "the key container of this user"},
                {"--public-keys", &public_keys, "prefix of the files for one's own public keys"},
                {"--keys-only", &keys_only, "make the container, write those files, and end"},
                {"--peer", &peer, "prefix of the files with the sender's public keys"},
                {"--memory", &memory, "prefix of the files for serial numbers"},
                {"--port", &port, "to listen on; 0 lets the system choose"},
                {"--longest-age", &longest_age, "seconds after which a message is stale"},
                {"--messages", &messages, "end after so many connections; 0: never"}};
    }
};

class Receiver {
 public:
    Receiver(const Settings& settings, CryptUser own, CryptPeer sender)
        : settings_(settings),
          own_(std::move(own)),
          sender_(std::move(sender)),
          freshness_(settings.memory + ".received",
                     std::chrono::seconds(std::stoll(settings.longest_age))) {}

    bool remembers() { return freshness_.load(); }

    void serve(tcp::socket& socket) {
        const std::optional<Frame> frame = receive_frame(socket);
        if (!frame) return;
        SessionMessage message;
        const bool accepted = frame->kind == FrameKind::sealed && accept(frame->body, message);
        Bytes verdict;
        append_u32(verdict, accepted ? 0 : 1);
        if (!send_frame(socket, FrameKind::verdict, verdict) || !accepted) return;
        std::cout << "decrypted: \"" << message.text << '"' << std::endl;
        answer(socket, "received: " + message.text);
    }

 private:
    bool accept(const Bytes& body, SessionMessage& message) {
        if (!open_message(own_, sender_, body, message))
            return std::cout << "refused: not the sender's, or changed on its way" << std::endl,
                   false;
        const std::string why = freshness_.judge(message.stamp, seconds_now());
        if (!why.empty()) std::cout << "refused: " << why << std::endl;
        return why.empty();
    }

    void answer(tcp::socket& socket, const std::string& text) {
        Bytes body;
        const std::uint64_t serial = next_serial(settings_.memory + ".sent");
        if (serial == 0)
            std::cerr << "serial numbers cannot be kept\n";
        else if (seal_message(own_, sender_, {{seconds_now(), serial}, text}, body))
            send_frame(socket, FrameKind::sealed, body);
    }

    const Settings& settings_;
    CryptUser own_;
    CryptPeer sender_;
    Freshness freshness_;
};

// One connection is served at a time: it has 10 seconds from its beginning to its end, so that a
// peer that says nothing, or little by little, does not keep the next one's message waiting for
// longer.  (SO_RCVTIMEO would not do: Asio's read() waits again, and each octet would start anew.)
constexpr std::chrono::seconds kPatience(10);

void serve_in_time(Receiver& receiver, tcp::socket& socket) {
    boost::asio::io_context clock;
    boost::asio::steady_timer timer(clock, kPatience);
    timer.async_wait([&socket](const boost::system::error_code& error) {
        if (error) return;
        std::cout << "refused: the connection takes too long" << std::endl;
        ::shutdown(socket.native_handle(), SHUT_RDWR);  // serve() reads the end
    });
    const std::jthread watch([&clock] { clock.run(); });
    receiver.serve(socket);
    clock.stop();
}

int listen(const Settings& settings, Receiver& receiver) {
    boost::asio::io_context io;
    boost::system::error_code error;
    const auto port = static_cast<unsigned short>(std::stoul(settings.port));
    tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), port});
    std::cout << "listening on port " << acceptor.local_endpoint().port() << " for messages"
              << std::endl;
    const unsigned long wanted = std::stoul(settings.messages);
    for (unsigned long count = 0; wanted == 0 || count < wanted; ++count) {
        tcp::socket socket(io);
        acceptor.accept(socket, error);
        if (error) return std::cerr << "accept: " << error.message() << '\n', kExitNetwork;
        serve_in_time(receiver, socket);
    }
    return kExitOk;
}

int run(const Settings& settings) {
    CryptUser own;
    CryptPeer sender;
    if (!open_user(settings.container, own) || !save_public_keys(own, settings.public_keys))
        return kExitHandshake;
    if (settings.keys_only) return kExitOk;
    if (!load_peer(own, settings.peer, sender)) return kExitHandshake;
    Receiver receiver(settings, std::move(own), std::move(sender));
    if (!receiver.remembers())
        return std::cerr << settings.memory << ".received is damaged\n", kExitProtection;
    return listen(settings, receiver);
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed =
        parse_options(arguments, "receives messages under session keys", settings.options());
    if (parsed == Parsed::help) return kExitOk;
    return parsed == Parsed::run ? run(settings) : kExitUsage;
}
