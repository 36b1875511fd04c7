// wincrypt_verification.h: CertGetCertificateChain and its relatives.
//
// A part of wincrypt.h.
#ifndef SECUR32_WINCRYPT_VERIFICATION_H
#define SECUR32_WINCRYPT_VERIFICATION_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
