// What the tests of master keys are made of.
#pragma once

#include <algorithm>

#include "sslprovider/provider/master_key.h"
#include "test/support/foreign_kdf.h"

namespace secur32::provider {

namespace foreign = test::foreign;
using foreign::joined;

inline Buffer copy(Bytes bytes) { return Buffer(bytes.begin(), bytes.end()); }
inline Buffer master_of(const MasterKey& key) { return copy(key.secret().bytes()); }

inline Random random_of(std::uint8_t first) {
    Random random{};
    for (std::size_t i = 0; i < random.size(); ++i)
        random[i] = static_cast<std::uint8_t>(first + i);
    return random;
}
inline const Randoms kRandoms{random_of(1), random_of(101)};
inline Buffer client_server() { return joined(kRandoms.client, kRandoms.server); }
inline Buffer server_client() { return joined(kRandoms.server, kRandoms.client); }

inline Buffer premaster_octets() {
    Buffer octets(48);
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = static_cast<std::uint8_t>(7 * i + 3);
    return octets;
}

// Legacy ones, too.
inline const CipherSuite& suite_of(std::uint16_t id) {
    return *std::ranges::find(cipher_suites(), id, &CipherSuite::id);
}
}  // namespace secur32::provider
