// sspi_types.h: the vocabulary of sspi.h: handles, times, packages, buffers.
//
// A part of sspi.h; programs include that (or security.h).  Strings of the A functions are UTF-8,
// those of the W functions UTF-16 (WCHAR, wintypes.h), on every locale.
#ifndef SECUR32_SSPI_TYPES_H
#define SECUR32_SSPI_TYPES_H

#include <winerror.h>
#include <wintypes.h>

#if !defined(SECURITY_WIN32) && !defined(SECURITY_KERNEL) && !defined(SECURITY_MAC)
#error "define SECURITY_WIN32 before sspi.h or security.h is included"
#endif
#if defined(SECURITY_KERNEL) || defined(SECURITY_MAC)
#error "only SECURITY_WIN32 exists here: this is the user-mode SSPI"
#endif

#define ISSP_LEVEL 32
#define ISSP_MODE  1

#define SEC_ENTRY
#define SEC_FAR
#define __SEC_FAR
#define SEC_TEXT TEXT

typedef WCHAR SEC_WCHAR;
typedef CHAR SEC_CHAR;
#ifdef UNICODE
typedef SEC_WCHAR *SECURITY_PSTR;
typedef const SEC_WCHAR *SECURITY_PCSTR;
#else
typedef SEC_CHAR *SECURITY_PSTR;
typedef const SEC_CHAR *SECURITY_PCSTR;
#endif

// What every function of SSPI answers: SEC_E_OK, SEC_I_* (positive: a success that says more) or
// SEC_E_* (negative: a failure).  Values in winerror.h.
#ifndef __SECSTATUS_DEFINED__
#define __SECSTATUS_DEFINED__
typedef LONG SECURITY_STATUS;
#endif
#define SEC_SUCCESS(Status) ((Status) >= 0)

// ---- Handles ------------------------------------------------------------------------------------

// A handle is two words that are copied by value and mean nothing outside the process.  Both words
// count; neither is a pointer.  A handle that was freed, invented, zeroed or invalidated is
// answered with SEC_E_INVALID_HANDLE by every function, on every thread.
#ifndef __SECHANDLE_DEFINED__
#define __SECHANDLE_DEFINED__
typedef struct _SecHandle {
    ULONG_PTR dwLower;
    ULONG_PTR dwUpper;
} SecHandle, *PSecHandle;
#endif

typedef SecHandle CredHandle;
typedef PSecHandle PCredHandle;
typedef SecHandle CtxtHandle;
typedef PSecHandle PCtxtHandle;

#define SEC_DELETED_HANDLE ((ULONG_PTR)-2)

// Marks a handle variable as holding no handle, and asks whether it is so marked.  SecIsValidHandle
// says nothing about the handle table: a zeroed variable is "valid" by it, on Windows too.
#define SecInvalidateHandle(x)                        \
    do {                                              \
        ((PSecHandle)(x))->dwLower = (ULONG_PTR)-1;   \
        ((PSecHandle)(x))->dwUpper = (ULONG_PTR)-1;   \
    } while (0)
#define SecIsValidHandle(x)                           \
    ((((PSecHandle)(x))->dwLower != (ULONG_PTR)-1) && \
     (((PSecHandle)(x))->dwUpper != (ULONG_PTR)-1))

// ---- Times --------------------------------------------------------------------------------------

// 100-nanosecond intervals since 1601-01-01 in local time, as Windows has it for expiries;
// 0x7FFFFFFFFFFFFFFF means never.
typedef LARGE_INTEGER SECURITY_INTEGER, *PSECURITY_INTEGER;
typedef SECURITY_INTEGER TimeStamp;
typedef SECURITY_INTEGER *PTimeStamp;

// As UNICODE_STRING; lengths in bytes.
typedef struct _SECURITY_STRING {
    unsigned short Length;
    unsigned short MaximumLength;
    unsigned short *Buffer;
} SECURITY_STRING, *PSECURITY_STRING;

// ---- Packages -----------------------------------------------------------------------------------

// What a package says of itself.  The library allocates it in one block with its strings
// (FreeContextBuffer).
typedef struct _SecPkgInfoW {
    ULONG fCapabilities;  // SECPKG_FLAG_*
    USHORT wVersion;
    USHORT wRPCID;     // RPC_C_AUTHN_*, or SECPKG_ID_NONE
    ULONG cbMaxToken;  // an output buffer of this many bytes suffices for every token
    SEC_WCHAR *Name;
    SEC_WCHAR *Comment;
} SecPkgInfoW, *PSecPkgInfoW;

typedef struct _SecPkgInfoA {
    ULONG fCapabilities;
    USHORT wVersion;
    USHORT wRPCID;
    ULONG cbMaxToken;
    SEC_CHAR *Name;
    SEC_CHAR *Comment;
} SecPkgInfoA, *PSecPkgInfoA;

#define SecPkgInfo  SECUR32_AW(SecPkgInfo)
#define PSecPkgInfo SECUR32_AW(PSecPkgInfo)

#define SECPKG_ID_NONE 0xFFFF

#define SECPKG_FLAG_INTEGRITY                    0x00000001  // MakeSignature, VerifySignature
#define SECPKG_FLAG_PRIVACY                      0x00000002  // EncryptMessage, DecryptMessage
#define SECPKG_FLAG_TOKEN_ONLY                   0x00000004  // only the tokens matter
#define SECPKG_FLAG_DATAGRAM                     0x00000008  // ISC_REQ_DATAGRAM
#define SECPKG_FLAG_CONNECTION                   0x00000010  // ISC_REQ_CONNECTION
#define SECPKG_FLAG_MULTI_REQUIRED               0x00000020  // more than one leg
#define SECPKG_FLAG_CLIENT_ONLY                  0x00000040  // no acceptor
#define SECPKG_FLAG_EXTENDED_ERROR               0x00000080  // tells the peer why it failed
#define SECPKG_FLAG_IMPERSONATION                0x00000100  // ImpersonateSecurityContext
#define SECPKG_FLAG_ACCEPT_WIN32_NAME            0x00000200  // takes Win32 names as targets
#define SECPKG_FLAG_STREAM                       0x00000400  // stream semantics: EXTRA and MISSING
#define SECPKG_FLAG_NEGOTIABLE                   0x00000800  // Negotiate can choose it
#define SECPKG_FLAG_GSS_COMPATIBLE               0x00001000  // its tokens are GSS-API's
#define SECPKG_FLAG_LOGON                        0x00002000  // LsaLogonUser
#define SECPKG_FLAG_ASCII_BUFFERS                0x00004000  // token buffers are ASCII text
#define SECPKG_FLAG_FRAGMENT                     0x00008000  // splits tokens to fit
#define SECPKG_FLAG_MUTUAL_AUTH                  0x00010000  // the client can verify the server
#define SECPKG_FLAG_DELEGATION                   0x00020000  // the server can act as the client
#define SECPKG_FLAG_READONLY_WITH_CHECKSUM       0x00040000  // signs what it leaves in clear
#define SECPKG_FLAG_RESTRICTED_TOKENS            0x00080000
#define SECPKG_FLAG_NEGO_EXTENDER                0x00100000  // sits below NegoExtender
#define SECPKG_FLAG_NEGOTIABLE2                  0x00200000  // offered only through NegoExtender
#define SECPKG_FLAG_APPCONTAINER_PASSTHROUGH     0x00400000
#define SECPKG_FLAG_APPCONTAINER_CHECKS          0x00800000
#define SECPKG_FLAG_CREDENTIAL_ISOLATION_ENABLED 0x01000000
#define SECPKG_FLAG_APPLY_LOOPBACK               0x02000000

// Call flags that packages see; without meaning outside Windows' app containers.
#define SECPKG_CALLFLAGS_APPCONTAINER             0x00000001
#define SECPKG_CALLFLAGS_APPCONTAINER_AUTHCAPABLE 0x00000002
#define SECPKG_CALLFLAGS_FORCE_SUPPLIED           0x00000004
#define SECPKG_CALLFLAGS_APPCONTAINER_UPNCAPABLE  0x00000008

// ---- Buffers ------------------------------------------------------------------------------------

// One piece of a message, and a list of them.  A buffer is found by its type, in any order.
typedef struct _SecBuffer {
    ULONG cbBuffer;    // bytes: in the capacity or the content, out what was written
    ULONG BufferType;  // SECBUFFER_*: the type, and attributes in the upper four bits
    void *pvBuffer;
} SecBuffer, *PSecBuffer;

typedef struct _SecBufferDesc {
    ULONG ulVersion;  // SECBUFFER_VERSION
    ULONG cBuffers;
    PSecBuffer pBuffers;
} SecBufferDesc, *PSecBufferDesc;

#define SECBUFFER_VERSION 0

// Types: compare BufferType & ~SECBUFFER_ATTRMASK.
#define SECBUFFER_EMPTY                           0  // a place that the package may fill and retype
#define SECBUFFER_DATA                            1   // payload
#define SECBUFFER_TOKEN                           2   // an exchange token, a signature, a trailer
#define SECBUFFER_PKG_PARAMS                      3   // of one package
#define SECBUFFER_MISSING                         4   // out: cbBuffer more bytes are needed
#define SECBUFFER_EXTRA                           5   // out: so many last bytes were not consumed
#define SECBUFFER_STREAM_TRAILER                  6   // TLS: MAC, tag, padding
#define SECBUFFER_STREAM_HEADER                   7   // TLS: record header and explicit nonce
#define SECBUFFER_NEGOTIATION_INFO                8   // SEC_NEGOTIATION_INFO
#define SECBUFFER_PADDING                         9   // GSS wrap padding, at most cbBlockSize
#define SECBUFFER_STREAM                          10  // in: a whole wrapped message
#define SECBUFFER_MECHLIST                        11  // SPNEGO
#define SECBUFFER_MECHLIST_SIGNATURE              12  // SPNEGO
#define SECBUFFER_TARGET                          13  // obsolete
#define SECBUFFER_CHANNEL_BINDINGS                14  // SEC_CHANNEL_BINDINGS or _EX, to both roles
#define SECBUFFER_CHANGE_PASS_RESPONSE            15  // DOMAIN_PASSWORD_INFORMATION
#define SECBUFFER_TARGET_HOST                     16  // the target's SPN in WCHARs
#define SECBUFFER_ALERT                           17  // TLS: an alert to send
#define SECBUFFER_APPLICATION_PROTOCOLS           18  // SEC_APPLICATION_PROTOCOLS
#define SECBUFFER_SRTP_PROTECTION_PROFILES        19  // SEC_SRTP_PROTECTION_PROFILES
#define SECBUFFER_SRTP_MASTER_KEY_IDENTIFIER      20  // SEC_SRTP_MASTER_KEY_IDENTIFIER
#define SECBUFFER_TOKEN_BINDING                   21  // SEC_TOKEN_BINDING
#define SECBUFFER_PRESHARED_KEY                   22  // SEC_PRESHAREDKEY, at most 256 bytes of key
#define SECBUFFER_PRESHARED_KEY_IDENTITY          23  // SEC_PRESHAREDKEY_IDENTITY
#define SECBUFFER_DTLS_MTU                        24  // SEC_DTLS_MTU
#define SECBUFFER_SEND_GENERIC_TLS_EXTENSION      25  // SEND_GENERIC_TLS_EXTENSION
#define SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION 26  // SUBSCRIBE_GENERIC_TLS_EXTENSION
#define SECBUFFER_FLAGS                           27  // SEC_FLAGS: request flags above bit 31
#define SECBUFFER_TRAFFIC_SECRETS                 28  // SEC_TRAFFIC_SECRETS
#define SECBUFFER_CERTIFICATE_REQUEST_CONTEXT     29  // SEC_CERTIFICATE_REQUEST_CONTEXT
#define SECBUFFER_CHANNEL_BINDINGS_RESULT         30  // out: SEC_CHANNEL_BINDINGS_RESULT
#define SECBUFFER_APP_SESSION_STATE               31  // SEC_APP_SESSION_STATE, at most 2048 bytes
#define SECBUFFER_SESSION_TICKET                  32  // SEC_SESSION_TICKET

// Attributes.
#define SECBUFFER_ATTRMASK               0xF0000000
#define SECBUFFER_READONLY               0x80000000  // left in clear; NTLM signs it
#define SECBUFFER_READONLY_WITH_CHECKSUM 0x10000000  // signed, not encrypted
#define SECBUFFER_RESERVED               0x60000000

// ---- What special buffers hold ------------------------------------------------------------------

typedef struct _SEC_NEGOTIATION_INFO {
    ULONG Size;
    ULONG NameLength;
    SEC_WCHAR *Name;
    void *Reserved;
} SEC_NEGOTIATION_INFO, *PSEC_NEGOTIATION_INFO;

// Channel bindings: this header, then the three byte strings that its offsets (from its start)
// name.  The application data is "tls-unique:" or "tls-server-end-point:" and the binding itself.
typedef struct _SEC_CHANNEL_BINDINGS {
    ULONG dwInitiatorAddrType;
    ULONG cbInitiatorLength;
    ULONG dwInitiatorOffset;
    ULONG dwAcceptorAddrType;
    ULONG cbAcceptorLength;
    ULONG dwAcceptorOffset;
    ULONG cbApplicationDataLength;
    ULONG dwApplicationDataOffset;
} SEC_CHANNEL_BINDINGS, *PSEC_CHANNEL_BINDINGS;

// The same with flags: SspiSetChannelBindingFlags.
typedef struct _SEC_CHANNEL_BINDINGS_EX {
    ULONG magicNumber;  // SEC_CHANNEL_BINDINGS_EX_MAGIC
    ULONG flags;        // SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS
    ULONG cbHeaderLength;
    ULONG cbStructureLength;
    ULONG dwInitiatorAddrType;
    ULONG cbInitiatorLength;
    ULONG dwInitiatorOffset;
    ULONG dwAcceptorAddrType;
    ULONG cbAcceptorLength;
    ULONG dwAcceptorOffset;
    ULONG cbApplicationDataLength;
    ULONG dwApplicationDataOffset;
} SEC_CHANNEL_BINDINGS_EX, *PSEC_CHANNEL_BINDINGS_EX;

#define SEC_CHANNEL_BINDINGS_EX_MAGIC       0x58454243  // "CBEX" in memory
#define SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS 0x1         // report, do not refuse
#define SEC_CHANNEL_BINDINGS_VALID_FLAGS    SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS

// What the acceptor found about the client's bindings.
typedef struct _SEC_CHANNEL_BINDINGS_RESULT {
    ULONG flags;  // SEC_CHANNEL_BINDINGS_RESULT_*
} SEC_CHANNEL_BINDINGS_RESULT, *PSEC_CHANNEL_BINDINGS_RESULT;

#define SEC_CHANNEL_BINDINGS_RESULT_CLIENT_SUPPORT    0x1
#define SEC_CHANNEL_BINDINGS_RESULT_ABSENT            0x2
#define SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISMATCH 0x4
#define SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISSING  0x8
#define SEC_CHANNEL_BINDINGS_RESULT_VALID_MATCHED     0x10
#define SEC_CHANNEL_BINDINGS_RESULT_VALID_PROXY       0x20
#define SEC_CHANNEL_BINDINGS_RESULT_VALID_MISSING     0x40
#define SEC_CHANNEL_BINDINGS_RESULT_VALID                                                 \
    (SEC_CHANNEL_BINDINGS_RESULT_VALID_MATCHED | SEC_CHANNEL_BINDINGS_RESULT_VALID_PROXY | \
     SEC_CHANNEL_BINDINGS_RESULT_VALID_MISSING)
#define SEC_CHANNEL_BINDINGS_RESULT_NOTVALID        \
    (SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISMATCH | \
     SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISSING)

// Request flags above bit 31; the lower half is zero.
typedef struct _SEC_FLAGS {
    unsigned long long Flags;
} SEC_FLAGS, *PSEC_FLAGS;

#include <sspi_tls_buffers.h>

#endif
