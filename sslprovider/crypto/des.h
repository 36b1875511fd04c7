// One block of DES under a 56-bit key: DES(K, D) of [MS-NLMP] 6, for the NTLMv1 and LM responses,
// which only an explicit policy allows.  Not for anything else.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sslprovider/base/status.h"

namespace secur32::crypto {

using DesBlock = std::array<std::uint8_t, 8>;

// Fails (unsupported_function) where libcrypto is configured without triple DES.
Result<DesBlock> des_encrypt(std::span<const std::uint8_t, 7> key,
                             std::span<const std::uint8_t, 8> block);

}  // namespace secur32::crypto
