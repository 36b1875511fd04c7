// The messages of TLS 1.3 behind the hellos, octet by octet, and everything that a wrong length can
// say.  Whole flights of others are in rfc8448_test.cpp.
#include "sspi/schannel/messages13.h"

#include <gtest/gtest.h>

#include "test/support/test_authority.h"
#include "test/support/vectors.h"

namespace secur32::schannel {
namespace {

using test::hex;
using test::to_hex;

// Cut anywhere, or with an octet behind it, a message is none.
template <typename Parse>
void expect_no_other_length(const Buffer& body, Parse parse) {
    ASSERT_EQ(parse(body), Status::ok);
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_NE(parse(Buffer(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size))),
                  Status::ok)
            << "cut to " << size;
    Buffer longer = body;
    longer.push_back(0);
    EXPECT_EQ(parse(longer), Status::decode_error);
}

template <typename Message>
Status status_of_parsing(const Buffer& body) {
    return Message::parse(body).status();
}

// -- EncryptedExtensions -------------------------------------------------------------------------

// supported_groups, ALPN "h2", record_size_limit 0x4001, server_name.
const char* const kExtensions =
    "001b"
    "000a 0004 0002 001d"
    "0010 0005 0003 02 6832"
    "001c 0002 4001"
    "0000 0000";

TEST(EncryptedExtensions, SaysWhatItsExtensionsSay) {
    const Buffer body = hex(kExtensions);
    const auto message = EncryptedExtensions::parse(body);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(message.value().application_protocol, "h2");
    EXPECT_EQ(message.value().record_size_limit, 0x4001);
    EXPECT_FALSE(message.value().max_fragment_length.has_value());
    EXPECT_EQ(message.value().extensions.all().size(), 4u);
    EXPECT_TRUE(EncryptedExtensions::parse(hex("0000")).ok());
}

TEST(EncryptedExtensions, HasOneLengthOnly) {
    expect_no_other_length(hex(kExtensions), status_of_parsing<EncryptedExtensions>);
}

TEST(EncryptedExtensions, OfAlpnHasOneProtocolOfSomeLength) {
    for (const char* const content : {
             "0000",                  // none
             "0003 02 68",            // cut
             "0001 00",               // one of no length
             "0006 02 6832 02 6833",  // two
             "0003 02 6832 00",       // an octet behind the list
             "0002 02 6832",          // the list ends inside
         }) {
        const Buffer alpn = hex(content);
        Writer body;
        body.vector16([&] {
            body.be16(16);
            body.vector16([&] { body.bytes(alpn); });
        });
        EXPECT_EQ(EncryptedExtensions::parse(body.view()).status(), Status::decode_error)
            << content;
    }
}

TEST(EncryptedExtensions, OfNumbersHasTheirLength) {
    for (const char* const block : {"0005 001c 0001 40", "0007 001c 0003 400100", "0004 0001 0000",
                                    "0006 0001 0002 0101", "0005 0000 0001 00"})
        EXPECT_EQ(EncryptedExtensions::parse(hex(block)).status(), Status::decode_error) << block;
}

TEST(EncryptedExtensions, HoldsNothingTwiceAndNothingOfOtherMessages) {
    // server_name twice; key_share, cookie, supported_versions, signature_algorithms,
    // status_request.
    for (const char* const block :
         {"0008 0000 0000 0000 0000", "0004 0033 0000", "0006 002c 0002 0000",
          "0006 002b 0002 0304", "0008 000d 0004 0002 0403", "0004 0005 0000"})
        EXPECT_EQ(EncryptedExtensions::parse(hex(block)).status(), Status::illegal_parameter)
            << block;
}

TEST(EncryptedExtensions, LetsUnknownOnesPass) {
    EXPECT_TRUE(EncryptedExtensions::parse(hex("0006 abcd 0002 0102")).ok());
}

// -- CertificateRequest --------------------------------------------------------------------------

const char* const kRequest =
    "00 001e"
    "000d 0006 0004 0403 0804"
    "0032 0004 0002 0401"
    "002f 0008 0006 0001 30 0001 31";

TEST(CertificateRequest13, SaysWhichSchemesAndIssuersMayBe) {
    const Buffer body = hex(kRequest);
    const auto message = CertificateRequest13::parse(body);
    ASSERT_TRUE(message.ok());
    EXPECT_TRUE(message.value().context.empty());
    EXPECT_EQ(message.value().signature_algorithms.size(), 2u);
    EXPECT_EQ(message.value().signature_algorithms[1], 0x0804);
    EXPECT_EQ(message.value().signature_algorithms_cert[0], 0x0401);
    ASSERT_EQ(message.value().certificate_authorities.size(), 2u);
    EXPECT_EQ(to_hex(message.value().certificate_authorities[1]), "31");
}

TEST(CertificateRequest13, HasOneLengthOnly) {
    expect_no_other_length(hex(kRequest), status_of_parsing<CertificateRequest13>);
}

TEST(CertificateRequest13, WithoutSchemesLacksAnExtension) {
    EXPECT_EQ(CertificateRequest13::parse(hex("00 0008 0032 0004 0002 0401")).status(),
              Status::missing_extension);
    EXPECT_EQ(CertificateRequest13::parse(hex("00 0004 abcd 0000")).status(),
              Status::missing_extension);
}

TEST(CertificateRequest13, ListsAreWholeAndNotEmpty) {
    for (const char* const body : {
             "00 0006 000d 0002 0000",                                 // no scheme
             "00 0007 000d 0003 0001 04",                              // half a one
             "00 0009 000d 0005 0003 040308",                          // one and a half
             "00 0009 000d 0005 0002 0403 00",                         // an octet behind
             "00 000e 000d 0004 0002 0403 002f 0002 0000",             // no name
             "00 0010 000d 0004 0002 0403 002f 0004 0002 0000",        // an empty name
             "00 0011 000d 0004 0002 0403 002f 0005 0003 0002 30",     // a cut name
             "00 0012 000d 0004 0002 0403 002f 0006 0003 0001 30 00",  // an octet behind
         })
        EXPECT_EQ(CertificateRequest13::parse(hex(body)).status(), Status::decode_error) << body;
}

TEST(CertificateRequest13, HoldsNothingOfOtherMessages) {
    EXPECT_EQ(CertificateRequest13::parse(hex("00 000c 000d 0004 0002 0403 0000 0000")).status(),
              Status::illegal_parameter);
}

// -- Certificate ---------------------------------------------------------------------------------

TEST(Certificate13, IsAListOfCertificatesWithTheirExtensions) {
    const Buffer body =
        hex("01 aa  000017"
            "000002 3000  000a 0005 0006 01 000002 0102"
            "000001 31    0000");
    const auto message = Certificate13::parse(body);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(to_hex(message.value().context), "aa");
    ASSERT_EQ(message.value().list.size(), 2u);
    EXPECT_EQ(to_hex(message.value().list[0].cert_data), "3000");
    EXPECT_EQ(to_hex(message.value().list[0].ocsp_response), "0102");
    EXPECT_TRUE(message.value().list[1].ocsp_response.empty());
    EXPECT_TRUE(Certificate13::parse(hex("00 000000")).value().list.empty());
    expect_no_other_length(body, status_of_parsing<Certificate13>);
}

TEST(Certificate13, EntriesAreWhole) {
    for (const char* const body : {
             "00 000005 000000 0000",                  // no certificate in it
             "00 000004 000001 31",                    // no extensions' length
             "00 000006 000001 31 0001",               // no extensions
             "00 000006 000002 31 0000",               // the certificate takes a length's
             "00 00000b 000001 31 0005 0005 0001 01",  // a status cut short
             "00 000010 000001 31 000a 0005 0006 02 000002 0102",  // of another type than OCSP
             "00 00000e 000001 31 0008 0005 0004 01 000000",       // of no length
         })
        EXPECT_EQ(Certificate13::parse(hex(body)).status(), Status::decode_error) << body;
}

TEST(Certificate13, EntriesHoldNothingOfOtherMessages) {
    EXPECT_EQ(Certificate13::parse(hex("00 00000a 000001 31 0004 0000 0000")).status(),
              Status::illegal_parameter);
}

TEST(Certificate13, IsWrittenAsItIsRead) {
    const test::Issued root = test::make_root("Messages");
    const auto certificate = x509::OwnedCertificate::parse(root.der).value();
    Writer out;
    write_certificate13(out, std::vector{certificate, certificate});
    const auto message = Certificate13::parse(out.view());
    ASSERT_TRUE(message.ok());
    EXPECT_TRUE(message.value().context.empty());
    ASSERT_EQ(message.value().list.size(), 2u);
    for (const CertificateEntry13& entry : message.value().list) {
        EXPECT_EQ(to_hex(entry.cert_data), to_hex(root.der));
        EXPECT_TRUE(entry.extensions.all().empty());
    }
    Writer nobody;
    write_certificate13(nobody, {});
    EXPECT_EQ(to_hex(nobody.view()), "00000000");
}

// -- CertificateVerify, Finished -----------------------------------------------------------------

TEST(CertificateVerify13, IsASchemeAndASignature) {
    const Buffer body = hex("0403 0003 010203");
    const auto message = CertificateVerify13::parse(body);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(message.value().algorithm, 0x0403);
    EXPECT_EQ(to_hex(message.value().signature), "010203");
    expect_no_other_length(body, status_of_parsing<CertificateVerify13>);
    Writer out;
    write_certificate_verify13(out, 0x0403, hex("010203"));
    EXPECT_EQ(to_hex(out.view()), to_hex(body));
}

// RFC 8446 4.4.3 prints this content for a transcript hash of 32 octets of 01.
TEST(CertificateVerify13, IsOverWhatTheRfcPrints) {
    const Buffer hash(32, 1);
    EXPECT_EQ(to_hex(certificate_verify_content(true, hash)),
              "2020202020202020202020202020202020202020202020202020202020202020"
              "2020202020202020202020202020202020202020202020202020202020202020"
              "544c5320312e332c207365727665722043657274696669636174655665726966"
              "79"
              "00"
              "0101010101010101010101010101010101010101010101010101010101010101");
    const Buffer client = certificate_verify_content(false, hash);
    EXPECT_EQ(std::string(client.begin() + 64, client.begin() + 97),
              "TLS 1.3, client CertificateVerify");
    EXPECT_EQ(client[97], 0);
}

TEST(Finished13, IsAsLongAsTheHash) {
    for (const std::size_t length : {std::size_t{32}, std::size_t{48}}) {
        EXPECT_TRUE(parse_finished13(Buffer(length), length).ok());
        for (const std::size_t other : {std::size_t{0}, length - 1, length + 1, 2 * length})
            EXPECT_EQ(parse_finished13(Buffer(other), length).status(), Status::decode_error);
    }
}

// -- NewSessionTicket, KeyUpdate -----------------------------------------------------------------

TEST(NewSessionTicket13, SaysHowLongTheTicketLives) {
    const Buffer body = hex("0000001e 01020304 02 0000 0003 aabbcc 0008 002a 0004 00000400");
    const auto message = NewSessionTicket13::parse(body);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(message.value().lifetime, 30u);
    EXPECT_EQ(message.value().age_add, 0x01020304u);
    EXPECT_EQ(to_hex(message.value().nonce), "0000");
    EXPECT_EQ(to_hex(message.value().ticket), "aabbcc");
    EXPECT_NE(message.value().extensions.find(ExtensionType::early_data), nullptr);
    expect_no_other_length(body, status_of_parsing<NewSessionTicket13>);
}

TEST(NewSessionTicket13, HasATicketAndNoExtensionsOfOthers) {
    EXPECT_EQ(NewSessionTicket13::parse(hex("0000001e 01020304 00 0000 0000")).status(),
              Status::decode_error);
    EXPECT_EQ(
        NewSessionTicket13::parse(hex("0000001e 01020304 00 0001 aa 0004 0000 0000")).status(),
        Status::illegal_parameter);
}

TEST(KeyUpdate, AsksForAnotherOrNot) {
    EXPECT_FALSE(KeyUpdate::parse(hex("00")).value().update_requested);
    EXPECT_TRUE(KeyUpdate::parse(hex("01")).value().update_requested);
    for (const char* const body : {"02", "ff"})
        EXPECT_EQ(KeyUpdate::parse(hex(body)).status(), Status::illegal_parameter);
    for (const char* const body : {"", "0000", "0101"})
        EXPECT_EQ(KeyUpdate::parse(hex(body)).status(), Status::decode_error);
}

}  // namespace
}  // namespace secur32::schannel
