// RFC 7292 4 and 5.2, from the outside in.  Each layer is BER of its own: der_of_ber first.
#include "sslprovider/x509/pfx.h"

#include <algorithm>
#include <charconv>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/ber.h"
#include "sslprovider/x509/pfx_mac.h"
#include "sslprovider/x509/pfx_oids.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

constexpr unsigned kDeepestSafe = 8;
constexpr DerTag kBmpString{0x1E};
constexpr std::uint8_t kVersion = 3;

Status malformed(std::string_view reason) { return trace::because(Status::bad_data, reason); }

// ---- Attributes ---------------------------------------------------------------------------------

std::u16string bmp_string(DerReader& in) {
    const Bytes octets = in.contents(kBmpString);
    if (octets.size() % 2 != 0) in.fail();
    std::u16string out(octets.size() / 2, u'\0');
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<char16_t>(octets[2 * i] << 8 | octets[2 * i + 1]);
    return out;
}

Buffer octet_string(DerReader& in) {
    const Bytes octets = in.contents(DerTag::octet_string);
    return {octets.begin(), octets.end()};
}

// 0: none.
std::uint32_t property_id(std::string_view oid) {
    if (!oid.starts_with(pfx_oid::property_prefix)) return 0;
    oid.remove_prefix(pfx_oid::property_prefix.size());
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(oid.data(), oid.data() + oid.size(), id);
    return error == std::errc() && end == oid.data() + oid.size() ? id : 0;
}

//   PKCS12Attribute ::= SEQUENCE { attrId OBJECT IDENTIFIER, attrValues SET OF ANY }
// An attribute that is none of ours is passed over, and so is a value behind the first.
void read_attribute(DerReader& in, PfxAttributes& out) {
    in.nested(DerTag::sequence, [&](DerReader& attribute) {
        const std::string oid = attribute.object_identifier().text();
        attribute.nested(DerTag::set, [&](DerReader& values) {
            if (oid == pfx_oid::machine_keyset) out.machine_keyset = true;
            if (values.more()) {
                if (oid == pfx_oid::friendly_name) out.friendly_name = bmp_string(values);
                if (oid == pfx_oid::local_key_id) out.local_key_id = octet_string(values);
                if (oid == pfx_oid::provider_name) out.provider = bmp_string(values);
                const std::uint32_t id = property_id(oid);
                if (id != 0 && values.next_is(DerTag::octet_string))
                    out.properties.emplace_back(id, octet_string(values));
            }
            while (values.more()) values.any();
        });
    });
}

PfxAttributes read_attributes(DerReader& in) {
    PfxAttributes out;
    if (in.more())
        in.nested(DerTag::set, [&](DerReader& attributes) {
            while (attributes.more()) read_attribute(attributes, out);
        });
    return out;
}

// ---- Reading ------------------------------------------------------------------------------------

// OID and, under [0] EXPLICIT, what it says: ContentInfo, SafeBag, CertBag, CRLBag.
struct Typed {
    std::string oid;
    Bytes value;  // of [0]: one element
};
Typed read_typed(DerReader& in) {
    Typed out;
    out.oid = in.object_identifier().text();
    in.nested(der_explicit(0), [&](DerReader& value) { out.value = value.any(); });
    return out;
}
Typed read_content_info(DerReader& in) {
    Typed out;
    in.nested(DerTag::sequence, [&](DerReader& info) { out = read_typed(info); });
    return out;
}

// The contents of an element that is an OCTET STRING; nothing when it is none.
std::optional<Bytes> octets_of(Bytes element) {
    DerReader in(element);
    const Bytes octets = in.contents(DerTag::octet_string);
    if (!in.done()) return std::nullopt;
    return octets;
}

struct EncryptedPart {
    AlgorithmIdentifier algorithm;
    SecureBytes data;
    bool good = false;
};

//   EncryptedContentInfo's [0] IMPLICIT OCTET STRING, whose BER may be in parts.
SecureBytes read_implicit_octets(DerReader& in) {
    if (!in.next_is(der_explicit(0))) return SecureBytes(in.contents(der_implicit(0)));
    SecureBytes joined;
    in.nested(der_explicit(0), [&](DerReader& parts) {
        Buffer all;
        while (parts.more()) {
            const Bytes part = parts.contents(DerTag::octet_string);
            all.insert(all.end(), part.begin(), part.end());
        }
        joined = SecureBytes(Bytes(all));
    });
    return joined;
}

//   EncryptedData ::= SEQUENCE { version, EncryptedContentInfo, unprotectedAttrs [1] OPTIONAL }
//   EncryptedContentInfo ::= SEQUENCE { contentType, contentEncryptionAlgorithm,
//                                       encryptedContent [0] IMPLICIT OCTET STRING OPTIONAL }
EncryptedPart read_encrypted_data(Bytes element) {
    EncryptedPart out;
    DerReader in(element);
    in.nested(DerTag::sequence, [&](DerReader& data) {
        data.small_integer();
        data.nested(DerTag::sequence, [&](DerReader& info) {
            info.object_identifier();
            out.algorithm = read_algorithm(info);
            out.data = read_implicit_octets(info);
        });
        while (data.more()) data.any();
    });
    out.good = in.done();
    return out;
}

//   EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }  (RFC 5208 6)
EncryptedPart read_shrouded_key(Bytes element) {
    EncryptedPart out;
    DerReader in(element);
    in.nested(DerTag::sequence, [&](DerReader& info) {
        out.algorithm = read_algorithm(info);
        out.data = SecureBytes(info.contents(DerTag::octet_string));
    });
    out.good = in.done();
    return out;
}

class Reading {
 public:
    Reading(const PfxPassword& password, const PfxReading& reading)
        : password_(password), parts_(reading.parts), budget_(reading.most_rounds) {}

    RoundBudget& budget() { return budget_; }
    Status read_authenticated_safe(Bytes der);
    PfxContents take() { return std::move(out_); }

 private:
    Status read_part(const Typed& info);
    Status read_safe_contents(Bytes ber, unsigned depth);
    Status read_bag(const Typed& bag, PfxAttributes attributes, unsigned depth);
    Status add_key(Bytes private_key_info, PfxAttributes attributes);
    Status add_shrouded_key(Bytes element, PfxAttributes attributes);
    Status add_certificate(Bytes element, PfxAttributes attributes);
    Status add_crl(Bytes element);

    const PfxPassword& password_;
    PfxParts parts_;
    RoundBudget budget_;
    PfxContents out_;
};

Status Reading::add_key(Bytes private_key_info, PfxAttributes attributes) {
    TRY_ASSIGN(crypto::PrivateKey key, crypto::PrivateKey::from_pkcs8(private_key_info));
    out_.keys.push_back({std::move(key), std::move(attributes)});
    return Status::ok;
}

Status Reading::add_shrouded_key(Bytes element, PfxAttributes attributes) {
    const EncryptedPart part = read_shrouded_key(element);
    if (!part.good) return malformed("pfx: no EncryptedPrivateKeyInfo");
    TRY_ASSIGN(const SecureBytes info,
               decrypt_pfx_part(part.algorithm, password_, part.data.bytes(), budget_));
    return add_key(info.bytes(), std::move(attributes));
}

Status Reading::add_certificate(Bytes element, PfxAttributes attributes) {
    Typed bag;
    DerReader in(element);
    in.nested(DerTag::sequence, [&](DerReader& inner) { bag = read_typed(inner); });
    const std::optional<Bytes> der = octets_of(bag.value);
    if (!in.done() || !der) return malformed("pfx: no CertBag");
    // sdsiCertificate: nothing here reads one.
    if (bag.oid == pfx_oid::x509_certificate)
        out_.certificates.push_back({{der->begin(), der->end()}, std::move(attributes)});
    return Status::ok;
}

Status Reading::add_crl(Bytes element) {
    Typed bag;
    DerReader in(element);
    in.nested(DerTag::sequence, [&](DerReader& inner) { bag = read_typed(inner); });
    const std::optional<Bytes> der = octets_of(bag.value);
    if (!in.done() || !der) return malformed("pfx: no CRLBag");
    if (bag.oid == pfx_oid::x509_crl) out_.crls.emplace_back(der->begin(), der->end());
    return Status::ok;
}

// A bag of another kind (secretBag) is passed over.
Status Reading::read_bag(const Typed& bag, PfxAttributes attributes, unsigned depth) {
    if (bag.oid == pfx_oid::cert_bag) return add_certificate(bag.value, std::move(attributes));
    if (bag.oid == pfx_oid::crl_bag) return add_crl(bag.value);
    if (bag.oid == pfx_oid::safe_contents_bag) return read_safe_contents(bag.value, depth + 1);
    if (parts_ != PfxParts::all) return Status::ok;
    if (bag.oid == pfx_oid::key_bag) return add_key(bag.value, std::move(attributes));
    if (bag.oid == pfx_oid::shrouded_key_bag)
        return add_shrouded_key(bag.value, std::move(attributes));
    return Status::ok;
}

//   SafeContents ::= SEQUENCE OF SafeBag
//   SafeBag ::= SEQUENCE { bagId OBJECT IDENTIFIER, bagValue [0] EXPLICIT ANY,
//                          bagAttributes SET OF PKCS12Attribute OPTIONAL }
Status Reading::read_safe_contents(Bytes ber, unsigned depth) {
    if (depth > kDeepestSafe) return malformed("pfx: safes within safes");
    TRY_ASSIGN(const SecureBytes der, der_of_ber(ber));
    Status status = Status::ok;
    DerReader in(der.bytes());
    in.nested(DerTag::sequence, [&](DerReader& bags) {
        while (bags.more() && status == Status::ok)
            bags.nested(DerTag::sequence, [&](DerReader& bag) {
                const Typed typed = read_typed(bag);
                PfxAttributes attributes = read_attributes(bag);
                if (bag.done()) status = read_bag(typed, std::move(attributes), depth);
            });
        if (status != Status::ok) bags.fail();
    });
    if (status != Status::ok) return status;
    return in.done() ? Status::ok : malformed("pfx: no SafeContents");
}

Status Reading::read_part(const Typed& info) {
    if (info.oid == pfx_oid::data) {
        const std::optional<Bytes> contents = octets_of(info.value);
        if (!contents) return malformed("pfx: no Data");
        return read_safe_contents(*contents, 0);
    }
    if (info.oid != pfx_oid::encrypted_data)
        return trace::because(Status::unsupported_function, "pfx: a part under public keys",
                              info.oid);
    if (parts_ == PfxParts::not_encrypted_certificates) return Status::ok;
    const EncryptedPart part = read_encrypted_data(info.value);
    if (!part.good) return malformed("pfx: no EncryptedData");
    TRY_ASSIGN(const SecureBytes plain,
               decrypt_pfx_part(part.algorithm, password_, part.data.bytes(), budget_));
    return read_safe_contents(plain.bytes(), 0);
}

//   AuthenticatedSafe ::= SEQUENCE OF ContentInfo
Status Reading::read_authenticated_safe(Bytes ber) {
    TRY_ASSIGN(const SecureBytes der, der_of_ber(ber));
    std::vector<Typed> parts;
    DerReader in(der.bytes());
    in.nested(DerTag::sequence, [&](DerReader& infos) {
        while (infos.more()) parts.push_back(read_content_info(infos));
    });
    if (!in.done()) return malformed("pfx: no AuthenticatedSafe");
    for (const Typed& part : parts) TRY(read_part(part));
    return Status::ok;
}

// ---- The outermost layer ------------------------------------------------------------------------

struct Outer {
    SecureBytes der;  // what the views are of
    Typed safe;
    std::optional<PfxMac> mac;
};

Result<Outer> read_outer(Bytes file) {
    if (file.size() > kMaxPfxSize) return malformed("pfx: too large a file");
    Outer out;
    TRY_ASSIGN(out.der, der_of_ber(file));
    std::uint8_t version = 0;
    DerReader in(out.der.bytes());
    in.nested(DerTag::sequence, [&](DerReader& pfx) {
        version = pfx.small_integer();
        out.safe = read_content_info(pfx);
        if (pfx.more()) out.mac = read_pfx_mac(pfx);
    });
    if (!in.done() || version != kVersion) return malformed("pfx: no PFX");
    return out;
}

// What the MAC is over: the OCTET STRING's contents.
Result<Bytes> safe_of(const Outer& outer) {
    if (outer.safe.oid != pfx_oid::data)
        return trace::because(Status::unsupported_function, "pfx: under a public key",
                              outer.safe.oid);
    const std::optional<Bytes> contents = octets_of(outer.safe.value);
    if (!contents) return malformed("pfx: the AuthenticatedSafe is no OCTET STRING");
    return *contents;
}

Status verify(const Outer& outer, Bytes safe, const PfxPassword& password, RoundBudget& budget) {
    if (!outer.mac) return trace::because(Status::unsupported_function, "pfx: no MAC");
    return verify_pfx_mac(*outer.mac, password, safe, budget);
}

}  // namespace

bool is_pfx(Bytes file) {
    const Result<Outer> outer = read_outer(file);
    return outer.ok();
}

Status verify_pfx_password(Bytes file, const PfxPassword& password, const PfxReading& reading) {
    TRY_ASSIGN(const Outer outer, read_outer(file));
    TRY_ASSIGN(const Bytes safe, safe_of(outer));
    RoundBudget budget(reading.most_rounds);
    return verify(outer, safe, password, budget);
}

Result<PfxContents> read_pfx(Bytes file, const PfxPassword& password, const PfxReading& reading) {
    TRY_ASSIGN(const Outer outer, read_outer(file));
    TRY_ASSIGN(const Bytes safe, safe_of(outer));
    Reading running(password, reading);
    if (reading.parts != PfxParts::not_encrypted_certificates)
        TRY(verify(outer, safe, password, running.budget()));
    TRY(running.read_authenticated_safe(safe));
    return running.take();
}

}  // namespace secur32::x509
