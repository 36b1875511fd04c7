// A child that file modes bind: root hands the folder of keys over and becomes nobody.  What other
// users cannot do is looked at there.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "test/support/key_folder.h"

namespace secur32::test {

inline constexpr uid_t kNobody = 65534;

// Runs body, which returns a number under 256, and answers that number.  folder and all in it are
// the child's own from then on.
template <typename Body>
int unprivileged(const KeyFolder& folder, Body&& body) {
    const bool root = ::geteuid() == 0;
    if (root) {
        if (::chown(folder.base().c_str(), kNobody, kNobody) != 0) return -1;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.base()))
            if (::lchown(entry.path().c_str(), kNobody, kNobody) != 0) return -1;
    }
    const pid_t child = ::fork();
    if (child == 0) {
        if (root && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(255);
        ::_exit(body());
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

}  // namespace secur32::test
