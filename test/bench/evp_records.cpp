// The patterns; each call of libcrypto that can be made before is made in a constructor.
#include "test/bench/evp_records.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace bench {
namespace {

using Octets = std::span<std::uint8_t>;
using Aad = std::array<std::uint8_t, 13>;

constexpr std::size_t kTag = 16;
constexpr std::array<std::uint8_t, 64> kZeros{};

void expect(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "bench_records: EVP: %s\n", what);
    std::exit(2);
}

unsigned size_of(Octets octets) { return static_cast<unsigned>(octets.size()); }

EVP_CIPHER* fetch(const char* name) {
    EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
    expect(cipher != nullptr, name);
    return cipher;
}

EVP_CIPHER_CTX* start(const EVP_CIPHER* cipher, bool seal) {
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    expect(EVP_CipherInit_ex2(context, cipher, kZeros.data(), kZeros.data(), seal ? 1 : 0,
                              nullptr) == 1,
           "cipher");
    return context;
}

Aad aad_of(std::size_t length) {
    return {0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            23,
            3,
            3,
            static_cast<std::uint8_t>(length >> 8),
            static_cast<std::uint8_t>(length)};
}

// seal and open, for as long as the program.
struct Contexts {
    explicit Contexts(const EVP_CIPHER* cipher)
        : seal(start(cipher, true)), open(start(cipher, false)) {}
    EVP_CIPHER_CTX* const seal;
    EVP_CIPHER_CTX* const open;
};

class Aead13 final : public EvpRecords {
 public:
    // EVP_Cipher makes and checks no tag for ChaCha20-Poly1305: its end needs the other call.
    Aead13(const char* cipher, bool by_parameters)
        : contexts_(fetch(cipher)),
          by_final_(std::strncmp(cipher, "ChaCha", 6) == 0),
          by_parameters_(by_parameters) {}

    const char* pattern() const override { return by_parameters_ ? "C'" : "C"; }

    void protect(Octets fragment, std::size_t content) override {
        std::uint8_t aad[5] = {23, 3, 3, static_cast<std::uint8_t>(fragment.size() >> 8),
                               static_cast<std::uint8_t>(fragment.size())};
        const Octets text = fragment.first(content + 1);
        OSSL_PARAM tag[] = {
            OSSL_PARAM_construct_octet_string("tag", fragment.data() + text.size(), kTag),
            OSSL_PARAM_construct_end()};
        int none = 0;
        EVP_CIPHER_CTX* const context = contexts_.seal;
        expect(start_record(context, nullptr) &&
                   EVP_Cipher(context, nullptr, aad, sizeof aad) >= 0 &&
                   EVP_Cipher(context, text.data(), text.data(), size_of(text)) >= 0 &&
                   (by_final_ ? EVP_EncryptFinal_ex(context, text.data(), &none) == 1
                              : EVP_Cipher(context, text.data(), nullptr, 0) >= 0) &&
                   EVP_CIPHER_CTX_get_params(context, tag) == 1,
               "seal");
    }

    void unprotect(Octets fragment, std::size_t content) override {
        std::uint8_t aad[5] = {23, 3, 3, static_cast<std::uint8_t>(fragment.size() >> 8),
                               static_cast<std::uint8_t>(fragment.size())};
        const Octets text = fragment.first(content + 1);
        int none = 0;
        EVP_CIPHER_CTX* const context = contexts_.open;
        expect(start_record(context, fragment.data() + text.size()) &&
                   EVP_Cipher(context, nullptr, aad, sizeof aad) >= 0 &&
                   EVP_Cipher(context, text.data(), text.data(), size_of(text)) >= 0 &&
                   (by_final_ ? EVP_DecryptFinal_ex(context, text.data(), &none) == 1
                              : EVP_Cipher(context, text.data(), nullptr, 0) >= 0),
               "open");
    }

 private:
    bool start_record(EVP_CIPHER_CTX* context, std::uint8_t* tag) const {
        OSSL_PARAM given[3];
        OSSL_PARAM* next = given;
        if (tag != nullptr) *next++ = OSSL_PARAM_construct_octet_string("tag", tag, kTag);
        if (by_parameters_)
            *next++ = OSSL_PARAM_construct_octet_string("tlsivfixed",
                                                        const_cast<std::uint8_t*>(kZeros.data()),
                                                        static_cast<std::size_t>(-1));
        *next = OSSL_PARAM_construct_end();
        if (by_parameters_) return EVP_CIPHER_CTX_set_params(context, given) == 1;
        return EVP_CipherInit_ex2(context, nullptr, nullptr, kZeros.data(), -1,
                                  tag == nullptr ? nullptr : given) == 1;
    }

    Contexts contexts_;
    const bool by_final_;
    const bool by_parameters_;
};

// EVP_CTRL_AEAD_TLS1_AAD and one EVP_Cipher.
class Fragments : public EvpRecords {
 public:
    explicit Fragments(const char* cipher, bool by_parameters = false)
        : contexts_(fetch(cipher)), by_parameters_(by_parameters) {}
    const char* pattern() const override { return by_parameters_ ? "G'" : "G"; }

 protected:
    bool set_aad(EVP_CIPHER_CTX* context, Aad aad) const {
        if (!by_parameters_)
            return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_TLS1_AAD, sizeof aad, aad.data()) > 0;
        const OSSL_PARAM given[] = {
            OSSL_PARAM_construct_octet_string("tlsaad", aad.data(), aad.size()),
            OSSL_PARAM_construct_end()};
        return EVP_CIPHER_CTX_set_params(context, given) == 1;
    }
    void run(EVP_CIPHER_CTX* context, std::size_t length, Octets fragment) const {
        expect(set_aad(context, aad_of(length)) &&
                   EVP_Cipher(context, fragment.data(), fragment.data(), size_of(fragment)) >= 0,
               "fragment");
    }

    Contexts contexts_;

 private:
    const bool by_parameters_;
};

class Aead12 final : public Fragments {
 public:
    Aead12(const char* cipher, bool by_parameters)
        : Fragments(cipher, by_parameters), gcm_(std::strncmp(cipher, "ChaCha", 6) != 0) {
        std::uint8_t iv[12] = {};
        for (EVP_CIPHER_CTX* const context : {contexts_.seal, contexts_.open})
            expect(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IV_FIXED, gcm_ ? -1 : 12, iv) > 0,
                   "fixed IV");
    }
    void protect(Octets fragment, std::size_t content) override {
        run(contexts_.seal, content + (gcm_ ? 8 : 0), fragment);
    }
    void unprotect(Octets fragment, std::size_t) override {
        run(contexts_.open, fragment.size(), fragment);
    }

 private:
    const bool gcm_;
};

class Stitched final : public Fragments {
 public:
    Stitched(const std::string& cipher, const std::string& digest)
        : Fragments((cipher + "-HMAC-" + digest).c_str()) {
        std::array<std::uint8_t, 32> key{};
        for (EVP_CIPHER_CTX* const context : {contexts_.seal, contexts_.open})
            expect(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_MAC_KEY,
                                       digest == "SHA1" ? 20 : 32, key.data()) > 0,
                   "MAC key");
    }
    void protect(Octets fragment, std::size_t content) override {
        run(contexts_.seal, content + 16, fragment);
    }
    void unprotect(Octets fragment, std::size_t) override {
        run(contexts_.open, fragment.size(), fragment);
    }
};

// On one reused EVP_MD_CTX: EVP_MAC would allocate for each record.
class Hmac {
 public:
    explicit Hmac(const char* digest)
        : digest_(EVP_MD_fetch(nullptr, digest, nullptr)), context_(EVP_MD_CTX_new()) {
        expect(digest_ != nullptr, digest);
        inner_.assign(static_cast<std::size_t>(EVP_MD_get_block_size(digest_)), 0x36);
        outer_.assign(inner_.size(), 0x5c);
        expect(EVP_DigestInit_ex(context_, digest_, nullptr) == 1, digest);
    }
    std::size_t length() const { return static_cast<std::size_t>(EVP_MD_get_size(digest_)); }
    void compute(std::span<const std::uint8_t> content, std::uint8_t* out) {
        const Aad header = aad_of(content.size());
        expect(EVP_DigestInit_ex(context_, nullptr, nullptr) == 1 &&
                   EVP_DigestUpdate(context_, inner_.data(), inner_.size()) == 1 &&
                   EVP_DigestUpdate(context_, header.data(), header.size()) == 1 &&
                   EVP_DigestUpdate(context_, content.data(), content.size()) == 1 &&
                   EVP_DigestFinal_ex(context_, out, nullptr) == 1 &&
                   EVP_DigestInit_ex(context_, nullptr, nullptr) == 1 &&
                   EVP_DigestUpdate(context_, outer_.data(), outer_.size()) == 1 &&
                   EVP_DigestUpdate(context_, out, length()) == 1 &&
                   EVP_DigestFinal_ex(context_, out, nullptr) == 1,
               "HMAC");
    }
    void check(std::span<const std::uint8_t> content, const std::uint8_t* mac) {
        std::array<std::uint8_t, EVP_MAX_MD_SIZE> expected;
        compute(content, expected.data());
        expect(std::memcmp(expected.data(), mac, length()) == 0, "MAC");
    }

 private:
    EVP_MD* const digest_;
    EVP_MD_CTX* const context_;
    std::vector<std::uint8_t> inner_, outer_;
};

class Apart : public EvpRecords {
 public:
    Apart(const char* cipher, const char* digest) : contexts_(fetch(cipher)), hmac_(digest) {}
    const char* pattern() const override { return "apart"; }

    void protect(Octets fragment, std::size_t content) override {
        std::uint8_t* const mac = fragment.data() + 16 + content;
        hmac_.compute(fragment.subspan(16, content), mac);
        const std::size_t padding = fragment.size() - 16 - content - hmac_.length();
        std::memset(mac + hmac_.length(), static_cast<int>(padding - 1), padding);
        expect(EVP_Cipher(contexts_.seal, fragment.data(), fragment.data(), size_of(fragment)) >= 0,
               "CBC");
    }
    void unprotect(Octets fragment, std::size_t content) override {
        expect(EVP_Cipher(contexts_.open, fragment.data(), fragment.data(), size_of(fragment)) >= 0,
               "CBC");
        hmac_.check(fragment.subspan(16, content), fragment.data() + 16 + content);
    }

 protected:
    Contexts contexts_;
    Hmac hmac_;
};

// libcrypto takes padding and MAC off; HMAC's length of data is told, and kept secret.
class LibsslsWay final : public Apart {
 public:
    LibsslsWay(const char* cipher, const char* digest)
        : Apart(cipher, digest),
          mac_(EVP_MAC_CTX_new(EVP_MAC_fetch(nullptr, "HMAC", nullptr))),
          name_(digest) {
        unsigned version = 0x0303;
        std::size_t length = hmac_.length();
        const OSSL_PARAM tls[] = {
            OSSL_PARAM_construct_uint(OSSL_CIPHER_PARAM_TLS_VERSION, &version),
            OSSL_PARAM_construct_size_t(OSSL_CIPHER_PARAM_TLS_MAC_SIZE, &length),
            OSSL_PARAM_construct_end()};
        expect(EVP_CIPHER_CTX_set_params(contexts_.open, tls) == 1, "TLS version");
        const OSSL_PARAM digest_name[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name_.data(), 0),
            OSSL_PARAM_construct_end()};
        expect(EVP_MAC_init(mac_, kZeros.data(), length, digest_name) == 1, "HMAC");
    }
    const char* pattern() const override { return "libssl's way"; }

    void unprotect(Octets fragment, std::size_t content) override {
        int length = 0;
        expect(EVP_DecryptUpdate(contexts_.open, fragment.data(), &length, fragment.data(),
                                 static_cast<int>(fragment.size())) == 1 &&
                   static_cast<std::size_t>(length) == content,
               "CBC");
        std::uint8_t* sent = nullptr;
        OSSL_PARAM tls_mac[] = {
            OSSL_PARAM_construct_octet_ptr(OSSL_CIPHER_PARAM_TLS_MAC,
                                           reinterpret_cast<void**>(&sent), hmac_.length()),
            OSSL_PARAM_construct_end()};
        std::size_t all = fragment.size() - 16;
        const OSSL_PARAM size[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_TLS_DATA_SIZE, &all),
                                   OSSL_PARAM_construct_end()};
        const Aad header = aad_of(content);
        std::array<std::uint8_t, EVP_MAX_MD_SIZE> expected;
        std::size_t written = 0;
        // A context that was told a length takes no second record.
        EVP_MAC_CTX* const mac = EVP_MAC_CTX_dup(mac_);
        expect(EVP_CIPHER_CTX_get_params(contexts_.open, tls_mac) == 1 &&
                   EVP_MAC_CTX_set_params(mac, size) == 1 &&
                   EVP_MAC_update(mac, header.data(), header.size()) == 1 &&
                   EVP_MAC_update(mac, fragment.data() + 16, content) == 1 &&
                   EVP_MAC_final(mac, expected.data(), &written, expected.size()) == 1 &&
                   std::memcmp(expected.data(), sent, written) == 0,
               "MAC");
        EVP_MAC_CTX_free(mac);
    }

 private:
    EVP_MAC_CTX* const mac_;
    std::string name_;
};

class MacOnly final : public EvpRecords {
 public:
    explicit MacOnly(const char* digest) : hmac_(digest) {}
    const char* pattern() const override { return "HMAC"; }
    void protect(Octets fragment, std::size_t content) override {
        hmac_.compute(fragment.first(content), fragment.data() + content);
    }
    void unprotect(Octets fragment, std::size_t content) override {
        hmac_.check(fragment.first(content), fragment.data() + content);
    }

 private:
    Hmac hmac_;
};

}  // namespace

std::unique_ptr<EvpRecords> evp_aead13(const char* cipher, bool by_parameters) {
    return std::make_unique<Aead13>(cipher, by_parameters);
}
std::unique_ptr<EvpRecords> evp_aead12(const char* cipher, bool by_parameters) {
    return std::make_unique<Aead12>(cipher, by_parameters);
}
std::unique_ptr<EvpRecords> evp_stitched(const char* cipher, const char* digest) {
    return std::make_unique<Stitched>(cipher, digest);
}
std::unique_ptr<EvpRecords> evp_apart(const char* cipher, const char* digest) {
    return std::make_unique<Apart>(cipher, digest);
}
std::unique_ptr<EvpRecords> evp_libssls_way(const char* cipher, const char* digest) {
    return std::make_unique<LibsslsWay>(cipher, digest);
}
std::unique_ptr<EvpRecords> evp_hmac(const char* digest) {
    return std::make_unique<MacOnly>(digest);
}

}  // namespace bench
