// A TLS 1.3 handshake's secrets through the exported functions, for a trace of RFC 8448: every
// handle that the schedule of RFC 8446 7.1 has.
#pragma once

#include <gtest/gtest.h>

#include "test/support/foreign_kdf.h"
#include "test/support/rfc8448.h"
#include "test/support/ssl_handles.h"
#include "test/support/vectors.h"

namespace secur32::test {

inline constexpr DWORD kTls13 = TLS1_3_PROTOCOL_VERSION;
inline constexpr DWORD kAes128 = TLS_AES_128_GCM_SHA256;
inline constexpr DWORD kAes256 = TLS_AES_256_GCM_SHA384;
inline constexpr NCRYPT_HANDLE kInvented = 0x7777777777777777;

struct Tls13Secrets {
    SslHandle early, handshake, master;
    SslHandle client_early, client_handshake, server_handshake, client_application,
        server_application;
    SslHandle early_exporter, exporter, resumption;
    // Up to ClientHello, ServerHello, the server's Finished, the client's.
    SslHandle hello, keys_agreed, server_finished, client_finished;
};

inline SslHandle duplicate(NCRYPT_HASH_HANDLE hash) {
    SslHandle copy;
    EXPECT_EQ(SslDuplicateTranscriptHash(ssl_provider(), hash, copy.out(), 0), ERROR_SUCCESS);
    return copy;
}

// RFC 8446 4.4.1: message_hash || 00 00 Hash.length || Hash(ClientHello1)
inline Buffer synthetic_message(Bytes client_hello) {
    const SslHandle hash = new_hash(kTls13, kAes128);
    add_to(hash, client_hello);
    const Buffer value = value_of(hash, kTls13);
    const std::uint8_t header[] = {254, 0, 0, static_cast<std::uint8_t>(value.size())};
    return foreign::joined(header, value);
}

// The four transcripts of a trace.
inline void hash_flights(const Rfc8448Trace& trace, Tls13Secrets& to) {
    std::vector<Buffer> flights = trace.flights();
    std::size_t next = 0;
    SslHandle running = new_hash(kTls13, kAes128);
    // With a HelloRetryRequest the second flight is not the ServerHello yet.
    if (trace.retries()) {
        add_to(running, synthetic_message(flights.at(0)));
        add_to(running, flights.at(1));
        next = 2;
    }
    add_to(running, flights.at(next++));
    to.hello = duplicate(running);
    add_to(running, flights.at(next++));
    to.keys_agreed = duplicate(running);
    add_to(running, flights.at(next++));
    to.server_finished = duplicate(running);
    while (next < flights.size()) add_to(running, flights.at(next++));
    to.client_finished = std::move(running);
}

inline SslHandle server_share(const Rfc8448Trace& trace) {
    const auto group = trace.retries() ? crypto::NamedGroup::secp256r1 : crypto::NamedGroup::x25519;
    const Buffer secret = trace.last_key_pair("server", "private key");
    return handle_of<api::SslEphemeralKey>(crypto::KeyShare::from_private(group, secret).value());
}

inline SslHandle client_share(const Rfc8448Trace& trace) {
    const auto group = trace.retries() ? crypto::NamedGroup::secp256r1 : crypto::NamedGroup::x25519;
    return import_share(group, trace.last_key_pair("client", "public key"));
}

// psk: 0, or the handle that the early secret is extracted from.
inline Tls13Secrets tls13_secrets(const Rfc8448Trace& trace, NCRYPT_KEY_HANDLE psk = 0) {
    const NCRYPT_PROV_HANDLE provider = ssl_provider();
    Tls13Secrets s;
    hash_flights(trace, s);
    EXPECT_EQ(SslExtractEarlyKey(provider, psk, s.early.out(), kTls13, kAes128, nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(
        SslExpandTrafficKeys(provider, s.early, s.hello, s.client_early.out(), nullptr, nullptr, 0),
        ERROR_SUCCESS);
    EXPECT_EQ(
        SslExpandExporterMasterKey(provider, s.early, s.hello, s.early_exporter.out(), nullptr, 0),
        ERROR_SUCCESS);
    EXPECT_EQ(SslExtractHandshakeKey(provider, server_share(trace), client_share(trace), s.early,
                                     s.handshake.out(), nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(SslExpandTrafficKeys(provider, s.handshake, s.keys_agreed, s.client_handshake.out(),
                                   s.server_handshake.out(), nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(SslExtractMasterKey(provider, s.handshake, s.master.out(), nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(
        SslExpandTrafficKeys(provider, s.master, s.server_finished, s.client_application.out(),
                             s.server_application.out(), nullptr, 0),
        ERROR_SUCCESS);
    EXPECT_EQ(SslExpandExporterMasterKey(provider, s.master, s.server_finished, s.exporter.out(),
                                         nullptr, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(SslExpandResumptionMasterKey(provider, s.master, s.client_finished,
                                           s.resumption.out(), nullptr, 0),
              ERROR_SUCCESS);
    return s;
}

// Section 4 resumes what section 3 issued a ticket for.
inline Tls13Secrets tls13_secrets_of(std::string_view section) {
    const Rfc8448Trace trace(section);
    if (section != "4") return tls13_secrets(trace);
    const SslHandle psk = import_pre_shared_key(
        Rfc8448Trace("3").item("generate resumption secret \"tls13 resumption\"", "expanded"));
    return tls13_secrets(trace, psk);
}

inline SslHandle write_key(NCRYPT_KEY_HANDLE traffic) {
    SslHandle key;
    EXPECT_EQ(SslExpandWriteKey(ssl_provider(), traffic, key.out(), nullptr, 0), ERROR_SUCCESS);
    return key;
}

// What RFC 8448 prints for Derive-Secret(., label, .).
inline Buffer derived(std::string_view section, const std::string& label) {
    return Rfc8448Trace(section).item("derive secret \"tls13 " + label + "\"", "expanded");
}

// The same for SHA-384, with a PSK and X25519: the handles, and what libcrypto makes of the same.
struct Sha384 {
    const Buffer psk = Buffer(48, 0x5A), nonce = {1, 2, 3};
    const Buffer message = Buffer(100, 0x11);
    SslHandle imported = import_pre_shared_key(psk);
    SslHandle hash = new_hash(kTls13, kAes256);
    SslHandle early, handshake, master;
    Buffer transcript, early_secret, handshake_secret, master_secret;

    Sha384() {
        add_to(hash, message);
        transcript = foreign::hash("SHA384", message);
        const Buffer own(32, 0x42), peers(32, 0x43);
        const auto share = crypto::KeyShare::from_private(crypto::NamedGroup::x25519, own).value();
        const auto peer = crypto::KeyShare::from_private(crypto::NamedGroup::x25519, peers).value();
        const Buffer z = foreign::x25519(own, peer.public_value());
        SslExtractEarlyKey(ssl_provider(), imported, early.out(), kTls13, kAes256, nullptr, 0);
        const SslHandle ephemeral = handle_of<api::SslEphemeralKey>(share);
        const SslHandle peer_share = import_share(crypto::NamedGroup::x25519, peer.public_value());
        SslExtractHandshakeKey(ssl_provider(), ephemeral, peer_share, early, handshake.out(),
                               nullptr, 0);
        SslExtractMasterKey(ssl_provider(), handshake, master.out(), nullptr, 0);
        early_secret = foreign::hkdf_extract("SHA384", Buffer(48), psk);
        handshake_secret = foreign::hkdf_extract("SHA384", next_salt(early_secret), z);
        master_secret = foreign::hkdf_extract("SHA384", next_salt(handshake_secret), Buffer(48));
    }
    static Buffer next_salt(Bytes secret) {
        return derive(secret, "derived", foreign::hash("SHA384", {}));
    }
    static Buffer derive(Bytes secret, std::string_view label, Bytes transcript) {
        return foreign::hkdf_expand_label("SHA384", secret, label, transcript, 48);
    }
};

}  // namespace secur32::test
