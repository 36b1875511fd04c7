// What DSS and Diffie-Hellman keys of version 3 have in common ("DSS Version 3 Public/Private Key
// BLOBs", "Diffie-Hellman Version 3 Public/Private Key BLOBs" in the Windows SDK's documentation),
// and their groups alone, as KP_PUB_PARAMS has them.
#include "sslprovider/capi/blob_numbers.h"

namespace secur32::capi {
namespace {

constexpr std::size_t kSeedLength = 24;

struct Lengths {
    std::size_t p = 0, q = 0, j = 0, x = 0;
};

Result<Lengths> read_lengths(Reader& in, bool is_private) {
    Lengths lengths;
    for (std::size_t* const each : {&lengths.p, &lengths.q, &lengths.j}) {
        TRY_ASSIGN(*each, octets_of_bits(in.le32()));
    }
    if (is_private) {
        TRY_ASSIGN(lengths.x, octets_of_bits(in.le32()));
    }
    return lengths;
}

}  // namespace

// J, (P-1)/Q, is of no use here and not looked at.
Result<Version3Numbers> version3_numbers(Bytes body, std::uint32_t magic, Version3Kind kind) {
    Reader in(body);
    if (in.le32() != magic) return bad_blob("capi: not the magic of that blob of version 3");
    TRY_ASSIGN(const Lengths lengths, read_lengths(in, kind == Version3Kind::private_key));
    Version3Numbers numbers;
    numbers.seed = in.bytes(kSeedLength);
    numbers.p = in.bytes(lengths.p);
    numbers.q = in.bytes(lengths.q);
    numbers.g = in.bytes(lengths.p);
    in.skip(lengths.j);
    if (kind != Version3Kind::group) numbers.y = in.bytes(lengths.p);
    numbers.x = in.bytes(lengths.x);
    if (!in.done()) return bad_blob("capi: a blob of version 3 of another length than its numbers");
    return numbers;
}

Result<GroupNumbers> read_group(Bytes parameters, AlgId id) {
    constexpr std::size_t kHeaderLength = 8;
    const std::uint32_t magic = id == calg::dss_sign ? kDssMagic3 : kDhMagic3;
    if (parameters.size() >= kHeaderLength &&
        parameters[0] == static_cast<std::uint8_t>(BlobType::public_key))
        parameters = parameters.subspan(kHeaderLength);
    TRY_ASSIGN(const Version3Numbers numbers,
               version3_numbers(parameters, magic, Version3Kind::group));
    return GroupNumbers{without_zeros(numbers.p), without_zeros(numbers.q),
                        without_zeros(numbers.g)};
}

}  // namespace secur32::capi
