// What the tests of hashes, of derived keys and of signatures share: the names that the vectors
// give providers and algorithms, and messages by rule.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "sslprovider/capi/hashes.h"
#include "test/support/vectors.h"

namespace secur32::capi::samples {

inline const Provider& provider(std::string_view name) {
    struct Named {
        std::string_view name;
        Family family;
    };
    static constexpr Named kNames[] = {{"base", Family::base},
                                       {"strong", Family::strong},
                                       {"enhanced", Family::enhanced},
                                       {"aes", Family::aes},
                                       {"schannel", Family::schannel}};
    for (const Named& each : kNames)
        for (const Provider& found : providers())
            if (each.name == name && found.family == each.family && found.type != prov::dh_schannel)
                return found;
    throw std::runtime_error("no provider of that name");
}

inline AlgId algorithm(std::string_view name) {
    struct Named {
        std::string_view name;
        AlgId id;
    };
    static constexpr Named kNames[] = {
        {"MD2", calg::md2},           {"MD4", calg::md4},         {"MD5", calg::md5},
        {"SHA1", calg::sha1},         {"SHA256", calg::sha_256},  {"SHA384", calg::sha_384},
        {"SHA512", calg::sha_512},    {"DES", calg::des},         {"3DES", calg::tdes},
        {"3DES_112", calg::tdes_112}, {"RC2", calg::rc2},         {"RC4", calg::rc4},
        {"AES_128", calg::aes_128},   {"AES_192", calg::aes_192}, {"AES_256", calg::aes_256}};
    for (const Named& each : kNames)
        if (each.name == name) return each.id;
    throw std::runtime_error("no algorithm of that name");
}

inline std::string text(const test::Stanza& stanza, std::string_view key) {
    const Buffer characters = stanza.bytes(key);
    return {characters.begin(), characters.end()};
}

// The octets (first + i) mod 256.
inline Buffer ramp(std::size_t first, std::size_t size) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(first + i);
    return octets;
}

inline Buffer copied(const SecureBytes& secret) {
    return {secret.bytes().begin(), secret.bytes().end()};
}

template <typename T>
T taken(Result<T> result) {
    if (!result.ok()) throw std::runtime_error(std::string(row(result.status()).name));
    return std::move(result).value();
}

inline HashObject hash(const Provider& provider, AlgId id, const Key* key = nullptr) {
    return taken(HashObject::make(provider, id, key));
}

inline HashObject hash_of_message(const Provider& provider, AlgId id, Bytes message) {
    HashObject made = hash(provider, id);
    if (made.update(message) != Status::ok) throw std::runtime_error("no data is taken");
    return made;
}

inline Key session_key(const Provider& provider, AlgId id, Bytes secret) {
    return {.id = id,
            .permissions = permission::standard,
            .body = taken(SessionKey::make(provider, id, SecureBytes(secret)))};
}
inline Key hmac_key(Bytes secret) {
    return {.id = calg::rc2,
            .permissions = permission::standard,
            .body = taken(SessionKey::for_hmac(SecureBytes(secret)))};
}

inline Key master_key(SchannelMaster master) {
    const AlgId id = master.id;
    return {.id = id, .permissions = permission::standard, .body = std::move(master)};
}
inline SchannelMaster master(AlgId id = calg::tls1_master) {
    SchannelMaster made;
    made.id = id;
    made.pre_master = SecureBytes(ramp(3, kPreMasterLength));
    made.client_random = ramp(0x40, 32);
    made.server_random = ramp(0x80, 32);
    made.mac = {calg::md5, 128, 0};
    made.encryption = {calg::des, 56, 0};
    return made;
}

}  // namespace secur32::capi::samples
