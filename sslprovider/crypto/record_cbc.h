// Records of block ciphers in CBC mode: MAC, padding, encryption (RFC 5246 6.2.3.2, RFC 4346, RFC
// 2246), or encryption, then the MAC (RFC 7366).  Private to this folder and its tests.
#pragma once

#include "sslprovider/crypto/record_cipher.h"

namespace secur32::crypto {

std::unique_ptr<RecordSealer> make_cbc_sealer(const RecordSuite& suite);
std::unique_ptr<RecordOpener> make_cbc_opener(const RecordSuite& suite);

// Whether libcrypto's pass over whole records, cipher and MAC at once, is used where it exists:
// what it makes is the same.  For tests.
enum class CbcPasses : std::uint8_t { two, one_where_possible };
std::unique_ptr<RecordSealer> make_cbc_sealer(const RecordSuite& suite, CbcPasses passes);

}  // namespace secur32::crypto
