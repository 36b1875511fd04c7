// wincrypt_stores.h: the functions on certificate stores and their elements.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_STORES_H
#define SECUR32_WINCRYPT_STORES_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
