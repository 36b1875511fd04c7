#include "sslprovider/provider/key_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/trace.h"

namespace secur32::provider {
namespace {

// A key, or a certificate with its properties.
constexpr std::size_t kLargestFile = 64 * 1024;
constexpr mode_t kFolderMode = 0700, kFileMode = 0600, kOthers = S_IRWXG | S_IRWXO;

// The reason is errno's.  denied: what it is that modes do not let us.
Status failed(std::string_view what, Status denied = Status::not_owner) {
    const int error = errno;
    const std::string text = std::generic_category().message(error);
    switch (error) {
        case ENOENT:
            return trace::because(Status::no_keyset, what, text);
        case EEXIST:
            return trace::because(Status::exists, what, text);
        case EACCES:
            return trace::because(denied, what, text);
        case EPERM:
        case EROFS:
        case ELOOP:
        case ENOTDIR:
            return trace::because(Status::not_owner, what, text);
        case ENOMEM:
            return trace::because(Status::out_of_memory, what, text);
        default:
            return trace::because(Status::internal_error, what, text);
    }
}

std::optional<std::string> home() {
    if (const auto set = environment::text("HOME")) return set;
    std::array<char, 4096> strings{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, strings.data(), strings.size(), &found);
    if (found == nullptr || found->pw_dir == nullptr) return std::nullopt;
    return found->pw_dir;
}

// A relative path would lead elsewhere after every chdir().
Result<std::string> absolute(std::string path) {
    if (path.starts_with('/')) return path;
    return trace::because(Status::no_keyset, "key store: the folder's path is not absolute", path);
}

struct FolderNames {
    const char *user, *machine;  // environment variables
    std::string_view in_data, machine_default;
};
constexpr std::array<FolderNames, 2> kFolders = {
    FolderNames{environment::kKeyFolder, environment::kMachineKeyFolder, "/secur32/keys",
                "/var/lib/secur32/keys"},
    FolderNames{environment::kCertificateFolder, environment::kMachineCertificateFolder,
                "/secur32/certificates", "/var/lib/secur32/certificates"},
};

Result<std::string> users_folder(const FolderNames& names) {
    if (auto set = environment::text(names.user)) return absolute(std::move(*set));
    // XDG Base Directory Specification: "If an implementation encounters a relative path in any of
    // these variables it should consider the path invalid and ignore it."
    auto data = environment::text("XDG_DATA_HOME");
    if (data && data->starts_with('/')) return data->append(names.in_data);
    if (auto folder = home())
        return absolute(folder->append("/.local/share").append(names.in_data));
    return trace::because(Status::no_keyset, "key store: the user has no home folder");
}

Result<std::string> folder_path(const KeyPlace& place) {
    const FolderNames& names = kFolders[static_cast<std::size_t>(place.holds)];
    if (place.scope == KeyPlace::Scope::user) return users_folder(names);
    return absolute(environment::text(names.machine).value_or(std::string(names.machine_default)));
}

// As mkdir -p.
Status make_folders(const std::string& path) {
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string part = path.substr(0, slash);
        if (::mkdir(part.c_str(), kFolderMode) != 0 && errno != EEXIST)
            return failed("key store: the folder cannot be made");
        if (slash == std::string::npos) return Status::ok;
    }
}

Status judge(const struct stat& state, bool right_type, std::string_view what) {
    if (!right_type) return trace::because(Status::not_owner, what, "not of that type");
    if (state.st_uid != ::geteuid())
        return trace::because(Status::not_owner, what, "it belongs to another user");
    if ((state.st_mode & kOthers) != 0)
        return trace::because(Status::not_owner, what, "group or others have access to it");
    return Status::ok;
}

Result<Descriptor> open_folder(int at, const char* path, Status denied) {
    Descriptor folder(::openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat state {};
    if (!folder.valid() || ::fstat(folder.get(), &state) != 0)
        return failed("key store: the folder cannot be opened", denied);
    TRY(judge(state, S_ISDIR(state.st_mode), "key store: the folder is refused"));
    return folder;
}

FileTime file_time_of(const timespec& time) {
    return kUnixEpochAsFileTime + static_cast<FileTime>(time.tv_sec) * kFileTimeSecond +
           static_cast<FileTime>(time.tv_nsec) / 100;
}

Status read_all(int file, MutableBytes text) {
    while (!text.empty()) {
        const ssize_t count = ::read(file, text.data(), text.size());
        if (count < 0 && errno != EINTR) return failed("key store: a file cannot be read");
        if (count == 0) return trace::because(Status::bad_data, "key store: a file shrank");
        if (count > 0) text = text.subspan(static_cast<std::size_t>(count));
    }
    return Status::ok;
}

Status write_all(int file, Bytes text) {
    while (!text.empty()) {
        const ssize_t count = ::write(file, text.data(), text.size());
        if (count < 0 && errno != EINTR) return failed("key store: a file cannot be written");
        if (count > 0) text = text.subspan(static_cast<std::size_t>(count));
    }
    return Status::ok;
}

// No key's file begins with a dot.
constexpr std::string_view kNewFile = ".new-";

std::string name_of_new_file() {
    std::array<std::uint8_t, 16> random{};
    fill_random(random);
    std::string name(kNewFile);
    for (const std::uint8_t octet : random) {
        name += "0123456789abcdef"[octet >> 4];
        name += "0123456789abcdef"[octet & 15];
    }
    return name;
}

}  // namespace

Result<KeyFolder> KeyFolder::open(const KeyPlace& place, Use use) {
    const Status denied = use == Use::reads ? place.unreadable : Status::not_owner;
    TRY_ASSIGN(const std::string path, folder_path(place));
    if (use == Use::creates) TRY(make_folders(path));
    TRY_ASSIGN(Descriptor folder, open_folder(AT_FDCWD, path.c_str(), denied));
    if (!place.inside.empty()) {
        const std::string inside(place.inside);
        if (use == Use::creates && ::mkdirat(folder.get(), inside.c_str(), kFolderMode) != 0 &&
            errno != EEXIST)
            return failed("key store: the folder cannot be made");
        TRY_ASSIGN(folder, open_folder(folder.get(), inside.c_str(), denied));
    }
    // The lock goes with the descriptor.
    while (use != Use::reads && ::flock(folder.get(), LOCK_EX) != 0)
        if (errno != EINTR) return failed("key store: the folder cannot be locked");
    return KeyFolder(std::move(folder), place.unreadable);
}

bool KeyFolder::has(const std::string& file) const {
    return ::faccessat(folder_.get(), file.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<KeyFile> KeyFolder::read(const std::string& file) const {
    // O_NONBLOCK: a pipe of that name does not hang the program.
    const Descriptor opened(::openat(folder_.get(), file.c_str(),
                                     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat state {};
    if (!opened.valid() || ::fstat(opened.get(), &state) != 0)
        return failed("key store: a file cannot be opened", unreadable_);
    TRY(judge(state, S_ISREG(state.st_mode), "key store: a file is refused"));
    if (static_cast<std::size_t>(state.st_size) > kLargestFile)
        return trace::because(Status::bad_data, "key store: a file is too large for a key");
    KeyFile result{SecureBytes(static_cast<std::size_t>(state.st_size)),
                   file_time_of(state.st_mtim)};
    TRY(read_all(opened.get(), result.text.mutable_bytes()));
    return result;
}

Status KeyFolder::write(const std::string& file, Bytes text, bool overwrite) const {
    if (text.size() > kLargestFile)
        return trace::because(Status::bad_data, "key store: too large for a file");
    TRY(remove_leftovers());
    const std::string temporary = name_of_new_file();
    Status status = write_new(temporary, text);
    if (status == Status::ok) status = put_in_place(temporary, file, overwrite);
    if (status != Status::ok) ::unlinkat(folder_.get(), temporary.c_str(), 0);
    return status;
}

Status KeyFolder::write_new(const std::string& file, Bytes text) const {
    const Descriptor made(::openat(folder_.get(), file.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                   kFileMode));
    if (!made.valid() || ::fchmod(made.get(), kFileMode) != 0)
        return failed("key store: a file cannot be made");
    TRY(write_all(made.get(), text));
    if (::fsync(made.get()) != 0) return failed("key store: a file cannot be written");
    return Status::ok;
}

Status KeyFolder::put_in_place(const std::string& from, const std::string& to,
                               bool overwrite) const {
    const int folder = folder_.get();
    // rename() replaces, link() does not.
    const int moved = overwrite ? ::renameat(folder, from.c_str(), folder, to.c_str())
                                : ::linkat(folder, from.c_str(), folder, to.c_str(), 0);
    if (moved != 0) return failed("key store: a file cannot be put in its place");
    if (!overwrite) ::unlinkat(folder, from.c_str(), 0);
    if (::fsync(folder) != 0) return failed("key store: the folder cannot be written");
    return Status::ok;
}

Status KeyFolder::remove(const std::string& file) const {
    if (::unlinkat(folder_.get(), file.c_str(), 0) != 0)
        return failed("key store: a file cannot be removed");
    if (::fsync(folder_.get()) != 0) return failed("key store: the folder cannot be written");
    return Status::ok;
}

Status KeyFolder::remove_folder(const KeyPlace& place) {
    KeyPlace outer = place;
    outer.inside = {};
    TRY_ASSIGN(const KeyFolder parent, open(outer, Use::changes));
    TRY_ASSIGN(const KeyFolder folder, open(place, Use::changes));
    TRY_ASSIGN(const std::vector<std::string> names, folder.entries());
    for (const std::string& name : names) ::unlinkat(folder.folder_.get(), name.c_str(), 0);
    if (::unlinkat(parent.folder_.get(), std::string(place.inside).c_str(), AT_REMOVEDIR) != 0)
        return failed("key store: a folder cannot be removed");
    return Status::ok;
}

// Whoever writes holds the lock: what is there was left by a process that died.
Status KeyFolder::remove_leftovers() const {
    TRY_ASSIGN(const std::vector<std::string> names, entries());
    for (const std::string& name : names)
        if (name.starts_with(kNewFile)) ::unlinkat(folder_.get(), name.c_str(), 0);
    return Status::ok;
}

Result<std::vector<std::string>> KeyFolder::files() const {
    TRY_ASSIGN(std::vector<std::string> names, entries());
    std::erase_if(names, [](const std::string& name) { return name.starts_with('.'); });
    return names;
}

Result<std::vector<std::string>> KeyFolder::entries() const {
    // A descriptor of its own: the position in a folder belongs to what dup() shares.
    const int again = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(again < 0 ? nullptr : ::fdopendir(again),
                                                      ::closedir);
    if (listing == nullptr) {
        const Status status = failed("key store: the folder cannot be listed");
        if (again >= 0) ::close(again);
        return status;
    }
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* const entry = ::readdir(listing.get())) names.emplace_back(entry->d_name);
    if (errno != 0) return failed("key store: the folder cannot be listed");
    return names;
}

}  // namespace secur32::provider
