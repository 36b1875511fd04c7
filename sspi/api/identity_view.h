// The forms of SEC_WINNT_AUTH_IDENTITY told apart by their content and judged: lengths, offsets,
// overlaps.  A view borrows from the caller's memory and owns nothing.
//
// How much memory a caller's pointer really leads to cannot be known; what can be known is refused
// when it contradicts itself.  Not here: what an identity means to a package (auth_data.h).
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <cstdint>
#include <optional>
#include <string>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::api {

enum class IdentityForm : std::uint8_t {
    plain,     // SEC_WINNT_AUTH_IDENTITY_A, _W
    extended,  // SEC_WINNT_AUTH_IDENTITY_EXA, _EXW
    packed,    // SEC_WINNT_AUTH_IDENTITY_EX2
};

struct IdentityView {
    IdentityForm form = IdentityForm::plain;
    bool unicode = true;      // UTF-16LE, else UTF-8
    std::uint32_t flags = 0;  // SEC_WINNT_AUTH_IDENTITY_*
    // Absent is not empty.  The secret of a packed identity is its
    // SEC_WINNT_AUTH_PACKED_CREDENTIALS, of the others the password.
    std::optional<Bytes> user, domain, secret, packages;

    std::size_t character_size() const { return unicode ? sizeof(char16_t) : sizeof(char); }
};

// All of these: Status::unknown_credentials for what contradicts itself.  Null is the caller's.
Result<IdentityView> view_identity(const void* identity);
// An EX2 in a block whose size is known; bytes behind cbStructureLength are ignored.
Result<IdentityView> view_packed_identity(Bytes block);
// What SspiMarshalAuthIdentity makes of a plain or extended identity.
Result<IdentityView> view_flat_identity(Bytes block);
// Either of the two.
Result<IdentityView> view_marshalled_identity(Bytes block);

// A user, domain or package list in UTF-16; empty when it is absent.  Ill-formed UTF-8:
// Status::unknown_credentials.
Result<std::u16string> text_in(const IdentityView& view, const std::optional<Bytes>& text);
// The other way: the bytes of a text in the view's encoding.
Result<Buffer> text_for(const IdentityView& view, std::u16string_view text);

// FreeRDP adds this to PasswordLength when the password is an NT hash in 32 hexadecimal digits.
inline constexpr std::uint32_t kPasswordHashLengthOffset = 512;
inline constexpr std::uint32_t kPasswordHashDigits = 32;

// Any of the flags that say the secret cannot be read as it stands.
bool is_encrypted(std::uint32_t flags);
// A copy of the secret, decrypted if this process encrypted it; empty when there is none.
// Somebody else's encryption: Status::unknown_credentials.
Result<SecureBytes> clear_secret(const IdentityView& view);
// The password inside a clear secret.  Packed credentials of another kind than a password:
// Status::unknown_credentials.
Result<Bytes> password_in(IdentityForm form, Bytes clear_secret);
// Both, and UTF-16LE whatever the identity is made of.
Result<SecureBytes> utf16_password(const IdentityView& view);

}  // namespace secur32::api
