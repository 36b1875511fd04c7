// Target names: service principal names and what is given in their place.
//
//     service/host[:port][/name][@REALM]        host        DOMAIN\user
#pragma once

#include <string_view>

namespace secur32::api {

bool is_spn(std::u16string_view target);

// The host in an SPN, or the whole of a bare host name, without a port; empty when there is none.
// A bracketed IPv6 address keeps its brackets.
std::u16string_view host_in(std::u16string_view target);

}  // namespace secur32::api
