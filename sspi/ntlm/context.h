// An NTLM context of either role: a Handshake until it is established, a Session from then on.
#pragma once

#include <memory>

#include "sspi/core/package.h"
#include "sspi/ntlm/handshake.h"
#include "sspi/ntlm/session.h"

namespace secur32::ntlm {

class Context final : public secur32::Context {
 public:
    explicit Context(std::unique_ptr<Handshake> handshake) : handshake_(std::move(handshake)) {}
    explicit Context(std::unique_ptr<Session> session) : session_(std::move(session)) {}

    Result<Progress> step(Exchange& exchange) override;
    Result<Progress> complete(Bytes token) override;

    Status protect(Message& message) override;
    Status unprotect(Message& message) override;
    Status sign(Message& message) override;
    Status verify(Message& message) override;
    Result<MutableBytes> unprotect_stream(MutableBytes stream,
                                          std::uint32_t sequence_number) override;

    Result<AttributeValue> query(Attribute attribute) const override;
    Status set(const ContextSetting& setting) override;
    Result<SecureBytes> pack(bool reset_sequence) const override;

 private:
    Result<Progress> enter_after(Result<Progress> progress);
    Result<AttributeValue> query_established(Attribute attribute) const;

    // One of the two; neither after a failure.
    std::unique_ptr<Handshake> handshake_;
    std::unique_ptr<Session> session_;
};

}  // namespace secur32::ntlm
