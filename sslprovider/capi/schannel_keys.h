// The master secrets of the Schannel providers (PROV_RSA_SCHANNEL, PROV_DH_SCHANNEL) and the
// session keys made of them: RFC 2246 (TLS 1.0) and SSL 3.0 (RFC 6101).  This is the CryptoAPI's
// own old way; TLS as this library speaks it is provider/'s.
//
//   pre-master: CryptGenKey(CALG_TLS1_MASTER) at the client, CryptImportKey(SIMPLEBLOB) at the
//   server master    = KP_CLIENT_RANDOM, KP_SERVER_RANDOM set
//   CryptCreateHash(CALG_SCHANNEL_MASTER_HASH, master): takes both randoms; CryptDeriveKey of it
//   gives CALG_SCHANNEL_MAC_KEY and CALG_SCHANNEL_ENC_KEY as KP_SCHANNEL_ALG says, the server's
//   with CRYPT_SERVER
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
    SecureBytes pre_master;        // 48 octets
    Buffer client_random, server_random;
    SchannelAlgorithm mac, encryption;
    std::uint32_t highest_version = 0;  // KP_HIGHEST_VERSION
    bool imported = false;
};

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
