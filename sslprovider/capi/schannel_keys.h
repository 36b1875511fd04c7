// The master secrets of the Schannel providers and the keys made of them: RFC 2246 (TLS 1.0), RFC
// 6101 (SSL 3.0).  The CryptoAPI's own old way; TLS as this library speaks it is provider/'s.
//
//   premaster   the client makes it (CryptGenKey), the server imports it (SIMPLEBLOB)
//   master      of it, once KP_CLIENT_RANDOM and KP_SERVER_RANDOM are set
//   keys        CryptDeriveKey of CALG_SCHANNEL_MASTER_HASH over it, as KP_SCHANNEL_ALG says
#pragma once

#include <array>
#include <cstdint>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/capi/algorithms.h"

namespace secur32::capi {

// KP_SCHANNEL_ALG: SCHANNEL_MAC_KEY and SCHANNEL_ENC_KEY.
struct SchannelAlgorithm {
    AlgId id = 0;
    std::uint32_t bits = 0;
    std::uint32_t flags = 0;  // INTERNATIONAL_USAGE
};

// A copy shares nothing and is as secret.
struct SchannelMaster {
    AlgId id = calg::tls1_master;  // or ssl3_master
    SecureBytes pre_master;        // 48 octets, of Diffie-Hellman as many as were agreed on
    Buffer client_random, server_random;
    SchannelAlgorithm mac, encryption;
    std::uint32_t highest_version = 0;  // KP_HIGHEST_VERSION
    bool imported = false;
};

constexpr bool is_master(AlgId id) { return id == calg::tls1_master || id == calg::ssl3_master; }

inline constexpr std::size_t kPreMasterLength = 48, kMasterLength = 48;

SchannelMaster clone(const SchannelMaster& master);
// RFC 2246 8.1, RFC 6101 6.1.  invalid_parameter: a random is missing.  An imported premaster that
// does not open with KP_HIGHEST_VERSION, where that is set, counts as other, random octets (RFC
// 5246 7.4.7.1): nothing tells.
Result<SecureBytes> master_secret(const SchannelMaster& master);
// The judgement alone, without a branch that depends on it: pre_master becomes substitute unless it
// opens with version.  For test/ct.
void keep_pre_master(std::uint16_t version, Bytes substitute, MutableBytes pre_master);
// RFC 2246 6.3, RFC 6101 6.2.2: the parts of key_block that one side writes with.
struct SchannelWriteKeys {
    SecureBytes mac_secret, key, iv;
};
// Exportable keys (INTERNATIONAL_USAGE) are expanded: RFC 2246 6.3.1, RFC 6101 6.2.2.1.  bad_flags:
// KP_SCHANNEL_ALG is not set, or with a length that the algorithm has not.
Result<SchannelWriteKeys> write_keys(const SchannelMaster& master, bool server);

}  // namespace secur32::capi
