#include "sslprovider/api/storage_padding.h"

#include <algorithm>
#include <array>

#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;
using crypto::KeyAlgorithm;
using crypto::RsaPadding;
using crypto::SignatureForm;

struct NamedHash {
    std::u16string_view name;
    HashAlgorithm hash;
};
constexpr std::array kHashes = {
    NamedHash{u"MD5", HashAlgorithm::md5},       NamedHash{u"SHA1", HashAlgorithm::sha1},
    NamedHash{u"SHA256", HashAlgorithm::sha256}, NamedHash{u"SHA384", HashAlgorithm::sha384},
    NamedHash{u"SHA512", HashAlgorithm::sha512},
};

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Result<HashAlgorithm> hash_of(LPCWSTR algorithm) {
    TRY_ASSIGN(const std::u16string_view name, text_argument(algorithm, NCRYPT_MAX_ALG_ID_LENGTH));
    const auto found = std::ranges::find_if(
        kHashes, [name](const NamedHash& each) { return equal_ignoring_case(each.name, name); });
    if (found == kHashes.end()) return refuse("cng: no hash of that name");
    return found->hash;
}

Result<SignatureForm> pkcs1_form(const BCRYPT_PKCS1_PADDING_INFO& info) {
    // Without a name no DigestInfo stands around the hash.
    if (info.pszAlgId == nullptr) return SignatureForm{HashAlgorithm::none};
    TRY_ASSIGN(const HashAlgorithm hash, hash_of(info.pszAlgId));
    return SignatureForm{hash};
}

Result<SignatureForm> pss_form(const BCRYPT_PSS_PADDING_INFO& info) {
    TRY_ASSIGN(const HashAlgorithm hash, hash_of(info.pszAlgId));
    return SignatureForm{hash, RsaPadding::pss, info.cbSalt};
}

}  // namespace

Result<SignatureForm> signature_form(const crypto::PublicKey& key, const void* info, DWORD flags) {
    const bool rsa =
        key.algorithm() == KeyAlgorithm::rsa || key.algorithm() == KeyAlgorithm::rsa_pss;
    TRY(check_storage_flags(flags, rsa ? BCRYPT_PAD_PKCS1 | BCRYPT_PAD_PSS : 0));
    if (!rsa && info != nullptr) return refuse("cng: pPaddingInfo is for RSA only");
    if (!rsa) return SignatureForm{HashAlgorithm::none};
    if (info == nullptr) return refuse("cng: RSA needs pPaddingInfo to sign");
    switch (flags & ~DWORD{NCRYPT_SILENT_FLAG}) {
        case BCRYPT_PAD_PKCS1:
            return pkcs1_form(*static_cast<const BCRYPT_PKCS1_PADDING_INFO*>(info));
        case BCRYPT_PAD_PSS:
            return pss_form(*static_cast<const BCRYPT_PSS_PADDING_INFO*>(info));
        default:
            return refuse("cng: RSA needs one padding to sign");
    }
}

std::size_t cng_signature_length(const crypto::PublicKey& key) {
    if (key.algorithm() == KeyAlgorithm::ec) return 2 * ((key.bits() + 7) / 8);
    // The longest DER of two numbers has two octets before the sequence and up to three before the
    // octets of each.
    if (key.algorithm() == KeyAlgorithm::dsa) return crypto::signature_length(key) - 8;
    return crypto::signature_length(key);
}

Result<EncryptionForm> encryption_form(const void* info, DWORD flags) {
    TRY(check_storage_flags(flags,
                            NCRYPT_NO_PADDING_FLAG | NCRYPT_PAD_PKCS1_FLAG | NCRYPT_PAD_OAEP_FLAG));
    switch (flags & ~DWORD{NCRYPT_SILENT_FLAG}) {
        case NCRYPT_NO_PADDING_FLAG:
            return EncryptionForm{EncryptionPadding::none, {HashAlgorithm::none}};
        case NCRYPT_PAD_PKCS1_FLAG:
            return EncryptionForm{EncryptionPadding::pkcs1, {HashAlgorithm::none}};
        case NCRYPT_PAD_OAEP_FLAG:
            break;
        default:
            return refuse("cng: RSA needs one padding to encrypt");
    }
    if (info == nullptr) return refuse("cng: OAEP needs pPaddingInfo");
    const auto& oaep = *static_cast<const BCRYPT_OAEP_PADDING_INFO*>(info);
    TRY_ASSIGN(const HashAlgorithm hash, hash_of(oaep.pszAlgId));
    TRY_ASSIGN(const Bytes label, input_bytes(oaep.pbLabel, oaep.cbLabel));
    return EncryptionForm{EncryptionPadding::oaep, {hash, HashAlgorithm::none, label}};
}

}  // namespace secur32::api
