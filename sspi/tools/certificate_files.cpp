// Certificates and keys in and out of files.
#include "sspi/tools/certificate_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "sslprovider/base/files.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/certificate.h"
#include "sslprovider/x509/pem.h"
#include "sslprovider/x509/pfx.h"
#include "sspi/tools/certificate_choice.h"
#include "sspi/tools/certificate_commands.h"

namespace secur32::tools {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;

// A file that may hold a key.
std::optional<SecureBytes> read_secret_file(const std::string& path, std::string& why) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat state {};
    if (!file.valid() || ::fstat(file.get(), &state) != 0 || !S_ISREG(state.st_mode)) {
        why = "cannot read " + path;
        return std::nullopt;
    }
    if (static_cast<std::size_t>(state.st_size) > kLargestFile) {
        why = path + " is too large";
        return std::nullopt;
    }
    SecureBytes text(static_cast<std::size_t>(state.st_size));
    MutableBytes rest = text.mutable_bytes();
    while (!rest.empty()) {
        const ssize_t count = ::read(file.get(), rest.data(), rest.size());
        if (count <= 0) {
            why = "cannot read " + path;
            return std::nullopt;
        }
        rest = rest.subspan(static_cast<std::size_t>(count));
    }
    return text;
}

std::string_view text_of(const SecureBytes& text) {
    return {reinterpret_cast<const char*>(text.bytes().data()), text.size()};
}

// ---- Importing ----------------------------------------------------------------------------------

// Adds a certificate to the store; it has its friendly name then.
bool add(HCERTSTORE store, const CertificatePointer& certificate, const Arguments& arguments,
         bool first) {
    PCCERT_CONTEXT added = nullptr;
    if (!CertAddCertificateContextToStore(
            store, certificate.get(), CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES, &added))
        return false;
    const CertificatePointer held(added);
    const auto name = arguments.value("--friendly-name");
    if (first && name && !set_friendly_name(held, *name)) return false;
    std::printf("%s  %s\n", thumbprint(held).c_str(),
                name_text(held.get()->pCertInfo->Subject).c_str());
    return true;
}

// The store of what came along, and has no key: nothing for roots, which nobody trusts by accident.
const char* store_beside(const CertificatePointer& certificate) {
    return certificate.is_self_issued() ? nullptr : "CA";
}

Result<crypto::PrivateKey> read_key(const SecureBytes& pem, const std::string& path,
                                    const Arguments& arguments) {
    auto key = crypto::PrivateKey::from_pem(text_of(pem));
    if (key.status() != Status::bad_passphrase) return key;
    const auto password = password_of(arguments, path);
    if (!password) return Status::passphrase_needed;
    return crypto::PrivateKey::from_pem(text_of(pem), password->bytes());
}

std::string key_failure(Status status) {
    if (status == Status::bad_passphrase) return "wrong password";
    if (status == Status::not_found) return "no private key in it";
    return "not a private key that can be used";
}

// kCertsDone, or a complaint was made.
int import_key(const CertificatePointer& certificate, const SecureBytes& pem,
               const std::string& path, const Arguments& arguments) {
    const auto key = read_key(pem, path, arguments);
    if (key.status() == Status::passphrase_needed) return kCertsFailed;
    if (!key.ok()) return fail(path + ": " + key_failure(key.status()));
    if (!is_key_of(key.value(), certificate))
        return fail("the key in " + path + " is not the certificate's");
    return store_key(certificate, key.value(), arguments);
}

// ---- Exporting ----------------------------------------------------------------------------------

SecureBytes pem_of_key(const SecureBytes& pkcs8) {
    std::string text = x509::write_pem("PRIVATE KEY", pkcs8.bytes());
    SecureBytes out(bytes_of(std::string_view(text)));
    secure_wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    return out;
}

int export_pem(const CertificatePointer& certificate, const Arguments& arguments) {
    const std::string pem = x509::write_pem(x509::kPemCertificate, certificate.der());
    if (!arguments.has("--with-key"))
        return write_output(bytes_of(std::string_view(pem)), false, arguments);
    const SecureBytes pkcs8 = exported_key(certificate);
    if (pkcs8.empty()) return kCertsFailed;
    const SecureBytes key_pem = pem_of_key(pkcs8);
    SecureBytes all(pem.size() + key_pem.size());
    std::ranges::copy(pem, all.mutable_bytes().begin());
    std::ranges::copy(key_pem.bytes(),
                      all.mutable_bytes().begin() + static_cast<std::ptrdiff_t>(pem.size()));
    return write_output(all.bytes(), true, arguments);
}

}  // namespace

int fail(const std::string& message) { return complain_of_certificates(kCertsFailed, message); }

int store_key(const CertificatePointer& certificate, const crypto::PrivateKey& key,
              const Arguments& arguments) {
    auto pkcs8 = key.pkcs8();
    if (!pkcs8.ok()) return fail("the key cannot be stored");
    const std::string name = "secur32-certs-" + thumbprint(certificate);
    const std::u16string wide(name.begin(), name.end());
    std::string why;
    const StoredKey stored =
        StoredKey::import(wide, pkcs8.value(), arguments.has("--exportable"), why);
    if (!stored.is_open()) return fail("the key cannot be stored: " + why);
    if (set_key_name(certificate, {wide, key_storage(), 0, 0, 0})) return kCertsDone;
    return fail("the certificate cannot name its key: " + last_error_text());
}

// In DER, RFC 5280's SubjectPublicKeyInfo.
bool is_key_of(const crypto::PrivateKey& key, const CertificatePointer& certificate) {
    const auto parsed = x509::parse_certificate(certificate.der());
    if (!parsed.ok()) return false;
    const auto its =
        crypto::PublicKey::from_subject_public_key_info(parsed.value().subject_public_key_info.der);
    return its.ok() && its.value() == key.public_key();
}

int add_all(const std::vector<CertificatePointer>& certificates, const Arguments& arguments) {
    const CertificateStore store = chosen_store(arguments);
    if (!store.is_open()) return kCertsFailed;
    const CertificateStore beside = open_store("CA", arguments.has("--machine"));
    const bool is_mine = store_name(arguments) == "MY";
    bool first = true;
    for (const CertificatePointer& each : certificates) {
        const bool moves = is_mine && !first && !key_name(each);
        if (moves && store_beside(each) == nullptr) {
            std::fprintf(stderr, "secur32-certs: left out, as no root is trusted unasked: %s\n",
                         name_text(each.get()->pCertInfo->Subject).c_str());
            continue;
        }
        if (!add(moves ? beside.get() : store.get(), each, arguments, first))
            return fail("cannot add it: " + last_error_text());
        first = false;
    }
    return kCertsDone;
}

int write_output(Bytes octets, bool is_secret, const Arguments& arguments) {
    const auto path = arguments.value("--output");
    if (!path) {
        return write_descriptor(STDOUT_FILENO, octets) == Status::ok
                   ? kCertsDone
                   : fail("standard output cannot be written");
    }
    if (!is_secret)
        return write_file(*path, octets) == Status::ok ? kCertsDone : fail("cannot write " + *path);
    const Descriptor file(
        ::open(path->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file.valid() && write_descriptor(file.get(), octets) == Status::ok) return kCertsDone;
    return fail("cannot make " + *path + ", which must not be there yet");
}

SecureBytes exported_key(const CertificatePointer& certificate) {
    const auto name = key_name(certificate);
    if (!name) {
        fail("the certificate has no private key here");
        return {};
    }
    std::string why;
    const StoredKey key = StoredKey::open(*name, why);
    if (!key.is_open()) {
        fail("cannot open the key: " + why);
        return {};
    }
    SecureBytes pkcs8 = key.pkcs8(why);
    if (pkcs8.empty()) fail("cannot export the key: " + why);
    return pkcs8;
}

int import_certificates(const Arguments& arguments) {
    const std::string& path = arguments.operands().front();
    std::string why;
    auto file = read_secret_file(path, why);
    if (!file) return fail(why);
    if (x509::is_pfx(file->bytes())) return import_pfx(*file, arguments);
    const CertificateStore found(CertOpenStore(CERT_STORE_PROV_FILENAME_A, 0, 0, 0, path.c_str()));
    const auto all = found.is_open() ? certificates_of(found) : std::vector<CertificatePointer>();
    if (all.empty()) return fail(path + ": no certificate in it");
    const auto key_path = arguments.value("--key");
    const bool has_key = text_of(*file).find("PRIVATE KEY-----") != std::string_view::npos;
    if (key_path || has_key) {
        const auto pem = key_path ? read_secret_file(*key_path, why) : std::move(file);
        if (!pem) return fail(why);
        const int imported = import_key(all.front(), *pem, key_path.value_or(path), arguments);
        if (imported != kCertsDone) return imported;
    }
    return add_all(all, arguments);
}

int export_certificate(const Arguments& arguments) {
    if (arguments.has("--pfx") && arguments.has("--pem"))
        return complain_of_certificates(kCertsMisused, "either --pfx or --pem");
    const CertificateStore store = chosen_store(arguments);
    if (!store.is_open()) return kCertsFailed;
    const auto certificate = chosen_certificate(store, arguments);
    if (!certificate) return kCertsFailed;
    return arguments.has("--pfx") ? export_pfx(*certificate, arguments)
                                  : export_pem(*certificate, arguments);
}

}  // namespace secur32::tools
