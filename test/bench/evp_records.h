// Records made and opened with libcrypto's EVP as cheaply as it goes: the contexts and keys set up
// before, the record in one piece, no header, no check of anything that is not the cipher's own.
// What this library's packet keys are measured against.
//
//   C            TLS 1.3: the nonce, EVP_Cipher for each part, the tag as a parameter
//   G            TLS 1.2: "tlsaad" and one EVP_Cipher; CBC with SHA-1 or SHA-256: the same,
//   stitched apart        CBC and HMAC one after the other; the MAC's place is not kept secret
//   libssl's way CBC as libssl opens it: libcrypto finds the MAC in constant time, and allocates
//   HMAC         NULL suites
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace bench {

class EvpRecords {
 public:
    virtual ~EvpRecords() = default;
    virtual const char* pattern() const = 0;
    // The fragment: explicit part | content | trailer, as long as a record of ours without header.
    virtual void protect(std::span<std::uint8_t> fragment, std::size_t content) = 0;
    // Ends the program when the fragment is not good.
    virtual void unprotect(std::span<std::uint8_t> fragment, std::size_t content) = 0;
};

// Keys are all zeros.
std::unique_ptr<EvpRecords> evp_aead13(const char* cipher, bool by_parameters = false);
std::unique_ptr<EvpRecords> evp_aead12(const char* cipher, bool by_parameters = false);
std::unique_ptr<EvpRecords> evp_stitched(const char* cipher, const char* digest);
std::unique_ptr<EvpRecords> evp_apart(const char* cipher, const char* digest);
std::unique_ptr<EvpRecords> evp_libssls_way(const char* cipher, const char* digest);
std::unique_ptr<EvpRecords> evp_hmac(const char* digest);

}  // namespace bench
