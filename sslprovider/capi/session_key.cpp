// The rules of salt and effective lengths are those of "Salt Value Functionality", "Specifying a
// Salt Value" and CryptSetKeyParam in the Windows SDK's documentation, and of what Windows answers
// to Wine's tests of it.
#include "sslprovider/capi/session_key.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/pkcs7_padding.h"

namespace secur32::capi {
namespace {

// "40-bit symmetric keys created with eleven bytes of zero-value salt".
constexpr std::size_t kSaltedKey = 5, kSalt = 11;
// "The total length of an Enhanced Provider symmetric key and its salt value cannot be greater than
// 128 bits": so much a drawn salt makes of it.
constexpr std::size_t kKeyWithSalt = kSaltedKey + kSalt;
constexpr std::size_t kMaxSaltEx = 24;
constexpr std::uint32_t kBaseEffectiveBits = 40, kMaxEffectiveBits = 1024;
constexpr std::uint32_t kPkcs5Padding = 1;
constexpr std::uint32_t kFeedbackBits = 8;

bool is_rivest(AlgId id) { return id == calg::rc2 || id == calg::rc4; }

bool is_base_or_strong(const Provider& provider) {
    return provider.family == Family::base || provider.family == Family::strong;
}

Status check_length(const SessionAlgorithm& algorithm, const ProviderAlgorithm& row,
                    std::size_t octets) {
    const std::size_t bits = octets * 8;
    const bool right = algorithm.key_octets != 0 ? octets == algorithm.key_octets
                                                 : bits >= row.min_bits && bits <= row.max_bits;
    if (right) return Status::ok;
    return trace::because(Status::bad_length, "capi: the provider has no key of that length");
}

Status check_key(const Provider& provider, AlgId id, std::size_t octets) {
    TRY_ASSIGN(const ProviderAlgorithm* const row, require_algorithm(provider, id));
    const SessionAlgorithm* const algorithm = find_session_algorithm(id);
    if (algorithm == nullptr)
        return trace::because(Status::bad_algorithm, "capi: no session key's algorithm");
    return check_length(*algorithm, *row, octets);
}

SecureBytes chosen_salt(const Provider& provider, AlgId id, std::size_t octets, Salting salting) {
    if (!is_rivest(id) || salting == Salting::none) return {};
    // "This problem results from a default condition that occurs only with keys of exactly 40
    // bits."
    if (salting == Salting::implied) return SecureBytes(octets == kSaltedKey ? kSalt : 0);
    if (!is_base_or_strong(provider) || octets >= kKeyWithSalt) return {};
    SecureBytes drawn(kKeyWithSalt - octets);
    fill_random(drawn.mutable_bytes());
    return drawn;
}

std::uint32_t default_effective_bits(const Provider& provider, std::size_t octets) {
    if (provider.family == Family::base) return kBaseEffectiveBits;
    return static_cast<std::uint32_t>(octets * 8);
}

// Null for a mode that the providers do not have.
const crypto::BlockMode* find_block_mode(CipherMode mode) {
    struct Row {
        CipherMode mode;
        crypto::BlockMode block_mode;
    };
    static constexpr std::array kRows = {Row{CipherMode::cbc, crypto::BlockMode::cbc},
                                         Row{CipherMode::ecb, crypto::BlockMode::ecb},
                                         Row{CipherMode::cfb, crypto::BlockMode::cfb8}};
    const auto* const found = std::ranges::find(kRows, mode, &Row::mode);
    return found == kRows.end() ? nullptr : &found->block_mode;
}

Status no_block_cipher() {
    return trace::because(Status::bad_type, "capi: a parameter of block ciphers only");
}

}  // namespace

// ---- Making ------------------------------------------------------------------------------------

SessionKey::SessionKey(AlgId id, SecureBytes secret, SecureBytes salt, std::uint32_t effective_bits)
    : id_(id),
      secret_(std::move(secret)),
      salt_(std::move(salt)),
      iv_(block_length()),
      mode_(is_block() ? CipherMode::cbc : CipherMode{0}),
      effective_bits_(effective_bits) {}

Result<SessionKey> SessionKey::make(const Provider& provider, AlgId id, SecureBytes secret,
                                    Salting salting) {
    const std::size_t octets = secret.size();
    TRY(check_key(provider, id, octets));
    return SessionKey(id, std::move(secret), chosen_salt(provider, id, octets, salting),
                      default_effective_bits(provider, octets));
}

Result<SessionKey> SessionKey::with_salt(const Provider& provider, AlgId id, SecureBytes secret,
                                         SecureBytes salt) {
    const std::size_t octets = secret.size();
    TRY(check_key(provider, id, octets));
    SessionKey key(id, std::move(secret), {}, default_effective_bits(provider, octets));
    if (!salt.empty()) {
        TRY(key.set_salt_ex(salt.bytes()));
    }
    return key;
}

Result<SessionKey> SessionKey::for_hmac(SecureBytes secret) {
    if (secret.empty()) return trace::because(Status::bad_length, "capi: an HMAC key of no octets");
    const std::size_t bits = std::min<std::size_t>(secret.size() * 8, kMaxEffectiveBits);
    return SessionKey(calg::rc2, std::move(secret), {}, static_cast<std::uint32_t>(bits));
}

Result<SessionKey> SessionKey::clone() const {
    SessionKey copy(id_, secret_.clone(), salt_.clone(), effective_bits_);
    copy.iv_ = iv_.clone();
    copy.mode_ = mode_;
    copy.mode_bits_ = mode_bits_;
    if (running_) {
        TRY_ASSIGN(copy.running_, running_->clone());
    }
    return copy;
}

std::size_t SessionKey::block_length() const {
    return crypto::block_length(find_session_algorithm(id_)->cipher);
}

std::uint32_t SessionKey::key_bits() const {
    return static_cast<std::uint32_t>(secret_.size() * 8);
}

// ---- Parameters --------------------------------------------------------------------------------

bool SessionKey::may_have_salt() const { return is_rivest(id_); }

Status SessionKey::set_iv(Bytes iv) {
    if (iv.size() != block_length())
        return trace::because(Status::bad_data, "capi: an IV is as long as a block");
    iv_ = SecureBytes(iv);
    running_.reset();
    return Status::ok;
}

Status SessionKey::set_mode(std::uint32_t mode) {
    if (!is_block()) return no_block_cipher();
    const CipherMode wanted{mode};
    if (wanted < CipherMode::cbc || wanted > CipherMode::cts)
        return trace::because(Status::bad_data, "capi: no such mode");
    mode_ = wanted;
    running_.reset();
    return Status::ok;
}

Status SessionKey::set_mode_bits(std::uint32_t bits) {
    if (!is_block()) return no_block_cipher();
    if (bits != kFeedbackBits)
        return trace::because(Status::bad_data, "capi: CFB has eight bits of feedback");
    running_.reset();
    return Status::ok;
}

Status SessionKey::set_padding(std::uint32_t padding) {
    if (!is_block()) return no_block_cipher();
    if (padding != kPkcs5Padding)
        return trace::because(Status::bad_data, "capi: the only padding is PKCS5_PADDING");
    running_.reset();
    return Status::ok;
}

// CryptSetKeyParam: "The minimum effective key length on the Microsoft Base Cryptographic Provider
// is one, and the maximum is 40. In the Microsoft Enhanced Cryptographic Provider, the minimum is
// one and the maximum is 1,024."
Status SessionKey::set_effective_bits(const Provider& provider, std::uint32_t bits) {
    if (id_ != calg::rc2)
        return trace::because(Status::bad_type, "capi: an effective key length is RC2's");
    const bool base = provider.family == Family::base;
    if (bits == 0 || bits > (base ? kBaseEffectiveBits : kMaxEffectiveBits))
        return trace::because(Status::bad_data, "capi: no effective key length");
    effective_bits_ = bits;
    running_.reset();
    return Status::ok;
}

// "The Base Provider always sets eleven bytes of salt value."
std::size_t SessionKey::salt_length(const Provider& provider) {
    return is_base_or_strong(provider) ? kSalt : 0;
}

Status SessionKey::set_salt(const Provider& provider, Bytes salt) {
    const std::size_t length = salt_length(provider);
    if (may_have_salt() && salt.size() < length)
        return trace::because(Status::bad_data, "capi: KP_SALT has eleven octets");
    return set_salt_ex(salt.first(std::min(length, salt.size())));
}

Status SessionKey::set_salt_ex(Bytes salt) {
    if (!may_have_salt()) return trace::because(Status::bad_key, "capi: a key without salt");
    if (salt.size() > kMaxSaltEx)
        return trace::because(Status::bad_data, "capi: a salt over 24 octets");
    salt_ = SecureBytes(salt);
    running_.reset();
    return Status::ok;
}

// ---- Messages ----------------------------------------------------------------------------------

Result<crypto::SymmetricCipher> SessionKey::cipher(crypto::BlockMode mode, Bytes iv) const {
    if (is_legacy(id_) && !legacy_algorithms_allowed())
        return trace::because(Status::bad_algorithm, "capi: the cipher is refused by policy");
    SecureBytes key(secret_.size() + salt_.size());
    std::ranges::copy(secret_.bytes(), key.mutable_bytes().begin());
    std::ranges::copy(salt_.bytes(), key.mutable_bytes().subspan(secret_.size()).begin());
    auto made = crypto::SymmetricCipher::make(
        {find_session_algorithm(id_)->cipher, mode, effective_bits_}, key.bytes(), iv);
    if (made.ok()) return made;
    return made.status() == Status::bad_length
               ? trace::because(Status::bad_key, "capi: an HMAC key too long for a cipher")
               : Status::bad_algorithm;
}

Status SessionKey::start() {
    if (running_) return Status::ok;
    crypto::BlockMode block_mode{};  // RC4 has none
    if (is_block()) {
        const crypto::BlockMode* const mode = find_block_mode(mode_);
        if (mode == nullptr)
            return trace::because(Status::bad_algorithm, "capi: OFB and CTS are not there");
        block_mode = *mode;
    }
    TRY_ASSIGN(running_, cipher(block_mode, iv_.bytes()));
    return Status::ok;
}

// Ends the message, whatever came of it.
Status SessionKey::restart(Status done) {
    const Status restarted = running_->restart();
    return done == Status::ok ? restarted : done;
}

std::size_t SessionKey::encrypted_length(std::size_t size, bool final) const {
    const std::size_t block = block_length();
    return final && block != 0 ? size - size % block + block : size;
}

Status SessionKey::encrypt(MutableBytes buffer, std::size_t size, bool final) {
    const std::size_t length = encrypted_length(size, final);
    if (is_block() && length % block_length() != 0)
        return trace::because(Status::bad_data, "capi: no whole blocks, and more is to come");
    if (buffer.size() < length)
        return trace::because(Status::buffer_too_small, "capi: no room for the padding");
    TRY(start());
    crypto::put_pkcs7_padding(buffer.subspan(size, length - size));
    const Status done = running_->encrypt(buffer.first(length));
    return final ? restart(done) : done;
}

Result<std::size_t> SessionKey::decrypt(MutableBytes buffer, bool final) {
    const std::size_t block = block_length();
    if (is_block() && (buffer.size() % block != 0 || (final && buffer.empty())))
        return trace::because(Status::bad_data, "capi: the ciphertext is no whole blocks");
    TRY(start());
    const Status done = running_->decrypt(buffer);
    if (!final) {
        TRY(done);
        return buffer.size();
    }
    TRY(restart(done));
    if (!is_block()) return buffer.size();
    const std::size_t padding = crypto::judge_pkcs7_padding(buffer.last(block));
    if (padding == 0) return trace::because(Status::bad_data, "capi: bad padding");
    return buffer.size() - padding;
}

}  // namespace secur32::capi
