#include "sslprovider/capi/hash_functions.h"

#include <algorithm>
#include <array>

namespace secur32::capi {
namespace {

using crypto::HashAlgorithm;

struct LibraryHash {
    AlgId id;
    HashAlgorithm algorithm;
};
constexpr std::array kLibraryHashes = {
    LibraryHash{calg::md5, HashAlgorithm::md5},
    LibraryHash{calg::sha1, HashAlgorithm::sha1},
    LibraryHash{calg::sha_256, HashAlgorithm::sha256},
    LibraryHash{calg::sha_384, HashAlgorithm::sha384},
    LibraryHash{calg::sha_512, HashAlgorithm::sha512},
};

constexpr std::size_t kPad = 64, kLongPad = 128;

std::size_t length_of(const crypto::Md2&) { return crypto::Md2::kLength; }
std::size_t length_of(const crypto::Md4&) { return crypto::Md4::kLength; }
std::size_t length_of(const crypto::Hash& hash) { return crypto::hash_length(hash.algorithm()); }

// What a hash answers is a plain array, which a secret must not be left in.
template <typename Own>
SecureBytes value_of(const Own& hash) {
    auto digest = hash.peek();
    SecureBytes value{Bytes(digest)};
    secure_wipe(digest);
    return value;
}
SecureBytes value_of(const crypto::Hash& hash) {
    SecureBytes value(length_of(hash));
    hash.peek_secret(value.mutable_bytes());
    return value;
}

}  // namespace

std::optional<HashFunction> HashFunction::of(AlgId id) {
    if (id == calg::md2) return HashFunction(id, crypto::Md2());
    if (id == calg::md4) return HashFunction(id, crypto::Md4());
    const auto* const found = std::ranges::find(kLibraryHashes, id, &LibraryHash::id);
    if (found == kLibraryHashes.end()) return std::nullopt;
    return HashFunction(id, crypto::Hash(found->algorithm));
}

std::size_t HashFunction::length() const {
    return std::visit([](const auto& running) { return length_of(running); }, running_);
}

std::size_t HashFunction::pad_length() const {
    return id_ == calg::sha_384 || id_ == calg::sha_512 ? kLongPad : kPad;
}

bool HashFunction::is_sha2() const {
    return id_ == calg::sha_256 || id_ == calg::sha_384 || id_ == calg::sha_512;
}

void HashFunction::update(Bytes bytes) {
    std::visit([&](auto& running) { running.update(bytes); }, running_);
}

SecureBytes HashFunction::value() const {
    return std::visit([](const auto& running) { return value_of(running); }, running_);
}

SecureBytes hash_of(AlgId id, std::initializer_list<Bytes> parts) {
    std::optional<HashFunction> function = HashFunction::of(id);
    for (const Bytes part : parts) function->update(part);
    return function->value();
}

}  // namespace secur32::capi
