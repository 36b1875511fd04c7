// BCRYPT_ECCKEY_BLOB: dwMagic, cbKey; then X[cbKey], Y[cbKey]; private: d[cbKey].  The magic says
// curve, use and half.
#include <array>
#include <optional>

#include "sslprovider/provider/blob_numbers.h"
#include "sslprovider/provider/key_blobs.h"

namespace secur32::provider {
namespace {

using crypto::NamedGroup;

struct Magics {
    NamedGroup curve;
    EccUse use;
    std::uint32_t open, secret;
    std::uint32_t length;  // cbKey
};
// clang-format off
constexpr std::array kMagics = {
    //     curve                  use            public      private     cbKey
    Magics{NamedGroup::secp256r1, EccUse::ecdh,  0x314B4345, 0x324B4345, 32},  // "ECK1", "ECK2"
    Magics{NamedGroup::secp384r1, EccUse::ecdh,  0x334B4345, 0x344B4345, 48},
    Magics{NamedGroup::secp521r1, EccUse::ecdh,  0x354B4345, 0x364B4345, 66},
    Magics{NamedGroup::secp256r1, EccUse::ecdsa, 0x31534345, 0x32534345, 32},  // "ECS1", "ECS2"
    Magics{NamedGroup::secp384r1, EccUse::ecdsa, 0x33534345, 0x34534345, 48},
    Magics{NamedGroup::secp521r1, EccUse::ecdsa, 0x35534345, 0x36534345, 66},
};
// clang-format on
// BCRYPT_ECDH_PUBLIC_GENERIC_MAGIC, ..., BCRYPT_ECDSA_PRIVATE_GENERIC_MAGIC: they say no curve.
constexpr std::array kGenericMagics = {0x504B4345U, 0x564B4345U, 0x50444345U, 0x56444345U};

const Magics* find(std::uint32_t magic, std::uint32_t Magics::*half) {
    const auto found = std::ranges::find(kMagics, magic, half);
    return found == kMagics.end() ? nullptr : &*found;
}
const Magics* find(NamedGroup curve, EccUse use) {
    const auto found = std::ranges::find_if(
        kMagics, [&](const Magics& row) { return row.curve == curve && row.use == use; });
    return found == kMagics.end() ? nullptr : &*found;
}

Status unknown_magic(std::uint32_t magic) {
    if (std::ranges::find(kGenericMagics, magic) != kGenericMagics.end())
        return trace::because(Status::unsupported_function,
                              "blob: a generic elliptic-curve magic, which says no curve");
    return bad_blob("blob: not an elliptic-curve key");
}

// What a blob says, its numbers as views.
struct Parsed {
    const Magics* row;
    crypto::EcPublicNumbers open;
    Bytes d;
};
Result<Parsed> parse(Bytes blob, std::uint32_t Magics::*half) {
    Reader in(blob);
    const std::uint32_t magic = in.le32(), length = in.le32();
    if (in.failed()) return bad_blob("blob: an elliptic-curve key cut short");
    Parsed parsed{find(magic, half), {}, {}};
    if (parsed.row == nullptr) return unknown_magic(magic);
    parsed.open.curve = parsed.row->curve;
    parsed.open.x = owned(in.bytes(length));
    parsed.open.y = owned(in.bytes(length));
    if (half == &Magics::secret) parsed.d = in.bytes(length);
    if (!in.done() || length != parsed.row->length)
        return bad_blob("blob: an elliptic-curve key of another length than its curve's");
    return parsed;
}

Buffer header_of(std::uint32_t magic, std::uint32_t length) {
    Writer out(8);
    out.le32(magic);
    out.le32(length);
    return out.take();
}

Status no_blob() {
    return trace::because(Status::unsupported_function, "blob: no such blob for this curve");
}

}  // namespace

Result<EccPublic> import_ecc_public(Bytes blob) {
    TRY_ASSIGN(const Parsed parsed, parse(blob, &Magics::open));
    TRY_ASSIGN(crypto::PublicKey key, crypto::PublicKey::from_numbers(parsed.open));
    return EccPublic{parsed.row->use, std::move(key)};
}

Result<Buffer> export_ecc_public(const crypto::PublicKey& key, EccUse use) {
    const Magics* const row = find(key.curve(), use);
    if (row == nullptr) return no_blob();
    TRY_ASSIGN(const crypto::EcPublicNumbers numbers, key.ec_numbers());
    Writer out;
    out.bytes(header_of(row->open, row->length));
    out.bytes(numbers.x);
    out.bytes(numbers.y);
    return out.take();
}

Result<crypto::PrivateKey> import_ecc_private(Bytes blob) {
    TRY_ASSIGN(const Parsed parsed, parse(blob, &Magics::secret));
    crypto::EcPrivateNumbers numbers;
    numbers.open = parsed.open;
    numbers.d = SecureBytes(parsed.d);
    return crypto::PrivateKey::from_numbers(numbers);
}

Result<SecureBytes> export_ecc_private(const crypto::PrivateKey& key, EccUse use) {
    const Magics* const row = find(key.public_key().curve(), use);
    if (row == nullptr) return no_blob();
    TRY_ASSIGN(const crypto::EcPrivateNumbers numbers, key.ec_numbers());
    return joined(header_of(row->secret, row->length),
                  {numbers.open.x, numbers.open.y, numbers.d.bytes()});
}

// ---- Key shares ---------------------------------------------------------------------------------

Result<PeerShare> import_ecc_share(Bytes blob) {
    TRY_ASSIGN(const Parsed parsed, parse(blob, &Magics::open));
    if (parsed.row->use != EccUse::ecdh)
        return bad_blob("blob: a key for signatures in place of one for key exchange");
    PeerShare share;
    share.group = parsed.row->curve;
    share.public_value = {4};  // uncompressed (RFC 8446 4.2.8.2)
    for (const Buffer* part : {&parsed.open.x, &parsed.open.y})
        share.public_value.insert(share.public_value.end(), part->begin(), part->end());
    TRY(crypto::check_public_value(share.group, share.public_value));
    return share;
}

Result<Buffer> export_ecc_share(const PeerShare& share) {
    const Magics* const row = find(share.group, EccUse::ecdh);
    if (row == nullptr || share.public_value.size() != 1 + 2 * std::size_t{row->length})
        return no_blob();
    Writer out;
    out.bytes(header_of(row->open, row->length));
    out.bytes(Bytes(share.public_value).subspan(1));
    return out.take();
}

}  // namespace secur32::provider
