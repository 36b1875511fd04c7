#include "samples/common/tls12_messages.h"

#include <bcrypt.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <iostream>

namespace samples::tls12 {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kLargestRecord = (1U << 14U) + 2048;  // RFC 5246 6.2.3
constexpr std::uint16_t kTls12 = 0x0303;

void append(Bytes& out, View bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void append_number(Bytes& out, std::size_t value, unsigned octets) {
    for (unsigned shift = 8 * octets; shift != 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
}

// Takes from the front; once something was missing all that follows is.
class Cursor {
 public:
    explicit Cursor(View bytes) : rest_(bytes) {}
    View take(std::size_t count) {
        good_ = good_ && count <= rest_.size();
        if (!good_) return {};
        const View head = rest_.first(count);
        rest_ = rest_.subspan(count);
        return head;
    }
    std::size_t number(unsigned octets) {
        std::size_t value = 0;
        for (const std::uint8_t byte : take(octets)) value = value << 8U | byte;
        return value;
    }
    View vector(unsigned length_octets) { return take(number(length_octets)); }
    bool good() const { return good_; }
    bool done() const { return good_ && rest_.empty(); }

 private:
    View rest_;
    bool good_ = true;
};

Random to_random(View bytes) {
    Random random{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), random.size()), random.begin());
    return random;
}

// RFC 5746 3.4, 3.6: without renegotiation_info, here empty, other implementations hang up.
Bytes hello_extensions() { return {0, 5, 0xFF, 0x01, 0, 1, 0}; }

}  // namespace

std::optional<Bytes> receive_record(tcp::socket& socket) {
    boost::system::error_code error;
    Bytes bytes(kRecordHeader);
    asio::read(socket, asio::buffer(bytes), error);
    const std::size_t length = static_cast<std::size_t>(bytes[3]) << 8U | bytes[4];
    if (error || length > kLargestRecord) return std::nullopt;
    bytes.resize(kRecordHeader + length);
    asio::read(socket, asio::buffer(bytes.data() + kRecordHeader, length), error);
    if (error) return std::nullopt;
    return bytes;
}

bool send_bytes(tcp::socket& socket, View bytes) {
    boost::system::error_code error;
    asio::write(socket, asio::buffer(bytes.data(), bytes.size()), error);
    if (error) std::cerr << "send: " << error.message() << '\n';
    return !error;
}

Bytes record(ContentType type, View content) {
    Bytes out{type, 3, 3};
    append_number(out, content.size(), 2);
    append(out, content);
    return out;
}

Bytes message(MessageType type, View body) {
    Bytes out{type};
    append_number(out, body.size(), 3);
    append(out, body);
    return out;
}

std::optional<View> first_message(View stream) {
    Cursor cursor(stream);
    cursor.take(1);
    const std::size_t length = cursor.vector(3).size();
    if (!cursor.good()) return std::nullopt;
    return stream.first(kMessageHeader + length);
}

Bytes write_client_hello(const Random& random, std::uint16_t suite) {
    Bytes body;
    append_number(body, kTls12, 2);
    append(body, random);
    append_number(body, 0, 1);  // session_id
    append_number(body, 2, 2);  // cipher_suites
    append_number(body, suite, 2);
    append_number(body, 1, 1);  // compression_methods: null
    append_number(body, 0, 1);
    append(body, hello_extensions());
    return message(client_hello, body);
}

Bytes write_server_hello(const Random& random, std::uint16_t suite) {
    Bytes body;
    append_number(body, kTls12, 2);
    append(body, random);
    append_number(body, 0, 1);  // session_id
    append_number(body, suite, 2);
    append_number(body, 0, 1);  // compression_method: null
    append(body, hello_extensions());
    return message(server_hello, body);
}

Bytes write_certificate(View der) {
    Bytes body;
    append_number(body, der.size() + 3, 3);
    append_number(body, der.size(), 3);
    append(body, der);
    return message(certificate, body);
}

Bytes write_client_key_exchange(View encrypted_premaster) {
    Bytes body;
    append_number(body, encrypted_premaster.size(), 2);
    append(body, encrypted_premaster);
    return message(client_key_exchange, body);
}

std::optional<ClientHello> read_client_hello(View body) {
    Cursor cursor(body);
    ClientHello hello;
    hello.offered = static_cast<std::uint16_t>(cursor.number(2));
    hello.random = to_random(cursor.take(32));
    cursor.vector(1);
    const View suites = cursor.vector(2);
    for (std::size_t at = 0; at + 1 < suites.size(); at += 2)
        hello.suites.push_back(static_cast<std::uint16_t>(suites[at] << 8U | suites[at + 1]));
    const View compression = cursor.vector(1);
    if (!cursor.good() || compression.empty()) return std::nullopt;
    return hello;
}

std::optional<ServerHello> read_server_hello(View body) {
    Cursor cursor(body);
    const bool tls12 = cursor.number(2) == kTls12;
    ServerHello hello{};
    hello.random = to_random(cursor.take(32));
    cursor.vector(1);
    hello.suite = static_cast<std::uint16_t>(cursor.number(2));
    const bool uncompressed = cursor.number(1) == 0;
    if (!cursor.good() || !tls12 || !uncompressed) return std::nullopt;
    return hello;
}

std::optional<View> read_certificate(View body) {
    Cursor cursor(body);
    Cursor list(cursor.vector(3));
    const View first = list.vector(3);
    if (!cursor.done() || !list.good() || first.empty()) return std::nullopt;
    return first;
}

std::optional<View> read_client_key_exchange(View body) {
    Cursor cursor(body);
    const View encrypted = cursor.vector(2);
    if (!cursor.done()) return std::nullopt;
    return encrypted;
}

std::optional<Bytes> rsa_public_blob(View rsa_public_key) {
    const auto element = [](Cursor& cursor, std::uint8_t tag) -> View {
        if (cursor.number(1) != tag) return {};
        const std::size_t length = cursor.number(1);
        const unsigned octets = length & 0x7F;
        if (length < 0x80) return cursor.take(length);
        return octets <= 2 ? cursor.vector(octets) : View{};
    };
    const auto positive = [](View integer) {
        return !integer.empty() && integer[0] == 0 ? integer.subspan(1) : integer;
    };
    Cursor outer(rsa_public_key);
    Cursor inner(element(outer, 0x30));
    const View modulus = positive(element(inner, 0x02));
    const View exponent = positive(element(inner, 0x02));
    if (!outer.done() || !inner.done() || modulus.empty() || exponent.empty()) return std::nullopt;
    const BCRYPT_RSAKEY_BLOB header{BCRYPT_RSAPUBLIC_MAGIC,
                                    static_cast<ULONG>(modulus.size() * 8),
                                    static_cast<ULONG>(exponent.size()),
                                    static_cast<ULONG>(modulus.size()),
                                    0,
                                    0};
    Bytes blob(sizeof header);
    std::memcpy(blob.data(), &header, sizeof header);
    append(blob, exponent);
    append(blob, modulus);
    return blob;
}

}  // namespace samples::tls12
