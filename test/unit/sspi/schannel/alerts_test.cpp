#include "sspi/schannel/alerts.h"

#include <gtest/gtest.h>

#include <utility>

namespace secur32::schannel {
namespace {

using Row = std::pair<unsigned, Status>;

// Windows' "Schannel Error Codes for TLS and SSL Alerts".
TEST(Alerts, BecomeWhatWindowsDocuments) {
    for (const auto& [description, status] :
         {Row{20, Status::message_altered}, Row{30, Status::message_altered},
          Row{21, Status::decrypt_failure}, Row{51, Status::decrypt_failure},
          Row{42, Status::certificate_unknown}, Row{43, Status::certificate_unknown},
          Row{46, Status::certificate_unknown}, Row{44, Status::certificate_revoked},
          Row{45, Status::certificate_expired}, Row{48, Status::untrusted_root},
          Row{49, Status::logon_denied}, Row{70, Status::unsupported_function},
          Row{71, Status::algorithm_mismatch}, Row{80, Status::internal_error},
          Row{90, Status::unfinished_context_deleted},
          Row{120, Status::application_protocol_mismatch}})
        EXPECT_EQ(status_of_received(static_cast<std::uint8_t>(description)), status)
            << description;
}

TEST(Alerts, OfEveryOtherKindAreAnIllegalMessage) {
    for (const unsigned description : {10u, 22u, 40u, 47u, 50u, 60u, 100u, 110u, 115u, 1u, 255u})
        EXPECT_EQ(status_of_received(static_cast<std::uint8_t>(description)),
                  Status::illegal_message)
            << description;
}

TEST(Alerts, OfAFailureAreFatalAndItsRows) {
    EXPECT_EQ(alert_of(Status::message_altered).octets(), (std::array<std::uint8_t, 2>{2, 20}));
    EXPECT_EQ(alert_of(Status::unexpected_message).octets(), (std::array<std::uint8_t, 2>{2, 10}));
    EXPECT_EQ(alert_of(Status::application_protocol_mismatch).description, 120);
    EXPECT_EQ(alert_of(Status::out_of_memory).description, 80);
}

TEST(Alerts, AreTwoOctets) {
    const auto warning = parse_alert(Buffer{1, 0});
    ASSERT_TRUE(warning.ok());
    EXPECT_TRUE(warning.value().is_close_notify());
    EXPECT_EQ(parse_alert(Buffer{2, 42}).value().description, 42);
    for (const std::size_t size : {0u, 1u, 3u, 4u})
        EXPECT_EQ(parse_alert(Buffer(size, 1)).status(), Status::decode_error) << size;
}

TEST(Alerts, OfNoLevelAreRefused) {
    for (const unsigned level : {0u, 3u, 255u})
        EXPECT_EQ(parse_alert(Buffer{static_cast<std::uint8_t>(level), 0}).status(),
                  Status::illegal_parameter)
            << level;
}

TEST(Alerts, HaveTheNamesOfTheRfcs) {
    EXPECT_EQ(name_of_alert(0), "close_notify");
    EXPECT_EQ(name_of_alert(116), "certificate_required");
    EXPECT_EQ(name_of_alert(1), "?");
}

}  // namespace
}  // namespace secur32::schannel
