// Records cost no memory: every malloc of the process is counted (test/bench/heap.h), libcrypto's
// too.  Not in sanitizers' builds, which have a malloc of their own.
#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <openssl/err.h>

#include "test/bench/heap.h"
#include "test/support/packet_samples.h"

namespace secur32::provider {
namespace {

using test::packet_samples;
using test::PacketSample;

TEST(PacketKeyAllocation, IsSeenByTheCounter) {
    const std::uint64_t before = bench::allocations();
    { const Buffer memory(100); }
    EXPECT_EQ(bench::allocations(), before + 1);
}

TEST(PacketKeyAllocation, DoesNotHappenForARecord) {
    std::size_t records = 0;
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        PacketKey writer = sample.writer(), reader = sample.reader();
        const std::size_t header = writer.lengths().header;
        std::uint64_t sequence = 0;
        for (const std::size_t size : {0u, 1u, 64u, 300u, 16384u}) {
            const std::size_t trailer = writer.trailer_length(size);
            Buffer record(header + size + trailer), head(header), content(size), tail(trailer);
            const MutableBytes all(record);
            const auto type = ContentType::application_data;
            const std::uint64_t before = bench::allocations();
            bool good = writer.protect(type, sequence, all.first(header), all.subspan(header, size),
                                       all.last(trailer)) == Status::ok;
            good = good && reader.unprotect(sequence++, record).ok();
            good = good && writer.protect(type, sequence, Bytes(content), all) == Status::ok;
            good = good && reader.unprotect(sequence++, record).ok();
            good = good && writer.protect(type, sequence, head, content, tail) == Status::ok;
            const std::uint64_t after = bench::allocations();
            EXPECT_TRUE(good);
            EXPECT_EQ(after, before) << size;
            // What was sealed in pieces is opened too, for the sake of chained records.
            std::ranges::copy(
                tail, std::ranges::copy(content, std::ranges::copy(head, record.begin()).out).out);
            EXPECT_TRUE(reader.unprotect(sequence++, record).ok());
            records += 5;
        }
    }
    std::cout << records << " records, no allocation\n";
}

}  // namespace
}  // namespace secur32::provider
