// The rows.
#include "sspi/dispatch/packages.h"

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/directory.h"
#include "sspi/negotiate/package.h"
#include "sspi/ntlm/package.h"

namespace secur32::dispatch {

Packages::Packages() : authorities_(accounts::make_directory()) {
    packages_.push_back(negotiate::make_package(*this));
    packages_.push_back(ntlm::make_package(authorities_));
}

const Packages& Packages::instance() {
    static const Packages& packages = *new Packages;
    return packages;
}

Package* Packages::find(std::u16string_view name) const {
    for (const auto& package : packages_)
        if (equal_ignoring_case(package->info().name, name)) return package.get();
    return nullptr;
}

}  // namespace secur32::dispatch
