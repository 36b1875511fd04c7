// SslGetKeyProperty: what can be told of an asymmetric key of the SSL provider.
#include <sslprovider.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "sslprovider/api/blocks.h"
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/provider/groups.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using crypto::NamedGroup;

struct SslKeyFacts {
    std::u16string_view family;  // empty: CNG has no name for it
    NamedGroup group = NamedGroup::none;
    std::size_t bits = 0;
};

std::u16string_view family_of(KeyAlgorithm algorithm) {
    switch (algorithm) {
        case KeyAlgorithm::rsa:
        case KeyAlgorithm::rsa_pss:
            return BCRYPT_RSA_ALGORITHM;
        case KeyAlgorithm::dsa:
            return BCRYPT_DSA_ALGORITHM;
        case KeyAlgorithm::ec:
            return BCRYPT_ECDSA_ALGORITHM;
        case KeyAlgorithm::ed25519:
            return {};
    }
    return {};
}

SslKeyFacts facts_of(const crypto::PublicKey& key) {
    return {family_of(key.algorithm()), key.curve(), key.bits()};
}

// prime counts where the group has no number.
SslKeyFacts facts_of(NamedGroup id, Bytes prime) {
    const provider::Group* const group = provider::find_group(static_cast<std::uint32_t>(id));
    if (group == nullptr) return {BCRYPT_DH_ALGORITHM, id, prime.size() * 8};
    return {group->finite_field ? std::u16string_view(BCRYPT_DH_ALGORITHM) : BCRYPT_ECDH_ALGORITHM,
            id, group->bits};
}

Result<SslKeyFacts> facts_of(NCRYPT_KEY_HANDLE handle) {
    if (const Using<SslPrivateKey> key(handle); key) return facts_of(key->key.public_key());
    if (const Using<SslEphemeralKey> key(handle); key)
        return facts_of(key->share.group(), key->share.prime());
    if (const Using<SslPublicKey> key(handle); key)
        return key->key ? facts_of(*key->key) : facts_of(key->share->group, key->share->prime);
    const HandleTable<Object>::Use other = objects().find(handle);
    const bool secret = other && ObjectKind::ssl_pre_master_key <= other->kind() &&
                        other->kind() <= ObjectKind::ssl_packet_key;
    return secret ? trace::because(Status::unsupported_function, "ssl: a secret has no properties")
                  : trace::because(Status::invalid_handle, "ssl: hKey is no key of Ssl*");
}

Buffer octets(DWORD number) {
    Buffer value(sizeof number);
    std::memcpy(value.data(), &number, sizeof number);
    return value;
}

// With its NUL; nothing where there is no name.
Buffer octets(const std::u16string& text) {
    if (text.empty()) return {};
    const auto* const first = reinterpret_cast<const std::uint8_t*>(text.c_str());
    return {first, first + (text.size() + 1) * sizeof(WCHAR)};
}

std::u16string name_of(const SslKeyFacts& key) {
    std::u16string name(key.family);
    if (key.group == NamedGroup::secp256r1) name += u"_P256";
    if (key.group == NamedGroup::secp384r1) name += u"_P384";
    if (key.group == NamedGroup::secp521r1) name += u"_P521";
    return name;
}

struct Property {
    std::u16string_view name;
    Buffer (*value)(const SslKeyFacts& key);
};
constexpr std::array kProperties = {
    Property{SSL_KEY_TYPE_PROPERTY,
             [](const SslKeyFacts& key) { return octets(static_cast<DWORD>(key.group)); }},
    Property{NCRYPT_ALGORITHM_GROUP_PROPERTY,
             [](const SslKeyFacts& key) { return octets(std::u16string(key.family)); }},
    Property{NCRYPT_ALGORITHM_PROPERTY,
             [](const SslKeyFacts& key) { return octets(name_of(key)); }},
    Property{NCRYPT_LENGTH_PROPERTY,
             [](const SslKeyFacts& key) { return octets(static_cast<DWORD>(key.bits)); }},
};

Result<Buffer> property_of(const SslKeyFacts& key, std::u16string_view name) {
    const auto found = std::ranges::find(kProperties, name, &Property::name);
    if (found != kProperties.end())
        if (Buffer value = found->value(key); !value.empty()) return value;
    return trace::because(Status::unsupported_function, "ssl: the key has no such property");
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslGetKeyProperty(NCRYPT_KEY_HANDLE hKey, LPCWSTR pszProperty,
                                         PBYTE* ppbOutput, DWORD* pcbOutput, DWORD dwFlags) {
    return ncrypt_call("SslGetKeyProperty", [&](CallTrail& trail) -> Status {
        trail.handle("key", hKey);
        const Status places = clear_out(ppbOutput, pcbOutput);
        TRY_ASSIGN(const SslKeyFacts key, facts_of(hKey));
        TRY(places);
        TRY(check_flags(dwFlags));
        if (pszProperty == nullptr)
            return trace::because(Status::invalid_parameter, "ssl: no property named");
        TRY_ASSIGN(const Buffer value, property_of(key, pszProperty));
        auto block = allocate_block_of<BYTE>(BlockUse::ssl_value, value.size());
        std::ranges::copy(value, block.get());
        *ppbOutput = block.release();
        *pcbOutput = static_cast<DWORD>(value.size());
        return Status::ok;
    });
}

}  // extern "C"
