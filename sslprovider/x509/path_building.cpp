#include "sslprovider/x509/path_building.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/canonical_name.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::x509 {
namespace {

bool same(Bytes a, Bytes b) { return std::ranges::equal(a, b); }

bool is_directory_name(const GeneralNames& names, Bytes canonical) {
    return std::ranges::any_of(names, [&](const GeneralName& name) {
        return name.form == GeneralName::Form::directory_name &&
               same(canonical_octets(name.value), canonical);
    });
}

// How an authorityKeyIdentifier tells that issuer is the one; nothing when it tells that it is not.
// The names of the two are equal already.
std::optional<TrustInfo> match_of(const OwnedCertificate& subject, const OwnedCertificate& issuer) {
    const auto& authority = subject.extensions().authority_key_identifier;
    if (!authority) return TrustInfo::name_match_issuer;
    const auto& key = issuer.extensions().subject_key_identifier;
    if (authority->key_identifier && key && !same(*authority->key_identifier, *key))
        return std::nullopt;
    if (authority->serial_number && !authority->issuer.empty()) {
        if (!same(*authority->serial_number, issuer.fields().serial_number)) return std::nullopt;
        if (!is_directory_name(authority->issuer, canonical_octets(issuer.fields().issuer)))
            return std::nullopt;
        return TrustInfo::exact_match_issuer;
    }
    return authority->key_identifier && key ? TrustInfo::key_match_issuer
                                            : TrustInfo::name_match_issuer;
}

struct Candidate {
    SharedCertificate certificate;
    TrustInfo match = TrustInfo::none;
    bool trusted = false, in_time = false;
    FileTime not_before = 0;
    // The better the smaller.
    auto rank() const { return std::tuple(!trusted, !in_time, match, ~not_before); }
};

class Search {
 public:
    Search(const ChainRequest& request, const std::function<bool(const Path&)>& take)
        : request_(request),
          take_(take),
          time_(request.time.value_or(file_time_now())),
          additional_({request.additional.begin(), request.additional.end()}, 0) {}

    void run() {
        push(request_.leaf);
        const PathStep& leaf = path_.steps.back();
        if (request_.trust.peers != nullptr &&
            request_.trust.peers->contains(*leaf.certificate, leaf.subject))
            emit(Path::End::peer, false);
        else
            walk();
    }

 private:
    void push(const SharedCertificate& certificate) {
        PathStep step{certificate, canonical_octets(certificate->fields().subject), {}};
        step.issuer = same(certificate->fields().issuer, certificate->fields().subject)
                          ? step.subject
                          : canonical_octets(certificate->fields().issuer);
        path_.steps.push_back(std::move(step));
    }

    void emit(Path::End end, bool self_signed) {
        path_.end = end;
        path_.self_signed = self_signed;
        done_ = take_(path_) || ++paths_ == kMaxPaths;
    }

    bool is_trusted(const PathStep& step) const {
        const SharedIndex& roots = request_.trust.roots;
        return roots != nullptr && roots->contains(*step.certificate, step.subject);
    }

    // Whether the last step of the path ends it: a root, trusted or not.
    bool ends_here() {
        PathStep& last = path_.steps.back();
        const bool trusted = is_trusted(last);
        const bool self_issued = last.issuer == last.subject &&
                                 match_of(*last.certificate, *last.certificate).has_value();
        if (trusted && !self_issued && request_.trust.accept_cas) {
            emit(Path::End::trusted, false);
            return true;
        }
        if (!self_issued) return false;
        const bool self_signed =
            trusted ? request_.trust.roots->is_self_signed(*last.certificate, last.subject)
                    : verify(last.certificate, last.certificate) == Status::ok;
        // A root whose signature is wrong is a root with an error; another certificate of its own
        // name may have an issuer of that name.
        if (!self_signed && !trusted) return false;
        last.match = *match_of(*last.certificate, *last.certificate);
        last.signature = self_signed ? Status::ok : Status::bad_signature;
        emit(trusted ? Path::End::trusted : Path::End::untrusted_root, true);
        return true;
    }

    void walk() {
        if (++steps_ > kMaxSteps || path_.steps.size() == kMaxElements) {
            static_cast<void>(trace::because(Status::ok, "chain: too long or too many"));
            return emit(Path::End::partial, false);
        }
        if (ends_here()) return;
        bool cyclic = false, tried = extend(local_candidates(cyclic));
        if (!tried && !done_ && request_.fetch_issuers) tried = extend(fetched_candidates());
        if (tried || done_) return;
        tried = extend_badly();
        if (tried || done_) return;
        emit_dead_end(cyclic);
    }

    void emit_dead_end(bool cyclic) {
        PathStep& last = path_.steps.back();
        if (last.issuer == last.subject && !cyclic) {
            // Its own issuer by name, but neither its key nor another verifies it.
            last.match = TrustInfo::name_match_issuer;
            last.signature = Status::bad_signature;
            return emit(Path::End::untrusted_root, true);
        }
        emit(cyclic ? Path::End::cyclic : Path::End::partial, false);
    }

    // Goes on with each candidate whose key verifies; whether there was one.
    bool extend(const std::vector<Candidate>& candidates) {
        bool any = false;
        for (const Candidate& candidate : candidates) {
            if (done_ || steps_ > kMaxSteps) break;
            const Status signature = verify(path_.steps.back().certificate, candidate.certificate);
            if (signature != Status::ok) {
                remember_bad(candidate, signature);
                continue;
            }
            any = true;
            go(candidate, signature);
        }
        return any;
    }

    // The best issuer whose key does not verify is better than none: the error is told.
    bool extend_badly() {
        const std::size_t depth = path_.steps.size();
        const auto at = std::ranges::find(bad_, depth, &Bad::depth);
        if (at == bad_.end()) return false;
        const Bad bad = *at;
        bad_.erase(at);
        go(bad.candidate, bad.signature);
        return true;
    }

    void go(const Candidate& candidate, Status signature) {
        path_.steps.back().match = candidate.match;
        path_.steps.back().signature = signature;
        push(candidate.certificate);
        const std::size_t depth = path_.steps.size();
        walk();
        std::erase_if(bad_, [&](const Bad& bad) { return bad.depth >= depth; });
        path_.steps.pop_back();
    }

    void remember_bad(const Candidate& candidate, Status signature) {
        const std::size_t depth = path_.steps.size();
        if (std::ranges::find(bad_, depth, &Bad::depth) == bad_.end())
            bad_.push_back({depth, candidate, signature});
    }

    bool on_path(const OwnedCertificate& certificate) const {
        return std::ranges::any_of(path_.steps, [&](const PathStep& step) {
            return same(step.certificate->der(), certificate.der());
        });
    }

    void add(std::vector<Candidate>& to, const SharedCertificate& issuer, bool trusted) const {
        const auto match = match_of(*path_.steps.back().certificate, *issuer);
        if (!match) return;
        for (const Candidate& other : to)
            if (same(other.certificate->der(), issuer->der())) return;
        const auto& fields = issuer->fields();
        to.push_back({issuer, *match, trusted,
                      fields.not_before <= time_ && time_ <= fields.not_after, fields.not_before});
    }

    std::vector<Candidate> local_candidates(bool& cyclic) const {
        std::vector<Candidate> out;
        const Buffer& name = path_.steps.back().issuer;
        const auto add_all = [&](const CertificateIndex& index, bool trusted) {
            for (const SharedCertificate& issuer : index.with_subject(name)) {
                // More signatures are not verified anyway.
                if (out.size() == kMaxSignatures) return;
                if (same(issuer->der(), path_.steps.back().certificate->der())) continue;
                if (on_path(*issuer))
                    cyclic = true;
                else
                    add(out, issuer, trusted);
            }
        };
        if (request_.trust.roots != nullptr) add_all(*request_.trust.roots, true);
        add_all(additional_, false);
        for (const SharedIndex& index : request_.trust.others)
            if (index != nullptr) add_all(*index, false);
        std::ranges::stable_sort(out, {}, &Candidate::rank);
        return out;
    }

    std::vector<Candidate> fetched_candidates() {
        std::vector<Candidate> out;
        const SharedCertificate subject = path_.steps.back().certificate;
        if (subject->extensions().authority_info_access.empty() || fetches_ == kMaxFetches)
            return out;
        ++fetches_;
        const Buffer name = path_.steps.back().issuer;
        for (const SharedCertificate& issuer :
             fetch_issuers(*subject, request_.cache_only, next_deadline()))
            if (!on_path(*issuer) && canonical_octets(issuer->fields().subject) == name)
                add(out, issuer, false);
        std::ranges::stable_sort(out, {}, &Candidate::rank);
        return out;
    }

    Deadline next_deadline() {
        if (!request_.timeout_is_accumulative)
            return std::chrono::steady_clock::now() + request_.url_timeout;
        if (deadline_ == Deadline::max())
            deadline_ = std::chrono::steady_clock::now() + request_.url_timeout;
        return deadline_;
    }

    // Of a pair once, however many paths it is on.
    Status verify(const SharedCertificate& subject, const SharedCertificate& issuer) {
        for (const Verified& known : verified_)
            if (known.subject == subject && known.issuer == issuer) return known.status;
        if (verified_.size() == kMaxSignatures)
            return trace::because(Status::bad_signature, "chain: too many signatures");
        const Status status = verify_issued(*subject, *issuer);
        verified_.push_back({subject, issuer, status});
        return status;
    }

    static constexpr std::size_t kMaxFetches = 8, kMaxSignatures = 128;
    struct Bad {
        std::size_t depth = 0;
        Candidate candidate;
        Status signature = Status::ok;
    };
    struct Verified {
        SharedCertificate subject, issuer;
        Status status = Status::ok;
    };

    const ChainRequest& request_;
    const std::function<bool(const Path&)>& take_;
    FileTime time_;
    CertificateIndex additional_;
    Path path_;
    std::vector<Bad> bad_;
    std::vector<Verified> verified_;
    std::size_t steps_ = 0, paths_ = 0, fetches_ = 0;
    Deadline deadline_ = Deadline::max();
    bool done_ = false;
};

}  // namespace

void find_paths(const ChainRequest& request, const std::function<bool(const Path&)>& take) {
    Search(request, take).run();
}

}  // namespace secur32::x509
