// HMAC keyed once per call; every T(i) is wiped.
#include "sslprovider/crypto/hkdf.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"
#include "sslprovider/crypto/hmac.h"

namespace secur32::crypto {

SecureBytes hkdf_extract(HashAlgorithm hash, Bytes salt, Bytes input_keying_material) {
    // RFC 5869 2.2: "if not provided, [salt] is set to a string of HashLen zeros", which is the
    // same HMAC key as the empty one.
    Hmac hmac(hash, salt);
    SecureBytes pseudorandom_key(hmac.length());
    hmac.update(input_keying_material);
    hmac.finish(pseudorandom_key.mutable_bytes());
    return pseudorandom_key;
}

// RFC 5869 2.3: T(i) = HMAC-Hash(PRK, T(i-1) | info | i).
Status hkdf_expand(HashAlgorithm hash, Bytes pseudorandom_key, Bytes info, MutableBytes out) {
    if (out.size() > 255 * hash_length(hash))
        return trace::because(Status::invalid_parameter, "hkdf: more than 255 blocks");
    Hmac hmac(hash, pseudorandom_key);
    const std::size_t length = hmac.length();
    Secret<kMaxHashLength> block;
    for (std::uint8_t i = 1; !out.empty(); ++i) {
        if (i != 1) hmac.update(block.bytes().first(length));
        hmac.update(info);
        hmac.update(Bytes(&i, 1));
        hmac.finish(block.mutable_bytes());
        const std::size_t count = std::min(length, out.size());
        std::ranges::copy(block.bytes().first(count), out.begin());
        out = out.subspan(count);
    }
    return Status::ok;
}

// RFC 8446 7.1: struct { uint16 length; opaque label<7..255> = "tls13 " + Label;
//                        opaque context<0..255>; } HkdfLabel;
Status hkdf_expand_label(HashAlgorithm hash, Bytes secret, std::string_view label, Bytes context,
                         MutableBytes out) {
    constexpr std::string_view kPrefix = "tls13 ";
    if (label.size() > 255 - kPrefix.size() || context.size() > 255 || out.size() > 0xFFFF)
        return trace::because(Status::invalid_parameter, "hkdf: a label or context too long");
    Writer info(4 + kPrefix.size() + label.size() + context.size());
    info.be16(static_cast<std::uint16_t>(out.size()));
    info.u8(static_cast<std::uint8_t>(kPrefix.size() + label.size()));
    info.bytes(bytes_of(kPrefix));
    info.bytes(bytes_of(label));
    info.u8(static_cast<std::uint8_t>(context.size()));
    info.bytes(context);
    return hkdf_expand(hash, secret, info.view(), out);
}

}  // namespace secur32::crypto
