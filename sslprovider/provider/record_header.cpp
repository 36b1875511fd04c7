// A header is right when it is the one that would have been written.
#include "sslprovider/provider/record_header.h"

#include "sslprovider/base/trace.h"

namespace secur32::provider {
namespace {

Status refuse(std::string_view reason) { return trace::because(Status::bad_data, reason); }

bool is_content_type(std::uint8_t type) {
    return static_cast<std::uint8_t>(ContentType::change_cipher_spec) <= type &&
           type <= static_cast<std::uint8_t>(ContentType::application_data);
}

constexpr std::size_t max_fragment(Version version) {
    return version == Version::tls13 ? kMaxCiphertext13 : kMaxCiphertext12;
}

}  // namespace

Result<crypto::RecordPrefix> read_header(Version version, std::uint64_t sequence, Bytes record) {
    const std::size_t size = header_length(version);
    if (record.size() < size) return refuse("ssl: a record without a whole header");
    const auto type = static_cast<ContentType>(record[0]);
    if (!is_content_type(record[0]) || type != outer_type(version, type))
        return refuse("ssl: a record of a type that is none of this version's");
    const std::size_t length = record.size() - size;
    if (length > max_fragment(version)) return refuse("ssl: a record that is too long");

    const crypto::RecordPrefix prefix = record_prefix(version, type, sequence, length);
    std::array<std::uint8_t, header_length(Version::dtls12)> right;
    write_header(version, prefix, right);
    if (std::memcmp(right.data(), record.data(), size) != 0)
        return refuse("ssl: a record of another version, number or length than its header says");
    return prefix;
}

}  // namespace secur32::provider
