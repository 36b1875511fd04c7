// The package "Microsoft Unified Security Protocol Provider": TLS, client and server.
#pragma once

#include <memory>

#include "sspi/core/package.h"

namespace secur32::schannel {

const PackageInfo& package_info();
std::unique_ptr<Package> make_package();

}  // namespace secur32::schannel
