// The messages of a TLS 1.2 handshake with RSA key exchange (RFC 5246 7.4), written and read.  Only
// the wire: no key and no state.  What is read is empty when it is not what it should be.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "samples/common/framing.h"

namespace samples::tls12 {

using View = std::span<const std::uint8_t>;
using Random = std::array<std::uint8_t, 32>;

enum ContentType : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, data = 23 };
enum MessageType : std::uint8_t {
    client_hello = 1,
    server_hello = 2,
    certificate = 11,
    server_hello_done = 14,
    client_key_exchange = 16,
    finished = 20,
};

inline constexpr std::size_t kRecordHeader = 5;
inline constexpr std::size_t kMessageHeader = 4;

// A record as it came, header included; empty when the connection ended.
std::optional<Bytes> receive_record(tcp::socket& socket);
bool send_bytes(tcp::socket& socket, View bytes);
// A record without protection.
Bytes record(ContentType type, View content);

// A handshake message: type, 24 bits of length, body.
Bytes message(MessageType type, View body);
// The first whole message of a stream of them; its body is message.subspan(kMessageHeader).
std::optional<View> first_message(View stream);

Bytes write_client_hello(const Random& random, std::uint16_t suite);
Bytes write_server_hello(const Random& random, std::uint16_t suite);
Bytes write_certificate(View der);
Bytes write_client_key_exchange(View encrypted_premaster);

// What this sample looks at; offered is client_version.
struct ClientHello {
    std::uint16_t offered;
    Random random;
    std::vector<std::uint16_t> suites;
};
struct ServerHello {
    Random random;
    std::uint16_t suite;
};
std::optional<ClientHello> read_client_hello(View body);
std::optional<ServerHello> read_server_hello(View body);
std::optional<View> read_certificate(View body);  // the first of the chain
std::optional<View> read_client_key_exchange(View body);

// RFC 8017 A.1.1: RSAPublicKey ::= SEQUENCE { modulus, publicExponent }, as BCRYPT_RSAPUBLIC_BLOB.
std::optional<Bytes> rsa_public_blob(View rsa_public_key);

}  // namespace samples::tls12
