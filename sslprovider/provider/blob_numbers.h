// Numbers of key blobs: all big-endian, of lengths that a header states.  Private to this folder.
#pragma once

#include <algorithm>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"

namespace secur32::provider {

inline Status bad_blob(std::string_view reason) { return trace::because(Status::bad_data, reason); }

inline Buffer owned(Bytes octets) { return Buffer(octets.begin(), octets.end()); }

// A blob with a secret in it: its header and its numbers, one behind the other.
inline SecureBytes joined(Bytes header, std::initializer_list<Bytes> numbers) {
    std::size_t size = header.size();
    for (const Bytes number : numbers) size += number.size();
    SecureBytes blob(size);
    auto at = std::ranges::copy(header, blob.mutable_bytes().begin()).out;
    for (const Bytes number : numbers) at = std::ranges::copy(number, at).out;
    return blob;
}

}  // namespace secur32::provider
