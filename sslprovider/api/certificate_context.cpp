// CERT_INFO as Windows fills it, and how a pointer is recognized.
#include "sslprovider/api/certificate_context.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

constexpr std::uint64_t kMagic = 0x7478'4374'7265'4353;  // "SCertCtx"

// Windows' structures point to what they may not change without saying const.
BYTE* address_of(Bytes bytes) { return bytes.empty() ? nullptr : const_cast<BYTE*>(bytes.data()); }

CRYPT_INTEGER_BLOB blob_of(Bytes bytes) {
    return {static_cast<DWORD>(bytes.size()), address_of(bytes)};
}

CRYPT_BIT_BLOB bits_of(const DerBits& bits) {
    return {static_cast<DWORD>(bits.octets.size()), address_of(bits.octets), bits.unused_bits};
}

FILETIME file_time_of(FileTime time) {
    return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
}

}  // namespace

Result<PCCERT_CONTEXT> CertificateContext::create(DWORD encoding, Bytes der) {
    Buffer encoded(der.begin(), der.end());
    TRY_ASSIGN(const x509::Certificate certificate, x509::parse_certificate(encoded));
    // Moving a vector leaves its octets where they are, and with them the views.
    auto* const object = new CertificateContext(encoding, std::move(encoded), certificate);
    return &object->head_.context;
}

CertificateContext::CertificateContext(DWORD encoding, Buffer encoded,
                                       const x509::Certificate& certificate)
    : encoded_(std::move(encoded)), certificate_(certificate) {
    fill_info();
    head_.context.dwCertEncodingType = encoding;
    head_.context.pbCertEncoded = encoded_.data();
    head_.context.cbCertEncoded = static_cast<DWORD>(encoded_.size());
    head_.context.pCertInfo = &head_.info;
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

void CertificateContext::drop_reference() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

LPSTR CertificateContext::text_of(const ObjectIdentifier& id) {
    const std::string text = id.text();
    texts_.push_back(std::make_unique<char[]>(text.size() + 1));
    std::ranges::copy(text, texts_.back().get());
    return texts_.back().get();
}

CRYPT_ALGORITHM_IDENTIFIER CertificateContext::algorithm_of(
    const x509::AlgorithmIdentifier& algorithm) {
    return {text_of(algorithm.algorithm), blob_of(algorithm.parameters)};
}

void CertificateContext::fill_info() {
    const x509::Certificate& from = certificate_;
    const x509::SubjectPublicKeyInfo& key = from.subject_public_key_info;
    // CERT_INFO: "The least significant byte is the zero byte of the pbData member".
    serial_number_.assign(from.serial_number.rbegin(), from.serial_number.rend());
    for (const x509::Extension& extension : from.extensions)
        extensions_.push_back(
            {text_of(extension.id), extension.critical ? TRUE : FALSE, blob_of(extension.value)});
    CERT_INFO& info = head_.info;
    info.dwVersion = from.version;
    info.SerialNumber = blob_of(serial_number_);
    info.SignatureAlgorithm = algorithm_of(from.signature);
    info.Issuer = blob_of(from.issuer);
    info.NotBefore = file_time_of(from.not_before);
    info.NotAfter = file_time_of(from.not_after);
    info.Subject = blob_of(from.subject);
    info.SubjectPublicKeyInfo = {algorithm_of(key.algorithm), bits_of(key.subject_public_key)};
    info.IssuerUniqueId = bits_of(from.issuer_unique_id.value_or(DerBits{}));
    info.SubjectUniqueId = bits_of(from.subject_unique_id.value_or(DerBits{}));
    info.cExtension = static_cast<DWORD>(extensions_.size());
    info.rgExtension = extensions_.empty() ? nullptr : extensions_.data();
}

}  // namespace secur32::api
