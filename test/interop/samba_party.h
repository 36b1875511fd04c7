// Samba's ntlm_auth as a Party: the client behind its line protocol "ntlmssp-client-1".
#pragma once

#include <string>

#include "test/interop/party.h"

namespace interop {

// Needs a folder for a configuration and its state; it runs no daemon and joins no domain.
PartyPtr samba_client(const Request& request, const std::string& folder);

}  // namespace interop
