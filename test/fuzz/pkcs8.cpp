// Keys in DER and PEM: PKCS#8, plain and under a passphrase, SubjectPublicKeyInfo, PEM text.  What
// is accepted is written again, and that is read as the same key.
#include <string_view>

#include "sslprovider/base/der.h"
#include "sslprovider/crypto/keys.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr std::string_view kPassphrase = "p";  // of the seeds
// A round of a key derivation is work that finds nothing: what would take seconds is passed over.
constexpr std::size_t kMostRoundsOctets = 2;

bool is_costly(Bytes der) {
    DerReader in(der);
    while (in.more()) {
        const bool integer = in.next_is(DerTag::integer);
        const Bytes element = in.any();
        if (in.failed() || element.size() < 2) return false;
        if (integer && element.size() > 2 + kMostRoundsOctets) return true;
        const bool constructed = (element.front() & 0x20) != 0;
        if (constructed && is_costly(DerReader(element).contents(DerTag(element.front()))))
            return true;
    }
    return false;
}

void run_private(Bytes der) {
    const auto key = is_costly(der) ? crypto::PrivateKey::from_pkcs8(der)
                                    : crypto::PrivateKey::from_pkcs8(der, bytes_of(kPassphrase));
    if (!key.ok()) return;
    const auto written = key.value().pkcs8();
    fuzz::require(written.ok());
    const auto again = crypto::PrivateKey::from_pkcs8(written.value().bytes());
    fuzz::require(again.ok() && again.value().public_key() == key.value().public_key());
}

void run_public(Bytes der) {
    const auto key = crypto::PublicKey::from_subject_public_key_info(der);
    if (!key.ok()) return;
    const auto written = key.value().subject_public_key_info();
    fuzz::require(written.ok());
    const auto again = crypto::PublicKey::from_subject_public_key_info(written.value());
    fuzz::require(again.ok() && again.value() == key.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run_private({data, size});
    run_public({data, size});
    static_cast<void>(crypto::PrivateKey::from_pem({reinterpret_cast<const char*>(data), size}));
    return 0;
}
