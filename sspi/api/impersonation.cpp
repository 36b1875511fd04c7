// The system calls themselves change one thread; the C library's functions of the same names would
// change all threads of the process.
#include "sspi/api/impersonation.h"

#include <grp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <vector>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/trace.h"
#include "sspi/api/user_database.h"

namespace secur32::api {
namespace {

struct Self {
    uid_t uid;
    gid_t gid;
    std::vector<gid_t> groups;
};

thread_local std::optional<Self> own;  // while the thread impersonates

constexpr long kKeep = -1;

bool set_effective_uid(uid_t uid) { return ::syscall(SYS_setresuid, kKeep, uid, kKeep) == 0; }
bool set_groups(gid_t gid, const std::vector<gid_t>& groups) {
    return ::syscall(SYS_setgroups, groups.size(), groups.data()) == 0 &&
           ::syscall(SYS_setresgid, kKeep, gid, kKeep) == 0;
}

// Empty when the kernel does not tell.
std::optional<Self> current_self() {
    Self self{::geteuid(), ::getegid(), std::vector<gid_t>(65536)};
    const int count = ::getgroups(static_cast<int>(self.groups.size()), self.groups.data());
    if (count < 0) return std::nullopt;
    self.groups.resize(static_cast<std::size_t>(count));
    return self;
}

std::vector<gid_t> groups_of(const UserEntry& user) {
    std::vector<gid_t> groups(16);
    for (;;) {
        int count = static_cast<int>(groups.size());
        const bool fits = ::getgrouplist(user.name.c_str(), user.gid, groups.data(), &count) >= 0;
        groups.resize(static_cast<std::size_t>(count));
        if (fits) return groups;
    }
}

bool asked_for() { return environment::number(environment::kImpersonate, 1) == 1; }

}  // namespace

Status impersonate(const AuthIdentity& client, bool identify) {
    if (!asked_for()) return Status::ok;
    TRY(revert());
    if (identify)
        return trace::because(Status::no_impersonation, "the client lets itself be identified only");
    const Result<UserEntry> user = find_user(client.user);
    if (!user.ok() || client.anonymous)
        return trace::because(Status::no_impersonation, "no account of this machine has that name");
    const std::optional<Self> self = current_self();
    if (!self) return Status::internal_error;
    // Groups first: who has given up uid 0 can no longer change them.
    if (!set_groups(user.value().gid, groups_of(user.value())) ||
        !set_effective_uid(user.value().uid)) {
        const int reason = errno;
        // Half a change is worse than none.
        if (!set_groups(self->gid, self->groups) && reason != EPERM) std::abort();
        return trace::because(Status::no_impersonation, "this process may not change its uid");
    }
    own = self;
    return Status::ok;
}

Status revert() {
    if (!own) return Status::ok;
    // A thread that cannot become itself again must not go on as somebody else.
    if (!set_effective_uid(own->uid) || !set_groups(own->gid, own->groups)) std::abort();
    own.reset();
    return Status::ok;
}

}  // namespace secur32::api
