// FormatMessage: a message by its code or as it is given, with its inserts replaced.
//
// Microsoft's FormatMessage page for the sequences: %0 ends the text, %n breaks the line, %1 to
// %99 insert an argument by the format behind it (!s! without one), %% %. %! %r %t and %space.
#include "sslprovider/compat/format.h"
#include "sslprovider/compat/messages.h"

namespace secur32::compat {
namespace {

constexpr unsigned kMostInserts = 99;

// What the two functions are asked, without their buffers.
template <typename Char>
struct Request {
    DWORD flags;
    const Char* text;
    const DWORD_PTR* arguments;  // kMostInserts of them, or NULL

    bool ignores_inserts() const { return (flags & FORMAT_MESSAGE_IGNORE_INSERTS) != 0; }
    bool on_one_line() const {
        return (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == FORMAT_MESSAGE_MAX_WIDTH_MASK;
    }
};

// 1 to 99 out of the digits at `at`, 0 for none.
template <typename Char>
unsigned insert_number(const Char*& at) {
    unsigned number = 0;
    for (int digits = 0; digits < 2 && *at >= '0' && *at <= '9'; ++digits, ++at)
        number = number * 10 + static_cast<unsigned>(*at - '0');
    return number;
}

// The format of an insert, between exclamation marks: "%" and it, or "%s".
template <typename Char>
bool insert_format(const Char*& at, Char (&out)[32]) {
    size_t length = 0;
    out[length++] = '%';
    if (*at != '!') {
        out[length++] = 's';
    } else {
        for (++at; *at != '!'; ++at) {
            // One conversion: a second one would read arguments that there are none of.
            if (*at == 0 || *at == '*' || *at == '%' || length == 31) return false;
            out[length++] = *at;
        }
        ++at;
    }
    out[length] = 0;
    return true;
}

// at: behind a percent sign, at a digit of 1 to 9.
template <typename Char>
bool put_insert(Output& output, const Request<Char>& request, const Char*& at) {
    if (request.ignores_inserts()) {
        output.put("%", 1);
        output.put(at++, 1);
        return true;
    }
    const unsigned number = insert_number(at);
    Char text[32];
    if (!insert_format(at, text) || request.arguments == nullptr) return false;
    Arguments arguments(request.arguments + number - 1);
    return format(output, text, arguments);
}

// at: behind a percent sign.  False: the text is malformed; `ended`: it was %0.
template <typename Char>
bool put_sequence(Output& output, const Request<Char>& request, const Char*& at, bool& ended) {
    if (*at >= '1' && *at <= '9') return put_insert(output, request, at);
    const Char letter = *at;
    if (letter == 0) return false;
    ++at;
    ended = letter == '0';
    if (ended) return true;
    if (letter == 'n')
        output.put("\r\n", 2);
    else if (letter == 'r')
        output.put("\r", 1);
    else if (letter == 't')
        output.put("\t", 1);
    else
        output.put(&letter, 1);
    return true;
}

template <typename Char>
bool put_message(Output& output, const Request<Char>& request) {
    bool ended = false;
    for (const Char* at = request.text; *at != 0 && !ended;) {
        const Char letter = *at++;
        if (letter == '%') {
            if (!put_sequence(output, request, at, ended)) return false;
        } else if (letter == '\r' || letter == '\n') {
            if (letter == '\r' && *at == '\n') ++at;
            output.put("\r\n", request.on_one_line() ? 0 : 2);
            output.put(" ", request.on_one_line() ? 1 : 0);
        } else {
            output.put(&letter, 1);
        }
    }
    return true;
}

DWORD refuse(DWORD error) {
    SetLastError(error);
    return 0;
}

Output buffer(char* to, size_t capacity) { return Output::octets(to, capacity); }
Output buffer(WCHAR* to, size_t capacity) { return Output::units(to, capacity); }

// The text into the caller's buffer, or into one that is made for it.
template <typename Char>
DWORD answer(const Request<Char>& request, Char* to, DWORD capacity) {
    Output measured = buffer(static_cast<Char*>(nullptr), 0);
    if (!put_message(measured, request)) return refuse(ERROR_INVALID_PARAMETER);
    const size_t length = measured.count();
    if (length >= MAXLONG) return refuse(ERROR_INVALID_PARAMETER);
    Char* target = to;
    if ((request.flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0) {
        const size_t size = length + 1 > capacity ? length + 1 : capacity;
        target = static_cast<Char*>(LocalAlloc(LMEM_FIXED, size * sizeof(Char)));
        if (target == nullptr) return 0;
        *reinterpret_cast<Char**>(to) = target;
    } else if (length >= capacity) {
        return refuse(ERROR_INSUFFICIENT_BUFFER);
    }
    Output output = buffer(target, length);
    put_message(output, request);
    target[length] = 0;
    return static_cast<DWORD>(length);
}

bool speaks(DWORD language) {
    const DWORD primary = PRIMARYLANGID(static_cast<WORD>(language));
    return primary == LANG_NEUTRAL || primary == LANG_ENGLISH;
}

// A message of the table as Windows ends its own.  malloc'd; NULL without memory.
void* system_text(const char* message, char) {
    const size_t length = strlen(message);
    const auto text = static_cast<char*>(malloc(length + 3));
    if (text == nullptr) return nullptr;
    memcpy(text, message, length);
    memcpy(text + length, "\r\n", 3);
    return text;
}

void* system_text(const char* message, WCHAR) {
    const size_t length = strlen(message);
    const auto text = static_cast<WCHAR*>(malloc((length + 3) * sizeof(WCHAR)));
    if (text == nullptr) return nullptr;
    for (size_t i = 0; i < length; ++i) text[i] = static_cast<WCHAR>(message[i]);
    memcpy(text + length, L"\r\n", 3 * sizeof(WCHAR));
    return text;
}

template <typename Char>
DWORD system_message(Request<Char> request, DWORD code, DWORD language, Char* to, DWORD capacity) {
    if (!speaks(language)) return refuse(ERROR_RESOURCE_LANG_NOT_FOUND);
    const char* const message = message_of(code);
    if (message == nullptr) return refuse(ERROR_MR_MID_NOT_FOUND);
    void* const text = system_text(message, Char());
    if (text == nullptr) return refuse(ERROR_NOT_ENOUGH_MEMORY);
    request.text = static_cast<const Char*>(text);
    const DWORD length = answer(request, to, capacity);
    free(text);
    return length;
}

// Arguments are read but once, and the text is gone through twice.
const DWORD_PTR* collect(DWORD flags, va_list* arguments, DWORD_PTR (&room)[kMostInserts],
                         unsigned count) {
    if (arguments == nullptr || (flags & FORMAT_MESSAGE_IGNORE_INSERTS) != 0) return nullptr;
    if ((flags & FORMAT_MESSAGE_ARGUMENT_ARRAY) != 0)
        return reinterpret_cast<const DWORD_PTR*>(arguments);
    for (unsigned i = 0; i < count; ++i) room[i] = va_arg(*arguments, DWORD_PTR);
    return room;
}

// The highest insert that the text names.
template <typename Char>
unsigned inserts_of(const Char* text) {
    unsigned most = 0;
    while (*text != 0) {
        if (*text++ != '%' || *text == 0) continue;
        if (*text < '1' || *text > '9') {
            ++text;
            continue;
        }
        const unsigned number = insert_number(text);
        most = number > most ? number : most;
    }
    return most;
}

template <typename Char>
DWORD message(DWORD flags, const void* source, DWORD code, DWORD language, Char* to, DWORD capacity,
              va_list* arguments) {
    const bool allocates = (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0;
    if (to == nullptr) return refuse(ERROR_INVALID_PARAMETER);
    if (allocates) *reinterpret_cast<Char**>(to) = nullptr;
    if (!allocates && capacity == 0) return refuse(ERROR_INSUFFICIENT_BUFFER);
    if ((flags & FORMAT_MESSAGE_FROM_STRING) != 0) {
        if (source == nullptr) return refuse(ERROR_INVALID_PARAMETER);
        const auto text = static_cast<const Char*>(source);
        DWORD_PTR room[kMostInserts];
        return answer<Char>({flags, text, collect(flags, arguments, room, inserts_of(text))}, to,
                            capacity);
    }
    if ((flags & FORMAT_MESSAGE_FROM_SYSTEM) != 0)
        return system_message<Char>({flags, nullptr, nullptr}, code, language, to, capacity);
    const bool from_module = (flags & FORMAT_MESSAGE_FROM_HMODULE) != 0;
    return refuse(from_module ? ERROR_MR_MID_NOT_FOUND : ERROR_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::compat

using secur32::compat::message;

extern "C" {

DWORD WINAPI FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPSTR lpBuffer, DWORD nSize, va_list* Arguments) {
    return message(dwFlags, lpSource, dwMessageId, dwLanguageId, lpBuffer, nSize, Arguments);
}

DWORD WINAPI FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId, DWORD dwLanguageId,
                            LPWSTR lpBuffer, DWORD nSize, va_list* Arguments) {
    return message(dwFlags, lpSource, dwMessageId, dwLanguageId, lpBuffer, nSize, Arguments);
}

}  // extern "C"
