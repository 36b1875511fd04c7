// Which store and which certificate a command line of secur32-certs means.
#pragma once

#include <optional>
#include <string>

#include "sslprovider/base/secure_bytes.h"
#include "sspi/tools/arguments.h"
#include "sspi/tools/certificate_store.h"

namespace secur32::tools {

inline constexpr int kCertsDone = 0, kCertsFailed = 1, kCertsMisused = 2;

std::string store_name(const Arguments& arguments);
// Not open after a complaint.
CertificateStore chosen_store(const Arguments& arguments);
// By its SHA-1 hash, or the beginning of it (4 digits at least), or a part of its subject or
// friendly name.  Nothing after a complaint: there is none, or there are several.
std::optional<CertificatePointer> chosen_certificate(const CertificateStore& store,
                                                     const Arguments& arguments);

// The password of --password-stdin, or what a terminal is asked for.  UTF-8; nothing after a
// complaint.
std::optional<SecureBytes> password_of(const Arguments& arguments, const std::string& what);

}  // namespace secur32::tools
