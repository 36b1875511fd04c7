// The properties of NCryptGetProperty and NCryptSetProperty, as two tables: of keys and of the
// provider.
#pragma once

#include <ncrypt.h>

#include <string_view>

#include "sslprovider/api/output.h"
#include "sslprovider/api/storage_keys.h"

namespace secur32::api {

// read and write are null where the property cannot be read or set.
struct KeyProperty {
    std::u16string_view name;
    Status (*read)(const KeyFacts& facts, const Output& output);
    Status (*write)(KeyFacts& facts, Bytes value);
};
struct ProviderProperty {
    std::u16string_view name;
    Status (*read)(const Output& output);
    Status (*write)(Bytes value);
};

// Null when there is none.
const KeyProperty* find_key_property(std::u16string_view name);
const ProviderProperty* find_provider_property(std::u16string_view name);

}  // namespace secur32::api
