#include "sslprovider/x509/certificate_index.h"

#include <algorithm>
#include <mutex>

#include "sslprovider/x509/canonical_name.h"
#include "sslprovider/x509/machine_trust.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::x509 {
namespace {

bool less(Bytes a, Bytes b) { return std::ranges::lexicographical_compare(a, b); }

}  // namespace

CertificateIndex::CertificateIndex(std::vector<SharedCertificate> certificates,
                                   std::uint64_t generation)
    : generation_(generation) {
    entries_.reserve(certificates.size());
    for (SharedCertificate& certificate : certificates) {
        Buffer subject = canonical_octets(certificate->fields().subject);
        entries_.emplace_back(std::move(subject), std::move(certificate));
    }
    std::ranges::stable_sort(
        entries_, [](const Entry& a, const Entry& b) { return less(a.subject, b.subject); });
}

std::uint64_t CertificateIndex::next_id() {
    static std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

std::span<const CertificateIndex::Entry> CertificateIndex::entries_of(Bytes subject) const {
    const auto first =
        std::lower_bound(entries_.begin(), entries_.end(), subject,
                         [](const Entry& entry, Bytes name) { return less(entry.subject, name); });
    auto last = first;
    while (last != entries_.end() && std::ranges::equal(last->subject, subject)) ++last;
    return {first, last};
}

const CertificateIndex::Entry* CertificateIndex::find(const OwnedCertificate& certificate,
                                                      Bytes subject) const {
    for (const Entry& entry : entries_of(subject))
        if (std::ranges::equal(entry.certificate->der(), certificate.der())) return &entry;
    return nullptr;
}

std::vector<SharedCertificate> CertificateIndex::with_subject(Bytes subject) const {
    std::vector<SharedCertificate> out;
    for (const Entry& entry : entries_of(subject)) out.push_back(entry.certificate);
    return out;
}

std::vector<SharedCertificate> CertificateIndex::certificates() const {
    std::vector<SharedCertificate> out;
    for (const Entry& entry : entries_) out.push_back(entry.certificate);
    return out;
}

bool CertificateIndex::contains(const OwnedCertificate& certificate, Bytes subject) const {
    return find(certificate, subject) != nullptr;
}

bool CertificateIndex::is_self_signed(const OwnedCertificate& certificate, Bytes subject) const {
    const Entry* const entry = find(certificate, subject);
    if (entry == nullptr) return false;
    if (entry->self_signed.load(std::memory_order_relaxed) == 0) {
        const bool is = verify_issued(*entry->certificate, *entry->certificate) == Status::ok;
        entry->self_signed.store(is ? 2 : 1, std::memory_order_relaxed);
    }
    return entry->self_signed.load(std::memory_order_relaxed) == 2;
}

SharedIndex machine_root_index() {
    static std::mutex lock;
    static SharedIndex kept;
    const std::shared_ptr<const TrustedCertificates> roots = machine_roots();
    const std::lock_guard held(lock);
    if (kept == nullptr || kept->generation() != roots->generation)
        kept = std::make_shared<const CertificateIndex>(roots->certificates, roots->generation);
    return kept;
}

}  // namespace secur32::x509
