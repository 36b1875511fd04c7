// The queries behind report.h.  Every pointer that a query fills belongs to FreeContextBuffer.
// An attribute that a package does not have is reported as "-", not as a failure.
#include "samples/common/report.h"

#include <iostream>
#include <optional>

namespace samples {
namespace {

template <class Attribute>
std::optional<Attribute> query(PCtxtHandle context, ULONG attribute, const char* name) {
    Attribute value{};
    const SECURITY_STATUS status = QueryContextAttributes(context, attribute, &value);
    if (status == SEC_E_OK) return value;
    std::cout << name << ": " << status_name(status) << '\n';
    return std::nullopt;
}

std::string take_text(SEC_CHAR* text) {
    const ContextBuffer<SEC_CHAR> owned(text);
    return text != nullptr ? text : "-";
}

std::string take_name(PSecPkgInfo info) {
    const ContextBuffer<SecPkgInfo> owned(info);
    return info != nullptr && info->Name != nullptr ? info->Name : "-";
}

std::string user_name(PCtxtHandle context) {
    const auto names = query<SecPkgContext_Names>(context, SECPKG_ATTR_NAMES, "NAMES");
    const std::string user = names ? take_text(names->sUserName) : "-";
    std::cout << "user: " << user << '\n';
    return user;
}

std::string key_bits(PCtxtHandle context) {
    const auto keys = query<SecPkgContext_KeyInfo>(context, SECPKG_ATTR_KEY_INFO, "KEY_INFO");
    if (!keys) return "-";
    const std::string signature = take_text(keys->sSignatureAlgorithmName);
    const std::string cipher = take_text(keys->sEncryptAlgorithmName);
    std::cout << "keys: " << keys->KeySize << " bits, signed with " << signature << ", sealed with "
              << cipher << '\n';
    return std::to_string(keys->KeySize);
}

std::string mechanism(PCtxtHandle context) {
    const auto info = query<SecPkgContext_NegotiationInfo>(context, SECPKG_ATTR_NEGOTIATION_INFO,
                                                           "NEGOTIATION_INFO");
    const std::string name = info ? take_name(info->PackageInfo) : "-";
    std::cout << "mechanism: " << name << '\n';
    return name;
}

bool print_package(PCtxtHandle context) {
    const auto info =
        query<SecPkgContext_PackageInfo>(context, SECPKG_ATTR_PACKAGE_INFO, "PACKAGE_INFO");
    if (info) std::cout << "package of the context: " << take_name(info->PackageInfo) << '\n';
    return info.has_value();
}

bool print_sizes(PCtxtHandle context) {
    const auto sizes = query<SecPkgContext_Sizes>(context, SECPKG_ATTR_SIZES, "SIZES");
    if (!sizes) return false;
    std::cout << "sizes: token " << sizes->cbMaxToken << ", signature " << sizes->cbMaxSignature
              << ", block " << sizes->cbBlockSize << ", trailer " << sizes->cbSecurityTrailer
              << " bytes\n";
    return true;
}

}  // namespace

bool print_report(Role role, PCtxtHandle context, const std::string& package, ULONG attributes) {
    const bool answered = print_package(context) && print_sizes(context);
    const std::string mech = mechanism(context);
    const std::string user = user_name(context);
    const std::string bits = key_bits(context);
    std::cout << "negotiated: package=" << package << " mechanism=" << mech << " user=" << user
              << " key-bits=" << bits << " flags=" << attribute_names(role, attributes)
              << std::endl;
    return answered;
}

}  // namespace samples
