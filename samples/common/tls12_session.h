// One TLS 1.2 connection over Ssl*: which handshake messages were hashed, which keys protect what
// is sent and received, and the sequence numbers, which the SSL provider leaves to its caller.
#pragma once

#include <string>

#include "samples/common/ssl_handles.h"
#include "samples/common/tls12_messages.h"

namespace samples::tls12 {

class Session {
 public:
    Session(tcp::socket& socket, NCRYPT_PROV_HANDLE provider, bool server)
        : socket_(socket), provider_(provider), server_(server) {}

    Random client_random{}, server_random{};
    std::uint16_t suite = 0;

    // Sends a handshake message, protected once the keys for writing are in use.
    bool send_message(View message);
    // The body of the next message, which must be of this type.
    bool receive_message(MessageType type, Bytes& body);
    // Hashing begins when the suite is known; what was sent and received before is hashed now.
    bool start_hash();

    // The parameters that every derivation takes: both randoms.
    NCryptBufferDesc* randoms();
    NCRYPT_KEY_HANDLE* master_key() { return master_.out(); }
    // SslGenerateSessionKeys: from the master key, a key for reading and one for writing.
    bool make_session_keys();
    // change_cipher_spec and Finished, each way.
    bool send_finished();
    bool receive_finished();

    bool send_text(const std::string& text);
    std::optional<std::string> receive_text();
    bool send_close();

 private:
    bool hash(View message);
    bool send_protected(ContentType type, View content);
    // The next record, opened when there are keys for that; its type must be this one.
    std::optional<Bytes> receive(ContentType type);
    std::optional<std::array<std::uint8_t, 12>> verify_data(bool of_server) const;

    tcp::socket& socket_;
    NCRYPT_PROV_HANDLE provider_;
    bool server_;
    SslObject hash_, master_, read_, write_;
    bool reading_protected_ = false, writing_protected_ = false;
    std::uint64_t read_sequence_ = 0, write_sequence_ = 0;
    Bytes early_;     // messages before the suite was known
    Bytes incoming_;  // handshake messages that came in one record with the last one
    std::array<NCryptBuffer, 2> buffers_{};
    NCryptBufferDesc list_{};
};

// False, and the reason printed, for anything but success.
bool succeeded(const char* what, SECURITY_STATUS status);

}  // namespace samples::tls12
