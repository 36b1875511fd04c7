// Messages after the handshake: sealed (EncryptMessage) or in clear with a signature
// (MakeSignature).  In a frame: the token's length (4 bytes, big-endian), the token, the data.
// For packages with a token and data of the caller's size; a stream package wraps records instead.
#pragma once

#include <string>

#include "samples/common/framing.h"
#include "samples/common/handles.h"

namespace samples {

class Protector {
 public:
    // SECPKG_ATTR_SIZES tells how long trailers and signatures of this context get.
    static SECURITY_STATUS open(PCtxtHandle context, Protector& protector);

    SECURITY_STATUS seal(const std::string& text, Bytes& frame_body);
    SECURITY_STATUS unseal(Bytes frame_body, std::string& text);
    SECURITY_STATUS sign(const std::string& text, Bytes& frame_body);
    SECURITY_STATUS verify(Bytes frame_body, std::string& text);

 private:
    PCtxtHandle context_ = nullptr;
    SecPkgContext_Sizes sizes_{};
};

}  // namespace samples
