// The session ciphers of the CryptoAPI's AES provider beside libcrypto's: a table, keys of fixed
// octets, and messages that are cut in every way.
#pragma once

#include <vector>

#include "test/support/crypt_handles.h"
#include "test/support/foreign_ciphers.h"

namespace secur32::test {

struct SessionCipher {
    ALG_ID id;
    const char* name;  // libcrypto's, without the mode
    std::size_t key_size, block;
    unsigned rc2_bits = 0;

    std::size_t block_or(std::size_t other) const { return block == 0 ? other : block; }
    // RC4 has none, and takes the default as it is.
    std::vector<DWORD> modes() const {
        if (block == 0) return {CRYPT_MODE_CBC};
        return {CRYPT_MODE_CBC, CRYPT_MODE_ECB, CRYPT_MODE_CFB};
    }
    Buffer secret() const { return counting(key_size, 0x11); }
    KeyHandle key(HCRYPTPROV context, DWORD mode) const {
        KeyHandle made = import_plaintext(context, id, secret(), CRYPT_NO_SALT);
        if (block != 0) set_key_number(made, KP_MODE, mode);
        return made;
    }
    // What libcrypto makes of a whole message, padded as due.
    Buffer foreign(DWORD mode, Bytes message, Bytes iv = {}) const {
        if (block == 0) return ForeignCipher(name, true, secret(), {}).update(message);
        const Buffer start = iv.empty() ? Buffer(block) : Buffer(iv.begin(), iv.end());
        const Buffer padded = pkcs7_padded(message, block);
        const std::string base = name;
        if (mode == CRYPT_MODE_CFB)
            return foreign_cfb8(base + "-ECB", true, secret(), start, padded, rc2_bits);
        if (mode == CRYPT_MODE_ECB)
            return ForeignCipher(base + "-ECB", true, secret(), {}, rc2_bits).update(padded);
        return ForeignCipher(base + "-CBC", true, secret(), start, rc2_bits).update(padded);
    }
};

inline const SessionCipher kSessionCipherRows[] = {
    {CALG_DES, "DES", 8, 8},           {CALG_3DES_112, "DES-EDE", 16, 8},
    {CALG_3DES, "DES-EDE3", 24, 8},    {CALG_AES_128, "AES-128", 16, 16},
    {CALG_AES_192, "AES-192", 24, 16}, {CALG_AES_256, "AES-256", 32, 16},
    {CALG_RC2, "RC2", 16, 8, 128},     {CALG_RC2, "RC2", 5, 8, 40},
    {CALG_RC4, "RC4", 16, 0},          {CALG_RC4, "RC4", 5, 0},
};

// One message in parts: a set bit of cuts is a cut behind that unit.
template <typename Part>
Buffer in_parts(Bytes message, std::size_t unit, unsigned cuts, Part part) {
    Buffer all;
    std::size_t begin = 0;
    for (std::size_t end = unit; end < message.size(); end += unit, cuts >>= 1)
        if ((cuts & 1) != 0) {
            all = joined_octets({all, part(message.subspan(begin, end - begin), false)});
            begin = end;
        }
    return joined_octets({all, part(message.subspan(begin), true)});
}
inline Buffer encrypt_cut(HCRYPTKEY key, Bytes message, std::size_t unit, unsigned cuts,
                          HCRYPTHASH hash = 0) {
    return in_parts(message, unit, cuts, [&](Bytes part, bool final) {
        return encrypt_part(key, part, final, 0, hash);
    });
}
inline Buffer decrypt_cut(HCRYPTKEY key, Bytes message, std::size_t unit, unsigned cuts,
                          HCRYPTHASH hash = 0) {
    return in_parts(message, unit, cuts, [&](Bytes part, bool final) {
        return decrypt_part(key, part, final, 0, hash);
    });
}

}  // namespace secur32::test
