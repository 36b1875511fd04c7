// What this machine calls itself: the NetBIOS and DNS names that acceptors announce.  The NetBIOS
// names can be set with SECUR32_COMPUTER_NAME and SECUR32_DOMAIN_NAME.
#pragma once

#include <string>

namespace secur32 {

struct HostNames {
    std::u16string netbios_computer;  // upper case, at most 15 characters
    std::u16string netbios_domain;    // "WORKGROUP" unless set
    std::u16string dns_computer;      // the host's full name, lower case
    std::u16string dns_domain;        // what follows its first dot; may be empty
};

// Looked up once per process.
const HostNames& host_names();

}  // namespace secur32
