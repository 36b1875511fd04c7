// How CNG describes a cipher suite: NCRYPT_SSL_CIPHER_SUITE and its Ex form.  The values are those
// that Windows' Get-TlsCipherSuite shows of the suites that both have.
#pragma once

#include <sslprovider.h>

#include <string_view>

#include "sslprovider/provider/cipher_suites.h"

namespace secur32::api {

// CNG's name of a hash; empty for none and for MD5 + SHA-1, which has no name.
std::u16string_view name_of(crypto::HashAlgorithm algorithm);
// The hash of that name, in any case of letters; none when there is none.
crypto::HashAlgorithm hash_named(std::u16string_view name);

NCRYPT_SSL_CIPHER_SUITE describe(const provider::CipherSuite& suite, Version version,
                                 DWORD key_type);
NCRYPT_SSL_CIPHER_SUITE_EX describe_ex(const provider::CipherSuite& suite, Version version,
                                       DWORD key_type);

}  // namespace secur32::api
