// Frames over TCP: how the samples cut a byte stream into messages, since SSPI never sees the wire.
// On the wire a frame is its length (4 bytes, big-endian, kind and body), one byte of kind, the
// body. Not part of any security protocol: a real application brings its own framing (HTTP, RPC,
// RDP...).
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace samples {

using Bytes = std::vector<std::uint8_t>;
using boost::asio::ip::tcp;

enum class FrameKind : std::uint8_t {
    token = 'T',         // a handshake token, opaque
    verdict = 'V',       // the server's last status, 4 bytes: a client cannot see it otherwise
    sealed = 'E',        // a message from EncryptMessage
    signed_clear = 'S',  // a message with a signature from MakeSignature
};

struct Frame {
    FrameKind kind;
    Bytes body;
};

// False when the connection broke; the reason is printed.
bool send_frame(tcp::socket& socket, FrameKind kind, std::span<const std::uint8_t> body);

// Empty when the peer closed the connection or sent a frame of more than 1 MiB or of no length.
std::optional<Frame> receive_frame(tcp::socket& socket);

void append_u32(Bytes& out, std::uint32_t value);
std::uint32_t read_u32(std::span<const std::uint8_t> four_bytes);

}  // namespace samples
