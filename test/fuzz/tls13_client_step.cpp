// The client of TLS 1.3, fed with handshake messages: test/fuzz/tls13_step.h.
#include "test/fuzz/tls13_step.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    secur32::fuzz::run_tls13_client({data, size});
    return 0;
}
