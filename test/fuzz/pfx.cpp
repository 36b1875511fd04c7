// PFX files: whatever is read again is the same after being written; encryptions with any
// parameters; BER.  Few rounds for passwords, so that hostile counts cost nothing.
#include "sslprovider/x509/pfx.h"

#include <algorithm>

#include "sslprovider/x509/ber.h"
#include "sslprovider/x509/productions.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr std::uint64_t kMostRounds = 100;

const x509::PfxPassword& password() {
    static const x509::PfxPassword secret = [] {
        Buffer wide;
        for (const char c : std::string_view("secret"))
            wide.insert(wide.end(), {0, std::uint8_t(c)});
        wide.insert(wide.end(), {0, 0});
        return x509::PfxPassword{SecureBytes(Bytes(wide)),
                                 SecureBytes(bytes_of(std::string_view("secret")))};
    }();
    return secret;
}

// A file without its MAC looked at reaches further than one that must be right.
void check_read(Bytes file) {
    for (const auto parts : {x509::PfxParts::all, x509::PfxParts::certificates,
                             x509::PfxParts::not_encrypted_certificates}) {
        const auto contents = x509::read_pfx(file, password(), {parts, kMostRounds});
        fuzz::require(!contents.ok() || x509::is_pfx(file));
        fuzz::require(!contents.ok() || parts == x509::PfxParts::all ||
                      contents.value().keys.empty());
        if (!contents.ok()) continue;
        const auto written = x509::write_pfx(contents.value(), password(),
                                             {x509::PfxCipher::aes256_sha256, false, 1});
        fuzz::require(written.ok());
        const auto again = x509::read_pfx(written.value(), password(), {parts, kMostRounds});
        fuzz::require(again.ok());
        fuzz::require(again.value().certificates.size() == contents.value().certificates.size());
        fuzz::require(again.value().crls == contents.value().crls);
    }
}

// What is DER stays so.
void check_ber(Bytes ber) {
    const auto der = x509::der_of_ber(ber);
    if (!der.ok()) return;
    const auto again = x509::der_of_ber(der.value().bytes());
    fuzz::require(again.ok() && again.value() == der.value());
}

void check_encryption(Bytes der) {
    DerReader in(der);
    const x509::AlgorithmIdentifier algorithm = x509::read_algorithm(in);
    if (!in.done()) return;
    x509::RoundBudget budget(kMostRounds);
    const Buffer encrypted(64, 0x5A);
    const auto plain = x509::decrypt_pfx_part(algorithm, password(), encrypted, budget);
    fuzz::require(!plain.ok() || plain.value().size() <= encrypted.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes file(data, size);
    check_read(file);
    check_ber(file);
    check_encryption(file);
    return 0;
}
