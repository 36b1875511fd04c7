// wincrypt_text.h: CryptStringToBinary, CryptBinaryToString and what else is small and about encodings.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_TEXT_H
#define SECUR32_WINCRYPT_TEXT_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
