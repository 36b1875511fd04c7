// A session key inside a decrypted RSA block (RFC 8017 7.2.2), and the padding of a decrypted last
// block (PKCS#5 6.1.1): what is inside, how long it is and whether it is right decides neither what
// is run nor what is read.  Not here: the decryptions themselves, which are libcrypto's.
#include <algorithm>

#include "sslprovider/crypto/pkcs7_padding.h"
#include "sslprovider/crypto/session_key_block.h"
#include "test/ct/poison.h"

using namespace secur32;
using namespace secur32::crypto;

namespace {

Buffer block_around(std::size_t secret) {
    Buffer block(256, 0x77);
    block[0] = 0;
    block[1] = 2;
    block[255 - secret] = 0;
    return block;
}

// The answer is public: CryptImportKey says whether it took the key, and KP_KEYLEN how long it is.
void take(Buffer block, SessionKeyLengths lengths, std::size_t expected) {
    Buffer key(lengths.most);
    ct::poison(block);
    const std::size_t length = take_session_key(block, lengths, key);
    ct::expect(ct::is_poisoned(key), "the key does not depend on the block");
    ct::expect(ct::declassified(length) == expected, "the length of a session key");
    ct::declassify(key);  // the test's own look at its own block
    const auto end = key.end();
    ct::expect(std::all_of(end - static_cast<std::ptrdiff_t>(expected), end,
                           [](std::uint8_t octet) { return octet == 0x77; }),
               "another key");
}

// Right, and wrong in every place there is.
void take_all(SessionKeyLengths lengths, std::size_t secret) {
    const bool fits = secret >= lengths.least && secret <= lengths.most;
    take(block_around(secret), lengths, fits ? secret : 0);
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{9}}) {
        Buffer block = block_around(secret);
        block[at] = block[at] == 0 ? 1 : 0;
        take(block, lengths, 0);
    }
    Buffer endless = block_around(secret);
    endless[255 - secret] = 1;
    take(endless, lengths, 0);
}

// CryptDecrypt says how much padding there was, or NTE_BAD_DATA.
void judge(Buffer block, std::size_t expected) {
    ct::poison(block);
    ct::expect(ct::declassified(judge_pkcs7_padding(block)) == expected, "the padding");
}

void judge_all(std::size_t size) {
    for (std::size_t padding = 1; padding <= size; ++padding) {
        Buffer block(size, 0x77);
        std::fill_n(block.rbegin(), padding, static_cast<std::uint8_t>(padding));
        judge(block, padding);
        Buffer bad = block;
        bad[size - padding] ^= 0x40;
        judge(bad, 0);
    }
    for (const int last : {0x00, 0x11, 0xff})
        judge(Buffer(size, static_cast<std::uint8_t>(last)), 0);
}

}  // namespace

int main() {
    ct::expect_watched();
    for (const SessionKeyLengths lengths :
         {SessionKeyLengths{5, 16}, {16, 16}, {32, 32}, {1, 245}, {48, 48}})
        for (const std::size_t secret : {1u, 5u, 16u, 32u, 48u, 245u}) take_all(lengths, secret);
    for (const std::size_t size : {8u, 16u}) judge_all(size);
}
