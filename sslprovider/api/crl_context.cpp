// CRL_INFO as Windows fills it.
#include "sslprovider/api/crl_context.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

constexpr std::uint64_t kMagic = 0x7478'4374'6C72'4353;  // "SCrltCtx"

}  // namespace

Result<PCCRL_CONTEXT> CrlContext::create(DWORD encoding, Bytes der) {
    TRY_ASSIGN(x509::SharedCrl crl, x509::OwnedCrl::parse(der));
    return create(encoding, std::move(crl));
}

Result<PCCRL_CONTEXT> CrlContext::create(DWORD encoding, x509::SharedCrl crl,
                                         std::shared_ptr<CertStore> store) {
    return create(make_element(encoding, std::move(crl)), std::move(store));
}

PCCRL_CONTEXT CrlContext::create(SharedCrlElement element, std::shared_ptr<CertStore> store) {
    return (new CrlContext(std::move(element), std::move(store)))->pointer();
}

CrlContext::CrlContext(SharedCrlElement element, std::shared_ptr<CertStore> store)
    : element_(std::move(element)), store_(std::move(store)) {
    fill_info();
    head_.context.dwCertEncodingType = element_->encoding;
    head_.context.pbCrlEncoded = address_of(encoded());
    head_.context.cbCrlEncoded = static_cast<DWORD>(encoded().size());
    head_.context.pCrlInfo = &head_.info;
    if (store_ != nullptr) head_.context.hCertStore = store_->handle();
    head_.object = this;
    head_.magic = kMagic;
}

CrlContext::~CrlContext() { secure_wipe({reinterpret_cast<std::uint8_t*>(&head_), sizeof head_}); }

CrlContext* CrlContext::of(const CRL_CONTEXT* context) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(context);
    if (context == nullptr || address % alignof(Head) != 0) return nullptr;
    const auto info = reinterpret_cast<std::uintptr_t>(context->pCrlInfo);
    if (info != address + offsetof(Head, info)) return nullptr;
    const auto* const head = reinterpret_cast<const Head*>(context);
    return head->magic == kMagic ? head->object : nullptr;
}

Result<CrlContext*> CrlContext::find(const CRL_CONTEXT* context) noexcept {
    CrlContext* const object = of(context);
    if (object != nullptr) return object;
    return trace::because(Status::invalid_parameter, "cert: not a CRL context of this library");
}

bool CrlContext::revive() noexcept {
    std::uint32_t seen = references_.load(std::memory_order_relaxed);
    while (seen != 0)
        if (references_.compare_exchange_weak(seen, seen + 1, std::memory_order_acquire))
            return true;
    return false;
}

void CrlContext::drop_reference() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    const std::shared_ptr<CertStore> store = std::move(store_);
    if (store != nullptr) store->forget(*this);
    delete this;
}

PCRL_ENTRY CrlContext::entry(const x509::RevokedCertificate* revoked) {
    const auto& all = list().revoked;
    if (revoked == nullptr || revoked < all.data() || revoked >= all.data() + all.size())
        return nullptr;
    return &entries_[static_cast<std::size_t>(revoked - all.data())];
}

void CrlContext::fill_info() {
    const x509::CertificateList& from = list();
    fill_entries();
    CRL_INFO& info = head_.info;
    info.dwVersion = from.version;
    info.SignatureAlgorithm = texts_.algorithm_of(from.signature);
    info.Issuer = blob_of(from.issuer);
    info.ThisUpdate = file_time_of(from.this_update);
    info.NextUpdate = file_time_of(from.next_update.value_or(0));
    info.cCRLEntry = static_cast<DWORD>(entries_.size());
    info.rgCRLEntry = entries_.empty() ? nullptr : entries_.data();
    info.cExtension = static_cast<DWORD>(from.extensions.size());
    info.rgExtension = from.extensions.empty() ? nullptr : extensions_.data();
}

// Vectors do not move: sizes are known before anything points into them, but for extensions_, to
// which entries point once all are there.
void CrlContext::fill_entries() {
    const x509::CertificateList& from = list();
    std::size_t octets = 0;
    for (const auto& revoked : from.revoked) octets += revoked.serial_number.size();
    serial_numbers_.reserve(octets);
    entries_.reserve(from.revoked.size());
    for (const x509::Extension& extension : from.extensions)
        extensions_.push_back(texts_.extension_of(extension));
    for (const auto& revoked : from.revoked) {
        CRL_ENTRY& entry = entries_.emplace_back();
        const std::size_t start = serial_numbers_.size();
        serial_numbers_.insert(serial_numbers_.end(), revoked.serial_number.rbegin(),
                               revoked.serial_number.rend());
        entry.SerialNumber = blob_of(Bytes(serial_numbers_).subspan(start));
        entry.RevocationDate = file_time_of(revoked.revocation_date);
        for (const x509::Extension& extension : x509::entry_extensions(revoked)) {
            extensions_.push_back(texts_.extension_of(extension));
            ++entry.cExtension;
        }
    }
    CERT_EXTENSION* next = extensions_.data() + from.extensions.size();
    for (CRL_ENTRY& entry : entries_) {
        if (entry.cExtension != 0) entry.rgExtension = next;
        next += entry.cExtension;
    }
}

}  // namespace secur32::api
