#include "test/interop/libssl/libssl_end.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <map>
#include <mutex>

namespace oracle {
namespace {

[[noreturn]] void fail(const std::string& what) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    throw std::runtime_error("libssl: " + what + ": " + text.data());
}
void must(bool good, const std::string& what) {
    if (!good) fail(what);
}

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

Key make_dsa() {
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> parameters(
        EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr), EVP_PKEY_CTX_free);
    EVP_PKEY* made = nullptr;
    must(EVP_PKEY_paramgen_init(parameters.get()) == 1 &&
             EVP_PKEY_CTX_set_dsa_paramgen_bits(parameters.get(), 2048) == 1 &&
             EVP_PKEY_generate(parameters.get(), &made) == 1,
         "DSA parameters");
    const Key group(made, EVP_PKEY_free);
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> generator(
        EVP_PKEY_CTX_new_from_pkey(nullptr, group.get(), nullptr), EVP_PKEY_CTX_free);
    made = nullptr;
    must(EVP_PKEY_keygen_init(generator.get()) == 1 &&
             EVP_PKEY_generate(generator.get(), &made) == 1,
         "a DSA key");
    return Key(made, EVP_PKEY_free);
}

Key make_key(KeyKind kind) {
    if (kind == KeyKind::rsa) return Key(EVP_RSA_gen(2048), EVP_PKEY_free);
    if (kind == KeyKind::ecdsa) return Key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    return make_dsa();
}

template <typename Encode, typename Object>
Buffer encode(Encode function, Object* object) {
    unsigned char* out = nullptr;
    const int length = function(object, &out);
    must(length > 0, "encoding");
    Buffer bytes(out, out + length);
    OPENSSL_free(out);
    return bytes;
}

Identity make_identity(KeyKind kind) {
    const Key key = make_key(kind);
    must(key != nullptr, "a key");
    const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
    X509* const x = certificate.get();
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_set_version(x, X509_VERSION_3);
    X509_set_pubkey(x, key.get());
    X509_NAME* const name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("oracle"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    must(X509_sign(x, key.get(), EVP_sha256()) > 0, "signing the certificate");
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, void (*)(PKCS8_PRIV_KEY_INFO*)> info(
        EVP_PKEY2PKCS8(key.get()), PKCS8_PRIV_KEY_INFO_free);
    return {encode(i2d_X509, x), encode(i2d_PKCS8_PRIV_KEY_INFO, info.get())};
}

// The lines of the key log by label, hanging on the SSL object.
using KeyLog = std::map<std::string, Buffer>;
int log_index() {
    static const int index = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void*, void* log, CRYPTO_EX_DATA*, int, long, void*) {
            delete static_cast<KeyLog*>(log);
        });
    return index;
}

Buffer from_hex(const std::string& text) {
    Buffer out;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(at, 2), nullptr, 16)));
    return out;
}

void log_key(const SSL* ssl, const char* line) {
    const std::string text(line);
    auto* const log = static_cast<KeyLog*>(SSL_get_ex_data(ssl, log_index()));
    (*log)[text.substr(0, text.find(' '))] = from_hex(text.substr(text.rfind(' ') + 1));
}

// PSK suites: the one key, whatever the identity.
int psk_index() {
    static const int index = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void*, void* key, CRYPTO_EX_DATA*, int, long, void*) {
            delete static_cast<Buffer*>(key);
        });
    return index;
}
unsigned give_key(SSL* ssl, unsigned char* out, unsigned room) {
    const auto* const key = static_cast<const Buffer*>(SSL_get_ex_data(ssl, psk_index()));
    if (key->size() > room) return 0;
    std::copy(key->begin(), key->end(), out);
    return static_cast<unsigned>(key->size());
}
unsigned client_psk(SSL* ssl, const char*, char* name, unsigned room, unsigned char* out,
                    unsigned length) {
    std::snprintf(name, room, "oracle");
    return give_key(ssl, out, length);
}
unsigned server_psk(SSL* ssl, const char*, unsigned char* out, unsigned length) {
    return give_key(ssl, out, length);
}

void set_identity(SSL_CTX* context, KeyKind kind) {
    const Identity& own = identity(kind);
    must(SSL_CTX_use_certificate_ASN1(context, static_cast<int>(own.certificate.size()),
                                      own.certificate.data()) == 1,
         "its certificate");
    const unsigned char* at = own.pkcs8.data();
    const Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(own.pkcs8.size())),
                  EVP_PKEY_free);
    must(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "its key");
}

}  // namespace

const Identity& identity(KeyKind kind) {
    static std::map<KeyKind, Identity>& made = *new std::map<KeyKind, Identity>;
    if (!made.contains(kind)) made[kind] = make_identity(kind);
    return made[kind];
}

LibsslEnd::LibsslEnd(const LibsslSetup& setup)
    : context_(SSL_CTX_new(setup.version >= 0xFE00 ? DTLS_method() : TLS_method()), SSL_CTX_free),
      ssl_(nullptr, SSL_free) {
    SSL_CTX* const context = context_.get();
    must(SSL_CTX_set_min_proto_version(context, setup.version) == 1 &&
             SSL_CTX_set_max_proto_version(context, setup.version) == 1,
         "version");
    const bool tls13 = setup.version == TLS1_3_VERSION;
    must((tls13 ? SSL_CTX_set_ciphersuites(context, setup.cipher.c_str())
                : SSL_CTX_set_cipher_list(context, (setup.cipher + ":@SECLEVEL=0").c_str())) == 1,
         setup.cipher);
    if (!setup.group.empty())
        must(SSL_CTX_set1_groups_list(
                 context,
                 (setup.group == "P-256" ? setup.group : setup.group + ":P-256").c_str()) == 1,
             setup.group);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_dh_auto(context, 1);
    SSL_CTX_set_keylog_callback(context, log_key);
    if (setup.server) set_identity(context, setup.key);
    if (setup.demand_client_certificate)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr),
            SSL_CTX_set_cert_verify_callback(
                context, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
    ssl_.reset(SSL_new(context));
    SSL_set_ex_data(ssl_.get(), log_index(), new KeyLog);
    SSL_set_ex_data(ssl_.get(), psk_index(), new Buffer(setup.pre_shared_key));
    if (!setup.pre_shared_key.empty()) {
        SSL_set_psk_client_callback(ssl_.get(), client_psk);
        SSL_set_psk_server_callback(ssl_.get(), server_psk);
    }
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_options(ssl_.get(), SSL_OP_NO_QUERY_MTU);
    if (setup.version >= 0xFE00) SSL_set_mtu(ssl_.get(), 1 << 14);
    setup.server ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
}

LibsslEnd::~LibsslEnd() = default;

void LibsslEnd::put(View bytes) {
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
}

Buffer LibsslEnd::take() {
    Buffer out(BIO_ctrl_pending(SSL_get_wbio(ssl_.get())));
    if (!out.empty()) BIO_read(SSL_get_wbio(ssl_.get()), out.data(), static_cast<int>(out.size()));
    return out;
}

bool LibsslEnd::step() {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) return true;
    if (SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_READ) fail("handshake");
    return false;
}

void LibsslEnd::write(View content) {
    ERR_clear_error();
    must(SSL_write(ssl_.get(), content.data(), static_cast<int>(content.size())) ==
             static_cast<int>(content.size()),
         "write");
}

Buffer LibsslEnd::read() {
    ERR_clear_error();
    Buffer out(1 << 15);
    const int got = SSL_read(ssl_.get(), out.data(), static_cast<int>(out.size()));
    if (got <= 0 && SSL_get_error(ssl_.get(), got) != SSL_ERROR_WANT_READ) fail("read");
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return out;
}

Buffer LibsslEnd::finished() const {
    Buffer out(64);
    out.resize(SSL_get_finished(ssl_.get(), out.data(), out.size()));
    return out;
}

Buffer LibsslEnd::peer_finished() const {
    Buffer out(64);
    out.resize(SSL_get_peer_finished(ssl_.get(), out.data(), out.size()));
    return out;
}

Buffer LibsslEnd::secret(const std::string& label) const {
    return static_cast<const KeyLog*>(SSL_get_ex_data(ssl_.get(), log_index()))->at(label);
}

Buffer LibsslEnd::export_keying_material(const std::string& label, std::optional<Buffer> context,
                                         std::size_t length) const {
    Buffer out(length);
    must(SSL_export_keying_material(ssl_.get(), out.data(), length, label.data(), label.size(),
                                    context ? context->data() : nullptr,
                                    context ? context->size() : 0, context ? 1 : 0) == 1,
         "exporter");
    return out;
}

}  // namespace oracle
