// The states of a context's handle, with a package's context that does what the test says.
#include "sspi/dispatch/open_context.h"

#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <string>

#include "sspi/dispatch/handles.h"

namespace secur32::dispatch {
namespace {

constexpr std::size_t kRoom = 100;

struct NoPackage final : Package {
    const PackageInfo& info() const override { return info_; }
    Result<std::shared_ptr<Credential>> acquire(const CredentialRequest&) override {
        return Status::unsupported_function;
    }
    Result<std::unique_ptr<Context>> new_context(Role, std::shared_ptr<Credential>) override {
        return Status::unsupported_function;
    }
    PackageInfo info_{u"None", u"", 0, 1, 0, 0};
};

struct Script {
    std::function<Result<Progress>(Exchange&)> step = [](Exchange&) { return Progress::complete; };
    std::function<Result<Progress>()> complete = [] { return Progress::complete; };
    bool goes_on = false;
    int steps = 0;
    int controls = 0;
};

struct ScriptedContext final : Context {
    explicit ScriptedContext(Script& from) : script(from) {}
    Result<Progress> step(Exchange& exchange) override {
        ++script.steps;
        return script.step(exchange);
    }
    Result<Progress> complete(Bytes) override { return script.complete(); }
    Status control(const ControlToken&) override {
        ++script.controls;
        return Status::ok;
    }
    bool goes_on() const override { return script.goes_on; }
    Result<AttributeValue> query(Attribute) const override { return AttributeValue(UserFlags{7}); }
    Status set(const ContextSetting&) override { return Status::ok; }
    Result<SecureBytes> pack(bool) const override { return SecureBytes(1); }
    Script& script;
};

struct OpenContextTest : testing::Test {
    Result<Progress> step(std::string_view input = {}, std::size_t room = kRoom) {
        exchange = {};
        exchange.input = bytes_of(input);
        return open.step(exchange, room);
    }
    bool dead() { return open.query(Attribute::user_flags).status() == Status::invalid_handle; }

    NoPackage package;
    Script script;
    Exchange exchange;
    OpenContext open{package, Role::acceptor, std::make_unique<ScriptedContext>(script)};
};

TEST_F(OpenContextTest, keeps_a_token_that_does_not_fit_for_the_same_call) {
    script.step = [](Exchange& leg) -> Result<Progress> {
        leg.output.assign(40, 1);
        return Progress::complete;
    };
    EXPECT_EQ(step("in", 39).status(), Status::buffer_too_small);
    EXPECT_EQ(step("in", 0).status(), Status::buffer_too_small);
    EXPECT_EQ(step("other", 40).status(), Status::out_of_sequence);
    EXPECT_EQ(step("in", 40).value(), Progress::complete);
    EXPECT_EQ(exchange.output, Buffer(40, 1));
    EXPECT_EQ(script.steps, 1);
    EXPECT_EQ(step("in", 40).status(), Status::out_of_sequence) << "it is given once";
}

TEST_F(OpenContextTest, may_be_completed_before_a_kept_token_is_fetched) {
    script.step = [](Exchange& leg) -> Result<Progress> {
        leg.output.assign(40, 1);
        return Progress::complete_needed;
    };
    EXPECT_EQ(step("in", 0).status(), Status::buffer_too_small);
    EXPECT_EQ(open.complete({}).value(), Progress::complete);
    EXPECT_EQ(step("in").value(), Progress::complete_needed);
}

// The surface copies the token of a failure into the caller's buffer, as it does any other.
TEST_F(OpenContextTest, gives_a_failures_token_only_where_there_is_room) {
    for (const std::size_t room : {std::size_t{39}, std::size_t{40}}) {
        OpenContext other(package, Role::acceptor, std::make_unique<ScriptedContext>(script));
        script.step = [](Exchange& leg) -> Result<Progress> {
            leg.output.assign(40, 1);
            return Status::logon_denied;
        };
        Exchange leg;
        EXPECT_EQ(other.step(leg, room).status(), Status::logon_denied);
        EXPECT_EQ(leg.output.size(), room == 40 ? 40u : 0u);
        EXPECT_EQ(other.step(leg, kRoom).status(), Status::invalid_handle);
    }
}

TEST_F(OpenContextTest, is_dead_after_a_leg_that_ran_out_of_memory) {
    script.step = [](Exchange& leg) -> Result<Progress> {
        leg.output.assign(1000, 1);
        throw std::bad_alloc();
    };
    EXPECT_EQ(step("in").status(), Status::out_of_memory);
    EXPECT_LE(exchange.output.size(), kRoom);
    EXPECT_EQ(step("in").status(), Status::invalid_handle);
    EXPECT_TRUE(dead());
}

TEST_F(OpenContextTest, is_dead_after_a_completion_that_ran_out_of_memory) {
    script.step = [](Exchange&) -> Result<Progress> { return Progress::complete_needed; };
    script.complete = []() -> Result<Progress> { throw std::bad_alloc(); };
    EXPECT_EQ(step().value(), Progress::complete_needed);
    EXPECT_EQ(open.complete({}).status(), Status::out_of_memory);
    EXPECT_TRUE(dead());
    EXPECT_EQ(open.established().status(), Status::invalid_handle);
}

TEST_F(OpenContextTest, is_dead_when_its_token_was_lost) {
    EXPECT_EQ(step().value(), Progress::complete);
    open.fail();
    EXPECT_TRUE(dead());
    EXPECT_EQ(open.established().status(), Status::invalid_handle);
}

// A hash callback is the program's: it may call what it likes, on the thread that is in the leg.
TEST_F(OpenContextTest, refuses_calls_from_inside_its_own_leg_instead_of_waiting_for_itself) {
    std::vector<Status> answers;
    script.step = [&](Exchange&) -> Result<Progress> {
        Exchange inner;
        answers.push_back(open.step(inner, kRoom).status());
        answers.push_back(open.complete({}).status());
        answers.push_back(open.query(Attribute::user_flags).status());
        answers.push_back(open.set(SamFile{"x"}));
        answers.push_back(open.pack(false).status());
        answers.push_back(open.access_token().status());
        answers.push_back(
            open.update_attachment<int>([](int&) -> ContextSetting { return HashCallback(); }));
        return Progress::complete;
    };
    EXPECT_EQ(step().value(), Progress::complete);
    EXPECT_EQ(answers, std::vector<Status>(7, Status::out_of_sequence));
    EXPECT_EQ(open.query(Attribute::user_flags).status(), Status::ok) << "the turn was given back";
}

TEST_F(OpenContextTest, may_be_deleted_from_inside_its_own_leg) {
    const std::uint64_t number = contexts().insert(std::make_unique<OpenContext>(
        package, Role::acceptor, std::make_unique<ScriptedContext>(script)));
    bool deleted = false;
    script.step = [&](Exchange& leg) -> Result<Progress> {
        deleted = contexts().remove(number);
        leg.output.assign(4, 1);
        return Progress::complete;
    };
    const auto use = contexts().find(number);
    ASSERT_TRUE(use);
    EXPECT_EQ(use->step(exchange, kRoom).value(), Progress::complete);
    EXPECT_EQ(exchange.output.size(), 4u);
    EXPECT_TRUE(deleted);
    EXPECT_FALSE(contexts().find(number));
}

TEST_F(OpenContextTest, freezes_the_features_of_the_first_leg_even_when_it_asked_for_none) {
    std::vector<Features> asked;
    script.step = [&](Exchange& leg) -> Result<Progress> {
        asked.push_back(leg.requested);
        return Progress::continue_needed;
    };
    EXPECT_TRUE(step().ok());
    exchange = {};
    exchange.requested = {Feature::confidentiality};
    EXPECT_TRUE(open.step(exchange, kRoom).ok());
    EXPECT_EQ(asked, std::vector<Features>(2));
}

TEST_F(OpenContextTest, waits_for_completion_and_nothing_else) {
    script.step = [](Exchange&) -> Result<Progress> { return Progress::complete_needed; };
    EXPECT_EQ(open.complete({}).status(), Status::unsupported_function) << "too early";
    EXPECT_EQ(step().value(), Progress::complete_needed);
    EXPECT_EQ(step().status(), Status::out_of_sequence);
    EXPECT_EQ(open.query(Attribute::user_flags).status(), Status::out_of_sequence);
    EXPECT_EQ(open.pack(false).status(), Status::out_of_sequence);
    EXPECT_EQ(open.established().status(), Status::out_of_sequence);
    EXPECT_EQ(open.set(SamFile{"x"}), Status::ok);
    EXPECT_EQ(open.complete({}).value(), Progress::complete);
    EXPECT_TRUE(open.established().ok());
    EXPECT_EQ(open.complete({}).status(), Status::unsupported_function) << "too late";
}

// ---- Streams ------------------------------------------------------------------------------------

TEST_F(OpenContextTest, ALegThatFoundNoWholeMessageIsNone) {
    script.step = [](Exchange& made) -> Result<Progress> {
        made.missing = 3;
        return Status::incomplete_message;
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(step("ab").status(), Status::incomplete_message);
    EXPECT_EQ(exchange.missing, 3u);
    EXPECT_FALSE(dead());
    script.step = [](Exchange&) { return Progress::complete; };
    EXPECT_TRUE(step("abcde").ok());
    EXPECT_TRUE(open.established().ok());
}

TEST_F(OpenContextTest, AContextThatGoesOnIsSteppedBehindItsEnd) {
    script.goes_on = true;
    ASSERT_TRUE(step().ok());
    for (const Progress progress : {Progress::complete, Progress::continue_needed,
                                    Progress::no_renegotiation, Progress::credentials_needed}) {
        script.step = [progress](Exchange&) { return progress; };
        EXPECT_EQ(step().value(), progress);
        EXPECT_TRUE(open.established().ok());
    }
    script.step = [](Exchange&) -> Result<Progress> { return Status::illegal_message; };
    EXPECT_EQ(step().status(), Status::illegal_message);
    EXPECT_EQ(open.established().status(), Status::invalid_handle);
}

TEST_F(OpenContextTest, APauseIsNoEnd) {
    for (const Progress progress : {Progress::credentials_needed, Progress::extension_received}) {
        script.step = [progress](Exchange&) { return progress; };
        EXPECT_EQ(step().value(), progress);
        EXPECT_EQ(open.established().status(), Status::out_of_sequence);
    }
    script.step = [](Exchange&) { return Progress::complete; };
    EXPECT_TRUE(step().ok());
}

TEST_F(OpenContextTest, ControlReachesTheContextUntilItIsDead) {
    const ControlToken token{ControlToken::Kind::shutdown};
    EXPECT_EQ(open.control(token), Status::ok);
    ASSERT_TRUE(step().ok());
    EXPECT_EQ(open.control(token), Status::ok);
    open.fail();
    EXPECT_EQ(open.control(token), Status::invalid_handle);
    EXPECT_EQ(script.controls, 2);
}

TEST_F(OpenContextTest, WhatAStreamLeftUnreadComesWithTheKeptToken) {
    script.step = [](Exchange& made) {
        made.output = Buffer(10);
        made.unread = 4;
        return Progress::continue_needed;
    };
    EXPECT_EQ(step("abcdef", 9).status(), Status::buffer_too_small);
    EXPECT_EQ(step("abcdef", 10).value(), Progress::continue_needed);
    EXPECT_EQ(exchange.unread, 4u);
    EXPECT_EQ(exchange.output.size(), 10u);
    EXPECT_EQ(script.steps, 1);
}

}  // namespace
}  // namespace secur32::dispatch
