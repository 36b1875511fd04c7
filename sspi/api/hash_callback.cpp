// The callback gets non-const pointers to data that it has no business to change: it gets copies.
#include "sspi/api/hash_callback.h"

#include <algorithm>
#include <string>

#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

SEC_WINNT_AUTH_IDENTITY_W identity_of(std::u16string& user, std::u16string& domain) {
    SEC_WINNT_AUTH_IDENTITY_W identity{};
    identity.User = reinterpret_cast<unsigned short*>(user.data());
    identity.UserLength = static_cast<ULONG>(user.size());
    identity.Domain = reinterpret_cast<unsigned short*>(domain.data());
    identity.DomainLength = static_cast<ULONG>(domain.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    return identity;
}

Result<Secret<16>> ask(psSspiNtlmHashCallback callback, void* argument, const HashQuery& query) {
    std::u16string user(query.user);
    std::u16string domain(query.domain);
    Buffer proof(query.nt_proof_input.begin(), query.nt_proof_input.end());
    Buffer mic_input(query.mic_input.begin(), query.mic_input.end());
    const SEC_WINNT_AUTH_IDENTITY_W identity = identity_of(user, domain);
    const SecBuffer proof_buffer{static_cast<ULONG>(proof.size()), SECBUFFER_DATA, proof.data()};
    const SecBuffer mic_buffer{static_cast<ULONG>(mic_input.size()), SECBUFFER_DATA,
                               mic_input.data()};
    Secret<16> hash;
    const SECURITY_STATUS answer =
        callback(argument, &identity, &proof_buffer, query.encrypted_random_key.data(),
                 query.mic.data(), &mic_buffer, hash.mutable_bytes().data());
    const bool written = !(hash == Secret<16>());
    if ((answer != SEC_E_OK && answer != 1) || !written)
        return trace::because(Status::unknown_user, "the hash callback gave no hash");
    return hash;
}

}  // namespace

HashCallback hash_callback_of(psSspiNtlmHashCallback callback, void* argument) {
    if (callback == nullptr) return {};
    return [callback, argument](const HashQuery& query) { return ask(callback, argument, query); };
}

}  // namespace secur32::api
