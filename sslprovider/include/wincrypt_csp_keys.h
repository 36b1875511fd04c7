// wincrypt_csp_keys.h: the CryptoAPI's keys: made, exchanged, used.
//
// A part of wincrypt.h.  A key belongs to the context that it was made in: with the context's last
// reference its handles are no handles any more.  Any function may be called on any thread; two
// calls on one key follow one another.
//
// Functions answer FALSE for a failure; GetLastError() says why.  A success leaves the last error
// alone.  What every function can answer is not repeated below:
//   ERROR_INVALID_PARAMETER   the handle that comes first names nothing, or no longer; a pointer is
//                             NULL that must not be; a length without an address
//   NTE_BAD_FLAGS             a flag that the function does not list
//   NTE_NO_MEMORY             there was no memory
// An output handle is 0 after a failure.
//
// Where a function fills pbData and *pdwDataLen: in, *pdwDataLen is how long pbData is; out, how
// much there is.  pbData NULL asks for the size.  ERROR_MORE_DATA: pbData is too short, *pdwDataLen
// tells the size, nothing else has happened.
#ifndef SECUR32_WINCRYPT_CSP_KEYS_H
#define SECUR32_WINCRYPT_CSP_KEYS_H

#include <wincrypt_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Making keys --------------------------------------------------------------------------------

// Makes a random session key, a pair, or a master secret.
//   Algid    AT_KEYEXCHANGE, CALG_RSA_KEYX, CALG_DH_SF   the pair for key exchange
//            AT_SIGNATURE, CALG_RSA_SIGN, CALG_DSS_SIGN  the pair for signatures
//            CALG_DH_EPHEM                               a pair that no container keeps
//            CALG_AES_128, CALG_3DES, CALG_RC4, ...      a session key: CBC, an IV of zeros
//            CALG_AES                                    likewise; the length must be given
//            CALG_SSL3_MASTER, CALG_TLS1_MASTER          a pre-master secret (Schannel providers)
//   dwFlags  upper 16 bits: the length in bits; 0 for the provider's default.  RSA: 512 (Windows:
//            384) to 16384, a multiple of 8; DSS: 512 to 1024, of 64; DH: of 64.  DES and 3DES take
//            their length with parity bits (64, 128, 192) and without (56, 112, 168)
//            CRYPT_EXPORTABLE   CryptExportKey gives the session key or the private half out
//            CRYPT_ARCHIVABLE   likewise, with this handle only
//            CRYPT_NO_SALT, CRYPT_CREATE_SALT   RC2 and RC4: no salt, a random one; neither: zeros
//                               for a key of 40 bits
//            CRYPT_PREGEN       DSS and DH: the key is made later, by CryptSetKeyParam's KP_X
//            CRYPT_USER_PROTECTED   NTE_SILENT_CONTEXT in a context of CRYPT_SILENT; otherwise
//                               taken, and no difference is made: there is no dialog
//            CRYPT_FORCE_KEY_PROTECTION_HIGH   NTE_SILENT_CONTEXT always: there is nobody to ask
//                               for a password
//            CRYPT_CREATE_IV, CRYPT_DATA_KEY, CRYPT_KEK, CRYPT_ONLINE, CRYPT_SF, CRYPT_SGCKEY,
//            CRYPT_VOLATILE     make no difference
//            CRYPT_INITIATOR is CRYPT_PREGEN, CRYPT_RECIPIENT is CRYPT_NO_SALT: they are the same
//            bits
//   phKey    out: the handle; CryptDestroyKey
// A pair takes the place of the one that the container had.  In a context without a container it
// lives as long as the context.
// Errors: NTE_BAD_ALGID (nothing that this provider makes keys for), ERROR_INVALID_PARAMETER (a
// length that the algorithm has not), NTE_BAD_FLAGS (also: CRYPT_NO_SALT beside CRYPT_CREATE_SALT;
// CRYPT_PREGEN of a session key or a pre-master secret), NTE_SILENT_CONTEXT, NTE_PERM (the container
// cannot be written to), NTE_BAD_KEYSET (it is gone).
SECUR32_API BOOL WINAPI CryptGenKey(HCRYPTPROV hProv, ALG_ID Algid, DWORD dwFlags,
                                    HCRYPTKEY *phKey);

// Opens a pair of the context's container.
//   dwKeySpec   AT_KEYEXCHANGE, AT_SIGNATURE
//   phUserKey   out: the handle; CryptDestroyKey, which leaves the container alone
// Errors: NTE_NO_KEY (no pair was made there), NTE_BAD_KEY (another dwKeySpec), NTE_BAD_KEYSET,
// NTE_PERM, NTE_KEYSET_ENTRY_BAD (the container's file is damaged).
SECUR32_API BOOL WINAPI CryptGetUserKey(HCRYPTPROV hProv, DWORD dwKeySpec, HCRYPTKEY *phUserKey);

// Makes a copy of a key with all its state: its parameters, and the message that was begun with it,
// which both go on with.
//   pdwReserved, dwFlags   NULL and 0
//   phKey                  out: the handle; CryptDestroyKey
// Errors: NTE_BAD_UID (the key's context is being released).
SECUR32_API BOOL WINAPI CryptDuplicateKey(HCRYPTKEY hKey, DWORD *pdwReserved, DWORD dwFlags,
                                          HCRYPTKEY *phKey);

// Frees the handle of a key; the octets of a session key are wiped.  What another thread still does
// with it comes to its end.
// Errors: ERROR_INVALID_PARAMETER, also on the second call.
SECUR32_API BOOL WINAPI CryptDestroyKey(HCRYPTKEY hKey);

// ---- Exchanging keys ----------------------------------------------------------------------------

// Writes a key into a blob (wincrypt_keys.h).
//   hExpKey      SIMPLEBLOB: the receiver's public exchange key (RSA), or a session key as below
//                SYMMETRICWRAPKEYBLOB (RFC 3217): a session key of 3DES for one of 3DES, of RC2 for
//                one of RC2
//                PRIVATEKEYBLOB: 0, or a session key that encrypts all behind the BLOBHEADER, as
//                CryptEncrypt with Final does
//                PUBLICKEYBLOB, PLAINTEXTKEYBLOB, OPAQUEKEYBLOB: 0
//   dwBlobType   one of these
//   dwFlags      CRYPT_OAEP            SIMPLEBLOB under an RSA key, not of a master secret: OAEP
//                                      with SHA-1 and the label of hExpKey (KP_OAEP_PARAMS)
//                CRYPT_SSL2_FALLBACK   SIMPLEBLOB of a Schannel provider
//                CRYPT_BLOB_VER3       PUBLICKEYBLOB and PRIVATEKEYBLOB of DSS and DH: version 3
//                CRYPT_DESTROYKEY      OPAQUEKEYBLOB of a Schannel provider: hKey is freed
//                CRYPT_Y_ONLY          PUBLICKEYBLOB: says nothing
//   pbData, pdwDataLen   the blob
// IV, mode, effective length and salt do not travel, but in an OPAQUEKEYBLOB, which only this
// process opens.
// Errors: NTE_BAD_KEY_STATE (neither CRYPT_EXPORTABLE nor CRYPT_ARCHIVABLE: all but PUBLICKEYBLOB;
// a pair of CRYPT_PREGEN that is not made yet), NTE_BAD_TYPE (no such blob), NTE_NO_KEY (no hExpKey
// where one is due), NTE_BAD_PUBLIC_KEY (one for a PUBLICKEYBLOB), NTE_BAD_KEY (hExpKey or hKey is
// of no use for it; a number that has no room: RSA exponents over 32 bits), NTE_BAD_ALGID (RFC 3217
// does not wrap such a key so), NTE_PERM (a PRIVATEKEYBLOB under a key whose KP_PERMISSIONS lack
// CRYPT_ENCRYPT), ERROR_MORE_DATA.
SECUR32_API BOOL WINAPI CryptExportKey(HCRYPTKEY hKey, HCRYPTKEY hExpKey, DWORD dwBlobType,
                                       DWORD dwFlags, BYTE *pbData, DWORD *pdwDataLen);

// Makes a key out of a blob.
//   pbData, dwDataLen   the blob, which is copied
//   hPubKey   SIMPLEBLOB: the exchange pair, 0 for the container's, or the session key
//             PRIVATEKEYBLOB, SYMMETRICWRAPKEYBLOB: the session key that it was exported under
//             PUBLICKEYBLOB of DH: one's own pair; what comes is agreed on, and KP_ALGID makes a
//             key of it
//   dwFlags   CRYPT_EXPORTABLE, CRYPT_ARCHIVABLE, CRYPT_NO_SALT, CRYPT_USER_PROTECTED (as
//             CryptGenKey); CRYPT_OAEP: of SIMPLEBLOBs, as CryptExportKey;
//             CRYPT_IPSEC_HMAC_KEY: a key of CALG_RC2 may have any length, for HMAC
//   phKey     out: the handle; CryptDestroyKey
// A PRIVATEKEYBLOB becomes the container's pair of its kind.  One of RSA may end within its private
// exponent, and a SIMPLEBLOB may be longer than its key: Windows lets both pass, too.
// Errors: NTE_BAD_VER (bVersion), NTE_BAD_TYPE (bType), NTE_BAD_ALGID (not the provider's; not under
// a key of hPubKey's kind), NTE_BAD_DATA (cut off, lengths that contradict one another, numbers that
// cannot be a key's; what does not decrypt, whatever the reason), NTE_NO_KEY (no hPubKey, and no
// exchange pair in the container), NTE_BAD_KEY (hPubKey is of no use for it), NTE_SILENT_CONTEXT;
// for a PRIVATEKEYBLOB also NTE_PERM (KP_PERMISSIONS of hPubKey lack CRYPT_DECRYPT) and what storing
// a pair answers.
// That a SIMPLEBLOB is refused tells that its padding was wrong: let no stranger see it.  A master
// secret never tells: what does not decrypt becomes a random one (RFC 5246 7.4.7.1).
SECUR32_API BOOL WINAPI CryptImportKey(HCRYPTPROV hProv, const BYTE *pbData, DWORD dwDataLen,
                                       HCRYPTKEY hPubKey, DWORD dwFlags, HCRYPTKEY *phKey);

// ---- Using keys ---------------------------------------------------------------------------------

// Encrypts a message, or the next part of it, in place.
//   hKey         a session key, or an exchange key of RSA: the public half is enough
//   hHash        0, or a hash of the same context that takes the plaintext in
//   Final        TRUE for the last part.  Block ciphers then pad (PKCS #5: 1 octet to a whole
//                block), and the next call begins a message, from KP_IV.  RSA: TRUE
//   dwFlags      RSA: CRYPT_OAEP (SHA-1; KP_OAEP_PARAMS is the label)
//   pbData       dwBufLen octets, plaintext first; NULL asks for the size
//   pdwDataLen   in: the length of the plaintext; out: of the ciphertext
// Without Final block ciphers take whole blocks, also in CFB.  RSA: the plaintext is shorter than
// the modulus by 11 octets at least, with OAEP 42; the ciphertext is as long as the modulus and
// little-endian.
// Errors: NTE_BAD_DATA (no whole blocks), ERROR_MORE_DATA (dwBufLen is too small; *pdwDataLen tells
// the size), NTE_BAD_LEN (RSA: too long), NTE_BAD_KEY (nothing is encrypted with such a key: the
// pair for signatures, a master secret), NTE_PERM (KP_PERMISSIONS without CRYPT_ENCRYPT),
// NTE_BAD_ALGID (KP_MODE is OFB or CTS), NTE_BAD_HASH, NTE_BAD_HASH_STATE (hHash is finished),
// ERROR_INVALID_PARAMETER (RSA without Final).
// After a failure the buffer, the hash and the message are as they were: the call may be repeated.
SECUR32_API BOOL WINAPI CryptEncrypt(HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags,
                                     BYTE *pbData, DWORD *pdwDataLen, DWORD dwBufLen);

// Decrypts a message, or the next part of it, in place.
//   hKey, hHash, Final   as CryptEncrypt; RSA needs the private half, and hHash takes in what comes
//                        out
//   dwFlags      RSA: CRYPT_OAEP; or CRYPT_DECRYPT_RSA_NO_PADDING_CHECK: the whole block of
//                PKCS #1, most significant octet (0) first, so that the content is at its end
//   pbData, pdwDataLen   in: the ciphertext; out: the plaintext, never longer.  Behind it, to where
//                the ciphertext ended, stands what was the padding
// Errors: NTE_BAD_DATA (no whole blocks; bad padding; RSA: whatever was wrong), NTE_BAD_KEY (as
// CryptEncrypt; no private half), NTE_PERM (KP_PERMISSIONS without CRYPT_DECRYPT), NTE_BAD_FLAGS
// (also both flags), NTE_BAD_ALGID, NTE_BAD_HASH, NTE_BAD_HASH_STATE, ERROR_INVALID_PARAMETER (RSA
// without Final).
// After a failure the buffer and the hash are as they were, and the message, but for bad padding,
// which ends it.  Who is told of bad padding can decrypt by asking again and again: let no stranger
// see whether this function failed, or authenticate the ciphertext first.
SECUR32_API BOOL WINAPI CryptDecrypt(HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags,
                                     BYTE *pbData, DWORD *pdwDataLen);

// ---- Parameters ---------------------------------------------------------------------------------

// Sets a parameter of a key; it lasts as long as the handle.
//   dwParam, pbData
//     all keys
//       KP_PERMISSIONS       DWORD.  CRYPT_EXPORT and CRYPT_ARCHIVE stay as they are: adding them
//                            is NTE_BAD_FLAGS, leaving them out changes nothing
//     session keys; but for KP_PERMISSIONS each ends the message that was begun
//       KP_IV                a block
//       KP_MODE              DWORD, CRYPT_MODE_CBC, _ECB, _CFB; with _OFB and _CTS CryptEncrypt
//                            answers NTE_BAD_ALGID
//       KP_MODE_BITS         DWORD, 8
//       KP_PADDING           DWORD, PKCS5_PADDING
//       KP_EFFECTIVE_KEYLEN  DWORD, RC2: 1 to 1024 bits (Base provider: 40)
//       KP_SALT              RC2, RC4: 11 octets in the Base and Strong providers, none elsewhere
//       KP_SALT_EX           CRYPT_DATA_BLOB, 0 to 24 octets
//       KP_KEYVAL            DES: the key, 8 octets
//     RSA
//       KP_OAEP_PARAMS       CRYPT_DATA_BLOB: the label of CRYPT_OAEP
//     RSA and DSS
//       KP_CERTIFICATE       the key's certificate in DER; it is not stored
//     DSS and DH of CRYPT_PREGEN, numbers little-endian
//       KP_P, KP_G, KP_Q     CRYPT_DATA_BLOB (KP_Q: DSS)
//       KP_PUB_PARAMS        CRYPT_DATA_BLOB: DHPUBKEY_VER3 or DSSPUBKEY_VER3, then P, Q, G, J
//       KP_X                 NULL: makes the pair, and stores it.  DH: or X, a CRYPT_DATA_BLOB
//     what CryptImportKey agreed on (DH)
//       KP_ALGID             ALG_ID of a session key, whose octets are the least significant ones
//                            of what was agreed on, least significant first; or CALG_SSL3_MASTER,
//                            CALG_TLS1_MASTER.  dwFlags are CryptGenKey's
//     master secrets (Schannel providers)
//       KP_CLIENT_RANDOM, KP_SERVER_RANDOM   CRYPT_DATA_BLOB
//       KP_SCHANNEL_ALG      SCHANNEL_ALG: SCHANNEL_MAC_KEY and SCHANNEL_ENC_KEY, in two calls
//       KP_HIGHEST_VERSION   DWORD, 0x0301 for TLS 1.0: leads a pre-master secret of CryptGenKey;
//                            one of CryptImportKey that begins otherwise gives random keys
//   dwFlags   0, but for KP_ALGID
// Errors: NTE_BAD_TYPE (the key has no such parameter, or it can only be read), NTE_BAD_DATA (no
// such value), NTE_BAD_FLAGS (also a permission), NTE_BAD_LEN (P or Q is not as long as the key was
// to be), NTE_BAD_KEY (KP_SALT of a pair; numbers that cannot be), NTE_FIXEDPARAMETER (the pair is
// made already), NTE_NO_KEY (KP_X before P and G), NTE_PERM (KP_PERMISSIONS without CRYPT_WRITE),
// NTE_BAD_PUBLIC_KEY (the certificate is another key's).  The parameter is then as it was.
SECUR32_API BOOL WINAPI CryptSetKeyParam(HCRYPTKEY hKey, DWORD dwParam, const BYTE *pbData,
                                         DWORD dwFlags);

// Reads a parameter of a key.
//   dwParam, pbData
//     all keys
//       KP_ALGID             ALG_ID
//       KP_KEYLEN            DWORD, bits: with parity bits (DES 64, 3DES 192); without salt
//       KP_BLOCKLEN          DWORD, bits: of a block, 0 for RC4; of a pair its modulus
//       KP_PERMISSIONS       DWORD
//     session keys
//       KP_IV, KP_SALT       octets, of RC4's IV none
//       KP_MODE              DWORD, 0 for RC4
//       KP_MODE_BITS, KP_PADDING, KP_EFFECTIVE_KEYLEN (RC2)   DWORD; block ciphers
//     RSA and DSS
//       KP_CERTIFICATE       as it was set
//     DSS and DH, numbers little-endian
//       KP_P, KP_G, KP_Q     octets (KP_Q: DSS)
//       KP_VERIFY_PARAMS     nothing: succeeds when P, Q and G can be a key's
//   dwFlags   0
// Errors: ERROR_MORE_DATA, NTE_BAD_TYPE (the key has no such parameter, or it cannot be read),
// NTE_BAD_KEY (KP_SALT of a pair; KP_VERIFY_PARAMS), NTE_NO_KEY (the number is not set yet),
// NTE_NOT_FOUND (no certificate was set), NTE_PERM (KP_PERMISSIONS without CRYPT_READ).
SECUR32_API BOOL WINAPI CryptGetKeyParam(HCRYPTKEY hKey, DWORD dwParam, BYTE *pbData,
                                         DWORD *pdwDataLen, DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
