// The kernel that seals and unseals NTLM messages ([MS-NLMP] 3.4.3, 3.4.4): RC4 over a buffer in
// place, and MD5 over its plaintext, at about the cost of MD5 alone.
// A message in several pieces is a call for each piece, in the order in which the MAC takes them:
// these for what is encrypted, Md5::update for what is only signed.  No allocation; any piece may
// have any length, at any fill of the hash's block.
#pragma once

#include "sslprovider/base/bytes.h"
#include "sslprovider/crypto/md5.h"
#include "sslprovider/crypto/rc4.h"

namespace secur32::crypto {

// Hashes data, then encrypts it.
void encrypt_and_hash(Rc4& rc4, Md5& md5, MutableBytes data);

// Decrypts data, then hashes it.
void decrypt_and_hash(Rc4& rc4, Md5& md5, MutableBytes data);

}  // namespace secur32::crypto
