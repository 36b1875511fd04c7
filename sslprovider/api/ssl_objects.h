// What the handles of Ssl* stand for: one type for each kind of objects.h, and the three steps that
// every function with such handles takes: check the provider, look the objects up (Using<T>), hand
// new ones out.
// Thread rule: the objects are immutable but for a packet key and a hash, which have a lock: calls
// on one of those from several threads run one after the other.
#pragma once

#include <ncrypt.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "sslprovider/api/objects.h"
#include "sslprovider/base/small_lock.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/provider/handshake_hash.h"
#include "sslprovider/provider/key_blobs.h"
#include "sslprovider/provider/key_schedule.h"
#include "sslprovider/provider/master_key.h"
#include "sslprovider/provider/packet_key.h"

namespace secur32::api {

template <ObjectKind which>
class ObjectOf : public Object {
 public:
    static constexpr ObjectKind kKind = which;
    ObjectOf() : Object(which) {}
};

// Dies with its last reference; what was made through it lives on.
class SslProvider final : public ObjectOf<ObjectKind::ssl_provider> {
 public:
    // False when the last reference is gone already.
    bool add_reference() noexcept {
        std::uint32_t count = references_.load();
        while (count != 0 && count != UINT32_MAX)
            if (references_.compare_exchange_weak(count, count + 1)) return true;
        return false;
    }
    // How many are left; none when the last one was gone already.
    std::optional<std::uint32_t> drop_reference() noexcept {
        std::uint32_t count = references_.load();
        while (count != 0)
            if (references_.compare_exchange_weak(count, count - 1)) return count - 1;
        return std::nullopt;
    }

 private:
    std::atomic<std::uint32_t> references_{1};
};

// A certificate's private key.
struct SslPrivateKey final : ObjectOf<ObjectKind::ssl_private_key> {
    explicit SslPrivateKey(crypto::PrivateKey k) : key(std::move(k)) {}
    const crypto::PrivateKey key;
};

// What a peer sent: a key that encrypts or verifies, or its half of an (EC)DH exchange.
struct SslPublicKey final : ObjectOf<ObjectKind::ssl_public_key> {
    explicit SslPublicKey(crypto::PublicKey k) : key(std::move(k)) {}
    explicit SslPublicKey(provider::PeerShare s) : share(std::move(s)) {}
    const std::optional<crypto::PublicKey> key;
    const std::optional<provider::PeerShare> share;
};

// The own half of an (EC)DH exchange.
struct SslEphemeralKey final : ObjectOf<ObjectKind::ssl_ephemeral_key> {
    explicit SslEphemeralKey(crypto::KeyShare s) : share(std::move(s)) {}
    const crypto::KeyShare share;
};

// An RSA premaster secret (SslGeneratePreMasterKey), for one version and suite; or, without a
// suite, a pre-shared key (SslImportKey, BCRYPT_KEY_DATA_BLOB), for whichever it is used with.
struct SslPreMasterKey final : ObjectOf<ObjectKind::ssl_pre_master_key> {
    explicit SslPreMasterKey(SecureBytes pre_shared_key) : secret(std::move(pre_shared_key)) {}
    SslPreMasterKey(Version v, const provider::CipherSuite& s, SecureBytes premaster)
        : secret(std::move(premaster)), version(v), suite(&s) {}
    bool is_pre_shared_key() const { return suite == nullptr; }
    const SecureBytes secret;
    const Version version = Version::tls12;
    const provider::CipherSuite* const suite = nullptr;
};

struct SslMasterKey final : ObjectOf<ObjectKind::ssl_master_key> {
    explicit SslMasterKey(provider::MasterKey k) : key(std::move(k)) {}
    const provider::MasterKey key;
};

// Any secret of TLS 1.3's key schedule.
struct SslScheduleSecret final : ObjectOf<ObjectKind::ssl_schedule_secret> {
    explicit SslScheduleSecret(provider::ScheduleSecret s) : secret(std::move(s)) {}
    const provider::ScheduleSecret secret;
};

// The key is used with the lock held.
struct SslPacketKey final : ObjectOf<ObjectKind::ssl_packet_key> {
    explicit SslPacketKey(provider::PacketKey k) : key(std::move(k)) {}
    SmallLock lock;
    provider::PacketKey key;
};

class SslHash final : public ObjectOf<ObjectKind::ssl_hash> {
 public:
    explicit SslHash(provider::HandshakeHash hash)
        : hash_(std::move(hash)),
          version_(hash_.version()),
          suite_(&hash_.suite()),
          algorithm_(hash_.algorithm()) {}

    Version version() const { return version_; }
    const provider::CipherSuite& suite() const { return *suite_; }
    crypto::HashAlgorithm algorithm() const { return algorithm_; }

    void add(Bytes message) {
        const std::lock_guard held(lock_);
        hash_.add(message);
    }
    crypto::Digest value() {
        const std::lock_guard held(lock_);
        return hash_.value();
    }
    provider::HandshakeHash copy() {
        const std::lock_guard held(lock_);
        return hash_;
    }

 private:
    SmallLock lock_;
    provider::HandshakeHash hash_;
    const Version version_;
    const provider::CipherSuite* const suite_;
    const crypto::HashAlgorithm algorithm_;
};

// invalid_handle unless it is an open provider's.
Status check_provider(NCRYPT_PROV_HANDLE provider);

// Gives object a handle; out_of_memory, and the object dies, when there are no more handles.
Status hand_out(std::unique_ptr<Object> object, NCRYPT_HANDLE* handle);

template <typename T, typename... Arguments>
Status hand_out_new(NCRYPT_HANDLE* handle, Arguments&&... arguments) {
    return hand_out(std::make_unique<T>(std::forward<Arguments>(arguments)...), handle);
}

// dwProtocol and dwCipherSuite of a caller.
struct Suite {
    Version version;
    const provider::CipherSuite* suite;
};
// invalid_parameter for a protocol that this library does not speak (SSL 2 and 3 among them), and
// for a suite that is unknown, not of that protocol, or refused by policy.
Result<Suite> suite_of(DWORD protocol, DWORD cipher_suite);

}  // namespace secur32::api
