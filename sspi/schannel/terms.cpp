// Sets of versions.
#include "sspi/schannel/terms.h"

#include <array>

namespace secur32::schannel {
namespace {

constexpr std::array kAscending = {Version::tls10, Version::tls11, Version::tls12, Version::tls13};

}  // namespace

Version Versions::highest() const {
    for (auto version = kAscending.rbegin(); version != kAscending.rend(); ++version)
        if (has(*version)) return *version;
    return Version::tls10;
}

Version Versions::lowest() const {
    for (const Version version : kAscending)
        if (has(version)) return version;
    return Version::tls13;
}

}  // namespace secur32::schannel
