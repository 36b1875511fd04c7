// The offset is the one that holds at that time, not now.
#include "sspi/api/times.h"

#include <time.h>

namespace secur32::api {

TimeStamp local_time(FileTime time) {
    TimeStamp stamp;
    stamp.QuadPart = static_cast<LONGLONG>(time);
    if (time >= kNever || time < kUnixEpochAsFileTime) return stamp;
    const auto seconds = static_cast<time_t>((time - kUnixEpochAsFileTime) / kFileTimeSecond);
    tm local{};
    if (::localtime_r(&seconds, &local) != nullptr)
        stamp.QuadPart += local.tm_gmtoff * static_cast<LONGLONG>(kFileTimeSecond);
    return stamp;
}

}  // namespace secur32::api
