// The parts of key blobs: little-endian numbers of lengths that a header states, octets as they
// are.  Private to this folder.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "sslprovider/base/trace.h"
#include "sslprovider/capi/blobs.h"

namespace secur32::capi {

inline constexpr std::uint8_t kVersion2 = 2, kVersion3 = 3;

inline Status bad_blob(std::string_view reason) { return trace::because(Status::bad_data, reason); }

// What of a key's numbers is wrong is told as everything that is wrong with a blob.
template <typename T>
Result<T> numbers_of_blob(Result<T> key) {
    if (key.ok() || key.status() == Status::internal_error) return key;
    return bad_blob("capi: the numbers of a blob make no key");
}

inline Buffer owned(Bytes octets) { return Buffer(octets.begin(), octets.end()); }
inline Buffer reversed(Bytes octets) { return Buffer(octets.rbegin(), octets.rend()); }
inline SecureBytes reversed_secret(Bytes octets) {
    SecureBytes secret(octets.size());
    std::ranges::reverse_copy(octets, secret.mutable_bytes().begin());
    return secret;
}

// ---- Writing ------------------------------------------------------------------------------------

struct BlobPart {
    Bytes octets;
    std::size_t length;  // what octets are padded to: they are no more
    bool is_number;      // big-endian
};
inline BlobPart number(Bytes big_endian, std::size_t length) { return {big_endian, length, true}; }
inline BlobPart number(Bytes big_endian) { return number(big_endian, big_endian.size()); }
inline BlobPart as_it_is(Bytes octets) { return {octets, octets.size(), false}; }

// BLOBHEADER, the fields, the parts.
SecureBytes write_blob(BlobType type, std::uint8_t version, AlgId id,
                       std::initializer_list<std::uint32_t> fields,
                       std::initializer_list<BlobPart> parts);

// ---- Kinds of pairs -----------------------------------------------------------------------------

Result<Key> read_rsa_public(const BlobHeader& header);
Result<Key> read_rsa_private(const BlobHeader& header);
Result<SecureBytes> write_rsa_public(const Key& key, std::uint8_t version);
Result<SecureBytes> write_rsa_private(const Key& key, std::uint8_t version);

Result<Key> read_dss_public(const BlobHeader& header);
Result<Key> read_dss_private(const BlobHeader& header);
Result<SecureBytes> write_dss_public(const Key& key, std::uint8_t version);
Result<SecureBytes> write_dss_private(const Key& key, std::uint8_t version);

Result<Key> read_dh_public(const BlobHeader& header);
Result<Key> read_dh_private(const BlobHeader& header);
Result<SecureBytes> write_dh_public(const Key& key, std::uint8_t version);
Result<SecureBytes> write_dh_private(const Key& key, std::uint8_t version);

// ---- Lengths ------------------------------------------------------------------------------------

// Of a number of so many bits; blobs state none that are not whole octets.
Result<std::size_t> octets_of_bits(std::uint32_t bits);

// ---- Session keys -------------------------------------------------------------------------------

// Keys of HMAC have RC2's name, and are there where policy has RC2 off: only the provider's table
// counts.  bad_algorithm.
Status require_hmac_keys(const Provider& provider);

// A session key out of a blob.  bad_algorithm; bad_data for a length that the provider has not.
Result<Key> session_key_of_blob(AlgId id, SecureBytes secret, const SessionKeyImport& import);

}  // namespace secur32::capi
