// EncryptMessage and DecryptMessage of TLS (reference schannel.md 3): which buffers, in which
// order, and what becomes of them.
#include <gtest/gtest.h>

#include <cstring>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

class TlsData : public testing::TestWithParam<unsigned> {
 protected:
    TlsData() : pair_({.version = GetParam()}) {}
    void SetUp() override {
        ASSERT_EQ(pair_.connect(), SEC_E_OK);
        ASSERT_EQ(QueryContextAttributesA(&pair_.client.context, SECPKG_ATTR_STREAM_SIZES, &sizes_),
                  SEC_E_OK);
    }
    SECURITY_STATUS encrypt(std::vector<SecBuffer>& buffers, ULONG qop = 0) {
        SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
        return EncryptMessage(&pair_.client.context, qop, &desc, 0);
    }
    SECURITY_STATUS decrypt(std::vector<SecBuffer>& buffers) {
        SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
        return DecryptMessage(&pair_.server.context, &desc, 0, nullptr);
    }
    SecBuffer header() {
        header_.assign(sizes_.cbHeader, 0xEE);
        return {sizes_.cbHeader, SECBUFFER_STREAM_HEADER, header_.data()};
    }
    SecBuffer trailer() {
        trailer_.assign(sizes_.cbTrailer, 0xEE);
        return {sizes_.cbTrailer, SECBUFFER_STREAM_TRAILER, trailer_.data()};
    }
    static SecBuffer data(std::string& text) {
        return {static_cast<ULONG>(text.size()), SECBUFFER_DATA, text.data()};
    }
    static SecBuffer empty() { return {0, SECBUFFER_EMPTY, nullptr}; }
    void send(const SecBuffer& buffer) {
        const auto* const first = static_cast<const unsigned char*>(buffer.pvBuffer);
        pair_.server.input.insert(pair_.server.input.end(), first, first + buffer.cbBuffer);
    }
    std::vector<SecBuffer> receiving(Octets& octets) {
        return {{static_cast<ULONG>(octets.size()), SECBUFFER_DATA, octets.data()},
                empty(),
                empty(),
                empty()};
    }
    Octets record_of(const std::string& text) {
        EXPECT_EQ(pair_.client.encrypt(text), SEC_E_OK);
        return std::exchange(pair_.client.output, {});
    }

    TlsPair pair_;
    SecPkgContext_StreamSizes sizes_{};
    Octets header_, trailer_;
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsData, testing::Values(0x0301u, 0x0302u, 0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

TEST_P(TlsData, SaysItsSizes) {
    EXPECT_EQ(sizes_.cbMaximumMessage, 16384u);
    EXPECT_EQ(sizes_.cBuffers, 4u);
    EXPECT_GE(sizes_.cbHeader, 5u);
}

TEST_P(TlsData, IsFoundByTypeInAnyOrderAndTakesThreeBuffersToo) {
    std::string text = "any order";
    std::vector<SecBuffer> buffers = {trailer(), empty(), data(text), header()};
    ASSERT_EQ(encrypt(buffers), SEC_E_OK);
    EXPECT_EQ(buffers[2].cbBuffer, 9u);
    EXPECT_LE(buffers[0].cbBuffer, sizes_.cbTrailer);
    EXPECT_NE(text, "any order");
    for (const std::size_t i : {3u, 2u, 0u}) send(buffers[i]);
    std::string came;
    EXPECT_EQ(pair_.server.decrypt(came), SEC_E_OK);
    EXPECT_EQ(came, "any order");

    std::string more = "three";
    std::vector<SecBuffer> three = {header(), data(more), trailer()};
    ASSERT_EQ(encrypt(three), SEC_E_OK);
    for (const SecBuffer& buffer : three) send(buffer);
    EXPECT_EQ(pair_.server.decrypt(came), SEC_E_OK);
    EXPECT_EQ(came, "three");
}

TEST_P(TlsData, MayBeSpreadOverBuffers) {
    std::string first = "spread ", second, third = "over buffers";
    std::vector<SecBuffer> buffers = {header(), data(first), data(second), data(third), trailer()};
    ASSERT_EQ(encrypt(buffers), SEC_E_OK);
    for (const SecBuffer& buffer : buffers) send(buffer);
    std::string came;
    EXPECT_EQ(pair_.server.decrypt(came), SEC_E_OK);
    EXPECT_EQ(came, "spread over buffers");
}

TEST_P(TlsData, MayBeOfAnyLengthUpToTheMost) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{16383}, std::size_t{16384}}) {
        const std::string text(size, 'x');
        EXPECT_EQ(pair_.exchange(text), text) << size;
    }
    std::string over(16385, 'x');
    std::vector<SecBuffer> buffers = {header(), data(over), trailer(), empty()};
    EXPECT_EQ(encrypt(buffers), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(pair_.exchange("goes on"), "goes on");
}

TEST_P(TlsData, WithoutItsBuffersIsRefused) {
    std::string text = "text";
    std::vector<SecBuffer> no_data = {header(), trailer(), empty(), empty()};
    EXPECT_EQ(encrypt(no_data), SEC_E_INVALID_TOKEN);
    std::vector<SecBuffer> no_header = {data(text), trailer(), empty(), empty()};
    EXPECT_EQ(encrypt(no_header), SEC_E_INVALID_TOKEN);
    std::vector<SecBuffer> no_trailer = {header(), data(text), empty(), empty()};
    EXPECT_EQ(encrypt(no_trailer), SEC_E_INVALID_TOKEN);
    std::vector<SecBuffer> read_only = {header(), data(text), trailer()};
    read_only[1].BufferType |= SECBUFFER_READONLY;
    EXPECT_EQ(encrypt(read_only), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(EncryptMessage(&pair_.client.context, 0, nullptr, 0), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(text, "text");
    EXPECT_EQ(pair_.exchange("goes on"), "goes on");
}

TEST_P(TlsData, WithLessRoomThanItNeedsIsTooSmallAndHarmsNothing) {
    std::string text = "text";
    std::vector<SecBuffer> small_header = {header(), data(text), trailer()};
    --small_header[0].cbBuffer;
    EXPECT_EQ(encrypt(small_header), SEC_E_BUFFER_TOO_SMALL);
    std::vector<SecBuffer> small_trailer = {header(), data(text), trailer()};
    small_trailer[2].cbBuffer = 3;
    EXPECT_EQ(encrypt(small_trailer), SEC_E_BUFFER_TOO_SMALL);
    EXPECT_EQ(text, "text");
    EXPECT_EQ(pair_.exchange("goes on"), "goes on");
}

TEST_P(TlsData, KnowsTwoQualitiesOfProtection) {
    std::string text = "text";
    std::vector<SecBuffer> buffers = {header(), data(text), trailer()};
    EXPECT_EQ(encrypt(buffers, SECQOP_WRAP_NO_ENCRYPT), SEC_E_QOP_NOT_SUPPORTED);
    EXPECT_EQ(encrypt(buffers, 7), SEC_E_QOP_NOT_SUPPORTED);
    // Four octets are no alert.
    EXPECT_EQ(encrypt(buffers, SECQOP_WRAP_OOB_DATA), SEC_E_INVALID_PARAMETER);
    std::string alert("\x01\x00", 2);
    std::vector<SecBuffer> closing = {header(), data(alert), trailer()};
    ASSERT_EQ(encrypt(closing, SECQOP_WRAP_OOB_DATA), SEC_E_OK);
    for (const SecBuffer& buffer : closing) send(buffer);
    std::string came;
    EXPECT_EQ(pair_.server.decrypt(came), SEC_I_CONTEXT_EXPIRED);
    EXPECT_EQ(came, "");
}

TEST_P(TlsData, ComesBackInItsPlace) {
    Octets octets = record_of("in place");
    const std::size_t whole = octets.size();
    octets.insert(octets.end(), {1, 2, 3});
    std::vector<SecBuffer> buffers = receiving(octets);
    ASSERT_EQ(decrypt(buffers), SEC_E_OK);
    EXPECT_EQ(buffers[0].BufferType, static_cast<ULONG>(SECBUFFER_STREAM_HEADER));
    EXPECT_EQ(buffers[0].pvBuffer, octets.data());
    EXPECT_EQ(buffers[1].BufferType, static_cast<ULONG>(SECBUFFER_DATA));
    EXPECT_EQ(buffers[1].pvBuffer, octets.data() + buffers[0].cbBuffer);
    EXPECT_EQ(buffers[1].cbBuffer, 8u);
    EXPECT_EQ(std::memcmp(buffers[1].pvBuffer, "in place", 8), 0);
    EXPECT_EQ(buffers[2].BufferType, static_cast<ULONG>(SECBUFFER_STREAM_TRAILER));
    EXPECT_EQ(buffers[0].cbBuffer + 8 + buffers[2].cbBuffer, whole);
    EXPECT_EQ(buffers[3].BufferType, static_cast<ULONG>(SECBUFFER_EXTRA));
    EXPECT_EQ(buffers[3].cbBuffer, 3u);
    EXPECT_EQ(buffers[3].pvBuffer, octets.data() + whole);
}

TEST_P(TlsData, LeavesTheFourthBufferEmptyWhereNothingFollows) {
    Octets octets = record_of("alone");
    std::vector<SecBuffer> buffers = receiving(octets);
    ASSERT_EQ(decrypt(buffers), SEC_E_OK);
    EXPECT_EQ(buffers[3].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
    EXPECT_EQ(buffers[3].cbBuffer, 0u);
}

TEST_P(TlsData, IncompleteSaysWhatIsMissingInTheFirstBuffer) {
    const Octets record = record_of("incomplete");
    const auto whole = static_cast<ULONG>(record.size());
    for (ULONG have = 0; have < whole; ++have) {
        Octets octets(record.begin(), record.begin() + have);
        octets.reserve(record.size());
        std::vector<SecBuffer> buffers = receiving(octets);
        ASSERT_EQ(decrypt(buffers), SEC_E_INCOMPLETE_MESSAGE) << have;
        for (const std::size_t i : {0u, 1u}) {
            EXPECT_EQ(buffers[i].BufferType, static_cast<ULONG>(SECBUFFER_MISSING));
            EXPECT_EQ(buffers[i].cbBuffer, have < 5 ? 5 - have : whole - have);
        }
        EXPECT_EQ(buffers[0].pvBuffer, octets.data());
        EXPECT_TRUE(std::equal(octets.begin(), octets.end(), record.begin()));
    }
    // Restored as Windows' callers do: the sizes of the EMPTY buffers are as they were left.
    Octets octets = record;
    std::vector<SecBuffer> buffers = receiving(octets);
    buffers[1].cbBuffer = 5;
    EXPECT_EQ(decrypt(buffers), SEC_E_OK);
}

TEST_P(TlsData, InOtherBuffersThanFourIsRefusedAndHarmsNothing) {
    const Octets record = record_of("four");
    Octets octets = record;
    std::vector<SecBuffer> three = receiving(octets);
    three.pop_back();
    EXPECT_EQ(decrypt(three), SEC_E_INVALID_TOKEN);
    std::vector<SecBuffer> none = {empty(), empty(), empty(), empty()};
    EXPECT_EQ(decrypt(none), SEC_E_INVALID_TOKEN);
    std::vector<SecBuffer> two = receiving(octets);
    two[1] = {4, SECBUFFER_DATA, octets.data()};
    EXPECT_EQ(decrypt(two), SEC_E_INVALID_TOKEN);
    for (const unsigned type : {0u + SECBUFFER_EXTRA, 0u + SECBUFFER_TOKEN,
                                0u + SECBUFFER_STREAM_HEADER, 0u + SECBUFFER_STREAM}) {
        std::vector<SecBuffer> helper = receiving(octets);
        helper[2].BufferType = type;
        EXPECT_EQ(decrypt(helper), SEC_E_INVALID_TOKEN) << type;
    }
    EXPECT_EQ(DecryptMessage(&pair_.server.context, nullptr, 0, nullptr), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(octets, record);
    std::vector<SecBuffer> right = receiving(octets);
    EXPECT_EQ(decrypt(right), SEC_E_OK);
}

TEST_P(TlsData, ForgedEndsReadingButNoOtherContext) {
    TlsPair other({.version = GetParam()});
    ASSERT_EQ(other.connect(), SEC_E_OK);
    const Octets record = record_of("forged");
    Octets forged = record;
    forged.back() ^= 1;
    std::vector<SecBuffer> buffers = receiving(forged);
    EXPECT_EQ(decrypt(buffers), SEC_E_MESSAGE_ALTERED);
    EXPECT_EQ(buffers[0].BufferType, static_cast<ULONG>(SECBUFFER_DATA));
    Octets honest = record;
    std::vector<SecBuffer> later = receiving(honest);
    EXPECT_EQ(decrypt(later), SEC_E_CONTEXT_EXPIRED);
    EXPECT_EQ(other.exchange("untouched"), "untouched");
    // The other direction is whole.
    EXPECT_EQ(pair_.exchange("still sent", false), "still sent");
}

TEST_P(TlsData, EveryOctetOfARecordIsAuthentic) {
    const Octets record = record_of("flip");
    for (std::size_t i = 0; i < record.size(); ++i) {
        TlsPair pair({.version = GetParam()});
        if (pair.connect() != SEC_E_OK) FAIL();
        ASSERT_EQ(pair.client.encrypt("flip"), SEC_E_OK);
        Octets flipped = std::exchange(pair.client.output, {});
        if (i >= flipped.size()) break;
        flipped[i] ^= 0x40;
        pair.server.input = flipped;
        std::string text;
        EXPECT_LT(pair.server.decrypt(text), 0) << i;
        EXPECT_EQ(text, "");
    }
}

TEST_P(TlsData, TwiceIsForged) {
    const Octets record = record_of("twice");
    pair_.server.input = record;
    std::string text;
    EXPECT_EQ(pair_.server.decrypt(text), SEC_E_OK);
    pair_.server.input = record;
    EXPECT_LT(pair_.server.decrypt(text), 0);
}

TEST_P(TlsData, HasNoSignatures) {
    std::string text = "text";
    Octets signature(64);
    SecBuffer buffers[2] = {{64, SECBUFFER_TOKEN, signature.data()}, data(text)};
    SecBufferDesc desc{SECBUFFER_VERSION, 2, buffers};
    EXPECT_EQ(MakeSignature(&pair_.client.context, 0, &desc, 0), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(VerifySignature(&pair_.client.context, &desc, 0, nullptr),
              SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(TlsDataTooEarly, IsRefused) {
    TlsPair pair;
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    Octets octets(64);
    SecBuffer buffers[4] = {{16, SECBUFFER_STREAM_HEADER, octets.data()},
                            {16, SECBUFFER_DATA, octets.data() + 16},
                            {32, SECBUFFER_STREAM_TRAILER, octets.data() + 32},
                            {0, SECBUFFER_EMPTY, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
    EXPECT_EQ(EncryptMessage(&pair.client.context, 0, &desc, 0), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(DecryptMessage(&pair.client.context, &desc, 0, nullptr), SEC_E_OUT_OF_SEQUENCE);
}

}  // namespace
}  // namespace secur32::test
