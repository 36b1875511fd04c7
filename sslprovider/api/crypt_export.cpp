// CryptExportKey: a row per type of blob, with the flags that it has.
//
// Two keys are never locked at once: what is told of one is copied before the other is used.
#include <array>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_handles.h"
#include "sslprovider/capi/blobs.h"

namespace secur32::api {
namespace {

using capi::BlobType;

struct Call {
    CryptKey& object;
    const capi::Key& key;  // a copy
    HCRYPTKEY with;        // hExpKey
    DWORD flags;
    const DataOutput& output;

    bool has(DWORD flag) const { return (flags & flag) != 0; }
    std::uint8_t version() const { return has(CRYPT_BLOB_VER3) ? 3 : 2; }
};

Status bad_key(std::string_view reason) { return trace::because(Status::bad_key, reason); }

// "You do not have permission to export the key. That is, when the hKey key was created, the
// CRYPT_EXPORTABLE flag was not specified."
Status check_exportable(const Call& call) {
    if (call.key.exportable()) return Status::ok;
    return trace::because(Status::bad_key_state, "capi: the key is not exportable");
}

// "This flag is available for Schannel CSPs only."
Status check_channel_flags(const Call& call) {
    const bool asked = call.has(CRYPT_SSL2_FALLBACK | CRYPT_DESTROYKEY);
    if (!asked || call.object.provider().family == capi::Family::schannel) return Status::ok;
    return trace::because(Status::bad_flags, "capi: a flag of the Schannel providers");
}

// ---- hExpKey ------------------------------------------------------------------------------------

// "NTE_NO_KEY: A session key is being exported, and the hExpKey parameter does not specify a public
// key."
Status check_some_key(const Call& call) {
    if (call.with != 0) return Status::ok;
    return trace::because(Status::no_key, "capi: no hExpKey for a blob that is encrypted");
}

Result<capi::Key> key_beside(const Call& call) {
    return api::key_beside(call.object.context(), call.with);
}

// ---- Session keys -------------------------------------------------------------------------------

bool is_session(const capi::Key& key) {
    return key.session() != nullptr || std::holds_alternative<capi::SchannelMaster>(key.body);
}

Status export_simple(const Call& call) {
    if (!is_session(call.key)) return bad_key("capi: a SIMPLEBLOB of what is no session key");
    TRY(check_some_key(call));
    TRY(check_exportable(call));
    TRY_ASSIGN(const capi::Key with, key_beside(call));
    if (const capi::SessionKey* const session = with.session()) {
        TRY_ASSIGN(const SecureBytes blob,
                   capi::write_wrapped(call.key, *session, BlobType::simple));
        return call.output.put(blob.bytes());
    }
    const capi::PairKey* const pair = with.pair();
    if (pair == nullptr || with.id != capi::calg::rsa_keyx)
        return bad_key("capi: hExpKey is no key that keys are exchanged with");
    TRY_ASSIGN(
        const Buffer blob,
        capi::write_simple(call.key, pair->open,
                           {call.has(CRYPT_OAEP), call.has(CRYPT_SSL2_FALLBACK), with.oaep_label}));
    return call.output.put(blob);
}

Status export_wrapped(const Call& call) {
    if (call.key.session() == nullptr) return bad_key("capi: what is wrapped is no session key");
    TRY(check_some_key(call));
    TRY(check_exportable(call));
    TRY_ASSIGN(const capi::Key with, key_beside(call));
    if (with.session() == nullptr) return bad_key("capi: hExpKey is no session key");
    TRY_ASSIGN(const SecureBytes blob, capi::write_wrapped(call.key, *with.session()));
    return call.output.put(blob.bytes());
}

Status export_plaintext(const Call& call) {
    TRY(check_no_key_beside(call.with));
    if (call.key.session() == nullptr)
        return bad_key("capi: a PLAINTEXTKEYBLOB of what is no session key");
    TRY(check_exportable(call));
    TRY_ASSIGN(const SecureBytes blob, capi::write_plaintext_key(call.key));
    return call.output.put(blob.bytes());
}

Status export_opaque(const Call& call) {
    TRY(check_no_key_beside(call.with));
    if (!is_session(call.key)) return bad_key("capi: an OPAQUEKEYBLOB of what is no session key");
    TRY(check_exportable(call));
    TRY_ASSIGN(const SecureBytes blob, capi::write_opaque(call.key));
    return call.output.put(blob.bytes());
}

// ---- Pairs --------------------------------------------------------------------------------------

// RSA's blobs have no version 3.
Status check_version(const Call& call) {
    const bool has_version3 = call.key.id == capi::calg::dss_sign ||
                              call.key.id == capi::calg::dh_sf ||
                              call.key.id == capi::calg::dh_ephem;
    if (!call.has(CRYPT_BLOB_VER3) || has_version3) return Status::ok;
    return trace::because(Status::bad_flags, "capi: no blob of version 3 of that key");
}

Status export_public(const Call& call) {
    // "NTE_BAD_PUBLIC_KEY: [...] dwBlobType is PUBLICKEYBLOB, but hExpKey does not contain a public
    // key handle."  None is of use here.
    if (call.with != 0)
        return trace::because(Status::bad_public_key, "capi: hExpKey for a PUBLICKEYBLOB");
    TRY(check_version(call));
    TRY_ASSIGN(const Buffer blob, capi::write_public_key(call.key, call.version()));
    return call.output.put(blob);
}

// "The PRIVATEKEYBLOB is encrypted if the hExpKey parameter contains a valid handle to a session
// key. Everything but the PUBLICKEYSTRUC portion of the BLOB is encrypted": as one message.
Status put_encrypted(const Call& call, Bytes blob, capi::Key& with) {
    constexpr std::size_t kHeader = sizeof(BLOBHEADER);
    capi::SessionKey* const session = with.session();
    if (session == nullptr) return bad_key("capi: hExpKey is no session key");
    TRY(check_permission(with, capi::permission::encrypt));
    const std::size_t size = blob.size() - kHeader;
    SecureBytes encrypted(kHeader + session->encrypted_length(size, true));
    TRY(call.output.has_room(encrypted.size()));
    if (call.output.asks_size()) return Status::ok;
    std::ranges::copy(blob, encrypted.mutable_bytes().begin());
    TRY(session->encrypt(encrypted.mutable_bytes().subspan(kHeader), size, true));
    return call.output.put(encrypted.bytes());
}

Status export_private(const Call& call) {
    TRY(check_version(call));
    if (call.key.session() != nullptr) return bad_key("capi: a PRIVATEKEYBLOB of a session key");
    TRY(check_exportable(call));
    TRY_ASSIGN(const SecureBytes blob, capi::write_private_key(call.key, call.version()));
    if (call.with == 0) return call.output.put(blob.bytes());
    return with_key_beside(call.object.context(), call.with, [&](capi::Key& with) {
        return put_encrypted(call, blob.bytes(), with);
    });
}

// ---- All ----------------------------------------------------------------------------------------

struct Row {
    BlobType type;
    DWORD flags;  // CRYPT_Y_ONLY: "This flag is not used."
    Status (*export_key)(const Call&);
};
constexpr std::array kRows = {
    Row{BlobType::simple, CRYPT_OAEP | CRYPT_SSL2_FALLBACK, export_simple},
    Row{BlobType::public_key, CRYPT_Y_ONLY | CRYPT_BLOB_VER3, export_public},
    Row{BlobType::private_key, CRYPT_BLOB_VER3, export_private},
    Row{BlobType::plaintext_key, 0, export_plaintext},
    Row{BlobType::opaque_key, CRYPT_DESTROYKEY, export_opaque},
    Row{BlobType::symmetric_wrap, 0, export_wrapped},
};

Result<const Row*> row_of(DWORD type) {
    const auto* const row = std::ranges::find_if(
        kRows, [type](const Row& each) { return static_cast<DWORD>(each.type) == type; });
    if (row != kRows.end()) return row;
    return trace::because(Status::bad_type, "capi: no such type of blob");
}

Status export_key(HCRYPTKEY handle, HCRYPTKEY with, DWORD type, DWORD flags,
                  const DataOutput& output) {
    TRY(output.check());
    const Using<CryptKey> object(handle);
    if (!object) return missing<CryptKey>();
    TRY_ASSIGN(const Row* const row, row_of(type));
    TRY(check_crypt_flags(flags, row->flags));
    TRY_ASSIGN(const capi::Key key,
               object->with([](const capi::Key& self) { return capi::clone(self); }));
    const Call call{*object, key, with, flags, output};
    TRY(check_channel_flags(call));
    TRY(row->export_key(call));
    // "This flag destroys the original key in the OPAQUEKEYBLOB."  It is as well when another
    // thread did that meanwhile: the blob is given out already.
    if (call.has(CRYPT_DESTROYKEY) && !output.asks_size())
        static_cast<void>(destroy<CryptKey>(handle));
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptExportKey(HCRYPTKEY hKey, HCRYPTKEY hExpKey, DWORD dwBlobType, DWORD dwFlags,
                           BYTE* pbData, DWORD* pdwDataLen) {
    return crypt_call("CryptExportKey", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.handle("with", hExpKey);
        trail.number("type", dwBlobType);
        trail.flags("flags", dwFlags);
        return export_key(hKey, hExpKey, dwBlobType, dwFlags, DataOutput(pbData, pdwDataLen));
    });
}

}  // extern "C"
