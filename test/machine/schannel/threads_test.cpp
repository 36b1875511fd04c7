// One context, two threads: one encrypts while the other decrypts, both ways at once.
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

constexpr int kRecords = 300;

// Records on their way.
class TlsWire {
 public:
    void put(Octets record) {
        const std::lock_guard lock(mutex_);
        records_.push_back(std::move(record));
        there_.notify_one();
    }
    Octets take() {
        std::unique_lock lock(mutex_);
        there_.wait(lock, [&] { return !records_.empty(); });
        Octets record = std::move(records_.front());
        records_.pop_front();
        return record;
    }

 private:
    std::mutex mutex_;
    std::condition_variable there_;
    std::deque<Octets> records_;
};

std::string text_number(int i) { return "record " + std::to_string(i); }

// Not through TlsEnd's members: two threads share its context, nothing else.
void write_all(CtxtHandle context, const SecPkgContext_StreamSizes& sizes, TlsWire& wire) {
    for (int i = 0; i < kRecords; ++i) {
        const std::string text = text_number(i);
        Octets record(sizes.cbHeader + text.size() + sizes.cbTrailer);
        unsigned char* const data = record.data() + sizes.cbHeader;
        std::copy(text.begin(), text.end(), data);
        SecBuffer buffers[3] = {{sizes.cbHeader, SECBUFFER_STREAM_HEADER, record.data()},
                                {static_cast<ULONG>(text.size()), SECBUFFER_DATA, data},
                                {sizes.cbTrailer, SECBUFFER_STREAM_TRAILER, data + text.size()}};
        SecBufferDesc desc{SECBUFFER_VERSION, 3, buffers};
        ASSERT_EQ(EncryptMessage(&context, 0, &desc, 0), SEC_E_OK);
        record.resize(buffers[0].cbBuffer + buffers[1].cbBuffer + buffers[2].cbBuffer);
        wire.put(std::move(record));
    }
}

void read_all(CtxtHandle context, TlsWire& wire) {
    for (int i = 0; i < kRecords; ++i) {
        Octets record = wire.take();
        SecBuffer buffers[4] = {{static_cast<ULONG>(record.size()), SECBUFFER_DATA, record.data()},
                                {0, SECBUFFER_EMPTY, nullptr},
                                {0, SECBUFFER_EMPTY, nullptr},
                                {0, SECBUFFER_EMPTY, nullptr}};
        SecBufferDesc desc{SECBUFFER_VERSION, 4, buffers};
        ASSERT_EQ(DecryptMessage(&context, &desc, 0, nullptr), SEC_E_OK);
        EXPECT_EQ(std::string(static_cast<const char*>(buffers[1].pvBuffer), buffers[1].cbBuffer),
                  text_number(i));
    }
}

class TlsThreads : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Versions, TlsThreads, testing::Values(0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

TEST_P(TlsThreads, EncryptAndDecryptOnOneContextAtOnce) {
    TlsPair pair({.version = GetParam()});
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    SecPkgContext_StreamSizes sizes{};
    ASSERT_EQ(QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_STREAM_SIZES, &sizes),
              SEC_E_OK);
    TlsWire up, down;
    const CtxtHandle client = pair.client.context, server = pair.server.context;
    std::thread threads[] = {std::thread([&] { write_all(client, sizes, up); }),
                             std::thread([&] { read_all(server, up); }),
                             std::thread([&] { write_all(server, sizes, down); }),
                             std::thread([&] { read_all(client, down); })};
    for (std::thread& thread : threads) thread.join();
}

void ask_all(CtxtHandle context) {
    for (int i = 0; i < kRecords; ++i) {
        SecPkgContext_StreamSizes sizes{};
        ASSERT_EQ(QueryContextAttributesA(&context, SECPKG_ATTR_STREAM_SIZES, &sizes), SEC_E_OK);
        SecPkgContext_ConnectionInfo info{};
        ASSERT_EQ(QueryContextAttributesW(&context, SECPKG_ATTR_CONNECTION_INFO, &info), SEC_E_OK);
        SecPkgContext_Bindings bindings{};
        ASSERT_EQ(QueryContextAttributesA(&context, SECPKG_ATTR_ENDPOINT_BINDINGS, &bindings),
                  SEC_E_OK);
        FreeContextBuffer(bindings.Bindings);
    }
}

TEST_P(TlsThreads, AskForAttributesWhileRecordsComeAndGo) {
    TlsPair pair({.version = GetParam()});
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    SecPkgContext_StreamSizes sizes{};
    ASSERT_EQ(QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_STREAM_SIZES, &sizes),
              SEC_E_OK);
    TlsWire up;
    const CtxtHandle client = pair.client.context, server = pair.server.context;
    std::thread threads[] = {std::thread([&] { write_all(client, sizes, up); }),
                             std::thread([&] { read_all(server, up); }),
                             std::thread([&] { ask_all(client); }),
                             std::thread([&] { ask_all(server); })};
    for (std::thread& thread : threads) thread.join();
}

TEST_P(TlsThreads, ShakeHandsOnManyContextsAtOnce) {
    TlsPair shared({.version = GetParam()});
    const auto shake_hands = [&] {
        for (int i = 0; i < 5; ++i) {
            TlsPair pair({.version = GetParam()});
            EXPECT_EQ(pair.connect(), SEC_E_OK);
            EXPECT_EQ(pair.exchange("own"), "own");
        }
    };
    std::thread threads[] = {std::thread(shake_hands), std::thread(shake_hands),
                             std::thread(shake_hands)};
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(shared.connect(), SEC_E_OK);
}

}  // namespace
}  // namespace secur32::test
