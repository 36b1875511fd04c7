// Identities written into one block.
#include "sspi/api/identity_blocks.h"

#include <gtest/gtest.h>

#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

using namespace samples;

IdentityView wide_view(IdentityForm form) {
    IdentityView view;
    view.form = form;
    view.flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    return view;
}

bool same_part(const std::optional<Bytes>& a, const std::optional<Bytes>& b) {
    return a.has_value() == b.has_value() && (!a || std::ranges::equal(*a, *b));
}

void expect_same(const IdentityView& a, const IdentityView& b) {
    EXPECT_EQ(a.unicode, b.unicode);
    EXPECT_TRUE(same_part(a.user, b.user));
    EXPECT_TRUE(same_part(a.domain, b.domain));
    EXPECT_TRUE(same_part(a.secret, b.secret));
    EXPECT_TRUE(same_part(a.packages, b.packages));
}

TEST(IdentityBlocks, HoldWhatTheViewShowed) {
    const Buffer secret = packed_credentials(u"password");
    for (const IdentityForm form : {IdentityForm::extended, IdentityForm::packed})
        for (unsigned present = 0; present < 16; ++present) {
            IdentityView view = wide_view(form);
            if ((present & 1) != 0) view.user = secur32::bytes_of(u"user");
            if ((present & 2) != 0) view.domain = secur32::bytes_of(u"domain");
            if ((present & 4) != 0) view.secret = secret;
            if ((present & 8) != 0) view.packages = secur32::bytes_of(u"!ntlm");
            const Result<Block> block = build_identity(view);
            ASSERT_TRUE(block.ok());
            const Result<IdentityView> again = view_identity(block.value().get());
            ASSERT_TRUE(again.ok());
            EXPECT_EQ(again.value().form, form);
            expect_same(again.value(), view);
        }
}

TEST(IdentityBlocks, KeepEmptyPartsApartFromAbsentOnes) {
    IdentityView view = wide_view(IdentityForm::extended);
    view.user = Bytes();
    const Result<Block> block = build_identity(view);
    ASSERT_TRUE(block.ok());
    const Result<IdentityView> again = view_identity(block.value().get());
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again.value().user.has_value());
    EXPECT_FALSE(again.value().domain.has_value());
}

TEST(IdentityBlocks, RefusePartsThatAPackedIdentityCannotCount) {
    const Buffer large(0x10000, 'a');
    IdentityView view = wide_view(IdentityForm::packed);
    view.user = large;
    EXPECT_EQ(build_identity(view).status(), Status::invalid_parameter);
    EXPECT_EQ(flatten_identity(view).status(), Status::invalid_parameter);
    view.user = Bytes(large).first(0xFFFE);
    EXPECT_TRUE(build_identity(view).ok());
}

TEST(IdentityBlocks, AreReadBackFromTheirFlatForm) {
    const Buffer secret = packed_credentials(u"password");
    for (const IdentityForm form : {IdentityForm::extended, IdentityForm::packed}) {
        IdentityView view = wide_view(form);
        view.user = secur32::bytes_of(u"user");
        view.secret = secret;
        const Result<SizedBlock> flat = flatten_identity(view);
        ASSERT_TRUE(flat.ok());
        const Result<IdentityView> again = view_marshalled_identity(
            {static_cast<const std::uint8_t*>(flat.value().block.get()), flat.value().size});
        ASSERT_TRUE(again.ok());
        expect_same(again.value(), view);
    }
}

}  // namespace
}  // namespace secur32::api
