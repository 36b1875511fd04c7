#include "sslprovider/capi/schannel_keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/capi/hash_functions.h"
#include "sslprovider/crypto/constant_time.h"
#include "sslprovider/crypto/hmac.h"
#include "sslprovider/crypto/prf.h"

namespace secur32::capi {
namespace {

using crypto::HashAlgorithm;

constexpr std::uint32_t kInternational = 1;  // INTERNATIONAL_USAGE

bool is_tls(const SchannelMaster& master) { return master.id == calg::tls1_master; }

// ---- The pre-master secret ----------------------------------------------------------------------

// RFC 5246 7.4.7.1 wants random octets in the place of a wrong premaster.  These are random, and
// always the same for the same premaster: two answers that differ would tell what one hides.
SecureBytes substitute_of(const SecureBytes& pre_master) {
    // Never destroyed: threads may still call while the program exits.
    static const auto& key = *[] {
        auto* const random = new Secret<kPreMasterLength>;
        fill_random(random->mutable_bytes());
        return random;
    }();
    SecureBytes substitute(kPreMasterLength);
    crypto::Hmac hmac(HashAlgorithm::sha384, key.bytes());
    hmac.update(pre_master.bytes());
    hmac.finish(substitute.mutable_bytes());
    return substitute;
}

SecureBytes judged_pre_master(const SchannelMaster& master) {
    SecureBytes pre_master = master.pre_master.clone();
    if (!master.imported || master.highest_version == 0) return pre_master;
    const SecureBytes substitute = substitute_of(pre_master);
    keep_pre_master(static_cast<std::uint16_t>(master.highest_version), substitute.bytes(),
                    pre_master.mutable_bytes());
    return pre_master;
}

// ---- SSL 3.0 ------------------------------------------------------------------------------------

// RFC 6101 6.1, 6.2.2:
//   MD5(secret + SHA('A' + secret + first + second)) +
//   MD5(secret + SHA('BB' + secret + first + second)) + MD5(secret + SHA('CCC' + ...)) + ...
SecureBytes ssl3_mix(Bytes secret, Bytes first, Bytes second, std::size_t size) {
    SecureBytes mixed(size);
    MutableBytes out = mixed.mutable_bytes();
    for (std::size_t round = 1; !out.empty(); ++round) {
        const Buffer label(round, static_cast<std::uint8_t>('A' + round - 1));
        const SecureBytes inner = hash_of(calg::sha1, {label, secret, first, second});
        const SecureBytes block = hash_of(calg::md5, {secret, inner.bytes()});
        const std::size_t count = std::min(block.size(), out.size());
        std::ranges::copy(block.bytes().first(count), out.begin());
        out = out.subspan(count);
    }
    return mixed;
}

SecureBytes tls1_expand(Bytes secret, std::string_view label, Bytes first, Bytes second,
                        std::size_t size) {
    SecureBytes expanded(size);
    crypto::prf(HashAlgorithm::md5_sha1, secret, label, {first, second}, expanded.mutable_bytes());
    return expanded;
}

// ---- The key block ------------------------------------------------------------------------------

// In octets: what the key block holds of each, and the key that the cipher gets.
struct Lengths {
    std::size_t mac, material, key, iv;
    std::size_t block() const { return 2 * (mac + material + iv); }
};

Status unset() { return trace::because(Status::bad_flags, "capi: KP_SCHANNEL_ALG is not set"); }
Status bad_bits() {
    return trace::because(Status::bad_flags, "capi: KP_SCHANNEL_ALG with a length of no key");
}

// RFC 2246 6.3.1: an exportable key is expanded to the cipher's whole length.
std::optional<std::size_t> exported_length(const SessionAlgorithm& algorithm) {
    if (algorithm.id == calg::des) return 8;
    if (algorithm.id == calg::rc2 || algorithm.id == calg::rc4) return 16;
    return std::nullopt;
}

bool is_length_of(const SessionAlgorithm& algorithm, std::uint32_t bits) {
    if (algorithm.key_octets != 0)
        return bits == algorithm.key_bits || bits == 8 * algorithm.key_octets;
    return bits % 8 == 0 && bits >= 40 && bits <= 128;
}

Result<Lengths> encryption_lengths(const SchannelAlgorithm& chosen) {
    const SessionAlgorithm* const algorithm = find_session_algorithm(chosen.id);
    if (algorithm == nullptr)
        return trace::because(Status::bad_algorithm, "capi: KP_SCHANNEL_ALG names no cipher");
    const std::size_t iv = crypto::block_length(algorithm->cipher);
    if ((chosen.flags & kInternational) != 0) {
        const std::optional<std::size_t> length = exported_length(*algorithm);
        const std::size_t material = chosen.bits / 8;
        if (!length || chosen.bits % 8 != 0 || material < 5 || material > *length)
            return bad_bits();
        return Lengths{0, material, *length, iv};
    }
    if (!is_length_of(*algorithm, chosen.bits)) return bad_bits();
    const std::size_t length = algorithm->key_octets != 0 ? algorithm->key_octets : chosen.bits / 8;
    return Lengths{0, length, length, iv};
}

Result<Lengths> lengths_of(const SchannelMaster& master) {
    if (master.encryption.id == 0 || master.mac.id == 0) return unset();
    TRY_ASSIGN(Lengths lengths, encryption_lengths(master.encryption));
    const std::optional<HashFunction> function = HashFunction::of(master.mac.id);
    if (!function)
        return trace::because(Status::bad_algorithm, "capi: KP_SCHANNEL_ALG names no hash");
    lengths.mac = function->length();
    if (master.mac.bits != 8 * lengths.mac) return bad_bits();
    return lengths;
}

Result<SecureBytes> key_block(const SchannelMaster& master, std::size_t size) {
    TRY_ASSIGN(const SecureBytes secret, master_secret(master));
    if (is_tls(master))
        return tls1_expand(secret.bytes(), "key expansion", master.server_random,
                           master.client_random, size);
    return ssl3_mix(secret.bytes(), master.server_random, master.client_random, size);
}

// RFC 2246 6.3.1:
//   final_client_write_key = PRF(client_write_key, "client write key", client_random +
//                                server_random)
//   iv_block = PRF("", "IV block", client_random + server_random)
void export_tls1(const SchannelMaster& master, bool server, const Lengths& lengths,
                 SchannelWriteKeys& keys) {
    const Bytes client = master.client_random, other = master.server_random;
    keys.key = tls1_expand(keys.key.bytes(), server ? "server write key" : "client write key",
                           client, other, lengths.key);
    const SecureBytes ivs = tls1_expand({}, "IV block", client, other, 2 * lengths.iv);
    keys.iv = SecureBytes(ivs.bytes().subspan(server ? lengths.iv : 0, lengths.iv));
}

// RFC 6101 6.2.2.1:
//   final_client_write_key = MD5(client_write_key + ClientHello.random + ServerHello.random)
//   client_write_IV = MD5(ClientHello.random + ServerHello.random), the server's the other way
//   round
void export_ssl3(const SchannelMaster& master, bool server, const Lengths& lengths,
                 SchannelWriteKeys& keys) {
    const Bytes first = server ? master.server_random : master.client_random;
    const Bytes second = server ? master.client_random : master.server_random;
    const SecureBytes key = hash_of(calg::md5, {keys.key.bytes(), first, second});
    const SecureBytes iv = hash_of(calg::md5, {first, second});
    keys.key = SecureBytes(key.bytes().first(lengths.key));
    keys.iv = SecureBytes(iv.bytes().first(lengths.iv));
}

}  // namespace

void keep_pre_master(std::uint16_t version, Bytes substitute, MutableBytes pre_master) {
    using namespace crypto::constant_time;
    const Word sent = Word{pre_master[0]} << 8 | pre_master[1];
    const Word right = equal(sent, version);
    for (std::size_t i = 0; i < pre_master.size(); ++i)
        pre_master[i] =
            static_cast<std::uint8_t>(select(hidden(right), pre_master[i], substitute[i]));
}

SchannelMaster clone(const SchannelMaster& master) {
    return {master.id,  master.pre_master.clone(), master.client_random,   master.server_random,
            master.mac, master.encryption,         master.highest_version, master.imported};
}

Result<SecureBytes> master_secret(const SchannelMaster& master) {
    if (master.client_random.empty() || master.server_random.empty())
        return trace::because(Status::invalid_parameter, "capi: a master key without its randoms");
    // RFC 2246 8.1.2: what Diffie-Hellman agreed on has no fixed length.
    const std::size_t length = master.pre_master.size();
    if (master.imported ? length != kPreMasterLength : length == 0)
        return trace::because(Status::bad_key, "capi: a premaster secret of another length");
    const SecureBytes pre_master = judged_pre_master(master);
    if (is_tls(master))
        return tls1_expand(pre_master.bytes(), "master secret", master.client_random,
                           master.server_random, kMasterLength);
    return ssl3_mix(pre_master.bytes(), master.client_random, master.server_random, kMasterLength);
}

// RFC 2246 6.3, RFC 6101 6.2.2: client_write_MAC_secret, server_write_MAC_secret, client_write_key,
// server_write_key, client_write_IV, server_write_IV.
Result<SchannelWriteKeys> write_keys(const SchannelMaster& master, bool server) {
    TRY_ASSIGN(const Lengths lengths, lengths_of(master));
    TRY_ASSIGN(const SecureBytes block, key_block(master, lengths.block()));
    Bytes rest = block.bytes();
    const auto take = [&](std::size_t length) {
        const Bytes part = rest.subspan(server ? length : 0, length);
        rest = rest.subspan(2 * length);
        return SecureBytes(part);
    };
    SchannelWriteKeys keys;
    keys.mac_secret = take(lengths.mac);
    keys.key = take(lengths.material);
    keys.iv = take(lengths.iv);
    if ((master.encryption.flags & kInternational) == 0) return keys;
    is_tls(master) ? export_tls1(master, server, lengths, keys)
                   : export_ssl3(master, server, lengths, keys);
    return keys;
}

}  // namespace secur32::capi
