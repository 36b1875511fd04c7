// The rules, one function each.
#include "sspi/ntlm/admission.h"

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::ntlm {

BindingsResult judge_bindings(const BindingsRule& rule,
                              const std::optional<BindingsHash>& received) {
    const bool required = rule.demand == BindingsDemand::required;
    if (rule.demand == BindingsDemand::never) return BindingsResult::not_checked;
    if (!rule.own && !rule.proxy && !required) return BindingsResult::not_checked;
    if (!received) {
        // What the administrator requires, no program waives.
        return rule.allow_missing && !required ? BindingsResult::missing_allowed
                                               : BindingsResult::missing;
    }
    if (rule.own && constant_time_equal(*rule.own, *received)) return BindingsResult::matched;
    if (rule.proxy) return BindingsResult::proxy;
    // Required, and the program gave none to compare with: whatever channel the client is bound
    // to, nothing says that it is this one.
    return BindingsResult::mismatch;
}

Status check_bindings(const BindingsRule& rule, BindingsResult result) {
    if (rule.audit_only && rule.demand != BindingsDemand::required) return Status::ok;
    if (result == BindingsResult::mismatch)
        return trace::because(Status::bad_bindings,
                              rule.own ? "ntlm: the channel bindings differ"
                                       : "ntlm: bindings are required, the program gave none");
    if (result == BindingsResult::missing)
        return trace::because(Status::bad_bindings, "ntlm: the client sent no channel bindings");
    return Status::ok;
}

Status check_target_name(const std::vector<std::u16string>& names, std::u16string_view target) {
    if (names.empty() || target_name_accepted(names, target)) return Status::ok;
    return trace::because(Status::wrong_principal, target.empty()
                                                       ? "ntlm: the client names no target"
                                                       : "ntlm: the client meant another target");
}

Status check_time(FileTime client, FileTime now, FileTime max_lifetime) {
    const FileTime apart = client > now ? client - now : now - client;
    if (apart <= max_lifetime) return Status::ok;
    return trace::because(Status::time_skew, "ntlm: the client's time is outside the window");
}

}  // namespace secur32::ntlm
