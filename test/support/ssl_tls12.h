// TLS up to 1.2 over the exported functions: parameter lists, an RSA key that libcrypto made, and
// what libcrypto makes of the same inputs.
#pragma once

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "test/support/foreign_certificates.h"
#include "test/support/foreign_kdf.h"
#include "test/support/ssl_handles.h"
#include "test/support/vectors.h"

namespace secur32::test {

inline constexpr DWORD kTls12 = TLS1_2_PROTOCOL_VERSION;
inline constexpr NCRYPT_HANDLE kNoHandle = 0x1234567812345678;

// Octets that differ from one another and from those of another first one.
inline Buffer counted(std::uint8_t first, std::size_t length = 32) {
    Buffer octets(length);
    std::iota(octets.begin(), octets.end(), first);
    return octets;
}
inline const Buffer kClientRandom = counted(0xC0), kServerRandom = counted(0x50);
inline const Buffer kBothRandoms = foreign::joined(kClientRandom, kServerRandom);

// An NCryptBufferDesc and what it points to; copies share the memory.
class ParameterList {
 public:
    ParameterList& add(ULONG type, Bytes value) {
        memory_.push_back(std::make_shared<Buffer>(value.begin(), value.end()));
        return add_raw(type, memory_.back()->data(), count(value));
    }
    ParameterList& add(ULONG type, DWORD value) {
        return add(type, Bytes(reinterpret_cast<const std::uint8_t*>(&value), sizeof value));
    }
    ParameterList& add_raw(ULONG type, void* address, ULONG size) {
        buffers_.push_back({size, type, address});
        return *this;
    }
    ParameterList& version(ULONG version) {
        desc_.ulVersion = version;
        return *this;
    }
    // Until the list changes or dies.
    PNCryptBufferDesc get() {
        desc_.cBuffers = static_cast<ULONG>(buffers_.size());
        desc_.pBuffers = buffers_.data();
        return &desc_;
    }

 private:
    std::vector<std::shared_ptr<Buffer>> memory_;
    std::vector<NCryptBuffer> buffers_;
    NCryptBufferDesc desc_{NCRYPTBUFFER_VERSION, 0, nullptr};
};

inline ParameterList randoms() {
    ParameterList list;
    list.add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, kClientRandom);
    list.add(NCRYPTBUFFER_SSL_SERVER_RANDOM, kServerRandom);
    return list;
}

// A number out of a key of libcrypto's, big-endian.
inline Buffer number_of(EVP_PKEY* key, const char* name, std::size_t length = 0) {
    BIGNUM* number = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1);
    Buffer octets(length == 0 ? static_cast<std::size_t>(BN_num_bytes(number)) : length);
    BN_bn2binpad(number, octets.data(), static_cast<int>(octets.size()));
    BN_clear_free(number);
    return octets;
}

// BCRYPT_RSAPUBLIC_BLOB, written by hand: BCRYPT_RSAKEY_BLOB, exponent, modulus.
inline Buffer rsa_public_blob(EVP_PKEY* key) {
    const Buffer n = number_of(key, OSSL_PKEY_PARAM_RSA_N),
                 e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    return blob_of({BCRYPT_RSAPUBLIC_MAGIC, static_cast<DWORD>(EVP_PKEY_get_bits(key)), count(e),
                    count(n), 0, 0},
                   foreign::joined(e, n));
}

// A key that signs with PSS alone.
inline ForeignKey make_pss_key() {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr);
    EVP_PKEY* key = nullptr;
    EXPECT_TRUE(EVP_PKEY_keygen_init(context) == 1 &&
                EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1 &&
                EVP_PKEY_generate(context, &key) == 1);
    EVP_PKEY_CTX_free(context);
    return ForeignKey(key, EVP_PKEY_free);
}

inline const ForeignKey& rsa_key() {
    static const ForeignKey key = make_foreign_key("RSA", "2048");
    return key;
}
inline SslHandle rsa_public() {
    return import_key(BCRYPT_RSAPUBLIC_BLOB, rsa_public_blob(rsa_key().get()));
}

inline SslHandle private_handle(const ForeignKey& key) {
    return handle_of<api::SslPrivateKey>(crypto::PrivateKey::from_pkcs8(pkcs8_of(key)).value());
}
inline SslHandle rsa_private() { return private_handle(rsa_key()); }

// RSAES-PKCS1-v1_5 by libcrypto; empty when it fails.
inline Buffer rsa_operate(bool encrypt, Bytes input) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(rsa_key().get(), nullptr);
    Buffer output(256);
    std::size_t length = output.size();
    const bool done =
        (encrypt ? EVP_PKEY_encrypt_init(context) : EVP_PKEY_decrypt_init(context)) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
        (encrypt
             ? EVP_PKEY_encrypt(context, output.data(), &length, input.data(), input.size())
             : EVP_PKEY_decrypt(context, output.data(), &length, input.data(), input.size())) == 1;
    EVP_PKEY_CTX_free(context);
    output.resize(done ? length : 0);
    return output;
}
inline Buffer rsa_encrypted(Bytes content) { return rsa_operate(true, content); }
inline Buffer rsa_decrypted(Bytes ciphertext) { return rsa_operate(false, ciphertext); }

// A premaster secret as a client of TLS 1.2 makes it.
inline Buffer premaster_of(DWORD version) {
    Buffer secret = counted(0x80, 48);
    secret[0] = static_cast<std::uint8_t>(version >> 8);
    secret[1] = static_cast<std::uint8_t>(version);
    return secret;
}

// A version and a suite of each PRF, all with RSA key exchange.
struct RsaSuite {
    DWORD protocol;
    DWORD suite;
    const char* prf;
};
inline constexpr RsaSuite kRsaSuites[] = {
    {TLS1_0_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1"},
    {TLS1_1_PROTOCOL_VERSION, TLS_RSA_WITH_AES_256_CBC_SHA, "MD5-SHA1"},
    {TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, "SHA256"},
    {TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_GCM_SHA256, "SHA256"},
    {TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_256_GCM_SHA384, "SHA384"},
    {DTLS1_0_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1"},
    {DTLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_256_GCM_SHA384, "SHA384"},
};
inline constexpr RsaSuite kRsaSuite = kRsaSuites[3];

// RFC 5246 8.1, RFC 7627 4.
inline Buffer foreign_master(const char* prf, Bytes premaster) {
    return foreign::prf(prf, premaster, "master secret", kBothRandoms, 48);
}
inline Buffer foreign_extended_master(const char* prf, Bytes premaster, Bytes session_hash) {
    return foreign::prf(prf, premaster, "extended master secret", session_hash, 48);
}

// The master key of a server that was sent that premaster secret.
inline SslHandle imported_master(const RsaSuite& row = kRsaSuite) {
    const SslHandle key = rsa_private();
    const Buffer encrypted = rsa_encrypted(premaster_of(row.protocol));
    SslHandle master;
    EXPECT_EQ(SslImportMasterKey(ssl_provider(), key, master.out(), row.protocol, row.suite,
                                 randoms().get(), octets(encrypted), count(encrypted),
                                 NCRYPT_SSL_SERVER_FLAG),
              ERROR_SUCCESS);
    return master;
}

// -- Handshake hashes
// -------------------------------------------------------------------------------

inline const Buffer kMessage = counted(1, 200);

// RFC 2246 7.4.9: MD5(handshake_messages) + SHA-1(handshake_messages)
inline Buffer transcript(const std::string& prf, Bytes message = kMessage) {
    if (prf != "MD5-SHA1") return foreign::hash(prf, message);
    return foreign::joined(foreign::hash("MD5", message), foreign::hash("SHA1", message));
}

// Every protocol and PRF.
struct HashRow {
    DWORD protocol, suite;
    const char* prf;
};
inline constexpr HashRow kHashRows[] = {
    {TLS1_0_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1"},
    {TLS1_1_PROTOCOL_VERSION, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, "MD5-SHA1"},
    {DTLS1_0_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, "MD5-SHA1"},
    {TLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, "SHA256"},
    {TLS1_2_PROTOCOL_VERSION, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "SHA384"},
    {DTLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_GCM_SHA256, "SHA256"},
    {TLS1_3_PROTOCOL_VERSION, TLS_AES_128_GCM_SHA256, "SHA256"},
    {TLS1_3_PROTOCOL_VERSION, TLS_AES_256_GCM_SHA384, "SHA384"},
};

inline SslHandle hash_of(const HashRow& row, Bytes message = kMessage) {
    SslHandle hash = new_hash(row.protocol, row.suite);
    add_to(hash, message);
    return hash;
}

}  // namespace secur32::test
