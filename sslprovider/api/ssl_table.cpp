// The provider as a table of its functions: GetSChannelInterface, SslInitializeInterface.
#include <sslprovider.h>
#include <winerror.h>

#include <cstddef>
#include <cstring>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

// Handed out as it is: const, so that a caller who writes to it harms nobody but himself.
constexpr NCRYPT_SSL_FUNCTION_TABLE kTable = {
    NCRYPT_SSL_INTERFACE_VERSION_5,
    SslComputeClientAuthHash,
    SslComputeEapKeyBlock,
    SslComputeFinishedHash,
    SslCreateEphemeralKey,
    SslCreateHandshakeHash,
    SslDecryptPacket,
    SslEncryptPacket,
    SslEnumCipherSuites,
    SslExportKey,
    SslFreeBuffer,
    SslFreeObject,
    SslGenerateMasterKey,
    SslGenerateSessionKeys,
    SslGetKeyProperty,
    SslGetProviderProperty,
    SslHashHandshake,
    SslImportMasterKey,
    SslImportKey,
    SslLookupCipherSuiteInfo,
    SslOpenPrivateKey,
    SslOpenProvider,
    SslSignHash,
    SslVerifySignature,
    SslLookupCipherLengths,
    SslCreateClientAuthHash,
    SslGetCipherSuitePRFHashAlgorithm,
    SslComputeSessionHash,
    SslGeneratePreMasterKey,
    SslEnumEccCurves,
    SslExportKeyingMaterial,
    SslExtractEarlyKey,
    SslExtractHandshakeKey,
    SslExtractMasterKey,
    SslExpandTrafficKeys,
    SslExpandWriteKey,
    SslExpandExporterMasterKey,
    SslEnumCipherSuitesEx,
    SslExpandResumptionMasterKey,
    SslDuplicateTranscriptHash,
    SslExpandBinderKey,
    SslExpandPreSharedKey,
};

// How long the table of each version is: up to the first entry of the next one.
constexpr std::size_t kLengths[] = {
    offsetof(NCRYPT_SSL_FUNCTION_TABLE, LookupCipherLengths),
    offsetof(NCRYPT_SSL_FUNCTION_TABLE, ComputeSessionHash),
    offsetof(NCRYPT_SSL_FUNCTION_TABLE, ExtractEarlyKey),
    offsetof(NCRYPT_SSL_FUNCTION_TABLE, ExpandResumptionMasterKey),
    sizeof(NCRYPT_SSL_FUNCTION_TABLE),
};

Status check_call(LPCWSTR name, const void* out, DWORD flags) {
    if (out == nullptr)
        return trace::because(Status::invalid_parameter, "ssl: no place for the table");
    TRY(check_flags(flags));
    if (name == nullptr || equal_ignoring_case(name, MS_SCHANNEL_PROVIDER)) return Status::ok;
    return trace::because(Status::not_found, "ssl: no provider has this name");
}

// A version that says nothing stands for the shortest table there ever was: the caller may have
// taken the parameter for an output alone, as its declaration has it.
void fill(NCRYPT_SSL_FUNCTION_TABLE& table) {
    const USHORT asked = std::max(table.Version.MajorVersion, USHORT{1});
    const USHORT version = std::min(asked, kTable.Version.MajorVersion);
    std::memcpy(&table, &kTable, kLengths[version - 1]);
    table.Version = {version, 0};
}

Outcome nt_outcome_of(Status status) noexcept {
    switch (status) {
        case Status::ok:
            return {STATUS_SUCCESS, "STATUS_SUCCESS"};
        case Status::out_of_memory:
            return {STATUS_NO_MEMORY, "STATUS_NO_MEMORY"};
        case Status::not_found:
            return {STATUS_NOT_FOUND, "STATUS_NOT_FOUND"};
        default:
            return {STATUS_INVALID_PARAMETER, "STATUS_INVALID_PARAMETER"};
    }
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

NTSTATUS WINAPI GetSChannelInterface(LPCWSTR pszProviderName,
                                     NCRYPT_SSL_FUNCTION_TABLE** ppFunctionTable, DWORD dwFlags) {
    return traced<CallTrail>("GetSChannelInterface", nt_outcome_of, [&](CallTrail&) -> Status {
        if (ppFunctionTable != nullptr) *ppFunctionTable = nullptr;
        TRY(check_call(pszProviderName, ppFunctionTable, dwFlags));
        *ppFunctionTable = const_cast<NCRYPT_SSL_FUNCTION_TABLE*>(&kTable);
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslInitializeInterface(LPCWSTR pszProviderName,
                                              NCRYPT_SSL_FUNCTION_TABLE* pFunctionTable,
                                              DWORD dwFlags) {
    return ncrypt_call("SslInitializeInterface", [&](CallTrail& trail) -> Status {
        if (pFunctionTable != nullptr)
            trail.number("version", pFunctionTable->Version.MajorVersion);
        TRY(check_call(pszProviderName, pFunctionTable, dwFlags));
        fill(*pFunctionTable);
        return Status::ok;
    });
}

}  // extern "C"
