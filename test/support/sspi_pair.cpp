#include "test/support/sspi_pair.h"

#include <stdlib.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace secur32::test {

AccountsFile::AccountsFile(std::string_view lines) {
    std::string path = "/tmp/secur32-accounts-XXXXXX";
    const int file = ::mkstemp(path.data());
    if (file < 0 || ::write(file, lines.data(), lines.size()) < 0)
        throw std::runtime_error("no temporary file");
    ::close(file);
    path_ = path;
    ::setenv("NTLM_USER_FILE", path_.c_str(), 1);
    ::unsetenv("SECUR32_ACCOUNTS");
}

AccountsFile::~AccountsFile() {
    ::unsetenv("NTLM_USER_FILE");
    ::unlink(path_.c_str());
}

End::End(bool is_initiator, std::string name) : initiator(is_initiator), package(std::move(name)) {
    request = initiator ? ISC_REQ_CONFIDENTIALITY : ASC_REQ_CONFIDENTIALITY;
}

End::~End() {
    if (has_context) DeleteSecurityContext(&context);
    if (has_credential) FreeCredentialsHandle(&credential);
}

SECURITY_STATUS End::acquire(const char* user, const char* password) {
    std::string user_text = user;
    std::string password_text = password;
    std::string domain = "DEMO";
    const auto bytes = [](std::string& text) {
        return reinterpret_cast<unsigned char*>(text.data());
    };
    SEC_WINNT_AUTH_IDENTITY_A identity{};
    identity.User = bytes(user_text);
    identity.UserLength = static_cast<ULONG>(user_text.size());
    identity.Domain = bytes(domain);
    identity.DomainLength = static_cast<ULONG>(domain.size());
    identity.Password = bytes(password_text);
    identity.PasswordLength = static_cast<ULONG>(password_text.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    TimeStamp expiry;
    const SECURITY_STATUS status = AcquireCredentialsHandleA(
        nullptr, package.data(), initiator ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND, nullptr,
        initiator ? &identity : nullptr, nullptr, nullptr, &credential, &expiry);
    has_credential = status == SEC_E_OK;
    return status;
}

SECURITY_STATUS End::step(const Token& input) {
    Token copy = input;
    output.assign(room, 0xEE);
    SecBuffer in{static_cast<ULONG>(copy.size()), SECBUFFER_TOKEN, copy.data()};
    SecBuffer out{room, SECBUFFER_TOKEN, output.data()};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in};
    SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
    SecBufferDesc* const given = input.empty() ? nullptr : &in_desc;
    PCtxtHandle const known = has_context ? &context : nullptr;
    TimeStamp expiry;
    const SECURITY_STATUS status =
        initiator
            ? InitializeSecurityContextA(&credential, known, target.data(), request, 0,
                                         SECURITY_NATIVE_DREP, given, 0, &context, &out_desc,
                                         &attributes, &expiry)
            : AcceptSecurityContext(&credential, known, given, request, SECURITY_NATIVE_DREP,
                                    &context, &out_desc, &attributes, &expiry);
    if (status >= 0) has_context = true;
    output.resize(status >= 0 ? out.cbBuffer : 0);
    return status;
}

Pair::Pair(const std::string& package, const std::string& user)
    : accounts("DEMO:" + user + ":secret\n"), client(true, package), server(false, package) {
    if (client.acquire(user.c_str()) != SEC_E_OK || server.acquire() != SEC_E_OK)
        throw std::runtime_error("no credentials");
}

SECURITY_STATUS Pair::run() {
    Token token;
    for (int leg = 0; leg < 8; ++leg) {
        const SECURITY_STATUS mine = client.step(token);
        if (mine != SEC_E_OK && mine != SEC_I_CONTINUE_NEEDED) return mine;
        const SECURITY_STATUS theirs = server.step(client.output);
        if (theirs != SEC_I_CONTINUE_NEEDED) return theirs;
        token = server.output;
    }
    return SEC_E_INTERNAL_ERROR;
}

namespace {

template <typename Call>
SECURITY_STATUS with_buffers(Sealed& message, Call call) {
    SecBuffer buffers[2] = {
        {static_cast<ULONG>(message.token.size()), SECBUFFER_TOKEN, message.token.data()},
        {static_cast<ULONG>(message.data.size()), SECBUFFER_DATA, message.data.data()}};
    SecBufferDesc desc{SECBUFFER_VERSION, 2, buffers};
    const SECURITY_STATUS status = call(&desc);
    message.token.resize(buffers[0].cbBuffer);
    return status;
}

Sealed fresh(std::string_view text) { return {Token(16), Token(text.begin(), text.end())}; }

}  // namespace

SECURITY_STATUS seal(End& end, std::string_view text, Sealed& out, ULONG sequence) {
    out = fresh(text);
    return with_buffers(out, [&](PSecBufferDesc desc) {
        return EncryptMessage(&end.context, 0, desc, sequence);
    });
}

SECURITY_STATUS unseal(End& end, Sealed& message, ULONG sequence) {
    return with_buffers(message, [&](PSecBufferDesc desc) {
        ULONG qop = 7;
        return DecryptMessage(&end.context, desc, sequence, &qop);
    });
}

SECURITY_STATUS sign(End& end, std::string_view text, Sealed& out, ULONG sequence) {
    out = fresh(text);
    return with_buffers(out, [&](PSecBufferDesc desc) {
        return MakeSignature(&end.context, 0, desc, sequence);
    });
}

SECURITY_STATUS verify(End& end, Sealed& message, ULONG sequence) {
    return with_buffers(message, [&](PSecBufferDesc desc) {
        ULONG qop = 7;
        return VerifySignature(&end.context, desc, sequence, &qop);
    });
}

std::string text_of(const Sealed& message) {
    return {message.data.begin(), message.data.end()};
}

}  // namespace secur32::test
