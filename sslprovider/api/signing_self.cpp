// CertCreateSelfSignCertificate: judge the arguments, get the key, write the certificate
// (RFC 5280 4.1), sign it, make the context lead to the key.
#include <array>
#include <chrono>
#include <string_view>

#include "sslprovider/api/cert_info_parts.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crypt_containers.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/crypt_providers.h"
#include "sslprovider/api/key_provider_info.h"
#include "sslprovider/api/new_keys.h"
#include "sslprovider/api/signing_keys.h"
#include "sslprovider/api/storage_keys.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/productions.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

constexpr std::size_t kSerialNumber = 16, kNewRsaBits = 2048;
constexpr std::string_view kPkcs1 = "1.2.840.113549.1.1.", kSha1 = "1.3.14.3.2.26";

// ---- The arguments ------------------------------------------------------------------------------

Result<FileTime> time_of(const SYSTEMTIME& time) {
    using namespace std::chrono;
    const year_month_day date{year(time.wYear), month(time.wMonth), day(time.wDay)};
    if (!date.ok() || time.wYear < 1601 || time.wYear > 9999 || time.wHour > 23 ||
        time.wMinute > 59 || time.wSecond > 59)
        return trace::because(Status::invalid_parameter, "cert: a SYSTEMTIME that is none");
    const seconds since = sys_days(date).time_since_epoch() + hours(time.wHour) +
                          minutes(time.wMinute) + seconds(time.wSecond);
    return kUnixEpochAsFileTime + static_cast<FileTime>(since.count()) * kFileTimeSecond;
}

// "the pStartTime value plus one year": the same day of the next year.
FileTime year_later(FileTime time) {
    using namespace std::chrono;
    const auto since = static_cast<std::int64_t>(time / kFileTimeSecond) -
                       static_cast<std::int64_t>(kUnixEpochAsFileTime / kFileTimeSecond);
    const sys_seconds start{seconds(since)};
    const sys_days midnight = floor<days>(start);
    const year_month_day date = year_month_day(midnight) + years(1);
    const sys_days next = date.ok() ? sys_days(date) : sys_days(date.year() / date.month() / last);
    return time + static_cast<FileTime>((next - midnight) / seconds(1)) * kFileTimeSecond;
}

struct Validity {
    FileTime not_before = 0, not_after = 0;
};
Result<Validity> validity_of(const SYSTEMTIME* start, const SYSTEMTIME* end) {
    const FileTime now = file_time_now();
    Validity out{now - now % kFileTimeSecond, 0};
    if (start != nullptr) {
        TRY_ASSIGN(out.not_before, time_of(*start));
    }
    out.not_after = year_later(out.not_before);
    if (end != nullptr) {
        TRY_ASSIGN(out.not_after, time_of(*end));
    }
    return out;
}

Result<Bytes> name_of(const CERT_NAME_BLOB* blob) {
    if (blob == nullptr)
        return trace::because(Status::invalid_parameter, "cert: pSubjectIssuerBlob is null");
    TRY_ASSIGN(const Bytes name, cert_bytes(blob->pbData, blob->cbData));
    DerReader in(name);
    x509::read_name(in);
    if (!in.done()) return trace::because(Status::bad_data, "cert: a name that is none");
    return name;
}

//   Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
Result<Buffer> extensions_of(const CERT_EXTENSIONS* given) {
    DerWriter out;
    if (given == nullptr || given->cExtension == 0) return Buffer{};
    if (given->rgExtension == nullptr)
        return trace::because(Status::invalid_parameter, "cert: rgExtension is null");
    Status status = Status::ok;
    const auto put = [&](const CERT_EXTENSION& extension) -> Status {
        const std::string_view id = extension.pszObjId == nullptr ? "" : extension.pszObjId;
        TRY_ASSIGN(const Bytes value, cert_bytes(extension.Value.pbData, extension.Value.cbData));
        const Result<Buffer> oid = object_identifier_of(id);
        if (!oid.ok())
            return trace::because(Status::invalid_parameter, "cert: no object identifier", id);
        out.nested(DerTag::sequence, [&] {
            out.put(DerTag::object_identifier, oid.value());
            if (extension.fCritical != FALSE) out.boolean(true);
            out.put(DerTag::octet_string, value);
        });
        return Status::ok;
    };
    out.nested(DerTag::sequence, [&] {
        for (DWORD i = 0; i < given->cExtension && status == Status::ok; ++i)
            status = put(given->rgExtension[i]);
    });
    TRY(status);
    return out.take();
}

struct Default {
    crypto::KeyAlgorithm key;
    std::string_view oid;
};
constexpr std::array kDefaults = {
    Default{crypto::KeyAlgorithm::rsa, "1.2.840.113549.1.1.11"},
    Default{crypto::KeyAlgorithm::dsa, "2.16.840.1.101.3.4.3.2"},
    Default{crypto::KeyAlgorithm::ec, "1.2.840.10045.4.3.2"},
    Default{crypto::KeyAlgorithm::ed25519, "1.3.101.112"},
};

// RFC 4055 5: "the parameters MUST be NULL" for RSA's; absent for the others.
Result<Buffer> algorithm_called(std::string_view oid) {
    TRY_ASSIGN(const Buffer octets, object_identifier_of(oid));
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.put(DerTag::object_identifier, octets);
        if (oid.starts_with(kPkcs1) || oid == kSha1) out.null();
    });
    return out.take();
}

Result<Buffer> algorithm_for(const crypto::PublicKey& key, const CRYPT_ALGORITHM_IDENTIFIER* given,
                             bool is_signed) {
    if (!is_signed) return algorithm_called(kSha1);
    if (given == nullptr) {
        for (const Default& row : kDefaults)
            if (row.key == key.algorithm()) return algorithm_called(row.oid);
        return trace::because(Status::bad_algorithm, "cert: the key has no usual algorithm");
    }
    const std::string_view oid = given->pszObjId == nullptr ? "" : given->pszObjId;
    if (given->Parameters.cbData == 0 && oid.starts_with(kPkcs1)) return algorithm_called(oid);
    return algorithm_of(given);
}

// ---- The key ------------------------------------------------------------------------------------

struct Signer {
    crypto::PrivateKey key;
    std::optional<KeyProviderInfo> info;  // what is known of where it is
};

Result<crypto::PrivateKey> stored_key(const KeyProviderInfo& info) {
    const std::u16string name = info.container.value_or(u"");
    Result<KeyFacts> found = open_key(name);
    if (found.status() == Status::no_keyset) {
        TRY_ASSIGN(crypto::PrivateKey made, crypto::PrivateKey::generate_rsa(kNewRsaBits));
        ImportWishes wishes;
        wishes.name = name;
        found = adopt_key(imported(std::move(made)), wishes);
    }
    TRY(found);
    return private_key_of(found.value());
}

capi::Key new_pair(const crypto::PrivateKey& key, capi::KeySpec spec) {
    const bool exchange = spec == capi::KeySpec::exchange;
    return {exchange ? capi::calg::rsa_keyx : capi::calg::rsa_sign, capi::permission::standard,
            capi::PairKey{key.public_key(), key}};
}

Result<crypto::PrivateKey> contained_key(const KeyProviderInfo& info) {
    TRY_ASSIGN(const capi::Provider* const provider,
               provider_named(info.provider.value_or(u""), info.provider_type));
    TRY_ASSIGN(const DWORD number, pair_spec_of(info.key_spec));
    const capi::KeySpec spec{number};
    TRY_ASSIGN(
        const capi::ContainerName container,
        container_meant(container_called(info.container.value_or(u""), info.flags, *provider)));
    const Status made = capi::create_container(container);
    if (made != Status::ok && made != Status::exists) return made;
    Result<capi::Key> pair = capi::load_pair(container, spec);
    if (pair.status() == Status::no_key && capi::store_of(*provider) == capi::Store::rsa) {
        TRY_ASSIGN(const crypto::PrivateKey key, crypto::PrivateKey::generate_rsa(kNewRsaBits));
        TRY(capi::save_pair(container, spec, new_pair(key, spec)));
        return key;
    }
    TRY(pair);
    const capi::PairKey* const halves = pair.value().pair();
    if (halves != nullptr && halves->closed) return *halves->closed;
    return trace::because(Status::bad_type, "cert: no key of certificates");
}

// What a handle says of where its key is; nothing for a key that is not persisted.
std::optional<KeyProviderInfo> info_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec) {
    KeyProviderInfo info;
    if (is_cng_handle(handle)) {
        const Result<KeyFacts> facts = facts_of(handle);
        if (!facts.ok() || facts.value().name.empty()) return std::nullopt;
        info.container = facts.value().name;
        info.provider = std::u16string(reinterpret_cast<const char16_t*>(MS_KEY_STORAGE_PROVIDER));
        return info;
    }
    const Using<CryptContext> context(handle);
    if (!context || !context->facts().container) return std::nullopt;
    info.container = context->facts().container->name;
    info.provider = std::u16string(context->provider().name);
    info.provider_type = context->provider().type;
    const bool machine = context->facts().scope == capi::Scope::machine;
    info.flags = machine ? DWORD{CRYPT_MACHINE_KEYSET} : 0;
    info.key_spec = key_spec;
    return info;
}

Result<Signer> signer_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, const CRYPT_KEY_PROV_INFO* given,
                         NewKeys& new_keys) {
    Signer out;
    if (given != nullptr) {
        TRY_ASSIGN(out.info, copy_provider_info(*given));
    }
    if (handle != 0) {
        const DWORD key_spec = given != nullptr ? given->dwKeySpec : DWORD{AT_SIGNATURE};
        TRY_ASSIGN(out.key, signing_key_of(handle, key_spec));
        if (!out.info) out.info = info_of(handle, key_spec);
        return out;
    }
    if (out.info) {
        TRY_ASSIGN(out.key,
                   out.info->provider_type == 0 ? stored_key(*out.info) : contained_key(*out.info));
        return out;
    }
    NewKeyPlace place;
    TRY_ASSIGN(place.provider, provider_named(u"", PROV_RSA_FULL));
    place.spec = capi::KeySpec::signature;
    TRY_ASSIGN(out.key, crypto::PrivateKey::generate_rsa(kNewRsaBits));
    TRY_ASSIGN(out.info, new_keys.store(out.key, place));
    return out;
}

// ---- The certificate ----------------------------------------------------------------------------

struct Plan {
    Bytes name;
    Validity validity;
    Buffer extensions;
};

Result<Buffer> to_be_signed(const Plan& plan, Bytes algorithm, const crypto::PublicKey& key) {
    TRY_ASSIGN(const Buffer info, key.subject_public_key_info());
    std::array<std::uint8_t, kSerialNumber> serial_number;
    fill_random(serial_number);
    serial_number[0] = static_cast<std::uint8_t>((serial_number[0] & 0x3F) | 0x40);
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.nested(der_explicit(0), [&] { out.small_integer(2); });
        out.integer(serial_number);
        out.raw(algorithm);
        out.raw(plan.name);
        out.nested(DerTag::sequence, [&] {
            out.time(plan.validity.not_before);
            out.time(plan.validity.not_after);
        });
        out.raw(plan.name);
        out.raw(info);
        if (!plan.extensions.empty())
            out.nested(der_explicit(3), [&] { out.raw(plan.extensions); });
    });
    return out.take();
}

Result<Buffer> signature_over(Bytes message, Bytes algorithm, const crypto::PrivateKey& key,
                              bool is_signed) {
    if (is_signed) return x509::sign_data(message, read_algorithm_of(algorithm), key);
    const crypto::Digest digest = crypto::hash(crypto::HashAlgorithm::sha1, message);
    return Buffer(digest.bytes().begin(), digest.bytes().end());
}

// What the caller says goes in as it is, with its parameters.
Status name_key(CertificateProperties& properties, const CRYPT_KEY_PROV_INFO* given,
                const std::optional<KeyProviderInfo>& info) {
    if (given != nullptr) return properties.set(CERT_KEY_PROV_INFO_PROP_ID, 0, given);
    return info ? set_provider_info(properties, *info) : Status::ok;
}

struct Arguments {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle;
    const CERT_NAME_BLOB* name;
    DWORD flags;
    const CRYPT_KEY_PROV_INFO* info;
    const CRYPT_ALGORITHM_IDENTIFIER* algorithm;
    const SYSTEMTIME *start, *end;
    const CERT_EXTENSIONS* extensions;
};

CertResult create(const Arguments& given, PCCERT_CONTEXT* place) {
    constexpr DWORD kFlags = CERT_CREATE_SELFSIGN_NO_SIGN | CERT_CREATE_SELFSIGN_NO_KEY_INFO;
    if ((given.flags & ~kFlags) != 0) return refuse(E_INVALIDARG, "cert: unknown flags");
    Plan plan;
    TRY_ASSIGN(plan.name, name_of(given.name));
    TRY_ASSIGN(plan.validity, validity_of(given.start, given.end));
    TRY_ASSIGN(plan.extensions, extensions_of(given.extensions));
    const bool is_signed = (given.flags & CERT_CREATE_SELFSIGN_NO_SIGN) == 0;
    NewKeys new_keys;
    TRY_ASSIGN(const Signer signer, signer_of(given.handle, given.info, new_keys));
    const crypto::PublicKey& open = signer.key.public_key();
    TRY_ASSIGN(const Buffer algorithm, algorithm_for(open, given.algorithm, is_signed));
    TRY_ASSIGN(const Buffer message, to_be_signed(plan, algorithm, open));
    TRY_ASSIGN(const Buffer signature, signature_over(message, algorithm, signer.key, is_signed));
    TRY_ASSIGN(const PCCERT_CONTEXT context,
               CertificateContext::create(X509_ASN_ENCODING,
                                          signed_data_of(message, algorithm, signature)));
    CertificateContext* const ours = CertificateContext::of(context);
    if ((given.flags & CERT_CREATE_SELFSIGN_NO_KEY_INFO) == 0) {
        const Status status = name_key(ours->properties(), given.info, signer.info);
        if (status != Status::ok) {
            ours->drop_reference();
            return status;
        }
    }
    new_keys.keep();
    *place = context;
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

PCCERT_CONTEXT WINAPI CertCreateSelfSignCertificate(
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey, PCERT_NAME_BLOB pSubjectIssuerBlob,
    DWORD dwFlags, PCRYPT_KEY_PROV_INFO pKeyProvInfo,
    PCRYPT_ALGORITHM_IDENTIFIER pSignatureAlgorithm, PSYSTEMTIME pStartTime, PSYSTEMTIME pEndTime,
    PCERT_EXTENSIONS pExtensions) {
    PCCERT_CONTEXT context = nullptr;
    cert_call("CertCreateSelfSignCertificate", [&](CallTrail& trail) {
        trail.handle("key", hCryptProvOrNCryptKey);
        trail.flags("flags", dwFlags);
        return create({hCryptProvOrNCryptKey, pSubjectIssuerBlob, dwFlags, pKeyProvInfo,
                       pSignatureAlgorithm, pStartTime, pEndTime, pExtensions},
                      &context);
    });
    return context;
}

}  // extern "C"
