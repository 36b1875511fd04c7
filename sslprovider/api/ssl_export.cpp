// Keying material for other protocols, as exported functions: SslExportKeyingMaterial (RFC 5705 4;
// RFC 8446 7.5) and SslComputeEapKeyBlock (RFC 5216 2.3, RFC 5281 8, RFC 4851 5.1).
#include <sslprovider.h>

#include <cstring>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// client_random + server_random.
Result<provider::Randoms> randoms_of(const void* address, DWORD size) {
    provider::Randoms randoms;
    if (address == nullptr || size != randoms.client.size() + randoms.server.size())
        return refuse("ssl: the two randoms are 64 octets");
    const auto* const octets = static_cast<const std::uint8_t*>(address);
    std::memcpy(randoms.client.data(), octets, randoms.client.size());
    std::memcpy(randoms.server.data(), octets + randoms.client.size(), randoms.server.size());
    return randoms;
}

// What SslExportKeyingMaterial is asked for.
struct Wanted {
    std::string_view label;
    const void* randoms;
    DWORD randoms_length;
    std::optional<Bytes> context;  // RFC 5705 4: none and an empty one differ
    MutableBytes out;
};

Status export_from(const provider::MasterKey& master, const Wanted& wanted) {
    TRY_ASSIGN(const provider::Randoms randoms, randoms_of(wanted.randoms, wanted.randoms_length));
    return master.export_keying_material(wanted.label, randoms, wanted.context, wanted.out);
}

// sslprovider.h: "It is an error to supply randoms when exporting keying material in TLS 1.3."
Status export_from(const provider::ScheduleSecret& exporter, const Wanted& wanted) {
    if (wanted.randoms != nullptr || wanted.randoms_length != 0)
        return refuse("ssl: TLS 1.3 exports without randoms");
    return provider::KeySchedule::export_keying_material(
        exporter, wanted.label, wanted.context.value_or(Bytes{}), wanted.out);
}

Status export_by(NCRYPT_KEY_HANDLE handle, const Wanted& wanted) {
    if (const Using<SslMasterKey> master(handle); master) return export_from(master->key, wanted);
    if (const Using<SslScheduleSecret> exporter(handle); exporter)
        return export_from(exporter->secret, wanted);
    return trace::because(Status::invalid_handle, "ssl: hMasterKey exports nothing");
}

// rgbKeys and rgbIVs of SecPkgContext_EapKeyBlock.
constexpr std::size_t kEapKeyBlockLength = 128 + 64;

Result<provider::EapMethod> eap_method_of(DWORD flags) {
    TRY(check_flags(flags, NCRYPT_SSL_EAP_PRF_FIELD));
    if (flags > NCRYPT_SSL_EAP_FAST_ID)
        return trace::because(Status::bad_flags, "ssl: dwFlags names no EAP method");
    return static_cast<provider::EapMethod>(flags);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslExportKeyingMaterial(NCRYPT_PROV_HANDLE hSslProvider,
                                               NCRYPT_KEY_HANDLE hMasterKey, PCHAR sLabel,
                                               PBYTE pbRandoms, DWORD cbRandoms,
                                               PBYTE pbContextValue, WORD cbContextValue,
                                               PBYTE pbOutput, DWORD cbOutput, DWORD dwFlags) {
    return ncrypt_call("SslExportKeyingMaterial", [&](CallTrail& trail) -> Status {
        trail.handle("master", hMasterKey);
        trail.number("octets", cbOutput);
        TRY(check_provider(hSslProvider));
        TRY(check_flags(dwFlags));
        if (sLabel == nullptr) return refuse("ssl: sLabel is null");
        if (pbOutput == nullptr || cbOutput == 0) return refuse("ssl: no place for the output");
        TRY_ASSIGN(const Bytes context, input_bytes(pbContextValue, cbContextValue));
        Wanted wanted{sLabel, pbRandoms, cbRandoms, context, MutableBytes(pbOutput, cbOutput)};
        if (pbContextValue == nullptr) wanted.context.reset();
        return export_by(hMasterKey, wanted);
    });
}

SECURITY_STATUS WINAPI SslComputeEapKeyBlock(NCRYPT_PROV_HANDLE hSslProvider,
                                             NCRYPT_KEY_HANDLE hMasterKey, PBYTE pbRandoms,
                                             DWORD cbRandoms, PBYTE pbOutput, DWORD cbOutput,
                                             DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("SslComputeEapKeyBlock", [&](CallTrail& trail) -> Status {
        trail.handle("master", hMasterKey);
        trail.flags("flags", dwFlags);
        const Output output(pbOutput, cbOutput, pcbResult);
        TRY(check_provider(hSslProvider));
        const Using<SslMasterKey> master(hMasterKey);
        if (!master)
            return trace::because(Status::invalid_handle, "ssl: hMasterKey is no master key");
        TRY(output.check());
        TRY_ASSIGN(const provider::EapMethod method, eap_method_of(dwFlags));
        TRY_ASSIGN(const provider::Randoms randoms, randoms_of(pbRandoms, cbRandoms));
        TRY(output.fits(kEapKeyBlockLength));
        if (output.asks_size()) return Status::ok;
        master->key.eap_key_block(method, randoms, MutableBytes(pbOutput, kEapKeyBlockLength));
        return Status::ok;
    });
}

}  // extern "C"
