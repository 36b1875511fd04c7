// The third string of SspiEncodeAuthIdentityAsStrings: the password as it is, or, where a password
// alone would lose something (a package list, a hash, another kind of credential), a text that
// carries the whole identity.
//
//     "@@" and the bytes of SspiMarshalAuthIdentity in hexadecimal digits
//
// Windows marks such a text with "@@" too; what follows is its own format there and ours here.
#pragma once

#include <string_view>

#include "sspi/api/identity_blocks.h"

namespace secur32::api {

bool is_packed_text(std::u16string_view text);

// NUL-terminated UTF-16 (SspiLocalFree), for an identity that is not encrypted.  Without a secret
// and without anything to carry: null.
Result<Block> packed_text_of(const IdentityView& view);

// The bytes of a packed text.  Odd or foreign digits: Status::unknown_credentials.
Result<SecureBytes> bytes_of_packed_text(std::u16string_view text);

}  // namespace secur32::api
