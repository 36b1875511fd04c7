// wincrypt_csp_hashes.h: the CryptoAPI's hashes, signatures, and keys derived from hashes.
//
// A part of wincrypt.h.  Every function answers TRUE, and leaves the last error alone, or FALSE and
// GetLastError() says why.  Failure codes: those that every function can answer (NTE_NO_MEMORY,
// NTE_INTERNAL_ERROR), NTE_BAD_FLAGS for a flag that a function does not list, and
// ERROR_INVALID_PARAMETER for a pointer that must not be NULL and for the first handle, when it
// names nothing of its kind, are not repeated.  NTE_BAD_UID: the context went meanwhile.
// Handles that go out are 0 after a failure.  Any thread may call anything; calls that use one hash
// wait for each other.
//
// Which provider has which algorithm: docs/differences-from-windows.md names what differs, and
// CryptGetProvParam(PP_ENUMALGS_EX) lists them.  SECUR32_CAPI_LEGACY=0 takes MD2 and MD4 away.
#ifndef SECUR32_WINCRYPT_CSP_HASHES_H
#define SECUR32_WINCRYPT_CSP_HASHES_H

#include <wincrypt_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Hashes -------------------------------------------------------------------------------------

// Begins a hash.
//   Algid    CALG_MD2, CALG_MD4, CALG_MD5, CALG_SHA1, CALG_SHA_256, CALG_SHA_384, CALG_SHA_512
//            CALG_HMAC (RFC 2104): HP_HMAC_INFO must follow, before any data
//            CALG_MAC: the last block of CBC over the message, padded as CryptEncrypt pads it
//            CALG_SSL3_SHAMD5: takes no data; HP_HASHVAL gives it MD5's 16 octets and SHA-1's 20
//            CALG_TLS1PRF (RFC 2246 5) over the master secret: HP_TLS1PRF_LABEL, HP_TLS1PRF_SEED
//            CALG_SCHANNEL_MASTER_HASH: what CryptDeriveKey makes a channel's keys of
//   hKey     0, but for the last four and CALG_HMAC.  CALG_HMAC: a session key, whose salt does not
//            count; CALG_MAC: one of a block cipher, in CBC; the two of Schannel: a master key with
//            both randoms.  Its state is copied: what is done with the key later changes nothing.
//   phHash   out: the handle; CryptDestroyHash, or CryptReleaseContext of its context
// Errors: NTE_BAD_ALGID (not of this provider), NTE_BAD_KEY (missing, needless, of another context,
// or not of the kind that the hash wants), ERROR_INVALID_PARAMETER (a master key without randoms),
// NTE_PERM (CALG_HMAC, CALG_MAC: KP_PERMISSIONS without CRYPT_MAC).
SECUR32_API BOOL WINAPI CryptCreateHash(HCRYPTPROV hProv, ALG_ID Algid, HCRYPTKEY hKey,
                                        DWORD dwFlags, HCRYPTHASH *phHash);

// Adds dwDataLen octets of pbData, which may be NULL for none.
//   dwFlags   CRYPT_USERDATA: ignored
// Errors: NTE_BAD_HASH_STATE (the hash is finished; CALG_HMAC without HP_HMAC_INFO), NTE_BAD_ALGID
// (CALG_SSL3_SHAMD5, CALG_TLS1PRF, CALG_SCHANNEL_MASTER_HASH take no data).
SECUR32_API BOOL WINAPI CryptHashData(HCRYPTHASH hHash, const BYTE *pbData, DWORD dwDataLen,
                                      DWORD dwFlags);

// Adds the octets of a session key, without its salt, DES keys with their parity bits; of a master
// key with both randoms: the 48 octets of the master secret.
//   dwFlags   CRYPT_LITTLE_ENDIAN: the octets in reverse
// Errors: as CryptHashData; NTE_BAD_KEY (no session key, or of another context),
// ERROR_INVALID_PARAMETER (a master key without randoms).
SECUR32_API BOOL WINAPI CryptHashSessionKey(HCRYPTHASH hHash, HCRYPTKEY hKey, DWORD dwFlags);

// Sets a parameter.
//   dwParam   HP_HASHVAL         as many octets as HP_HASHSIZE says: they are the hash from now on,
//                                which is finished
//             HP_HMAC_INFO       HMAC_INFO: the hash, and the pads that are XORed with the key; an
//                                empty one is 36.. or 5C.., 64 octets of it (128 for CALG_SHA_384
//                                and CALG_SHA_512).  A key that is longer than that is hashed first.
//             HP_TLS1PRF_LABEL, HP_TLS1PRF_SEED   CRYPT_DATA_BLOB; copied
// Errors: NTE_BAD_TYPE (another parameter, or one that this hash has not), NTE_BAD_ALGID (HMAC over
// a hash that the provider has not, or over CALG_MD2), NTE_BAD_HASH_STATE (HP_HMAC_INFO after data).
SECUR32_API BOOL WINAPI CryptSetHashParam(HCRYPTHASH hHash, DWORD dwParam, const BYTE *pbData,
                                          DWORD dwFlags);

// Reads a parameter.
//   dwParam      HP_ALGID      ALG_ID
//                HP_HASHSIZE   DWORD: the hash's length in octets; 0 of CALG_HMAC before
//                              HP_HMAC_INFO, CALG_TLS1PRF and CALG_SCHANNEL_MASTER_HASH
//                HP_HASHVAL    the hash, which is finished by that; any number of times.
//                              CALG_TLS1PRF: as many octets as *pdwDataLen says
//   pbData       out; NULL asks for the size
//   pdwDataLen   in: how many octets pbData holds; out: how many there are, also after
//                ERROR_MORE_DATA.  Neither that nor a question for the size finishes the hash.
// Errors: ERROR_MORE_DATA, NTE_BAD_TYPE (another parameter; HP_HASHVAL of
// CALG_SCHANNEL_MASTER_HASH), NTE_BAD_HASH_STATE (HP_HASHVAL before what must be set is set).
SECUR32_API BOOL WINAPI CryptGetHashParam(HCRYPTHASH hHash, DWORD dwParam, BYTE *pbData,
                                          DWORD *pdwDataLen, DWORD dwFlags);

// Copies a hash with all that came so far; neither knows of the other afterwards.
//   pdwReserved   NULL
//   phHash        out: the handle, of the same context
SECUR32_API BOOL WINAPI CryptDuplicateHash(HCRYPTHASH hHash, DWORD *pdwReserved, DWORD dwFlags,
                                           HCRYPTHASH *phHash);

// Destroys a hash and wipes it.  What another thread still does with it comes to its end.
SECUR32_API BOOL WINAPI CryptDestroyHash(HCRYPTHASH hHash);

// ---- Keys of hashes -----------------------------------------------------------------------------

// Makes a session key of a hash, which is finished by that: its first octets, or, for CALG_3DES and
// the AES keys of a hash that is not SHA-2, those of H(hash XOR 36..) || H(hash XOR 5C..).  DES keys
// get odd parity.
//   Algid       a cipher of the provider; CALG_SCHANNEL_ENC_KEY, CALG_SCHANNEL_MAC_KEY: of a
//               CALG_SCHANNEL_MASTER_HASH, as KP_SCHANNEL_ALG of its master key said when the hash
//               was made
//   hBaseData   a hash of this context
//   dwFlags     upper 16 bits: the key's length in bits, with parity or without; 0: the provider's
//               default.  CRYPT_EXPORTABLE; CRYPT_NO_SALT; CRYPT_CREATE_SALT: RC2 and RC4 of the
//               Base and Strong providers get a salt of the hash's octets behind the
//               key's, up to 16 octets with it; others none; CRYPT_SERVER (Schannel's providers): the server's key;
//               CRYPT_UPDATE_KEY: ignored
//   phKey       out: the handle; CryptDestroyKey, or CryptReleaseContext of its context
// Errors: NTE_BAD_ALGID (not of this provider, or no cipher), NTE_BAD_HASH (of another context, or
// CALG_HMAC, CALG_MAC and the like: nothing is derived of those), ERROR_INVALID_PARAMETER (a length
// that the algorithm has not), NTE_BAD_FLAGS (also: KP_SCHANNEL_ALG is not set).
SECUR32_API BOOL WINAPI CryptDeriveKey(HCRYPTPROV hProv, ALG_ID Algid, HCRYPTHASH hBaseData,
                                       DWORD dwFlags, HCRYPTKEY *phKey);

// ---- Signatures ---------------------------------------------------------------------------------

// Signs a hash, which is finished by that, with a pair of its context.
//   dwKeySpec       AT_KEYEXCHANGE, AT_SIGNATURE
//   szDescription   NULL
//   dwFlags         CRYPT_NOHASHOID (RSA): no DigestInfo around the hash
//   pbSignature     out: the signature, little-endian: RSA's (PKCS#1 v1.5) is as long as the
//                   modulus; DSA's is r, then s, of 20 octets each.  NULL asks for the size.
//   pdwSigLen       in: how many octets pbSignature holds; out: how many there are, also after
//                   ERROR_MORE_DATA
// Errors: ERROR_MORE_DATA, NTE_BAD_ALGID (another dwKeySpec; a hash that is not signed: CALG_HMAC,
// CALG_MAC, ..., all but CALG_SHA1 with DSA), NTE_NO_KEY (there is no such pair), NTE_BAD_KEYSET
// (the container is gone), NTE_BAD_KEY (a Diffie-Hellman pair), NTE_BAD_LEN (the RSA key is too
// short for the hash), NTE_BAD_HASH_STATE (CALG_SSL3_SHAMD5 without HP_HASHVAL),
// ERROR_INVALID_PARAMETER (also: a description).
// Unlike on Windows, CRYPT_X931_FORMAT is NTE_BAD_FLAGS, and no provider takes a description.
SECUR32_API BOOL WINAPI CryptSignHashA(HCRYPTHASH hHash, DWORD dwKeySpec, LPCSTR szDescription,
                                       DWORD dwFlags, BYTE *pbSignature, DWORD *pdwSigLen);
SECUR32_API BOOL WINAPI CryptSignHashW(HCRYPTHASH hHash, DWORD dwKeySpec, LPCWSTR szDescription,
                                       DWORD dwFlags, BYTE *pbSignature, DWORD *pdwSigLen);
#define CryptSignHash SECUR32_AW(CryptSignHash)

// Verifies the signature of a hash, which is finished by that.
//   pbSignature     dwSigLen octets, little-endian, as CryptSignHash gives them
//   hPubKey         the public half, or the pair, of the signer: a key of the hash's context
//   szDescription   NULL
//   dwFlags         CRYPT_NOHASHOID: no difference is made, a signature with a DigestInfo and one
//                   without are both right
// Errors: NTE_BAD_SIGNATURE (whatever is wrong with it), NTE_BAD_KEY (no public key, or of another
// context), NTE_BAD_ALGID, NTE_BAD_HASH_STATE, ERROR_INVALID_PARAMETER as CryptSignHash.
SECUR32_API BOOL WINAPI CryptVerifySignatureA(HCRYPTHASH hHash, const BYTE *pbSignature,
                                              DWORD dwSigLen, HCRYPTKEY hPubKey,
                                              LPCSTR szDescription, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptVerifySignatureW(HCRYPTHASH hHash, const BYTE *pbSignature,
                                              DWORD dwSigLen, HCRYPTKEY hPubKey,
                                              LPCWSTR szDescription, DWORD dwFlags);
#define CryptVerifySignature SECUR32_AW(CryptVerifySignature)

#ifdef __cplusplus
}
#endif

#endif
