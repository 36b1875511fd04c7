// Diffie-Hellman: "Diffie-Hellman Key BLOBs", "Diffie-Hellman Version 3 Public/Private Key BLOBs"
// in the Windows SDK's documentation.  k = bitlen / 8; DSSSEED is 24 octets that say nothing here.
//
// clang-format off
//   2  BLOBHEADER | "\0DH1"; bitlen | y[k]
//      private: "\0DH2"; bitlen | p[k] g[k] x[k]
//   3  BLOBHEADER | "\0DH3"; bitlenP; bitlenQ; bitlenJ | DSSSEED | p q g j y
//      private: "\0DH4"; bitlenP; bitlenQ; bitlenJ; bitlenX | DSSSEED | p q g j y x
// clang-format on
//
// A public one of version 2 names no group: it is the other side's, for a pair of one's own.
#include <array>

#include "sslprovider/capi/blob_numbers.h"

namespace secur32::capi {
namespace {

constexpr std::uint32_t kPublic2 = 0x31484400, kPrivate2 = 0x32484400, kPublic3 = kDhMagic3,
                        kPrivate3 = 0x34484400;
constexpr std::size_t kSeedLength = 24, kLeastBits = 512, kMostBits = 4096;

// ---- Reading ------------------------------------------------------------------------------------

struct DhBlob {
    std::size_t bits = 0;
    crypto::DhGroup group;  // the generator without leading zeros
    Buffer y;
    SecureBytes x;
};

Result<DhBlob> read_version2(Bytes body, bool is_private) {
    Reader in(body);
    if (in.le32() != (is_private ? kPrivate2 : kPublic2))
        return bad_blob("capi: not the magic of that DH blob");
    DhBlob blob;
    blob.bits = in.le32();
    TRY_ASSIGN(const std::size_t length, octets_of_bits(static_cast<std::uint32_t>(blob.bits)));
    if (is_private) {
        blob.group.prime = reversed(in.bytes(length));
        blob.group.generator = without_zeros(in.bytes(length));
        blob.x = reversed_secret(in.bytes(length));
    } else {
        blob.y = reversed(in.bytes(length));
    }
    if (!in.done()) return bad_blob("capi: a DH blob of another length than its numbers");
    return blob;
}

// Q, a large factor of P-1, is of no use here and not looked at.
Result<DhBlob> read_version3(Bytes body, bool is_private) {
    TRY_ASSIGN(const Version3Numbers numbers,
               is_private ? version3_numbers(body, kPrivate3, Version3Kind::private_key)
                          : version3_numbers(body, kPublic3, Version3Kind::public_key));
    DhBlob blob;
    blob.bits = 8 * numbers.p.size();
    blob.group = {reversed(numbers.p), without_zeros(numbers.g)};
    blob.y = reversed(numbers.y);
    blob.x = reversed_secret(numbers.x);
    return blob;
}

Result<DhBlob> read_dh(const BlobHeader& header, bool is_private) {
    TRY_ASSIGN(DhBlob blob, header.version == kVersion2 ? read_version2(header.body, is_private)
                                                        : read_version3(header.body, is_private));
    if (blob.bits < kLeastBits || blob.bits > kMostBits)
        return bad_blob("capi: a DH blob of numbers too short or too long");
    return blob;
}

Status check_group(const DhBlob& blob) {
    // "This data must always have the most significant bit of the most significant byte set to
    // one."
    if (crypto::check_dh_group(blob.group) == Status::ok && (blob.group.prime.front() & 0x80) != 0)
        return Status::ok;
    return bad_blob("capi: the group of a DH blob is none");
}

// ---- Writing ------------------------------------------------------------------------------------

Result<const DiffieHellmanKey*> dh_key(const Key& key) {
    const auto* const found = std::get_if<DiffieHellmanKey>(&key.body);
    if (found == nullptr || found->agreed != nullptr)
        return trace::because(Status::bad_key, "capi: the key is no DH key");
    return found;
}

Status not_made_yet() {
    return trace::because(Status::bad_key_state, "capi: the DH key has no value yet");
}

std::uint32_t bits_of(Bytes octets) { return static_cast<std::uint32_t>(8 * octets.size()); }

constexpr std::array<std::uint8_t, kSeedLength> kNoSeed = [] {
    std::array<std::uint8_t, kSeedLength> ones{};
    ones.fill(0xFF);
    return ones;
}();

}  // namespace

Result<Key> read_dh_public(const BlobHeader& header) {
    TRY_ASSIGN(DhBlob blob, read_dh(header, false));
    if (header.version == kVersion3) TRY(check_group(blob));
    DiffieHellmanKey key;
    key.bits = blob.bits;
    key.group = std::move(blob.group);
    key.peer_value = std::move(blob.y);
    return Key{header.id, permission::standard, std::move(key)};
}

Result<Key> read_dh_private(const BlobHeader& header) {
    TRY_ASSIGN(const DhBlob blob, read_dh(header, true));
    TRY(check_group(blob));
    DiffieHellmanKey key;
    TRY_ASSIGN(key.key, numbers_of_blob(crypto::DhKey::from_numbers(blob.group, blob.x.bytes())));
    if (header.version == kVersion3 && !std::ranges::equal(key.key->public_value(), blob.y))
        return bad_blob("capi: the halves of a DH blob are of two keys");
    key.bits = blob.bits;
    key.group = key.key->group();
    return Key{header.id, permission::standard, std::move(key)};
}

Result<SecureBytes> write_dh_public(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const DiffieHellmanKey* const dh, dh_key(key));
    if (!dh->key && !dh->peer_value) return not_made_yet();
    const Bytes y = dh->key ? dh->key->public_value() : Bytes(*dh->peer_value);
    if (version == kVersion2)
        return write_blob(BlobType::public_key, version, key.id, {kPublic2, bits_of(y)},
                          {number(y)});
    if (dh->group.prime.empty())
        return trace::because(Status::bad_key, "capi: the group of the DH key is not known");
    return write_blob(BlobType::public_key, version, key.id, {kPublic3, bits_of(y), 0, 0},
                      {as_it_is(kNoSeed), number(dh->group.prime),
                       number(dh->group.generator, y.size()), number(y)});
}

Result<SecureBytes> write_dh_private(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const DiffieHellmanKey* const dh, dh_key(key));
    if (dh->peer_value)
        return trace::because(Status::bad_key, "capi: there is no private half of the key");
    if (!dh->key) return not_made_yet();
    const Bytes y = dh->key->public_value(), x = dh->key->x().bytes();
    const BlobPart prime = number(dh->key->group().prime),
                   generator = number(dh->key->group().generator, y.size());
    if (version == kVersion2)
        return write_blob(BlobType::private_key, version, key.id, {kPrivate2, bits_of(y)},
                          {prime, generator, number(x)});
    return write_blob(BlobType::private_key, version, key.id,
                      {kPrivate3, bits_of(y), 0, 0, bits_of(x)},
                      {as_it_is(kNoSeed), prime, generator, number(y), number(x)});
}

}  // namespace secur32::capi
