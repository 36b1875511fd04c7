// GeneralNames (RFC 5280 4.2.1.6) as CERT_ALT_NAME_INFO, and the extensions that are made of them.
#include <array>

#include "sslprovider/api/object_codec.h"

namespace secur32::api {
namespace {

using x509::GeneralName;
using Form = GeneralName::Form;

struct Choice {
    Form form;
    DWORD choice;
};
// Windows has no place for x400Address and ediPartyName.
constexpr std::array kChoices = {
    Choice{Form::other_name, CERT_ALT_NAME_OTHER_NAME},
    Choice{Form::rfc822_name, CERT_ALT_NAME_RFC822_NAME},
    Choice{Form::dns_name, CERT_ALT_NAME_DNS_NAME},
    Choice{Form::directory_name, CERT_ALT_NAME_DIRECTORY_NAME},
    Choice{Form::uniform_resource_identifier, CERT_ALT_NAME_URL},
    Choice{Form::ip_address, CERT_ALT_NAME_IP_ADDRESS},
    Choice{Form::registered_id, CERT_ALT_NAME_REGISTERED_ID},
};

CERT_OTHER_NAME* other_name(const GeneralName& name, ObjectDecoder& decoder) {
    auto* const out = decoder.memory.make<CERT_OTHER_NAME>();
    *out = {decoder.memory.id(name.other_type), decoder.memory.octets(name.value)};
    return out;
}

// IA5String, of which each octet is a character.  With a NUL among them the rest would be out of
// sight: "good.example\0.evil.example" is no name of good.example.
LPWSTR wide(Bytes text, DerReader& in, ObjectDecoder& decoder) {
    if (std::ranges::find(text, 0) != text.end()) in.fail();
    return decoder.memory.text(std::u16string(text.begin(), text.end()));
}

void put_alt_name(const GeneralName& name, DWORD choice, DerReader& in, ObjectDecoder& decoder,
                  CERT_ALT_NAME_ENTRY& out) {
    out.dwAltNameChoice = choice;
    switch (choice) {
        case CERT_ALT_NAME_OTHER_NAME:
            out.pOtherName = other_name(name, decoder);
            return;
        case CERT_ALT_NAME_DIRECTORY_NAME:
        case CERT_ALT_NAME_IP_ADDRESS:
            out.IPAddress = decoder.memory.octets(name.value);
            return;
        case CERT_ALT_NAME_REGISTERED_ID:
            out.pszRegisteredID = decoder.memory.id({name.value});
            return;
        default:
            out.pwszURL = wide(name.value, in, decoder);
    }
}

// ---- Encoding -----------------------------------------------------------------------------------

void put_ia5(LPCWSTR text, Form form, ObjectEncoder& encoder, DWORD where) {
    const std::u16string_view all =
        text == nullptr ? std::u16string_view{}
                        : std::u16string_view(reinterpret_cast<const char16_t*>(text));
    const auto wrong = std::ranges::find_if(all, [](char16_t unit) { return unit >= 0x80; });
    if (wrong != all.end())
        return encoder.refuse(
            CRYPT_E_INVALID_IA5_STRING, "cert: a character that IA5String cannot have",
            where | (static_cast<DWORD>(wrong - all.begin()) & CERT_ALT_NAME_VALUE_ERR_INDEX_MASK));
    encoder.out.put(der_implicit(static_cast<unsigned>(form)), Buffer(all.begin(), all.end()));
}

void put_other_name(const CERT_OTHER_NAME* from, ObjectEncoder& encoder) {
    if (from == nullptr) return encoder.refuse(E_INVALIDARG, "cert: pOtherName is null");
    encoder.out.nested(der_explicit(0), [&] {
        encoder.id(from->pszObjId);
        encoder.out.nested(der_explicit(0), [&] { encoder.element(from->Value); });
    });
}

// ---- Extensions ---------------------------------------------------------------------------------

void read_alt_name_list(DerReader& in, ObjectDecoder& decoder, CERT_ALT_NAME_INFO& out) {
    read_alt_names(in, DerTag::sequence, decoder, out);
}

void write_alt_name_list(const CERT_ALT_NAME_INFO& from, ObjectEncoder& encoder) {
    write_alt_names(from, DerTag::sequence, encoder, 0);
}

// AuthorityKeyIdentifier, of which Windows' older structure has one Name for the GeneralNames: so
// does its encoding.
template <typename Info, typename ReadIssuer>
void read_key_id(DerReader& in, ObjectDecoder& decoder, Info& out, CRYPT_INTEGER_BLOB& number,
                 ReadIssuer&& read_issuer) {
    in.nested(DerTag::sequence, [&](DerReader& id) {
        if (id.next_is(der_implicit(0)))
            out.KeyId = decoder.memory.octets(id.contents(der_implicit(0)));
        if (id.next_is(der_explicit(1))) read_issuer(id);
        if (id.next_is(der_implicit(2)))
            number = decoder.memory.reversed(id.integer(der_implicit(2)));
    });
}

template <typename Info, typename WriteIssuer>
void write_key_id(const Info& from, const CRYPT_INTEGER_BLOB& number, ObjectEncoder& encoder,
                  WriteIssuer&& write_issuer) {
    encoder.out.nested(DerTag::sequence, [&] {
        if (from.KeyId.cbData != 0) encoder.out.put(der_implicit(0), encoder.octets(from.KeyId));
        write_issuer();
        if (number.cbData == 0) return;
        DerWriter serial;
        serial.integer(encoder.number(number));
        encoder.retagged(der_implicit(2), serial.view());
    });
}

void read_authority_key_id(DerReader& in, ObjectDecoder& decoder, CERT_AUTHORITY_KEY_ID_INFO& out) {
    read_key_id(in, decoder, out, out.CertSerialNumber, [&](DerReader& id) {
        id.nested(der_explicit(1), [&](DerReader& issuer) {
            const Bytes name = issuer.any();
            if (!name.empty() && name.front() != static_cast<std::uint8_t>(DerTag::sequence))
                issuer.fail();
            out.CertIssuer = decoder.memory.octets(name);
        });
    });
}

void write_authority_key_id(const CERT_AUTHORITY_KEY_ID_INFO& from, ObjectEncoder& encoder) {
    write_key_id(from, from.CertSerialNumber, encoder, [&] {
        if (from.CertIssuer.cbData != 0)
            encoder.out.nested(der_explicit(1), [&] { encoder.element(from.CertIssuer); });
    });
}

void read_authority_key_id2(DerReader& in, ObjectDecoder& decoder,
                            CERT_AUTHORITY_KEY_ID2_INFO& out) {
    read_key_id(in, decoder, out, out.AuthorityCertSerialNumber, [&](DerReader& id) {
        read_alt_names(id, der_explicit(1), decoder, out.AuthorityCertIssuer);
    });
}

void write_authority_key_id2(const CERT_AUTHORITY_KEY_ID2_INFO& from, ObjectEncoder& encoder) {
    write_key_id(from, from.AuthorityCertSerialNumber, encoder, [&] {
        if (from.AuthorityCertIssuer.cAltEntry != 0)
            write_alt_names(from.AuthorityCertIssuer, der_explicit(1), encoder, 0);
    });
}

// nameRelativeToCRLIssuer has no place in CRL_DIST_POINT_NAME.
void read_point_name(DerReader& in, ObjectDecoder& decoder, CRL_DIST_POINT_NAME& out) {
    if (!in.next_is(der_explicit(0))) return;
    in.nested(der_explicit(0), [&](DerReader& name) {
        if (name.next_is(der_explicit(1))) return decoder.refuse(name, CRYPT_E_ASN1_BADTAG);
        out.dwDistPointNameChoice = CRL_DIST_POINT_FULL_NAME;
        read_alt_names(name, der_explicit(0), decoder, out.FullName);
    });
}

void write_point_name(const CRL_DIST_POINT_NAME& from, ObjectEncoder& encoder, DWORD where) {
    if (from.dwDistPointNameChoice == CRL_DIST_POINT_NO_NAME) return;
    if (from.dwDistPointNameChoice != CRL_DIST_POINT_FULL_NAME)
        return encoder.refuse(E_INVALIDARG, "cert: dwDistPointNameChoice without a name");
    encoder.out.nested(der_explicit(0),
                       [&] { write_alt_names(from.FullName, der_explicit(0), encoder, where); });
}

void read_reasons(DerReader& in, unsigned number, ObjectDecoder& decoder, CRYPT_BIT_BLOB& out) {
    if (in.next_is(der_implicit(number)))
        out = decoder.memory.bits(in.bit_string(der_implicit(number)));
}

// No reason at all is not written.
void write_reasons(const CRYPT_BIT_BLOB& from, unsigned number, ObjectEncoder& encoder) {
    const DerBits used = encoder.used_bits(from);
    if (std::ranges::any_of(used.octets, [](std::uint8_t octet) { return octet != 0; }))
        encoder.named_bits(from, der_implicit(number));
}

void read_point(DerReader& in, ObjectDecoder& decoder, CRL_DIST_POINT& out) {
    in.nested(DerTag::sequence, [&](DerReader& point) {
        read_point_name(point, decoder, out.DistPointName);
        read_reasons(point, 1, decoder, out.ReasonFlags);
        if (point.next_is(der_explicit(2)))
            read_alt_names(point, der_explicit(2), decoder, out.CRLIssuer);
    });
}

void write_point(const CRL_DIST_POINT& from, ObjectEncoder& encoder, DWORD where) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_point_name(from.DistPointName, encoder, where);
        write_reasons(from.ReasonFlags, 1, encoder);
        if (from.CRLIssuer.cAltEntry != 0)
            write_alt_names(from.CRLIssuer, der_explicit(2), encoder,
                            where | CRL_DIST_POINT_ERR_CRL_ISSUER_BIT);
    });
}

void read_points(DerReader& in, ObjectDecoder& decoder, CRL_DIST_POINTS_INFO& out) {
    read_array(in, DerTag::sequence, decoder, out.cDistPoint, out.rgDistPoint, read_point);
    if (out.cDistPoint == 0) in.fail();
}

void write_points(const CRL_DIST_POINTS_INFO& from, ObjectEncoder& encoder) {
    if (from.cDistPoint == 0)
        return encoder.refuse(E_INVALIDARG, "cert: there must be a distribution point");
    encoder.out.nested(DerTag::sequence, [&] {
        DWORD index = 0;
        for (const CRL_DIST_POINT& each : encoder.list(from.rgDistPoint, from.cDistPoint))
            write_point(each, encoder,
                        (index++ & CRL_DIST_POINT_ERR_INDEX_MASK)
                            << CRL_DIST_POINT_ERR_INDEX_SHIFT);
    });
}

bool read_flag(DerReader& in, unsigned number) {
    return in.next_is(der_implicit(number)) && in.boolean(der_implicit(number));
}

void write_flag(BOOL flag, unsigned number, ObjectEncoder& encoder) {
    if (flag != FALSE) encoder.out.put(der_implicit(number), std::array{std::uint8_t{0xFF}});
}

// onlyContainsAttributeCerts has no place in CRL_ISSUING_DIST_POINT.
void read_issuing_point(DerReader& in, ObjectDecoder& decoder, CRL_ISSUING_DIST_POINT& out) {
    in.nested(DerTag::sequence, [&](DerReader& point) {
        read_point_name(point, decoder, out.DistPointName);
        out.fOnlyContainsUserCerts = read_flag(point, 1) ? TRUE : FALSE;
        out.fOnlyContainsCACerts = read_flag(point, 2) ? TRUE : FALSE;
        read_reasons(point, 3, decoder, out.OnlySomeReasonFlags);
        out.fIndirectCRL = read_flag(point, 4) ? TRUE : FALSE;
    });
}

void write_issuing_point(const CRL_ISSUING_DIST_POINT& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_point_name(from.DistPointName, encoder, 0);
        write_flag(from.fOnlyContainsUserCerts, 1, encoder);
        write_flag(from.fOnlyContainsCACerts, 2, encoder);
        write_reasons(from.OnlySomeReasonFlags, 3, encoder);
        write_flag(from.fIndirectCRL, 4, encoder);
    });
}

void read_subtree(DerReader& in, ObjectDecoder& decoder, CERT_GENERAL_SUBTREE& out) {
    in.nested(DerTag::sequence, [&](DerReader& subtree) {
        read_alt_name(subtree, decoder, out.Base);
        read_optional_dword(subtree, decoder, der_implicit(0), out.dwMinimum);
        out.fMaximum =
            read_optional_dword(subtree, decoder, der_implicit(1), out.dwMaximum) ? TRUE : FALSE;
    });
}

void write_subtrees(const CERT_GENERAL_SUBTREE* first, DWORD count, unsigned number,
                    ObjectEncoder& encoder, DWORD where) {
    if (count == 0) return;
    encoder.out.nested(der_explicit(number), [&] {
        DWORD index = 0;
        for (const CERT_GENERAL_SUBTREE& each : encoder.list(first, count))
            encoder.out.nested(DerTag::sequence, [&] {
                write_alt_name(each.Base, encoder,
                               where | (index++ & CERT_ALT_NAME_ENTRY_ERR_INDEX_MASK)
                                           << CERT_ALT_NAME_ENTRY_ERR_INDEX_SHIFT);
                if (each.dwMinimum != 0) write_dword(each.dwMinimum, encoder, der_implicit(0));
                if (each.fMaximum != FALSE) write_dword(each.dwMaximum, encoder, der_implicit(1));
            });
    });
}

void read_name_constraints(DerReader& in, ObjectDecoder& decoder, CERT_NAME_CONSTRAINTS_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        if (constraints.next_is(der_explicit(0)))
            read_array(constraints, der_explicit(0), decoder, out.cPermittedSubtree,
                       out.rgPermittedSubtree, read_subtree);
        if (constraints.next_is(der_explicit(1)))
            read_array(constraints, der_explicit(1), decoder, out.cExcludedSubtree,
                       out.rgExcludedSubtree, read_subtree);
    });
}

void write_name_constraints(const CERT_NAME_CONSTRAINTS_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_subtrees(from.rgPermittedSubtree, from.cPermittedSubtree, 0, encoder, 0);
        write_subtrees(from.rgExcludedSubtree, from.cExcludedSubtree, 1, encoder,
                       CERT_EXCLUDED_SUBTREE_BIT);
    });
}

void read_description(DerReader& in, ObjectDecoder& decoder, CERT_ACCESS_DESCRIPTION& out) {
    in.nested(DerTag::sequence, [&](DerReader& description) {
        out.pszAccessMethod = decoder.memory.id(description.object_identifier());
        read_alt_name(description, decoder, out.AccessLocation);
    });
}

void read_info_access(DerReader& in, ObjectDecoder& decoder, CERT_AUTHORITY_INFO_ACCESS& out) {
    read_array(in, DerTag::sequence, decoder, out.cAccDescr, out.rgAccDescr, read_description);
}

void write_info_access(const CERT_AUTHORITY_INFO_ACCESS& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        DWORD index = 0;
        for (const CERT_ACCESS_DESCRIPTION& each : encoder.list(from.rgAccDescr, from.cAccDescr))
            encoder.out.nested(DerTag::sequence, [&] {
                encoder.id(each.pszAccessMethod);
                write_alt_name(each.AccessLocation, encoder,
                               (index++ & CERT_ALT_NAME_ENTRY_ERR_INDEX_MASK)
                                   << CERT_ALT_NAME_ENTRY_ERR_INDEX_SHIFT);
            });
    });
}

}  // namespace

void read_alt_name(DerReader& in, ObjectDecoder& decoder, CERT_ALT_NAME_ENTRY& out) {
    // Wine's tests: Windows names [5] so, even when it is primitive, which no EDIPartyName is.
    if (in.next_is(der_implicit(3)) || in.next_is(der_implicit(5)))
        return decoder.refuse(in, CRYPT_E_ASN1_BADTAG);
    const GeneralName name = x509::read_general_name(in);
    if (in.failed()) return;
    const auto* const choice = std::ranges::find(kChoices, name.form, &Choice::form);
    if (choice == kChoices.end()) return decoder.refuse(in, CRYPT_E_ASN1_BADTAG);
    put_alt_name(name, choice->choice, in, decoder, out);
}

void read_alt_names(DerReader& in, DerTag tag, ObjectDecoder& decoder, CERT_ALT_NAME_INFO& out) {
    read_array(in, tag, decoder, out.cAltEntry, out.rgAltEntry, read_alt_name);
}

void write_alt_name(const CERT_ALT_NAME_ENTRY& from, ObjectEncoder& encoder, DWORD where) {
    const auto* const choice = std::ranges::find(kChoices, from.dwAltNameChoice, &Choice::choice);
    if (choice == kChoices.end())
        return encoder.refuse(E_INVALIDARG, "cert: dwAltNameChoice without a name");
    switch (choice->form) {
        case Form::other_name:
            return put_other_name(from.pOtherName, encoder);
        case Form::directory_name:
            return encoder.out.nested(der_explicit(4),
                                      [&] { encoder.element(from.DirectoryName); });
        case Form::ip_address:
            return encoder.out.put(der_implicit(7), encoder.octets(from.IPAddress));
        case Form::registered_id:
            return encoder.id(from.pszRegisteredID, der_implicit(8));
        default:
            put_ia5(from.pwszURL, choice->form, encoder, where);
    }
}

void write_alt_names(const CERT_ALT_NAME_INFO& from, DerTag tag, ObjectEncoder& encoder,
                     DWORD where) {
    encoder.out.nested(tag, [&] {
        DWORD index = 0;
        for (const CERT_ALT_NAME_ENTRY& each : encoder.list(from.rgAltEntry, from.cAltEntry))
            write_alt_name(each, encoder,
                           where | (index++ & CERT_ALT_NAME_ENTRY_ERR_INDEX_MASK)
                                       << CERT_ALT_NAME_ENTRY_ERR_INDEX_SHIFT);
    });
}

const ObjectType kAltNames =
    kObjectType<DerTag::sequence, CERT_ALT_NAME_INFO, read_alt_name_list, write_alt_name_list>;
const ObjectType kAuthorityKeyId = kObjectType<DerTag::sequence, CERT_AUTHORITY_KEY_ID_INFO,
                                               read_authority_key_id, write_authority_key_id>;
const ObjectType kAuthorityKeyId2 = kObjectType<DerTag::sequence, CERT_AUTHORITY_KEY_ID2_INFO,
                                                read_authority_key_id2, write_authority_key_id2>;
const ObjectType kCrlDistPoints =
    kObjectType<DerTag::sequence, CRL_DIST_POINTS_INFO, read_points, write_points>;
const ObjectType kIssuingDistPoint =
    kObjectType<DerTag::sequence, CRL_ISSUING_DIST_POINT, read_issuing_point, write_issuing_point>;
const ObjectType kNameConstraints = kObjectType<DerTag::sequence, CERT_NAME_CONSTRAINTS_INFO,
                                                read_name_constraints, write_name_constraints>;
const ObjectType kAuthorityInfoAccess =
    kObjectType<DerTag::sequence, CERT_AUTHORITY_INFO_ACCESS, read_info_access, write_info_access>;

}  // namespace secur32::api
