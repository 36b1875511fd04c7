// SspiGetTargetHostName.
#include "sspi/api/target_names.h"

#include <algorithm>

#include "sspi/api/call.h"
#include "sspi/api/strings.h"

namespace secur32::api {
namespace {

std::u16string_view before(std::u16string_view text, std::u16string_view delimiters) {
    return text.substr(0, std::min(text.find_first_of(delimiters), text.size()));
}

}  // namespace

bool is_spn(std::u16string_view target) { return target.find(u'/') != target.npos; }

std::u16string_view host_in(std::u16string_view target) {
    std::u16string_view rest = target;
    if (is_spn(target)) rest.remove_prefix(target.find(u'/') + 1);
    if (!rest.starts_with(u'[')) return before(rest, u":/@");
    const std::size_t end = rest.find(u']');
    return end == rest.npos ? std::u16string_view() : rest.substr(0, end + 1);
}

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY SspiGetTargetHostName(PCWSTR pszTargetName, PWSTR* pszHostName) {
    return call("SspiGetTargetHostName", [&](Trail& trail) -> Status {
        if (pszHostName != nullptr) *pszHostName = nullptr;
        if (pszTargetName == nullptr || pszHostName == nullptr) return Status::invalid_parameter;
        trail.text("target", pszTargetName);
        const std::u16string_view host = host_in(pszTargetName);
        if (host.empty())
            return trace::because(Status::invalid_parameter, "the target names no host");
        *pszHostName = allocate_text<SEC_WCHAR>(host);
        return Status::ok;
    });
}

}  // extern "C"
