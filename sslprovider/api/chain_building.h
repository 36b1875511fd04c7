// CertGetCertificateChain's question, for the functions that ask it on their own.
#pragma once

#include <wincrypt.h>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/chain_engine.h"

namespace secur32::api {

// CERT_CHAIN_PARA with all the fields that it can have; what is not there is 0.
struct ChainParameters {
    DWORD size = 0;
    CERT_USAGE_MATCH usage{};
    CERT_USAGE_MATCH issuance_policy{};
    DWORD url_timeout = 0;
    BOOL check_freshness = FALSE;
    DWORD freshness = 0;
    LPFILETIME cache_resync = nullptr;
    PCCERT_STRONG_SIGN_PARA strong_sign = nullptr;
    DWORD strong_sign_flags = 0;
};

struct ChainQuestion {
    CertificateContext* leaf = nullptr;
    const FILETIME* time = nullptr;
    HCERTSTORE additional_store = nullptr;
    ChainParameters parameters;
    DWORD flags = 0;
};

// A new chain context.  invalid_handle (a store), invalid_parameter (a strong-sign rule, a usage).
Result<PCCERT_CHAIN_CONTEXT> answer_chain(ChainEngine& engine, const ChainQuestion& question);

}  // namespace secur32::api
