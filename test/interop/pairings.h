// A pairing is who initiates and who accepts.  A program names its pairings; pairings_test.cpp runs
// every case over each of them.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "test/interop/party.h"

namespace interop {

struct Pairing {
    const char* name;
    MakeParty client, server;
    bool we_accept;               // then failures have our status codes
    bool checks_bindings = true;  // the server looks at channel bindings; WinPR's does not
    bool signs = true;            // detached signatures on a sealing context; WinPR has none
};

inline std::ostream& operator<<(std::ostream& out, const Pairing& pairing) {
    return out << pairing.name;
}

// Defined by each program.
std::vector<Pairing> pairings();

}  // namespace interop
