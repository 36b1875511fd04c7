// The master secret and the session keys of TLS up to 1.2: SslGeneratePreMasterKey,
// SslGenerateMasterKey, SslImportMasterKey, SslGenerateSessionKeys (RFC 5246 7.4.7, 8.1, 6.3; RFC
// 7627).  TLS 1.3 has a key schedule in their place: ssl_schedule.cpp.
#include <sslprovider.h>

#include <algorithm>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/parameter_list.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

using provider::KeyExchange;
using provider::MasterKey;
using provider::PeerShare;
using provider::Side;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Status no_key(std::string_view reason) { return trace::because(Status::invalid_handle, reason); }

// ---- What the caller asks for -------------------------------------------------------------------

// Version, suite and parameter list of a key exchange, each in order.
struct Exchange {
    Version version;
    const provider::CipherSuite* suite;
    Parameters parameters;
};

Result<Exchange> exchange_of(DWORD protocol, DWORD cipher_suite, const NCryptBufferDesc* list) {
    TRY_ASSIGN(const Suite suite, suite_of(protocol, cipher_suite));
    TRY_ASSIGN(const Parameters parameters, parse_parameters(list));
    return Exchange{suite.version, suite.suite, parameters};
}

Result<Exchange> rsa_exchange_of(DWORD protocol, DWORD cipher_suite, const NCryptBufferDesc* list) {
    TRY_ASSIGN(const Exchange exchange, exchange_of(protocol, cipher_suite, list));
    if (exchange.suite->key_exchange != KeyExchange::rsa)
        return refuse("ssl: the suite has no RSA key exchange");
    return exchange;
}

Result<Side> side_of(DWORD flags) {
    if (flags == NCRYPT_SSL_CLIENT_FLAG) return Side::client;
    if (flags == NCRYPT_SSL_SERVER_FLAG) return Side::server;
    return trace::because(Status::bad_flags, "ssl: dwFlags says neither client nor server");
}

// client_version of the ClientHello (RFC 5246 7.4.7.1).
Version offered_version(const Exchange& exchange) {
    return exchange.parameters.highest_version
               ? static_cast<Version>(*exchange.parameters.highest_version)
               : exchange.version;
}

// The same of our own ClientHello.  RFC 8446 4.1.2: "the legacy_version field MUST be set to
// 0x0303", whatever else is offered.
Result<Version> own_offered_version(const Exchange& exchange) {
    const Version offered = offered_version(exchange);
    if (!version_of(static_cast<std::uint32_t>(offered)))
        return refuse("ssl: the highest version is none of ours");
    return offered == Version::tls13 ? Version::tls12 : offered;
}

Result<MasterKey> master_key_of(const Exchange& exchange, Side side, Bytes premaster) {
    TRY_ASSIGN(const provider::Randoms randoms, exchange.parameters.randoms());
    return MasterKey::derive(exchange.version, *exchange.suite, side, premaster, randoms,
                             exchange.parameters.session_hash);
}

// ---- RSA, client --------------------------------------------------------------------------------

// A fresh premaster secret, and what a server's key makes of it.
struct RsaSecret {
    SecureBytes premaster;
    Buffer encrypted;
};

Result<RsaSecret> make_rsa_secret(const Exchange& exchange, const crypto::PublicKey& key) {
    TRY_ASSIGN(const Version offered, own_offered_version(exchange));
    SecureBytes premaster = provider::make_rsa_premaster(offered);
    TRY_ASSIGN(Buffer encrypted, crypto::encrypt_pkcs1(key, premaster.bytes()));
    return RsaSecret{std::move(premaster), std::move(encrypted)};
}

// The RSA key behind hPublicKey.
Result<crypto::PublicKey> rsa_key_of(NCRYPT_KEY_HANDLE handle) {
    const Using<SslPublicKey> key(handle);
    if (!key) return no_key("ssl: hPublicKey is no public key");
    if (!key->key || key->key->algorithm() != crypto::KeyAlgorithm::rsa)
        return refuse("ssl: hPublicKey is no RSA key");
    return *key->key;
}

// As long as the modulus.
std::size_t ciphertext_length(const crypto::PublicKey& key) { return (key.bits() + 7) / 8; }

// ---- The master key of each key exchange --------------------------------------------------------

// The handles and the output of SslGenerateMasterKey.
struct MasterCall {
    NCRYPT_KEY_HANDLE private_key;
    NCRYPT_KEY_HANDLE public_key;
    Side side;
    const Output& output;
    NCRYPT_KEY_HANDLE* master_key;
};

Status hand_out_master(const MasterCall& call, Result<MasterKey> key) {
    TRY_ASSIGN(MasterKey made, std::move(key));
    return hand_out_new<SslMasterKey>(call.master_key, std::move(made));
}

// The second step after SslGeneratePreMasterKey.
Status rsa_master_of(const SslPreMasterKey& premaster, const Exchange& exchange,
                     const MasterCall& call) {
    if (premaster.version != exchange.version || premaster.suite != exchange.suite)
        return refuse("ssl: the premaster secret is of another protocol or suite");
    return hand_out_master(call, master_key_of(exchange, call.side, premaster.secret.bytes()));
}

Status rsa_master(const Exchange& exchange, const MasterCall& call) {
    if (call.side != Side::client) return refuse("ssl: a server imports the premaster secret");
    if (call.private_key != 0) {
        const Using<SslPreMasterKey> premaster(call.private_key);
        if (!premaster || premaster->is_pre_shared_key())
            return no_key("ssl: hPrivateKey is no premaster secret");
        return rsa_master_of(*premaster, exchange, call);
    }
    TRY(call.output.check());
    TRY_ASSIGN(const crypto::PublicKey key, rsa_key_of(call.public_key));
    TRY(status_of(exchange.parameters.randoms()));
    TRY(call.output.has_room(ciphertext_length(key)));
    if (call.output.asks_size()) return Status::ok;
    TRY_ASSIGN(const RsaSecret secret, make_rsa_secret(exchange, key));
    TRY(hand_out_master(call, master_key_of(exchange, call.side, secret.premaster.bytes())));
    return call.output.put(secret.encrypted);
}

bool same_number(Bytes a, Bytes b) {
    const auto significant = [](Bytes number) {
        while (!number.empty() && number.front() == 0) number = number.subspan(1);
        return number;
    };
    return std::ranges::equal(significant(a), significant(b));
}

// Whether the two halves are of one group; a finite field may come by number or by value.
bool match(const crypto::KeyShare& own, const PeerShare& peer) {
    if (own.prime().empty() || peer.prime.empty()) return own.group() == peer.group;
    return same_number(own.prime(), peer.prime) && same_number(own.generator(), peer.generator);
}

Status agreed_master(const Exchange& exchange, const MasterCall& call) {
    const Using<SslEphemeralKey> own(call.private_key);
    if (!own) return no_key("ssl: hPrivateKey is no ephemeral key");
    const Using<SslPublicKey> peer(call.public_key);
    if (!peer || !peer->share) return no_key("ssl: hPublicKey is no peer's share");
    const bool finite = !own->share.prime().empty();
    if (finite != (exchange.suite->key_exchange == KeyExchange::dhe) ||
        !match(own->share, *peer->share))
        return refuse("ssl: the keys are not of one group of the suite");
    TRY_ASSIGN(const SecureBytes z, own->share.agree(peer->share->public_value));
    return hand_out_master(call, master_key_of(exchange, call.side, z.bytes()));
}

Status psk_master(const Exchange& exchange, const MasterCall& call) {
    const Using<SslPreMasterKey> key(call.private_key);
    if (!key || !key->is_pre_shared_key()) return no_key("ssl: hPrivateKey is no pre-shared key");
    if (call.public_key != 0) return refuse("ssl: a public key with a suite of PSK alone");
    const SecureBytes premaster = provider::make_psk_premaster(key->secret.bytes());
    return hand_out_master(call, master_key_of(exchange, call.side, premaster.bytes()));
}

Status generate_master(const Exchange& exchange, const MasterCall& call) {
    switch (exchange.suite->key_exchange) {
        case KeyExchange::rsa:
            return rsa_master(exchange, call);
        case KeyExchange::dhe:
        case KeyExchange::ecdhe:
            return agreed_master(exchange, call);
        case KeyExchange::psk:
            return psk_master(exchange, call);
        case KeyExchange::any:
            return refuse("ssl: TLS 1.3 has no such master secret");
    }
    return Status::internal_error;
}

Status import_master(const Exchange& exchange, NCRYPT_KEY_HANDLE private_key, Bytes encrypted,
                     NCRYPT_KEY_HANDLE* master_key) {
    const Using<SslPrivateKey> key(private_key);
    if (!key) return no_key("ssl: hPrivateKey is no private key");
    if (key->key.algorithm() != crypto::KeyAlgorithm::rsa)
        return refuse("ssl: hPrivateKey is no RSA key");
    TRY_ASSIGN(const provider::Randoms randoms, exchange.parameters.randoms());
    TRY_ASSIGN(MasterKey made,
               MasterKey::from_encrypted_premaster(exchange.version, *exchange.suite, key->key,
                                                   encrypted, offered_version(exchange), randoms,
                                                   exchange.parameters.session_hash));
    return hand_out_new<SslMasterKey>(master_key, std::move(made));
}

// Both handles or neither.
Status hand_out_pair(provider::SessionKeys keys, NCRYPT_KEY_HANDLE* read,
                     NCRYPT_KEY_HANDLE* write) {
    TRY(hand_out_new<SslPacketKey>(read, std::move(keys.read)));
    const Status status = hand_out_new<SslPacketKey>(write, std::move(keys.write));
    if (status == Status::ok) return status;
    objects().remove(*read);
    *read = 0;
    return status;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslGeneratePreMasterKey(NCRYPT_PROV_HANDLE hSslProvider,
                                               NCRYPT_KEY_HANDLE hPublicKey,
                                               NCRYPT_KEY_HANDLE* phPreMasterKey, DWORD dwProtocol,
                                               DWORD dwCipherSuite,
                                               PNCryptBufferDesc pParameterList, PBYTE pbOutput,
                                               DWORD cbOutput, DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("SslGeneratePreMasterKey", [&](CallTrail& trail) -> Status {
        trail.flags("suite", dwCipherSuite);
        const Output output(pbOutput, cbOutput, pcbResult);
        const Status place = clear_out(phPreMasterKey);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(output.check());
        TRY(check_flags(dwFlags, NCRYPT_SSL_CLIENT_FLAG));
        TRY_ASSIGN(const Exchange exchange,
                   rsa_exchange_of(dwProtocol, dwCipherSuite, pParameterList));
        TRY_ASSIGN(const crypto::PublicKey key, rsa_key_of(hPublicKey));
        TRY(output.has_room(ciphertext_length(key)));
        if (output.asks_size()) return Status::ok;
        TRY_ASSIGN(RsaSecret secret, make_rsa_secret(exchange, key));
        TRY(hand_out_new<SslPreMasterKey>(phPreMasterKey, exchange.version, *exchange.suite,
                                          std::move(secret.premaster)));
        return output.put(secret.encrypted);
    });
}

SECURITY_STATUS WINAPI SslGenerateMasterKey(NCRYPT_PROV_HANDLE hSslProvider,
                                            NCRYPT_KEY_HANDLE hPrivateKey,
                                            NCRYPT_KEY_HANDLE hPublicKey,
                                            NCRYPT_KEY_HANDLE* phMasterKey, DWORD dwProtocol,
                                            DWORD dwCipherSuite, PNCryptBufferDesc pParameterList,
                                            PBYTE pbOutput, DWORD cbOutput, DWORD* pcbResult,
                                            DWORD dwFlags) {
    return ncrypt_call("SslGenerateMasterKey", [&](CallTrail& trail) -> Status {
        trail.flags("protocol", dwProtocol);
        trail.flags("suite", dwCipherSuite);
        const Output output(pbOutput, cbOutput, pcbResult);
        const Status place = clear_out(phMasterKey);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY_ASSIGN(const Side side, side_of(dwFlags));
        TRY_ASSIGN(const Exchange exchange, exchange_of(dwProtocol, dwCipherSuite, pParameterList));
        return generate_master(exchange, {hPrivateKey, hPublicKey, side, output, phMasterKey});
    });
}

SECURITY_STATUS WINAPI SslImportMasterKey(NCRYPT_PROV_HANDLE hSslProvider,
                                          NCRYPT_KEY_HANDLE hPrivateKey,
                                          NCRYPT_KEY_HANDLE* phMasterKey, DWORD dwProtocol,
                                          DWORD dwCipherSuite, NCryptBufferDesc* pParameterList,
                                          PBYTE pbEncryptedKey, DWORD cbEncryptedKey,
                                          DWORD dwFlags) {
    return ncrypt_call("SslImportMasterKey", [&](CallTrail& trail) -> Status {
        trail.flags("protocol", dwProtocol);
        trail.flags("suite", dwCipherSuite);
        const Status place = clear_out(phMasterKey);
        TRY(check_provider(hSslProvider));
        TRY(place);
        if (dwFlags != NCRYPT_SSL_SERVER_FLAG)
            return trace::because(Status::bad_flags, "ssl: dwFlags is not that of a server");
        if (pbEncryptedKey == nullptr) return refuse("ssl: no encrypted premaster secret");
        TRY_ASSIGN(const Exchange exchange,
                   rsa_exchange_of(dwProtocol, dwCipherSuite, pParameterList));
        return import_master(exchange, hPrivateKey, {pbEncryptedKey, cbEncryptedKey}, phMasterKey);
    });
}

SECURITY_STATUS WINAPI SslGenerateSessionKeys(NCRYPT_PROV_HANDLE hSslProvider,
                                              NCRYPT_KEY_HANDLE hMasterKey,
                                              NCRYPT_KEY_HANDLE* phReadKey,
                                              NCRYPT_KEY_HANDLE* phWriteKey,
                                              PNCryptBufferDesc pParameterList, DWORD dwFlags) {
    return ncrypt_call("SslGenerateSessionKeys", [&](CallTrail& trail) -> Status {
        trail.handle("master_key", hMasterKey);
        const Status places = clear_out(phReadKey, phWriteKey);
        TRY(check_provider(hSslProvider));
        TRY(places);
        TRY(check_flags(dwFlags));
        const Using<SslMasterKey> master(hMasterKey);
        if (!master) return no_key("ssl: hMasterKey is no master key");
        TRY_ASSIGN(const Parameters parameters, parse_parameters(pParameterList));
        TRY_ASSIGN(const provider::Randoms randoms, parameters.randoms());
        TRY_ASSIGN(provider::SessionKeys keys, master->key.generate_session_keys(randoms));
        return hand_out_pair(std::move(keys), phReadKey, phWriteKey);
    });
}

}  // extern "C"
