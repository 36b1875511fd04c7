// libwinpr2's own NTLM as a Party, through its SSPI function table.
#pragma once

#include "test/interop/party.h"

namespace interop {

PartyPtr winpr_client(const Request& request);
// Takes its users from the SAM file that SAM_FILE in the environment names.
PartyPtr winpr_server(const Request& request);
// Takes the users' hashes from a callback, as an RDP server's ComputeNtlmHash does.
PartyPtr winpr_callback_server(const Request& request);

}  // namespace interop
