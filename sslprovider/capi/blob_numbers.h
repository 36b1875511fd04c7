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
inline Buffer without_zeros(Bytes little_endian) {
    while (!little_endian.empty() && little_endian.back() == 0)
        little_endian = little_endian.first(little_endian.size() - 1);
    return reversed(little_endian);
}
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

// ---- Version 3 of DSS and Diffie-Hellman --------------------------------------------------------

// magic; bitlenP; bitlenQ; bitlenJ; of a private key bitlenX | DSSSEED[24] | p q g j; y; x, of
// which a group has neither y nor x.
enum class Version3Kind : std::uint8_t { group, public_key, private_key };
inline constexpr std::uint32_t kDhMagic3 = 0x33484400, kDssMagic3 = 0x33535344;  // "\0DH3", "DSS3"

// As they stand in the blob: little-endian.
struct Version3Numbers {
    Bytes seed, p, q, g, y, x;
};
Result<Version3Numbers> version3_numbers(Bytes body, std::uint32_t magic, Version3Kind kind);

// ---- Session keys -------------------------------------------------------------------------------

// Keys of HMAC have RC2's name, and are there where policy has RC2 off: only the provider's table
// counts.  bad_algorithm.
Status require_hmac_keys(const Provider& provider);

// A session key out of a blob.  bad_algorithm; bad_data for a length that the provider has not.
Result<Key> session_key_of_blob(AlgId id, SecureBytes secret, const SessionKeyImport& import);

}  // namespace secur32::capi
