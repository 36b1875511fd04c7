// KP_* of session keys.  What a parameter may be, SessionKey judges.
#include "sslprovider/api/crypt_key_params.h"

namespace secur32::api {
namespace {

capi::SessionKey& session_of(const KeySubject& subject) { return *subject.key.session(); }

template <Status (capi::SessionKey::*Set)(std::uint32_t)>
Status set_number(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const DWORD value, input.number());
    return (session_of(subject).*Set)(value);
}

Status get_iv(const KeySubject& subject, const DataOutput& output) {
    return output.put(session_of(subject).iv().bytes());
}
// "This array must contain BlockLength/8 elements."
Status set_iv(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes iv, input.octets(session_of(subject).block_length()));
    return session_of(subject).set_iv(iv);
}

Status get_mode(const KeySubject& subject, const DataOutput& output) {
    return output.put(static_cast<DWORD>(session_of(subject).mode()));
}

Status get_mode_bits(const KeySubject& subject, const DataOutput& output) {
    return output.put(DWORD{session_of(subject).mode_bits()});
}
Status get_padding(const KeySubject&, const DataOutput& output) {
    return output.put(DWORD{PKCS5_PADDING});
}

Status check_rc2(const KeySubject& subject) {
    if (subject.key.id == capi::calg::rc2) return Status::ok;
    return trace::because(Status::bad_type, "capi: only RC2 has an effective length");
}
Status get_effective_bits(const KeySubject& subject, const DataOutput& output) {
    TRY(check_rc2(subject));
    return output.put(DWORD{session_of(subject).effective_bits()});
}
Status set_effective_bits(const KeySubject& subject, const KeyInput& input) {
    TRY(check_rc2(subject));
    TRY_ASSIGN(const DWORD bits, input.number());
    return session_of(subject).set_effective_bits(subject.object.provider(), bits);
}

Status get_salt(const KeySubject& subject, const DataOutput& output) {
    return output.put(session_of(subject).salt().bytes());
}
Status set_salt(const KeySubject& subject, const KeyInput& input) {
    const capi::Provider& provider = subject.object.provider();
    TRY_ASSIGN(const Bytes salt, input.octets(capi::SessionKey::salt_length(provider)));
    return session_of(subject).set_salt(provider, salt);
}
Status set_salt_ex(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes salt, input.blob());
    return session_of(subject).set_salt_ex(salt);
}

// "This buffer must be the same length as the key. This property only applies to DES keys."  The
// other parameters stay.
Status set_key_value(const KeySubject& subject, const KeyInput& input) {
    if (subject.key.id != capi::calg::des)
        return trace::because(Status::bad_type, "capi: only a DES key takes a value");
    capi::SessionKey& session = session_of(subject);
    TRY_ASSIGN(const Bytes value, input.octets(session.secret().size()));
    TRY_ASSIGN(capi::SessionKey changed,
               capi::SessionKey::make(subject.object.provider(), session.id(), SecureBytes(value)));
    TRY(changed.set_iv(session.iv().bytes()));
    TRY(changed.set_mode(static_cast<std::uint32_t>(session.mode())));
    session = std::move(changed);
    return Status::ok;
}

using capi::SessionKey;
constexpr KeyParam kSession[] = {
    {KP_IV, key_kind::block, get_iv, set_iv},
    {KP_IV, key_kind::stream, get_iv, nullptr},  // of no octets
    {KP_MODE, key_kind::block, get_mode, set_number<&SessionKey::set_mode>},
    {KP_MODE, key_kind::stream, get_mode, nullptr},
    {KP_MODE_BITS, key_kind::block, get_mode_bits, set_number<&SessionKey::set_mode_bits>},
    {KP_PADDING, key_kind::block, get_padding, set_number<&SessionKey::set_padding>},
    {KP_EFFECTIVE_KEYLEN, key_kind::block, get_effective_bits, set_effective_bits},
    {KP_SALT, key_kind::session, get_salt, set_salt},
    {KP_SALT_EX, key_kind::session, nullptr, set_salt_ex},
    {KP_KEYVAL, key_kind::block, nullptr, set_key_value},
};

}  // namespace

std::span<const KeyParam> session_key_params() { return kSession; }

}  // namespace secur32::api
