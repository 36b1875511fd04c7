// wincrypt.h: the CryptoAPI and the certificate functions: constants and structures.
//
// In three parts: keys and providers (wincrypt_keys.h), certificates and stores (wincrypt_certs.h),
// chains and policies (wincrypt_chains.h).  The Crypt* and Cert* functions are not declared yet.
#ifndef SECUR32_WINCRYPT_H
#define SECUR32_WINCRYPT_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_keys.h>

#endif
