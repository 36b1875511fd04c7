// malloc underneath: FreeRDP frees some blocks with free() itself.
#include "sspi/api/strings.h"

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::api {

Result<std::u16string> text_of(const SEC_WCHAR* text) {
    return text == nullptr ? std::u16string() : std::u16string(text);
}

Result<std::u16string> text_of(const SEC_CHAR* text) {
    return text == nullptr ? Result<std::u16string>(std::u16string()) : utf16_of(text);
}

void* allocate(std::size_t size) {
    void* const block = std::calloc(1, size == 0 ? 1 : size);
    if (block == nullptr) throw std::bad_alloc();
    return block;
}

void release(void* block) noexcept {
    if (block == nullptr) return;
    secure_wipe({static_cast<std::uint8_t*>(block), ::malloc_usable_size(block)});
    std::free(block);
}

std::size_t encoded_size(std::u16string_view text, const SEC_WCHAR*) { return text.size() + 1; }

std::size_t encoded_size(std::u16string_view text, const SEC_CHAR*) {
    return printable(text).size() + 1;
}

void encode(std::u16string_view text, SEC_WCHAR* out) {
    std::memcpy(out, text.data(), text.size() * sizeof(SEC_WCHAR));
    out[text.size()] = 0;
}

void encode(std::u16string_view text, SEC_CHAR* out) {
    const std::string utf8 = printable(text);
    std::memcpy(out, utf8.c_str(), utf8.size() + 1);
}

}  // namespace secur32::api
