// Each derivation is one call of the PRF.  What depends on the premaster secret of an RSA key
// exchange has no branch: whether it is the client's or a random one must not show.
#include "sslprovider/provider/master_key.h"

#include <algorithm>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/prf.h"

namespace secur32::provider {
namespace {

// RFC 5246 8.1.2: "Leading bytes of Z that contain all zero bits are stripped before it is used as
// the pre_master_secret."  Not so for ECDH (RFC 8422 5.10).
Bytes without_leading_zeros(Bytes z) {
    const auto first = std::ranges::find_if(z, [](std::uint8_t octet) { return octet != 0; });
    return z.subspan(static_cast<std::size_t>(first - z.begin()));
}

// Takes the next octets of key_block.
SecureBytes cut(Bytes& block, std::size_t length) {
    SecureBytes part(block.first(length));
    block = block.subspan(length);
    return part;
}

// RFC 5246 6.3: client_write_MAC_key, server_write_MAC_key, client_write_key, server_write_key,
// client_write_IV, server_write_IV.  TLS 1.0's CBC takes its first IV from there (RFC 2246 6.3).
struct KeyBlock {
    PacketSecrets client, server;
};
std::size_t iv_length(Version version, const CipherSuite& suite) {
    const crypto::BulkCipherRow& cipher = row(suite.cipher);
    return version == Version::tls10 ? cipher.block_length : cipher.fixed_iv_length;
}
KeyBlock cut_key_block(Version version, const CipherSuite& suite, Bytes block) {
    KeyBlock keys;
    for (PacketSecrets* side : {&keys.client, &keys.server})
        side->mac_key = cut(block, crypto::hash_length(suite.mac));
    for (PacketSecrets* side : {&keys.client, &keys.server})
        side->key = cut(block, row(suite.cipher).key_length);
    for (PacketSecrets* side : {&keys.client, &keys.server})
        side->iv = cut(block, iv_length(version, suite));
    return keys;
}
std::size_t key_block_length(Version version, const CipherSuite& suite) {
    return 2 * (crypto::hash_length(suite.mac) + row(suite.cipher).key_length +
                iv_length(version, suite));
}

// RFC 5705 6: "These entries are reserved and MUST NOT be used for the purpose described in RFC
// 5705"; to which RFC 7627 added its own.  Nor may a label begin with one: "one label is not a
// prefix of any other label".
bool is_reserved(std::string_view label) {
    constexpr std::array<std::string_view, 5> kReserved{"client finished", "server finished",
                                                        "master secret", "extended master secret",
                                                        "key expansion"};
    return std::ranges::any_of(kReserved,
                               [&](std::string_view each) { return label.starts_with(each); });
}

// What can be wrong with a master secret before there is a premaster secret.
Status check_exchange(Version version, const CipherSuite& suite,
                      const std::optional<Bytes>& session_hash) {
    if (!suite.suits(version) || version == Version::tls13)
        return trace::because(Status::invalid_parameter, "ssl: no master secret in this version");
    if (session_hash && session_hash->size() != crypto::hash_length(suite.prf_hash(version)))
        return trace::because(Status::invalid_parameter, "ssl: a session hash of another length");
    return Status::ok;
}

constexpr std::array<std::string_view, 4> kEapLabels{
    "client EAP encryption", "ttls keying material", "ttls challenge", "key expansion"};

}  // namespace

Result<MasterKey> MasterKey::derive(Version version, const CipherSuite& suite, Side side,
                                    Bytes premaster, const Randoms& randoms,
                                    std::optional<Bytes> session_hash) {
    TRY(check_exchange(version, suite, session_hash));
    if (premaster.empty())
        return trace::because(Status::invalid_parameter, "ssl: an empty premaster secret");
    const crypto::HashAlgorithm hash = suite.prf_hash(version);
    const Bytes secret =
        suite.key_exchange == KeyExchange::dhe ? without_leading_zeros(premaster) : premaster;
    MasterKey key(version, suite, side, session_hash.has_value());
    const MutableBytes master = key.secret_.mutable_bytes();
    if (session_hash)
        crypto::prf(hash, secret, "extended master secret", {*session_hash}, master);
    else
        crypto::prf(hash, secret, "master secret", {randoms.client, randoms.server}, master);
    return key;
}

MasterKey MasterKey::adopt(Version version, const CipherSuite& suite, Side side,
                           Secret<kMasterSecretLength> secret, bool extended) {
    MasterKey key(version, suite, side, extended);
    key.secret_ = secret;
    return key;
}

Result<MasterKey> MasterKey::from_encrypted_premaster(Version version, const CipherSuite& suite,
                                                      const crypto::PrivateKey& key,
                                                      Bytes encrypted, Version offered,
                                                      const Randoms& randoms,
                                                      std::optional<Bytes> session_hash) {
    if (suite.key_exchange != KeyExchange::rsa)
        return trace::because(Status::invalid_parameter, "ssl: not a suite with RSA key exchange");
    TRY(check_exchange(version, suite, session_hash));
    TRY_ASSIGN(const SecureBytes premaster,
               crypto::decrypt_premaster(key, encrypted, static_cast<std::uint16_t>(offered), 0));
    return derive(version, suite, Side::server, premaster.bytes(), randoms, session_hash);
}

Result<SessionKeys> MasterKey::generate_session_keys(const Randoms& randoms,
                                                     bool encrypt_then_mac) const {
    SecureBytes block(key_block_length(version_, *suite_));
    crypto::prf(suite_->prf_hash(version_), secret_.bytes(), "key expansion",
                {randoms.server, randoms.client}, block.mutable_bytes());
    KeyBlock keys = cut_key_block(version_, *suite_, block.bytes());
    PacketSecrets& own = side_ == Side::client ? keys.client : keys.server;
    PacketSecrets& peers = side_ == Side::client ? keys.server : keys.client;
    TRY_ASSIGN(PacketKey read, PacketKey::create(version_, *suite_, std::move(peers),
                                                 PacketUse::unprotect, encrypt_then_mac));
    TRY_ASSIGN(PacketKey write, PacketKey::create(version_, *suite_, std::move(own),
                                                  PacketUse::protect, encrypt_then_mac));
    return SessionKeys{std::move(read), std::move(write)};
}

std::array<std::uint8_t, kVerifyDataLength> MasterKey::verify_data(Side sender,
                                                                   Bytes handshake_hash) const {
    std::array<std::uint8_t, kVerifyDataLength> data{};
    crypto::prf(suite_->prf_hash(version_), secret_.bytes(),
                sender == Side::client ? "client finished" : "server finished", {handshake_hash},
                data);
    return data;
}

// RFC 5705 4: PRF(master_secret, label, client_random + server_random [+ context_value_length +
// context_value])
Status MasterKey::export_keying_material(std::string_view label, const Randoms& randoms,
                                         std::optional<Bytes> context, MutableBytes out) const {
    if (is_reserved(label))
        return trace::because(Status::invalid_parameter, "ssl: a label that the protocol uses");
    const crypto::HashAlgorithm hash = suite_->prf_hash(version_);
    if (!context) {
        crypto::prf(hash, secret_.bytes(), label, {randoms.client, randoms.server}, out);
        return Status::ok;
    }
    if (context->size() > 0xFFFF)
        return trace::because(Status::invalid_parameter, "ssl: a context over 65535 octets");
    const std::array<std::uint8_t, 2> length{static_cast<std::uint8_t>(context->size() >> 8),
                                             static_cast<std::uint8_t>(context->size())};
    crypto::prf(hash, secret_.bytes(), label, {randoms.client, randoms.server, length, *context},
                out);
    return Status::ok;
}

void MasterKey::eap_key_block(EapMethod method, const Randoms& randoms, MutableBytes out) const {
    constexpr std::size_t kKeyLength = 128;
    const crypto::HashAlgorithm hash = suite_->prf_hash(version_);
    const std::string_view label = kEapLabels[static_cast<std::size_t>(method)];
    if (method == EapMethod::fast) {
        // RFC 4851 5.1: session_key_seed follows the keys of the connection in key_block.  Those
        // stay here.
        const std::size_t own = key_block_length(version_, *suite_);
        SecureBytes block(own + out.size());
        crypto::prf(hash, secret_.bytes(), label, {randoms.server, randoms.client},
                    block.mutable_bytes());
        std::ranges::copy(block.bytes().subspan(own), out.begin());
        return;
    }
    const MutableBytes keys = out.first(std::min(out.size(), kKeyLength));
    crypto::prf(hash, secret_.bytes(), label, {randoms.client, randoms.server}, keys);
    crypto::prf(hash, {}, label, {randoms.client, randoms.server}, out.subspan(keys.size()));
}

SecureBytes make_rsa_premaster(Version offered) {
    SecureBytes premaster(crypto::kPreMasterLength);
    const MutableBytes octets = premaster.mutable_bytes();
    fill_random(octets);
    octets[0] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(offered) >> 8);
    octets[1] = static_cast<std::uint8_t>(offered);
    return premaster;
}

// RFC 4279 2: "if the PSK is N octets long, concatenate a uint16 with the value N, N zero octets, a
// second uint16 with the value N, and the PSK itself".
SecureBytes make_psk_premaster(Bytes pre_shared_key) {
    const std::size_t n = pre_shared_key.size();
    if (n > 0xFFFF) return {};
    SecureBytes premaster(4 + 2 * n);
    const MutableBytes out = premaster.mutable_bytes();
    for (const std::size_t at : {std::size_t{0}, 2 + n}) {
        out[at] = static_cast<std::uint8_t>(n >> 8);
        out[at + 1] = static_cast<std::uint8_t>(n);
    }
    std::ranges::copy(pre_shared_key, out.last(n).begin());
    return premaster;
}

}  // namespace secur32::provider
