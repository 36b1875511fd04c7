// Some of the foreign servers listen on every address of the machine.
#pragma once

namespace interop::tls {

// Moves this process, before its first thread, into a network of its own with nothing but a
// loopback in it.  False where it may not: the tests then run in the machine's network.
bool leave_network();

}  // namespace interop::tls
