// (EC)DHE between an ephemeral key of the SSL provider and a key of libcrypto's: both handles, and
// the shared secret that libcrypto agrees on.
#pragma once

#include <openssl/err.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "test/support/ssl_tls12.h"

namespace secur32::test {

struct Agreement {
    std::string name, group;
    bool finite_field;
    DWORD suite;
    const char* prf;
    SslHandle own, peer;
    Buffer own_public, peer_public;  // wire form; Y
    Buffer premaster;                // RFC 5246 8.1.2: DH without leading zeros
};

inline Buffer exported(NCRYPT_KEY_HANDLE key, LPCWSTR type) {
    DWORD size = 0;
    EXPECT_EQ(SslExportKey(ssl_provider(), key, type, nullptr, 0, &size, 0), ERROR_SUCCESS);
    Buffer blob(size);
    EXPECT_EQ(SslExportKey(ssl_provider(), key, type, blob.data(), size, &size, 0), ERROR_SUCCESS);
    EXPECT_EQ(size, blob.size());
    return blob;
}

inline Buffer tail(Bytes bytes, std::size_t from) {
    return {bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end()};
}

// What libcrypto makes of its private key and an encoded public one; strips a DH secret's zeros, as
// is its default.
inline Buffer foreign_derived(const ForeignKey& own, Bytes peer_public) {
    const ForeignKey peer(EVP_PKEY_new(), EVP_PKEY_free);
    std::size_t length = 0;
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(own.get(), nullptr);
    Buffer secret(1024);
    length = secret.size();
    const bool done =
        EVP_PKEY_copy_parameters(peer.get(), own.get()) == 1 &&
        EVP_PKEY_set1_encoded_public_key(peer.get(), peer_public.data(), peer_public.size()) == 1 &&
        EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_derive_set_peer(context, peer.get()) == 1 &&
        EVP_PKEY_derive(context, secret.data(), &length) == 1;
    EVP_PKEY_CTX_free(context);
    if (!done) throw std::runtime_error("libcrypto does not agree");
    secret.resize(length);
    return secret;
}

inline Buffer encoded_public(const ForeignKey& key) {
    unsigned char* encoded = nullptr;
    const std::size_t length = EVP_PKEY_get1_encoded_public_key(key.get(), &encoded);
    Buffer out(encoded, encoded + length);
    OPENSSL_free(encoded);
    return out;
}

// -- Curves ---------------------------------------------------------------------------------------

inline SslHandle create_ephemeral(DWORD suite, DWORD group, Bytes parameters = {},
                                  DWORD protocol = kTls12) {
    SslHandle key;
    EXPECT_EQ(SslCreateEphemeralKey(ssl_provider(), key.out(), protocol, suite, group, 0,
                                    parameters.empty() ? nullptr : octets(parameters),
                                    count(parameters), 0),
              ERROR_SUCCESS);
    return key;
}

inline Agreement agree_over_curve(const std::string& name, DWORD id, const ForeignKey& foreign) {
    Agreement a{name, name, false, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "SHA384", {}, {},
                {},   {},   {}};
    a.own = create_ephemeral(a.suite, id);
    a.own_public = tail(exported(a.own, SSL_ECCPUBLIC_BLOB), 8);
    a.peer_public = encoded_public(foreign);
    a.peer = import_share(static_cast<crypto::NamedGroup>(id), a.peer_public);
    a.premaster = foreign_derived(foreign, a.own_public);
    return a;
}

// BCRYPT_ECCKEY_BLOB, X, Y of an uncompressed point.
inline Buffer ecc_blob(DWORD magic, Bytes point) {
    return blob_of({magic, (count(point) - 1) / 2}, point.subspan(1));
}

// A key that verifies.
inline SslHandle ec_public(const ForeignKey& key) {
    return import_key(BCRYPT_ECCPUBLIC_BLOB,
                      ecc_blob(BCRYPT_ECDSA_PUBLIC_P256_MAGIC, encoded_public(key)));
}
inline SslHandle ec_public() {
    static const ForeignKey key = make_foreign_key("EC", "P-256");
    return ec_public(key);
}

// -- Finite fields --------------------------------------------------------------------------------

// group: libcrypto's name ("ffdhe2048", "modp_2048").
inline ForeignKey make_dh_key(const char* group) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr);
    std::string name = group;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name.data(), 0),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    EVP_PKEY_keygen_init(context);
    EVP_PKEY_CTX_set_params(context, parameters);
    EVP_PKEY_generate(context, &key);
    EVP_PKEY_CTX_free(context);
    if (key == nullptr) throw std::runtime_error("libcrypto makes no DH key");
    return ForeignKey(key, EVP_PKEY_free);
}

struct DhNumbers {
    Buffer p, g, y;
};
inline DhNumbers dh_numbers(const ForeignKey& key) {
    const Buffer p = number_of(key.get(), OSSL_PKEY_PARAM_FFC_P);
    return {p, number_of(key.get(), OSSL_PKEY_PARAM_FFC_G, p.size()),
            number_of(key.get(), OSSL_PKEY_PARAM_PUB_KEY, p.size())};
}

// BCRYPT_DH_KEY_BLOB, p, g, y.
inline Buffer dh_public_blob(const DhNumbers& n) {
    return blob_of({BCRYPT_DH_PUBLIC_MAGIC, count(n.p)},
                   foreign::joined(n.p, foreign::joined(n.g, n.y)));
}
// BCRYPT_DH_PARAMETER_HEADER, p, g.
inline Buffer dh_parameters_blob(const DhNumbers& n) {
    return blob_of({12 + 2 * count(n.p), BCRYPT_DH_PARAMETERS_MAGIC, count(n.p)},
                   foreign::joined(n.p, n.g));
}

// id: the group's number, or 0: by value.
inline Agreement agree_over_field(const char* group, DWORD id) {
    const ForeignKey foreign = make_dh_key(group);
    const DhNumbers n = dh_numbers(foreign);
    Agreement a{std::string(group) + (id == 0 ? " by value" : ""),
                group,
                true,
                TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
                "SHA256",
                {},
                {},
                {},
                {},
                {}};
    a.own = create_ephemeral(a.suite, id, id == 0 ? dh_parameters_blob(n) : Buffer());
    a.own_public = tail(exported(a.own, BCRYPT_DH_PUBLIC_BLOB), 8 + 2 * n.p.size());
    a.peer_public = n.y;
    a.peer = import_key(BCRYPT_DH_PUBLIC_BLOB, dh_public_blob(n));
    a.premaster = foreign_derived(foreign, a.own_public);
    return a;
}

// Every curve, and finite fields by number and by value.
inline const std::vector<Agreement>& agreements() {
    static const std::vector<Agreement> all = [] {
        std::vector<Agreement> made;
        made.push_back(agree_over_curve("P-256", 23, make_foreign_key("EC", "P-256")));
        made.push_back(agree_over_curve("P-384", 24, make_foreign_key("EC", "P-384")));
        made.push_back(agree_over_curve("P-521", 25, make_foreign_key("EC", "P-521")));
        made.push_back(agree_over_curve("X25519", 29, make_foreign_key("X25519")));
        made.push_back(agree_over_field("ffdhe2048", 256));
        made.push_back(agree_over_field("ffdhe3072", 257));
        made.push_back(agree_over_field("ffdhe2048", 0));
        made.push_back(agree_over_field("modp_2048", 0));
        return made;
    }();
    return all;
}

}  // namespace secur32::test
