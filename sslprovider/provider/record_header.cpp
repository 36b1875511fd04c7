// Both forms are made from the prefix that a record's MAC begins with: it holds all of their
// fields.
#include "sslprovider/provider/record_header.h"

#include <algorithm>

#include "sslprovider/base/trace.h"

namespace secur32::provider {
namespace {

constexpr std::size_t kTypeAt = crypto::kSequenceLength;
constexpr std::size_t kVersionEnd = kTypeAt + 3;

// RFC 8446 5.2: "The legacy_record_version field is always 0x0303."
constexpr Version wire_version(Version version) {
    return version == Version::tls13 ? Version::tls12 : version;
}

Status refuse(std::string_view reason) { return trace::because(Status::bad_data, reason); }

bool is_content_type(std::uint8_t type) {
    return static_cast<std::uint8_t>(ContentType::change_cipher_spec) <= type &&
           type <= static_cast<std::uint8_t>(ContentType::application_data);
}

constexpr std::size_t max_fragment(Version version) {
    return version == Version::tls13 ? kMaxCiphertext13 : kMaxCiphertext12;
}

}  // namespace

crypto::RecordPrefix record_prefix(Version version, const RecordHeader& header) {
    const auto number = static_cast<std::uint16_t>(wire_version(version));
    crypto::RecordPrefix prefix;
    for (std::size_t i = 0; i < crypto::kSequenceLength; ++i)
        prefix[i] = static_cast<std::uint8_t>(header.sequence >> (56 - 8 * i));
    prefix[kTypeAt] = static_cast<std::uint8_t>(header.type);
    prefix[kTypeAt + 1] = static_cast<std::uint8_t>(number >> 8);
    prefix[kTypeAt + 2] = static_cast<std::uint8_t>(number);
    crypto::set_length(prefix, header.length);
    return prefix;
}

void write_header(Version version, const RecordHeader& header, MutableBytes out) {
    const crypto::RecordPrefix prefix = record_prefix(version, header);
    const Bytes all(prefix);
    auto at = std::ranges::copy(all.subspan(kTypeAt, kVersionEnd - kTypeAt), out.begin()).out;
    if (is_datagram(version)) at = std::ranges::copy(all.first(crypto::kSequenceLength), at).out;
    std::ranges::copy(all.subspan(kVersionEnd), at);
}

Result<RecordHeader> read_header(Version version, std::uint64_t sequence, Bytes record) {
    const std::size_t size = header_length(version);
    if (record.size() < size) return refuse("ssl: a record without a whole header");
    const RecordHeader header{static_cast<ContentType>(record[0]), sequence, record.size() - size};
    if (!is_content_type(record[0]) || header.type != outer_type(version, header.type))
        return refuse("ssl: a record of a type that is none of this version's");
    if (header.length > max_fragment(version)) return refuse("ssl: a record that is too long");

    std::array<std::uint8_t, 13> right;
    const MutableBytes expected = MutableBytes(right).first(size);
    write_header(version, header, expected);
    if (!std::ranges::equal(expected, record.first(size)))
        return refuse("ssl: a record of another version, number or length than its header says");
    return header;
}

}  // namespace secur32::provider
