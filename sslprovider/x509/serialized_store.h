// Windows' serialized stores and elements ([MS-GPEF] 2.2.1.2): a certificate, CRL or CTL with its
// properties, each a record of an id, a 1, a size and that many octets, little-endian; the element
// itself comes last.  A store is a header, elements, and a record of zeros.
// Not here: what a property's octets mean, but for the name of a private key.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/base/writer.h"

namespace secur32::x509 {

struct SerializedElement {
    enum class Kind : std::uint32_t { certificate = 32, crl = 33, ctl = 34 };
    struct Property {
        std::uint32_t id = 0;
        Bytes value;
    };
    Kind kind = Kind::certificate;
    std::vector<Property> properties;
    Bytes encoded;
};

// The views live as long as octets do.  What is wrong, of the first record that is:
//   incomplete_message  its header is cut off, or there is no element
//   bad_length          it is longer than what follows
//   bad_version         the 1 is another number
//   bad_data            octets behind the element
Result<SerializedElement> parse_serialized_element(Bytes octets);

// Whether octets begin as a serialized store does.
bool is_serialized_store(Bytes octets);
// As above; bad_data too for another header.
Result<std::vector<SerializedElement>> parse_serialized_store(Bytes octets);

void write_serialized_element(Writer& out, const SerializedElement& element);
Buffer write_serialized_store(std::span<const SerializedElement> elements);

// CERT_KEY_PROV_INFO_PROP_ID in a record: offsets take the pointers' places.  Its parameters, which
// can be a PIN, are not written, and not read.
struct SerializedKeyName {
    std::optional<std::u16string> container, provider;
    std::uint32_t provider_type = 0, flags = 0, key_spec = 0;
};
// bad_data: cut off, or an offset that leads to no text inside.
Result<SerializedKeyName> parse_key_name(Bytes value);
Buffer write_key_name(const SerializedKeyName& name);

}  // namespace secur32::x509
