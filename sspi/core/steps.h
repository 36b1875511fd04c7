// A protocol's message flow as a constexpr table that reads like its specification's figure, and
// the driver that runs one message through it.
//
// The driver finds the row, runs its check, tells the machine that the message was heard (a
// transcript grows here), runs its answer, holds the next state against what the row allows, and
// alone assigns it.  What no row welcomes is refused.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32 {

// A set of states; every State enum has fewer than 32 members.
template <typename State>
class States {
 public:
    constexpr States(std::initializer_list<State> list) {
        for (const State state : list) bits_ |= bit(state);
    }
    constexpr bool contains(State state) const { return (bits_ & bit(state)) != 0; }

 private:
    static constexpr std::uint32_t bit(State state) {
        return std::uint32_t{1} << static_cast<unsigned>(state);
    }
    std::uint32_t bits_ = 0;
};

// One line of a message flow.
template <typename Machine>
struct Step {
    using State = typename Machine::State;
    State in;                              // while in this state
    typename Machine::Message hears;       // this message is welcome
    Status (Machine::*check)(Bytes body);  // is it right?  transcript: up to the message
    Result<State> (Machine::*answer)();    // so what?      transcript: with the message
    States<State> may_enter;               // and nothing but these may follow
};

// The row for a message, or null.
template <typename Machine>
const Step<Machine>* find_step(typename Machine::State in, typename Machine::Message hears) {
    for (const Step<Machine>& step : Machine::steps())
        if (step.in == in && step.hears == hears) return &step;
    return nullptr;
}

// Runs one message through Machine::steps().  Machine: state(), heard(message, body), enter(state)
// and kUnexpected, the Status of a message that no row welcomes.
template <typename Machine>
Status take(Machine& machine, typename Machine::Message message, Bytes body) {
    const Step<Machine>* const step = find_step<Machine>(machine.state(), message);
    if (step == nullptr) return Machine::kUnexpected;
    TRY((machine.*step->check)(body));
    machine.heard(message, body);
    TRY_ASSIGN(const auto next, (machine.*step->answer)());
    if (!step->may_enter.contains(next)) return Status::internal_error;
    machine.enter(next);
    return Status::ok;
}

}  // namespace secur32
