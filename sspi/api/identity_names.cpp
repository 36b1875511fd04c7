// Two identities compared; a package excluded.
#include "sspi/api/identity_names.h"

#include <algorithm>

#include "sslprovider/base/utf16.h"
#include "sspi/api/call.h"
#include "sspi/api/identity_blocks.h"

namespace secur32::api {
namespace {

// Null stands for the default credentials, which are equal to themselves only.
struct Compared {
    bool user = false;
    bool identity = false;
};

bool equal_or_both_absent(const AccountName& a, const AccountName& b) {
    return equal_ignoring_case(a.user, b.user) && equal_ignoring_case(a.domain, b.domain);
}

// Credentials of another kind than a password are compared whole.
Result<SecureBytes> comparable_secret(const IdentityView& view) {
    Result<SecureBytes> password = utf16_password(view);
    return password.ok() ? std::move(password) : clear_secret(view);
}

Result<Compared> compare(const void* first, const void* second) {
    if (first == nullptr || second == nullptr) return Compared{first == second, first == second};
    TRY_ASSIGN(const IdentityView a, view_identity(first));
    TRY_ASSIGN(const IdentityView b, view_identity(second));
    TRY_ASSIGN(const AccountName name_a, account_name_in(a));
    TRY_ASSIGN(const AccountName name_b, account_name_in(b));
    TRY_ASSIGN(const std::u16string packages_a, text_in(a, a.packages));
    TRY_ASSIGN(const std::u16string packages_b, text_in(b, b.packages));
    TRY_ASSIGN(const SecureBytes secret_a, comparable_secret(a));
    TRY_ASSIGN(const SecureBytes secret_b, comparable_secret(b));
    Compared result;
    result.user = equal_or_both_absent(name_a, name_b);
    result.identity =
        result.user && equal_ignoring_case(packages_a, packages_b) && secret_a == secret_b;
    return result;
}

// ---- Package lists ------------------------------------------------------------------------------

bool lists(std::u16string_view list, std::u16string_view entry) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(u','), list.size());
        if (equal_ignoring_case(list.substr(0, end), entry)) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

// Entries that admit packages stay: a list that admits nobody must not become one that admits all.
std::u16string excluding(const std::u16string& list, const std::u16string& package) {
    const std::u16string entry = u'!' + package;
    if (lists(list, entry)) return list;
    return list.empty() ? entry : list + u',' + entry;
}

IdentityView nobody() {
    IdentityView view;
    view.form = IdentityForm::extended;
    view.flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    return view;
}

Result<Block> exclude(const void* identity, const std::u16string& package) {
    if (package.empty() || package.find_first_of(u",!") != package.npos)
        return trace::because(Status::invalid_parameter, "not the name of a package");
    IdentityView view = nobody();
    if (identity != nullptr) {
        TRY_ASSIGN(view, view_identity(identity));
    }
    TRY_ASSIGN(const std::u16string before, text_in(view, view.packages));
    TRY_ASSIGN(const Buffer after, text_for(view, excluding(before, package)));
    view.packages = after;
    return build_identity(view);
}

}  // namespace

Result<AccountName> account_name_in(const IdentityView& view) {
    AccountName name;
    TRY_ASSIGN(name.user, text_in(view, view.user));
    TRY_ASSIGN(name.domain, text_in(view, view.domain));
    const std::size_t separator = name.user.find(u'\\');
    if (!name.domain.empty() || separator == name.user.npos) return name;
    name.domain = name.user.substr(0, separator);
    name.user.erase(0, separator + 1);
    return name;
}

std::u16string qualified(const AccountName& name) {
    return name.domain.empty() ? name.user : name.domain + u'\\' + name.user;
}

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY SspiCompareAuthIdentities(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity1,
                                                    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity2,
                                                    PBOOLEAN SameSuppliedUser,
                                                    PBOOLEAN SameSuppliedIdentity) {
    return call("SspiCompareAuthIdentities", [&](Trail& trail) -> Status {
        if (SameSuppliedUser != nullptr) *SameSuppliedUser = FALSE;
        if (SameSuppliedIdentity != nullptr) *SameSuppliedIdentity = FALSE;
        TRY_ASSIGN(const Compared same, compare(AuthIdentity1, AuthIdentity2));
        if (SameSuppliedUser != nullptr) *SameSuppliedUser = same.user ? TRUE : FALSE;
        if (SameSuppliedIdentity != nullptr) *SameSuppliedIdentity = same.identity ? TRUE : FALSE;
        trail.number("same user", same.user ? 1 : 0);
        return Status::ok;
    });
}

SECURITY_STATUS SEC_ENTRY SspiExcludePackage(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                                             PCWSTR pszPackageName,
                                             PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppNewAuthIdentity) {
    return call("SspiExcludePackage", [&](Trail& trail) -> Status {
        if (ppNewAuthIdentity == nullptr) return Status::invalid_parameter;
        *ppNewAuthIdentity = nullptr;
        TRY_ASSIGN(const std::u16string package, text_of(pszPackageName));
        trail.text("package", package);
        TRY_ASSIGN(Block identity, exclude(AuthIdentity, package));
        *ppNewAuthIdentity = identity.release();
        return Status::ok;
    });
}

}  // extern "C"
