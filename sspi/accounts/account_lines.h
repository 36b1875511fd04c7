// The two text forms of accounts, line by line:
//
//   SAM          user:domain:lm:nt:::              as winpr-hash writes it; domain may be empty
//                user:rid:lm:nt:::                 as pwdump does: digits are no domain
//                user:uid:lm:nt:[UD   ]:LCT-...:   as smbpasswd does: D is disabled
//   user file    DOMAIN:USER:PASSWORD              NTLM_USER_FILE of Heimdal and gss-ntlmssp
//
// Pure: no file is touched here.  A line that starts with '#' and an empty one say nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::accounts {

struct SamLine {
    std::u16string user, domain;
    Secret<16> nt_hash;
    bool disabled = false;
};
Result<SamLine> parse_sam_line(std::string_view line);

struct UserLine {
    std::u16string domain, user;
    SecureBytes password;  // UTF-16LE; may be empty, may contain ':'
};
Result<UserLine> parse_user_line(std::string_view line);

// Calls each(line, number) for every line that says something, without its line end.
void for_each_line(Bytes text, const std::function<void(std::string_view, std::size_t)>& each);

}  // namespace secur32::accounts
