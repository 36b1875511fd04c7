// Records of AEAD suites in TLS 1.2 and DTLS 1.2 (packets.h).
#include "test/fuzz/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    static const auto samples = fuzz::packets_of(crypto::CipherKind::aead);
    fuzz::run_packet(samples, {data, size});
    return 0;
}
