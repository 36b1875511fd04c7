// ExportSecurityContext, ImportSecurityContext.
#include <cstring>

#include "sspi/api/buffers.h"
#include "sspi/api/call.h"
#include "sspi/api/handles.h"
#include "sspi/api/strings.h"
#include "sspi/dispatch/packages.h"

namespace secur32::api {
namespace {

using dispatch::kContextKind;
using dispatch::OpenContext;

constexpr ULONG kExportFlags = SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD;

Status export_context(PCtxtHandle handle, ULONG flags, SecBuffer& packed) {
    const auto open = find_context(handle);
    if (!open) return Status::invalid_handle;
    if ((flags & ~kExportFlags) != 0)
        return trace::because(Status::unsupported_function, "there is no kernel to export to");
    TRY_ASSIGN(const SecureBytes bytes, open->pack((flags & SECPKG_CONTEXT_EXPORT_RESET_NEW) != 0));
    void* const block = allocate(bytes.size());
    std::memcpy(block, bytes.bytes().data(), bytes.size());
    packed = {static_cast<ULONG>(bytes.size()), SECBUFFER_TOKEN, block};
    if ((flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0)
        dispatch::contexts().remove(number_of(handle, kContextKind));
    return Status::ok;
}

template <typename Char>
SECURITY_STATUS import_context(const char* function, const Char* name, const SecBuffer* packed,
                               PCtxtHandle handle) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        const Result<std::u16string> wanted = text_of(name);
        if (!wanted.ok()) return Status::package_not_found;
        trail.text("package", wanted.value());
        Package* const package = dispatch::Packages::instance().find(wanted.value());
        if (package == nullptr) return Status::package_not_found;
        if (handle == nullptr) return Status::invalid_handle;
        if (packed == nullptr || packed->pvBuffer == nullptr) return Status::invalid_token;
        TRY_ASSIGN(auto context, package->import_context(bytes_of(*packed)));
        // No leg will follow, so the role plays no part any more.
        auto open = OpenContext::imported(*package, Role::acceptor, std::move(context));
        TRY(publish(dispatch::contexts().insert(std::move(open)), kContextKind, *handle));
        trail.handle("new", handle);
        return Status::ok;
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY ExportSecurityContext(PCtxtHandle phContext, ULONG fFlags,
                                                PSecBuffer pPackedContext, void** pToken) {
    return call("ExportSecurityContext", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        trail.flags("flags", fFlags);
        if (pToken != nullptr) *pToken = nullptr;
        if (pPackedContext == nullptr) return Status::invalid_parameter;
        *pPackedContext = {0, SECBUFFER_EMPTY, nullptr};
        if (pToken != nullptr) {
            // A client's context has no token; that is no reason not to export it.
            const SECURITY_STATUS status = QuerySecurityContextToken(phContext, pToken);
            if (status == SEC_E_INVALID_HANDLE) return Status::invalid_handle;
        }
        const Status status = export_context(phContext, fFlags, *pPackedContext);
        if (status != Status::ok && pToken != nullptr && *pToken != nullptr) {
            Secur32CloseHandle(*pToken);
            *pToken = nullptr;
        }
        return status;
    });
}

SECURITY_STATUS SEC_ENTRY ImportSecurityContextW(LPWSTR pszPackage, PSecBuffer pPackedContext,
                                                 void*, PCtxtHandle phContext) {
    return import_context("ImportSecurityContextW", pszPackage, pPackedContext, phContext);
}

SECURITY_STATUS SEC_ENTRY ImportSecurityContextA(LPSTR pszPackage, PSecBuffer pPackedContext,
                                                 void*, PCtxtHandle phContext) {
    return import_context("ImportSecurityContextA", pszPackage, pPackedContext, phContext);
}

}  // extern "C"
