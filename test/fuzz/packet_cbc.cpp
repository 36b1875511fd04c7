// Records of CBC suites (packets.h), and what decryption may leave of them:
//
//     any other mode: a text as it is, and with the right MAC put behind its first `cut` octets;
//     opened as RFC 5246 6.2.3.2 reads, however slowly
#include <array>
#include <optional>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/cbc_padding.h"
#include "test/fuzz/packets.h"

namespace {

using namespace secur32;
using crypto::HashAlgorithm;

constexpr std::array kMacs = {HashAlgorithm::md5, HashAlgorithm::sha1, HashAlgorithm::sha256,
                              HashAlgorithm::sha384};
constexpr crypto::RecordPrefix kPrefix{0, 0, 0, 0, 0, 0, 0, 1, 23, 3, 3, 0, 0};

Buffer mac_of(crypto::RecordMac& mac, Bytes content) {
    crypto::RecordPrefix prefix = kPrefix;
    crypto::set_length(prefix, content.size());
    Buffer out(mac.length());
    mac.compute({prefix, content}, out);
    return out;
}

std::optional<Bytes> open_slowly(crypto::RecordMac& mac, Bytes text) {
    const std::size_t padding = text.back() + std::size_t{1};
    if (text.size() < padding + mac.length()) return std::nullopt;
    for (const std::uint8_t octet : text.last(padding))
        if (octet != text.back()) return std::nullopt;
    const Bytes content = text.first(text.size() - padding - mac.length());
    const Bytes sent = text.subspan(content.size(), mac.length());
    if (!fuzz::same(mac_of(mac, content), sent)) return std::nullopt;
    return content;
}

void open_text(HashAlgorithm algorithm, Bytes text) {
    const Buffer key(crypto::hash_length(algorithm), 0x13);
    const auto mac = crypto::RecordMac::create(algorithm, key);
    if (text.size() <= mac->length()) return;
    const auto expected = open_slowly(*mac, text);
    const crypto::UnpaddedText opened = crypto::open_padded_text(*mac, kPrefix, text);
    fuzz::require((opened.good != 0) == expected.has_value());
    if (expected) fuzz::require(opened.length == expected->size());
}

Buffer with_mac(HashAlgorithm algorithm, Bytes text, std::size_t cut) {
    const Buffer key(crypto::hash_length(algorithm), 0x13);
    const auto mac = crypto::RecordMac::create(algorithm, key);
    const Bytes content = text.first(std::min(cut, text.size()));
    const Bytes rest = text.subspan(content.size());
    const Buffer tag = mac_of(*mac, content);
    Buffer made(content.size() + tag.size() + rest.size());
    std::copy(
        rest.begin(), rest.end(),
        std::copy(tag.begin(), tag.end(), std::copy(content.begin(), content.end(), made.begin())));
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto samples = fuzz::packets_of(crypto::CipherKind::block);
    const Bytes input(data, size);
    if (fuzz::run_packet(samples, input) || size < 4) return 0;
    const HashAlgorithm algorithm = kMacs[data[0] % kMacs.size()];
    const Bytes text = input.subspan(3);
    open_text(algorithm, text);
    open_text(algorithm, with_mac(algorithm, text, data[2]));
    return 0;
}
