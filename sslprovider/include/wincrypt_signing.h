// wincrypt_signing.h: keys of certificates, and signatures of and over certificates.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_SIGNING_H
#define SECUR32_WINCRYPT_SIGNING_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
