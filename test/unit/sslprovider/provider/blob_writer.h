// CNG's blobs laid out by hand after bcrypt.h: little-endian headers, big-endian numbers.
#pragma once

#include <initializer_list>

#include "sslprovider/base/writer.h"
#include "sslprovider/provider/key_blobs.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::provider::blobs {

using namespace crypto::foreign;
using test::hex;
using test::to_hex;

inline Buffer header(std::initializer_list<std::size_t> fields) {
    Writer out;
    for (const std::size_t field : fields) out.le32(static_cast<std::uint32_t>(field));
    return out.take();
}

inline Buffer blob(std::initializer_list<std::size_t> fields,
                   std::initializer_list<Buffer> numbers) {
    Buffer out = header(fields);
    for (const Buffer& number : numbers) out = out + number;
    return out;
}

// The same blob with one field of its header replaced.
inline Buffer with_field(Buffer from, std::size_t index, std::size_t value) {
    const Buffer field = header({value});
    std::ranges::copy(field, from.begin() + static_cast<std::ptrdiff_t>(4 * index));
    return from;
}

// Lengths that no memory has, and those beside the right one.
inline std::vector<std::size_t> hostile_lengths(std::size_t right) {
    return {0,          right - 1,  right + 1,  right * 2,           0x7FFFFFFF, 0x80000000,
            0xFFFFFFFF, 0xFFFFFFF8, 0xFFFFFFFE, 0x100000000 - right, 0x55555555, 0x40000000};
}

inline Buffer octets(const SecureBytes& secret) { return copy(secret.bytes()); }
inline Buffer octets(const Buffer& open) { return open; }

}  // namespace secur32::provider::blobs
