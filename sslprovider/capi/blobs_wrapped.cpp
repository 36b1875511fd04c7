// Session keys under session keys: RFC 3217, which wraps a key of triple DES under one of triple
// DES and a key of RC2 under one of RC2, and nothing else.
//
//   BLOBHEADER | ALG_ID of the wrapping key | wrapped key
//   wrapped key = CBC(4adda22c79e82105, reverse(IV || CBC(IV, CEK || SHA-1(CEK)[0..7])))
//   CEK         = three keys of DES with odd parity      (two keys: the first is the third)
//   CEK         = length || key || random octets to whole blocks              (RC2, section 4)
#include <array>

#include "sslprovider/base/clock.h"
#include "sslprovider/capi/blob_numbers.h"
#include "sslprovider/capi/des_parity.h"
#include "sslprovider/capi/hash_functions.h"

namespace secur32::capi {
namespace {

constexpr std::size_t kBlock = 8, kCheckLength = 8, kDesKey = 8, kThreeDesKeys = 24;
constexpr std::array<std::uint8_t, kBlock> kLastIv{0x4A, 0xDD, 0xA2, 0x2C, 0x79, 0xE8, 0x21, 0x05};

bool is_triple_des(AlgId id) { return id == calg::tdes || id == calg::tdes_112; }

// RFC 3217 3: "a Two-key Triple-DES key MUST NOT be used to wrap a Three-key Triple-DES key".
Status check_kinds(AlgId wrapped, AlgId wrapping) {
    const bool allowed = (wrapped == calg::rc2 && wrapping == calg::rc2) ||
                         (is_triple_des(wrapped) && wrapping == calg::tdes) ||
                         (wrapped == calg::tdes_112 && wrapping == calg::tdes_112);
    if (allowed) return Status::ok;
    return trace::because(Status::bad_algorithm, "capi: RFC 3217 does not wrap such a key so");
}

// ---- RFC 3217 2 ---------------------------------------------------------------------------------

Status encrypt(const SessionKey& wrapping, Bytes iv, MutableBytes in_place) {
    TRY_ASSIGN(crypto::SymmetricCipher cipher, wrapping.cipher(crypto::BlockMode::cbc, iv));
    return cipher.encrypt(in_place);
}

Status decrypt(const SessionKey& wrapping, Bytes iv, MutableBytes in_place) {
    TRY_ASSIGN(crypto::SymmetricCipher cipher, wrapping.cipher(crypto::BlockMode::cbc, iv));
    return cipher.decrypt(in_place);
}

// "Use the most significant (first) eight octets of the message digest value as the checksum
// value": as secret as the key that it is of.
Secret<kCheckLength> check_of(Bytes content) {
    const SecureBytes digest = hash_of(calg::sha1, {content});
    return Secret<kCheckLength>(digest.bytes().first<kCheckLength>());
}

// ---- What is wrapped ----------------------------------------------------------------------------

SecureBytes triple_des_content(Bytes secret) {
    SecureBytes content(kThreeDesKeys);
    auto rest = std::ranges::copy(secret, content.mutable_bytes().begin()).out;
    if (secret.size() < kThreeDesKeys) std::ranges::copy(secret.first(kDesKey), rest);
    set_odd_parity(content.mutable_bytes());
    return content;
}

// "LCEK = LENGTH || CEK [...] LCEKPAD = LCEK || PAD": 4.1.
SecureBytes rc2_content(Bytes secret) {
    const std::size_t used = 1 + secret.size();
    SecureBytes content((used + kBlock - 1) / kBlock * kBlock);
    fill_random(content.mutable_bytes());
    content.mutable_bytes()[0] = static_cast<std::uint8_t>(secret.size());
    std::ranges::copy(secret, content.mutable_bytes().subspan(1).begin());
    return content;
}

Status not_wrapped() { return bad_blob("capi: the wrapped key does not come out of its blob"); }

// 3.2: "Check for odd parity each of the DES key octets comprising CEK."
Result<SecureBytes> triple_des_key(AlgId id, Bytes content) {
    const bool two_keys = id == calg::tdes_112;
    if (content.size() != kThreeDesKeys || !is_of_odd_parity(content) ||
        (two_keys && !constant_time_equal(content.first(kDesKey), content.last(kDesKey))))
        return not_wrapped();
    return SecureBytes(two_keys ? content.first(2 * kDesKey) : content);
}

// 4.2: "If the number of pad octets is more than 7 [...] then error."
Result<SecureBytes> rc2_key(Bytes content) {
    const std::size_t length = content.empty() ? 0 : content[0];
    if (length == 0 || 1 + length > content.size() || content.size() - 1 - length >= kBlock)
        return not_wrapped();
    return SecureBytes(content.subspan(1, length));
}

Result<SecureBytes> unwrap(const SessionKey& wrapping, Bytes wrapped) {
    if (wrapped.size() % kBlock != 0 || wrapped.size() < 3 * kBlock) return not_wrapped();
    SecureBytes all(wrapped);
    TRY(decrypt(wrapping, kLastIv, all.mutable_bytes()));
    std::ranges::reverse(all.mutable_bytes());
    const MutableBytes content = all.mutable_bytes().subspan(kBlock);
    TRY(decrypt(wrapping, all.bytes().first(kBlock), content));
    const Bytes key = content.first(content.size() - kCheckLength);
    if (!constant_time_equal(check_of(key).bytes(), content.last(kCheckLength)))
        return not_wrapped();
    return SecureBytes(key);
}

Result<SecureBytes> wrap(const SessionKey& wrapping, Bytes content) {
    SecureBytes all(kBlock + content.size() + kCheckLength);
    const MutableBytes place = all.mutable_bytes();
    fill_random(place.first(kBlock));
    std::ranges::copy(content, place.subspan(kBlock).begin());
    std::ranges::copy(check_of(content).bytes(), place.last(kCheckLength).begin());
    TRY(encrypt(wrapping, place.first(kBlock), place.subspan(kBlock)));
    std::ranges::reverse(place);
    TRY(encrypt(wrapping, kLastIv, place));
    return all;
}

}  // namespace

Result<Key> read_wrapped(const BlobHeader& header, const SessionKey& wrapping,
                         const SessionKeyImport& import) {
    if (header.type != BlobType::symmetric_wrap && header.type != BlobType::simple)
        return trace::because(Status::bad_type, "capi: not a blob under a session key");
    Reader in(header.body);
    const AlgId wrapper = in.le32();
    const Bytes wrapped = in.rest();
    if (in.failed()) return bad_blob("capi: a wrapped key that is cut short");
    if (wrapper != wrapping.id())
        return trace::because(Status::bad_algorithm, "capi: a blob under a key of another kind");
    TRY(check_kinds(header.id, wrapping.id()));
    TRY(require_algorithm(import.provider, header.id));
    TRY_ASSIGN(const SecureBytes content, unwrap(wrapping, wrapped));
    TRY_ASSIGN(SecureBytes secret, header.id == calg::rc2
                                       ? rc2_key(content.bytes())
                                       : triple_des_key(header.id, content.bytes()));
    return session_key_of_blob(header.id, std::move(secret), import);
}

Result<SecureBytes> write_wrapped(const Key& key, const SessionKey& wrapping, BlobType type) {
    const SessionKey* const session = key.session();
    if (session == nullptr)
        return trace::because(Status::bad_key, "capi: the key is no session key");
    TRY(check_kinds(key.id, wrapping.id()));
    const Bytes secret = session->secret().bytes();
    if (secret.size() > 0xFF)
        return trace::because(Status::bad_key, "capi: a key too long to be wrapped");
    TRY_ASSIGN(
        const SecureBytes wrapped,
        wrap(wrapping,
             (key.id == calg::rc2 ? rc2_content(secret) : triple_des_content(secret)).bytes()));
    return write_blob(type, kVersion2, key.id, {wrapping.id()}, {as_it_is(wrapped.bytes())});
}

}  // namespace secur32::capi
