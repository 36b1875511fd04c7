// A row per algorithm that keys are made for; the ciphers are algorithms.h's.
#include "sslprovider/capi/key_generation.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/capi/des_parity.h"

namespace secur32::capi {
namespace {

Status no_such_length() {
    return trace::because(Status::invalid_parameter, "capi: the algorithm has no keys so long");
}

Result<std::uint32_t> chosen_bits(const ProviderAlgorithm& row, std::uint32_t bits) {
    if (bits == 0) return row.default_bits;
    if (bits < row.min_bits || bits > row.max_bits || bits % 8 != 0) return no_such_length();
    return bits;
}

// ---- Session keys -------------------------------------------------------------------------------

AlgId aes_of(std::uint32_t bits) {
    switch (bits) {
        case 128:
            return calg::aes_128;
        case 192:
            return calg::aes_192;
        case 256:
            return calg::aes_256;
        default:
            return calg::aes;
    }
}

// secret: octets of which a key is made.
Result<Key> session_key(const Provider& provider, const NewKeyForm& form, AlgId id,
                        SecureBytes secret) {
    if (has_parity(*find_session_algorithm(id))) set_odd_parity(secret.mutable_bytes());
    TRY_ASSIGN(SessionKey session, SessionKey::make(provider, id, std::move(secret), form.salting));
    return Key{id, form.permissions, std::move(session)};
}

Result<Key> generate_session(const Provider& provider, const NewKeyForm& form) {
    TRY_ASSIGN(const SessionKeySize size, session_key_size(provider, form.id, form.bits));
    SecureBytes secret(size.octets);
    fill_random(secret.mutable_bytes());
    return session_key(provider, form, size.id, std::move(secret));
}

// What both sides agreed on, as a session key: its first octets in the order of the CryptoAPI's
// numbers, least significant first.
Result<Key> session_of_agreement(const Provider& provider, const NewKeyForm& form, Bytes agreed) {
    TRY_ASSIGN(const SessionKeySize size, session_key_size(provider, form.id, form.bits));
    if (size.octets > agreed.size()) return no_such_length();
    SecureBytes secret(size.octets);
    std::copy_n(agreed.rbegin(), size.octets, secret.mutable_bytes().begin());
    return session_key(provider, form, size.id, std::move(secret));
}

// ---- Pairs --------------------------------------------------------------------------------------

Key pair_key(const NewKeyForm& form, crypto::PrivateKey pair) {
    return Key{form.id, form.permissions, PairKey{pair.public_key(), pair}};
}

Result<Key> generate_rsa(const NewKeyForm& form, std::uint32_t bits) {
    TRY_ASSIGN(crypto::PrivateKey pair, crypto::PrivateKey::generate_rsa(bits));
    return pair_key(form, std::move(pair));
}

Result<Key> generate_dss(const NewKeyForm& form, std::uint32_t bits) {
    if (form.pregen) return Key{form.id, form.permissions, UnmadeDsaKey{bits, {}, {}, {}}};
    TRY_ASSIGN(crypto::PrivateKey pair, crypto::PrivateKey::generate_dsa(bits));
    return pair_key(form, std::move(pair));
}

Result<Key> generate_dh(const NewKeyForm& form, std::uint32_t bits) {
    DiffieHellmanKey key;
    key.bits = bits;
    if (!form.pregen) {
        TRY_ASSIGN(key.group, crypto::make_dh_group(bits));
        TRY_ASSIGN(key.key, crypto::DhKey::generate(key.group));
    }
    return Key{form.id, form.permissions, std::move(key)};
}

// ---- Master secrets -----------------------------------------------------------------------------

// RFC 2246 7.4.7.1: "struct { ProtocolVersion client_version; opaque random[46]; }
// PreMasterSecret".  KP_HIGHEST_VERSION may offer another version.
Result<Key> generate_master(const NewKeyForm& form, std::uint32_t) {
    SchannelMaster master;
    master.id = form.id;
    master.pre_master = SecureBytes(kPreMasterLength);
    const MutableBytes octets = master.pre_master.mutable_bytes();
    fill_random(octets);
    octets[0] = 3;
    octets[1] = form.id == calg::ssl3_master ? 0 : 1;
    return Key{form.id, form.permissions, std::move(master)};
}

// RFC 5246 8.1.2: "Leading bytes of Z that contain all zero bits are stripped before it is used as
// the pre_master_secret."
Key master_of_agreement(const NewKeyForm& form, Bytes agreed) {
    while (!agreed.empty() && agreed.front() == 0) agreed = agreed.subspan(1);
    SchannelMaster master;
    master.id = form.id;
    master.pre_master = SecureBytes(agreed);
    return Key{form.id, form.permissions, std::move(master)};
}

struct Maker {
    AlgId id;
    std::optional<KeySpec> slot;
    Result<Key> (*make)(const NewKeyForm& form, std::uint32_t bits);
};
// Of one slot: in the order in which a provider is asked for its algorithm.
constexpr std::array kMakers = {
    Maker{calg::rsa_keyx, KeySpec::exchange, generate_rsa},
    Maker{calg::rsa_sign, KeySpec::signature, generate_rsa},
    Maker{calg::dss_sign, KeySpec::signature, generate_dss},
    Maker{calg::dh_sf, KeySpec::exchange, generate_dh},
    Maker{calg::dh_ephem, std::nullopt, generate_dh},
    Maker{calg::ssl3_master, std::nullopt, generate_master},
    Maker{calg::tls1_master, std::nullopt, generate_master},
};

}  // namespace

Result<SessionKeySize> session_key_size(const Provider& provider, AlgId id, std::uint32_t bits) {
    if (id == calg::aes) id = aes_of(bits);
    const SessionAlgorithm* const algorithm = find_session_algorithm(id);
    if (algorithm == nullptr)
        return trace::because(Status::bad_algorithm, "capi: no algorithm of session keys");
    TRY_ASSIGN(const ProviderAlgorithm* const row, require_algorithm(provider, id));
    const std::size_t octets = algorithm->key_octets;
    if (octets != 0 && bits == octets * 8) return SessionKeySize{id, octets};
    TRY_ASSIGN(const std::uint32_t chosen, chosen_bits(*row, bits));
    return SessionKeySize{id, octets != 0 ? octets : chosen / 8};
}

Result<Key> generate_key(const Provider& provider, const NewKeyForm& form) {
    const auto* const maker = std::ranges::find(kMakers, form.id, &Maker::id);
    if (maker == kMakers.end()) return generate_session(provider, form);
    TRY_ASSIGN(const ProviderAlgorithm* const row, require_algorithm(provider, form.id));
    TRY_ASSIGN(const std::uint32_t bits, chosen_bits(*row, form.bits));
    return maker->make(form, bits);
}

Result<Key> key_of_agreement(const Provider& provider, const NewKeyForm& form, Bytes agreed) {
    if (!is_master(form.id)) return session_of_agreement(provider, form, agreed);
    TRY(require_algorithm(provider, form.id));
    return master_of_agreement(form, agreed);
}

Result<AlgId> pair_algorithm(const Provider& provider, KeySpec spec) {
    const auto* const maker = std::ranges::find_if(kMakers, [&](const Maker& each) {
        return each.slot == spec && find_algorithm(provider, each.id) != nullptr;
    });
    if (maker != kMakers.end()) return maker->id;
    return trace::because(Status::bad_algorithm, "capi: the provider has no pairs of that kind");
}

std::optional<KeySpec> slot_of(AlgId id) {
    const auto* const maker = std::ranges::find(kMakers, id, &Maker::id);
    return maker == kMakers.end() ? std::nullopt : maker->slot;
}

}  // namespace secur32::capi
