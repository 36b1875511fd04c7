// The table of the library that this program is linked to, as any program would get it.
// Not for programs that also link libwinpr, which exports the same name.
#include "test/interop/table.h"

namespace interop {
PSecurityFunctionTableA our_table() { return InitSecurityInterfaceA(); }
}  // namespace interop
