// dwFlags of credentials: what they make of a judgement, and which exclude each other.
#include "sspi/schannel/credential_flags.h"

#include <gtest/gtest.h>

namespace secur32::schannel {
namespace {

TEST(CredentialFlags, ExcludeEachOther) {
    for (const std::uint32_t flags : {0x28u, 0x50u, 0x4000008u, 0xFFu})
        EXPECT_EQ(check_flags(flags), Status::invalid_parameter) << flags;
    for (const std::uint32_t flags :
         {0u, 0x8u, 0x20u, 0x10u, 0x40u, 0x4000020u, 0x700u, 0x80000000u})
        EXPECT_EQ(check_flags(flags), Status::ok) << flags;
}

TEST(CredentialFlags, DoNotAskForWhatIsNotHere) {
    EXPECT_EQ(check_flags(0x00800000), Status::unsupported_function);
    EXPECT_EQ(check_flags(0x01000000), Status::unsupported_function);
}

TEST(Judgements, ComeFromTheFlags) {
    EXPECT_EQ(judgement_of(0).mode, Judgement::Mode::automatic);
    EXPECT_TRUE(judgement_of(0).check_name);
    EXPECT_EQ(judgement_of(0).revocation, x509::RevocationScope::none);
    EXPECT_EQ(judgement_of(0x8).mode, Judgement::Mode::manual);
    EXPECT_EQ(judgement_of(0x20).mode, Judgement::Mode::automatic);
    EXPECT_EQ(judgement_of(0x4000000).mode, Judgement::Mode::deferred);
    EXPECT_FALSE(judgement_of(0x4).check_name);
    using enum x509::RevocationScope;
    EXPECT_EQ(judgement_of(0x100).revocation, end_certificate);
    EXPECT_EQ(judgement_of(0x200).revocation, chain);
    EXPECT_EQ(judgement_of(0x400).revocation, chain_without_root);
    EXPECT_EQ(judgement_of(0x700).revocation, chain);
    EXPECT_EQ(judgement_of(0x500).revocation, chain_without_root);
    EXPECT_TRUE(judgement_of(0x800).ignore_no_revocation_check);
    EXPECT_TRUE(judgement_of(0x1000).ignore_revocation_offline);
    EXPECT_TRUE(judgement_of(0x4000).revocation_cache_only);
    EXPECT_TRUE(judgement_of(0x8000).url_cache_only);
    EXPECT_FALSE(judgement_of(0x20000).url_cache_only);
}

}  // namespace
}  // namespace secur32::schannel
