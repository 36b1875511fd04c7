// OPAQUEKEYBLOB: "They contain the base key material and all current state information. This
// includes information such as the salt value, the initialization vector [...]. The format of
// opaque BLOBs is unpublished." ("Opaque BLOB Type" in the Windows SDK's documentation.)  Here:
//
//   BLOBHEADER | nonce[12] | AES-256-GCM(BLOBHEADER; contents) | tag[16]
//   contents = DWORD permissions | 9 words of the kind | 3 lengths | 3 strings
//
// under a key that this process drew: what it holds was written here.  A message that was begun
// begins again.
#include <array>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/writer.h"
#include "sslprovider/capi/blob_numbers.h"
#include "sslprovider/crypto/aead.h"

namespace secur32::capi {
namespace {

constexpr std::size_t kHeaderLength = 8, kWords = 9, kSealingKeyLength = 32;

struct Contents {
    std::uint32_t permissions = 0;
    std::array<std::uint32_t, kWords> words{};
    std::array<Bytes, 3> strings;
};

// ---- Sealing ------------------------------------------------------------------------------------

std::unique_ptr<crypto::AeadKey> sealing_key(crypto::Direction direction) {
    static const SecureBytes& key = *new SecureBytes([] {
        SecureBytes drawn(kSealingKeyLength);
        fill_random(drawn.mutable_bytes());
        return drawn;
    }());
    return crypto::make_aead(crypto::BulkCipher::aes_256_gcm, direction, key.bytes());
}

Status cannot_seal() {
    return trace::because(Status::internal_error, "capi: libcrypto does not seal a blob");
}

// blob: header, room for the nonce, contents, room for the tag.  A random nonce: children of a fork
// share the key.
Status seal(MutableBytes blob) {
    const std::unique_ptr<crypto::AeadKey> key = sealing_key(crypto::Direction::seal);
    if (!key) return cannot_seal();
    const MutableBytes nonce = blob.subspan(kHeaderLength, crypto::kAeadNonceLength);
    const MutableBytes rest = blob.subspan(kHeaderLength + nonce.size());
    const MutableBytes text = rest.first(rest.size() - crypto::kAeadTagLength);
    fill_random(nonce);
    return key->seal(nonce, blob.first(kHeaderLength), text, text.data(), {},
                     rest.last(crypto::kAeadTagLength))
               ? Status::ok
               : cannot_seal();
}

Result<SecureBytes> open(const BlobHeader& header) {
    Reader in(header.body);
    const Bytes nonce = in.bytes(crypto::kAeadNonceLength);
    if (in.remaining() < crypto::kAeadTagLength)
        return bad_blob("capi: an opaque key that is cut short");
    SecureBytes text(in.bytes(in.remaining() - crypto::kAeadTagLength));
    const SecureBytes start = write_blob(header.type, header.version, header.id, {}, {});
    const std::unique_ptr<crypto::AeadKey> key = sealing_key(crypto::Direction::open);
    if (!key) return cannot_seal();
    if (!key->open(nonce, start.bytes(), text.mutable_bytes(), in.rest()))
        return bad_blob("capi: an opaque key of another process, or a damaged one");
    return text;
}

// ---- Contents -----------------------------------------------------------------------------------

Result<SecureBytes> write(AlgId id, const Contents& contents) {
    const std::array<std::uint8_t, crypto::kAeadNonceLength> nonce{};
    const std::array<std::uint8_t, crypto::kAeadTagLength> tag{};
    Writer words;
    words.le32(contents.permissions);
    for (const std::uint32_t word : contents.words) words.le32(word);
    for (const Bytes string : contents.strings)
        words.le32(static_cast<std::uint32_t>(string.size()));
    SecureBytes blob =
        write_blob(BlobType::opaque_key, kVersion2, id, {},
                   {as_it_is(nonce), as_it_is(words.view()), as_it_is(contents.strings[0]),
                    as_it_is(contents.strings[1]), as_it_is(contents.strings[2]), as_it_is(tag)});
    TRY(seal(blob.mutable_bytes()));
    return blob;
}

Result<Contents> read(Bytes text) {
    Reader in(text);
    Contents contents;
    contents.permissions = in.le32();
    for (std::uint32_t& word : contents.words) word = in.le32();
    std::array<std::uint32_t, 3> lengths{};
    for (std::uint32_t& length : lengths) length = in.le32();
    for (std::size_t i = 0; i < lengths.size(); ++i) contents.strings[i] = in.bytes(lengths[i]);
    if (!in.done()) return bad_blob("capi: an opaque key of another form");
    return contents;
}

// ---- Session keys -------------------------------------------------------------------------------

Contents contents_of(const SessionKey& key) {
    Contents contents;
    contents.words[0] = static_cast<std::uint32_t>(key.mode());
    contents.words[1] = key.mode_bits();
    contents.words[2] = key.effective_bits();
    contents.strings = {key.secret().bytes(), key.salt().bytes(), key.iv().bytes()};
    return contents;
}

// What of RC2's name a cipher could not have is a key for HMAC.
bool is_for_hmac(AlgId id, std::size_t octets) {
    constexpr std::size_t kLeastRc2 = 5, kMostRc2 = 16;
    return id == calg::rc2 &&
           (octets < kLeastRc2 || octets > kMostRc2 || !legacy_algorithms_allowed());
}

Result<SessionKey> made_of(AlgId id, const Contents& contents, const Provider& provider) {
    SecureBytes secret(contents.strings[0]);
    if (!is_for_hmac(id, secret.size()))
        return SessionKey::with_salt(provider, id, std::move(secret),
                                     SecureBytes(contents.strings[1]));
    TRY_ASSIGN(SessionKey key, SessionKey::for_hmac(std::move(secret)));
    TRY(key.set_salt_ex(contents.strings[1]));
    return key;
}

Result<SessionKey> session_of(AlgId id, const Contents& contents, const Provider& provider) {
    TRY_ASSIGN(SessionKey key, made_of(id, contents, provider));
    if (key.is_block()) {
        TRY(key.set_mode(contents.words[0]));
        TRY(key.set_mode_bits(contents.words[1]));
        TRY(key.set_iv(contents.strings[2]));
    }
    if (id == calg::rc2 && contents.words[2] != key.effective_bits())
        TRY(key.set_effective_bits(provider, contents.words[2]));
    return key;
}

// ---- Master secrets -----------------------------------------------------------------------------

Contents contents_of(const SchannelMaster& key) {
    Contents contents;
    contents.words = {key.mac.id,          key.mac.bits,           key.mac.flags,
                      key.encryption.id,   key.encryption.bits,    key.encryption.flags,
                      key.highest_version, key.imported ? 1U : 0U, 0};
    contents.strings = {key.pre_master.bytes(), key.client_random, key.server_random};
    return contents;
}

SchannelMaster master_of(AlgId id, const Contents& contents) {
    SchannelMaster key;
    const auto& words = contents.words;
    key.id = id;
    key.pre_master = SecureBytes(contents.strings[0]);
    key.client_random = owned(contents.strings[1]);
    key.server_random = owned(contents.strings[2]);
    key.mac = {words[0], words[1], words[2]};
    key.encryption = {words[3], words[4], words[5]};
    key.highest_version = words[6];
    key.imported = words[7] != 0;
    return key;
}

}  // namespace

Result<Key> read_opaque(const BlobHeader& header, const SessionKeyImport& import) {
    if (header.type != BlobType::opaque_key)
        return trace::because(Status::bad_type, "capi: not an OPAQUEKEYBLOB");
    if (header.id == calg::rc2)
        TRY(require_hmac_keys(import.provider));
    else
        TRY(require_algorithm(import.provider, header.id));
    TRY_ASSIGN(const SecureBytes text, open(header));
    TRY_ASSIGN(const Contents contents, read(text.bytes()));
    if (is_master(header.id))
        return Key{header.id, contents.permissions, master_of(header.id, contents)};
    Result<SessionKey> key = session_of(header.id, contents, import.provider);
    if (!key.ok() && key.status() != Status::bad_algorithm)
        return bad_blob("capi: an opaque key that the provider could not have made");
    TRY(key);
    return Key{header.id, contents.permissions, std::move(key).value()};
}

Result<SecureBytes> write_opaque(const Key& key) {
    const auto* const master = std::get_if<SchannelMaster>(&key.body);
    if (key.session() == nullptr && master == nullptr)
        return trace::because(Status::bad_key, "capi: the key is no session key");
    Contents contents = master == nullptr ? contents_of(*key.session()) : contents_of(*master);
    contents.permissions = key.permissions;
    return write(key.id, contents);
}

}  // namespace secur32::capi
