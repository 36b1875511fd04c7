// libwinpr2's NTLM.  The types are WinPR's own; this library's headers must stay out.
// Its server ends with SEC_I_COMPLETE_NEEDED, and by then has been told where its users are.
#include <winpr/ntlm.h>
#include <winpr/sspi.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include "test/bench/accounts.h"
#include "test/bench/library.h"

namespace bench {
namespace {

constexpr ULONG kClientRequest = ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY |
                                 ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT |
                                 ISC_REQ_MUTUAL_AUTH;
constexpr ULONG kServerRequest =
    ASC_REQ_CONFIDENTIALITY | ASC_REQ_INTEGRITY | ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT;
constexpr ULONG kSignatureSize = 16;
constexpr ULONG kTokenRoom = 4096;

struct Token {
    Token() = default;
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;

    std::array<BYTE, kTokenRoom> bytes;
    SecBuffer buffer{kTokenRoom, SECBUFFER_TOKEN, bytes.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &buffer};
};

class Winpr final : public Library {
 public:
    explicit Winpr(Users users) : users_(users), sam_file_(std::getenv("SAM_FILE")) {
        std::string password = kPassword;
        NTOWFv1A(password.data(), static_cast<UINT32>(password.size()), hash_.NtlmHash);
        hash_.Version = 1;
        SEC_WINNT_AUTH_IDENTITY_A identity{};
        set(identity.User, identity.UserLength, kUser);
        set(identity.Domain, identity.DomainLength, kDomain);
        set(identity.Password, identity.PasswordLength, kPassword);
        identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
        acquire(SECPKG_CRED_OUTBOUND, &identity, client_);
        acquire(SECPKG_CRED_INBOUND, nullptr, server_);
    }
    ~Winpr() override {
        table_->FreeCredentialsHandle(&client_);
        table_->FreeCredentialsHandle(&server_);
    }

    Ends establish() override {
        Token negotiate, challenge, authenticate;
        CtxtHandle client, server;
        initialize(nullptr, client, nullptr, negotiate);
        SECURITY_STATUS status = accept(nullptr, server, negotiate, challenge);
        expect(status == SEC_I_CONTINUE_NEEDED, "WinPR's AcceptSecurityContext", status);
        tell_users(server);
        initialize(&client, client, &challenge, authenticate);
        Token nothing;
        nothing.buffer.cbBuffer = 0;
        status = accept(&server, server, authenticate, nothing);
        if (status == SEC_I_COMPLETE_NEEDED || status == SEC_I_COMPLETE_AND_CONTINUE)
            status = table_->CompleteAuthToken(&server, &nothing.desc);
        expect(status == SEC_E_OK, "WinPR's last AcceptSecurityContext", status);
        Ends ends;
        static_assert(sizeof client == sizeof ends.client);
        std::memcpy(ends.client, &client, sizeof client);
        std::memcpy(ends.server, &server, sizeof server);
        return ends;
    }

    void release_client(Ends& ends) override { drop(ends.client); }
    void release_server(Ends& ends) override { drop(ends.server); }

    // One conversation at a time has messages: sequence_ is its count.
    void round_trip(Ends& ends, std::span<std::uint8_t> text) override {
        std::array<BYTE, kSignatureSize> signature;
        SecBuffer buffers[2] = {{static_cast<ULONG>(text.size()), SECBUFFER_DATA, text.data()},
                                {kSignatureSize, SECBUFFER_TOKEN, signature.data()}};
        SecBufferDesc message{SECBUFFER_VERSION, 2, buffers};
        CtxtHandle client = handle_of(ends.client), server = handle_of(ends.server);
        SECURITY_STATUS status = table_->EncryptMessage(&client, 0, &message, sequence_);
        expect(status == SEC_E_OK, "WinPR's EncryptMessage", status);
        ULONG qop = 0;
        status = table_->DecryptMessage(&server, &message, sequence_++, &qop);
        expect(status == SEC_E_OK, "WinPR's DecryptMessage", status);
    }

 private:
    template <std::size_t n>
    static void set(BYTE*& member, UINT32& length, const char (&text)[n]) {
        member = reinterpret_cast<BYTE*>(const_cast<char*>(text));
        length = n - 1;
    }

    static CtxtHandle handle_of(const std::uintptr_t (&words)[2]) {
        CtxtHandle handle;
        std::memcpy(&handle, words, sizeof handle);
        return handle;
    }

    void acquire(ULONG use, void* identity, CredHandle& credential) {
        TimeStamp expiry;
        char package[] = "NTLM";
        const SECURITY_STATUS status = table_->AcquireCredentialsHandleA(
            nullptr, package, use, nullptr, identity, nullptr, nullptr, &credential, &expiry);
        expect(status == SEC_E_OK, "WinPR's AcquireCredentialsHandle", status);
    }

    void initialize(CtxtHandle* known, CtxtHandle& context, Token* in, Token& out) {
        TimeStamp expiry;
        ULONG granted = 0;
        char target[] = "TERMSRV/srv";
        SECURITY_STATUS status = table_->InitializeSecurityContextA(
            &client_, known, target, kClientRequest, 0, SECURITY_NATIVE_DREP,
            in != nullptr ? &in->desc : nullptr, 0, &context, &out.desc, &granted, &expiry);
        if (status == SEC_I_COMPLETE_NEEDED)
            status = table_->CompleteAuthToken(&context, &out.desc);
        expect(status == (in != nullptr ? SEC_E_OK : SEC_I_CONTINUE_NEEDED),
               "WinPR's InitializeSecurityContext", status);
    }

    SECURITY_STATUS accept(CtxtHandle* known, CtxtHandle& context, Token& in, Token& out) {
        TimeStamp expiry;
        ULONG granted = 0;
        return table_->AcceptSecurityContext(&server_, known, &in.desc, kServerRequest,
                                             SECURITY_NATIVE_DREP, &context, &out.desc, &granted,
                                             &expiry);
    }

    void tell_users(CtxtHandle& server) {
        const SECURITY_STATUS status =
            users_ == Users::file ? table_->SetContextAttributesA(
                                        &server, SECPKG_ATTR_AUTH_NTLM_SAM_FILE, sam_file_.data(),
                                        static_cast<ULONG>(sam_file_.size() + 1))
                                  : table_->SetContextAttributesA(
                                        &server, SECPKG_ATTR_AUTH_NTLM_HASH, &hash_, sizeof hash_);
        expect(status == SEC_E_OK, "WinPR's SetContextAttributes", status);
    }

    void drop(const std::uintptr_t (&words)[2]) {
        CtxtHandle handle = handle_of(words);
        table_->DeleteSecurityContext(&handle);
    }

    const Users users_;
    std::string sam_file_;
    SecPkgContext_AuthNtlmHash hash_{};
    const PSecurityFunctionTableA table_ = InitSecurityInterfaceExA(0);
    CredHandle client_{}, server_{};
    ULONG sequence_ = 0;
};

}  // namespace

std::unique_ptr<Library> winpr_library(Users users) { return std::make_unique<Winpr>(users); }

}  // namespace bench
