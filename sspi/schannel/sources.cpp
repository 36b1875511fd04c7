// The standard sources: the kernel's randomness, new keys, signatures of signature_schemes.h.
#include "sspi/schannel/sources.h"

#include <utility>

#include "sslprovider/base/clock.h"

namespace secur32::schannel {
namespace {

thread_local Sources* replacement = nullptr;

}  // namespace

Sources& Sources::standard() {
    static Sources sources;
    return sources;
}

Sources* Sources::replace(Sources* sources) { return std::exchange(replacement, sources); }

Sources& Sources::current() { return replacement != nullptr ? *replacement : standard(); }

void Sources::random(MutableBytes out) { fill_random(out); }

Result<crypto::KeyShare> Sources::key_share(crypto::NamedGroup group) {
    return crypto::KeyShare::generate(group);
}

Result<Buffer> Sources::sign(const SignatureScheme& scheme, const crypto::PrivateKey& key,
                             Bytes content) {
    return schannel::sign(scheme, key, content);
}

std::span<const std::uint16_t> Sources::extension_order(std::uint8_t) { return {}; }

}  // namespace secur32::schannel
