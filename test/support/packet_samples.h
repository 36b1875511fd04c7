// Packet keys of every suite in every version that knows it, with the foreign computation
// (foreign_records.h) of the same records.  OPENSSL_SUPPRESS_DEPRECATED must be defined before.
#pragma once

#include <openssl/rc4.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sslprovider/provider/packet_key.h"
#include "test/support/foreign_records.h"

namespace secur32::test {

struct PacketSample {
    Version version;
    const provider::CipherSuite* suite;
    bool encrypt_then_mac;

    crypto::CipherKind kind() const { return row(suite->cipher).kind; }
    bool is_block() const { return kind() == crypto::CipherKind::block; }
    // One record hangs on the one before.
    bool is_chained() const {
        return kind() == crypto::CipherKind::stream || (is_block() && version == Version::tls10);
    }
    std::string name() const {
        std::string text;
        for (const char16_t letter : suite->name) text.push_back(static_cast<char>(letter));
        return text + " in " + std::to_string(static_cast<unsigned>(version)) +
               (encrypt_then_mac ? ", encrypt-then-MAC" : "");
    }
    provider::PacketSecrets secrets() const {
        const auto& cipher = row(suite->cipher);
        std::size_t iv = cipher.fixed_iv_length;
        if (version == Version::tls13) iv = 12;
        if (is_block()) iv = version == Version::tls10 ? cipher.block_length : 0;
        return {octets(crypto::hash_length(suite->mac), 0x21), octets(cipher.key_length, 0x42),
                octets(iv, 0x84)};
    }
    provider::PacketKey key(provider::PacketUse use) const {
        auto made = provider::PacketKey::create(version, *suite, secrets(), use, encrypt_then_mac);
        return std::move(made).value();
    }
    provider::PacketKey writer() const { return key(provider::PacketUse::protect); }
    provider::PacketKey reader() const { return key(provider::PacketUse::unprotect); }

 private:
    static SecureBytes octets(std::size_t size, unsigned seed) {
        SecureBytes made(size);
        for (std::size_t i = 0; i < size; ++i)
            made.mutable_bytes()[i] = static_cast<std::uint8_t>(seed + i * 29);
        return made;
    }
};

inline std::vector<PacketSample> packet_samples() {
    std::vector<PacketSample> samples;
    for (const provider::CipherSuite& suite : provider::cipher_suites())
        for (const Version version : {Version::tls10, Version::tls11, Version::tls12,
                                      Version::tls13, Version::dtls10, Version::dtls12}) {
            const PacketSample sample{version, &suite, false};
            if (!suite.suits(version)) continue;
            if (sample.kind() == crypto::CipherKind::stream && is_datagram(version)) continue;
            samples.push_back(sample);
            if (sample.is_block()) samples.push_back({version, &suite, true});
        }
    return samples;
}

// foreign::Records, and what it leaves out: RC4 over the records of NULL, DES as triple DES with
// three equal keys.
class ForeignPackets {
 public:
    explicit ForeignPackets(const PacketSample& sample)
        : suite_(known(*sample.suite)),
          header_(is_datagram(sample.version) ? 13 : 5),
          records_(sample.version, suite_, buffer(sample.secrets().mac_key),
                   expanded(sample.suite->cipher, buffer(sample.secrets().key)),
                   buffer(sample.secrets().iv), sample.encrypt_then_mac) {
        if (sample.suite->cipher != crypto::BulkCipher::rc4_128) return;
        rc4_ = std::make_unique<RC4_KEY>();
        RC4_set_key(rc4_.get(), 16, sample.secrets().key.bytes().data());
    }

    Buffer seal(std::uint64_t sequence, provider::ContentType type, Bytes content,
                std::size_t padding = 0) {
        Buffer record = records_.seal(
            sequence, {static_cast<std::uint8_t>(type), Buffer(content.begin(), content.end())},
            padding);
        stream(record);
        return record;
    }
    // Throws unless everything is right.
    foreign::Record open(std::uint64_t sequence, Buffer record) {
        stream(record);
        return records_.open(sequence, record);
    }

 private:
    static Buffer buffer(const SecureBytes& secret) {
        return {secret.bytes().begin(), secret.bytes().end()};
    }
    static Buffer expanded(crypto::BulkCipher cipher, const Buffer& key) {
        Buffer made;
        for (int i = 0; i < (cipher == crypto::BulkCipher::des_cbc ? 3 : 1); ++i)
            made.insert(made.end(), key.begin(), key.end());
        return made;
    }
    static provider::CipherSuite known(provider::CipherSuite suite) {
        if (suite.cipher == crypto::BulkCipher::rc4_128) suite.cipher = crypto::BulkCipher::null;
        if (suite.cipher == crypto::BulkCipher::des_cbc)
            suite.cipher = crypto::BulkCipher::tdes_ede_cbc;
        return suite;
    }
    void stream(Buffer& record) {
        if (rc4_)
            RC4(rc4_.get(), record.size() - header_, record.data() + header_,
                record.data() + header_);
    }

    provider::CipherSuite suite_;
    std::size_t header_;
    foreign::Records records_;
    std::unique_ptr<RC4_KEY> rc4_;
};

inline Buffer protect(provider::PacketKey& key, std::uint64_t sequence, Bytes content,
                      provider::ContentType type = provider::ContentType::application_data) {
    Buffer record(key.lengths().header + content.size() + key.trailer_length(content.size()));
    if (key.protect(type, sequence, content, MutableBytes(record)) != Status::ok) record.clear();
    return record;
}

inline void set_record_length(Buffer& record, std::size_t header) {
    const std::size_t length = record.size() - header;
    record[header - 2] = static_cast<std::uint8_t>(length >> 8);
    record[header - 1] = static_cast<std::uint8_t>(length);
}

}  // namespace secur32::test
