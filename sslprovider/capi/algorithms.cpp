#include "sslprovider/capi/algorithms.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/environment.h"

namespace secur32::capi {
namespace {

using crypto::SymmetricAlgorithm;

constexpr std::array kSessionAlgorithms = {
    SessionAlgorithm{calg::des, SymmetricAlgorithm::des, 8, 56},
    SessionAlgorithm{calg::tdes_112, SymmetricAlgorithm::tdes, 16, 112},
    SessionAlgorithm{calg::tdes, SymmetricAlgorithm::tdes, 24, 168},
    SessionAlgorithm{calg::rc2, SymmetricAlgorithm::rc2, 0, 0},
    SessionAlgorithm{calg::rc4, SymmetricAlgorithm::rc4, 0, 0},
    SessionAlgorithm{calg::aes_128, SymmetricAlgorithm::aes, 16, 128},
    SessionAlgorithm{calg::aes_192, SymmetricAlgorithm::aes, 24, 192},
    SessionAlgorithm{calg::aes_256, SymmetricAlgorithm::aes, 32, 256},
};

constexpr std::array kLegacy = {calg::rc2, calg::rc4, calg::des, calg::md2, calg::md4};

}  // namespace

const SessionAlgorithm* find_session_algorithm(AlgId id) {
    const auto* const found = std::ranges::find(kSessionAlgorithms, id, &SessionAlgorithm::id);
    return found == kSessionAlgorithms.end() ? nullptr : found;
}

bool legacy_algorithms_allowed() {
    static const bool allowed = environment::number(environment::kCapiLegacy, 1).value_or(1) != 0;
    return allowed;
}

bool is_legacy(AlgId id) { return std::ranges::find(kLegacy, id) != kLegacy.end(); }

}  // namespace secur32::capi
