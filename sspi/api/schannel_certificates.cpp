#include "sspi/api/schannel_certificates.h"

#include <schannel.h>
#include <winerror.h>

#include <algorithm>
#include <cstring>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/x509/serialized_store.h"

namespace secur32::api {
namespace {

using Certificates = std::vector<x509::SharedCertificate>;
using dispatch::OpenContext;

Result<Certificates> certificates_of(OpenContext& open, Attribute attribute) {
    TRY_ASSIGN(AttributeValue value, open.query(attribute));
    return std::get<TlsCertificateList>(std::move(value)).certificates;
}

Result<std::shared_ptr<CertStore>> store_of(const Certificates& certificates) {
    auto store = CertStore::create(CertStore::Kind::elements, 0);
    for (const x509::SharedCertificate& one : certificates) store->load(one, nullptr);
    return store;
}

// Of the first, in a store with all: "leaf-to-root since Win11 22621.674".
Status put_context(const Certificates& certificates, void* out) {
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, store_of(certificates));
    *static_cast<PCCERT_CONTEXT*>(out) =
        store->context_of(store->next(static_cast<const CertElement*>(nullptr)));
    return Status::ok;
}

Status query_context(OpenContext& open, Attribute attribute, void* out) {
    TRY_ASSIGN(const Certificates certificates, certificates_of(open, attribute));
    return put_context(certificates, out);
}

// What CertVerifyCertificateChainPolicy says where ISC would have said the other.
struct PolicyRow {
    Status verdict;
    HRESULT code;
};
constexpr PolicyRow kPolicyCodes[] = {
    {Status::certificate_expired, CERT_E_EXPIRED},
    {Status::untrusted_root, CERT_E_UNTRUSTEDROOT},
    {Status::wrong_principal, CERT_E_CN_NO_MATCH},
    {Status::certificate_wrong_usage, CERT_E_WRONG_USAGE},
    {Status::certificate_malformed, TRUST_E_CERT_SIGNATURE},
    {Status::certificate_unknown, TRUST_E_FAIL},
};

// The others are the same in both.
HRESULT policy_code(const CertificateCheck& check) {
    if (check.verdict == Status::untrusted_root &&
        (check.chain_errors & CERT_TRUST_IS_PARTIAL_CHAIN) != 0)
        return CERT_E_CHAINING;
    const auto row = std::ranges::find(kPolicyCodes, check.verdict, &PolicyRow::verdict);
    return row == std::end(kPolicyCodes) ? secur32::row(check.verdict).sspi : row->code;
}

}  // namespace

Status query_remote_certificate(OpenContext& open, void* out) {
    return query_context(open, Attribute::remote_certificates, out);
}
Status query_local_certificate(OpenContext& open, void* out) {
    return query_context(open, Attribute::local_certificates, out);
}

Status query_remote_chain(OpenContext& open, void* out) {
    TRY_ASSIGN(const AttributeValue value, open.query(Attribute::remote_chain));
    Certificates certificates;
    for (const x509::ChainElement& element : std::get<TlsChain>(value).chain->best.elements)
        certificates.push_back(element.certificate);
    return put_context(certificates, out);
}

Status query_root_store(OpenContext& open, void* out) {
    TRY_ASSIGN(const Certificates roots, certificates_of(open, Attribute::root_certificates));
    TRY_ASSIGN(std::shared_ptr<CertStore> store, store_of(roots));
    TRY_ASSIGN(*static_cast<HCERTSTORE*>(out), open_store_handle(std::move(store)));
    return Status::ok;
}

// Each: its length in a DWORD, then its DER.
Status query_remote_certificates(OpenContext& open, void* out) {
    TRY_ASSIGN(const Certificates certificates,
               certificates_of(open, Attribute::remote_certificates));
    std::size_t size = 0;
    for (const x509::SharedCertificate& one : certificates)
        size += sizeof(DWORD) + one->der().size();
    auto* const block = static_cast<BYTE*>(allocate(size));
    BYTE* at = block;
    for (const x509::SharedCertificate& one : certificates) {
        const auto length = static_cast<DWORD>(one->der().size());
        std::memcpy(at, &length, sizeof length);
        at = std::ranges::copy(one->der(), at + sizeof length).out;
    }
    *static_cast<SecPkgContext_Certificates*>(out) = {static_cast<DWORD>(certificates.size()),
                                                      static_cast<DWORD>(size), block};
    return Status::ok;
}

// One block: the array, then the names.
Status query_issuer_list(OpenContext& open, void* out) {
    TRY_ASSIGN(const AttributeValue value, open.query(Attribute::issuers));
    const std::vector<Buffer>& names = std::get<TlsIssuers>(value).names;
    std::size_t size = names.size() * sizeof(CERT_NAME_BLOB);
    for (const Buffer& name : names) size += name.size();
    auto* const blobs = static_cast<CERT_NAME_BLOB*>(allocate(std::max<std::size_t>(1, size)));
    auto* at = reinterpret_cast<BYTE*>(blobs + names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        blobs[i] = {static_cast<DWORD>(names[i].size()), at};
        at = std::ranges::copy(names[i], at).out;
    }
    *static_cast<SecPkgContext_IssuerListInfoEx*>(out) = {blobs, static_cast<DWORD>(names.size())};
    return Status::ok;
}

Status query_serialized_certificate(OpenContext& open, void* out) {
    TRY_ASSIGN(const Certificates certificates,
               certificates_of(open, Attribute::remote_certificates));
    std::vector<x509::SerializedElement> elements;
    for (const x509::SharedCertificate& one : certificates)
        elements.push_back({x509::SerializedElement::Kind::certificate, {}, one->der()});
    const Buffer store = x509::write_serialized_store(elements);
    auto* const copy = static_cast<BYTE*>(allocate(store.size()));
    std::ranges::copy(store, copy);
    *static_cast<CERT_BLOB*>(out) = {static_cast<DWORD>(store.size()), copy};
    return Status::ok;
}

Status query_certificate_check(OpenContext& open, void* out) {
    TRY_ASSIGN(const AttributeValue value, open.query(Attribute::certificate_check));
    const CertificateCheck& check = std::get<CertificateCheck>(value);
    *static_cast<SecPkgContext_CertificateValidationResult*>(out) = {check.chain_errors,
                                                                     policy_code(check)};
    return Status::ok;
}

}  // namespace secur32::api
