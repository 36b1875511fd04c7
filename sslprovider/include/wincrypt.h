// wincrypt.h: the CryptoAPI and the certificate functions.
//
// In four parts: keys and providers (wincrypt_keys.h), certificates and stores (wincrypt_certs.h),
// chains and policies (wincrypt_chains.h), functions (wincrypt_functions.h).  Of the functions
// those on certificate contexts are there; the other Cert* and the Crypt* are not declared yet.
#ifndef SECUR32_WINCRYPT_H
#define SECUR32_WINCRYPT_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_functions.h>
#include <wincrypt_keys.h>

#endif
