// Walks a table of steps: every pair without a row is refused, every state is reached.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <span>

#include "sspi/core/steps.h"

namespace secur32::test {

// make() gives a fresh machine.  It is put into each state by hand; what it refuses it must refuse
// before it looks at the message.
template <typename Machine, typename Make>
void expect_rows_and_nothing_else(std::span<const typename Machine::State> states,
                                  std::span<const typename Machine::Message> messages, Make make) {
    const std::uint8_t body[] = {0};
    std::size_t rows = 0;
    for (const auto state : states)
        for (const auto message : messages) {
            if (find_step<Machine>(state, message) != nullptr) {
                ++rows;
                continue;
            }
            auto machine = make();
            machine->enter(state);
            EXPECT_EQ(take(*machine, message, body), Machine::kUnexpected)
                << "state " << static_cast<int>(state) << " message " << static_cast<int>(message);
            EXPECT_EQ(machine->state(), state);
        }
    EXPECT_EQ(rows, Machine::steps().size()) << "a row twice, or of a state that was not given";
}

template <typename Machine>
void expect_all_reached(std::span<const typename Machine::State> states) {
    using State = typename Machine::State;
    std::set<State> reached = {states.front()};
    for (std::size_t round = 0; round < states.size(); ++round)
        for (const Step<Machine>& step : Machine::steps())
            for (const State state : states)
                if (reached.contains(step.in) && step.may_enter.contains(state))
                    reached.insert(state);
    EXPECT_EQ(reached.size(), states.size());
}

}  // namespace secur32::test
