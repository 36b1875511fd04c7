// Wrapped session keys: RFC 3217's examples, libcrypto's own wrapping of triple DES keys
// (id-smime-alg-CMS3DESwrap), and what does not unwrap.
#include <iostream>

#include "sslprovider/base/secure_bytes.h"
#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class WrappedBlobs : public BlobTest {
 protected:
    const SessionKeyImport import_{aes_provider()};

    static Key tdes(std::size_t octets_of = 24) {
        return session_key(aes_provider(), octets_of == 24 ? calg::tdes : calg::tdes_112,
                           odd(counting(octets_of)));
    }
    static Key rc2(std::size_t length) {
        return session_key(aes_provider(), calg::rc2, counting(length));
    }
    static Buffer odd(Buffer key) {
        for (std::uint8_t& octet : key)
            if (std::popcount(octet) % 2 == 0) octet ^= 1;
        return key;
    }
    Result<Key> read(Bytes blob, const Key& wrapping) const {
        TRY_ASSIGN(const BlobHeader header, read_header(blob));
        return read_wrapped(header, *wrapping.session(), import_);
    }
};

// -- Others' answers ------------------------------------------------------------------------------

TEST_F(WrappedBlobs, AreRfc3217sExamples) {
    std::size_t count = 0;
    for (const test::Stanza& each : test::load_stanzas("rfc3217/wrap.txt")) {
        SCOPED_TRACE(each.where());
        const AlgId id = each.at("algorithm") == "\"3DES\"" ? calg::tdes : calg::rc2;
        Key wrapping = session_key(aes_provider(), id, each.bytes("kek"));
        if (id == calg::rc2) {
            ASSERT_EQ(
                wrapping.session()->set_effective_bits(
                    aes_provider(), static_cast<std::uint32_t>(each.number("effective_bits"))),
                Status::ok);
        }
        const Buffer blob = header(0x0B, id) + words({id}) + each.bytes("result");
        const auto key = read(blob, wrapping);
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().id, id);
        EXPECT_EQ(to_hex(octets(key.value().session()->secret())), each.at("cek"));
        ++count;
    }
    std::cout << "  " << count << " examples\n";
    EXPECT_EQ(count, 2u);
}

Buffer foreign_wrap(const Buffer& kek, const Buffer& input, bool encrypt) {
    const std::shared_ptr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    Buffer output(64);
    int length = 0;
    if (EVP_CipherInit_ex(context.get(), EVP_des_ede3_wrap(), nullptr, kek.data(), nullptr,
                          encrypt ? 1 : 0) != 1 ||
        EVP_CipherUpdate(context.get(), output.data(), &length, input.data(),
                         static_cast<int>(input.size())) != 1)
        throw std::runtime_error("libcrypto does not wrap");
    output.resize(static_cast<std::size_t>(length));
    return output;
}

TEST_F(WrappedBlobs, OfOursLibcryptoUnwraps) {
    const Buffer kek = odd(Buffer(24, 0x5A)), secret = odd(counting(24));
    const Key wrapping = session_key(aes_provider(), calg::tdes, kek);
    const Buffer blob = octets(write_wrapped(tdes(), *wrapping.session()).value());
    EXPECT_EQ(to_hex(Bytes(blob).first(12)), "0b0200000366000003660000");
    EXPECT_EQ(blob.size(), 12u + 40u);
    EXPECT_EQ(to_hex(foreign_wrap(kek, octets(Bytes(blob).subspan(12)), false)), to_hex(secret));
    const Buffer again = octets(write_wrapped(tdes(), *wrapping.session()).value());
    EXPECT_NE(to_hex(again), to_hex(blob)) << "the IV is random";
}

TEST_F(WrappedBlobs, OfLibcryptoAreRead) {
    const Buffer kek = odd(Buffer(24, 0x5A)), secret = odd(counting(24));
    const Buffer blob =
        header(0x0B, calg::tdes) + words({calg::tdes}) + foreign_wrap(kek, secret, true);
    const auto key = read(blob, session_key(aes_provider(), calg::tdes, kek));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(to_hex(octets(key.value().session()->secret())), to_hex(secret));
}

// RFC 3217 3: "a third DES key with the same value as the first DES key is created."
TEST_F(WrappedBlobs, OfTwoKeysHaveTheFirstAsTheThird) {
    const Buffer kek = odd(Buffer(24, 0x5A)), secret = odd(counting(16));
    const Key wrapping = session_key(aes_provider(), calg::tdes, kek);
    const Buffer blob = octets(write_wrapped(tdes(16), *wrapping.session()).value());
    const Buffer content = foreign_wrap(kek, octets(Bytes(blob).subspan(12)), false);
    EXPECT_EQ(to_hex(content), to_hex(secret + octets(Bytes(secret).first(8))));
    EXPECT_EQ(to_hex(octets(read(blob, wrapping).value().session()->secret())), to_hex(secret));
    // Three keys do not become two.
    const Buffer three = header(0x0B, calg::tdes_112) + words({calg::tdes}) +
                         foreign_wrap(kek, odd(counting(24)), true);
    EXPECT_EQ(read(three, wrapping).status(), Status::bad_data);
}

// -- Our own pairs of functions -------------------------------------------------------------------

TEST_F(WrappedBlobs, OfRc2AreOfEveryLength) {
    const Key wrapping = rc2(16);
    for (const std::size_t length : {5u, 6u, 7u, 8u, 14u, 15u, 16u}) {
        const Key key = rc2(length);
        const Buffer blob = octets(write_wrapped(key, *wrapping.session()).value());
        EXPECT_EQ(blob.size(), 12 + 16 + (length + 8) / 8 * 8);
        EXPECT_EQ(to_hex(octets(read(blob, wrapping).value().session()->secret())),
                  to_hex(octets(key.session()->secret())));
    }
}

TEST_F(WrappedBlobs, MayBeSimpleOnes) {
    const Key wrapping = tdes();
    const Buffer blob =
        octets(write_wrapped(tdes(), *wrapping.session(), BlobType::simple).value());
    EXPECT_EQ(blob[0], 1);
    EXPECT_TRUE(read(blob, wrapping).ok());
}

// A wrapped DES key has odd parity, whatever it had before.
TEST_F(WrappedBlobs, OfKeysWithoutParityGetIt) {
    const Key wrapping = tdes();
    const Key key = session_key(aes_provider(), calg::tdes, counting(24));
    const Buffer blob = octets(write_wrapped(key, *wrapping.session()).value());
    EXPECT_EQ(to_hex(octets(read(blob, wrapping).value().session()->secret())),
              to_hex(odd(counting(24))));
}

TEST_F(WrappedBlobs, LeaveTheWrappingKeysMessageAlone) {
    Key wrapping = tdes(), twin = tdes();
    Buffer a(16, 1), b(16, 1);
    ASSERT_EQ(wrapping.session()->encrypt(a, 8, false), Status::ok);
    ASSERT_EQ(twin.session()->encrypt(b, 8, false), Status::ok);
    ASSERT_TRUE(write_wrapped(rc2(16), *rc2(16).session()).ok());
    const Buffer blob = octets(write_wrapped(tdes(), *wrapping.session()).value());
    ASSERT_TRUE(read(blob, wrapping).ok());
    ASSERT_EQ(wrapping.session()->encrypt(a, 8, false), Status::ok);
    ASSERT_EQ(twin.session()->encrypt(b, 8, false), Status::ok);
    EXPECT_EQ(to_hex(a), to_hex(b));
}

// -- What is refused ------------------------------------------------------------------------------

TEST_F(WrappedBlobs, CutAnywhereAreRefused) {
    const Key wrapping = tdes();
    const Buffer blob = octets(write_wrapped(tdes(), *wrapping.session()).value());
    const auto read_it = [&](Bytes cut) { return read(cut, wrapping); };
    expect_truncations_refused(blob, read_it);
    EXPECT_EQ(read(blob + Buffer{0}, wrapping).status(), Status::bad_data);
    EXPECT_EQ(read(blob + Buffer(8), wrapping).status(), Status::bad_data);
    const Key short_wrapping = rc2(16);
    expect_truncations_refused(octets(write_wrapped(rc2(16), *short_wrapping.session()).value()),
                               [&](Bytes cut) { return read(cut, short_wrapping); });
}

TEST_F(WrappedBlobs, WithABitInvertedAreRefused) {
    const Key wrapping = tdes();
    const Buffer blob = octets(write_wrapped(tdes(), *wrapping.session()).value());
    for (std::size_t i = 12; i < blob.size(); ++i)
        EXPECT_EQ(read(with_octet(blob, i, blob[i] ^ 0x10), wrapping).status(), Status::bad_data);
}

TEST_F(WrappedBlobs, UnderAnotherKeyAreRefused) {
    const Buffer blob = octets(write_wrapped(tdes(), *tdes().session()).value());
    const Key other = session_key(aes_provider(), calg::tdes, Buffer(24, 0x77));
    EXPECT_EQ(read(blob, other).status(), Status::bad_data);
    EXPECT_EQ(read(blob, rc2(16)).status(), Status::bad_algorithm);
}

TEST_F(WrappedBlobs, OfKindsThatRfc3217HasNotAreRefused) {
    const Key aes = session_key(aes_provider(), calg::aes_128, counting(16));
    const Key rc4 = session_key(aes_provider(), calg::rc4, counting(16));
    const Key des = session_key(aes_provider(), calg::des, counting(8));
    const struct {
        const Key &wrapped, &wrapping;
    } pairs[] = {{aes, aes},        {aes, tdes()},     {tdes(), aes}, {rc4, tdes()},
                 {tdes(), rc4},     {des, tdes()},     {tdes(), des}, {rc2(16), tdes()},
                 {tdes(), rc2(16)}, {tdes(), tdes(16)}};
    for (const auto& [wrapped, wrapping] : pairs) {
        EXPECT_EQ(write_wrapped(wrapped, *wrapping.session()).status(), Status::bad_algorithm);
        const Buffer blob = header(0x0B, wrapped.id) + words({wrapping.id}) + Buffer(40);
        EXPECT_EQ(read(blob, wrapping).status(), Status::bad_algorithm);
    }
}

TEST_F(WrappedBlobs, OfOtherLengthsThanTheProvidersAreRefused) {
    const Key wrapping = rc2(16);
    // 17 octets under the name of RC2: only as a key for HMAC.
    const Key key{calg::rc2, permission::standard,
                  SessionKey::for_hmac(SecureBytes(counting(17))).value()};
    const Buffer blob = octets(write_wrapped(key, *wrapping.session()).value());
    EXPECT_EQ(read(blob, wrapping).status(), Status::bad_data);
    const BlobHeader read_it = read_header(blob).value();
    const SessionKeyImport hmac{aes_provider(), Salting::implied, true};
    EXPECT_EQ(to_hex(octets(
                  read_wrapped(read_it, *wrapping.session(), hmac).value().session()->secret())),
              to_hex(counting(17)));
    const Key long_one{calg::rc2, permission::standard,
                       SessionKey::for_hmac(SecureBytes(counting(256))).value()};
    EXPECT_EQ(write_wrapped(long_one, *wrapping.session()).status(), Status::bad_key);
}

TEST_F(WrappedBlobs, OfAProviderWithoutTheCipherAreRefused) {
    const Buffer blob = octets(write_wrapped(tdes(), *tdes().session()).value());
    const BlobHeader read_it = read_header(blob).value();
    const SessionKeyImport base{
        provider_of(prov::rsa_full, u"Microsoft Base Cryptographic Provider v1.0")};
    EXPECT_EQ(read_wrapped(read_it, *tdes().session(), base).status(), Status::bad_algorithm);
}

TEST_F(WrappedBlobs, OfPairsAreNone) {
    const Key pair{calg::rsa_keyx, permission::standard, PairKey{rsa().open(), {}}};
    EXPECT_EQ(write_wrapped(pair, *tdes().session()).status(), Status::bad_key);
}

}  // namespace
}  // namespace secur32::capi
