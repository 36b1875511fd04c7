// What a header may say.
#include "sslprovider/provider/record_header.h"

#include "sslprovider/base/trace.h"

namespace secur32::provider {
namespace {

Status refuse(std::string_view reason) { return trace::because(Status::bad_data, reason); }

template <typename Number>
Number big_endian(const std::uint8_t* octets) {
    Number number;
    std::memcpy(&number, octets, sizeof number);
    if constexpr (sizeof number == 2) return __builtin_bswap16(number);
    return static_cast<Number>(__builtin_bswap64(number));
}

bool is_content_type(std::uint8_t type) {
    return static_cast<std::uint8_t>(ContentType::change_cipher_spec) <= type &&
           type <= static_cast<std::uint8_t>(ContentType::application_data);
}

constexpr std::size_t max_fragment(Version version) {
    return version == Version::tls13 ? kMaxCiphertext13 : kMaxCiphertext12;
}

}  // namespace

Status check_header(Version version, std::uint64_t sequence, Bytes record) {
    const std::size_t size = header_length(version);
    if (record.size() < size) return refuse("ssl: a record without a whole header");
    const auto type = static_cast<ContentType>(record[0]);
    if (!is_content_type(record[0]) || type != outer_type(version, type))
        return refuse("ssl: a record of a type that is none of this version's");
    if (big_endian<std::uint16_t>(&record[1]) != static_cast<std::uint16_t>(wire_version(version)))
        return refuse("ssl: a record of another version");
    if (is_datagram(version) && big_endian<std::uint64_t>(&record[3]) != sequence)
        return refuse("ssl: a record of another epoch or number");

    const std::size_t length = record.size() - size;
    if (big_endian<std::uint16_t>(&record[size - 2]) != length)
        return refuse("ssl: a record of another length than its header says");
    if (length > max_fragment(version)) return refuse("ssl: a record that is too long");
    return Status::ok;
}

}  // namespace secur32::provider
