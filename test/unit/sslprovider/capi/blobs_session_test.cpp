// Session keys in the clear and under RSA keys: libcrypto makes and opens SIMPLEBLOBs, and every
// block that is not right is refused alike.
#include <set>

#include "test/unit/sslprovider/capi/foreign_exchange.h"

namespace secur32::capi {
namespace {

using namespace samples;

class SessionBlobs : public BlobTest {
 protected:
    const SessionKeyImport import_{aes_provider()};

    Result<Key> read(Bytes blob, const ForeignKey& exchange, bool oaep = false) const {
        TRY_ASSIGN(const BlobHeader header, read_header(blob));
        return read_simple(header, *exchange.ours, import_, oaep);
    }
    Result<Key> plain(Bytes blob) const { return read_plaintext(blob, import_); }
};

struct Kind {
    AlgId id;
    std::size_t length;
};
constexpr Kind kKinds[] = {{calg::des, 8},      {calg::tdes_112, 16}, {calg::tdes, 24},
                           {calg::aes_128, 16}, {calg::aes_192, 24},  {calg::aes_256, 32},
                           {calg::rc2, 5},      {calg::rc2, 16},      {calg::rc4, 5},
                           {calg::rc4, 7},      {calg::rc4, 16}};

Buffer plaintext_blob(AlgId id, const Buffer& secret) {
    return header(8, id) + words({secret.size()}) + secret;
}

// -- PLAINTEXTKEYBLOB -----------------------------------------------------------------------------

TEST_F(SessionBlobs, InTheClearAreLaidOutAsDocumented) {
    for (const Kind& kind : kKinds) {
        const Buffer blob = plaintext_blob(kind.id, counting(kind.length));
        const auto key = plain(blob);
        ASSERT_TRUE(key.ok()) << kind.id;
        EXPECT_EQ(key.value().id, kind.id);
        EXPECT_EQ(key.value().permissions, permission::standard);
        EXPECT_EQ(to_hex(octets(key.value().session()->secret())), to_hex(counting(kind.length)));
        EXPECT_EQ(to_hex(octets(write_plaintext_key(key.value()).value())), to_hex(blob));
    }
    EXPECT_EQ(
        to_hex(octets(
            write_plaintext_key(session_key(aes_provider(), calg::aes_128, counting(16))).value())),
        "080200000e660000100000000102030405060708090a0b0c0d0e0f10");
}

TEST_F(SessionBlobs, InTheClearOfAnotherLengthAreRefused) {
    const Buffer blob = plaintext_blob(calg::aes_256, counting(32));
    expect_truncations_refused(blob, [&](Bytes cut) { return plain(cut); });
    EXPECT_EQ(plain(blob + Buffer{0}).status(), Status::bad_data);
    for (const std::size_t length : hostile_lengths(32))
        EXPECT_EQ(plain(with_word(blob, 8, length)).status(), Status::bad_data) << length;
}

TEST_F(SessionBlobs, OfLengthsThatTheAlgorithmHasNotAreRefused) {
    const struct {
        AlgId id;
        std::vector<std::size_t> lengths;
    } wrong[] = {{calg::des, {0, 7, 9, 16}},     {calg::tdes_112, {8, 15, 17, 24}},
                 {calg::tdes, {16, 23, 25}},     {calg::aes_128, {15, 17, 32}},
                 {calg::aes_256, {16, 31, 33}},  {calg::rc2, {0, 1, 4, 17, 128}},
                 {calg::rc4, {0, 1, 4, 17, 256}}};
    for (const auto& [id, lengths] : wrong)
        for (const std::size_t length : lengths) {
            EXPECT_EQ(plain(plaintext_blob(id, counting(length))).status(), Status::bad_data)
                << id << " " << length;
        }
}

TEST_F(SessionBlobs, OfOtherAlgorithmsAreRefused) {
    for (const AlgId id : {calg::aes, calg::rsa_keyx, calg::md5, calg::hmac, calg::tls1_master,
                           AlgId{0}, AlgId{0x660D}, AlgId{0xFFFFFFFF}}) {
        EXPECT_EQ(plain(plaintext_blob(id, counting(16))).status(), Status::bad_algorithm) << id;
        EXPECT_EQ(read(foreign_simple(rsa(), id, counting(16)), rsa()).status(),
                  Status::bad_algorithm)
            << id;
    }
    const SessionKeyImport full{provider_of(prov::rsa_full)};
    EXPECT_EQ(read_plaintext(plaintext_blob(calg::aes_128, counting(16)), full).status(),
              Status::bad_algorithm);
}

TEST_F(SessionBlobs, OfFortyBitsGetTheImpliedSalt) {
    const Buffer blob = plaintext_blob(calg::rc4, counting(5));
    EXPECT_EQ(to_hex(octets(plain(blob).value().session()->salt())), to_hex(Buffer(11)));
    const auto unsalted = read_plaintext(blob, {aes_provider(), Salting::none});
    EXPECT_TRUE(unsalted.value().session()->salt().empty());
}

// "CRYPT_IPSEC_HMAC_KEY: Allows for the import of an RC2 key that is larger than 16 bytes."
TEST_F(SessionBlobs, OfKeysForHmacAreOfAnyLength) {
    const SessionKeyImport hmac{aes_provider(), Salting::implied, true};
    for (const std::size_t length : {1u, 4u, 5u, 16u, 17u, 80u, 1000u}) {
        const auto key = read_plaintext(plaintext_blob(calg::rc2, counting(length)), hmac);
        ASSERT_TRUE(key.ok()) << length;
        EXPECT_EQ(to_hex(octets(key.value().session()->secret())), to_hex(counting(length)));
    }
    EXPECT_EQ(read_plaintext(plaintext_blob(calg::rc2, {}), hmac).status(), Status::bad_data);
    EXPECT_EQ(read_plaintext(plaintext_blob(calg::rc4, counting(17)), hmac).status(),
              Status::bad_data);
    const Buffer blob = foreign_simple(rsa(), calg::rc2, counting(80));
    const auto key = read_simple(read_header(blob).value(), *rsa().ours, hmac, false);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value().session()->secret().size(), 80u);
}

// -- SIMPLEBLOB -----------------------------------------------------------------------------------

TEST_F(SessionBlobs, OfLibcryptoAreOpened) {
    for (const Kind& kind : kKinds)
        for (const bool oaep : {false, true}) {
            const Buffer blob = foreign_simple(rsa(), kind.id, counting(kind.length),
                                               oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PADDING);
            const auto key = read(blob, rsa(), oaep);
            ASSERT_TRUE(key.ok()) << kind.id;
            EXPECT_EQ(key.value().id, kind.id);
            EXPECT_EQ(to_hex(octets(key.value().session()->secret())),
                      to_hex(counting(kind.length)));
        }
}

TEST_F(SessionBlobs, OfOursLibcryptoOpens) {
    for (const Kind& kind : kKinds)
        for (const bool oaep : {false, true}) {
            const Key key = session_key(aes_provider(), kind.id, counting(kind.length));
            const Buffer blob = write_simple(key, rsa().open(), {oaep, false}).value();
            EXPECT_EQ(to_hex(Bytes(blob).first(12)),
                      to_hex(header(1, kind.id) + words({calg::rsa_keyx})));
            EXPECT_EQ(blob.size(), 12u + 256u);
            EXPECT_EQ(
                to_hex(block_of(rsa(), blob, oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PADDING)),
                to_hex(counting(kind.length)));
        }
}

// SSL 3.0 5.6.7 (RFC 6101 E.2): "setting the [...] 8 bytes of the padding [...] to 0x03".
TEST_F(SessionBlobs, OfTheFallbackHaveEightOctetsOfThree) {
    const Key key = session_key(aes_provider(), calg::aes_128, counting(16));
    const Buffer block = block_of(rsa(), write_simple(key, rsa().open(), {false, true}).value());
    EXPECT_EQ(to_hex(Bytes(block).first(10)), "00020303030303030303");
    EXPECT_EQ(to_hex(Bytes(block).last(17)), to_hex(Buffer{0} + counting(16)));
    EXPECT_NE(to_hex(Bytes(block).subspan(10, 8)), "0303030303030303");
}

TEST_F(SessionBlobs, MayBeLongerThanTheirKey) {
    const Buffer blob = foreign_simple(rsa(), calg::aes_128, counting(16));
    for (const std::size_t more : {1u, 2u, 256u, 5000u})
        EXPECT_TRUE(read(blob + Buffer(more, 0xAA), rsa()).ok());
}

TEST_F(SessionBlobs, CutAnywhereAreRefused) {
    expect_truncations_refused(foreign_simple(rsa(), calg::aes_128, counting(16)),
                               [&](Bytes cut) { return read(cut, rsa()); });
}

TEST_F(SessionBlobs, UnderAnotherAlgorithmAreRefused) {
    const Buffer blob = foreign_simple(rsa(), calg::aes_128, counting(16));
    for (const AlgId wrapper : {calg::rsa_sign, calg::tdes, calg::dh_sf, AlgId{0}})
        EXPECT_EQ(read(with_word(blob, 8, wrapper), rsa()).status(), Status::bad_algorithm);
}

// Whatever is wrong inside: one answer.
TEST_F(SessionBlobs, ThatDoNotOpenAreRefusedAlike) {
    const Buffer right = pkcs1_block(256, counting(16));
    ASSERT_TRUE(read(simple_of_block(rsa(), calg::aes_128, right), rsa()).ok());
    std::vector<Buffer> blocks = {with_octet(right, 1, 1),        with_octet(right, 1, 0),
                                  with_octet(right, 2, 0),        with_octet(right, 9, 0),
                                  pkcs1_block(256, counting(15)), pkcs1_block(256, counting(17)),
                                  pkcs1_block(256, {}),           pkcs1_block(256, counting(32)),
                                  with_octet(right, 239, 1),      Buffer(256),
                                  Buffer{0, 2} + Buffer(254, 1)};
    blocks.push_back(with_octet(right, 0, 1));
    for (const Buffer& block : blocks) {
        EXPECT_EQ(read(simple_of_block(rsa(), calg::aes_128, block), rsa()).status(),
                  Status::bad_data)
            << to_hex(block);
    }
}

TEST_F(SessionBlobs, OfAnotherKeyAreRefused) {
    static const ForeignKey other(EVP_RSA_gen(2048));
    for (const bool oaep : {false, true}) {
        const Buffer blob = foreign_simple(other, calg::aes_128, counting(16),
                                           oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PADDING);
        EXPECT_EQ(read(blob, rsa(), oaep).status(), Status::bad_data);
        EXPECT_EQ(read(blob, other, !oaep).status(), Status::bad_data) << "the other padding";
    }
    const Buffer blob = foreign_simple(rsa(), calg::aes_128, counting(16));
    EXPECT_EQ(read(with_octet(blob, 20, static_cast<std::uint8_t>(~blob[20])), rsa()).status(),
              Status::bad_data);
    Buffer too_large(12 + 256, 0xFF);
    std::copy_n(blob.begin(), 12, too_large.begin());
    EXPECT_EQ(read(too_large, rsa()).status(), Status::bad_data) << "no remainder modulo n";
}

TEST_F(SessionBlobs, HaveNoRoomUnderAShortKey) {
    const Key aes = session_key(aes_provider(), calg::aes_256, counting(32));
    EXPECT_TRUE(write_simple(aes, small_rsa().open(), {}).ok());
    EXPECT_EQ(write_simple(aes, small_rsa().open(), {true, false}).status(), Status::bad_key);
}

TEST_F(SessionBlobs, AreNotOfPairs) {
    const Key pair{calg::rsa_keyx, permission::standard, PairKey{rsa().open(), *rsa().ours}};
    EXPECT_EQ(write_plaintext_key(pair).status(), Status::bad_key);
    EXPECT_EQ(write_simple(pair, rsa().open(), {}).status(), Status::bad_key);
}

// -- Master secrets -------------------------------------------------------------------------------

class MasterBlobs : public SessionBlobs {
 protected:
    Result<Key> read_master(Bytes blob, const ForeignKey& exchange = rsa()) const {
        TRY_ASSIGN(const BlobHeader header, read_header(blob));
        return read_simple(header, *exchange.ours, {schannel_provider()}, false);
    }
    static Bytes secret_of(const Result<Key>& key) {
        return std::get<SchannelMaster>(key.value().body).pre_master.bytes();
    }
    const Buffer pre_master_ = Buffer{3, 1} + counting(46);
};

TEST_F(MasterBlobs, OfLibcryptoAreOpened) {
    for (const AlgId id : {calg::tls1_master, calg::ssl3_master}) {
        const auto key = read_master(foreign_simple(rsa(), id, pre_master_));
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().id, id);
        EXPECT_EQ(std::get<SchannelMaster>(key.value().body).id, id);
        EXPECT_TRUE(std::get<SchannelMaster>(key.value().body).imported);
        EXPECT_EQ(to_hex(secret_of(key)), to_hex(pre_master_));
    }
}

TEST_F(MasterBlobs, OfOursLibcryptoOpens) {
    const auto key = read_master(foreign_simple(rsa(), calg::tls1_master, pre_master_));
    const Buffer blob = write_simple(key.value(), rsa().open(), {}).value();
    EXPECT_EQ(to_hex(Bytes(blob).first(12)), "01020000064c000000a40000");
    EXPECT_EQ(to_hex(block_of(rsa(), blob, RSA_PKCS1_PADDING)), to_hex(pre_master_));
}

// RFC 5246 7.4.7.1: a random one, every time, and no word of it.
TEST_F(MasterBlobs, ThatDoNotOpenBecomeRandomOnes) {
    const Buffer right = pkcs1_block(256, pre_master_);
    std::set<std::string> seen{to_hex(pre_master_)};
    for (const Buffer& block : {with_octet(right, 1, 1), with_octet(right, 2, 0),
                                with_octet(right, 207, 1), pkcs1_block(256, counting(47)),
                                pkcs1_block(256, counting(49)), pkcs1_block(256, {}), Buffer(256)})
        for (int twice = 0; twice < 2; ++twice) {
            const auto key = read_master(simple_of_block(rsa(), calg::tls1_master, block));
            ASSERT_TRUE(key.ok()) << to_hex(block);
            ASSERT_EQ(secret_of(key).size(), 48u);
            EXPECT_TRUE(seen.insert(to_hex(secret_of(key))).second);
        }
    Buffer too_large(12 + 256, 0xFF);
    std::ranges::copy(header(1, calg::tls1_master) + words({calg::rsa_keyx}), too_large.begin());
    EXPECT_TRUE(read_master(too_large).ok()) << "no remainder modulo n";
}

// What is not told whether it opened has PKCS#1's padding only (RFC 5246 7.4.7.1).
TEST_F(MasterBlobs, HaveNoOaep) {
    for (const int padding : {RSA_PKCS1_PADDING, RSA_PKCS1_OAEP_PADDING}) {
        const Buffer blob = foreign_simple(rsa(), calg::tls1_master, pre_master_, padding);
        EXPECT_EQ(read_simple(read_header(blob).value(), *rsa().ours, {schannel_provider()}, true)
                      .status(),
                  Status::bad_flags);
    }
    const auto key = read_master(foreign_simple(rsa(), calg::tls1_master, pre_master_));
    EXPECT_EQ(write_simple(key.value(), rsa().open(), {true, false}).status(), Status::bad_flags);
}

// RFC 5246 7.4.7.1: "the client generates a 48-byte premaster secret"; what Diffie-Hellman agreed
// on has as many as it has.
TEST_F(MasterBlobs, AreNotOfWhatWasAgreedOn) {
    for (const std::size_t length : {1u, 47u, 49u, 128u}) {
        SchannelMaster master;
        master.pre_master = SecureBytes(counting(length));
        const Key key{calg::tls1_master, permission::standard, std::move(master)};
        EXPECT_EQ(write_simple(key, rsa().open(), {}).status(), Status::bad_key) << length;
    }
}

TEST_F(MasterBlobs, CutAnywhereAreRefused) {
    expect_truncations_refused(foreign_simple(rsa(), calg::tls1_master, pre_master_),
                               [&](Bytes cut) { return read_master(cut); });
}

TEST_F(MasterBlobs, OfOtherProvidersAreRefused) {
    const Buffer blob = foreign_simple(rsa(), calg::tls1_master, pre_master_);
    EXPECT_EQ(read(blob, rsa()).status(), Status::bad_algorithm);
}

}  // namespace
}  // namespace secur32::capi
