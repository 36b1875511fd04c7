// The order in which a certificate's revocation is asked for: what is at hand first, the network
// last.  A list that announces a delta (freshestCRL) says nothing without it, as on Windows.
// Of addresses only http:// is asked: not ldap, file, https.
#include "sslprovider/x509/revocation.h"

#include <algorithm>
#include <string>

#include "sslprovider/x509/crl_judgement.h"
#include "sslprovider/x509/http.h"
#include "sslprovider/x509/ocsp.h"
#include "sslprovider/x509/url_cache.h"

namespace secur32::x509 {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view kOcspMethod = "1.3.6.1.5.5.7.48.1",
                           kCaIssuersMethod = "1.3.6.1.5.5.7.48.2";
// Of one certificate's addresses so many are asked.
constexpr std::size_t kMaxAddresses = 8;
constexpr std::chrono::seconds kLongest{60};

using Addresses = std::vector<std::string>;

void add_address(Addresses& out, const GeneralName& name) {
    if (name.form != GeneralName::Form::uniform_resource_identifier) return;
    if (out.size() < kMaxAddresses && is_http_url(name.text())) out.emplace_back(name.text());
}

Addresses access_addresses(const OwnedCertificate& certificate, std::string_view method) {
    Addresses out;
    for (const AccessDescription& access : certificate.extensions().authority_info_access)
        if (access.method.text() == method) add_address(out, access.location);
    return out;
}

Addresses point_addresses(const std::vector<DistributionPoint>& points) {
    Addresses out;
    for (const DistributionPoint& point : points)
        for (const GeneralName& name : point.full_name) add_address(out, name);
    return out;
}

// Each of what is still to be asked gets an equal share of the time that is left.
Deadline share_of(Deadline deadline, std::size_t steps) {
    const auto now = steady_clock::now();
    return deadline <= now || steps == 0 ? deadline
                                         : now + (deadline - now) / static_cast<long>(steps);
}

class Check {
 public:
    explicit Check(const RevocationRequest& request)
        : request_(request),
          deadline_(std::min(request.deadline, steady_clock::now() + kLongest)),
          ocsp_(access_addresses(*request.subject, kOcspMethod)),
          points_(point_addresses(request.subject->extensions().crl_distribution_points)),
          crls_(request.crls.begin(), request.crls.end()) {}

    RevocationAnswer run() {
        if (at_hand() || (!request_.cache_only && fetched())) return answer_;
        if (outdated_) return *outdated_;
        const KnownExtensions& extensions = request_.subject->extensions();
        if (!extensions.crl_distribution_points.empty() || !ocsp_.empty()) found_source_ = true;
        answer_.verdict = found_source_ ? Revocation::offline : Revocation::no_check;
        return answer_;
    }

 private:
    enum class Network : bool { no, yes };

    bool at_hand() {
        if (staple() || lists()) return true;
        return !request_.refetch && (ask_responders(Network::no) || fetch_lists(Network::no));
    }
    bool fetched() {
        if (ask_responders(Network::yes)) return true;
        return !(request_.no_failover_to_crls && !ocsp_.empty()) && fetch_lists(Network::yes);
    }

    // Whether the verdict stands, or something newer is wanted.
    bool settle(RevocationAnswer answer) {
        if (answer.this_update > request_.newer_than) {
            answer_ = std::move(answer);
            return true;
        }
        if (!outdated_ || outdated_->this_update < answer.this_update)
            outdated_ = std::move(answer);
        return false;
    }

    bool staple() {
        if (request_.stapled_ocsp.empty()) return false;
        found_source_ = true;
        return judge_response(request_.stapled_ocsp, /*staple=*/true) == Judged::answered;
    }

    enum class Judged : std::uint8_t { answered, undecided, worthless };
    Judged judge_response(Bytes response, bool staple) {
        const auto judged = judge_ocsp(
            response, {request_.subject, request_.issuer, request_.time, request_.certificates});
        if (judged.status() == Status::context_expired) return Judged::undecided;
        if (!judged.ok()) return Judged::worthless;
        const OcspAnswer& said = judged.value();
        if (said.status == SingleResponse::CertStatus::unknown) return Judged::undecided;
        const bool revoked = said.status == SingleResponse::CertStatus::revoked;
        RevocationAnswer out;
        out.verdict = revoked ? Revocation::revoked : Revocation::good;
        out.reason = said.reason;
        out.revocation_date = said.revocation_time;
        out.this_update = said.this_update;
        out.next_update = said.next_update;
        out.from_ocsp = true;
        out.from_staple = staple;
        return settle(std::move(out)) ? Judged::answered : Judged::undecided;
    }

    bool lists() {
        if (crls_.empty() || request_.ocsp_only) return false;
        auto judged = judge_crls(crls_, question());
        if (judged.status() != Status::not_found) found_source_ = true;
        if (!judged.ok()) return false;
        CrlAnswer& said = judged.value();
        RevocationAnswer out;
        out.verdict = said.revoked ? Revocation::revoked : Revocation::good;
        out.reason = said.reason;
        out.revocation_date = said.revocation_date;
        out.this_update = said.this_update;
        out.next_update = said.next_update;
        out.base_crl = std::move(said.base);
        out.delta_crl = std::move(said.delta);
        if (!said.delta_missing) return settle(std::move(out));
        // The delta may lift the hold; without it the hold is the answer.
        outdated_ = std::move(out);
        return false;
    }

    CrlQuestion question() const {
        return {request_.subject, request_.issuer, request_.time, request_.certificates};
    }

    // Lists are asked too, unless there are none: they get half of the time.
    bool ask_responders(Network network) {
        if (ocsp_.empty()) return false;
        const bool alone = points_.empty() || request_.ocsp_only;
        const Deadline until = share_of(deadline_, alone ? 1 : 2);
        const Buffer body = ocsp_request(*request_.subject, *request_.issuer);
        for (std::size_t i = 0; i < ocsp_.size(); ++i) {
            const FetchRequest fetch{FetchKind::ocsp, ocsp_[i], body};
            const SharedFetched got = obtain(fetch, network, share_of(until, ocsp_.size() - i));
            if (!got) continue;
            const Judged judged = judge_response(got->octets, /*staple=*/false);
            if (judged == Judged::answered) return true;
            if (judged == Judged::worthless) UrlCache::instance().distrust(fetch);
        }
        return false;
    }

    bool fetch_lists(Network network) {
        if (request_.ocsp_only) return false;
        const std::size_t before = crls_.size();
        add_lists(points_, network, /*all=*/false);
        Addresses deltas = point_addresses(freshest_crl(request_.subject->fields().extensions));
        for (const SharedCrl& crl : crls_)
            if (is_authentic(*crl, question()))
                for (std::string& address : point_addresses(freshest_crl(crl->fields().extensions)))
                    if (deltas.size() < kMaxAddresses &&
                        std::ranges::find(deltas, address) == deltas.end())
                        deltas.push_back(std::move(address));
        add_lists(deltas, network, /*all=*/true);
        return crls_.size() != before && lists();
    }

    // Ends with the first list that lets the question be answered, unless all are wanted.
    void add_lists(const Addresses& addresses, Network network, bool all) {
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            const FetchRequest fetch{FetchKind::crl, addresses[i], {}};
            const SharedFetched got =
                obtain(fetch, network, share_of(deadline_, addresses.size() - i));
            if (!got) continue;
            if (!is_authentic(*got->crl, question())) {
                UrlCache::instance().distrust(fetch);
                continue;
            }
            crls_.push_back(got->crl);
            if (!all && judge_crls(crls_, question()).ok()) return;
        }
    }

    SharedFetched obtain(const FetchRequest& fetch, Network network, Deadline deadline) const {
        if (network == Network::no) return UrlCache::instance().find(fetch);
        if (request_.refetch || request_.newer_than != 0) UrlCache::instance().expire(fetch);
        const auto got = UrlCache::instance().get(fetch, deadline);
        return got.ok() ? got.value() : nullptr;
    }

    const RevocationRequest& request_;
    const Deadline deadline_;
    const Addresses ocsp_, points_;
    std::vector<SharedCrl> crls_;
    RevocationAnswer answer_;
    std::optional<RevocationAnswer> outdated_;
    bool found_source_ = false;
};

}  // namespace

RevocationAnswer check_revocation(const RevocationRequest& request) { return Check(request).run(); }

std::vector<SharedCertificate> fetch_issuers(const OwnedCertificate& subject, bool cache_only,
                                             Deadline deadline) {
    std::vector<SharedCertificate> out;
    const Addresses addresses = access_addresses(subject, kCaIssuersMethod);
    deadline = std::min(deadline, steady_clock::now() + kLongest);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const FetchRequest fetch{FetchKind::ca_issuers, addresses[i], {}};
        SharedFetched got = UrlCache::instance().find(fetch);
        if (!got && !cache_only) {
            const auto fetched =
                UrlCache::instance().get(fetch, share_of(deadline, addresses.size() - i));
            if (fetched.ok()) got = fetched.value();
        }
        if (got) out.insert(out.end(), got->certificates.begin(), got->certificates.end());
    }
    return out;
}

}  // namespace secur32::x509
