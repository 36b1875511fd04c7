// A TLS connection without its socket: what the peer sent goes in, what the peer must get comes
// out.  Here Schannel's rules for buffers are kept: records come in pieces (MISSING) or several at
// once (EXTRA), tokens are to be sent even with a failure, and a TLS 1.3 peer may send handshake
// messages whenever it likes (SEC_I_RENEGOTIATE).
//
//                     put()                              take_output()
//     socket --------------------> TlsChannel --------------------------------> socket
//                                  handshake(), encrypt(), decrypt(), close()
//
// Nothing here waits or knows a socket; tls_stream.h does, for Boost.Asio.  Not for two threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "samples/common/handles.h"
#include "samples/common/names.h"

namespace samples {

struct TlsSetup {
    Role role = Role::client;
    PCredHandle credential = nullptr;    // of Schannel; must outlive the channel
    std::string server_name;             // client: goes into SNI, and the certificate must have it
    std::vector<std::string> protocols;  // ALPN, the most wanted first; none: no ALPN
    bool ask_for_certificate = false;    // server: of the client, which need not have one
};

class TlsChannel {
 public:
    explicit TlsChannel(TlsSetup setup) : setup_(std::move(setup)) {}

    // These two answer SEC_E_INCOMPLETE_MESSAGE when they need more from the peer: send
    // take_output(), receive missing() bytes or more, put() them, call again.  After any other
    // answer there may be something to send, too; with a failure it is the alert that tells the
    // peer why.
    SECURITY_STATUS handshake();
    // SEC_E_OK: `text` has grown.  SEC_I_CONTEXT_EXPIRED: the peer has sent all it wanted to.
    SECURITY_STATUS decrypt(std::string& text);

    // After the handshake; text of any length.
    SECURITY_STATUS encrypt(std::string_view text);
    // Tells the peer that nothing more comes (close_notify).  Decrypting may go on.
    SECURITY_STATUS close();

    void put(std::span<const std::uint8_t> received);
    std::size_t missing() const { return missing_; }
    std::vector<std::uint8_t> take_output() { return std::exchange(output_, {}); }

    // For QueryContextAttributes.
    PCtxtHandle context() { return context_.get(); }

 private:
    SECURITY_STATUS step();
    SECURITY_STATUS call(PSecBufferDesc input);
    SECURITY_STATUS read_sizes();
    SECURITY_STATUS encrypt_record(std::string_view piece);
    void keep_last(std::size_t count);

    TlsSetup setup_;
    Context context_;
    std::vector<std::uint8_t> input_;   // received, not yet consumed
    std::vector<std::uint8_t> output_;  // not yet sent
    std::size_t missing_ = 1;
    SecPkgContext_StreamSizes sizes_{};
    bool go_on_without_certificate_ = false;
    bool message_pending_ = false;  // DecryptMessage found a handshake message
};

}  // namespace samples
