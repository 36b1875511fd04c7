// EncryptMessage and DecryptMessage of a stream package: one TLS record on a descriptor of HEADER,
// DATA, TRAILER and EMPTY buffers, in place.
#pragma once

#include "sspi/api/buffers.h"
#include "sspi/core/package.h"

namespace secur32::api {

// qop: 0, or SECQOP_WRAP_OOB_DATA.  Sets the sizes of HEADER and TRAILER to what is to be sent.
Status encrypt_record(Context& context, ULONG qop, const SecBufferDesc* message);
// Makes the four buffers STREAM_HEADER, DATA, STREAM_TRAILER and EXTRA or EMPTY, by their place.
Result<Progress> decrypt_record(Context& context, const SecBufferDesc* message);

}  // namespace secur32::api
