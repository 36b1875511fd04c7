// Records of AEAD suites: TLS 1.2 (RFC 5246 6.2.3.3, RFC 5288, RFC 7905) and TLS 1.3 (RFC
// 8446 5.2). Private to this folder.
#pragma once

#include "sslprovider/crypto/record_cipher.h"

namespace secur32::crypto {

std::unique_ptr<RecordSealer> make_aead_sealer(const RecordSuite& suite);
std::unique_ptr<RecordOpener> make_aead_opener(const RecordSuite& suite);

}  // namespace secur32::crypto
