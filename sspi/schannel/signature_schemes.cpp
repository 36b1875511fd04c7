// RFC 8446 4.2.3, RFC 8422 5.1.3, RFC 5246 7.4.1.4.1.  What libcrypto does with a form is
// crypto/signature.h; which schemes are wanted is terms.h.
#include "sspi/schannel/signature_schemes.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

using enum crypto::HashAlgorithm;
using crypto::RsaPadding;
using Key = crypto::KeyAlgorithm;
using Curve = crypto::NamedGroup;

constexpr crypto::SignatureForm pkcs1(crypto::HashAlgorithm hash) { return {.hash = hash}; }
// RFC 8446 4.2.3: "The length of the Salt MUST be equal to the length of the digest algorithm."
constexpr crypto::SignatureForm pss(crypto::HashAlgorithm hash) {
    return {.hash = hash, .padding = RsaPadding::pss, .salt_length = crypto::hash_length(hash)};
}

// clang-format off
constexpr std::array kSchemes = {
    //              id      name                      key           curve             form          TLS 1.3 current
    SignatureScheme{0x0403, "ecdsa_secp256r1_sha256", Key::ec,      Curve::secp256r1, pkcs1(sha256), true,  true},
    SignatureScheme{0x0503, "ecdsa_secp384r1_sha384", Key::ec,      Curve::secp384r1, pkcs1(sha384), true,  true},
    SignatureScheme{0x0603, "ecdsa_secp521r1_sha512", Key::ec,      Curve::secp521r1, pkcs1(sha512), true,  true},
    SignatureScheme{0x0807, "ed25519",                Key::ed25519, Curve::none,      pkcs1(none),   true,  true},
    SignatureScheme{0x0804, "rsa_pss_rsae_sha256",    Key::rsa,     Curve::none,      pss(sha256),   true,  true},
    SignatureScheme{0x0805, "rsa_pss_rsae_sha384",    Key::rsa,     Curve::none,      pss(sha384),   true,  true},
    SignatureScheme{0x0806, "rsa_pss_rsae_sha512",    Key::rsa,     Curve::none,      pss(sha512),   true,  true},
    SignatureScheme{0x0809, "rsa_pss_pss_sha256",     Key::rsa_pss, Curve::none,      pss(sha256),   true,  true},
    SignatureScheme{0x080A, "rsa_pss_pss_sha384",     Key::rsa_pss, Curve::none,      pss(sha384),   true,  true},
    SignatureScheme{0x080B, "rsa_pss_pss_sha512",     Key::rsa_pss, Curve::none,      pss(sha512),   true,  true},
    SignatureScheme{0x0401, "rsa_pkcs1_sha256",       Key::rsa,     Curve::none,      pkcs1(sha256), false, true},
    SignatureScheme{0x0501, "rsa_pkcs1_sha384",       Key::rsa,     Curve::none,      pkcs1(sha384), false, true},
    SignatureScheme{0x0601, "rsa_pkcs1_sha512",       Key::rsa,     Curve::none,      pkcs1(sha512), false, true},
    SignatureScheme{0x0203, "ecdsa_sha1",             Key::ec,      Curve::none,      pkcs1(sha1),   false, false},
    SignatureScheme{0x0201, "rsa_pkcs1_sha1",         Key::rsa,     Curve::none,      pkcs1(sha1),   false, false},
    SignatureScheme{0x0402, "dsa_sha256",             Key::dsa,     Curve::none,      pkcs1(sha256), false, false},
    SignatureScheme{0x0502, "dsa_sha384",             Key::dsa,     Curve::none,      pkcs1(sha384), false, false},
    SignatureScheme{0x0602, "dsa_sha512",             Key::dsa,     Curve::none,      pkcs1(sha512), false, false},
    SignatureScheme{0x0202, "dsa_sha1",               Key::dsa,     Curve::none,      pkcs1(sha1),   false, false},
};
constexpr std::array kBeforeTls12 = {
    SignatureScheme{0,      "rsa_md5_sha1",           Key::rsa,     Curve::none,      pkcs1(md5_sha1), false, false},
    SignatureScheme{0,      "ecdsa_sha1",             Key::ec,      Curve::none,      pkcs1(sha1),     false, false},
    SignatureScheme{0,      "dsa_sha1",               Key::dsa,     Curve::none,      pkcs1(sha1),     false, false},
};
// clang-format on

// Octets that a modulus must have for the padding to find room.
std::size_t least_modulus(const crypto::SignatureForm& form) {
    constexpr std::size_t kDigestInfo = 19, kPkcs1Padding = 11;
    const std::size_t digest = crypto::hash_length(form.hash);
    if (form.padding == RsaPadding::pss) return 2 * digest + 2;                 // RFC 8017 9.1.1
    return digest + (form.hash == md5_sha1 ? 0 : kDigestInfo) + kPkcs1Padding;  // RFC 8017 9.2
}

// Whether such a key can make the signature at all, whatever the version says of it.
bool is_for(const SignatureScheme& scheme, const crypto::PublicKey& key) {
    if (key.algorithm() != scheme.key) return false;
    if (scheme.key != Key::rsa && scheme.key != Key::rsa_pss) return true;
    // RFC 8017 8.1.1: PSS encodes into modBits - 1 bits.
    const bool is_pss = scheme.form.padding == RsaPadding::pss;
    const std::size_t room = (key.bits() - (is_pss ? 1 : 0) + 7) / 8;
    return room >= least_modulus(scheme.form);
}

}  // namespace

bool SignatureScheme::suits(Version version, const crypto::PublicKey& public_key) const {
    const bool numbered = stream_version(version) >= Version::tls12;
    if (numbered != (id != 0) || !is_for(*this, public_key)) return false;
    if (version != Version::tls13) return true;
    return signs_tls13_handshakes && (curve == Curve::none || curve == public_key.curve());
}

std::span<const SignatureScheme> signature_schemes() { return kSchemes; }

const SignatureScheme* find_scheme(std::uint16_t id) {
    const auto found = std::ranges::find(kSchemes, id, &SignatureScheme::id);
    return found == kSchemes.end() ? nullptr : &*found;
}

const SignatureScheme& scheme_before_tls12(const crypto::PublicKey& key) {
    const auto found = std::ranges::find(kBeforeTls12, key.algorithm(), &SignatureScheme::key);
    return found == kBeforeTls12.end() ? kBeforeTls12.front() : *found;
}

Result<Buffer> sign(const SignatureScheme& scheme, const crypto::PrivateKey& key, Bytes content) {
    if (!is_for(scheme, key.public_key()))
        return trace::because(Status::algorithm_mismatch,
                              "schannel: the key cannot sign with the scheme", scheme.name);
    if (scheme.form.hash == none) return crypto::sign_message(key, scheme.form, content);
    const crypto::Digest digest = crypto::hash(scheme.form.hash, content);
    return crypto::sign_hash(key, scheme.form, digest.bytes());
}

Status verify(const SignatureScheme& scheme, const crypto::PublicKey& key, Bytes content,
              Bytes signature) {
    if (!is_for(scheme, key))
        return trace::because(Status::illegal_parameter,
                              "schannel: the peer signed with a scheme that is not its key's",
                              scheme.name);
    Status verdict = Status::ok;
    if (scheme.form.hash == none) {
        verdict = crypto::verify_message(key, scheme.form, content, signature);
    } else {
        const crypto::Digest digest = crypto::hash(scheme.form.hash, content);
        verdict = crypto::verify_hash(key, scheme.form, digest.bytes(), signature);
    }
    if (verdict == Status::ok) return Status::ok;
    return trace::because(Status::handshake_altered, "schannel: the peer's signature is not right",
                          scheme.name);
}

}  // namespace secur32::schannel
