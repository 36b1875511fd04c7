// gss-ntlmssp as a Party, reached through MIT's libgssapi like any GSSAPI program would.
#pragma once

#include "test/interop/party.h"

namespace interop {

PartyPtr gss_client(const Request& request);
PartyPtr gss_server(const Request& request);

}  // namespace interop
