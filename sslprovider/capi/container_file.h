// The text of a key container's file (container.h shows it).  Only what is written here is read:
// another line, a block out of place, a slot twice are damage.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "sslprovider/capi/container.h"

namespace secur32::capi {

struct ContainerFile {
    std::string name;  // percent-encoded, as the container's maker spelt it
    std::array<std::optional<StoredPair>, 2> pairs;

    std::optional<StoredPair>& at(KeySpec spec) { return pairs[index(spec)]; }
    const std::optional<StoredPair>& at(KeySpec spec) const { return pairs[index(spec)]; }

 private:
    static std::size_t index(KeySpec spec) { return spec == KeySpec::exchange ? 0 : 1; }
};

Result<ContainerFile> read_container_file(std::string_view text);  // bad_data
SecureBytes write_container_file(const ContainerFile& file);

// bad_data: no PKCS#8, or of a key that does not belong into that slot.
Result<Key> key_of(KeySpec spec, const StoredPair& pair);
// bad_key_state: a pair that is not made yet, or a half of one; bad_key: of no container's.
Result<StoredPair> stored_pair(KeySpec spec, const Key& key);

}  // namespace secur32::capi
