// THE package table: the composition root.  A new package is one folder and one row of
// packages.cpp.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sspi/core/authority.h"
#include "sspi/core/package.h"

namespace secur32::dispatch {

class Packages : public Directory {
public:
    // The packages of this process, made on first use; they live as long as it does.
    static const Packages& instance();

    // In the order in which EnumerateSecurityPackages lists them.
    std::span<const std::unique_ptr<Package>> all() const { return packages_; }
    // By name or alias, whatever its case; null when there is none.
    Package* find(std::u16string_view name) const override;

private:
    Packages();
    std::shared_ptr<AuthorityDirectory> authorities_;
    std::vector<std::unique_ptr<Package>> packages_;
};

}  // namespace secur32::dispatch
