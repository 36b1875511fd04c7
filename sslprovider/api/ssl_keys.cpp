// Asymmetric keys of the SSL provider, and blobs of all its keys: SslOpenPrivateKey,
// SslCreateEphemeralKey, SslImportKey, SslExportKey.  The blobs' layouts are
// provider/key_blobs.h's.
#include <sslprovider.h>

#include <algorithm>
#include <array>

#include "sslprovider/api/certificate_keys.h"
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/provider/groups.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using crypto::KeyShare;
using provider::Group;
using provider::KeyExchange;
using provider::PeerShare;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Status no_such_blob() {
    return trace::because(Status::unsupported_function,
                          "ssl: the blob's type is none for that key");
}

// ---- Ephemeral keys -----------------------------------------------------------------------------

// What the caller asks a key to be like.
struct KeyWish {
    DWORD key_type;
    DWORD bits;
    Bytes parameters;
};

Result<KeyShare> named_key(const Group* group, DWORD bits) {
    if (group == nullptr) return refuse("ssl: no group that the suite could use");
    if (bits != 0 && bits != group->bits) return refuse("ssl: dwKeyBitLen is not the group's");
    return KeyShare::generate(group->id);
}

Result<KeyShare> key_of_parameters(const KeyWish& wish) {
    TRY_ASSIGN(const provider::DhParameters dh, provider::import_dh_parameters(wish.parameters));
    if (wish.bits != 0 && (wish.bits + 7) / 8 != dh.prime.size())
        return refuse("ssl: dwKeyBitLen is not the prime's");
    return KeyShare::generate_finite_field(dh.prime, dh.generator);
}

Result<KeyShare> dhe_key(const KeyWish& wish) {
    if (!wish.parameters.empty()) {
        if (wish.key_type != 0) return refuse("ssl: both a group and parameters");
        return key_of_parameters(wish);
    }
    const auto is_wished = [&](const Group& group) {
        if (!group.finite_field) return false;
        return wish.key_type == 0 ? group.bits == wish.bits
                                  : static_cast<DWORD>(group.id) == wish.key_type;
    };
    const auto groups = provider::groups();
    const auto found = std::ranges::find_if(groups, is_wished);
    return named_key(found == groups.end() ? nullptr : &*found, wish.bits);
}

Result<KeyShare> ephemeral_key(KeyExchange exchange, const KeyWish& wish) {
    if (exchange == KeyExchange::dhe) return dhe_key(wish);
    if (exchange != KeyExchange::ecdhe && exchange != KeyExchange::any)
        return refuse("ssl: the suite has no ephemeral keys");
    if (!wish.parameters.empty()) return refuse("ssl: parameters for a suite that is not DHE");
    const Group* const group = provider::find_group(wish.key_type);
    const bool has = group != nullptr && (exchange == KeyExchange::any || !group->finite_field);
    return named_key(has ? group : nullptr, wish.bits);
}

// ---- Blobs to keys ------------------------------------------------------------------------------

using Imported = Result<std::unique_ptr<Object>>;

template <typename T, typename From>
Imported object_of(Result<From> imported) {
    TRY_ASSIGN(From value, std::move(imported));
    return std::unique_ptr<Object>(std::make_unique<T>(std::move(value)));
}

// The magic says what the key is for.
Imported import_ecc(Bytes blob) {
    TRY_ASSIGN(provider::EccPublic open, provider::import_ecc_public(blob));
    if (open.use == provider::EccUse::ecdsa)
        return std::unique_ptr<Object>(std::make_unique<SslPublicKey>(std::move(open.key)));
    return object_of<SslPublicKey>(provider::import_ecc_share(blob));
}

std::unique_ptr<Object> wrapped(provider::MasterKey key) {
    return std::make_unique<SslMasterKey>(std::move(key));
}
std::unique_ptr<Object> wrapped(provider::PacketKey key) {
    return std::make_unique<SslPacketKey>(std::move(key));
}
std::unique_ptr<Object> wrapped(provider::ScheduleSecret secret) {
    return std::make_unique<SslScheduleSecret>(std::move(secret));
}

Imported import_opaque(Bytes blob) {
    TRY_ASSIGN(provider::OpaqueKey key, provider::import_opaque(blob));
    return std::visit([](auto&& inner) { return wrapped(std::move(inner)); }, std::move(key));
}

struct ImportRow {
    std::u16string_view type;
    Imported (*import)(Bytes blob);
};
constexpr std::array kImports = {
    ImportRow{
        BCRYPT_RSAPUBLIC_BLOB,
        [](Bytes blob) { return object_of<SslPublicKey>(provider::import_rsa_public(blob)); }},
    ImportRow{BCRYPT_ECCPUBLIC_BLOB, import_ecc},
    ImportRow{
        SSL_ECCPUBLIC_BLOB,
        [](Bytes blob) { return object_of<SslPublicKey>(provider::import_ssl_ecc_share(blob)); }},
    ImportRow{BCRYPT_DH_PUBLIC_BLOB,
              [](Bytes blob) { return object_of<SslPublicKey>(provider::import_dh_share(blob)); }},
    ImportRow{BCRYPT_OPAQUE_KEY_BLOB, import_opaque},
    ImportRow{
        BCRYPT_KEY_DATA_BLOB,
        [](Bytes blob) { return object_of<SslPreMasterKey>(provider::import_key_data(blob)); }},
};

Status import_key(LPCWSTR type, Bytes blob, NCRYPT_KEY_HANDLE* key) {
    if (type == nullptr) return refuse("ssl: no type of blob");
    if (blob.data() == nullptr) return refuse("ssl: no blob");
    const auto row = std::ranges::find(kImports, type, &ImportRow::type);
    if (row == kImports.end()) return no_such_blob();
    TRY_ASSIGN(std::unique_ptr<Object> imported, row->import(blob));
    return hand_out(std::move(imported), key);
}

// ---- Keys to blobs ------------------------------------------------------------------------------

using Exported = Result<SecureBytes>;

Exported octets(const Result<Buffer>& blob) {
    TRY(status_of(blob));
    return SecureBytes(blob.value());
}

Exported exported(const crypto::PublicKey& key, std::u16string_view type) {
    const KeyAlgorithm algorithm = key.algorithm();
    const bool rsa = algorithm == KeyAlgorithm::rsa || algorithm == KeyAlgorithm::rsa_pss;
    if (type == BCRYPT_RSAPUBLIC_BLOB && rsa) return octets(provider::export_rsa_public(key));
    if (type == BCRYPT_ECCPUBLIC_BLOB && algorithm == KeyAlgorithm::ec)
        return octets(provider::export_ecc_public(key, provider::EccUse::ecdsa));
    return no_such_blob();
}

Exported exported(const PeerShare& share, std::u16string_view type) {
    const Group* const group = provider::find_group(static_cast<std::uint32_t>(share.group));
    const bool curve = group != nullptr && !group->finite_field;
    if (type == BCRYPT_DH_PUBLIC_BLOB && !curve) return octets(provider::export_dh_share(share));
    if (type == BCRYPT_ECCPUBLIC_BLOB && curve) return octets(provider::export_ecc_share(share));
    if (type == SSL_ECCPUBLIC_BLOB && curve) return octets(provider::export_ssl_ecc_share(share));
    return no_such_blob();
}

Exported exported(const KeyShare& own, std::u16string_view type) {
    const auto copy = [](Bytes bytes) { return Buffer(bytes.begin(), bytes.end()); };
    return exported(
        PeerShare{own.group(), copy(own.public_value()), copy(own.prime()), copy(own.generator())},
        type);
}

Exported exported(const SslPublicKey& key, std::u16string_view type) {
    return key.key ? exported(*key.key, type) : exported(*key.share, type);
}

template <typename Key>
Exported exported_opaque(const Key& key, std::u16string_view type) {
    if (type != BCRYPT_OPAQUE_KEY_BLOB) return no_such_blob();
    return provider::export_opaque(key);
}

Exported exported(Object& object, std::u16string_view type) {
    switch (object.kind()) {
        case ObjectKind::ssl_private_key:
            return exported(static_cast<SslPrivateKey&>(object).key.public_key(), type);
        case ObjectKind::ssl_public_key:
            return exported(static_cast<SslPublicKey&>(object), type);
        case ObjectKind::ssl_ephemeral_key:
            return exported(static_cast<SslEphemeralKey&>(object).share, type);
        case ObjectKind::ssl_master_key:
            return exported_opaque(static_cast<SslMasterKey&>(object).key, type);
        case ObjectKind::ssl_schedule_secret:
            return exported_opaque(static_cast<SslScheduleSecret&>(object).secret, type);
        case ObjectKind::ssl_packet_key: {
            auto& packet = static_cast<SslPacketKey&>(object);
            const std::lock_guard held(packet.lock);
            return exported_opaque(packet.key, type);
        }
        case ObjectKind::ssl_pre_master_key:
            return no_such_blob();
        default:
            return trace::because(Status::invalid_handle, "ssl: hKey is no key of Ssl*");
    }
}

Status export_key(NCRYPT_KEY_HANDLE handle, LPCWSTR type, const Output& output) {
    const HandleTable<Object>::Use key = objects().find(handle);
    if (!key) return trace::because(Status::invalid_handle, "ssl: hKey is no key");
    if (type == nullptr) return refuse("ssl: no type of blob");
    TRY_ASSIGN(const SecureBytes blob, exported(*key, type));
    return output.put(blob.bytes());
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslOpenPrivateKey(NCRYPT_PROV_HANDLE hSslProvider,
                                         NCRYPT_KEY_HANDLE* phPrivateKey,
                                         PCCERT_CONTEXT pCertContext, DWORD dwFlags) {
    return ncrypt_call("SslOpenPrivateKey", [&](CallTrail&) -> Status {
        const Status place = clear_out(phPrivateKey);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        if (pCertContext == nullptr) return refuse("ssl: no certificate");
        TRY_ASSIGN(crypto::PrivateKey key, private_key_of(*pCertContext));
        return hand_out_new<SslPrivateKey>(phPrivateKey, std::move(key));
    });
}

SECURITY_STATUS WINAPI SslCreateEphemeralKey(NCRYPT_PROV_HANDLE hSslProvider,
                                             NCRYPT_KEY_HANDLE* phEphemeralKey, DWORD dwProtocol,
                                             DWORD dwCipherSuite, DWORD dwKeyType,
                                             DWORD dwKeyBitLen, PBYTE pbParams, DWORD cbParams,
                                             DWORD dwFlags) {
    return ncrypt_call("SslCreateEphemeralKey", [&](CallTrail& trail) -> Status {
        trail.flags("suite", dwCipherSuite);
        trail.number("key_type", dwKeyType);
        const Status place = clear_out(phEphemeralKey);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Suite suite, suite_of(dwProtocol, dwCipherSuite));
        TRY_ASSIGN(const Bytes parameters, input_bytes(pbParams, cbParams));
        TRY_ASSIGN(KeyShare share,
                   ephemeral_key(suite.suite->key_exchange, {dwKeyType, dwKeyBitLen, parameters}));
        return hand_out_new<SslEphemeralKey>(phEphemeralKey, std::move(share));
    });
}

SECURITY_STATUS WINAPI SslImportKey(NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE* phKey,
                                    LPCWSTR pszBlobType, PBYTE pbKeyBlob, DWORD cbKeyBlob,
                                    DWORD dwFlags) {
    return ncrypt_call("SslImportKey", [&](CallTrail& trail) -> Status {
        trail.number("size", cbKeyBlob);
        const Status place = clear_out(phKey);
        TRY(check_provider(hSslProvider));
        TRY(place);
        TRY(check_flags(dwFlags));
        return import_key(pszBlobType, {pbKeyBlob, cbKeyBlob}, phKey);
    });
}

SECURITY_STATUS WINAPI SslExportKey(NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey,
                                    LPCWSTR pszBlobType, PBYTE pbOutput, DWORD cbOutput,
                                    DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("SslExportKey", [&](CallTrail& trail) -> Status {
        trail.handle("key", hKey);
        const Output output(pbOutput, cbOutput, pcbResult);
        TRY(check_provider(hSslProvider));
        TRY(output.check());
        TRY(check_flags(dwFlags));
        return export_key(hKey, pszBlobType, output);
    });
}

}  // extern "C"
