// The key derivations of TLS and one key exchange as libcrypto has them, called directly: what
// tests compare with.
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"

namespace secur32::test::foreign {

// hash: libcrypto's name ("SHA256", "SHA384", "MD5-SHA1").
Buffer hash(const std::string& hash, Bytes message);
Buffer hmac(const std::string& hash, Bytes key, Bytes message);
// TLS 1.0 to 1.2; seed without the label.
Buffer prf(const std::string& hash, Bytes secret, std::string_view label, Bytes seed,
           std::size_t length);
// TLS 1.3.
Buffer hkdf_extract(const std::string& hash, Bytes salt, Bytes input);
Buffer hkdf_expand_label(const std::string& hash, Bytes secret, std::string_view label,
                         Bytes context, std::size_t length);

Buffer x25519(Bytes private_value, Bytes public_value);

inline Buffer joined(Bytes a, Bytes b) {
    Buffer both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

}  // namespace secur32::test::foreign
