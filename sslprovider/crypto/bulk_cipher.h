// The symmetric ciphers of TLS, as one table: what key_block is cut into and how long a record
// gets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace secur32::crypto {

enum class BulkCipher : std::uint8_t {
    null,
    rc4_128,
    des_cbc,
    tdes_ede_cbc,
    aes_128_cbc,
    aes_256_cbc,
    aes_128_gcm,
    aes_256_gcm,
    chacha20_poly1305,
};

enum class CipherKind : std::uint8_t { null, stream, block, aead };

// RFC 5246 6.3 and appendix C; RFC 5288 3; RFC 7905 2.  Lengths in octets.
struct BulkCipherRow {
    BulkCipher cipher;
    CipherKind kind;
    std::uint8_t key_length;
    std::uint8_t block_length;      // 0 for stream and AEAD
    std::uint8_t fixed_iv_length;   // TLS 1.2 AEAD: the part of the nonce from key_block
    std::uint8_t record_iv_length;  // what each TLS 1.2 record carries in front
    std::uint8_t tag_length;
};

// clang-format off
inline constexpr std::array kBulkCipherRows = {
    //            cipher                         kind                key block fixed record tag
    BulkCipherRow{BulkCipher::null,              CipherKind::null,     0,  0,   0,   0,    0},
    BulkCipherRow{BulkCipher::rc4_128,           CipherKind::stream,  16,  0,   0,   0,    0},
    BulkCipherRow{BulkCipher::des_cbc,           CipherKind::block,    8,  8,   0,   8,    0},
    BulkCipherRow{BulkCipher::tdes_ede_cbc,      CipherKind::block,   24,  8,   0,   8,    0},
    BulkCipherRow{BulkCipher::aes_128_cbc,       CipherKind::block,   16, 16,   0,  16,    0},
    BulkCipherRow{BulkCipher::aes_256_cbc,       CipherKind::block,   32, 16,   0,  16,    0},
    BulkCipherRow{BulkCipher::aes_128_gcm,       CipherKind::aead,    16,  0,   4,   8,   16},
    BulkCipherRow{BulkCipher::aes_256_gcm,       CipherKind::aead,    32,  0,   4,   8,   16},
    BulkCipherRow{BulkCipher::chacha20_poly1305, CipherKind::aead,    32,  0,  12,   0,   16},
};
// clang-format on

constexpr const BulkCipherRow& row(BulkCipher cipher) {
    return kBulkCipherRows[static_cast<std::size_t>(cipher)];
}

constexpr bool bulk_cipher_rows_match_enum() {
    for (std::size_t i = 0; i < kBulkCipherRows.size(); ++i)
        if (static_cast<std::size_t>(kBulkCipherRows[i].cipher) != i) return false;
    return true;
}
static_assert(bulk_cipher_rows_match_enum());

}  // namespace secur32::crypto
