#include "sslprovider/x509/serialized_store.h"

#include <utility>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"

namespace secur32::x509 {
namespace {

constexpr std::uint32_t kVersion = 0, kMagic = 0x54524543;  // "CERT"
constexpr std::uint32_t kEncoding = 1;
constexpr std::size_t kHeader = 12;
constexpr std::uint32_t kKeyNameSize = 28;

struct Record {
    std::uint32_t id = 0;
    Bytes value;
};

Result<Record> read_record(Reader& in) {
    if (in.remaining() < kHeader)
        return trace::because(Status::incomplete_message, "x509: a serialized record is cut off");
    Record record;
    record.id = in.le32();
    const std::uint32_t encoding = in.le32();
    const std::uint32_t size = in.le32();
    if (size > in.remaining())
        return trace::because(Status::bad_length, "x509: a serialized record is too long");
    // The record of zeros behind a store's last element has no encoding either.
    if (record.id != 0 && encoding != kEncoding)
        return trace::because(Status::bad_version,
                              "x509: a serialized record has another encoding");
    record.value = in.bytes(size);
    return record;
}

bool is_element(std::uint32_t id) {
    return id >= static_cast<std::uint32_t>(SerializedElement::Kind::certificate) &&
           id <= static_cast<std::uint32_t>(SerializedElement::Kind::ctl);
}

// Nothing for the end of a store.
Result<std::optional<SerializedElement>> read_element(Reader& in) {
    SerializedElement element;
    for (;;) {
        TRY_ASSIGN(const Record record, read_record(in));
        if (record.id == 0) {
            if (element.properties.empty()) return std::optional<SerializedElement>();
            return trace::because(Status::incomplete_message,
                                  "x509: serialized properties of nothing");
        }
        if (is_element(record.id)) {
            element.kind = static_cast<SerializedElement::Kind>(record.id);
            element.encoded = record.value;
            return std::optional(std::move(element));
        }
        element.properties.push_back({record.id, record.value});
    }
}

void write_record(Writer& out, std::uint32_t id, Bytes value) {
    out.le32(id);
    out.le32(kEncoding);
    out.le32(static_cast<std::uint32_t>(value.size()));
    out.bytes(value);
}

// UTF-16LE up to its NUL; an offset of 0 is an absent text.
Result<std::optional<std::u16string>> read_text(Bytes value, std::uint32_t offset) {
    if (offset == 0) return std::optional<std::u16string>();
    Reader in(value);
    in.skip(offset);
    std::u16string text;
    for (;;) {
        const char16_t unit = in.le16();
        if (in.failed())
            return trace::because(Status::bad_data, "x509: a key's name leads out of its record");
        if (unit == 0) return std::optional(std::move(text));
        text += unit;
    }
}

}  // namespace

Result<SerializedElement> parse_serialized_element(Bytes octets) {
    Reader in(octets);
    TRY_ASSIGN(std::optional<SerializedElement> element, read_element(in));
    if (!element)
        return trace::because(Status::incomplete_message, "x509: a serialized element of nothing");
    if (!in.done())
        return trace::because(Status::bad_data, "x509: octets behind a serialized element");
    return *std::move(element);
}

bool is_serialized_store(Bytes octets) {
    Reader in(octets);
    return in.le32() == kVersion && in.le32() == kMagic && !in.failed();
}

Result<std::vector<SerializedElement>> parse_serialized_store(Bytes octets) {
    if (!is_serialized_store(octets))
        return trace::because(Status::bad_data, "x509: not a serialized store");
    std::vector<SerializedElement> elements;
    Reader in(octets.subspan(8));
    for (;;) {
        TRY_ASSIGN(std::optional<SerializedElement> element, read_element(in));
        if (!element) break;
        elements.push_back(*std::move(element));
    }
    if (!in.done()) return trace::because(Status::bad_data, "x509: octets behind a store");
    return elements;
}

void write_serialized_element(Writer& out, const SerializedElement& element) {
    for (const SerializedElement::Property& property : element.properties)
        write_record(out, property.id, property.value);
    write_record(out, static_cast<std::uint32_t>(element.kind), element.encoded);
}

Buffer write_serialized_store(std::span<const SerializedElement> elements) {
    Writer out;
    out.le32(kVersion);
    out.le32(kMagic);
    for (const SerializedElement& element : elements) write_serialized_element(out, element);
    out.zeros(kHeader);
    return out.take();
}

//   [MS-GPEF] 2.2.1.2: offset of the container's name, offset of the provider's name, provider
//   type, flags, count of parameters, offset of parameters, key specification; then the texts.
Result<SerializedKeyName> parse_key_name(Bytes value) {
    Reader in(value);
    const std::uint32_t container = in.le32(), provider = in.le32();
    SerializedKeyName name;
    name.provider_type = in.le32();
    name.flags = in.le32();
    in.skip(8);
    name.key_spec = in.le32();
    if (in.failed()) return trace::because(Status::bad_data, "x509: a key's name is cut off");
    TRY_ASSIGN(name.container, read_text(value, container));
    TRY_ASSIGN(name.provider, read_text(value, provider));
    return name;
}

Buffer write_key_name(const SerializedKeyName& name) {
    std::uint32_t end = kKeyNameSize;
    const auto place = [&](const std::optional<std::u16string>& text) -> std::uint32_t {
        if (!text) return 0;
        return std::exchange(end, end + static_cast<std::uint32_t>(2 * (text->size() + 1)));
    };
    Writer out;
    out.le32(place(name.container));
    out.le32(place(name.provider));
    out.le32(name.provider_type);
    out.le32(name.flags);
    out.le32(0);
    out.le32(0);
    out.le32(name.key_spec);
    for (const auto* const text : {&name.container, &name.provider}) {
        if (!*text) continue;
        out.bytes(bytes_of(std::u16string_view(**text)));
        out.le16(0);
    }
    return out.take();
}

}  // namespace secur32::x509
