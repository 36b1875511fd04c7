// CryptMemAlloc and its neighbours: the C library's memory, so that a program may free on any
// thread, after anything.
#include <wincrypt.h>

#include <algorithm>
#include <cstdlib>

#include "sslprovider/api/cert_call.h"

namespace secur32::api {
namespace {

constexpr ULONG kLeast = 1;  // of nothing malloc may answer null, which is a failure here

void* resize(const char* function, void* memory, ULONG size) {
    void* out = nullptr;
    cert_call(function, [&](CallTrail& trail) -> CertResult {
        trail.number("size", size);
        out = std::realloc(memory, std::max(size, kLeast));
        return out != nullptr ? Status::ok : Status::out_of_memory;
    });
    return out;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

LPVOID WINAPI CryptMemAlloc(ULONG cbSize) { return resize("CryptMemAlloc", nullptr, cbSize); }

LPVOID WINAPI CryptMemRealloc(LPVOID pv, ULONG cbSize) {
    return resize("CryptMemRealloc", pv, cbSize);
}

VOID WINAPI CryptMemFree(LPVOID pv) {
    cert_call("CryptMemFree", [&](CallTrail&) -> CertResult {
        std::free(pv);
        return Status::ok;
    });
}

}  // extern "C"
