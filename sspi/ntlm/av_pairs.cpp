// Reads, judges and writes AV_PAIR sequences ([MS-NLMP] 2.2.2.1).
#include "sspi/ntlm/av_pairs.h"

#include <algorithm>
#include <cstring>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"

namespace secur32::ntlm {
namespace {

constexpr std::size_t kMaxValue = 0xFFFF;

constexpr bool is_known(AvId id) { return static_cast<std::size_t>(id) < kKnownAvIds; }
constexpr std::size_t index_of(AvId id) { return static_cast<std::size_t>(id); }

// Whether a value can have so many octets.
constexpr bool size_fits(AvId id, std::size_t size) {
    switch (id) {
        case AvId::eol:
            return size == 0;
        case AvId::nb_computer_name:
        case AvId::nb_domain_name:
        case AvId::dns_computer_name:
        case AvId::dns_domain_name:
        case AvId::dns_tree_name:
        case AvId::target_name:
            return size % sizeof(char16_t) == 0;
        case AvId::flags:
            return size == sizeof(std::uint32_t);
        case AvId::timestamp:
            return size == sizeof(FileTime);
        case AvId::channel_bindings:
            return size == std::tuple_size_v<BindingsHash>;
        case AvId::single_host:
            break;  // 2.2.2.2: platform-specific, "MUST be ignored"
    }
    return true;
}

Status bad(std::string_view reason) { return trace::because(Status::invalid_token, reason); }

}  // namespace

AvPair AvPairs::first_of(Bytes judged) {
    Reader in(judged);
    const auto id = static_cast<AvId>(in.le16());
    const std::uint16_t size = in.le16();
    return {id, in.bytes(size)};
}

Result<AvPairs> AvPairs::parse(Bytes sequence) {
    AvPairs pairs;
    Reader in(sequence);
    for (;;) {
        const auto id = static_cast<AvId>(in.le16());
        const std::uint16_t size = in.le16();
        const std::size_t at = sequence.size() - in.remaining();
        in.skip(size);
        if (in.failed()) return bad("ntlm: AV pairs end without MsvAvEOL");
        if (!size_fits(id, size)) return bad("ntlm: an AV pair's value has a wrong length");
        if (id == AvId::eol) break;
        if (!is_known(id)) continue;
        std::uint32_t& place = pairs.at_[index_of(id)];
        if (place != 0) return bad("ntlm: an AV pair comes twice");
        place = static_cast<std::uint32_t>(at);
    }
    pairs.raw_ = sequence.first(sequence.size() - in.remaining());
    return pairs;
}

std::optional<Bytes> AvPairs::find(AvId id) const {
    if (!is_known(id) || at_[index_of(id)] == 0) return std::nullopt;
    return first_of(raw_.subspan(at_[index_of(id)] - kHeader)).value;
}

std::optional<std::u16string> AvPairs::text(AvId id) const {
    const std::optional<Bytes> value = find(id);
    if (!value) return std::nullopt;
    std::u16string text(value->size() / sizeof(char16_t), u'\0');
    std::memcpy(text.data(), value->data(), text.size() * sizeof(char16_t));
    return text;
}

std::uint32_t AvPairs::flags() const {
    const std::optional<Bytes> value = find(AvId::flags);
    return value ? Reader(*value).le32() : 0;
}

std::optional<FileTime> AvPairs::timestamp() const {
    const std::optional<Bytes> value = find(AvId::timestamp);
    if (!value) return std::nullopt;
    return Reader(*value).le64();
}

std::optional<BindingsHash> AvPairs::channel_bindings() const {
    const std::optional<Bytes> value = find(AvId::channel_bindings);
    if (!value) return std::nullopt;
    const auto hash = Reader(*value).array<std::tuple_size_v<BindingsHash>>();
    if (hash == BindingsHash{}) return std::nullopt;
    return hash;
}

AvPairsWriter& AvPairsWriter::value(AvId id, Bytes value) {
    fits_ = fits_ && value.size() <= kMaxValue;
    if (!fits_) return *this;
    out_.le16(static_cast<std::uint16_t>(id));
    out_.le16(static_cast<std::uint16_t>(value.size()));
    out_.bytes(value);
    return *this;
}

AvPairsWriter& AvPairsWriter::text(AvId id, std::u16string_view text) {
    return value(id, bytes_of(text));
}

AvPairsWriter& AvPairsWriter::flags(std::uint32_t flags) {
    Writer value_of_flags(sizeof flags);
    value_of_flags.le32(flags);
    return value(AvId::flags, value_of_flags.view());
}

AvPairsWriter& AvPairsWriter::timestamp(FileTime time) {
    Writer value_of_time(sizeof time);
    value_of_time.le64(time);
    return value(AvId::timestamp, value_of_time.view());
}

Result<Buffer> AvPairsWriter::finish() {
    value(AvId::eol, {});
    if (!fits_ || out_.size() > kMaxValue) return Status::invalid_parameter;
    return out_.take();
}

Result<Buffer> write_client_pairs(const AvPairs& server, const ClientPairs& client) {
    const std::uint32_t flags =
        (server.flags() & ~(av_flags::kProvidesMic | av_flags::kUntrustedTarget)) |
        (client.provides_mic ? av_flags::kProvidesMic : 0) |
        (client.untrusted_target ? av_flags::kUntrustedTarget : 0);
    AvPairsWriter out;
    server.for_each([&](const AvPair& pair) {
        switch (pair.id) {
            case AvId::flags:
                out.flags(flags);
                break;
            case AvId::single_host:
            case AvId::target_name:
            case AvId::channel_bindings:
                break;
            default:
                out.value(pair.id, pair.value);
        }
    });
    if (!server.has(AvId::flags) && flags != 0) out.flags(flags);
    if (!client.single_host.empty()) out.value(AvId::single_host, client.single_host);
    out.value(AvId::channel_bindings, client.channel_bindings);
    out.text(AvId::target_name, client.target_name);
    return out.finish();
}

}  // namespace secur32::ntlm
