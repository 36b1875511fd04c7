// CRLs: what libcrypto reads is what we read, what is none is refused, and size costs little.
#include "sslprovider/x509/crl.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>
#include <functional>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"

namespace secur32::x509 {
namespace {

using test::tlv;
using test::operator+;

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

const Buffer kReason = tlv(0x30, {tlv(6, Buffer{0x55, 0x1D, 0x15}), tlv(4, tlv(0x0A, Buffer{1}))});
const Buffer kInvalidity =
    tlv(0x30, {tlv(6, Buffer{0x55, 0x1D, 0x18}), tlv(4, tlv(0x18, "20240102030405Z"))});
const Buffer kNumber = tlv(0x30, {tlv(6, Buffer{0x55, 0x1D, 0x14}), tlv(4, tlv(2, Buffer{9}))});
const Buffer kTime = tlv(0x17, "250102030405Z");

Buffer entry(const Buffer& serial_number, const Buffer& extensions = {}) {
    return tlv(0x30, {tlv(2, serial_number), kTime, extensions});
}

// A CRL by its parts, each of which a test may replace with something wrong.
struct CrlParts {
    Buffer version = tlv(2, Buffer{1});
    Buffer algorithm = test::CertificateParts{}.algorithm;
    Buffer issuer = test::CertificateParts{}.issuer;
    Buffer this_update = kTime;
    Buffer next_update = tlv(0x18, "20510102030405Z");
    Buffer revoked = tlv(0x30, {entry({7}, tlv(0x30, {kReason})), entry({5})});
    Buffer extensions = tlv(0xA0, {tlv(0x30, {kNumber})});
    Buffer signature_algorithm = algorithm;
    Buffer signature = tlv(3, Buffer{0, 0xAA});
    Buffer tbs() const {
        return tlv(0x30,
                   {version, algorithm, issuer, this_update, next_update, revoked, extensions});
    }
    Buffer der() const { return tlv(0x30, {tbs(), signature_algorithm, signature}); }
};

Status status_of(const Buffer& der) { return parse_certificate_list(der).status(); }
Status status_with(const std::function<void(CrlParts&)>& change) {
    CrlParts parts;
    change(parts);
    return status_of(parts.der());
}
Status status_of_entry(const Buffer& entry) {
    return status_with([&](CrlParts& parts) { parts.revoked = tlv(0x30, {entry}); });
}

struct ForeignCrl {
    explicit ForeignCrl(const Buffer& der) {
        const unsigned char* at = der.data();
        crl = d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size()));
    }
    ~ForeignCrl() { X509_CRL_free(crl); }
    X509_CRL* crl = nullptr;
};

struct ForeignCrlMaker {
    ForeignCrlMaker() : key(test::make_foreign_key("EC", "P-256")), crl(X509_CRL_new()) {
        X509_CRL_set_version(crl, X509_CRL_VERSION_2);
        X509_NAME* name = X509_NAME_new();
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("an authority"), -1, -1,
                                   0);
        X509_CRL_set_issuer_name(crl, name);
        X509_NAME_free(name);
        ASN1_TIME* time = ASN1_TIME_set(nullptr, 1'735'700'000);
        X509_CRL_set1_lastUpdate(crl, time);
        ASN1_TIME_set(time, 2'735'700'000);
        X509_CRL_set1_nextUpdate(crl, time);
        ASN1_TIME_free(time);
    }
    ~ForeignCrlMaker() { X509_CRL_free(crl); }
    void revoke(const char* hex, int reason) {
        X509_REVOKED* revoked = X509_REVOKED_new();
        BIGNUM* number = nullptr;
        BN_hex2bn(&number, hex);
        ASN1_INTEGER* serial = BN_to_ASN1_INTEGER(number, nullptr);
        X509_REVOKED_set_serialNumber(revoked, serial);
        ASN1_TIME* time = ASN1_TIME_set(nullptr, 1'735'600'000);
        X509_REVOKED_set_revocationDate(revoked, time);
        if (reason >= 0) {
            ASN1_ENUMERATED* code = ASN1_ENUMERATED_new();
            ASN1_ENUMERATED_set(code, reason);
            X509_REVOKED_add1_ext_i2d(revoked, NID_crl_reason, code, 0, 0);
            ASN1_ENUMERATED_free(code);
        }
        X509_CRL_add0_revoked(crl, revoked);
        ASN1_TIME_free(time);
        ASN1_INTEGER_free(serial);
        BN_free(number);
    }
    Buffer der() {
        X509_CRL_sign(crl, key.get(), EVP_sha256());
        unsigned char* out = nullptr;
        const int size = i2d_X509_CRL(crl, &out);
        Buffer made(out, out + size);
        OPENSSL_free(out);
        return made;
    }
    test::ForeignKey key;
    X509_CRL* crl;
};

Buffer foreign_crl() {
    ForeignCrlMaker maker;
    for (const char* serial : {"01", "7F", "80", "FF00", "0102030405060708090A0B0C0D0E0F10",
                               "0102030405060708FF", "0102030405060708", "-05"})
        maker.revoke(serial, serial[0] == '8' ? -1 : serial[1] - '0');
    return maker.der();
}

TEST(Crl, ReadsAsLibcryptoDoes) {
    const Buffer der = foreign_crl();
    const ForeignCrl theirs(der);
    ASSERT_NE(theirs.crl, nullptr);
    const auto ours = OwnedCrl::parse(der);
    ASSERT_TRUE(ours.ok());
    const CertificateList& fields = ours.value()->fields();
    EXPECT_EQ(fields.version, X509_CRL_get_version(theirs.crl));
    EXPECT_EQ(fields.this_update, (FileTime{1'735'700'000} + 11'644'473'600) * kFileTimeSecond);
    EXPECT_EQ(fields.next_update, (FileTime{2'735'700'000} + 11'644'473'600) * kFileTimeSecond);
    unsigned char* name = nullptr;
    const int name_size = i2d_X509_NAME(X509_CRL_get_issuer(theirs.crl), &name);
    EXPECT_EQ(copy(fields.issuer), Buffer(name, name + name_size));
    OPENSSL_free(name);
    unsigned char* tbs = nullptr;
    const int tbs_size = i2d_re_X509_CRL_tbs(theirs.crl, &tbs);
    EXPECT_EQ(copy(fields.tbs_cert_list), Buffer(tbs, tbs + tbs_size));
    OPENSSL_free(tbs);
}

TEST(Crl, ListsWhatLibcryptoLists) {
    const Buffer der = foreign_crl();
    const ForeignCrl theirs(der);
    const auto ours = OwnedCrl::parse(der);
    ASSERT_TRUE(ours.ok());
    STACK_OF(X509_REVOKED)* list = X509_CRL_get_REVOKED(theirs.crl);
    const auto& revoked = ours.value()->fields().revoked;
    ASSERT_EQ(static_cast<int>(revoked.size()), sk_X509_REVOKED_num(list));
    for (const RevokedCertificate& entry : revoked) {
        Buffer integer = tlv(2, copy(entry.serial_number));
        const unsigned char* at = integer.data();
        ASN1_INTEGER* serial = d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(integer.size()));
        X509_REVOKED* found = nullptr;
        EXPECT_EQ(X509_CRL_get0_by_serial(theirs.crl, &found, serial), 1);
        ASN1_INTEGER_free(serial);
        int critical = 0;
        auto* reason = static_cast<ASN1_ENUMERATED*>(
            X509_REVOKED_get_ext_d2i(found, NID_crl_reason, &critical, nullptr));
        const auto extensions = entry_extensions(entry);
        ASSERT_EQ(extensions.size(), reason == nullptr ? 0u : 1u);
        if (reason != nullptr) {
            EXPECT_EQ(extensions[0].id.text(), "2.5.29.21");
            EXPECT_EQ(extensions[0].value.back(), ASN1_ENUMERATED_get(reason));
        }
        ASN1_ENUMERATED_free(reason);
        EXPECT_EQ(ours.value()->find(entry.serial_number), &entry);
    }
}

TEST(Crl, DoesNotFindWhatIsNotListed) {
    const auto crl = OwnedCrl::parse(foreign_crl());
    ASSERT_TRUE(crl.ok());
    for (const Buffer& absent : {Buffer{}, Buffer{0}, Buffer{2}, Buffer{0, 0x7F}, Buffer{0x80},
                                 Buffer{1, 2, 3, 4, 5, 6, 7}, Buffer{1, 2, 3, 4, 5, 6, 7, 8, 0},
                                 Buffer{1, 2, 3, 4, 5, 6, 7, 8, 9}, Buffer(300, 0xFF)}) {
        EXPECT_EQ(crl.value()->find(absent), nullptr);
        EXPECT_TRUE(crl.value()->find_all(absent).empty());
    }
}

TEST(Crl, FindsAllOfOneSerialNumberInTheirOrder) {
    CrlParts parts;
    parts.revoked = tlv(0x30, {entry({9}), entry({3}), entry({9}), entry({1}), entry({9})});
    const auto crl = OwnedCrl::parse(parts.der());
    ASSERT_TRUE(crl.ok());
    const auto all = crl.value()->find_all(Buffer{9});
    EXPECT_EQ(std::vector<std::uint32_t>(all.begin(), all.end()),
              (std::vector<std::uint32_t>{0, 2, 4}));
}

TEST(Crl, IsRefusedWhereverItIsCutOff) {
    const Buffer der = foreign_crl();
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_EQ(status_of(Buffer(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size))),
                  Status::bad_data);
}

TEST(Crl, IsRefusedWithOctetsBehindIt) {
    EXPECT_EQ(status_of(foreign_crl() + Buffer{0}), Status::bad_data);
    EXPECT_EQ(status_of(foreign_crl() + foreign_crl()), Status::bad_data);
}

TEST(Crl, SurvivesEveryFlippedOctet) {
    const Buffer der = foreign_crl();
    std::size_t read = 0, refused = 0;
    for (std::size_t at = 0; at < der.size(); ++at)
        for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
            Buffer damaged = der;
            damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
            const auto parsed = OwnedCrl::parse(damaged);
            parsed.ok() ? ++read : ++refused;
            if (!parsed.ok()) continue;
            for (const RevokedCertificate& listed : parsed.value()->fields().revoked) {
                EXPECT_NE(parsed.value()->find(listed.serial_number), nullptr);
                entry_extensions(listed);
            }
        }
    EXPECT_GT(read, 0u);
    EXPECT_GT(refused, 0u);
}

TEST(Crl, IsMadeOfItsParts) {
    EXPECT_EQ(status_with([](CrlParts&) {}), Status::ok);
    EXPECT_EQ(status_with([](CrlParts& p) { p.next_update = {}; }), Status::ok);
    EXPECT_EQ(status_with([](CrlParts& p) { p.revoked = {}; }), Status::ok);
    EXPECT_EQ(status_with([](CrlParts& p) { p.revoked = tlv(0x30, Buffer{}); }), Status::ok);
    EXPECT_EQ(status_with([](CrlParts& p) { p.extensions = {}; }), Status::ok);
    EXPECT_EQ(status_with([](CrlParts& p) { p.algorithm = {}; }), Status::bad_data);
    EXPECT_EQ(status_with([](CrlParts& p) { p.issuer = {}; }), Status::bad_data);
    EXPECT_EQ(status_with([](CrlParts& p) { p.this_update = p.next_update = {}; }),
              Status::bad_data);
    EXPECT_EQ(status_with([](CrlParts& p) { p.signature = {}; }), Status::bad_data);
    EXPECT_EQ(status_of({}), Status::bad_data);
    EXPECT_EQ(status_of(CrlParts{}.tbs()), Status::bad_data);
}

TEST(Crl, HasVersion1OrTheNumberOf2) {
    const auto with = [](const Buffer& version) {
        return status_with([&](CrlParts& parts) {
            parts.version = version;
            parts.extensions = {};
            parts.revoked = tlv(0x30, {entry({5})});
        });
    };
    EXPECT_EQ(with({}), Status::ok);
    EXPECT_EQ(with(tlv(2, Buffer{1})), Status::ok);
    EXPECT_EQ(with(tlv(2, Buffer{0})), Status::bad_data);
    EXPECT_EQ(with(tlv(2, Buffer{2})), Status::bad_data);
    EXPECT_EQ(with(tlv(2, Buffer{0xFF})), Status::bad_data);
    EXPECT_EQ(with(tlv(0xA0, {tlv(2, Buffer{1})})), Status::bad_data);
}

TEST(Crl, HasNoExtensionsInVersion1) {
    EXPECT_EQ(status_with([](CrlParts& p) { p.version = p.revoked = {}; }), Status::bad_data);
    EXPECT_EQ(status_with([](CrlParts& p) { p.version = p.extensions = {}; }), Status::bad_data)
        << "of an entry";
}

TEST(Crl, HasNoExtensionTwice) {
    EXPECT_EQ(status_with([](CrlParts& p) {
                  p.extensions = tlv(0xA0, {tlv(0x30, {kNumber, kNumber})});
              }),
              Status::bad_data);
    EXPECT_EQ(status_of_entry(entry({5}, tlv(0x30, {kReason, kInvalidity}))), Status::ok);
    EXPECT_EQ(status_of_entry(entry({5}, tlv(0x30, {kReason, kInvalidity, kReason}))),
              Status::bad_data);
}

TEST(Crl, HasExtensionsOfWhichThereIsOne) {
    EXPECT_EQ(status_with([](CrlParts& p) { p.extensions = tlv(0xA0, {tlv(0x30, Buffer{})}); }),
              Status::bad_data);
    EXPECT_EQ(status_with([](CrlParts& p) { p.extensions = tlv(0xA0, Buffer{}); }),
              Status::bad_data);
    EXPECT_EQ(status_with([](CrlParts& p) { p.extensions = tlv(0xA0, {kNumber}); }),
              Status::bad_data);
    EXPECT_EQ(status_of_entry(entry({5}, tlv(0x30, Buffer{}))), Status::bad_data);
}

TEST(Crl, HasEntriesOfASerialNumberATimeAndExtensions) {
    EXPECT_EQ(status_of_entry(tlv(0x30, {tlv(2, Buffer{5}), kTime})), Status::ok);
    EXPECT_EQ(status_of_entry(tlv(0x30, {tlv(2, Buffer{5})})), Status::bad_data);
    EXPECT_EQ(status_of_entry(tlv(0x30, {kTime})), Status::bad_data);
    EXPECT_EQ(status_of_entry(tlv(0x30, {tlv(2, Buffer{0, 5}), kTime})), Status::bad_data);
    EXPECT_EQ(status_of_entry(tlv(0x30, {tlv(2, Buffer{}), kTime})), Status::bad_data);
    EXPECT_EQ(status_of_entry(tlv(0x30, {tlv(2, Buffer{5}), kTime, kTime})), Status::bad_data);
    EXPECT_EQ(status_of_entry(entry({5}, tlv(0x30, {kReason}) + tlv(0x30, {kReason}))),
              Status::bad_data);
    EXPECT_EQ(status_of_entry(tlv(0x31, {tlv(2, Buffer{5}), kTime})), Status::bad_data);
    EXPECT_EQ(status_of_entry(Buffer{0x30, 0x05, 0x02}), Status::bad_data);
}

TEST(Crl, HasTheSameAlgorithmOutsideAndInside) {
    const Buffer other =
        tlv(0x30, {tlv(6, Buffer{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 12}), {5, 0}});
    EXPECT_EQ(status_with([&](CrlParts& p) { p.signature_algorithm = other; }), Status::bad_data);
    EXPECT_EQ(status_with([&](CrlParts& p) { p.algorithm = other; }), Status::bad_data);
}

TEST(Crl, TellsOfCriticalExtensionsOfEntriesThatNobodyKnows) {
    const auto told = [](unsigned last_arc) {
        CrlParts parts;
        const Buffer extension =
            tlv(0x30, {tlv(6, Buffer{0x55, 0x1D, static_cast<std::uint8_t>(last_arc)}),
                       tlv(1, Buffer{0xFF}), tlv(4, Buffer{5, 0})});
        parts.revoked = tlv(0x30, {entry({5}), entry({6}, tlv(0x30, {kInvalidity, extension}))});
        return parse_certificate_list(parts.der()).value().unknown_critical_entry_extension;
    };
    EXPECT_FALSE(told(21));
    EXPECT_FALSE(told(29));
    EXPECT_TRUE(told(23));
    EXPECT_TRUE(told(99));
}

// Serial numbers of 16 octets that begin alike, in an order that is not theirs.
Buffer large_crl(std::uint32_t count) {
    Buffer revoked;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t mixed = i * 2654435761u;
        Buffer serial(16, 0x11);
        for (unsigned octet = 0; octet < 4; ++octet)
            serial[10 + octet] = static_cast<std::uint8_t>(mixed >> 8 * octet);
        const Buffer one = entry(serial, i % 2 == 0 ? tlv(0x30, {kReason}) : Buffer{});
        revoked.insert(revoked.end(), one.begin(), one.end());
    }
    CrlParts parts;
    parts.revoked = tlv(0x30, revoked);
    return parts.der();
}

TEST(Crl, OfAMillionEntriesCostsLittle) {
    const Buffer der = large_crl(1'000'000);
    const std::clock_t started = std::clock();
    const auto crl = OwnedCrl::parse(der);
    const std::clock_t parsed = std::clock();
    ASSERT_TRUE(crl.ok());
    ASSERT_EQ(crl.value()->fields().revoked.size(), 1'000'000u);
    for (std::size_t i = 0; i < 1'000'000; i += 1000) {
        const RevokedCertificate& listed = crl.value()->fields().revoked[i];
        ASSERT_EQ(crl.value()->find(listed.serial_number), &listed);
    }
    const std::clock_t searched = std::clock();
    const double parsing = static_cast<double>(parsed - started) / CLOCKS_PER_SEC;
    const double searching = static_cast<double>(searched - parsed) / CLOCKS_PER_SEC;
    std::printf("a million entries, %zu octets: %.2f s; 1000 searches: %.4f s\n", der.size(),
                parsing, searching);
    // Many times what it takes unoptimized; a quadratic search would take hours.
    EXPECT_LT(parsing, 60.0);
    EXPECT_LT(searching, 2.0);
}

}  // namespace
}  // namespace secur32::x509
