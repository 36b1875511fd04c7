#include "sslprovider/crypto/key_identifier.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

using namespace std::literals;

constexpr std::uint8_t kNull = 0x05;
constexpr std::string_view kMgf1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"sv;

bool is(const ObjectIdentifier& id, std::string_view oid) {
    return std::ranges::equal(id.octets, bytes_of(oid));
}

Status malformed() {
    return trace::because(Status::bad_data, "ssl: a key's algorithm has other parameters");
}

Status unknown(std::string_view reason) {
    return trace::because(Status::unsupported_function, reason);
}

bool is_null(Bytes parameters) {
    return parameters.size() == 2 && parameters[0] == kNull && parameters[1] == 0;
}

// RFC 3279 2.3.1: "The parameters field MUST have ASN.1 type NULL for this algorithm identifier."
// Certificates that leave it out are in use.
Status read_rsa(Bytes parameters, KeyIdentifier&) {
    return parameters.empty() || is_null(parameters) ? Status::ok : malformed();
}

struct HashRow {
    const char* name;  // libcrypto's
    std::string_view oid;
};
// RFC 8017 B.1
constexpr std::array kHashes = {
    HashRow{"SHA1", "\x2b\x0e\x03\x02\x1a"sv},
    HashRow{"SHA224", "\x60\x86\x48\x01\x65\x03\x04\x02\x04"sv},
    HashRow{"SHA256", "\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv},
    HashRow{"SHA384", "\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv},
    HashRow{"SHA512", "\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv},
    HashRow{"SHA512-224", "\x60\x86\x48\x01\x65\x03\x04\x02\x05"sv},
    HashRow{"SHA512-256", "\x60\x86\x48\x01\x65\x03\x04\x02\x06"sv},
};

// Null for a hash that is not among them.
const char* read_hash(DerReader& in) {
    const char* name = nullptr;
    in.nested(DerTag::sequence, [&](DerReader& identifier) {
        const ObjectIdentifier id = identifier.object_identifier();
        const auto row =
            std::ranges::find_if(kHashes, [&](const HashRow& each) { return is(id, each.oid); });
        if (row != kHashes.end()) name = row->name;
        if (identifier.more() && !is_null(identifier.any())) identifier.fail();
    });
    return name;
}

const char* read_mask(DerReader& in) {
    const char* name = nullptr;
    in.nested(DerTag::sequence, [&](DerReader& identifier) {
        if (is(identifier.object_identifier(), kMgf1))
            name = read_hash(identifier);
        else if (identifier.more())
            identifier.any();
    });
    return name;
}

// Longer than any modulus of ours otherwise.
int read_salt_length(DerReader& in) {
    const Bytes number = unsigned_integer(in);
    if (number.size() > 2) in.fail();
    int length = 0;
    for (const std::uint8_t octet : number) length = length << 8 | octet;
    return length;
}

// RSASSA-PSS-params ::= SEQUENCE {
//     hashAlgorithm      [0] HashAlgorithm    DEFAULT sha1,
//     maskGenAlgorithm   [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
//     saltLength         [2] INTEGER          DEFAULT 20,
//     trailerField       [3] TrailerField     DEFAULT trailerFieldBC }
bool read_pss_parameters(Bytes parameters, PssRestriction& out) {
    std::uint8_t trailer = 1;
    DerReader in(parameters);
    in.nested(DerTag::sequence, [&](DerReader& pss) {
        if (pss.next_is(der_explicit(0)))
            pss.nested(der_explicit(0), [&](DerReader& hash) { out.hash = read_hash(hash); });
        if (pss.next_is(der_explicit(1)))
            pss.nested(der_explicit(1), [&](DerReader& mask) { out.mask_hash = read_mask(mask); });
        if (pss.next_is(der_explicit(2)))
            pss.nested(der_explicit(2),
                       [&](DerReader& salt) { out.salt_length = read_salt_length(salt); });
        if (pss.next_is(der_explicit(3)))
            pss.nested(der_explicit(3), [&](DerReader& field) { trailer = field.small_integer(); });
    });
    return in.done() && trailer == 1;
}

// RFC 4055 1.2: "When the id-RSASSA-PSS object identifier appears in [...] the subject public key
// [...], then the parameters [...] may be absent": any use of PSS then.
Status read_rsa_pss(Bytes parameters, KeyIdentifier& out) {
    if (parameters.empty()) return Status::ok;
    PssRestriction& pss = out.pss.emplace();
    if (!read_pss_parameters(parameters, pss)) return malformed();
    if (pss.hash == nullptr || pss.mask_hash == nullptr)
        return unknown("ssl: an RSASSA-PSS key wants a hash that nobody knows");
    return Status::ok;
}

// RFC 3279 2.3.2: Dss-Parms; "If the DSA domain parameters are omitted [...] the subject's
// certificate inherits" them from its issuer's.
Status read_dsa(Bytes parameters, KeyIdentifier& out) {
    if (parameters.empty()) return unknown("ssl: a DSA key without its group");
    DerReader in(parameters);
    in.nested(DerTag::sequence, [&](DerReader& group) {
        out.dsa.p = unsigned_integer(group);
        out.dsa.q = unsigned_integer(group);
        out.dsa.g = unsigned_integer(group);
    });
    return in.done() ? Status::ok : malformed();
}

// RFC 5480 2.1.1: "implicitCurve and specifiedCurve MUST NOT be used in PKIX."
Status read_ec(Bytes parameters, KeyIdentifier& out) {
    DerReader in(parameters);
    if (!in.next_is(DerTag::object_identifier)) {
        if (in.next_is(DerTag::sequence)) return unknown("ssl: an EC key with a curve by value");
        return malformed();
    }
    const ObjectIdentifier id = in.object_identifier();
    if (!in.done()) return malformed();
    out.curve = find_curve_by_oid(id.octets);
    return out.curve == nullptr ? unknown("ssl: an EC key on a curve that is not ours")
                                : Status::ok;
}

// RFC 8410 3: "For all of the OIDs, the parameters MUST be absent."
Status read_ed25519(Bytes parameters, KeyIdentifier&) {
    return parameters.empty() ? Status::ok : malformed();
}

struct AlgorithmRow {
    std::string_view oid;
    KeyAlgorithm algorithm;
    Status (*read)(Bytes parameters, KeyIdentifier& out);
};
constexpr std::array kAlgorithms = {
    AlgorithmRow{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv, KeyAlgorithm::rsa, read_rsa},
    AlgorithmRow{"\x2a\x86\x48\xce\x3d\x02\x01"sv, KeyAlgorithm::ec, read_ec},
    AlgorithmRow{"\x2b\x65\x70"sv, KeyAlgorithm::ed25519, read_ed25519},
    AlgorithmRow{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv, KeyAlgorithm::rsa_pss, read_rsa_pss},
    AlgorithmRow{"\x2a\x86\x48\xce\x38\x04\x01"sv, KeyAlgorithm::dsa, read_dsa},
};

}  // namespace

Bytes unsigned_integer(DerReader& in) {
    const Bytes value = in.integer();
    if (in.failed() || (value.front() & 0x80) != 0) return in.fail();
    return significant(value);
}

Result<KeyIdentifier> read_key_identifier(DerReader& in) {
    ObjectIdentifier id;
    Bytes parameters;
    in.nested(DerTag::sequence, [&](DerReader& identifier) {
        id = identifier.object_identifier();
        if (identifier.more()) parameters = identifier.any();
    });
    if (in.failed()) return malformed();
    const auto row = std::ranges::find_if(
        kAlgorithms, [&](const AlgorithmRow& each) { return is(id, each.oid); });
    if (row == kAlgorithms.end()) return unknown("ssl: a key of an algorithm that is not ours");
    KeyIdentifier out;
    out.algorithm = row->algorithm;
    TRY(row->read(parameters, out));
    return out;
}

}  // namespace secur32::crypto
