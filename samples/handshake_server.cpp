// Accepts handshake_clients with any package, one after the other, prints each leg and who came in
// by what, then answers every sealed or signed message in kind.  Read main from the bottom up.
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "samples/common/handshake_loop.h"
#include "samples/common/options.h"
#include "samples/common/protection.h"
#include "samples/common/report.h"

namespace {
using namespace samples;
namespace asio = boost::asio;

struct Settings {
    std::string host = "127.0.0.1", port = "4711", package = "NTLM";
    bool encrypt = false, sign = false, once = false;

    std::vector<Option> options() {
        return {{"--host", &host, "the address to listen on"},
                {"--port", &port, "and the port; 0 lets the system choose"},
                {"--package", &package, "a name that list_packages prints"},
                {"--encrypt", &encrypt, "refuse messages that are not sealed"},
                {"--sign", &sign, "refuse messages that are not signed"},
                {"--once", &once, "serve one client, and exit with what became of it"}};
    }
    bool takes(FrameKind kind) const {
        if (kind == FrameKind::sealed) return encrypt || !sign;
        return kind == FrameKind::signed_clear && (sign || !encrypt);
    }
};

// What stays the same for every client: the credential and how large its tokens get.
struct Service {
    Credential credential;
    ULONG largest_token = 0;
};

SECURITY_STATUS open_service(Settings& settings, Service& service) {
    PSecPkgInfo info = nullptr;
    SECURITY_STATUS status = QuerySecurityPackageInfo(settings.package.data(), &info);
    const ContextBuffer<SecPkgInfo> owned(info);
    if (status != SEC_E_OK) return status;
    service.largest_token = info->cbMaxToken;
    TimeStamp expiry{};
    return AcquireCredentialsHandle(nullptr, settings.package.data(), SECPKG_CRED_INBOUND, nullptr,
                                    nullptr, nullptr, nullptr, service.credential.get(), &expiry);
}

bool answer(tcp::socket& socket, Protector& protector, Frame frame) {
    const bool sealed = frame.kind == FrameKind::sealed;
    std::string text;
    SECURITY_STATUS status = sealed ? protector.unseal(std::move(frame.body), text)
                                    : protector.verify(std::move(frame.body), text);
    if (status != SEC_E_OK) return print_failure("the client's message", status), false;
    std::cout << (sealed ? "sealed" : "signed") << ": \"" << text << "\"\n";
    Bytes body;
    const std::string reply = "server has " + text;
    status = sealed ? protector.seal(reply, body) : protector.sign(reply, body);
    if (status != SEC_E_OK) return print_failure("protecting the answer", status), false;
    return send_frame(socket, sealed ? FrameKind::sealed : FrameKind::signed_clear, body);
}

// Until the client closes the connection.
int answer_messages(tcp::socket& socket, PCtxtHandle context, const Settings& settings) {
    Protector protector;
    const SECURITY_STATUS status = Protector::open(context, protector);
    if (status != SEC_E_OK) return print_failure("SECPKG_ATTR_SIZES", status), kExitProtection;
    while (std::optional<Frame> frame = receive_frame(socket)) {
        if (!settings.takes(frame->kind)) {
            std::cerr << "a message without the protection that was asked for\n";
            return kExitProtection;
        }
        if (!answer(socket, protector, std::move(*frame))) return kExitProtection;
    }
    return kExitOk;
}

int serve(tcp::socket& socket, const Settings& settings, Service& service) {
    HandshakeSetup setup;
    setup.credential = service.credential.get();
    setup.largest_token = service.largest_token;
    setup.requested = ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT | ASC_REQ_CONFIDENTIALITY |
                      ASC_REQ_INTEGRITY | ASC_REQ_CONNECTION;
    HandshakeResult done = run_server_handshake(socket, setup);
    if (done.status != SEC_E_OK) return print_failure("handshake", done.status), kExitHandshake;
    if (!done.connected) return kExitNetwork;
    if (!print_report(Role::server, done.context.get(), settings.package, done.attributes))
        return kExitHandshake;
    return answer_messages(socket, done.context.get(), settings);
}

bool listen(tcp::acceptor& acceptor, const Settings& settings) {
    boost::system::error_code error;
    tcp::resolver resolver(acceptor.get_executor());
    const auto found =
        resolver.resolve(settings.host, settings.port, tcp::resolver::passive, error);
    if (!error) acceptor.open(found.begin()->endpoint().protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(found.begin()->endpoint(), error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) {
        std::cerr << settings.host << ':' << settings.port << ": " << error.message() << '\n';
        return false;
    }
    std::cout << "listening on port " << acceptor.local_endpoint(error).port() << " for "
              << settings.package << std::endl;
    return true;
}

int run(Settings& settings) {
    Service service;
    const SECURITY_STATUS status = open_service(settings, service);
    if (status != SEC_E_OK)
        return print_failure("credentials for " + settings.package, status), kExitHandshake;
    asio::io_context io;
    tcp::acceptor acceptor(io);
    if (!listen(acceptor, settings)) return kExitNetwork;
    for (;;) {
        tcp::socket socket(io);
        boost::system::error_code error;
        acceptor.accept(socket, error);
        if (error) return std::cerr << "accept: " << error.message() << '\n', kExitNetwork;
        const int outcome = serve(socket, settings, service);
        std::cout << "client gone" << std::endl;
        if (settings.once) return outcome;
    }
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    switch (parse_options(arguments, "answers handshake_clients", settings.options())) {
        case Parsed::help:
            return kExitOk;
        case Parsed::wrong:
            return kExitUsage;
        case Parsed::run:
            break;
    }
    return run(settings);
}
