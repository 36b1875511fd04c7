// The padding of CryptEncrypt's last block (PKCS#5 6.1.1; RFC 5652 6.3 for blocks of any length),
// and the judgement on it without a branch or an index that depends on the text.  Not TLS's:
// cbc_padding.h.
#pragma once

#include <cstddef>

#include "sslprovider/base/bytes.h"

namespace secur32::crypto {

// Fills the end of a block: as many octets as room has, each of them their number (1 to 255).
void put_pkcs7_padding(MutableBytes room);

// How much of the block is padding, 1 to its length; 0 when it is not right.  The answer is the
// first thing that may be branched on.
std::size_t judge_pkcs7_padding(Bytes block);

}  // namespace secur32::crypto
