// One object for all kinds of hashes: what kind it is decides what it answers.
#include "sslprovider/capi/hashes.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>
#include <variant>

#include "sslprovider/base/trace.h"
#include "sslprovider/capi/hash_functions.h"
#include "sslprovider/capi/keyed_hashes.h"

namespace secur32::capi {
namespace {

constexpr std::size_t kShaMd5Length = 36;  // MD5's 16 octets, SHA-1's 20

struct ShaMd5 {};  // has the value that HP_HASHVAL gives it, or none
using Kind = std::variant<HashFunction, HmacHash, CbcMac, ShaMd5, Tls1Prf, SchannelMaster>;

Status wrong_kind() {
    return trace::because(Status::bad_type, "capi: this hash has no such parameter");
}
Status no_key() { return trace::because(Status::bad_key, "capi: a keyed hash without a key"); }
Status unsuited() {
    return trace::because(Status::bad_key, "capi: the key does not suit the keyed hash");
}

// ---- Making -------------------------------------------------------------------------------------

Result<Kind> make_hmac(const Key& key) {
    if (const SessionKey* const session = key.session())
        return Kind(HmacHash(session->secret().clone()));
    return unsuited();
}

Result<Kind> make_mac(const Key& key) {
    const SessionKey* const session = key.session();
    if (session == nullptr) return unsuited();
    TRY_ASSIGN(CbcMac mac, CbcMac::make(*session));
    return Kind(std::move(mac));
}

// Its secret is the master secret: what Finished (RFC 2246 7.4.9) is made of.
Result<Kind> make_prf(const Key& key) {
    const auto* const master = std::get_if<SchannelMaster>(&key.body);
    if (master == nullptr || master->id != calg::tls1_master) return unsuited();
    TRY_ASSIGN(SecureBytes secret, master_secret(*master));
    return Kind(Tls1Prf(std::move(secret)));
}

Result<Kind> make_master_hash(const Key& key) {
    const auto* const master = std::get_if<SchannelMaster>(&key.body);
    if (master == nullptr) return unsuited();
    TRY(master_secret(*master));
    return Kind(clone(*master));
}

struct KeyedHash {
    AlgId id;
    Result<Kind> (*make)(const Key& key);
};
constexpr std::array kKeyedHashes = {
    KeyedHash{calg::hmac, make_hmac},
    KeyedHash{calg::mac, make_mac},
    KeyedHash{calg::tls1_prf, make_prf},
    KeyedHash{calg::schannel_master_hash, make_master_hash},
};

Result<Kind> make_kind(AlgId id, const Key* key) {
    const auto* const keyed = std::ranges::find(kKeyedHashes, id, &KeyedHash::id);
    if (keyed != kKeyedHashes.end()) return key == nullptr ? no_key() : keyed->make(*key);
    if (key != nullptr) return trace::because(Status::bad_key, "capi: this hash takes no key");
    if (id == calg::ssl3_shamd5) return Kind(ShaMd5());
    if (std::optional<HashFunction> function = HashFunction::of(id))
        return Kind(*std::move(function));
    return trace::because(Status::bad_algorithm, "capi: the algorithm is no hash");
}

// ---- Copying ------------------------------------------------------------------------------------

Result<Kind> copied(const HashFunction& function) { return Kind(function); }
Result<Kind> copied(const HmacHash& hmac) { return Kind(hmac.clone()); }
Result<Kind> copied(const CbcMac& mac) {
    TRY_ASSIGN(CbcMac copy, mac.clone());
    return Kind(std::move(copy));
}
Result<Kind> copied(const ShaMd5&) { return Kind(ShaMd5()); }
Result<Kind> copied(const Tls1Prf& prf) { return Kind(prf.clone()); }
Result<Kind> copied(const SchannelMaster& master) { return Kind(clone(master)); }

// ---- Length, data, value ------------------------------------------------------------------------

std::size_t length_of(const HashFunction& function) { return function.length(); }
std::size_t length_of(const HmacHash& hmac) { return hmac.length(); }
std::size_t length_of(const CbcMac& mac) { return mac.length(); }
std::size_t length_of(const ShaMd5&) { return kShaMd5Length; }
std::size_t length_of(const Tls1Prf&) { return 0; }
std::size_t length_of(const SchannelMaster&) { return 0; }

template <typename Other>
Status add(Other&, Bytes) {
    return trace::because(Status::bad_algorithm, "capi: this hash takes no data");
}
Status add(HashFunction& function, Bytes bytes) {
    function.update(bytes);
    return Status::ok;
}
Status add(HmacHash& hmac, Bytes bytes) { return hmac.update(bytes); }
Status add(CbcMac& mac, Bytes bytes) { return mac.update(bytes); }

template <typename Kind>
constexpr bool kTakesData = std::is_same_v<Kind, HashFunction> || std::is_same_v<Kind, HmacHash> ||
                            std::is_same_v<Kind, CbcMac>;

Result<SecureBytes> end(HashFunction& function) { return function.value(); }
Result<SecureBytes> end(HmacHash& hmac) { return hmac.value(); }
Result<SecureBytes> end(CbcMac& mac) { return mac.finish(); }
Result<SecureBytes> end(ShaMd5&) {
    return trace::because(Status::bad_hash_state, "capi: HP_HASHVAL is not set");
}
Result<SecureBytes> end(Tls1Prf&) { return wrong_kind(); }
Result<SecureBytes> end(SchannelMaster&) { return wrong_kind(); }

}  // namespace

struct HashObject::State {
    const Provider* provider;
    AlgId id;
    Kind kind;
    std::optional<SecureBytes> ended = {};  // the value, once there is one
};

HashObject::HashObject(std::unique_ptr<State> state) : state_(std::move(state)) {}
HashObject::HashObject(HashObject&&) noexcept = default;
HashObject& HashObject::operator=(HashObject&&) noexcept = default;
HashObject::~HashObject() = default;

Result<HashObject> HashObject::make(const Provider& provider, AlgId id, const Key* key) {
    TRY(require_algorithm(provider, id));
    TRY_ASSIGN(Kind kind, make_kind(id, key));
    return HashObject(std::make_unique<State>(State{&provider, id, std::move(kind)}));
}

Result<HashObject> HashObject::clone() const {
    TRY_ASSIGN(Kind kind, std::visit([](const auto& each) { return copied(each); }, state_->kind));
    HashObject copy(std::make_unique<State>(State{state_->provider, state_->id, std::move(kind)}));
    if (state_->ended) copy.state_->ended = state_->ended->clone();
    return copy;
}

AlgId HashObject::id() const { return state_->id; }

std::size_t HashObject::length() const {
    return std::visit([](const auto& kind) { return length_of(kind); }, state_->kind);
}

bool HashObject::finished() const { return state_->ended.has_value(); }

Status HashObject::update(Bytes bytes) {
    return std::visit(
        [&]<typename Kind>(Kind& kind) -> Status {
            if (kTakesData<Kind> && finished())
                return trace::because(Status::bad_hash_state, "capi: the hash is finished");
            return add(kind, bytes);
        },
        state_->kind);
}

Result<SecureBytes> HashObject::value(std::size_t size) {
    if (const auto* const prf = std::get_if<Tls1Prf>(&state_->kind)) return prf->value(size);
    if (!state_->ended) {
        TRY_ASSIGN(state_->ended, std::visit([](auto& kind) { return end(kind); }, state_->kind));
    }
    return state_->ended->clone();
}

Status HashObject::set_value(Bytes value) {
    const std::size_t expected = length();
    if (expected == 0) return wrong_kind();
    if (value.size() != expected)
        return trace::because(Status::bad_length, "capi: HP_HASHVAL of another length");
    state_->ended = SecureBytes(value);
    return Status::ok;
}

// Windows has no HMAC over MD2.
Status HashObject::set_hmac_info(const HmacInfo& info) {
    auto* const hmac = std::get_if<HmacHash>(&state_->kind);
    if (hmac == nullptr) return wrong_kind();
    if (finished()) return trace::because(Status::bad_hash_state, "capi: the hash is finished");
    TRY(require_algorithm(*state_->provider, info.hash));
    const std::optional<HashFunction> function = HashFunction::of(info.hash);
    if (!function || info.hash == calg::md2)
        return trace::because(Status::bad_algorithm, "capi: no HMAC over that algorithm");
    return hmac->begin(*function, info);
}

Status HashObject::set_prf_label(Bytes label) {
    auto* const prf = std::get_if<Tls1Prf>(&state_->kind);
    if (prf == nullptr) return wrong_kind();
    prf->set_label(label);
    return Status::ok;
}

Status HashObject::set_prf_seed(Bytes seed) {
    auto* const prf = std::get_if<Tls1Prf>(&state_->kind);
    if (prf == nullptr) return wrong_kind();
    prf->set_seed(seed);
    return Status::ok;
}

const SchannelMaster* HashObject::master() const {
    return std::get_if<SchannelMaster>(&state_->kind);
}

}  // namespace secur32::capi
