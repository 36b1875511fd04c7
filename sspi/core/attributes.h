// The answers to QueryContextAttributes and QueryCredentialsAttributes and what Set*Attributes can
// say, free of Windows' structures; sspi/api/attributes.cpp has a row for each that copies it into
// the caller's.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/core/exchange.h"
#include "sspi/core/tls_attributes.h"

namespace secur32 {

struct PackageInfo;

enum class Attribute : std::uint8_t {
    sizes,
    names,
    lifespan,
    key_info,
    session_key,
    package_info,
    negotiation_info,
    flags,
    target,
    client_specified_target,
    last_client_token_status,
    access_token,
    user_flags,
    auth_identity,
    // Of TLS (tls_attributes.h).
    stream_sizes,
    connection,
    session,
    remote_certificates,
    remote_chain,
    local_certificates,
    root_certificates,
    issuers,
    application_protocol,
    negotiated_extensions,
    unique_bindings,
    endpoint_bindings,
    keying_material,
    eap_key_block,
    supported_signatures,
    certificate_check,
    application_data,
    authority,
    protocol_info,
};

struct Sizes {
    std::uint32_t max_token, max_signature, block_size, security_trailer;
};
struct Names {
    std::u16string user;  // DOMAIN\user
};
struct Lifespan {
    FileTime start, expiry;
};
struct KeyInfo {
    std::u16string_view signature_algorithm_name, encrypt_algorithm_name;
    std::uint32_t key_bits;
    std::int32_t signature_algorithm, encrypt_algorithm;
};
struct SessionKey {
    SecureBytes key;
};
struct PackageOf {
    const PackageInfo* info;
};
struct NegotiationInfo {
    const PackageInfo* info;  // the package that was negotiated
    std::uint32_t state;      // SECPKG_NEGOTIATION_*
};
struct GrantedFlags {
    Role role;
    Features features;
};
struct Target {
    std::u16string name;
};
enum class LastClientToken : std::uint8_t { yes, no, maybe };
struct UserFlags {
    std::uint32_t flags;
};
// Who is at the other end of an acceptor's context.
struct AuthIdentity {
    std::u16string user, domain;
    bool anonymous = false;
};

using AttributeValue = std::variant<Sizes, Names, Lifespan, KeyInfo, SessionKey, PackageOf,
                                    NegotiationInfo, GrantedFlags, Target, LastClientToken,
                                    UserFlags, AuthIdentity, StreamSizes, TlsConnection, TlsSession,
                                    TlsCertificateList, TlsChain, TlsIssuers, ApplicationProtocol,
                                    TlsNumbers, BindingData, KeyingMaterial, CertificateCheck,
                                    ApplicationData, AuthorityName, ProtocolInfo>;

// QueryCredentialsAttributes, but for the names.
enum class CredentialAttribute : std::uint8_t {
    supported_algorithms,
    cipher_strengths,
    supported_protocols,
};
struct SupportedAlgorithms {
    std::vector<std::uint32_t> algorithms;  // ALG_ID
};
struct CipherStrengths {
    std::uint32_t least, most;  // bits
};
struct SupportedProtocols {
    std::uint32_t protocols;  // SP_PROT_*
};
using CredentialAttributeValue =
    std::variant<SupportedAlgorithms, CipherStrengths, SupportedProtocols>;

// What a program that keeps its users elsewhere is told about a logon, to find the response key.
struct HashQuery {
    std::u16string_view user, domain;
    Bytes nt_proof_input;        // server challenge | client blob: what NTProofStr is computed over
    Bytes encrypted_random_key;  // EncryptedRandomSessionKey, 16 bytes, zeros when there is none
    Bytes mic;                   // 16 bytes, zeros when there is none
    Bytes mic_input;             // NEGOTIATE | CHALLENGE | AUTHENTICATE with a zeroed MIC
};
// Gives the response key (NTOWFv2, [MS-NLMP] 3.3.2), or any failure for "no such user".
using HashCallback = std::function<Result<Secret<16>>(const HashQuery&)>;

// SetContextAttributes
struct SamFile {
    std::string path;
};
using ContextSetting =
    std::variant<SamFile, HashCallback, KeyingMaterialRequest, EapPrf, ApplicationData>;

// SetCredentialsAttributes
struct AcceptedNames {
    std::vector<std::u16string> names;  // SPNs ("HTTP/www.example.com") or bare host names
};
using CredentialSetting = std::variant<AcceptedNames>;

}  // namespace secur32
