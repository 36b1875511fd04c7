// The buffers of EncryptMessage and DecryptMessage of a stream, with a context that does what the
// test says.
#include "sspi/api/stream_messages.h"

#include <gtest/gtest.h>

#include <functional>

namespace secur32::api {
namespace {

struct StreamContext final : Context {
    Result<Progress> step(Exchange&) override { return Progress::complete; }
    Status protect(OutgoingRecord& record) override { return on_protect(record); }
    Result<IncomingRecord> unprotect(MutableBytes input, std::size_t& missing) override {
        return on_unprotect(input, missing);
    }
    using Context::protect;
    using Context::unprotect;
    std::function<Status(OutgoingRecord&)> on_protect;
    std::function<Result<IncomingRecord>(MutableBytes, std::size_t&)> on_unprotect;
};

struct StreamMessages : testing::Test {
    Status encrypt(ULONG qop = 0) {
        const SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()),
                                 buffers.data()};
        return encrypt_record(context, qop, &desc);
    }
    Result<Progress> decrypt() {
        const SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()),
                                 buffers.data()};
        return decrypt_record(context, &desc);
    }
    SecBuffer at(std::size_t from, std::size_t size, ULONG type) {
        return {static_cast<ULONG>(size), type, memory.data() + from};
    }
    void outgoing() {
        buffers = {at(0, 5, SECBUFFER_STREAM_HEADER), at(5, 10, SECBUFFER_DATA),
                   at(15, 20, SECBUFFER_STREAM_TRAILER)};
    }
    void incoming() {
        buffers.assign(4, {0, SECBUFFER_EMPTY, nullptr});
        buffers[0] = at(0, 64, SECBUFFER_DATA);
    }

    StreamContext context;
    Buffer memory = Buffer(64);
    std::vector<SecBuffer> buffers;
};

TEST_F(StreamMessages, AreToldWhatIsToBeSent) {
    outgoing();
    context.on_protect = [&](OutgoingRecord& record) {
        EXPECT_EQ(record.header.data(), memory.data());
        EXPECT_EQ(record.data.size(), 1u);
        EXPECT_EQ(record.trailer.size(), 20u);
        EXPECT_FALSE(record.is_alert);
        record.header_size = 5;
        record.trailer_size = 17;
        return Status::ok;
    };
    EXPECT_EQ(encrypt(), Status::ok);
    EXPECT_EQ(buffers[0].cbBuffer, 5u);
    EXPECT_EQ(buffers[1].cbBuffer, 10u);
    EXPECT_EQ(buffers[2].cbBuffer, 17u);
}

TEST_F(StreamMessages, LeaveTheSizesOfAFailureAsTheyWere) {
    outgoing();
    context.on_protect = [](OutgoingRecord&) { return Status::buffer_too_small; };
    EXPECT_EQ(encrypt(), Status::buffer_too_small);
    EXPECT_EQ(buffers[2].cbBuffer, 20u);
}

TEST_F(StreamMessages, AreAlertsByTheirQuality) {
    outgoing();
    context.on_protect = [](OutgoingRecord& record) {
        EXPECT_TRUE(record.is_alert);
        return Status::ok;
    };
    EXPECT_EQ(encrypt(SECQOP_WRAP_OOB_DATA), Status::ok);
    EXPECT_EQ(encrypt(SECQOP_WRAP_NO_ENCRYPT), Status::qop_not_supported);
    EXPECT_EQ(encrypt(1), Status::qop_not_supported);
}

TEST_F(StreamMessages, NeedThreeKindsOfBuffers) {
    for (std::size_t missing = 0; missing < 3; ++missing) {
        outgoing();
        buffers[missing].BufferType = SECBUFFER_EMPTY;
        EXPECT_EQ(encrypt(), Status::invalid_token);
    }
    outgoing();
    buffers[1].BufferType |= SECBUFFER_READONLY_WITH_CHECKSUM;
    EXPECT_EQ(encrypt(), Status::invalid_token);
    outgoing();
    buffers[1].pvBuffer = nullptr;
    EXPECT_EQ(encrypt(), Status::invalid_token);
}

TEST_F(StreamMessages, ComeApartIntoFourBuffersByPlace) {
    struct Row {
        RecordVerdict verdict;
        Progress progress;
    };
    for (const Row row : {Row{RecordVerdict::data, Progress::complete},
                          Row{RecordVerdict::renegotiate, Progress::renegotiate},
                          Row{RecordVerdict::closed, Progress::closed}}) {
        incoming();
        std::swap(buffers[0], buffers[2]);  // the input may stand anywhere
        context.on_unprotect = [&](MutableBytes input, std::size_t&) {
            return IncomingRecord{row.verdict, input.first(5), input.subspan(5, 20),
                                  input.subspan(25, 17), input.subspan(42)};
        };
        EXPECT_EQ(decrypt().value(), row.progress);
        const ULONG types[] = {SECBUFFER_STREAM_HEADER, SECBUFFER_DATA, SECBUFFER_STREAM_TRAILER,
                               SECBUFFER_EXTRA};
        const ULONG sizes[] = {5, 20, 17, 22};
        std::size_t from = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            EXPECT_EQ(buffers[i].BufferType, types[i]);
            EXPECT_EQ(buffers[i].cbBuffer, sizes[i]);
            EXPECT_EQ(buffers[i].pvBuffer, memory.data() + from);
            from += sizes[i];
        }
    }
}

TEST_F(StreamMessages, WithNothingBehindThemLeaveTheFourthEmpty) {
    incoming();
    context.on_unprotect = [](MutableBytes input, std::size_t&) {
        return IncomingRecord{
            RecordVerdict::data, input.first(5), input.subspan(5, 0), input.subspan(5), {}};
    };
    EXPECT_TRUE(decrypt().ok());
    EXPECT_EQ(buffers[1].cbBuffer, 0u);
    EXPECT_EQ(buffers[1].pvBuffer, memory.data() + 5);
    EXPECT_EQ(buffers[3].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
    EXPECT_EQ(buffers[3].pvBuffer, nullptr);
}

TEST_F(StreamMessages, ThatAreNotAllThereSayWhatIsMissing) {
    incoming();
    context.on_unprotect = [](MutableBytes, std::size_t& missing) -> Result<IncomingRecord> {
        missing = 11;
        return Status::incomplete_message;
    };
    EXPECT_EQ(decrypt().status(), Status::incomplete_message);
    for (const std::size_t i : {0u, 1u}) {
        EXPECT_EQ(buffers[i].BufferType, static_cast<ULONG>(SECBUFFER_MISSING));
        EXPECT_EQ(buffers[i].cbBuffer, 11u);
    }
    EXPECT_EQ(buffers[0].pvBuffer, memory.data());
    EXPECT_EQ(buffers[2].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
}

TEST_F(StreamMessages, ThatFailLeaveTheBuffersAsTheyWere) {
    incoming();
    context.on_unprotect = [](MutableBytes, std::size_t&) -> Result<IncomingRecord> {
        return Status::message_altered;
    };
    EXPECT_EQ(decrypt().status(), Status::message_altered);
    EXPECT_EQ(buffers[0].BufferType, static_cast<ULONG>(SECBUFFER_DATA));
    EXPECT_EQ(buffers[0].cbBuffer, 64u);
}

TEST_F(StreamMessages, NeedFourBuffersToComeApart) {
    incoming();
    buffers.pop_back();
    EXPECT_EQ(decrypt().status(), Status::invalid_token);
    incoming();
    buffers[0].BufferType = SECBUFFER_EMPTY;
    EXPECT_EQ(decrypt().status(), Status::invalid_token);
    incoming();
    buffers[3] = at(0, 4, SECBUFFER_DATA);
    EXPECT_EQ(decrypt().status(), Status::invalid_token);
    incoming();
    buffers[1].BufferType = SECBUFFER_MISSING;
    EXPECT_EQ(decrypt().status(), Status::invalid_token);
    EXPECT_EQ(decrypt_record(context, nullptr).status(), Status::invalid_token);
}

}  // namespace
}  // namespace secur32::api
