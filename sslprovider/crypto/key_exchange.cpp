// What a handshake does twice: keys are made by contexts that each thread keeps, and a peer's value
// is imported beside the own key, whose parameters it takes over; so nothing is fetched and no
// group is set up.  A point is checked when it is imported, not again when it is used.
#include "sslprovider/crypto/key_exchange.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/ec_curve.h"
#include "sslprovider/crypto/finite_field.h"
#include "sslprovider/crypto/pkey_context.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kX25519Length = 32;

constexpr std::array kGroups{NamedGroup::x25519,    NamedGroup::secp256r1, NamedGroup::secp384r1,
                             NamedGroup::secp521r1, NamedGroup::ffdhe2048, NamedGroup::ffdhe3072,
                             NamedGroup::ffdhe4096, NamedGroup::ffdhe6144, NamedGroup::ffdhe8192};

Status unknown_group() {
    return trace::because(Status::unsupported_function, "ssl: a group that is not ours");
}

Status no_key() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not make a key share");
}

Status refused() {
    ERR_clear_error();
    return trace::because(Status::bad_key, "ssl: the peer's public value is not of the group");
}

// ---- The own key --------------------------------------------------------------------------------

// Ready to generate; null when libcrypto lacks the group.
PkeyContext new_generator(NamedGroup group) {
    const Curve* const curve = find_curve(group);
    const FiniteField* const field = finite_field(group);
    const char* const algorithm = curve != nullptr ? "EC" : field != nullptr ? "DH" : "X25519";
    PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1) return nullptr;
    const char* const name = curve != nullptr   ? curve->name
                             : field != nullptr ? field->name
                                                : nullptr;
    if (name != nullptr && EVP_PKEY_CTX_set_group_name(context.get(), name) != 1) return nullptr;
    return context;
}

// The thread's own, kept for its next key.
EVP_PKEY_CTX* generator_of(std::size_t index) {
    thread_local std::array<PkeyContext, kGroups.size()> contexts;
    if (!contexts[index]) contexts[index] = new_generator(kGroups[index]);
    return contexts[index].get();
}

Pkey generate_with(EVP_PKEY_CTX* context) {
    EVP_PKEY* key = nullptr;
    return context != nullptr && EVP_PKEY_generate(context, &key) == 1 ? own(key) : nullptr;
}

Result<Pkey> import_x25519(Bytes private_value) {
    if (private_value.size() != kX25519Length)
        return trace::because(Status::bad_key, "ssl: no private value of X25519");
    return own(EVP_PKEY_new_raw_private_key_ex(nullptr, "X25519", nullptr, private_value.data(),
                                               private_value.size()));
}

Result<Pkey> import_field(const FiniteField& field, Bytes private_value) {
    TRY(check_field_value(field.prime, private_value));
    Arithmetic arithmetic;
    const SecureBytes y =
        octets_of(arithmetic.power(big_number(field.generator), big_number(private_value),
                                   big_number(field.prime)),
                  field.prime.size());
    return make_pkey(PkeyType::dh, PkeyParts::both_halves,
                     {{OSSL_PKEY_PARAM_GROUP_NAME, field.name},
                      {OSSL_PKEY_PARAM_PUB_KEY, PkeyNumber{y.bytes()}},
                      {OSSL_PKEY_PARAM_PRIV_KEY, PkeyNumber{private_value}}});
}

Result<Pkey> import_private(NamedGroup group, Bytes private_value) {
    if (group == NamedGroup::x25519) return import_x25519(private_value);
    if (const Curve* const curve = find_curve(group)) return import_pair(*curve, private_value, {});
    if (const FiniteField* const field = finite_field(group))
        return import_field(*field, private_value);
    return unknown_group();
}

std::size_t public_length(NamedGroup group) {
    if (group == NamedGroup::x25519) return kX25519Length;
    if (const Curve* const curve = find_curve(group)) return curve->point_length();
    return finite_field(group)->prime.size();
}

// ---- The peer's ---------------------------------------------------------------------------------

// RFC 8446 4.2.8.2: "legacy_form = 4"; RFC 7748 5: 32 octets, any.
Status check_form(std::size_t length, Bytes public_value, bool is_point) {
    const bool well_formed =
        public_value.size() == length && (!is_point || public_value.front() == 4);
    return well_formed ? Status::ok : refused();
}

// Z of the two; empty, and no error left behind, when libcrypto finds that there is none.
SecureBytes derive(const Pkey& own_key, const Pkey& peer, std::size_t length, bool pad) {
    unsigned int padded = 1;
    const OSSL_PARAM options[] = {OSSL_PARAM_construct_uint(OSSL_EXCHANGE_PARAM_PAD, &padded),
                                  OSSL_PARAM_construct_end()};
    const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own_key.get(), nullptr));
    SecureBytes z(length);
    std::size_t derived = length;
    if (context && EVP_PKEY_derive_init_ex(context.get(), pad ? options : nullptr) == 1 &&
        EVP_PKEY_derive_set_peer_ex(context.get(), peer.get(), 0) == 1 &&
        EVP_PKEY_derive(context.get(), z.mutable_bytes().data(), &derived) == 1 &&
        derived == length)
        return z;
    ERR_clear_error();
    return {};
}

// RFC 7748 6.1: "Both MAY check, without leaking extra information about the value of K, whether K
// is the all-zero value and abort if so"; RFC 8446 7.4.2 makes it a MUST.
bool is_zero(const SecureBytes& z) { return z == SecureBytes(z.size()); }

}  // namespace

Result<KeyShare> KeyShare::adopt(NamedGroup group, std::shared_ptr<evp_pkey_st> key,
                                 std::size_t public_length) {
    if (!key) return no_key();
    KeyShare share;
    TRY_ASSIGN(share.public_value_, encoded_public_half(key, public_length));
    share.key_ = std::move(key);
    share.group_ = group;
    if (const FiniteField* const field = finite_field(group)) {
        share.prime_ = field->prime;
        share.generator_ = field->generator;
    }
    return share;
}

Result<KeyShare> KeyShare::generate(NamedGroup group) {
    const auto found = std::ranges::find(kGroups, group);
    if (found == kGroups.end()) return unknown_group();
    return adopt(group,
                 generate_with(generator_of(static_cast<std::size_t>(found - kGroups.begin()))),
                 public_length(group));
}

Result<KeyShare> KeyShare::generate_finite_field(Bytes prime, Bytes generator) {
    TRY(check_finite_field(prime, generator));
    // A group with a name has shorter private values, which are as good there.
    const NamedGroup named = find_finite_field(prime, generator);
    if (named != NamedGroup::none) return generate(named);
    const Pkey parameters = make_pkey(PkeyType::dh, PkeyParts::parameters,
                                      {{OSSL_PKEY_PARAM_FFC_P, PkeyNumber{prime}},
                                       {OSSL_PKEY_PARAM_FFC_G, PkeyNumber{generator}}});
    if (!parameters) return no_key();
    const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, parameters.get(), nullptr));
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1) return no_key();
    const Bytes p = significant(prime);
    TRY_ASSIGN(KeyShare share, adopt(NamedGroup::none, generate_with(context.get()), p.size()));
    share.prime_ = buffer_of(p);
    share.generator_ = buffer_of(significant(generator));
    return share;
}

Result<KeyShare> KeyShare::from_private(NamedGroup group, Bytes private_value) {
    TRY_ASSIGN(Pkey key, import_private(group, private_value));
    return adopt(group, std::move(key), public_length(group));
}

Result<SecureBytes> KeyShare::agree(Bytes peer_public_value) const {
    const bool is_field = !prime_.empty(), is_curve = find_curve(group_) != nullptr;
    if (is_field) TRY(check_field_value(prime_, peer_public_value));
    if (!is_field) TRY(check_form(public_value_.size(), peer_public_value, is_curve));
    const Pkey peer = make_peer(key_, peer_public_value);
    if (!peer) return refused();
    const std::size_t length = is_field   ? prime_.size()
                               : is_curve ? find_curve(group_)->length()
                                          : kX25519Length;
    SecureBytes z = derive(key_, peer, length, is_field);
    // Of points, 0 is a coordinate like others.
    if (z.empty() || (!is_field && !is_curve && is_zero(z))) return refused();
    return z;
}

Status check_public_value(NamedGroup group, Bytes public_value) {
    if (const FiniteField* const field = finite_field(group))
        return check_field_value(field->prime, public_value);
    if (const Curve* const curve = find_curve(group)) {
        TRY(check_form(curve->point_length(), public_value, true));
        return status_of(import_point(*curve, public_value));
    }
    if (group != NamedGroup::x25519) return unknown_group();
    // Every private value is a multiple of 8 and under 8 times the order of curve and twist: all
    // agree on which results are zero.
    static const auto& any_share = *new Result<KeyShare>(KeyShare::generate(NamedGroup::x25519));
    if (!any_share.ok()) return any_share.status();
    return status_of(any_share.value().agree(public_value));
}

}  // namespace secur32::crypto
