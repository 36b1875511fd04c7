#include "sslprovider/api/ssl_objects.h"

#include "sslprovider/base/trace.h"

namespace secur32::api {

Status check_provider(NCRYPT_PROV_HANDLE provider) {
    if (Using<SslProvider>(provider)) return Status::ok;
    return trace::because(Status::invalid_handle, "ssl: hSslProvider is no open provider");
}

Status hand_out(std::unique_ptr<Object> object, NCRYPT_HANDLE* handle) {
    const NCRYPT_HANDLE given = objects().insert(std::move(object));
    if (given == 0) return trace::because(Status::out_of_memory, "ssl: no more handles");
    *handle = given;
    return Status::ok;
}

Result<Suite> suite_of(DWORD protocol, DWORD cipher_suite) {
    const std::optional<Version> version = version_of(protocol);
    if (!version)
        return trace::because(Status::invalid_parameter, "ssl: dwProtocol is none of ours");
    const provider::CipherSuite* const suite = provider::find_cipher_suite(cipher_suite, *version);
    if (suite == nullptr)
        return trace::because(Status::invalid_parameter,
                              "ssl: dwCipherSuite is unknown, refused, or not of dwProtocol");
    return Suite{*version, suite};
}

}  // namespace secur32::api
