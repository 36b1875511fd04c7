#include "sslprovider/api/query_object.h"

#include <wincrypt_store_files.h>

#include <algorithm>
#include <array>
#include <string>

#include "sslprovider/api/store_contents.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/pem.h"
#include "sslprovider/x509/pfx.h"

namespace secur32::api {
namespace {

// ---- Contents -----------------------------------------------------------------------------------

Status read_certificate(CertStore& store, Bytes octets) {
    TRY_ASSIGN(const auto certificate, x509::OwnedCertificate::parse(octets));
    store.load(certificate, nullptr);
    return Status::ok;
}

Status read_crl(CertStore& store, Bytes octets) {
    TRY_ASSIGN(const auto crl, x509::OwnedCrl::parse(octets));
    store.load(crl, nullptr);
    return Status::ok;
}

Status read_element(CertStore& store, Bytes octets, x509::SerializedElement::Kind kind) {
    TRY_ASSIGN(const auto element, x509::parse_serialized_element(octets));
    return element.kind == kind ? load(store, element) : Status::bad_type;
}

Status read_serialized_certificate(CertStore& store, Bytes octets) {
    return read_element(store, octets, x509::SerializedElement::Kind::certificate);
}

Status read_serialized_crl(CertStore& store, Bytes octets) {
    return read_element(store, octets, x509::SerializedElement::Kind::crl);
}

Status read_pkcs7(CertStore& store, Bytes octets) {
    TRY_ASSIGN(const auto bag, x509::parse_signed_certificates(octets));
    return load(store, bag);
}

using StoreRead = Result<std::shared_ptr<CertStore>>;

// One that fails half way leaves its store to nobody.
template <Status (*read)(CertStore& store, Bytes octets)>
StoreRead into_store(Bytes octets) {
    auto store = CertStore::create(CertStore::Kind::elements, 0);
    TRY(read(*store, octets));
    return store;
}

StoreRead recognize_pfx(Bytes octets) {
    if (!x509::is_pfx(octets)) return Status::bad_data;
    return std::shared_ptr<CertStore>();
}

struct Content {
    DWORD id, encoding;
    StoreRead (*read)(Bytes octets);
};
constexpr DWORD kBoth = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING;
constexpr std::array kContents = {
    Content{CERT_QUERY_CONTENT_CERT, X509_ASN_ENCODING, into_store<read_certificate>},
    Content{CERT_QUERY_CONTENT_CRL, X509_ASN_ENCODING, into_store<read_crl>},
    Content{CERT_QUERY_CONTENT_SERIALIZED_STORE, X509_ASN_ENCODING, into_store<load_serialized>},
    Content{CERT_QUERY_CONTENT_SERIALIZED_CERT, X509_ASN_ENCODING,
            into_store<read_serialized_certificate>},
    Content{CERT_QUERY_CONTENT_SERIALIZED_CRL, X509_ASN_ENCODING, into_store<read_serialized_crl>},
    Content{CERT_QUERY_CONTENT_PKCS7_SIGNED, kBoth, into_store<read_pkcs7>},
    Content{CERT_QUERY_CONTENT_PFX, kBoth, recognize_pfx},
};

bool is_among(DWORD id, DWORD flags) { return (flags & (1u << id)) != 0; }

Result<QueryMatch> match_contents(Bytes octets, DWORD contents, DWORD format) {
    for (const Content& content : kContents) {
        if (!is_among(content.id, contents)) continue;
        auto store = content.read(octets);
        if (store.ok())
            return QueryMatch{content.encoding, content.id, format, std::move(store).value()};
    }
    return Status::not_found;
}

// ---- Formats ------------------------------------------------------------------------------------

Result<QueryMatch> match_base64(std::string_view text, DWORD contents) {
    std::string_view rest = text;
    bool has_blocks = false;
    while (const auto block = x509::next_pem_block(rest)) {
        has_blocks = true;
        const Result<Buffer> octets = x509::decode_base64(block->body);
        if (!octets.ok()) continue;
        auto match = match_contents(octets.value(), contents, CERT_QUERY_FORMAT_BASE64_ENCODED);
        if (match.ok()) return match;
    }
    if (has_blocks) return Status::not_found;
    TRY_ASSIGN(const Buffer octets, x509::decode_base64(text));
    return match_contents(octets, contents, CERT_QUERY_FORMAT_BASE64_ENCODED);
}

Result<Buffer> decode_hex(std::string_view text) {
    constexpr std::string_view prefix = "{ASN}", digits = "0123456789abcdef";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    Buffer octets;
    std::size_t count = 0;
    unsigned octet = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const std::size_t value = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c | 32) : c);
        if (value == std::string_view::npos) return Status::bad_data;
        octet = octet << 4 | static_cast<unsigned>(value);
        if (++count % 2 == 0) octets.push_back(static_cast<std::uint8_t>(octet));
    }
    if (count % 2 != 0) return Status::bad_data;
    return octets;
}

Result<QueryMatch> match_hex(std::string_view text, DWORD contents) {
    TRY_ASSIGN(const Buffer octets, decode_hex(text));
    return match_contents(octets, contents, CERT_QUERY_FORMAT_ASN_ASCII_HEX_ENCODED);
}

}  // namespace

std::string ascii_text(Bytes octets) {
    std::string text(reinterpret_cast<const char*>(octets.data()), octets.size());
    if (octets.size() >= 2 && octets[0] == 0xFF && octets[1] == 0xFE) text.erase(0, 2);
    const bool wide = text.size() >= 2 && text.size() % 2 == 0 && text[0] != 0 && text[1] == 0;
    if (wide) {
        std::string narrow;
        for (std::size_t i = 0; i < text.size(); i += 2) {
            if (text[i + 1] != 0) return text;
            narrow += text[i];
        }
        text = std::move(narrow);
    }
    // A NUL at the end is the program's that wrote the file.
    while (!text.empty() && text.back() == '\0') text.pop_back();
    return text;
}

Result<QueryMatch> query_octets(Bytes octets, DWORD contents, DWORD formats) {
    if (is_among(CERT_QUERY_FORMAT_BINARY, formats)) {
        auto match = match_contents(octets, contents, CERT_QUERY_FORMAT_BINARY);
        if (match.ok()) return match;
    }
    const std::string text = ascii_text(octets);
    if (is_among(CERT_QUERY_FORMAT_BASE64_ENCODED, formats)) {
        auto match = match_base64(text, contents);
        if (match.ok()) return match;
    }
    if (is_among(CERT_QUERY_FORMAT_ASN_ASCII_HEX_ENCODED, formats)) {
        auto match = match_hex(text, contents);
        if (match.ok()) return match;
    }
    return trace::because(Status::not_found, "cert: nothing of what was looked for");
}

CertResult of_file(Status status) {
    switch (status) {
        case Status::not_found:
            return ERROR_FILE_NOT_FOUND;
        case Status::not_permitted:
        case Status::bad_type:
            return ERROR_ACCESS_DENIED;
        case Status::bad_length:
        case Status::internal_error:
            return CRYPT_E_FILE_ERROR;
        default:
            return status;
    }
}

}  // namespace secur32::api
