// Where formatted text goes: a buffer of octets, a buffer of UTF-16 units, or a stream as UTF-8.
// What does not fit is counted and left out.
#pragma once

#include "sslprovider/compat/text.h"

namespace secur32::compat {

class Output {
 public:
    // A NULL buffer only counts.  capacity: characters, of which none is kept for a NUL.
    static Output octets(char* to, size_t capacity);
    static Output units(WCHAR* to, size_t capacity);
    // wide: what was written is counted in UTF-16 units.
    static Output stream(FILE* file, bool wide);
    // The same kind of characters, written nowhere.
    Output measure() const;

    void put(const char* text, size_t size);
    void put(const WCHAR* text, size_t size);
    void pad(char with, long count);
    // Sends what is still here to the stream; false: it failed.
    bool flush();

    size_t count() const { return count_; }

 private:
    void octet(char value);
    void unit(WCHAR value);

    char* octets_ = nullptr;
    WCHAR* units_ = nullptr;
    FILE* file_ = nullptr;
    size_t capacity_ = 0;
    bool wide_ = false;
    size_t count_ = 0;
    size_t pending_ = 0;
    bool failed_ = false;
    char chunk_[256];
};

}  // namespace secur32::compat
