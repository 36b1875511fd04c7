// The kinds of what is fetched: one row each.
#include "sslprovider/x509/fetch.h"

#include <algorithm>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/http.h"
#include "sslprovider/x509/ocsp.h"
#include "sslprovider/x509/pem.h"
#include "sslprovider/x509/pkcs7.h"

namespace secur32::x509 {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::size_t kKiB = 1024, kMiB = 1024 * kKiB;
constexpr seconds kLongest = hours(24 * 30), kUndated = hours(1), kIssuers = hours(12);
// What is out of date when it comes is not asked for again at once.
constexpr seconds kShortest = seconds(60);
// Of one address; more help nobody.
constexpr std::size_t kMaxIssuers = 64;

seconds until(FileTime next_update) {
    const FileTime now = file_time_now();
    if (next_update <= now) return kShortest;
    return std::clamp(seconds((next_update - now) / kFileTimeSecond), kShortest, kLongest);
}

std::string_view text_of(Bytes octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

// RFC 5280 4.2.1.13: the address "MUST point to the DER encoding of a single CRL"; some point to
// its PEM.
Result<SharedCrl> parse_fetched_crl(Bytes octets) {
    if (octets.empty() || octets.front() == 0x30) return OwnedCrl::parse(octets);
    std::vector<Buffer> blocks;
    TRY_ASSIGN(blocks, read_pem(text_of(octets), kPemCrl));
    return OwnedCrl::parse(blocks.size() == 1 ? Bytes(blocks.front()) : Bytes());
}

Result<Fetched> read_crl(Bytes octets) {
    Fetched out;
    TRY_ASSIGN(out.crl, parse_fetched_crl(octets));
    const CertificateList& fields = out.crl->fields();
    out.lifetime = fields.next_update ? until(*fields.next_update) : kUndated;
    out.cost = octets.size() +
               fields.revoked.size() * (sizeof(RevokedCertificate) + sizeof(std::uint32_t));
    return out;
}

Result<Fetched> read_ocsp(Bytes octets) {
    OcspResponse response;
    TRY_ASSIGN(response, parse_ocsp_response(octets));
    if (!response.basic)
        return trace::because(Status::not_found, "x509: the OCSP responder did not answer");
    Fetched out;
    out.lifetime = kLongest;
    for (const SingleResponse& single : response.basic->responses)
        out.lifetime =
            std::min(out.lifetime, single.next_update ? until(*single.next_update) : kUndated);
    out.octets.assign(octets.begin(), octets.end());
    out.cost = octets.size();
    return out;
}

Result<Fetched> read_ca_issuers(Bytes octets) {
    Fetched out;
    out.certificates = certificates_in(octets);
    if (out.certificates.empty())
        return trace::because(Status::bad_data, "x509: no certificate at caIssuers' address");
    out.lifetime = kIssuers;
    out.cost = 2 * octets.size();
    return out;
}

Result<Fetched> read_object(Bytes octets) {
    Fetched out;
    out.octets.assign(octets.begin(), octets.end());
    out.lifetime = kUndated;
    out.cost = octets.size();
    return out;
}

struct KindRow {
    FetchKind kind;
    std::size_t max_size;
    std::string_view body_type;
    Result<Fetched> (*read)(Bytes octets);
};
constexpr KindRow kKinds[] = {
    {FetchKind::crl, 64 * kMiB, {}, read_crl},
    {FetchKind::ocsp, 64 * kKiB, "application/ocsp-request", read_ocsp},
    {FetchKind::ca_issuers, 1 * kMiB, {}, read_ca_issuers},
    {FetchKind::object, 64 * kMiB, {}, read_object},
};

}  // namespace

std::vector<SharedCertificate> certificates_in(Bytes octets) {
    std::vector<SharedCertificate> out;
    const auto add = [&](Bytes der) {
        if (auto one = OwnedCertificate::parse(der); one.ok() && out.size() < kMaxIssuers)
            out.push_back(std::move(one).value());
    };
    add(octets);
    if (const auto bag = parse_signed_certificates(octets); bag.ok())
        for (const Bytes der : bag.value().certificates) add(der);
    if (const auto blocks = read_pem(text_of(octets), kPemCertificate); blocks.ok())
        for (const Buffer& der : blocks.value()) add(der);
    return out;
}

Result<SharedFetched> fetch_now(const FetchRequest& request, Deadline deadline) {
    const KindRow& row = kKinds[static_cast<std::size_t>(request.kind)];
    Buffer octets;
    TRY_ASSIGN(octets,
               http_exchange({request.url, request.body, row.body_type, row.max_size}, deadline));
    Fetched read;
    TRY_ASSIGN(read, row.read(octets));
    return SharedFetched(std::make_shared<const Fetched>(std::move(read)));
}

}  // namespace secur32::x509
