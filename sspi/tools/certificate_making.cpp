// Self-signed certificates (RFC 5280 4.1), for tests.
#include <algorithm>
#include <array>
#include <charconv>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/crypto/signature.h"
#include "sspi/tools/certificate_choice.h"
#include "sspi/tools/certificate_commands.h"
#include "sspi/tools/certificate_files.h"

namespace secur32::tools {
namespace {

using crypto::HashAlgorithm;
using crypto::PrivateKey;

struct KeyKind {
    std::string_view name;
    std::size_t rsa_bits;
    crypto::NamedGroup curve;
    HashAlgorithm hash;
    std::string_view signature;  // the algorithm's OBJECT IDENTIFIER
};
constexpr std::string_view kRsaSha256 = "1.2.840.113549.1.1.11";
constexpr std::array kKinds = {
    KeyKind{"rsa2048", 2048, crypto::NamedGroup::none, HashAlgorithm::sha256, kRsaSha256},
    KeyKind{"rsa3072", 3072, crypto::NamedGroup::none, HashAlgorithm::sha256, kRsaSha256},
    KeyKind{"rsa4096", 4096, crypto::NamedGroup::none, HashAlgorithm::sha256, kRsaSha256},
    KeyKind{"ec256", 0, crypto::NamedGroup::secp256r1, HashAlgorithm::sha256,
            "1.2.840.10045.4.3.2"},
    KeyKind{"ec384", 0, crypto::NamedGroup::secp384r1, HashAlgorithm::sha384,
            "1.2.840.10045.4.3.3"},
    KeyKind{"ec521", 0, crypto::NamedGroup::secp521r1, HashAlgorithm::sha512,
            "1.2.840.10045.4.3.4"},
};

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

std::optional<unsigned> days_of(const Arguments& arguments) {
    const std::string text = arguments.value("--days").value_or("365");
    unsigned days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc() || end != text.data() + text.size() || days < 1 || days > 36500)
        return std::nullopt;
    return days;
}

void write_oid(DerWriter& out, std::string_view oid) {
    const Result<Buffer> octets = object_identifier_of(oid);
    out.object_identifier({octets.value()});
}

void write_algorithm(DerWriter& out, const KeyKind& kind) {
    out.nested(DerTag::sequence, [&] {
        write_oid(out, kind.signature);
        // RFC 4055 5: of RSA "the parameters field MUST contain NULL"; RFC 5758 3.2: of ECDSA none.
        if (kind.rsa_bits != 0) out.null();
    });
}

template <typename Body>
void write_extension(DerWriter& out, std::string_view oid, Body&& body) {
    out.nested(DerTag::sequence, [&] {
        write_oid(out, oid);
        out.nested(DerTag::octet_string, [&] { out.nested(DerTag::sequence, body); });
    });
}

void write_extensions(DerWriter& out, const std::vector<std::string>& names) {
    out.nested(der_explicit(3), [&] {
        out.nested(DerTag::sequence, [&] {
            write_extension(out, "2.5.29.37", [&] {  // extKeyUsage: serverAuth, clientAuth
                write_oid(out, "1.3.6.1.5.5.7.3.1");
                write_oid(out, "1.3.6.1.5.5.7.3.2");
            });
            if (names.empty()) return;
            write_extension(out, "2.5.29.17", [&] {  // subjectAltName: dNSName [2]
                for (const std::string& name : names)
                    out.put(der_implicit(2), bytes_of(std::string_view(name)));
            });
        });
    });
}

struct Plan {
    const KeyKind& kind;
    const PrivateKey& key;
    Buffer name;
    std::vector<std::string> dns;
    unsigned days;
};

Result<Buffer> to_be_signed(const Plan& plan) {
    TRY_ASSIGN(const Buffer public_key, plan.key.public_key().subject_public_key_info());
    std::array<std::uint8_t, 16> serial_number{};
    fill_random(serial_number);
    serial_number[0] = static_cast<std::uint8_t>((serial_number[0] & 0x7F) | 0x40);
    const FileTime now = file_time_now();
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.nested(der_explicit(0), [&] { out.small_integer(2); });
        out.integer(serial_number);
        write_algorithm(out, plan.kind);
        out.raw(plan.name);
        out.nested(DerTag::sequence, [&] {
            out.time(now);
            out.time(now + FileTime{plan.days} * 24 * kFileTimeHour);
        });
        out.raw(plan.name);
        out.raw(public_key);
        write_extensions(out, plan.dns);
    });
    return out.take();
}

Result<Buffer> self_signed(const Plan& plan) {
    TRY_ASSIGN(const Buffer body, to_be_signed(plan));
    TRY_ASSIGN(const Buffer signature,
               crypto::sign_message(plan.key, crypto::SignatureForm{plan.kind.hash}, body));
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.raw(body);
        write_algorithm(out, plan.kind);
        out.bit_string({signature, 0});
    });
    return out.take();
}

int no_such_kind() {
    std::string message = "no such kind of key; there are";
    for (const KeyKind& each : kKinds) message.append(" ").append(each.name);
    return complain_of_certificates(kCertsMisused, message);
}

}  // namespace

int make_certificate(const Arguments& arguments) {
    const auto subject = arguments.value("--subject");
    if (!subject) return complain_of_certificates(kCertsMisused, "self-signed needs --subject");
    const auto days = days_of(arguments);
    if (!days) return complain_of_certificates(kCertsMisused, "--days is a number up to 36500");
    const auto* const kind =
        std::ranges::find(kKinds, arguments.value("--kind").value_or("rsa2048"), &KeyKind::name);
    if (kind == kKinds.end()) return no_such_kind();
    Buffer name = encoded_name(*subject);
    if (name.empty())
        return complain_of_certificates(kCertsMisused, "not a subject's name: " + *subject);
    const auto key = kind->rsa_bits != 0 ? PrivateKey::generate_rsa(kind->rsa_bits)
                                         : PrivateKey::generate_ec(kind->curve);
    if (!key.ok()) return fail("the key cannot be made");
    const auto der =
        self_signed({*kind, key.value(), std::move(name), arguments.values("--dns"), *days});
    if (!der.ok()) return fail("the certificate cannot be made");
    const CertificatePointer made(CertCreateCertificateContext(
        X509_ASN_ENCODING, der.value().data(), static_cast<DWORD>(der.value().size())));
    if (made.get() == nullptr) return fail("the certificate cannot be made");
    if (const int stored = store_key(made, key.value(), arguments); stored != kCertsDone)
        return stored;
    return add_all({made}, arguments);
}

}  // namespace secur32::tools
