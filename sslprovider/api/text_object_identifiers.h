// The table of CryptFindOIDInfo: what this library, and a program that shows certificates, meets.
#pragma once

// Includers see the two members that Windows gives in any case.
#ifndef CRYPT_OID_INFO_HAS_EXTRA_FIELDS
#define CRYPT_OID_INFO_HAS_EXTRA_FIELDS
#endif
#include <wincrypt.h>

#include <span>

namespace secur32::api {

// In the order of groups, and in each of what is found first.
std::span<const CRYPT_OID_INFO> object_identifiers();

}  // namespace secur32::api
