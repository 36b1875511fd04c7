#include "sslprovider/api/storage_blobs.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/pkcs8_pbe.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using provider::EccUse;

constexpr std::string_view kPbes2 = "1.2.840.113549.1.5.13";
constexpr std::string_view kTripleDes = "1.2.840.113549.1.12.1.3";

std::uint32_t magic_of(Bytes blob) { return Reader(blob).le32(); }

Status wrong_magic() { return trace::because(Status::bad_data, "cng: not a blob of that type"); }
Status wrong_type() {
    return trace::because(Status::bad_type, "cng: such a key has no blob of that type");
}

SecureBytes secret(Result<Buffer>&& bytes) { return SecureBytes(Bytes(bytes.value())); }

// ---- reading ------------------------------------------------------------------------------------

Result<ImportedKey> read_rsa_public(Bytes blob, const PkcsParameters&) {
    TRY_ASSIGN(crypto::PublicKey key, provider::import_rsa_public(blob));
    return imported(std::move(key));
}

Result<ImportedKey> read_rsa_private_of(Bytes blob) {
    TRY_ASSIGN(crypto::PrivateKey key, provider::import_rsa_private(blob));
    return imported(std::move(key));
}

Result<ImportedKey> read_rsa_private(Bytes blob, const PkcsParameters&) {
    return magic_of(blob) == BCRYPT_RSAPRIVATE_MAGIC ? read_rsa_private_of(blob) : wrong_magic();
}

Result<ImportedKey> read_rsa_full_private(Bytes blob, const PkcsParameters&) {
    return magic_of(blob) == BCRYPT_RSAFULLPRIVATE_MAGIC ? read_rsa_private_of(blob)
                                                         : wrong_magic();
}

Result<ImportedKey> read_ecc_public(Bytes blob, const PkcsParameters&) {
    TRY_ASSIGN(provider::EccPublic key, provider::import_ecc_public(blob));
    return imported(std::move(key.key), key.use);
}

Result<ImportedKey> read_ecc_private(Bytes blob, const PkcsParameters&) {
    constexpr std::array kOfAgreement = {BCRYPT_ECDH_PRIVATE_P256_MAGIC,
                                         BCRYPT_ECDH_PRIVATE_P384_MAGIC,
                                         BCRYPT_ECDH_PRIVATE_P521_MAGIC};
    TRY_ASSIGN(crypto::PrivateKey key, provider::import_ecc_private(blob));
    const auto found = std::ranges::find(kOfAgreement, static_cast<int>(magic_of(blob)));
    return imported(std::move(key), found == kOfAgreement.end() ? EccUse::ecdsa : EccUse::ecdh);
}

// "The type of key in this BLOB is determined by the Magic member of the BCRYPT_KEY_BLOB
// structure."
Result<ImportedKey> read_public(Bytes blob, const PkcsParameters& parameters) {
    return magic_of(blob) == BCRYPT_RSAPUBLIC_MAGIC ? read_rsa_public(blob, parameters)
                                                    : read_ecc_public(blob, parameters);
}

Result<ImportedKey> read_private(Bytes blob, const PkcsParameters& parameters) {
    const std::uint32_t magic = magic_of(blob);
    return magic == BCRYPT_RSAPRIVATE_MAGIC || magic == BCRYPT_RSAFULLPRIVATE_MAGIC
               ? read_rsa_private_of(blob)
               : read_ecc_private(blob, parameters);
}

Result<ImportedKey> read_pkcs8(Bytes blob, const PkcsParameters& parameters) {
    std::optional<Bytes> passphrase;
    if (parameters.passphrase) passphrase = parameters.passphrase->bytes();
    TRY_ASSIGN(crypto::PrivateKey key, crypto::PrivateKey::from_pkcs8(blob, passphrase));
    return imported(std::move(key));
}

// ---- writing ------------------------------------------------------------------------------------

Result<SecureBytes> write_rsa_public(const KeyHalves& halves, EccUse, const PkcsParameters&) {
    if (halves.open->algorithm() != KeyAlgorithm::rsa) return wrong_type();
    Result<Buffer> blob = provider::export_rsa_public(*halves.open);
    TRY(blob);
    return secret(std::move(blob));
}

Result<SecureBytes> write_rsa_private(const KeyHalves& halves, EccUse, const PkcsParameters&) {
    if (halves.open->algorithm() != KeyAlgorithm::rsa) return wrong_type();
    return provider::export_rsa_private(*halves.closed, false);
}

Result<SecureBytes> write_rsa_full_private(const KeyHalves& halves, EccUse, const PkcsParameters&) {
    if (halves.open->algorithm() != KeyAlgorithm::rsa) return wrong_type();
    return provider::export_rsa_private(*halves.closed, true);
}

Result<SecureBytes> write_ecc_public(const KeyHalves& halves, EccUse use, const PkcsParameters&) {
    if (halves.open->algorithm() != KeyAlgorithm::ec) return wrong_type();
    Result<Buffer> blob = provider::export_ecc_public(*halves.open, use);
    TRY(blob);
    return secret(std::move(blob));
}

Result<SecureBytes> write_ecc_private(const KeyHalves& halves, EccUse use, const PkcsParameters&) {
    if (halves.open->algorithm() != KeyAlgorithm::ec) return wrong_type();
    return provider::export_ecc_private(*halves.closed, use);
}

Result<SecureBytes> write_public(const KeyHalves& halves, EccUse use,
                                 const PkcsParameters& parameters) {
    return halves.open->algorithm() == KeyAlgorithm::rsa
               ? write_rsa_public(halves, use, parameters)
               : write_ecc_public(halves, use, parameters);
}

Result<SecureBytes> write_private(const KeyHalves& halves, EccUse use,
                                  const PkcsParameters& parameters) {
    return halves.open->algorithm() == KeyAlgorithm::rsa
               ? write_rsa_private(halves, use, parameters)
               : write_ecc_private(halves, use, parameters);
}

// CRYPT_PKCS12_PBE_PARAMS { int iIterations; ULONG cbSalt; } and the salt.
Result<crypto::Pkcs12PbeForm> triple_des_form(Bytes parameters) {
    crypto::Pkcs12PbeForm form;
    if (parameters.empty()) return form;
    Reader in(parameters);
    form.iterations = in.le32();
    form.salt = in.bytes(in.le32());
    if (in.failed())
        return trace::because(Status::invalid_parameter, "cng: not a CRYPT_PKCS12_PBE_PARAMS");
    return form;
}

Result<Buffer> encrypted_pkcs8(const crypto::PrivateKey& key, const PkcsParameters& parameters) {
    const Bytes passphrase = parameters.passphrase->bytes();
    const std::string_view algorithm = parameters.algorithm.value_or(kPbes2);
    if (algorithm == kPbes2) return key.encrypted_pkcs8(passphrase);
    if (algorithm != kTripleDes)
        return trace::because(Status::unsupported_function, "cng: no such encryption of PKCS#8");
    TRY_ASSIGN(const crypto::Pkcs12PbeForm form, triple_des_form(parameters.algorithm_parameters));
    return crypto::triple_des_pkcs8(key, passphrase, form);
}

Result<SecureBytes> write_pkcs8(const KeyHalves& halves, EccUse, const PkcsParameters& parameters) {
    if (!parameters.passphrase) return halves.closed->pkcs8();
    Result<Buffer> encrypted = encrypted_pkcs8(*halves.closed, parameters);
    TRY(encrypted);
    return secret(std::move(encrypted));
}

// clang-format off
constexpr std::array kBlobTypes = {
    //       name                   private PKCS#8
    BlobType{u"RSAPUBLICBLOB",      false, false, read_rsa_public,       write_rsa_public},
    BlobType{u"RSAPRIVATEBLOB",     true,  false, read_rsa_private,      write_rsa_private},
    BlobType{u"RSAFULLPRIVATEBLOB", true,  false, read_rsa_full_private, write_rsa_full_private},
    BlobType{u"ECCPUBLICBLOB",      false, false, read_ecc_public,       write_ecc_public},
    BlobType{u"ECCPRIVATEBLOB",     true,  false, read_ecc_private,      write_ecc_private},
    BlobType{u"PUBLICBLOB",         false, false, read_public,           write_public},
    BlobType{u"PRIVATEBLOB",        true,  false, read_private,          write_private},
    BlobType{u"PKCS8_PRIVATEKEY",   true,  true,  read_pkcs8,            write_pkcs8},
};
// clang-format on

}  // namespace

const BlobType* find_blob_type(std::u16string_view name) {
    const auto found = std::ranges::find(kBlobTypes, name, &BlobType::name);
    return found == kBlobTypes.end() ? nullptr : &*found;
}

}  // namespace secur32::api
