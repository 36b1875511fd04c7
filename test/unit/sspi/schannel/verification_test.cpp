// verify_peer against the certificate matrix, its modes, and lists of certificates that are none.
#include "sspi/schannel/verification.h"

#include <gtest/gtest.h>

#include "sslprovider/x509/chain_cache.h"
#include "sspi/schannel/credential_flags.h"
#include "sspi/schannel/credential_terms.h"
#include "test/support/tls_certificate_matrix.h"

namespace secur32::schannel {
namespace {

using test::Issued;
using test::TlsCertificateMatrix;
using test::TlsCertificateRow;

x509::SharedCertificate parsed(const Issued& issued) {
    return x509::OwnedCertificate::parse(issued.der).value();
}

x509::SharedIndex index_of(const std::vector<Issued>& roots) {
    std::vector<x509::SharedCertificate> certificates;
    for (const Issued& root : roots) certificates.push_back(parsed(root));
    return std::make_shared<const x509::CertificateIndex>(std::move(certificates), 0);
}

const Terms& default_terms() {
    static const Terms terms = make_terms(Policy::defaults(), false, {}).value();
    return terms;
}

PeerCertificates shown(const TlsCertificateRow& row) {
    PeerCertificates peer;
    peer.chain.push_back(parsed(row.leaf));
    for (const Issued& one : row.sent) peer.chain.push_back(parsed(one));
    return peer;
}

Result<VerifiedPeer> verify(const TlsCertificateRow& row, std::uint32_t more_flags = 0,
                            bool peer_is_server = true) {
    Judgement judgement = judgement_of(row.flags | more_flags);
    judgement.roots = index_of(row.roots);
    const PeerCertificates peer = shown(row);
    return verify_peer({peer, judgement, peer_is_server, row.target, default_terms()});
}

constexpr std::uint32_t kManual = 0x8, kNoNameCheck = 0x4, kDeferred = 0x4000000;

const TlsCertificateRow& row_of(const std::string& problem) {
    for (const TlsCertificateRow& row : TlsCertificateMatrix::instance().rows())
        if (row.problem == problem) return row;
    throw std::runtime_error("no such row");
}

TEST(VerifyPeer, GivesEachProblemItsStatus) {
    for (const TlsCertificateRow& one : TlsCertificateMatrix::instance().rows()) {
        SCOPED_TRACE(one.problem);
        const Result<VerifiedPeer> peer = verify(one);
        EXPECT_EQ(row(peer.status()).name, row(one.status).name);
        if (peer.ok()) {
            ASSERT_NE(peer.value().chain(), nullptr);
            EXPECT_EQ(peer.value().verdict(), Status::ok);
        }
    }
}

TEST(VerifyPeer, GivesEachProblemAStatusWithItsAlert) {
    for (const TlsCertificateRow& one : TlsCertificateMatrix::instance().rows()) {
        if (one.status == Status::ok) continue;
        EXPECT_EQ(row(one.status).alert, one.alert) << one.problem;
    }
}

TEST(VerifyPeer, JudgesNothingInManualMode) {
    for (const TlsCertificateRow& row : TlsCertificateMatrix::instance().rows()) {
        const Result<VerifiedPeer> peer = verify(row, kManual);
        ASSERT_TRUE(peer.ok()) << row.problem;
        EXPECT_EQ(peer.value().chain(), nullptr);
    }
}

TEST(VerifyPeer, KeepsTheVerdictWhereValidationIsDeferred) {
    for (const TlsCertificateRow& row : TlsCertificateMatrix::instance().rows()) {
        SCOPED_TRACE(row.problem);
        const Result<VerifiedPeer> peer = verify(row, kDeferred);
        ASSERT_TRUE(peer.ok());
        EXPECT_EQ(peer.value().verdict(), row.status);
        EXPECT_NE(peer.value().chain(), nullptr);
    }
}

TEST(VerifyPeer, AsksForNoNameWhereTheCredentialDoesNot) {
    EXPECT_TRUE(verify(row_of("wrong name"), kNoNameCheck).ok());
    EXPECT_TRUE(verify(row_of("empty target"), kNoNameCheck).ok());
    EXPECT_EQ(verify(row_of("expired"), kNoNameCheck).status(), Status::certificate_expired);
    // Constraints are the chain's, not the name's.
    EXPECT_EQ(verify(row_of("name excluded"), kNoNameCheck).status(), Status::wrong_principal);
}

TEST(VerifyPeer, WantsAClientsCertificateToBeForClients) {
    EXPECT_EQ(verify(row_of("nothing"), 0, false).status(), Status::certificate_wrong_usage);
    TlsCertificateRow row = row_of("wrong EKU");
    row.target = u"";  // a client has no name to be checked
    EXPECT_TRUE(verify(row, 0, false).ok());
}

TEST(VerifyPeer, TellsTheRootBeforeTheTimeAndTheTimeBeforeTheName) {
    const Issued root = test::make_root("TLS order root");
    TlsCertificateRow row{"order",
                          test::make_leaf("a.example", root, {.not_after = "20210101000000Z"})};
    row.roots = {root};
    EXPECT_EQ(verify(row).status(), Status::certificate_expired);
    row.roots = {test::make_root("TLS other root")};
    EXPECT_EQ(verify(row).status(), Status::untrusted_root);
}

TEST(VerifyPeer, HoldsToTheSignaturesThatWereOffered) {
    Terms terms = default_terms();
    std::erase_if(terms.certificate_schemes, [](const SignatureScheme* scheme) {
        return scheme->key == crypto::KeyAlgorithm::ec;
    });
    const TlsCertificateRow& row = row_of("nothing");
    Judgement judgement;
    judgement.roots = index_of(row.roots);
    const PeerCertificates peer = shown(row);
    EXPECT_EQ(verify_peer({peer, judgement, true, row.target, terms}).status(),
              Status::certificate_malformed);
}

TEST(VerifyPeer, TakesRsaKeysOfTheLengthThatTheTermsAskFor) {
    const Issued root = test::make_root("TLS length root");
    TlsCertificateRow row{"length", test::make_leaf("www.example.com", root, {.key = "RSA-1024"})};
    row.roots = {root};
    EXPECT_TRUE(verify(row).ok());
    Terms terms = default_terms();
    terms.least_rsa_bits = 2048;
    Judgement judgement;
    judgement.roots = index_of(row.roots);
    const PeerCertificates peer = shown(row);
    EXPECT_EQ(verify_peer({peer, judgement, true, row.target, terms}).status(),
              Status::certificate_malformed);
}

TEST(VerifyPeer, RefusesAPeerWithoutCertificate) {
    const Judgement judgement;
    const PeerCertificates nobody;
    EXPECT_EQ(verify_peer({nobody, judgement, false, {}, default_terms()}).status(),
              Status::certificate_required);
}

TEST(VerifyPeer, BuildsAChainOnce) {
    x509::forget_verified_chains();
    ASSERT_TRUE(verify(row_of("nothing")).ok());
    const TlsCertificateRow& row = row_of("nothing");
    Judgement judgement;
    judgement.roots = index_of(row.roots);
    const PeerCertificates first = shown(row), second = shown(row);
    ASSERT_TRUE(verify_peer({first, judgement, true, row.target, default_terms()}).ok());
    const auto before = x509::chain_cache_counts();
    ASSERT_TRUE(verify_peer({second, judgement, true, row.target, default_terms()}).ok());
    EXPECT_EQ(x509::chain_cache_counts().hits, before.hits + 1);
}

TEST(VerifyPeer, BelievesAStapledAnswer) {
    const Issued root = test::make_root("TLS stapling root");
    TlsCertificateRow row{"staple", test::make_leaf("www.example.com", root)};
    row.roots = {root};
    Judgement judgement = judgement_of(test::kMatrixCheckEnd);
    judgement.roots = index_of(row.roots);
    PeerCertificates peer = shown(row);
    peer.stapled_ocsp = test::make_ocsp_response(row.leaf, root);
    EXPECT_TRUE(verify_peer({peer, judgement, true, row.target, default_terms()}).ok());
    peer.stapled_ocsp = test::make_ocsp_response(
        row.leaf, root, {.verdict = test::OcspPlan::Verdict::revoked, .reason = 1});
    EXPECT_EQ(verify_peer({peer, judgement, true, row.target, default_terms()}).status(),
              Status::certificate_revoked);
}

TEST(AnonymousPeer, HasNoChainAndNoVerdict) {
    EXPECT_EQ(anonymous_peer().chain(), nullptr);
    EXPECT_EQ(anonymous_peer().verdict(), Status::ok);
}

TEST(CertificateList, IsParsedInOrder) {
    const Issued root = test::make_root("TLS list root");
    const Issued leaf = test::make_leaf("list.example", root);
    const std::array<Bytes, 2> list{Bytes(leaf.der), Bytes(root.der)};
    const auto parsed_list = parse_certificate_list(list);
    ASSERT_TRUE(parsed_list.ok());
    ASSERT_EQ(parsed_list.value().size(), 2u);
    EXPECT_TRUE(std::ranges::equal(parsed_list.value()[0]->der(), leaf.der));
    EXPECT_TRUE(std::ranges::equal(parsed_list.value()[1]->der(), root.der));
}

TEST(CertificateList, MayBeEmpty) { EXPECT_TRUE(parse_certificate_list({}).value().empty()); }

TEST(CertificateList, IsRefusedWhereAnythingIsNoCertificate) {
    const Issued root = test::make_root("TLS list root");
    for (std::size_t length = 0; length < root.der.size(); length += 7) {
        const std::array<Bytes, 2> list{Bytes(root.der), Bytes(root.der).first(length)};
        EXPECT_EQ(parse_certificate_list(list).status(), Status::certificate_malformed) << length;
    }
    Buffer longer = root.der;
    longer.push_back(0);
    const std::array<Bytes, 1> list{Bytes(longer)};
    EXPECT_EQ(parse_certificate_list(list).status(), Status::certificate_malformed);
}

TEST(CertificateList, IsRefusedWhereTheLeafsKeyIsNone) {
    const Issued root = test::make_root("TLS list root");
    Buffer der = root.der;
    const x509::SharedCertificate certificate = parsed(root);
    const Bytes point = certificate->fields().subject_public_key_info.subject_public_key.octets;
    // A point off the curve.
    const auto at = std::search(der.begin(), der.end(), point.begin(), point.end());
    ASSERT_NE(at, der.end());
    *(at + 20) ^= 1;
    const std::array<Bytes, 1> list{Bytes(der)};
    EXPECT_EQ(parse_certificate_list(list).status(), Status::certificate_malformed);
}

}  // namespace
}  // namespace secur32::schannel
