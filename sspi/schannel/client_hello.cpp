// Writing a ClientHello (RFC 8446 4.1.2, RFC 5246 7.4.1.2): its extensions are rows of a table, in
// the order in which they are sent.  Nothing is judged here but whether there is anything to offer.
#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/negotiation.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

constexpr std::uint8_t kClientHello = 1;

// What the rows ask and write from.
struct Content {
    const Handshake& handshake;
    const SecondHello* second;
    Versions versions = usable_versions(handshake.terms());

    const Terms& terms() const { return handshake.terms(); }
    bool tls13() const { return versions.has(Version::tls13); }
    bool before_tls13() const { return versions.lowest() < Version::tls13; }
    bool numbered_schemes() const { return versions.highest() >= Version::tls12; }
    bool offers(const provider::CipherSuite& suite) const { return suits_any(suite, versions); }
    template <typename Test>
    bool any_suite(Test&& test) const {
        return std::ranges::any_of(terms().suites, [&](const provider::CipherSuite* suite) {
            return offers(*suite) && test(*suite);
        });
    }
};

// ---- When ---------------------------------------------------------------------------------------

bool always(const Content&) { return true; }
bool never(const Content&) { return false; }
bool with_tls13(const Content& content) { return content.tls13(); }
bool before_tls13(const Content& content) { return content.before_tls13(); }

bool with_groups(const Content& content) {
    using Exchange = provider::KeyExchange;
    return !content.terms().groups.empty() &&
           content.any_suite([](const provider::CipherSuite& suite) {
               return suite.key_exchange == Exchange::ecdhe ||
                      suite.key_exchange == Exchange::dhe || suite.key_exchange == Exchange::any;
           });
}
bool with_curves(const Content& content) {
    return content.any_suite([](const provider::CipherSuite& suite) {
        return suite.key_exchange == provider::KeyExchange::ecdhe;
    });
}
bool with_cbc(const Content& content) {
    return content.any_suite([](const provider::CipherSuite& suite) {
        return row(suite.cipher).kind == crypto::CipherKind::block;
    });
}
bool with_name(const Content& content) { return !content.handshake.connection.server_name.empty(); }
bool with_protocols(const Content& content) {
    return !content.handshake.offer.application_protocols.empty();
}
bool with_schemes(const Content& content) {
    return content.numbered_schemes() && !content.terms().schemes.empty();
}
// RFC 8446 4.2.3: "If no "signature_algorithms_cert" extension is present, then the
// "signature_algorithms" extension also applies to signatures appearing in certificates."
bool with_certificate_schemes(const Content& content) {
    return with_schemes(content) && !content.terms().certificate_schemes.empty() &&
           content.terms().certificate_schemes != content.terms().schemes;
}
bool with_cookie(const Content& content) {
    return content.second != nullptr && content.second->cookie.has_value();
}
bool with_small_records(const Content& content) {
    return content.terms().record_limit < provider::kMaxPlaintext;
}

// ---- What ---------------------------------------------------------------------------------------

void write_nothing(const Content&, Writer&) {}

void write_server_name(const Content& content, Writer& out) {
    constexpr std::uint8_t kHostName = 0;
    out.vector16([&] {
        out.u8(kHostName);
        out.vector16([&] { out.bytes(bytes_of(content.handshake.connection.server_name)); });
    });
}

// RFC 5746 3.4, 3.5: of a renegotiation "the client MUST include the "renegotiation_info" extension
// ... containing the saved client_verify_data".
void write_renegotiation_info(const Content& content, Writer& out) {
    const Connection& connection = content.handshake.connection;
    out.vector8([&] {
        if (connection.connected) out.bytes(connection.verify_data.client);
    });
}

void write_supported_groups(const Content& content, Writer& out) {
    out.vector16([&] {
        for (const provider::Group* const group : content.terms().groups)
            out.be16(static_cast<std::uint16_t>(group->id));
    });
}

void write_ec_point_formats(const Content&, Writer& out) {
    constexpr std::uint8_t kUncompressed = 0;
    out.vector8([&] { out.u8(kUncompressed); });
}

void write_protocols(const Content& content, Writer& out) {
    write_application_protocols(out, content.handshake.offer.application_protocols);
}

void write_schemes(Writer& out, std::span<const SignatureScheme* const> schemes) {
    out.vector16([&] {
        for (const SignatureScheme* const scheme : schemes) out.be16(scheme->id);
    });
}
void write_signature_algorithms(const Content& content, Writer& out) {
    write_schemes(out, content.terms().schemes);
}
void write_signature_algorithms_cert(const Content& content, Writer& out) {
    write_schemes(out, content.terms().certificate_schemes);
}

// RFC 8449 4: "In TLS 1.3, the limit is not applied to the ... TLSPlaintext ... but to
// TLSInnerPlaintext", which is longer by the type's octet.  Where both may be chosen the smaller
// counts.
void write_record_size_limit(const Content& content, Writer& out) {
    const std::size_t type_octet = content.before_tls13() ? 0 : 1;
    out.be16(static_cast<std::uint16_t>(content.terms().record_limit + type_octet));
}

void write_key_share(const Content& content, Writer& out) {
    out.vector16([&] {
        for (const crypto::KeyShare& share : content.handshake.offer.key_shares) {
            out.be16(static_cast<std::uint16_t>(share.group()));
            out.vector16([&] { out.bytes(share.public_value()); });
        }
    });
}

void write_psk_key_exchange_modes(const Content&, Writer& out) {
    constexpr std::uint8_t kPskDheKe = 1;
    out.vector8([&] { out.u8(kPskDheKe); });
}

void write_supported_versions(const Content& content, Writer& out) {
    out.vector8([&] {
        for (const Version version :
             {Version::tls13, Version::tls12, Version::tls11, Version::tls10})
            if (content.versions.has(version)) out.be16(static_cast<std::uint16_t>(version));
    });
}

void write_cookie(const Content& content, Writer& out) {
    out.vector16([&] { out.bytes(*content.second->cookie); });
}

// ---- Which, and in which order ------------------------------------------------------------------

// needed: also where Sources::extension_order() does not name it.
enum class Rule : std::uint8_t { needed, usual };

struct WriteRow {
    ExtensionType type;
    Rule rule;
    bool (*wanted)(const Content& content);    // when nobody says an order
    bool (*possible)(const Content& content);  // when an order names it
    void (*write)(const Content& content, Writer& out);
};

using enum ExtensionType;
using enum Rule;

// clang-format off
constexpr std::array kRows = {
    //       type                      rule    wanted                    possible                  write
    WriteRow{server_name,              usual,  with_name,                with_name,                write_server_name},
    WriteRow{extended_master_secret,   usual,  before_tls13,             always,                   write_nothing},
    WriteRow{renegotiation_info,       usual,  before_tls13,             always,                   write_renegotiation_info},
    WriteRow{supported_groups,         needed, with_groups,              with_groups,              write_supported_groups},
    WriteRow{ec_point_formats,         usual,  with_curves,              always,                   write_ec_point_formats},
    WriteRow{session_ticket,           usual,  never,                    always,                   write_nothing},
    WriteRow{application_layer_protocol_negotiation,
                                       usual,  with_protocols,           with_protocols,           write_protocols},
    WriteRow{encrypt_then_mac,         usual,  with_cbc,                 always,                   write_nothing},
    WriteRow{signature_algorithms,     needed, with_schemes,             with_schemes,             write_signature_algorithms},
    WriteRow{signature_algorithms_cert,usual,  with_certificate_schemes, with_certificate_schemes, write_signature_algorithms_cert},
    WriteRow{key_share,                needed, with_tls13,               with_tls13,               write_key_share},
    WriteRow{psk_key_exchange_modes,   usual,  with_tls13,               always,                   write_psk_key_exchange_modes},
    WriteRow{supported_versions,       needed, with_tls13,               with_tls13,               write_supported_versions},
    WriteRow{cookie,                   needed, with_cookie,              with_cookie,              write_cookie},
    WriteRow{record_size_limit,        usual,  with_small_records,       always,                   write_record_size_limit},
};
// clang-format on

const WriteRow* find_row(std::uint16_t type) {
    const auto found = std::ranges::find(kRows, static_cast<ExtensionType>(type), &WriteRow::type);
    return found == kRows.end() ? nullptr : &*found;
}

// The application's; never of a type that this library writes itself.
const TlsExtension* find_own(const Content& content, std::uint16_t type) {
    if (find_row(type) != nullptr) return nullptr;
    const auto& own = content.handshake.options.extensions;
    const auto found = std::ranges::find_if(own, [&](const TlsExtension& extension) {
        return extension.handshake_type == kClientHello && extension.type == type;
    });
    return found == own.end() ? nullptr : &*found;
}

void add(std::vector<std::uint16_t>& types, std::uint16_t type) {
    if (std::ranges::find(types, type) == types.end()) types.push_back(type);
}

std::vector<std::uint16_t> usual_types(const Content& content) {
    std::vector<std::uint16_t> types;
    for (const WriteRow& row : kRows)
        if (row.wanted(content)) add(types, static_cast<std::uint16_t>(row.type));
    for (const TlsExtension& own : content.handshake.options.extensions)
        if (find_own(content, own.type) != nullptr) add(types, own.type);
    return types;
}

std::vector<std::uint16_t> ordered_types(const Content& content,
                                         std::span<const std::uint16_t> order) {
    std::vector<std::uint16_t> types;
    for (const std::uint16_t type : order) {
        const WriteRow* const row = find_row(type);
        const bool possible =
            row != nullptr ? row->possible(content) : find_own(content, type) != nullptr;
        if (possible) add(types, type);
    }
    for (const WriteRow& row : kRows)
        if (row.rule == needed && row.wanted(content))
            add(types, static_cast<std::uint16_t>(row.type));
    return types;
}

void write_extensions(const Content& content, std::span<const std::uint16_t> types, Writer& out) {
    for (const std::uint16_t type : types)
        write_extension(out, type, [&] {
            if (const WriteRow* const row = find_row(type))
                row->write(content, out);
            else
                out.bytes(find_own(content, type)->content);
        });
}

void write_suites(const Content& content, bool renegotiation_info_sent, Writer& out) {
    for (const provider::CipherSuite* const suite : content.terms().suites)
        if (content.offers(*suite)) out.be16(suite->id);
    // RFC 5746 3.4: "either an empty "renegotiation_info" extension, or the
    // TLS_EMPTY_RENEGOTIATION_INFO_SCSV".
    if (content.before_tls13() && !renegotiation_info_sent) out.be16(kEmptyRenegotiationInfoScsv);
}

void write_client_hello(const Content& content, Writer& out) {
    const ClientOffer& offer = content.handshake.offer;
    out.be16(static_cast<std::uint16_t>(offer.legacy_version));
    out.bytes(offer.random);
    out.vector8([&] { out.bytes(Bytes(offer.session_id).first(offer.session_id_length)); });
    out.vector16([&] { write_suites(content, offer.offered(renegotiation_info), out); });
    out.vector8([&] { out.u8(0); });  // no compression
    if (!offer.extensions.empty())
        out.vector16([&] { write_extensions(content, offer.extensions, out); });
}

// RFC 6066 3: ""HostName" contains the fully qualified DNS hostname of the server": "host:443", an
// SPN or a URL, which programs pass too, are none, and servers refuse them.
std::string host_of(std::u16string_view target) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    const std::string name = dns_name_of(target).value_or(std::string());
    return name.find_first_not_of(kLetters) == name.npos ? name : std::string();
}

// What the program and the server gave is as long as they like; a block of extensions is not.
Status check_fits(const Content& content) {
    constexpr std::size_t kMost = 0xF000;  // leaves 4 KiB for what is this library's
    std::size_t octets = with_cookie(content) ? content.second->cookie->size() : 0;
    for (const std::string& name : content.handshake.offer.application_protocols)
        octets += 1 + name.size();
    for (const TlsExtension& own : content.handshake.options.extensions)
        octets += 4 + own.content.size();
    if (octets <= kMost) return Status::ok;
    return trace::because(Status::illegal_parameter,
                          "schannel: the extensions do not fit into a ClientHello");
}

}  // namespace

Status send_client_hello(Handshake& handshake, const SecondHello* second) {
    const Content content{handshake, second};
    TRY(check_fits(content));
    const std::span<const std::uint16_t> order = handshake.sources.extension_order(kClientHello);
    handshake.offer.extensions =
        order.empty() ? usual_types(content) : ordered_types(content, order);
    handshake.send(Event::client_hello, [&](Writer& out) { write_client_hello(content, out); });
    return handshake.flush();
}

// RFC 8446 4.1.2: a fresh random; D.4: "the client always provides a non-empty session ID"; one key
// share, of the group liked best.
Status make_client_offer(Handshake& handshake) {
    const Terms& terms = handshake.terms();
    const Versions versions = usable_versions(terms);
    if (versions.empty())
        return trace::because(Status::algorithm_mismatch,
                              "schannel: no version and suite is left to offer");
    ClientOffer& offer = handshake.offer;
    Sources& sources = handshake.sources;
    offer.legacy_version = std::min(versions.highest(), Version::tls12);
    sources.random(offer.random);
    const bool tls13 = versions.has(Version::tls13);
    if (tls13 && sources.compatibility_mode()) {
        offer.session_id_length = offer.session_id.size();
        sources.random(offer.session_id);
    }
    if (tls13) {
        TRY_ASSIGN(crypto::KeyShare share, sources.key_share(terms.groups.front()->id));
        offer.key_shares.push_back(std::move(share));
    }
    offer.application_protocols = handshake.options.application_protocols;
    handshake.connection.server_name = host_of(handshake.target);
    return Status::ok;
}

}  // namespace secur32::schannel
