// KP_* that are numbers of DSS and Diffie-Hellman, little-endian, and the steps by which a key of
// CRYPT_PREGEN is made: KP_P, KP_Q and KP_G (or KP_PUB_PARAMS), then KP_X; and what KP_ALGID makes
// of what was agreed on.
#include <algorithm>

#include "sslprovider/api/crypt_key_params.h"
#include "sslprovider/api/crypt_new_key.h"
#include "sslprovider/capi/blobs.h"
#include "sslprovider/crypto/dsa_generation.h"

namespace secur32::api {
namespace {

capi::DiffieHellmanKey& agreement_of(const KeySubject& subject) {
    return std::get<capi::DiffieHellmanKey>(subject.key.body);
}
capi::UnmadeDsaKey& unmade_of(const KeySubject& subject) {
    return std::get<capi::UnmadeDsaKey>(subject.key.body);
}

Buffer reversed(Bytes number) { return {number.rbegin(), number.rend()}; }

// "If the KP_Q, KP_P, or KP_X parameters are set on a PREGEN Diffie-Hellman or DSS key, the key
// lengths must be compatible with the key length set using the upper 16 bits of the dwFlags
// parameter when the key was created."
Status check_length(const Buffer& number, std::size_t bits) {
    if (number.size() * 8 == bits && (number.front() & 0x80) != 0) return Status::ok;
    return trace::because(Status::bad_length, "capi: the prime is not as long as the key is to be");
}

// ---- Setting them one by one --------------------------------------------------------------------

Status set_fixed(const KeySubject&, const KeyInput&) {
    return trace::because(Status::fixed_parameter, "capi: the key is made already");
}

Status set_dh_prime(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(Buffer prime, input.integer());
    TRY(check_length(prime, agreement_of(subject).bits));
    agreement_of(subject).group.prime = std::move(prime);
    return Status::ok;
}
Status set_dh_generator(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(agreement_of(subject).group.generator, input.integer());
    return Status::ok;
}

Status set_dss_prime(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(Buffer prime, input.integer());
    TRY(check_length(prime, unmade_of(subject).bits));
    unmade_of(subject).p = std::move(prime);
    return Status::ok;
}
// FIPS 186-2 4: "q = a prime divisor of p - 1, where 2^159 < q < 2^160".
Status set_dss_order(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(Buffer order, input.integer());
    TRY(check_length(order, 160));
    unmade_of(subject).q = std::move(order);
    return Status::ok;
}
Status set_dss_generator(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(unmade_of(subject).g, input.integer());
    return Status::ok;
}

// ---- Setting them at once -----------------------------------------------------------------------

Status set_dh_parameters(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes blob, input.blob());
    TRY_ASSIGN(capi::GroupNumbers numbers, capi::read_group(blob, subject.key.id));
    TRY(check_length(numbers.p, agreement_of(subject).bits));
    agreement_of(subject).group = {std::move(numbers.p), std::move(numbers.g)};
    return Status::ok;
}
Status set_dss_parameters(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes blob, input.blob());
    TRY_ASSIGN(capi::GroupNumbers numbers, capi::read_group(blob, subject.key.id));
    capi::UnmadeDsaKey& unmade = unmade_of(subject);
    TRY(check_length(numbers.p, unmade.bits));
    TRY(check_length(numbers.q, 160));
    unmade.p = std::move(numbers.p);
    unmade.q = std::move(numbers.q);
    unmade.g = std::move(numbers.g);
    return Status::ok;
}

// ---- Making the key -----------------------------------------------------------------------------

Status missing() { return trace::because(Status::no_key, "capi: the key's numbers are not set"); }

// The subject is the made key only when it stands in its container, too.
Status make(const KeySubject& subject, capi::Key made) {
    if (const std::optional<capi::KeySpec> slot = subject.object.slot()) {
        const Using<CryptContext> context(subject.object.context());
        if (!context) return trace::because(Status::bad_uid, "capi: the key's context is gone");
        TRY(store_pair(*context, *slot, made));
    }
    subject.key = std::move(made);
    return Status::ok;
}

// "A call that specifies the KP_X value for dwParam and NULL for the pbData parameter [...] causes
// the X and Y values to be generated."  A CRYPT_DATA_BLOB is X itself.
Status make_dh(const KeySubject& subject, const KeyInput& input) {
    const capi::DiffieHellmanKey& unmade = agreement_of(subject);
    if (unmade.group.prime.empty() || unmade.group.generator.empty()) return missing();
    TRY(crypto::check_dh_group(unmade.group));
    capi::DiffieHellmanKey agreement = unmade;
    if (input.empty()) {
        TRY_ASSIGN(agreement.key, crypto::DhKey::generate(unmade.group));
    } else {
        TRY_ASSIGN(const Bytes value, input.blob());
        const SecureBytes little_endian_x(value);
        SecureBytes x(value.size());
        std::ranges::reverse_copy(little_endian_x.bytes(), x.mutable_bytes().begin());
        TRY_ASSIGN(agreement.key, crypto::DhKey::from_numbers(unmade.group, x.bytes()));
    }
    return make(subject, {subject.key.id, subject.key.permissions, std::move(agreement)});
}

Status make_dss(const KeySubject& subject, const KeyInput& input) {
    if (!input.empty())
        return trace::because(Status::invalid_parameter, "capi: the X of a DSS key is generated");
    const capi::UnmadeDsaKey& unmade = unmade_of(subject);
    if (unmade.p.empty() || unmade.q.empty() || unmade.g.empty()) return missing();
    TRY_ASSIGN(const crypto::PrivateKey closed,
               crypto::generate_dsa({unmade.p, unmade.q, unmade.g}));
    return make(subject, {subject.key.id, subject.key.permissions,
                          capi::PairKey{closed.public_key(), closed}});
}

// "After a key is agreed upon with the CryptImportKey function, the session key is enabled for use
// by setting its algorithm type."
Status set_algorithm(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const DWORD id, input.number());
    TRY_ASSIGN(const capi::NewKeyForm form, new_key_form(id, input.flags()));
    TRY_ASSIGN(subject.key, capi::key_of_agreement(subject.object.provider(), form,
                                                   agreement_of(subject).agreed->bytes()));
    return Status::ok;
}

// ---- Reading them -------------------------------------------------------------------------------

Status put_number(const DataOutput& output, const Buffer& number) {
    if (number.empty()) return missing();
    return output.put(reversed(number));
}

Status get_dh_prime(const KeySubject& subject, const DataOutput& output) {
    return put_number(output, agreement_of(subject).group.prime);
}
Status get_dh_generator(const KeySubject& subject, const DataOutput& output) {
    return put_number(output, agreement_of(subject).group.generator);
}

template <Buffer capi::UnmadeDsaKey::*Number>
Status get_unmade_number(const KeySubject& subject, const DataOutput& output) {
    return put_number(output, unmade_of(subject).*Number);
}
template <Buffer crypto::DsaPublicNumbers::*Number>
Status get_dss_number(const KeySubject& subject, const DataOutput& output) {
    TRY_ASSIGN(const crypto::DsaPublicNumbers numbers, subject.key.pair()->open.dsa_numbers());
    return put_number(output, numbers.*Number);
}

// "Verifies the parameters of a Diffie-Hellman algorithm or DSA key. The pbData parameter is not
// used, and the value pointed to by pdwDataLen receives zero."
Status verify_dh(const KeySubject& subject, const DataOutput& output) {
    const crypto::DhGroup& group = agreement_of(subject).group;
    if (group.prime.empty() || group.generator.empty()) return missing();
    TRY(crypto::check_dh_group(group));
    if (!crypto::is_prime(group.prime))
        return trace::because(Status::bad_key, "capi: the group's modulus is not prime");
    return output.put(Bytes());
}
Status verify_unmade(const KeySubject& subject, const DataOutput& output) {
    const capi::UnmadeDsaKey& unmade = unmade_of(subject);
    if (unmade.p.empty() || unmade.q.empty() || unmade.g.empty()) return missing();
    TRY(crypto::check_dsa_domain({unmade.p, unmade.q, unmade.g}));
    return output.put(Bytes());
}
Status verify_dss(const KeySubject& subject, const DataOutput& output) {
    TRY_ASSIGN(crypto::DsaPublicNumbers numbers, subject.key.pair()->open.dsa_numbers());
    TRY(crypto::check_dsa_domain(
        {std::move(numbers.p), std::move(numbers.q), std::move(numbers.g)}));
    return output.put(Bytes());
}

using capi::UnmadeDsaKey;
using crypto::DsaPublicNumbers;
constexpr unsigned kDh = key_kind::dh | key_kind::dh_unmade;
constexpr unsigned kMade = key_kind::dh | key_kind::dss;
constexpr KeyParam kGroups[] = {
    {KP_P, key_kind::dh_unmade, get_dh_prime, set_dh_prime},
    {KP_G, key_kind::dh_unmade, get_dh_generator, set_dh_generator},
    {KP_PUB_PARAMS, key_kind::dh_unmade, nullptr, set_dh_parameters},
    {KP_X, key_kind::dh_unmade, nullptr, make_dh},
    {KP_P, key_kind::dh, get_dh_prime, set_fixed},
    {KP_G, key_kind::dh, get_dh_generator, set_fixed},
    {KP_VERIFY_PARAMS, kDh, verify_dh, nullptr},
    {KP_P, key_kind::dss_unmade, get_unmade_number<&UnmadeDsaKey::p>, set_dss_prime},
    {KP_Q, key_kind::dss_unmade, get_unmade_number<&UnmadeDsaKey::q>, set_dss_order},
    {KP_G, key_kind::dss_unmade, get_unmade_number<&UnmadeDsaKey::g>, set_dss_generator},
    {KP_PUB_PARAMS, key_kind::dss_unmade, nullptr, set_dss_parameters},
    {KP_X, key_kind::dss_unmade, nullptr, make_dss},
    {KP_VERIFY_PARAMS, key_kind::dss_unmade, verify_unmade, nullptr},
    {KP_P, key_kind::dss, get_dss_number<&DsaPublicNumbers::p>, set_fixed},
    {KP_Q, key_kind::dss, get_dss_number<&DsaPublicNumbers::q>, set_fixed},
    {KP_G, key_kind::dss, get_dss_number<&DsaPublicNumbers::g>, set_fixed},
    {KP_VERIFY_PARAMS, key_kind::dss, verify_dss, nullptr},
    {KP_PUB_PARAMS, kMade, nullptr, set_fixed},
    {KP_X, kMade, nullptr, set_fixed},
    {KP_ALGID, key_kind::dh_agreed, nullptr, set_algorithm},
};

}  // namespace

std::span<const KeyParam> group_params() { return kGroups; }

}  // namespace secur32::api
