// A credential of Negotiate holds one of the package it chose; contexts are that package's.
#include "sspi/negotiate/package.h"

#include "sslprovider/base/trace.h"
#include "sspi/negotiate/mechanisms.h"

namespace secur32::negotiate {
namespace {

// SECPKG_FLAG_INTEGRITY | PRIVACY | CONNECTION | MULTI_REQUIRED | EXTENDED_ERROR | IMPERSONATION |
// ACCEPT_WIN32_NAME | NEGOTIABLE | GSS_COMPATIBLE | LOGON | RESTRICTED_TOKENS.
constexpr PackageInfo kInfo = {u"Negotiate", u"Microsoft Package Negotiator", 0x00083BB3, 1, 9,
                               12256};

class NegotiateCredential final : public Credential {
 public:
    NegotiateCredential(Package& package, std::shared_ptr<Credential> inner)
        : package_(package), inner_(std::move(inner)) {}

    Result<std::u16string> user_name() const override { return inner_->user_name(); }
    Status set(const CredentialSetting& setting) override { return inner_->set(setting); }
    FileTime expiry() const override { return inner_->expiry(); }

    Package& package() const { return package_; }
    const std::shared_ptr<Credential>& inner() const { return inner_; }

 private:
    Package& package_;
    const std::shared_ptr<Credential> inner_;
};

class NegotiatePackage final : public Package {
 public:
    explicit NegotiatePackage(const Directory& directory) : directory_(directory) {}

    const PackageInfo& info() const override { return kInfo; }

    Result<std::shared_ptr<Credential>> acquire(const CredentialRequest& request) override {
        const std::u16string_view list =
            request.identity != nullptr ? request.identity->package_list : std::u16string_view();
        TRY_ASSIGN(Package* const package, find(choose(list)));
        TRY_ASSIGN(std::shared_ptr<Credential> inner, package->acquire(request));
        return std::shared_ptr<Credential>(
            std::make_shared<NegotiateCredential>(*package, std::move(inner)));
    }

    Result<std::unique_ptr<Context>> new_context(Role role,
                                                 std::shared_ptr<Credential> credential) override {
        const auto own = std::dynamic_pointer_cast<NegotiateCredential>(std::move(credential));
        if (!own) return Status::invalid_handle;
        return own->package().new_context(role, own->inner());
    }

    Result<std::unique_ptr<Context>> import_context(Bytes packed) override {
        TRY_ASSIGN(Package* const package, find(choose({})));
        return package->import_context(packed);
    }

 private:
    Result<Package*> find(const Mechanism* mechanism) const {
        Package* const package =
            mechanism == nullptr ? nullptr : directory_.find(mechanism->package);
        if (package != nullptr) return package;
        return trace::because(Status::no_credentials, "negotiate: the package list leaves none");
    }

    const Directory& directory_;
};

}  // namespace

std::unique_ptr<Package> make_package(const Directory& directory) {
    return std::make_unique<NegotiatePackage>(directory);
}

}  // namespace secur32::negotiate
