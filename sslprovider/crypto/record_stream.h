// Records of NULL and RC4 suites: content | MAC, and RC4 over both (RFC 5246 6.2.3.1).  Private to
// this folder.
#pragma once

#include "sslprovider/crypto/record_cipher.h"

namespace secur32::crypto {

std::unique_ptr<RecordSealer> make_stream_sealer(const RecordSuite& suite);
std::unique_ptr<RecordOpener> make_stream_opener(const RecordSuite& suite);

}  // namespace secur32::crypto
