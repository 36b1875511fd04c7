// What all key blobs have in common, and which reader a pair's algorithm has.
#include "sslprovider/capi/blobs.h"

#include <array>

#include "sslprovider/capi/blob_numbers.h"

namespace secur32::capi {
namespace {

constexpr std::size_t kHeaderLength = 8;
constexpr std::array kTypes = {BlobType::simple,      BlobType::public_key,
                               BlobType::private_key, BlobType::plaintext_key,
                               BlobType::opaque_key,  BlobType::symmetric_wrap};

struct PairRow {
    AlgId id;
    std::uint8_t last_version;
    Result<Key> (*read_public)(const BlobHeader&);
    Result<Key> (*read_private)(const BlobHeader&);
    Result<SecureBytes> (*write_public)(const Key&, std::uint8_t);
    Result<SecureBytes> (*write_private)(const Key&, std::uint8_t);
};
// clang-format off
constexpr std::array kPairs = {
    PairRow{calg::rsa_keyx, kVersion2, read_rsa_public, read_rsa_private, write_rsa_public, write_rsa_private},
    PairRow{calg::rsa_sign, kVersion2, read_rsa_public, read_rsa_private, write_rsa_public, write_rsa_private},
    PairRow{calg::dss_sign, kVersion3, read_dss_public, read_dss_private, write_dss_public, write_dss_private},
    PairRow{calg::dh_sf,    kVersion3, read_dh_public,  read_dh_private,  write_dh_public,  write_dh_private},
    PairRow{calg::dh_ephem, kVersion3, read_dh_public,  read_dh_private,  write_dh_public,  write_dh_private},
};
// clang-format on

const PairRow* find_pair(AlgId id) {
    const auto* const found = std::ranges::find(kPairs, id, &PairRow::id);
    return found == kPairs.end() ? nullptr : found;
}

Result<const PairRow*> reader_of(const BlobHeader& header, BlobType type) {
    if (header.type != type)
        return trace::because(Status::bad_type, "capi: a blob of another type");
    const PairRow* const row = find_pair(header.id);
    if (row == nullptr)
        return trace::because(Status::bad_algorithm, "capi: a blob of no algorithm of pairs");
    if (header.version > row->last_version)
        return trace::because(Status::bad_version, "capi: no such version of that blob");
    return row;
}

Result<const PairRow*> writer_of(const Key& key, std::uint8_t version) {
    const PairRow* const row = find_pair(key.id);
    if (row == nullptr) return trace::because(Status::bad_key, "capi: the key is no pair");
    if (version < kVersion2 || version > row->last_version)
        return trace::because(Status::bad_version, "capi: no such version of that blob");
    return row;
}

// BLOBHEADER { BYTE bType; BYTE bVersion; WORD reserved; ALG_ID aiKeyAlg }
void write_header(MutableBytes place, BlobType type, std::uint8_t version, AlgId id) {
    place[0] = static_cast<std::uint8_t>(type);
    place[1] = version;
    for (unsigned i = 0; i < 4; ++i) place[4 + i] = static_cast<std::uint8_t>(id >> (8 * i));
}

void write_part(MutableBytes place, const BlobPart& part) {
    const Bytes octets = part.octets.last(std::min(part.octets.size(), part.length));
    if (part.is_number)
        std::ranges::reverse_copy(octets, place.begin());
    else
        std::ranges::copy(octets, place.begin());
}

}  // namespace

Result<BlobHeader> read_header(Bytes blob) {
    Reader in(blob);
    const auto type = static_cast<BlobType>(in.u8());
    BlobHeader header{type, in.u8(), 0, {}};
    const std::uint16_t reserved = in.le16();
    header.id = in.le32();
    if (in.failed()) return bad_blob("capi: a blob that ends within its header");
    header.body = in.rest();
    if (std::ranges::find(kTypes, type) == kTypes.end())
        return trace::because(Status::bad_type, "capi: a blob of an unknown type");
    const bool is_pair = type == BlobType::public_key || type == BlobType::private_key;
    if (header.version != kVersion2 && !(is_pair && header.version == kVersion3))
        return trace::because(Status::bad_version, "capi: a blob of another version");
    if (reserved != 0) return bad_blob("capi: a blob whose reserved field is not 0");
    return header;
}

SecureBytes write_blob(BlobType type, std::uint8_t version, AlgId id,
                       std::initializer_list<std::uint32_t> fields,
                       std::initializer_list<BlobPart> parts) {
    std::size_t size = kHeaderLength + 4 * fields.size();
    for (const BlobPart& part : parts) size += part.length;
    SecureBytes blob(size);
    write_header(blob.mutable_bytes(), type, version, id);
    MutableBytes rest = blob.mutable_bytes().subspan(kHeaderLength);
    for (const std::uint32_t field : fields) {
        for (unsigned i = 0; i < 4; ++i) rest[i] = static_cast<std::uint8_t>(field >> (8 * i));
        rest = rest.subspan(4);
    }
    for (const BlobPart& part : parts) {
        write_part(rest, part);
        rest = rest.subspan(part.length);
    }
    return blob;
}

Result<std::size_t> octets_of_bits(std::uint32_t bits) {
    if (bits % 8 != 0) return bad_blob("capi: a number of no whole octets");
    return bits / 8;
}

Result<Key> read_public_key(const BlobHeader& header) {
    TRY_ASSIGN(const PairRow* const row, reader_of(header, BlobType::public_key));
    return row->read_public(header);
}

Result<Buffer> write_public_key(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const PairRow* const row, writer_of(key, version));
    TRY_ASSIGN(const SecureBytes blob, row->write_public(key, version));
    return owned(blob.bytes());
}

Result<Key> read_private_key(const BlobHeader& header) {
    TRY_ASSIGN(const PairRow* const row, reader_of(header, BlobType::private_key));
    return row->read_private(header);
}

Result<SecureBytes> write_private_key(const Key& key, std::uint8_t version) {
    TRY_ASSIGN(const PairRow* const row, writer_of(key, version));
    return row->write_private(key, version);
}

}  // namespace secur32::capi
