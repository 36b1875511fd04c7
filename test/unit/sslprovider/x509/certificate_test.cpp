// Certificates: what libcrypto reads is what we read, and what is none is refused.
#include "sslprovider/x509/certificate.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/support/vectors.h"

namespace secur32::x509 {
namespace {

using test::CertificateParts;
using test::tlv;
using test::operator+;

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

Status status_of(const Buffer& der) { return parse_certificate(der).status(); }

Status status_with(const std::function<void(CertificateParts&)>& change) {
    CertificateParts parts;
    change(parts);
    return status_of(parts.der());
}

void expect_same(const AlgorithmIdentifier& ours, const test::ForeignAlgorithm& theirs) {
    EXPECT_EQ(ours.algorithm.text(), theirs.oid);
    EXPECT_EQ(copy(ours.parameters), theirs.parameters);
}

void expect_same(const DerBits& ours, const test::ForeignBits& theirs) {
    EXPECT_EQ(copy(ours.octets), theirs.octets);
    EXPECT_EQ(ours.unused_bits, theirs.unused_bits);
}

void expect_same(const std::vector<Extension>& ours,
                 const std::vector<test::ForeignExtension>& theirs) {
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        EXPECT_EQ(ours[i].id.text(), theirs[i].oid);
        EXPECT_EQ(ours[i].critical, theirs[i].critical);
        EXPECT_EQ(copy(ours[i].value), theirs[i].value);
    }
}

void expect_same(const Certificate& ours, const test::ForeignFields& theirs) {
    EXPECT_EQ(copy(ours.tbs_certificate), theirs.tbs_certificate);
    EXPECT_EQ(ours.version, theirs.version);
    EXPECT_EQ(copy(ours.serial_number), theirs.serial_number);
    expect_same(ours.signature, theirs.signature);
    EXPECT_EQ(copy(ours.issuer), theirs.issuer);
    EXPECT_EQ(copy(ours.subject), theirs.subject);
    EXPECT_EQ(ours.not_before, theirs.not_before);
    EXPECT_EQ(ours.not_after, theirs.not_after);
    EXPECT_EQ(copy(ours.subject_public_key_info.der), theirs.public_key_info);
    expect_same(ours.subject_public_key_info.algorithm, theirs.key_algorithm);
    expect_same(ours.subject_public_key_info.subject_public_key, theirs.public_key);
    expect_same(ours.issuer_unique_id.value_or(DerBits{}), theirs.issuer_unique_id);
    expect_same(ours.subject_unique_id.value_or(DerBits{}), theirs.subject_unique_id);
    expect_same(ours.extensions, theirs.extensions);
    expect_same(ours.signature_value, theirs.signature_value);
}

// Every octet of every view, so that a sanitizer sees one that leads outside.
std::size_t sum_of(const Certificate& certificate) {
    std::size_t sum = 0;
    const auto add = [&](Bytes bytes) {
        for (const std::uint8_t octet : bytes) sum += octet;
    };
    add(certificate.tbs_certificate);
    add(certificate.serial_number);
    add(certificate.signature.algorithm.octets);
    add(certificate.signature.parameters);
    add(certificate.issuer);
    add(certificate.subject);
    add(certificate.subject_public_key_info.der);
    add(certificate.subject_public_key_info.algorithm.algorithm.octets);
    add(certificate.subject_public_key_info.algorithm.parameters);
    add(certificate.subject_public_key_info.subject_public_key.octets);
    add(certificate.issuer_unique_id.value_or(DerBits{}).octets);
    add(certificate.subject_unique_id.value_or(DerBits{}).octets);
    add(certificate.signature_value.octets);
    for (const Extension& extension : certificate.extensions) {
        add(extension.id.octets);
        add(extension.value);
    }
    return sum;
}

TEST(Certificate, ReadsAsLibcryptoDoes) {
    std::size_t count = 0;
    for (const test::NamedCertificate& known : test::foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const auto parsed = parse_certificate(known.der);
        ASSERT_TRUE(parsed.ok());
        expect_same(parsed.value(), test::foreign_fields(known.der));
        ++count;
    }
    std::printf("%zu certificates\n", count);
    EXPECT_EQ(count, 11u);
}

TEST(Certificate, ViewsOctetsOfTheCaller) {
    const Buffer der = CertificateParts{}.der();
    const auto parsed = parse_certificate(der);
    ASSERT_TRUE(parsed.ok());
    const auto inside = [&](Bytes view) {
        return view.data() >= der.data() && view.data() + view.size() <= der.data() + der.size();
    };
    EXPECT_TRUE(inside(parsed.value().tbs_certificate));
    EXPECT_TRUE(inside(parsed.value().serial_number));
    EXPECT_TRUE(inside(parsed.value().extensions.at(0).value));
    EXPECT_TRUE(inside(parsed.value().signature_value.octets));
}

TEST(Certificate, IsRefusedWhereverItIsCutOff) {
    for (const test::NamedCertificate& known : test::foreign_certificates())
        for (std::size_t size = 0; size < known.der.size(); ++size) {
            // Of its own size, so that a sanitizer sees the first octet too far.
            const Buffer part(known.der.begin(),
                              known.der.begin() + static_cast<std::ptrdiff_t>(size));
            EXPECT_EQ(status_of(part), Status::bad_data) << known.name << " " << size;
        }
}

TEST(Certificate, IsRefusedWithOctetsBehindIt) {
    for (const test::NamedCertificate& known : test::foreign_certificates()) {
        EXPECT_EQ(status_of(known.der + Buffer{0}), Status::bad_data) << known.name;
        EXPECT_EQ(status_of(known.der + known.der), Status::bad_data) << known.name;
    }
}

TEST(Certificate, SurvivesEveryFlippedOctet) {
    std::size_t read = 0, refused = 0, sum = 0;
    for (const test::NamedCertificate& known : test::foreign_certificates())
        for (std::size_t at = 0; at < known.der.size(); ++at)
            for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
                Buffer damaged = known.der;
                damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
                const auto parsed = parse_certificate(damaged);
                if (parsed.ok()) {
                    ++read;
                    sum += sum_of(parsed.value());
                } else {
                    ++refused;
                    EXPECT_EQ(parsed.status(), Status::bad_data);
                }
            }
    std::printf("%zu read, %zu refused (sum %zu)\n", read, refused, sum);
    EXPECT_GT(read, 0u);
    EXPECT_GT(refused, 0u);
}

TEST(Certificate, IsMadeOfItsParts) {
    EXPECT_EQ(status_with([](CertificateParts&) {}), Status::ok);
    EXPECT_EQ(status_of({}), Status::bad_data);
    EXPECT_EQ(status_of(tlv(0x30, Buffer{})), Status::bad_data);
    EXPECT_EQ(status_of(CertificateParts{}.tbs_certificate()), Status::bad_data);
    Buffer set = CertificateParts{}.der();
    set[0] = 0x31;
    EXPECT_EQ(status_of(set), Status::bad_data);
}

TEST(Certificate, IsRefusedInTheIndefiniteForm) {
    const CertificateParts parts;
    const Buffer inside = parts.tbs_certificate() + parts.signature_algorithm + parts.signature;
    EXPECT_EQ(status_of(tlv(0x30, inside)), Status::ok);
    EXPECT_EQ(status_of(Buffer{0x30, 0x80} + inside + Buffer{0, 0}), Status::bad_data);
}

TEST(Certificate, IsRefusedWithALengthThatIsNotMinimal) {
    const CertificateParts parts;
    const Buffer inside = parts.tbs_certificate() + parts.signature_algorithm + parts.signature;
    ASSERT_GT(inside.size(), 0x7Fu);
    ASSERT_LE(inside.size(), 0xFFu);
    const auto size = static_cast<std::uint8_t>(inside.size());
    EXPECT_EQ(status_of(Buffer{0x30, 0x81, size} + inside), Status::ok);
    EXPECT_EQ(status_of(Buffer{0x30, 0x82, 0, size} + inside), Status::bad_data);
    EXPECT_EQ(status_of(Buffer{0x30, 0x84, 0, 0, 0, size} + inside), Status::bad_data);
}

TEST(Certificate, IsRefusedWithHugeLengths) {
    for (const std::uint8_t octet : Buffer{0x7F, 0x80, 0xFF}) {
        const Buffer der = CertificateParts{}.der();
        EXPECT_EQ(status_of(Buffer{0x30, 0x84, octet, 0xFF, 0xFF, 0xFF} + der), Status::bad_data);
        EXPECT_EQ(status_of(Buffer{0x30, 0x88, octet} + Buffer(7, 0xFF) + der), Status::bad_data);
    }
}

TEST(Certificate, HasAVersionFrom1To3ThatIsNotWrittenIf1) {
    const auto with = [](const Buffer& version) {
        return status_with([&](CertificateParts& parts) {
            parts.version = version;
            parts.extensions = {};
        });
    };
    const auto number = [](const Buffer& contents) { return tlv(0xA0, {tlv(2, contents)}); };
    EXPECT_EQ(with({}), Status::ok);
    EXPECT_EQ(with(number({1})), Status::ok);
    EXPECT_EQ(with(number({2})), Status::ok);
    EXPECT_EQ(with(number({0})), Status::bad_data) << "DEFAULT";
    EXPECT_EQ(with(number({3})), Status::bad_data);
    EXPECT_EQ(with(number({0xFF})), Status::bad_data) << "-1";
    EXPECT_EQ(with(number({0x80})), Status::bad_data);
    EXPECT_EQ(with(number({1, 2})), Status::bad_data);
    EXPECT_EQ(with(number({0, 2})), Status::bad_data) << "not minimal";
    EXPECT_EQ(with(number({})), Status::bad_data);
    EXPECT_EQ(with(tlv(0xA0, Buffer{})), Status::bad_data);
    EXPECT_EQ(with(tlv(0xA0, {tlv(2, Buffer{2}), tlv(2, Buffer{2})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x80, Buffer{2})), Status::bad_data) << "implicit";
}

TEST(Certificate, HasASerialNumberInTheShortestForm) {
    const auto with = [](const Buffer& serial_number) {
        return status_with([&](CertificateParts& parts) { parts.serial_number = serial_number; });
    };
    // 4.1.2.2: users of certificates "SHOULD be prepared to gracefully handle" negative numbers and
    // zero, and more than 20 octets were issued too.
    for (const Buffer& good : {Buffer{0}, Buffer{0xFF}, Buffer{0, 0x80}, Buffer(64, 0x11)})
        EXPECT_EQ(with(tlv(2, good)), Status::ok);
    for (const Buffer& bad : {Buffer{}, Buffer{0, 0}, Buffer{0, 0x7F}, Buffer{0xFF, 0x80}})
        EXPECT_EQ(with(tlv(2, bad)), Status::bad_data);
    EXPECT_EQ(with({}), Status::bad_data);
    EXPECT_EQ(with(tlv(0x0A, Buffer{1})), Status::bad_data) << "ENUMERATED";
}

TEST(Certificate, HasTheSameAlgorithmOutsideAndInside) {
    const Buffer other =
        tlv(0x30, {tlv(6, Buffer{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 12}), {5, 0}});
    const Buffer bare = tlv(0x30, {tlv(6, Buffer{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11})});
    for (const Buffer& algorithm : {other, bare}) {
        EXPECT_EQ(status_with([&](CertificateParts& p) { p.algorithm = algorithm; }),
                  Status::bad_data);
        EXPECT_EQ(status_with([&](CertificateParts& p) { p.signature_algorithm = algorithm; }),
                  Status::bad_data);
        EXPECT_EQ(status_with([&](CertificateParts& p) {
                      p.algorithm = p.signature_algorithm = algorithm;
                  }),
                  Status::ok);
    }
}

TEST(Certificate, HasAlgorithmsOfAnIdentifierAndAtMostOneParameter) {
    const Buffer oid = tlv(6, Buffer{0x2B, 0x65, 0x70}), null = {5, 0};
    const auto with = [](const Buffer& algorithm) {
        return status_with(
            [&](CertificateParts& p) { p.algorithm = p.signature_algorithm = algorithm; });
    };
    EXPECT_EQ(with(tlv(0x30, {oid})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {oid, null})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {oid, null, null})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {null})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, Buffer{})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {tlv(6, Buffer{})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {oid, {5}})), Status::bad_data) << "a parameter cut off";
    EXPECT_EQ(with({}), Status::bad_data);
}

TEST(Certificate, HasNamesOfSetsOfAttributes) {
    const Buffer attribute = tlv(0x30, {tlv(6, Buffer{0x55, 4, 3}), tlv(0x0C, "a")});
    const auto with = [](const Buffer& name) {
        const Status issuer = status_with([&](CertificateParts& p) { p.issuer = name; });
        const Status subject = status_with([&](CertificateParts& p) { p.subject = name; });
        EXPECT_EQ(issuer, subject);
        return issuer;
    };
    EXPECT_EQ(with(tlv(0x30, Buffer{})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {tlv(0x31, {attribute, attribute}), tlv(0x31, {attribute})})),
              Status::ok);
    EXPECT_EQ(with(tlv(0x30, {tlv(0x31, Buffer{})})), Status::bad_data) << "SIZE (1..MAX)";
    EXPECT_EQ(with(tlv(0x30, {tlv(0x31, {tlv(0x30, Buffer{})})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {tlv(0x31, {tlv(0x30, {tlv(6, Buffer{0x55, 4, 3})})})})),
              Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {tlv(0x31, {tlv(0x30, {tlv(6, Buffer{0x55, 4, 3}), tlv(0x0C, "a"),
                                                    tlv(0x0C, "b")})})})),
              Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {attribute})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x31, {attribute})), Status::bad_data);
    EXPECT_EQ(with({}), Status::bad_data);
}

TEST(Certificate, HasTwoTimes) {
    const Buffer good = tlv(0x17, "250102030405Z");
    const auto with = [](const Buffer& validity) {
        return status_with([&](CertificateParts& p) { p.validity = validity; });
    };
    EXPECT_EQ(with(tlv(0x30, {good, good})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {tlv(0x18, "20250102030405Z"), good})), Status::ok)
        << "4.1.2.5: applications MUST process both";
    EXPECT_EQ(with(tlv(0x30, {good})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {good, good, good})), Status::bad_data);
    for (const char* bad : {"2501020304Z", "250102030405+0000", "250230030405Z", "", "Z"}) {
        EXPECT_EQ(with(tlv(0x30, {tlv(0x17, bad), good})), Status::bad_data) << bad;
        EXPECT_EQ(with(tlv(0x30, {good, tlv(0x17, bad)})), Status::bad_data) << bad;
    }
    EXPECT_EQ(with(tlv(0x30, {good, tlv(0x18, "20250102030405.5Z")})), Status::bad_data);
}

TEST(Certificate, HasAPublicKeyInBits) {
    const Buffer algorithm = tlv(0x30, {tlv(6, Buffer{0x2B, 0x65, 0x70})});
    const auto with = [](const Buffer& key) {
        return status_with([&](CertificateParts& p) { p.public_key = key; });
    };
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(3, Buffer{0})})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(3, Buffer{4, 0xF0})})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(3, Buffer{4, 0xFF})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(3, Buffer{8, 0})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(3, Buffer{})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(4, Buffer{0})})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {algorithm})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {algorithm, tlv(3, Buffer{0}), tlv(3, Buffer{0})})), Status::bad_data);
}

TEST(Certificate, HasUniqueIdentifiersInOrderAndNotInVersion1) {
    const Buffer first = tlv(0x81, Buffer{0, 1}), second = tlv(0x82, Buffer{0, 2});
    const auto with = [](const Buffer& ids, const Buffer& version) {
        return status_with([&](CertificateParts& p) {
            p.unique_ids = ids;
            p.version = version;
            p.extensions = {};
        });
    };
    const Buffer v2 = tlv(0xA0, {tlv(2, Buffer{1})});
    EXPECT_EQ(with(first + second, v2), Status::ok);
    EXPECT_EQ(with(second, v2), Status::ok);
    EXPECT_EQ(with(second + first, v2), Status::bad_data);
    EXPECT_EQ(with(first + first, v2), Status::bad_data);
    EXPECT_EQ(with(first, {}), Status::bad_data);
    EXPECT_EQ(with(second, {}), Status::bad_data);
    EXPECT_EQ(with(tlv(0x81, Buffer{}), v2), Status::bad_data);
    EXPECT_EQ(with(tlv(0xA1, {tlv(3, Buffer{0, 1})}), v2), Status::bad_data) << "explicit";
}

TEST(Certificate, HasExtensionsInVersion3Alone) {
    EXPECT_EQ(status_with([](CertificateParts& p) { p.version = {}; }), Status::bad_data);
    EXPECT_EQ(status_with([](CertificateParts& p) { p.version = tlv(0xA0, {tlv(2, Buffer{1})}); }),
              Status::bad_data);
    EXPECT_EQ(status_with([](CertificateParts& p) { p.extensions = p.extensions + p.extensions; }),
              Status::bad_data);
    EXPECT_EQ(status_with([](CertificateParts& p) { p.extensions = CertificateParts::wrap({}); }),
              Status::bad_data)
        << "SIZE (1..MAX)";
    EXPECT_EQ(status_with([](CertificateParts& p) { p.extensions = tlv(0xA3, Buffer{}); }),
              Status::bad_data);
    EXPECT_EQ(status_with([](CertificateParts& p) { p.extensions = tlv(0xA4, {p.extension}); }),
              Status::bad_data);
}

TEST(Certificate, HasEachExtensionOnce) {
    CertificateParts parts;
    const Buffer other = tlv(0x30, {tlv(6, Buffer{0x55, 0x1D, 0x0F}), tlv(4, Buffer{1, 2, 3})});
    const auto with = [&](const Buffer& extensions) {
        parts.extensions = CertificateParts::wrap(extensions);
        return status_of(parts.der());
    };
    EXPECT_EQ(with(parts.extension + other), Status::ok);
    EXPECT_EQ(with(parts.extension + parts.extension), Status::bad_data);
    EXPECT_EQ(with(parts.extension + other + parts.extension), Status::bad_data);
}

TEST(Certificate, HasExtensionsThatAreCriticalOrSayNothing) {
    const Buffer id = tlv(6, Buffer{0x55, 0x1D, 0x0F}), value = tlv(4, Buffer{1});
    const auto with = [](const Buffer& extension) {
        return status_with(
            [&](CertificateParts& p) { p.extensions = CertificateParts::wrap(extension); });
    };
    EXPECT_EQ(with(tlv(0x30, {id, value})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {id, {1, 1, 0xFF}, value})), Status::ok);
    EXPECT_EQ(with(tlv(0x30, {id, {1, 1, 0}, value})), Status::bad_data) << "DEFAULT";
    EXPECT_EQ(with(tlv(0x30, {id, {1, 1, 1}, value})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {id, {1, 0}, value})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {id})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {value})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {id, value, value})), Status::bad_data);
    EXPECT_EQ(with(tlv(0x30, {id, tlv(0x24, {value})})), Status::bad_data) << "constructed";
}

TEST(Certificate, HasASignatureInBits) {
    const auto with = [](const Buffer& signature) {
        return status_with([&](CertificateParts& p) { p.signature = signature; });
    };
    EXPECT_EQ(with(tlv(3, Buffer{0})), Status::ok);
    EXPECT_EQ(with(tlv(3, Buffer{})), Status::bad_data);
    EXPECT_EQ(with(tlv(3, Buffer{1})), Status::bad_data);
    EXPECT_EQ(with(tlv(4, Buffer{0})), Status::bad_data);
    EXPECT_EQ(with({}), Status::bad_data);
    EXPECT_EQ(with(tlv(3, Buffer{0}) + tlv(3, Buffer{0})), Status::bad_data);
}

}  // namespace
}  // namespace secur32::x509
