// The commands of secur32-certs, and the table of them.
#include "sspi/tools/certificate_commands.h"

#include <array>
#include <cstdio>

#include "sslprovider/base/utf16.h"
#include "sspi/tools/certificate_choice.h"
#include "sspi/tools/certificate_store.h"

namespace secur32::tools {
namespace {

int list(const Arguments& arguments) {
    const CertificateStore store = chosen_store(arguments);
    if (!store.is_open()) return kCertsFailed;
    for (const CertificatePointer& each : certificates_of(store)) {
        const CERT_INFO& info = *each.get()->pCertInfo;
        std::printf("%s  %s  %s  %s\n", thumbprint(each).c_str(),
                    date_text(info.NotAfter).substr(0, 10).c_str(), key_name(each) ? "key" : "-  ",
                    name_text(info.Subject).c_str());
    }
    return kCertsDone;
}

void print(const char* label, const std::string& text) {
    if (!text.empty()) std::printf("%-14s %s\n", label, text.c_str());
}

std::string serial_number(const CERT_INFO& info) {
    std::string text;
    for (DWORD i = info.SerialNumber.cbData; i-- > 0;) {
        text += "0123456789ABCDEF"[info.SerialNumber.pbData[i] >> 4];
        text += "0123456789ABCDEF"[info.SerialNumber.pbData[i] & 15];
    }
    return text;
}

int show(const Arguments& arguments) {
    const CertificateStore store = chosen_store(arguments);
    if (!store.is_open()) return kCertsFailed;
    const auto certificate = chosen_certificate(store, arguments);
    if (!certificate) return kCertsFailed;
    const CERT_INFO& info = *certificate->get()->pCertInfo;
    print("Thumbprint", thumbprint(*certificate));
    print("Subject", name_text(info.Subject));
    print("Issuer", name_text(info.Issuer));
    print("Serial number", serial_number(info));
    print("Valid from", date_text(info.NotBefore));
    print("Valid until", date_text(info.NotAfter));
    print("Friendly name", friendly_name(*certificate));
    const auto key = key_name(*certificate);
    print("Private key", key ? printable(key->container) : "none");
    return kCertsDone;
}

int remove(const Arguments& arguments) {
    const CertificateStore store = chosen_store(arguments);
    if (!store.is_open()) return kCertsFailed;
    auto certificate = chosen_certificate(store, arguments);
    if (!certificate) return kCertsFailed;
    const auto name = key_name(*certificate);
    // The certificate goes first: left alone, a key can still be found; a certificate whose key is
    // gone cannot be used.
    if (!CertDeleteCertificateFromStore(certificate->release()))
        return complain_of_certificates(kCertsFailed, "cannot remove it: " + last_error_text());
    if (!arguments.has("--with-key") || !name) return kCertsDone;
    std::string why;
    StoredKey key = StoredKey::open(*name, why);
    if (key.is_open() && key.remove()) return kCertsDone;
    return complain_of_certificates(kCertsFailed,
                                    "the certificate is removed, its key is not: " + why);
}

constexpr std::array kOptions = {
    Option{"--store", "NAME", "MY (the default), CA, ROOT or another store"},
    Option{"--machine", "", "the machine's store instead of the user's"},
    Option{"--key", "FILE", "the private key, in PEM"},
    Option{"--friendly-name", "NAME", "what programs show beside the subject"},
    Option{"--exportable", "", "the key may be exported again"},
    Option{"--password-stdin", "", "the password is the first line of standard input"},
    Option{"--output", "FILE", "write there instead of to standard output"},
    Option{"--pfx", "", "certificate and key as a PFX file, under a password"},
    Option{"--pem", "", "in PEM (the default)"},
    Option{"--with-key", "", "the private key too"},
    Option{"--subject", "NAME", "\"CN=www.example.com, O=Example\""},
    Option{"--dns", "NAME", "a host name that it is for; may be repeated"},
    Option{"--days", "N", "how long it is valid (365)"},
    Option{"--kind", "KEY", "rsa2048 (the default), rsa3072, rsa4096, ec256, ec384, ec521"},
    Option{"--help", "", "this help"},
};

constexpr std::string_view kImport[] = {"--key", "--friendly-name", "--exportable",
                                        "--password-stdin"};
constexpr std::string_view kExport[] = {"--pfx", "--pem", "--with-key", "--output",
                                        "--password-stdin"};
constexpr std::string_view kMake[] = {"--subject", "--dns",           "--days",
                                      "--kind",    "--friendly-name", "--exportable"};
constexpr std::string_view kRemove[] = {"--with-key"};

constexpr std::array kCommands = {
    CertificateCommand{"list",
                       "",
                       false,
                       "lists the certificates of a store",
                       "A line for each: thumbprint, last day, whether it has a key, subject.",
                       {},
                       list},
    CertificateCommand{
        "show", "CERTIFICATE", true, "shows a certificate", "All that is kept of it.", {}, show},
    CertificateCommand{
        "import", "FILE", true, "adds the certificates of a file",
        "FILE is PEM, DER, PKCS #7 or PFX.  The first certificate of PEM gets the key\n"
        "of --key, or the one in FILE.  What has no key and did not issue itself goes\n"
        "to the store CA.  Roots are trusted only when --store ROOT says so.",
        kImport, import_certificates},
    CertificateCommand{"export", "CERTIFICATE", true, "writes a certificate",
                       "A file with a key is made for its owner alone, and replaces none.", kExport,
                       export_certificate},
    CertificateCommand{"self-signed", "", false, "makes a certificate for tests",
                       "Its key is made with it.", kMake, make_certificate},
    CertificateCommand{"remove", "CERTIFICATE", true, "removes a certificate",
                       "Its key stays, unless --with-key is given.", kRemove, remove},
};

}  // namespace

std::span<const CertificateCommand> certificate_commands() { return kCommands; }
std::span<const Option> certificate_options() { return kOptions; }

int complain_of_certificates(int status, std::string_view message) {
    std::fflush(stdout);
    std::fprintf(stderr, "secur32-certs: %s\n", std::string(message).c_str());
    return status;
}

}  // namespace secur32::tools
