// Chains of certificates that libcrypto made; libcrypto's X509_verify_cert has the last word on
// whether a chain is good.
#include "sslprovider/x509/chain.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>

#include "test/support/der_writer.h"
#include "test/support/revocation_world.h"
#include "test/support/test_authority.h"

namespace secur32::test {
namespace {

using x509::ChainRequest;
using x509::ChainResult;
using x509::SharedCertificate;
using x509::TrustError;
using x509::TrustInfo;

SharedCertificate parsed(const Issued& issued) {
    return x509::OwnedCertificate::parse(issued.der).value();
}
x509::SharedIndex index_of(const std::vector<Issued>& certificates) {
    std::vector<SharedCertificate> out;
    for (const Issued& one : certificates) out.push_back(parsed(one));
    return std::make_shared<const x509::CertificateIndex>(std::move(out), 1);
}

// A request and what it points to.
struct Question {
    std::vector<SharedCertificate> additional;
    ChainRequest request;
    Question(const Issued& leaf, const std::vector<Issued>& roots,
             const std::vector<Issued>& others = {}) {
        for (const Issued& one : others) additional.push_back(parsed(one));
        request.leaf = parsed(leaf);
        request.trust.roots = index_of(roots);
        request.additional = additional;
    }
    ChainResult ask() const { return build_chain(request); }
    TrustError errors() const { return ask().best.errors; }
};

// libcrypto's word on the same, with the purpose of a TLS server.
bool libcrypto_accepts(const Issued& leaf, const std::vector<Issued>& roots,
                       const std::vector<Issued>& others = {}) {
    const auto read = [](const Issued& from) {
        const unsigned char* at = from.der.data();
        return d2i_X509(nullptr, &at, static_cast<long>(from.der.size()));
    };
    X509_STORE* const store = X509_STORE_new();
    for (const Issued& root : roots) {
        X509* const certificate = read(root);
        X509_STORE_add_cert(store, certificate);
        X509_free(certificate);
    }
    STACK_OF(X509)* const untrusted = sk_X509_new_null();
    for (const Issued& other : others) sk_X509_push(untrusted, read(other));
    X509* const subject = read(leaf);
    X509_STORE_CTX* const context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, subject, untrusted);
    X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), 0);
    const bool good = X509_verify_cert(context) == 1;
    X509_STORE_CTX_free(context);
    X509_free(subject);
    sk_X509_pop_free(untrusted, X509_free);
    X509_STORE_free(store);
    return good;
}

struct World {
    Issued root = make_root("Chain root");
    Issued ca = make_intermediate("Chain CA", root);
    Issued leaf = make_leaf("www.example.com", ca);
};
const World& world() {
    static const World one;
    return one;
}

TEST(Chain, EndsInATrustedRoot) {
    const ChainResult result = Question(world().leaf, {world().root}, {world().ca}).ask();
    EXPECT_EQ(result.best.errors, TrustError::none);
    ASSERT_EQ(result.best.elements.size(), 3U);
    EXPECT_TRUE(has(result.best.elements[0].info, TrustInfo::key_match_issuer));
    EXPECT_TRUE(has(result.best.elements[1].info, TrustInfo::key_match_issuer));
    EXPECT_TRUE(has(result.best.elements[2].info, TrustInfo::self_signed));
    EXPECT_TRUE(has(result.best.elements[2].info, TrustInfo::name_match_issuer));
    EXPECT_TRUE(libcrypto_accepts(world().leaf, {world().root}, {world().ca}));
    EXPECT_TRUE(result.lower_quality.empty());
}

TEST(Chain, OfARootAloneIsGood) {
    const ChainResult result = Question(world().root, {world().root}).ask();
    EXPECT_EQ(result.best.errors, TrustError::none);
    EXPECT_EQ(result.best.elements.size(), 1U);
}

TEST(Chain, ToAnotherRootIsNotTrusted) {
    const Issued other = make_root("Another root");
    const ChainResult result = Question(world().leaf, {other}, {world().ca, world().root}).ask();
    EXPECT_EQ(result.best.errors, TrustError::untrusted_root);
    EXPECT_EQ(result.best.elements.back().errors, TrustError::untrusted_root);
    EXPECT_FALSE(libcrypto_accepts(world().leaf, {other}, {world().ca, world().root}));
}

TEST(Chain, WithoutItsIntermediateIsPartial) {
    const ChainResult result = Question(world().leaf, {world().root}).ask();
    EXPECT_EQ(result.best.errors, TrustError::partial_chain);
    EXPECT_EQ(result.best.elements.size(), 1U);
    EXPECT_FALSE(libcrypto_accepts(world().leaf, {world().root}));
}

// A problem that one certificate has; where: the element that tells it.
struct Problem {
    const char* name;
    Issued leaf;
    std::vector<Issued> others;
    TrustError error;
    std::size_t where;
    bool libcrypto_too = true;
};

std::vector<Problem> problems() {
    const World& w = world();
    std::vector<Problem> out;
    const auto beneath = [&](const char* name, IssuePlan plan, TrustError error,
                             int path_length = -1) {
        const Issued ca = make_intermediate(name, w.root, std::move(plan), path_length);
        out.push_back({name, make_leaf("www.example.com", ca), {ca}, error, 1});
    };
    const auto end = [&](const char* name, IssuePlan plan, TrustError error) {
        out.push_back(
            {name, make_leaf("www.example.com", w.ca, std::move(plan)), {w.ca}, error, 0});
    };
    end("expired", {.not_after = "20210101000000Z"}, TrustError::not_time_valid);
    end("not yet valid", {.not_before = "20600101000000Z"}, TrustError::not_time_valid);
    beneath("expired CA", {.not_after = "20210101000000Z"}, TrustError::not_time_valid);
    end("bad signature", {.bad_signature = true}, TrustError::not_signature_valid);
    beneath("bad signature of a CA", {.bad_signature = true}, TrustError::not_signature_valid);
    end("wrong usage", {.extensions = {{"extendedKeyUsage", "clientAuth"}}},
        TrustError::not_valid_for_usage);
    beneath("CA without keyCertSign", {.extensions = {{"keyUsage", "critical,cRLSign"}}},
            TrustError::not_valid_for_usage);
    beneath("no CA", {.extensions = {{"basicConstraints", "critical,CA:FALSE"}}},
            TrustError::invalid_basic_constraints);
    end("unknown critical extension", {.extensions = {{"1.2.3.4", "critical,DER:0500"}}},
        TrustError::not_supported_critical_extension);
    beneath("another name permitted",
            {.extensions = {{"nameConstraints", "critical,permitted;DNS:example.org"}}},
            TrustError::not_permitted_name_constraint);
    beneath("the name excluded",
            {.extensions = {{"nameConstraints", "critical,excluded;DNS:example.com"}}},
            TrustError::excluded_name_constraint);
    beneath("a policy required that is not there",
            {.extensions = {{"policyConstraints", "critical,requireExplicitPolicy:0"}}},
            TrustError::no_issuance_chain_policy);
    out.back().where = 0;
    out.back().libcrypto_too = false;  // it looks at policies when asked
    const Issued narrow = make_intermediate("No CA beneath", w.root, {}, 0);
    const Issued deeper = make_intermediate("Beneath", narrow);
    out.push_back({"path length",
                   make_leaf("www.example.com", deeper),
                   {deeper, narrow},
                   TrustError::invalid_basic_constraints,
                   2});
    return out;
}

TEST(Chain, TellsEachProblemAtTheElementThatHasIt) {
    for (const Problem& problem : problems()) {
        SCOPED_TRACE(problem.name);
        Question question(problem.leaf, {world().root}, problem.others);
        question.request.usages = {std::string(x509::kServerAuthentication)};
        const ChainResult result = question.ask();
        EXPECT_EQ(result.best.errors, problem.error);
        for (std::size_t i = 0; i < result.best.elements.size(); ++i)
            EXPECT_EQ(result.best.elements[i].errors,
                      i == problem.where ? problem.error : TrustError::none)
                << i;
        if (problem.libcrypto_too) {
            EXPECT_FALSE(libcrypto_accepts(problem.leaf, {world().root}, problem.others));
        }
    }
}

TEST(Chain, RefusesMd5AndShortKeysAlwaysAndSha1WhenAsked) {
    const Issued md5 =
        make_leaf("md5.example", make_root("RSA", {.key = "RSA-1024"}), {.hash = "MD5"});
    const Issued sha1 = make_leaf("sha1.example", world().ca, {.hash = "SHA1"});
    const Issued small = make_leaf("small.example", world().ca, {.key = "RSA-512"});
    constexpr TrustError kWeak = TrustError::weak_signature | TrustError::not_signature_valid;
    EXPECT_EQ(Question(md5, {make_root("RSA", {.key = "RSA-1024"})}).errors(), kWeak);
    EXPECT_EQ(Question(small, {world().root}, {world().ca}).errors(), kWeak);
    Question question(sha1, {world().root}, {world().ca});
    EXPECT_EQ(question.errors(), TrustError::none);
    question.request.strength.refuse_sha1 = true;
    EXPECT_EQ(question.errors(), kWeak);
}

TEST(Chain, FindsTheWayWithTheFewestErrorsAmongSeveral) {
    const Issued old_ca =
        make_intermediate("Two ways", world().root, {.not_after = "20210101000000Z"});
    const Issued new_ca = make_intermediate("Two ways", world().root);
    const Issued leaf = make_leaf("www.example.com", new_ca);
    Question question(leaf, {world().root}, {old_ca, new_ca});
    EXPECT_EQ(question.errors(), TrustError::none);
    question.request.want_lower_quality = true;
    const ChainResult both = question.ask();
    EXPECT_EQ(both.best.errors, TrustError::none);
    ASSERT_EQ(both.lower_quality.size(), 1U);
    EXPECT_EQ(both.lower_quality[0].errors, TrustError::not_time_valid);
}

TEST(Chain, GoesRoundNoCircleForEver) {
    // A and B issue one another.
    const Issued a_by_itself = make_root("Circle A"), b_by_itself = make_root("Circle B");
    const Issued a = make_intermediate("Circle A", b_by_itself);
    const Issued b = make_intermediate("Circle B", a_by_itself);
    const Issued leaf = make_leaf("www.example.com", a);
    const ChainResult result = Question(leaf, {world().root}, {a, b, leaf}).ask();
    EXPECT_EQ(result.best.errors, TrustError::cyclic | TrustError::partial_chain);
    EXPECT_EQ(result.best.elements.size(), 3U);
}

TEST(Chain, OfAHundredIntermediatesEndsQuickly) {
    std::vector<Issued> all;
    Issued last = world().root;
    for (int i = 0; i < 100; ++i) {
        last = make_intermediate("Long " + std::to_string(i), last, {.key_name = "Long"});
        all.push_back(last);
    }
    const auto start = std::chrono::steady_clock::now();
    const TrustError errors =
        Question(make_leaf("www.example.com", last), {world().root}, all).errors();
    EXPECT_EQ(errors, TrustError::partial_chain);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Chain, AmongAThousandIssuersOfOneNameEndsQuickly) {
    std::vector<Issued> all;
    for (int i = 0; i < 1000; ++i)
        all.push_back(make_intermediate("Legion", make_root("Legion"), {.key_identifiers = false}));
    const auto start = std::chrono::steady_clock::now();
    const TrustError errors =
        Question(make_leaf("www.example.com", all[0]), {world().root}, all).errors();
    EXPECT_NE(errors, TrustError::none);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Chain, WithABombOfNameConstraintsEndsQuickly) {
    std::string permitted = "critical,permitted;DNS:never.example", names = "DNS:www.example.com";
    for (int i = 0; i < 2000; ++i) {
        permitted += ",permitted;DNS:p" + std::to_string(i) + ".example";
        names += ",DNS:n" + std::to_string(i) + ".example";
    }
    const Issued ca =
        make_intermediate("Bomb", world().root, {.extensions = {{"nameConstraints", permitted}}});
    const Issued leaf =
        make_leaf("www.example.com", ca, {.extensions = {{"subjectAltName", names}}});
    const auto start = std::chrono::steady_clock::now();
    const TrustError errors = Question(leaf, {world().root}, {ca}).errors();
    EXPECT_TRUE(has(errors, TrustError::invalid_name_constraints));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Chain, WithLongNamesUnderManyConstraintsEndsQuickly) {
    std::string permitted = "critical,permitted;dirName:short", section = "[short]\nCN=nobody\n";
    for (int i = 0; i < 1000; ++i) permitted += ",permitted;dirName:short";
    std::string names = "DNS:www.example.com", longs = "[long]\n";
    for (int i = 0; i < 2000; ++i) longs += std::to_string(i) + ".OU=unit\n";
    for (int i = 0; i < 50; ++i) names += ",dirName:long";
    const Issued ca =
        make_intermediate("Long names", world().root,
                          {.extensions = {{"nameConstraints", permitted}}, .sections = section});
    const Issued leaf =
        make_leaf("", ca, {.extensions = {{"subjectAltName", names}}, .sections = longs});
    const auto start = std::chrono::steady_clock::now();
    const TrustError errors = Question(leaf, {world().root}, {ca}).errors();
    EXPECT_TRUE(has(errors, TrustError::invalid_name_constraints));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

// Mappings of 256 policies to 4 and of 4 to 256 in turn: each node stands for all of the first.
TEST(Chain, WithABombOfPoliciesEndsQuickly) {
    const auto policy = [](int branch, int i) {
        return "1.3.6.1.4.1." + std::to_string(branch) + '.' + std::to_string(i);
    };
    std::string many, few, to_few, to_many;
    for (int i = 0; i < 256; ++i) {
        many += (i == 0 ? "" : ",") + policy(1, i);
        if (i < 4) few += (i == 0 ? "" : ",") + policy(2, i);
        for (int j = 0; j < 4; ++j) {
            const std::string comma = i + j == 0 ? "" : ",";
            to_few += comma + policy(1, i) + ':' + policy(2, j);
            to_many += comma + policy(2, j) + ':' + policy(1, i);
        }
    }
    std::vector<Issued> all;
    Issued last = world().root;
    for (int i = 0; i < 60; ++i) {
        const IssuePlan plan{.key_name = "Policies",
                             .extensions = {{"certificatePolicies", i % 2 == 0 ? many : few},
                                            {"policyMappings", i % 2 == 0 ? to_few : to_many}}};
        last = make_intermediate("Policies " + std::to_string(i), last, plan);
        all.push_back(last);
    }
    const auto start = std::chrono::steady_clock::now();
    const TrustError errors =
        Question(make_leaf("www.example.com", last), {world().root}, all).errors();
    EXPECT_TRUE(has(errors, TrustError::invalid_policy_constraints));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Chain, RefusesAWildCardThatStandsForAnExcludedHost) {
    const Issued ca = make_intermediate(
        "Excluding CA", world().root,
        {.extensions = {{"nameConstraints", "critical,excluded;DNS:secret.example.com"}}});
    const auto errors = [&](const std::string& name) {
        const Issued leaf =
            make_leaf("leaf", ca, {.extensions = {{"subjectAltName", "DNS:" + name}}});
        return Question(leaf, {world().root}, {ca}).errors();
    };
    for (const char* name : {"*.example.com", "*.EXAMPLE.com", "*.secret.example.com"})
        EXPECT_EQ(errors(name), TrustError::excluded_name_constraint) << name;
    for (const char* name : {"*.example.org", "*.public.example.com", "public.example.com"})
        EXPECT_EQ(errors(name), TrustError::none) << name;
}

TEST(Chain, RefusesEveryAddressWhereAnEmptyOneIsExcluded) {
    const Issued ca =
        make_intermediate("No mail", world().root,
                          {.extensions = {{"nameConstraints", "critical,DER:3006A10430028100"}}});
    const Issued leaf =
        make_leaf("www.example.com", ca, {.extensions = {{"subjectAltName", "email:a@b.example"}}});
    EXPECT_EQ(Question(leaf, {world().root}, {ca}).errors(), TrustError::excluded_name_constraint);
}

TEST(Chain, HoldsEveryCommonNameAgainstTheConstraints) {
    const Issued ca = make_intermediate(
        "Permitting CA", world().root,
        {.extensions = {{"nameConstraints", "critical,permitted;DNS:example.org"}}});
    IssuePlan plan{.extensions = {{"subjectAltName", "email:a@example.org"}}};
    for (int i = 0; i < 100; ++i) plan.names.emplace_back("CN", "www.example.org");
    EXPECT_EQ(Question(make_leaf("a.example.org", ca, plan), {world().root}, {ca}).errors(),
              TrustError::none);
    EXPECT_EQ(Question(make_leaf("www.example.com", ca, plan), {world().root}, {ca}).errors(),
              TrustError::not_permitted_name_constraint);
}

TEST(Chain, IsRevokedThoughAnotherOneWasNotAskedAbout) {
    const Issued old_ca =
        make_intermediate("Old and new", world().root, {.not_after = "20210101000000Z"});
    const Issued new_ca = make_intermediate("Old and new", world().root);
    const Issued leaf = make_leaf("www.example.com", new_ca);
    const std::vector crls = {
        x509::OwnedCrl::parse(make_crl(new_ca, {.revoked = {{leaf.serial_number, 1}}})).value()};
    Question question(leaf, {world().root}, {old_ca, new_ca});
    question.request.crls = crls;
    question.request.revocation = x509::RevocationScope::end_certificate;
    question.request.revocation_cache_only = true;
    question.request.want_lower_quality = true;
    EXPECT_EQ(question.errors(), TrustError::revoked);
}

TEST(Chain, FetchesIssuersAFewTimesAtMost) {
    const RevocationWorld served;
    std::vector<Issued> fan;
    const auto path = [](int i) { return "/ca" + std::to_string(i); };
    for (int i = 0; i < 12; ++i)
        fan.push_back(
            make_intermediate("Fan", make_root("Missing " + std::to_string(i)),
                              served.with("caIssuers;URI:" + served.server.url(path(i)), "")));
    const Issued leaf = make_leaf("www.example.com", fan[0]);
    EXPECT_TRUE(has(Question(leaf, {world().root}, fan).errors(), TrustError::partial_chain));
    unsigned requests = 0;
    for (int i = 0; i < 12; ++i) requests += served.server.requests(path(i));
    EXPECT_EQ(requests, 8U);
}

// SubjectPublicKeyInfo of an RSA key whose modulus is any odd number.
Buffer forged_rsa_key(std::size_t octets) {
    Buffer modulus(octets, 0xC5);
    const Buffer key = tlv(0x30, {tlv(0x02, Buffer{0} + modulus), tlv(0x02, Buffer{1, 0, 1})});
    const Buffer algorithm =
        tlv(0x30, {tlv(0x06, Buffer{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1}), {5, 0}});
    return tlv(0x30, {algorithm, tlv(0x03, Buffer{0} + key)});
}

TEST(Chain, WithKeysOf16384BitsEndsQuickly) {
    CertificateParts parts;
    parts.signature = tlv(0x03, Buffer{0} + Buffer(2048, 0x35));
    std::vector<SharedCertificate> all;
    for (std::uint8_t i = 1; i <= 64; ++i) {
        parts.serial_number = tlv(0x02, Buffer{i});
        parts.public_key = forged_rsa_key(2048);
        all.push_back(x509::OwnedCertificate::parse(parts.der()).value());
    }
    ChainRequest request{.leaf = all.front(), .additional = all};
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(has(build_chain(request).best.errors, TrustError::not_signature_valid));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Chain, AmongTwentyThousandCertificatesOfOneNameEndsQuickly) {
    CertificateParts parts;
    std::vector<SharedCertificate> all;
    for (unsigned i = 0; i < 20'000; ++i) {
        parts.serial_number =
            tlv(0x02, Buffer{1, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)});
        all.push_back(x509::OwnedCertificate::parse(parts.der()).value());
    }
    ChainRequest request{.leaf = all.front(), .additional = all};
    const auto start = std::chrono::steady_clock::now();
    EXPECT_NE(build_chain(request).best.errors, TrustError::none);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Chain, EndsInAnIntermediateOnlyWhereThatIsTrustedAsARoot) {
    Question question(world().leaf, {world().ca});
    EXPECT_EQ(question.errors(), TrustError::partial_chain);
    question.request.trust.accept_cas = true;
    EXPECT_EQ(question.errors(), TrustError::none);
}

TEST(Chain, IsJudgedAtTheTimeThatIsAsked) {
    Question question(world().leaf, {world().root}, {world().ca});
    question.request.time = file_time_of("20250101000000Z");
    EXPECT_EQ(question.errors(), TrustError::none);
    question.request.time = file_time_of("20150101000000Z");
    EXPECT_EQ(question.errors(), TrustError::not_time_valid);
}

TEST(Chain, OfATrustedPeerAsksForNoIssuer) {
    Question question(world().leaf, {});
    question.request.trust.peers = index_of({world().leaf});
    const ChainResult result = question.ask();
    EXPECT_EQ(result.best.errors, TrustError::none);
    EXPECT_TRUE(has(result.best.info, TrustInfo::peer_trusted));
}

}  // namespace
}  // namespace secur32::test
