// CERT_INFO as Windows fills it, and how a pointer is recognized.
#include "sslprovider/api/certificate_context.h"

#include <cstddef>
#include <utility>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

constexpr std::uint64_t kMagic = 0x7478'4374'7265'4353;  // "SCertCtx"

}  // namespace

Result<PCCERT_CONTEXT> CertificateContext::create(DWORD encoding, Bytes der) {
    TRY_ASSIGN(x509::SharedCertificate certificate, x509::OwnedCertificate::parse(der));
    return create(encoding, std::move(certificate));
}

Result<PCCERT_CONTEXT> CertificateContext::create(DWORD encoding,
                                                  x509::SharedCertificate certificate,
                                                  std::shared_ptr<CertStore> store) {
    return create(make_element(encoding, std::move(certificate)), std::move(store));
}

PCCERT_CONTEXT CertificateContext::create(SharedCertElement element,
                                          std::shared_ptr<CertStore> store) {
    return (new CertificateContext(std::move(element), std::move(store)))->pointer();
}

CertificateContext::CertificateContext(SharedCertElement element, std::shared_ptr<CertStore> store)
    : element_(std::move(element)), store_(std::move(store)) {
    fill_info();
    head_.context.dwCertEncodingType = element_->encoding;
    head_.context.pbCertEncoded = address_of(encoded());
    head_.context.cbCertEncoded = static_cast<DWORD>(encoded().size());
    head_.context.pCertInfo = &head_.info;
    if (store_ != nullptr) head_.context.hCertStore = store_->handle();
    head_.object = this;
    head_.magic = kMagic;
}

// What is freed shall not look like a context, as long as its memory is not reused.
CertificateContext::~CertificateContext() {
    secure_wipe({reinterpret_cast<std::uint8_t*>(&head_), sizeof head_});
}

CertificateContext* CertificateContext::of(const CERT_CONTEXT* context) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(context);
    if (context == nullptr || address % alignof(Head) != 0) return nullptr;
    // Only in a Head does pCertInfo point right behind the CERT_CONTEXT it is in; so what is behind
    // there is looked at only then.
    const auto info = reinterpret_cast<std::uintptr_t>(context->pCertInfo);
    if (info != address + offsetof(Head, info)) return nullptr;
    const auto* const head = reinterpret_cast<const Head*>(context);
    return head->magic == kMagic ? head->object : nullptr;
}

Result<CertificateContext*> CertificateContext::find(const CERT_CONTEXT* context) noexcept {
    CertificateContext* const object = of(context);
    if (object != nullptr) return object;
    return trace::because(Status::invalid_parameter,
                          "cert: not a certificate context of this library");
}

bool CertificateContext::revive() noexcept {
    std::uint32_t seen = references_.load(std::memory_order_relaxed);
    while (seen != 0)
        if (references_.compare_exchange_weak(seen, seen + 1, std::memory_order_acquire))
            return true;
    return false;
}

// The store may be asked for this context until it has forgotten it, and may go with it.
void CertificateContext::drop_reference() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    const std::shared_ptr<CertStore> store = std::move(store_);
    if (store != nullptr) store->forget(*this);
    delete this;
}

Status CertificateContext::set_property(DWORD id, DWORD flags, const void* data) {
    CertificateProperties::Kept old = properties().kept(id);
    TRY(properties().set(id, flags, data));
    const auto home = element_->home.lock();
    if (home == nullptr) return Status::ok;
    const bool persist = (flags & CERT_SET_PROPERTY_INHIBIT_PERSIST_FLAG) == 0 &&
                         CertificateProperties::is_persistent(id);
    const Status kept = home->changed(element_, persist);
    if (kept == Status::ok || (flags & CERT_SET_PROPERTY_IGNORE_PERSIST_ERROR_FLAG) != 0)
        return Status::ok;
    properties().put_back(id, std::move(old));
    return kept;
}

void CertificateContext::fill_info() {
    const x509::Certificate& from = certificate();
    const x509::SubjectPublicKeyInfo& key = from.subject_public_key_info;
    // CERT_INFO: "The least significant byte is the zero byte of the pbData member".
    serial_number_.assign(from.serial_number.rbegin(), from.serial_number.rend());
    extensions_.reserve(from.extensions.size());
    for (const x509::Extension& extension : from.extensions)
        extensions_.push_back(texts_.extension_of(extension));
    CERT_INFO& info = head_.info;
    info.dwVersion = from.version;
    info.SerialNumber = blob_of(serial_number_);
    info.SignatureAlgorithm = texts_.algorithm_of(from.signature);
    info.Issuer = blob_of(from.issuer);
    info.NotBefore = file_time_of(from.not_before);
    info.NotAfter = file_time_of(from.not_after);
    info.Subject = blob_of(from.subject);
    info.SubjectPublicKeyInfo = {texts_.algorithm_of(key.algorithm),
                                 bits_of(key.subject_public_key)};
    info.IssuerUniqueId = bits_of(from.issuer_unique_id.value_or(DerBits{}));
    info.SubjectUniqueId = bits_of(from.subject_unique_id.value_or(DerBits{}));
    info.cExtension = static_cast<DWORD>(extensions_.size());
    info.rgExtension = extensions_.empty() ? nullptr : extensions_.data();
}

}  // namespace secur32::api
