// A cell of the matrix with openssl(1), in either role, at the other end.
#pragma once

#include "test/interop/tls/exchange.h"

namespace interop::tls {

// Empty when all was as it should be, else what was not.
std::string run_with_openssl(const Cell& cell, const std::string& pki);

// The same with more options.
std::string run_with_openssl(const Cell& cell, const std::string& pki, const Arguments& more);

// The same, and openssl changes its keys in between and asks for the other's new ones (TLS 1.3).
std::string run_with_key_update(const Cell& cell, const std::string& pki);

}  // namespace interop::tls
