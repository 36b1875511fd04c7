// NEGOTIATE_MESSAGE: what is accepted is written in Windows' layout and reads the same again.
#include "sspi/ntlm/messages.h"
#include "test/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    const auto parsed = ntlm::parse_negotiate({data, size});
    if (!parsed.ok()) return 0;
    const auto written = ntlm::write(parsed.value());
    fuzz::require(written.ok());
    const auto again = ntlm::parse_negotiate(written.value());
    fuzz::require(again.ok());
    const ntlm::NegotiateMessage &a = parsed.value(), &b = again.value();
    fuzz::require(a.negotiate_flags == b.negotiate_flags);
    fuzz::require(fuzz::same(a.domain_name, b.domain_name));
    fuzz::require(fuzz::same(a.workstation_name, b.workstation_name));
    fuzz::require(!a.version || a.version == b.version);
    return 0;
}
