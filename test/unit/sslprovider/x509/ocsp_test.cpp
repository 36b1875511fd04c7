// OCSP: the request is what libcrypto would send; of responses that libcrypto made those are
// believed that come from who may speak, hold now and are about the certificate.
#include "sslprovider/x509/ocsp.h"

#include <gtest/gtest.h>
#include <openssl/ocsp.h>

#include "test/support/der_writer.h"
#include "test/support/test_authority.h"

namespace secur32::x509 {
namespace {

using test::Issued;
using test::OcspPlan;
using test::operator+;
using Said = SingleResponse::CertStatus;

SharedCertificate parsed(const Issued& issued) {
    return OwnedCertificate::parse(issued.der).value();
}

struct OcspWorld {
    Issued root = test::make_root("OCSP Root");
    Issued other_root = test::make_root("Other OCSP Root");
    Issued leaf = test::make_leaf("ocsp.example", root);
    Issued other_leaf = test::make_leaf("other.example", root);
    Issued responder = delegated("Responder", root, "OCSPSigning");
    FileTime now = test::file_time_of("20250601000000Z");

    static Issued delegated(const std::string& name, const Issued& issuer, const char* usage) {
        test::IssuePlan plan;
        plan.name = name;
        if (usage != nullptr) plan.extensions = {{"extendedKeyUsage", usage}};
        return test::issue(plan, &issuer);
    }
    Result<OcspAnswer> judge(const Buffer& response) const {
        return judge_ocsp(response, {parsed(leaf), parsed(root), now});
    }
    Result<OcspAnswer> judge(const OcspPlan& plan) const {
        return judge(test::make_ocsp_response(leaf, root, plan));
    }
};
const OcspWorld& world() {
    static const OcspWorld made;
    return made;
}

TEST(Ocsp, RequestIsTheOneOfLibcrypto) {
    const Issued &leaf = world().leaf, &root = world().root;
    const auto read = [](const Issued& issued) {
        const unsigned char* at = issued.der.data();
        return d2i_X509(nullptr, &at, static_cast<long>(issued.der.size()));
    };
    X509 *subject = read(leaf), *issuer = read(root);
    OCSP_REQUEST* request = OCSP_REQUEST_new();
    OCSP_request_add0_id(request, OCSP_cert_to_id(EVP_sha1(), subject, issuer));
    unsigned char* der = nullptr;
    const int size = i2d_OCSP_REQUEST(request, &der);
    EXPECT_EQ(ocsp_request(*parsed(leaf), *parsed(root)), Buffer(der, der + size));
    OPENSSL_free(der);
    OCSP_REQUEST_free(request);
    X509_free(subject);
    X509_free(issuer);
}

TEST(Ocsp, BelievesTheIssuer) {
    const auto answer = world().judge(OcspPlan{});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer.value().status, Said::good);
    EXPECT_EQ(answer.value().this_update, test::file_time_of("20200101000000Z"));
    EXPECT_EQ(answer.value().next_update, test::file_time_of("20690101000000Z"));
    OcspPlan by_key;
    by_key.by_key = true;
    EXPECT_TRUE(world().judge(by_key).ok());
    OcspPlan sha256;
    sha256.id_hash = "SHA256";
    EXPECT_TRUE(world().judge(sha256).ok());
}

TEST(Ocsp, TellsWhyAndWhenItWasRevoked) {
    OcspPlan plan;
    plan.verdict = OcspPlan::Verdict::revoked;
    plan.reason = 4;
    const auto answer = world().judge(plan);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer.value().status, Said::revoked);
    EXPECT_EQ(answer.value().reason, 4);
    EXPECT_EQ(answer.value().revocation_time, test::file_time_of("20210101000000Z"));
    plan.verdict = OcspPlan::Verdict::unknown;
    EXPECT_EQ(world().judge(plan).value().status, Said::unknown);
}

TEST(Ocsp, BelievesADelegatedResponder) {
    OcspPlan plan;
    plan.responder = &world().responder;
    EXPECT_TRUE(world().judge(plan).ok());
    plan.by_key = true;
    EXPECT_TRUE(world().judge(plan).ok());
}

TEST(Ocsp, FindsTheResponderAmongTheCallersCertificates) {
    OcspPlan plan;
    plan.responder = &world().responder;
    plan.send_responder = false;
    const Buffer response = test::make_ocsp_response(world().leaf, world().root, plan);
    EXPECT_EQ(world().judge(response).status(), Status::not_permitted);
    const SharedCertificate known[] = {parsed(world().other_leaf), parsed(world().responder)};
    EXPECT_TRUE(
        judge_ocsp(response, {parsed(world().leaf), parsed(world().root), world().now, known})
            .ok());
}

TEST(Ocsp, RefusesAResponderWithoutTheUsage) {
    for (const char* usage :
         {"serverAuth", "anyExtendedKeyUsage", static_cast<const char*>(nullptr)}) {
        const Issued responder = OcspWorld::delegated("No Responder", world().root, usage);
        OcspPlan plan;
        plan.responder = &responder;
        EXPECT_EQ(world().judge(plan).status(), Status::not_permitted);
    }
}

TEST(Ocsp, RefusesAResponderOfAnotherAuthority) {
    const Issued responder =
        OcspWorld::delegated("Foreign Responder", world().other_root, "OCSPSigning");
    OcspPlan plan;
    plan.responder = &responder;
    EXPECT_EQ(world().judge(plan).status(), Status::not_permitted);
}

TEST(Ocsp, RefusesAResponderThatTheAuthorityDidNotSign) {
    test::IssuePlan forged;
    forged.name = "Forged Responder";
    forged.extensions = {{"extendedKeyUsage", "OCSPSigning"}};
    forged.bad_signature = true;
    const Issued responder = test::issue(forged, &world().root);
    OcspPlan plan;
    plan.responder = &responder;
    EXPECT_EQ(world().judge(plan).status(), Status::not_permitted);
}

TEST(Ocsp, RefusesAResponderWhoseTimeIsOver) {
    test::IssuePlan old;
    old.name = "Old Responder";
    old.extensions = {{"extendedKeyUsage", "OCSPSigning"}};
    old.not_after = "20210101000000Z";
    const Issued responder = test::issue(old, &world().root);
    OcspPlan plan;
    plan.responder = &responder;
    EXPECT_EQ(world().judge(plan).status(), Status::not_permitted);
}

TEST(Ocsp, RefusesAResponderThatMayNotSign) {
    test::IssuePlan odd;
    odd.name = "Enciphering Responder";
    odd.extensions = {{"extendedKeyUsage", "OCSPSigning"}, {"keyUsage", "keyEncipherment"}};
    const Issued responder = test::issue(odd, &world().root);
    OcspPlan plan;
    plan.responder = &responder;
    EXPECT_EQ(world().judge(plan).status(), Status::not_permitted);
}

TEST(Ocsp, RefusesABadSignature) {
    OcspPlan plan;
    plan.bad_signature = true;
    EXPECT_EQ(world().judge(plan).status(), Status::bad_signature);
    plan.responder = &world().responder;
    EXPECT_EQ(world().judge(plan).status(), Status::bad_signature);
}

TEST(Ocsp, RefusesAResponseForAnotherCertificate) {
    EXPECT_EQ(world().judge(test::make_ocsp_response(world().other_leaf, world().root)).status(),
              Status::not_found);
    EXPECT_EQ(world().judge(test::make_ocsp_response(world().leaf, world().other_root)).status(),
              Status::not_found);
}

TEST(Ocsp, RefusesAResponseThatDoesNotHoldNow) {
    OcspPlan stale;
    stale.this_update = "20250101000000Z";
    stale.next_update = "20250531235400Z";
    EXPECT_EQ(world().judge(stale).status(), Status::context_expired);
    stale.next_update = "20250531235600Z";
    EXPECT_TRUE(world().judge(stale).ok()) << "within the skew";
    OcspPlan future;
    future.this_update = "20250601000600Z";
    EXPECT_EQ(world().judge(future).status(), Status::context_expired);
    OcspPlan backwards;
    backwards.this_update = "20250601000000Z";
    backwards.next_update = "20250531235900Z";
    EXPECT_EQ(world().judge(backwards).status(), Status::context_expired);
}

TEST(Ocsp, TakesAnAnswerWithoutNextUpdateForTwelveHours) {
    OcspPlan plan;
    plan.next_update = "";
    plan.this_update = "20250531121000Z";
    EXPECT_TRUE(world().judge(plan).ok());
    plan.this_update = "20250531115000Z";
    EXPECT_EQ(world().judge(plan).status(), Status::context_expired);
}

TEST(Ocsp, RefusesWhatIsNoSuccess) {
    for (const int status : {1, 2, 3, 5, 6}) {
        OcspPlan plan;
        plan.response_status = status;
        EXPECT_EQ(world().judge(plan).status(), Status::not_found) << status;
    }
}

TEST(Ocsp, IgnoresANonce) {
    OcspPlan plan;
    plan.nonce = Buffer{4, 2, 1, 2};
    EXPECT_TRUE(world().judge(plan).ok());
}

TEST(Ocsp, IsRefusedWhereverItIsCutOff) {
    const Buffer response = test::make_ocsp_response(world().leaf, world().root);
    for (std::size_t size = 0; size < response.size(); ++size)
        EXPECT_EQ(parse_ocsp_response(Buffer(response.begin(),
                                             response.begin() + static_cast<std::ptrdiff_t>(size)))
                      .status(),
                  Status::bad_data);
    EXPECT_EQ(parse_ocsp_response(response + Buffer{0}).status(), Status::bad_data);
}

TEST(Ocsp, IsNeverBelievedWithAFlippedOctet) {
    OcspPlan plan;
    plan.verdict = OcspPlan::Verdict::revoked;
    plan.reason = 1;
    const Buffer response = test::make_ocsp_response(world().leaf, world().root, plan);
    for (std::size_t at = 0; at < response.size(); ++at)
        for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
            Buffer damaged = response;
            damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
            const auto answer = world().judge(damaged);
            EXPECT_FALSE(answer.ok() && answer.value().status != Said::revoked) << at;
        }
}

TEST(Ocsp, HasAStatusAndResponseBytesThatGoTogether) {
    using test::tlv;
    EXPECT_TRUE(parse_ocsp_response(tlv(0x30, {tlv(0x0A, Buffer{6})})).ok());
    EXPECT_FALSE(parse_ocsp_response(tlv(0x30, {tlv(0x0A, Buffer{0})})).ok());
    EXPECT_FALSE(parse_ocsp_response(tlv(0x30, {tlv(0x0A, Buffer{})})).ok());
    EXPECT_FALSE(parse_ocsp_response(tlv(0x30, {tlv(0x0A, Buffer{0, 6})})).ok());
    EXPECT_FALSE(parse_ocsp_response(tlv(0x30, {tlv(0x02, Buffer{6})})).ok());
    EXPECT_FALSE(parse_ocsp_response(tlv(0x30, {tlv(0x0A, Buffer{6}), tlv(0xA0, Buffer{})})).ok());
    Buffer response = test::make_ocsp_response(world().leaf, world().root);
    const Buffer basic{0x2B, 6, 1, 5, 5, 7, 48, 1, 1};
    const auto at = std::search(response.begin(), response.end(), basic.begin(), basic.end());
    ASSERT_NE(at, response.end());
    *(at + 8) = 2;
    EXPECT_EQ(parse_ocsp_response(response).status(), Status::bad_data) << "another responseType";
}

}  // namespace
}  // namespace secur32::x509
