// sspi_flags.h: what a context is asked for (ISC_REQ_*, ASC_REQ_*) and what it grants (ISC_RET_*,
// ASC_RET_*), and how a credential or a message is to be used.
//
// A part of sspi.h.  From 0x4000 upward the bits of the two roles differ.  Bits above 31 do not fit
// the functions' parameters: they travel in a SECBUFFER_FLAGS.
#ifndef SECUR32_SSPI_FLAGS_H
#define SECUR32_SSPI_FLAGS_H

// ---- Credentials: fCredentialUse ----------------------------------------------------------------

#define SECPKG_CRED_INBOUND                0x00000001  // acceptor
#define SECPKG_CRED_OUTBOUND               0x00000002  // initiator
#define SECPKG_CRED_BOTH                   0x00000003
#define SECPKG_CRED_DEFAULT                0x00000004
#define SECPKG_CRED_RESERVED               0xF0000000
#define SECPKG_CRED_AUTOLOGON_RESTRICTED   0x00000010  // no default credentials
#define SECPKG_CRED_PROCESS_POLICY_ONLY    0x00000020
#define SECPKG_CRED_KERB_ANCHOR_DS_VERSION 0x00000040

// ---- Target data representation, quality of protection ------------------------------------------

#define SECURITY_NATIVE_DREP  0x00000010
#define SECURITY_NETWORK_DREP 0x00000000

#define SECQOP_WRAP_NO_ENCRYPT 0x80000001  // sign, do not encrypt
#define SECQOP_WRAP_OOB_DATA   0x40000000  // the payload is an alert

// ---- InitializeSecurityContext: requests --------------------------------------------------------

#define ISC_REQ_DELEGATE               0x00000001  // let the server act for the client
#define ISC_REQ_MUTUAL_AUTH            0x00000002  // the server proves itself too
#define ISC_REQ_REPLAY_DETECT          0x00000004  // implies INTEGRITY
#define ISC_REQ_SEQUENCE_DETECT        0x00000008  // implies INTEGRITY
#define ISC_REQ_CONFIDENTIALITY        0x00000010  // EncryptMessage
#define ISC_REQ_USE_SESSION_KEY        0x00000020  // a new session key
#define ISC_REQ_PROMPT_FOR_CREDS       0x00000040  // refused: nothing here prompts
#define ISC_REQ_USE_SUPPLIED_CREDS     0x00000080  // never default credentials
#define ISC_REQ_ALLOCATE_MEMORY        0x00000100  // output tokens: FreeContextBuffer
#define ISC_REQ_USE_DCE_STYLE          0x00000200  // three legs, the last from the client
#define ISC_REQ_DATAGRAM               0x00000400  // unordered messages, explicit numbers
#define ISC_REQ_CONNECTION             0x00000800  // the default
#define ISC_REQ_CALL_LEVEL             0x00001000
#define ISC_REQ_FRAGMENT_SUPPLIED      0x00002000
#define ISC_REQ_EXTENDED_ERROR         0x00004000  // a token on failure too
#define ISC_REQ_STREAM                 0x00008000  // stream semantics
#define ISC_REQ_INTEGRITY              0x00010000  // MakeSignature
#define ISC_REQ_IDENTIFY               0x00020000  // the server may not impersonate
#define ISC_REQ_NULL_SESSION           0x00040000  // anonymous
#define ISC_REQ_MANUAL_CRED_VALIDATION 0x00080000  // the application judges the certificate
#define ISC_REQ_RESERVED1              0x00100000
#define ISC_REQ_FRAGMENT_TO_FIT        0x00200000
#define ISC_REQ_FORWARD_CREDENTIALS    0x00400000
#define ISC_REQ_NO_INTEGRITY           0x00800000  // Negotiate: neither sign nor seal
#define ISC_REQ_USE_HTTP_STYLE         0x01000000
#define ISC_REQ_UNVERIFIED_TARGET_NAME 0x20000000  // the target came from an untrusted source
#define ISC_REQ_CONFIDENTIALITY_ONLY   0x40000000

// Above bit 31: SECBUFFER_FLAGS.
#define ISC_REQ_MESSAGES                 0x0000000100000000  // TLS messages without records (QUIC)
#define ISC_REQ_DEFERRED_CRED_VALIDATION 0x0000000200000000
#define ISC_REQ_NO_POST_HANDSHAKE_AUTH   0x0000000400000000
#define ISC_REQ_REUSE_SESSION_TICKETS    0x0000000800000000
#define ISC_REQ_EXPLICIT_SESSION         0x0000001000000000

// ---- InitializeSecurityContext: grants ----------------------------------------------------------

#define ISC_RET_DELEGATE               0x00000001
#define ISC_RET_MUTUAL_AUTH            0x00000002
#define ISC_RET_REPLAY_DETECT          0x00000004
#define ISC_RET_SEQUENCE_DETECT        0x00000008
#define ISC_RET_CONFIDENTIALITY        0x00000010
#define ISC_RET_USE_SESSION_KEY        0x00000020
#define ISC_RET_USED_COLLECTED_CREDS   0x00000040
#define ISC_RET_USED_SUPPLIED_CREDS    0x00000080
#define ISC_RET_ALLOCATED_MEMORY       0x00000100
#define ISC_RET_USED_DCE_STYLE         0x00000200
#define ISC_RET_DATAGRAM               0x00000400
#define ISC_RET_CONNECTION             0x00000800
#define ISC_RET_INTERMEDIATE_RETURN    0x00001000
#define ISC_RET_CALL_LEVEL             0x00002000
#define ISC_RET_EXTENDED_ERROR         0x00004000
#define ISC_RET_STREAM                 0x00008000
#define ISC_RET_INTEGRITY              0x00010000
#define ISC_RET_IDENTIFY               0x00020000
#define ISC_RET_NULL_SESSION           0x00040000
#define ISC_RET_MANUAL_CRED_VALIDATION 0x00080000
#define ISC_RET_RESERVED1              0x00100000
#define ISC_RET_FRAGMENT_ONLY          0x00200000
#define ISC_RET_FORWARD_CREDENTIALS    0x00400000
#define ISC_RET_USED_HTTP_STYLE        0x01000000
#define ISC_RET_NO_ADDITIONAL_TOKEN    0x02000000
#define ISC_RET_REAUTHENTICATION       0x08000000
#define ISC_RET_CONFIDENTIALITY_ONLY   0x40000000

// Above bit 31: SECBUFFER_FLAGS.
#define ISC_RET_MESSAGES                 0x0000000100000000
#define ISC_RET_DEFERRED_CRED_VALIDATION 0x0000000200000000
#define ISC_RET_NO_POST_HANDSHAKE_AUTH   0x0000000400000000
#define ISC_RET_REUSE_SESSION_TICKETS    0x0000000800000000
#define ISC_RET_EXPLICIT_SESSION         0x0000001000000000

// ---- AcceptSecurityContext: requests ------------------------------------------------------------

#define ASC_REQ_DELEGATE               0x00000001
#define ASC_REQ_MUTUAL_AUTH            0x00000002  // TLS: ask for a client certificate
#define ASC_REQ_REPLAY_DETECT          0x00000004
#define ASC_REQ_SEQUENCE_DETECT        0x00000008
#define ASC_REQ_CONFIDENTIALITY        0x00000010
#define ASC_REQ_USE_SESSION_KEY        0x00000020
#define ASC_REQ_SESSION_TICKET         0x00000040
#define ASC_REQ_ALLOCATE_MEMORY        0x00000100  // output tokens: FreeContextBuffer
#define ASC_REQ_USE_DCE_STYLE          0x00000200
#define ASC_REQ_DATAGRAM               0x00000400  // unordered messages, explicit numbers
#define ASC_REQ_CONNECTION             0x00000800  // the default
#define ASC_REQ_CALL_LEVEL             0x00001000
#define ASC_REQ_FRAGMENT_SUPPLIED      0x00002000
#define ASC_REQ_EXTENDED_ERROR         0x00008000  // a token on failure too
#define ASC_REQ_STREAM                 0x00010000
#define ASC_REQ_INTEGRITY              0x00020000
#define ASC_REQ_LICENSING              0x00040000
#define ASC_REQ_IDENTIFY               0x00080000  // ask for an identification only
#define ASC_REQ_ALLOW_NULL_SESSION     0x00100000  // admit anonymous clients
#define ASC_REQ_ALLOW_NON_USER_LOGONS  0x00200000
#define ASC_REQ_ALLOW_CONTEXT_REPLAY   0x00400000
#define ASC_REQ_FRAGMENT_TO_FIT        0x00800000
#define ASC_REQ_NO_TOKEN               0x01000000
#define ASC_REQ_PROXY_BINDINGS         0x04000000  // bindings need be present, not match
#define ASC_REQ_ALLOW_MISSING_BINDINGS 0x10000000  // admit clients that sent none

// Above bit 31: SECBUFFER_FLAGS.
#define ASC_REQ_MESSAGES         0x0000000100000000  // TLS messages without records (QUIC)
#define ASC_REQ_EXPLICIT_SESSION 0x0000001000000000

// ---- AcceptSecurityContext: grants --------------------------------------------------------------

#define ASC_RET_DELEGATE              0x00000001
#define ASC_RET_MUTUAL_AUTH           0x00000002
#define ASC_RET_REPLAY_DETECT         0x00000004
#define ASC_RET_SEQUENCE_DETECT       0x00000008
#define ASC_RET_CONFIDENTIALITY       0x00000010
#define ASC_RET_USE_SESSION_KEY       0x00000020
#define ASC_RET_SESSION_TICKET        0x00000040
#define ASC_RET_ALLOCATED_MEMORY      0x00000100
#define ASC_RET_USED_DCE_STYLE        0x00000200
#define ASC_RET_DATAGRAM              0x00000400
#define ASC_RET_CONNECTION            0x00000800
#define ASC_RET_CALL_LEVEL            0x00002000
#define ASC_RET_THIRD_LEG_FAILED      0x00004000
#define ASC_RET_EXTENDED_ERROR        0x00008000
#define ASC_RET_STREAM                0x00010000
#define ASC_RET_INTEGRITY             0x00020000
#define ASC_RET_LICENSING             0x00040000
#define ASC_RET_IDENTIFY              0x00080000
#define ASC_RET_NULL_SESSION          0x00100000
#define ASC_RET_ALLOW_NON_USER_LOGONS 0x00200000
#define ASC_RET_ALLOW_CONTEXT_REPLAY  0x00400000
#define ASC_RET_FRAGMENT_ONLY         0x00800000
#define ASC_RET_NO_TOKEN              0x01000000
#define ASC_RET_NO_ADDITIONAL_TOKEN   0x02000000

// Above bit 31: SECBUFFER_FLAGS.
#define ASC_RET_MESSAGES              0x0000000100000000
#define ASC_RET_REUSE_SESSION_TICKETS 0x0000000800000000
#define ASC_RET_EXPLICIT_SESSION      0x0000001000000000

// ---- ExportSecurityContext ----------------------------------------------------------------------

#define SECPKG_CONTEXT_EXPORT_RESET_NEW  0x00000001  // the new context starts its counters afresh
#define SECPKG_CONTEXT_EXPORT_DELETE_OLD 0x00000002  // the exported context dies
#define SECPKG_CONTEXT_EXPORT_TO_KERNEL  0x00000004  // not here

#endif
