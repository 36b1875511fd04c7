// AV pairs: what is accepted is its own re-encoding, pair by pair.
#include "sspi/ntlm/av_pairs.h"

#include "test/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    const auto parsed = ntlm::AvPairs::parse({data, size});
    if (!parsed.ok()) return 0;
    const ntlm::AvPairs& pairs = parsed.value();
    fuzz::require(pairs.raw().data() == data && pairs.raw().size() <= size);
    ntlm::AvPairsWriter writer;
    pairs.for_each([&](const ntlm::AvPair& pair) {
        writer.value(pair.id, pair.value);
        const auto found = pairs.find(pair.id);
        fuzz::require(!found || fuzz::same(*found, pair.value));
        fuzz::require(found.has_value() == (static_cast<unsigned>(pair.id) < ntlm::kKnownAvIds));
    });
    for (unsigned id = 1; id < ntlm::kKnownAvIds; ++id) (void)pairs.text(ntlm::AvId(id));
    (void)pairs.flags();
    (void)pairs.timestamp();
    (void)pairs.channel_bindings();
    const auto written = writer.finish();
    if (!written.ok()) return 0;  // longer than a target info can be
    fuzz::require(fuzz::same(written.value(), pairs.raw()));
    return 0;
}
