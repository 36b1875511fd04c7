// wincrypt.h: the CryptoAPI and the certificate functions.
//
// In parts: what keys and providers are made of (wincrypt_keys.h) and their functions
// (wincrypt_csp_providers.h, wincrypt_csp_keys.h, wincrypt_csp_hashes.h); certificates and stores
// (wincrypt_certs.h), chains and policies (wincrypt_chains.h) and the functions on certificate
// contexts (wincrypt_functions.h).  The other Cert* are not declared yet.
#ifndef SECUR32_WINCRYPT_H
#define SECUR32_WINCRYPT_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_csp_hashes.h>
#include <wincrypt_csp_keys.h>
#include <wincrypt_csp_providers.h>
#include <wincrypt_functions.h>
#include <wincrypt_keys.h>

#endif
