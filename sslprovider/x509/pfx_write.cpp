// Writes a PFX file as Windows does: one SafeContents with the shrouded keys in plain Data, one
// with the certificates and CRLs, encrypted as a whole.
#include "sslprovider/base/der_writer.h"
#include "sslprovider/x509/pfx.h"
#include "sslprovider/x509/pfx_mac.h"
#include "sslprovider/x509/pfx_oids.h"

namespace secur32::x509 {
namespace {

constexpr DerTag kBmpString{0x1E};

// Constants of ours, and the numbers of properties: no text that is none.
void put_oid(DerWriter& out, std::string_view text) {
    out.put(DerTag::object_identifier, object_identifier_of(text).value());
}

Buffer big_endian(std::u16string_view text) {
    Buffer out;
    for (const char16_t unit : text) {
        out.push_back(static_cast<std::uint8_t>(unit >> 8));
        out.push_back(static_cast<std::uint8_t>(unit));
    }
    return out;
}

template <typename Values>
Buffer attribute(std::string_view oid, Values&& values) {
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        put_oid(out, oid);
        out.nested(DerTag::set, [&] { values(out); });
    });
    return out.take();
}

void put_attributes(DerWriter& out, const PfxAttributes& attributes) {
    std::vector<Buffer> all;
    const auto text = [&](std::string_view oid, const std::optional<std::u16string>& value) {
        if (value)
            all.push_back(
                attribute(oid, [&](DerWriter& to) { to.put(kBmpString, big_endian(*value)); }));
    };
    const auto octets = [&](std::string_view oid, const Buffer& value) {
        all.push_back(attribute(oid, [&](DerWriter& to) { to.put(DerTag::octet_string, value); }));
    };
    if (!attributes.local_key_id.empty()) octets(pfx_oid::local_key_id, attributes.local_key_id);
    text(pfx_oid::friendly_name, attributes.friendly_name);
    text(pfx_oid::provider_name, attributes.provider);
    if (attributes.machine_keyset)
        all.push_back(attribute(pfx_oid::machine_keyset, [](DerWriter&) {}));
    for (const auto& [id, value] : attributes.properties)
        octets(std::string(pfx_oid::property_prefix) + std::to_string(id), value);
    if (!all.empty()) out.set_of(DerTag::set, std::move(all));
}

template <typename Value>
void put_bag(DerWriter& out, std::string_view oid, const PfxAttributes& attributes, Value&& value) {
    out.nested(DerTag::sequence, [&] {
        put_oid(out, oid);
        out.nested(der_explicit(0), value);
        put_attributes(out, attributes);
    });
}

// CertBag, CRLBag.
void put_typed_octets(DerWriter& out, std::string_view oid, Bytes der) {
    out.nested(DerTag::sequence, [&] {
        put_oid(out, oid);
        out.nested(der_explicit(0), [&] { out.put(DerTag::octet_string, der); });
    });
}

Result<Buffer> key_safe(const PfxContents& contents, const PfxPassword& password,
                        const PfxWriting& writing) {
    std::vector<PfxEncrypted> keys;
    for (const PfxKey& key : contents.keys) {
        TRY_ASSIGN(const SecureBytes info, key.key.pkcs8());
        TRY_ASSIGN(PfxEncrypted encrypted,
                   encrypt_pfx_part(writing.cipher, password, info.bytes(), writing.rounds));
        keys.push_back(std::move(encrypted));
    }
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        for (std::size_t i = 0; i < keys.size(); ++i)
            put_bag(out, pfx_oid::shrouded_key_bag, contents.keys[i].attributes, [&] {
                out.nested(DerTag::sequence, [&] {
                    out.raw(keys[i].algorithm);
                    out.put(DerTag::octet_string, keys[i].data);
                });
            });
    });
    return out.take();
}

Buffer certificate_safe(const PfxContents& contents) {
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        for (const PfxCertificate& certificate : contents.certificates)
            put_bag(out, pfx_oid::cert_bag, certificate.attributes,
                    [&] { put_typed_octets(out, pfx_oid::x509_certificate, certificate.der); });
        for (const Buffer& crl : contents.crls)
            put_bag(out, pfx_oid::crl_bag, {},
                    [&] { put_typed_octets(out, pfx_oid::x509_crl, crl); });
    });
    return out.take();
}

// ContentInfo of Data.
void put_data(DerWriter& out, Bytes octets) {
    out.nested(DerTag::sequence, [&] {
        put_oid(out, pfx_oid::data);
        out.nested(der_explicit(0), [&] { out.put(DerTag::octet_string, octets); });
    });
}

// ContentInfo of EncryptedData.
void put_encrypted(DerWriter& out, const PfxEncrypted& encrypted) {
    out.nested(DerTag::sequence, [&] {
        put_oid(out, pfx_oid::encrypted_data);
        out.nested(der_explicit(0), [&] {
            out.nested(DerTag::sequence, [&] {
                out.small_integer(0);
                out.nested(DerTag::sequence, [&] {
                    put_oid(out, pfx_oid::data);
                    out.raw(encrypted.algorithm);
                    out.put(der_implicit(0), encrypted.data);
                });
            });
        });
    });
}

Result<Buffer> authenticated_safe(const PfxContents& contents, const PfxPassword& password,
                                  const PfxWriting& writing) {
    TRY_ASSIGN(const Buffer keys, key_safe(contents, password, writing));
    const Buffer certificates = certificate_safe(contents);
    PfxEncrypted encrypted;
    if (writing.encrypt_certificates) {
        TRY_ASSIGN(encrypted,
                   encrypt_pfx_part(writing.cipher, password, certificates, writing.rounds));
    }
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        if (!contents.keys.empty()) put_data(out, keys);
        if (writing.encrypt_certificates)
            put_encrypted(out, encrypted);
        else
            put_data(out, certificates);
    });
    return out.take();
}

}  // namespace

Result<Buffer> write_pfx(const PfxContents& contents, const PfxPassword& password,
                         const PfxWriting& writing) {
    TRY_ASSIGN(const Buffer safe, authenticated_safe(contents, password, writing));
    TRY_ASSIGN(const Buffer mac, make_pfx_mac(writing.cipher, password, safe, writing.rounds));
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.small_integer(3);
        put_data(out, safe);
        out.raw(mac);
    });
    return out.take();
}

}  // namespace secur32::x509
