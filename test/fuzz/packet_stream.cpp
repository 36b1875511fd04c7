// Records of NULL and RC4 suites (packets.h).
#include "test/fuzz/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    static const auto samples = [] {
        auto made = fuzz::packets_of(crypto::CipherKind::null);
        for (const auto& sample : fuzz::packets_of(crypto::CipherKind::stream))
            made.push_back(sample);
        return made;
    }();
    fuzz::run_packet(samples, {data, size});
    return 0;
}
