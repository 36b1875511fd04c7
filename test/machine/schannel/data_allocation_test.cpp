// A record costs no memory on its whole way through the C surface: every malloc of the process is
// counted (test/bench/heap.h).
#include <gtest/gtest.h>

#include "test/bench/heap.h"
#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

TEST(TlsDataAllocation, DoesNotHappen) {
    for (const unsigned version : {0x0303u, 0x0304u}) {
        TlsPair pair({.version = version});
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        ASSERT_EQ(pair.exchange("first"), "first");
        SecPkgContext_StreamSizes sizes{};
        ASSERT_EQ(QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_STREAM_SIZES, &sizes),
                  SEC_E_OK);
        for (const ULONG size : {0u, 1u, 1000u, 16384u}) {
            Octets record(sizes.cbHeader + size + sizes.cbTrailer);
            SecBuffer out[4] = {
                {sizes.cbHeader, SECBUFFER_STREAM_HEADER, record.data()},
                {size, SECBUFFER_DATA, record.data() + sizes.cbHeader},
                {sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, record.data() + sizes.cbHeader + size},
                {0, SECBUFFER_EMPTY, nullptr}};
            SecBufferDesc out_desc{SECBUFFER_VERSION, 4, out};
            const std::uint64_t before = bench::allocations();
            const SECURITY_STATUS encrypted = EncryptMessage(&pair.client.context, 0, &out_desc, 0);
            SecBuffer in[4] = {{out[0].cbBuffer + out[1].cbBuffer + out[2].cbBuffer, SECBUFFER_DATA,
                                record.data()},
                               {0, SECBUFFER_EMPTY, nullptr},
                               {0, SECBUFFER_EMPTY, nullptr},
                               {0, SECBUFFER_EMPTY, nullptr}};
            SecBufferDesc in_desc{SECBUFFER_VERSION, 4, in};
            const SECURITY_STATUS decrypted =
                DecryptMessage(&pair.server.context, &in_desc, 0, nullptr);
            const std::uint64_t after = bench::allocations();
            EXPECT_EQ(encrypted, SEC_E_OK);
            EXPECT_EQ(decrypted, SEC_E_OK);
            EXPECT_EQ(after, before) << size;
        }
    }
}

}  // namespace
}  // namespace secur32::test
