// The master secret of TLS 1.0 to 1.2 (and DTLS), and what is derived from it.
//
//   premaster --PRF "master secret", client_random + server_random--> master     RFC 5246 8.1
//   premaster --PRF "extended master secret", session_hash---------> master     RFC 7627 4
//   master    --PRF "key expansion", server_random + client_random--> key_block  RFC 5246 6.3
//   master    --PRF "client finished" / "server finished", hash-----> verify_data 7.4.9
//
// The keys that go in are secrets; none comes out but inside a PacketKey.
// Thread rule: a MasterKey is immutable; any thread.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/crypto/rsa_encryption.h"
#include "sslprovider/provider/packet_key.h"

namespace secur32::provider {

enum class Side : std::uint8_t { client, server };

using Random = std::array<std::uint8_t, 32>;
struct Randoms {
    Random client;
    Random server;
};

inline constexpr std::size_t kMasterSecretLength = 48;
inline constexpr std::size_t kVerifyDataLength = 12;

// What key_block was cut into, for one side.
struct SessionKeys {
    PacketKey read;
    PacketKey write;
};

// Labels of the key block of EAP methods: RFC 5216 2.3, RFC 5281 8, 11.1, RFC 4851 5.1.
enum class EapMethod : std::uint8_t { tls = 0, ttls_v0 = 1, ttls_v0_challenge = 2, fast = 3 };

class MasterKey {
 public:
    // extended master secret (RFC 7627) when session_hash is given, which is as long as the PRF's
    // hash of this version and suite: invalid_parameter otherwise.  For DHE hand Z over as agree()
    // gave it: leading zeros are stripped here (RFC 5246 8.1.2).
    static Result<MasterKey> derive(Version version, const CipherSuite& suite, Side side,
                                    Bytes premaster, const Randoms& randoms,
                                    std::optional<Bytes> session_hash = {});
    // A master secret as it is: from a session ticket, an opaque blob, a test vector.
    static MasterKey adopt(Version version, const CipherSuite& suite, Side side,
                           Secret<kMasterSecretLength> secret, bool extended);

    // Server, RSA key exchange: RFC 5246 7.4.7.1, never telling whether the decryption went well.
    // offered: client_version of the ClientHello.
    static Result<MasterKey> from_encrypted_premaster(Version version, const CipherSuite& suite,
                                                      const crypto::PrivateKey& key,
                                                      Bytes encrypted, Version offered,
                                                      const Randoms& randoms,
                                                      std::optional<Bytes> session_hash = {});

    Version version() const { return version_; }
    const CipherSuite& suite() const { return *suite_; }
    Side side() const { return side_; }
    bool extended() const { return extended_; }

    Result<SessionKeys> generate_session_keys(const Randoms& randoms,
                                              bool encrypt_then_mac = false) const;
    // The Finished that `sender` sends.  Not secret, yet compared in constant time.
    std::array<std::uint8_t, kVerifyDataLength> verify_data(Side sender,
                                                            Bytes handshake_hash) const;
    // RFC 5705 4; "no context" and "empty context" differ.  invalid_parameter: a context over 65535
    // octets, or a label that is or begins with one that RFC 5705 6 reserves ("client finished",
    // "master secret", ...).
    Status export_keying_material(std::string_view label, const Randoms& randoms,
                                  std::optional<Bytes> context, MutableBytes out) const;
    // 128 octets of key block, then 64 of IV block (RFC 5216 2.3: PRF("", label, randoms)); of
    // EAP-FAST session_key_seed, which is key_block behind the connection's own keys.
    void eap_key_block(EapMethod method, const Randoms& randoms, MutableBytes out) const;

    const Secret<kMasterSecretLength>& secret() const { return secret_; }  // opaque blobs, tickets

 private:
    MasterKey(Version version, const CipherSuite& suite, Side side, bool extended)
        : version_(version), suite_(&suite), side_(side), extended_(extended) {}

    Version version_;
    const CipherSuite* suite_;
    Side side_;
    bool extended_;
    Secret<kMasterSecretLength> secret_;
};

// Client, RSA key exchange: offered version and 46 random octets (RFC 5246 7.4.7.1).
SecureBytes make_rsa_premaster(Version offered);
// RFC 4279 2: N zeros and the key, each with its length, where the suite has no other secret.  Of a
// key whose length does not fit: nothing, which derive() refuses.
SecureBytes make_psk_premaster(Bytes pre_shared_key);

}  // namespace secur32::provider
