// Our end: a TLS client or server driven by hand over the exported Ssl* functions, one call after
// the other as the flow of RFC 5246 7.3 and RFC 8446 2 has them.  Every hash that is signed or
// verified is computed here with libcrypto over a transcript kept beside the handshake hash.
#pragma once

#include <sslprovider.h>
#include <winerror.h>

#include <array>
#include <utility>

#include "test/interop/libssl/libssl_end.h"

namespace oracle {

// A handle, freed by what frees its kind.
template <SECURITY_STATUS (*Free)(NCRYPT_HANDLE)>
class Handle {
 public:
    Handle() = default;
    Handle(Handle&& other) noexcept : value_(std::exchange(other.value_, 0)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Handle() {
        if (value_ != 0) static_cast<void>(Free(value_));
    }
    NCRYPT_HANDLE get() const { return value_; }
    // For a function that makes one.
    NCRYPT_HANDLE* out() {
        *this = Handle();
        return &value_;
    }

 private:
    NCRYPT_HANDLE value_ = 0;
};
inline SECURITY_STATUS free_ssl(NCRYPT_HANDLE handle) { return SslFreeObject(handle, 0); }
inline SECURITY_STATUS free_storage(NCRYPT_HANDLE handle) { return NCryptFreeObject(handle); }
using SslHandle = Handle<&free_ssl>;
using StorageHandle = Handle<&free_storage>;

enum class Exchange { rsa, dhe, ecdhe, psk, tls13 };

struct HandSetup {
    std::uint16_t version = 0x0303;
    std::uint16_t suite = 0;
    Exchange exchange = Exchange::rsa;
    KeyKind key = KeyKind::rsa;  // of the server's certificate
    std::uint16_t group = 29;
    bool extended_master_secret = false;
    bool client_certificate = false;
    Buffer pre_shared_key;
};

class Hand {
 public:
    Hand(LibsslEnd& peer, const HandSetup& setup);

    void run_client();  // up to TLS 1.2
    void run_server();
    void run_client13();
    void run_server13();

    void send_text(View content);
    Buffer receive_text();

    // What the two sides are compared by.
    Buffer client_finished, server_finished;
    Buffer exported_master();  // the opaque blob
    Buffer exported(NCRYPT_KEY_HANDLE key) const;
    Buffer export_keying_material(const std::string& label, std::optional<Buffer> context,
                                  std::size_t length);
    SslHandle client_handshake, server_handshake, client_traffic, server_traffic, exporter;
    Buffer client_random, server_random;

 private:
    // hand.cpp: records and messages
    void send(Type type, View content);
    void send_handshake(View message);
    Buffer next_record(Type type);
    Buffer next_message(Message type);
    void absorb(View message);
    Buffer session_hash() const;
    Buffer finished_hash(NCRYPT_KEY_HANDLE key, DWORD flag) const;
    NCryptBufferDesc* parameters(bool with_session_hash);
    void create_hash();
    bool datagram() const { return setup_.version >= 0xFE00; }
    bool tls12_or_later() const {
        return datagram() ? setup_.version == 0xFEFD : setup_.version >= 0x0303;
    }
    Buffer with_fragment_fields(View message);
    static void next_epoch(ULONGLONG& sequence) { sequence = ((sequence >> 48) + 1) << 48; }

    // hand12.cpp
    void open_private_key(KeyKind kind);
    void import_certificate_key(View body);
    void import_share(DWORD curve, View value);
    void import_dh_share(View prime, View generator, View value);
    void create_dh_key(View prime, View generator);
    Buffer own_value();
    Buffer digest_to_sign(View signed_content) const;
    Buffer hash_value(View digest) const;
    DWORD signature_flags() const;
    Buffer sign(View digest);
    void check(View digest, View signature);
    void hear_key_exchange(View body);
    Buffer key_exchange_parameters();
    void answer_key_exchange();
    void answer_rsa();
    void receive_key_exchange();
    void make_master(DWORD side);
    void make_session_keys();
    Buffer certificate_message() const;
    Buffer certificate_verify();
    void send_finished12(bool of_server);
    void receive_finished12(bool of_server);

    // hand13.cpp
    void create_share();
    Buffer own_share();
    void hear_share(Cursor share);
    void make_handshake_keys();
    void make_application_keys();
    void use_keys(SslHandle& direction, const SslHandle& traffic);
    Buffer certificate_verify_digest(bool of_server) const;
    DWORD flags13() const;
    void hear_certificate13();
    void check_certificate_verify(View digest_value);
    Buffer certificate_verify13();

    LibsslEnd& peer_;
    HandSetup setup_;
    SslHandle provider_, hash_, ephemeral_, peer_key_, peer_share_, private_key_, master_;
    SslHandle premaster_, read_, write_, new_read_, new_write_, client_auth_hash_;
    SslHandle early_, handshake_, master13_;
    StorageHandle storage_, stored_key_;
    ULONGLONG read_sequence_ = 0, write_sequence_ = 0;
    Buffer incoming_, messages_, transcript_, session_hash_, dh_prime_, peer_certificate_;
    bool peer_complete_ = false;
    std::uint16_t message_sequence_ = 0;  // DTLS
    std::uint16_t offered_ = 0;
    DWORD highest_ = 0;
    std::array<NCryptBuffer, 4> buffers_{};
    NCryptBufferDesc list_{};
};

// For parameters that are only read.
inline PBYTE pointer(View bytes) { return const_cast<PBYTE>(bytes.data()); }
inline DWORD count(View bytes) { return static_cast<DWORD>(bytes.size()); }

// Throws unless it is ERROR_SUCCESS.
void must(const char* what, SECURITY_STATUS status);
Buffer digest(const char* algorithm, View content);

}  // namespace oracle
