#include "sspi/tools/certificate_choice.h"

#include <unistd.h>

#include <algorithm>

#include "sslprovider/base/utf16.h"
#include "sspi/tools/certificate_commands.h"
#include "sspi/tools/password_prompt.h"

namespace secur32::tools {
namespace {

bool is_hash_of(std::string_view wanted, const CertificatePointer& certificate) {
    std::string digits;
    for (const char c : wanted)
        if (c != ':' && c != ' ') digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    return digits.size() >= 4 && thumbprint(certificate).starts_with(digits);
}

bool is_named(const std::u16string& wanted, const CertificatePointer& certificate) {
    for (const std::string& text :
         {name_text(certificate.get()->pCertInfo->Subject), friendly_name(certificate)}) {
        const auto name = utf16_of(text);
        if (name.ok() && upper(name.value()).find(upper(wanted)) != std::u16string::npos)
            return true;
    }
    return false;
}

}  // namespace

std::string store_name(const Arguments& arguments) {
    return arguments.value("--store").value_or("MY");
}

CertificateStore chosen_store(const Arguments& arguments) {
    const std::string name = store_name(arguments);
    CertificateStore store = open_store(name, arguments.has("--machine"));
    if (!store.is_open())
        complain_of_certificates(kCertsFailed,
                                 "cannot open the store " + name + ": " + last_error_text());
    return store;
}

std::optional<CertificatePointer> chosen_certificate(const CertificateStore& store,
                                                     const Arguments& arguments) {
    const std::string& wanted = arguments.operands().front();
    const auto text = utf16_of(wanted);
    std::vector<CertificatePointer> found;
    const auto all = certificates_of(store);
    std::ranges::copy_if(all, std::back_inserter(found),
                         [&](const auto& each) { return is_hash_of(wanted, each); });
    if (found.empty() && text.ok() && !text.value().empty())
        std::ranges::copy_if(all, std::back_inserter(found),
                             [&](const auto& each) { return is_named(text.value(), each); });
    if (found.size() == 1) return found.front();
    std::string message = found.empty() ? "there is no certificate " + wanted + " in the store " +
                                              store_name(arguments)
                                        : "there are several that " + wanted + " can mean:";
    for (const CertificatePointer& each : found)
        message += "\n  " + thumbprint(each) + "  " + name_text(each.get()->pCertInfo->Subject);
    complain_of_certificates(kCertsFailed, message);
    return std::nullopt;
}

std::optional<SecureBytes> password_of(const Arguments& arguments, const std::string& what) {
    std::string why;
    auto password = arguments.has("--password-stdin") ? read_password(STDIN_FILENO, why)
                                                      : ask_password(what, why);
    if (!password) complain_of_certificates(kCertsFailed, why);
    return password;
}

}  // namespace secur32::tools
