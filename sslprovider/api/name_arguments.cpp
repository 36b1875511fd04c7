// The arguments of the functions on names.
#include "sslprovider/api/name_arguments.h"

namespace secur32::api {

CertResult read_name(Bytes der, x509::Name& out) {
    Result<x509::Name> name = x509::parse_name(der);
    if (name.ok()) {
        out = std::move(name).value();
        return Status::ok;
    }
    if (name.status() != Status::bad_data) return name.status();
    if (!der.empty() && !DerReader(der).next_is(DerTag::sequence)) return CRYPT_E_ASN1_BADTAG;
    return DerReader::cut_off(der) ? CRYPT_E_ASN1_EOD : CRYPT_E_ASN1_CORRUPT;
}

x509::NameStyle name_style(DWORD type) {
    using Keys = x509::NameStyle::Keys;
    x509::NameStyle out;
    if ((type & kNameStringTypeMask) == CERT_OID_NAME_STR) out.keys = Keys::oid;
    if ((type & kNameStringTypeMask) == CERT_X500_NAME_STR) out.keys = Keys::x500;
    if ((type & CERT_NAME_STR_CRLF_FLAG) != 0) out.separator = x509::NameSeparator::crlf;
    if ((type & CERT_NAME_STR_SEMICOLON_FLAG) != 0) out.separator = x509::NameSeparator::semicolon;
    out.plus = (type & CERT_NAME_STR_NO_PLUS_FLAG) == 0;
    out.quoting = (type & CERT_NAME_STR_NO_QUOTING_FLAG) == 0;
    out.reverse = (type & CERT_NAME_STR_REVERSE_FLAG) != 0;
    if ((type & CERT_NAME_STR_DISABLE_IE4_UTF8_FLAG) != 0) out.t61 = x509::T61::latin1;
    out.decode_punycode = (type & CERT_NAME_STR_ENABLE_PUNYCODE_FLAG) != 0;
    return out;
}

}  // namespace secur32::api
