// credssp.h: the CredSSP package: its names, credentials and attributes ([MS-CSSP]).
//
// The token exchange is sspi.h's.
#ifndef SECUR32_CREDSSP_H
#define SECUR32_CREDSSP_H

#include <wintypes.h>

// ---- Names --------------------------------------------------------------------------------------

#define CREDSSP_NAME  SECUR32_W("CREDSSP")
#define TS_SSP_NAME_A "TSSSP"
#define TS_SSP_NAME   SECUR32_W("TSSSP")

// The extended key usage that a server's certificate may show.
#define szOID_TS_KP_TS_SERVER_AUTH "1.3.6.1.4.1.311.54.1.2"

// ---- Credentials --------------------------------------------------------------------------------

// What a CREDSSP_CRED holds.  (The name is spelled like this.)
typedef enum _CREDSPP_SUBMIT_TYPE {
    CredsspPasswordCreds = 2,
    CredsspSchannelCreds = 4,
    CredsspCertificateCreds = 13,
    CredsspSubmitBufferBoth = 50,
    CredsspSubmitBufferBothOld = 51,
    CredsspCredEx = 100
} CREDSPP_SUBMIT_TYPE;

// pAuthData: Schannel credentials for the tunnel, an identity for what goes on in it; either may be
// NULL.
typedef struct _CREDSSP_CRED {
    CREDSPP_SUBMIT_TYPE Type;
    PVOID pSchannelCred;
    PVOID pSpnegoCred;
} CREDSSP_CRED, *PCREDSSP_CRED;

#define CREDSSP_CRED_EX_VERSION 0
#define CREDSSP_FLAG_REDIRECT   0x1  // Remote Credential Guard

// The same with flags: CREDSSP_FLAG_*.  Type is CredsspCredEx.
typedef struct _CREDSSP_CRED_EX {
    CREDSPP_SUBMIT_TYPE Type;
    DWORD Version;
    DWORD Flags;
    DWORD Reserved;
    CREDSSP_CRED Cred;
} CREDSSP_CRED_EX, *PCREDSSP_CRED_EX;

// ---- Attributes ---------------------------------------------------------------------------------

#define SECPKG_ALT_ATTR                 0x80000000
#define SECPKG_ATTR_CREDS               0x80000080  // SecPkgContext_ClientCreds
#define SECPKG_ATTR_NEGOTIATION_PACKAGE 0x80000081  // SecPkgContext_PackageInfo
#define SECPKG_ATTR_C_ACCESS_TOKEN      0x80000012  // SecPkgContext_AccessToken
#define SECPKG_ATTR_C_FULL_ACCESS_TOKEN 0x80000082  // SecPkgContext_AccessToken
#define SECPKG_ATTR_SERVER_AUTH_FLAGS   0x80000083  // SecPkgContext_Flags: CREDSSP_SERVER_AUTH_*
#define SECPKG_ATTR_CERT_TRUST_STATUS   0x80000084  // CERT_TRUST_STATUS
#define SECPKG_ATTR_C_FULL_IDENT_TOKEN  0x80000085  // SecPkgContext_AccessToken
#define SECPKG_ATTR_CREDS_2             0x80000086  // SecPkgContext_ClientCreds

// How the server was authenticated.
#define CREDSSP_SERVER_AUTH_NEGOTIATE   0x1
#define CREDSSP_SERVER_AUTH_CERTIFICATE 0x2
#define CREDSSP_SERVER_AUTH_LOOPBACK    0x4

// What the client delegated: packed credentials, in AuthBufferLen bytes (FreeContextBuffer).
typedef struct _SecPkgContext_ClientCreds {
    ULONG AuthBufferLen;
    PUCHAR AuthBuffer;
} SecPkgContext_ClientCreds, *PSecPkgContext_ClientCreds;

#endif
