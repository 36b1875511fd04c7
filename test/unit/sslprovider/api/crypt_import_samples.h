// What the tests of CryptImportKey share: an exchange pair that libcrypto made, and its pairs of
// Diffie-Hellman.
#pragma once

#include <gtest/gtest.h>

#include "test/support/crypt_groups.h"
#include "test/support/crypt_rsa_blobs.h"
#include "test/support/foreign_ciphers.h"
#include "test/unit/sslprovider/capi/foreign_exchange.h"

namespace secur32::test::import_samples {

using capi::samples::foreign_simple;
using capi::samples::pkcs1_block;
using capi::samples::simple_of_block;
using foreign_keys::ForeignKey;

inline const Buffer kText = {'t', 'h', 'e', ' ', 's', 'e', 'e', 'd'};
inline const Buffer kAes = counting(32, 0x40);

inline const ForeignKey& exchange() { return foreign_keys::rsa(); }

// What CryptEncrypt makes of kText with a new key: CBC, an IV of zeros.
inline Buffer foreign_aes(Bytes secret) {
    return ForeignCipher("AES-256-CBC", true, secret, Buffer(16)).update(pkcs7_padded(kText, 16));
}

// A context whose exchange pair libcrypto made.
inline ContextHandle with_exchange_pair(DWORD type = PROV_RSA_AES) {
    ContextHandle context = verify_context(type);
    import_key(context, rsa_private_blob(exchange().foreign.get()));
    return context;
}

// A pair of libcrypto's in a group of 2048 bits, and what it agrees on.
struct ForeignDh {
    ForeignDh()
        : key(foreign_keys::generate("DH",
                                     [](EVP_PKEY_CTX* context) {
                                         return EVP_PKEY_CTX_set_group_name(context, "modp_2048");
                                     }),
              EVP_PKEY_free) {}
    Buffer number(const char* name) const {
        return reversed(capi::samples::foreign_number(key.get(), name, 256));
    }
    Buffer public_blob() const {
        return joined_octets(
            {blob_header(PUBLICKEYBLOB, CALG_DH_SF), le_words({0x31484400, 2048}), number("pub")});
    }
    Buffer public_blob3() const {
        return joined_octets({blob_header(PUBLICKEYBLOB, CALG_DH_SF, 3),
                              le_words({0x33484400, 2048, 0, 0}), Buffer(24, 0xFF), number("p"),
                              number("g"), number("pub")});
    }
    Buffer private_blob() const {
        return joined_octets({blob_header(PRIVATEKEYBLOB, CALG_DH_SF), le_words({0x32484400, 2048}),
                              number("p"), number("g"), number("priv")});
    }
    Buffer agree(const ForeignDh& peer) const {
        const std::shared_ptr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
        Buffer z(256);
        std::size_t length = z.size();
        EVP_PKEY_derive_init(context.get());
        EVP_PKEY_CTX_set_dh_pad(context.get(), 1);
        EVP_PKEY_derive_set_peer(context.get(), peer.key.get());
        if (EVP_PKEY_derive(context.get(), z.data(), &length) != 1)
            throw std::runtime_error("libcrypto does not agree");
        return z;
    }
    std::shared_ptr<EVP_PKEY> key;
};

}  // namespace secur32::test::import_samples
