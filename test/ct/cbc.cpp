// What CBC's decryption leaves: content | MAC | padding.  How long the padding is, whether it is
// right and whether the MAC is: none of it decides what is run or read, for each MAC and each
// length of padding ("Lucky Thirteen", AlFardan and Paterson 2013).
#include <array>

#include "sslprovider/crypto/cbc_padding.h"
#include "test/ct/poison.h"

using namespace secur32;
using namespace secur32::crypto;

namespace {

struct Mac {
    HashAlgorithm algorithm;
    std::size_t length;
};
constexpr std::array kMacs = {Mac{HashAlgorithm::md5, 16}, Mac{HashAlgorithm::sha1, 20},
                              Mac{HashAlgorithm::sha256, 32}, Mac{HashAlgorithm::sha384, 48}};

// A MAC whose key is a secret.
std::unique_ptr<RecordMac> mac_under_poison(const Mac& mac) {
    const Buffer key(mac.length, 0x6b);
    ct::poison(key);
    return RecordMac::create(mac.algorithm, key);
}

Buffer padded_text(RecordMac& mac, RecordPrefix prefix, std::size_t content, std::size_t padding) {
    Buffer text(content, 0x3c);
    set_length(prefix, content);
    Buffer tag(mac.length());
    mac.compute({prefix, text}, tag);
    text.insert(text.end(), tag.begin(), tag.end());
    text.insert(text.end(), padding + 1, static_cast<std::uint8_t>(padding));
    return text;
}

// Both verdict and length are public once the record is judged: it is refused, or its content is
// handed out.
void open(const Mac& mac, const RecordPrefix& prefix, Buffer text, bool good, std::size_t content) {
    const std::unique_ptr<RecordMac> opening = mac_under_poison(mac);
    ct::poison(text);
    const UnpaddedText opened = open_padded_text(*opening, prefix, text);
    ct::expect((ct::declassified(opened.good) != 0) == good, "the verdict on a padded text");
    if (good) ct::expect(ct::declassified(opened.length) == content, "the length of a content");
}

void run(const Mac& mac, std::size_t content, std::size_t padding) {
    const std::unique_ptr<RecordMac> sealing = mac_under_poison(mac);
    const RecordPrefix prefix{0, 0, 0, 0, 0, 0, 0, 7, 23, 3, 3, 0, 0};
    const Buffer text = padded_text(*sealing, prefix, content, padding);
    ct::expect(ct::is_poisoned(Bytes(text).subspan(content, mac.length)), "an unpoisoned MAC");
    open(mac, prefix, text, true, content);

    Buffer bad_mac = text, bad_padding = text, long_padding = text;
    bad_mac[content] ^= 1;
    bad_padding[text.size() - 1 - (padding != 0 ? 1 : 0)] ^= 0x40;
    long_padding.back() = 0xff;
    open(mac, prefix, bad_mac, false, content);
    open(mac, prefix, bad_padding, false, content);
    open(mac, prefix, long_padding, padding == 255, content);
}

}  // namespace

int main() {
    ct::expect_watched();
    for (const Mac& mac : kMacs)
        for (const std::size_t content : {0u, 1u, 55u, 64u, 300u})
            for (const std::size_t padding : {0u, 1u, 15u, 64u, 254u, 255u})
                run(mac, content, padding);
}
