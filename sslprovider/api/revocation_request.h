// What CertVerifyRevocation is asked: CERT_REVOCATION_PARA in whichever of its lengths, read once.
#pragma once

#include <wincrypt_parts.h>

#include <vector>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/x509/revocation.h"

namespace secur32::api {

struct RevocationPara {
    x509::SharedCertificate issuer;
    // Of pIssuerCert and rgCertStore; with those of hCrlStore, as which signers may be found.
    std::vector<x509::SharedCertificate> issuers, certificates;
    std::vector<x509::SharedCrl> crls;
    FileTime time = 0, current_time = 0;
    std::chrono::milliseconds timeout{15'000};
    FileTime newer_than = 0;
    bool refetch = false;
    PCERT_REVOCATION_CRL_INFO crl_info = nullptr;
};
// E_INVALIDARG: a cbSize that holds no pIssuerCert, what is no context and no open store.
CertResult read_revocation_para(const void* para, RevocationPara& out);

}  // namespace secur32::api
