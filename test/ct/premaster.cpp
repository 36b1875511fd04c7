// RSA key exchange (RFC 5246 7.4.7.1) from the decrypted block on: judging it, then the master
// secret, the key block, the keys of both directions, Finished and its comparison.  Not here: the
// decryption itself, where libcrypto branches on its own blinded numbers.
#include <algorithm>
#include <array>

#include "sslprovider/crypto/premaster_block.h"
#include "sslprovider/provider/cipher_suites.h"
#include "sslprovider/provider/master_key.h"
#include "test/ct/poison.h"

using namespace secur32;

namespace {

constexpr std::uint16_t kOffered = 0x0303;

Buffer right_block() {
    Buffer block(256, 0x77);
    block[0] = 0;
    block[1] = 2;
    block[256 - 49] = 0;
    block[256 - 48] = kOffered >> 8;
    block[256 - 47] = kOffered & 0xff;
    return block;
}

// 48 poisoned octets, as decrypt_premaster would answer them.
SecureBytes judge(Buffer block, std::uint16_t negotiated) {
    SecureBytes premaster(crypto::kPreMasterLength);  // stands for the random octets
    ct::poison(premaster.bytes());
    ct::poison(block);
    crypto::take_premaster(block, kOffered, negotiated, premaster.mutable_bytes());
    return premaster;
}

// The CryptoAPI's: of whatever version.
void judge_without_version() {
    for (const bool right : {true, false}) {
        Buffer block = right_block();
        if (!right) block[100] = 0;
        SecureBytes premaster(crypto::kPreMasterLength);
        ct::poison(premaster.bytes());
        ct::poison(block);
        crypto::take_premaster(block, premaster.mutable_bytes());
        ct::declassify(premaster.bytes());
        ct::expect((premaster.bytes()[2] == 0x77) == right, "a block is judged wrongly");
    }
}

// Right, and wrong in every place there is.
void judge_all() {
    const auto is_taken = [](const Buffer& block) {
        SecureBytes premaster = judge(block, 0);
        ct::declassify(premaster.bytes());  // the test's own look at its own block
        return premaster.bytes()[2] == 0x77;
    };
    ct::expect(is_taken(right_block()), "a right block is not taken");
    for (const std::size_t at : {0u, 1u, 2u, 9u, 100u, 206u, 207u, 208u, 209u}) {
        Buffer block = right_block();
        block[at] = block[at] == 0 ? 1 : 0;
        ct::expect(!is_taken(block), "a wrong block is taken");
    }
}

struct Handshake {
    Version version;
    std::uint32_t suite;
    bool extended;
};
// One row for each PRF hash, kind of cipher and form of the master secret.
constexpr std::array kHandshakes = {
    Handshake{Version::tls10, 0x002F, false},  // AES-128-CBC, SHA-1; MD5 and SHA-1
    Handshake{Version::tls11, 0x0035, true},   // AES-256-CBC, SHA-1
    Handshake{Version::tls12, 0x003C, false},  // AES-128-CBC, SHA-256
    Handshake{Version::tls12, 0x009C, true},   // AES-128-GCM; SHA-256
    Handshake{Version::tls12, 0x009D, false},  // AES-256-GCM; SHA-384
    Handshake{Version::dtls12, 0x009D, true},
};

// RFC 5246 7.4.9: a Finished that the peer sent, right or not.
void compare_finished(const provider::MasterKey& key, Bytes transcript) {
    const auto expected = key.verify_data(provider::Side::client, transcript);
    ct::expect(ct::is_poisoned(expected), "Finished does not depend on the premaster");
    auto received = key.verify_data(provider::Side::client, transcript);
    // The verdict is public: the handshake ends here, or goes on.
    ct::expect(ct::declassified(constant_time_equal(expected, received)), "Finished");
    received[11] ^= 1;
    ct::expect(!ct::declassified(constant_time_equal(expected, received)), "another Finished");
}

void run(const Handshake& handshake) {
    const provider::CipherSuite* const suite = provider::find_cipher_suite(handshake.suite);
    ct::expect(suite != nullptr, "the suite is unknown");
    const SecureBytes premaster = judge(right_block(), 0);
    const Buffer transcript(crypto::hash_length(suite->prf_hash(handshake.version)), 0x11);
    const provider::Randoms randoms{};
    for (const auto side : {provider::Side::server, provider::Side::client}) {
        const auto key = provider::MasterKey::derive(
            handshake.version, *suite, side, premaster.bytes(), randoms,
            handshake.extended ? std::optional<Bytes>(transcript) : std::nullopt);
        ct::expect(key.ok(), "no master secret");
        ct::expect(key.value().generate_session_keys(randoms).ok(), "no session keys");
        compare_finished(key.value(), transcript);
    }
}

}  // namespace

int main() {
    ct::expect_watched();
    judge_all();
    judge_without_version();
    for (const Handshake& handshake : kHandshakes) run(handshake);
}
