// The secret numbers are the padding's length and whatever follows from it.
#include "sslprovider/crypto/cbc_padding.h"

#include <algorithm>
#include <cstring>

namespace secur32::crypto {
namespace {

using constant_time::Word;

constexpr std::size_t kMaxPadding = 256;  // padding_length and up to 255 octets before it

// How much shorter than the longest a content can be.
std::size_t shortest_content(std::size_t longest) {
    return longest < kMaxPadding - 1 ? 0 : longest - (kMaxPadding - 1);
}

}  // namespace

UnpaddedText remove_padding(Bytes text, std::size_t mac_length) {
    const std::size_t longest = text.size() - mac_length - 1;
    const Word padding_length = constant_time::hidden(text.back());
    const Word fits = ~constant_time::less(longest, padding_length);

    // RFC 5246 6.2.3.2: "Each uint8 in the padding data vector MUST be filled with the padding
    // length value."
    const auto pad = static_cast<std::int32_t>(padding_length);
    std::int32_t differences = 0;
    const std::size_t checked = std::min(kMaxPadding, text.size());
    const std::uint8_t* const tail = text.data() + text.size() - checked;
    for (std::size_t i = 0; i < checked; ++i) {
        const std::int32_t from_end = static_cast<std::int32_t>(checked - 1 - i);
        const std::int32_t is_content = (pad - from_end) >> 31;
        differences |= (tail[i] ^ pad) & ~is_content;
    }
    const Word good = fits & constant_time::is_zero(static_cast<Word>(differences));
    // RFC 5246 6.2.3.2: with bad padding the MAC is computed "assuming a zero-length pad".
    return {good, longest - (padding_length & good)};
}

// Moves a window to the left by the distance, one binary digit of it after the other.
void copy_from_secret_place(Bytes text, std::size_t lowest, Word at, MutableBytes out) {
    constexpr std::size_t kStep = sizeof(std::uint64_t);
    std::array<std::uint8_t, kMaxPadding + kMaxRecordMac + kStep> window{};
    const std::size_t size = std::min(text.size() - lowest, kMaxPadding - 1 + out.size());
    std::memcpy(window.data(), text.data() + lowest, size);

    const Word distance = at - lowest;
    for (std::size_t digit = kMaxPadding / 2; digit > 0; digit /= 2) {
        const Word moved = ~constant_time::is_zero(distance & digit);
        for (std::size_t i = 0; i < out.size() + digit - 1; i += kStep) {
            std::uint64_t here, there;
            std::memcpy(&here, &window[i], kStep);
            std::memcpy(&there, &window[i + digit], kStep);
            here = constant_time::select(moved, there, here);
            std::memcpy(&window[i], &here, kStep);
        }
    }
    std::copy_n(window.begin(), out.size(), out.begin());
}

UnpaddedText open_padded_text(RecordMac& mac, RecordPrefix prefix, Bytes text) {
    const std::size_t longest = text.size() - mac.length() - 1;
    const std::size_t shortest = shortest_content(longest);
    const UnpaddedText unpadded = remove_padding(text, mac.length());

    set_length(prefix, unpadded.length);
    std::array<std::uint8_t, kMaxRecordMac> expected, received;
    const MutableBytes computed = MutableBytes(expected).first(mac.length());
    const MutableBytes sent = MutableBytes(received).first(mac.length());
    mac.compute_prefix(prefix, text.first(longest), shortest, unpadded.length, computed);
    copy_from_secret_place(text, shortest, unpadded.length, sent);

    Word differences = 0;
    for (std::size_t i = 0; i < computed.size(); ++i) differences |= Word{computed[i]} ^ sent[i];
    return {unpadded.good & constant_time::is_zero(differences), unpadded.length};
}

}  // namespace secur32::crypto
