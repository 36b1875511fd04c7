// RFC 2246 6.2.3, RFC 5246 6.2.3, RFC 5288 3, RFC 6347 4.1, RFC 7366 3, RFC 7905 2, RFC 8446 5.2.
#include "test/support/foreign_records.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "test/support/foreign_kdf.h"

namespace secur32::test::foreign {
namespace {

using crypto::BulkCipher;
using crypto::HashAlgorithm;
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

constexpr std::size_t kTag = 16;

void demand(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("record: ") + what);
}

const EVP_CIPHER* cipher_of(BulkCipher cipher) {
    switch (cipher) {
        case BulkCipher::aes_128_cbc:
            return EVP_aes_128_cbc();
        case BulkCipher::aes_256_cbc:
            return EVP_aes_256_cbc();
        case BulkCipher::aes_128_gcm:
            return EVP_aes_128_gcm();
        case BulkCipher::aes_256_gcm:
            return EVP_aes_256_gcm();
        case BulkCipher::chacha20_poly1305:
            return EVP_chacha20_poly1305();
        case BulkCipher::tdes_ede_cbc:
            return EVP_des_ede3_cbc();
        case BulkCipher::des_cbc:  // needs libcrypto's legacy provider
            return EVP_des_cbc();
        default:
            return EVP_enc_null();
    }
}

std::string name_of(HashAlgorithm mac) {
    switch (mac) {
        case HashAlgorithm::md5:
            return "MD5";
        case HashAlgorithm::sha1:
            return "SHA1";
        case HashAlgorithm::sha256:
            return "SHA256";
        default:
            return "SHA384";
    }
}

void put(Buffer& out, std::uint64_t number, unsigned octets) {
    while (octets-- > 0) out.push_back(static_cast<std::uint8_t>(number >> (8 * octets)));
}

Context start(BulkCipher cipher, Bytes key, Bytes iv, bool encrypt) {
    Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    demand(EVP_CipherInit_ex(context.get(), cipher_of(cipher), nullptr, key.data(), iv.data(),
                             encrypt) == 1,
           "cipher");
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    return context;
}

Buffer run(EVP_CIPHER_CTX* context, Bytes in) {
    Buffer out(in.size());
    int length = 0;
    if (!in.empty())
        demand(EVP_CipherUpdate(context, out.data(), &length, in.data(),
                                static_cast<int>(in.size())) == 1,
               "update");
    int rest = 0;
    std::uint8_t last[32];
    demand(EVP_CipherFinal_ex(context, last, &rest) == 1, "tag");
    return out;
}

void authenticate(EVP_CIPHER_CTX* context, Bytes data) {
    int length = 0;
    demand(EVP_CipherUpdate(context, nullptr, &length, data.data(),
                            static_cast<int>(data.size())) == 1,
           "aad");
}

Buffer part(Bytes bytes, std::size_t from, std::size_t length) {
    demand(from + length <= bytes.size(), "too short");
    const Bytes cut = bytes.subspan(from, length);
    return {cut.begin(), cut.end()};
}

bool is_aead(const provider::CipherSuite& suite) { return suite.mac == HashAlgorithm::none; }
bool is_cbc(const provider::CipherSuite& suite) {
    return EVP_CIPHER_get_mode(cipher_of(suite.cipher)) == EVP_CIPH_CBC_MODE;
}

}  // namespace

Records::Records(Version version, const provider::CipherSuite& suite, Buffer mac_key, Buffer key,
                 Buffer iv, bool encrypt_then_mac)
    : version_(version),
      suite_(&suite),
      mac_key_(std::move(mac_key)),
      key_(std::move(key)),
      iv_(std::move(iv)),
      encrypt_then_mac_(encrypt_then_mac) {}

Buffer Records::header(std::uint64_t sequence, std::uint8_t type, std::size_t length) const {
    Buffer out = {type};
    // RFC 8446 5.2: legacy_record_version.
    put(out, version_ == Version::tls13 ? 0x0303 : static_cast<std::uint64_t>(version_), 2);
    if (is_datagram(version_)) put(out, sequence, 8);
    put(out, length, 2);
    return out;
}

// RFC 5246 6.2.3.1
Buffer Records::mac(std::uint64_t sequence, std::uint8_t type, std::size_t length,
                    Bytes content) const {
    Buffer input;
    put(input, sequence, 8);
    input.push_back(type);
    put(input, static_cast<std::uint64_t>(version_), 2);
    put(input, length, 2);
    return hmac(name_of(suite_->mac), mac_key_, joined(input, content));
}

Buffer Records::nonce(std::uint64_t sequence, Bytes explicit_part) const {
    if (!explicit_part.empty()) return joined(iv_, explicit_part);
    Buffer number(4);
    put(number, sequence, 8);
    for (std::size_t i = 0; i < number.size(); ++i) number[i] ^= iv_.at(i);
    return number;
}

Buffer Records::seal_aead(std::uint64_t sequence, std::uint8_t type, Bytes content) const {
    Buffer explicit_part;
    if (iv_.size() == 4) put(explicit_part, sequence, 8);
    Buffer aad;
    const std::size_t length = explicit_part.size() + content.size() + kTag;
    if (version_ == Version::tls13) {
        aad = header(sequence, type, length);
    } else {
        put(aad, sequence, 8);
        aad.push_back(type);
        put(aad, static_cast<std::uint64_t>(version_), 2);
        put(aad, content.size(), 2);
    }
    const Context context = start(suite_->cipher, key_, nonce(sequence, explicit_part), true);
    authenticate(context.get(), aad);
    const Buffer encrypted = run(context.get(), content);
    Buffer tag(kTag);
    demand(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTag, tag.data()) == 1, "tag");
    return joined(joined(explicit_part, encrypted), tag);
}

Buffer Records::open_aead(std::uint64_t sequence, std::uint8_t type, Bytes fragment) const {
    const std::size_t explicit_length = iv_.size() == 4 ? 8 : 0;
    demand(fragment.size() >= explicit_length + kTag, "too short");
    const std::size_t length = fragment.size() - explicit_length - kTag;
    Buffer aad;
    if (version_ == Version::tls13) {
        aad = header(sequence, type, fragment.size());
    } else {
        put(aad, sequence, 8);
        aad.push_back(type);
        put(aad, static_cast<std::uint64_t>(version_), 2);
        put(aad, length, 2);
    }
    const Context context =
        start(suite_->cipher, key_, nonce(sequence, fragment.first(explicit_length)), false);
    authenticate(context.get(), aad);
    Buffer tag = part(fragment, fragment.size() - kTag, kTag);
    demand(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1, "tag");
    return run(context.get(), fragment.subspan(explicit_length, length));
}

Buffer Records::seal_cbc(std::uint64_t sequence, const Record& record, std::size_t padding) {
    const std::size_t block =
        static_cast<std::size_t>(EVP_CIPHER_get_block_size(cipher_of(suite_->cipher)));
    Buffer clear = record.content;
    if (!encrypt_then_mac_) clear = joined(clear, mac(sequence, record.type, clear.size(), clear));
    const std::size_t pad = block - 1 - clear.size() % block + padding;
    clear.insert(clear.end(), pad + 1, static_cast<std::uint8_t>(pad));
    const bool chained = version_ == Version::tls10;
    const Buffer iv = chained ? iv_ : Buffer(block, 0xA5);
    const Context context = start(suite_->cipher, key_, iv, true);
    const Buffer encrypted = run(context.get(), clear);
    if (chained) iv_ = part(encrypted, encrypted.size() - block, block);
    Buffer fragment = chained ? encrypted : joined(iv, encrypted);
    if (encrypt_then_mac_)
        fragment = joined(fragment, mac(sequence, record.type, fragment.size(), fragment));
    return fragment;
}

Buffer Records::open_cbc(std::uint64_t sequence, std::uint8_t type, Bytes fragment) {
    const std::size_t block =
        static_cast<std::size_t>(EVP_CIPHER_get_block_size(cipher_of(suite_->cipher)));
    const std::size_t mac_length = hash(name_of(suite_->mac), {}).size();
    if (encrypt_then_mac_) {
        demand(fragment.size() > mac_length, "too short");
        const Bytes covered = fragment.first(fragment.size() - mac_length);
        demand(mac(sequence, type, covered.size(), covered) ==
                   part(fragment, covered.size(), mac_length),
               "MAC");
        fragment = covered;
    }
    const bool chained = version_ == Version::tls10;
    const Buffer iv = chained ? iv_ : part(fragment, 0, block);
    const Bytes encrypted = chained ? fragment : fragment.subspan(block);
    demand(!encrypted.empty() && encrypted.size() % block == 0, "length");
    const Context context = start(suite_->cipher, key_, iv, false);
    Buffer clear = run(context.get(), encrypted);
    if (chained) iv_ = part(encrypted, encrypted.size() - block, block);
    const std::size_t pad = clear.back();
    demand(pad + 1 <= clear.size(), "padding");
    for (std::size_t i = 0; i <= pad; ++i) demand(clear[clear.size() - 1 - i] == pad, "padding");
    clear.resize(clear.size() - pad - 1);
    if (encrypt_then_mac_) return clear;
    demand(clear.size() >= mac_length, "too short");
    const Buffer content = part(clear, 0, clear.size() - mac_length);
    demand(mac(sequence, type, content.size(), content) == part(clear, content.size(), mac_length),
           "MAC");
    return content;
}

// NULL; RC4 is not compared with.
Buffer Records::seal_stream(std::uint64_t sequence, const Record& record) {
    return joined(record.content,
                  mac(sequence, record.type, record.content.size(), record.content));
}

Buffer Records::open_stream(std::uint64_t sequence, std::uint8_t type, Bytes fragment) {
    const std::size_t mac_length = hash(name_of(suite_->mac), {}).size();
    demand(fragment.size() >= mac_length, "too short");
    const Buffer content = part(fragment, 0, fragment.size() - mac_length);
    demand(
        mac(sequence, type, content.size(), content) == part(fragment, content.size(), mac_length),
        "MAC");
    return content;
}

Buffer Records::seal(std::uint64_t sequence, const Record& record, std::size_t padding) {
    Buffer fragment;
    std::uint8_t outer = record.type;
    if (version_ == Version::tls13) {
        Buffer inner = record.content;
        inner.push_back(record.type);
        inner.resize(inner.size() + padding);
        outer = 23;
        fragment = seal_aead(sequence, outer, inner);
    } else if (is_aead(*suite_)) {
        fragment = seal_aead(sequence, record.type, record.content);
    } else if (is_cbc(*suite_)) {
        fragment = seal_cbc(sequence, record, padding);
    } else {
        fragment = seal_stream(sequence, record);
    }
    return joined(header(sequence, outer, fragment.size()), fragment);
}

Record Records::open(std::uint64_t sequence, Bytes record) {
    const std::size_t header_length = is_datagram(version_) ? 13 : 5;
    demand(record.size() >= header_length, "too short");
    const std::uint8_t type = record[0];
    const Bytes fragment = record.subspan(header_length);
    demand(part(record, 0, header_length) == header(sequence, type, fragment.size()), "header");
    if (version_ == Version::tls13) {
        demand(type == 23, "opaque_type");
        Buffer inner = open_aead(sequence, type, fragment);
        while (!inner.empty() && inner.back() == 0) inner.pop_back();
        demand(!inner.empty(), "inner type");
        const std::uint8_t real = inner.back();
        inner.pop_back();
        return {real, inner};
    }
    if (is_aead(*suite_)) return {type, open_aead(sequence, type, fragment)};
    if (is_cbc(*suite_)) return {type, open_cbc(sequence, type, fragment)};
    return {type, open_stream(sequence, type, fragment)};
}

}  // namespace secur32::test::foreign
