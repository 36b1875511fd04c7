// A message under a session key of its own ("Manual Session Key Exchanges" in the Windows SDK's
// documentation): the session key travels with it, encrypted with the receiver's public exchange
// key.  Beyond that text: what is sent is signed by the sender, and the signature is checked before
// anything is decrypted, so that nobody can probe the receiver with messages of his own making.
//
//     "To send an encrypted session key
//      1. Create a random session key by using the CryptGenKey function.
//      2. Encrypt the message by using the session key.
//      3. Export the session key into a key BLOB by using the CryptExportKey function, specifying
//         that the key be encrypted with the key exchange public key of the destination user.
//      4. Send both the encrypted message and the encrypted key BLOB to the destination user.
//      5. The destination user imports the key BLOB into their CSP by using the CryptImportKey
//         function.
//      6. The destination user can then decrypt the message by using the session key."
#pragma once

#include <string>

#include "samples/common/crypt_user.h"
#include "samples/common/freshness.h"

namespace samples {

// What is inside the protected data.
struct SessionMessage {
    Stamp stamp;
    std::string text;
};

// Steps 1 to 3, and the frame's body of step 4.
bool seal_message(const CryptUser& own, const CryptPeer& to, const SessionMessage& message,
                  Bytes& body);

// Steps 5 and 6.  Whether the message is fresh is the caller's matter.
bool open_message(const CryptUser& own, const CryptPeer& from, const Bytes& body,
                  SessionMessage& message);

}  // namespace samples
