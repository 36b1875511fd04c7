#include "sslprovider/api/cert_info_parts.h"

#include <algorithm>

namespace secur32::api {

LPSTR IdentifierTexts::text_of(const ObjectIdentifier& id) {
    const std::string text = id.text();
    std::unique_ptr<char[]>& kept = texts_[text];
    if (kept == nullptr) {
        kept = std::make_unique<char[]>(text.size() + 1);
        std::ranges::copy(text, kept.get());
    }
    return kept.get();
}

CRYPT_ALGORITHM_IDENTIFIER IdentifierTexts::algorithm_of(
    const x509::AlgorithmIdentifier& algorithm) {
    return {text_of(algorithm.algorithm), blob_of(algorithm.parameters)};
}

CERT_EXTENSION IdentifierTexts::extension_of(const x509::Extension& extension) {
    return {text_of(extension.id), extension.critical ? TRUE : FALSE, blob_of(extension.value)};
}

}  // namespace secur32::api
