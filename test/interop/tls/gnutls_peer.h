// A cell of the matrix with gnutls-cli or gnutls-serv at the other end.
#pragma once

#include "test/interop/tls/cells.h"

namespace interop::tls {

// Empty when all was as it should be, else what was not.
std::string run_with_gnutls(const Cell& cell, const std::string& pki);

// The same with more in its priority string, such as ":%NO_ETM".
std::string run_with_gnutls(const Cell& cell, const std::string& pki, const std::string& more);

}  // namespace interop::tls
