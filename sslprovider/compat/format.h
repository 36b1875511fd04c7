// Microsoft's printf formats (secur32_stdio.h says which), for both kinds of format strings.
#pragma once

#include <stdarg.h>

#include "sslprovider/compat/output.h"

namespace secur32::compat {

// The arguments of a format: a va_list, or FormatMessage's array (integers and pointers only).
class Arguments {
 public:
    explicit Arguments(va_list arguments) { va_copy(list_, arguments); }
    explicit Arguments(const DWORD_PTR* array) : array_(array) {}
    ~Arguments() {
        if (array_ == nullptr) va_end(list_);
    }
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    int number();
    long long number64();
    void* pointer();
    // False: an array has none.
    bool real(double* out);
    bool long_real(long double* out);

 private:
    const DWORD_PTR* array_ = nullptr;
    va_list list_;
};

// Writes the format to output.  False: the format has what is refused (%n, an unknown letter, a
// width or precision beyond int).
bool format(Output& output, const char* format, Arguments& arguments);
bool format(Output& output, const WCHAR* format, Arguments& arguments);

}  // namespace secur32::compat
