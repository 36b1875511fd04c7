// libssl at the other end, over memory: what it sends, what it says it derived.
#pragma once

#include <memory>
#include <string>

#include "test/interop/libssl/wire.h"

struct ssl_st;
struct ssl_ctx_st;
struct evp_pkey_st;
struct x509_st;

namespace oracle {

// A self-signed certificate and its key.
struct Identity {
    Buffer certificate;  // DER
    Buffer pkcs8;        // PrivateKeyInfo, DER
};
enum class KeyKind { rsa, ecdsa, dsa };
const Identity& identity(KeyKind kind);  // made once per process

struct LibsslSetup {
    bool server = false;
    int version = 0x0303;
    std::string cipher;  // OpenSSL's name; TLS 1.3: the RFC's
    std::string group;   // empty: its default
    KeyKind key = KeyKind::rsa;
    Buffer pre_shared_key;  // for PSK suites
    bool demand_client_certificate = false;
};

class LibsslEnd {
 public:
    explicit LibsslEnd(const LibsslSetup& setup);
    ~LibsslEnd();

    void put(View bytes);
    Buffer take();  // what it wants to send
    // One go at the handshake; true when it is complete.  Throws with libssl's reason.
    bool step();
    void write(View content);
    Buffer read();                 // empty when there is nothing
    Buffer finished() const;       // its own verify_data
    Buffer peer_finished() const;  // the one that it got
    // A secret that it logged: "CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", ...
    Buffer secret(const std::string& label) const;
    Buffer export_keying_material(const std::string& label, std::optional<Buffer> context,
                                  std::size_t length) const;

 private:
    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
};

}  // namespace oracle
