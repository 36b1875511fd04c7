// A TLS 1.2 handshake with RSA key exchange (RFC 5246 7.3, figure 1), server or client, over the
// Ssl* functions alone: no SSPI, no other TLS library.  Each line of the figure is a line below.
//
//     Client                                   Server
//     ClientHello              -------->
//                                              ServerHello, Certificate,
//                              <--------       ServerHelloDone
//     SslGenerateMasterKey
//     ClientKeyExchange        -------->       SslImportMasterKey
//     [change_cipher_spec], Finished ---->
//                              <--------       [change_cipher_spec], Finished
//     Application data         <------->       Application data
//
// Not a TLS library: one version, one suite, no check of the certificate's issuer.  Any TLS 1.2
// peer that offers the suite can be at the other end.
#include <sys/random.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "samples/common/options.h"
#include "samples/common/tls12_keys.h"
#include "samples/common/tls12_session.h"

namespace {
using namespace samples;
using namespace samples::tls12;

struct Settings {
    std::string role = "server", port = "4712", certificate, key, suite;
    std::string text = "hello from the client";

    std::vector<Option> options() {
        return {{"--role", &role, "server or client"},
                {"--port", &port, "of the server; 0 lets the system choose"},
                {"--certificate", &certificate, "server: a file with its certificate (DER)"},
                {"--key", &key, "server: a file with its RSA key (PEM)"},
                {"--text", &text, "client: what to say"}};
    }
};

// TLS_RSA_WITH_AES_128_GCM_SHA256
constexpr std::uint16_t kSuite = 0x009C;

void fill(Random& random) {
    if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
        abort();
}

bool print_suite(NCRYPT_PROV_HANDLE provider) {
    NCRYPT_SSL_CIPHER_SUITE suite{};
    if (!succeeded(
            "SslLookupCipherSuiteInfo",
            SslLookupCipherSuiteInfo(provider, TLS1_2_PROTOCOL_VERSION, kSuite, 0, &suite, 0)))
        return false;
    const std::u16string name(suite.szCipherSuite);
    std::cout << "negotiated: TLS 1.2 suite=" << std::string(name.begin(), name.end())
              << " key-bits=" << suite.dwCipherLen << std::endl;
    return true;
}

// ---- Server -------------------------------------------------------------------------------------

bool receive_hello(Session& session, std::uint16_t& offered) {
    Bytes body;
    if (!session.receive_message(client_hello, body)) return false;
    const std::optional<ClientHello> hello = read_client_hello(body);
    if (!hello || std::ranges::find(hello->suites, kSuite) == hello->suites.end()) {
        std::cerr << "the client does not offer the one suite of this server\n";
        return false;
    }
    offered = hello->offered;
    session.client_random = hello->random;
    session.suite = kSuite;
    return session.start_hash();
}

bool receive_key_exchange(Session& session, NCRYPT_PROV_HANDLE provider, const Identity& identity,
                          std::uint16_t offered) {
    Bytes body;
    if (!session.receive_message(client_key_exchange, body)) return false;
    const std::optional<View> encrypted = read_client_key_exchange(body);
    if (!encrypted) return std::cerr << "a broken ClientKeyExchange\n", false;
    DWORD highest = offered;
    std::array<NCryptBuffer, 3> buffers{
        session.randoms()->pBuffers[0],
        session.randoms()->pBuffers[1],
        {sizeof highest, NCRYPTBUFFER_SSL_HIGHEST_VERSION, &highest}};
    NCryptBufferDesc list{NCRYPTBUFFER_VERSION, 3, buffers.data()};
    return succeeded(
        "SslImportMasterKey",
        SslImportMasterKey(provider, identity.private_key.get(), session.master_key(),
                           TLS1_2_PROTOCOL_VERSION, kSuite, &list,
                           const_cast<PBYTE>(encrypted->data()),
                           static_cast<DWORD>(encrypted->size()), NCRYPT_SSL_SERVER_FLAG));
}

bool serve(tcp::socket& socket, NCRYPT_PROV_HANDLE provider, const Identity& identity) {
    Session session(socket, provider, true);
    std::uint16_t offered = 0;
    if (!receive_hello(session, offered)) return false;
    fill(session.server_random);
    const PCCERT_CONTEXT own = identity.certificate.get();
    if (!session.send_message(write_server_hello(session.server_random, kSuite)) ||
        !session.send_message(write_certificate({own->pbCertEncoded, own->cbCertEncoded})) ||
        !session.send_message(message(server_hello_done, {})) ||
        !receive_key_exchange(session, provider, identity, offered) ||
        !session.make_session_keys() || !session.receive_finished() || !session.send_finished() ||
        !print_suite(provider))
        return false;
    const std::optional<std::string> text = session.receive_text();
    if (!text) return false;
    std::cout << "decrypted: \"" << *text << "\"" << std::endl;
    return session.send_text("server has " + *text) && session.send_close();
}

int run_server(const Settings& settings, NCRYPT_PROV_HANDLE provider) {
    Identity identity;
    if (!load_identity(provider, settings.certificate, settings.key, identity))
        return kExitHandshake;
    boost::asio::io_context io;
    boost::system::error_code error;
    const auto port = static_cast<unsigned short>(std::stoul(settings.port));
    tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), port});
    std::cout << "listening on port " << acceptor.local_endpoint().port() << " for TLS"
              << std::endl;
    tcp::socket socket(io);
    acceptor.accept(socket, error);
    if (error) return std::cerr << "accept: " << error.message() << '\n', kExitNetwork;
    return serve(socket, provider, identity) ? kExitOk : kExitHandshake;
}

// ---- Client -------------------------------------------------------------------------------------

// Draws a premaster secret; what the server gets is encrypted with its key.
bool send_key_exchange(Session& session, NCRYPT_PROV_HANDLE provider, const SslObject& server_key) {
    Bytes encrypted(2048);
    DWORD length = 0;
    const SECURITY_STATUS status =
        SslGenerateMasterKey(provider, 0, server_key.get(), session.master_key(),
                             TLS1_2_PROTOCOL_VERSION, kSuite, session.randoms(), encrypted.data(),
                             static_cast<DWORD>(encrypted.size()), &length, NCRYPT_SSL_CLIENT_FLAG);
    if (!succeeded("SslGenerateMasterKey", status)) return false;
    return session.send_message(write_client_key_exchange(View(encrypted).first(length)));
}

bool shake_hands(Session& session, NCRYPT_PROV_HANDLE provider) {
    fill(session.client_random);
    Bytes body;
    if (!session.send_message(write_client_hello(session.client_random, kSuite)) ||
        !session.receive_message(server_hello, body))
        return false;
    const std::optional<ServerHello> hello = read_server_hello(body);
    if (!hello || hello->suite != kSuite) return std::cerr << "an odd ServerHello\n", false;
    session.server_random = hello->random;
    session.suite = hello->suite;
    SslObject server_key;
    if (!session.start_hash() || !session.receive_message(certificate, body)) return false;
    const std::optional<View> der = read_certificate(body);
    if (!der || !import_server_key(provider, *der, server_key)) return false;
    return session.receive_message(server_hello_done, body) &&
           send_key_exchange(session, provider, server_key) && session.make_session_keys() &&
           session.send_finished() && session.receive_finished() && print_suite(provider);
}

int run_client(const Settings& settings, NCRYPT_PROV_HANDLE provider) {
    boost::asio::io_context io;
    boost::system::error_code error;
    tcp::socket socket(io);
    tcp::resolver resolver(io);
    boost::asio::connect(socket, resolver.resolve("127.0.0.1", settings.port, error), error);
    if (error) return std::cerr << "connect: " << error.message() << '\n', kExitNetwork;
    Session session(socket, provider, false);
    if (!shake_hands(session, provider)) return kExitHandshake;
    if (!session.send_text(settings.text)) return kExitProtection;
    const std::optional<std::string> reply = session.receive_text();
    if (!reply) return kExitProtection;
    std::cout << "decrypted: \"" << *reply << "\"\n";
    return *reply == "server has " + settings.text ? kExitOk : kExitProtection;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    const Parsed parsed =
        parse_options(arguments, "a TLS 1.2 handshake over Ssl*", settings.options());
    if (parsed == Parsed::help) return kExitOk;
    if (parsed == Parsed::wrong || (settings.role != "server" && settings.role != "client"))
        return kExitUsage;
    SslObject provider;
    if (!succeeded("SslOpenProvider", SslOpenProvider(provider.out(), MS_SCHANNEL_PROVIDER, 0)))
        return kExitHandshake;
    return settings.role == "server" ? run_server(settings, provider.get())
                                     : run_client(settings, provider.get());
}
