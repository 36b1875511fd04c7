// A TLS context of either role: what feeds a machine with records until it is connected, and what
// protects data from then on.  Tokens are records (RFC 8446 5, RFC 5246 6.2).
//
//   step  -------- input ---> record -> opened in a copy -> handshake: MessageReader -> Machine
//                             ...                           change_cipher_spec       -> Machine
//         <------- output --- records that the machine made  alert                   -> here
//
//   unprotect ---- record, in place: application data -> the caller
//                                    a handshake message waits in the MessageReader:
//                                    RecordVerdict::renegotiate, then no unprotect until step gave
//                                    it to the machine
//   protect   ---- Sender, whatever the other direction does
//
// Not here: what a message means (client12.h .. server13.h), what a record looks like (records.h).
// Thread rule: protect beside anything else; step and unprotect exclude each other.
#pragma once

#include <memory>
#include <optional>

#include "sslprovider/base/small_lock.h"
#include "sspi/core/package.h"
#include "sspi/schannel/attributes.h"
#include "sspi/schannel/connection.h"
#include "sspi/schannel/handshake.h"
#include "sspi/schannel/message_reader.h"

namespace secur32::schannel {

class Context final : public secur32::Context {
 public:
    Context(Role role, std::shared_ptr<const Credential> credential);

    // incomplete_message: not one whole record was there; nothing has happened, exchange.missing
    // octets are wanted.  exchange.unread octets of the input are the next call's.
    Result<Progress> step(Exchange& exchange) override;

    Status protect(OutgoingRecord& record) override;
    // A record that does not open ends reading, not writing: later calls are context_expired, and a
    // shutdown tells the peer why instead of close_notify.
    Result<IncomingRecord> unprotect(MutableBytes input, std::size_t& missing) override;
    using secur32::Context::protect;
    using secur32::Context::unprotect;

    Status control(const ControlToken& token) override;
    bool goes_on() const override { return true; }

    Result<AttributeValue> query(Attribute attribute) const override;
    Status set(const ContextSetting& setting) override;
    Result<SecureBytes> export_keying_material(const KeyingMaterialRequest& request) const override;

 private:
    friend struct ContextTests;
    enum class Reading : std::uint8_t { open, message_waits, closed, refused };

    // The handshake.
    Result<Progress> take_leg(Exchange& exchange);
    Status begin(const Exchange& exchange);
    Result<Progress> shake_hands(Exchange& exchange);
    bool resume(const Exchange& exchange, Bytes& rest, Status& status);
    Result<std::size_t> take_records(Bytes& rest, std::size_t& missing);
    Status take_record(Bytes input);
    bool is_plain_alert(Bytes record) const;
    Status take_alert(Bytes content);
    Status take_messages();
    Status take_change_cipher_spec(Bytes content);
    bool pauses() const;
    Result<Progress> pause(Exchange& exchange, Bytes rest);
    Result<Progress> finish(Exchange& exchange);
    // Behind it.
    Result<Progress> go_on(Exchange& exchange);
    Result<Progress> shut_down(Exchange& exchange);
    Result<IncomingRecord> open(MutableBytes record);
    Status take_opened(const OpenedRecord& opened, IncomingRecord& incoming);
    // Both.
    Status give(const HandshakeMessage& message);
    Result<bool> hear_alert(Bytes content);
    void grant(Exchange& exchange);
    bool knows_peer() const;
    void refuse(Status status, Exchange& exchange);
    Buffer farewell(Status status);
    std::size_t message_limit() const;
    FileTime expiry() const;

    Connection connection_;
    std::unique_ptr<Machine> machine_;
    MessageReader reader_;
    std::optional<HandshakeMessage> waiting_;  // of reader_; with Reading::message_waits
    std::unique_ptr<Settings> settings_;       // null: nothing was said
    Features features_, granted_;
    // What of the input was used before a pause: a program shows it again, or has taken it away.
    Buffer seen_;
    bool paused_ = false;
    std::optional<Alert> control_;  // ApplyControlToken's
    std::optional<Alert> owed_;     // of a record that did not open
    SmallLock receiving_;
    Reading reading_ = Reading::open;
    bool peer_ended_ = false, shut_down_ = false;
    std::uint8_t warnings_ = 0, ignored_ = 0, messages_in_a_row_ = 0;
};

}  // namespace secur32::schannel
