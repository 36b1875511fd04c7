// The server of TLS 1.0 to 1.2, fed with handshake messages: test/fuzz/tls12_step.h.
#include "test/fuzz/tls12_step.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    secur32::fuzz::run_tls12({data, size}, false);
    return 0;
}
