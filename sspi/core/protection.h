// One message to protect or unprotect in place, on the caller's own buffers
// (EncryptMessage, DecryptMessage, MakeSignature, VerifySignature).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sslprovider/base/bytes.h"

namespace secur32 {

struct Segment {
    MutableBytes bytes;
    bool encrypted;  // false: covered by the signature only (SECBUFFER_READONLY...)
};

struct Message {
    std::span<const Segment> segments;  // the data buffers, in the caller's order
    MutableBytes token;                 // room for the signature, or the signature to check
    std::size_t token_size = 0;         // out: how much of token the signature took
    std::uint32_t sequence_number = 0;  // of the caller; counts in datagram contexts only
};

}  // namespace secur32
