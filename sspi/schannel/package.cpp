// Credentials and contexts of both roles.
#include "sspi/schannel/package.h"

#include "sslprovider/base/trace.h"
#include "sspi/schannel/context.h"
#include "sspi/schannel/credential.h"

namespace secur32::schannel {
namespace {

constexpr std::u16string_view kAliases[] = {u"Schannel", u"Default TLS SSP"};

// SECPKG_FLAG_INTEGRITY | PRIVACY | CONNECTION | MULTI_REQUIRED | EXTENDED_ERROR | IMPERSONATION |
// ACCEPT_WIN32_NAME | STREAM | MUTUAL_AUTH.  RPC id: UNISP_RPC_ID.
constexpr PackageInfo kInfo = {.name = u"Microsoft Unified Security Protocol Provider",
                               .comment = u"Schannel Security Package",
                               .capabilities = 0x000107B3,
                               .version = 1,
                               .rpc_id = 14,
                               .max_token = 24576,
                               .auth_data = AuthData::tls,
                               .aliases = kAliases};

class SchannelPackage final : public Package {
 public:
    const PackageInfo& info() const override { return kInfo; }

    Result<std::shared_ptr<secur32::Credential>> acquire(
        const CredentialRequest& request) override {
        TRY_ASSIGN(std::shared_ptr<Credential> credential, Credential::acquire(request));
        return std::shared_ptr<secur32::Credential>(std::move(credential));
    }

    Result<std::unique_ptr<secur32::Context>> new_context(
        Role role, std::shared_ptr<secur32::Credential> credential) override {
        auto own = std::dynamic_pointer_cast<const Credential>(std::move(credential));
        if (!own) return Status::invalid_handle;
        if (own->is_server() != (role == Role::acceptor))
            return trace::because(Status::no_credentials,
                                  "schannel: the credential is for the other role");
        return std::unique_ptr<secur32::Context>(std::make_unique<Context>(role, std::move(own)));
    }
};

}  // namespace

const PackageInfo& package_info() { return kInfo; }

std::unique_ptr<Package> make_package() { return std::make_unique<SchannelPackage>(); }

}  // namespace secur32::schannel
