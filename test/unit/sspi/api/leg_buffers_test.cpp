// The two descriptors of a leg, of a stream package and of others (reference schannel.md 2).
#include "sspi/api/leg_buffers.h"

#include <gtest/gtest.h>

#include "sspi/api/strings.h"

namespace secur32::api {
namespace {

constexpr ULONG kGarbage = 0xDEADBEEF;

struct LegBuffers : testing::Test {
    SecBuffer at(std::size_t from, std::size_t size, ULONG type) {
        return {static_cast<ULONG>(size), type, memory.data() + from};
    }
    const SecBufferDesc* desc() {
        descriptor = {SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
        return &descriptor;
    }
    Buffer memory = Buffer(64, 0xEE);
    std::vector<SecBuffer> buffers;
    SecBufferDesc descriptor{};
};

TEST_F(LegBuffers, OfAStreamAnswerInTheFirstEmptyOne) {
    buffers = {at(0, 10, SECBUFFER_TOKEN), {7, SECBUFFER_EMPTY, memory.data()}};
    const auto inlet = Inlet::of_stream(desc(), false);
    ASSERT_TRUE(inlet.ok());
    EXPECT_EQ(inlet.value().token.size(), 10u);
    inlet.value().say_extra(0);
    EXPECT_EQ(buffers[1].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
    inlet.value().say_extra(3);
    EXPECT_EQ(buffers[1].BufferType, static_cast<ULONG>(SECBUFFER_EXTRA));
    EXPECT_EQ(buffers[1].cbBuffer, 3u);
    EXPECT_EQ(buffers[1].pvBuffer, memory.data() + 7);
    inlet.value().say_missing(5);
    EXPECT_EQ(buffers[1].BufferType, static_cast<ULONG>(SECBUFFER_MISSING));
    EXPECT_EQ(buffers[1].cbBuffer, 5u);
}

TEST_F(LegBuffers, OfAStreamMayHaveNoPlaceForAnAnswer) {
    buffers = {at(0, 10, SECBUFFER_TOKEN)};
    const auto inlet = Inlet::of_stream(desc(), false);
    ASSERT_TRUE(inlet.ok());
    inlet.value().say_extra(3);
    inlet.value().say_missing(3);
    EXPECT_EQ(buffers[0].cbBuffer, 10u);
    EXPECT_TRUE(Inlet::of_stream(nullptr, true).ok());
}

TEST_F(LegBuffers, OfAStreamAreRefusedWithAnEmptyOneOfASizeAndNoAddress) {
    buffers = {at(0, 10, SECBUFFER_TOKEN), {kGarbage, SECBUFFER_EMPTY, nullptr}};
    EXPECT_EQ(Inlet::of_stream(desc(), false).status(), Status::invalid_token);
    EXPECT_TRUE(Inlet::of(desc()).ok()) << "NTLM does not look";
}

TEST_F(LegBuffers, OfAStreamSayTheirOptionsInTheFirstCallOnly) {
    const Buffer flags = {0, 0, 0, 0, 2, 0, 0, 0};
    std::copy(flags.begin(), flags.end(), memory.begin());
    buffers = {at(0, 8, SECBUFFER_FLAGS), at(8, 3, SECBUFFER_CHANNEL_BINDINGS)};
    EXPECT_NE(Inlet::of_stream(desc(), true).value().tls.flags, 0u);
    EXPECT_EQ(Inlet::of_stream(desc(), false).value().tls.flags, 0u);
    EXPECT_TRUE(Inlet::of_stream(desc(), true).value().bindings.empty());
    EXPECT_EQ(Inlet::of(desc()).value().bindings.size(), 3u);
    memory[0] = 1;
    EXPECT_EQ(Inlet::of_stream(desc(), true).status(), Status::invalid_parameter);
    EXPECT_TRUE(Inlet::of_stream(desc(), false).ok());
}

TEST_F(LegBuffers, ForOutputNeedATokenOrAnEmptyOne) {
    EXPECT_EQ(Outlet::of_stream(nullptr, 0).status(), Status::invalid_token);
    buffers = {at(0, 10, SECBUFFER_DATA), at(10, 10, SECBUFFER_ALERT)};
    EXPECT_EQ(Outlet::of_stream(desc(), 0).status(), Status::invalid_token);
    buffers = {at(0, 10, SECBUFFER_EMPTY)};
    ASSERT_TRUE(Outlet::of_stream(desc(), 0).ok());
    EXPECT_EQ(buffers[0].BufferType, static_cast<ULONG>(SECBUFFER_TOKEN));
    EXPECT_TRUE(Outlet::of(nullptr, 0).ok()) << "NTLM's may come without";
}

TEST_F(LegBuffers, ForOutputAreEmptyUntilSomethingIsPutAndAsTheyWereAfterRestore) {
    buffers = {at(0, 10, SECBUFFER_EMPTY), at(10, 20, SECBUFFER_ALERT)};
    const Outlet outlet = Outlet::of_stream(desc(), 0).value();
    EXPECT_EQ(outlet.token().room(), 10u);
    EXPECT_EQ(buffers[0].cbBuffer, 0u);
    EXPECT_EQ(buffers[1].cbBuffer, 0u);
    outlet.restore();
    EXPECT_EQ(buffers[0].cbBuffer, 10u);
    EXPECT_EQ(buffers[0].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
    EXPECT_EQ(buffers[1].cbBuffer, 20u);
    EXPECT_EQ(memory, Buffer(64, 0xEE));
}

TEST_F(LegBuffers, ForAnAlertAreTheAlertBufferElseTheToken) {
    const Buffer alert = {21, 3, 3, 0, 2, 2, 40};
    buffers = {at(0, 10, SECBUFFER_TOKEN), at(10, 20, SECBUFFER_ALERT)};
    Outlet::of_stream(desc(), 0).value().put_alert(alert);
    EXPECT_EQ(buffers[0].cbBuffer, 0u);
    EXPECT_EQ(buffers[1].cbBuffer, 7u);
    EXPECT_EQ(memory[10], 21);
    buffers = {at(0, 10, SECBUFFER_TOKEN)};
    Outlet::of_stream(desc(), 0).value().put_alert(alert);
    EXPECT_EQ(buffers[0].cbBuffer, 7u);
    buffers = {at(0, 6, SECBUFFER_TOKEN)};
    Outlet::of_stream(desc(), 0).value().put_alert(alert);
    EXPECT_EQ(buffers[0].cbBuffer, 0u) << "no part of one";
    buffers = {at(0, 10, SECBUFFER_TOKEN), {0, SECBUFFER_ALERT, nullptr}};
    EXPECT_EQ(Outlet::of_stream(desc(), 0).status(), Status::out_of_memory);
    EXPECT_EQ(buffers[0].cbBuffer, 10u);
}

TEST_F(LegBuffers, WithoutAddressAreAllocated) {
    const Buffer output = {1, 2, 3};
    for (const ULONG requested : {0u, 0u + ISC_REQ_ALLOCATE_MEMORY}) {
        buffers = {{1000, SECBUFFER_TOKEN, nullptr}};
        const Outlet outlet = Outlet::of_stream(desc(), requested).value();
        EXPECT_EQ(outlet.allocates(), requested != 0);
        outlet.token().put(output);
        ASSERT_NE(buffers[0].pvBuffer, nullptr);
        EXPECT_EQ(buffers[0].cbBuffer, 3u);
        release(buffers[0].pvBuffer);
    }
    buffers = {{1000, SECBUFFER_TOKEN, nullptr}};
    EXPECT_EQ(Outlet::of(desc(), 0).status(), Status::invalid_token) << "not NTLM's";
}

TEST_F(LegBuffers, ForExtensionsAreFilledInTheirOrder) {
    buffers = {at(0, 4, SECBUFFER_TOKEN), at(4, 20, SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION),
               at(24, 12, SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION)};
    const TlsExtension extensions[] = {{0x0102, 1, {9, 8}}, {0x0304, 2, {7}}, {0x0506, 3, {}}};
    const Outlet outlet = Outlet::of_stream(desc(), 0).value();
    EXPECT_EQ(outlet.put_extensions({extensions, 2}), Status::ok);
    EXPECT_EQ(Buffer(memory.begin() + 4, memory.begin() + 16),
              (Buffer{2, 1, 1, 0, 0, 0, 0, 0, 2, 0, 9, 8}));
    EXPECT_EQ(buffers[1].cbBuffer, 12u);
    EXPECT_EQ(buffers[2].cbBuffer, 11u);
    buffers[1].cbBuffer = 11;
    EXPECT_EQ(outlet.put_extensions({extensions, 1}), Status::out_of_memory);
    EXPECT_EQ(outlet.put_extensions({}), Status::ok);
}

}  // namespace
}  // namespace secur32::api
