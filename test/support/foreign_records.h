// TLS records made and opened with libcrypto's ciphers and HMAC, as the RFCs say and as slowly as
// they read: what tests of our records compare with.  It tells everything that is wrong by
// throwing.
#pragma once

#include "sslprovider/base/bytes.h"
#include "sslprovider/provider/cipher_suites.h"

namespace secur32::test::foreign {

struct Record {
    std::uint8_t type;
    Buffer content;
};

class Records {
 public:
    // iv: RFC 5246 6.3's, TLS 1.0 CBC's first one, TLS 1.3's 12 octets.
    Records(Version version, const provider::CipherSuite& suite, Buffer mac_key, Buffer key,
            Buffer iv, bool encrypt_then_mac = false);

    // padding: octets more than the least (CBC: whole blocks; TLS 1.3: zeros).
    Buffer seal(std::uint64_t sequence, const Record& record, std::size_t padding = 0);
    // Throws unless everything is right, the padding included.
    Record open(std::uint64_t sequence, Bytes record);

 private:
    Buffer header(std::uint64_t sequence, std::uint8_t type, std::size_t length) const;
    Buffer mac(std::uint64_t sequence, std::uint8_t type, std::size_t length, Bytes content) const;
    Buffer nonce(std::uint64_t sequence, Bytes explicit_part) const;
    Buffer seal_aead(std::uint64_t sequence, std::uint8_t type, Bytes content) const;
    Buffer open_aead(std::uint64_t sequence, std::uint8_t type, Bytes fragment) const;
    Buffer seal_cbc(std::uint64_t sequence, const Record& record, std::size_t padding);
    Buffer open_cbc(std::uint64_t sequence, std::uint8_t type, Bytes fragment);
    Buffer seal_stream(std::uint64_t sequence, const Record& record);
    Buffer open_stream(std::uint64_t sequence, std::uint8_t type, Bytes fragment);

    Version version_;
    const provider::CipherSuite* suite_;
    Buffer mac_key_, key_, iv_;
    bool encrypt_then_mac_;
};

}  // namespace secur32::test::foreign
