// What the tests of CryptEncrypt and CryptDecrypt share: a content, libcrypto's RSA pair, and calls
// that tell whether they left their buffers alone.
#pragma once

#include <utility>

#include "test/support/crypt_ciphers.h"
#include "test/support/crypt_rsa_blobs.h"

namespace secur32::test {

inline const Buffer kContent = {'s', 'e', 'c', 'r', 'e', 't'};
inline const Buffer kLabel = {'l', 'a', 'b', 'e', 'l'};

inline EVP_PKEY* exchange_pair() { return foreign_keys::rsa().foreign.get(); }

// KP_OAEP_PARAMS: kLabel.
inline void set_label(HCRYPTKEY key) {
    const CRYPT_DATA_BLOB label{static_cast<DWORD>(kLabel.size()),
                                const_cast<BYTE*>(kLabel.data())};
    expect_true(CryptSetKeyParam(key, KP_OAEP_PARAMS, reinterpret_cast<const BYTE*>(&label), 0),
                "CryptSetKeyParam");
}

// A call whose buffers and length a failure must leave alone.
struct Encryption {
    Buffer data = Buffer(64, 0xEE);
    DWORD size = 16, room = 64, flags = 0;
    BOOL final = TRUE;
    HCRYPTHASH hash = 0;
    BOOL operator()(HCRYPTKEY key) {
        return CryptEncrypt(key, hash, final, flags, data.data(), &size, room);
    }
    bool untouched(DWORD as_it_was = 16) const {
        return size == as_it_was && data == Buffer(data.size(), 0xEE);
    }
};

// A call whose buffer and length a failure must leave alone.
struct Decryption {
    explicit Decryption(Buffer ciphertext) : data(std::move(ciphertext)), before(data) {}
    Buffer data, before;
    DWORD size = static_cast<DWORD>(before.size()), flags = 0;
    BOOL final = TRUE;
    HCRYPTHASH hash = 0;
    BOOL operator()(HCRYPTKEY key) {
        return CryptDecrypt(key, hash, final, flags, data.data(), &size);
    }
    bool untouched() const { return size == before.size() && data == before; }
};

}  // namespace secur32::test
