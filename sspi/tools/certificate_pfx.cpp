// PFX files in and out.
#include <algorithm>

#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/pfx.h"
#include "sspi/tools/certificate_choice.h"
#include "sspi/tools/certificate_files.h"

namespace secur32::tools {
namespace {

// utf8 as PKCS#12 has passwords: UTF-16, most significant octet first, with a NUL.
x509::PfxPassword pfx_password(Bytes utf8) {
    x509::PfxPassword password;
    auto text = utf16_of({reinterpret_cast<const char*>(utf8.data()), utf8.size()});
    if (!text.ok()) return password;
    password.utf8 = SecureBytes(utf8);
    password.utf16 = SecureBytes(2 * (text.value().size() + 1));
    std::size_t at = 0;
    for (const char16_t unit : text.value()) {
        password.utf16.mutable_bytes()[at++] = static_cast<std::uint8_t>(unit >> 8);
        password.utf16.mutable_bytes()[at++] = static_cast<std::uint8_t>(unit);
    }
    secure_wipe({reinterpret_cast<std::uint8_t*>(text.value().data()), 2 * text.value().size()});
    return password;
}

Result<x509::PfxContents> read(const SecureBytes& file, const Arguments& arguments) {
    if (!arguments.has("--password-stdin")) {
        for (const bool empty : {true, false}) {
            auto contents =
                x509::read_pfx(file.bytes(), empty ? pfx_password({}) : x509::PfxPassword{});
            if (contents.status() != Status::bad_passphrase) return contents;
        }
    }
    const auto given = password_of(arguments, arguments.operands().front());
    if (!given) return Status::passphrase_needed;
    return x509::read_pfx(file.bytes(), pfx_password(given->bytes()));
}

CertificatePointer context_of(const x509::PfxCertificate& certificate) {
    CertificatePointer context(CertCreateCertificateContext(
        X509_ASN_ENCODING, certificate.der.data(), static_cast<DWORD>(certificate.der.size())));
    if (context.get() != nullptr && certificate.attributes.friendly_name)
        set_friendly_name(context, printable(*certificate.attributes.friendly_name));
    return context;
}

std::string failure_text(Status status) {
    return status == Status::bad_passphrase ? "wrong password" : "not a PFX file that can be read";
}

}  // namespace

int import_pfx(const SecureBytes& file, const Arguments& arguments) {
    const auto contents = read(file, arguments);
    if (contents.status() == Status::passphrase_needed) return kCertsFailed;
    if (!contents.ok())
        return fail(arguments.operands().front() + ": " + failure_text(contents.status()));
    std::vector<CertificatePointer> all;
    for (const x509::PfxCertificate& each : contents.value().certificates) {
        all.push_back(context_of(each));
        if (all.back().get() == nullptr) return fail("a certificate in it is none");
    }
    if (all.empty()) return fail(arguments.operands().front() + ": no certificate in it");
    for (const x509::PfxKey& key : contents.value().keys) {
        const auto owner = std::ranges::find_if(
            all, [&](const CertificatePointer& each) { return is_key_of(key.key, each); });
        if (owner == all.end()) continue;
        const int stored = store_key(*owner, key.key, arguments);
        if (stored != kCertsDone) return stored;
    }
    std::stable_partition(all.begin(), all.end(), [](const CertificatePointer& each) {
        return key_name(each).has_value();
    });
    return add_all(all, arguments);
}

int export_pfx(const CertificatePointer& certificate, const Arguments& arguments) {
    const SecureBytes pkcs8 = exported_key(certificate);
    if (pkcs8.empty()) return kCertsFailed;
    auto key = crypto::PrivateKey::from_pkcs8(pkcs8.bytes());
    if (!key.ok()) return fail("the key cannot be exported");
    const auto given = password_of(arguments, "the PFX file");
    if (!given) return kCertsFailed;
    const x509::PfxPassword password = pfx_password(given->bytes());
    if (password.utf16.empty()) return fail("the password is not UTF-8");
    x509::PfxContents contents;
    x509::PfxAttributes attributes;
    attributes.local_key_id = {1};
    contents.keys.push_back({std::move(key).value(), attributes});
    const auto name = utf16_of(friendly_name(certificate));
    if (name.ok() && !name.value().empty()) attributes.friendly_name = name.value();
    contents.certificates.push_back(
        {Buffer(certificate.der().begin(), certificate.der().end()), attributes});
    x509::PfxWriting writing;
    writing.cipher = x509::PfxCipher::aes256_sha256;
    const auto file = x509::write_pfx(contents, password, writing);
    if (!file.ok()) return fail("the PFX file cannot be made");
    return write_output(file.value(), true, arguments);
}

}  // namespace secur32::tools
