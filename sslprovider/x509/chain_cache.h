// Chains that were found good, so that a handshake with the same certificates costs a look-up:
// validation is what dominates it.  Keyed by the SHA-256 of everything that decides the verdict.
// Kept are chains without any error alone, so nobody fills the cache with rubbish; bounded, the
// least recently used goes first; an entry ends with the first certificate, CRL or OCSP answer.
#pragma once

#include "sslprovider/x509/chain.h"

namespace secur32::x509 {

// build_chain, or what it answered before.  A request for another time than now, or for lower
// quality chains, is never answered from the cache.  Any thread.
SharedChain verified_chain(const ChainRequest& request);

// For CertResyncCertificateChainEngine, and for tests.
void forget_verified_chains();

struct ChainCacheCounts {
    std::uint64_t hits = 0, misses = 0;
    std::size_t entries = 0;
};
ChainCacheCounts chain_cache_counts();

inline constexpr std::size_t kMaxCachedChains = 512;

}  // namespace secur32::x509
