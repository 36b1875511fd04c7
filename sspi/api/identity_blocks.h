// Identities written: as one block that the caller may use as an identity, or as the flat bytes of
// SspiMarshalAuthIdentity.  The strings of a view are copied as they are, encrypted or not.
#pragma once

#include <cstddef>
#include <memory>

#include "sspi/api/identity_view.h"
#include "sspi/api/strings.h"

namespace secur32::api {

struct Releaser {
    void operator()(void* block) const noexcept { release(block); }
};
// From allocate(); wiped when it dies.
using Block = std::unique_ptr<void, Releaser>;

struct SizedBlock {
    Block block;
    std::size_t size;
};

// A plain or extended identity becomes a SEC_WINNT_AUTH_IDENTITY_EX with MARSHALLED, its strings
// behind it; a packed one a SEC_WINNT_AUTH_IDENTITY_EX2.  Parts too long for an EX2:
// Status::invalid_parameter.
Result<Block> build_identity(const IdentityView& view);

// The bytes that view_flat_identity or view_packed_identity reads back.
Result<SizedBlock> flatten_identity(const IdentityView& view);

}  // namespace secur32::api
