// Where a test program takes this library's function table from: see table_linked.cpp for programs
// that link it, table_loaded.cpp for those that hold a namesake in the same process.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

namespace interop {
PSecurityFunctionTableA our_table();
}
