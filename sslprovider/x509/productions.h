// The productions of RFC 5280 that certificates, revocation lists and requests share, each read
// from the next element.  What is wrong makes the reader fail.
#pragma once

#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::x509 {

AlgorithmIdentifier read_algorithm(DerReader& in);

//   Name ::= CHOICE { rdnSequence  RDNSequence }
//   RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
//   RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
//   AttributeTypeAndValue ::= SEQUENCE { type AttributeType, value AttributeValue }
// Answers header and contents.
Bytes read_name(DerReader& in);

SubjectPublicKeyInfo read_public_key_info(DerReader& in);

Extension read_extension(DerReader& in);
//   Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
std::vector<Extension> read_extension_list(DerReader& in);
// Whether an extension is there twice.
bool has_twins(const std::vector<Extension>& extensions);

bool same_octets(Bytes a, Bytes b);
bool same_algorithm(const AlgorithmIdentifier& a, const AlgorithmIdentifier& b);

}  // namespace secur32::x509
