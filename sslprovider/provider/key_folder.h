// The folders of keys, and what may happen to a file in one: read whole, replaced whole, removed.
// Every step goes through the folder's descriptor, which was judged once: a path that is swapped in
// between leads nowhere.
//
//   the user's      SECUR32_KEY_FOLDER, or $XDG_DATA_HOME/secur32/keys, or
//                   ~/.local/share/secur32/keys
//   the machine's   SECUR32_MACHINE_KEY_FOLDER, or /var/lib/secur32/keys
//
// Certificates are kept in the same way, in folders beside those, "certificates" instead of "keys":
// SECUR32_CERT_FOLDER, SECUR32_MACHINE_CERT_FOLDER.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::provider {

struct KeyFile {
    SecureBytes text;
    FileTime modified;
};

struct KeyPlace {
    enum class Scope : std::uint8_t { user, machine };
    enum class Holds : std::uint8_t { keys, certificates };
    Scope scope = Scope::user;
    std::string_view inside = {};  // the folder in that folder; empty: that folder itself
    // What it is that modes keep from being read.
    Status unreadable = Status::not_owner;
    Holds holds = Holds::keys;
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
    // The folder inside and all that is in it.  no_keyset.
    static Status remove_folder(const KeyPlace& place);

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
