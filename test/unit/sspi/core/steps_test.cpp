// The table driver, on a lamp: dark --press--> lit --press--> dark, and a bulb that breaks.
#include "sspi/core/steps.h"

#include <gtest/gtest.h>

#include <string>

namespace secur32 {
namespace {

class Lamp {
 public:
    enum class State : std::uint8_t { dark, lit, broken };
    enum class Message : std::uint8_t { press, hit };
    static constexpr Status kUnexpected = Status::out_of_sequence;
    static std::span<const Step<Lamp>> steps();

    State state() const { return state_; }
    void heard(Message, Bytes) { log += "heard "; }
    void enter(State state) {
        log += "enter ";
        state_ = state;
    }

    std::string log;
    Status verdict = Status::ok;
    Result<State> next = State::lit;

 private:
    Status check_press(Bytes) {
        log += "check ";
        return verdict;
    }
    Result<State> answer_press() {
        log += "answer ";
        return next;
    }
    State state_ = State::dark;
};

std::span<const Step<Lamp>> Lamp::steps() {
    using S = State;
    using M = Message;
    static constexpr Step<Lamp> kSteps[] = {
        {S::dark, M::press, &Lamp::check_press, &Lamp::answer_press, {S::lit}},
        {S::lit, M::press, &Lamp::check_press, &Lamp::answer_press, {S::dark, S::broken}},
    };
    return kSteps;
}

TEST(Steps, run_check_then_hear_then_answer_then_enter) {
    Lamp lamp;
    EXPECT_EQ(take(lamp, Lamp::Message::press, {}), Status::ok);
    EXPECT_EQ(lamp.log, "check heard answer enter ");
    EXPECT_EQ(lamp.state(), Lamp::State::lit);
}

TEST(Steps, refuse_a_message_without_a_row) {
    Lamp lamp;
    EXPECT_EQ(take(lamp, Lamp::Message::hit, {}), Status::out_of_sequence);
    EXPECT_EQ(lamp.log, "");
    EXPECT_EQ(lamp.state(), Lamp::State::dark);
}

TEST(Steps, hear_nothing_of_a_message_that_fails_its_check) {
    Lamp lamp;
    lamp.verdict = Status::invalid_token;
    EXPECT_EQ(take(lamp, Lamp::Message::press, {}), Status::invalid_token);
    EXPECT_EQ(lamp.log, "check ");
    EXPECT_EQ(lamp.state(), Lamp::State::dark);
}

TEST(Steps, keep_the_state_when_the_answer_fails) {
    Lamp lamp;
    lamp.next = Status::logon_denied;
    EXPECT_EQ(take(lamp, Lamp::Message::press, {}), Status::logon_denied);
    EXPECT_EQ(lamp.state(), Lamp::State::dark);
}

TEST(Steps, refuse_a_state_that_the_row_does_not_allow) {
    Lamp lamp;
    lamp.next = Lamp::State::broken;
    EXPECT_EQ(take(lamp, Lamp::Message::press, {}), Status::internal_error);
    EXPECT_EQ(lamp.state(), Lamp::State::dark);
}

TEST(Steps, choose_the_row_by_state_and_message) {
    EXPECT_NE(find_step<Lamp>(Lamp::State::lit, Lamp::Message::press), nullptr);
    EXPECT_EQ(find_step<Lamp>(Lamp::State::broken, Lamp::Message::press), nullptr);
    EXPECT_EQ(find_step<Lamp>(Lamp::State::lit, Lamp::Message::hit), nullptr);
}

}  // namespace
}  // namespace secur32
