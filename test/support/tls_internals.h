// The connection behind a context's handle, for tests that send what no program can ask for.
#pragma once

#include "sspi/dispatch/handles.h"
#include "sspi/schannel/context.h"
#include "test/support/tls_pair.h"

namespace secur32::schannel {

struct ContextTests {
    static Connection& connection(Context& context) { return context.connection_; }
};

}  // namespace secur32::schannel

namespace secur32::test {

// Of a connected end.
inline schannel::Connection& connection_of(TlsEnd& end) {
    const auto open = dispatch::contexts().find(end.context.dwLower);
    return schannel::ContextTests::connection(
        dynamic_cast<schannel::Context&>(*open->established().value()));
}

// Any content as records behind the end's output, under its key.
inline void send_as(TlsEnd& end, schannel::ContentType type, const Octets& content) {
    if (connection_of(end).sender.write(type, content, end.output) != Status::ok)
        throw std::runtime_error("Sender::write");
}

}  // namespace secur32::test
