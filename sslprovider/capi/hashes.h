// What an HCRYPTHASH stands for.  Thread rule: one thread at a time per object.  Wiped when it
// dies.
//
//   MD2, MD4, MD5, SHA-1, SHA-2   hashes
//   CALG_HMAC                     RFC 2104 over a key, HP_HMAC_INFO says of which hash and what
//   pads CALG_MAC                      the last block of CBC over the message, padded as
//   CryptEncrypt pads CALG_SSL3_SHAMD5              36 octets that HP_HASHVAL sets CALG_TLS1PRF RFC
//   2246 5: a secret, HP_TLS1PRF_LABEL and _SEED; any length CALG_SCHANNEL_MASTER_HASH     both
//   randoms; what CryptDeriveKey makes a session's keys of
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

    // CryptHashData, CryptHashSessionKey.  bad_hash_state: finished; bad_algorithm:
    // CALG_SSL3_SHAMD5, CALG_TLS1PRF.
    Status update(Bytes bytes);
    // HP_HASHVAL: finishes the hash; repeatable.  CALG_TLS1PRF: of the length asked for (size).
    Result<SecureBytes> value(std::size_t size = 0);
    // HP_HASHVAL: value is the hash from now on, which is finished; bad_length for another length.
    Status set_value(Bytes value);
    Status set_hmac_info(const HmacInfo& info);  // bad_algorithm, bad_type for another kind
    Status set_prf_label(Bytes label);           // bad_type for another kind
    Status set_prf_seed(Bytes seed);
    // Of CALG_SCHANNEL_MASTER_HASH; null otherwise.
    const SchannelMaster* master() const;

 private:
    struct State;
    explicit HashObject(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace secur32::capi
