// ncrypt_properties.h: the properties of keys and of the key storage provider
// (NCryptGetProperty, NCryptSetProperty).
//
// A part of ncrypt.h.  Strings are UTF-16 with their NUL, which the sizes count.
#ifndef SECUR32_NCRYPT_PROPERTIES_H
#define SECUR32_NCRYPT_PROPERTIES_H

#include <ncrypt_types.h>

// ---- Of keys ------------------------------------------------------------------------------------

// To read: strings.  The name of an ephemeral key, and what a passphrase still hides, is not there
// (NTE_NOT_FOUND).
#define NCRYPT_NAME_PROPERTY            SECUR32_W("Name")
#define NCRYPT_UNIQUE_NAME_PROPERTY     SECUR32_W("Unique Name")  // the name of the key's file
#define NCRYPT_ALGORITHM_PROPERTY       SECUR32_W("Algorithm Name")
#define NCRYPT_ALGORITHM_GROUP_PROPERTY SECUR32_W("Algorithm Group")

// The name of an EC key's curve: to read, and to set on a key of "ECDSA" or "ECDH" before it is
// finalized.
#define NCRYPT_ECC_CURVE_NAME_PROPERTY BCRYPT_ECC_CURVE_NAME

// DWORDs to read.
#define NCRYPT_BLOCK_LENGTH_PROPERTY     SECUR32_W("Block Length")  // RSA: bytes
#define NCRYPT_PUBLIC_LENGTH_PROPERTY    BCRYPT_PUBLIC_KEY_LENGTH   // bits
#define NCRYPT_SIGNATURE_LENGTH_PROPERTY BCRYPT_SIGNATURE_LENGTH    // bytes
#define NCRYPT_KEY_TYPE_PROPERTY         SECUR32_W("Key Type")      // 0: of the current user

// A FILETIME to read: when a persisted key was last written.
#define NCRYPT_LAST_MODIFIED_PROPERTY SECUR32_W("Modified")

// A DWORD: bits.  To set until the key is finalized; a length that the key cannot have is
// NTE_NOT_SUPPORTED.
#define NCRYPT_LENGTH_PROPERTY SECUR32_W("Length")

// Which lengths a key of that algorithm can have, to read.
#define NCRYPT_LENGTHS_PROPERTY SECUR32_W("Lengths")
typedef struct __NCRYPT_SUPPORTED_LENGTHS {
    DWORD dwMinLength;
    DWORD dwMaxLength;
    DWORD dwIncrement;
    DWORD dwDefaultLength;
} NCRYPT_SUPPORTED_LENGTHS;

// A DWORD: how the private half may leave (NCryptExportKey); 0 unless it was set.  Once a key was
// finalized flags can only be taken away (NTE_NOT_SUPPORTED), but for a key that came in by import
// and has no name: its owner had it in the clear.  The archiving flags allow one export each, from
// the handle with which the key was made, and are not stored.
#define NCRYPT_EXPORT_POLICY_PROPERTY         SECUR32_W("Export Policy")
#define NCRYPT_ALLOW_EXPORT_FLAG              0x00000001  // under a passphrase
#define NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG    0x00000002  // in any form
#define NCRYPT_ALLOW_ARCHIVING_FLAG           0x00000004
#define NCRYPT_ALLOW_PLAINTEXT_ARCHIVING_FLAG 0x00000008

// A DWORD: what the private half may do; everything unless it was set.  Stored with the key; to set
// until it is finalized.
#define NCRYPT_KEY_USAGE_PROPERTY       SECUR32_W("Key Usage")
#define NCRYPT_ALLOW_DECRYPT_FLAG       0x00000001
#define NCRYPT_ALLOW_SIGNING_FLAG       0x00000002
#define NCRYPT_ALLOW_KEY_AGREEMENT_FLAG 0x00000004
#define NCRYPT_ALLOW_ALL_USAGES         0x00ffffff

// A string to set: the passphrase of a persisted key.  Before the key is finalized: the one under
// which it is to be stored (empty: none).  On an opened key: the one under which it is stored;
// without it every use of the private half is NTE_SILENT_CONTEXT, for nobody is asked, and a wrong
// one is NTE_INCORRECT_PASSWORD.  It is copied, and wiped with the last handle.  Differs from
// Windows: it is remembered for the handle, not for the process.
#define NCRYPT_PIN_PROPERTY SECUR32_W("SmartCardPin")

// Hints for a user interface: set, and not looked at.
#define NCRYPT_WINDOW_HANDLE_PROPERTY SECUR32_W("HWND Handle")
#define NCRYPT_USE_CONTEXT_PROPERTY   SECUR32_W("Use Context")

// A handle to read; NCryptFreeObject frees it.
#define NCRYPT_PROVIDER_HANDLE_PROPERTY SECUR32_W("Provider Handle")

// ---- Of the provider ----------------------------------------------------------------------------

// DWORDs to read, beside NCRYPT_NAME_PROPERTY.
#define NCRYPT_IMPL_TYPE_PROPERTY              SECUR32_W("Impl Type")
#define NCRYPT_VERSION_PROPERTY                SECUR32_W("Version")          // 0x00010000
#define NCRYPT_MAX_NAME_LENGTH_PROPERTY        SECUR32_W("Max Name Length")  // 255 units
#define NCRYPT_SECURITY_DESCR_SUPPORT_PROPERTY SECUR32_W("Security Descr Support")  // 0: no
#define NCRYPT_USE_COUNT_ENABLED_PROPERTY      SECUR32_W("Enabled Use Count")       // 0: no

#define NCRYPT_IMPL_HARDWARE_FLAG     0x00000001
#define NCRYPT_IMPL_SOFTWARE_FLAG     0x00000002
#define NCRYPT_IMPL_REMOVABLE_FLAG    0x00000008
#define NCRYPT_IMPL_HARDWARE_RNG_FLAG 0x00000010

// ---- Not supported ------------------------------------------------------------------------------

// NTE_NOT_SUPPORTED on every handle.
#define NCRYPT_UI_POLICY_PROPERTY           SECUR32_W("UI Policy")
#define NCRYPT_SECURITY_DESCR_PROPERTY      SECUR32_W("Security Descr")
#define NCRYPT_USE_COUNT_PROPERTY           SECUR32_W("Use Count")
#define NCRYPT_DH_PARAMETERS_PROPERTY       BCRYPT_DH_PARAMETERS
#define NCRYPT_ECC_PARAMETERS_PROPERTY      BCRYPT_ECC_PARAMETERS
#define NCRYPT_ECC_CURVE_NAME_LIST_PROPERTY BCRYPT_ECC_CURVE_NAME_LIST
#define NCRYPT_READER_PROPERTY              SECUR32_W("SmartCardReader")
#define NCRYPT_SMARTCARD_GUID_PROPERTY      SECUR32_W("SmartCardGuid")
#define NCRYPT_CERTIFICATE_PROPERTY         SECUR32_W("SmartCardKeyCertificate")
#define NCRYPT_PIN_PROMPT_PROPERTY          SECUR32_W("SmartCardPinPrompt")
#define NCRYPT_USER_CERTSTORE_PROPERTY      SECUR32_W("SmartCardUserCertStore")
#define NCRYPT_ROOT_CERTSTORE_PROPERTY      SECUR32_W("SmartcardRootCertStore")
#define NCRYPT_SECURE_PIN_PROPERTY          SECUR32_W("SmartCardSecurePin")

#define NCRYPT_MAX_PROPERTY_NAME 64        // units
#define NCRYPT_MAX_PROPERTY_DATA 0x100000  // bytes

#endif
