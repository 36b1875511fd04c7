// One row for each property that is no blob: how it is set, how it is read.
#include "sslprovider/api/certificate_properties.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/key_provider_info.h"
#include "sslprovider/api/storage_objects.h"

namespace secur32::api {
namespace {

// Elements of a serialized store, in the same numbers: certificate, revocation list, trust list.
constexpr DWORD kCertificateElement = 32, kCrlElement = 33, kCtlElement = 34;

bool is_cng_key(ULONG_PTR handle) { return static_cast<bool>(Using<StorageKey>(handle)); }

// As NCryptFreeObject or CryptReleaseContext.
void release(ULONG_PTR handle) {
    if (is_cng_key(handle))
        objects().remove(handle);
    else
        release_context(handle);
}

ULONG_PTR handle_of(const void* data) { return reinterpret_cast<ULONG_PTR>(data); }

bool is_owned(DWORD flags) { return (flags & CERT_STORE_NO_CRYPT_RELEASE_FLAG) == 0; }

template <typename T>
Status put(const CertOutput& out, const T& value) {
    return out.put({reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
}

Status refuse_property(std::string_view reason) {
    return trace::because(Status::invalid_parameter, reason);
}

}  // namespace

struct CertificateProperties::Form {
    DWORD id;
    Status (CertificateProperties::*set)(DWORD id, DWORD flags, const void* data);
    Status (CertificateProperties::*get)(DWORD id, const CertOutput& out);
};

const CertificateProperties::Form& CertificateProperties::form_of(DWORD id) {
    using P = CertificateProperties;
    static constexpr Form nothing{0, &P::set_nothing, &P::get_nothing};
    static constexpr Form blob{0, &P::set_blob, &P::get_blob};
    // clang-format off
    static constexpr std::array forms = {
        Form{kCertificateElement,                          &P::set_nothing,         &P::get_nothing},
        Form{kCrlElement,                                  &P::set_nothing,         &P::get_nothing},
        Form{kCtlElement,                                  &P::set_nothing,         &P::get_nothing},
        Form{CERT_ACCESS_STATE_PROP_ID,                    &P::set_nothing,         &P::get_access_state},
        Form{CERT_DATE_STAMP_PROP_ID,                      &P::set_file_time,       &P::get_blob},
        Form{CERT_KEY_PROV_INFO_PROP_ID,                   &P::set_provider_info,   &P::get_provider_info},
        Form{CERT_KEY_CONTEXT_PROP_ID,                     &P::set_key_context,     &P::get_key_context},
        Form{CERT_KEY_SPEC_PROP_ID,                        &P::set_key_spec,        &P::get_key_spec},
        Form{CERT_KEY_PROV_HANDLE_PROP_ID,                 &P::set_provider_handle, &P::get_provider_handle},
        Form{CERT_NCRYPT_KEY_HANDLE_PROP_ID,               &P::set_cng_handle,      &P::get_cng_handle},
        Form{CERT_HCRYPTPROV_OR_NCRYPT_KEY_HANDLE_PROP_ID, &P::set_either_handle,   &P::get_either_handle},
        Form{CERT_HCRYPTPROV_TRANSFER_PROP_ID,             &P::set_provider_handle, &P::take_provider_handle},
        Form{CERT_NCRYPT_KEY_HANDLE_TRANSFER_PROP_ID,      &P::set_cng_handle,      &P::take_cng_handle},
    };
    // clang-format on
    if (id == 0 || id > CERT_LAST_USER_PROP_ID) return nothing;
    const auto* const row = std::ranges::find(forms, id, &Form::id);
    return row != forms.end() ? *row : blob;
}

CertificateProperties::~CertificateProperties() { replace_key(std::nullopt); }

Status CertificateProperties::set(DWORD id, DWORD flags, const void* data) {
    const std::lock_guard lock(mutex_);
    return (this->*form_of(id).set)(id, flags, data);
}

Status CertificateProperties::get(DWORD id, const CertOutput& out) {
    const std::lock_guard lock(mutex_);
    return (this->*form_of(id).get)(id, out);
}

void CertificateProperties::keep(DWORD id, Bytes value) {
    const std::lock_guard lock(mutex_);
    blobs_.try_emplace(id, value);
}

bool CertificateProperties::keep_key(KeyContext& key) {
    const std::lock_guard lock(mutex_);
    if (key_ && key_->handle != 0) {
        key = *key_;
        return false;
    }
    key_ = KeyContext{key.handle, key.key_spec, true};
    return true;
}

DWORD CertificateProperties::next(DWORD id) const {
    const std::lock_guard lock(mutex_);
    DWORD lowest = 0;
    const auto offer = [&](DWORD candidate) {
        if (candidate > id && (lowest == 0 || candidate < lowest)) lowest = candidate;
    };
    if (provider_info_) offer(CERT_KEY_PROV_INFO_PROP_ID);
    if (key_) offer(CERT_KEY_CONTEXT_PROP_ID);
    if (const auto blob = blobs_.upper_bound(id); blob != blobs_.end()) offer(blob->first);
    return lowest;
}

namespace {

KeyProviderInfo copy_of(const KeyProviderInfo& info) {
    KeyProviderInfo copy{info.container, info.provider, info.provider_type, info.flags, {},
                         info.key_spec};
    for (const ProviderParameter& parameter : info.parameters)
        copy.parameters.push_back(
            {parameter.id, SecureBytes(parameter.data.bytes()), parameter.flags});
    return copy;
}

}  // namespace

void CertificateProperties::merge(const CertificateProperties& from) {
    if (&from == this) return;
    const std::scoped_lock lock(mutex_, from.mutex_);
    for (const auto& [id, octets] : from.blobs_) blobs_.try_emplace(id, octets.bytes());
    if (!provider_info_ && from.provider_info_) provider_info_ = copy_of(*from.provider_info_);
}

Status CertificateProperties::set_as_blob(DWORD id, const void* data) {
    const std::lock_guard lock(mutex_);
    return set_blob(id, 0, data);
}

CertificateProperties::Kept CertificateProperties::kept(DWORD id) const {
    const std::lock_guard lock(mutex_);
    Kept old;
    if (const auto at = blobs_.find(id); at != blobs_.end())
        old.blob = SecureBytes(at->second.bytes());
    if (id == CERT_KEY_PROV_INFO_PROP_ID && provider_info_) old.info = copy_of(*provider_info_);
    return old;
}

void CertificateProperties::put_back(DWORD id, Kept old) {
    const std::lock_guard lock(mutex_);
    blobs_.erase(id);
    if (old.blob) blobs_.insert_or_assign(id, std::move(*old.blob));
    if (id == CERT_KEY_PROV_INFO_PROP_ID) provider_info_ = std::move(old.info);
}

// Handles mean nothing to another process.
bool CertificateProperties::is_persistent(DWORD id) {
    const Form& form = form_of(id);
    return form.set == &CertificateProperties::set_blob ||
           form.set == &CertificateProperties::set_file_time ||
           form.set == &CertificateProperties::set_provider_info;
}

bool CertificateProperties::has(DWORD id) const {
    const std::lock_guard lock(mutex_);
    if (id == CERT_KEY_PROV_INFO_PROP_ID) return provider_info_.has_value();
    if (id == CERT_KEY_CONTEXT_PROP_ID) return key_.has_value();
    return blobs_.contains(id);
}

std::optional<SecureBytes> CertificateProperties::blob(DWORD id) const {
    const std::lock_guard lock(mutex_);
    const auto at = blobs_.find(id);
    if (at == blobs_.end()) return std::nullopt;
    return SecureBytes(at->second.bytes());
}

KeyContext CertificateProperties::key_context() const {
    const std::lock_guard lock(mutex_);
    return key_.value_or(KeyContext{});
}

std::optional<CertificateProperties::KeyName> CertificateProperties::key_name() const {
    const std::lock_guard lock(mutex_);
    if (!provider_info_) return std::nullopt;
    return KeyName{provider_info_->container, provider_info_->provider,
                   provider_info_->provider_type, provider_info_->flags, provider_info_->key_spec};
}

// The handle that goes is freed if it was owned, unless the same one comes back.
void CertificateProperties::replace_key(std::optional<KeyContext> next) {
    const bool goes = key_ && key_->owned && !(next && next->handle == key_->handle);
    if (goes) release(key_->handle);
    key_ = next;
}

// ---- Setting ------------------------------------------------------------------------------------

Status CertificateProperties::set_nothing(DWORD, DWORD, const void*) {
    return refuse_property("cert: no such property can be set");
}

Status CertificateProperties::set_blob(DWORD id, DWORD, const void* data) {
    if (data == nullptr) {
        blobs_.erase(id);
        return Status::ok;
    }
    const auto& blob = *static_cast<const CRYPT_DATA_BLOB*>(data);
    TRY_ASSIGN(const Bytes value, cert_bytes(blob.pbData, blob.cbData));
    blobs_.insert_or_assign(id, SecureBytes(value));
    return Status::ok;
}

Status CertificateProperties::set_file_time(DWORD id, DWORD, const void* data) {
    blobs_.erase(id);
    if (data != nullptr)
        blobs_.emplace(id, Bytes(static_cast<const std::uint8_t*>(data), sizeof(FILETIME)));
    return Status::ok;
}

Status CertificateProperties::set_provider_info(DWORD, DWORD, const void* data) {
    if (data == nullptr) {
        provider_info_.reset();
        return Status::ok;
    }
    TRY_ASSIGN(KeyProviderInfo info,
               copy_provider_info(*static_cast<const CRYPT_KEY_PROV_INFO*>(data)));
    provider_info_ = std::move(info);
    return Status::ok;
}

Status CertificateProperties::set_key_context(DWORD, DWORD flags, const void* data) {
    if (data == nullptr) {
        replace_key(std::nullopt);
        return Status::ok;
    }
    const auto& given = *static_cast<const CERT_KEY_CONTEXT*>(data);
    if (given.cbSize != sizeof given)
        return refuse_property("cert: cbSize is not CERT_KEY_CONTEXT's");
    replace_key(KeyContext{given.hCryptProv, given.dwKeySpec, is_owned(flags)});
    return Status::ok;
}

Status CertificateProperties::set_key_spec(DWORD, DWORD, const void* data) {
    const DWORD key_spec = data != nullptr ? *static_cast<const DWORD*>(data) : 0;
    if (key_)
        key_->key_spec = key_spec;
    else if (data != nullptr)
        key_ = KeyContext{0, key_spec, false};
    return Status::ok;
}

Status CertificateProperties::set_provider_handle(DWORD, DWORD flags, const void* data) {
    // Without a handle the key context stays, with 0 in it.
    if (data == nullptr && !key_) return Status::ok;
    const bool keeps_spec = key_ && (data == nullptr || !key_->is_cng());
    const DWORD named = provider_info_ ? provider_info_->key_spec : 0;
    const DWORD key_spec = keeps_spec ? key_->key_spec : named;
    replace_key(KeyContext{handle_of(data), key_spec, is_owned(flags)});
    return Status::ok;
}

Status CertificateProperties::set_cng_handle(DWORD, DWORD flags, const void* data) {
    if (data != nullptr)
        replace_key(KeyContext{handle_of(data), CERT_NCRYPT_KEY_SPEC, is_owned(flags)});
    else if (key_ && key_->is_cng())
        replace_key(std::nullopt);
    return Status::ok;
}

Status CertificateProperties::set_either_handle(DWORD id, DWORD flags, const void* data) {
    const bool cng = data != nullptr ? is_cng_key(handle_of(data)) : key_ && key_->is_cng();
    return cng ? set_cng_handle(id, flags, data) : set_provider_handle(id, flags, data);
}

// ---- Reading ------------------------------------------------------------------------------------

Status CertificateProperties::get_nothing(DWORD, const CertOutput&) {
    return refuse_property("cert: there is no such property");
}

// CERT_ACCESS_STATE_WRITE_PERSIST_FLAG and the rest are of contexts in a store on disk.
Status CertificateProperties::get_access_state(DWORD, const CertOutput& out) {
    return put(out, DWORD{0});
}

Status CertificateProperties::get_blob(DWORD id, const CertOutput& out) {
    const auto blob = blobs_.find(id);
    return blob == blobs_.end() ? Status::not_found : out.put(blob->second.bytes());
}

Status CertificateProperties::get_provider_info(DWORD, const CertOutput& out) {
    return provider_info_ ? put_provider_info(*provider_info_, out) : Status::not_found;
}

Status CertificateProperties::get_key_context(DWORD, const CertOutput& out) {
    if (!key_) return Status::not_found;
    CERT_KEY_CONTEXT context{};
    context.cbSize = sizeof context;
    context.hCryptProv = key_->handle;
    context.dwKeySpec = key_->key_spec;
    return put(out, context);
}

Status CertificateProperties::get_key_spec(DWORD, const CertOutput& out) {
    if (key_) return put(out, key_->key_spec);
    return provider_info_ ? put(out, provider_info_->key_spec) : Status::not_found;
}

Status CertificateProperties::get_provider_handle(DWORD, const CertOutput& out) {
    return key_ && !key_->is_cng() ? put(out, key_->handle) : Status::not_found;
}

Status CertificateProperties::get_cng_handle(DWORD, const CertOutput& out) {
    return key_ && key_->is_cng() && key_->handle != 0 ? put(out, key_->handle) : Status::not_found;
}

Status CertificateProperties::get_either_handle(DWORD id, const CertOutput& out) {
    return key_ && key_->is_cng() ? get_cng_handle(id, out) : get_provider_handle(id, out);
}

Status CertificateProperties::take_provider_handle(DWORD id, const CertOutput& out) {
    TRY(get_provider_handle(id, out));
    if (!out.asks_size()) key_.reset();
    return Status::ok;
}

Status CertificateProperties::take_cng_handle(DWORD id, const CertOutput& out) {
    TRY(get_cng_handle(id, out));
    if (!out.asks_size()) key_.reset();
    return Status::ok;
}

}  // namespace secur32::api
