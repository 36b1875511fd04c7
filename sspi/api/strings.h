// Strings and blocks that cross the surface.  A strings are UTF-8, W strings UTF-16; what the
// library hands out comes from allocate() and goes back through FreeContextBuffer.
//
// Ansi and Wide are the two families of structures; a function of both is one template.
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {

struct Ansi {
    using Char = SEC_CHAR;
    using PkgInfo = SecPkgInfoA;
    using CredentialNames = SecPkgCredentials_NamesA;
    using Names = SecPkgContext_NamesA;
    using KeyInfo = SecPkgContext_KeyInfoA;
    using PackageInfo = SecPkgContext_PackageInfoA;
    using NegotiationInfo = SecPkgContext_NegotiationInfoA;
    using Authority = SecPkgContext_AuthorityA;
    using ProtoInfo = SecPkgContext_ProtoInfoA;
};
struct Wide {
    using Char = SEC_WCHAR;
    using PkgInfo = SecPkgInfoW;
    using CredentialNames = SecPkgCredentials_NamesW;
    using Names = SecPkgContext_NamesW;
    using KeyInfo = SecPkgContext_KeyInfoW;
    using PackageInfo = SecPkgContext_PackageInfoW;
    using NegotiationInfo = SecPkgContext_NegotiationInfoW;
    using Authority = SecPkgContext_AuthorityW;
    using ProtoInfo = SecPkgContext_ProtoInfoW;
};

// A caller's NUL-terminated string; null is empty.  Ill-formed UTF-8: Status::invalid_parameter.
Result<std::u16string> text_of(const SEC_WCHAR* text);
Result<std::u16string> text_of(const SEC_CHAR* text);

// size zeroed bytes; throws std::bad_alloc.
void* allocate(std::size_t size);
// Wipes and frees what allocate() gave; null is nothing.
void release(void* block) noexcept;

// text in the caller's encoding, at most room characters with the NUL: the count with the NUL.
std::size_t encoded_size(std::u16string_view text, const SEC_WCHAR*);
std::size_t encoded_size(std::u16string_view text, const SEC_CHAR*);
void encode(std::u16string_view text, SEC_WCHAR* out);
void encode(std::u16string_view text, SEC_CHAR* out);

// A new NUL-terminated copy in the caller's encoding.
template <typename Char>
Char* allocate_text(std::u16string_view text) {
    auto* const out =
        static_cast<Char*>(allocate(encoded_size(text, static_cast<Char*>(nullptr)) * sizeof(Char)));
    encode(text, out);
    return out;
}

}  // namespace secur32::api
