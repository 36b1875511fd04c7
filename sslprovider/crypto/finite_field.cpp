#include "sslprovider/crypto/finite_field.h"

#include <openssl/core_names.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/pkey_data.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMinBits = 1024, kMaxBits = 8192;

struct FieldRow {
    NamedGroup group;
    const char* name;
};
constexpr std::array kFields = {
    FieldRow{NamedGroup::ffdhe2048, SN_ffdhe2048}, FieldRow{NamedGroup::ffdhe3072, SN_ffdhe3072},
    FieldRow{NamedGroup::ffdhe4096, SN_ffdhe4096}, FieldRow{NamedGroup::ffdhe6144, SN_ffdhe6144},
    FieldRow{NamedGroup::ffdhe8192, SN_ffdhe8192}};

FiniteField read_field(const FieldRow& row) {
    FiniteField field{row.name, {}, {}};
    const Pkey key =
        make_pkey(PkeyType::dh, PkeyParts::parameters, {{OSSL_PKEY_PARAM_GROUP_NAME, row.name}});
    if (!key) return field;
    const Result<SecureBytes> prime = number_of(key, OSSL_PKEY_PARAM_FFC_P);
    const Result<SecureBytes> generator = number_of(key, OSSL_PKEY_PARAM_FFC_G);
    if (!prime.ok() || !generator.ok()) return field;
    field.prime = buffer_of(prime.value().bytes());
    field.generator = buffer_of(generator.value().bytes());
    return field;
}

bool same_number(Bytes a, Bytes b) { return std::ranges::equal(significant(a), significant(b)); }

// 2..p-2 of an odd p.
bool is_inside(Bytes prime, Bytes number) {
    if (bit_length(number) < 2) return false;
    Buffer last = buffer_of(prime);
    last.back() ^= 1;  // p-1
    return less(number, last);
}

}  // namespace

const FiniteField* finite_field(NamedGroup group) {
    // Read from libcrypto, which has the primes anyway.
    static const auto& all = *new std::array<FiniteField, kFields.size()>([] {
        std::array<FiniteField, kFields.size()> read;
        std::ranges::transform(kFields, read.begin(), read_field);
        return read;
    }());
    const auto found = std::ranges::find(kFields, group, &FieldRow::group);
    return found == kFields.end() ? nullptr
                                  : &all[static_cast<std::size_t>(found - kFields.begin())];
}

NamedGroup find_finite_field(Bytes prime, Bytes generator) {
    const auto found = std::ranges::find_if(kFields, [&](const FieldRow& row) {
        const FiniteField& field = *finite_field(row.group);
        return same_number(prime, field.prime) && same_number(generator, field.generator);
    });
    return found == kFields.end() ? NamedGroup::none : found->group;
}

Status check_finite_field(Bytes prime, Bytes generator) {
    const std::size_t bits = bit_length(prime);
    if (bits < kMinBits || bits > kMaxBits || !is_odd(prime))
        return trace::because(Status::bad_key, "ssl: no prime for a key exchange");
    if (!is_inside(prime, generator))
        return trace::because(Status::bad_key, "ssl: a generator outside 2..p-2");
    return Status::ok;
}

Status check_field_value(Bytes prime, Bytes value) {
    if (value.size() <= significant(prime).size() && is_inside(prime, value)) return Status::ok;
    return trace::because(Status::bad_key, "ssl: a public value outside 2..p-2");
}

}  // namespace secur32::crypto
