// FileTime (UTC) -> TimeStamp, which SSPI gives in local time.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

#include "sslprovider/base/clock.h"

namespace secur32::api {

// kNever stays kNever.
TimeStamp local_time(FileTime time);

// For optional out parameters.
inline void put_time(PTimeStamp out, FileTime time) {
    if (out != nullptr) *out = local_time(time);
}

}  // namespace secur32::api
