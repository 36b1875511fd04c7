// CryptImportKey: a row per type of blob.  What hPubKey is, differs: the pair that a SIMPLEBLOB is
// under, the session key that a wrapped key or an encrypted pair is under, the own DH pair that the
// other side's public key is agreed with; nothing for the others.
#include <array>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_new_key.h"
#include "sslprovider/capi/blobs.h"

namespace secur32::api {
namespace {

using capi::BlobHeader;
using capi::BlobType;

constexpr DWORD kImportFlags = CRYPT_EXPORTABLE | CRYPT_USER_PROTECTED | CRYPT_NO_SALT |
                               CRYPT_OAEP | CRYPT_IPSEC_HMAC_KEY | CRYPT_ARCHIVABLE |
                               CRYPT_FORCE_KEY_PROTECTION_HIGH;

struct Call {
    CryptContext& context;
    HCRYPTPROV handle;
    HCRYPTKEY with;  // hPubKey
    DWORD flags;

    bool has(DWORD flag) const { return (flags & flag) != 0; }
    const capi::Provider& provider() const { return context.provider(); }
    capi::SessionKeyImport session() const {
        return {provider(), has(CRYPT_NO_SALT) ? capi::Salting::none : capi::Salting::implied,
                has(CRYPT_IPSEC_HMAC_KEY)};
    }
};

Status bad_key(std::string_view reason) { return trace::because(Status::bad_key, reason); }

Result<capi::Key> key_beside(const Call& call) { return api::key_beside(call.handle, call.with); }

// ---- Session keys -------------------------------------------------------------------------------

Result<capi::Key> import_plaintext(const Call& call, const BlobHeader& header) {
    TRY(check_no_key_beside(call.with));
    return capi::read_plaintext_key(header, call.session());
}

Result<capi::Key> import_opaque(const Call& call, const BlobHeader& header) {
    TRY(check_no_key_beside(call.with));
    return capi::read_opaque(header, call.session());
}

// "This parameter can be the handle to the key exchange key": 0 is the container's.
Result<capi::Key> import_simple(const Call& call, const BlobHeader& header) {
    TRY_ASSIGN(const capi::Key key,
               call.with == 0 ? call.context.pair(capi::KeySpec::exchange) : key_beside(call));
    if (const capi::SessionKey* const session = key.session())
        return capi::read_wrapped(header, *session, call.session());
    const capi::PairKey* const pair = key.pair();
    if (pair == nullptr || !pair->closed || key.id != capi::calg::rsa_keyx)
        return bad_key("capi: hPubKey is no pair that keys are exchanged with");
    return capi::read_simple(header, *pair->closed, call.session(), call.has(CRYPT_OAEP),
                             key.oaep_label);
}

Result<capi::Key> import_wrapped(const Call& call, const BlobHeader& header) {
    if (call.with == 0)
        return trace::because(Status::no_key, "capi: a wrapped key without a key that unwraps it");
    TRY_ASSIGN(const capi::Key key, key_beside(call));
    if (key.session() == nullptr) return bad_key("capi: hPubKey is no session key");
    return capi::read_wrapped(header, *key.session(), call.session());
}

// ---- Public keys --------------------------------------------------------------------------------

// A public key of version 2 names no group.
bool is_in_group(const capi::DiffieHellmanKey& peer, const capi::DiffieHellmanKey& own) {
    const crypto::DhGroup& group = own.key->group();
    return peer.bits == own.bits &&
           (peer.group.prime.empty() ||
            (peer.group.prime == group.prime && peer.group.generator == group.generator));
}

// The other side's public key with the own pair as hPubKey completes the exchange ("Exchanging
// Diffie-Hellman Keys").  What comes of it is a key of any kind until KP_ALGID says of which.
Result<capi::Key> agree(const Call& call, const capi::Key& peer) {
    TRY_ASSIGN(const capi::Key own, key_beside(call));
    const auto* const pair = std::get_if<capi::DiffieHellmanKey>(&own.body);
    const auto* const open = std::get_if<capi::DiffieHellmanKey>(&peer.body);
    if (pair == nullptr || open == nullptr || !pair->key || !open->peer_value)
        return bad_key("capi: hPubKey agrees on nothing with that public key");
    if (!is_in_group(*open, *pair))
        return trace::because(Status::bad_data,
                              "capi: the other side's DH key is of another group");
    Result<SecureBytes> agreed = pair->key->agree(*open->peer_value);
    if (agreed.status() == Status::bad_public_key)
        return trace::because(Status::bad_data, "capi: the other side's DH value is none");
    TRY(agreed);
    capi::DiffieHellmanKey key;
    key.bits = pair->bits;
    key.agreed = std::make_shared<const SecureBytes>(std::move(agreed).value());
    return capi::Key{CALG_AGREEDKEY_ANY, capi::permission::standard, std::move(key)};
}

Result<capi::Key> import_public(const Call& call, const BlobHeader& header) {
    TRY(capi::require_algorithm(call.provider(), header.id));
    TRY_ASSIGN(capi::Key key, capi::read_public_key(header));
    if (call.with == 0) return key;
    return agree(call, key);
}

// ---- Pairs --------------------------------------------------------------------------------------

// "If the key BLOB is encrypted with a session key, for example, an encrypted PRIVATEKEYBLOB, this
// parameter contains the handle of this session key": all but the header is a message of it.
Result<SecureBytes> decrypted_body(const Call& call, Bytes body) {
    SecureBytes text(body);
    const Result<std::size_t> size =
        with_key_beside(call.handle, call.with, [&](capi::Key& key) -> Result<std::size_t> {
            if (key.session() == nullptr) return bad_key("capi: hPubKey is no session key");
            TRY(check_permission(key, capi::permission::decrypt));
            return key.session()->decrypt(text.mutable_bytes(), true);
        });
    TRY(size);
    return SecureBytes(text.bytes().first(size.value()));
}

Result<capi::Key> import_private(const Call& call, const BlobHeader& header) {
    TRY(capi::require_algorithm(call.provider(), header.id));
    if (call.with == 0) return capi::read_private_key(header);
    TRY_ASSIGN(const SecureBytes body, decrypted_body(call, header.body));
    BlobHeader clear = header;
    clear.body = body.bytes();
    return capi::read_private_key(clear);
}

// ---- All ----------------------------------------------------------------------------------------

struct Row {
    BlobType type;
    Result<capi::Key> (*import)(const Call&, const BlobHeader&);
};
constexpr std::array kRows = {
    Row{BlobType::simple, import_simple},       Row{BlobType::public_key, import_public},
    Row{BlobType::private_key, import_private}, Row{BlobType::plaintext_key, import_plaintext},
    Row{BlobType::opaque_key, import_opaque},   Row{BlobType::symmetric_wrap, import_wrapped}};

void permit(const Call& call, capi::Key& key) {
    if (call.has(CRYPT_EXPORTABLE)) key.permissions |= capi::permission::exports;
    if (call.has(CRYPT_ARCHIVABLE)) key.permissions |= capi::permission::archive;
}

Status import(const Call& call, Bytes blob, HCRYPTKEY* place) {
    TRY(check_crypt_flags(call.flags, kImportFlags));
    TRY_ASSIGN(const BlobHeader header, capi::read_header(blob));
    TRY(check_protection(call.context, call.flags));
    const auto* const row = std::ranges::find(kRows, header.type, &Row::type);
    TRY_ASSIGN(capi::Key key, row->import(call, header));
    permit(call, key);
    std::optional<capi::KeySpec> slot;
    if (header.type == BlobType::private_key) slot = capi::slot_of(key.id);
    if (slot) TRY(store_pair(call.context, *slot, key));
    return give_key(call.context, call.handle, std::move(key), place, slot);
}

Status import(HCRYPTPROV handle, const BYTE* data, DWORD length, HCRYPTKEY with, DWORD flags,
              HCRYPTKEY* place) {
    if (place == nullptr) return trace::because(Status::invalid_parameter, "capi: phKey is null");
    *place = 0;
    const Using<CryptContext> context(handle);
    if (!context) return trace::because(Status::invalid_handle, "capi: hProv is no open context");
    if (data == nullptr) return trace::because(Status::invalid_parameter, "capi: pbData is null");
    return import({*context, handle, with, flags}, Bytes(data, length), place);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptImportKey(HCRYPTPROV hProv, const BYTE* pbData, DWORD dwDataLen, HCRYPTKEY hPubKey,
                           DWORD dwFlags, HCRYPTKEY* phKey) {
    return crypt_call("CryptImportKey", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.handle("key", hPubKey);
        trail.flags("flags", dwFlags);
        return import(hProv, pbData, dwDataLen, hPubKey, dwFlags, phKey);
    });
}

}  // extern "C"
