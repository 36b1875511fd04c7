// Serialized stores and elements: what is read is written as the same octets; the name of a key
// comes out as it went in.
#include "sslprovider/x509/serialized_store.h"

#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void check_key_name(Bytes value) {
    const auto name = x509::parse_key_name(value);
    if (!name.ok()) return;
    const Buffer written = x509::write_key_name(name.value());
    const auto again = x509::parse_key_name(written);
    fuzz::require(again.ok() && again.value().container == name.value().container &&
                  again.value().provider == name.value().provider &&
                  again.value().provider_type == name.value().provider_type &&
                  again.value().flags == name.value().flags &&
                  again.value().key_spec == name.value().key_spec);
}

void check_element(const x509::SerializedElement& element) {
    for (const auto& property : element.properties) {
        fuzz::require(property.id != 0 && (property.id < 32 || property.id > 34));
        check_key_name(property.value);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes octets(data, size);
    if (const auto store = x509::parse_serialized_store(octets); store.ok()) {
        for (const auto& element : store.value()) check_element(element);
        const Buffer again = x509::write_serialized_store(store.value());
        // The last record's encoding and size can be any.
        fuzz::require(x509::parse_serialized_store(again).value().size() == store.value().size());
    }
    if (const auto element = x509::parse_serialized_element(octets); element.ok()) {
        check_element(element.value());
        Writer out;
        x509::write_serialized_element(out, element.value());
        fuzz::require(fuzz::same(out.view(), octets));
    }
    check_key_name(octets);
    return 0;
}
