// The keyed hashes of the CryptoAPI, in steps: CALG_HMAC, CALG_MAC and CALG_TLS1PRF.  hashes.h puts
// them behind one object and says what they answer when.  Thread rule: one thread at a time per
// object.  Wiped when they die.
#pragma once

#include <optional>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/capi/hash_functions.h"
#include "sslprovider/capi/session_key.h"

namespace secur32::capi {

struct HmacInfo;

// RFC 2104 over any hash and any pads:
//   H(outer XOR key, H(inner XOR key, message)), a key longer than the hash's block hashed first.
// Pads of another length than the key: the longer one's rest stands as it is.
class HmacHash {
 public:
    explicit HmacHash(SecureBytes key) : key_(std::move(key)) {}
    HmacHash clone() const;

    bool begun() const { return running_.has_value(); }
    std::size_t length() const { return running_ ? running_->length() : 0; }
    // function: of info.hash, fresh.  bad_hash_state when there is data already.
    Status begin(const HashFunction& function, const HmacInfo& info);
    Status update(Bytes bytes);  // bad_hash_state before begin()
    Result<SecureBytes> value() const;

 private:
    HashFunction keyed(Bytes pad) const;

    SecureBytes key_, block_key_;  // the key; as the hash's block takes it
    Buffer outer_;
    std::optional<HashFunction> fresh_, running_;
    bool has_data_ = false;
};

// The last block of CBC, from the key's IV, over the message padded as CryptEncrypt pads it
// ("message authentication code" in the Windows SDK's glossary; FIPS 113 pads with zeros).
class CbcMac {
 public:
    // bad_key: a stream key, or a mode that is not CBC.
    static Result<CbcMac> make(const SessionKey& key);
    Result<CbcMac> clone() const;

    std::size_t length() const { return key_.block_length(); }
    Status update(Bytes bytes);
    // The end: no update() after it.
    Result<SecureBytes> finish();

 private:
    CbcMac(SessionKey key, SecureBytes pending, std::size_t used)
        : key_(std::move(key)), pending_(std::move(pending)), used_(used) {}

    SessionKey key_;
    SecureBytes pending_;  // whole blocks
    std::size_t used_;
};

// PRF(secret, label, seed) of RFC 2246 5.
class Tls1Prf {
 public:
    explicit Tls1Prf(SecureBytes secret) : secret_(std::move(secret)) {}
    Tls1Prf clone() const;

    void set_label(Bytes label) { label_ = Buffer(label.begin(), label.end()); }
    void set_seed(Bytes seed) { seed_ = Buffer(seed.begin(), seed.end()); }
    Result<SecureBytes> value(std::size_t size) const;  // bad_hash_state: label or seed not set

 private:
    SecureBytes secret_;
    std::optional<Buffer> label_, seed_;
};

}  // namespace secur32::capi
