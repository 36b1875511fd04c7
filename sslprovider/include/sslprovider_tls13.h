// sslprovider_tls13.h: the SSL provider's functions for TLS 1.3: an arrow of the key schedule (RFC
// 8446 7.1) each.
//
//     PSK -> SslExtractEarlyKey -> SslExtractHandshakeKey -> SslExtractMasterKey
//                |                     |                         |
//                |   SslExpandTrafficKeys (early, handshake, application) -> SslExpandWriteKey
//                |   SslExpandExporterMasterKey (early, master)              SslComputeFinishedHash
//                |                                               |
//                SslExpandBinderKey -> SslComputeFinishedHash    SslExpandResumptionMasterKey
//                                                                    -> SslExpandPreSharedKey
//
// A part of sslprovider.h, which states the rules that hold for all of them; they have no pages at
// Microsoft, the shapes are those of cpdk/sslprovider.h.  A secret knows what it is: a handle of
// another place in the schedule answers NTE_INVALID_PARAMETER, one of another kind of object
// NTE_INVALID_HANDLE.  hHashValue is a handshake hash of the same suite and is left as it is.
// pParameterList may be NULL; nothing in it is needed.  The keys that come out: SslFreeObject.
// Errors of all: NTE_INVALID_HANDLE, NTE_INVALID_PARAMETER (an out pointer NULL, the above).
#ifndef SECUR32_SSLPROVIDER_TLS13_H
#define SECUR32_SSLPROVIDER_TLS13_H

#include <sslprovider.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Down the schedule --------------------------------------------------------------------------

// Early Secret.
//   hPreSharedKey   0: none; SslExpandPreSharedKey, or SslImportKey with BCRYPT_KEY_DATA_BLOB
//   dwProtocol      TLS1_3_PROTOCOL_VERSION
SECUR32_API SECURITY_STATUS WINAPI SslExtractEarlyKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                      NCRYPT_KEY_HANDLE hPreSharedKey,
                                                      NCRYPT_KEY_HANDLE *phEarlyKey,
                                                      DWORD dwProtocol, DWORD dwCipherSuite,
                                                      PNCryptBufferDesc pParameterList,
                                                      DWORD dwFlags);

// Handshake Secret.
//   hPrivateKey, hPublicKey   the own ephemeral key and the peer's share; both 0: psk_ke
// More errors: NTE_BAD_KEY (a share that is not of its group).
SECUR32_API SECURITY_STATUS WINAPI SslExtractHandshakeKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, NCRYPT_KEY_HANDLE hPublicKey,
    NCRYPT_KEY_HANDLE hEarlyKey, NCRYPT_KEY_HANDLE *phHandshakeKey,
    PNCryptBufferDesc pParameterList, DWORD dwFlags);

// Master Secret.
SECUR32_API SECURITY_STATUS WINAPI SslExtractMasterKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                       NCRYPT_KEY_HANDLE hHandshakeKey,
                                                       NCRYPT_KEY_HANDLE *phMasterKey,
                                                       PNCryptBufferDesc pParameterList,
                                                       DWORD dwFlags);

// ---- Out of it ----------------------------------------------------------------------------------

// Traffic secrets: of an early secret the client's early one, of a handshake secret both handshake
// ones, of a master secret both application ones.
//   phClientTrafficKey, phServerTrafficKey   out; either may be NULL: not wanted, not both.  An
//                                            early secret has none for the server: NULL.
SECUR32_API SECURITY_STATUS WINAPI SslExpandTrafficKeys(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hBaseKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE *phClientTrafficKey, NCRYPT_KEY_HANDLE *phServerTrafficKey,
    PNCryptBufferDesc pParameterList, DWORD dwFlags);

// The key and IV of a traffic secret, for SslEncryptPacket or SslDecryptPacket.
SECUR32_API SECURITY_STATUS WINAPI SslExpandWriteKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                     NCRYPT_KEY_HANDLE hBaseTrafficKey,
                                                     NCRYPT_KEY_HANDLE *phWriteKey,
                                                     PNCryptBufferDesc pParameterList,
                                                     DWORD dwFlags);

// exporter_master_secret of a master secret, early_exporter_master_secret of an early one; for
// SslExportKeyingMaterial.
SECUR32_API SECURITY_STATUS WINAPI SslExpandExporterMasterKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hBaseKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE *phExporterMasterKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);

// resumption_master_secret of a master secret.
SECUR32_API SECURITY_STATUS WINAPI SslExpandResumptionMasterKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE *phResumptionMasterKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);

// The pre-shared key of a ticket (RFC 8446 4.6.1).
//   pbTicketNonce   at most 255 bytes; may be NULL with cbTicketNonce 0
SECUR32_API SECURITY_STATUS WINAPI SslExpandPreSharedKey(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hResumptionMasterKey, PBYTE pbTicketNonce,
    DWORD cbTicketNonce, NCRYPT_KEY_HANDLE *phPreSharedKey, PNCryptBufferDesc pParameterList,
    DWORD dwFlags);

// binder_key of an early secret; SslComputeFinishedHash makes the binder.
//   dwFlags   NCRYPT_SSL_EXTERNAL_PSK_FLAG or NCRYPT_SSL_RESUMPTION_PSK_FLAG
// More errors: NTE_BAD_FLAGS (neither or both).
SECUR32_API SECURITY_STATUS WINAPI SslExpandBinderKey(NCRYPT_PROV_HANDLE hSslProvider,
                                                      NCRYPT_KEY_HANDLE hEarlyKey,
                                                      NCRYPT_KEY_HANDLE *phBinderKey,
                                                      PNCryptBufferDesc pParameterList,
                                                      DWORD dwFlags);

// ---- The transcript -----------------------------------------------------------------------------

// A handshake hash that goes on from where another stands; both are independent afterwards.
SECUR32_API SECURITY_STATUS WINAPI SslDuplicateTranscriptHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                              NCRYPT_HASH_HANDLE hTranscriptHash,
                                                              NCRYPT_HASH_HANDLE *phTranscriptHash,
                                                              DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
