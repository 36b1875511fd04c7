// Numbers out of wide strings, and between wide strings and UTF-8: the C library's functions on a
// copy in octets.  C11 7.29.4.1.
#include <errno.h>

#include "sslprovider/compat/text.h"

using namespace secur32::compat;

namespace {

// What a number can begin with is ASCII; the first unit that is not ends the copy.
class Copy {
 public:
    explicit Copy(const wchar_t* text) : text_(text) {
        size_t length = 0;
        while (text[length] != 0 && text[length] < 0x80) ++length;
        octets_ = length < sizeof small_ ? small_ : static_cast<char*>(malloc(length + 1));
        if (octets_ == nullptr) return;
        for (size_t i = 0; i < length; ++i) octets_[i] = static_cast<char>(text[i]);
        octets_[length] = '\0';
    }
    ~Copy() {
        if (octets_ != small_) free(octets_);
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    // What read(octets, &end) answers; 0 and ENOMEM without memory.
    template <typename Read>
    auto number(wchar_t** end, Read read) {
        char* stop = octets_;
        decltype(read(octets_, &stop)) value = 0;
        if (octets_ != nullptr)
            value = read(octets_, &stop);
        else
            errno = ENOMEM;
        if (end != nullptr) *end = const_cast<wchar_t*>(text_) + (stop - octets_);
        return value;
    }

 private:
    const wchar_t* text_;
    char* octets_;
    char small_[128];
};

template <typename From, typename To>
size_t converted(To* to, const From* from, size_t capacity) {
    size_t count = 0;
    size_t left = length_of(from);
    while (left > 0) {
        const Step step = first_of(from, left);
        if (step.ill_formed) {
            errno = EILSEQ;
            return static_cast<size_t>(-1);
        }
        To encoded[4];
        const unsigned length = encode(step.code, encoded);
        if (to != nullptr) {
            if (length > capacity - count) return count;
            for (unsigned i = 0; i < length; ++i) to[count + i] = encoded[i];
        }
        count += length;
        from += step.length;
        left -= step.length;
    }
    if (to != nullptr && count < capacity) to[count] = 0;
    return count;
}

}  // namespace

extern "C" {

long wcstol(const wchar_t* s, wchar_t** end, int base) {
    return Copy(s).number(end, [&](const char* text, char** e) { return strtol(text, e, base); });
}
unsigned long wcstoul(const wchar_t* s, wchar_t** end, int base) {
    return Copy(s).number(end, [&](const char* text, char** e) { return strtoul(text, e, base); });
}
long long wcstoll(const wchar_t* s, wchar_t** end, int base) {
    return Copy(s).number(end, [&](const char* text, char** e) { return strtoll(text, e, base); });
}
unsigned long long wcstoull(const wchar_t* s, wchar_t** end, int base) {
    return Copy(s).number(end, [&](const char* text, char** e) { return strtoull(text, e, base); });
}
double wcstod(const wchar_t* s, wchar_t** end) {
    return Copy(s).number(end, [](const char* text, char** e) { return strtod(text, e); });
}

// As atoi does on Windows: what is too large becomes INT_MAX or INT_MIN.
int _wtoi(const wchar_t* s) {
    const long value = wcstol(s, nullptr, 10);
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : static_cast<int>(value);
}

size_t Secur32Mbstowcs(wchar_t* to, const char* from, size_t capacity) {
    return converted(to, from, capacity);
}
size_t Secur32Wcstombs(char* to, const wchar_t* from, size_t capacity) {
    return converted(to, from, capacity);
}

}  // extern "C"
