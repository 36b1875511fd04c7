// Policy files: what is accepted stays inside its bounds and gives terms, or none, without a crash;
// what is not is refused with one status.
#include <algorithm>
#include <string_view>

#include "sspi/schannel/credential_terms.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

template <typename Row>
void require_each_once(const std::vector<const Row*>& rows) {
    for (const Row* const row : rows) fuzz::require(std::ranges::count(rows, row) == 1);
}

void check(const Policy& policy) {
    require_each_once(policy.suites);
    require_each_once(policy.groups);
    require_each_once(policy.schemes);
    fuzz::require(!policy.suites.empty() && !policy.groups.empty() && !policy.schemes.empty());
    fuzz::require(512 <= policy.least_rsa_bits && policy.least_rsa_bits <= 16384);
    fuzz::require(64 <= policy.record_limit && policy.record_limit <= 16384);
    for (const bool server : {false, true}) {
        for (const std::uint32_t protocols : {0u, 0x3FC0u}) {
            const auto terms = make_terms(policy, server, {.enabled_protocols = protocols});
            fuzz::require(terms.ok()
                              ? !terms.value().suites.empty() && !terms.value().versions.empty()
                              : terms.status() == Status::algorithm_mismatch);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto policy = Policy::parse({reinterpret_cast<const char*>(data), size}, "fuzz.conf");
    if (policy.ok())
        check(policy.value());
    else
        fuzz::require(policy.status() == Status::internal_error);
    return 0;
}
