// NTLM ([MS-NLMP]) as a security package.
#pragma once

#include <memory>

#include "sspi/core/authority.h"
#include "sspi/core/package.h"

namespace secur32::ntlm {

const PackageInfo& package_info();

std::unique_ptr<Package> make_package(std::shared_ptr<AuthorityDirectory> directory);

}  // namespace secur32::ntlm
