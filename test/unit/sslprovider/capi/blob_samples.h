// Key blobs of the CryptoAPI that others made: libcrypto's own writer of them (i2b_PublicKey_bio,
// what `openssl rsa -outform MSBLOB` calls), and ones laid out by hand after the Windows SDK's
// documentation.
#pragma once

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <initializer_list>

#include "sslprovider/capi/blobs.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::capi::samples {

using namespace crypto::foreign;
using test::hex;
using test::to_hex;

// No failure may leave libcrypto's errors to whoever calls it next.
class BlobTest : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};

inline const Provider& provider_of(std::uint32_t type, std::u16string_view name = {}) {
    const auto found = find_provider(name, type);
    if (!found.ok()) throw std::runtime_error("no such provider");
    return *found.value();
}
inline const Provider& aes_provider() { return provider_of(prov::rsa_aes); }
inline const Provider& schannel_provider() { return provider_of(prov::rsa_schannel); }

// ---- By hand ------------------------------------------------------------------------------------

inline Buffer words(std::initializer_list<std::size_t> fields) {
    Buffer out;
    for (const std::size_t field : fields)
        for (const unsigned shift : {0u, 8u, 16u, 24u})
            out.push_back(static_cast<std::uint8_t>(field >> shift));
    return out;
}
inline Buffer header(std::uint8_t type, AlgId id, std::uint8_t version = 2) {
    return Buffer{type, version, 0, 0} + words({id});
}
inline Buffer backwards(Bytes octets) { return Buffer(octets.rbegin(), octets.rend()); }
inline Buffer with_word(Buffer blob, std::size_t offset, std::size_t value) {
    std::ranges::copy(words({value}), blob.begin() + static_cast<std::ptrdiff_t>(offset));
    return blob;
}
inline Buffer with_octet(Buffer blob, std::size_t offset, std::uint8_t value) {
    blob.at(offset) = value;
    return blob;
}
inline Buffer octets(Bytes bytes) { return Buffer(bytes.begin(), bytes.end()); }
inline Buffer octets(const SecureBytes& secret) { return octets(secret.bytes()); }

// ---- By libcrypto -------------------------------------------------------------------------------

inline Buffer contents_of(BIO* bio, int written) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    const Buffer out(data, data + size);
    BIO_free(bio);
    if (written <= 0 || out.empty()) throw std::runtime_error("libcrypto writes no blob");
    return out;
}
inline Buffer foreign_public_blob(const EVP_PKEY* key) {
    BIO* const bio = BIO_new(BIO_s_mem());
    return contents_of(bio, i2b_PublicKey_bio(bio, key));
}
inline Buffer foreign_private_blob(const EVP_PKEY* key) {
    BIO* const bio = BIO_new(BIO_s_mem());
    return contents_of(bio, i2b_PrivateKey_bio(bio, key));
}
inline std::shared_ptr<EVP_PKEY> read_by_libcrypto(Bytes blob, bool is_private) {
    BIO* const bio = BIO_new_mem_buf(blob.data(), static_cast<int>(blob.size()));
    EVP_PKEY* const key = is_private ? b2i_PrivateKey_bio(bio) : b2i_PublicKey_bio(bio);
    BIO_free(bio);
    return {key, EVP_PKEY_free};
}

// ---- Reading ------------------------------------------------------------------------------------

inline Result<Key> read_public(Bytes blob) {
    TRY_ASSIGN(const BlobHeader header, read_header(blob));
    return read_public_key(header);
}
inline Result<Key> read_private(Bytes blob) {
    TRY_ASSIGN(const BlobHeader header, read_header(blob));
    return read_private_key(header);
}
inline Result<Key> read_plaintext(Bytes blob, const SessionKeyImport& import) {
    TRY_ASSIGN(const BlobHeader header, read_header(blob));
    return read_plaintext_key(header, import);
}

inline Key session_key(const Provider& provider, AlgId id, const Buffer& secret) {
    auto key = SessionKey::make(provider, id, SecureBytes(secret));
    if (!key.ok()) throw std::runtime_error("no such session key");
    return Key{id, permission::standard | permission::exports, std::move(key).value()};
}

inline Buffer counting(std::size_t size) {
    Buffer out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i + 1);
    return out;
}

// ---- What every reader must stand ---------------------------------------------------------------

// Each length is its own memory, so that a read beyond it is found.
template <typename Read>
void expect_truncations_refused(const Buffer& blob, Read read, std::size_t accepted_from) {
    for (std::size_t length = 0; length < accepted_from; ++length) {
        const auto cut = std::make_unique<std::uint8_t[]>(length == 0 ? 1 : length);
        std::copy_n(blob.begin(), length, cut.get());
        EXPECT_EQ(read(Bytes(cut.get(), length)).status(), Status::bad_data) << length;
    }
}
template <typename Read>
void expect_truncations_refused(const Buffer& blob, Read read) {
    expect_truncations_refused(blob, read, blob.size());
}

// Lengths that no memory has, and those beside the right one.
inline std::vector<std::size_t> hostile_lengths(std::size_t right) {
    return {0,          right - 8,  right + 8,  right * 2,           0x7FFFFFFF, 0x80000000,
            0xFFFFFFFF, 0xFFFFFFF8, 0xFFFFFFF0, 0x100000000 - right, 0x55555555, 0x40000000};
}

}  // namespace secur32::capi::samples
