// gss-ntlmssp as a Party, reached through MIT's libgssapi like any GSSAPI program would.
#pragma once

#include "test/interop/party.h"

namespace interop {

PartyPtr gss_client(const Request& request);
PartyPtr gss_server(const Request& request);

// gss_wrap with conf_req_flag 0, from either of them.
std::optional<Sealed> gss_wrap_without_confidentiality(Party& gss, const Bytes& text);

}  // namespace interop
