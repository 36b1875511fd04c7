// DSA: "DSS Provider Key BLOBs", "DSS Version 3 Public/Private Key BLOBs" in the Windows SDK's
// documentation.  k = bitlen / 8; DSSSEED { DWORD counter; BYTE seed[20] }, of ones where there is
// none.
//
// clang-format off
//   2  BLOBHEADER | "DSS1"; bitlen | p[k] q[20] g[k] y[k] | DSSSEED
//      private: "DSS2", x[20] for y
//   3  BLOBHEADER | "DSS3"; bitlenP; bitlenQ; bitlenJ | DSSSEED | p q g j y
//      private: "DSS4"; bitlenP; bitlenQ; bitlenJ; bitlenX | DSSSEED | p q g j y x
// clang-format on
#include <array>

#include "sslprovider/capi/blob_numbers.h"

namespace secur32::capi {
namespace {

constexpr std::uint32_t kPublic2 = 0x31535344, kPrivate2 = 0x32535344, kPublic3 = kDssMagic3,
                        kPrivate3 = 0x34535344;
constexpr std::size_t kOrderLength = 20, kSeedLength = 20;
constexpr std::uint32_t kMostCounter = 0x7FFFFFFF;  // FFFFFFFF: there is no seed

// ---- Reading ------------------------------------------------------------------------------------

std::optional<crypto::DsaSeed> read_seed(Reader& in) {
    crypto::DsaSeed seed;
    seed.counter = in.le32();
    seed.octets = in.array<kSeedLength>();
    std::ranges::reverse(seed.octets);
    if (seed.counter > kMostCounter) return {};
    return seed;
}

struct DsaBlob {
    crypto::DsaPublicNumbers open;
    SecureBytes x;
};

Result<DsaBlob> read_version2(Bytes body, bool is_private) {
    Reader in(body);
    if (in.le32() != (is_private ? kPrivate2 : kPublic2))
        return bad_blob("capi: not the magic of that DSS blob");
    TRY_ASSIGN(const std::size_t length, octets_of_bits(in.le32()));
    DsaBlob blob;
    blob.open.p = reversed(in.bytes(length));
    blob.open.q = reversed(in.bytes(kOrderLength));
    blob.open.g = reversed(in.bytes(length));
    if (is_private)
        blob.x = reversed_secret(in.bytes(kOrderLength));
    else
        blob.open.y = reversed(in.bytes(length));
    blob.open.seed = read_seed(in);
    if (!in.done()) return bad_blob("capi: a DSS blob of another length than its numbers");
    return blob;
}

Result<DsaBlob> read_version3(Bytes body, bool is_private) {
    TRY_ASSIGN(const Version3Numbers numbers,
               is_private ? version3_numbers(body, kPrivate3, Version3Kind::private_key)
                          : version3_numbers(body, kPublic3, Version3Kind::public_key));
    DsaBlob blob;
    blob.open.p = reversed(numbers.p);
    blob.open.q = reversed(numbers.q);
    blob.open.g = reversed(numbers.g);
    blob.open.y = reversed(numbers.y);
    Reader seed(numbers.seed);
    blob.open.seed = read_seed(seed);
    blob.x = reversed_secret(numbers.x);
    return blob;
}

Result<DsaBlob> read_dss(const BlobHeader& header, bool is_private) {
    return header.version == kVersion2 ? read_version2(header.body, is_private)
                                       : read_version3(header.body, is_private);
}

// ---- Writing ------------------------------------------------------------------------------------

Result<const PairKey*> dss_pair(const Key& key) {
    const PairKey* const pair = key.pair();
    if (pair == nullptr || pair->open.algorithm() != crypto::KeyAlgorithm::dsa)
        return trace::because(Status::bad_key, "capi: the key is no DSA key, or not made yet");
    return pair;
}

// DSSSEED; the counter as a number, so that both are written as numbers are.
struct SeedOctets {
    explicit SeedOctets(const std::optional<crypto::DsaSeed>& from) {
        counter.fill(0xFF);
        seed.fill(0xFF);
        if (!from) return;
        for (unsigned i = 0; i < counter.size(); ++i)
            counter[i] = static_cast<std::uint8_t>(from->counter >> (24 - 8 * i));
        seed = from->octets;
    }
    std::array<std::uint8_t, 4> counter;
    std::array<std::uint8_t, kSeedLength> seed;
};

std::uint32_t bits_of(Bytes octets) { return static_cast<std::uint32_t>(8 * octets.size()); }

Status check_version2(const crypto::DsaPublicNumbers& open) {
    if (open.q.size() == kOrderLength) return Status::ok;
    return trace::because(Status::bad_key, "capi: the order is too long for version 2 of a blob");
}

}  // namespace

Result<Key> read_dss_public(const BlobHeader& header) {
    TRY_ASSIGN(const DsaBlob blob, read_dss(header, false));
    TRY_ASSIGN(crypto::PublicKey open, numbers_of_blob(crypto::PublicKey::from_numbers(blob.open)));
    return Key{header.id, permission::standard, PairKey{std::move(open), {}}};
}

Result<Key> read_dss_private(const BlobHeader& header) {
    TRY_ASSIGN(DsaBlob blob, read_dss(header, true));
    TRY_ASSIGN(crypto::PrivateKey closed,
               numbers_of_blob(crypto::PrivateKey::from_numbers(
                   crypto::DsaPrivateNumbers{std::move(blob.open), std::move(blob.x)})));
    crypto::PublicKey open = closed.public_key();
    return Key{header.id, permission::standard, PairKey{std::move(open), std::move(closed)}};
}

Result<SecureBytes> write_dss_public(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const PairKey* const pair, dss_pair(key));
    TRY_ASSIGN(const crypto::DsaPublicNumbers open, pair->open.dsa_numbers());
    const SeedOctets seed(open.seed);
    if (version == kVersion3)
        return write_blob(BlobType::public_key, version, key.id,
                          {kPublic3, bits_of(open.p), bits_of(open.q), 0},
                          {number(seed.counter), number(seed.seed), number(open.p), number(open.q),
                           number(open.g), number(open.y)});
    TRY(check_version2(open));
    return write_blob(BlobType::public_key, version, key.id, {kPublic2, bits_of(open.p)},
                      {number(open.p), number(open.q), number(open.g), number(open.y),
                       number(seed.counter), number(seed.seed)});
}

Result<SecureBytes> write_dss_private(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const PairKey* const pair, dss_pair(key));
    if (!pair->closed)
        return trace::because(Status::bad_key, "capi: there is no private half of the key");
    TRY_ASSIGN(const crypto::DsaPrivateNumbers closed, pair->closed->dsa_numbers());
    const crypto::DsaPublicNumbers& open = closed.open;
    const SeedOctets seed(open.seed);
    if (version == kVersion3)
        return write_blob(
            BlobType::private_key, version, key.id,
            {kPrivate3, bits_of(open.p), bits_of(open.q), 0, bits_of(closed.x.bytes())},
            {number(seed.counter), number(seed.seed), number(open.p), number(open.q),
             number(open.g), number(open.y), number(closed.x.bytes())});
    TRY(check_version2(open));
    return write_blob(BlobType::private_key, version, key.id, {kPrivate2, bits_of(open.p)},
                      {number(open.p), number(open.q), number(open.g), number(closed.x.bytes()),
                       number(seed.counter), number(seed.seed)});
}

}  // namespace secur32::capi
