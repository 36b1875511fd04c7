#include "sslprovider/crypto/secret_der.h"

#include <algorithm>
#include <array>

#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

// X.690 8.1.3: one octet under 128, else their number and the octets of the length.
std::size_t length_octets(std::size_t length) {
    return length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4;
}

void put_length(MutableBytes place, std::size_t length) {
    if (place.size() > 1) place.front() = static_cast<std::uint8_t>(0x80 | (place.size() - 1));
    for (std::size_t i = place.size() - 1; i > 0; --i, length >>= 8)
        place[i] = static_cast<std::uint8_t>(length);
    if (place.size() == 1) place.front() = static_cast<std::uint8_t>(length);
}

}  // namespace

SecureBytes der_element(DerTag tag, std::initializer_list<Bytes> parts) {
    std::size_t length = 0;
    for (const Bytes part : parts) length += part.size();
    const std::size_t header = 1 + length_octets(length);
    SecureBytes element(header + length);
    element.mutable_bytes().front() = static_cast<std::uint8_t>(tag);
    put_length(element.mutable_bytes().subspan(1, header - 1), length);
    auto at = element.mutable_bytes().subspan(header).begin();
    for (const Bytes part : parts) at = std::ranges::copy(part, at).out;
    return element;
}

SecureBytes der_integer(Bytes number) {
    constexpr std::array<std::uint8_t, 1> zero{};
    const Bytes octets = significant(number);
    const bool needs_zero = octets.empty() || (octets.front() & 0x80) != 0;
    return der_element(DerTag::integer, {needs_zero ? Bytes(zero) : Bytes{}, octets});
}

}  // namespace secur32::crypto
