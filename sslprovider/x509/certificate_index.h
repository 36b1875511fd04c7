// Certificates found by their subjects' names, in place of a walk over all of them at each step of
// a chain.  Immutable but for what it remembers of roots; any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

class CertificateIndex {
 public:
    // Each certificate once; generation as the source tells it.
    CertificateIndex(std::vector<SharedCertificate> certificates, std::uint64_t generation);

    // canonical_subject: canonical_octets (canonical_name.h).  As many as have that subject.
    std::vector<SharedCertificate> with_subject(Bytes canonical_subject) const;
    // canonical_subject: of the certificate.
    bool contains(const OwnedCertificate& certificate, Bytes canonical_subject) const;
    // Whether the certificate, which it contains, is signed with its own key: asked again and again
    // of roots, so the answer is kept.
    bool is_self_signed(const OwnedCertificate& certificate, Bytes canonical_subject) const;
    std::uint64_t generation() const { return generation_; }
    // No other index of this process has it: what a cache is keyed by.
    std::uint64_t id() const { return id_; }
    std::size_t size() const { return entries_.size(); }
    std::vector<SharedCertificate> certificates() const;

 private:
    struct Entry {
        Buffer subject;
        SharedCertificate certificate;
        mutable std::atomic<std::uint8_t> self_signed{0};  // 0: not asked yet, 1: no, 2: yes
        Entry(Buffer name, SharedCertificate of)
            : subject(std::move(name)), certificate(std::move(of)) {}
        Entry(Entry&& other) noexcept
            : subject(std::move(other.subject)), certificate(std::move(other.certificate)) {}
        Entry& operator=(Entry&& other) noexcept {
            subject = std::move(other.subject);
            certificate = std::move(other.certificate);
            return *this;
        }
    };
    std::span<const Entry> entries_of(Bytes canonical_subject) const;
    const Entry* find(const OwnedCertificate& certificate, Bytes canonical_subject) const;

    std::vector<Entry> entries_;  // by subject
    std::uint64_t generation_;
    std::uint64_t id_ = next_id();
    static std::uint64_t next_id();
};

using SharedIndex = std::shared_ptr<const CertificateIndex>;

// Of machine_roots(): one for all who ask, made again when they change.
SharedIndex machine_root_index();

}  // namespace secur32::x509
