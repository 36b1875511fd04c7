// The codes of the CryptoAPI: where it has an ERROR_ of Win32 instead of CNG's NTE_.
#include "sslprovider/api/crypt_call.h"

#include <winerror.h>

#include <algorithm>
#include <array>

namespace secur32::api {
namespace {

struct CodeOfStatus {
    Status status;
    Outcome outcome;
};

constexpr std::array kWin32 = {
    CodeOfStatus{Status::ok, {0, "TRUE"}},
    CodeOfStatus{Status::invalid_handle, {ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER"}},
    CodeOfStatus{Status::invalid_parameter, {ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER"}},
    CodeOfStatus{Status::buffer_too_small, {ERROR_MORE_DATA, "ERROR_MORE_DATA"}},
    CodeOfStatus{Status::no_more_items, {ERROR_NO_MORE_ITEMS, "ERROR_NO_MORE_ITEMS"}},
    CodeOfStatus{Status::not_exportable, {NTE_BAD_KEY_STATE, "NTE_BAD_KEY_STATE"}},
};

}  // namespace

Outcome crypt_outcome_of(Status status) noexcept {
    const auto* const found = std::ranges::find(kWin32, status, &CodeOfStatus::status);
    if (found != kWin32.end()) return found->outcome;
    return {row(status).nte, row(status).nte_name};
}

}  // namespace secur32::api
