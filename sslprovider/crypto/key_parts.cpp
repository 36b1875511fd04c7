#include "sslprovider/crypto/key_parts.h"

#include <openssl/core_names.h>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

using Value = decltype(PkeyField::value);

// Fields that are there only in a private or in a restricted key.
class RsaFields {
 public:
    RsaFields(const KeyIdentifier& identifier, const RsaPrivateNumbers* closed)
        : pss_(identifier.pss), closed_(closed) {}

    Value secret(SecureBytes RsaPrivateNumbers::*number) const {
        if (closed_ == nullptr) return {};
        return PkeyNumber{(closed_->*number).bytes()};
    }
    Value hash(const char* PssRestriction::*which) const {
        if (!pss_) return {};
        return (*pss_).*which;
    }
    Value mask() const { return pss_ ? Value(kMgf1) : Value(); }
    Value salt_length() const { return pss_ ? Value(pss_->salt_length) : Value(); }

 private:
    static constexpr const char* kMgf1 = "MGF1";
    const std::optional<PssRestriction>& pss_;
    const RsaPrivateNumbers* closed_;
};

Result<PublicKey> make_rsa(const KeyIdentifier& identifier, const RsaPublicNumbers& open,
                           const RsaPrivateNumbers* closed) {
    const RsaFields fields(identifier, closed);
    Pkey key = make_pkey(
        identifier.algorithm == KeyAlgorithm::rsa_pss ? PkeyType::rsa_pss : PkeyType::rsa,
        closed == nullptr ? PkeyParts::public_half : PkeyParts::both_halves,
        {{OSSL_PKEY_PARAM_RSA_N, PkeyNumber{open.modulus}},
         {OSSL_PKEY_PARAM_RSA_E, PkeyNumber{open.public_exponent}},
         {OSSL_PKEY_PARAM_RSA_D, fields.secret(&RsaPrivateNumbers::private_exponent)},
         {OSSL_PKEY_PARAM_RSA_FACTOR1, fields.secret(&RsaPrivateNumbers::prime1)},
         {OSSL_PKEY_PARAM_RSA_FACTOR2, fields.secret(&RsaPrivateNumbers::prime2)},
         {OSSL_PKEY_PARAM_RSA_EXPONENT1, fields.secret(&RsaPrivateNumbers::exponent1)},
         {OSSL_PKEY_PARAM_RSA_EXPONENT2, fields.secret(&RsaPrivateNumbers::exponent2)},
         {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, fields.secret(&RsaPrivateNumbers::coefficient)},
         {OSSL_PKEY_PARAM_RSA_DIGEST, fields.hash(&PssRestriction::hash)},
         {OSSL_PKEY_PARAM_RSA_MASKGENFUNC, fields.mask()},
         {OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, fields.hash(&PssRestriction::mask_hash)},
         {OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, fields.salt_length()}});
    if (!key) return trace::because(Status::internal_error, "ssl: libcrypto refuses an RSA key");
    return PublicKey(std::move(key), identifier.algorithm, NamedGroup::none,
                     bit_length(open.modulus));
}

}  // namespace

Result<PublicKey> make_rsa_public(const KeyIdentifier& identifier,
                                  const RsaPublicNumbers& numbers) {
    return make_rsa(identifier, numbers, nullptr);
}

Result<PublicKey> make_rsa_private(const KeyIdentifier& identifier,
                                   const RsaPrivateNumbers& numbers) {
    return make_rsa(identifier, numbers.open, &numbers);
}

PublicKey ec_key(const Curve& curve, Pkey key) {
    return PublicKey(std::move(key), KeyAlgorithm::ec, curve.group, curve.bits);
}

}  // namespace secur32::crypto
