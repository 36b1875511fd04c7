// One row for each CERT_COMPARE_*.
#include "sslprovider/api/cert_find.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sslprovider/api/cert_find_names.h"
#include "sslprovider/api/cert_find_usages.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/cert_twins.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/certificate_facts.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::api {
namespace {

using Fits = std::function<bool(const CertElement&)>;

constexpr std::string_view kCrossCertDistPoints = "1.3.6.1.4.1.311.10.9.1";
constexpr std::string_view kSubjectInfoAccess = "1.3.6.1.5.5.7.1.11";

Status nothing_to_find() {
    return trace::because(Status::invalid_parameter, "cert: pvFindPara does not fit dwFindType");
}

bool same_octets(Bytes one, Bytes other) { return std::ranges::equal(one, other); }

// What was set, or else is computed; not_found.
Result<Buffer> property_of(const CertElement& element, DWORD id) {
    if (const auto set = element.properties->blob(id))
        return Buffer(set->bytes().begin(), set->bytes().end());
    return compute_property(id, *element.thing);
}

bool has_extension(const CertElement& element, std::string_view id) {
    return x509::find_extension(element.thing->fields().extensions, id) != nullptr;
}

// INTEGERs: CERT_INFO has the least significant octet first.
bool same_integer(const CRYPT_INTEGER_BLOB& blob, Bytes contents) {
    return std::equal(contents.rbegin(), contents.rend(), blob.pbData, blob.pbData + blob.cbData);
}

bool is_of(const CertElement& element, const CERT_NAME_BLOB& issuer,
           const CRYPT_INTEGER_BLOB& serial_number) {
    const x509::Certificate& fields = element.thing->fields();
    return same_integer(serial_number, fields.serial_number) &&
           same_octets({issuer.pbData, issuer.cbData}, fields.issuer);
}

// ---- The searches -------------------------------------------------------------------------------

Result<Fits> find_any(const CertQuery&) {
    return Fits([](const CertElement&) { return true; });
}

Result<Fits> find_blob_property(DWORD id, const CertQuery& query) {
    TRY_ASSIGN(const Buffer wanted, blob_in(query));
    return Fits([id, wanted](const CertElement& element) {
        const auto value = property_of(element, id);
        return value.ok() && value.value() == wanted;
    });
}

template <DWORD id>
Result<Fits> find_hash(const CertQuery& query) {
    return find_blob_property(id, query);
}

Result<Fits> find_name(const CertQuery& query) {
    TRY_ASSIGN(const Buffer wanted, blob_in(query));
    return Fits([wanted, field = query.field](const CertElement& element) {
        return same_octets(name_of(element, field), wanted);
    });
}

template <typename T>
Result<const T*> structure_in(const CertQuery& query) {
    if (query.parameter == nullptr) return nothing_to_find();
    return static_cast<const T*>(query.parameter);
}

// "has a property with the id": one that is set, or that reading would compute.
Result<Fits> find_property(const CertQuery& query) {
    TRY_ASSIGN(const DWORD* const id, structure_in<DWORD>(query));
    return Fits([id = *id](const CertElement& element) {
        DWORD size = 0;
        const Status set = element.properties->get(id, CertOutput(nullptr, &size));
        if (set != Status::not_found) return set == Status::ok;
        return compute_property(id, *element.thing).ok();
    });
}

Result<Fits> find_public_key(const CertQuery& query) {
    TRY_ASSIGN(const auto* const info, structure_in<CERT_PUBLIC_KEY_INFO>(query));
    const CRYPT_BIT_BLOB& key = info->PublicKey;
    TRY_ASSIGN(const Bytes octets, cert_bytes(key.pbData, key.cbData));
    return Fits([wanted = Buffer(octets.begin(), octets.end()),
                 unused = key.cUnusedBits](const CertElement& element) {
        const DerBits& bits = element.thing->fields().subject_public_key_info.subject_public_key;
        return bits.unused_bits == unused && same_octets(bits.octets, wanted);
    });
}

Result<Fits> find_key_spec(const CertQuery& query) {
    TRY_ASSIGN(const DWORD* const spec, structure_in<DWORD>(query));
    return Fits([spec = *spec](const CertElement& element) {
        DWORD has = 0;
        DWORD size = sizeof has;
        const CertOutput out(&has, &size);
        return element.properties->get(CERT_KEY_SPEC_PROP_ID, out) == Status::ok && has == spec;
    });
}

Result<Fits> find_issuer_and_serial(const CERT_NAME_BLOB& issuer,
                                    const CRYPT_INTEGER_BLOB& serial_number) {
    TRY(cert_bytes(issuer.pbData, issuer.cbData));
    TRY(cert_bytes(serial_number.pbData, serial_number.cbData));
    return Fits([issuer, serial_number](const CertElement& element) {
        return is_of(element, issuer, serial_number);
    });
}

Result<Fits> find_subject_cert(const CertQuery& query) {
    TRY_ASSIGN(const auto* const info, structure_in<CERT_INFO>(query));
    return find_issuer_and_serial(info->Issuer, info->SerialNumber);
}

Result<x509::SharedCertificate> certificate_in(const CertQuery& query) {
    TRY_ASSIGN(CertificateContext* const context,
               CertificateContext::find(static_cast<PCCERT_CONTEXT>(query.parameter)));
    return context->shared();
}

Result<Fits> find_issuer_of(const CertQuery& query) {
    TRY_ASSIGN(const x509::SharedCertificate subject, certificate_in(query));
    return Fits([subject](const CertElement& element) {
        return same_octets(element.thing->fields().subject, subject->fields().issuer);
    });
}

Result<Fits> find_existing(const CertQuery& query) {
    TRY_ASSIGN(const x509::SharedCertificate wanted, certificate_in(query));
    return Fits(
        [wanted](const CertElement& element) { return are_twins(*element.thing, *wanted); });
}

Result<Fits> find_cert_id(const CertQuery& query) {
    TRY_ASSIGN(const auto* const id, structure_in<CERT_ID>(query));
    switch (id->dwIdChoice) {
        case CERT_ID_ISSUER_SERIAL_NUMBER:
            return find_issuer_and_serial(id->IssuerSerialNumber.Issuer,
                                          id->IssuerSerialNumber.SerialNumber);
        case CERT_ID_KEY_IDENTIFIER:
            return find_blob_property(CERT_KEY_IDENTIFIER_PROP_ID, {0, 0, &id->KeyId});
        case CERT_ID_SHA1_HASH:
            return find_blob_property(CERT_SHA1_HASH_PROP_ID, {0, 0, &id->HashId});
        default:
            return nothing_to_find();
    }
}

Result<Fits> find_cross_certs(const CertQuery&) {
    return Fits([](const CertElement& element) {
        return has_extension(element, kCrossCertDistPoints) ||
               element.properties->has(CERT_CROSS_CERT_DIST_POINTS_PROP_ID);
    });
}

Result<Fits> find_info_access(const CertQuery&) {
    return Fits([](const CertElement& element) {
        return has_extension(element, kSubjectInfoAccess) ||
               element.properties->has(CERT_SUBJECT_INFO_ACCESS_PROP_ID);
    });
}

Result<Fits> find_private_key(const CertQuery&) {
    return Fits([](const CertElement& element) {
        return element.properties->has(CERT_KEY_PROV_INFO_PROP_ID) ||
               element.properties->has(CERT_KEY_CONTEXT_PROP_ID);
    });
}

std::optional<unsigned> digit_of(WCHAR c) {
    if (c >= u'0' && c <= u'9') return c - u'0';
    if (c >= u'a' && c <= u'f') return c - u'a' + 10u;
    if (c >= u'A' && c <= u'F') return c - u'A' + 10u;
    return std::nullopt;
}

// Hexadecimal, white space between; no longer than the longest hash.
Result<Buffer> hash_in(LPCWSTR text) {
    Buffer octets;
    unsigned digits = 0;
    for (; *text != 0; ++text) {
        if (*text == u' ' || *text == u'\t' || *text == u'\r' || *text == u'\n') continue;
        const auto digit = digit_of(*text);
        if (!digit || digits == 64) return nothing_to_find();
        if (digits++ % 2 == 0) octets.push_back(0);
        octets.back() = static_cast<std::uint8_t>(unsigned{octets.back()} << 4 | *digit);
    }
    if (digits % 2 != 0) return nothing_to_find();
    return octets;
}

Result<Fits> find_hash_text(const CertQuery& query) {
    if (query.parameter == nullptr) return nothing_to_find();
    TRY_ASSIGN(const Buffer wanted, hash_in(static_cast<LPCWSTR>(query.parameter)));
    struct Row {
        std::size_t size;
        DWORD id;
    };
    static constexpr std::array rows = {Row{16, CERT_MD5_HASH_PROP_ID},
                                        Row{20, CERT_SHA1_HASH_PROP_ID},
                                        Row{32, CERT_SHA256_HASH_PROP_ID}};
    const auto* const row = std::ranges::find(rows, wanted.size(), &Row::size);
    if (row == rows.end()) return nothing_to_find();
    const CRYPT_HASH_BLOB blob{static_cast<DWORD>(wanted.size()), const_cast<BYTE*>(wanted.data())};
    return find_blob_property(row->id, {0, 0, &blob});
}

struct Comparison {
    DWORD id;  // CERT_COMPARE_*
    Result<Fits> (*make)(const CertQuery& query);
    bool shows_archived;
};
// clang-format off
constexpr std::array kComparisons = {
    Comparison{CERT_FIND_ANY,                    find_any,                                  false},
    Comparison{CERT_FIND_SHA1_HASH,              find_hash<CERT_SHA1_HASH_PROP_ID>,         true},
    Comparison{CERT_FIND_MD5_HASH,               find_hash<CERT_MD5_HASH_PROP_ID>,          true},
    Comparison{CERT_FIND_SHA256_HASH,            find_hash<CERT_SHA256_HASH_PROP_ID>,       true},
    Comparison{CERT_FIND_SHA1_SHA256_HASH,       find_hash<CERT_SHA1_SHA256_HASH_PROP_ID>,  true},
    Comparison{CERT_FIND_SIGNATURE_HASH,         find_hash<CERT_SIGNATURE_HASH_PROP_ID>,    true},
    Comparison{CERT_FIND_KEY_IDENTIFIER,         find_hash<CERT_KEY_IDENTIFIER_PROP_ID>,    true},
    Comparison{CERT_FIND_HASH_STR,               find_hash_text,                            true},
    Comparison{CERT_FIND_PUBKEY_MD5_HASH,        find_hash<CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID>, false},
    Comparison{CERT_FIND_PROPERTY,               find_property,                             false},
    Comparison{CERT_FIND_PUBLIC_KEY,             find_public_key,                           false},
    Comparison{CERT_FIND_SUBJECT_NAME,           find_name,                                 false},
    Comparison{CERT_FIND_SUBJECT_ATTR,           find_attributes,                           false},
    Comparison{CERT_FIND_SUBJECT_STR_A,          find_text_a,                               false},
    Comparison{CERT_FIND_SUBJECT_STR_W,          find_text_w,                               false},
    Comparison{CERT_FIND_KEY_SPEC,               find_key_spec,                             false},
    Comparison{CERT_FIND_ENHKEY_USAGE,           find_usages,                               false},
    Comparison{CERT_FIND_SUBJECT_CERT,           find_subject_cert,                         true},
    Comparison{CERT_FIND_ISSUER_OF,              find_issuer_of,                            false},
    Comparison{CERT_FIND_EXISTING,               find_existing,                             true},
    Comparison{CERT_FIND_CERT_ID,                find_cert_id,                              true},
    Comparison{CERT_FIND_CROSS_CERT_DIST_POINTS, find_cross_certs,                          false},
    Comparison{CERT_FIND_SUBJECT_INFO_ACCESS,    find_info_access,                          false},
    Comparison{CERT_FIND_HAS_PRIVATE_KEY,        find_private_key,                          false},
};
// clang-format on

bool compares(const Comparison& row, DWORD type) {
    return row.id >> CERT_COMPARE_SHIFT == type >> CERT_COMPARE_SHIFT;
}

// The names' comparisons say which name in the lower half.
bool names_a_field(const Comparison& row, DWORD field) {
    if ((row.id & CERT_COMPARE_MASK) == 0) return true;
    return field == CERT_INFO_ISSUER_FLAG || field == CERT_INFO_SUBJECT_FLAG;
}

}  // namespace

CertResult make_search(DWORD type, DWORD flags, const void* parameter, CertSearch& out) {
    const DWORD field = type & CERT_COMPARE_MASK;
    const auto* const row = std::ranges::find_if(
        kComparisons, [&](const Comparison& each) { return compares(each, type); });
    if (row == kComparisons.end() || !names_a_field(*row, field))
        return refuse(E_INVALIDARG, "cert: no such dwFindType");
    TRY_ASSIGN(out.fits, row->make({field, flags, parameter}));
    out.shows_archived = row->shows_archived;
    return Status::ok;
}

}  // namespace secur32::api
