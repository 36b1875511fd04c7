// The folders of keys, and what may happen to a file in one: read whole, replaced whole, removed.
// Every step goes through the folder's descriptor, which was judged once: a path that is swapped in
// between leads nowhere.
//
//   the user's      SECUR32_KEY_FOLDER, or $XDG_DATA_HOME/secur32/keys, or
//                   ~/.local/share/secur32/keys
//   the machine's   SECUR32_MACHINE_KEY_FOLDER, or /var/lib/secur32/keys
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::provider {

class Descriptor {
 public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    int get() const { return number_; }
    bool valid() const { return number_ >= 0; }

 private:
    int release() noexcept;
    int number_;
};

struct KeyFile {
    SecureBytes text;
    FileTime modified;
};

struct KeyPlace {
    enum class Scope : std::uint8_t { user, machine };
    Scope scope = Scope::user;
    std::string_view inside = {};  // the folder in that folder; empty: that folder itself
    // What it is that modes keep from being read.
    Status unreadable = Status::not_owner;
};

class KeyFolder {
 public:
    enum class Use : std::uint8_t {
        reads,    // no_keyset when there is no folder
        changes,  // the same, and other processes' changes wait
        creates,  // makes the folder, and other processes' changes wait
    };
    // no_keyset for a variable that holds no absolute path; not_owner when a folder is a link,
    // another user's, or open to others.
    static Result<KeyFolder> open(const KeyPlace& place, Use use);

    bool has(const std::string& file) const;
    // no_keyset; not_owner when it is a link or no regular file, another user's or open to others;
    // bad_data when it is too large for a key.
    Result<KeyFile> read(const std::string& file) const;
    // exists, unless overwrite.  Whoever reads meanwhile sees the old text or the new one; so does
    // whoever comes after a power failure.  What a process left that was killed in between goes.
    Status write(const std::string& file, Bytes text, bool overwrite) const;
    Status remove(const std::string& file) const;  // no_keyset
    Result<std::vector<std::string>> files() const;

 private:
    KeyFolder(Descriptor folder, Status unreadable)
        : folder_(std::move(folder)), unreadable_(unreadable) {}
    Status write_new(const std::string& file, Bytes text) const;
    Status put_in_place(const std::string& from, const std::string& to, bool overwrite) const;
    Status remove_leftovers() const;
    Result<std::vector<std::string>> entries() const;
    Descriptor folder_;
    Status unreadable_;
};

}  // namespace secur32::provider
