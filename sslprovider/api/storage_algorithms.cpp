#include "sslprovider/api/storage_algorithms.h"

#include <ncrypt.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using crypto::NamedGroup;
using enum crypto::KeyAlgorithm;
using enum crypto::NamedGroup;
using enum provider::EccUse;

constexpr std::uint32_t kSigns = NCRYPT_SIGNATURE_OPERATION;
constexpr std::uint32_t kEncrypts = NCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION;
constexpr std::uint32_t kAgrees = NCRYPT_SECRET_AGREEMENT_OPERATION;
constexpr std::uint32_t kOfRsa = NCRYPT_ASYMMETRIC_ENCRYPTION_INTERFACE;
constexpr std::uint32_t kOfSignatures = NCRYPT_SIGNATURE_INTERFACE;
constexpr std::uint32_t kOfAgreement = NCRYPT_SECRET_AGREEMENT_INTERFACE;

// The first of a kind of key is what such a key is called that comes in without a name.
// clang-format off
constexpr std::array kAlgorithms = {
    //                name           group       key      curve      use    interface      operations           bits: min   max  step default  creatable
    StorageAlgorithm{u"RSA",        u"RSA",     rsa,     none,      ecdsa, kOfRsa,        kSigns | kEncrypts,       1024, 16384, 64, 2048, true},
    StorageAlgorithm{u"RSA",        u"RSA",     rsa_pss, none,      ecdsa, kOfRsa,        kSigns,                   1024, 16384, 64, 2048, false},
    StorageAlgorithm{u"ECDSA_P256", u"ECDSA",   ec,      secp256r1, ecdsa, kOfSignatures, kSigns,                    256,   256,  0,  256, true},
    StorageAlgorithm{u"ECDSA_P384", u"ECDSA",   ec,      secp384r1, ecdsa, kOfSignatures, kSigns,                    384,   384,  0,  384, true},
    StorageAlgorithm{u"ECDSA_P521", u"ECDSA",   ec,      secp521r1, ecdsa, kOfSignatures, kSigns,                    521,   521,  0,  521, true},
    StorageAlgorithm{u"ECDH_P256",  u"ECDH",    ec,      secp256r1, ecdh,  kOfAgreement,  kAgrees,                   256,   256,  0,  256, true},
    StorageAlgorithm{u"ECDH_P384",  u"ECDH",    ec,      secp384r1, ecdh,  kOfAgreement,  kAgrees,                   384,   384,  0,  384, true},
    StorageAlgorithm{u"ECDH_P521",  u"ECDH",    ec,      secp521r1, ecdh,  kOfAgreement,  kAgrees,                   521,   521,  0,  521, true},
    StorageAlgorithm{u"ECDSA",      u"ECDSA",   ec,      none,      ecdsa, kOfSignatures, kSigns,                    256,   521,  0,    0, true},
    StorageAlgorithm{u"ECDH",       u"ECDH",    ec,      none,      ecdh,  kOfAgreement,  kAgrees,                   256,   521,  0,    0, true},
    StorageAlgorithm{u"DSA",        u"DSA",     dsa,     none,      ecdsa, kOfSignatures, kSigns,                    512,  3072, 64, 2048, false},
    // CNG knows no such key; Schannel's TLS 1.3 does.
    StorageAlgorithm{u"Ed25519",    u"Ed25519", ed25519, none,      ecdsa, kOfSignatures, kSigns,                    256,   256,  0,  256, false},
};
// clang-format on

}  // namespace

std::span<const StorageAlgorithm> storage_algorithms() { return kAlgorithms; }

const StorageAlgorithm* find_storage_algorithm(std::u16string_view name) {
    const auto found = std::ranges::find_if(kAlgorithms, [name](const StorageAlgorithm& each) {
        return equal_ignoring_case(each.name, name);
    });
    return found == kAlgorithms.end() ? nullptr : &*found;
}

const StorageAlgorithm* storage_algorithm_of(const crypto::PublicKey& key, provider::EccUse use) {
    const auto found = std::ranges::find_if(kAlgorithms, [&](const StorageAlgorithm& each) {
        return each.key == key.algorithm() && each.curve == key.curve() &&
               (each.key != ec || each.use == use);
    });
    return found == kAlgorithms.end() ? nullptr : &*found;
}

const StorageAlgorithm* storage_algorithm_of(NamedGroup curve, provider::EccUse use) {
    const auto found = std::ranges::find_if(kAlgorithms, [&](const StorageAlgorithm& each) {
        return each.key == ec && each.curve == curve && each.use == use;
    });
    return found == kAlgorithms.end() ? nullptr : &*found;
}

}  // namespace secur32::api
