// Frames over TCP, see framing.h.  Every call blocks: the samples serve one connection at a time.
// Not a model for a server's input loop, only for the place where the tokens go.
#include "samples/common/framing.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <iostream>

namespace samples {

namespace asio = boost::asio;

namespace {
constexpr std::uint32_t kLargestFrame = 1U << 20U;

bool read_exactly(tcp::socket& socket, std::span<std::uint8_t> bytes) {
    boost::system::error_code error;
    asio::read(socket, asio::buffer(bytes.data(), bytes.size()), error);
    if (error && error != asio::error::eof) std::cerr << "receive: " << error.message() << '\n';
    return !error;
}
}  // namespace

void append_u32(Bytes& out, std::uint32_t value) {
    for (unsigned shift = 32; shift != 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
}

std::uint32_t read_u32(std::span<const std::uint8_t> four_bytes) {
    std::uint32_t value = 0;
    for (std::uint8_t byte : four_bytes.first(4)) value = value << 8U | byte;
    return value;
}

bool send_frame(tcp::socket& socket, FrameKind kind, std::span<const std::uint8_t> body) {
    Bytes frame;
    frame.reserve(body.size() + 5);
    append_u32(frame, static_cast<std::uint32_t>(body.size() + 1));
    frame.push_back(static_cast<std::uint8_t>(kind));
    frame.insert(frame.end(), body.begin(), body.end());
    boost::system::error_code error;
    asio::write(socket, asio::buffer(frame), error);
    if (error) std::cerr << "send: " << error.message() << '\n';
    return !error;
}

std::optional<Frame> receive_frame(tcp::socket& socket) {
    std::array<std::uint8_t, 5> head{};
    if (!read_exactly(socket, head)) return std::nullopt;
    const std::uint32_t length = read_u32(head);
    if (length == 0 || length > kLargestFrame) {
        std::cerr << "receive: a frame of " << length << " bytes is not for us\n";
        return std::nullopt;
    }
    Frame frame{static_cast<FrameKind>(head[4]), Bytes(length - 1)};
    if (!read_exactly(socket, frame.body)) return std::nullopt;
    return frame;
}

}  // namespace samples
