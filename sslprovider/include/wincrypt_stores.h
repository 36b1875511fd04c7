// wincrypt_stores.h: the functions on certificate stores and their elements.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_STORES_H
#define SECUR32_WINCRYPT_STORES_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

// CertAddStoreToCollection, dwUpdateFlags.
#define CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG                  0x1
#define CERT_PHYSICAL_STORE_OPEN_DISABLE_FLAG                0x2
#define CERT_PHYSICAL_STORE_REMOTE_OPEN_DISABLE_FLAG         0x4
#define CERT_PHYSICAL_STORE_INSERT_COMPUTER_NAME_ENABLE_FLAG 0x8

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
