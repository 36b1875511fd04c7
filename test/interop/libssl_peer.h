// libssl over memory, made to talk to one of our TLS machines; its certificates and roots are those
// of test/support/tls_machine_pair.h.
#pragma once

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <functional>
#include <string>
#include <string_view>

#include "test/support/tls_machine_pair.h"

namespace secur32::test {

struct LibsslPlan {
    bool server = false;
    Version version = Version::tls12;
    std::uint16_t suite = 0;  // 0: all
    std::string groups = {};  // as SSL_CTX_set1_groups_list
    std::string key = {};     // of its certificate; empty: none
    bool asks = false;        // for the client's certificate
    bool requires_one = false;
    std::function<void(SSL_CTX*)> more = {};
};

inline X509* x509_of(const Issued& issued) {
    const unsigned char* at = issued.der.data();
    return d2i_X509(nullptr, &at, static_cast<long>(issued.der.size()));
}

inline const char* name_of_suite(SSL_CTX* context, std::uint16_t suite) {
    STACK_OF(SSL_CIPHER)* const all = SSL_CTX_get_ciphers(context);
    for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i)
        if (SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(all, i)) == suite)
            return SSL_CIPHER_get_name(sk_SSL_CIPHER_value(all, i));
    return nullptr;
}

class LibsslPeer {
 public:
    explicit LibsslPeer(const LibsslPlan& plan) {
        context_ = SSL_CTX_new(TLS_method());
        const int version = static_cast<int>(plan.version);
        SSL_CTX_set_min_proto_version(context_, version);
        SSL_CTX_set_max_proto_version(context_, version);
        SSL_CTX_set_cipher_list(context_, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
        SSL_CTX_set_ciphersuites(context_,
                                 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                                 "TLS_CHACHA20_POLY1305_SHA256");
        if (plan.suite != 0) take_suite(plan);
        if (!plan.groups.empty()) SSL_CTX_set1_groups_list(context_, plan.groups.c_str());
        SSL_CTX_set_options(context_, SSL_OP_NO_TICKET | SSL_OP_LEGACY_SERVER_CONNECT);
        SSL_CTX_set_num_tickets(context_, 0);
        SSL_CTX_set_dh_auto(context_, 1);
        if (!plan.key.empty()) take_key(tls_machine_leaf(plan.key));
        take_roots(plan);
        if (plan.more) plan.more(context_);
        ssl_ = SSL_new(context_);
        SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        plan.server ? SSL_set_accept_state(ssl_) : SSL_set_connect_state(ssl_);
        if (!plan.server) SSL_set_tlsext_host_name(ssl_, "host.example");
    }
    ~LibsslPeer() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
    }
    LibsslPeer(const LibsslPeer&) = delete;
    LibsslPeer& operator=(const LibsslPeer&) = delete;

    // False: libssl does not know the suite.
    bool knows_suite() const { return knows_; }
    SSL* get() const { return ssl_; }
    bool step() {
        ERR_clear_error();
        const int done = SSL_do_handshake(ssl_);
        if (done == 1 || SSL_get_error(ssl_, done) == SSL_ERROR_WANT_READ) return true;
        char text[256];
        ERR_error_string_n(ERR_peek_error(), text, sizeof text);
        reason = text;
        return false;
    }
    bool connected() const { return SSL_is_init_finished(ssl_) == 1; }
    void put(const Buffer& octets) {
        BIO_write(SSL_get_rbio(ssl_), octets.data(), static_cast<int>(octets.size()));
    }
    Buffer take() {
        Buffer out(BIO_ctrl_pending(SSL_get_wbio(ssl_)));
        if (!out.empty()) BIO_read(SSL_get_wbio(ssl_), out.data(), static_cast<int>(out.size()));
        return out;
    }
    Buffer write(const Buffer& content) {
        EXPECT_EQ(SSL_write(ssl_, content.data(), static_cast<int>(content.size())),
                  static_cast<int>(content.size()));
        return take();
    }
    Buffer read() {
        Buffer out;
        Buffer piece(1 << 14);
        for (int got; (got = SSL_read(ssl_, piece.data(), static_cast<int>(piece.size()))) > 0;)
            out.insert(out.end(), piece.begin(), piece.begin() + got);
        return out;
    }
    Buffer exported(const char* label) {
        Buffer out(32);
        EXPECT_EQ(SSL_export_keying_material(ssl_, out.data(), out.size(), label,
                                             std::string_view(label).size(), nullptr, 0, 0),
                  1);
        return out;
    }
    std::string reason;

 private:
    void take_suite(const LibsslPlan& plan) {
        const char* const name = name_of_suite(context_, plan.suite);
        knows_ = name != nullptr;
        if (!knows_) return;
        if (plan.version == Version::tls13)
            SSL_CTX_set_ciphersuites(context_, name);
        else
            SSL_CTX_set_cipher_list(context_, (std::string(name) + ":@SECLEVEL=0").c_str());
    }
    void take_key(const Issued& leaf) {
        X509* const certificate = x509_of(leaf);
        EXPECT_EQ(SSL_CTX_use_certificate(context_, certificate), 1);
        X509_free(certificate);
        EXPECT_EQ(SSL_CTX_use_PrivateKey(context_, leaf.key.get()), 1);
    }
    void take_roots(const LibsslPlan& plan) {
        X509* const root = x509_of(tls_authority());
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), root);
        if (plan.server) SSL_CTX_add_client_CA(context_, root);
        X509_free(root);
        int mode = plan.server ? SSL_VERIFY_NONE : SSL_VERIFY_PEER;
        if (plan.asks) mode = SSL_VERIFY_PEER;
        if (plan.requires_one) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
        SSL_CTX_set_verify(context_, mode, nullptr);
        // A DSA certificate is self-signed, and no authority's.
        SSL_CTX_set_cert_verify_callback(context_, accept_dsa, nullptr);
    }
    static int accept_dsa(X509_STORE_CTX* store, void*) {
        EVP_PKEY* const key = X509_get0_pubkey(X509_STORE_CTX_get0_cert(store));
        return EVP_PKEY_is_a(key, "DSA") == 1 ? 1 : X509_verify_cert(store);
    }

    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    bool knows_ = true;
};

}  // namespace secur32::test
