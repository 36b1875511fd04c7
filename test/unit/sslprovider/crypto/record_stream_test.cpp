// Records of NULL and RC4 suites against Botan's vectors and libcrypto's RC4.
#include "sslprovider/crypto/record_stream.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rc4.h>

#include <algorithm>
#include <iostream>

#include "test/support/botan_vectors.h"

namespace secur32::crypto {
namespace {

HashAlgorithm algorithm_of(const std::string& name) {
    if (name == "SHA-1") return HashAlgorithm::sha1;
    return name == "SHA-256" ? HashAlgorithm::sha256 : HashAlgorithm::sha384;
}

RecordSuite suite_of(BulkCipher cipher, HashAlgorithm mac, Bytes mac_key, Bytes key = {}) {
    return {cipher, mac, RecordForm::explicit_iv, false, mac_key, key, {}};
}

// Botan's associated data says any length; the opener would fill in the real one, so the valid ones
// are compared by sealing.
TEST(RecordStream, SealsBotansFragmentsAndOpensNoBadOne) {
    std::size_t valid = 0;
    const auto stanzas = test::load_botan("tls_null.vec");
    for (const test::BotanStanza& stanza : stanzas) {
        SCOPED_TRACE(stanza.where);
        const Buffer data = stanza.bytes("AssociatedData"), message = stanza.bytes("Message");
        const Buffer fragment = stanza.bytes("Fragment"), key = stanza.bytes("Key");
        const HashAlgorithm mac = algorithm_of(stanza.at("Hash"));
        if (stanza.section == "InvalidAssociatedDataLength") {
            EXPECT_NE(data.size(), kRecordPrefixLength);  // what our type cannot even say
            continue;
        }
        RecordPrefix prefix;
        std::ranges::copy(data, prefix.begin());
        Buffer sealed = message;
        sealed.resize(message.size() + hash_length(mac));
        const MutableBytes out(sealed);
        const RecordParts parts{out.first(0), out.first(message.size()),
                                out.subspan(message.size())};
        ASSERT_TRUE(make_stream_sealer(suite_of(BulkCipher::null, mac, key))
                        ->seal(prefix, parts.content, parts));
        EXPECT_EQ(sealed == fragment, stanza.section != "InvalidMAC");
        valid += sealed == fragment ? 1U : 0U;

        if (stanza.section != "InvalidMAC") continue;
        Buffer received = fragment;
        EXPECT_FALSE(
            make_stream_opener(suite_of(BulkCipher::null, mac, key))->open(prefix, received));
    }
    EXPECT_EQ(stanzas.size(), 5u);
    EXPECT_EQ(valid, 3u);
    std::cout << stanzas.size() << " NULL records of Botan, " << valid << " of them valid\n";
}

TEST(RecordStream, IsRc4OverContentAndMacFromRecordToRecord) {
    const Buffer mac_key(20, 0x31), key(16, 0x32);
    const RecordSuite with = suite_of(BulkCipher::rc4_128, HashAlgorithm::sha1, mac_key, key);
    const auto sealer = make_stream_sealer(with);
    const auto opener = make_stream_opener(with);
    const auto plain = make_stream_sealer(suite_of(BulkCipher::null, HashAlgorithm::sha1, mac_key));
    RC4_KEY theirs;
    RC4_set_key(&theirs, static_cast<int>(key.size()), key.data());
    for (std::uint8_t number = 0; number < 20; ++number) {
        const std::size_t size = number * 13U;
        RecordPrefix prefix{0, 0, 0, 0, 0, 0, 0, number, 23, 3, 1, 0, 0};
        set_length(prefix, size);
        Buffer ours(size + 20, 0x55), expected = ours;
        const auto parts = [&](Buffer& memory) {
            const MutableBytes all(memory);
            return RecordParts{all.first(0), all.first(size), all.subspan(size)};
        };
        ASSERT_TRUE(sealer->seal(prefix, parts(ours).content, parts(ours)));
        ASSERT_TRUE(plain->seal(prefix, parts(expected).content, parts(expected)));
        RC4(&theirs, expected.size(), expected.data(), expected.data());
        EXPECT_EQ(ours, expected);
        const auto opened = opener->open(prefix, ours);
        ASSERT_TRUE(opened);
        EXPECT_EQ(Buffer(opened->begin(), opened->end()), Buffer(size, 0x55));
    }
}

TEST(RecordStream, WipesAndRefusesWhatDoesNotAuthenticate) {
    const Buffer mac_key(16, 1);
    const RecordSuite suite = suite_of(BulkCipher::null, HashAlgorithm::md5, mac_key);
    RecordPrefix prefix{};
    set_length(prefix, 10);
    Buffer good(26, 9);
    const MutableBytes all(good);
    const RecordParts parts{all.first(0), all.first(10), all.subspan(10)};
    ASSERT_TRUE(make_stream_sealer(suite)->seal(prefix, parts.content, parts));
    const auto opener = make_stream_opener(suite);
    for (std::size_t at = 0; at < good.size(); ++at) {
        Buffer bad = good;
        bad[at] ^= 0x10;
        EXPECT_FALSE(opener->open(prefix, bad)) << at;
        EXPECT_EQ(bad, Buffer(bad.size(), 0));
    }
    for (std::size_t size = 0; size < good.size(); ++size) {
        Buffer cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(opener->open(prefix, cut)) << size;
    }
    EXPECT_TRUE(opener->open(prefix, good));
}

}  // namespace
}  // namespace secur32::crypto
