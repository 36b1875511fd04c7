// RSA's PKCS#1 content is built and compared here, so that libcrypto is only asked for the padding
// around it; PSS, ECDSA, DSA and Ed25519 are libcrypto's altogether.
#include "sslprovider/crypto/signature.h"

#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"
#include "sslprovider/crypto/pkey_context.h"

namespace secur32::crypto {
namespace {

using namespace std::literals;

// RFC 8017 7.2.1 and 9.2: 00 01 PS 00, PS having eight octets at least.
constexpr std::size_t kPkcs1Overhead = 11;

struct HashOid {
    HashAlgorithm hash;
    std::string_view oid;  // the contents octets
};

// RFC 8017 B.1
constexpr std::array kHashOids = {
    HashOid{HashAlgorithm::md5, "\x2a\x86\x48\x86\xf7\x0d\x02\x05"sv},
    HashOid{HashAlgorithm::sha1, "\x2b\x0e\x03\x02\x1a"sv},
    HashOid{HashAlgorithm::sha256, "\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv},
    HashOid{HashAlgorithm::sha384, "\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv},
    HashOid{HashAlgorithm::sha512, "\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv},
};

enum class Parameters : std::uint8_t { null, absent };

// DigestInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }: RFC 8017 9.2.  Every length is
// under 128.
Buffer digest_info(std::string_view oid, Parameters parameters, Bytes digest) {
    const std::size_t identifier = 2 + oid.size() + (parameters == Parameters::null ? 2 : 0);
    Writer out;
    out.u8(0x30);
    out.u8(static_cast<std::uint8_t>(2 + identifier + 2 + digest.size()));
    out.u8(0x30);
    out.u8(static_cast<std::uint8_t>(identifier));
    out.u8(0x06);
    out.u8(static_cast<std::uint8_t>(oid.size()));
    out.bytes(bytes_of(oid));
    if (parameters == Parameters::null) out.be16(0x0500);
    out.u8(0x04);
    out.u8(static_cast<std::uint8_t>(digest.size()));
    out.bytes(digest);
    return out.take();
}

// What stands behind the padding: the digest as it is where the hash has no OID (none, md5_sha1).
Buffer pkcs1_content(HashAlgorithm algorithm, Parameters parameters, Bytes digest) {
    const auto found = std::ranges::find(kHashOids, algorithm, &HashOid::hash);
    if (found == kHashOids.end()) return {digest.begin(), digest.end()};
    return digest_info(found->oid, parameters, digest);
}

bool is_rsa(const PublicKey& key) {
    return key.algorithm() == KeyAlgorithm::rsa || key.algorithm() == KeyAlgorithm::rsa_pss;
}

std::size_t salt_length(const SignatureForm& form) {
    return form.salt_length.value_or(hash_length(form.hash));
}

HashAlgorithm mask_hash(const SignatureForm& form) {
    return form.mask_hash == HashAlgorithm::none ? form.hash : form.mask_hash;
}

Status check_pkcs1(const PublicKey& key, const SignatureForm& form, Bytes digest) {
    if (key.algorithm() != KeyAlgorithm::rsa)
        return trace::because(Status::invalid_parameter, "ssl: an RSASSA-PSS key signs PSS only");
    const std::size_t length = pkcs1_content(form.hash, Parameters::null, digest).size();
    if (operation_length(key) < length + kPkcs1Overhead)
        return trace::because(Status::invalid_parameter, "ssl: the RSA key is too short to sign");
    return Status::ok;
}

// RFC 8017 9.1.1: "If emLen < hLen + sLen + 2, output 'encoding error' and stop."
Status check_pss(const PublicKey& key, const SignatureForm& form) {
    if (form.hash == HashAlgorithm::none || form.hash == HashAlgorithm::md5_sha1 ||
        form.mask_hash == HashAlgorithm::md5_sha1)
        return trace::because(Status::invalid_parameter, "ssl: PSS with a hash that has no OID");
    const std::size_t encoded =
        (static_cast<std::size_t>(EVP_PKEY_get_bits(key.get())) - 1 + 7) / 8;
    const std::size_t fixed = hash_length(form.hash) + 2;
    if (encoded < fixed || encoded - fixed < salt_length(form))
        return trace::because(Status::invalid_parameter, "ssl: the PSS salt is too long");
    return Status::ok;
}

Status check_form(const PublicKey& key, const SignatureForm& form, Bytes digest) {
    if (key.algorithm() == KeyAlgorithm::ed25519)
        return trace::because(Status::invalid_parameter, "ssl: Ed25519 signs no hash");
    const std::size_t expected = hash_length(form.hash);
    if (digest.empty() || (expected != 0 && digest.size() != expected))
        return trace::because(Status::invalid_parameter, "ssl: the digest is not of its hash");
    if (is_rsa(key))
        return form.padding == RsaPadding::pss ? check_pss(key, form)
                                               : check_pkcs1(key, form, digest);
    // RFC 2246 4.7, RFC 4492 5.4: SHA-1 alone.
    if (form.hash == HashAlgorithm::md5_sha1)
        return trace::because(Status::invalid_parameter, "ssl: MD5 and SHA-1 are RSA's only");
    return Status::ok;
}

// The context of a signature or its check, padding set; null where a key's own parameters (RFC 4055
// 3.1) forbid the form.
PkeyContext start(const PublicKey& key, const SignatureForm& form, PkeyInit init) {
    if (!is_rsa(key) || form.padding == RsaPadding::pkcs1) return start_operation(key, init);
    return start_operation(key, init,
                           {{OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PSS},
                            {OSSL_SIGNATURE_PARAM_DIGEST, hash_name(form.hash)},
                            {OSSL_SIGNATURE_PARAM_PSS_SALTLEN, static_cast<int>(salt_length(form))},
                            {OSSL_SIGNATURE_PARAM_MGF1_DIGEST, hash_name(mask_hash(form))}});
}

Status unsuited() {
    return trace::because(Status::invalid_parameter, "ssl: the key's parameters forbid the form");
}

Status wrong() { return trace::because(Status::bad_signature, "ssl: the signature is wrong"); }

// RFC 5246 4.7: "the DigestInfo.AlgorithmIdentifier.parameters field MUST be NULL, but
// implementations MUST accept both without parameters and with NULL parameters."
Status verify_pkcs1(const PublicKey& key, const SignatureForm& form, Bytes digest,
                    Bytes signature) {
    const PkeyContext context = start(key, form, EVP_PKEY_verify_recover_init_ex);
    if (!context) return unsuited();
    Buffer content(operation_length(key));
    std::size_t length = 0;
    if (!run_operation(context, EVP_PKEY_verify_recover, content, length, signature))
        return wrong();
    content.resize(length);
    for (const Parameters parameters : {Parameters::null, Parameters::absent})
        if (content == pkcs1_content(form.hash, parameters, digest)) return Status::ok;
    return wrong();
}

struct DigestContextFree {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, DigestContextFree>;

Result<Buffer> sign_ed25519(const PrivateKey& key, Bytes message) {
    const DigestContext context(EVP_MD_CTX_new());
    Buffer signature(signature_length(key.public_key()));
    std::size_t length = signature.size();
    if (context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) ==
            1)
        return signature;
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not sign");
}

Status verify_ed25519(const PublicKey& key, Bytes message, Bytes signature) {
    const DigestContext context(EVP_MD_CTX_new());
    if (context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                         message.size()) == 1)
        return Status::ok;
    ERR_clear_error();
    return wrong();
}

// The form of a signature over a message: Ed25519 hashes itself, all others name their hash.
Status check_message_form(const PublicKey& key, const SignatureForm& form) {
    if ((key.algorithm() == KeyAlgorithm::ed25519) == (form.hash == HashAlgorithm::none))
        return Status::ok;
    return trace::because(Status::invalid_parameter, "ssl: the hash does not suit the key");
}

struct SignatureFree {
    void operator()(ECDSA_SIG* signature) const noexcept { ECDSA_SIG_free(signature); }
};
using Signature = std::unique_ptr<ECDSA_SIG, SignatureFree>;

struct NumberFree {
    void operator()(BIGNUM* number) const noexcept { BN_free(number); }
};
using Number = std::unique_ptr<BIGNUM, NumberFree>;

// In octets; 0 for keys whose signatures are not two numbers.
std::size_t order_length(const PublicKey& key) {
    if (key.algorithm() == KeyAlgorithm::ec)
        return (static_cast<std::size_t>(EVP_PKEY_get_bits(key.get())) + 7) / 8;
    BIGNUM* order = nullptr;
    if (key.algorithm() != KeyAlgorithm::dsa ||
        EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_FFC_Q, &order) != 1)
        return 0;
    return static_cast<std::size_t>(BN_num_bytes(Number(order).get()));
}

Buffer to_der(const Signature& signature) {
    unsigned char* encoded = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &encoded);
    Buffer der(encoded, encoded + std::max(length, 0));
    OPENSSL_free(encoded);
    return der;
}

// Ecdsa-Sig-Value and Dss-Sig-Value (RFC 3279 2.2.2, 2.2.3) are alike.  DER only: what is encoded
// again must be what came.
Signature from_der(Bytes der) {
    const unsigned char* at = der.data();
    Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (signature && std::ranges::equal(to_der(signature), der)) return signature;
    ERR_clear_error();
    return nullptr;
}

Status no_numbers() {
    return trace::because(Status::bad_key, "ssl: this key's signatures are not two numbers");
}

Status malformed() {
    return trace::because(Status::bad_signature, "ssl: the signature is malformed");
}

}  // namespace

Result<Buffer> sign_hash(const PrivateKey& key, const SignatureForm& form, Bytes digest) {
    const PublicKey& open = key.public_key();
    TRY(check_form(open, form, digest));
    const PkeyContext context = start(open, form, EVP_PKEY_sign_init_ex);
    if (!context) return unsuited();
    Buffer content;
    if (is_rsa(open) && form.padding == RsaPadding::pkcs1)
        content = pkcs1_content(form.hash, Parameters::null, digest);
    Buffer signature(signature_length(open));
    std::size_t length = 0;
    if (!run_operation(context, EVP_PKEY_sign, signature, length,
                       content.empty() ? digest : Bytes(content)))
        return trace::because(Status::internal_error, "ssl: libcrypto does not sign");
    signature.resize(length);
    return signature;
}

Status verify_hash(const PublicKey& key, const SignatureForm& form, Bytes digest, Bytes signature) {
    TRY(check_form(key, form, digest));
    // RFC 8017 8.1.2, 8.2.2: "If the length of the signature S is not k octets, output 'invalid
    // signature' and stop."
    if (is_rsa(key) && signature.size() != operation_length(key)) return malformed();
    if (is_rsa(key) && form.padding == RsaPadding::pkcs1)
        return verify_pkcs1(key, form, digest, signature);
    const PkeyContext context = start(key, form, EVP_PKEY_verify_init_ex);
    if (!context) return unsuited();
    if (EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(),
                        digest.size()) == 1)
        return Status::ok;
    ERR_clear_error();
    return wrong();
}

Result<Buffer> sign_message(const PrivateKey& key, const SignatureForm& form, Bytes message) {
    TRY(check_message_form(key.public_key(), form));
    if (form.hash == HashAlgorithm::none) return sign_ed25519(key, message);
    return sign_hash(key, form, hash(form.hash, message).bytes());
}

Status verify_message(const PublicKey& key, const SignatureForm& form, Bytes message,
                      Bytes signature) {
    TRY(check_message_form(key, form));
    if (form.hash == HashAlgorithm::none) return verify_ed25519(key, message, signature);
    return verify_hash(key, form, hash(form.hash, message).bytes(), signature);
}

std::size_t signature_length(const PublicKey& key) { return operation_length(key); }

Result<Buffer> fixed_width_signature(const PublicKey& key, Bytes der) {
    const std::size_t width = order_length(key);
    if (width == 0) return no_numbers();
    if (der.size() > signature_length(key)) return malformed();
    const Signature signature = from_der(der);
    if (!signature) return malformed();
    Buffer fixed(2 * width);
    const int expected = static_cast<int>(width);
    // Fails on a number that is longer.
    if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), fixed.data(), expected) != expected ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), fixed.data() + width, expected) != expected)
        return malformed();
    return fixed;
}

Result<Buffer> der_signature(const PublicKey& key, Bytes fixed_width) {
    const std::size_t width = order_length(key);
    if (width == 0) return no_numbers();
    if (fixed_width.size() != 2 * width) return malformed();
    const int length = static_cast<int>(width);
    Number r(BN_bin2bn(fixed_width.data(), length, nullptr));
    Number s(BN_bin2bn(fixed_width.data() + width, length, nullptr));
    const Signature signature(ECDSA_SIG_new());
    if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
        return Status::out_of_memory;
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    return to_der(signature);
}

}  // namespace secur32::crypto
