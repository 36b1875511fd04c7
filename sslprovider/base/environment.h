// Every environment variable that the library reads, through secure_getenv (a set-uid program
// reads none).  docs/differences-from-windows.md explains each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace secur32::environment {

// The value, when the variable is set and not empty.
std::optional<std::string> text(const char* name);
// The value as a decimal number, when it is one and <= max.
std::optional<std::uint64_t> number(const char* name, std::uint64_t max);

inline constexpr const char* kTrace = "SSPI_TRACE";
inline constexpr const char* kAccounts = "SECUR32_ACCOUNTS";
inline constexpr const char* kNtlmUserFile = "NTLM_USER_FILE";
inline constexpr const char* kLmCompatibilityLevel = "SECUR32_LM_COMPATIBILITY_LEVEL";
inline constexpr const char* kMaxLifetimeHours = "SECUR32_NTLM_MAX_LIFETIME_HOURS";
inline constexpr const char* kChannelBindings = "SECUR32_CHANNEL_BINDINGS";
inline constexpr const char* kAcceptedNames = "SECUR32_ACCEPTED_NAMES";
inline constexpr const char* kComputerName = "SECUR32_COMPUTER_NAME";
inline constexpr const char* kImpersonate = "SECUR32_IMPERSONATE";
inline constexpr const char* kDomainName = "SECUR32_DOMAIN_NAME";
inline constexpr const char* kTlsLegacySuites = "SECUR32_TLS_LEGACY_SUITES";
inline constexpr const char* kKeyFolder = "SECUR32_KEY_FOLDER";
inline constexpr const char* kMachineKeyFolder = "SECUR32_MACHINE_KEY_FOLDER";
inline constexpr const char* kCapiLegacy = "SECUR32_CAPI_LEGACY";
inline constexpr const char* kCertificateFolder = "SECUR32_CERT_FOLDER";
inline constexpr const char* kMachineCertificateFolder = "SECUR32_MACHINE_CERT_FOLDER";
inline constexpr const char* kCertFile = "SSL_CERT_FILE";
inline constexpr const char* kCertDir = "SSL_CERT_DIR";
// Of other programs too: the proxy for http:// addresses.
inline constexpr const char* kHttpProxy = "http_proxy";
inline constexpr const char* kKeyLogFile = "SSLKEYLOGFILE";
inline constexpr const char* kTlsPolicy = "SECUR32_TLS_POLICY";
inline constexpr const char* kMatchCommonName = "SECUR32_MATCH_COMMON_NAME";

}  // namespace secur32::environment
