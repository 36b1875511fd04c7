#include "sspi/schannel/transcript.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/support/rfc8448.h"

namespace secur32::schannel {
namespace {

const Buffer kHello{1, 0, 0, 2, 7, 7}, kAnswer{2, 0, 0, 1, 9};

const provider::CipherSuite& suite(std::uint16_t id = 0x1301) {
    return *provider::find_cipher_suite(id);
}
Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }
Buffer joined(const Buffer& one, const Buffer& two) {
    Buffer made = one;
    made.insert(made.end(), two.begin(), two.end());
    return made;
}
// libcrypto's hash.
Buffer hash_of(const EVP_MD* algorithm, const Buffer& octets) {
    Buffer out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    EXPECT_EQ(EVP_Digest(octets.data(), octets.size(), out.data(), &size, algorithm, nullptr), 1);
    out.resize(size);
    return out;
}

TEST(Transcript, HashesWhatCameBeforeTheSuiteWasKnown) {
    Transcript transcript;
    transcript.add(kHello);
    EXPECT_FALSE(transcript.is_chosen());
    transcript.choose(Version::tls13, suite());
    transcript.add(kAnswer);
    EXPECT_TRUE(transcript.is_chosen());
    EXPECT_EQ(copy(transcript.value().bytes()), hash_of(EVP_sha256(), joined(kHello, kAnswer)));
    EXPECT_EQ(copy(transcript.messages()), joined(kHello, kAnswer));
}

TEST(Transcript, HasTheHashOfTheSuite) {
    Transcript transcript;
    transcript.add(kHello);
    transcript.choose(Version::tls13, suite(0x1302));
    EXPECT_EQ(copy(transcript.value().bytes()), hash_of(EVP_sha384(), kHello));
    // RFC 5246 5: before TLS 1.2 there was one, whatever the suite: MD5 || SHA-1.
    transcript.choose(Version::tls11, suite(0xC013));
    EXPECT_EQ(copy(transcript.value().bytes()),
              joined(hash_of(EVP_md5(), kHello), hash_of(EVP_sha1(), kHello)));
}

TEST(Transcript, KeepsNothingButTheHashWhenItIsTold) {
    Transcript transcript;
    transcript.add(kHello);
    transcript.choose(Version::tls12, suite(0xC02F));
    transcript.stop_keeping();
    transcript.add(kAnswer);
    EXPECT_TRUE(transcript.messages().empty());
    EXPECT_EQ(copy(transcript.value().bytes()), hash_of(EVP_sha256(), joined(kHello, kAnswer)));
}

// RFC 8448 5: the hash over message_hash, HelloRetryRequest and the second ClientHello is what the
// handshake secrets come from; here against the RFC's words and libcrypto.
TEST(Transcript, PutsMessageHashInTheFirstHellosPlace) {
    const test::Rfc8448Trace trace("5");
    const std::vector<Buffer> flights = trace.flights();
    Buffer replaced{254, 0, 0, 32};
    replaced = joined(replaced, hash_of(EVP_sha256(), flights.at(0)));
    for (const bool keeps : {true, false}) {
        Transcript transcript;
        transcript.add(flights.at(0));
        transcript.choose(Version::tls13, suite());
        if (!keeps) transcript.stop_keeping();
        transcript.replace_with_message_hash();
        transcript.add(flights.at(1));
        EXPECT_EQ(copy(transcript.value().bytes()),
                  hash_of(EVP_sha256(), joined(replaced, flights.at(1))));
        if (keeps) {
            EXPECT_EQ(copy(transcript.messages()), joined(replaced, flights.at(1)));
            transcript.choose(Version::tls13, suite());
        }
        EXPECT_EQ(copy(transcript.value().bytes()),
                  hash_of(EVP_sha256(), joined(replaced, flights.at(1))));
    }
}

TEST(Transcript, HashesATruncatedHelloWithoutTakingItUp) {
    Transcript transcript;
    transcript.add(kHello);
    transcript.choose(Version::tls13, suite());
    EXPECT_EQ(copy(transcript.value_with(kAnswer).bytes()),
              hash_of(EVP_sha256(), joined(kHello, kAnswer)));
    EXPECT_EQ(copy(transcript.value().bytes()), hash_of(EVP_sha256(), kHello));
}

}  // namespace
}  // namespace secur32::schannel
