// A record costs no memory, whatever its pieces: every malloc of the process is counted
// (test/bench/heap.h).
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <gtest/gtest.h>

#include "test/bench/heap.h"
#include "test/unit/sspi/schannel/record_pairs.h"

namespace secur32::schannel {
namespace {

TEST(RecordAllocation, DoesNotHappen) {
    for (const Version version : {Version::tls10, Version::tls12, Version::tls13})
        for (const bool split : {false, true})
            for (const std::size_t size : {0u, 1u, 64u, 1024u, 16384u}) {
                test::RecordPair pair(version);
                pair.sender.set_split_records(split);
                Buffer header(pair.sender.header_length()), trailer(pair.sender.trailer_room());
                Buffer data = test::record_text(size);
                const MutableBytes all(data);
                const Segment whole{all, true};
                const Segment pieces[] = {{all.last(size / 2), true},
                                          {all.first(size - size / 2), true}};
                OutgoingRecord one{header, {&whole, 1}, trailer}, two{header, pieces, trailer};
                const std::uint64_t before = bench::allocations();
                const bool good = pair.sender.protect(one) == Status::ok &&
                                  pair.sender.protect(two) == Status::ok;
                const std::uint64_t after = bench::allocations();
                EXPECT_TRUE(good);
                EXPECT_EQ(after, before) << size;

                Buffer record =
                    pair.foreign.seal(0, ContentType::application_data, test::record_text(size));
                const std::uint64_t opening = bench::allocations();
                const bool found = pair.receiver.find_record(record).ok();
                const bool opened = pair.receiver.open(record).ok();
                EXPECT_EQ(bench::allocations(), opening) << size;
                EXPECT_TRUE(found && opened);
            }
}

}  // namespace
}  // namespace secur32::schannel
