// sspi_attributes.h: the attributes of contexts (SECPKG_ATTR_*) and of credentials
// (SECPKG_CRED_ATTR_*), and the structures that carry them (SecPkgContext_*, SecPkgCredentials_*).
//
// A part of sspi.h.  The caller gives the structure; what its pointers lead to is allocated by the
// library and freed with FreeContextBuffer, each pointer on its own.  Schannel's attributes are in
// schannel.h, CredSSP's in credssp.h, our own in secext.h.
#ifndef SECUR32_SSPI_ATTRIBUTES_H
#define SECUR32_SSPI_ATTRIBUTES_H

#include <sspi_types.h>

// ---- Context attributes -------------------------------------------------------------------------

#define SECPKG_ATTR_SIZES                       0    // SecPkgContext_Sizes
#define SECPKG_ATTR_NAMES                       1    // SecPkgContext_Names
#define SECPKG_ATTR_LIFESPAN                    2    // SecPkgContext_Lifespan
#define SECPKG_ATTR_DCE_INFO                    3    // SecPkgContext_DceInfo
#define SECPKG_ATTR_STREAM_SIZES                4    // SecPkgContext_StreamSizes
#define SECPKG_ATTR_KEY_INFO                    5    // SecPkgContext_KeyInfo
#define SECPKG_ATTR_AUTHORITY                   6    // SecPkgContext_Authority
#define SECPKG_ATTR_PROTO_INFO                  7    // SecPkgContext_ProtoInfo
#define SECPKG_ATTR_PASSWORD_EXPIRY             8    // SecPkgContext_PasswordExpiry
#define SECPKG_ATTR_SESSION_KEY                 9    // SecPkgContext_SessionKey
#define SECPKG_ATTR_PACKAGE_INFO                10   // SecPkgContext_PackageInfo
#define SECPKG_ATTR_USER_FLAGS                  11   // SecPkgContext_UserFlags
#define SECPKG_ATTR_NEGOTIATION_INFO            12   // SecPkgContext_NegotiationInfo
#define SECPKG_ATTR_NATIVE_NAMES                13   // SecPkgContext_NativeNames
#define SECPKG_ATTR_FLAGS                       14   // SecPkgContext_Flags
#define SECPKG_ATTR_USE_VALIDATED               15   // set only
#define SECPKG_ATTR_CREDENTIAL_NAME             16   // SecPkgContext_CredentialName
#define SECPKG_ATTR_TARGET_INFORMATION          17   // SecPkgContext_TargetInformation
#define SECPKG_ATTR_ACCESS_TOKEN                18   // SecPkgContext_AccessToken
#define SECPKG_ATTR_TARGET                      19   // SecPkgContext_Target
#define SECPKG_ATTR_AUTHENTICATION_ID           20   // SecPkgContext_AuthzID
#define SECPKG_ATTR_LOGOFF_TIME                 21   // SecPkgContext_LogoffTime
#define SECPKG_ATTR_NEGO_KEYS                   22   // SecPkgContext_NegoKeys
#define SECPKG_ATTR_PROMPTING_NEEDED            24   // SecPkgContext_CredInfo
#define SECPKG_ATTR_UNIQUE_BINDINGS             25   // SecPkgContext_Bindings, tls-unique
#define SECPKG_ATTR_ENDPOINT_BINDINGS           26   // SecPkgContext_Bindings, tls-server-end-point
#define SECPKG_ATTR_CLIENT_SPECIFIED_TARGET     27   // SecPkgContext_ClientSpecifiedTarget
#define SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS    30   // SecPkgContext_LastClientTokenStatus
#define SECPKG_ATTR_NEGO_PKG_INFO               31   // SecPkgContext_NegoPackageInfo
#define SECPKG_ATTR_NEGO_STATUS                 32   // SecPkgContext_NegoStatus
#define SECPKG_ATTR_CONTEXT_DELETED             33
#define SECPKG_ATTR_DTLS_MTU                    34
#define SECPKG_ATTR_APPLICATION_PROTOCOL        35   // SecPkgContext_ApplicationProtocol
#define SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS   36   // SecPkgContext_NegotiatedTlsExtensions
#define SECPKG_ATTR_IS_LOOPBACK                 37
#define SECPKG_ATTR_SUBJECT_SECURITY_ATTRIBUTES 128  // SecPkgContext_SubjectAttributes

// The sizes of a datagram context are asked for as those of a stream.
#define SECPKG_ATTR_DATAGRAM_SIZES SECPKG_ATTR_STREAM_SIZES

// ---- Sizes and times ----------------------------------------------------------------------------

typedef struct _SecPkgContext_Sizes {
    ULONG cbMaxToken;         // of the exchange
    ULONG cbMaxSignature;     // of MakeSignature's TOKEN
    ULONG cbBlockSize;        // of EncryptMessage's PADDING, at most
    ULONG cbSecurityTrailer;  // of EncryptMessage's TOKEN
} SecPkgContext_Sizes, *PSecPkgContext_Sizes;

typedef struct _SecPkgContext_StreamSizes {
    ULONG cbHeader;
    ULONG cbTrailer;
    ULONG cbMaximumMessage;
    ULONG cBuffers;
    ULONG cbBlockSize;
} SecPkgContext_StreamSizes, *PSecPkgContext_StreamSizes;

typedef SecPkgContext_StreamSizes SecPkgContext_DatagramSizes;
typedef PSecPkgContext_StreamSizes PSecPkgContext_DatagramSizes;

typedef struct _SecPkgContext_Lifespan {
    TimeStamp tsStart;
    TimeStamp tsExpiry;
} SecPkgContext_Lifespan, *PSecPkgContext_Lifespan;

typedef struct _SecPkgContext_PasswordExpiry {
    TimeStamp tsPasswordExpires;
} SecPkgContext_PasswordExpiry, *PSecPkgContext_PasswordExpiry;

typedef struct _SecPkgContext_LogoffTime {
    TimeStamp tsLogoffTime;
} SecPkgContext_LogoffTime, *PSecPkgContext_LogoffTime;

// ---- Names --------------------------------------------------------------------------------------

// The authenticated user, DOMAIN\user.
typedef struct _SecPkgContext_NamesW {
    SEC_WCHAR *sUserName;
} SecPkgContext_NamesW, *PSecPkgContext_NamesW;

typedef struct _SecPkgContext_NamesA {
    SEC_CHAR *sUserName;
} SecPkgContext_NamesA, *PSecPkgContext_NamesA;

// The same in the package's own form, and the server's name.
typedef struct _SecPkgContext_NativeNamesW {
    SEC_WCHAR *sClientName;
    SEC_WCHAR *sServerName;
} SecPkgContext_NativeNamesW, *PSecPkgContext_NativeNamesW;

typedef struct _SecPkgContext_NativeNamesA {
    SEC_CHAR *sClientName;
    SEC_CHAR *sServerName;
} SecPkgContext_NativeNamesA, *PSecPkgContext_NativeNamesA;

typedef struct _SecPkgContext_CredentialNameW {
    ULONG CredentialType;
    SEC_WCHAR *sCredentialName;
} SecPkgContext_CredentialNameW, *PSecPkgContext_CredentialNameW;

typedef struct _SecPkgContext_CredentialNameA {
    ULONG CredentialType;
    SEC_CHAR *sCredentialName;
} SecPkgContext_CredentialNameA, *PSecPkgContext_CredentialNameA;

typedef struct _SecPkgContext_AuthorityA {
    SEC_CHAR *sAuthorityName;
} SecPkgContext_AuthorityA, *PSecPkgContext_AuthorityA;

typedef struct _SecPkgContext_AuthorityW {
    SEC_WCHAR *sAuthorityName;
} SecPkgContext_AuthorityW, *PSecPkgContext_AuthorityW;

typedef struct _SecPkgContext_AuthzID {
    ULONG AuthzIDLength;
    char *AuthzID;
} SecPkgContext_AuthzID, *PSecPkgContext_AuthzID;

// ---- Packages and negotiation -------------------------------------------------------------------

typedef struct _SecPkgContext_PackageInfoW {
    PSecPkgInfoW PackageInfo;
} SecPkgContext_PackageInfoW, *PSecPkgContext_PackageInfoW;

typedef struct _SecPkgContext_PackageInfoA {
    PSecPkgInfoA PackageInfo;
} SecPkgContext_PackageInfoA, *PSecPkgContext_PackageInfoA;

typedef struct _SecPkgContext_NegotiationInfoA {
    PSecPkgInfoA PackageInfo;
    ULONG NegotiationState;  // SECPKG_NEGOTIATION_*
} SecPkgContext_NegotiationInfoA, *PSecPkgContext_NegotiationInfoA;

typedef struct _SecPkgContext_NegotiationInfoW {
    PSecPkgInfoW PackageInfo;
    ULONG NegotiationState;
} SecPkgContext_NegotiationInfoW, *PSecPkgContext_NegotiationInfoW;

#define SECPKG_NEGOTIATION_COMPLETE      0
#define SECPKG_NEGOTIATION_OPTIMISTIC    1
#define SECPKG_NEGOTIATION_IN_PROGRESS   2
#define SECPKG_NEGOTIATION_DIRECT        3
#define SECPKG_NEGOTIATION_TRY_MULTICRED 4

typedef struct _SecPkgContext_NegoPackageInfo {
    ULONG PackageMask;
} SecPkgContext_NegoPackageInfo, *PSecPkgContext_NegoPackageInfo;

#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_KERBEROS 0x1
#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_NTLM     0x2

typedef struct _SecPkgContext_NegoStatus {
    ULONG LastStatus;
} SecPkgContext_NegoStatus, *PSecPkgContext_NegoStatus;

typedef struct _SecPkgContext_NegoKeys {
    ULONG KeyType;
    unsigned short KeyLength;
    unsigned char *KeyValue;
    ULONG VerifyKeyType;
    unsigned short VerifyKeyLength;
    unsigned char *VerifyKeyValue;
} SecPkgContext_NegoKeys, *PSecPkgContext_NegoKeys;

// Whether the token that was just made is the client's last.
typedef enum _SECPKG_ATTR_LCT_STATUS {
    SecPkgAttrLastClientTokenYes,
    SecPkgAttrLastClientTokenNo,
    SecPkgAttrLastClientTokenMaybe
} SECPKG_ATTR_LCT_STATUS, *PSECPKG_ATTR_LCT_STATUS;

typedef struct _SecPkgContext_LastClientTokenStatus {
    SECPKG_ATTR_LCT_STATUS LastClientTokenStatus;
} SecPkgContext_LastClientTokenStatus, *PSecPkgContext_LastClientTokenStatus;

// ---- Keys ---------------------------------------------------------------------------------------

typedef struct _SecPkgContext_KeyInfoA {
    SEC_CHAR *sSignatureAlgorithmName;
    SEC_CHAR *sEncryptAlgorithmName;
    ULONG KeySize;  // bits
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoA, *PSecPkgContext_KeyInfoA;

typedef struct _SecPkgContext_KeyInfoW {
    SEC_WCHAR *sSignatureAlgorithmName;
    SEC_WCHAR *sEncryptAlgorithmName;
    ULONG KeySize;
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoW, *PSecPkgContext_KeyInfoW;

typedef struct _SecPkgContext_SessionKey {
    ULONG SessionKeyLength;
    unsigned char *SessionKey;
} SecPkgContext_SessionKey, *PSecPkgContext_SessionKey;

typedef struct _SecPkgContext_ProtoInfoA {
    SEC_CHAR *sProtocolName;
    ULONG majorVersion;
    ULONG minorVersion;
} SecPkgContext_ProtoInfoA, *PSecPkgContext_ProtoInfoA;

typedef struct _SecPkgContext_ProtoInfoW {
    SEC_WCHAR *sProtocolName;
    ULONG majorVersion;
    ULONG minorVersion;
} SecPkgContext_ProtoInfoW, *PSecPkgContext_ProtoInfoW;

// ---- The client at the server -------------------------------------------------------------------

// A token of the client; it dies with the context and is not the caller's to close.
typedef struct _SecPkgContext_AccessToken {
    void *AccessToken;
} SecPkgContext_AccessToken, *PSecPkgContext_AccessToken;

typedef struct _SecPkgContext_UserFlags {
    ULONG UserFlags;
} SecPkgContext_UserFlags, *PSecPkgContext_UserFlags;

// What was granted: ISC_RET_* or ASC_RET_*.
typedef struct _SecPkgContext_Flags {
    ULONG Flags;
} SecPkgContext_Flags, *PSecPkgContext_Flags;

typedef struct _SecPkgContext_DceInfo {
    ULONG AuthzSvc;
    void *pPac;
} SecPkgContext_DceInfo, *PSecPkgContext_DceInfo;

typedef struct _SecPkgContext_SubjectAttributes {
    void *AttributeInfo;
} SecPkgContext_SubjectAttributes, *PSecPkgContext_SubjectAttributes;

typedef enum _SECPKG_CRED_CLASS {
    SecPkgCredClass_None = 0,
    SecPkgCredClass_Ephemeral = 10,
    SecPkgCredClass_PersistedGeneric = 20,
    SecPkgCredClass_PersistedSpecific = 30,
    SecPkgCredClass_Explicit = 40
} SECPKG_CRED_CLASS, *PSECPKG_CRED_CLASS;

typedef struct _SecPkgContext_CredInfo {
    SECPKG_CRED_CLASS CredClass;
    ULONG IsPromptingNeeded;
} SecPkgContext_CredInfo, *PSecPkgContext_CredInfo;

// ---- The target ---------------------------------------------------------------------------------

typedef struct _SecPkgContext_TargetInformation {
    ULONG MarshalledTargetInfoLength;
    unsigned char *MarshalledTargetInfo;
} SecPkgContext_TargetInformation, *PSecPkgContext_TargetInformation;

typedef struct _SecPkgContext_Target {
    ULONG TargetLength;  // bytes
    char *Target;        // UTF-16, not terminated
} SecPkgContext_Target, *PSecPkgContext_Target;

// Acceptor: the SPN that the client says it wanted to reach.
typedef struct _SecPkgContext_ClientSpecifiedTarget {
    SEC_WCHAR *sTargetName;
} SecPkgContext_ClientSpecifiedTarget, *PSecPkgContext_ClientSpecifiedTarget;

// ---- TLS ----------------------------------------------------------------------------------------

// Channel bindings of a TLS context, ready to be handed to another package's exchange.
typedef struct _SecPkgContext_Bindings {
    ULONG BindingsLength;
    SEC_CHANNEL_BINDINGS *Bindings;
} SecPkgContext_Bindings, *PSecPkgContext_Bindings;

typedef enum _SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS {
    SecApplicationProtocolNegotiationStatus_None,
    SecApplicationProtocolNegotiationStatus_Success,
    SecApplicationProtocolNegotiationStatus_SelectedClientOnly
} SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS, *PSEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS;

#define MAX_PROTOCOL_ID_SIZE 0xff

typedef struct _SecPkgContext_ApplicationProtocol {
    SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS ProtoNegoStatus;
    SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT ProtoNegoExt;
    unsigned char ProtocolIdSize;
    unsigned char ProtocolId[MAX_PROTOCOL_ID_SIZE];
} SecPkgContext_ApplicationProtocol, *PSecPkgContext_ApplicationProtocol;

typedef struct _SecPkgContext_NegotiatedTlsExtensions {
    ULONG ExtensionsCount;
    unsigned short *Extensions;
} SecPkgContext_NegotiatedTlsExtensions, *PSecPkgContext_NegotiatedTlsExtensions;

// For packages that run inside the caller's process; carried for completeness.
typedef struct _SECPKG_APP_MODE_INFO {
    ULONG UserFunction;
    ULONG_PTR Argument1;
    ULONG_PTR Argument2;
    SecBuffer UserData;
    BOOLEAN ReturnToLsa;
} SECPKG_APP_MODE_INFO, *PSECPKG_APP_MODE_INFO;

// ---- Credential attributes ----------------------------------------------------------------------

#define SECPKG_CRED_ATTR_NAMES                1  // SecPkgCredentials_Names
#define SECPKG_CRED_ATTR_SSI_PROVIDER         2  // SecPkgCredentials_SSIProvider
#define SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS   3  // SecPkgCredentials_KdcProxySettings
#define SECPKG_CRED_ATTR_KDC_NETWORK_SETTINGS 3  // SecPkgCredentials_KdcNetworkSettings
#define SECPKG_CRED_ATTR_CERT                 4  // SecPkgCredentials_Cert
#define SECPKG_CRED_ATTR_PAC_BYPASS           5

typedef struct _SecPkgCredentials_NamesW {
    SEC_WCHAR *sUserName;
} SecPkgCredentials_NamesW, *PSecPkgCredentials_NamesW;

typedef struct _SecPkgCredentials_NamesA {
    SEC_CHAR *sUserName;
} SecPkgCredentials_NamesA, *PSecPkgCredentials_NamesA;

typedef struct _SecPkgCredentials_SSIProviderW {
    SEC_WCHAR *sProviderName;
    ULONG ProviderInfoLength;
    char *ProviderInfo;
} SecPkgCredentials_SSIProviderW, *PSecPkgCredentials_SSIProviderW;

typedef struct _SecPkgCredentials_SSIProviderA {
    SEC_CHAR *sProviderName;
    ULONG ProviderInfoLength;
    char *ProviderInfo;
} SecPkgCredentials_SSIProviderA, *PSecPkgCredentials_SSIProviderA;

// Kerberos: where the KDC proxy is.  Offsets from the start of the structure, lengths in bytes;
// UTF-16.
typedef struct _SecPkgCredentials_KdcProxySettingsW {
    ULONG Version;  // KDC_PROXY_SETTINGS_V1
    ULONG Flags;    // KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY
    USHORT ProxyServerOffset;
    USHORT ProxyServerLength;
    USHORT ClientTlsCredOffset;
    USHORT ClientTlsCredLength;
} SecPkgCredentials_KdcProxySettingsW, *PSecPkgCredentials_KdcProxySettingsW;

typedef struct _SecPkgCredentials_KdcNetworkSettingsW {
    ULONG Version;  // KDC_NETWORK_SETTINGS_V2
    ULONG Flags;    // KDC_NETWORK_SETTINGS_FLAGS_*
    USHORT ProxyServerOffset;
    USHORT ProxyServerLength;
    USHORT ClientTlsCredOffset;
    USHORT ClientTlsCredLength;
    ULONG DcDiscoveryFlags;  // KDC_NETWORK_DISCOVERY_FLAGS_*
} SecPkgCredentials_KdcNetworkSettingsW, *PSecPkgCredentials_KdcNetworkSettingsW;

#define KDC_PROXY_SETTINGS_V1                          1
#define KDC_NETWORK_SETTINGS_V2                        2
#define KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY            0x1
#define KDC_NETWORK_SETTINGS_FLAGS_FORCEPROXY          0x1
#define KDC_NETWORK_SETTINGS_FLAGS_CONFIGURE_PROXY     0x80000000
#define KDC_NETWORK_SETTINGS_FLAGS_CONFIGURE_DISCOVERY 0x40000000
#define KDC_NETWORK_DISCOVERY_FLAGS_DS13_REQUIRED      0x80000000

typedef struct _SecPkgCredentials_Cert {
    ULONG EncodedCertSize;
    unsigned char *EncodedCert;
} SecPkgCredentials_Cert, *PSecPkgCredentials_Cert;

// ---- Twins --------------------------------------------------------------------------------------

#define SecPkgContext_Names            SECUR32_AW(SecPkgContext_Names)
#define PSecPkgContext_Names           SECUR32_AW(PSecPkgContext_Names)
#define SecPkgContext_NativeNames      SECUR32_AW(SecPkgContext_NativeNames)
#define PSecPkgContext_NativeNames     SECUR32_AW(PSecPkgContext_NativeNames)
#define SecPkgContext_CredentialName   SECUR32_AW(SecPkgContext_CredentialName)
#define PSecPkgContext_CredentialName  SECUR32_AW(PSecPkgContext_CredentialName)
#define SecPkgContext_Authority        SECUR32_AW(SecPkgContext_Authority)
#define PSecPkgContext_Authority       SECUR32_AW(PSecPkgContext_Authority)
#define SecPkgContext_PackageInfo      SECUR32_AW(SecPkgContext_PackageInfo)
#define PSecPkgContext_PackageInfo     SECUR32_AW(PSecPkgContext_PackageInfo)
#define SecPkgContext_NegotiationInfo  SECUR32_AW(SecPkgContext_NegotiationInfo)
#define PSecPkgContext_NegotiationInfo SECUR32_AW(PSecPkgContext_NegotiationInfo)
#define SecPkgContext_KeyInfo          SECUR32_AW(SecPkgContext_KeyInfo)
#define PSecPkgContext_KeyInfo         SECUR32_AW(PSecPkgContext_KeyInfo)
#define SecPkgContext_ProtoInfo        SECUR32_AW(SecPkgContext_ProtoInfo)
#define PSecPkgContext_ProtoInfo       SECUR32_AW(PSecPkgContext_ProtoInfo)
#define SecPkgCredentials_Names        SECUR32_AW(SecPkgCredentials_Names)
#define PSecPkgCredentials_Names       SECUR32_AW(PSecPkgCredentials_Names)
#define SecPkgCredentials_SSIProvider  SECUR32_AW(SecPkgCredentials_SSIProvider)
#define PSecPkgCredentials_SSIProvider SECUR32_AW(PSecPkgCredentials_SSIProvider)

#endif
