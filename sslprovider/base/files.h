// Whole files of other people's making: read with a bound, written in one step.  The failures:
//   not_found      no such file or folder
//   not_permitted  modes, or a read-only place
//   bad_type       no regular file
//   bad_length     larger than the bound
//   internal_error anything else; the trace line has errno's text
// Not here: folders that only this user may touch (provider/key_folder.h).
#pragma once

#include <string>
#include <utility>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32 {

// Closes a file's descriptor.
class Descriptor {
 public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();
    int get() const { return number_; }
    bool valid() const { return number_ >= 0; }

 private:
    int number_;
};

Result<Buffer> read_file(const std::string& path, std::size_t largest);
// From where the descriptor stands to the end; a pipe will do.
Result<Buffer> read_descriptor(int descriptor, std::size_t largest);

// Whoever reads meanwhile sees the old octets or the new ones.  A file that is replaced keeps its
// mode, a new one gets what the umask leaves of 0666; a link is followed.
Status write_file(const std::string& path, Bytes octets);
// At the descriptor's position.
Status write_descriptor(int descriptor, Bytes octets);

}  // namespace secur32
