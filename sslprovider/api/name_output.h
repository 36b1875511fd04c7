// How the functions that answer a number of characters give their string: without a buffer its
// size; with one that is too small what CutOff says.
#pragma once

#include <wincrypt.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "sslprovider/base/utf16.h"

namespace secur32::api {

// What a UTF-16 buffer gets that is too small.  A UTF-8 one always gets the empty string.
enum class CutOff : std::uint8_t {
    keeps_what_fits,
    keeps_strings,  // of several strings what fits, with the two NULs that end them
    empties,
};

template <typename Char>
class NameOutput {
 public:
    NameOutput(Char* out, DWORD size) : out_(size == 0 ? nullptr : out), size_(size) {
        put_empty();
    }

    // The number of characters, NUL included.
    DWORD answer() const { return answer_; }

    // text has all NULs in it but the last.
    void put(std::u16string_view text, CutOff cut_off) {
        if constexpr (sizeof(Char) == 1)
            put_units(utf8(text), CutOff::empties);
        else
            put_units(text, cut_off);
    }

 private:
    // Ill-formed text can come out of a property only.
    static std::string utf8(std::u16string_view text) {
        Result<std::string> converted = utf8_of(text);
        return converted.ok() ? std::move(converted).value() : printable(text);
    }

    void put_empty() {
        if (out_ != nullptr) out_[0] = 0;
        answer_ = 1;
    }

    void put_units(std::basic_string_view<Char> text, CutOff cut_off) {
        answer_ = static_cast<DWORD>(text.size() + 1);
        if (out_ == nullptr) return;
        std::size_t nuls = 1;
        if (text.size() >= size_) {
            if (cut_off == CutOff::keeps_strings && size_ > 1) nuls = 2;
            if (cut_off == CutOff::empties) return put_empty();
            text = text.substr(0, size_ - nuls);
            answer_ = size_;
        }
        std::ranges::copy(text, out_);
        std::fill_n(out_ + text.size(), nuls, Char{0});
    }

    Char* out_;
    DWORD size_;
    DWORD answer_ = 1;
};

}  // namespace secur32::api
