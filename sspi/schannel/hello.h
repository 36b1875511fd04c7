// ClientHello and ServerHello (RFC 8446 4.1, RFC 5246 7.4.1) with what their extensions say: parsed
// once, judged for form; what is wanted of them is judged by the machines (negotiation.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/provider/master_key.h"
#include "sspi/schannel/extensions.h"
#include "sspi/schannel/terms.h"

namespace secur32::schannel {

// struct { NamedGroup group; opaque key_exchange<1..2^16-1>; } KeyShareEntry;       RFC 8446 4.2.8
struct KeyShareEntry {
    std::uint16_t group = 0;
    Bytes key_exchange;
};

// struct {
//     ProtocolVersion legacy_version = 0x0303;    /* TLS v1.2 */
//     Random random;
//     opaque legacy_session_id<0..32>;
//     CipherSuite cipher_suites<2..2^16-2>;
//     opaque legacy_compression_methods<1..2^8-1>;
//     Extension extensions<8..2^16-1>;
// } ClientHello;                                                             RFC 8446 4.1.2
struct ClientHello {
    std::uint16_t legacy_version = 0;
    provider::Random random{};
    Bytes session_id;
    NumberList cipher_suites;
    Bytes compression_methods;
    Extensions extensions;

    // Of the extensions; empty or absent: not sent.
    std::optional<std::string> server_name;  // a host_name that is one (RFC 6066 3)
    std::optional<std::uint8_t> max_fragment_length;
    std::optional<std::uint16_t> record_size_limit;
    NumberList supported_versions, supported_groups, signature_algorithms,
        signature_algorithms_cert;
    Bytes ec_point_formats;
    std::vector<std::string_view> application_protocols;
    std::optional<std::vector<KeyShareEntry>> key_shares;
    std::vector<Bytes> certificate_authorities;
    Bytes psk_key_exchange_modes;
    std::optional<Bytes> pre_shared_key, cookie, session_ticket, renegotiation_info;
    bool encrypt_then_mac = false, extended_master_secret = false, status_request = false,
         post_handshake_auth = false, early_data = false;

    // body: without the handshake header.  Views of it.  decode_error, illegal_parameter.
    static Result<ClientHello> parse(Bytes body);
    bool offers_suite(std::uint16_t suite) const { return cipher_suites.contains(suite); }
};

// struct {
//     ProtocolVersion legacy_version = 0x0303;
//     Random random;
//     opaque legacy_session_id_echo<0..32>;
//     CipherSuite cipher_suite;
//     uint8 legacy_compression_method = 0;
//     Extension extensions<6..2^16-1>;
// } ServerHello;                                                             RFC 8446 4.1.3
struct ServerHello {
    std::uint16_t legacy_version = 0;
    provider::Random random{};
    Bytes session_id;
    std::uint16_t cipher_suite = 0;
    std::uint8_t compression_method = 0;
    Extensions extensions;
    bool is_hello_retry_request = false;
    Version version = Version::tls12;  // of supported_versions, else legacy_version

    std::optional<KeyShareEntry> key_share;          // ServerHello of TLS 1.3
    std::optional<std::uint16_t> selected_group;     // HelloRetryRequest
    std::optional<Bytes> cookie;                     // HelloRetryRequest
    std::optional<std::uint16_t> selected_identity;  // pre_shared_key
    // TLS 1.2
    std::optional<Bytes> renegotiation_info;
    std::optional<std::string_view> application_protocol;
    std::optional<std::uint8_t> max_fragment_length;
    std::optional<std::uint16_t> record_size_limit;
    bool encrypt_then_mac = false, extended_master_secret = false, server_name = false,
         session_ticket = false, status_request = false;

    // protocol_version for a version that is none of TLS 1.0 to 1.3.
    static Result<ServerHello> parse(Bytes body);
};

// The DNS name that server_name can say, in lower-case A-labels; absent: text is an address, or no
// host's name (RFC 6066 3: "The hostname is represented as a byte string using ASCII encoding").
std::optional<std::string> dns_name_of(std::u16string_view text);

// RFC 8446 4.1.3: the random of a HelloRetryRequest; the sentinels at a random's end.
extern const provider::Random kHelloRetryRequestRandom;
enum class Downgrade : std::uint8_t { none, to_tls12, to_tls11_or_below };
Downgrade downgrade_of(const provider::Random& server_random);
// What a server that knows highest and chose version writes there.
void mark_downgrade(provider::Random& server_random, Version version, Version highest);

// What a client offered.
struct ClientOffer {
    Version legacy_version = Version::tls12;
    provider::Random random{};
    std::array<std::uint8_t, 32> session_id{};
    std::size_t session_id_length = 0;
    std::vector<crypto::KeyShare> key_shares;
    std::vector<std::uint16_t> extensions;  // their types: what a server may answer
    std::vector<std::string> application_protocols;
    bool offered(ExtensionType type) const;
};

inline constexpr std::uint16_t kLeastRecordSizeLimit = 64;  // RFC 8449 4
inline constexpr std::uint16_t kEmptyRenegotiationInfoScsv = 0x00FF;  // RFC 5746 3.3
inline constexpr std::uint16_t kFallbackScsv = 0x5600;                // RFC 7507

}  // namespace secur32::schannel
