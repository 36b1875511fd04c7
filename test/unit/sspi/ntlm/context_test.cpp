// A context around a handshake that does as it is told: when it changes, and when it dies.
#include "sspi/ntlm/context.h"

#include <gtest/gtest.h>

namespace secur32::ntlm {
namespace {

struct Script {
    Result<Progress> next = Progress::continue_needed;
    bool destroyed = false;
    int settings = 0;
};

class ScriptedHandshake final : public Handshake {
 public:
    explicit ScriptedHandshake(Script& script) : script_(script) {}
    ~ScriptedHandshake() override { script_.destroyed = true; }
    Result<Progress> step(Exchange&) override { return script_.next; }
    Result<Progress> complete() override { return script_.next; }
    Status set(const ContextSetting&) override {
        ++script_.settings;
        return Status::ok;
    }
    std::u16string_view target() const override { return u"HTTP/www"; }
    Outcome take_outcome() override { return {}; }

 private:
    Script& script_;
};

struct ContextTest : testing::Test {
    Result<Progress> step(Result<Progress> result) {
        script.next = result;
        return context.step(exchange);
    }
    Script script;
    Context context{std::make_unique<ScriptedHandshake>(script)};
    Exchange exchange;
};

TEST_F(ContextTest, keeps_its_handshake_until_it_is_complete) {
    ASSERT_TRUE(step(Progress::continue_needed).ok());
    EXPECT_FALSE(script.destroyed);
    ASSERT_TRUE(step(Progress::complete_needed).ok());
    EXPECT_FALSE(script.destroyed);
    script.next = Progress::complete;
    ASSERT_TRUE(context.complete({}).ok());
    EXPECT_TRUE(script.destroyed);
    EXPECT_TRUE(context.query(Attribute::session_key).ok());
}

TEST_F(ContextTest, dies_with_a_failed_leg) {
    EXPECT_EQ(step(Status::invalid_token).status(), Status::invalid_token);
    EXPECT_TRUE(script.destroyed);
    EXPECT_EQ(step(Progress::complete).status(), Status::out_of_sequence);
    EXPECT_EQ(context.complete({}).status(), Status::out_of_sequence);
    EXPECT_EQ(context.set(SamFile{"x"}), Status::out_of_sequence);
    EXPECT_EQ(context.query(Attribute::session_key).status(), Status::out_of_sequence);
}

TEST_F(ContextTest, takes_settings_only_while_it_shakes_hands) {
    EXPECT_EQ(context.set(SamFile{"x"}), Status::ok);
    EXPECT_EQ(script.settings, 1);
    ASSERT_TRUE(step(Progress::complete).ok());
    EXPECT_EQ(context.set(SamFile{"x"}), Status::out_of_sequence);
}

TEST_F(ContextTest, protects_nothing_before_it_is_established) {
    Message message;
    EXPECT_EQ(context.protect(message), Status::out_of_sequence);
    EXPECT_EQ(context.unprotect(message), Status::out_of_sequence);
    EXPECT_EQ(context.sign(message), Status::out_of_sequence);
    EXPECT_EQ(context.verify(message), Status::out_of_sequence);
    EXPECT_EQ(context.unprotect_stream({}, 0).status(), Status::out_of_sequence);
    EXPECT_EQ(context.pack(false).status(), Status::out_of_sequence);
}

TEST_F(ContextTest, knows_its_sizes_package_and_target_from_the_beginning) {
    EXPECT_TRUE(context.query(Attribute::sizes).ok());
    EXPECT_TRUE(context.query(Attribute::package_info).ok());
    EXPECT_EQ(std::get<NegotiationInfo>(context.query(Attribute::negotiation_info).value()).state,
              2U);
    EXPECT_EQ(std::get<Target>(context.query(Attribute::target).value()).name, u"HTTP/www");
}

}  // namespace
}  // namespace secur32::ntlm
