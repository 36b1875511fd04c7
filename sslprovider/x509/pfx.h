// PFX files (PKCS #12, RFC 7292): certificates, their private keys and CRLs in one file under a
// password, which both decrypts and proves that nobody changed it (RFC 7292 3.1, password privacy
// and password integrity modes).
//
//   PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo, macData MacData OPTIONAL }
//
// Not here: files under public keys, and files without a MAC, which anybody may have changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/pfx_encryption.h"

namespace secur32::x509 {

// Attributes of a SafeBag: PKCS #9's friendlyName and localKeyID, and Microsoft's own.
struct PfxAttributes {
    std::optional<std::u16string> friendly_name;
    Buffer local_key_id;                     // empty: none
    std::optional<std::u16string> provider;  // 1.3.6.1.4.1.311.17.1: of a key
    bool machine_keyset = false;             // 1.3.6.1.4.1.311.17.2: of a key
    // 1.3.6.1.4.1.311.17.3.<id>: properties of a certificate's context, by id.
    std::vector<std::pair<std::uint32_t, Buffer>> properties;
};
struct PfxKey {
    crypto::PrivateKey key;
    PfxAttributes attributes;
};
struct PfxCertificate {
    Buffer der;  // not judged
    PfxAttributes attributes;
};
struct PfxContents {
    std::vector<PfxKey> keys;
    std::vector<PfxCertificate> certificates;
    std::vector<Buffer> crls;
};

enum class PfxParts : std::uint8_t {
    all,
    certificates,                // keys are left alone: neither decrypted nor judged
    not_encrypted_certificates,  // nothing is decrypted, and the MAC, which wants a password, is
                                 // not looked at
};

struct PfxReading {
    PfxParts parts = PfxParts::all;
    // How often passwords are hashed at most for the whole file: seconds of work.
    std::uint64_t most_rounds = 10'000'000;
};

inline constexpr std::size_t kMaxPfxSize = 1 << 26;

// Whether it has the structure of a PFX file; nothing is decrypted.
bool is_pfx(Bytes file);
// The MAC alone.  As read_pfx.
Status verify_pfx_password(Bytes file, const PfxPassword& password, const PfxReading& reading = {});
// bad_data: no PFX file, or one whose parts are none; bad_passphrase: the MAC is of another
// password; unsupported_function: no MAC, too many rounds, an algorithm that is not here, a file
// under public keys; bad_key as PrivateKey.
Result<PfxContents> read_pfx(Bytes file, const PfxPassword& password,
                             const PfxReading& reading = {});

struct PfxWriting {
    PfxCipher cipher = PfxCipher::triple_des_sha1;
    bool encrypt_certificates = true;
    std::uint32_t rounds = 100'000;
};
// Keys as pkcs8ShroudedKeyBags, MAC with the cipher's hash.
Result<Buffer> write_pfx(const PfxContents& contents, const PfxPassword& password,
                         const PfxWriting& writing);

}  // namespace secur32::x509
