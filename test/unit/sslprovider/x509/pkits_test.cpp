// NIST's Public Key Interoperability Test Suite (PKITS), section 4: path validation with CRLs.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "sslprovider/x509/chain.h"
#include "test/support/test_authority.h"
#include "test/support/vectors.h"

namespace secur32::test {
namespace {

using x509::ChainRequest;
using x509::SharedCertificate;
using x509::TrustError;

std::ifstream open_pkits(const std::string& name) {
    std::ifstream in(std::string(SECUR32_VECTORS_DIR) + "/pkits/" + name);
    EXPECT_TRUE(in) << name;
    return in;
}

struct Pkits {
    std::map<std::string, SharedCertificate> certificates;
    std::map<std::string, x509::SharedCrl> crls;
    x509::SharedIndex roots;

    Pkits() {
        read("certs.txt", [&](const std::string& name, const Buffer& der) {
            const auto parsed = x509::OwnedCertificate::parse(der);
            ASSERT_TRUE(parsed.ok()) << name;
            certificates[name] = parsed.value();
        });
        read("crls.txt", [&](const std::string& name, const Buffer& der) {
            const auto parsed = x509::OwnedCrl::parse(der);
            ASSERT_TRUE(parsed.ok()) << name;
            crls[name] = parsed.value();
        });
        roots = std::make_shared<const x509::CertificateIndex>(
            std::vector<SharedCertificate>{certificates.at("TrustAnchorRootCertificate")}, 1);
    }
    template <typename Take>
    static void read(const std::string& file, Take take) {
        std::ifstream in = open_pkits(file);
        std::string name, equals, digits;
        for (std::string line; std::getline(in, line);) {
            if (line.starts_with('#')) continue;
            std::istringstream(line) >> name >> equals >> digits;
            take(name, hex(digits));
        }
    }
    TrustError errors_of(const std::string& leaf, const std::vector<SharedCertificate>& authorities,
                         const std::vector<x509::SharedCrl>& lists) const {
        ChainRequest request{
            .leaf = certificates.at(leaf), .additional = authorities, .crls = lists};
        request.trust.roots = roots;
        request.time = file_time_of("20200601000000Z");
        request.revocation = x509::RevocationScope::chain_without_root;
        request.revocation_cache_only = true;
        request.cache_only = true;
        return build_chain(request).best.errors;
    }
};
const Pkits& pkits() {
    static const Pkits one;
    return one;
}

struct Difference {
    std::string_view test;
    const char* why;
};
// What is valid and refused here; nothing that is invalid is accepted.
constexpr const char* kInherited = "a DSA key without its own parameters is no key here";
constexpr const char* kOtherSigner =
    "a CRL counts that the issuer signed, or one whose certificate it issued: RFC 5280 6.3.3 (f) "
    "would look for a path to any other signer, and the status is unknown here instead";
constexpr const char* kRelative =
    "a distribution point's name relative to its CRL's issuer is compared with such a name alone";
constexpr std::array<Difference, 16> kDifferences = {
    Difference{"40105_valid_dsa_parameter_inheritance_test5", kInherited},
    Difference{"40419_valid_separate_certificate_and_crl_keys_test19", kOtherSigner},
    Difference{"40501_valid_basic_self_issued_old_with_new_test1", kOtherSigner},
    Difference{"40615_valid_self_issued_pathlenconstraint_test15", kOtherSigner},
    Difference{"40617_valid_self_issued_pathlenconstraint_test17", kOtherSigner},
    Difference{"40906_valid_self_issued_require_explicit_policy_test6", kOtherSigner},
    Difference{"41107_valid_self_issued_inhibit_policy_mapping_test7", kOtherSigner},
    Difference{"41207_valid_self_issued_inhibit_any_policy_test7", kOtherSigner},
    Difference{"41209_valid_self_issued_inhibit_any_policy_test9", kOtherSigner},
    Difference{"41424_valid_idp_with_indirectcrl_test24", kOtherSigner},
    Difference{"41425_valid_idp_with_indirectcrl_test25", kOtherSigner},
    Difference{"41429_valid_crlissuer_test29", kOtherSigner},
    Difference{"41433_valid_crlissuer_test33", kOtherSigner},
    Difference{"ValidDNnameConstraintsTest19EE", kOtherSigner},
    Difference{"41404_valid_distributionpoint_test4", kRelative},
    Difference{"41407_valid_distributionpoint_test7", kRelative},
};

bool is_different(const std::string& test) {
    return std::ranges::find(kDifferences, test, &Difference::test) != kDifferences.end();
}

// "a,b" of a map; "-" for none.
template <typename Thing>
std::vector<Thing> named(const std::string& list, const std::map<std::string, Thing>& all) {
    std::vector<Thing> out;
    std::istringstream names(list == "-" ? "" : list);
    for (std::string name; std::getline(names, name, ',');) out.push_back(all.at(name));
    return out;
}

TEST(Pkits, GivesTheVerdictsOfSection4) {
    std::ifstream in = open_pkits("paths.txt");
    std::string name, verdict, leaf, authorities, lists;
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream(line) >> name >> verdict >> leaf >> authorities >> lists;
        auto crls = named(lists, pkits().crls);
        crls.push_back(pkits().crls.at("TrustAnchorRootCRL"));
        const TrustError errors =
            pkits().errors_of(leaf, named(authorities, pkits().certificates), crls);
        EXPECT_EQ(errors == TrustError::none, (verdict == "valid") != is_different(name))
            << name << ": 0x" << std::hex << static_cast<std::uint32_t>(errors);
        ++count;
    }
    std::printf("  %zu tests of PKITS; of these and those of 4.13 %zu differ\n", count,
                kDifferences.size());
    EXPECT_GT(count, 170U);
}

// Section 4.13: the names of the files say what is expected.  All CAs are at hand, so that the path
// has to be found among the others'.
TEST(Pkits, GivesTheVerdictsOfSection413OnNameConstraints) {
    std::size_t count = 0;
    std::vector<SharedCertificate> authorities;
    for (const auto& [name, certificate] : pkits().certificates)
        if (!name.ends_with("EE")) authorities.push_back(certificate);
    std::vector<x509::SharedCrl> crls;
    for (const auto& [name, crl] : pkits().crls)
        if (name.find("ameConstraints") != std::string::npos || name == "TrustAnchorRootCRL")
            crls.push_back(crl);
    for (const auto& [name, certificate] : pkits().certificates) {
        const bool valid = name.starts_with("Valid"), invalid = name.starts_with("Invalid");
        if (name.find("ameConstraints") == std::string::npos || !(valid || invalid)) continue;
        const TrustError errors = pkits().errors_of(name, authorities, crls);
        EXPECT_EQ(errors == TrustError::none, valid != is_different(name))
            << name << ": 0x" << std::hex << static_cast<std::uint32_t>(errors);
        ++count;
    }
    std::printf("  %zu tests of PKITS on name constraints\n", count);
    EXPECT_GE(count, 35U);
}

}  // namespace
}  // namespace secur32::test
