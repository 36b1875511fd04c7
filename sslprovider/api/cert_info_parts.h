// The pieces that CERT_INFO and CRL_INFO are filled with: views of DER as Windows' structures have
// them, and the texts of object identifiers, which those structures point to.
#pragma once

#include <wincrypt_parts.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/der.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::api {

// Windows' structures point to what they may not change without saying const.
inline BYTE* address_of(Bytes bytes) {
    return bytes.empty() ? nullptr : const_cast<BYTE*>(bytes.data());
}

inline CRYPT_INTEGER_BLOB blob_of(Bytes bytes) {
    return {static_cast<DWORD>(bytes.size()), address_of(bytes)};
}

inline CRYPT_BIT_BLOB bits_of(const DerBits& bits) {
    return {static_cast<DWORD>(bits.octets.size()), address_of(bits.octets), bits.unused_bits};
}

inline FILETIME file_time_of(FileTime time) {
    return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
}

inline FileTime time_of(const FILETIME& time) {
    return FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

// Each object identifier once, as text that stays where it is.
class IdentifierTexts {
 public:
    LPSTR text_of(const ObjectIdentifier& id);
    CRYPT_ALGORITHM_IDENTIFIER algorithm_of(const x509::AlgorithmIdentifier& algorithm);
    CERT_EXTENSION extension_of(const x509::Extension& extension);

 private:
    std::map<std::string, std::unique_ptr<char[]>> texts_;
};

}  // namespace secur32::api
