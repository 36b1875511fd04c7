// The extensions of TLS as one table: their numbers, and in which messages each may stand (RFC 8446
// 4.2's table, "IANA TLS ExtensionType Values").  And the lists that extensions hold, read and written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/reader.h"
#include "sslprovider/base/status.h"
#include "sslprovider/base/writer.h"

namespace secur32::schannel {

enum class ExtensionType : std::uint16_t {
    server_name = 0,
    max_fragment_length = 1,
    status_request = 5,
    supported_groups = 10,
    ec_point_formats = 11,
    signature_algorithms = 13,
    application_layer_protocol_negotiation = 16,
    encrypt_then_mac = 22,
    extended_master_secret = 23,
    record_size_limit = 28,
    session_ticket = 35,
    pre_shared_key = 41,
    early_data = 42,
    supported_versions = 43,
    cookie = 44,
    psk_key_exchange_modes = 45,
    certificate_authorities = 47,
    oid_filters = 48,
    post_handshake_auth = 49,
    signature_algorithms_cert = 50,
    key_share = 51,
    renegotiation_info = 0xFF01,
};

// Where an extension may stand; a bit each.
enum class In : std::uint8_t {
    client_hello = 1,
    server_hello12 = 2,
    server_hello13 = 4,
    hello_retry_request = 8,
    encrypted_extensions = 16,
    certificate = 32,
    certificate_request = 64,
    new_session_ticket = 128,
};

struct Extension {
    std::uint16_t type;
    Bytes content;
};

// A block of extensions, in order; views of the message.
class Extensions {
 public:
    // block: what is inside the outer length.  decode_error; illegal_parameter for two of one type,
    // or a known one that may not stand in such a message (RFC 8446 4.2); unknown ones pass.
    static Result<Extensions> parse(Bytes block, In message);
    const Bytes* find(ExtensionType type) const;
    std::span<const Extension> all() const { return extensions_; }

 private:
    std::vector<Extension> extensions_;
};

// A list of 16-bit numbers, as supported_groups and signature_algorithms are: big-endian in place.
class NumberList {
 public:
    NumberList() = default;
    explicit NumberList(Bytes octets) : octets_(octets) {}  // of an even length
    std::size_t size() const { return octets_.size() / 2; }
    bool empty() const { return octets_.empty(); }
    std::uint16_t operator[](std::size_t i) const {
        return static_cast<std::uint16_t>(octets_[2 * i] << 8 | octets_[2 * i + 1]);
    }
    bool contains(std::uint16_t number) const;

 private:
    Bytes octets_;
};

// ---- What extensions hold -----------------------------------------------------------------------
// The readers make `in` fail for what is no such list.

// uint16 numbers<2..2^8-2> and numbers<2..2^16-2>: supported_versions; supported_groups,
// signature_algorithms.
NumberList read_numbers8(Reader& in);
NumberList read_numbers16(Reader& in);
void write_numbers16(Writer& out, std::span<const std::uint16_t> list);
// ProtocolName protocol_name_list<2..2^16-1>;  opaque ProtocolName<1..2^8-1>;        RFC 7301 3.1
std::vector<std::string_view> read_application_protocols(Reader& in);
void write_application_protocols(Writer& out, std::span<const std::string> protocols);
// DistinguishedName authorities<3..2^16-1>;  opaque DistinguishedName<1..2^16-1>;   RFC 8446 4.2.4
std::vector<Bytes> read_distinguished_names(Reader& in);
// Their list without those that find no room in so many octets, and without empty ones.
Buffer distinguished_names(std::span<const Buffer> names, std::size_t room);

// struct { ExtensionType extension_type; opaque extension_data<0..2^16-1>; } Extension;
template <typename Write>  // void(): the content
void write_extension(Writer& out, std::uint16_t type, Write&& write) {
    out.be16(type);
    out.vector16(std::forward<Write>(write));
}
template <typename Write>
void write_extension(Writer& out, ExtensionType type, Write&& write) {
    write_extension(out, static_cast<std::uint16_t>(type), std::forward<Write>(write));
}

}  // namespace secur32::schannel
