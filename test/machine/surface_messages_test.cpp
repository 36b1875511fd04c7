// EncryptMessage, DecryptMessage, MakeSignature, VerifySignature on every shape of descriptor.
#include <gtest/gtest.h>

#include <cstring>

#include "test/support/sspi_pair.h"

namespace secur32::test {
namespace {

class SurfaceMessages : public testing::Test {
 protected:
    void SetUp() override { ASSERT_EQ(pair.run(), SEC_E_OK); }
    Pair pair;
    unsigned char token[16] = {};
    unsigned char a[5] = {'a', 'l', 'p', 'h', 'a'};
    unsigned char b[4] = {'b', 'e', 't', 'a'};

    SECURITY_STATUS encrypt(std::vector<SecBuffer> buffers, ULONG qop = 0) {
        SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
        return EncryptMessage(&pair.client.context, qop, &desc, 0);
    }
    SECURITY_STATUS decrypt(std::vector<SecBuffer> buffers) {
        SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
        ULONG qop = 7;
        const SECURITY_STATUS status = DecryptMessage(&pair.server.context, &desc, 0, &qop);
        EXPECT_EQ(qop, 0u);
        return status;
    }
    SecBuffer token_buffer() { return {sizeof token, SECBUFFER_TOKEN, token}; }
    SecBuffer data(unsigned char* bytes, ULONG size, ULONG attributes = 0) {
        return {size, SECBUFFER_DATA | attributes, bytes};
    }
};

TEST_F(SurfaceMessages, TakeBuffersInAnyOrder) {
    ASSERT_EQ(encrypt({data(a, 5), token_buffer(), data(b, 4)}), SEC_E_OK);
    EXPECT_NE(std::memcmp(a, "alpha", 5), 0);
    ASSERT_EQ(decrypt({token_buffer(), data(a, 5), data(b, 4)}), SEC_E_OK);
    EXPECT_EQ(std::memcmp(a, "alpha", 5), 0);
    EXPECT_EQ(std::memcmp(b, "beta", 4), 0);
}

TEST_F(SurfaceMessages, LeaveReadOnlyBuffersAsTheyAreAndSignThem) {
    for (const ULONG attribute :
         {ULONG{SECBUFFER_READONLY}, ULONG{SECBUFFER_READONLY_WITH_CHECKSUM}}) {
        ASSERT_EQ(encrypt({data(a, 5, attribute), token_buffer(), data(b, 4)}), SEC_E_OK);
        EXPECT_EQ(std::memcmp(a, "alpha", 5), 0);
        EXPECT_NE(std::memcmp(b, "beta", 4), 0);
        a[0] ^= 1;
        EXPECT_EQ(decrypt({data(a, 5, attribute), token_buffer(), data(b, 4)}),
                  SEC_E_MESSAGE_ALTERED);
        a[0] ^= 1;
        ASSERT_EQ(decrypt({data(a, 5, attribute), token_buffer(), data(b, 4)}), SEC_E_OK);
        EXPECT_EQ(std::memcmp(b, "beta", 4), 0);
    }
}

TEST_F(SurfaceMessages, SignOnlyWithWrapNoEncrypt) {
    ASSERT_EQ(encrypt({token_buffer(), data(a, 5)}, SECQOP_WRAP_NO_ENCRYPT), SEC_E_OK);
    EXPECT_EQ(std::memcmp(a, "alpha", 5), 0);
    EXPECT_EQ(encrypt({token_buffer(), data(a, 5)}, 1), SEC_E_QOP_NOT_SUPPORTED);
    EXPECT_EQ(encrypt({token_buffer(), data(a, 5)}, SECQOP_WRAP_OOB_DATA), SEC_E_QOP_NOT_SUPPORTED);
}

TEST_F(SurfaceMessages, ComeBackOutOfOneStreamBuffer) {
    Sealed message;
    ASSERT_EQ(seal(pair.client, "in one piece", message), SEC_E_OK);
    Token stream = message.token;
    stream.insert(stream.end(), message.data.begin(), message.data.end());
    SecBuffer buffers[] = {{static_cast<ULONG>(stream.size()), SECBUFFER_STREAM, stream.data()},
                           {0, SECBUFFER_DATA, nullptr}};
    SecBufferDesc desc{SECBUFFER_VERSION, 2, buffers};
    ASSERT_EQ(DecryptMessage(&pair.server.context, &desc, 0, nullptr), SEC_E_OK);
    EXPECT_EQ(std::string(static_cast<char*>(buffers[1].pvBuffer), buffers[1].cbBuffer),
              "in one piece");
    EXPECT_EQ(buffers[1].pvBuffer, stream.data() + 16);
}

TEST_F(SurfaceMessages, AShortStreamIsRefusedAtEveryLength) {
    Sealed message;
    ASSERT_EQ(seal(pair.client, "cut", message), SEC_E_OK);
    Token stream = message.token;
    stream.insert(stream.end(), message.data.begin(), message.data.end());
    for (std::size_t size = 0; size < stream.size(); ++size) {
        Token cut(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
        SecBuffer buffers[] = {{static_cast<ULONG>(size), SECBUFFER_STREAM, cut.data()},
                               {0, SECBUFFER_DATA, nullptr}};
        SecBufferDesc desc{SECBUFFER_VERSION, 2, buffers};
        EXPECT_LT(DecryptMessage(&pair.server.context, &desc, 0, nullptr), 0) << size;
        EXPECT_EQ(buffers[1].pvBuffer, nullptr);
    }
}

TEST_F(SurfaceMessages, NeedATokenAndAData) {
    EXPECT_EQ(encrypt({data(a, 5)}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(encrypt({token_buffer()}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(encrypt({}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(decrypt({data(a, 5)}), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(EncryptMessage(&pair.client.context, 0, nullptr, 0), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(DecryptMessage(&pair.server.context, nullptr, 0, nullptr), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(MakeSignature(&pair.client.context, 0, nullptr, 0), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(VerifySignature(&pair.server.context, nullptr, 0, nullptr), SEC_E_INVALID_TOKEN);
}

TEST_F(SurfaceMessages, ATooSmallTokenCanBeRetried) {
    EXPECT_EQ(encrypt({{15, SECBUFFER_TOKEN, token}, data(a, 5)}), SEC_E_BUFFER_TOO_SMALL);
    EXPECT_EQ(std::memcmp(a, "alpha", 5), 0) << "nothing was encrypted";
    ASSERT_EQ(encrypt({token_buffer(), data(a, 5)}), SEC_E_OK);
    EXPECT_EQ(decrypt({token_buffer(), data(a, 5)}), SEC_E_OK);
}

TEST_F(SurfaceMessages, MayBeEmptyAndMayHaveManyPieces) {
    ASSERT_EQ(encrypt({token_buffer(), data(nullptr, 0)}), SEC_E_OK);
    ASSERT_EQ(decrypt({token_buffer(), data(nullptr, 0)}), SEC_E_OK);
    std::vector<unsigned char> many(100, 'x');
    std::vector<SecBuffer> buffers{token_buffer()};
    for (unsigned char& byte : many) buffers.push_back(data(&byte, 1));
    ASSERT_EQ(encrypt(buffers), SEC_E_OK);
    ASSERT_EQ(decrypt(buffers), SEC_E_OK);
    EXPECT_EQ(many, std::vector<unsigned char>(100, 'x'));
}

TEST_F(SurfaceMessages, AForgedMessageHarmsNoneThatFollows) {
    Sealed good;
    ASSERT_EQ(seal(pair.client, "genuine", good), SEC_E_OK);
    for (std::size_t i = 0; i < good.token.size() + good.data.size(); ++i) {
        Sealed forged = good;
        (i < 16 ? forged.token[i] : forged.data[i - 16]) ^= 0x40;
        const SECURITY_STATUS status = unseal(pair.server, forged);
        EXPECT_TRUE(status == SEC_E_MESSAGE_ALTERED || status == SEC_E_OUT_OF_SEQUENCE) << i;
    }
    ASSERT_EQ(unseal(pair.server, good), SEC_E_OK);
    EXPECT_EQ(text_of(good), "genuine");
}

TEST_F(SurfaceMessages, AreRefusedWhenReplayedOrReordered) {
    Sealed first;
    Sealed second;
    ASSERT_EQ(seal(pair.client, "first", first), SEC_E_OK);
    ASSERT_EQ(seal(pair.client, "second", second), SEC_E_OK);
    Sealed early = second;
    EXPECT_LT(unseal(pair.server, early), 0);
    Sealed replay = first;
    ASSERT_EQ(unseal(pair.server, first), SEC_E_OK);
    EXPECT_LT(unseal(pair.server, replay), 0);
    ASSERT_EQ(unseal(pair.server, second), SEC_E_OK);
}

TEST_F(SurfaceMessages, SignaturesCoverEveryByte) {
    Sealed message;
    ASSERT_EQ(sign(pair.server, "notice", message), SEC_E_OK);
    EXPECT_EQ(text_of(message), "notice");
    for (std::size_t i = 0; i < message.token.size() + message.data.size(); ++i) {
        Sealed forged = message;
        (i < 16 ? forged.token[i] : forged.data[i - 16]) ^= 1;
        EXPECT_LT(verify(pair.client, forged), 0) << i;
    }
    EXPECT_EQ(verify(pair.client, message), SEC_E_OK);
}

TEST(SurfaceUnfinished, ProtectsNothing) {
    Pair pair;
    ASSERT_EQ(pair.client.step({}), SEC_I_CONTINUE_NEEDED);
    Sealed message;
    EXPECT_EQ(seal(pair.client, "x", message), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(unseal(pair.client, message), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(sign(pair.client, "x", message), SEC_E_OUT_OF_SEQUENCE);
    EXPECT_EQ(verify(pair.client, message), SEC_E_OUT_OF_SEQUENCE);
}

TEST(SurfaceUnsealed, WithoutConfidentialityNothingIsEncrypted) {
    Pair pair;
    pair.client.request = ISC_REQ_INTEGRITY;
    pair.server.request = 0;
    ASSERT_EQ(pair.run(), SEC_E_OK);
    Sealed message;
    EXPECT_EQ(seal(pair.client, "x", message), SEC_E_UNSUPPORTED_FUNCTION);
    ASSERT_EQ(sign(pair.client, "x", message), SEC_E_OK);
    EXPECT_EQ(verify(pair.server, message), SEC_E_OK);
}

}  // namespace
}  // namespace secur32::test
