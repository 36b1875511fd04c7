#include "sslprovider/provider/groups.h"

#include <algorithm>
#include <array>

namespace secur32::provider {
namespace {

using enum crypto::NamedGroup;

// clang-format off
constexpr std::array kGroups = {
    //    id         CNG's name     OID                    bits  public secret  finite field
    Group{x25519,    u"curve25519", "1.3.101.110",          255,   32,   32, false},
    Group{secp256r1, u"nistP256",   "1.2.840.10045.3.1.7",  256,   65,   32, false},
    Group{secp384r1, u"nistP384",   "1.3.132.0.34",         384,   97,   48, false},
    Group{secp521r1, u"nistP521",   "1.3.132.0.35",         521,  133,   66, false},
    Group{ffdhe2048, u"ffdhe2048",  "",                    2048,  256,  256, true},
    Group{ffdhe3072, u"ffdhe3072",  "",                    3072,  384,  384, true},
    Group{ffdhe4096, u"ffdhe4096",  "",                    4096,  512,  512, true},
    Group{ffdhe6144, u"ffdhe6144",  "",                    6144,  768,  768, true},
    Group{ffdhe8192, u"ffdhe8192",  "",                    8192, 1024, 1024, true},
};
// clang-format on

}  // namespace

std::span<const Group> groups() { return kGroups; }

const Group* find_group(std::uint32_t id) {
    const auto found = std::ranges::find_if(
        kGroups, [id](const Group& group) { return static_cast<std::uint32_t>(group.id) == id; });
    return found == kGroups.end() ? nullptr : &*found;
}

}  // namespace secur32::provider
