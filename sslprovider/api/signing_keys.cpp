#include "sslprovider/api/signing_keys.h"

#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/storage_objects.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/productions.h"

namespace secur32::api {
namespace {

Result<capi::PairKey> pair_of(HCRYPTPROV handle, DWORD key_spec) {
    const Using<CryptContext> context(handle);
    if (!context) return trace::because(Status::invalid_handle, "cert: no open key or provider");
    TRY_ASSIGN(const DWORD spec, pair_spec_of(key_spec));
    TRY_ASSIGN(const capi::Key key, context->pair(capi::KeySpec{spec}));
    const capi::PairKey* const pair = key.pair();
    if (pair == nullptr) return trace::because(Status::bad_type, "cert: no key of certificates");
    return *pair;
}

Status put_identifier(DerWriter& out, LPCSTR text) {
    if (text == nullptr) return trace::because(Status::invalid_parameter, "cert: pszObjId is null");
    Result<Buffer> octets = object_identifier_of(text);
    if (!octets.ok())
        return trace::because(Status::invalid_parameter, "cert: no object identifier", text);
    out.put(DerTag::object_identifier, octets.value());
    return Status::ok;
}

Status put_algorithm(DerWriter& out, const CRYPT_ALGORITHM_IDENTIFIER& algorithm) {
    TRY_ASSIGN(const Bytes parameters,
               cert_bytes(algorithm.Parameters.pbData, algorithm.Parameters.cbData));
    DerReader in(parameters);
    if (!parameters.empty()) in.any();
    if (!in.done()) return trace::because(Status::bad_data, "cert: parameters that are no DER");
    Status status = Status::ok;
    out.nested(DerTag::sequence, [&] {
        status = put_identifier(out, algorithm.pszObjId);
        out.raw(parameters);
    });
    return status;
}

}  // namespace

bool is_cng_handle(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle) {
    return static_cast<bool>(Using<StorageKey>(handle));
}

Result<DWORD> pair_spec_of(DWORD key_spec) {
    if (key_spec == AT_SIGNATURE || key_spec == AT_KEYEXCHANGE) return key_spec;
    if (key_spec == 0) return DWORD{AT_KEYEXCHANGE};
    return trace::because(Status::invalid_parameter, "cert: no pair of keys has that dwKeySpec");
}

Result<crypto::PrivateKey> signing_key_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec) {
    if (is_cng_handle(handle)) {
        TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
        if ((facts.policy.key_usage & NCRYPT_ALLOW_SIGNING_FLAG) == 0)
            return trace::because(Status::not_permitted, "cert: the key's usage forbids to sign");
        return private_key_of(facts);
    }
    TRY_ASSIGN(const capi::PairKey pair, pair_of(handle, key_spec));
    if (!pair.closed) return trace::because(Status::no_key, "cert: the key has no private half");
    return *pair.closed;
}

Result<crypto::PublicKey> public_key_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec) {
    if (is_cng_handle(handle)) {
        TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
        return public_key_of(facts);
    }
    TRY_ASSIGN(capi::PairKey pair, pair_of(handle, key_spec));
    return std::move(pair.open);
}

Status check_encoding(DWORD encoding) {
    if ((encoding & X509_ASN_ENCODING) != 0) return Status::ok;
    return trace::because(Status::invalid_parameter, "cert: X509_ASN_ENCODING is missing");
}

Result<Buffer> public_key_info_of(const CERT_PUBLIC_KEY_INFO* info) {
    if (info == nullptr) return trace::because(Status::invalid_parameter, "cert: no public key");
    TRY_ASSIGN(const Bytes bits, cert_bytes(info->PublicKey.pbData, info->PublicKey.cbData));
    if (info->PublicKey.cUnusedBits > 7)
        return trace::because(Status::bad_data, "cert: more unused bits than an octet has");
    DerWriter out;
    Status status = Status::ok;
    out.nested(DerTag::sequence, [&] {
        status = put_algorithm(out, info->Algorithm);
        out.bit_string({bits, info->PublicKey.cUnusedBits});
    });
    TRY(status);
    return out.take();
}

Result<crypto::PublicKey> public_key_of(const CERT_PUBLIC_KEY_INFO* info) {
    TRY_ASSIGN(const Buffer der, public_key_info_of(info));
    return crypto::PublicKey::from_subject_public_key_info(der);
}

Result<Buffer> algorithm_of(const CRYPT_ALGORITHM_IDENTIFIER* algorithm) {
    if (algorithm == nullptr)
        return trace::because(Status::invalid_parameter, "cert: no signature algorithm");
    DerWriter out;
    TRY(put_algorithm(out, *algorithm));
    return out.take();
}

x509::AlgorithmIdentifier read_algorithm_of(Bytes der) {
    DerReader in(der);
    return x509::read_algorithm(in);
}

Buffer signed_data_of(Bytes to_be_signed, Bytes algorithm, Bytes signature) {
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.raw(to_be_signed);
        out.raw(algorithm);
        out.bit_string({signature, 0});
    });
    return out.take();
}

}  // namespace secur32::api
