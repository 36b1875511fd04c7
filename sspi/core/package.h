// The contract between the Secur32 surface and a security package: Package makes Credentials and
// Contexts, a Context takes tokens (step) and then protects messages.
//
// Thread rule: Package and Credential are called from many threads at once.  Of a Context, step,
// complete, set, pack and query are called by one thread at a time (the dispatch sees to it);
// protect/sign, unprotect/verify may run on several threads at once once step said complete.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/core/attributes.h"
#include "sspi/core/exchange.h"
#include "sspi/core/identity.h"
#include "sspi/core/protection.h"

namespace secur32 {

// What pAuthData is for a package.
enum class AuthData : std::uint8_t { identity, tls };

// SecPkgInfo.
struct PackageInfo {
    std::u16string_view name;
    std::u16string_view comment;
    std::uint32_t capabilities;  // SECPKG_FLAG_*
    std::uint16_t version;
    std::uint16_t rpc_id;
    std::uint32_t max_token;  // bytes
    AuthData auth_data = AuthData::identity;
    // Other names that find() knows it by.
    std::span<const std::u16string_view> aliases = {};
    bool is_stream() const { return (capabilities & 0x400) != 0; }  // SECPKG_FLAG_STREAM
};

struct CredentialRequest {
    std::u16string_view principal;  // empty: none named
    bool inbound = false;
    bool outbound = false;
    const Identity* identity = nullptr;         // null: the default credentials
    const TlsCredentialRequest* tls = nullptr;  // of a package whose auth_data is AuthData::tls
};

class Credential {
public:
    virtual ~Credential() = default;
    // SECPKG_CRED_ATTR_NAMES: DOMAIN\user.
    virtual Result<std::u16string> user_name() const { return Status::unsupported_function; }
    virtual Status set(const CredentialSetting&) { return Status::unsupported_function; }
    virtual FileTime expiry() const { return kNever; }
    virtual Result<CredentialAttributeValue> query(CredentialAttribute) const {
        return Status::unsupported_function;
    }
};

class Context {
public:
    virtual ~Context() = default;

    // One leg.  After a failure the context is dead and only destroyed, but for incomplete_message:
    // then nothing has happened.
    virtual Result<Progress> step(Exchange& exchange) = 0;
    // CompleteAuthToken, after step said complete_needed.
    virtual Result<Progress> complete(Bytes /*token*/) { return Status::unsupported_function; }

    virtual Status protect(Message&) { return Status::unsupported_function; }
    virtual Status unprotect(Message&) { return Status::unsupported_function; }
    virtual Status sign(Message&) { return Status::unsupported_function; }
    virtual Status verify(Message&) { return Status::unsupported_function; }
    // A whole protected message in one buffer (SECBUFFER_STREAM): gives the plaintext inside it.
    virtual Result<MutableBytes> unprotect_stream(MutableBytes /*stream*/,
                                                  std::uint32_t /*sequence_number*/) {
        return Status::unsupported_function;
    }

    // Of a stream: one record each.  unprotect: incomplete_message with what is missing; input is then
    // as it was.
    virtual Status protect(OutgoingRecord&) { return Status::unsupported_function; }
    virtual Result<IncomingRecord> unprotect(MutableBytes /*input*/, std::size_t& /*missing*/) {
        return Status::unsupported_function;
    }
    // ApplyControlToken.
    virtual Status control(const ControlToken&) { return Status::unsupported_function; }
    // Whether step is welcome after complete: messages behind a handshake, a shutdown.
    virtual bool goes_on() const { return false; }

    virtual Result<AttributeValue> query(Attribute) const { return Status::unsupported_function; }
    // SECPKG_ATTR_KEYING_MATERIAL_INPROC: what set() and query() say in two calls.
    virtual Result<SecureBytes> export_keying_material(const KeyingMaterialRequest&) const {
        return Status::unsupported_function;
    }
    virtual Status set(const ContextSetting&) { return Status::unsupported_function; }
    // ExportSecurityContext: everything import_context needs.  reset_sequence: start from 0.
    virtual Result<SecureBytes> pack(bool /*reset_sequence*/) const {
        return Status::unsupported_function;
    }
};

class Package {
public:
    virtual ~Package() = default;
    virtual const PackageInfo& info() const = 0;
    virtual Result<std::shared_ptr<Credential>> acquire(const CredentialRequest& request) = 0;
    // The context holds the credential for as long as it needs it.
    virtual Result<std::unique_ptr<Context>> new_context(Role role,
                                                         std::shared_ptr<Credential> credential) = 0;
    virtual Result<std::unique_ptr<Context>> import_context(Bytes /*packed*/) {
        return Status::unsupported_function;
    }
};

// How a package that wraps others (Negotiate, CredSSP) reaches them.
class Directory {
public:
    virtual ~Directory() = default;
    virtual Package* find(std::u16string_view name) const = 0;
};

}  // namespace secur32
