// Whether a certificate was revoked: by staples, lists, responders and distribution points that
// libcrypto made, right and wrong.
#include "sslprovider/x509/revocation.h"

#include <gtest/gtest.h>

#include "test/support/revocation_world.h"

namespace secur32::x509 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::CrlPlan;
using test::Issued;
using test::make_crl;
using test::OcspPlan;
using World = test::RevocationWorld;

constexpr const char* kNow = "20250601000000Z";

struct Question {
    Issued subject, issuer;
    std::vector<Buffer> crls = {};
    std::vector<Issued> certificates = {};
    Buffer staple = {};
    bool cache_only = true;
    milliseconds time{20'000};
    FileTime newer_than = 0;
    std::string now = kNow;

    RevocationAnswer ask() const {
        RevocationRequest request;
        request.subject = World::parsed(subject);
        request.issuer = World::parsed(issuer);
        request.time = test::file_time_of(now);
        std::vector<SharedCrl> lists;
        for (const Buffer& crl : crls) lists.push_back(World::parsed_crl(crl));
        std::vector<SharedCertificate> others;
        for (const Issued& one : certificates) others.push_back(World::parsed(one));
        request.crls = lists;
        request.certificates = others;
        request.stapled_ocsp = staple;
        request.cache_only = cache_only;
        request.deadline = deadline_in(time);
        request.newer_than = newer_than;
        return check_revocation(request);
    }
    Revocation verdict() const { return ask().verdict; }
};

// What lists alone say of a leaf without addresses.
Revocation by_lists(const Issued& leaf, const Issued& issuer, std::vector<Buffer> crls,
                    std::vector<Issued> certificates = {}) {
    Question question{leaf, issuer};
    question.crls = std::move(crls);
    question.certificates = std::move(certificates);
    return question.verdict();
}

CrlPlan revoking(const Issued& leaf, int reason = -1) {
    CrlPlan plan;
    plan.revoked = {{leaf.serial_number, reason}};
    return plan;
}

TEST(Revocation, AsksWhereTheCertificateSays) {
    World world;
    const Issued leaf = world.leaf_of_none();
    EXPECT_EQ((Question{leaf, world.root}.verdict()), Revocation::no_check);
    EXPECT_EQ((Question{world.leaf_of_ocsp(), world.root}.verdict()), Revocation::offline);
    EXPECT_EQ((Question{world.leaf_of_crl(), world.root}.verdict()), Revocation::offline);
}

TEST(Revocation, BelievesTheCallersList) {
    World world;
    const Issued leaf = world.leaf_of_none(), other = world.leaf_of_none();
    Question question{leaf, world.root};
    question.crls = {make_crl(world.root, revoking(other))};
    const auto good = question.ask();
    EXPECT_EQ(good.verdict, Revocation::good);
    EXPECT_EQ(good.this_update, test::file_time_of("20200101000000Z"));
    EXPECT_EQ(good.next_update, test::file_time_of("20690101000000Z"));
    EXPECT_NE(good.base_crl, nullptr);
    question.crls = {make_crl(world.root, revoking(leaf, 1))};
    const auto revoked = question.ask();
    EXPECT_EQ(revoked.verdict, Revocation::revoked);
    EXPECT_EQ(revoked.reason, 1u);
    EXPECT_EQ(revoked.revocation_date, test::file_time_of("20210101000000Z"));
    EXPECT_FALSE(revoked.from_ocsp);
}

TEST(Revocation, RefusesListsThatNobodyWhoMaySigned) {
    World world;
    const Issued leaf = world.leaf_of_none();
    CrlPlan bad = revoking(leaf);
    bad.bad_signature = true;
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, bad)}), Revocation::offline);
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.other_root, revoking(leaf))}),
              Revocation::no_check)
        << "another authority's";
    CrlPlan forged = revoking(leaf);
    forged.signer = &world.other_root;
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, forged)}, {world.other_root}),
              Revocation::offline);
    test::IssuePlan plan;
    plan.extensions = {{"keyUsage", "critical,keyCertSign"},
                       {"basicConstraints", "critical,CA:TRUE"}};
    plan.name = "Root Without cRLSign";
    const Issued mute = test::issue(plan);
    const Issued its_leaf = test::make_leaf("mute.example", mute);
    EXPECT_EQ(by_lists(its_leaf, mute, {make_crl(mute, revoking(its_leaf))}), Revocation::no_check);
}

TEST(Revocation, RefusesListsOfAnotherTimeButForWhatTheyRevoke) {
    World world;
    const Issued leaf = world.leaf_of_none();
    CrlPlan old;
    old.next_update = "20250531000000Z";
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, old)}), Revocation::offline);
    old.revoked = {{leaf.serial_number, -1}};
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, old)}), Revocation::revoked);
    CrlPlan future = revoking(leaf);
    future.this_update = "20250601010000Z";
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, future)}), Revocation::offline);
    CrlPlan undated;
    undated.next_update = "";
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, undated)}), Revocation::good);
}

TEST(Revocation, BelievesTheNewerOfTwoLists) {
    World world;
    const Issued leaf = world.leaf_of_none();
    CrlPlan held = revoking(leaf, 6);
    CrlPlan released;
    released.this_update = "20250101000000Z";
    released.number = 2;
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, held)}), Revocation::revoked);
    EXPECT_EQ(
        by_lists(leaf, world.root, {make_crl(world.root, held), make_crl(world.root, released)}),
        Revocation::good);
}

TEST(Revocation, RefusesListsWithCriticalExtensionsThatNobodyKnows) {
    World world;
    const Issued leaf = world.leaf_of_none();
    CrlPlan plan;
    plan.extensions = {{"1.2.3.4", "critical,DER:0500"}};
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, plan)}), Revocation::offline);
    plan.extensions = {{"1.2.3.4", "DER:0500"}};
    EXPECT_EQ(by_lists(leaf, world.root, {make_crl(world.root, plan)}), Revocation::good);
}

TEST(Revocation, AsksListsOfTheCertificatesKindAlone) {
    World world;
    const Issued leaf = world.leaf_of_none();
    const auto said = [&](const Issued& subject, const std::string& scope) {
        CrlPlan plan;
        plan.extensions = {{"issuingDistributionPoint", "critical," + scope}};
        return by_lists(subject, world.root, {make_crl(world.root, plan)});
    };
    const Issued ca = test::make_intermediate("Kind CA", world.root);
    EXPECT_EQ(said(leaf, "onlyuser:TRUE"), Revocation::good);
    EXPECT_EQ(said(ca, "onlyuser:TRUE"), Revocation::no_check);
    EXPECT_EQ(said(leaf, "onlyCA:TRUE"), Revocation::no_check);
    EXPECT_EQ(said(ca, "onlyCA:TRUE"), Revocation::good);
    EXPECT_EQ(said(leaf, "onlyAA:TRUE"), Revocation::no_check);
}

TEST(Revocation, AsksListsOfTheCertificatesPartitionAlone) {
    World world;
    const Issued leaf = world.leaf_of_crl();
    const auto said = [&](const std::string& url) {
        CrlPlan plan;
        plan.extensions = {{"issuingDistributionPoint", "critical,fullname:URI:" + url}};
        return by_lists(leaf, world.root, {make_crl(world.root, plan)});
    };
    EXPECT_EQ(said(world.crl()), Revocation::good);
    EXPECT_EQ(said(world.crl() + "/2"), Revocation::offline);
}

TEST(Revocation, WantsAllReasonsCovered) {
    World world;
    const Issued leaf = world.leaf_of_none();
    const auto list = [&](const std::string& reasons, bool revokes) {
        CrlPlan plan;
        if (revokes) plan.revoked = {{leaf.serial_number, 1}};
        plan.extensions = {{"issuingDistributionPoint", "critical,@scope"}};
        plan.sections = "[scope]\nonlysomereasons=" + reasons + "\n";
        return make_crl(world.root, plan);
    };
    const std::string some = "keyCompromise, CACompromise";
    const std::string rest =
        "affiliationChanged, superseded, cessationOfOperation, certificateHold, "
        "privilegeWithdrawn, AACompromise";
    EXPECT_EQ(by_lists(leaf, world.root, {list(some, false)}), Revocation::offline);
    EXPECT_EQ(by_lists(leaf, world.root, {list(some, false), list(rest, false)}), Revocation::good);
    EXPECT_EQ(by_lists(leaf, world.root, {list(some, true)}), Revocation::revoked);
}

TEST(Revocation, AppliesADeltaToItsBase) {
    World world;
    const Issued leaf = world.leaf_of_none();
    const auto base = [&](bool holds) {
        CrlPlan plan = holds ? revoking(leaf, 6) : CrlPlan();
        plan.number = 5;
        return make_crl(world.root, plan);
    };
    const auto delta = [&](int reason, int from, int number, bool bad = false) {
        CrlPlan plan;
        if (reason >= 0) plan = revoking(leaf, reason);
        plan.delta_of = from;
        plan.number = number;
        plan.bad_signature = bad;
        return make_crl(world.root, plan);
    };
    EXPECT_EQ(by_lists(leaf, world.root, {base(false), delta(1, 5, 6)}), Revocation::revoked);
    EXPECT_EQ(by_lists(leaf, world.root, {base(true), delta(8, 4, 6)}), Revocation::good)
        << "removeFromCRL";
    EXPECT_EQ(by_lists(leaf, world.root, {base(true), delta(-1, 5, 6)}), Revocation::revoked);
    EXPECT_EQ(by_lists(leaf, world.root, {base(false), delta(1, 6, 7)}), Revocation::good)
        << "of a later base";
    EXPECT_EQ(by_lists(leaf, world.root, {base(false), delta(1, 3, 4)}), Revocation::good)
        << "older than the base";
    EXPECT_EQ(by_lists(leaf, world.root, {base(false), delta(1, 5, 6, true)}), Revocation::good)
        << "signed badly";
    EXPECT_EQ(by_lists(leaf, world.root, {delta(-1, 5, 6)}), Revocation::no_check) << "alone";
}

TEST(Revocation, WantsTheDeltaThatAListAnnounces) {
    World world;
    const Issued leaf = world.leaf_of_crl();
    CrlPlan plan;
    plan.number = 5;
    plan.extensions = {{"freshestCRL", "URI:" + world.server.url("/delta")}};
    world.server.serve("/crl", make_crl(world.root, plan));
    Question question{leaf, world.root};
    question.cache_only = false;
    EXPECT_EQ(question.verdict(), Revocation::offline);
    UrlCache::instance().clear();
    CrlPlan delta = revoking(leaf, 1);
    delta.delta_of = 5;
    delta.number = 6;
    world.server.serve("/delta", make_crl(world.root, delta));
    const auto answer = question.ask();
    EXPECT_EQ(answer.verdict, Revocation::revoked);
    EXPECT_NE(answer.delta_crl, nullptr);
}

TEST(Revocation, KeepsAHoldUnlessTheDeltaLiftsIt) {
    World world;
    const Issued leaf = world.leaf_of_crl();
    CrlPlan plan = revoking(leaf, 6);
    plan.number = 5;
    plan.extensions = {{"freshestCRL", "URI:" + world.server.url("/delta")}};
    world.server.serve("/crl", make_crl(world.root, plan));
    Question question{leaf, world.root};
    question.cache_only = false;
    const auto held = question.ask();
    EXPECT_EQ(held.verdict, Revocation::revoked) << "nobody answers for the delta";
    EXPECT_EQ(held.reason, 6u);
    UrlCache::instance().clear();
    CrlPlan delta = revoking(leaf, 8);
    delta.delta_of = 5;
    delta.number = 6;
    world.server.serve("/delta", make_crl(world.root, delta));
    EXPECT_EQ(question.verdict(), Revocation::good);
}

TEST(Revocation, BelievesNothingThatIsSignedWithMd5) {
    const Issued root = test::make_root("RSA Revoking Root", {.key = "RSA-2048"});
    const Issued leaf = test::make_leaf("md5.example", root);
    CrlPlan plan;
    EXPECT_EQ(by_lists(leaf, root, {make_crl(root, plan)}), Revocation::good);
    plan.hash = "MD5";
    EXPECT_EQ(by_lists(leaf, root, {make_crl(root, plan)}), Revocation::offline);
    Question question{leaf, root};
    for (const char* hash : {"SHA256", "MD5"}) {
        const Issued responder =
            test::make_leaf("responder.example", root,
                            {.extensions = {{"extendedKeyUsage", "OCSPSigning"}}, .hash = hash});
        OcspPlan delegated;
        delegated.responder = &responder;
        question.staple = test::make_ocsp_response(leaf, root, delegated);
        EXPECT_EQ(question.verdict(),
                  std::string_view(hash) == "MD5" ? Revocation::offline : Revocation::good);
    }
}

TEST(Revocation, BelievesAnIndirectListOfTheNamedIssuer) {
    World world;
    test::IssuePlan signer_plan;
    signer_plan.name = "Indirect";
    signer_plan.extensions = {{"keyUsage", "critical,cRLSign"}};
    const Issued signer = test::issue(signer_plan, &world.root);
    const Issued leaf = test::make_leaf("indirect.example", world.root, [&] {
        test::IssuePlan plan;
        plan.extensions = {{"crlDistributionPoints", "point"}};
        plan.sections =
            "[point]\nfullname=URI:http://127.0.0.1:1/none\nCRLissuer=dirName:who\n"
            "[who]\nCN=Indirect\n";
        return plan;
    }());
    const auto list = [&](const std::string& of, bool indirect) {
        CrlPlan plan;
        plan.revoked = {{leaf.serial_number, 1, "20210101000000Z", of}};
        if (indirect) plan.extensions = {{"issuingDistributionPoint", "critical,indirectCRL:TRUE"}};
        plan.sections = "[root]\nCN=Revoking Root\n[other]\nCN=Somebody\n";
        return make_crl(signer, plan);
    };
    EXPECT_EQ(by_lists(leaf, world.root, {list("dirName:root", true)}, {signer}),
              Revocation::revoked);
    EXPECT_EQ(by_lists(leaf, world.root, {list("dirName:other", true)}, {signer}), Revocation::good)
        << "another issuer's certificate of that number";
    EXPECT_EQ(by_lists(leaf, world.root, {list("dirName:root", false)}, {signer}),
              Revocation::offline)
        << "not indirect";
    EXPECT_EQ(by_lists(leaf, world.root, {list("dirName:root", true)}), Revocation::offline)
        << "its signer is unknown";
}

TEST(Revocation, BelievesAStaple) {
    World world;
    const Issued leaf = world.leaf_of_none(), other = world.leaf_of_none();
    Question question{leaf, world.root};
    question.staple = test::make_ocsp_response(leaf, world.root);
    const auto good = question.ask();
    EXPECT_EQ(good.verdict, Revocation::good);
    EXPECT_TRUE(good.from_staple && good.from_ocsp);
    OcspPlan revoked;
    revoked.verdict = OcspPlan::Verdict::revoked;
    question.staple = test::make_ocsp_response(leaf, world.root, revoked);
    EXPECT_EQ(question.verdict(), Revocation::revoked);
}

TEST(Revocation, BelievesNoStapleThatIsWrong) {
    World world;
    const Issued leaf = world.leaf_of_none(), other = world.leaf_of_none();
    Question question{leaf, world.root};
    OcspPlan stale, bad, unknown, undelegated;
    stale.next_update = "20210101000000Z";
    bad.bad_signature = true;
    unknown.verdict = OcspPlan::Verdict::unknown;
    const Issued nobody = test::make_leaf("nobody.example", world.root);
    undelegated.responder = &nobody;
    for (const Buffer& staple : {test::make_ocsp_response(leaf, world.root, stale),
                                 test::make_ocsp_response(leaf, world.root, bad),
                                 test::make_ocsp_response(leaf, world.root, unknown),
                                 test::make_ocsp_response(leaf, world.root, undelegated),
                                 test::make_ocsp_response(other, world.root), Buffer{1, 2, 3}}) {
        question.staple = staple;
        EXPECT_EQ(question.verdict(), Revocation::offline);
    }
}

TEST(Revocation, AsksTheResponderOnce) {
    World world;
    const Issued leaf = world.leaf_of_both();
    world.server.serve("/ocsp", test::make_ocsp_response(leaf, world.root));
    Question question{leaf, world.root};
    question.cache_only = false;
    const auto answer = question.ask();
    EXPECT_EQ(answer.verdict, Revocation::good);
    EXPECT_TRUE(answer.from_ocsp && !answer.from_staple);
    EXPECT_EQ(question.verdict(), Revocation::good);
    question.cache_only = true;
    EXPECT_EQ(question.verdict(), Revocation::good);
    EXPECT_EQ(world.server.requests("/ocsp"), 1u);
    EXPECT_EQ(world.server.requests("/crl"), 0u);
}

TEST(Revocation, AsksTheListWhenTheResponderFails) {
    World world;
    const Issued leaf = world.leaf_of_both();
    world.server.serve("/crl", make_crl(world.root, revoking(leaf, 3)));
    Question question{leaf, world.root};
    question.cache_only = false;
    const auto answer = question.ask();
    EXPECT_EQ(answer.verdict, Revocation::revoked);
    EXPECT_EQ(answer.reason, 3u);
    EXPECT_FALSE(answer.from_ocsp);
    EXPECT_EQ(world.server.requests("/ocsp"), 1u);
}

TEST(Revocation, DoesNotKeepWhatItCannotBelieve) {
    World world;
    const Issued leaf = world.leaf_of_both();
    OcspPlan bad;
    bad.bad_signature = true;
    CrlPlan bad_list;
    bad_list.bad_signature = true;
    world.server.serve("/ocsp", test::make_ocsp_response(leaf, world.root, bad));
    world.server.serve("/crl", make_crl(world.root, bad_list));
    Question question{leaf, world.root};
    question.cache_only = false;
    EXPECT_EQ(question.verdict(), Revocation::offline);
    EXPECT_EQ(UrlCache::instance().octets(), 0u);
}

TEST(Revocation, AsksAgainForWhatIsNotNewEnough) {
    World world;
    const Issued leaf = world.leaf_of_ocsp();
    world.server.serve("/ocsp", test::make_ocsp_response(leaf, world.root));
    Question question{leaf, world.root};
    question.cache_only = false;
    question.newer_than = test::file_time_of("20220101000000Z");
    EXPECT_EQ(question.verdict(), Revocation::good) << "nobody has newer";
    OcspPlan newer;
    newer.this_update = "20230101000000Z";
    newer.verdict = OcspPlan::Verdict::revoked;
    world.server.serve("/ocsp", test::make_ocsp_response(leaf, world.root, newer));
    EXPECT_EQ(question.verdict(), Revocation::revoked);
    EXPECT_EQ(world.server.requests("/ocsp"), 2u);
}

TEST(Revocation, IsOfflineInTimeHoweverTheServerMisbehaves) {
    World world;
    for (const auto& one : test::misbehaviours(world.crl())) {
        for (const char* path : {"/ocsp", "/crl"}) world.server.serve(path, one.answer);
        UrlCache::instance().clear();
        Question question{world.leaf_of_both(), world.root};
        question.cache_only = false;
        question.time = milliseconds(600);
        const auto started = steady_clock::now();
        EXPECT_EQ(question.verdict(), Revocation::offline) << one.name;
        EXPECT_LT(steady_clock::now() - started, milliseconds(4000)) << one.name;
    }
}

TEST(Revocation, IsOfflineWhereNobodyListens) {
    World world;
    const Issued leaf =
        test::make_leaf("dead.example", world.root,
                        world.with("OCSP;URI:" + test::dead_url(), "URI:" + test::dead_url()));
    Question question{leaf, world.root};
    question.cache_only = false;
    EXPECT_EQ(question.verdict(), Revocation::offline);
    const Issued ldap =
        test::make_leaf("ldap.example", world.root,
                        world.with("", "URI:ldap://127.0.0.1/cn=a?certificateRevocationList"));
    EXPECT_EQ((Question{ldap, world.root}.verdict()), Revocation::offline);
}

TEST(Revocation, FetchesIssuersInEveryForm) {
    World world;
    const Issued leaf = test::make_leaf("aia.example", world.root,
                                        world.with("caIssuers;URI:" + world.server.url("/ca"), ""));
    const auto fetched = [&](const Buffer& octets) {
        world.server.serve("/ca", octets);
        UrlCache::instance().clear();
        return fetch_issuers(*World::parsed(leaf), false, deadline_in(milliseconds(20'000)));
    };
    const auto der = fetched(world.root.der);
    ASSERT_EQ(der.size(), 1u);
    EXPECT_EQ(Buffer(der[0]->der().begin(), der[0]->der().end()), world.root.der);
    EXPECT_EQ(fetch_issuers(*World::parsed(leaf), true, deadline_in(milliseconds(0))).size(), 1u);
    const std::string pem = test::pem_of("CERTIFICATE", world.root.der) +
                            test::pem_of("CERTIFICATE", world.other_root.der);
    EXPECT_EQ(fetched(Buffer(pem.begin(), pem.end())).size(), 2u);
    EXPECT_TRUE(fetched(Buffer{1, 2, 3}).empty());
    EXPECT_TRUE(fetched({}).empty());
    UrlCache::instance().clear();
    EXPECT_TRUE(fetch_issuers(*World::parsed(leaf), true, deadline_in(milliseconds(1000))).empty());
}

}  // namespace
}  // namespace secur32::x509
