// What a client and a server of TLS 1.0 to 1.2 do alike: run an event through the table, derive the
// keys, change them, prove and judge the handshake with Finished (RFC 5246 6.3, 7.1, 7.4.9, 8.1).
// Not here: who says what, and when (client12.h, server12.h).
#pragma once

#include <memory>
#include <optional>

#include "sspi/core/steps.h"
#include "sspi/schannel/handshake.h"

namespace secur32::schannel {

class Machine12 : public Machine {
 public:
    Buffer take_output() override;
    Handshake* handshake() override { return handshake_.get(); }

    void heard(Event event, Bytes body);

 protected:
    explicit Machine12(std::unique_ptr<Handshake> handshake);

    template <typename Self>
    static Status run(Self& self, Event event, Bytes whole) {
        Machine12& machine = self;
        if (machine.failed_) return Self::kUnexpected;
        const Bytes body = is_handshake(event) ? whole.subspan(kHeaderLength) : Bytes{};
        machine.whole_ = whole;
        const Status status = take(self, event, body);
        machine.whole_ = {};
        machine.failed_ = status != Status::ok;
        return status;
    }

    Connection& connection() { return connection_; }
    const provider::CipherSuite& suite() const { return *connection_.suite; }
    provider::Side own_side() const;
    provider::Side peer_side() const;

    // Version and suite are known.
    void settle(Version version, const provider::CipherSuite& suite);
    // RFC 7627 4: the hash up to and including ClientKeyExchange; none without extended master
    // secret.
    std::optional<crypto::Digest> session_hash() const;
    Status adopt_master(provider::MasterKey master);
    // Limits of records: the peer's at once, the own one from the read key on.
    void limit_records(std::size_t send, std::size_t receive);

    // ChangeCipherSpec and Finished of this side.
    Status send_finished();
    // RFC 5246 7.1: the peer's next record is under the keys just negotiated.
    Status start_reading();
    Status check_finished(Bytes body);
    // Nothing but the connection is left.
    Status finish();
    // RFC 5246 7.2.2: no_renegotiation "must always be a warning".
    Status refuse_renegotiation();

    Status check_nothing(Bytes) { return Status::ok; }
    Status check_empty(Bytes body);
    Status check_server_key(const x509::OwnedCertificate& leaf) const;

    std::unique_ptr<Handshake> handshake_;

 private:
    static constexpr std::size_t kHeaderLength = 4;

    void trace_agreement() const;

    Connection& connection_;
    bool failed_ = false;
    Bytes whole_;    // the message in hand
    Buffer output_;  // what the handshake left, and alerts
    std::optional<provider::PacketKey> read_key_, write_key_;
    std::size_t receive_limit_ = 0;  // 0: not negotiated
};

}  // namespace secur32::schannel
