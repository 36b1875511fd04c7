// What each structure is called: by a number (X509_NAME) and by the object identifiers of the
// extensions and attributes whose value it is.
#include <array>
#include <string_view>

#include "sslprovider/api/object_codec.h"

namespace secur32::api {
namespace {

struct Number {
    std::uint16_t number;  // of a name such as X509_NAME
    const ObjectType* type;
};

constexpr std::array kNumbers = {
    Number{1, &kSignedContent},              // X509_CERT
    Number{2, &kCertificate},                // X509_CERT_TO_BE_SIGNED
    Number{3, &kCrl},                        // X509_CERT_CRL_TO_BE_SIGNED
    Number{4, &kRequest},                    // X509_CERT_REQUEST_TO_BE_SIGNED
    Number{5, &kExtensions},                 // X509_EXTENSIONS
    Number{6, &kNameValue},                  // X509_NAME_VALUE, X509_ANY_STRING
    Number{7, &kName},                       // X509_NAME
    Number{8, &kPublicKeyInfo},              // X509_PUBLIC_KEY_INFO
    Number{9, &kAuthorityKeyId},             // X509_AUTHORITY_KEY_ID
    Number{12, &kAltNames},                  // X509_ALTERNATE_NAME
    Number{13, &kBasicConstraints},          // X509_BASIC_CONSTRAINTS
    Number{14, &kBitsWithoutTrailingZeros},  // X509_KEY_USAGE
    Number{15, &kBasicConstraints2},         // X509_BASIC_CONSTRAINTS2
    Number{16, &kPolicies},                  // X509_CERT_POLICIES
    Number{17, &kUtcTime},                   // PKCS_UTC_TIME
    Number{19, &kRsaPublicBlob},             // RSA_CSP_PUBLICKEYBLOB
    Number{20, &kUnicodeName},               // X509_UNICODE_NAME
    Number{22, &kAttribute},                 // PKCS_ATTRIBUTE
    Number{23, &kContentInfoSequence},       // PKCS_CONTENT_INFO_SEQUENCE_OF_ANY
    Number{24, &kUnicodeNameValue},          // X509_UNICODE_NAME_VALUE, X509_UNICODE_ANY_STRING
    Number{25, &kOctetString},               // X509_OCTET_STRING
    Number{26, &kBits},                      // X509_BITS
    Number{27, &kInteger},                   // X509_INTEGER
    Number{28, &kMultiByteInteger},          // X509_MULTI_BYTE_INTEGER
    Number{29, &kEnumerated},                // X509_ENUMERATED, X509_CRL_REASON_CODE
    Number{30, &kChoiceOfTime},              // X509_CHOICE_OF_TIME
    Number{31, &kAuthorityKeyId2},           // X509_AUTHORITY_KEY_ID2
    Number{32, &kAuthorityInfoAccess},       // X509_AUTHORITY_INFO_ACCESS
    Number{33, &kContentInfo},               // PKCS_CONTENT_INFO
    Number{34, &kSequenceOfAny},             // X509_SEQUENCE_OF_ANY
    Number{35, &kCrlDistPoints},             // X509_CRL_DIST_POINTS
    Number{36, &kEnhancedKeyUsage},          // X509_ENHANCED_KEY_USAGE
    Number{38, &kMultiByteUint},   // X509_MULTI_BYTE_UINT, X509_DSS_PUBLICKEY, ..._DH_PUBLICKEY
    Number{39, &kDssParameters},   // X509_DSS_PARAMETERS
    Number{40, &kDssSignature},    // X509_DSS_SIGNATURE
    Number{41, &kRc2Parameters},   // PKCS_RC2_CBC_PARAMETERS
    Number{43, &kRsaPrivateBlob},  // PKCS_RSA_PRIVATE_KEY
    Number{44, &kPrivateKeyInfo},  // PKCS_PRIVATE_KEY_INFO
    Number{45, &kEncryptedPrivateKeyInfo},   // PKCS_ENCRYPTED_PRIVATE_KEY_INFO
    Number{47, &kTwoNumbers},                // X509_ECC_SIGNATURE, X509_DH_PARAMETERS
    Number{48, &kAttributes},                // PKCS_ATTRIBUTES
    Number{51, &kBitsWithoutTrailingZeros},  // X509_BITS_WITHOUT_TRAILING_ZEROES
    Number{54, &kIssuingDistPoint},          // X509_ISSUING_DIST_POINT
    Number{55, &kNameConstraints},           // X509_NAME_CONSTRAINTS
    Number{56, &kPolicyMappings},            // X509_POLICY_MAPPINGS
    Number{57, &kPolicyConstraints},         // X509_POLICY_CONSTRAINTS
    Number{72, &kCngRsaPublicBlob},          // CNG_RSA_PUBLIC_KEY_BLOB
    Number{73, &kObjectId},                  // X509_OBJECT_IDENTIFIER
    Number{74, &kAlgorithm},                 // X509_ALGORITHM_IDENTIFIER
    Number{75, &kPssParameters},             // PKCS_RSA_SSA_PSS_PARAMETERS
    Number{82, &kEccPrivateKey},             // X509_ECC_PRIVATE_KEY
    Number{83, &kCngRsaPrivateBlob},         // CNG_RSA_PRIVATE_KEY_BLOB
};

struct Id {
    std::string_view id;
    const ObjectType* type;
};

constexpr std::array kIds = {
    Id{szOID_CERT_EXTENSIONS, &kExtensions},
    Id{szOID_RSA_certExtensions, &kExtensions},
    Id{szOID_AUTHORITY_KEY_IDENTIFIER, &kAuthorityKeyId},
    Id{szOID_AUTHORITY_KEY_IDENTIFIER2, &kAuthorityKeyId2},
    Id{szOID_SUBJECT_KEY_IDENTIFIER, &kOctetString},
    Id{szOID_SUBJECT_ALT_NAME, &kAltNames},
    Id{szOID_SUBJECT_ALT_NAME2, &kAltNames},
    Id{szOID_ISSUER_ALT_NAME, &kAltNames},
    Id{szOID_ISSUER_ALT_NAME2, &kAltNames},
    Id{szOID_NEXT_UPDATE_LOCATION, &kAltNames},
    Id{szOID_KEY_USAGE, &kBitsWithoutTrailingZeros},
    Id{szOID_ENHANCED_KEY_USAGE, &kEnhancedKeyUsage},
    Id{szOID_BASIC_CONSTRAINTS, &kBasicConstraints},
    Id{szOID_BASIC_CONSTRAINTS2, &kBasicConstraints2},
    Id{szOID_NAME_CONSTRAINTS, &kNameConstraints},
    Id{szOID_CERT_POLICIES, &kPolicies},
    Id{szOID_APPLICATION_CERT_POLICIES, &kPolicies},
    Id{szOID_POLICY_MAPPINGS, &kPolicyMappings},
    Id{szOID_LEGACY_POLICY_MAPPINGS, &kPolicyMappings},
    Id{szOID_APPLICATION_POLICY_MAPPINGS, &kPolicyMappings},
    Id{szOID_POLICY_CONSTRAINTS, &kPolicyConstraints},
    Id{szOID_APPLICATION_POLICY_CONSTRAINTS, &kPolicyConstraints},
    Id{szOID_INHIBIT_ANY_POLICY, &kInteger},
    Id{szOID_AUTHORITY_INFO_ACCESS, &kAuthorityInfoAccess},
    Id{szOID_SUBJECT_INFO_ACCESS, &kAuthorityInfoAccess},
    Id{szOID_CRL_DIST_POINTS, &kCrlDistPoints},
    Id{szOID_FRESHEST_CRL, &kCrlDistPoints},
    Id{szOID_CRL_SELF_CDP, &kCrlDistPoints},
    Id{szOID_ISSUING_DIST_POINT, &kIssuingDistPoint},
    Id{szOID_CRL_NUMBER, &kInteger},
    Id{szOID_DELTA_CRL_INDICATOR, &kInteger},
    Id{szOID_CRL_VIRTUAL_BASE, &kInteger},
    Id{szOID_CRL_NEXT_PUBLISH, &kChoiceOfTime},
    Id{szOID_CRL_REASON_CODE, &kEnumerated},
    Id{szOID_ENROLL_CERTTYPE_EXTENSION, &kUnicodeNameValue},
    Id{szOID_RSA_signingTime, &kUtcTime},
    Id{szOID_RSA_RC2CBC, &kRc2Parameters},
    Id{szOID_RSA_SSA_PSS, &kPssParameters},
};

}  // namespace

// "If the high-order word of the parameter is zero, the low-order word specifies the integer
// identifier for the type of the given structure": of the pointer's 64 bits all but the lowest 16.
const ObjectType* find_object_type(LPCSTR name) {
    const auto number = reinterpret_cast<std::uintptr_t>(name);
    if (number <= 0xFFFF) {
        const auto* const row = std::ranges::find(kNumbers, number, &Number::number);
        return row != kNumbers.end() ? row->type : nullptr;
    }
    const auto* const row = std::ranges::find(kIds, std::string_view(name), &Id::id);
    return row != kIds.end() ? row->type : nullptr;
}

}  // namespace secur32::api
