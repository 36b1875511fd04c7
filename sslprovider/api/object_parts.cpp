// What requests, messages and keys share: algorithms, attributes (RFC 2986 4.1), extensions, and
// elements that are not looked into.
#include "sslprovider/api/object_codec.h"
#include "sslprovider/x509/productions.h"

namespace secur32::api {
namespace {

constexpr DerTag kNullTag{0x05};

void write_algorithm_alone(const CRYPT_ALGORITHM_IDENTIFIER& from, ObjectEncoder& encoder) {
    write_algorithm(from, encoder, NoParameters::absent);
}

void read_public_key_info(DerReader& in, ObjectDecoder& decoder, CERT_PUBLIC_KEY_INFO& out) {
    out = public_key_of(x509::read_public_key_info(in), decoder);
}

// "MS encodes public key info with a NULL if the algorithm identifier's parameters are empty":
// so Wine's tests.
void write_public_key_alone(const CERT_PUBLIC_KEY_INFO& from, ObjectEncoder& encoder) {
    write_public_key(from, encoder, NoParameters::null);
}

// Windows takes an empty list, too.
void read_extensions(DerReader& in, ObjectDecoder& decoder, CERT_EXTENSIONS& out) {
    DerReader ahead = in;
    const bool empty = ahead.contents(DerTag::sequence).empty() && !ahead.failed();
    if (empty)
        in = ahead;
    else
        put_extensions(x509::read_extension_list(in), decoder, out.cExtension, out.rgExtension);
}

void write_extension_list(const CERT_EXTENSIONS& from, ObjectEncoder& encoder) {
    write_extensions(from.rgExtension, from.cExtension, encoder);
}

void read_any(DerReader& in, ObjectDecoder& decoder, CRYPT_DER_BLOB& out) {
    out = decoder.memory.octets(in.any());
}

void read_attributes(DerReader& in, ObjectDecoder& decoder, CRYPT_ATTRIBUTES& out) {
    read_array(in, DerTag::set, decoder, out.cAttr, out.rgAttr, read_attribute);
}

void write_attribute_set(const CRYPT_ATTRIBUTES& from, ObjectEncoder& encoder) {
    write_attributes(from.rgAttr, from.cAttr, DerTag::set, encoder);
}

//   ContentInfo ::= SEQUENCE { contentType ContentType, content [0] EXPLICIT ANY OPTIONAL }
void read_content_info(DerReader& in, ObjectDecoder& decoder, CRYPT_CONTENT_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& info) {
        out.pszObjId = decoder.memory.id(info.object_identifier());
        if (!info.more()) return;
        info.nested(der_explicit(0),
                    [&](DerReader& content) { read_any(content, decoder, out.Content); });
    });
}

void write_content_info(const CRYPT_CONTENT_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.id(from.pszObjId);
        if (from.Content.cbData != 0)
            encoder.out.nested(der_explicit(0), [&] { encoder.element(from.Content); });
    });
}

// The same where the content is a SEQUENCE OF ANY.
void read_content_sequence(DerReader& in, ObjectDecoder& decoder,
                           CRYPT_CONTENT_INFO_SEQUENCE_OF_ANY& out) {
    in.nested(DerTag::sequence, [&](DerReader& info) {
        out.pszObjId = decoder.memory.id(info.object_identifier());
        if (!info.more()) return;
        info.nested(der_explicit(0), [&](DerReader& content) {
            read_array(content, DerTag::sequence, decoder, out.cValue, out.rgValue, read_any);
        });
    });
}

void write_elements(const CRYPT_DER_BLOB* first, DWORD count, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        for (const CRYPT_DER_BLOB& each : encoder.list(first, count)) encoder.element(each);
    });
}

void write_content_sequence(const CRYPT_CONTENT_INFO_SEQUENCE_OF_ANY& from,
                            ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.id(from.pszObjId);
        if (from.cValue != 0)
            encoder.out.nested(der_explicit(0),
                               [&] { write_elements(from.rgValue, from.cValue, encoder); });
    });
}

void read_sequence(DerReader& in, ObjectDecoder& decoder, CRYPT_SEQUENCE_OF_ANY& out) {
    read_array(in, DerTag::sequence, decoder, out.cValue, out.rgValue, read_any);
}

void write_sequence(const CRYPT_SEQUENCE_OF_ANY& from, ObjectEncoder& encoder) {
    write_elements(from.rgValue, from.cValue, encoder);
}

}  // namespace

CRYPT_ALGORITHM_IDENTIFIER algorithm_of(const x509::AlgorithmIdentifier& algorithm,
                                        ObjectDecoder& decoder) {
    return {decoder.memory.id(algorithm.algorithm), decoder.memory.octets(algorithm.parameters)};
}

void read_algorithm(DerReader& in, ObjectDecoder& decoder, CRYPT_ALGORITHM_IDENTIFIER& out) {
    out = algorithm_of(x509::read_algorithm(in), decoder);
}

void write_algorithm(const CRYPT_ALGORITHM_IDENTIFIER& from, ObjectEncoder& encoder,
                     NoParameters without_parameters) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.id(from.pszObjId);
        if (from.Parameters.cbData != 0)
            encoder.element(from.Parameters);
        else if (without_parameters == NoParameters::null)
            encoder.out.put(kNullTag, {});
    });
}

CERT_PUBLIC_KEY_INFO public_key_of(const x509::SubjectPublicKeyInfo& info, ObjectDecoder& decoder) {
    return {algorithm_of(info.algorithm, decoder), decoder.memory.bits(info.subject_public_key)};
}

void write_public_key(const CERT_PUBLIC_KEY_INFO& from, ObjectEncoder& encoder,
                      NoParameters without_parameters) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_algorithm(from.Algorithm, encoder, without_parameters);
        encoder.bits(from.PublicKey);
    });
}

void put_extensions(const std::vector<x509::Extension>& extensions, ObjectDecoder& decoder,
                    DWORD& count, PCERT_EXTENSION& array) {
    count = static_cast<DWORD>(extensions.size());
    array = decoder.memory.make<CERT_EXTENSION>(extensions.size());
    CERT_EXTENSION* place = array;
    for (const x509::Extension& each : extensions)
        *place++ = {decoder.memory.id(each.id), each.critical ? TRUE : FALSE,
                    decoder.memory.octets(each.value)};
}

void write_extensions(const CERT_EXTENSION* first, DWORD count, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        for (const CERT_EXTENSION& each : encoder.list(first, count))
            encoder.out.nested(DerTag::sequence, [&] {
                encoder.id(each.pszObjId);
                if (each.fCritical != FALSE) encoder.out.boolean(true);
                encoder.out.put(DerTag::octet_string, encoder.octets(each.Value));
            });
    });
}

//   Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY }
void read_attribute(DerReader& in, ObjectDecoder& decoder, CRYPT_ATTRIBUTE& out) {
    in.nested(DerTag::sequence, [&](DerReader& attribute) {
        out.pszObjId = decoder.memory.id(attribute.object_identifier());
        read_array(attribute, DerTag::set, decoder, out.cValue, out.rgValue, read_any);
    });
}

void write_attribute(const CRYPT_ATTRIBUTE& from, ObjectEncoder& encoder) {
    const auto values = encoded_each(
        encoder.list(from.rgValue, from.cValue), encoder,
        [](const CRYPT_ATTR_BLOB& value, ObjectEncoder& each) { each.element(value); });
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.id(from.pszObjId);
        encoder.out.set_of(DerTag::set, values);
    });
}

void write_attributes(const CRYPT_ATTRIBUTE* first, DWORD count, DerTag tag,
                      ObjectEncoder& encoder) {
    const auto attributes = encoded_each(encoder.list(first, count), encoder, write_attribute);
    encoder.out.set_of(tag, attributes);
}

const ObjectType kExtensions =
    kObjectType<DerTag::sequence, CERT_EXTENSIONS, read_extensions, write_extension_list>;
const ObjectType kPublicKeyInfo = kObjectType<DerTag::sequence, CERT_PUBLIC_KEY_INFO,
                                              read_public_key_info, write_public_key_alone>;
const ObjectType kAlgorithm = kObjectType<DerTag::sequence, CRYPT_ALGORITHM_IDENTIFIER,
                                          read_algorithm, write_algorithm_alone>;
const ObjectType kAttribute =
    kObjectType<DerTag::sequence, CRYPT_ATTRIBUTE, read_attribute, write_attribute>;
const ObjectType kAttributes =
    kObjectType<DerTag::set, CRYPT_ATTRIBUTES, read_attributes, write_attribute_set>;
const ObjectType kContentInfo =
    kObjectType<DerTag::sequence, CRYPT_CONTENT_INFO, read_content_info, write_content_info>;
const ObjectType kContentInfoSequence =
    kObjectType<DerTag::sequence, CRYPT_CONTENT_INFO_SEQUENCE_OF_ANY, read_content_sequence,
                write_content_sequence>;
const ObjectType kSequenceOfAny =
    kObjectType<DerTag::sequence, CRYPT_SEQUENCE_OF_ANY, read_sequence, write_sequence>;

}  // namespace secur32::api
