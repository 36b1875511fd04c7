// sspi_identity.h: who the credentials are of: SEC_WINNT_AUTH_IDENTITY in its four forms, and the
// structures inside the fourth one.
//
// A part of sspi.h; the functions over them (Sspi...AuthIdentity) are in sspi_identity_functions.h.
// pAuthData of AcquireCredentialsHandle is one of the forms, recognised by its content: a first
// ULONG of 0x200 is an EX, 0x201 an EX2, anything else the plain one (which begins with a pointer).
#ifndef SECUR32_SSPI_IDENTITY_H
#define SECUR32_SSPI_IDENTITY_H

#include <sspi_types.h>

// ---- The plain form -----------------------------------------------------------------------------

// Lengths are in characters, without a terminating NUL.  Flags tells what the pointers lead to,
// whatever the letter of the structure: _ANSI (UTF-8 here) or _UNICODE.
#define SEC_WINNT_AUTH_IDENTITY_ANSI       0x1
#define SEC_WINNT_AUTH_IDENTITY_UNICODE    0x2
#define SEC_WINNT_AUTH_IDENTITY_MARSHALLED 0x4  // all data is in one block
#define SEC_WINNT_AUTH_IDENTITY_ONLY       0x8  // Kerberos: these credentials and no others

typedef struct _SEC_WINNT_AUTH_IDENTITY_W {
    unsigned short *User;
    ULONG UserLength;
    unsigned short *Domain;
    ULONG DomainLength;
    unsigned short *Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_W, *PSEC_WINNT_AUTH_IDENTITY_W;

typedef struct _SEC_WINNT_AUTH_IDENTITY_A {
    unsigned char *User;
    ULONG UserLength;
    unsigned char *Domain;
    ULONG DomainLength;
    unsigned char *Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_A, *PSEC_WINNT_AUTH_IDENTITY_A;

// ---- With a package list ------------------------------------------------------------------------

#define SEC_WINNT_AUTH_IDENTITY_VERSION 0x200

// PackageList: names separated by commas; "!name" excludes one.
typedef struct _SEC_WINNT_AUTH_IDENTITY_EXW {
    ULONG Version;  // SEC_WINNT_AUTH_IDENTITY_VERSION
    ULONG Length;   // of this structure, in bytes
    unsigned short *User;
    ULONG UserLength;
    unsigned short *Domain;
    ULONG DomainLength;
    unsigned short *Password;
    ULONG PasswordLength;
    ULONG Flags;
    unsigned short *PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EXW, *PSEC_WINNT_AUTH_IDENTITY_EXW;

typedef struct _SEC_WINNT_AUTH_IDENTITY_EXA {
    ULONG Version;
    ULONG Length;
    unsigned char *User;
    ULONG UserLength;
    unsigned char *Domain;
    ULONG DomainLength;
    unsigned char *Password;
    ULONG PasswordLength;
    ULONG Flags;
    unsigned char *PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EXA, *PSEC_WINNT_AUTH_IDENTITY_EXA;

// ---- The self-contained form --------------------------------------------------------------------

#define SEC_WINNT_AUTH_IDENTITY_VERSION_2 0x201

// Offsets from the start of the structure; every length in bytes; UTF-16.  PackedCredentials is a
// SEC_WINNT_AUTH_PACKED_CREDENTIALS or _EX.
typedef struct _SEC_WINNT_AUTH_IDENTITY_EX2 {
    ULONG Version;                  // SEC_WINNT_AUTH_IDENTITY_VERSION_2
    unsigned short cbHeaderLength;  // sizeof(SEC_WINNT_AUTH_IDENTITY_EX2)
    ULONG cbStructureLength;        // header and data
    ULONG UserOffset;
    unsigned short UserLength;
    ULONG DomainOffset;
    unsigned short DomainLength;
    ULONG PackedCredentialsOffset;
    unsigned short PackedCredentialsLength;
    ULONG Flags;  // SEC_WINNT_AUTH_IDENTITY_FLAGS_*
    ULONG PackageListOffset;
    unsigned short PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EX2, *PSEC_WINNT_AUTH_IDENTITY_EX2;

typedef union _SEC_WINNT_AUTH_IDENTITY_INFO {
    SEC_WINNT_AUTH_IDENTITY_EXW AuthIdExw;
    SEC_WINNT_AUTH_IDENTITY_EXA AuthIdExa;
    SEC_WINNT_AUTH_IDENTITY_A AuthId_a;
    SEC_WINNT_AUTH_IDENTITY_W AuthId_w;
    SEC_WINNT_AUTH_IDENTITY_EX2 AuthIdEx2;
} SEC_WINNT_AUTH_IDENTITY_INFO, *PSEC_WINNT_AUTH_IDENTITY_INFO;

// Any of the forms; what the Sspi...AuthIdentity functions make is an EX2.
typedef PVOID PSEC_WINNT_AUTH_IDENTITY_OPAQUE;

#define SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED 0x10
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED  0x20
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED    0x40
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED  0x80
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_RESERVED          0x10000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER         0x20000  // the user is absent, not empty
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN       0x40000  // the domain is absent, not empty
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_ID_PROVIDER       0x80000

// What a prompt left in an identity.
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_USE_MASK             0xFF000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_SAVE 0x80000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_BY_CALLER  0x80000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_CHECKED    0x40000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_NO_CHECKBOX          0x20000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_LOAD 0x10000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_VALID_SSPIPFC_FLAGS          0xF0000000

#define SSPIPFC_CREDPROV_DO_NOT_SAVE 0x00000001
#define SSPIPFC_SAVE_CRED_BY_CALLER  SSPIPFC_CREDPROV_DO_NOT_SAVE
#define SSPIPFC_NO_CHECKBOX          0x00000002
#define SSPIPFC_CREDPROV_DO_NOT_LOAD 0x00000004
#define SSPIPFC_USE_CREDUIBROKER     0x00000008
#define SSPIPFC_VALID_FLAGS          0x0000000F

// Options of SspiEncryptAuthIdentityEx and SspiDecryptAuthIdentityEx: who can decrypt again.
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_LOGON   0x1
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS 0x2
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_FOR_SYSTEM   0x4

// ---- Packed credentials -------------------------------------------------------------------------

// Offsets from the start of the structure that holds the vector; lengths in bytes (BYTE_VECTOR) or
// in elements (SHORT_VECTOR).
typedef struct _SEC_WINNT_AUTH_BYTE_VECTOR {
    ULONG ByteArrayOffset;
    unsigned short ByteArrayLength;
} SEC_WINNT_AUTH_BYTE_VECTOR, *PSEC_WINNT_AUTH_BYTE_VECTOR;

typedef struct _SEC_WINNT_AUTH_SHORT_VECTOR {
    ULONG ShortArrayOffset;
    USHORT ShortArrayCount;
} SEC_WINNT_AUTH_SHORT_VECTOR, *PSEC_WINNT_AUTH_SHORT_VECTOR;

typedef struct _SEC_WINNT_AUTH_DATA {
    GUID CredType;  // SEC_WINNT_AUTH_DATA_TYPE_*
    SEC_WINNT_AUTH_BYTE_VECTOR CredData;
} SEC_WINNT_AUTH_DATA, *PSEC_WINNT_AUTH_DATA;

typedef struct _SEC_WINNT_AUTH_PACKED_CREDENTIALS {
    unsigned short cbHeaderLength;
    unsigned short cbStructureLength;
    SEC_WINNT_AUTH_DATA AuthData;
} SEC_WINNT_AUTH_PACKED_CREDENTIALS, *PSEC_WINNT_AUTH_PACKED_CREDENTIALS;

typedef struct _SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX {
    unsigned short cbHeaderLength;
    ULONG Flags;
    SEC_WINNT_AUTH_BYTE_VECTOR PackedCredentials;
    SEC_WINNT_AUTH_SHORT_VECTOR PackageList;
} SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX, *PSEC_WINNT_AUTH_PACKED_CREDENTIALS_EX;

// The kinds of CredData.  (PSEC_WINNT_AUTH_DATA_PASSWORD is no pointer on Windows either.)
typedef struct _SEC_WINNT_AUTH_DATA_PASSWORD {
    SEC_WINNT_AUTH_BYTE_VECTOR UnicodePassword;
} SEC_WINNT_AUTH_DATA_PASSWORD, PSEC_WINNT_AUTH_DATA_PASSWORD;

typedef struct _SEC_WINNT_AUTH_CERTIFICATE_DATA {
    unsigned short cbHeaderLength;
    unsigned short cbStructureLength;
    SEC_WINNT_AUTH_BYTE_VECTOR Certificate;
} SEC_WINNT_AUTH_CERTIFICATE_DATA, *PSEC_WINNT_AUTH_CERTIFICATE_DATA;

typedef struct _SEC_WINNT_AUTH_NGC_DATA {
    LUID LogonId;
    ULONG Flags;  // NGC_DATA_FLAG_*
    SEC_WINNT_AUTH_BYTE_VECTOR CspInfo;
    SEC_WINNT_AUTH_BYTE_VECTOR UserIdKeyAuthTicket;
    SEC_WINNT_AUTH_BYTE_VECTOR DecryptionKeyName;
    SEC_WINNT_AUTH_BYTE_VECTOR DecryptionKeyAuthTicket;
} SEC_WINNT_AUTH_NGC_DATA, *PSEC_WINNT_AUTH_NGC_DATA;

#define NGC_DATA_FLAG_KERB_CERTIFICATE_LOGON_FLAG_CHECK_DUPLICATES     0x1
#define NGC_DATA_FLAG_KERB_CERTIFICATE_LOGON_FLAG_USE_CERTIFICATE_INFO 0x2
#define NGC_DATA_FLAG_IS_SMARTCARD_DATA                                0x4
#define NGC_DATA_FLAG_IS_CLOUD_TRUST_CRED                              0x8

typedef struct _SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS_DATA {
    PVOID pcc;
    PVOID hProv;
    LPWSTR pwszECDHKeyName;
} SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS_DATA,
    *PSEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS_DATA;

typedef struct _SEC_WINNT_AUTH_FIDO_DATA {
    unsigned short cbHeaderLength;
    unsigned short cbStructureLength;
    SEC_WINNT_AUTH_BYTE_VECTOR Secret;
    SEC_WINNT_AUTH_BYTE_VECTOR NewSecret;
    SEC_WINNT_AUTH_BYTE_VECTOR EncryptedNewSecret;
    SEC_WINNT_AUTH_BYTE_VECTOR NetworkLogonBuffer;
    ULONG64 ulSignatureCount;
} SEC_WINNT_AUTH_FIDO_DATA, *PSEC_WINNT_AUTH_FIDO_DATA;

// clang-format off
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_PASSWORD,
             0x28bfc32f, 0x10f6, 0x4738, 0x98, 0xd1, 0x1a, 0xc0, 0x61, 0xdf, 0x71, 0x6a);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_CERT,
             0x235f69ad, 0x73fb, 0x4dbc, 0x82, 0x03, 0x06, 0x29, 0xe7, 0x39, 0x33, 0x9b);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_CREDMAN_CERT,
             0x7cb72412, 0x1016, 0x491a, 0x8c, 0x87, 0x4d, 0x2a, 0xa1, 0xb7, 0xdd, 0x3a);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_NGC,
             0x10a47879, 0x5ebf, 0x4b85, 0xbd, 0x8d, 0xc2, 0x1b, 0xb4, 0xf4, 0x9c, 0x8a);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_FIDO,
             0x32e8f8d7, 0x7871, 0x4bcc, 0x83, 0xc5, 0x46, 0x0f, 0x66, 0xc6, 0x13, 0x5c);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_KEYTAB,
             0xd587aae8, 0xf78f, 0x4455, 0xa1, 0x12, 0xc9, 0x34, 0xbe, 0xee, 0x7c, 0xe1);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_DELEGATION_TOKEN,
             0x12e52e0f, 0x6f9b, 0x4f83, 0x90, 0x20, 0x9d, 0xe4, 0x2b, 0x22, 0x62, 0x67);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_CSP_DATA,
             0x68fd9879, 0x079c, 0x4dfe, 0x82, 0x81, 0x57, 0x8a, 0xad, 0xc1, 0xc1, 0x00);
SECUR32_GUID(SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS,
             0xb86c4ff3, 0x49d7, 0x4dc4, 0xb5, 0x60, 0xb1, 0x16, 0x36, 0x85, 0xb2, 0x36);
SECUR32_GUID(CREDUIWIN_STRUCTURE_TYPE_SSPIPFC,
             0x3c3e93d9, 0xd96b, 0x49b5, 0x94, 0xa7, 0x45, 0x85, 0x92, 0x08, 0x83, 0x37);
SECUR32_GUID(SSPIPFC_STRUCTURE_TYPE_CREDUI_CONTEXT,
             0xc2fffe6f, 0x503d, 0x4c3d, 0xa9, 0x5e, 0xbc, 0xe8, 0x21, 0x21, 0x3d, 0x44);
// clang-format on

// ---- What a credential prompt passes around (carried for completeness) --------------------------

typedef struct _SEC_WINNT_CREDUI_CONTEXT_VECTOR {
    ULONG CredUIContextArrayOffset;
    USHORT CredUIContextCount;
} SEC_WINNT_CREDUI_CONTEXT_VECTOR, *PSEC_WINNT_CREDUI_CONTEXT_VECTOR;

typedef struct _CREDUIWIN_MARSHALED_CONTEXT {
    GUID StructureType;
    USHORT cbHeaderLength;
    LUID LogonId;
    GUID MarshaledDataType;
    ULONG MarshaledDataOffset;
    USHORT MarshaledDataLength;
} CREDUIWIN_MARSHALED_CONTEXT, *PCREDUIWIN_MARSHALED_CONTEXT;

typedef struct _SEC_WINNT_CREDUI_CONTEXT {
    USHORT cbHeaderLength;
    HANDLE CredUIContextHandle;
    PVOID UIInfo;
    ULONG dwAuthError;
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE pInputAuthIdentity;
    PUNICODE_STRING TargetName;
} SEC_WINNT_CREDUI_CONTEXT, *PSEC_WINNT_CREDUI_CONTEXT;

// ---- Twins --------------------------------------------------------------------------------------

#define SEC_WINNT_AUTH_IDENTITY     SECUR32_UAW(SEC_WINNT_AUTH_IDENTITY)
#define PSEC_WINNT_AUTH_IDENTITY    SECUR32_UAW(PSEC_WINNT_AUTH_IDENTITY)
#define _SEC_WINNT_AUTH_IDENTITY    SECUR32_UAW(_SEC_WINNT_AUTH_IDENTITY)
#define SEC_WINNT_AUTH_IDENTITY_EX  SECUR32_AW(SEC_WINNT_AUTH_IDENTITY_EX)
#define PSEC_WINNT_AUTH_IDENTITY_EX SECUR32_AW(PSEC_WINNT_AUTH_IDENTITY_EX)

#endif
