// wincrypt_objects.h: CryptDecodeObject, CryptEncodeObject and the structures they know.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_OBJECTS_H
#define SECUR32_WINCRYPT_OBJECTS_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
