// sslprovider_functions.h: the SSL provider's functions up to TLS 1.2: provider, suites, keys,
// secrets, hashes, signatures, packets.  What TLS 1.3 has in their place is sslprovider_tls13.h.
//
// A part of sslprovider.h, which states the rules that hold for all of them (threads, handles,
// sizes, memory, flags).
#ifndef SECUR32_SSLPROVIDER_FUNCTIONS_H
#define SECUR32_SSLPROVIDER_FUNCTIONS_H

#include <sslprovider.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- The provider -------------------------------------------------------------------------------

// Opens a provider, with one reference to it.
//   phSslProvider     out: the handle; SslFreeObject
//   pszProviderName   MS_SCHANNEL_PROVIDER, in any case of letters; NULL means the same
// Errors: NTE_INVALID_PARAMETER (phSslProvider NULL), NTE_NOT_FOUND (another name).
SECUR32_API SECURITY_STATUS WINAPI SslOpenProvider(NCRYPT_PROV_HANDLE *phSslProvider,
                                                   LPCWSTR pszProviderName, DWORD dwFlags);

// One reference more, and one less: SslOpenProvider gives the first, each increment one, each
// decrement takes one back, and so does SslFreeObject.  With the last one the handle is gone; keys
// and hashes that were made through it live on.
// Errors: NTE_INVALID_HANDLE (Windows documents STATUS_INVALID_HANDLE for the second).
SECUR32_API SECURITY_STATUS WINAPI
SslIncrementProviderReferenceCount(NCRYPT_PROV_HANDLE hSslProvider);
SECUR32_API SECURITY_STATUS WINAPI
SslDecrementProviderReferenceCount(NCRYPT_PROV_HANDLE hSslProvider);

// Frees a provider, key or hash; of a provider: gives one reference back.  Secrets are wiped.
// Errors: NTE_INVALID_HANDLE, also on the second call and for a handle of NCrypt* (Windows
// documents STATUS_INVALID_HANDLE beside it).
SECUR32_API SECURITY_STATUS WINAPI SslFreeObject(NCRYPT_HANDLE hObject, DWORD dwFlags);

// Wipes and frees memory that an Ssl* function allocated.
// Errors: NTE_INVALID_PARAMETER (NULL, or nothing that an Ssl* function gave: nothing is touched).
SECUR32_API SECURITY_STATUS WINAPI SslFreeBuffer(PVOID pvInput);

// Lists the providers: an array of *pdwProviderCount names, one block with its strings
// (SslFreeBuffer).  Here there is one.
// Errors: NTE_INVALID_PARAMETER (a pointer NULL).
SECUR32_API SECURITY_STATUS WINAPI SslEnumProtocolProviders(DWORD *pdwProviderCount,
                                                            NCryptProviderName **ppProviderList,
                                                            DWORD dwFlags);

// Reserved.  Answers NTE_NOT_SUPPORTED, as on Windows.
SECUR32_API SECURITY_STATUS WINAPI SslChangeNotify(HANDLE hEvent, DWORD dwFlags);

// A property of the provider, by name: "Name" (a string with its NUL), "Version" (a DWORD: the
// interface's, major << 16), "Impl Type" (a DWORD: NCRYPT_IMPL_SOFTWARE_FLAG).
//   ppbOutput     out: the value; SslFreeBuffer
//   pcbOutput     out: its size
//   ppEnumState   NULL, or: NULL in it on the first call, then as the last call left it
//                 (SslFreeBuffer); each of these properties has one value
// Errors: NTE_INVALID_PARAMETER (a pointer NULL, a state that is none), NTE_NOT_SUPPORTED (another
// name), NTE_NO_MORE_ITEMS (the second call of an enumeration).
SECUR32_API SECURITY_STATUS WINAPI SslGetProviderProperty(NCRYPT_PROV_HANDLE hSslProvider,
                                                          LPCWSTR pszProperty, PBYTE *ppbOutput,
                                                          DWORD *pcbOutput, PVOID *ppEnumState,
                                                          DWORD dwFlags);

// ---- Cipher suites and curves -------------------------------------------------------------------

// The next suite of an enumeration, in the order in which this library prefers them; a suite comes
// once for each protocol that has it, the newest first.  RC4, DES and 3DES are unknown, here and
// everywhere, unless the environment has SECUR32_TLS_LEGACY_SUITES=1.
//   hPrivateKey     0, or a key of SslOpenPrivateKey: only suites that it serves
//   ppCipherSuite   out: the suite; SslFreeBuffer
//   ppEnumState     NULL in it on the first call, then as the last call left it; SslFreeBuffer,
//                   also after the end
// Errors: NTE_NO_MORE_ITEMS (the end), NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (a pointer NULL, a
// state that is none).  The Ex form: cpdk/sslprovider.h.
SECUR32_API SECURITY_STATUS WINAPI SslEnumCipherSuites(NCRYPT_PROV_HANDLE hSslProvider,
                                                       NCRYPT_KEY_HANDLE hPrivateKey,
                                                       NCRYPT_SSL_CIPHER_SUITE **ppCipherSuite,
                                                       PVOID *ppEnumState, DWORD dwFlags);
SECUR32_API SECURITY_STATUS WINAPI SslEnumCipherSuitesEx(NCRYPT_PROV_HANDLE hSslProvider,
                                                         NCRYPT_KEY_HANDLE hPrivateKey,
                                                         NCRYPT_SSL_CIPHER_SUITE_EX **ppCipherSuite,
                                                         PVOID *ppEnumState, DWORD dwFlags);

// Describes a suite of a protocol.  dwKeyType: the named group of an ECDHE or TLS 1.3 suite, or 0.
// Errors: NTE_INVALID_PARAMETER (pCipherSuite NULL; a protocol, suite or key type that is unknown
// or does not belong to the others).
SECUR32_API SECURITY_STATUS WINAPI SslLookupCipherSuiteInfo(NCRYPT_PROV_HANDLE hSslProvider,
                                                            DWORD dwProtocol, DWORD dwCipherSuite,
                                                            DWORD dwKeyType,
                                                            NCRYPT_SSL_CIPHER_SUITE *pCipherSuite,
                                                            DWORD dwFlags);

// What a record of that protocol and suite has around its content.  dwHeaderLen: the record's
// header (5, DTLS 13) and the explicit nonce or IV; dwFixedTrailerLen: the MAC or tag, and TLS
// 1.3's content type; dwMaxVariableTrailerLen: the padding, at most.
//   cbCipherLengths   sizeof(NCRYPT_SSL_CIPHER_LENGTHS)
// Errors: as SslLookupCipherSuiteInfo, and NTE_INVALID_PARAMETER for a smaller cbCipherLengths.
SECUR32_API SECURITY_STATUS WINAPI SslLookupCipherLengths(
    NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol, DWORD dwCipherSuite, DWORD dwKeyType,
    NCRYPT_SSL_CIPHER_LENGTHS *pCipherLengths, DWORD cbCipherLengths, DWORD dwFlags);

// The hash of the suite's PRF (TLS 1.2) or HKDF (TLS 1.3), by CNG's name, NUL-terminated.
// Errors: as SslLookupCipherSuiteInfo; NTE_NOT_SUPPORTED before TLS 1.2, whose PRF has two hashes.
SECUR32_API SECURITY_STATUS WINAPI SslGetCipherSuitePRFHashAlgorithm(
    NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol, DWORD dwCipherSuite, DWORD dwKeyType,
    WCHAR szPRFHash[64], DWORD dwFlags);

// The elliptic curves, in the order in which this library prefers them: one array of
// *pEccCurveCount (SslFreeBuffer).  dwPublicKeyLength in bits, dwCurveType the IANA number.
// Errors: NTE_INVALID_PARAMETER (a pointer NULL).  Source: cpdk/sslprovider.h.
SECUR32_API SECURITY_STATUS WINAPI SslEnumEccCurves(NCRYPT_PROV_HANDLE hSslProvider,
                                                    DWORD *pEccCurveCount,
                                                    NCRYPT_SSL_ECC_CURVE **ppEccCurve,
                                                    DWORD dwFlags);

// ---- Keys ---------------------------------------------------------------------------------------

// The private key that belongs to a certificate, found through its properties: an NCrypt handle or
// a context of the CryptoAPI (CERT_NCRYPT_KEY_HANDLE_PROP_ID, CERT_KEY_CONTEXT_PROP_ID), or a
// persisted key or key container by name (CERT_KEY_PROV_INFO_PROP_ID).  The key is the handle's own: neither the certificate context nor
// what its properties name need live on.
//   phPrivateKey   out: the handle; SslFreeObject
// Errors: NTE_INVALID_PARAMETER (a pointer NULL), NTE_INVALID_HANDLE (a context that is not this
// library's, a property with a dead handle), NTE_NOT_FOUND (no property names a key),
// NTE_BAD_KEYSET (there is no such key or container), NTE_NO_KEY (the container has no such pair),
// NTE_BAD_KEY (it is another certificate's), and what NCryptOpenKey says of a key under a
// passphrase.
SECUR32_API SECURITY_STATUS WINAPI SslOpenPrivateKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                     NCRYPT_KEY_HANDLE *phPrivateKey,
                                                     PCCERT_CONTEXT pCertContext, DWORD dwFlags);

// A fresh key for an (EC)DHE exchange.
//   phEphemeralKey   out: the handle; SslFreeObject
//   dwKeyType        the named group: a curve for ECDHE suites, any for TLS 1.3, a group of RFC
//                    7919 or 0 for DHE suites
//   dwKeyBitLen      0, or what the group has.  DHE with neither dwKeyType nor pbParams: the group
//                    of RFC 7919 of that size
//   pbParams         DHE: a BCRYPT_DH_PARAMETER_HEADER, p and g; else NULL
// Errors: NTE_INVALID_PARAMETER (phEphemeralKey NULL, a suite without ephemeral keys, a group that
// it does not have), NTE_BAD_DATA (malformed pbParams), NTE_BAD_KEY (p or g that cannot be).
SECUR32_API SECURITY_STATUS WINAPI SslCreateEphemeralKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                         NCRYPT_KEY_HANDLE *phEphemeralKey,
                                                         DWORD dwProtocol, DWORD dwCipherSuite,
                                                         DWORD dwKeyType, DWORD dwKeyBitLen,
                                                         PBYTE pbParams, DWORD cbParams,
                                                         DWORD dwFlags);

// A key out of a blob.
//   pszBlobType   BCRYPT_RSAPUBLIC_BLOB; BCRYPT_ECCPUBLIC_BLOB (ECDSA magics: a key that verifies,
//                 ECDH magics: the peer's share); SSL_ECCPUBLIC_BLOB, BCRYPT_DH_PUBLIC_BLOB (the
//                 peer's share); BCRYPT_OPAQUE_KEY_BLOB (what SslExportKey gave);
//                 BCRYPT_KEY_DATA_BLOB (a pre-shared key, for SslGenerateMasterKey and
//                 SslExtractEarlyKey)
//   phKey         out: the handle; SslFreeObject
// Errors: NTE_INVALID_PARAMETER (a pointer NULL), NTE_NOT_SUPPORTED (another type of blob, a curve
// that is none of ours), NTE_BAD_DATA (truncated, too long, contradicting itself), NTE_BAD_KEY (a
// point off its curve and the like).
SECUR32_API SECURITY_STATUS WINAPI SslImportKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                NCRYPT_KEY_HANDLE *phKey, LPCWSTR pszBlobType,
                                                PBYTE pbKeyBlob, DWORD cbKeyBlob, DWORD dwFlags);

// A key as a blob: the public half of a private, public or ephemeral key in the type that suits it;
// BCRYPT_OPAQUE_KEY_BLOB for master keys, session keys and the secrets of TLS 1.3.  An opaque blob
// is this library's own form and HOLDS THE SECRET IN THE CLEAR: wipe it.  Premaster secrets and
// imported pre-shared keys do not leave.
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (pszBlobType or pcbResult NULL),
// NTE_NOT_SUPPORTED (a type that does not suit the key), NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslExportKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                NCRYPT_KEY_HANDLE hKey, LPCWSTR pszBlobType,
                                                PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult,
                                                DWORD dwFlags);

// A property of an asymmetric key, by name: SSL_KEY_TYPE_PROPERTY (a DWORD: the IANA number of its
// group, 0 without one), "Algorithm Group" and "Algorithm Name" (strings with their NULs: "RSA",
// "ECDSA" and "ECDSA_P256", "ECDH" and "ECDH_P256", "DH", "DSA"), "Length" (a DWORD, in bits).
//   ppbOutput   out: the value; SslFreeBuffer
//   pcbOutput   out: its size
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (a pointer NULL), NTE_NOT_SUPPORTED (another
// name, or a key that has no such property).
SECUR32_API SECURITY_STATUS WINAPI SslGetKeyProperty(NCRYPT_KEY_HANDLE hKey, LPCWSTR pszProperty,
                                                     PBYTE *ppbOutput, DWORD *pcbOutput,
                                                     DWORD dwFlags);

// ---- Master secrets, up to TLS 1.2 --------------------------------------------------------------

// pParameterList, here and below: ONE descriptor, its buffers in any order, types that are not
// named ignored.  NCRYPTBUFFER_SSL_CLIENT_RANDOM and _SERVER_RANDOM: 32 bytes each;
// _HIGHEST_VERSION: a DWORD, client_version of the ClientHello, dwProtocol where it is missing;
// _SESSION_HASH: as long as the PRF's hash, asks for the extended master secret (RFC 7627).  A
// buffer twice or of another size: NTE_INVALID_PARAMETER.

// RSA key exchange, client, for the extended master secret: makes a premaster secret and encrypts
// it, so that the ClientKeyExchange can be hashed; SslGenerateMasterKey follows.
//   hPublicKey       the server's RSA key
//   phPreMasterKey   out: the handle; SslFreeObject
//   pParameterList   HIGHEST_VERSION, or NULL
//   pbOutput         out: the encrypted premaster secret, as long as the modulus, without a length
//                    in front.  NULL: the size alone is told, nothing is made.
//   dwFlags          0 or NCRYPT_SSL_CLIENT_FLAG
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (phPreMasterKey or pcbResult NULL, a suite
// without RSA key exchange, a key that is not RSA), NTE_BUFFER_TOO_SMALL.  Source:
// cpdk/sslprovider.h.
SECUR32_API SECURITY_STATUS WINAPI SslGeneratePreMasterKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPublicKey,
    NCRYPT_KEY_HANDLE *phPreMasterKey, DWORD dwProtocol, DWORD dwCipherSuite,
    PNCryptBufferDesc pParameterList, PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult,
    DWORD dwFlags);

// Makes the master secret.
//   hPrivateKey, hPublicKey
//       RSA, client:          0 and the server's RSA key: the premaster secret is made here and
//                             comes encrypted in pbOutput; with pbOutput NULL its size is told and
//                             nothing is made
//       RSA, client, 2 steps: the handle of SslGeneratePreMasterKey and 0 or the server's key
//       DHE, ECDHE:           the own ephemeral key and the peer's share (SslImportKey)
//       PSK:                  the pre-shared key (SslImportKey, BCRYPT_KEY_DATA_BLOB) and 0
//   phMasterKey      out: the handle; SslFreeObject
//   pParameterList   both randoms; HIGHEST_VERSION (RSA, first form); SESSION_HASH
//   pbOutput, cbOutput, pcbResult   RSA, first form, alone; otherwise *pcbResult is 0 and pcbResult
//                    may be NULL
//   dwFlags          NCRYPT_SSL_CLIENT_FLAG or NCRYPT_SSL_SERVER_FLAG: the side that the session
//                    keys will be for
// Errors: NTE_INVALID_HANDLE (also: a handle of another kind than the suite asks for),
// NTE_INVALID_PARAMETER (phMasterKey NULL, a random missing, a suite of TLS 1.3, RSA on the server,
// keys of two groups), NTE_BAD_FLAGS, NTE_BAD_KEY (a share that is not of its group),
// NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslGenerateMasterKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, NCRYPT_KEY_HANDLE hPublicKey,
    NCRYPT_KEY_HANDLE *phMasterKey, DWORD dwProtocol, DWORD dwCipherSuite,
    PNCryptBufferDesc pParameterList, PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult,
    DWORD dwFlags);

// RSA key exchange, server: decrypts the premaster secret and makes the master secret of it.
// Whether the decryption went well is not told, nor does the time it takes tell it: a bad one
// leads to a random master secret, and the handshake fails at Finished (RFC 5246 7.4.7.1).
//   hPrivateKey      the server's RSA key (SslOpenPrivateKey)
//   phMasterKey      out: the handle; SslFreeObject
//   pParameterList   both randoms; HIGHEST_VERSION; SESSION_HASH
//   pbEncryptedKey   the encrypted premaster secret, without the length in front
//   dwFlags          NCRYPT_SSL_SERVER_FLAG
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (phMasterKey or pbEncryptedKey NULL, a random
// missing, a suite without RSA key exchange, a key that is not RSA), NTE_BAD_FLAGS (any other
// dwFlags), NTE_BAD_DATA (cbEncryptedKey is not the modulus' length).
SECUR32_API SECURITY_STATUS WINAPI SslImportMasterKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, NCRYPT_KEY_HANDLE *phMasterKey,
    DWORD dwProtocol, DWORD dwCipherSuite, NCryptBufferDesc *pParameterList, PBYTE pbEncryptedKey,
    DWORD cbEncryptedKey, DWORD dwFlags);

// The keys of both directions, for the side that made the master key.
//   phReadKey, phWriteKey   out: the handles, or neither; SslFreeObject
//   pParameterList          both randoms
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (a pointer NULL, a random missing).
SECUR32_API SECURITY_STATUS WINAPI SslGenerateSessionKeys(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_KEY_HANDLE *phReadKey,
    NCRYPT_KEY_HANDLE *phWriteKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);

// Keying material for EAP methods: 128 bytes of keys, then 64 of IVs (RFC 5216 2.3).
//   pbRandoms   client_random || server_random, 64 bytes
//   dwFlags     the method in its low byte: NCRYPT_SSL_EAP_*.  Both sides compute the same; what is
//               NCRYPT_SSL_SERVER_FLAG elsewhere is NCRYPT_SSL_EAP_TTLSV0_CHLNG_ID here.
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (cbRandoms, pcbResult NULL), NTE_BAD_FLAGS,
// NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslComputeEapKeyBlock(NCRYPT_PROV_HANDLE hSslProvider,
                                                         NCRYPT_KEY_HANDLE hMasterKey,
                                                         PBYTE pbRandoms, DWORD cbRandoms,
                                                         PBYTE pbOutput, DWORD cbOutput,
                                                         DWORD *pcbResult, DWORD dwFlags);

// Keying material for applications: RFC 5705, RFC 8446 7.5.
//   hMasterKey       a master key, or TLS 1.3's (early) exporter master secret
//   sLabel           NUL-terminated ASCII; the NUL is not part of the label
//   pbRandoms        client_random || server_random, 64 bytes; TLS 1.3: NULL
//   pbContextValue   may be NULL: no context, which is not the empty one up to TLS 1.2
//   pbOutput         out: cbOutput bytes, not NULL, not 0
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (also: a label that RFC 5705 4 reserves).
SECUR32_API SECURITY_STATUS WINAPI SslExportKeyingMaterial(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, PCHAR sLabel, PBYTE pbRandoms,
    DWORD cbRandoms, PBYTE pbContextValue, WORD cbContextValue, PBYTE pbOutput, DWORD cbOutput,
    DWORD dwFlags);

// ---- Hashes of the handshake --------------------------------------------------------------------

// A hash of the handshake's messages: MD5 || SHA-1 up to TLS 1.1, the hash of the suite's PRF from
// TLS 1.2 on.  Calls on one hash from several threads run one after the other.
//   phHandshakeHash   out: the handle; SslFreeObject
// Errors: NTE_INVALID_PARAMETER (phHandshakeHash NULL, an unknown protocol or suite).
SECUR32_API SECURITY_STATUS WINAPI SslCreateHandshakeHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                          NCRYPT_HASH_HANDLE *phHandshakeHash,
                                                          DWORD dwProtocol, DWORD dwCipherSuite,
                                                          DWORD dwFlags);

// The same with a hash of the caller's choice, for a CertificateVerify of TLS 1.2 and later.
//   pszHashAlgId   BCRYPT_MD5_ALGORITHM, _SHA1_, _SHA256_, _SHA384_ or _SHA512_ALGORITHM
// Errors: NTE_INVALID_PARAMETER (a pointer NULL, a protocol before TLS 1.2, an unknown suite),
// NTE_NOT_SUPPORTED (another algorithm).
SECUR32_API SECURITY_STATUS WINAPI SslCreateClientAuthHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                           NCRYPT_HASH_HANDLE *phHandshakeHash,
                                                           DWORD dwProtocol, DWORD dwCipherSuite,
                                                           LPCWSTR pszHashAlgId, DWORD dwFlags);

// Adds a handshake message: with its header of 4 bytes, without that of a record.
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (a size without an address).
SECUR32_API SECURITY_STATUS WINAPI SslHashHandshake(NCRYPT_PROV_HANDLE hSslProvider,
                                                    NCRYPT_HASH_HANDLE hHandshakeHash,
                                                    PBYTE pbInput, DWORD cbInput, DWORD dwFlags);

// What a CertificateVerify up to TLS 1.2 signs.  The hash goes on.
//   hMasterKey   of the same handshake
//   pszAlgId     the algorithm of the signing key: "RSA" (up to TLS 1.1: MD5 || SHA-1, 36 bytes),
//                "DSA" or "ECDSA" (up to TLS 1.1: SHA-1, 20 bytes); in TLS 1.2 the hash is the one
//                that hHandshakeHash was created with
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (pszAlgId or pcbResult NULL, a hash of another
// protocol than the key's), NTE_NOT_SUPPORTED (another algorithm), NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslComputeClientAuthHash(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey,
    NCRYPT_HASH_HANDLE hHandshakeHash, LPCWSTR pszAlgId, PBYTE pbOutput, DWORD cbOutput,
    DWORD *pcbResult, DWORD dwFlags);

// verify_data of a Finished.  The hash goes on.
//   hMasterKey   a master key; TLS 1.3: the sender's traffic secret, or a binder key
//                (SslExpandBinderKey), whose verify_data is the binder
//   pbOutput     out: cbOutput bytes: 12 up to TLS 1.2, then the hash's length
//   dwFlags      whose Finished: NCRYPT_SSL_CLIENT_FLAG or NCRYPT_SSL_SERVER_FLAG; in TLS 1.3 the
//                secret says it: 0, or the same
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (pbOutput NULL, cbOutput too large, a hash of
// another protocol or algorithm than the key's, in TLS 1.3 the wrong side), NTE_BAD_FLAGS,
// NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslComputeFinishedHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                          NCRYPT_KEY_HANDLE hMasterKey,
                                                          NCRYPT_HASH_HANDLE hHandshakeHash,
                                                          PBYTE pbOutput, DWORD cbOutput,
                                                          DWORD dwFlags);

// The hash of what came so far: session_hash of RFC 7627 3, or TLS 1.3's transcript hash.  The hash
// goes on.
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (pcbResult NULL, dwProtocol is not the hash's),
// NTE_BUFFER_TOO_SMALL.  Source: cpdk/sslprovider.h.
SECUR32_API SECURITY_STATUS WINAPI SslComputeSessionHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                         NCRYPT_HASH_HANDLE hHandshakeHash,
                                                         DWORD dwProtocol, PBYTE pbOutput,
                                                         DWORD cbOutput, DWORD *pcbResult,
                                                         DWORD dwFlags);

// ---- Signatures ---------------------------------------------------------------------------------

// Signs a hash, in the form that goes on the wire: RSA as long as the modulus, ECDSA and DSA as DER
// (SEQUENCE { r, s }; NCryptSignHash has r || s instead).
//   pbHashValue   RSA without flags: MD5 || SHA-1, 36 bytes, PKCS#1 without DigestInfo (TLS 1.0,
//                 1.1); else a hash of 20, 32, 48 or 64 bytes
//   dwFlags       NCRYPT_SSL_SIGN_INCLUDE_HASHOID: pbHashValue begins with the name of the hash
//                 (UTF-16 with its NUL: u"SHA256"), cbHashValue counts both; RSA: PKCS#1 with that
//                 DigestInfo.  NCRYPT_SSL_SIGN_USE_PSS_PADDING: RSA-PSS, MGF1 with the same hash,
//                 salt as long as it; the hash by name, else by its length.
//   pbSignature   room for the longest signature of the key, which NULL tells
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (pbHashValue or pcbResult NULL, a hash of
// another length, a key that may only do PSS), NTE_BAD_FLAGS (PSS with a key that is not RSA),
// NTE_NOT_SUPPORTED (another hash's name, Ed25519), NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslSignHash(NCRYPT_PROV_HANDLE hSslProvider,
                                               NCRYPT_KEY_HANDLE hPrivateKey, PBYTE pbHashValue,
                                               DWORD cbHashValue, PBYTE pbSignature,
                                               DWORD cbSignature, DWORD *pcbResult, DWORD dwFlags);

// Checks such a signature.  Parameters as SslSignHash.
//   hPublicKey   SslImportKey: BCRYPT_RSAPUBLIC_BLOB, BCRYPT_ECCPUBLIC_BLOB with an ECDSA magic
// Errors: as SslSignHash, and NTE_BAD_SIGNATURE, whatever was wrong with the signature.
SECUR32_API SECURITY_STATUS WINAPI SslVerifySignature(NCRYPT_PROV_HANDLE hSslProvider,
                                                      NCRYPT_KEY_HANDLE hPublicKey,
                                                      PBYTE pbHashValue, DWORD cbHashValue,
                                                      PBYTE pbSignature, DWORD cbSignature,
                                                      DWORD dwFlags);

// ---- Packets ------------------------------------------------------------------------------------

// Protects one record.  Calls on one key from several threads run one after the other; the keys of
// two directions do not meet.
//   hKey             a write key
//   pbInput          the content, at most 16384 bytes; none (NULL, 0) is legal for application data
//                    alone
//   pbOutput         out: the whole record, header included.  The content may lie at its beginning,
//                    where the record will have it, or apart.
//   pcbResult        out: its size, which NULL tells exactly
//   SequenceNumber   counted by the caller, from 0; DTLS: epoch << 48 | number.  By value.
//   dwContentType    20 change_cipher_spec (not in TLS 1.3), 21 alert, 22 handshake,
//                    23 application_data
// Errors: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (too long, no such type, a sequence number that
// AEAD used before: pbOutput is then zeros where the content was moved), NTE_BAD_KEY_STATE (a read
// key), NTE_BUFFERS_OVERLAP, NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslEncryptPacket(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey, PBYTE pbInput, DWORD cbInput,
    PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult, ULONGLONG SequenceNumber, DWORD dwContentType,
    DWORD dwFlags);

// Checks and opens one record.
//   hKey        a read key
//   pbInput     the whole record, header included (5 bytes, DTLS 13)
//   pbOutput    out: the content alone; TLS 1.3: the content and, in the last byte, its type, which
//               the record's header does not tell.  It may begin where pbInput does or where the
//               content lies in it, or lie apart.  The call may use all of min(cbOutput, cbInput)
//               bytes; behind the result they are zeros.
//   pcbResult   out: its size; 0 is legal, in TLS 1.3 it is 1 at least.  NULL tells a size that
//               suffices, which is exact but for block ciphers and padded records.
// After NTE_BUFFER_TOO_SMALL pcbResult tells the size that is needed and the call can be repeated:
// nothing has changed.  RC4 and TLS 1.0's block ciphers, which open a record once, want room for
// what NULL tells.
// Errors: NTE_INVALID_HANDLE, NTE_BAD_DATA (the header is not of this protocol, number or length:
// the record is left as it is), NTE_DECRYPTION_FAILURE (whatever was wrong inside, in the time of a
// right one; pbOutput is zeros), NTE_BAD_KEY_STATE (a write key), NTE_BUFFERS_OVERLAP,
// NTE_BUFFER_TOO_SMALL.
SECUR32_API SECURITY_STATUS WINAPI SslDecryptPacket(NCRYPT_PROV_HANDLE hSslProvider,
                                                    NCRYPT_KEY_HANDLE hKey, PBYTE pbInput,
                                                    DWORD cbInput, PBYTE pbOutput, DWORD cbOutput,
                                                    DWORD *pcbResult, ULONGLONG SequenceNumber,
                                                    DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
