// The bytes are written out by hand, from the structs of RFC 5246, RFC 8422 and RFC 6066.
#include "sspi/schannel/messages12.h"

#include <gtest/gtest.h>

#include "test/support/test_authority.h"

namespace secur32::schannel {
namespace {

using provider::KeyExchange;

Buffer joined(std::initializer_list<Buffer> parts) {
    Buffer out;
    for (const Buffer& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}
Buffer copy(Bytes octets) { return {octets.begin(), octets.end()}; }
template <typename Write>
Buffer written(Write&& write) {
    Writer out;
    write(out);
    return out.take();
}

// Every prefix of a message is refused, and so is an octet more.
template <typename Parse>
void expect_only_whole(const Buffer& message, Parse parse) {
    ASSERT_EQ(parse(message), Status::ok);
    for (std::size_t size = 0; size < message.size(); ++size)
        EXPECT_EQ(parse(Bytes(message).first(size)), Status::decode_error) << size;
    Buffer longer = message;
    longer.push_back(0);
    EXPECT_EQ(parse(longer), Status::decode_error);
}

// ---- Certificate --------------------------------------------------------------------------------

TEST(Certificate12, HasItsListInOrder) {
    const Buffer body = {0, 0, 9, 0, 0, 2, 0xAA, 0xBB, 0, 0, 1, 0xCC};
    const auto message = Certificate12::parse(body);
    ASSERT_TRUE(message.ok());
    ASSERT_EQ(message.value().certificate_list.size(), 2u);
    EXPECT_EQ(copy(message.value().certificate_list[0]), (Buffer{0xAA, 0xBB}));
    EXPECT_EQ(copy(message.value().certificate_list[1]), (Buffer{0xCC}));
}

TEST(Certificate12, MayBeEmpty) {
    const auto message = Certificate12::parse(Buffer{0, 0, 0});
    ASSERT_TRUE(message.ok());
    EXPECT_TRUE(message.value().certificate_list.empty());
}

TEST(Certificate12, IsRefusedInPartsAndWithMore) {
    expect_only_whole({0, 0, 5, 0, 0, 2, 0xAA, 0xBB},
                      [](Bytes body) { return Certificate12::parse(body).status(); });
}

TEST(Certificate12, HoldsNoCertificateOfNoLength) {
    EXPECT_EQ(Certificate12::parse(Buffer{0, 0, 3, 0, 0, 0}).status(), Status::decode_error);
}

TEST(Certificate12, IsRefusedWhenACertificateLeavesTheList) {
    EXPECT_EQ(Certificate12::parse(Buffer{0, 0, 4, 0, 0, 2, 0xAA}).status(), Status::decode_error);
}

TEST(Certificate12, IsWrittenWithLengthsOfThreeOctets) {
    const test::Issued root = test::make_root("Messages");
    const auto certificate = x509::OwnedCertificate::parse(root.der);
    ASSERT_TRUE(certificate.ok());
    const std::vector<x509::SharedCertificate> chain = {certificate.value()};
    const Buffer body = written([&](Writer& out) { Certificate12::write(out, chain); });
    const auto length = [](std::size_t size) {
        return Buffer{0, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    };
    EXPECT_EQ(body, joined({length(root.der.size() + 3), length(root.der.size()), root.der}));
}

TEST(Certificate12, IsWrittenEmpty) {
    EXPECT_EQ(written([](Writer& out) { Certificate12::write(out, {}); }), (Buffer{0, 0, 0}));
}

// ---- CertificateStatus --------------------------------------------------------------------------

TEST(CertificateStatus, HasTheResponse) {
    const Buffer body = {1, 0, 0, 2, 0x30, 0x00};
    const auto message = CertificateStatus::parse(body);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(copy(message.value().ocsp_response), (Buffer{0x30, 0x00}));
}

TEST(CertificateStatus, IsRefusedInPartsAndWithMore) {
    expect_only_whole({1, 0, 0, 2, 0x30, 0x00},
                      [](Bytes body) { return CertificateStatus::parse(body).status(); });
}

TEST(CertificateStatus, IsOfTheTypeThatWasAskedFor) {
    for (const std::uint8_t type : {std::uint8_t{0}, std::uint8_t{2}, std::uint8_t{255}})
        EXPECT_EQ(CertificateStatus::parse(Buffer{type, 0, 0, 1, 0x30}).status(),
                  Status::bad_certificate_status);
}

TEST(CertificateStatus, IsRefusedWithoutResponse) {
    EXPECT_EQ(CertificateStatus::parse(Buffer{1, 0, 0, 0}).status(), Status::decode_error);
}

// ---- ServerKeyExchange --------------------------------------------------------------------------

const Buffer kEcdheParams = {3, 0, 23, 2, 0x04, 0x05};
const Buffer kDheParams = {0, 2, 0x0B, 0x0C, 0, 1, 2, 0, 1, 7};
const Buffer kSigned12 = {0x04, 0x03, 0, 2, 0x11, 0x22}, kSigned10 = {0, 2, 0x11, 0x22};

TEST(ServerKeyExchange, OfEcdheNamesACurveAndHasAPoint) {
    const Buffer body = joined({kEcdheParams, kSigned12});
    const auto message = ServerKeyExchange::parse(body, KeyExchange::ecdhe, Version::tls12);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(message.value().named_curve, 23);
    EXPECT_EQ(copy(message.value().public_value), (Buffer{0x04, 0x05}));
    EXPECT_EQ(copy(message.value().params), kEcdheParams);
    EXPECT_EQ(message.value().signed_params.scheme, 0x0403);
    EXPECT_EQ(copy(message.value().signed_params.signature), (Buffer{0x11, 0x22}));
}

TEST(ServerKeyExchange, OfDheHasPrimeGeneratorAndValue) {
    const Buffer body = joined({kDheParams, kSigned12});
    const auto message = ServerKeyExchange::parse(body, KeyExchange::dhe, Version::tls12);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(copy(message.value().prime), (Buffer{0x0B, 0x0C}));
    EXPECT_EQ(copy(message.value().generator), (Buffer{2}));
    EXPECT_EQ(copy(message.value().public_value), (Buffer{7}));
    EXPECT_EQ(copy(message.value().params), kDheParams);
}

TEST(ServerKeyExchange, BeforeTls12NamesNoAlgorithm) {
    for (const Version version : {Version::tls10, Version::tls11}) {
        const Buffer body = joined({kEcdheParams, kSigned10});
        const auto message = ServerKeyExchange::parse(body, KeyExchange::ecdhe, version);
        ASSERT_TRUE(message.ok());
        EXPECT_EQ(message.value().signed_params.scheme, 0);
        EXPECT_EQ(copy(message.value().signed_params.signature), (Buffer{0x11, 0x22}));
    }
}

TEST(ServerKeyExchange, IsRefusedInPartsAndWithMore) {
    for (const Version version : {Version::tls10, Version::tls12}) {
        const Buffer& tail = version == Version::tls12 ? kSigned12 : kSigned10;
        expect_only_whole(joined({kEcdheParams, tail}), [&](Bytes body) {
            return ServerKeyExchange::parse(body, KeyExchange::ecdhe, version).status();
        });
        expect_only_whole(joined({kDheParams, tail}), [&](Bytes body) {
            return ServerKeyExchange::parse(body, KeyExchange::dhe, version).status();
        });
    }
}

TEST(ServerKeyExchange, KnowsNamedCurvesOnly) {
    for (const std::uint8_t type : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{2}}) {
        Buffer body = joined({kEcdheParams, kSigned12});
        body[0] = type;
        EXPECT_EQ(ServerKeyExchange::parse(body, KeyExchange::ecdhe, Version::tls12).status(),
                  Status::illegal_parameter);
    }
}

TEST(ServerKeyExchange, HasNoNumbersOfNoLength) {
    const Buffer tails[] = {
        {0, 0, 0, 1, 2, 0, 1, 7}, {0, 1, 11, 0, 0, 0, 1, 7}, {0, 1, 11, 0, 1, 2, 0, 0}};
    for (const Buffer& params : tails)
        EXPECT_EQ(
            ServerKeyExchange::parse(joined({params, kSigned12}), KeyExchange::dhe, Version::tls12)
                .status(),
            Status::decode_error);
    EXPECT_EQ(ServerKeyExchange::parse(joined({{3, 0, 23, 0}, kSigned12}), KeyExchange::ecdhe,
                                       Version::tls12)
                  .status(),
              Status::decode_error);
}

TEST(ServerKeyExchange, IsWrittenAsItIsRead) {
    for (const auto& [exchange, group] :
         {std::pair(KeyExchange::ecdhe, crypto::NamedGroup::x25519),
          std::pair(KeyExchange::dhe, crypto::NamedGroup::ffdhe2048)}) {
        const auto share = crypto::KeyShare::generate(group);
        ASSERT_TRUE(share.ok());
        const Buffer params = write_params(share.value(), exchange);
        const Buffer body = joined({params, kSigned12});
        const auto message = ServerKeyExchange::parse(body, exchange, Version::tls12);
        ASSERT_TRUE(message.ok());
        EXPECT_EQ(copy(message.value().params), params);
        EXPECT_EQ(copy(message.value().public_value), copy(share.value().public_value()));
        EXPECT_EQ(copy(message.value().prime), copy(share.value().prime()));
        EXPECT_EQ(copy(message.value().generator), copy(share.value().generator()));
    }
}

TEST(ServerKeyExchange, SignsTheRandomsBeforeTheParams) {
    provider::Randoms randoms{};
    randoms.client.fill(1);
    randoms.server.fill(2);
    EXPECT_EQ(signed_content(randoms, Buffer{3}), joined({Buffer(32, 1), Buffer(32, 2), {3}}));
}

// ---- CertificateRequest -------------------------------------------------------------------------

const Buffer kRequest12 = {2, 1, 64, 0, 4, 4, 3, 8, 4, 0, 7, 0, 2, 0x30, 0, 0, 1, 0x31};
const Buffer kRequest10 = {2, 1, 64, 0, 7, 0, 2, 0x30, 0, 0, 1, 0x31};

TEST(CertificateRequest12, HasTypesAlgorithmsAndNames) {
    const auto message = CertificateRequest12::parse(kRequest12, Version::tls12);
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(copy(message.value().certificate_types), (Buffer{1, 64}));
    ASSERT_EQ(message.value().signature_algorithms.size(), 2u);
    EXPECT_EQ(message.value().signature_algorithms[0], 0x0403);
    EXPECT_EQ(message.value().signature_algorithms[1], 0x0804);
    ASSERT_EQ(message.value().certificate_authorities.size(), 2u);
    EXPECT_EQ(copy(message.value().certificate_authorities[0]), (Buffer{0x30, 0}));
}

TEST(CertificateRequest12, BeforeTls12HasNoAlgorithms) {
    const auto message = CertificateRequest12::parse(kRequest10, Version::tls11);
    ASSERT_TRUE(message.ok());
    EXPECT_TRUE(message.value().signature_algorithms.empty());
    EXPECT_EQ(message.value().certificate_authorities.size(), 2u);
}

TEST(CertificateRequest12, IsRefusedInPartsAndWithMore) {
    expect_only_whole(kRequest12, [](Bytes body) {
        return CertificateRequest12::parse(body, Version::tls12).status();
    });
    expect_only_whole(kRequest10, [](Bytes body) {
        return CertificateRequest12::parse(body, Version::tls10).status();
    });
}

TEST(CertificateRequest12, OfAnotherVersionIsRefused) {
    EXPECT_FALSE(CertificateRequest12::parse(kRequest12, Version::tls11).ok());
    EXPECT_FALSE(CertificateRequest12::parse(kRequest10, Version::tls12).ok());
}

TEST(CertificateRequest12, IsRefusedWithEmptyLists) {
    EXPECT_FALSE(CertificateRequest12::parse(Buffer{0, 0, 0}, Version::tls11).ok());
    EXPECT_FALSE(CertificateRequest12::parse(Buffer{1, 1, 0, 0, 0, 0}, Version::tls12).ok());
    EXPECT_FALSE(CertificateRequest12::parse(Buffer{1, 1, 0, 2, 0, 0}, Version::tls11).ok());
}

TEST(CertificateRequest12, IsRefusedWithHalfAnAlgorithm) {
    EXPECT_EQ(
        CertificateRequest12::parse(Buffer{1, 1, 0, 3, 4, 3, 8, 0, 0}, Version::tls12).status(),
        Status::decode_error);
}

TEST(CertificateRequest12, IsWrittenForEachVersion) {
    const ClientCertificateType types[] = {ClientCertificateType::rsa_sign,
                                           ClientCertificateType::ecdsa_sign};
    const SignatureScheme* const schemes[] = {find_scheme(0x0403), find_scheme(0x0804)};
    const Buffer names[] = {{0x30, 0}, {0x31}};
    const auto message = [&](Version version) {
        return written(
            [&](Writer& out) { write_certificate_request(out, version, types, schemes, names); });
    };
    EXPECT_EQ(message(Version::tls12), kRequest12);
    EXPECT_EQ(message(Version::tls10), kRequest10);
}

TEST(CertificateRequest12, LeavesOutTheNamesThatDoNotFit) {
    const ClientCertificateType types[] = {ClientCertificateType::rsa_sign};
    const std::vector<Buffer> names = {Buffer(40000, 1), Buffer(40000, 2), {}, Buffer(20000, 3)};
    const Buffer body = written(
        [&](Writer& out) { write_certificate_request(out, Version::tls11, types, {}, names); });
    const auto message = CertificateRequest12::parse(body, Version::tls11);
    ASSERT_TRUE(message.ok());
    ASSERT_EQ(message.value().certificate_authorities.size(), 2u);
    EXPECT_EQ(message.value().certificate_authorities[1].front(), 3);
}

// ---- ClientKeyExchange --------------------------------------------------------------------------

struct ExchangeRow {
    KeyExchange exchange;
    Buffer body;
};
const ExchangeRow kExchanges[] = {{KeyExchange::rsa, {0, 2, 7, 8}},
                                  {KeyExchange::dhe, {0, 2, 7, 8}},
                                  {KeyExchange::ecdhe, {2, 7, 8}}};

TEST(ClientKeyExchange, IsReadAndWrittenForEachExchange) {
    for (const ExchangeRow& row : kExchanges) {
        const auto message = ClientKeyExchange::parse(row.body, row.exchange);
        ASSERT_TRUE(message.ok());
        EXPECT_EQ(copy(message.value().exchange_keys), (Buffer{7, 8}));
        EXPECT_EQ(written([&](Writer& out) { message.value().write(out, row.exchange); }),
                  row.body);
    }
}

TEST(ClientKeyExchange, IsRefusedInPartsAndWithMore) {
    for (const ExchangeRow& row : kExchanges)
        expect_only_whole(row.body, [&](Bytes body) {
            return ClientKeyExchange::parse(body, row.exchange).status();
        });
}

TEST(ClientKeyExchange, HasNoPublicValueOfNoLength) {
    EXPECT_FALSE(ClientKeyExchange::parse(Buffer{0, 0}, KeyExchange::dhe).ok());
    EXPECT_FALSE(ClientKeyExchange::parse(Buffer{0}, KeyExchange::ecdhe).ok());
}

// RFC 5246 7.4.7.1: nothing is told of what is wrong with the encrypted secret.
TEST(ClientKeyExchange, OfRsaMayBeEmpty) {
    EXPECT_TRUE(ClientKeyExchange::parse(Buffer{0, 0}, KeyExchange::rsa).ok());
}

// ---- CertificateVerify, Finished, ServerHelloDone -----------------------------------------------

TEST(CertificateVerify12, NamesItsAlgorithmInTls12Alone) {
    const auto new_one = parse_certificate_verify(kSigned12, Version::tls12);
    ASSERT_TRUE(new_one.ok());
    EXPECT_EQ(new_one.value().scheme, 0x0403);
    const auto old_one = parse_certificate_verify(kSigned10, Version::tls11);
    ASSERT_TRUE(old_one.ok());
    EXPECT_EQ(old_one.value().scheme, 0);
    EXPECT_FALSE(parse_certificate_verify(kSigned12, Version::tls10).ok());
    EXPECT_FALSE(parse_certificate_verify(kSigned10, Version::tls12).ok());
}

TEST(CertificateVerify12, IsRefusedInPartsAndWithMore) {
    expect_only_whole(kSigned12, [](Bytes body) {
        return parse_certificate_verify(body, Version::tls12).status();
    });
}

TEST(CertificateVerify12, IsWrittenAsItIsRead) {
    const Buffer signature = {0x11, 0x22};
    const DigitallySigned message{0x0403, signature};
    EXPECT_EQ(written([&](Writer& out) { message.write(out, Version::tls12); }), kSigned12);
    EXPECT_EQ(written([&](Writer& out) { message.write(out, Version::tls10); }), kSigned10);
}

TEST(Finished12, HasTwelveOctets) {
    EXPECT_TRUE(parse_finished(Buffer(12)).ok());
    for (const std::size_t size : {0u, 1u, 11u, 13u, 32u})
        EXPECT_EQ(parse_finished(Buffer(size)).status(), Status::decode_error) << size;
}

TEST(ServerHelloDone, HasNoContent) {
    EXPECT_EQ(parse_empty({}), Status::ok);
    EXPECT_EQ(parse_empty(Buffer{0}), Status::decode_error);
}

// ---- ServerHello --------------------------------------------------------------------------------

TEST(OwnServerHello12, IsWrittenWithItsExtensions) {
    OwnServerHello12 hello;
    hello.version = Version::tls11;
    hello.random.fill(9);
    hello.cipher_suite = 0xC013;
    hello.extensions.add(0xFF01, {0});
    hello.extensions.add(23, {});
    EXPECT_EQ(
        written([&](Writer& out) { hello.write(out, {}); }),
        joined({{3, 2}, Buffer(32, 9), {0, 0xC0, 0x13, 0}, {0, 9, 0xFF, 1, 0, 1, 0, 0, 23, 0, 0}}));
}

TEST(OwnServerHello12, EndsBeforeExtensionsThatAreNone) {
    OwnServerHello12 hello;
    hello.cipher_suite = 0x002F;
    EXPECT_EQ(written([&](Writer& out) { hello.write(out, {}); }),
              joined({{3, 3}, Buffer(32), {0, 0, 0x2F, 0}}));
}

}  // namespace
}  // namespace secur32::schannel
