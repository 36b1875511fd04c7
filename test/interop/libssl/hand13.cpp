// TLS 1.3: RFC 8446 2, figure 1, with certificates and (EC)DHE; no tickets, no early data.
#include <openssl/evp.h>

#include "test/interop/libssl/hand.h"

namespace oracle {
namespace {

constexpr std::uint16_t kRsaPssSha256 = 0x0804, kEcdsaP256Sha256 = 0x0403;

}  // namespace

void Hand::create_share() {
    must("SslCreateEphemeralKey",
         SslCreateEphemeralKey(provider_.get(), ephemeral_.out(), setup_.version, setup_.suite,
                               setup_.group, 0, nullptr, 0, 0));
}

// KeyShareEntry (4.2.8).
Buffer Hand::own_share() {
    Buffer out;
    number(out, setup_.group, 2);
    vector(out, 2, own_value());
    return out;
}

void Hand::hear_share(Cursor share) {
    if (share.number(2) != setup_.group) throw std::runtime_error("another group");
    import_share(setup_.group, share.vector(2));
}

// 7.1, down to the handshake traffic secrets; transcript: ClientHello...ServerHello.
void Hand::make_handshake_keys() {
    must("SslExtractEarlyKey", SslExtractEarlyKey(provider_.get(), 0, early_.out(), setup_.version,
                                                  setup_.suite, nullptr, 0));
    must("SslExtractHandshakeKey",
         SslExtractHandshakeKey(provider_.get(), ephemeral_.get(), peer_share_.get(), early_.get(),
                                handshake_.out(), nullptr, 0));
    must("SslExpandTrafficKeys",
         SslExpandTrafficKeys(provider_.get(), handshake_.get(), hash_.get(),
                              client_handshake.out(), server_handshake.out(), nullptr, 0));
    must("SslExtractMasterKey",
         SslExtractMasterKey(provider_.get(), handshake_.get(), master13_.out(), nullptr, 0));
}

// Transcript: ClientHello...server Finished.
void Hand::make_application_keys() {
    must("SslExpandTrafficKeys of the application",
         SslExpandTrafficKeys(provider_.get(), master13_.get(), hash_.get(), client_traffic.out(),
                              server_traffic.out(), nullptr, 0));
    must("SslExpandExporterMasterKey",
         SslExpandExporterMasterKey(provider_.get(), master13_.get(), hash_.get(), exporter.out(),
                                    nullptr, 0));
}

// The keys of a traffic secret take over, from sequence number 0.
void Hand::use_keys(SslHandle& direction, const SslHandle& traffic) {
    must("SslExpandWriteKey",
         SslExpandWriteKey(provider_.get(), traffic.get(), direction.out(), nullptr, 0));
    (&direction == &read_ ? read_sequence_ : write_sequence_) = 0;
}

// 4.4.3: what CertificateVerify signs, hashed.
Buffer Hand::certificate_verify_digest(bool of_server) const {
    Buffer content(64, 0x20);
    const std::string context =
        of_server ? "TLS 1.3, server CertificateVerify" : "TLS 1.3, client CertificateVerify";
    append(content, {reinterpret_cast<const std::uint8_t*>(context.c_str()), context.size() + 1});
    const bool sha384 = setup_.suite == 0x1302;
    append(content, digest(sha384 ? "SHA384" : "SHA256", transcript_));
    return digest("SHA256", content);
}

DWORD Hand::flags13() const {
    return setup_.key == KeyKind::rsa
               ? NCRYPT_SSL_SIGN_INCLUDE_HASHOID | NCRYPT_SSL_SIGN_USE_PSS_PADDING
               : 0U;
}

void Hand::check_certificate_verify(View digest_value) {
    const Buffer body = next_message(kCertificateVerify);
    Cursor cursor(body);
    if (cursor.number(2) != (setup_.key == KeyKind::rsa ? kRsaPssSha256 : kEcdsaP256Sha256))
        throw std::runtime_error("another signature scheme");
    const View signature = cursor.vector(2);
    const Buffer value = hash_value(digest_value);
    must("SslVerifySignature",
         SslVerifySignature(provider_.get(), peer_key_.get(), pointer(value), count(value),
                            pointer(signature), count(signature), flags13()));
}

Buffer Hand::certificate_verify13() {
    const Buffer value = hash_value(certificate_verify_digest(true));
    Buffer signature(512), body;
    DWORD length = 0;
    must("SslSignHash",
         SslSignHash(provider_.get(), private_key_.get(), pointer(value), count(value),
                     signature.data(), count(signature), &length, flags13()));
    signature.resize(length);
    number(body, setup_.key == KeyKind::rsa ? kRsaPssSha256 : kEcdsaP256Sha256, 2);
    vector(body, 2, signature);
    return message(kCertificateVerify, body);
}

void Hand::run_client13() {
    create_share();
    Hello hello;
    hello.version = 0x0303;
    hello.random = client_random;
    hello.suites = {setup_.suite};
    hello.extensions = client_extensions(setup_.version, false, setup_.group);
    Buffer shares;
    vector(shares, 2, own_share());
    hello.extensions[kKeyShare] = shares;
    send_handshake(client_hello(hello, false));
    const Hello answer = read_server_hello(next_message(kServerHello));
    server_random = answer.random;
    hear_share(Cursor(answer.extensions.at(kKeyShare)));
    create_hash();
    make_handshake_keys();
    use_keys(read_, server_handshake);
    use_keys(write_, client_handshake);
    next_message(kEncryptedExtensions);
    hear_certificate13();
    check_certificate_verify(certificate_verify_digest(true));
    server_finished = finished_hash(server_handshake.get(), NCRYPT_SSL_SERVER_FLAG);
    if (next_message(kFinished) != server_finished) throw std::runtime_error("libssl's Finished");
    make_application_keys();
    client_finished = finished_hash(client_handshake.get(), NCRYPT_SSL_CLIENT_FLAG);
    send_handshake(message(kFinished, client_finished));
    use_keys(read_, server_traffic);
    use_keys(write_, client_traffic);
    if (!peer_.step()) throw std::runtime_error("libssl did not finish");
}

// 4.4.2: request context, then entries with extensions.
void Hand::hear_certificate13() {
    const Buffer body = next_message(kCertificate);
    Cursor cursor(body);
    cursor.vector(1);
    Cursor list(cursor.vector(3));
    Buffer entry, as_in_12;
    vector(entry, 3, list.vector(3));
    vector(as_in_12, 3, entry);
    import_certificate_key(as_in_12);
}

void Hand::run_server13() {
    const Hello hello = read_client_hello(next_message(kClientHello), false);
    client_random = hello.random;
    Cursor shares(hello.extensions.at(kKeyShare));
    Cursor list(shares.vector(2));
    hear_share(list);
    create_share();
    Hello answer;
    answer.version = 0x0303;
    answer.random = server_random;
    answer.session_id = hello.session_id;
    answer.suites = {setup_.suite};
    answer.extensions[kSupportedVersions] = {3, 4};
    answer.extensions[kKeyShare] = own_share();
    send_handshake(server_hello(answer));
    create_hash();
    make_handshake_keys();
    use_keys(write_, server_handshake);
    use_keys(read_, client_handshake);
    send_handshake(message(kEncryptedExtensions, Buffer{0, 0}));
    open_private_key(setup_.key);
    Buffer entry, body{0};
    vector(entry, 3, identity(setup_.key).certificate);
    number(entry, 0, 2);
    vector(body, 3, entry);
    send_handshake(message(kCertificate, body));
    send_handshake(certificate_verify13());
    server_finished = finished_hash(server_handshake.get(), NCRYPT_SSL_SERVER_FLAG);
    send_handshake(message(kFinished, server_finished));
    make_application_keys();
    client_finished = finished_hash(client_handshake.get(), NCRYPT_SSL_CLIENT_FLAG);
    if (next_message(kFinished) != client_finished) throw std::runtime_error("libssl's Finished");
    use_keys(write_, server_traffic);
    use_keys(read_, client_traffic);
}

}  // namespace oracle
