// What an HCRYPTHASH stands for.  One thread at a time per object.  Wiped when it dies.
//
//   MD2, MD4, MD5, SHA-1, SHA-2   hashes (hash_functions.h)
//   CALG_HMAC                     RFC 2104; HP_HMAC_INFO says over which hash and with what pads
//   CALG_MAC                      the last block of CBC over the message, padded
//   CALG_TLS1PRF                  RFC 2246 5: of any length; HP_TLS1PRF_LABEL and _SEED
//   CALG_SSL3_SHAMD5              36 octets that HP_HASHVAL sets
//   CALG_SCHANNEL_MASTER_HASH     what CryptDeriveKey makes a channel's keys of
#pragma once

#include <memory>
#include <optional>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/capi/keys.h"

namespace secur32::capi {

// HMAC_INFO.  Pads that are empty are 36.. and 5C..
struct HmacInfo {
    AlgId hash = 0;
    Buffer inner, outer;
};

class HashObject {
 public:
    // key: of CALG_HMAC, CALG_MAC, CALG_TLS1PRF and CALG_SCHANNEL_MASTER_HASH, whose state is
    // copied; null otherwise.  bad_algorithm: not of that provider; bad_key: a keyed hash without a
    // key, or one that does not suit it (a stream key for CALG_MAC).  invalid_parameter: a master
    // key without its randoms.
    static Result<HashObject> make(const Provider& provider, AlgId id, const Key* key);

    HashObject(HashObject&&) noexcept;
    HashObject& operator=(HashObject&&) noexcept;
    ~HashObject();
    // CryptDuplicateHash: goes on from where this one stands.
    Result<HashObject> clone() const;

    AlgId id() const;
    // HP_HASHSIZE in octets; of CALG_HMAC without HP_HMAC_INFO 0.
    std::size_t length() const;
    bool finished() const;

    // CryptHashData, CryptHashSessionKey.  bad_hash_state: finished, or an HMAC that knows no hash
    // yet; bad_algorithm: CALG_SSL3_SHAMD5, CALG_TLS1PRF, CALG_SCHANNEL_MASTER_HASH.
    Status update(Bytes bytes);
    // HP_HASHVAL: finishes the hash; repeatable.  CALG_TLS1PRF: of the length asked for (size).
    // bad_hash_state: what must be set first is not; bad_type: CALG_SCHANNEL_MASTER_HASH.
    Result<SecureBytes> value(std::size_t size = 0);
    // HP_HASHVAL: value is the hash from now on, which is finished; bad_length for another length,
    // bad_type for a hash without one.
    Status set_value(Bytes value);
    // bad_algorithm: not of the provider, or MD2; bad_hash_state: after data; bad_type for another
    // kind.
    Status set_hmac_info(const HmacInfo& info);
    Status set_prf_label(Bytes label);  // bad_type for another kind
    Status set_prf_seed(Bytes seed);
    // Of CALG_SCHANNEL_MASTER_HASH; null otherwise.
    const SchannelMaster* master() const;

 private:
    struct State;
    explicit HashObject(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace secur32::capi
