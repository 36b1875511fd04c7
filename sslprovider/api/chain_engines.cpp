// CertCreateCertificateChainEngine and its relatives.
#include <winerror.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/chain_engine.h"
#include "sslprovider/x509/chain_cache.h"

namespace secur32::api {
namespace {

// Before Windows 7, before Windows 8, and since.
constexpr std::array<std::size_t, 3> kConfigSizes = {
    offsetof(CERT_CHAIN_ENGINE_CONFIG, hExclusiveRoot),
    offsetof(CERT_CHAIN_ENGINE_CONFIG, dwExclusiveFlags),
    sizeof(CERT_CHAIN_ENGINE_CONFIG),
};

bool is_known_size(DWORD size) {
    for (const std::size_t known : kConfigSizes)
        if (size == known) return true;
    return false;
}

}  // namespace
}  // namespace secur32::api

extern "C" {

using namespace secur32;
using namespace secur32::api;

BOOL WINAPI CertCreateCertificateChainEngine(PCERT_CHAIN_ENGINE_CONFIG pConfig,
                                             HCERTCHAINENGINE* phChainEngine) {
    return cert_call("CertCreateCertificateChainEngine", [&](CallTrail& trail) -> CertResult {
        if (phChainEngine == nullptr) return refuse(E_INVALIDARG, "chain: nowhere to put it");
        *phChainEngine = nullptr;
        if (pConfig == nullptr || !is_known_size(pConfig->cbSize))
            return refuse(E_INVALIDARG, "chain: no CERT_CHAIN_ENGINE_CONFIG");
        CERT_CHAIN_ENGINE_CONFIG config{};
        std::memcpy(&config, pConfig, pConfig->cbSize);
        TRY_ASSIGN(std::unique_ptr<ChainEngine> engine, ChainEngine::create(config));
        const std::uint64_t number = objects().insert(std::move(engine));
        if (number == 0) return Status::out_of_memory;
        *phChainEngine = reinterpret_cast<HCERTCHAINENGINE>(static_cast<std::uintptr_t>(number));
        trail.handle("engine", number);
        return Status::ok;
    });
}

void WINAPI CertFreeCertificateChainEngine(HCERTCHAINENGINE hChainEngine) {
    cert_call("CertFreeCertificateChainEngine", [&](CallTrail& trail) -> CertResult {
        trail.handle("engine", number_of(hChainEngine));
        const auto number = reinterpret_cast<std::uintptr_t>(hChainEngine);
        if (number <= reinterpret_cast<std::uintptr_t>(HCCE_SERIAL_LOCAL_MACHINE))
            return Status::ok;
        if (!Using<ChainEngine>(number)) return refuse(E_INVALIDARG, "chain: no such engine");
        objects().remove(number);
        return Status::ok;
    });
}

BOOL WINAPI CertResyncCertificateChainEngine(HCERTCHAINENGINE hChainEngine) {
    return cert_call("CertResyncCertificateChainEngine", [&](CallTrail& trail) -> CertResult {
        trail.handle("engine", number_of(hChainEngine));
        const UsedEngine engine(hChainEngine);
        if (engine.get() == nullptr) return refuse(E_INVALIDARG, "chain: no such engine");
        engine.get()->resync();
        x509::forget_verified_chains();
        return Status::ok;
    });
}

}  // extern "C"
