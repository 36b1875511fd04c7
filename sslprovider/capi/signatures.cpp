#include "sslprovider/capi/signatures.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/signature.h"

namespace secur32::capi {
namespace {

using namespace std::literals;
using crypto::KeyAlgorithm;
using crypto::PublicKey;

// RFC 8017 7.2.1 and 9.2: 00 01 PS 00, PS having eight octets at least.
constexpr std::size_t kPkcs1Overhead = 11;

// RFC 8017 9.2, note 1: the DER of DigestInfo up to the hash; MD4's as RFC 1320's OID has it.
struct SignedHash {
    AlgId id;
    std::string_view prefix;
};
constexpr std::array kSignedHashes = {
    SignedHash{calg::md2,
               "\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x02\x05\x00\x04"
               "\x10"sv},
    SignedHash{calg::md4,
               "\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x04\x05\x00\x04"
               "\x10"sv},
    SignedHash{calg::md5,
               "\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04"
               "\x10"sv},
    SignedHash{calg::sha1, "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"sv},
    SignedHash{calg::sha_256,
               "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05"
               "\x00\x04\x20"sv},
    SignedHash{calg::sha_384,
               "\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05"
               "\x00\x04\x30"sv},
    SignedHash{calg::sha_512,
               "\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05"
               "\x00\x04\x40"sv},
    SignedHash{calg::ssl3_shamd5, {}},
};

// Crypto's PKCS#1 around what it is given.
constexpr crypto::SignatureForm kAsItIs{crypto::HashAlgorithm::none};

Result<std::string_view> prefix_of(AlgId id) {
    const auto* const found = std::ranges::find(kSignedHashes, id, &SignedHash::id);
    if (found != kSignedHashes.end()) return found->prefix;
    return trace::because(Status::bad_algorithm, "capi: such a hash is not signed");
}

// What is signed: a finished hash, no secret any more.
Buffer content(std::string_view prefix, const SecureBytes& value) {
    const Bytes first = bytes_of(prefix);
    Buffer both(first.begin(), first.end());
    both.insert(both.end(), value.bytes().begin(), value.bytes().end());
    return both;
}

Status wrong() { return trace::because(Status::bad_signature, "capi: the signature is wrong"); }

Status check_signs(const PublicKey& key, AlgId hash) {
    if (key.algorithm() == KeyAlgorithm::dsa && hash != calg::sha1)
        return trace::because(Status::bad_algorithm, "capi: DSA signs SHA-1 only");
    if (key.algorithm() == KeyAlgorithm::dsa || key.algorithm() == KeyAlgorithm::rsa)
        return Status::ok;
    return trace::because(Status::bad_key, "capi: the key is neither RSA's nor DSA's");
}

bool fits(const PublicKey& key, std::size_t size) {
    return key.algorithm() != KeyAlgorithm::rsa ||
           size + kPkcs1Overhead <= crypto::signature_length(key);
}

// RSA's is one number, DSA's are two of the same length.
Buffer reversed(const PublicKey& key, Bytes signature) {
    Buffer out(signature.begin(), signature.end());
    const auto half = static_cast<std::ptrdiff_t>(out.size() / 2);
    if (key.algorithm() == KeyAlgorithm::rsa) {
        std::ranges::reverse(out);
    } else {
        std::reverse(out.begin(), out.begin() + half);
        std::reverse(out.begin() + half, out.end());
    }
    return out;
}

}  // namespace

std::size_t signature_size(const PublicKey& key) {
    // The longest DER of two numbers has two octets before the sequence and up to three before the
    // octets of each.
    const std::size_t longest = crypto::signature_length(key);
    return key.algorithm() == KeyAlgorithm::dsa ? longest - 8 : longest;
}

Result<Buffer> sign(const crypto::PrivateKey& key, HashObject& hash, bool with_oid) {
    const PublicKey& open = key.public_key();
    TRY_ASSIGN(const std::string_view prefix, prefix_of(hash.id()));
    TRY(check_signs(open, hash.id()));
    const bool is_rsa = open.algorithm() == KeyAlgorithm::rsa;
    TRY_ASSIGN(const SecureBytes value, hash.value());
    const Buffer signed_content = content(is_rsa && with_oid ? prefix : ""sv, value);
    if (!fits(open, signed_content.size()))
        return trace::because(Status::bad_length, "capi: the key is too short for the hash");
    TRY_ASSIGN(Buffer signature, crypto::sign_hash(key, kAsItIs, signed_content));
    if (!is_rsa) {
        TRY_ASSIGN(signature, crypto::fixed_width_signature(open, signature));
    }
    return reversed(open, signature);
}

Status verify(const PublicKey& key, HashObject& hash, Bytes signature) {
    TRY_ASSIGN(const std::string_view prefix, prefix_of(hash.id()));
    TRY(check_signs(key, hash.id()));
    TRY_ASSIGN(const SecureBytes value, hash.value());
    if (signature.size() != signature_size(key)) return wrong();
    const Buffer given = reversed(key, signature);
    if (key.algorithm() == KeyAlgorithm::dsa) {
        TRY_ASSIGN(const Buffer der, crypto::der_signature(key, given));
        return crypto::verify_hash(key, kAsItIs, value.bytes(), der);
    }
    for (const std::string_view form : {prefix, ""sv}) {
        const Buffer expected = content(form, value);
        if (fits(key, expected.size()) &&
            crypto::verify_hash(key, kAsItIs, expected, given) == Status::ok)
            return Status::ok;
    }
    return wrong();
}

}  // namespace secur32::capi
