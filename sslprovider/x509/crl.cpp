// RFC 5280 5.1, production by production, and the search for an entry.  Whether a list may be
// believed, and about which certificates, is revocation.cpp's to judge.
#include "sslprovider/x509/crl.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/productions.h"
#include "sslprovider/x509/shared_certificate.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::x509 {
namespace {

constexpr std::uint8_t kV1 = 0, kV2 = 1;

bool next_is_time(const DerReader& in) {
    return in.next_is(DerTag::utc_time) || in.next_is(DerTag::generalized_time);
}

// 5.1.2.1: "This optional field describes the version of the encoded CRL.  When extensions are
// used, as required by this profile, this field MUST be present and MUST specify version 2".
std::uint8_t read_version(DerReader& in) {
    if (!in.next_is(DerTag::integer)) return kV1;
    const std::uint8_t version = in.small_integer();
    if (version != kV2) in.fail();
    return version;
}

// 5.3: "If a CRL contains a critical CRL entry extension that the application cannot process, then
// the application MUST NOT use that CRL to determine the status of certificates."
bool is_unknown_critical(const Extension& extension) {
    // reasonCode, invalidityDate, certificateIssuer: 2.5.29.21, 24 and 29
    constexpr std::array<std::array<std::uint8_t, 3>, 3> kKnown = {
        {{0x55, 0x1D, 0x15}, {0x55, 0x1D, 0x18}, {0x55, 0x1D, 0x1D}}};
    return extension.critical && std::none_of(kKnown.begin(), kKnown.end(), [&](const auto& id) {
               return same_octets(extension.id.octets, id);
           });
}

// Contents of crlEntryExtensions.  Most entries have one or none, so only more are looked through
// for twins.
Bytes read_entry_extensions(DerReader& in, CertificateList& out) {
    DerReader ahead = in;
    const Bytes contents = in.contents(DerTag::sequence);
    DerReader one(contents);
    if (is_unknown_critical(read_extension(one))) out.unknown_critical_entry_extension = true;
    if (one.done()) return contents;
    const auto all = read_extension_list(ahead);
    if (ahead.failed() || has_twins(all)) in.fail();
    for (const Extension& extension : all)
        if (is_unknown_critical(extension)) out.unknown_critical_entry_extension = true;
    return contents;
}

RevokedCertificate read_revoked(DerReader& in, CertificateList& list) {
    RevokedCertificate out;
    in.nested(DerTag::sequence, [&](DerReader& entry) {
        out.serial_number = entry.integer();
        out.revocation_date = entry.time();
        if (!entry.more()) return;
        // 5.1: "crlEntryExtensions      Extensions OPTIONAL  -- if present, version MUST be v2"
        if (list.version != kV2) entry.fail();
        out.extensions = read_entry_extensions(entry, list);
    });
    return out;
}

std::size_t count_elements(Bytes contents) {
    std::size_t count = 0;
    for (DerReader in(contents); in.more(); ++count) in.any();
    return count;
}

// Counted first: a vector that grows would need twice the memory.  5.1.2.6: "When there are no
// revoked certificates, the revoked certificates list MUST be absent"; some authorities write an
// empty one, which says the same.
void read_revoked_list(DerReader& in, CertificateList& out) {
    if (!in.next_is(DerTag::sequence)) return;
    DerReader ahead = in;
    out.revoked.reserve(count_elements(ahead.contents(DerTag::sequence)));
    in.nested(DerTag::sequence, [&](DerReader& list) {
        while (list.more()) out.revoked.push_back(read_revoked(list, out));
    });
}

void read_tbs_cert_list(DerReader& in, CertificateList& out) {
    out.version = read_version(in);
    out.signature = read_algorithm(in);
    out.issuer = read_name(in);
    out.this_update = in.time();
    if (next_is_time(in)) out.next_update = in.time();
    read_revoked_list(in, out);
    if (!in.next_is(der_explicit(0))) return;
    if (out.version != kV2) in.fail();
    in.nested(der_explicit(0),
              [&](DerReader& inner) { out.extensions = read_extension_list(inner); });
    if (has_twins(out.extensions)) in.fail();
}

bool before(Bytes a, Bytes b) {
    const std::size_t common = std::min(a.size(), b.size());
    const int order = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
    return order != 0 ? order < 0 : a.size() < b.size();
}

// How many octets all serial numbers begin with alike: often an authority's own.
std::size_t common_prefix(const std::vector<RevokedCertificate>& revoked) {
    if (revoked.empty()) return 0;
    Bytes common = revoked.front().serial_number;
    for (const RevokedCertificate& entry : revoked) {
        const auto ends = std::mismatch(common.begin(), common.end(), entry.serial_number.begin(),
                                        entry.serial_number.end());
        common = common.first(static_cast<std::size_t>(ends.first - common.begin()));
    }
    return common.size();
}

// The 8 octets behind the prefix as a number, so that a sort rarely looks at the list itself.
std::uint64_t leading_octets(Bytes octets) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < sizeof out; ++i)
        out = out << 8 | (i < octets.size() ? octets[i] : std::uint8_t{0});
    return out;
}

struct SortKey {
    std::uint64_t leading;
    std::uint32_t index;
};

// The indexes in the order of before(); among equal serial numbers in the order of the list.
std::vector<std::uint32_t> sorted(const std::vector<RevokedCertificate>& revoked) {
    const std::size_t prefix = common_prefix(revoked);
    std::vector<SortKey> keys;
    keys.reserve(revoked.size());
    for (const RevokedCertificate& entry : revoked)
        keys.push_back({leading_octets(entry.serial_number.subspan(prefix)),
                        static_cast<std::uint32_t>(keys.size())});
    std::sort(keys.begin(), keys.end(), [&](const SortKey& a, const SortKey& b) {
        if (a.leading != b.leading) return a.leading < b.leading;
        const Bytes x = revoked[a.index].serial_number, y = revoked[b.index].serial_number;
        return same_octets(x, y) ? a.index < b.index : before(x, y);
    });
    std::vector<std::uint32_t> out;
    out.reserve(keys.size());
    for (const SortKey& key : keys) out.push_back(key.index);
    return out;
}

}  // namespace

Result<CertificateList> parse_certificate_list(Bytes der) {
    CertificateList out;
    AlgorithmIdentifier signature_algorithm;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& list) {
        out.tbs_cert_list =
            list.nested(DerTag::sequence, [&](DerReader& tbs) { read_tbs_cert_list(tbs, out); });
        signature_algorithm = read_algorithm(list);
        out.signature_value = list.bit_string();
    });
    if (!in.done()) return trace::because(Status::bad_data, "x509: not a CRL in DER");
    // 5.1.1.2: "This field MUST contain the same algorithm identifier as the signature field in the
    // sequence tbsCertList".
    if (!same_algorithm(signature_algorithm, out.signature))
        return trace::because(Status::bad_data, "x509: a CRL's two signature algorithms differ");
    return out;
}

Result<CertificateList> parse_tbs_cert_list(Bytes der) {
    CertificateList out;
    DerReader in(der);
    out.tbs_cert_list =
        in.nested(DerTag::sequence, [&](DerReader& tbs) { read_tbs_cert_list(tbs, out); });
    if (!in.done()) return trace::because(Status::bad_data, "x509: not a TBSCertList in DER");
    return out;
}

std::vector<Extension> entry_extensions(const RevokedCertificate& entry) {
    std::vector<Extension> out;
    for (DerReader in(entry.extensions); in.more();) out.push_back(read_extension(in));
    return out;
}

Result<SharedCrl> OwnedCrl::parse(Bytes der) {
    Octets octets{{der.begin(), der.end()}, {}};
    TRY_ASSIGN(octets.fields, parse_certificate_list(octets.der));
    // Moving a vector leaves its octets where they are, and with them the views.
    return SharedCrl(std::make_shared<const OwnedCrl>(std::move(octets)));
}

OwnedCrl::OwnedCrl(Octets octets)
    : der_(std::move(octets.der)),
      fields_(std::move(octets.fields)),
      by_serial_number_(sorted(fields_.revoked)) {}

const RevokedCertificate* OwnedCrl::find(Bytes serial_number) const {
    const auto found = find_all(serial_number);
    return found.empty() ? nullptr : &fields_.revoked[found.front()];
}

bool OwnedCrl::is_signed_by(const OwnedCertificate& signer) const {
    const Bytes key_info = signer.fields().subject_public_key_info.der;
    {
        const std::lock_guard lock(mutex_);
        if (same_octets(verified_by_, key_info)) return true;
    }
    const auto& key = signer.public_key();
    if (!key.ok() ||
        verify_signed_data({fields_.tbs_cert_list, fields_.signature, fields_.signature_value},
                           key.value()) != Status::ok)
        return false;
    const std::lock_guard lock(mutex_);
    verified_by_.assign(key_info.begin(), key_info.end());
    return true;
}

std::span<const std::uint32_t> OwnedCrl::find_all(Bytes serial_number) const {
    const auto listed_before = [&](std::uint32_t index, Bytes sought) {
        return before(fields_.revoked[index].serial_number, sought);
    };
    const auto first = std::lower_bound(by_serial_number_.begin(), by_serial_number_.end(),
                                        serial_number, listed_before);
    const auto behind = std::find_if(first, by_serial_number_.end(), [&](std::uint32_t index) {
        return !same_octets(fields_.revoked[index].serial_number, serial_number);
    });
    return {first, behind};
}

}  // namespace secur32::x509
