// sslprovider_table.h: the shapes of the SSL provider's functions, the table of them, and the
// functions that hand it out.
//
// A part of sslprovider.h.
#ifndef SECUR32_SSLPROVIDER_TABLE_H
#define SECUR32_SSLPROVIDER_TABLE_H

#include <sslprovider.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Pointers to the functions ------------------------------------------------------------------

typedef SECURITY_STATUS(WINAPI *SslComputeClientAuthHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_HASH_HANDLE
    hHandshakeHash, LPCWSTR pszAlgId, PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult, DWORD
    dwFlags);
typedef SECURITY_STATUS(WINAPI *SslComputeEapKeyBlockFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, PBYTE pbRandoms, DWORD cbRandoms,
    PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslComputeFinishedHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_HASH_HANDLE
    hHandshakeHash, PBYTE pbOutput, DWORD cbOutput, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslCreateEphemeralKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE *phEphemeralKey, DWORD dwProtocol, DWORD
    dwCipherSuite, DWORD dwKeyType, DWORD dwKeyBitLen, PBYTE pbParams, DWORD cbParams, DWORD
    dwFlags);
typedef SECURITY_STATUS(WINAPI *SslCreateHandshakeHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_HASH_HANDLE *phHandshakeHash, DWORD dwProtocol, DWORD
    dwCipherSuite, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslDecryptPacketFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey, PBYTE pbInput, DWORD cbInput, PBYTE
    pbOutput, DWORD cbOutput, DWORD *pcbResult, ULONGLONG SequenceNumber, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslEncryptPacketFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey, PBYTE pbInput, DWORD cbInput, PBYTE
    pbOutput, DWORD cbOutput, DWORD *pcbResult, ULONGLONG SequenceNumber, DWORD dwContentType, DWORD
    dwFlags);
typedef SECURITY_STATUS(WINAPI *SslEnumCipherSuitesFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey,
    NCRYPT_SSL_CIPHER_SUITE **ppCipherSuite, PVOID *ppEnumState, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExportKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey, LPCWSTR pszBlobType, PBYTE pbOutput,
    DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslFreeBufferFn)(PVOID pvInput);
typedef SECURITY_STATUS(WINAPI *SslFreeObjectFn)(NCRYPT_HANDLE hObject, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslGenerateMasterKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, NCRYPT_KEY_HANDLE hPublicKey,
    NCRYPT_KEY_HANDLE *phMasterKey, DWORD dwProtocol, DWORD dwCipherSuite, PNCryptBufferDesc
    pParameterList, PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslGenerateSessionKeysFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_KEY_HANDLE *phReadKey,
    NCRYPT_KEY_HANDLE *phWriteKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslGetKeyPropertyFn)(
    NCRYPT_KEY_HANDLE hKey, LPCWSTR pszProperty, PBYTE *ppbOutput, DWORD *pcbOutput, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslGetProviderPropertyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, LPCWSTR pszProperty, PBYTE *ppbOutput, DWORD *pcbOutput,
    PVOID *ppEnumState, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslHashHandshakeFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_HASH_HANDLE hHandshakeHash, PBYTE pbInput, DWORD
    cbInput, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslImportMasterKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, NCRYPT_KEY_HANDLE *phMasterKey,
    DWORD dwProtocol, DWORD dwCipherSuite, NCryptBufferDesc *pParameterList, PBYTE pbEncryptedKey,
    DWORD cbEncryptedKey, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslImportKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE *phKey, LPCWSTR pszBlobType, PBYTE pbKeyBlob,
    DWORD cbKeyBlob, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslLookupCipherSuiteInfoFn)(
    NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol, DWORD dwCipherSuite, DWORD dwKeyType,
    NCRYPT_SSL_CIPHER_SUITE *pCipherSuite, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslOpenPrivateKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE *phPrivateKey, PCCERT_CONTEXT pCertContext,
    DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslOpenProviderFn)(
    NCRYPT_PROV_HANDLE *phSslProvider, LPCWSTR pszProviderName, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslSignHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, PBYTE pbHashValue, DWORD
    cbHashValue, PBYTE pbSignature, DWORD cbSignature, DWORD *pcbResult, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslVerifySignatureFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPublicKey, PBYTE pbHashValue, DWORD
    cbHashValue, PBYTE pbSignature, DWORD cbSignature, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslLookupCipherLengthsFn)(
    NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol, DWORD dwCipherSuite, DWORD dwKeyType,
    NCRYPT_SSL_CIPHER_LENGTHS *pCipherLengths, DWORD cbCipherLengths, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslCreateClientAuthHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_HASH_HANDLE *phHandshakeHash, DWORD dwProtocol, DWORD
    dwCipherSuite, LPCWSTR pszHashAlgId, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslGetCipherSuitePRFHashAlgorithmFn)(
    NCRYPT_PROV_HANDLE hSslProvider, DWORD dwProtocol, DWORD dwCipherSuite, DWORD dwKeyType, WCHAR
    szPRFHash[64], DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslComputeSessionHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_HASH_HANDLE hHandshakeHash, DWORD dwProtocol, PBYTE
    pbOutput, DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslGeneratePreMasterKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPublicKey,
    NCRYPT_KEY_HANDLE *phPreMasterKey, DWORD dwProtocol, DWORD dwCipherSuite, PNCryptBufferDesc
    pParameterList, PBYTE pbOutput, DWORD cbOutput, DWORD *pcbResult, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslEnumEccCurvesFn)(
    NCRYPT_PROV_HANDLE hSslProvider, DWORD *pEccCurveCount, NCRYPT_SSL_ECC_CURVE **ppEccCurve, DWORD
    dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExportKeyingMaterialFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, PCHAR sLabel, PBYTE pbRandoms,
    DWORD cbRandoms, PBYTE pbContextValue, WORD cbContextValue, PBYTE pbOutput, DWORD cbOutput,
    DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExtractEarlyKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPreSharedKey, NCRYPT_KEY_HANDLE *phEarlyKey,
    DWORD dwProtocol, DWORD dwCipherSuite, PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExtractHandshakeKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey, NCRYPT_KEY_HANDLE hPublicKey,
    NCRYPT_KEY_HANDLE hEarlyKey, NCRYPT_KEY_HANDLE *phHandshakeKey, PNCryptBufferDesc
    pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExtractMasterKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hHandshakeKey,
    NCRYPT_KEY_HANDLE *phMasterKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExpandTrafficKeysFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hBaseKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE *phClientTrafficKey, NCRYPT_KEY_HANDLE *phServerTrafficKey, PNCryptBufferDesc
    pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExpandWriteKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hBaseTrafficKey,
    NCRYPT_KEY_HANDLE *phWriteKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExpandExporterMasterKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hBaseKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE *phExporterMasterKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslEnumCipherSuitesExFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey,
    NCRYPT_SSL_CIPHER_SUITE_EX **ppCipherSuite, PVOID *ppEnumState, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExpandResumptionMasterKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hMasterKey, NCRYPT_HASH_HANDLE hHashValue,
    NCRYPT_KEY_HANDLE *phResumptionMasterKey, PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslDuplicateTranscriptHashFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_HASH_HANDLE hTranscriptHash,
    NCRYPT_HASH_HANDLE *phTranscriptHash, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExpandBinderKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hEarlyKey, NCRYPT_KEY_HANDLE *phBinderKey,
    PNCryptBufferDesc pParameterList, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslExpandPreSharedKeyFn)(
    NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hResumptionMasterKey, PBYTE pbTicketNonce,
    DWORD cbTicketNonce, NCRYPT_KEY_HANDLE *phPreSharedKey, PNCryptBufferDesc pParameterList, DWORD
    dwFlags);

// ---- The table ----------------------------------------------------------------------------------

// Version tells how far the table is filled.
typedef struct _NCRYPT_SSL_FUNCTION_TABLE {
    BCRYPT_INTERFACE_VERSION Version;
    SslComputeClientAuthHashFn ComputeClientAuthHash;
    SslComputeEapKeyBlockFn ComputeEapKeyBlock;
    SslComputeFinishedHashFn ComputeFinishedHash;
    SslCreateEphemeralKeyFn CreateEphemeralKey;
    SslCreateHandshakeHashFn CreateHandshakeHash;
    SslDecryptPacketFn DecryptPacket;
    SslEncryptPacketFn EncryptPacket;
    SslEnumCipherSuitesFn EnumCipherSuites;
    SslExportKeyFn ExportKey;
    SslFreeBufferFn FreeBuffer;
    SslFreeObjectFn FreeObject;
    SslGenerateMasterKeyFn GenerateMasterKey;
    SslGenerateSessionKeysFn GenerateSessionKeys;
    SslGetKeyPropertyFn GetKeyProperty;
    SslGetProviderPropertyFn GetProviderProperty;
    SslHashHandshakeFn HashHandshake;
    SslImportMasterKeyFn ImportMasterKey;
    SslImportKeyFn ImportKey;
    SslLookupCipherSuiteInfoFn LookupCipherSuiteInfo;
    SslOpenPrivateKeyFn OpenPrivateKey;
    SslOpenProviderFn OpenProvider;
    SslSignHashFn SignHash;
    SslVerifySignatureFn VerifySignature;
    // Since version 2:
    SslLookupCipherLengthsFn LookupCipherLengths;
    SslCreateClientAuthHashFn CreateClientAuthHash;
    SslGetCipherSuitePRFHashAlgorithmFn GetCipherSuitePRFHashAlgorithm;
    // Since version 3:
    SslComputeSessionHashFn ComputeSessionHash;
    SslGeneratePreMasterKeyFn GeneratePreMasterKey;
    SslEnumEccCurvesFn EnumEccCurves;
    SslExportKeyingMaterialFn ExportKeyingMaterial;
    // Since version 4:
    SslExtractEarlyKeyFn ExtractEarlyKey;
    SslExtractHandshakeKeyFn ExtractHandshakeKey;
    SslExtractMasterKeyFn ExtractMasterKey;
    SslExpandTrafficKeysFn ExpandTrafficKeys;
    SslExpandWriteKeyFn ExpandWriteKey;
    SslExpandExporterMasterKeyFn ExpandExporterMasterKey;
    SslEnumCipherSuitesExFn EnumCipherSuitesEx;
    // Since version 5:
    SslExpandResumptionMasterKeyFn ExpandResumptionMasterKey;
    SslDuplicateTranscriptHashFn DuplicateTranscriptHash;
    SslExpandBinderKeyFn ExpandBinderKey;
    SslExpandPreSharedKeyFn ExpandPreSharedKey;
} NCRYPT_SSL_FUNCTION_TABLE;

// How a provider hands out its table.
typedef NTSTATUS(WINAPI *GetSChannelInterfaceFn)(
    LPCWSTR pszProviderName, NCRYPT_SSL_FUNCTION_TABLE **ppFunctionTable, DWORD dwFlags);
typedef SECURITY_STATUS(WINAPI *SslInitializeInterfaceFn)(
    LPCWSTR pszProviderName, NCRYPT_SSL_FUNCTION_TABLE *pFunctionTable, DWORD dwFlags);

// ---- Versions of the table ----------------------------------------------------------------------

#define NCRYPT_SSL_INTERFACE_VERSION_1 BCRYPT_MAKE_INTERFACE_VERSION(1, 0)
#define NCRYPT_SSL_INTERFACE_VERSION_2 BCRYPT_MAKE_INTERFACE_VERSION(2, 0)
#define NCRYPT_SSL_INTERFACE_VERSION_3 BCRYPT_MAKE_INTERFACE_VERSION(3, 0)
#define NCRYPT_SSL_INTERFACE_VERSION_4 BCRYPT_MAKE_INTERFACE_VERSION(4, 0)
#define NCRYPT_SSL_INTERFACE_VERSION_5 BCRYPT_MAKE_INTERFACE_VERSION(5, 0)

// ---- Getting it ---------------------------------------------------------------------------------

// The provider as a table of functions (version 5).  pszProviderName: as SslOpenProvider.
//   ppFunctionTable   out: the table; it belongs to the library, for the life of the process, and
//                     is read-only
//   pFunctionTable    in: its Version tells how long it is, 0 stands for version 1; out: filled so
//                     far as both sides know it, and Version tells how far that is
// Errors: NTE_INVALID_PARAMETER (NULL), NTE_NOT_FOUND (another name), NTE_BAD_FLAGS; of
// GetSChannelInterface, whose result is an NTSTATUS: STATUS_INVALID_PARAMETER, STATUS_NOT_FOUND.
SECUR32_API NTSTATUS WINAPI GetSChannelInterface(LPCWSTR pszProviderName,
                                                 NCRYPT_SSL_FUNCTION_TABLE **ppFunctionTable,
                                                 DWORD dwFlags);
SECUR32_API SECURITY_STATUS WINAPI SslInitializeInterface(
    LPCWSTR pszProviderName, NCRYPT_SSL_FUNCTION_TABLE *pFunctionTable, DWORD dwFlags);

#ifdef __cplusplus
}
#endif

#endif
