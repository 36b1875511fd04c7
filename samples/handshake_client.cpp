// Authenticates to handshake_server with any package, prints each leg and what was negotiated, then
// sends sealed and signed messages and checks the answers.  Read main from the bottom up.
#include <boost/asio/connect.hpp>
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
    std::string host = "127.0.0.1", port = "4711", package = "NTLM", target = "host/localhost";
    std::string user, domain, password, messages = "3";
    bool encrypt = false, sign = false;

    std::vector<Option> options() {
        return {{"--host", &host, "where the server listens"},
                {"--port", &port, "and on which port"},
                {"--package", &package, "a name that list_packages prints"},
                {"--target", &target, "the server's name (SPN)"},
                {"--user", &user, "none: the default credentials"},
                {"--domain", &domain, "the user's domain"},
                {"--password", &password, "\"-\" reads a line from standard input"},
                {"--messages", &messages, "how many of each kind to send"},
                {"--encrypt", &encrypt, "sealed messages only"},
                {"--sign", &sign, "signed messages only"}};
    }
    bool sends_sealed() const { return encrypt || !sign; }
    bool sends_signed() const { return sign || !encrypt; }
};

unsigned char* text_pointer(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

// NULL in place of an identity asks the package for the default credentials.
SECURITY_STATUS acquire(Settings& settings, Credential& credential) {
    std::string password = read_password(settings.password);
    SEC_WINNT_AUTH_IDENTITY identity{};
    identity.User = text_pointer(settings.user);
    identity.UserLength = static_cast<ULONG>(settings.user.size());
    identity.Domain = text_pointer(settings.domain);
    identity.DomainLength = static_cast<ULONG>(settings.domain.size());
    identity.Password = text_pointer(password);
    identity.PasswordLength = static_cast<ULONG>(password.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    TimeStamp expiry{};
    return AcquireCredentialsHandle(nullptr, settings.package.data(), SECPKG_CRED_OUTBOUND, nullptr,
                                    settings.user.empty() ? nullptr : &identity, nullptr, nullptr,
                                    credential.get(), &expiry);
}

SECURITY_STATUS largest_token(Settings& settings, ULONG& size) {
    PSecPkgInfo info = nullptr;
    const SECURITY_STATUS status = QuerySecurityPackageInfo(settings.package.data(), &info);
    const ContextBuffer<SecPkgInfo> owned(info);
    if (status == SEC_E_OK) size = info->cbMaxToken;
    return status;
}

bool connect(tcp::socket& socket, const Settings& settings) {
    boost::system::error_code error;
    tcp::resolver resolver(socket.get_executor());
    const auto endpoints = resolver.resolve(settings.host, settings.port, error);
    if (!error) asio::connect(socket, endpoints, error);
    if (error)
        std::cerr << settings.host << ':' << settings.port << ": " << error.message() << '\n';
    return !error;
}

// One message and its answer, both protected in the same way.
bool exchange(tcp::socket& socket, Protector& protector, FrameKind kind, const std::string& text) {
    const bool sealed = kind == FrameKind::sealed;
    Bytes body;
    SECURITY_STATUS status = sealed ? protector.seal(text, body) : protector.sign(text, body);
    if (status != SEC_E_OK) return print_failure("protecting a message", status), false;
    if (!send_frame(socket, kind, body)) return false;
    std::optional<Frame> answer = receive_frame(socket);
    if (!answer || answer->kind != kind) return std::cerr << "no answer to a message\n", false;
    std::string reply;
    status = sealed ? protector.unseal(std::move(answer->body), reply)
                    : protector.verify(std::move(answer->body), reply);
    if (status != SEC_E_OK) return print_failure("the server's answer", status), false;
    std::cout << (sealed ? "sealed" : "signed") << ": sent \"" << text << "\", got \"" << reply
              << "\"\n";
    return reply == "server has " + text;
}

bool exchange_all(tcp::socket& socket, PCtxtHandle context, const Settings& settings) {
    Protector protector;
    const SECURITY_STATUS status = Protector::open(context, protector);
    if (status != SEC_E_OK) return print_failure("SECPKG_ATTR_SIZES", status), false;
    const unsigned long count = std::strtoul(settings.messages.c_str(), nullptr, 10);
    for (unsigned long i = 1; i <= count; ++i) {
        const std::string number = std::to_string(i);
        if (settings.sends_sealed() &&
            !exchange(socket, protector, FrameKind::sealed, "secret " + number))
            return false;
        if (settings.sends_signed() &&
            !exchange(socket, protector, FrameKind::signed_clear, "notice " + number))
            return false;
    }
    std::cout << "messages: sealed=" << (settings.sends_sealed() ? "ok" : "-")
              << " signed=" << (settings.sends_signed() ? "ok" : "-") << std::endl;
    return true;
}

int run(Settings& settings) {
    Credential credential;
    SECURITY_STATUS status = acquire(settings, credential);
    if (status != SEC_E_OK)
        return print_failure("credentials for " + settings.package, status), kExitHandshake;

    HandshakeSetup setup;
    setup.credential = credential.get();
    setup.target = settings.target;
    setup.requested = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT;
    if (settings.sends_sealed()) setup.requested |= ISC_REQ_CONFIDENTIALITY;
    if (settings.sends_signed()) setup.requested |= ISC_REQ_INTEGRITY;
    status = largest_token(settings, setup.largest_token);
    if (status != SEC_E_OK) return print_failure(settings.package, status), kExitHandshake;

    asio::io_context io;
    tcp::socket socket(io);
    if (!connect(socket, settings)) return kExitNetwork;
    HandshakeResult done = run_client_handshake(socket, setup);
    if (done.status != SEC_E_OK) return print_failure("handshake", done.status), kExitHandshake;
    if (!done.connected) return kExitHandshake;
    if (!print_report(Role::client, done.context.get(), settings.package, done.attributes))
        return kExitHandshake;
    return exchange_all(socket, done.context.get(), settings) ? kExitOk : kExitProtection;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    switch (parse_options(arguments, "authenticates to a handshake_server", settings.options())) {
        case Parsed::help:
            return kExitOk;
        case Parsed::wrong:
            return kExitUsage;
        case Parsed::run:
            break;
    }
    return run(settings);
}
