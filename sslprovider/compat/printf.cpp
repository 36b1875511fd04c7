// The printf family by both kinds of strings: each entry differs in where the text goes, and in
// what happens when it does not fit.
#include "sslprovider/compat/format.h"

using namespace secur32::compat;

namespace {

Output buffer(char* to, size_t capacity) { return Output::octets(to, capacity); }
Output buffer(WCHAR* to, size_t capacity) { return Output::units(to, capacity); }

// The length of the whole text, -1 when the format is refused.  Nothing is terminated.
template <typename Char>
long long formatted(Char* to, size_t capacity, const Char* text, va_list list) {
    Output output = buffer(to, capacity);
    Arguments arguments(list);
    if (!format(output, text, arguments)) return -1;
    return output.count() > MAXLONG ? -1 : static_cast<long long>(output.count());
}

// C11 7.21.6.5: what would have been written; terminated when there is room for that at all.
template <typename Char>
int standard(Char* to, size_t capacity, const Char* text, va_list list) {
    const size_t room = capacity == 0 ? 0 : capacity - 1;
    const long long length = formatted(to, room, text, list);
    if (to != nullptr && capacity > 0) {
        const size_t fits = length < 0 ? 0 : static_cast<size_t>(length);
        to[fits < room ? fits : room] = 0;
    }
    return static_cast<int>(length);
}

template <typename Char>
int secure(Char* to, size_t capacity, const Char* text, va_list list) {
    if (to == nullptr || capacity == 0 || text == nullptr) return -1;
    const int length = standard(to, capacity, text, list);
    if (length >= 0 && static_cast<size_t>(length) < capacity) return length;
    to[0] = 0;
    return -1;
}

// Microsoft on _snprintf: "If len = count, then len characters are stored in buffer, no
// null-terminator is appended, and len is returned.  If len > count, then count characters are
// stored in buffer, no null-terminator is appended, and a negative value is returned."
template <typename Char>
int counted(Char* to, size_t count, const Char* text, va_list list) {
    const long long length = formatted(to, count, text, list);
    if (length < 0) return -1;
    if (to != nullptr && static_cast<size_t>(length) < count) to[length] = 0;
    if (to == nullptr) return static_cast<int>(length);
    return static_cast<size_t>(length) <= count ? static_cast<int>(length) : -1;
}

template <typename Char>
int printed(FILE* stream, const Char* text, va_list list) {
    Output output = Output::stream(stream, sizeof(Char) == sizeof(WCHAR));
    Arguments arguments(list);
    flockfile(stream);
    const bool well_formed = format(output, text, arguments);
    const bool written = output.flush();
    funlockfile(stream);
    return well_formed && written ? static_cast<int>(output.count()) : -1;
}

template <typename Call>
int with_list(va_list list, Call call) {
    const int answer = call(list);
    va_end(list);
    return answer;
}

}  // namespace

// Collects the variable arguments behind `last` and answers what `call` makes of them.
#define WITH_LIST(last, call) \
    va_list list;             \
    va_start(list, last);     \
    return with_list(list, [&](va_list arguments) { return call; })

extern "C" {

int printf(const char* text, ...) { WITH_LIST(text, printed(stdout, text, arguments)); }
int fprintf(FILE* stream, const char* text, ...) {
    WITH_LIST(text, printed(stream, text, arguments));
}
int sprintf(char* to, const char* text, ...) {
    WITH_LIST(text, standard(to, MAXLONG, text, arguments));
}
int snprintf(char* to, size_t capacity, const char* text, ...) {
    WITH_LIST(text, standard(to, capacity, text, arguments));
}
int vprintf(const char* text, va_list list) { return printed(stdout, text, list); }
int vfprintf(FILE* stream, const char* text, va_list list) { return printed(stream, text, list); }
int vsprintf(char* to, const char* text, va_list list) { return standard(to, MAXLONG, text, list); }
int vsnprintf(char* to, size_t capacity, const char* text, va_list list) {
    return standard(to, capacity, text, list);
}
int sprintf_s(char* to, size_t capacity, const char* text, ...) {
    WITH_LIST(text, secure(to, capacity, text, arguments));
}
int vsprintf_s(char* to, size_t capacity, const char* text, va_list list) {
    return secure(to, capacity, text, list);
}
int _snprintf(char* to, size_t count, const char* text, ...) {
    WITH_LIST(text, counted(to, count, text, arguments));
}
int _vsnprintf(char* to, size_t count, const char* text, va_list list) {
    return counted(to, count, text, list);
}

int wprintf(const wchar_t* text, ...) { WITH_LIST(text, printed(stdout, text, arguments)); }
int fwprintf(FILE* stream, const wchar_t* text, ...) {
    WITH_LIST(text, printed(stream, text, arguments));
}
int vwprintf(const wchar_t* text, va_list list) { return printed(stdout, text, list); }
int vfwprintf(FILE* stream, const wchar_t* text, va_list list) {
    return printed(stream, text, list);
}
// C11 7.29.2.3: "a negative value if an encoding error occurred or if n or more wide characters
// were requested to be written".
int vswprintf(wchar_t* to, size_t capacity, const wchar_t* text, va_list list) {
    const int length = standard(to, capacity, text, list);
    return length >= 0 && static_cast<size_t>(length) < capacity ? length : -1;
}
int swprintf(wchar_t* to, size_t capacity, const wchar_t* text, ...) {
    WITH_LIST(text, vswprintf(to, capacity, text, arguments));
}
int swprintf_s(wchar_t* to, size_t capacity, const wchar_t* text, ...) {
    WITH_LIST(text, secure(to, capacity, text, arguments));
}
int vswprintf_s(wchar_t* to, size_t capacity, const wchar_t* text, va_list list) {
    return secure(to, capacity, text, list);
}
int _snwprintf(wchar_t* to, size_t count, const wchar_t* text, ...) {
    WITH_LIST(text, counted(to, count, text, arguments));
}
int _vsnwprintf(wchar_t* to, size_t count, const wchar_t* text, va_list list) {
    return counted(to, count, text, list);
}

int fputws(const wchar_t* text, FILE* stream) {
    Output output = Output::stream(stream, true);
    output.put(text, wcslen(text));
    return output.flush() ? 0 : EOF;
}
int _putws(const wchar_t* text) {
    const bool written = fputws(text, stdout) != EOF && fputc('\n', stdout) != EOF;
    return written ? 0 : EOF;
}
wint_t fputwc(wchar_t unit, FILE* stream) {
    Output output = Output::stream(stream, true);
    output.put(&unit, 1);
    return output.flush() ? static_cast<wint_t>(unit) : WEOF;
}
wint_t putwchar(wchar_t unit) { return fputwc(unit, stdout); }

}  // extern "C"
