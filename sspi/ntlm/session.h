// An established context: the two directions that protect messages ([MS-NLMP] 3.4), and what is
// known about the peers.
//
// Thread rule: protect and sign on one thread, unprotect and verify on another, at once; two
// threads in the same direction wait for each other.  pack waits for both.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "sslprovider/base/small_lock.h"
#include "sspi/core/package.h"
#include "sspi/ntlm/handshake.h"
#include "sspi/ntlm/sealing.h"

namespace secur32::ntlm {

class Session {
 public:
    explicit Session(Outcome outcome);

    const Outcome& outcome() const { return outcome_; }

    // EncryptMessage: encrypts the segments that are to be encrypted and signs all.  Where none is
    // to be, sealing need not have been negotiated.
    Status protect(Message& message);
    Status unprotect(Message& message);
    Status sign(Message& message);
    Status verify(Message& message);
    // Signature | data, as GSS-like programs send it.
    Result<MutableBytes> unprotect_stream(MutableBytes stream, std::uint32_t sequence_number);

    Result<SecureBytes> pack(bool reset_sequence) const;
    // What pack() gave, every length of it judged.  Status::invalid_token.
    static Result<std::unique_ptr<Session>> unpack(Bytes packed);

 private:
    using Lock = std::lock_guard<SmallLock>;

    // Without extended session security there is one state for both directions.
    bool shared() const { return shares_state(outcome_.flags); }
    Direction& incoming() { return shared() ? outgoing_ : *incoming_; }
    SmallLock& incoming_lock() const { return shared() ? outgoing_lock_ : incoming_lock_; }
    Status restore(Bytes outgoing, Bytes incoming);

    const Outcome outcome_;
    Direction outgoing_;
    std::optional<Direction> incoming_;
    mutable SmallLock outgoing_lock_, incoming_lock_;
};

}  // namespace secur32::ntlm
