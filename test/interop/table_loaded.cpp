// The table of the library loaded by path with RTLD_LOCAL, as FreeRDP loads an SSPI module: its
// exports stay out of the global scope, where libwinpr's namesakes are.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

#include "test/interop/table.h"

namespace interop {
namespace {
PSecurityFunctionTableA load() {
    void* library = dlopen(SECUR32_LIBRARY, RTLD_LOCAL | RTLD_LAZY);
    void* symbol = library != nullptr ? dlsym(library, "InitSecurityInterfaceA") : nullptr;
    if (symbol == nullptr) {
        std::fprintf(stderr, "%s: %s\n", SECUR32_LIBRARY, dlerror());
        std::abort();
    }
    return reinterpret_cast<INIT_SECURITY_INTERFACE_A>(symbol)();
}
}  // namespace

PSecurityFunctionTableA our_table() {
    static const PSecurityFunctionTableA table = load();
    return table;
}
}  // namespace interop
