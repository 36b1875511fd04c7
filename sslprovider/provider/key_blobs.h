// CNG's key blobs ([MS-*] have none: bcrypt.h) <-> keys.  Header integers are little-endian, the
// numbers of a key big-endian.  bad_data: truncated, trailing octets, lengths that contradict one
// another, a magic that is not the blob type's; bad_key: numbers that cannot be.
#pragma once

#include <variant>

#include "sslprovider/crypto/keys.h"
#include "sslprovider/provider/key_schedule.h"
#include "sslprovider/provider/master_key.h"

namespace secur32::provider {

// The peer's half of an (EC)DH exchange; prime and generator of a finite field.
struct PeerShare {
    crypto::NamedGroup group = crypto::NamedGroup::none;
    Buffer public_value;
    Buffer prime, generator;
};

// BCRYPT_RSAPUBLIC_BLOB.
Result<crypto::PublicKey> import_rsa_public(Bytes blob);
Result<Buffer> export_rsa_public(const crypto::PublicKey& key);
// BCRYPT_RSAPRIVATE_BLOB (no private exponent, no CRT) and BCRYPT_RSAFULLPRIVATE_BLOB, told apart
// by their magic.
Result<crypto::PrivateKey> import_rsa_private(Bytes blob);
Result<SecureBytes> export_rsa_private(const crypto::PrivateKey& key, bool full);

// BCRYPT_ECCPUBLIC_BLOB and BCRYPT_ECCPRIVATE_BLOB with the magics of P-256, P-384 and P-521, ECDSA
// or ECDH.  (The generic magics say no curve: unsupported_function.)
enum class EccUse : std::uint8_t { ecdsa, ecdh };
struct EccPublic {
    EccUse use;
    crypto::PublicKey key;
};
Result<EccPublic> import_ecc_public(Bytes blob);
Result<Buffer> export_ecc_public(const crypto::PublicKey& key, EccUse use);
Result<crypto::PrivateKey> import_ecc_private(Bytes blob);
Result<SecureBytes> export_ecc_private(const crypto::PrivateKey& key, EccUse use);

// Key shares: BCRYPT_ECCPUBLIC_BLOB (ECDH magics), SSL_ECCPUBLIC_BLOB (curve type and the wire
// form: any curve of ours), BCRYPT_DH_PUBLIC_BLOB (p, g, y; a group of RFC 7919 is recognised).
// unsupported_function: a share of another kind, a curve that is not ours.
Result<PeerShare> import_ecc_share(Bytes blob);
Result<PeerShare> import_ssl_ecc_share(Bytes blob);
Result<PeerShare> import_dh_share(Bytes blob);
Result<Buffer> export_ecc_share(const PeerShare& share);
Result<Buffer> export_ssl_ecc_share(const PeerShare& share);
Result<Buffer> export_dh_share(const PeerShare& share);

// BCRYPT_DH_PARAMETER_HEADER, p, g.
struct DhParameters {
    Buffer prime, generator;
};
Result<DhParameters> import_dh_parameters(Bytes blob);

// BCRYPT_KEY_DATA_BLOB: an external pre-shared key.
Result<SecureBytes> import_key_data(Bytes blob);

// BCRYPT_OPAQUE_KEY_BLOB: this library's own form of what has no other: master keys, packet keys,
// secrets of the key schedule.  "SK32", version, kind, protocol, suite, flags, lengths, the secret,
// SHA-256 over all before (against damage, not against forgers).  It holds the secret in the clear:
// who exports it wipes it.  A packet key does not remember which sequence numbers were used: who
// imports it goes on counting.
using OpaqueKey = std::variant<MasterKey, PacketKey, ScheduleSecret>;
Result<OpaqueKey> import_opaque(Bytes blob);
Result<SecureBytes> export_opaque(const MasterKey& key);
Result<SecureBytes> export_opaque(const PacketKey& key);
Result<SecureBytes> export_opaque(const ScheduleSecret& secret);

}  // namespace secur32::provider
