// wincrypt_csp_providers.h: the CryptoAPI's providers and their key containers.
//
// A part of wincrypt.h.  A context (HCRYPTPROV) is a provider together with a container, or without
// one.  Any function may be called on any thread.
//
// Functions answer FALSE for a failure; GetLastError() says why.  A success leaves the last error
// alone.  What every function can answer is not repeated below:
//   ERROR_INVALID_PARAMETER   hProv names nothing, or no longer; a pointer is NULL that must not
//                             be; pdwReserved is not NULL
//   NTE_BAD_FLAGS             a flag that the function does not list
//   NTE_NO_MEMORY             there was no memory
// A functions take and give UTF-8, W functions UTF-16.
#ifndef SECUR32_WINCRYPT_CSP_PROVIDERS_H
#define SECUR32_WINCRYPT_CSP_PROVIDERS_H

#include <wincrypt_keys.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Contexts -----------------------------------------------------------------------------------

// Opens, makes or deletes a key container, or opens a provider without one.
//   phProv       out: the handle; CryptReleaseContext.  0 after a failure and with
//                CRYPT_DELETEKEYSET
//   szContainer  1 to 260 units in any case of letters, or, of a container that is there, its
//                unique name (PP_UNIQUE_CONTAINER): what has that form is never taken for a name.
//                NULL or "": the default container, which is called as the user is.  Containers of
//                the RSA providers (PROV_RSA_FULL, _SCHANNEL, _AES) and of the DSS providers
//                (PROV_DSS, _DSS_DH, _DH_SCHANNEL) do not meet
//   szProvider   MS_*_PROV in any case of letters; NULL or "": the default of the type
//   dwProvType   PROV_RSA_FULL, PROV_RSA_SCHANNEL, PROV_RSA_AES, PROV_DSS, PROV_DSS_DH,
//                PROV_DH_SCHANNEL
//   dwFlags      0: the container is there
//                CRYPT_NEWKEYSET      makes it, empty
//                CRYPT_DELETEKEYSET   deletes it with its keys: a context that has it open finds
//                                     them no more, handles of keys that it gave out stay good
//                CRYPT_VERIFYCONTEXT  no container: pairs that are made live as long as the
//                                     context; szContainer must be NULL or "".  CRYPT_NEWKEYSET
//                                     beside it makes no difference
//                CRYPT_MACHINE_KEYSET the machine's container; beside any of these
//                CRYPT_SILENT         no user interface, which there is none of anyhow
// A container is a file of this user's that nobody else can read: in the folder containers (or
// dss-containers) of the folder of keys, which SECUR32_KEY_FOLDER names, or
// $XDG_DATA_HOME/secur32/keys, or ~/.local/share/secur32/keys; of the machine's,
// SECUR32_MACHINE_KEY_FOLDER, or /var/lib/secur32/keys.  It is replaced whole or not at all.
// Errors: NTE_BAD_KEYSET (no such container, modes keep it from the user, or a variable holds a
// relative path), NTE_EXISTS, NTE_KEYSET_ENTRY_BAD (its file is damaged), NTE_PERM (the folder or
// the file is another user's, open to others, no folder or file, or cannot be written),
// NTE_BAD_KEYSET_PARAM (a name too long or ill-formed; CRYPT_NEWKEYSET with the form of a unique
// name), NTE_BAD_PROV_TYPE (not 1 to 999), NTE_PROV_TYPE_NOT_DEF (no provider of that type),
// NTE_KEYSET_NOT_DEF (no provider of that name), NTE_PROV_TYPE_NO_MATCH (the provider is of another
// type), NTE_BAD_FLAGS (flags that exclude each other; CRYPT_VERIFYCONTEXT with a container;
// CRYPT_DEFAULT_CONTAINER_OPTIONAL, which is for smart cards).
SECUR32_API BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *phProv, LPCSTR szContainer,
                                             LPCSTR szProvider, DWORD dwProvType, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *phProv, LPCWSTR szContainer,
                                             LPCWSTR szProvider, DWORD dwProvType, DWORD dwFlags);
#define CryptAcquireContext SECUR32_AW(CryptAcquireContext)

// Gives a reference to a context back.  With the last one the handles of its keys and hashes are no
// handles any more.
//   dwFlags   0
// Errors: NTE_BAD_FLAGS (the context is released all the same).
SECUR32_API BOOL WINAPI CryptReleaseContext(HCRYPTPROV hProv, DWORD dwFlags);

// Takes another reference to a context: one more CryptReleaseContext is due.
//   dwFlags   0
SECUR32_API BOOL WINAPI CryptContextAddRef(HCRYPTPROV hProv, DWORD *pdwReserved, DWORD dwFlags);

// Fills pbBuffer with dwLen random octets of the kernel's.  What is in it is no seed: nothing could
// be added by it.
SECUR32_API BOOL WINAPI CryptGenRandom(HCRYPTPROV hProv, DWORD dwLen, BYTE *pbBuffer);

// ---- Parameters ---------------------------------------------------------------------------------

// Sets a parameter of a context.
//   PP_CLIENT_HWND   pbData: the address of an HWND.  hProv may be 0.  No difference is made
//   PP_DELETEKEY     pbData is not looked at: forgets the pairs of a context without a container
//   dwFlags          0
// Errors: NTE_BAD_TYPE (any other parameter; PP_DELETEKEY with a container), NTE_NOT_SUPPORTED
// (PP_KEYSET_SEC_DESCR: there are no security descriptors).
SECUR32_API BOOL WINAPI CryptSetProvParam(HCRYPTPROV hProv, DWORD dwParam, const BYTE *pbData,
                                          DWORD dwFlags);

// Reads a parameter of a context.
//   pbData       out; NULL asks for the size
//   pdwDataLen   in: how long pbData is; out: how much there is
//   dwParam      strings of CHAR with their NUL:
//                PP_NAME, PP_CONTAINER, PP_UNIQUE_CONTAINER (both "" without a container).  The
//                last is 32 hexadecimal digits of MD5 over the name with its NUL (UTF-8, A to Z
//                small, other letters large), "_", /etc/machine-id in the form of a GUID, or one of
//                zeros: as confidential as that file is (machine-id(5))
//                DWORDs:
//                PP_PROVTYPE, PP_VERSION (0x200), PP_IMPTYPE (CRYPT_IMPL_SOFTWARE), PP_KEYSTORAGE
//                (CRYPT_SEC_DESCR), PP_KEYSPEC (AT_* or'ed), PP_KEYSET_TYPE
//                (CRYPT_MACHINE_KEYSET or 0), PP_KEYX_KEYSIZE_INC, PP_SIG_KEYSIZE_INC,
//                PP_SYM_KEYSIZE, PP_SESSION_KEYSIZE (the default length of a session key), all
//                lengths in bits
//                nothing: PP_ENUMEX_SIGNING_PROT (TRUE: PROV_ENUMALGS_EX tells protocols)
//                enumerations, dwFlags CRYPT_FIRST, then CRYPT_NEXT:
//                PP_ENUMALGS, PP_ENUMALGS_EX: a PROV_ENUMALGS or _EX; what SECUR32_CAPI_LEGACY=0
//                refuses is not among them
//                PP_ENUMCONTAINERS: a string of CHAR.  *pdwDataLen stays as it is; without pbData,
//                or with too short a one, it tells 261, and more where a name is longer in UTF-8
//   dwFlags      0 but for enumerations
// An enumeration belongs to the context, whoever calls; a call that fills nothing does not step on.
// Errors: ERROR_MORE_DATA (pbData is too short: the size is told), ERROR_NO_MORE_ITEMS,
// NTE_BAD_TYPE (any other parameter), NTE_NOT_SUPPORTED (PP_KEYSET_SEC_DESCR), NTE_PERM (the
// folder of containers is another user's or open to others).
SECUR32_API BOOL WINAPI CryptGetProvParam(HCRYPTPROV hProv, DWORD dwParam, BYTE *pbData,
                                          DWORD *pdwDataLen, DWORD dwFlags);

// ---- Defaults -----------------------------------------------------------------------------------

// Sets which provider CryptAcquireContext takes for a type when it is told none.  Unlike on
// Windows, in this process only: there is no registry.
//   pszProvName   MS_*_PROV, in any case of letters
//   dwProvType    its type
//   dwFlags       CRYPT_USER_DEFAULT or CRYPT_MACHINE_DEFAULT, of which the user's goes first;
//                 CRYPT_DELETE_DEFAULT beside it: forgets what was set
// CryptSetProvider sets the user's.
// Errors: NTE_BAD_PROV_TYPE, NTE_KEYSET_NOT_DEF, NTE_PROV_TYPE_NO_MATCH, NTE_BAD_KEYSET_PARAM as
// CryptAcquireContext; NTE_BAD_FLAGS for neither default or both.
SECUR32_API BOOL WINAPI CryptSetProviderA(LPCSTR pszProvName, DWORD dwProvType);
SECUR32_API BOOL WINAPI CryptSetProviderW(LPCWSTR pszProvName, DWORD dwProvType);
#define CryptSetProvider SECUR32_AW(CryptSetProvider)
SECUR32_API BOOL WINAPI CryptSetProviderExA(LPCSTR pszProvName, DWORD dwProvType,
                                            DWORD *pdwReserved, DWORD dwFlags);
SECUR32_API BOOL WINAPI CryptSetProviderExW(LPCWSTR pszProvName, DWORD dwProvType,
                                            DWORD *pdwReserved, DWORD dwFlags);
#define CryptSetProviderEx SECUR32_AW(CryptSetProviderEx)

// The default provider of a type.
//   dwFlags       CRYPT_USER_DEFAULT (the machine's where the user has none) or
//                 CRYPT_MACHINE_DEFAULT
//   pszProvName   out: the name with its NUL; NULL asks for the size
//   pcbProvName   in: octets that pszProvName has room for; out: octets of the name with its NUL
// Errors: NTE_BAD_PROV_TYPE, NTE_PROV_TYPE_NOT_DEF; ERROR_MORE_DATA (the size is told);
// NTE_BAD_FLAGS for neither default or both.
SECUR32_API BOOL WINAPI CryptGetDefaultProviderA(DWORD dwProvType, DWORD *pdwReserved,
                                                 DWORD dwFlags, LPSTR pszProvName,
                                                 DWORD *pcbProvName);
SECUR32_API BOOL WINAPI CryptGetDefaultProviderW(DWORD dwProvType, DWORD *pdwReserved,
                                                 DWORD dwFlags, LPWSTR pszProvName,
                                                 DWORD *pcbProvName);
#define CryptGetDefaultProvider SECUR32_AW(CryptGetDefaultProvider)

// The provider, or the type of provider, with the number dwIndex from 0 on: its type and its name,
// lengths as above.
//   dwFlags   0
// Errors: ERROR_NO_MORE_ITEMS (there are fewer), ERROR_MORE_DATA (the size is told, the type not).
SECUR32_API BOOL WINAPI CryptEnumProvidersA(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                            DWORD *pdwProvType, LPSTR szProvName,
                                            DWORD *pcbProvName);
SECUR32_API BOOL WINAPI CryptEnumProvidersW(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                            DWORD *pdwProvType, LPWSTR szProvName,
                                            DWORD *pcbProvName);
#define CryptEnumProviders SECUR32_AW(CryptEnumProviders)
SECUR32_API BOOL WINAPI CryptEnumProviderTypesA(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                                DWORD *pdwProvType, LPSTR szTypeName,
                                                DWORD *pcbTypeName);
SECUR32_API BOOL WINAPI CryptEnumProviderTypesW(DWORD dwIndex, DWORD *pdwReserved, DWORD dwFlags,
                                                DWORD *pdwProvType, LPWSTR szTypeName,
                                                DWORD *pcbTypeName);
#define CryptEnumProviderTypes SECUR32_AW(CryptEnumProviderTypes)

#ifdef __cplusplus
}
#endif

#endif
