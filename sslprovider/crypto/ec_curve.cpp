#include "sslprovider/crypto/ec_curve.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"
#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

using namespace std::literals;

constexpr std::uint8_t kUncompressed = 4;

// RFC 5480 2.1.1.1
constexpr std::array kCurves = {
    Curve{NamedGroup::secp256r1, SN_X9_62_prime256v1, "\x2a\x86\x48\xce\x3d\x03\x01\x07"sv,
          NID_X9_62_prime256v1, 256},
    Curve{NamedGroup::secp384r1, SN_secp384r1, "\x2b\x81\x04\x00\x22"sv, NID_secp384r1, 384},
    Curve{NamedGroup::secp521r1, SN_secp521r1, "\x2b\x81\x04\x00\x23"sv, NID_secp521r1, 521},
};

std::size_t index_of(const Curve& curve) {
    return static_cast<std::size_t>(&curve - kCurves.data());
}

// A key that is nothing but its curve: what a peer's point is imported beside.  Never freed:
// threads may import while the process ends.
const Pkey& parameters_of(const Curve& curve) {
    static const auto& all = *new std::array<Pkey, kCurves.size()>([] {
        std::array<Pkey, kCurves.size()> made;
        for (const Curve& each : kCurves)
            made[index_of(each)] = make_pkey(PkeyType::ec, PkeyParts::parameters,
                                             {{OSSL_PKEY_PARAM_GROUP_NAME, each.name}});
        return made;
    }());
    return all[index_of(curve)];
}

// Likewise.
const EC_GROUP* group_of(const Curve& curve) {
    static const auto& all = *new std::array<EC_GROUP*, kCurves.size()>([] {
        std::array<EC_GROUP*, kCurves.size()> made{};
        for (const Curve& each : kCurves)
            made[index_of(each)] = EC_GROUP_new_by_curve_name(each.nid);
        return made;
    }());
    return all[index_of(curve)];
}

struct PointFree {
    void operator()(EC_POINT* point) const noexcept { EC_POINT_clear_free(point); }
};

const Curve* found(decltype(kCurves)::const_iterator row) {
    return row == kCurves.end() ? nullptr : &*row;
}

Status no_point() { return trace::because(Status::bad_key, "ssl: no point of the curve"); }

}  // namespace

const Curve* find_curve(NamedGroup group) {
    return found(std::ranges::find(kCurves, group, &Curve::group));
}

const Curve* find_curve_by_oid(Bytes oid) {
    return found(std::ranges::find_if(kCurves, [oid](const Curve& curve) {
        return std::ranges::equal(bytes_of(curve.oid), oid);
    }));
}

const Curve* find_curve_by_name(std::string_view libcrypto_name) {
    return found(std::ranges::find_if(
        kCurves, [=](const Curve& curve) { return curve.name == libcrypto_name; }));
}

Result<Buffer> uncompressed_point(const Curve& curve, const EcPublicNumbers& numbers) {
    if (numbers.x.size() != curve.length() || numbers.y.size() != curve.length()) return no_point();
    Writer point(curve.point_length());
    point.u8(kUncompressed);
    point.bytes(numbers.x);
    point.bytes(numbers.y);
    return point.take();
}

Result<Pkey> import_point(const Curve& curve, Bytes point) {
    if (point.size() == 1 + curve.length() && (point[0] == 2 || point[0] == 3))
        return trace::because(Status::unsupported_function, "ssl: a compressed point");
    if (point.size() != curve.point_length() || point[0] != kUncompressed) return no_point();
    const Pkey& parameters = parameters_of(curve);
    if (!parameters) return Status::internal_error;
    Pkey key = make_peer(parameters, point);
    if (!key) return no_point();
    return key;
}

Result<Buffer> multiply_generator(const Curve& curve, Bytes d) {
    const EC_GROUP* const group = group_of(curve);
    const BigNumber number = big_number(d);
    const std::unique_ptr<EC_POINT, PointFree> product(EC_POINT_new(group));
    if (!number || !product) return Status::out_of_memory;
    if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group)) >= 0)
        return trace::because(Status::bad_key, "ssl: a private number outside 1..n-1");
    Buffer point(curve.point_length());
    if (EC_POINT_mul(group, product.get(), number.get(), nullptr, nullptr, nullptr) == 1 &&
        EC_POINT_point2oct(group, product.get(), POINT_CONVERSION_UNCOMPRESSED, point.data(),
                           point.size(), nullptr) == point.size())
        return point;
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not multiply a point");
}

Result<Pkey> import_pair(const Curve& curve, Bytes d, Bytes point) {
    TRY_ASSIGN(const Buffer product, multiply_generator(curve, d));
    if (!point.empty() && !std::ranges::equal(product, point))
        return trace::because(Status::bad_key, "ssl: the halves of a key are of two");
    Pkey key = make_pkey(PkeyType::ec, PkeyParts::both_halves,
                         {{OSSL_PKEY_PARAM_GROUP_NAME, curve.name},
                          {OSSL_PKEY_PARAM_PUB_KEY, Bytes(product)},
                          {OSSL_PKEY_PARAM_PRIV_KEY, PkeyNumber{d}}});
    if (!key) return trace::because(Status::internal_error, "ssl: libcrypto refuses an EC key");
    return key;
}

}  // namespace secur32::crypto
