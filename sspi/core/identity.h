// What pAuthData said, after its many shapes were told apart (sspi/api/auth_data.cpp).
#pragma once

#include <string>

#include "sslprovider/base/secure_bytes.h"
#include "sspi/core/attributes.h"

namespace secur32 {

struct Identity {
    std::u16string user;    // may be "user@domain" or "DOMAIN\user": a package splits it
    std::u16string domain;  // empty: none given
    SecureBytes password;   // UTF-16LE; or 32 hex digits in UTF-16LE when it is a hash
    bool password_is_nt_hash = false;
    std::u16string package_list;  // "kerberos,!ntlm"; empty: all
    // WinPR's extended identity: where this credential's acceptor looks users up.
    std::string sam_file;
    HashCallback hash_callback;

    bool names_nobody() const { return user.empty() && domain.empty() && password.empty(); }
};

}  // namespace secur32
