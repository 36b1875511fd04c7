// The algorithms of the CryptoAPI: ALG_IDs by name, and what the ciphers and hashes among them are
// made of.  Which of them a provider has, and with what lengths, is providers.h's table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sslprovider/crypto/symmetric_cipher.h"

namespace secur32::capi {

using AlgId = std::uint32_t;  // ALG_ID: class (3 bits), type (4 bits), number (9 bits)

namespace calg {
// Hashes.
inline constexpr AlgId md2 = 0x8001, md4 = 0x8002, md5 = 0x8003, sha1 = 0x8004, mac = 0x8005,
                       ssl3_shamd5 = 0x8008, hmac = 0x8009, tls1_prf = 0x800A, sha_256 = 0x800C,
                       sha_384 = 0x800D, sha_512 = 0x800E;
// Session keys.
inline constexpr AlgId des = 0x6601, rc2 = 0x6602, tdes = 0x6603, tdes_112 = 0x6609,
                       aes_128 = 0x660E, aes_192 = 0x660F, aes_256 = 0x6610, aes = 0x6611,
                       rc4 = 0x6801;
// Key pairs.
inline constexpr AlgId rsa_sign = 0x2400, rsa_keyx = 0xA400, dss_sign = 0x2200, dh_sf = 0xAA01,
                       dh_ephem = 0xAA02;
// Of the Schannel providers.
inline constexpr AlgId ssl3_master = 0x4C01, schannel_master_hash = 0x4C02,
                       schannel_mac_key = 0x4C03, tls1_master = 0x4C06, schannel_enc_key = 0x4C07;
}  // namespace calg

// A cipher of session keys.  key_octets: as blobs carry the key, parity bits and all; 0: any length
// that the provider has.  key_bits: as CryptGenKey's flags and PP_ENUMALGS name the length.
struct SessionAlgorithm {
    AlgId id;
    crypto::SymmetricAlgorithm cipher;
    std::uint32_t key_octets, key_bits;
};
// Null for what is no cipher.
const SessionAlgorithm* find_session_algorithm(AlgId id);

// SECUR32_CAPI_LEGACY=0: RC2, RC4, DES, MD2 and MD4 are refused (bad_algorithm).  Read once.
bool legacy_algorithms_allowed();
bool is_legacy(AlgId id);

}  // namespace secur32::capi
