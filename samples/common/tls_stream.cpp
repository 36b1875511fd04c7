// The coroutines behind tls_stream.h: each calls the channel, sends what it has to say, and
// receives when it wants more.
#include "samples/common/tls_stream.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace samples {
namespace {

namespace asio = boost::asio;

class TlsCategory final : public boost::system::error_category {
 public:
    const char* name() const noexcept override { return "schannel"; }
    std::string message(int value) const override {
        const std::string hint = status_hint(value);
        return status_name(value) + (hint.empty() ? "" : " (" + hint + ")");
    }
};

error_code tls_error(SECURITY_STATUS status) {
    return status == SEC_E_OK ? error_code() : error_code(status, tls_category());
}

}  // namespace

const boost::system::error_category& tls_category() {
    static const TlsCategory category;
    return category;
}

awaitable<error_code> TlsStream::send() {
    error_code error;
    const auto output = channel_.take_output();
    if (!output.empty())
        co_await asio::async_write(socket_, asio::buffer(output),
                                   asio::redirect_error(asio::use_awaitable, error));
    co_return error;
}

// As much as there is, but at least what is missing: so a large record takes few calls.
awaitable<error_code> TlsStream::receive() {
    error_code error;
    std::array<std::uint8_t, 16 * 1024 + 512> block;
    const std::size_t least = std::min(channel_.missing(), block.size());
    const std::size_t count =
        co_await asio::async_read(socket_, asio::buffer(block), asio::transfer_at_least(least),
                                  asio::redirect_error(asio::use_awaitable, error));
    channel_.put(std::span(block).first(count));
    if (error == asio::error::eof) error = tls_error(SEC_E_INCOMPLETE_MESSAGE);
    co_return error;
}

// The alert of a failed call is sent, too; the failure is what counts.
awaitable<error_code> TlsStream::send_for(SECURITY_STATUS status) {
    const error_code sent = co_await send();
    co_return status != SEC_E_OK ? tls_error(status) : sent;
}

awaitable<error_code> TlsStream::handshake() {
    for (;;) {
        const SECURITY_STATUS status = channel_.handshake();
        if (status != SEC_E_INCOMPLETE_MESSAGE) co_return co_await send_for(status);
        if (const error_code error = co_await send()) co_return error;
        if (const error_code error = co_await receive()) co_return error;
    }
}

awaitable<error_code> TlsStream::read(std::string& text) {
    for (;;) {
        const SECURITY_STATUS status = channel_.decrypt(text);
        if (status == SEC_I_CONTEXT_EXPIRED) co_return asio::error::eof;
        if (status != SEC_E_INCOMPLETE_MESSAGE) co_return co_await send_for(status);
        if (const error_code error = co_await send()) co_return error;
        if (const error_code error = co_await receive()) co_return error;
    }
}

awaitable<error_code> TlsStream::write(std::string_view text) {
    co_return co_await send_for(channel_.encrypt(text));
}

awaitable<error_code> TlsStream::close() { co_return co_await send_for(channel_.close()); }

}  // namespace samples
