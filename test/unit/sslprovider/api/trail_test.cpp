// The trace line of an exported function.  The trace file is opened once per process, so what is
// written is looked at in processes of its own, which begin this program anew.
#include "sslprovider/api/trail.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <new>
#include <stdexcept>

namespace secur32::api {
namespace {

using testing::ExitedWithCode;

Outcome outcome_of(Status status) { return {row(status).nte, row(status).nte_name}; }

[[noreturn]] void in_a_process(const char* trace, const std::function<void()>& body) {
    if (trace != nullptr)
        ::setenv("SSPI_TRACE", trace, 1);
    else
        ::unsetenv("SSPI_TRACE");
    body();
    std::_Exit(0);
}

// What body writes to the trace matches pattern.
void expect_trace(const char* pattern, const std::function<void()>& body) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(in_a_process("-", body), ExitedWithCode(0), pattern);
}

constexpr char kStamp[] = "[0-9T:.Z-]+ [0-9]+/[0-9]+ ";

std::string line(const char* text) { return '^' + (kStamp + std::string(text)) + "\n$"; }

TEST(CallTrail, WritesTheFunctionItsArgumentsAndItsOutcome) {
    expect_trace(
        line("SslTest\\(object=0x2a, size=7, flags=0x80000001, name=\"ab\"\\) = 0x00000000 "
             "ERROR_SUCCESS")
            .c_str(),
        [] {
            CallTrail trail("SslTest");
            trail.handle("object", 42);
            trail.number("size", 7);
            trail.flags("flags", 0x80000001);
            trail.text("name", u"ab");
            trail.end(outcome_of(Status::ok));
        });
}

TEST(CallTrail, WritesAFailureWithCodeAndName) {
    expect_trace(line("SslTest\\(\\) = 0x80090026 NTE_INVALID_HANDLE").c_str(),
                 [] { CallTrail("SslTest").end(outcome_of(Status::invalid_handle)); });
}

TEST(CallTrail, WritesNumbersOf64Bits) {
    expect_trace(line("SslTest\\(a=0xffffffffffffffff, b=18446744073709551615\\) = .*").c_str(),
                 [] {
                     CallTrail trail("SslTest");
                     trail.handle("a", UINT64_MAX);
                     trail.number("b", UINT64_MAX);
                     trail.end(outcome_of(Status::ok));
                 });
}

TEST(CallTrail, KeepsTextOnOneLineAndWellFormed) {
    expect_trace(line("SslTest\\(name=\"a\\?b\xEF\xBF\xBD\xC3\xA4\"\\) = .*").c_str(), [] {
        CallTrail trail("SslTest");
        const char16_t text[] = {u'a', u'\n', u'b', 0xD800, 0xE4};
        trail.text("name", std::u16string_view(text, 5));
        trail.end(outcome_of(Status::ok));
    });
}

TEST(CallTrail, WritesNothingWhileTheTraceIsOff) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto body = [] {
        CallTrail trail("SslTest");
        trail.handle("object", 42);
        trail.text("name", u"ab");
        trail.end(outcome_of(Status::invalid_handle));
    };
    EXPECT_EXIT(in_a_process(nullptr, body), ExitedWithCode(0), "^$");
}

TEST(Traced, WritesTheReasonBeforeTheCall) {
    const std::string pattern = '^' + (kStamp + std::string("  .* because test: reason\n")) +
                                kStamp + "SslTest\\(size=1\\) = 0x80090005 NTE_BAD_DATA\n$";
    expect_trace(pattern.c_str(), [] {
        traced<CallTrail>("SslTest", outcome_of, [](CallTrail& trail) {
            trail.number("size", 1);
            return trace::because(Status::bad_data, "test: reason");
        });
    });
}

TEST(Traced, WritesWhatAnExceptionBecame) {
    expect_trace(line("SslTest\\(size=1\\) = 0x8009000e NTE_NO_MEMORY").c_str(), [] {
        traced<CallTrail>("SslTest", outcome_of, [](CallTrail& trail) -> Status {
            trail.number("size", 1);
            throw std::bad_alloc();
        });
    });
}

TEST(Traced, AnswersTheCodeOfTheBody) {
    for (const Status status : {Status::ok, Status::bad_data, Status::buffer_too_small})
        EXPECT_EQ(traced<CallTrail>("SslTest", outcome_of, [&](CallTrail&) { return status; }),
                  row(status).nte);
}

TEST(Traced, AnswersTheCodeOfAnException) {
    EXPECT_EQ(traced<CallTrail>("SslTest", outcome_of,
                                [](CallTrail&) -> Status { throw std::bad_alloc(); }),
              row(Status::out_of_memory).nte);
    EXPECT_EQ(traced<CallTrail>("SslTest", outcome_of,
                                [](CallTrail&) -> Status { throw std::runtime_error("x"); }),
              row(Status::internal_error).nte);
    EXPECT_EQ(traced<CallTrail>("SslTest", outcome_of, [](CallTrail&) -> Status { throw 1; }),
              row(Status::internal_error).nte);
}

}  // namespace
}  // namespace secur32::api
