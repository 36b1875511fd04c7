// ISC_REQ_*/ISC_RET_* and ASC_REQ_*/ASC_RET_* <-> Features.  The two roles number the upper bits
// differently; the two tables in flags.cpp are the headers' lists, side by side.
#pragma once

#include <cstdint>

#include "sspi/core/exchange.h"

namespace secur32::api {

// Bits without a row (ALLOCATE_MEMORY, FRAGMENT_TO_FIT, ...) are not features of a context.  upper:
// what a SECBUFFER_FLAGS says.
Features features_of(Role role, std::uint32_t requested, std::uint64_t upper = 0);
std::uint32_t flags_of(Role role, Features granted);

}  // namespace secur32::api
