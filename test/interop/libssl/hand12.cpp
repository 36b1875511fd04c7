// Up to TLS 1.2: RFC 5246 7.3, figure 1; RFC 4492 (ECDHE), RFC 4279 (PSK), RFC 7627 (extended
// master secret).
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstring>

#include "test/interop/libssl/hand.h"

namespace oracle {
namespace {

template <typename Header>
Buffer blob(const Header& header, std::initializer_list<View> parts) {
    Buffer out(sizeof header);
    std::memcpy(out.data(), &header, sizeof header);
    for (const View part : parts) append(out, part);
    return out;
}

Buffer left_padded(View value, std::size_t length) {
    Buffer out(length - value.size());
    append(out, value);
    return out;
}

using PublicKey = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

PublicKey key_of_certificate(View der) {
    const unsigned char* at = der.data();
    const std::unique_ptr<X509, void (*)(X509*)> x(
        d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
    if (!x) throw std::runtime_error("a certificate");
    return {X509_get_pubkey(x.get()), EVP_PKEY_free};
}

Buffer number_of(const EVP_PKEY* key, const char* name) {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1) throw std::runtime_error(name);
    Buffer out(static_cast<std::size_t>(BN_num_bytes(value)));
    BN_bn2bin(value, out.data());
    BN_free(value);
    return out;
}

Buffer rsa_blob(const EVP_PKEY* key) {
    const Buffer modulus = number_of(key, "n"), exponent = number_of(key, "e");
    const BCRYPT_RSAKEY_BLOB header{
        BCRYPT_RSAPUBLIC_MAGIC, count(modulus) * 8, count(exponent), count(modulus), 0, 0};
    return blob(header, {exponent, modulus});
}

Buffer ecdsa_blob(const EVP_PKEY* key) {
    Buffer point(65);
    std::size_t length = 0;
    EVP_PKEY_get_octet_string_param(key, "pub", point.data(), point.size(), &length);
    return blob(BCRYPT_ECCKEY_BLOB{BCRYPT_ECDSA_PUBLIC_P256_MAGIC, 32}, {View(point).subspan(1)});
}

constexpr DWORD kFfdhe2048 = 256;
constexpr std::uint16_t kRsaPkcs1Sha256 = 0x0401, kDsaSha256 = 0x0402, kEcdsaSha256 = 0x0403;

std::uint16_t scheme_of(KeyKind kind) {
    if (kind == KeyKind::rsa) return kRsaPkcs1Sha256;
    return kind == KeyKind::dsa ? kDsaSha256 : kEcdsaSha256;
}

// RFC 7919 A.1, sent by value.
Buffer ffdhe2048_prime() {
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr), EVP_PKEY_CTX_free);
    std::array<char, 10> name{"ffdhe2048"};
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string("group", name.data(), 0), OSSL_PARAM_construct_end()};
    EVP_PKEY* made = nullptr;
    if (EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_params(context.get(), parameters.data()) != 1 ||
        EVP_PKEY_generate(context.get(), &made) != 1)
        throw std::runtime_error("ffdhe2048");
    const PublicKey key(made, EVP_PKEY_free);
    return number_of(key.get(), "p");
}

}  // namespace

// A key in NCrypt under a certificate: what SslOpenPrivateKey takes.
void Hand::open_private_key(KeyKind kind) {
    const Identity& own = identity(kind);
    must("NCryptOpenStorageProvider",
         NCryptOpenStorageProvider(storage_.out(), MS_KEY_STORAGE_PROVIDER, 0));
    must("NCryptImportKey",
         NCryptImportKey(storage_.get(), 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, nullptr,
                         stored_key_.out(), pointer(own.pkcs8), count(own.pkcs8), 0));
    const std::unique_ptr<const CERT_CONTEXT, BOOL (*)(PCCERT_CONTEXT)> certificate(
        CertCreateCertificateContext(X509_ASN_ENCODING, own.certificate.data(),
                                     count(own.certificate)),
        CertFreeCertificateContext);
    if (!certificate ||
        !CertSetCertificateContextProperty(certificate.get(), CERT_NCRYPT_KEY_HANDLE_PROP_ID,
                                           CERT_STORE_NO_CRYPT_RELEASE_FLAG,
                                           reinterpret_cast<const void*>(stored_key_.get())))
        throw std::runtime_error("certificate context");
    must("SslOpenPrivateKey",
         SslOpenPrivateKey(provider_.get(), private_key_.out(), certificate.get(), 0));
}

void Hand::import_certificate_key(View body) {
    Cursor cursor(body);
    Cursor list(cursor.vector(3));
    const View certificate = list.vector(3);
    peer_certificate_.assign(certificate.begin(), certificate.end());
    const PublicKey key = key_of_certificate(certificate);
    if (setup_.key == KeyKind::dsa) return;  // Ssl* has no blob for it: check() verifies it here
    const bool rsa = setup_.key == KeyKind::rsa;
    const Buffer imported = rsa ? rsa_blob(key.get()) : ecdsa_blob(key.get());
    must("SslImportKey of the certificate",
         SslImportKey(provider_.get(), peer_key_.out(),
                      rsa ? BCRYPT_RSAPUBLIC_BLOB : BCRYPT_ECCPUBLIC_BLOB, pointer(imported),
                      count(imported), 0));
}

// RFC 5246 4.7 and 7.4.8; RFC 2246 4.7: MD5 and SHA-1 one behind the other for RSA.
Buffer Hand::digest_to_sign(View signed_content) const {
    if (tls12_or_later()) return digest("SHA256", signed_content);
    const Buffer sha1 = digest("SHA1", signed_content);
    if (setup_.key != KeyKind::rsa) return sha1;
    return concat(digest("MD5", signed_content), sha1);
}

// With RSA and TLS 1.2 the name of the hash stands before it: it goes into the DigestInfo.
Buffer Hand::hash_value(View digest) const {
    if (!tls12_or_later() || setup_.key != KeyKind::rsa) return {digest.begin(), digest.end()};
    const std::u16string name(BCRYPT_SHA256_ALGORITHM);
    const auto* const units = reinterpret_cast<const std::uint8_t*>(name.c_str());
    return concat({units, 2 * (name.size() + 1)}, digest);
}
DWORD Hand::signature_flags() const {
    return tls12_or_later() && setup_.key == KeyKind::rsa ? NCRYPT_SSL_SIGN_INCLUDE_HASHOID : 0U;
}

// DigitallySigned: the scheme from TLS 1.2 on, the signature.
Buffer Hand::sign(View digest) {
    const Buffer value = hash_value(digest);
    DWORD length = 0;
    must("SslSignHash's length", SslSignHash(provider_.get(), private_key_.get(), pointer(value),
                                             count(value), nullptr, 0, &length, signature_flags()));
    Buffer signature(length), out;
    must("SslSignHash",
         SslSignHash(provider_.get(), private_key_.get(), pointer(value), count(value),
                     signature.data(), length, &length, signature_flags()));
    signature.resize(length);
    if (tls12_or_later()) number(out, scheme_of(setup_.key), 2);
    vector(out, 2, signature);
    return out;
}

void Hand::check(View digest, View signature) {
    if (setup_.key == KeyKind::dsa) {
        const PublicKey key = key_of_certificate(peer_certificate_);
        const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(
            EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
        if (EVP_PKEY_verify_init(context.get()) != 1 ||
            EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.data(),
                            digest.size()) != 1)
            throw std::runtime_error("the DSA signature");
        return;
    }
    const Buffer value = hash_value(digest);
    must("SslVerifySignature",
         SslVerifySignature(provider_.get(), peer_key_.get(), pointer(value), count(value),
                            pointer(signature), count(signature), signature_flags()));
}

// RFC 5246 7.4.3 and RFC 8422 5.4: the server's half of the exchange, signed.
void Hand::hear_key_exchange(View body) {
    Cursor cursor(body);
    if (setup_.exchange == Exchange::ecdhe) {
        cursor.number(1);
        const auto curve = static_cast<DWORD>(cursor.number(2));
        const View point = cursor.vector(1);
        import_share(curve, point);
        must("SslCreateEphemeralKey",
             SslCreateEphemeralKey(provider_.get(), ephemeral_.out(), setup_.version, setup_.suite,
                                   curve, 0, nullptr, 0, 0));
    } else {
        const View prime = cursor.vector(2), generator = cursor.vector(2), value = cursor.vector(2);
        import_dh_share(prime, generator, value);
        create_dh_key(prime, generator);
    }
    const View signed_part = body.first(body.size() - cursor.rest().size());
    if (tls12_or_later() && cursor.number(2) != scheme_of(setup_.key))
        throw std::runtime_error("another signature scheme than asked for");
    const Buffer content = concat(concat(client_random, server_random), signed_part);
    check(digest_to_sign(content), cursor.vector(2));
}

void Hand::import_share(DWORD curve, View value) {
    if (curve == kFfdhe2048) return import_dh_share(ffdhe2048_prime(), Buffer{2}, value);
    const Buffer imported = blob(SSL_ECCKEY_BLOB{curve, count(value)}, {value});
    must("SslImportKey of a share",
         SslImportKey(provider_.get(), peer_share_.out(), SSL_ECCPUBLIC_BLOB, pointer(imported),
                      count(imported), 0));
}

void Hand::import_dh_share(View prime, View generator, View value) {
    const Buffer imported =
        blob(BCRYPT_DH_KEY_BLOB{BCRYPT_DH_PUBLIC_MAGIC, count(prime)},
             {prime, left_padded(generator, prime.size()), left_padded(value, prime.size())});
    must("SslImportKey of a DH value",
         SslImportKey(provider_.get(), peer_share_.out(), BCRYPT_DH_PUBLIC_BLOB, pointer(imported),
                      count(imported), 0));
}

void Hand::create_dh_key(View prime, View generator) {
    const BCRYPT_DH_PARAMETER_HEADER header{static_cast<ULONG>(sizeof header + 2 * prime.size()),
                                            BCRYPT_DH_PARAMETERS_MAGIC, count(prime)};
    Buffer parameters = blob(header, {prime, left_padded(generator, prime.size())});
    must("SslCreateEphemeralKey",
         SslCreateEphemeralKey(provider_.get(), ephemeral_.out(), setup_.version, setup_.suite, 0,
                               count(prime) * 8, parameters.data(), count(parameters), 0));
    dh_prime_.assign(prime.begin(), prime.end());
}

// The public value of the own half, as it goes on the wire.
Buffer Hand::own_value() {
    const bool finite = setup_.exchange == Exchange::dhe || setup_.group == kFfdhe2048;
    DWORD length = 0;
    const LPCWSTR type = finite ? BCRYPT_DH_PUBLIC_BLOB : SSL_ECCPUBLIC_BLOB;
    must("SslExportKey's length",
         SslExportKey(provider_.get(), ephemeral_.get(), type, nullptr, 0, &length, 0));
    Buffer out(length);
    must("SslExportKey",
         SslExportKey(provider_.get(), ephemeral_.get(), type, out.data(), length, &length, 0));
    const std::size_t skipped = 8 + (finite ? 2 * ffdhe2048_prime().size() : 0);
    return {out.begin() + static_cast<std::ptrdiff_t>(skipped), out.end()};
}

Buffer Hand::key_exchange_parameters() {
    Buffer out;
    if (setup_.exchange == Exchange::ecdhe) {
        must("SslCreateEphemeralKey",
             SslCreateEphemeralKey(provider_.get(), ephemeral_.out(), setup_.version, setup_.suite,
                                   setup_.group, 0, nullptr, 0, 0));
        number(out, 3, 1);  // named_curve
        number(out, setup_.group, 2);
        vector(out, 1, own_value());
        return out;
    }
    const Buffer prime = ffdhe2048_prime();
    create_dh_key(prime, Buffer{2});
    vector(out, 2, prime);
    vector(out, 2, Buffer{2});
    vector(out, 2, own_value());
    return out;
}

void Hand::make_master(DWORD side) {
    const bool psk = setup_.exchange == Exchange::psk;
    if (psk) {
        const BCRYPT_KEY_DATA_BLOB_HEADER header{BCRYPT_KEY_DATA_BLOB_MAGIC,
                                                 BCRYPT_KEY_DATA_BLOB_VERSION1,
                                                 count(setup_.pre_shared_key)};
        const Buffer imported = blob(header, {setup_.pre_shared_key});
        must("SslImportKey of a pre-shared key",
             SslImportKey(provider_.get(), premaster_.out(), BCRYPT_KEY_DATA_BLOB,
                          pointer(imported), count(imported), 0));
    }
    must(
        "SslGenerateMasterKey",
        SslGenerateMasterKey(provider_.get(), psk ? premaster_.get() : ephemeral_.get(),
                             peer_share_.get(), master_.out(), setup_.version, setup_.suite,
                             parameters(setup_.extended_master_secret), nullptr, 0, nullptr, side));
}

// RFC 7627 3: the session hash goes up to ClientKeyExchange, so that message comes first.
void Hand::answer_key_exchange() {
    Buffer body;
    if (setup_.exchange == Exchange::rsa) return answer_rsa();
    if (setup_.exchange == Exchange::psk)
        vector(body, 2, Buffer{'o', 'r', 'a', 'c', 'l', 'e'});
    else
        vector(body, setup_.exchange == Exchange::dhe ? 2 : 1, own_value());
    send_handshake(message(kClientKeyExchange, body));
    session_hash_ = session_hash();
    make_master(NCRYPT_SSL_CLIENT_FLAG);
}

// In one step, or with an extended master secret in two.
void Hand::answer_rsa() {
    Buffer encrypted(256), body;
    DWORD length = 0;
    const bool two_steps = setup_.extended_master_secret;
    if (two_steps)
        must("SslGeneratePreMasterKey",
             SslGeneratePreMasterKey(provider_.get(), peer_key_.get(), premaster_.out(),
                                     setup_.version, setup_.suite, parameters(false),
                                     encrypted.data(), count(encrypted), &length,
                                     NCRYPT_SSL_CLIENT_FLAG));
    else
        must("SslGenerateMasterKey",
             SslGenerateMasterKey(provider_.get(), 0, peer_key_.get(), master_.out(),
                                  setup_.version, setup_.suite, parameters(false), encrypted.data(),
                                  count(encrypted), &length, NCRYPT_SSL_CLIENT_FLAG));
    encrypted.resize(length);
    vector(body, 2, encrypted);
    send_handshake(message(kClientKeyExchange, body));
    if (!two_steps) return;
    session_hash_ = session_hash();
    must("SslGenerateMasterKey of a premaster",
         SslGenerateMasterKey(provider_.get(), premaster_.get(), 0, master_.out(), setup_.version,
                              setup_.suite, parameters(true), nullptr, 0, nullptr,
                              NCRYPT_SSL_CLIENT_FLAG));
}

void Hand::make_session_keys() {
    must("SslGenerateSessionKeys",
         SslGenerateSessionKeys(provider_.get(), master_.get(), new_read_.out(), new_write_.out(),
                                parameters(false), 0));
}

void Hand::send_finished12(bool of_server) {
    Buffer& finished = of_server ? server_finished : client_finished;
    finished =
        finished_hash(master_.get(), of_server ? NCRYPT_SSL_SERVER_FLAG : NCRYPT_SSL_CLIENT_FLAG);
    send(kChangeCipherSpec, Buffer{1});
    write_ = std::move(new_write_);
    datagram() ? next_epoch(write_sequence_) : void(write_sequence_ = 0);
    send_handshake(message(kFinished, finished));
}

void Hand::receive_finished12(bool of_server) {
    Buffer& finished = of_server ? server_finished : client_finished;
    finished =
        finished_hash(master_.get(), of_server ? NCRYPT_SSL_SERVER_FLAG : NCRYPT_SSL_CLIENT_FLAG);
    if (next_record(kChangeCipherSpec) != Buffer{1}) throw std::runtime_error("change_cipher_spec");
    read_ = std::move(new_read_);
    datagram() ? next_epoch(read_sequence_) : void(read_sequence_ = 0);
    if (next_message(kFinished) != finished) throw std::runtime_error("libssl's Finished");
}

// RFC 5246 7.4.8: signed is the hash of all messages so far, with the scheme's hash.
Buffer Hand::certificate_verify() {
    const bool rsa = setup_.key == KeyKind::rsa;
    const NCRYPT_HASH_HANDLE hash =
        client_auth_hash_.get() != 0 ? client_auth_hash_.get() : hash_.get();
    Buffer value(64);
    DWORD length = 0;
    must("SslComputeClientAuthHash",
         SslComputeClientAuthHash(provider_.get(), master_.get(), hash,
                                  rsa ? BCRYPT_RSA_ALGORITHM : BCRYPT_ECDSA_ALGORITHM, value.data(),
                                  count(value), &length, 0));
    value.resize(length);
    if (value != digest_to_sign(transcript_)) throw std::runtime_error("the client's hash");
    return message(kCertificateVerify, sign(value));
}

void Hand::run_client() {
    Hello hello;
    hello.version = offered_ = setup_.version;
    hello.random = client_random;
    hello.suites = {setup_.suite};
    hello.extensions =
        client_extensions(setup_.version, setup_.extended_master_secret, setup_.group);
    send_handshake(client_hello(hello, datagram()));
    const Hello answer = read_server_hello(next_message(kServerHello));
    if (answer.version != setup_.version || answer.suites.at(0) != setup_.suite)
        throw std::runtime_error("another version or suite");
    if (answer.extensions.contains(kExtendedMasterSecret) != setup_.extended_master_secret)
        throw std::runtime_error("extended master secret");
    server_random = answer.random;
    create_hash();
    if (setup_.exchange != Exchange::psk) import_certificate_key(next_message(kCertificate));
    if (setup_.exchange == Exchange::dhe || setup_.exchange == Exchange::ecdhe)
        hear_key_exchange(next_message(kServerKeyExchange));
    if (setup_.client_certificate) next_message(kCertificateRequest);
    next_message(kServerHelloDone);
    if (setup_.client_certificate) {
        open_private_key(setup_.key);
        send_handshake(certificate_message());
    }
    answer_key_exchange();
    if (setup_.client_certificate) send_handshake(certificate_verify());
    make_session_keys();
    send_finished12(false);
    receive_finished12(true);
}

Buffer Hand::certificate_message() const {
    Buffer list, body;
    vector(list, 3, identity(setup_.key).certificate);
    vector(body, 3, list);
    return message(kCertificate, body);
}

void Hand::receive_key_exchange() {
    const Buffer body = next_message(kClientKeyExchange);
    Cursor cursor(body);
    session_hash_ = session_hash();
    if (setup_.exchange == Exchange::rsa) {
        const View encrypted = cursor.vector(2);
        must("SslImportMasterKey",
             SslImportMasterKey(provider_.get(), private_key_.get(), master_.out(), setup_.version,
                                setup_.suite, parameters(setup_.extended_master_secret),
                                pointer(encrypted), count(encrypted), NCRYPT_SSL_SERVER_FLAG));
        return;
    }
    if (setup_.exchange == Exchange::ecdhe) import_share(setup_.group, cursor.vector(1));
    if (setup_.exchange == Exchange::dhe) import_dh_share(dh_prime_, Buffer{2}, cursor.vector(2));
    make_master(NCRYPT_SSL_SERVER_FLAG);
}

void Hand::run_server() {
    const Hello hello = read_client_hello(next_message(kClientHello), datagram());
    offered_ = hello.version;
    client_random = hello.random;
    Hello answer;
    answer.version = setup_.version;
    answer.random = server_random;
    answer.suites = {setup_.suite};
    answer.extensions[kRenegotiationInfo] = {0};
    if (setup_.extended_master_secret) answer.extensions[kExtendedMasterSecret] = {};
    if (setup_.exchange == Exchange::ecdhe) answer.extensions[kPointFormats] = {1, 0};
    send_handshake(server_hello(answer));
    create_hash();
    if (setup_.exchange != Exchange::psk) {
        open_private_key(setup_.key);
        send_handshake(certificate_message());
    }
    if (setup_.exchange == Exchange::dhe || setup_.exchange == Exchange::ecdhe) {
        const Buffer offer = key_exchange_parameters();
        const Buffer content = concat(concat(client_random, server_random), offer);
        send_handshake(message(kServerKeyExchange, concat(offer, sign(digest_to_sign(content)))));
    }
    send_handshake(message(kServerHelloDone, {}));
    receive_key_exchange();
    make_session_keys();
    receive_finished12(false);
    send_finished12(true);
    if (!peer_complete_ && !peer_.step()) throw std::runtime_error("libssl did not finish");
}

}  // namespace oracle
