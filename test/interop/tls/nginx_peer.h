// A cell of the matrix with nginx at the other end.
#pragma once

#include "test/interop/tls/cells.h"

namespace interop::tls {

// Empty when all was as it should be, else what was not.
std::string run_with_nginx(const Cell& cell, const std::string& pki);

}  // namespace interop::tls
