// wincrypt_names.h: names of certificates: as text, out of text, compared.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_NAMES_H
#define SECUR32_WINCRYPT_NAMES_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
