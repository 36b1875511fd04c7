// Values of wincrypt.h.
#include "sspi/schannel/algorithm_ids.h"

#include <algorithm>
#include <array>

namespace secur32::schannel {
namespace {

using crypto::BulkCipher;
using crypto::HashAlgorithm;
using provider::Authentication;
using provider::KeyExchange;

template <typename Of>
struct Row {
    Of of;
    AlgorithmId id;
};
struct CipherRow {
    BulkCipher of;
    AlgorithmId id;
    std::uint32_t bits;
};
// clang-format off
constexpr std::array kCiphers = {
    CipherRow{BulkCipher::null,              0,        0},
    CipherRow{BulkCipher::rc4_128,           0x6801, 128},
    CipherRow{BulkCipher::des_cbc,           0x6601,  56},
    CipherRow{BulkCipher::tdes_ede_cbc,      0x6603, 168},
    CipherRow{BulkCipher::aes_128_cbc,       0x660E, 128},
    CipherRow{BulkCipher::aes_256_cbc,       0x6610, 256},
    CipherRow{BulkCipher::aes_128_gcm,       0x660E, 128},
    CipherRow{BulkCipher::aes_256_gcm,       0x6610, 256},
    CipherRow{BulkCipher::chacha20_poly1305, 0,      256},
};
constexpr std::array kHashes = {
    Row<HashAlgorithm>{HashAlgorithm::md5,    0x8003},
    Row<HashAlgorithm>{HashAlgorithm::sha1,   0x8004},
    Row<HashAlgorithm>{HashAlgorithm::sha256, 0x800C},
    Row<HashAlgorithm>{HashAlgorithm::sha384, 0x800D},
    Row<HashAlgorithm>{HashAlgorithm::sha512, 0x800E},
};
constexpr std::array kExchanges = {
    Row<KeyExchange>{KeyExchange::rsa,   0xA400},
    Row<KeyExchange>{KeyExchange::dhe,   0xAA02},
    Row<KeyExchange>{KeyExchange::ecdhe, 0xAE06},
    Row<KeyExchange>{KeyExchange::any,   0xAE06},
};
constexpr std::array kAuthentications = {
    Row<Authentication>{Authentication::rsa,   0x2400},
    Row<Authentication>{Authentication::dss,   0x2200},
    Row<Authentication>{Authentication::ecdsa, 0x2203},
};
// clang-format on

template <typename Rows, typename Of>
AlgorithmId find(const Rows& rows, Of of) {
    const auto row = std::ranges::find_if(rows, [of](const auto& one) { return one.of == of; });
    return row == rows.end() ? 0 : row->id;
}

}  // namespace

AlgorithmId id_of(BulkCipher cipher) { return find(kCiphers, cipher); }
AlgorithmId id_of(HashAlgorithm hash) { return find(kHashes, hash); }
AlgorithmId id_of(KeyExchange exchange) { return find(kExchanges, exchange); }
AlgorithmId id_of(Authentication authentication) { return find(kAuthentications, authentication); }

std::uint32_t strength_of(BulkCipher cipher) {
    return std::ranges::find(kCiphers, cipher, &CipherRow::of)->bits;
}

}  // namespace secur32::schannel
