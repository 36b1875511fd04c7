// Sockets, credentials and attributes behind our_end.h.
#include "test/interop/tls/our_end.h"

#include <arpa/inet.h>
#include <poll.h>
#include <schannel.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include "samples/common/tls_credential.h"
#include "samples/common/tls_report.h"

namespace interop::tls {
namespace {

using samples::Role;

constexpr int kPatience = 20000;  // milliseconds

samples::TlsSetup setup_of(const Cell& cell, PCredHandle credential) {
    samples::TlsSetup setup;
    setup.role = cell.is_client() ? Role::client : Role::server;
    setup.credential = credential;
    setup.server_name = "localhost";
    setup.protocols = cell.is_client() ? cell.client_protocols() : cell.server_protocols();
    setup.ask_for_certificate = !cell.is_client() && cell.asks_for_certificate();
    return setup;
}

std::string write_policy(const Cell& cell, const std::string& pki) {
    static int count = 0;
    const std::string path = pki + "/policy." + std::to_string(++count);
    std::ofstream file(path);
    const char* side = cell.is_client() ? "Client" : "Server";
    const auto groups = cell.is_client() ? cell.client_groups() : cell.server_groups();
    file << side << "Versions = TLS " << cell.version << "\nCipherSuites = " << cell.suite << '\n';
    if (!groups.empty()) file << "Groups = " << joined(groups, ", ", our_group) << '\n';
    return path;
}

}  // namespace

bool acquire(const Cell& cell, const std::string& pki, samples::Credential& credential) {
    samples::TlsOptions options;
    const bool shows_certificate = !cell.is_client() || cell.gives_certificate();
    if (shows_certificate) {
        options.certificate = pki + "/" + cell.key + ".pem";
        options.key = pki + "/" + cell.key + ".key";
    }
    if (cell.is_client() || cell.asks_for_certificate()) options.authorities = pki + "/root.pem";
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    setenv("SECUR32_TLS_POLICY", write_policy(cell, pki).c_str(), 1);
    return samples::acquire_tls_credential(cell.is_client() ? Role::client : Role::server, options,
                                           credential);
}

// ---- Sockets ------------------------------------------------------------------------------------

namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool wait_for(int socket) {
    pollfd ready{socket, POLLIN, 0};
    return poll(&ready, 1, kPatience) == 1;
}

}  // namespace

int listen_on_loopback(int& port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        listen(listener, 4) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return ::close(listener), -1;
    port = ntohs(address.sin_port);
    return listener;
}

int accept_one(int listener) {
    return wait_for(listener) ? accept4(listener, nullptr, nullptr, SOCK_CLOEXEC) : -1;
}

int connect_to(int port) {
    const sockaddr_in address = loopback(port);
    for (int waited = 0; waited < kPatience; waited += 5) {
        const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(one, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return one;
        ::close(one);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return -1;
}

int free_port() {
    int port = 0;
    const int listener = listen_on_loopback(port);
    if (listener >= 0) ::close(listener);
    return port;
}

// ---- One end ------------------------------------------------------------------------------------

OurEnd::OurEnd(int socket, const Cell& cell, PCredHandle credential)
    : socket_(socket), cell_(cell), channel_(setup_of(cell, credential)) {}

OurEnd::~OurEnd() {
    if (socket_ >= 0) ::close(socket_);
}

bool OurEnd::fails(const std::string& what, SECURITY_STATUS status) {
    why_ = what + (status == SEC_E_OK ? "" : ": " + samples::status_name(status));
    return false;
}

bool OurEnd::flush() {
    const auto output = channel_.take_output();
    std::size_t sent = 0;
    while (sent < output.size()) {
        const ssize_t count =
            ::send(socket_, output.data() + sent, output.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return fails("the peer takes no more");
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

bool OurEnd::fill() {
    std::array<std::uint8_t, 20000> block;
    if (!wait_for(socket_)) return fails("the peer says nothing");
    const ssize_t count = recv(socket_, block.data(), block.size(), 0);
    if (count <= 0) return fails("the peer went away without close_notify");
    channel_.put(std::span(block).first(static_cast<std::size_t>(count)));
    return true;
}

bool OurEnd::handshake() {
    for (;;) {
        const SECURITY_STATUS status = channel_.handshake();
        const bool sent = flush();
        if (status == SEC_E_OK) return sent;
        if (status != SEC_E_INCOMPLETE_MESSAGE) return fails("handshake", status);
        if (!sent || !fill()) return why_ = "handshake: " + why_, false;
    }
}

bool OurEnd::send(const std::string& text) {
    const SECURITY_STATUS status = channel_.encrypt(text);
    return status == SEC_E_OK ? flush() : fails("EncryptMessage", status);
}

bool OurEnd::receive(std::string& text, std::size_t count) {
    while (count == 0 || text.size() < count) {
        const SECURITY_STATUS status = channel_.decrypt(text);
        if (!flush()) return false;
        if (status == SEC_I_CONTEXT_EXPIRED)
            return count == 0 || fails("close_notify before all that was expected");
        if (status == SEC_E_INCOMPLETE_MESSAGE && !fill()) return false;
        if (status != SEC_E_OK && status != SEC_E_INCOMPLETE_MESSAGE)
            return fails("DecryptMessage", status);
    }
    return true;
}

bool OurEnd::close() {
    const SECURITY_STATUS status = channel_.close();
    return status == SEC_E_OK ? flush() : fails("SCHANNEL_SHUTDOWN", status);
}

// ---- What was agreed on -------------------------------------------------------------------------

namespace {

DWORD protocol_bits(const std::string& version) {
    if (version == "1.3") return SP_PROT_TLS1_3;
    if (version == "1.2") return SP_PROT_TLS1_2;
    return version == "1.1" ? SP_PROT_TLS1_1 : SP_PROT_TLS1_0;
}

}  // namespace

bool OurEnd::agrees() {
    SecPkgContext_ConnectionInfo connection{};
    SecPkgContext_CipherInfo cipher{};
    cipher.dwVersion = SECPKGCONTEXT_CIPHERINFO_V1;
    SECURITY_STATUS status =
        QueryContextAttributes(channel_.context(), SECPKG_ATTR_CONNECTION_INFO, &connection);
    if (status != SEC_E_OK) return fails("CONNECTION_INFO", status);
    const DWORD side = cell_.is_client() ? SP_PROT_X_CLIENTS : SP_PROT_X_SERVERS;
    if (connection.dwProtocol != (protocol_bits(cell_.version) & side))
        return fails("another version, by CONNECTION_INFO");
    status = QueryContextAttributes(channel_.context(), SECPKG_ATTR_CIPHER_INFO, &cipher);
    if (status != SEC_E_OK) return fails("CIPHER_INFO", status);
    const std::u16string suite = cipher.szCipherSuite;
    if (std::string(suite.begin(), suite.end()) != cell_.suite)
        return fails("another suite, by CIPHER_INFO");
    const std::string protocol = samples::application_protocol(channel_.context());
    if (protocol != cell_.agreed_protocol())
        return fails("another application protocol: \"" + protocol + "\"");
    return agrees_on_certificate();
}

// A client always has the server's certificate, a server only what was given.
bool OurEnd::agrees_on_certificate() {
    PCCERT_CONTEXT certificate = nullptr;
    const SECURITY_STATUS status =
        QueryContextAttributes(channel_.context(), SECPKG_ATTR_REMOTE_CERT_CONTEXT, &certificate);
    const samples::Certificate owned(certificate);
    const bool expected = cell_.is_client() || cell_.gives_certificate();
    if ((status == SEC_E_OK) != expected) return fails("REMOTE_CERT_CONTEXT", status);
    if (!expected) return true;
    std::array<char, 64> name{};
    CertGetNameStringA(certificate, CERT_NAME_SIMPLE_DISPLAY_TYPE, 0, nullptr, name.data(),
                       name.size());
    return name.data() == cell_.key || fails("another peer's certificate");
}

}  // namespace interop::tls
