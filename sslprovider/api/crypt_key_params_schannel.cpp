// KP_* of the Schannel providers' master secrets ("Specifying the Algorithms", "Deriving Bulk
// Encryption and MAC Keys" in the Windows SDK's documentation).  Without KP_CLEAR_KEY and
// KP_CERTIFICATE: those are of PCT 1 and SSL 2.
#include "sslprovider/api/crypt_key_params.h"
#include "sslprovider/capi/key_generation.h"

namespace secur32::api {
namespace {

capi::SchannelMaster& master_of(const KeySubject& subject) {
    return std::get<capi::SchannelMaster>(subject.key.body);
}

template <Buffer capi::SchannelMaster::*Random>
Status set_random(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes random, input.blob());
    (master_of(subject).*Random).assign(random.begin(), random.end());
    return Status::ok;
}

// "If unsupported algorithms or key sizes are specified, the CSP function must fail and return the
// NTE_BAD_DATA error code."
Status not_supported() {
    return trace::because(Status::bad_data, "capi: no such algorithm or length for SSL and TLS");
}

Status check_mac(const capi::Provider& provider, const SCHANNEL_ALG& wanted) {
    const capi::ProviderAlgorithm* const row = capi::find_algorithm(provider, wanted.Algid);
    const bool known = wanted.Algid == CALG_MD5 || wanted.Algid == CALG_SHA1;
    return known && row != nullptr && wanted.cBits == row->default_bits ? Status::ok
                                                                        : not_supported();
}

// RFC 2246 6.3.1: an exportable key is expanded from fewer bits to the cipher's whole length.
bool is_exportable_length(const SCHANNEL_ALG& wanted) {
    constexpr DWORD kLeastBits = 40;
    const DWORD most = wanted.Algid == CALG_DES                               ? 64
                       : wanted.Algid == CALG_RC2 || wanted.Algid == CALG_RC4 ? 128
                                                                              : 0;
    return wanted.cBits % 8 == 0 && wanted.cBits >= kLeastBits && wanted.cBits <= most;
}

Status check_cipher(const capi::Provider& provider, const SCHANNEL_ALG& wanted) {
    const bool known = (wanted.dwFlags & INTERNATIONAL_USAGE) != 0
                           ? capi::find_algorithm(provider, wanted.Algid) != nullptr &&
                                 is_exportable_length(wanted)
                           : wanted.cBits != 0 &&
                                 capi::session_key_size(provider, wanted.Algid, wanted.cBits).ok();
    return known ? Status::ok : not_supported();
}

Status set_algorithm(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const auto wanted, input.structure<SCHANNEL_ALG>());
    if ((wanted.dwFlags & ~DWORD{INTERNATIONAL_USAGE}) != 0)
        return trace::because(Status::bad_flags, "capi: a flag of SCHANNEL_ALG is not known");
    const capi::SchannelAlgorithm algorithm{wanted.Algid, wanted.cBits, wanted.dwFlags};
    if (wanted.dwUse == SCHANNEL_MAC_KEY) {
        TRY(check_mac(subject.object.provider(), wanted));
        master_of(subject).mac = algorithm;
        return Status::ok;
    }
    if (wanted.dwUse != SCHANNEL_ENC_KEY) return not_supported();
    TRY(check_cipher(subject.object.provider(), wanted));
    master_of(subject).encryption = algorithm;
    return Status::ok;
}

// RFC 2246 7.4.7.1: "client_version  The latest (newest) version supported by the client. This is
// used to detect version roll-back attacks."  It leads the pre-master secret that this side makes;
// one that the other side made, master_secret() judges by it.
Status set_highest_version(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const DWORD version, input.number());
    if (version > 0xFFFF) return trace::because(Status::bad_data, "capi: no version of SSL or TLS");
    capi::SchannelMaster& master = master_of(subject);
    master.highest_version = version;
    if (!master.imported && master.pre_master.size() == capi::kPreMasterLength) {
        master.pre_master.mutable_bytes()[0] = static_cast<std::uint8_t>(version >> 8);
        master.pre_master.mutable_bytes()[1] = static_cast<std::uint8_t>(version);
    }
    return Status::ok;
}

using capi::SchannelMaster;
constexpr KeyParam kMasters[] = {
    {KP_CLIENT_RANDOM, key_kind::master, nullptr, set_random<&SchannelMaster::client_random>},
    {KP_SERVER_RANDOM, key_kind::master, nullptr, set_random<&SchannelMaster::server_random>},
    {KP_SCHANNEL_ALG, key_kind::master, nullptr, set_algorithm},
    {KP_HIGHEST_VERSION, key_kind::master, nullptr, set_highest_version},
};

}  // namespace

std::span<const KeyParam> master_params() { return kMasters; }

}  // namespace secur32::api
