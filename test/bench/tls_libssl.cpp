// libssl over memory BIOs as its documentation shows it, and the public-key operations alone.
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "test/bench/tls_library.h"
#include "test/support/test_authority.h"

namespace secur32::test {
const Issued& tls_root();
const Issued& tls_leaf(const std::string& key);
}  // namespace secur32::test

namespace bench {
namespace {

namespace test = secur32::test;
using secur32::Buffer;

void good(bool condition, const char* what) {
    expect_tls(condition, what, static_cast<long>(ERR_peek_last_error()));
}

X509* certificate(const Buffer& der) {
    const unsigned char* in = der.data();
    X509* const read = d2i_X509(nullptr, &in, static_cast<long>(der.size()));
    good(read != nullptr, "d2i_X509");
    return read;
}

struct SslPair {
    SSL *client, *server;
};

class LibsslTls final : public TlsLibrary {
 public:
    explicit LibsslTls(const TlsMode& mode) {
        for (SSL_CTX** context : {&client_, &server_}) {
            *context = SSL_CTX_new(TLS_method());
            SSL_CTX_set_min_proto_version(*context, static_cast<int>(mode.version));
            SSL_CTX_set_max_proto_version(*context, static_cast<int>(mode.version));
            SSL_CTX_set_session_cache_mode(*context, SSL_SESS_CACHE_OFF);
            SSL_CTX_set_options(*context, SSL_OP_NO_TICKET);
            good(SSL_CTX_set1_groups_list(*context, "X25519:P-256:P-384") == 1, "groups");
            good((mode.version == TLS1_3_VERSION
                      ? SSL_CTX_set_ciphersuites(*context, mode.libssl_suites)
                      : SSL_CTX_set_cipher_list(*context, mode.libssl_suites)) == 1,
                 "suites");
        }
        SSL_CTX_set_num_tickets(server_, 0);
        X509* const leaf = certificate(test::tls_leaf(mode.key).der);
        good(SSL_CTX_use_certificate(server_, leaf) == 1, "certificate");
        X509_free(leaf);
        good(SSL_CTX_use_PrivateKey(server_, test::tls_leaf(mode.key).key.get()) == 1, "key");
        X509* const root = certificate(test::tls_root().der);
        good(X509_STORE_add_cert(SSL_CTX_get_cert_store(client_), root) == 1, "root");
        X509_free(root);
        SSL_CTX_set_verify(client_, SSL_VERIFY_PEER, nullptr);
    }
    ~LibsslTls() override {
        SSL_CTX_free(client_);
        SSL_CTX_free(server_);
    }

    void handshake() override {
        const SslPair pair = connect();
        SSL_free(pair.client);
        SSL_free(pair.server);
    }
    void keep(std::size_t pairs) override {
        for (std::size_t i = 0; i < pairs; ++i) kept_.push_back(connect());
    }
    void release_clients() override {
        for (const SslPair& pair : kept_) SSL_free(pair.client);
    }
    void release_servers() override {
        for (const SslPair& pair : kept_) SSL_free(pair.server);
        kept_.clear();
    }
    void round_trip(std::size_t octets) override {
        static std::array<std::uint8_t, 16'384> text{};
        const int size = static_cast<int>(octets);
        good(SSL_write(kept_.front().client, text.data(), size) == size, "SSL_write");
        good(SSL_read(kept_.front().server, text.data(), size) == size, "SSL_read");
    }

 private:
    SslPair connect() const {
        const SslPair pair{SSL_new(client_), SSL_new(server_)};
        SSL_set_connect_state(pair.client);
        SSL_set_accept_state(pair.server);
        SSL_set_tlsext_host_name(pair.client, "server.test");
        good(SSL_set1_host(pair.client, "server.test") == 1, "host");
        BIO *const to_client = BIO_new(BIO_s_mem()), *const to_server = BIO_new(BIO_s_mem());
        for (BIO* const bio : {to_client, to_server}) {
            BIO_set_mem_eof_return(bio, -1);
            BIO_up_ref(bio);
        }
        SSL_set_bio(pair.client, to_client, to_server);
        SSL_set_bio(pair.server, to_server, to_client);
        for (int i = 0; i < 4; ++i) {
            SSL_do_handshake(pair.client);
            SSL_do_handshake(pair.server);
            if (SSL_is_init_finished(pair.client) && SSL_is_init_finished(pair.server)) break;
        }
        good(SSL_is_init_finished(pair.client) && SSL_is_init_finished(pair.server), "handshake");
        ERR_clear_error();
        return pair;
    }

    SSL_CTX *client_ = nullptr, *server_ = nullptr;
    std::vector<SslPair> kept_;
};

// ---- The floor ----------------------------------------------------------------------------------

using Init = int (*)(EVP_PKEY_CTX*);

class RawWork final : public TlsLibrary {
 public:
    explicit RawWork(const TlsMode& mode)
        : mode_(mode), rsa_(std::string_view(mode.key).starts_with("RSA")) {
        EVP_PKEY* const own = test::tls_leaf(mode.key).key.get();
        EVP_PKEY* const authority = test::tls_root().key.get();
        const bool pss = rsa_ && mode.version == TLS1_3_VERSION;
        sign_ = operation(own, EVP_PKEY_sign_init, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING);
        verify_ =
            operation(own, EVP_PKEY_verify_init, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING);
        issue_ = operation(authority, EVP_PKEY_sign_init, RSA_PKCS1_PADDING);
        judge_ = operation(authority, EVP_PKEY_verify_init, RSA_PKCS1_PADDING);
        signature_ = signed_with(sign_);
        issued_ = signed_with(issue_);
        if (mode.rsa_exchange) {
            encrypt_ = operation(own, EVP_PKEY_encrypt_init, RSA_PKCS1_PADDING);
            decrypt_ = operation(own, EVP_PKEY_decrypt_init, RSA_PKCS1_PADDING);
        }
        share_ = EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, nullptr);
        good(EVP_PKEY_keygen_init(share_) == 1, "keygen");
        EVP_PKEY* peer = nullptr;
        good(EVP_PKEY_keygen(share_, &peer) == 1, "keygen");
        std::size_t size = peer_.size();
        EVP_PKEY_get_raw_public_key(peer, peer_.data(), &size);
        EVP_PKEY_free(peer);
    }
    ~RawWork() override {
        for (EVP_PKEY_CTX* const one : {sign_, verify_, issue_, judge_, encrypt_, decrypt_, share_})
            EVP_PKEY_CTX_free(one);
    }

    // Client: its share, the chain's signature and the server's.  Server: its share, its signature.
    void handshake() override {
        verify(judge_, issued_);
        if (mode_.rsa_exchange) return exchange_rsa();
        agree();
        verify(verify_, signature_);
        agree();
        signed_with(sign_);
    }
    void keep(std::size_t) override {}
    void release_clients() override {}
    void release_servers() override {}
    void round_trip(std::size_t) override {}

 private:
    EVP_PKEY_CTX* operation(EVP_PKEY* key, Init init, int padding) const {
        EVP_PKEY_CTX* const made = EVP_PKEY_CTX_new(key, nullptr);
        good(init(made) == 1, "init");
        if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return made;
        good(EVP_PKEY_CTX_set_rsa_padding(made, padding) == 1, "padding");
        if (init == EVP_PKEY_sign_init || init == EVP_PKEY_verify_init)
            good(EVP_PKEY_CTX_set_signature_md(made, EVP_sha256()) == 1, "hash");
        if (padding == RSA_PKCS1_PSS_PADDING) EVP_PKEY_CTX_set_rsa_pss_saltlen(made, 32);
        return made;
    }
    Buffer signed_with(EVP_PKEY_CTX* key) const {
        std::size_t size = 512;
        Buffer signature(size);
        good(EVP_PKEY_sign(key, signature.data(), &size, digest_.data(), digest_.size()) == 1,
             "sign");
        signature.resize(size);
        return signature;
    }
    void verify(EVP_PKEY_CTX* key, const Buffer& signature) const {
        good(EVP_PKEY_verify(key, signature.data(), signature.size(), digest_.data(),
                             digest_.size()) == 1,
             "verify");
    }
    void agree() const {
        EVP_PKEY* own = nullptr;
        good(EVP_PKEY_keygen(share_, &own) == 1, "keygen");
        EVP_PKEY* const peer =
            EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, peer_.data(), peer_.size());
        EVP_PKEY_CTX* const derivation = EVP_PKEY_CTX_new(own, nullptr);
        std::array<std::uint8_t, 32> secret{};
        std::size_t size = secret.size();
        good(EVP_PKEY_derive_init(derivation) == 1 &&
                 EVP_PKEY_derive_set_peer(derivation, peer) == 1 &&
                 EVP_PKEY_derive(derivation, secret.data(), &size) == 1,
             "derive");
        EVP_PKEY_CTX_free(derivation);
        EVP_PKEY_free(peer);
        EVP_PKEY_free(own);
    }
    void exchange_rsa() const {
        std::array<std::uint8_t, 512> encrypted{}, opened{};
        std::size_t size = encrypted.size(), room = opened.size();
        good(EVP_PKEY_encrypt(encrypt_, encrypted.data(), &size, digest_.data(), 32) == 1,
             "encrypt");
        good(EVP_PKEY_decrypt(decrypt_, opened.data(), &room, encrypted.data(), size) == 1,
             "decrypt");
    }

    const TlsMode mode_;
    const bool rsa_;
    const std::array<std::uint8_t, 32> digest_{7, 7, 7};
    EVP_PKEY_CTX *sign_, *verify_, *issue_, *judge_, *encrypt_ = nullptr, *decrypt_ = nullptr;
    EVP_PKEY_CTX* share_;
    Buffer signature_, issued_;
    std::array<std::uint8_t, 32> peer_{};
};

}  // namespace

std::unique_ptr<TlsLibrary> libssl_tls(const TlsMode& mode) {
    return std::make_unique<LibsslTls>(mode);
}
std::unique_ptr<TlsLibrary> raw_public_key_work(const TlsMode& mode) {
    return std::make_unique<RawWork>(mode);
}

}  // namespace bench
