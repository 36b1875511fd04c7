// wincrypt_pfx.h: PFXImportCertStore, PFXExportCertStoreEx and their relatives.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_PFX_H
#define SECUR32_WINCRYPT_PFX_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
