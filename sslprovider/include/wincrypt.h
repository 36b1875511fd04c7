// wincrypt.h: the CryptoAPI and the certificate functions (wincrypt_parts.h says what is where).
//
// OpenSSL has types whose names are structures' numbers here, X509_NAME and X509_EXTENSIONS.  Where
// its headers come first, these two are left alone, and SECUR32_X509_NAME and
// SECUR32_X509_EXTENSIONS are the numbers; where they come behind, #undef X509_NAME and
// X509_EXTENSIONS in between, as its headers do for themselves on Windows.  <schannel.h> and
// <sslprovider.h> do not define the two.
#ifndef SECUR32_WINCRYPT_H
#define SECUR32_WINCRYPT_H

#include <wincrypt_parts.h>

#ifndef OPENSSL_TYPES_H
#define X509_NAME       ((LPCSTR)(ULONG_PTR)7)
#define X509_EXTENSIONS ((LPCSTR)(ULONG_PTR)5)
#endif

#endif
