// The attributes of TLS contexts that are certificates, stores of them, or lists of their names;
// rows of schannel_attributes.cpp.
#pragma once

#include "sspi/api/strings.h"
#include "sspi/dispatch/open_context.h"

namespace secur32::api {

// PCCERT_CONTEXT of the leaf; its hCertStore has what belongs to it, the leaf first.
Status query_remote_certificate(dispatch::OpenContext& open, void* out);
Status query_local_certificate(dispatch::OpenContext& open, void* out);
// The same with the chain as it was built, up to its root.
Status query_remote_chain(dispatch::OpenContext& open, void* out);
// HCERTSTORE, which the caller closes.
Status query_root_store(dispatch::OpenContext& open, void* out);
// SecPkgContext_Certificates, SecPkgContext_IssuerListInfoEx, a CERT_BLOB: FreeContextBuffer.
Status query_remote_certificates(dispatch::OpenContext& open, void* out);
Status query_issuer_list(dispatch::OpenContext& open, void* out);
Status query_serialized_certificate(dispatch::OpenContext& open, void* out);
Status query_certificate_check(dispatch::OpenContext& open, void* out);

template <typename Family>
Status query_authority(dispatch::OpenContext& open, void* out) {
    TRY_ASSIGN(const AttributeValue value, open.query(Attribute::authority));
    static_cast<typename Family::Authority*>(out)->sAuthorityName =
        allocate_text<typename Family::Char>(std::get<AuthorityName>(value).name);
    return Status::ok;
}

}  // namespace secur32::api
