// Reads, judges and writes the three messages ([MS-NLMP] 2.2.1).
#include "sspi/ntlm/messages.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string_view>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"

namespace secur32::ntlm {
namespace {

constexpr std::string_view kSignature("NTLMSSP\0", 8);
constexpr std::size_t kHeaderStart = 12;  // Signature, MessageType

// Where the fixed header may end, oldest form first.
constexpr std::size_t kNegotiateFlagsEnd = 16;
constexpr std::size_t kNegotiateNamesEnd = 32;
constexpr std::size_t kNegotiateHeader = 40;
constexpr std::size_t kChallengeOldHeader = 32;
constexpr std::size_t kChallengeInfoEnd = 48;
constexpr std::size_t kChallengeHeader = 56;
constexpr std::size_t kAuthenticateOldHeader = 52;
constexpr std::size_t kAuthenticateFlagsEnd = 64;
constexpr std::size_t kAuthenticateVersionEnd = kMicOffset;
constexpr std::size_t kAuthenticateHeader = kMicOffset + std::tuple_size_v<Mic>;

Status bad(std::string_view reason) { return trace::because(Status::invalid_token, reason); }

// A field of the fixed header that points into the payload.
//   Len 2, MaxLen 2 ("MUST be ignored on receipt"), BufferOffset 4
struct Field {
    std::uint16_t size = 0;
    std::uint32_t offset = 0;
};

Field read_field(Reader& in) {
    Field field;
    field.size = in.le16();
    in.skip(2);
    field.offset = in.le32();
    return field;
}

// Follows fields into a message and judges them: the first bad one makes it fail for good.
class Payload {
 public:
    explicit Payload(Bytes message) : message_(message), lowest_(message.size()) {}

    // The octets of a field, which must stand behind the fixed header.
    Bytes take(Field field, std::size_t header_size) {
        if (field.size == 0) return {};
        const std::size_t size = field.size, offset = field.offset;
        if (offset < header_size || offset > message_.size() || size > message_.size() - offset)
            return fail("ntlm: a field points outside the payload");
        if (overlaps(offset, size)) return fail("ntlm: two fields share octets");
        taken_[count_++] = {offset, size};
        lowest_ = std::min(lowest_, offset);
        return message_.subspan(offset, size);
    }

    std::u16string take_name(Field field, std::size_t header_size, NegotiateFlags flags) {
        const Bytes octets = take(field, header_size);
        return flags.has(Flag::unicode) ? from_utf16(octets) : from_oem(octets);
    }

    // Where the first octet of the payload stands: how long the fixed header can be.
    std::size_t lowest() const { return lowest_; }
    bool failed() const { return failed_; }

 private:
    struct Range {
        std::size_t offset, size;
    };

    Bytes fail(std::string_view reason) {
        if (!failed_) (void)bad(reason);
        failed_ = true;
        return {};
    }
    bool overlaps(std::size_t offset, std::size_t size) const {
        return std::ranges::any_of(std::span(taken_).first(count_), [&](const Range& range) {
            return offset < range.offset + range.size && range.offset < offset + size;
        });
    }
    std::u16string from_utf16(Bytes octets) {
        const std::size_t units = octets.size() / sizeof(char16_t);
        if (octets.size() % sizeof(char16_t) != 0 || units > kMaxName) {
            fail("ntlm: a name has an odd or too large length");
            return {};
        }
        std::u16string name(units, u'\0');
        if (units != 0) std::memcpy(name.data(), octets.data(), octets.size());
        // Who reads the name as a C string would see another one.
        if (name.find(u'\0') != name.npos) fail("ntlm: a name has a NUL in it");
        return name;
    }
    // Beyond ASCII an OEM octet means what the sender's code page says, and "agreement [...] MUST
    // occur out-of-band" (2.2): a guess would name somebody else.
    std::u16string from_oem(Bytes octets) {
        const bool ascii = std::ranges::all_of(octets, [](std::uint8_t c) { return c < 0x80; });
        if (!ascii || octets.size() > kMaxName) {
            fail("ntlm: an OEM name is not ASCII or is too long");
            return {};
        }
        return {octets.begin(), octets.end()};
    }

    Bytes message_;
    std::size_t lowest_;
    std::array<Range, 6> taken_{};
    std::size_t count_ = 0;
    bool failed_ = false;
};

// 2.2.2.10: "populated [...] only if NTLMSSP_NEGOTIATE_VERSION is negotiated".
std::optional<Version> read_version(Reader& in, NegotiateFlags flags) {
    Version version;
    version.product_major_version = in.u8();
    version.product_minor_version = in.u8();
    version.product_build = in.le16();
    in.skip(3);
    version.ntlm_revision_current = in.u8();
    if (!flags.has(Flag::version)) return std::nullopt;
    return version;
}

// Where the first field with octets begins, the message's end if there is none.
std::size_t payload_begin(Bytes message, std::initializer_list<Field> fields) {
    std::size_t begin = message.size();
    for (const Field& field : fields)
        if (field.size != 0) begin = std::min<std::size_t>(begin, field.offset);
    return begin;
}

bool is_session_key(Bytes value) { return value.empty() || value.size() == kSessionKeySize; }

Status check_start(Bytes message, MessageType expected) {
    TRY_ASSIGN(const MessageType type, message_type(message));
    if (type != expected) return bad("ntlm: not the message that is due");
    return Status::ok;
}

// 2.2.1.2: the name is there when it is asked for, or when a flag says what it names.
bool has_target_name(NegotiateFlags flags) {
    return flags.has(Flag::request_target) || flags.has(Flag::target_type_server) ||
           flags.has(Flag::target_type_domain);
}

// Lays out a message: the payload grows as fields are placed, the header is written last.
class Layout {
 public:
    explicit Layout(std::size_t header_size) : header_size_(header_size) {}

    Field place(Bytes value) {
        const Field field{static_cast<std::uint16_t>(value.size()),
                          static_cast<std::uint32_t>(header_size_ + payload_.size())};
        fits_ = fits_ && value.size() <= 0xFFFF;
        payload_.bytes(value);
        return field;
    }
    Field place_name(std::u16string_view name, NegotiateFlags flags) {
        fits_ = fits_ && name.size() <= kMaxName;
        if (flags.has(Flag::unicode)) return place(bytes_of(name));
        fits_ = fits_ && std::ranges::all_of(name, [](char16_t c) { return c < 0x80; });
        const std::string oem(name.begin(), name.end());
        return place(bytes_of(oem));
    }
    template <typename WriteHeader>
    Result<Buffer> finish(MessageType type, WriteHeader write_header) {
        if (!fits_ || header_size_ + payload_.size() > kMaxMessage)
            return trace::because(Status::invalid_parameter, "ntlm: a field does not fit");
        Writer out(header_size_ + payload_.size());
        out.bytes(bytes_of(kSignature));
        out.le32(static_cast<std::uint32_t>(type));
        write_header(out);
        out.bytes(payload_.view());
        return out.take();
    }

 private:
    std::size_t header_size_;
    Writer payload_;
    bool fits_ = true;
};

void write_field(Writer& out, Field field) {
    out.le16(field.size);
    out.le16(field.size);
    out.le32(field.offset);
}

// 2.2.2.10: "otherwise, it MUST be set to all zero".
void write_version(Writer& out, NegotiateFlags flags, const std::optional<Version>& given) {
    const Version version = flags.has(Flag::version) ? given.value_or(Version{}) : Version{};
    out.u8(version.product_major_version);
    out.u8(version.product_minor_version);
    out.le16(version.product_build);
    out.zeros(3);
    out.u8(version.ntlm_revision_current);
}

}  // namespace

bool is_ntlm(Bytes token) {
    return token.size() >= kSignature.size() &&
           std::ranges::equal(token.first(kSignature.size()), bytes_of(kSignature));
}

Result<MessageType> message_type(Bytes token) {
    if (!is_ntlm(token)) return bad("ntlm: no NTLMSSP signature");
    Reader in(token.subspan(kSignature.size()));
    const std::uint32_t type = in.le32();
    if (in.failed() || type < 1 || type > 3) return bad("ntlm: no known message type");
    return static_cast<MessageType>(type);
}

Result<NegotiateMessage> parse_negotiate(Bytes message) {
    TRY(check_start(message, MessageType::negotiate));
    const std::size_t size = message.size();
    const bool has_names = size >= kNegotiateNamesEnd;
    if (size > kMaxMessage || size < kNegotiateFlagsEnd ||
        (!has_names && size > kNegotiateFlagsEnd))
        return bad("ntlm: NEGOTIATE_MESSAGE has an impossible length");
    Reader in(message.subspan(kHeaderStart));
    NegotiateMessage out;
    out.negotiate_flags = NegotiateFlags(in.le32());
    if (!names_character_set(out.negotiate_flags)) return bad("ntlm: neither Unicode nor OEM");
    const bool domain = out.negotiate_flags.has(Flag::oem_domain_supplied);
    const bool workstation = out.negotiate_flags.has(Flag::oem_workstation_supplied);
    if (!has_names) {
        if (domain || workstation)
            return bad("ntlm: NEGOTIATE_MESSAGE lacks the names it announces");
        return out;
    }
    Payload payload(message);
    const Field domain_field = read_field(in), workstation_field = read_field(in);
    if (domain) out.domain_name = payload.take(domain_field, kNegotiateNamesEnd);
    if (workstation) out.workstation_name = payload.take(workstation_field, kNegotiateNamesEnd);
    if (payload.failed()) return Status::invalid_token;
    if (payload.lowest() >= kNegotiateHeader) out.version = read_version(in, out.negotiate_flags);
    return out;
}

Result<ChallengeMessage> parse_challenge(Bytes message) {
    TRY(check_start(message, MessageType::challenge));
    const std::size_t size = message.size();
    if (size > kMaxMessage || size < kChallengeOldHeader)
        return bad("ntlm: CHALLENGE_MESSAGE has an impossible length");
    Reader in(message.subspan(kHeaderStart));
    ChallengeMessage out;
    Payload payload(message);
    const Field target_name = read_field(in);
    out.negotiate_flags = NegotiateFlags(in.le32());
    out.server_challenge = in.array<std::tuple_size_v<Challenge>>();
    if (!names_character_set(out.negotiate_flags)) return bad("ntlm: neither Unicode nor OEM");
    const bool has_info = out.negotiate_flags.has(Flag::target_info);
    if (has_info && size < kChallengeInfoEnd)
        return bad("ntlm: CHALLENGE_MESSAGE lacks the target info it announces");
    const std::size_t header_size = has_info ? kChallengeInfoEnd : kChallengeOldHeader;
    if (has_target_name(out.negotiate_flags))
        out.target_name = payload.take_name(target_name, header_size, out.negotiate_flags);
    in.skip(8);
    const Field target_info = read_field(in);
    if (has_info) out.target_info = payload.take(target_info, header_size);
    if (payload.failed()) return Status::invalid_token;
    if (payload.lowest() >= kChallengeHeader) out.version = read_version(in, out.negotiate_flags);
    return out;
}

Result<AuthenticateMessage> parse_authenticate(Bytes message, NegotiateFlags negotiated) {
    TRY(check_start(message, MessageType::authenticate));
    if (message.size() > kMaxMessage || message.size() < kAuthenticateOldHeader)
        return bad("ntlm: AUTHENTICATE_MESSAGE has an impossible length");
    Reader in(message.subspan(kHeaderStart));
    const Field lm = read_field(in), nt = read_field(in);
    const Field domain = read_field(in), user = read_field(in), workstation = read_field(in);
    // How much of a header there is shows only in where the payload begins.
    const bool has_flags =
        payload_begin(message, {lm, nt, domain, user, workstation}) >= kAuthenticateFlagsEnd;
    const std::size_t header = has_flags ? kAuthenticateFlagsEnd : kAuthenticateOldHeader;
    const Field session_key = has_flags ? read_field(in) : Field{};
    AuthenticateMessage out;
    out.negotiate_flags = has_flags ? NegotiateFlags(in.le32()) : negotiated;
    if (!names_character_set(out.negotiate_flags)) return bad("ntlm: neither Unicode nor OEM");

    Payload payload(message);
    out.lm_challenge_response = payload.take(lm, header);
    out.nt_challenge_response = payload.take(nt, header);
    out.domain_name = payload.take_name(domain, header, out.negotiate_flags);
    out.user_name = payload.take_name(user, header, out.negotiate_flags);
    out.workstation = payload.take_name(workstation, header, out.negotiate_flags);
    if (out.negotiate_flags.has(Flag::key_exch))
        out.encrypted_random_session_key = payload.take(session_key, header);
    if (payload.failed()) return Status::invalid_token;
    if (!is_session_key(out.encrypted_random_session_key))
        return bad("ntlm: EncryptedRandomSessionKey has not 16 octets");
    if (payload.lowest() >= kAuthenticateVersionEnd)
        out.version = read_version(in, out.negotiate_flags);
    if (payload.lowest() >= kAuthenticateHeader) out.mic = in.array<std::tuple_size_v<Mic>>();
    return out;
}

Result<Buffer> write(const NegotiateMessage& message) {
    const NegotiateFlags flags = message.negotiate_flags;
    Layout layout(kNegotiateHeader);
    Field domain, workstation;
    if (flags.has(Flag::oem_workstation_supplied))
        workstation = layout.place(message.workstation_name);
    if (flags.has(Flag::oem_domain_supplied)) domain = layout.place(message.domain_name);
    return layout.finish(MessageType::negotiate, [&](Writer& out) {
        out.le32(flags.bits());
        write_field(out, domain);
        write_field(out, workstation);
        write_version(out, flags, message.version);
    });
}

Result<Buffer> write(const ChallengeMessage& message) {
    const NegotiateFlags flags = message.negotiate_flags;
    Layout layout(kChallengeHeader);
    const bool has_name = has_target_name(flags);
    const Field target_name =
        layout.place_name(has_name ? std::u16string_view(message.target_name) : u"", flags);
    Field target_info;
    if (flags.has(Flag::target_info)) target_info = layout.place(message.target_info);
    return layout.finish(MessageType::challenge, [&](Writer& out) {
        write_field(out, target_name);
        out.le32(flags.bits());
        out.bytes(message.server_challenge);
        out.zeros(8);
        write_field(out, target_info);
        write_version(out, flags, message.version);
    });
}

Result<Buffer> write(const AuthenticateMessage& message) {
    const NegotiateFlags flags = message.negotiate_flags;
    Layout layout(message.mic ? kAuthenticateHeader : kAuthenticateVersionEnd);
    const Field domain = layout.place_name(message.domain_name, flags);
    const Field user = layout.place_name(message.user_name, flags);
    const Field workstation = layout.place_name(message.workstation, flags);
    const Field lm = layout.place(message.lm_challenge_response);
    const Field nt = layout.place(message.nt_challenge_response);
    const Field session_key =
        layout.place(flags.has(Flag::key_exch) ? message.encrypted_random_session_key : Bytes{});
    return layout.finish(MessageType::authenticate, [&](Writer& out) {
        for (const Field& field : {lm, nt, domain, user, workstation, session_key})
            write_field(out, field);
        out.le32(flags.bits());
        write_version(out, flags, message.version);
        if (message.mic) out.bytes(*message.mic);
    });
}

void put_mic(Buffer& authenticate_message, const Mic& mic) {
    if (authenticate_message.size() < kAuthenticateHeader) return;
    std::ranges::copy(mic, authenticate_message.begin() + kMicOffset);
}

}  // namespace secur32::ntlm
