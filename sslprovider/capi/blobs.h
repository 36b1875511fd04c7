// The key blobs of the CryptoAPI ("Base Provider Key BLOBs", "Enhanced...", "Diffie-Hellman...",
// "RSA/ Schannel Key BLOBs" in the Windows SDK's documentation).  Everything is little-endian,
// packed, and written octet by octet.
//
//   BLOBHEADER  { BYTE bType; BYTE bVersion = 2 (3: CRYPT_BLOB_VER3); WORD reserved;
//                 ALG_ID aiKeyAlg }
//
// For all readers: bad_version (bVersion), bad_type (bType is none of these, or not what is
// wanted), bad_data (cut off, lengths that contradict one another, numbers that cannot be a key),
// bad_algorithm (aiKeyAlg).  For all writers: bad_key for a key of another kind, and for numbers
// that the blob has no room for.
#pragma once

#include "sslprovider/base/reader.h"
#include "sslprovider/capi/keys.h"

namespace secur32::capi {

enum class BlobType : std::uint8_t {
    simple = 0x01,
    public_key = 0x06,
    private_key = 0x07,
    plaintext_key = 0x08,
    opaque_key = 0x09,
    symmetric_wrap = 0x0B,
};

struct BlobHeader {
    BlobType type;
    std::uint8_t version;
    AlgId id;
    Bytes body;  // of the blob that was read: lives as long as that
};
Result<BlobHeader> read_header(Bytes blob);

// ---- Pairs and public halves --------------------------------------------------------------------

// PUBLICKEYBLOB of RSA, DSS and DH (DSS3, DH3 for version 3).
Result<Key> read_public_key(const BlobHeader& header);
Result<Buffer> write_public_key(const Key& key, std::uint8_t version = 2);
// PRIVATEKEYBLOB in the clear; RSA's private exponent may be cut short or missing.
Result<Key> read_private_key(const BlobHeader& header);
Result<SecureBytes> write_private_key(const Key& key, std::uint8_t version = 2);

// KP_PUB_PARAMS: DHPUBKEY_VER3 or DSSPUBKEY_VER3 (id: which), P, Q, G and J; "[Y] is not included".
// A BLOBHEADER before it is passed over.  Big-endian, without leading zeros; bad_data.
struct GroupNumbers {
    Buffer p, q, g;
};
Result<GroupNumbers> read_group(Bytes parameters, AlgId id);

// ---- Session keys -------------------------------------------------------------------------------

// Provider: judges id and length, and gives the implied salt.
struct SessionKeyImport {
    const Provider& provider;
    Salting salting = Salting::implied;
    bool hmac_key = false;  // CRYPT_IPSEC_HMAC_KEY
};

// PLAINTEXTKEYBLOB { BLOBHEADER; DWORD cbKey; key }.
Result<Key> read_plaintext_key(const BlobHeader& header, const SessionKeyImport& import);
Result<SecureBytes> write_plaintext_key(const Key& key);

// SIMPLEBLOB { BLOBHEADER; ALG_ID of the wrapper; encryptedkey }.  Under an RSA key: trailing
// octets are let pass, bad_data for all that is wrong inside.  oaep: CRYPT_OAEP, with the label of
// KP_OAEP_PARAMS; bad_flags for a master secret, which has PKCS#1's padding only.
struct SimpleBlobForm {
    bool oaep = false;
    bool ssl2_fallback = false;
    Bytes label = {};
};
Result<Key> read_simple(const BlobHeader& header, const crypto::PrivateKey& exchange,
                        const SessionKeyImport& import, bool oaep, Bytes label = {});
Result<Buffer> write_simple(const Key& key, const crypto::PublicKey& exchange,
                            const SimpleBlobForm& form);

// SYMMETRICWRAPKEYBLOB (RFC 3217), also a SIMPLEBLOB under a session key: a key of 3DES or RC2
// under one of 3DES or RC2.
Result<Key> read_wrapped(const BlobHeader& header, const SessionKey& wrapping,
                         const SessionKeyImport& import);
// type: symmetric_wrap or simple.
Result<SecureBytes> write_wrapped(const Key& key, const SessionKey& wrapping,
                                  BlobType type = BlobType::symmetric_wrap);

// OPAQUEKEYBLOB: this library's own form, of this version and process: the key with its parameters,
// sealed under a key that this process drew at random (AES-256-GCM).  Another process's: bad_data.
Result<Key> read_opaque(const BlobHeader& header, const SessionKeyImport& import);
Result<SecureBytes> write_opaque(const Key& key);

}  // namespace secur32::capi
