// Comparing certificates, names, numbers and keys, and finding attributes: as libcrypto does, and
// as Wine's tests say that Windows does.
#include <array>

#include "test/unit/sslprovider/api/name_fixture.h"

namespace secur32::test {
namespace {

struct FreeX509 {
    void operator()(x509_st* certificate) const { X509_free(certificate); }
};
std::unique_ptr<x509_st, FreeX509> foreign_x509(const Buffer& der) {
    const unsigned char* at = der.data();
    return std::unique_ptr<x509_st, FreeX509>(
        d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

// Pairs of all certificates there are.
template <typename Compare>
void for_each_pair(Compare&& compare) {
    for (const NamedCertificate& a : foreign_certificates())
        for (const NamedCertificate& b : foreign_certificates()) {
            SCOPED_TRACE(a.name + " and " + b.name);
            const Context first{Bytes(a.der)}, second{Bytes(b.der)};
            compare(*first->pCertInfo, *second->pCertInfo, *foreign_x509(a.der),
                    *foreign_x509(b.der));
        }
}

// What is told apart leaves the last error as it was.
template <typename Call>
BOOL told_apart(Call&& call) {
    SetLastError(kUntouched);
    const BOOL same = call();
    EXPECT_EQ(GetLastError(), kUntouched);
    return same;
}

// ---- CertCompare...
// ------------------------------------------------------------------------------

TEST(CertCompareCertificate, AgreesWithLibcryptoOnIssuerAndSerialNumber) {
    for_each_pair([](CERT_INFO& a, CERT_INFO& b, x509_st& x, x509_st& y) {
        EXPECT_EQ(told_apart([&] { return CertCompareCertificate(X509_ASN_ENCODING, &a, &b); }),
                  X509_issuer_and_serial_cmp(&x, &y) == 0);
    });
}

TEST(CertCompareCertificateName, AgreesWithLibcryptoOnNames) {
    for_each_pair([](CERT_INFO& a, CERT_INFO& b, x509_st& x, x509_st& y) {
        EXPECT_EQ(told_apart([&] { return CertCompareCertificateName(0, &a.Subject, &b.Issuer); }),
                  X509_NAME_cmp(X509_get_subject_name(&x), X509_get_issuer_name(&y)) == 0);
    });
}

TEST(CertComparePublicKeyInfo, AgreesWithLibcryptoOnKeys) {
    for_each_pair([](CERT_INFO& a, CERT_INFO& b, x509_st& x, x509_st& y) {
        EXPECT_EQ(told_apart([&] {
                      return CertComparePublicKeyInfo(X509_ASN_ENCODING, &a.SubjectPublicKeyInfo,
                                                      &b.SubjectPublicKeyInfo);
                  }),
                  ASN1_STRING_cmp(X509_get0_pubkey_bitstr(&x), X509_get0_pubkey_bitstr(&y)) == 0);
    });
}

// Least significant octet first, as BN_lebin2bn reads; of positive numbers.
TEST(CertCompareIntegerBlob, AgreesWithLibcryptoOnNumbers) {
    const std::array<Buffer, 5> numbers = {Buffer{0x7F}, Buffer{0x7F, 0}, Buffer{0x7F, 0, 0, 0},
                                           Buffer{0x7F, 1}, Buffer{0}};
    for (const Buffer& a : numbers)
        for (const Buffer& b : numbers) {
            const auto number = [](const Buffer& octets) {
                return std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>(
                    BN_lebin2bn(octets.data(), static_cast<int>(octets.size()), nullptr), BN_free);
            };
            CERT_NAME_BLOB first = blob_of(a), second = blob_of(b);
            EXPECT_EQ(told_apart([&] { return CertCompareIntegerBlob(&first, &second); }),
                      BN_cmp(number(a).get(), number(b).get()) == 0);
        }
}

TEST(CertCompareIntegerBlob, PassesOverSignOctetsAsWindowsDoes) {
    const auto same = [](const Buffer& a, const Buffer& b) {
        CERT_NAME_BLOB first = blob_of(a), second = blob_of(b);
        return CertCompareIntegerBlob(&first, &second) != FALSE;
    };
    EXPECT_TRUE(same({0x88, 0xFF, 0xFF, 0xFF}, {0x88, 0xFF}));
    EXPECT_TRUE(same({0x23, 0xFF}, {0x23, 0xFF}));
    EXPECT_TRUE(same({0x7F, 0}, {0x7F}));
    EXPECT_TRUE(same({0x80, 0, 0, 0}, {0x80, 0}));
    EXPECT_FALSE(same({0x88, 0xFF, 0xFF, 0xFF}, {0x80, 0}));
    EXPECT_FALSE(same({0x80, 0}, {0x80}));
    EXPECT_TRUE(same({}, {}));
    EXPECT_FALSE(same({}, {0}));
}

TEST(CertCompareCertificateName, ComparesOctetsThatNeedBeNoName) {
    const Buffer bogus = {1, 2, 3, 4}, longer = {0, 1, 2, 3, 4}, shorter = {1, 2, 3};
    CERT_NAME_BLOB a = blob_of(bogus), b = blob_of(longer), c = blob_of(shorter), empty{};
    EXPECT_TRUE(CertCompareCertificateName(0, &a, &a));
    EXPECT_FALSE(CertCompareCertificateName(0, &a, &b));
    EXPECT_FALSE(CertCompareCertificateName(0, &a, &c));
    EXPECT_TRUE(CertCompareCertificateName(0, &empty, &empty));
}

TEST(CertComparePublicKeyInfo, LooksAtNoAlgorithmAsWindowsDoes) {
    CHAR rsa[] = szOID_RSA_RSA, dsa[] = szOID_X957_DSA;
    BYTE bits[] = {0xA5, 0xF0}, others[] = {0xA5, 0xFF};
    CERT_PUBLIC_KEY_INFO a{{rsa, {}}, {2, bits, 4}}, b{{dsa, {}}, {2, others, 4}};
    EXPECT_TRUE(CertComparePublicKeyInfo(0, &a, &b));
    b.PublicKey.cUnusedBits = a.PublicKey.cUnusedBits = 0;
    EXPECT_FALSE(CertComparePublicKeyInfo(0, &a, &b));
    b.PublicKey.cbData = 1;
    EXPECT_FALSE(CertComparePublicKeyInfo(0, &a, &b));
    a.PublicKey = b.PublicKey = {};
    EXPECT_TRUE(CertComparePublicKeyInfo(0, &a, &b));
}

template <typename T, typename Call>
void expect_null_refused(T& value, Call&& call, int side) {
    SetLastError(0);
    EXPECT_FALSE(call(side == 0 ? nullptr : &value, side == 1 ? nullptr : &value));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

const auto compare_certificates = [](CERT_INFO* a, CERT_INFO* b) {
    return CertCompareCertificate(X509_ASN_ENCODING, a, b);
};
const auto compare_names = [](CERT_NAME_BLOB* a, CERT_NAME_BLOB* b) {
    return CertCompareCertificateName(X509_ASN_ENCODING, a, b);
};
const auto compare_integers = [](CRYPT_INTEGER_BLOB* a, CRYPT_INTEGER_BLOB* b) {
    return CertCompareIntegerBlob(a, b);
};
const auto compare_keys = [](CERT_PUBLIC_KEY_INFO* a, CERT_PUBLIC_KEY_INFO* b) {
    return CertComparePublicKeyInfo(X509_ASN_ENCODING, a, b);
};

TEST(CertCompareCertificate, RefusesNullAtFirst) {
    CERT_INFO info{};
    expect_null_refused(info, compare_certificates, 0);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCompareCertificate, RefusesNullAtLast) {
    CERT_INFO info{};
    expect_null_refused(info, compare_certificates, 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCompareCertificate, RefusesALengthWithoutAnAddress) {
    CERT_INFO info{}, other{};
    other.Issuer.cbData = 1;
    EXPECT_FALSE(compare_certificates(&info, &other));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertCompareCertificateName, RefusesNullAtFirst) {
    CERT_NAME_BLOB blob{};
    expect_null_refused(blob, compare_names, 0);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCompareCertificateName, RefusesNullAtLast) {
    CERT_NAME_BLOB blob{};
    expect_null_refused(blob, compare_names, 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCompareCertificateName, RefusesALengthWithoutAnAddress) {
    CERT_NAME_BLOB blob{}, other{1, nullptr};
    EXPECT_FALSE(compare_names(&blob, &other));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertCompareIntegerBlob, RefusesNullAtFirst) {
    CRYPT_INTEGER_BLOB blob{};
    expect_null_refused(blob, compare_integers, 0);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCompareIntegerBlob, RefusesNullAtLast) {
    CRYPT_INTEGER_BLOB blob{};
    expect_null_refused(blob, compare_integers, 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertCompareIntegerBlob, RefusesALengthWithoutAnAddress) {
    CRYPT_INTEGER_BLOB blob{}, other{1, nullptr};
    EXPECT_FALSE(compare_integers(&other, &blob));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertComparePublicKeyInfo, RefusesNullAtFirst) {
    CERT_PUBLIC_KEY_INFO info{};
    expect_null_refused(info, compare_keys, 0);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertComparePublicKeyInfo, RefusesNullAtLast) {
    CERT_PUBLIC_KEY_INFO info{};
    expect_null_refused(info, compare_keys, 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertComparePublicKeyInfo, RefusesALengthWithoutAnAddress) {
    CERT_PUBLIC_KEY_INFO info{}, other{};
    other.PublicKey.cbData = 1;
    EXPECT_FALSE(compare_keys(&info, &other));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

// ---- CertFindRDNAttr
// -----------------------------------------------------------------------------

// A name that was decoded: attributes in RDNs of one each.
struct DecodedName {
    explicit DecodedName(const ForeignName& name) {
        const int count = X509_NAME_entry_count(name.get());
        texts.resize(static_cast<std::size_t>(count));
        attributes.resize(texts.size());
        rdns.resize(texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            X509_name_entry_st* const entry = X509_NAME_get_entry(name.get(), static_cast<int>(i));
            texts[i].resize(80);
            OBJ_obj2txt(texts[i].data(), 80, X509_NAME_ENTRY_get_object(entry), 1);
            attributes[i] = {texts[i].data(), CERT_RDN_PRINTABLE_STRING, {}};
            rdns[i] = {1, &attributes[i]};
        }
        info = {static_cast<DWORD>(rdns.size()), rdns.data()};
    }
    std::vector<std::string> texts;
    std::vector<CERT_RDN_ATTR> attributes;
    std::vector<CERT_RDN> rdns;
    CERT_NAME_INFO info{};
};

TEST(CertFindRDNAttr, AgreesWithLibcryptoOnWhereAnAttributeIs) {
    const ForeignName name = foreign_name_of(minnesota());
    DecodedName decoded(name);
    for (const char* const oid :
         {"2.5.4.3", "2.5.4.6", "1.2.840.113549.1.9.1", "2.5.4.42", "1.2.3"}) {
        const std::unique_ptr<ASN1_OBJECT, void (*)(ASN1_OBJECT*)> type(OBJ_txt2obj(oid, 1),
                                                                        ASN1_OBJECT_free);
        const int index = X509_NAME_get_index_by_OBJ(name.get(), type.get(), -1);
        SetLastError(kUntouched);
        const PCERT_RDN_ATTR found = CertFindRDNAttr(oid, &decoded.info);
        EXPECT_EQ(found,
                  index < 0 ? nullptr : &decoded.attributes[static_cast<std::size_t>(index)]);
        EXPECT_EQ(GetLastError(), kUntouched);
    }
}

TEST(CertFindRDNAttr, RefusesANullIdentifier) {
    DecodedName decoded(foreign_name_of(minnesota()));
    EXPECT_EQ(CertFindRDNAttr(nullptr, &decoded.info), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertFindRDNAttr, RefusesANullName) {
    EXPECT_EQ(CertFindRDNAttr("2.5.4.3", nullptr), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertFindRDNAttr, RefusesACountWithoutAnAddress) {
    CERT_NAME_INFO info{1, nullptr};
    EXPECT_EQ(CertFindRDNAttr("2.5.4.3", &info), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    CERT_RDN rdn{1, nullptr};
    info.rgRDN = &rdn;
    EXPECT_EQ(CertFindRDNAttr("2.5.4.3", &info), nullptr);
}

// ---- CertIsRDNAttrsInCertificateName
// -------------------------------------------------------------

BOOL is_in(const Buffer& der, const char* oid, DWORD type, const Buffer& value, DWORD flags = 0) {
    CERT_NAME_BLOB name = blob_of(der);
    std::string id = oid == nullptr ? "" : oid;
    CERT_RDN_ATTR attribute{oid == nullptr ? nullptr : id.data(), type, blob_of(value)};
    CERT_RDN rdn{1, &attribute};
    SetLastError(kUntouched);
    const BOOL found = CertIsRDNAttrsInCertificateName(X509_ASN_ENCODING, flags, &name, &rdn);
    EXPECT_EQ(GetLastError(), found ? kUntouched : static_cast<DWORD>(CRYPT_E_NO_MATCH));
    return found;
}
Buffer octets_of(std::string_view text) { return {text.begin(), text.end()}; }
Buffer units_of(std::u16string_view text) {
    const Bytes octets = bytes_of(text);
    return {octets.begin(), octets.end()};
}

TEST(CertIsRDNAttrsInCertificateName, AgreesWithLibcryptoOnEveryAttribute) {
    const ForeignName name = foreign_name_of(minnesota());
    for (int i = 0; i < X509_NAME_entry_count(name.get()); ++i) {
        X509_name_entry_st* const entry = X509_NAME_get_entry(name.get(), i);
        char oid[80];
        OBJ_obj2txt(oid, sizeof oid, X509_NAME_ENTRY_get_object(entry), 1);
        const ASN1_STRING* const data = X509_NAME_ENTRY_get_data(entry);
        const Buffer value(ASN1_STRING_get0_data(data),
                           ASN1_STRING_get0_data(data) + ASN1_STRING_length(data));
        EXPECT_TRUE(is_in(minnesota(), oid, CERT_RDN_ANY_TYPE, value)) << oid;
        EXPECT_FALSE(is_in(minnesota(), oid, CERT_RDN_ANY_TYPE, value + Buffer{'x'})) << oid;
    }
}

TEST(CertIsRDNAttrsInCertificateName, LetsWhatIsLeftOutMatchAnything) {
    EXPECT_TRUE(is_in(minnesota(), nullptr, CERT_RDN_ANY_TYPE, octets_of("localhost")));
    EXPECT_TRUE(is_in(minnesota(), "2.5.4.3", CERT_RDN_ANY_TYPE, {}));
    EXPECT_FALSE(is_in(minnesota(), "2.5.4.42", CERT_RDN_ANY_TYPE, {}));
    EXPECT_TRUE(is_in(minnesota(), "2.5.4.3", CERT_RDN_PRINTABLE_STRING, octets_of("localhost")));
    EXPECT_FALSE(is_in(minnesota(), "2.5.4.3", CERT_RDN_IA5_STRING, octets_of("localhost")));
}

TEST(CertIsRDNAttrsInCertificateName, ComparesLettersEitherWayWhereToldSo) {
    const DWORD flag = CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG;
    EXPECT_FALSE(is_in(minnesota(), "2.5.4.3", CERT_RDN_ANY_TYPE, octets_of("LOCALhost")));
    EXPECT_TRUE(is_in(minnesota(), "2.5.4.3", CERT_RDN_ANY_TYPE, octets_of("LOCALhost"), flag));
}

TEST(CertIsRDNAttrsInCertificateName, TakesUtf16) {
    const DWORD flag = CERT_UNICODE_IS_RDN_ATTRS_FLAG;
    EXPECT_TRUE(is_in(minnesota(), "2.5.4.3", CERT_RDN_ANY_TYPE, units_of(u"localhost"), flag));
    EXPECT_FALSE(is_in(minnesota(), "2.5.4.3", CERT_RDN_ANY_TYPE, octets_of("localhost"), flag));
    const Buffer utf8 = common_name(0x0C, "\xC3\xA4");
    EXPECT_TRUE(is_in(utf8, "2.5.4.3", CERT_RDN_UTF8_STRING, units_of(u"\u00E4")));
}

TEST(CertIsRDNAttrsInCertificateName, RefusesWhatIsNotInTheName) {
    EXPECT_FALSE(is_in(minnesota(), "2.5.4.3", CERT_RDN_ANY_TYPE, octets_of("local")));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_NO_MATCH));
}

TEST(CertIsRDNAttrsInCertificateName, RefusesNullAndCountsWithoutAddresses) {
    CERT_NAME_BLOB name = blob_of(minnesota()), broken{1, nullptr};
    CERT_RDN rdn{}, no_address{1, nullptr};
    CERT_RDN_ATTR attribute{nullptr, 0, {1, nullptr}};
    CERT_RDN no_value{1, &attribute};
    const std::pair<CERT_NAME_BLOB*, CERT_RDN*> wrong[] = {{nullptr, &rdn},
                                                           {&name, nullptr},
                                                           {&broken, &rdn},
                                                           {&name, &no_address},
                                                           {&name, &no_value}};
    for (const auto& [blob, attributes] : wrong) {
        SetLastError(0);
        EXPECT_FALSE(CertIsRDNAttrsInCertificateName(X509_ASN_ENCODING, 0, blob, attributes));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
}

TEST(CertIsRDNAttrsInCertificateName, RefusesOtherEncodings) {
    CERT_NAME_BLOB name = blob_of(minnesota());
    CERT_RDN rdn{};
    EXPECT_FALSE(CertIsRDNAttrsInCertificateName(0, 0, &name, &rdn));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_FILE_NOT_FOUND});
}

TEST(CertIsRDNAttrsInCertificateName, RefusesWhatIsNoName) {
    const Buffer cut(minnesota().begin(), minnesota().end() - 1);
    CERT_NAME_BLOB name = blob_of(cut);
    CERT_RDN rdn{};
    EXPECT_FALSE(CertIsRDNAttrsInCertificateName(X509_ASN_ENCODING, 0, &name, &rdn));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_EOD));
}

}  // namespace
}  // namespace secur32::test
