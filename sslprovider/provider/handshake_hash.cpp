// Which hash it is, and the one rewriting that a transcript knows.
#include "sslprovider/provider/handshake_hash.h"

#include <array>

namespace secur32::provider {

HandshakeHash::HandshakeHash(Version version, const CipherSuite& suite)
    : HandshakeHash(version, suite, suite.prf_hash(version)) {}

HandshakeHash::HandshakeHash(Version version, const CipherSuite& suite,
                             crypto::HashAlgorithm algorithm)
    : version_(version), suite_(&suite), hash_(algorithm) {}

// message_hash || 00 00 Hash.length || Hash(ClientHello1)
void HandshakeHash::replace_with_message_hash() {
    constexpr std::uint8_t kMessageHash = 254;
    const crypto::Digest first_hello = hash_.peek();
    const std::array<std::uint8_t, 4> header{kMessageHash, 0, 0,
                                             static_cast<std::uint8_t>(first_hello.size())};
    hash_.restart();
    hash_.update(header);
    hash_.update(first_hello.bytes());
}

}  // namespace secur32::provider
