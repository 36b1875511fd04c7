// Text of either kind into a buffer or a stream of either kind.
#include "sslprovider/compat/output.h"

namespace secur32::compat {

Output Output::octets(char* to, size_t capacity) {
    Output output;
    output.octets_ = to;
    output.capacity_ = to == nullptr ? 0 : capacity;
    return output;
}

Output Output::units(WCHAR* to, size_t capacity) {
    Output output;
    output.units_ = to;
    output.capacity_ = to == nullptr ? 0 : capacity;
    output.wide_ = true;
    return output;
}

Output Output::stream(FILE* file, bool wide) {
    Output output;
    output.file_ = file;
    output.wide_ = wide;
    return output;
}

Output Output::measure() const { return wide_ ? units(nullptr, 0) : octets(nullptr, 0); }

void Output::octet(char value) {
    if (file_ != nullptr) {
        if (pending_ == sizeof chunk_) flush();
        chunk_[pending_++] = value;
    } else if (count_ < capacity_) {
        octets_[count_] = value;
    }
    if (!wide_) ++count_;
}

void Output::unit(WCHAR value) {
    if (count_ < capacity_) units_[count_] = value;
    ++count_;
}

void Output::put(const char* text, size_t size) {
    if (!wide_) {
        for (size_t i = 0; i < size; ++i) octet(text[i]);
        return;
    }
    for_each_code(text, size, [&](char32_t code, bool) {
        WCHAR encoded[2];
        put(encoded, encode(code, encoded));
    });
}

void Output::put(const WCHAR* text, size_t size) {
    if (wide_ && file_ == nullptr) {
        for (size_t i = 0; i < size; ++i) unit(text[i]);
        return;
    }
    if (wide_) count_ += size;
    for_each_code(text, size, [&](char32_t code, bool) {
        char encoded[4];
        const unsigned length = encode(code, encoded);
        for (unsigned i = 0; i < length; ++i) octet(encoded[i]);
    });
}

void Output::pad(char with, long count) {
    for (; count > 0; --count) put(&with, 1);
}

bool Output::flush() {
    if (pending_ > 0 && fwrite(chunk_, 1, pending_, file_) != pending_) failed_ = true;
    pending_ = 0;
    return !failed_;
}

}  // namespace secur32::compat
