#include "sslprovider/api/cert_twins.h"

#include <algorithm>
#include <array>

#include "sslprovider/x509/extensions.h"

namespace secur32::api {
namespace {

constexpr std::string_view kAuthorityKeyIdentifier = "2.5.29.35";
constexpr std::string_view kIssuingDistributionPoint = "2.5.29.28";
constexpr std::string_view kDeltaCrlIndicator = "2.5.29.27";

bool same_octets(Bytes one, Bytes other) { return std::ranges::equal(one, other); }

// Both without it, or both with the same value.
bool same_extension(const x509::OwnedCrl& one, const x509::OwnedCrl& other, std::string_view id) {
    const auto* const mine = x509::find_extension(one.fields().extensions, id);
    const auto* const theirs = x509::find_extension(other.fields().extensions, id);
    if (mine == nullptr || theirs == nullptr) return mine == theirs;
    return same_octets(mine->value, theirs->value);
}

bool is_delta(const x509::OwnedCrl& crl) {
    return x509::find_extension(crl.fields().extensions, kDeltaCrlIndicator) != nullptr;
}

}  // namespace

bool are_twins(const x509::OwnedCertificate& one, const x509::OwnedCertificate& other) {
    return same_octets(one.fields().serial_number, other.fields().serial_number) &&
           same_octets(one.fields().issuer, other.fields().issuer);
}

bool are_twins(const x509::OwnedCrl& one, const x509::OwnedCrl& other) {
    return same_octets(one.fields().issuer, other.fields().issuer) &&
           is_delta(one) == is_delta(other) &&
           same_extension(one, other, kAuthorityKeyIdentifier) &&
           same_extension(one, other, kIssuingDistributionPoint);
}

bool is_newer(const x509::OwnedCertificate& one, const x509::OwnedCertificate& than) {
    return one.fields().not_before > than.fields().not_before;
}

bool is_newer(const x509::OwnedCrl& one, const x509::OwnedCrl& than) {
    return one.fields().this_update > than.fields().this_update;
}

}  // namespace secur32::api
