// CERT_FIND_ENHKEY_USAGE: what a certificate is good for, by its extension and by its property.
#pragma once

#include <functional>

#include "sslprovider/api/cert_query.h"

namespace secur32::api {

Result<std::function<bool(const CertElement&)>> find_usages(const CertQuery& query);

}  // namespace secur32::api
