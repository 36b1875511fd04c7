// When work must have ended; shared by all steps of one call.
#pragma once

#include <chrono>

namespace secur32::x509 {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline deadline_in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

}  // namespace secur32::x509
