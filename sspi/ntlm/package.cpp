// Credentials and contexts of both roles.
#include "sspi/ntlm/package.h"

#include "sslprovider/base/trace.h"
#include "sspi/ntlm/client.h"
#include "sspi/ntlm/context.h"
#include "sspi/ntlm/credential.h"
#include "sspi/ntlm/server.h"

namespace secur32::ntlm {
namespace {

// SECPKG_FLAG_INTEGRITY | PRIVACY | TOKEN_ONLY | CONNECTION | MULTI_REQUIRED | IMPERSONATION |
// ACCEPT_WIN32_NAME | NEGOTIABLE | LOGON | RESTRICTED_TOKENS.
constexpr PackageInfo kInfo = {u"NTLM", u"NTLM Security Package", 0x00082B37, 1, 10, 2888};

class NtlmPackage final : public Package {
 public:
    explicit NtlmPackage(std::shared_ptr<AuthorityDirectory> directory)
        : directory_(std::move(directory)) {}

    const PackageInfo& info() const override { return kInfo; }

    Result<std::shared_ptr<secur32::Credential>> acquire(
        const CredentialRequest& request) override {
        TRY_ASSIGN(std::shared_ptr<Credential> credential,
                   Credential::acquire(request, directory_));
        return std::shared_ptr<secur32::Credential>(std::move(credential));
    }

    Result<std::unique_ptr<secur32::Context>> new_context(
        Role role, std::shared_ptr<secur32::Credential> credential) override {
        auto own = std::dynamic_pointer_cast<const Credential>(std::move(credential));
        if (!own) return Status::invalid_handle;
        if (role == Role::initiator ? own->client() == nullptr : !own->inbound())
            return trace::because(Status::no_credentials,
                                  "ntlm: the credential is for the other role");
        return std::unique_ptr<secur32::Context>(
            std::make_unique<Context>(new_handshake(role, std::move(own))));
    }

    Result<std::unique_ptr<secur32::Context>> import_context(Bytes packed) override {
        TRY_ASSIGN(std::unique_ptr<Session> session, Session::unpack(packed));
        return std::unique_ptr<secur32::Context>(std::make_unique<Context>(std::move(session)));
    }

 private:
    static std::unique_ptr<Handshake> new_handshake(Role role,
                                                    std::shared_ptr<const Credential> credential) {
        if (role == Role::initiator) return std::make_unique<Client>(std::move(credential));
        return std::make_unique<Server>(std::move(credential));
    }

    const std::shared_ptr<AuthorityDirectory> directory_;
};

}  // namespace

const PackageInfo& package_info() { return kInfo; }

std::unique_ptr<Package> make_package(std::shared_ptr<AuthorityDirectory> directory) {
    return std::make_unique<NtlmPackage>(std::move(directory));
}

}  // namespace secur32::ntlm
