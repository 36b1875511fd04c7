// The rows of attributes that have more to them than a value of the context's, for attributes.cpp:
// those of TLS are in schannel_attributes.cpp.
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <span>

#include "sspi/api/strings.h"
#include "sspi/dispatch/open_context.h"

namespace secur32::api {

struct SpecialRow {
    ULONG id;
    std::size_t size;  // of the structure
    Status (*query)(dispatch::OpenContext& open, void* out);
};

// Of contexts.
template <typename Family>
std::span<const SpecialRow> tls_rows();
extern template std::span<const SpecialRow> tls_rows<Ansi>();
extern template std::span<const SpecialRow> tls_rows<Wide>();

// SetContextAttributes; unsupported_function for what is no attribute of TLS.
Status apply_tls_setting(dispatch::OpenContext& open, ULONG id, const void* buffer, ULONG size);

// QueryCredentialsAttributes, but for the names.
Status query_tls_credential(const Credential& credential, ULONG id, void* out, std::size_t room);

}  // namespace secur32::api
