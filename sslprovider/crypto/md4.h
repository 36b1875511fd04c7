// MD4 (RFC 1320), for one purpose: the NT hash of a password ([MS-NLMP] 3.3.1, NTOWFv1).
// Broken as a hash; not for anything new.
#pragma once

#include <array>
#include <cstdint>

#include "sslprovider/base/bytes.h"

namespace secur32::crypto {

std::array<std::uint8_t, 16> md4(Bytes message);

}  // namespace secur32::crypto
