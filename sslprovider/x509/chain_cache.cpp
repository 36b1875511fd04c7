#include "sslprovider/x509/chain_cache.h"

#include <array>
#include <atomic>
#include <cstring>
#include <list>
#include <mutex>
#include <unordered_map>

#include "sslprovider/base/small_lock.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::x509 {
namespace {

// Octets of certificates and of CRLs that an entry may hold on to, and of CRLs that a key is made
// of.
constexpr std::size_t kMaxEntryOctets = 64 << 10, kMaxEntryCrlOctets = 256 << 10,
                      kMaxKeyedOctets = 64 << 10;

using Key = std::array<std::uint8_t, 32>;
struct KeyHash {
    std::size_t operator()(const Key& key) const {
        std::size_t out = 0;
        std::memcpy(&out, key.data(), sizeof out);
        return out;
    }
};

// Everything that decides a verdict, each part with its length or of a fixed one.
class KeyText {
 public:
    KeyText() { text_.reserve(512); }
    void number(std::uint64_t value) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            text_.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    void digest(const crypto::Digest& digest) { raw(digest.bytes()); }
    void counted(Bytes octets) {
        number(octets.size());
        raw(octets);
    }
    void index(const SharedIndex& index) { number(index == nullptr ? 0 : index->id()); }
    void texts(const std::vector<std::string>& all) {
        number(all.size());
        for (const std::string& one : all) counted(bytes_of(std::string_view(one)));
    }
    Key key() const {
        Key out;
        const crypto::Digest digest = hash(crypto::HashAlgorithm::sha256, text_);
        std::memcpy(out.data(), digest.bytes().data(), out.size());
        return out;
    }

 private:
    void raw(Bytes octets) { text_.insert(text_.end(), octets.begin(), octets.end()); }
    Buffer text_;
};

std::uint64_t flags_of(const ChainRequest& request) {
    std::uint64_t out = static_cast<std::uint64_t>(request.revocation);
    for (const bool flag :
         {request.any_usage_will_do, request.any_policy_will_do, request.initial_explicit_policy,
          request.initial_policy_mapping_inhibit, request.initial_any_policy_inhibit,
          request.revocation_cache_only, request.fetch_issuers, request.cache_only,
          request.trust.accept_cas, request.trust.exclusive, request.strength.refuse_sha1,
          request.strength.check_end_key})
        out = out << 1 | (flag ? 1U : 0U);
    return out;
}

void put_trust(KeyText& text, const ChainTrust& trust) {
    text.index(trust.roots);
    text.index(trust.peers);
    text.number(trust.others.size());
    for (const SharedIndex& index : trust.others) text.index(index);
}

// Nothing for a request whose answer is not to be kept.
std::optional<Key> key_of(const ChainRequest& request) {
    if (request.time || request.want_lower_quality || request.revocation_newer_than != 0)
        return std::nullopt;
    KeyText text;
    text.digest(request.leaf->sha256());
    text.number(request.additional.size());
    for (const SharedCertificate& certificate : request.additional)
        text.digest(certificate->sha256());
    put_trust(text, request.trust);
    text.number(flags_of(request));
    text.texts(request.usages);
    text.texts(request.policies);
    const Strength& strength = request.strength;
    text.number(strength.least_rsa_bits);
    text.number(strength.least_ec_bits);
    text.number(strength.allowed.size());
    for (const Strength::Allowed& allowed : strength.allowed)
        text.number(static_cast<std::uint64_t>(allowed.key) << 8 |
                    static_cast<std::uint64_t>(allowed.hash));
    if (request.revocation == RevocationScope::none) return text.key();
    std::size_t octets = request.stapled_ocsp.size();
    for (const SharedCrl& crl : request.crls) octets += crl->der().size();
    if (octets > kMaxKeyedOctets) return std::nullopt;
    text.counted(request.stapled_ocsp);
    for (const SharedCrl& crl : request.crls) text.counted(crl->der());
    return text.key();
}

bool is_worth_keeping(const Chain& chain) {
    if (chain.errors != TrustError::none) return false;
    std::size_t octets = 0, crl_octets = 0;
    for (const ChainElement& element : chain.elements) {
        octets += element.certificate->der().size();
        if (!element.revocation) continue;
        for (const SharedCrl& crl : {element.revocation->base_crl, element.revocation->delta_crl})
            crl_octets += crl == nullptr ? 0 : crl->der().size();
    }
    return octets <= kMaxEntryOctets && crl_octets <= kMaxEntryCrlOctets;
}

class Shard {
 public:
    SharedChain find(const Key& key, FileTime now) {
        const std::lock_guard held(lock_);
        const auto at = by_key_.find(key);
        if (at == by_key_.end()) return nullptr;
        const SharedChain chain = at->second->chain;
        if (now < chain->best.valid_from || now >= chain->best.valid_until) {
            entries_.erase(at->second);
            by_key_.erase(at);
            return nullptr;
        }
        entries_.splice(entries_.begin(), entries_, at->second);
        return chain;
    }

    void keep(const Key& key, SharedChain chain) {
        const std::lock_guard held(lock_);
        if (by_key_.contains(key)) return;
        if (entries_.size() == kMaxEntries) {
            by_key_.erase(entries_.back().key);
            entries_.pop_back();
        }
        entries_.push_front({key, std::move(chain)});
        by_key_.emplace(key, entries_.begin());
    }

    void clear() {
        const std::lock_guard held(lock_);
        by_key_.clear();
        entries_.clear();
    }
    std::size_t size() {
        const std::lock_guard held(lock_);
        return entries_.size();
    }

    static constexpr std::size_t kShards = 16, kMaxEntries = kMaxCachedChains / kShards;

 private:
    struct Entry {
        Key key;
        SharedChain chain;
    };
    SmallLock lock_;
    std::list<Entry> entries_;  // the most recently used first
    std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> by_key_;
};

struct Cache {
    std::array<Shard, Shard::kShards> shards;
    std::atomic<std::uint64_t> hits{0}, misses{0};
    Shard& of(const Key& key) { return shards[key.back() % Shard::kShards]; }
};

// Never destroyed: threads may look while the process ends.
Cache& cache() {
    static Cache* const one = new Cache;
    return *one;
}

SharedChain build(const ChainRequest& request) {
    return std::make_shared<const ChainResult>(build_chain(request));
}

}  // namespace

SharedChain verified_chain(const ChainRequest& request) {
    const std::optional<Key> key = key_of(request);
    if (!key) return build(request);
    if (SharedChain known = cache().of(*key).find(*key, file_time_now()); known != nullptr) {
        cache().hits.fetch_add(1, std::memory_order_relaxed);
        return known;
    }
    cache().misses.fetch_add(1, std::memory_order_relaxed);
    SharedChain made = build(request);
    if (is_worth_keeping(made->best)) cache().of(*key).keep(*key, made);
    return made;
}

void forget_verified_chains() {
    for (Shard& shard : cache().shards) shard.clear();
}

ChainCacheCounts chain_cache_counts() {
    ChainCacheCounts out{cache().hits.load(), cache().misses.load(), 0};
    for (Shard& shard : cache().shards) out.entries += shard.size();
    return out;
}

}  // namespace secur32::x509
