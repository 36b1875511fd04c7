// CERT_FIND_SUBJECT_ATTR, CERT_FIND_SUBJECT_STR and those of the issuer: what a name says.
#pragma once

#include <functional>

#include "sslprovider/api/cert_query.h"

namespace secur32::api {

Result<std::function<bool(const CertElement&)>> find_attributes(const CertQuery& query);
Result<std::function<bool(const CertElement&)>> find_text_a(const CertQuery& query);
Result<std::function<bool(const CertElement&)>> find_text_w(const CertQuery& query);

}  // namespace secur32::api
