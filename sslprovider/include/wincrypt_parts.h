// wincrypt_parts.h: all of wincrypt.h but X509_NAME and X509_EXTENSIONS, names that OpenSSL has for
// types of its own.
//
// In parts: what keys and providers are made of (wincrypt_keys.h) and their functions
// (wincrypt_csp_providers.h, wincrypt_csp_keys.h, wincrypt_csp_hashes.h); what certificates and
// stores are made of (wincrypt_certs.h, wincrypt_object_types.h, wincrypt_oids.h), chains and
// policies (wincrypt_chains.h); the functions on
// certificate contexts (wincrypt_functions.h), stores (wincrypt_stores.h, wincrypt_crls.h), encoded structures
// (wincrypt_objects.h), names (wincrypt_names.h), text (wincrypt_text.h), chains
// (wincrypt_verification.h, wincrypt_revocation.h), PFX files (wincrypt_pfx.h), keys and signatures
// (wincrypt_signing.h), stores in files (wincrypt_store_files.h).
#ifndef SECUR32_WINCRYPT_PARTS_H
#define SECUR32_WINCRYPT_PARTS_H

#include <wincrypt_certs.h>
#include <wincrypt_chains.h>
#include <wincrypt_crls.h>
#include <wincrypt_csp_hashes.h>
#include <wincrypt_csp_keys.h>
#include <wincrypt_csp_providers.h>
#include <wincrypt_functions.h>
#include <wincrypt_keys.h>
#include <wincrypt_names.h>
#include <wincrypt_object_types.h>
#include <wincrypt_objects.h>
#include <wincrypt_oids.h>
#include <wincrypt_pfx.h>
#include <wincrypt_revocation.h>
#include <wincrypt_signing.h>
#include <wincrypt_store_files.h>
#include <wincrypt_stores.h>
#include <wincrypt_text.h>
#include <wincrypt_verification.h>

#endif
