// The rows.
#include "sspi/dispatch/packages.h"

#include <algorithm>

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/directory.h"
#include "sspi/negotiate/package.h"
#include "sspi/ntlm/package.h"
#include "sspi/schannel/package.h"

namespace secur32::dispatch {

Packages::Packages() : authorities_(accounts::make_directory()) {
    packages_.push_back(negotiate::make_package(*this));
    packages_.push_back(ntlm::make_package(authorities_));
    packages_.push_back(schannel::make_package());
}

const Packages& Packages::instance() {
    static const Packages& packages = *new Packages;
    return packages;
}

Package* Packages::find(std::u16string_view name) const {
    const auto is_wanted = [&](std::u16string_view known) {
        return equal_ignoring_case(known, name);
    };
    for (const auto& package : packages_)
        if (is_wanted(package->info().name) ||
            std::ranges::any_of(package->info().aliases, is_wanted))
            return package.get();
    return nullptr;
}

}  // namespace secur32::dispatch
