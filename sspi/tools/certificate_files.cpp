// Certificates and keys in and out of files, and new ones.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <cstdio>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/certificate.h"
#include "sslprovider/x509/pem.h"
#include "sspi/tools/certificate_choice.h"
#include "sspi/tools/certificate_commands.h"

namespace secur32::tools {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;

int complain(const std::string& message) { return complain_of_certificates(kCertsFailed, message); }

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
            return complain("cannot add it: " + last_error_text());
        first = false;
    }
    return kCertsDone;
}

// In DER, RFC 5280's SubjectPublicKeyInfo.
bool is_key_of(const crypto::PrivateKey& key, const CertificatePointer& certificate) {
    const auto parsed = x509::parse_certificate(certificate.der());
    if (!parsed.ok()) return false;
    const auto its =
        crypto::PublicKey::from_subject_public_key_info(parsed.value().subject_public_key_info.der);
    return its.ok() && its.value() == key.public_key();
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
    if (!key.ok()) return complain(path + ": " + key_failure(key.status()));
    if (!is_key_of(key.value(), certificate))
        return complain("the key in " + path + " is not the certificate's");
    auto pkcs8 = key.value().pkcs8();
    if (!pkcs8.ok()) return complain("the key cannot be stored");
    const std::string name = "secur32-certs-" + thumbprint(certificate);
    const std::u16string wide(name.begin(), name.end());
    std::string why;
    const StoredKey stored =
        StoredKey::import(wide, pkcs8.value(), arguments.has("--exportable"), why);
    if (!stored.is_open()) return complain("the key cannot be stored: " + why);
    if (set_key_name(certificate, {wide, key_storage(), 0, 0, 0})) return kCertsDone;
    return complain("the certificate cannot name its key: " + last_error_text());
}

int import_pfx(SecureBytes& file, const Arguments& arguments) {
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(file.size()), file.mutable_bytes().data()};
    DWORD flags = PKCS12_ALWAYS_CNG_KSP;
    if (arguments.has("--exportable")) flags |= CRYPT_EXPORTABLE;
    SecureBytes password(2);  // none
    const auto text = [&] { return reinterpret_cast<LPCWSTR>(password.bytes().data()); };
    const bool needs_one =
        arguments.has("--password-stdin") ||
        (!PFXVerifyPassword(&blob, text(), 0) && !PFXVerifyPassword(&blob, nullptr, 0));
    if (needs_one) {
        const auto given = password_of(arguments, arguments.operands().front());
        if (!given) return kCertsFailed;
        password = wide_password(*given);
        if (password.empty()) return complain("the password is not UTF-8");
    }
    const CertificateStore found(PFXImportCertStore(&blob, text(), flags));
    if (!found.is_open()) return complain(arguments.operands().front() + ": " + last_error_text());
    auto all = certificates_of(found);
    std::ranges::stable_partition(all, [](const auto& each) { return key_name(each).has_value(); });
    return add_all(all, arguments);
}

// ---- Exporting ----------------------------------------------------------------------------------

int write_output(Bytes octets, bool is_secret, const Arguments& arguments) {
    const auto path = arguments.value("--output");
    if (!path) {
        return write_descriptor(STDOUT_FILENO, octets) == Status::ok
                   ? kCertsDone
                   : complain("standard output cannot be written");
    }
    if (!is_secret)
        return write_file(*path, octets) == Status::ok ? kCertsDone
                                                       : complain("cannot write " + *path);
    const Descriptor file(
        ::open(path->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file.valid() && write_descriptor(file.get(), octets) == Status::ok) return kCertsDone;
    return complain("cannot make " + *path + ", which must not be there yet");
}

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
    const auto name = key_name(certificate);
    if (!name) return complain("the certificate has no private key here");
    std::string why;
    const StoredKey key = StoredKey::open(*name, why);
    if (!key.is_open()) return complain("cannot open the key: " + why);
    const SecureBytes pkcs8 = key.pkcs8(why);
    if (pkcs8.empty()) return complain("cannot export the key: " + why);
    const SecureBytes key_pem = pem_of_key(pkcs8);
    SecureBytes all(pem.size() + key_pem.size());
    std::ranges::copy(pem, all.mutable_bytes().begin());
    std::ranges::copy(key_pem.bytes(),
                      all.mutable_bytes().begin() + static_cast<std::ptrdiff_t>(pem.size()));
    return write_output(all.bytes(), true, arguments);
}

int export_pfx(const CertificatePointer& certificate, const Arguments& arguments) {
    const auto given = password_of(arguments, "the PFX file");
    if (!given) return kCertsFailed;
    const SecureBytes password = wide_password(*given);
    if (password.empty()) return complain("the password is not UTF-8");
    const CertificateStore only(CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr));
    if (!CertAddCertificateContextToStore(only.get(), certificate.get(), CERT_STORE_ADD_ALWAYS,
                                          nullptr))
        return complain(last_error_text());
    const DWORD flags =
        EXPORT_PRIVATE_KEYS | REPORT_NO_PRIVATE_KEY | REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY;
    const auto text = reinterpret_cast<LPCWSTR>(password.bytes().data());
    CRYPT_DATA_BLOB blob{0, nullptr};
    if (!PFXExportCertStoreEx(only.get(), &blob, text, nullptr, flags))
        return complain("cannot export it: " + last_error_text());
    SecureBytes file{std::size_t{blob.cbData}};
    blob.pbData = file.mutable_bytes().data();
    if (!PFXExportCertStoreEx(only.get(), &blob, text, nullptr, flags))
        return complain("cannot export it: " + last_error_text());
    return write_output(file.bytes().first(blob.cbData), true, arguments);
}

// ---- Making -------------------------------------------------------------------------------------

Buffer encoded_name(const std::string& text) {
    DWORD size = 0;
    if (!CertStrToNameA(X509_ASN_ENCODING, text.c_str(), CERT_X500_NAME_STR, nullptr, nullptr,
                        &size, nullptr))
        return {};
    Buffer name(size);
    if (!CertStrToNameA(X509_ASN_ENCODING, text.c_str(), CERT_X500_NAME_STR, nullptr, name.data(),
                        &size, nullptr))
        return {};
    return name;
}

//   SubjectAltName ::= GeneralNames;  dNSName [2] IA5String
Buffer dns_names(const std::vector<std::string>& names) {
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        for (const std::string& name : names)
            out.put(der_implicit(2), bytes_of(std::string_view(name)));
    });
    return out.take();
}

//   ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
Buffer server_and_client() {
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        for (const char* const oid : {"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}) {
            const auto id = object_identifier_of(oid);
            out.object_identifier({id.value()});
        }
    });
    return out.take();
}

SYSTEMTIME in_days(int days) {
    const std::time_t then = std::time(nullptr) + std::time_t{days} * 24 * 3600;
    std::tm parts{};
    ::gmtime_r(&then, &parts);
    SYSTEMTIME time{};
    time.wYear = static_cast<WORD>(parts.tm_year + 1900);
    time.wMonth = static_cast<WORD>(parts.tm_mon + 1);
    time.wDay = static_cast<WORD>(parts.tm_mday);
    time.wHour = static_cast<WORD>(parts.tm_hour);
    time.wMinute = static_cast<WORD>(parts.tm_min);
    time.wSecond = static_cast<WORD>(parts.tm_sec);
    return time;
}

std::optional<int> days_of(const Arguments& arguments) {
    const std::string text = arguments.value("--days").value_or("365");
    int days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc() || end != text.data() + text.size() || days < 1 || days > 36500)
        return std::nullopt;
    return days;
}

std::u16string new_key_name() {
    std::array<std::uint8_t, 16> random{};
    fill_random(random);
    std::u16string name = u"secur32-certs-";
    for (const std::uint8_t octet : random) {
        name += static_cast<char16_t>("0123456789abcdef"[octet >> 4]);
        name += static_cast<char16_t>("0123456789abcdef"[octet & 15]);
    }
    return name;
}

CertificatePointer self_signed(const StoredKey& key, const std::u16string& key_name, Buffer& name,
                               const Arguments& arguments, int days) {
    Buffer names = dns_names(arguments.values("--dns")), usages = server_and_client();
    char san[] = "2.5.29.17", eku[] = "2.5.29.37";
    std::array extensions = {
        CERT_EXTENSION{eku, FALSE, {static_cast<DWORD>(usages.size()), usages.data()}},
        CERT_EXTENSION{san, FALSE, {static_cast<DWORD>(names.size()), names.data()}},
    };
    CERT_EXTENSIONS all{arguments.has("--dns") ? 2u : 1u, extensions.data()};
    CERT_NAME_BLOB subject{static_cast<DWORD>(name.size()), name.data()};
    std::u16string container = key_name, provider = key_storage();
    CRYPT_KEY_PROV_INFO info{};
    info.pwszContainerName = reinterpret_cast<LPWSTR>(container.data());
    info.pwszProvName = reinterpret_cast<LPWSTR>(provider.data());
    SYSTEMTIME end = in_days(days);
    return CertificatePointer(
        CertCreateSelfSignCertificate(key.get(), &subject, 0, &info, nullptr, nullptr, &end, &all));
}

}  // namespace

int import_certificates(const Arguments& arguments) {
    const std::string& path = arguments.operands().front();
    std::string why;
    auto file = read_secret_file(path, why);
    if (!file) return complain(why);
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(file->size()), file->mutable_bytes().data()};
    if (PFXIsPFXBlob(&blob)) return import_pfx(*file, arguments);
    const CertificateStore found(CertOpenStore(CERT_STORE_PROV_FILENAME_A, 0, 0, 0, path.c_str()));
    const auto all = found.is_open() ? certificates_of(found) : std::vector<CertificatePointer>();
    if (all.empty()) return complain(path + ": no certificate in it");
    const auto key_path = arguments.value("--key");
    const bool has_key = text_of(*file).find("PRIVATE KEY-----") != std::string_view::npos;
    if (key_path || has_key) {
        const auto pem = key_path ? read_secret_file(*key_path, why) : std::move(file);
        if (!pem) return complain(why);
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

int make_certificate(const Arguments& arguments) {
    const auto text = arguments.value("--subject");
    if (!text) return complain_of_certificates(kCertsMisused, "self-signed needs --subject");
    const auto days = days_of(arguments);
    if (!days) return complain_of_certificates(kCertsMisused, "--days is a number up to 36500");
    Buffer name = encoded_name(*text);
    if (name.empty())
        return complain_of_certificates(kCertsMisused, "not a subject's name: " + *text);
    const CertificateStore store = chosen_store(arguments);
    if (!store.is_open()) return kCertsFailed;
    const std::u16string key_name = new_key_name();
    std::string why;
    StoredKey key = StoredKey::make(key_name, arguments.value("--kind").value_or("rsa2048"),
                                    arguments.has("--exportable"), why);
    if (!key.is_open()) return complain("cannot make the key: " + why);
    const CertificatePointer made = self_signed(key, key_name, name, arguments, *days);
    if (made.get() != nullptr && add(store.get(), made, arguments, true)) return kCertsDone;
    why = last_error_text();
    key.remove();
    return complain("cannot make the certificate: " + why);
}

}  // namespace secur32::tools
