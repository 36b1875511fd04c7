// What is wrong with each certificate of a path (RFC 5280 6.1.3 to 6.1.5), all of it and not only
// the first thing.  Not judged here: revocation (chain.cpp), whose answers take the network.
#pragma once

#include "sslprovider/x509/chain.h"
#include "sslprovider/x509/path_building.h"

namespace secur32::x509 {

Chain judge_path(const ChainRequest& request, const Path& path);

// errors and info of the chain out of its elements'; end: what only the chain can have.
void sum_up(Chain& chain);

}  // namespace secur32::x509
