// A cell of the matrix with curl at the other end.
#pragma once

#include "test/interop/tls/cells.h"

namespace interop::tls {

// Empty when all was as it should be, else what was not.
std::string run_with_curl(const Cell& cell, const std::string& pki);

}  // namespace interop::tls
