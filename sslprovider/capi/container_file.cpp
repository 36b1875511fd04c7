#include "sslprovider/capi/container_file.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/dh_key_info.h"
#include "sslprovider/provider/pem.h"

namespace secur32::capi {
namespace {

constexpr std::string_view kName = "Container: ", kPairs = "Pairs: ";
constexpr std::string_view kSpec = "Key Spec: ", kPermissions = "Permissions: 0x";
constexpr std::string_view kLabel = "PRIVATE KEY", kEnd = "\n-----END PRIVATE KEY-----\n";
constexpr std::array<std::string_view, 2> kSpecs = {"AT_KEYEXCHANGE", "AT_SIGNATURE"};
constexpr int kDecimal = 10, kHexadecimal = 16;

Status damaged(std::string_view what) {
    return trace::because(Status::bad_data, "container", what);
}

// ---- Reading ------------------------------------------------------------------------------------

// The next line, which must begin so; what follows.
Result<std::string_view> take_line(std::string_view& text, std::string_view beginning) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(beginning))
        return damaged("a line is missing or out of place");
    const std::string_view rest = text.substr(0, end).substr(beginning.size());
    text.remove_prefix(end + 1);
    return rest;
}

Result<std::uint32_t> take_number(std::string_view& text, std::string_view beginning, int base) {
    TRY_ASSIGN(const std::string_view digits, take_line(text, beginning));
    std::uint32_t number = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (error != std::errc() || end != digits.data() + digits.size())
        return damaged("a number is none");
    return number;
}

Result<SecureBytes> take_block(std::string_view& text) {
    const std::size_t end = text.find(kEnd);
    if (provider::find_pem(text) != 0 || end == std::string_view::npos)
        return damaged("a key is missing or cut off");
    Result<SecureBytes> block = provider::read_pem_block(text.substr(0, end + kEnd.size()), kLabel);
    if (!block.ok()) return damaged("a key is no PEM");
    text.remove_prefix(end + kEnd.size());
    return block;
}

Status take_pair(std::string_view& text, ContainerFile& file) {
    TRY_ASSIGN(const std::string_view name, take_line(text, kSpec));
    const auto* const found = std::ranges::find(kSpecs, name);
    if (found == kSpecs.end()) return damaged("a key is for no known use");
    std::optional<StoredPair>& slot = file.pairs[static_cast<std::size_t>(found - kSpecs.begin())];
    if (slot) return damaged("two keys are for the same use");
    StoredPair pair;
    TRY_ASSIGN(pair.permissions, take_number(text, kPermissions, kHexadecimal));
    TRY_ASSIGN(pair.info, take_block(text));
    slot = std::move(pair);
    return Status::ok;
}

// ---- Writing ------------------------------------------------------------------------------------

SecureBytes joined(Bytes a, Bytes b) {
    SecureBytes both(a.size() + b.size());
    std::ranges::copy(a, both.mutable_bytes().begin());
    std::ranges::copy(b, both.mutable_bytes().subspan(a.size()).begin());
    return both;
}

SecureBytes with_pair(const SecureBytes& text, std::string_view spec, const StoredPair& pair) {
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x", pair.permissions);
    std::string notes;
    notes.append(kSpec).append(spec).append("\n");
    notes.append(kPermissions).append(digits.data()).append("\n");
    return joined(joined(text.bytes(), bytes_of(std::string_view(notes))).bytes(),
                  provider::pem_block(kLabel, pair.info.bytes()).bytes());
}

// ---- Keys ---------------------------------------------------------------------------------------

// What CryptGenKey calls a pair of a slot; 0 for one that belongs into another.
AlgId id_of(KeySpec spec, crypto::KeyAlgorithm algorithm) {
    if (algorithm == crypto::KeyAlgorithm::rsa)
        return spec == KeySpec::exchange ? calg::rsa_keyx : calg::rsa_sign;
    const bool dss = algorithm == crypto::KeyAlgorithm::dsa && spec == KeySpec::signature;
    return dss ? calg::dss_sign : 0;
}

Result<Key> dh_key_of(const StoredPair& pair) {
    Result<crypto::DhKey> key = crypto::dh_key_from_pkcs8(pair.info.bytes());
    if (!key.ok()) return damaged("there is no key in a block");
    DiffieHellmanKey body;
    body.bits = key.value().bits();
    body.group = key.value().group();
    body.key = std::move(key).value();
    return Key{calg::dh_sf, pair.permissions, std::move(body)};
}

}  // namespace

Result<ContainerFile> read_container_file(std::string_view text) {
    ContainerFile file;
    TRY_ASSIGN(file.name, take_line(text, kName));
    TRY_ASSIGN(const std::uint32_t pairs, take_number(text, kPairs, kDecimal));
    if (pairs > file.pairs.size()) return damaged("it has too many keys");
    for (std::uint32_t i = 0; i < pairs; ++i) TRY(take_pair(text, file));
    if (!text.empty()) return damaged("something follows its keys");
    return file;
}

SecureBytes write_container_file(const ContainerFile& file) {
    const auto pairs = std::ranges::count_if(file.pairs, [](const auto& pair) { return !!pair; });
    std::string head;
    head.append(kName).append(file.name).append("\n");
    head.append(kPairs).append(std::to_string(pairs)).append("\n");
    SecureBytes text(bytes_of(std::string_view(head)));
    for (std::size_t i = 0; i < kSpecs.size(); ++i)
        if (file.pairs[i]) text = with_pair(text, kSpecs[i], *file.pairs[i]);
    return text;
}

Result<Key> key_of(KeySpec spec, const StoredPair& pair) {
    Result<crypto::PrivateKey> key = crypto::PrivateKey::from_pkcs8(pair.info.bytes());
    // What is neither RSA nor DSA nor an elliptic curve's could be Diffie-Hellman's.
    if (key.status() == Status::unsupported_function && spec == KeySpec::exchange)
        return dh_key_of(pair);
    if (!key.ok()) return damaged("there is no key in a block");
    const AlgId id = id_of(spec, key.value().algorithm());
    if (id == 0) return damaged("a key belongs into no slot, or into another");
    PairKey body{key.value().public_key(), std::move(key).value()};
    return Key{id, pair.permissions, std::move(body)};
}

Result<StoredPair> stored_pair(KeySpec spec, const Key& key) {
    StoredPair pair;
    pair.permissions = key.permissions;
    if (const auto* const dh = std::get_if<DiffieHellmanKey>(&key.body)) {
        if (key.id != calg::dh_sf || spec != KeySpec::exchange)
            return trace::because(Status::bad_key, "container: a key that no slot is for");
        if (!dh->key) return trace::because(Status::bad_key_state, "container: an unmade key");
        TRY_ASSIGN(pair.info, crypto::dh_pkcs8(*dh->key));
        return pair;
    }
    const PairKey* const halves = key.pair();
    if (halves == nullptr || id_of(spec, halves->open.algorithm()) != key.id)
        return trace::because(Status::bad_key, "container: a key that no slot is for");
    if (!halves->closed) return trace::because(Status::bad_key_state, "container: half a key");
    TRY_ASSIGN(pair.info, halves->closed->pkcs8());
    return pair;
}

}  // namespace secur32::capi
