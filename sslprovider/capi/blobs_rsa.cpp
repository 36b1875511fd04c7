// RSA: "Base Provider Key BLOBs" in the Windows SDK's documentation.
//
//   BLOBHEADER | RSAPUBKEY { "RSA1" or "RSA2"; DWORD bitlen; DWORD pubexp } | n[k]
//   private:   | p[h] q[h] dp[h] dq[h] qinv[h] d[k]         k = bitlen / 8, h = k / 2, rounded up
#include <array>

#include "sslprovider/capi/blob_numbers.h"

namespace secur32::capi {
namespace {

constexpr std::uint32_t kPublicMagic = 0x31415352, kPrivateMagic = 0x32415352;
constexpr std::size_t kLeastBits = 384, kFieldsLength = 20;
constexpr std::size_t kExponentLength = 4;

struct RsaFields {
    std::size_t length;  // of the modulus
    std::array<std::uint8_t, kExponentLength> exponent;
    std::size_t half() const { return (length + 1) / 2; }
};

Result<RsaFields> read_fields(Reader& in, std::uint32_t magic) {
    const std::uint32_t found = in.le32();
    const std::uint32_t bits = in.le32();
    auto exponent = in.array<kExponentLength>();
    if (in.failed()) return bad_blob("capi: an RSA blob that is cut short");
    if (found != magic) return bad_blob("capi: not the magic of that RSA blob");
    std::ranges::reverse(exponent);
    TRY_ASSIGN(const std::size_t length, octets_of_bits(bits));
    return RsaFields{length, exponent};
}

Result<const PairKey*> rsa_pair(const Key& key) {
    const PairKey* const pair = key.pair();
    if (pair == nullptr || pair->open.algorithm() != crypto::KeyAlgorithm::rsa)
        return trace::because(Status::bad_key, "capi: the key is no RSA key");
    return pair;
}

Status not_for_blobs() {
    return trace::because(Status::bad_key, "capi: an RSA key whose numbers no blob can carry");
}

struct OpenNumbers {
    crypto::RsaPublicNumbers numbers;
    std::uint32_t bits, exponent;
    std::size_t length() const { return numbers.modulus.size(); }
};

Result<OpenNumbers> open_numbers(const PairKey& pair) {
    OpenNumbers open{};
    TRY_ASSIGN(open.numbers, pair.open.rsa_numbers());
    if (open.numbers.public_exponent.size() > kExponentLength) return not_for_blobs();
    for (const std::uint8_t octet : open.numbers.public_exponent)
        open.exponent = open.exponent << 8 | octet;
    open.bits = static_cast<std::uint32_t>(8 * open.length());
    return open;
}

}  // namespace

Result<Key> read_rsa_public(const BlobHeader& header) {
    Reader in(header.body);
    TRY_ASSIGN(const RsaFields fields, read_fields(in, kPublicMagic));
    const Bytes modulus = in.bytes(fields.length);
    if (!in.done()) return bad_blob("capi: an RSA blob of another length than its modulus");
    TRY_ASSIGN(crypto::PublicKey open,
               numbers_of_blob(crypto::PublicKey::from_numbers(
                   {reversed(modulus), Buffer(fields.exponent.begin(), fields.exponent.end())},
                   kLeastBits)));
    return Key{header.id, permission::standard, PairKey{std::move(open), {}}};
}

Result<Key> read_rsa_private(const BlobHeader& header) {
    Reader in(header.body);
    TRY_ASSIGN(const RsaFields fields, read_fields(in, kPrivateMagic));
    crypto::RsaPrivateNumbers numbers;
    numbers.open.modulus = reversed(in.bytes(fields.length));
    numbers.open.public_exponent.assign(fields.exponent.begin(), fields.exponent.end());
    for (SecureBytes* const each : {&numbers.prime1, &numbers.prime2, &numbers.exponent1,
                                    &numbers.exponent2, &numbers.coefficient})
        *each = reversed_secret(in.bytes(fields.half()));
    // Windows takes a blob from 20 + bitlen / 2 octets on: what is there of the private exponent is
    // then of no use, and it is computed.
    const std::size_t size = kFieldsLength + fields.length + 5 * fields.half() + in.remaining();
    if (in.failed() || size < kFieldsLength + 4 * fields.length || in.remaining() > fields.length)
        return bad_blob("capi: an RSA blob of another length than its numbers");
    if (in.remaining() == fields.length) numbers.private_exponent = reversed_secret(in.rest());
    TRY_ASSIGN(crypto::PrivateKey closed,
               numbers_of_blob(crypto::PrivateKey::from_numbers(numbers)));
    crypto::PublicKey open = closed.public_key();
    return Key{header.id, permission::standard, PairKey{std::move(open), std::move(closed)}};
}

Result<SecureBytes> write_rsa_public(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const PairKey* const pair, rsa_pair(key));
    TRY_ASSIGN(const OpenNumbers open, open_numbers(*pair));
    return write_blob(BlobType::public_key, version, key.id,
                      {kPublicMagic, open.bits, open.exponent}, {number(open.numbers.modulus)});
}

Result<SecureBytes> write_rsa_private(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const PairKey* const pair, rsa_pair(key));
    if (!pair->closed)
        return trace::because(Status::bad_key, "capi: there is no private half of the key");
    TRY_ASSIGN(const OpenNumbers open, open_numbers(*pair));
    TRY_ASSIGN(const crypto::RsaPrivateNumbers closed, pair->closed->rsa_numbers());
    const std::size_t half = (open.length() + 1) / 2;
    if (closed.prime1.size() > half || closed.prime2.size() > half) return not_for_blobs();
    return write_blob(
        BlobType::private_key, version, key.id, {kPrivateMagic, open.bits, open.exponent},
        {number(open.numbers.modulus), number(closed.prime1.bytes(), half),
         number(closed.prime2.bytes(), half), number(closed.exponent1.bytes(), half),
         number(closed.exponent2.bytes(), half), number(closed.coefficient.bytes(), half),
         number(closed.private_exponent.bytes(), open.length())});
}

}  // namespace secur32::capi
