// CertGetNameString: one of the names that a certificate has for its subject or issuer.
#include <array>
#include <optional>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/name_arguments.h"
#include "sslprovider/api/name_output.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/extensions.h"
#include "sslprovider/x509/idna.h"

namespace secur32::api {
namespace {

using x509::GeneralName;
using Form = GeneralName::Form;


std::optional<std::u16string> ia5_text(const GeneralName& name) {
    Result<std::u16string> text =
        x509::text_of(static_cast<std::uint8_t>(x509::StringTag::ia5), name.value);
    if (!text.ok()) return std::nullopt;
    return std::move(text).value();
}

// The octets behind %: as UTF-8 where they are.
std::u16string unescaped(const std::u16string& url) {
    const auto digit = [&](std::size_t at) -> int {
        if (at >= url.size()) return -1;
        const char16_t unit = url[at];
        if (unit >= u'0' && unit <= u'9') return unit - u'0';
        if (unit >= u'A' && unit <= u'F') return unit - u'A' + 10;
        if (unit >= u'a' && unit <= u'f') return unit - u'a' + 10;
        return -1;
    };
    Result<std::string> octets = utf8_of(url);
    if (!octets.ok()) return url;
    std::string out;
    for (std::size_t at = 0; at < octets.value().size(); ++at) {
        const bool escaped = url.size() == octets.value().size() && url[at] == u'%' &&
                             digit(at + 1) >= 0 && digit(at + 2) >= 0 &&
                             digit(at + 1) + digit(at + 2) != 0;
        if (escaped) {
            out.push_back(static_cast<char>(digit(at + 1) << 4 | digit(at + 2)));
            at += 2;
        } else {
            out.push_back(octets.value()[at]);
        }
    }
    Result<std::u16string> text = utf16_of(out);
    return text.ok() ? std::move(text).value() : url;
}

// RFC 3986 3.2: what stands between "//", an '@' in it, and ':' or the path.
std::u16string shown_url(const std::u16string& url) {
    const std::size_t slashes = url.find(u"://");
    if (slashes == url.npos) return unescaped(url);
    const std::size_t start = slashes + 3;
    const std::size_t end = std::min(url.find_first_of(u"/?#", start), url.size());
    const std::size_t user = url.substr(start, end - start).rfind(u'@');
    const std::size_t host = user == url.npos ? start : start + user + 1;
    const std::size_t host_end = std::min(url.find(u':', host), end);
    return unescaped(url.substr(0, host)) +
           x509::to_unicode(std::u16string_view(url).substr(host, host_end - host)) +
           unescaped(url.substr(host_end));
}

// What a certificate calls one of the two: a name, and alternative names.
class NamesOf {
 public:
    NamesOf(CertificateContext& context, DWORD flags) : context_(context), flags_(flags) {}

    // Reads; a name that is none cannot be in a certificate, and alternative names that are none
    // are as if they were not there.
    CertResult read();

    std::u16string of(DWORD type, const void* parameter) const;
    // With a NUL behind each.
    std::u16string all_dns_names() const;

 private:
    bool issuer() const { return (flags_ & CERT_NAME_ISSUER_FLAG) != 0; }
    bool punycode() const { return (flags_ & CERT_NAME_STR_ENABLE_PUNYCODE_FLAG) != 0; }
    x509::T61 t61() const {
        return (flags_ & CERT_NAME_DISABLE_IE4_UTF8_FLAG) != 0 ? x509::T61::latin1
                                                               : x509::T61::utf8_or_latin1;
    }
    void read_alternative_names();
    const GeneralName* first(Form form) const;
    std::optional<std::u16string> first_text(Form form) const;
    x509::Name directory_name() const;
    std::optional<std::u16string> value(const x509::Name& name, std::string_view type) const;
    std::u16string shown(const x509::NameAttribute& attribute) const;

    std::u16string email() const;
    std::u16string whole_name(const DWORD* type) const;
    std::u16string attribute(const char* type) const;
    std::u16string simple_display() const;
    std::u16string friendly() const;
    std::u16string dns() const;
    std::u16string url() const;
    std::u16string user_principal() const;

    CertificateContext& context_;
    DWORD flags_;
    x509::Name name_;
    x509::GeneralNames alternatives_;
};

CertResult NamesOf::read() {
    const x509::Certificate& certificate = context_.certificate();
    read_alternative_names();
    return read_name(issuer() ? certificate.issuer : certificate.subject, name_);
}

// The extension of RFC 5280, else X.509's old one.
void NamesOf::read_alternative_names() {
    const auto wanted = issuer() ? std::array{szOID_ISSUER_ALT_NAME2, szOID_ISSUER_ALT_NAME}
                                 : std::array{szOID_SUBJECT_ALT_NAME2, szOID_SUBJECT_ALT_NAME};
    for (const std::string_view oid : wanted)
        for (const x509::Extension& extension : context_.certificate().extensions) {
            if (extension.id.text() != oid) continue;
            Result<x509::GeneralNames> names = x509::parse_general_names(extension.value);
            if (names.ok()) alternatives_ = std::move(names).value();
            return;
        }
}

const GeneralName* NamesOf::first(Form form) const {
    for (const GeneralName& name : alternatives_)
        if (name.form == form) return &name;
    return nullptr;
}

std::optional<std::u16string> NamesOf::first_text(Form form) const {
    const GeneralName* const name = first(form);
    return name == nullptr ? std::nullopt : ia5_text(*name);
}

// "If the Subject Name field is empty and the certificate has a Subject Alternative Name extension,
// uses the first directory Name choice".
x509::Name NamesOf::directory_name() const {
    if (!name_.attributes.empty()) return name_;
    const GeneralName* const name = first(Form::directory_name);
    if (name == nullptr) return name_;
    Result<x509::Name> read = x509::parse_name(name->value);
    return read.ok() ? std::move(read).value() : name_;
}

std::u16string NamesOf::shown(const x509::NameAttribute& attribute) const {
    std::u16string text = x509::shown_value(attribute, t61());
    return punycode() && attribute.type.text() == x509::kEmailAddress ? x509::shown_email(text)
                                                                      : text;
}

std::optional<std::u16string> NamesOf::value(const x509::Name& name, std::string_view type) const {
    const x509::NameAttribute* const found = name.find(type);
    if (found == nullptr) return std::nullopt;
    return shown(*found);
}

std::u16string NamesOf::email() const {
    if (first(Form::rfc822_name) == nullptr)
        return value(name_, x509::kEmailAddress).value_or(u"");
    const std::u16string address = first_text(Form::rfc822_name).value_or(u"");
    return punycode() ? x509::shown_email(address) : address;
}

std::u16string NamesOf::whole_name(const DWORD* type) const {
    x509::NameStyle style = name_style(type == nullptr ? DWORD{CERT_SIMPLE_NAME_STR} : *type);
    if (t61() == x509::T61::latin1) style.t61 = t61();
    style.decode_punycode = style.decode_punycode || punycode();
    return x509::text_of(directory_name(), style);
}

std::u16string NamesOf::attribute(const char* type) const {
    const x509::Name name = directory_name();
    if (type != nullptr) return value(name, type).value_or(u"");
    for (const std::string_view each :
         {x509::kEmailAddress, x509::kCommonName, x509::kOrganizationalUnit, x509::kOrganization})
        if (auto found = value(name, each)) return *found;
    return {};
}

std::u16string NamesOf::simple_display() const {
    const x509::Name name = directory_name();
    for (const std::string_view each :
         {x509::kCommonName, x509::kOrganizationalUnit, x509::kOrganization, x509::kEmailAddress})
        if (auto found = value(name, each)) return *found;
    if (const auto address = first_text(Form::rfc822_name))
        return punycode() ? x509::shown_email(*address) : *address;
    return name.attributes.empty() ? std::u16string() : shown(name.attributes.front());
}

std::u16string NamesOf::friendly() const {
    DWORD size = 0;
    CertificateProperties& properties = context_.properties();
    if (properties.get(CERT_FRIENDLY_NAME_PROP_ID, CertOutput(nullptr, &size)) != Status::ok)
        return simple_display();
    Buffer octets(size);
    if (properties.get(CERT_FRIENDLY_NAME_PROP_ID, CertOutput(octets.data(), &size)) != Status::ok)
        return simple_display();
    std::u16string text;
    for (std::size_t at = 0; at + 1 < octets.size(); at += 2)
        text.push_back(char16_t(octets[at] | octets[at + 1] << 8));
    return text.substr(0, text.find(u'\0'));
}

std::u16string NamesOf::dns() const {
    if (first(Form::dns_name) == nullptr) return value(name_, x509::kCommonName).value_or(u"");
    const std::u16string name = first_text(Form::dns_name).value_or(u"");
    return punycode() ? x509::to_unicode(name) : name;
}

std::u16string NamesOf::all_dns_names() const {
    std::u16string out;
    for (const GeneralName& name : alternatives_) {
        if (name.form != Form::dns_name) continue;
        const auto text = ia5_text(name);
        if (!text) continue;
        out.append(punycode() ? x509::to_unicode(*text) : *text).push_back(u'\0');
    }
    if (!out.empty() || first(Form::dns_name) != nullptr) return out;
    if (const auto common_name = value(name_, x509::kCommonName))
        out.append(*common_name).push_back(u'\0');
    return out;
}

std::u16string NamesOf::url() const {
    const auto text = first_text(Form::uniform_resource_identifier);
    if (!text) return {};
    return punycode() ? shown_url(*text) : *text;
}

std::u16string NamesOf::user_principal() const {
    for (const GeneralName& name : alternatives_) {
        if (name.form != Form::other_name || name.other_type.text() != szOID_NT_PRINCIPAL_NAME)
            continue;
        if (name.value.empty()) return {};
        const std::uint8_t tag = name.value.front();
        DerReader in(name.value);
        const Bytes contents = in.contents(DerTag(tag));
        Result<std::u16string> text = x509::text_of(tag, contents);
        return in.done() && text.ok() ? std::move(text).value() : std::u16string();
    }
    return {};
}

std::u16string NamesOf::of(DWORD type, const void* parameter) const {
    switch (type) {
        case CERT_NAME_EMAIL_TYPE:
            return email();
        case CERT_NAME_RDN_TYPE:
            return whole_name(static_cast<const DWORD*>(parameter));
        case CERT_NAME_ATTR_TYPE:
            return attribute(static_cast<const char*>(parameter));
        case CERT_NAME_SIMPLE_DISPLAY_TYPE:
            return simple_display();
        case CERT_NAME_FRIENDLY_DISPLAY_TYPE:
            return friendly();
        case CERT_NAME_DNS_TYPE:
            return dns();
        case CERT_NAME_URL_TYPE:
            return url();
        default:
            return user_principal();
    }
}

template <typename Char>
CertResult name_string(PCCERT_CONTEXT pointer, DWORD type, DWORD flags, const void* parameter,
                       NameOutput<Char>& out) {
    TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pointer));
    if (type < CERT_NAME_EMAIL_TYPE || type > CERT_NAME_UPN_TYPE)
        return refuse(E_INVALIDARG, "cert: no such type of name");
    const bool all = (flags & CERT_NAME_SEARCH_ALL_NAMES_FLAG) != 0;
    if (all && type != CERT_NAME_DNS_TYPE) return Status::ok;
    NamesOf names(*context, flags);
    if (const CertResult read = names.read(); read.code() != 0) return read;
    if (all)
        out.put(names.all_dns_names(), CutOff::keeps_strings);
    else
        out.put(names.of(type, parameter), CutOff::keeps_what_fits);
    return Status::ok;
}

template <typename Char>
DWORD name_string_call(const char* function, PCCERT_CONTEXT context, DWORD type, DWORD flags,
                       const void* parameter, Char* text, DWORD size) {
    NameOutput<Char> out(text, size);
    cert_call(function, [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(context));
        trail.number("type", type);
        trail.flags("flags", flags);
        return name_string(context, type, flags, parameter, out);
    });
    return out.answer();
}

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

DWORD WINAPI CertGetNameStringA(PCCERT_CONTEXT pCertContext, DWORD dwType, DWORD dwFlags,
                                void* pvTypePara, LPSTR pszNameString, DWORD cchNameString) {
    return name_string_call("CertGetNameStringA", pCertContext, dwType, dwFlags, pvTypePara,
                            pszNameString, cchNameString);
}

DWORD WINAPI CertGetNameStringW(PCCERT_CONTEXT pCertContext, DWORD dwType, DWORD dwFlags,
                                void* pvTypePara, LPWSTR pszNameString, DWORD cchNameString) {
    return name_string_call("CertGetNameStringW", pCertContext, dwType, dwFlags, pvTypePara,
                            pszNameString, cchNameString);
}

}  // extern "C"
