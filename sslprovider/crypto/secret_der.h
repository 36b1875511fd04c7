// Writes DER (X.690 10.1) that holds secrets: each element is made of its parts, and wiped when it
// dies.  For this folder and for what encodes private keys in api.
#pragma once

#include <initializer_list>

#include "sslprovider/base/der.h"
#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {

// Contents under 2^24 octets.
SecureBytes der_element(DerTag tag, std::initializer_list<Bytes> parts);
// A non-negative number, big-endian.
SecureBytes der_integer(Bytes number);

}  // namespace secur32::crypto
