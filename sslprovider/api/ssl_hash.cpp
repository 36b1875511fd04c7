// Hashes of the handshake and what is computed from them: SslCreateHandshakeHash,
// SslCreateClientAuthHash, SslHashHandshake, SslComputeClientAuthHash, SslComputeFinishedHash,
// SslComputeSessionHash (RFC 5246 7.4.8, 7.4.9; RFC 7627 3; RFC 8446 4.4).  SslDuplicateTranscript-
// Hash is with TLS 1.3: ssl_schedule.cpp.
#include <sslprovider.h>

#include <algorithm>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/suite_info.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;
using provider::HandshakeHash;
using provider::MasterKey;
using provider::ScheduleSecret;
using provider::SecretKind;
using provider::Side;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Status no_hash() {
    return trace::because(Status::invalid_handle, "ssl: hHandshakeHash is no hash");
}

Result<HandshakeHash> client_auth_hash(const Suite& suite, LPCWSTR name) {
    if (name == nullptr) return refuse("ssl: no hash algorithm named");
    if (stream_version(suite.version) < Version::tls12)
        return refuse("ssl: before TLS 1.2 the signature algorithm decides the hash");
    const HashAlgorithm algorithm = hash_named(name);
    if (algorithm == HashAlgorithm::none)
        return trace::because(Status::unsupported_function, "ssl: no hash of that name");
    return HandshakeHash(suite.version, *suite.suite, algorithm);
}

// ---- CertificateVerify --------------------------------------------------------------------------

enum class Signer : std::uint8_t { rsa, other };

Result<Signer> signer_named(LPCWSTR name) {
    if (name == nullptr) return refuse("ssl: no signature algorithm named");
    if (equal_ignoring_case(name, BCRYPT_RSA_ALGORITHM)) return Signer::rsa;
    for (const std::u16string_view other :
         {std::u16string_view(BCRYPT_DSA_ALGORITHM), std::u16string_view(BCRYPT_ECDSA_ALGORITHM),
          std::u16string_view(BCRYPT_ECDSA_P256_ALGORITHM),
          std::u16string_view(BCRYPT_ECDSA_P384_ALGORITHM),
          std::u16string_view(BCRYPT_ECDSA_P521_ALGORITHM)})
        if (equal_ignoring_case(name, other)) return Signer::other;
    return trace::because(Status::unsupported_function, "ssl: no signature algorithm of that name");
}

// RFC 4346 7.4.8, 7.4.3: RSA signs MD5 || SHA-1, DSA the SHA-1 in it; so does ECDSA (RFC 4492 5.8).
Bytes signed_part(const crypto::Digest& digest, HashAlgorithm algorithm, Signer signer) {
    if (algorithm != HashAlgorithm::md5_sha1 || signer == Signer::rsa) return digest.bytes();
    return digest.bytes().subspan(crypto::hash_length(HashAlgorithm::md5));
}

// ---- Finished -----------------------------------------------------------------------------------

// cbOutput, where there is no pcbResult.
Status check_length(DWORD size, std::size_t length) {
    if (size < length)
        return trace::because(Status::buffer_too_small, "ssl: cbOutput is too small");
    return size == length ? Status::ok : refuse("ssl: cbOutput is longer than verify_data");
}

Status check_side_flags(DWORD flags) {
    return check_flags(flags, NCRYPT_SSL_CLIENT_FLAG | NCRYPT_SSL_SERVER_FLAG);
}

Status finished12(const MasterKey& key, SslHash& hash, MutableBytes out, DWORD flags) {
    if (flags != NCRYPT_SSL_CLIENT_FLAG && flags != NCRYPT_SSL_SERVER_FLAG)
        return trace::because(Status::bad_flags, "ssl: dwFlags does not say whose Finished");
    if (hash.version() != key.version() || hash.algorithm() != key.suite().prf_hash(key.version()))
        return refuse("ssl: the hash is of another protocol or algorithm than the master key");
    TRY(check_length(static_cast<DWORD>(out.size()), provider::kVerifyDataLength));
    const Side sender = flags == NCRYPT_SSL_CLIENT_FLAG ? Side::client : Side::server;
    std::ranges::copy(key.verify_data(sender, hash.value().bytes()), out.begin());
    return Status::ok;
}

bool is_of_server(SecretKind kind) {
    return kind == SecretKind::server_handshake_traffic ||
           kind == SecretKind::server_application_traffic;
}

Status finished13(const ScheduleSecret& secret, SslHash& hash, MutableBytes out, DWORD flags) {
    const DWORD side =
        is_of_server(secret.kind()) ? NCRYPT_SSL_SERVER_FLAG : NCRYPT_SSL_CLIENT_FLAG;
    TRY(check_side_flags(flags));
    if (flags != 0 && flags != side) return refuse("ssl: the secret is the other side's");
    if (hash.version() != Version::tls13 || hash.algorithm() != secret.suite().prf)
        return refuse("ssl: the hash is of another protocol or algorithm than the secret");
    TRY(check_length(static_cast<DWORD>(out.size()), crypto::hash_length(secret.suite().prf)));
    TRY_ASSIGN(const crypto::Digest verify_data,
               provider::KeySchedule::verify_data(secret, hash.value().bytes()));
    std::ranges::copy(verify_data.bytes(), out.begin());
    return Status::ok;
}

Status finished(NCRYPT_KEY_HANDLE key, SslHash& hash, MutableBytes out, DWORD flags) {
    if (const Using<SslMasterKey> master(key); master)
        return finished12(master->key, hash, out, flags);
    if (const Using<SslScheduleSecret> secret(key); secret)
        return finished13(secret->secret, hash, out, flags);
    return trace::because(Status::invalid_handle, "ssl: hMasterKey makes no Finished");
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslCreateHandshakeHash(NCRYPT_PROV_HANDLE hSslProvider,
                                              NCRYPT_HASH_HANDLE* phHandshakeHash, DWORD dwProtocol,
                                              DWORD dwCipherSuite, DWORD dwFlags) {
    return ncrypt_call("SslCreateHandshakeHash", [&](CallTrail& trail) -> Status {
        trail.flags("suite", dwCipherSuite);
        const Status place = clear_out(phHandshakeHash);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Suite suite, suite_of(dwProtocol, dwCipherSuite));
        return hand_out_new<SslHash>(phHandshakeHash, HandshakeHash(suite.version, *suite.suite));
    });
}

SECURITY_STATUS WINAPI SslCreateClientAuthHash(NCRYPT_PROV_HANDLE hSslProvider,
                                               NCRYPT_HASH_HANDLE* phHandshakeHash,
                                               DWORD dwProtocol, DWORD dwCipherSuite,
                                               LPCWSTR pszHashAlgId, DWORD dwFlags) {
    return ncrypt_call("SslCreateClientAuthHash", [&](CallTrail& trail) -> Status {
        trail.flags("suite", dwCipherSuite);
        const Status place = clear_out(phHandshakeHash);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Suite suite, suite_of(dwProtocol, dwCipherSuite));
        TRY_ASSIGN(HandshakeHash hash, client_auth_hash(suite, pszHashAlgId));
        return hand_out_new<SslHash>(phHandshakeHash, std::move(hash));
    });
}

SECURITY_STATUS WINAPI SslHashHandshake(NCRYPT_PROV_HANDLE hSslProvider,
                                        NCRYPT_HASH_HANDLE hHandshakeHash, PBYTE pbInput,
                                        DWORD cbInput, DWORD dwFlags) {
    return ncrypt_call("SslHashHandshake", [&](CallTrail& trail) -> Status {
        trail.handle("hash", hHandshakeHash);
        trail.number("octets", cbInput);
        TRY(check_provider(hSslProvider));
        const Using<SslHash> hash(hHandshakeHash);
        if (!hash) return no_hash();
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Bytes message, input_bytes(pbInput, cbInput));
        hash->add(message);
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslComputeClientAuthHash(NCRYPT_PROV_HANDLE hSslProvider,
                                                NCRYPT_KEY_HANDLE hMasterKey,
                                                NCRYPT_HASH_HANDLE hHandshakeHash, LPCWSTR pszAlgId,
                                                PBYTE pbOutput, DWORD cbOutput, DWORD* pcbResult,
                                                DWORD dwFlags) {
    return ncrypt_call("SslComputeClientAuthHash", [&](CallTrail& trail) -> Status {
        trail.handle("master_key", hMasterKey);
        trail.handle("hash", hHandshakeHash);
        const Output output(pbOutput, cbOutput, pcbResult);
        TRY(check_provider(hSslProvider));
        const Using<SslMasterKey> master(hMasterKey);
        if (!master)
            return trace::because(Status::invalid_handle, "ssl: hMasterKey is no master key");
        const Using<SslHash> hash(hHandshakeHash);
        if (!hash) return no_hash();
        TRY(output.check());
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Signer signer, signer_named(pszAlgId));
        if (hash->version() != master->key.version())
            return refuse("ssl: the hash is of another protocol than the master key");
        return output.put(signed_part(hash->value(), hash->algorithm(), signer));
    });
}

SECURITY_STATUS WINAPI SslComputeFinishedHash(NCRYPT_PROV_HANDLE hSslProvider,
                                              NCRYPT_KEY_HANDLE hMasterKey,
                                              NCRYPT_HASH_HANDLE hHandshakeHash, PBYTE pbOutput,
                                              DWORD cbOutput, DWORD dwFlags) {
    return ncrypt_call("SslComputeFinishedHash", [&](CallTrail& trail) -> Status {
        trail.handle("master_key", hMasterKey);
        trail.handle("hash", hHandshakeHash);
        trail.flags("flags", dwFlags);
        TRY(check_provider(hSslProvider));
        const Using<SslHash> hash(hHandshakeHash);
        if (!hash) return no_hash();
        if (pbOutput == nullptr) return refuse("ssl: no place for verify_data");
        return finished(hMasterKey, *hash, {pbOutput, cbOutput}, dwFlags);
    });
}

SECURITY_STATUS WINAPI SslComputeSessionHash(NCRYPT_PROV_HANDLE hSslProvider,
                                             NCRYPT_HASH_HANDLE hHandshakeHash, DWORD dwProtocol,
                                             PBYTE pbOutput, DWORD cbOutput, DWORD* pcbResult,
                                             DWORD dwFlags) {
    return ncrypt_call("SslComputeSessionHash", [&](CallTrail& trail) -> Status {
        trail.handle("hash", hHandshakeHash);
        const Output output(pbOutput, cbOutput, pcbResult);
        TRY(check_provider(hSslProvider));
        const Using<SslHash> hash(hHandshakeHash);
        if (!hash) return no_hash();
        TRY(output.check());
        TRY(check_flags(dwFlags));
        if (dwProtocol != static_cast<DWORD>(hash->version()))
            return refuse("ssl: dwProtocol is not the hash's");
        return output.put(hash->value().bytes());
    });
}

}  // extern "C"
