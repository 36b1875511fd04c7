// Public values of (EC)DH exchanges and what they come with.
//   SSL_ECCKEY_BLOB             dwCurveType, cbKey; the value in its wire form
//   BCRYPT_DH_KEY_BLOB          dwMagic, cbKey; Modulus, Generator, Public: cbKey octets each
//   BCRYPT_DH_PARAMETER_HEADER  cbLength, dwMagic, cbKeyLength; p, g: cbKeyLength octets each
//   BCRYPT_KEY_DATA_BLOB_HEADER dwMagic, dwVersion, cbKeyData; the key
#include "sslprovider/crypto/finite_field.h"
#include "sslprovider/provider/blob_numbers.h"
#include "sslprovider/provider/groups.h"
#include "sslprovider/provider/key_blobs.h"

namespace secur32::provider {
namespace {

constexpr std::uint32_t kDhPublic = 0x42504844;      // "DHPB"
constexpr std::uint32_t kDhParameters = 0x4D504844;  // "DHPM"
constexpr std::uint32_t kKeyData = 0x4D42444B;       // "KDBM"
constexpr std::uint32_t kKeyDataVersion1 = 1;
constexpr std::size_t kMaxKeyData = 1 << 16;  // RFC 4279 2 counts it with two octets

Bytes without_leading_zeros(Bytes number) {
    const auto first = std::ranges::find_if(number, [](std::uint8_t octet) { return octet != 0; });
    return number.subspan(static_cast<std::size_t>(first - number.begin()));
}

}  // namespace

Result<PeerShare> import_ssl_ecc_share(Bytes blob) {
    Reader in(blob);
    const std::uint32_t curve = in.le32(), length = in.le32();
    const Bytes value = in.bytes(length);
    if (!in.done())
        return bad_blob("blob: an SSL elliptic-curve key of another length than it says");
    const Group* const group = find_group(curve);
    if (group == nullptr || group->finite_field)
        return trace::because(Status::unsupported_function, "blob: no curve of ours");
    if (value.size() != group->public_length)
        return bad_blob("blob: a public value of another length than its group's");
    TRY(crypto::check_public_value(group->id, value));
    return PeerShare{group->id, owned(value), {}, {}};
}

Result<Buffer> export_ssl_ecc_share(const PeerShare& share) {
    const Group* const group = find_group(static_cast<std::uint32_t>(share.group));
    if (group == nullptr || group->finite_field ||
        share.public_value.size() != group->public_length)
        return trace::because(Status::unsupported_function, "blob: no curve of ours");
    Writer out;
    out.le32(static_cast<std::uint32_t>(share.group));
    out.le32(static_cast<std::uint32_t>(share.public_value.size()));
    out.bytes(share.public_value);
    return out.take();
}

Result<PeerShare> import_dh_share(Bytes blob) {
    Reader in(blob);
    const std::uint32_t magic = in.le32(), length = in.le32();
    const Bytes prime = in.bytes(length), generator = in.bytes(length), value = in.bytes(length);
    if (!in.done() || magic != kDhPublic || length == 0)
        return bad_blob("blob: not a DH public key");
    PeerShare share;
    share.prime = owned(without_leading_zeros(prime));
    share.generator = owned(without_leading_zeros(generator));
    TRY(crypto::check_finite_field(share.prime, share.generator));
    // A group of RFC 7919 by value is that group, as in KeyShare.
    share.group = crypto::find_finite_field(share.prime, share.generator);
    const Bytes ahead = value.first(value.size() - share.prime.size());
    if (!without_leading_zeros(ahead).empty())
        return trace::because(Status::bad_key, "blob: a DH public value longer than its prime");
    share.public_value = owned(value.last(share.prime.size()));
    TRY(crypto::check_field_value(share.prime, share.public_value));
    return share;
}

Result<Buffer> export_dh_share(const PeerShare& share) {
    const crypto::FiniteField* const named = crypto::finite_field(share.group);
    const Bytes prime = named != nullptr ? named->prime : share.prime;
    const Bytes generator = named != nullptr ? named->generator : share.generator;
    if (prime.empty() || generator.size() > prime.size() ||
        share.public_value.size() > prime.size())
        return trace::because(Status::unsupported_function, "blob: not of a finite field");
    Writer out(8 + 3 * prime.size());
    out.le32(kDhPublic);
    out.le32(static_cast<std::uint32_t>(prime.size()));
    for (const Bytes number : {prime, generator, Bytes(share.public_value)}) {
        out.zeros(prime.size() - number.size());
        out.bytes(number);
    }
    return out.take();
}

Result<DhParameters> import_dh_parameters(Bytes blob) {
    Reader in(blob);
    const std::uint32_t total = in.le32(), magic = in.le32(), length = in.le32();
    const Bytes prime = in.bytes(length), generator = in.bytes(length);
    if (!in.done() || magic != kDhParameters || total != blob.size() || length == 0)
        return bad_blob("blob: not DH parameters");
    return DhParameters{owned(without_leading_zeros(prime)),
                        owned(without_leading_zeros(generator))};
}

Result<SecureBytes> import_key_data(Bytes blob) {
    Reader in(blob);
    const std::uint32_t magic = in.le32(), version = in.le32(), length = in.le32();
    const Bytes key = in.bytes(length);
    if (!in.done() || magic != kKeyData || version != kKeyDataVersion1)
        return bad_blob("blob: not key data");
    if (key.empty() || key.size() >= kMaxKeyData)
        return bad_blob("blob: a key of no octets, or of more than 65535");
    return SecureBytes(key);
}

}  // namespace secur32::provider
