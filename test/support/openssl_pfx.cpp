#include "test/support/openssl_pfx.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

namespace secur32::test {

void OpensslPfx::write_key(const std::string& file, const Issued& issued) const {
    std::FILE* const out = std::fopen(path(file).c_str(), "w");
    if (out == nullptr) throw std::runtime_error(file);
    PEM_write_PrivateKey(out, issued.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
}

void OpensslPfx::write_certificates(const std::string& file,
                                    const std::vector<const Issued*>& all) const {
    std::FILE* const out = std::fopen(path(file).c_str(), "w");
    if (out == nullptr) throw std::runtime_error(file);
    for (const Issued* each : all) {
        const unsigned char* at = each->der.data();
        X509* const certificate = d2i_X509(nullptr, &at, static_cast<long>(each->der.size()));
        PEM_write_X509(out, certificate);
        X509_free(certificate);
    }
    std::fclose(out);
}

}  // namespace secur32::test
