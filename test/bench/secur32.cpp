// This library, through its function table: loaded by path and apart, because libwinpr is in the
// same process and has the same names.
#include <dlfcn.h>

#define SECURITY_WIN32
#include <sspi.h>

#include <array>
#include <cstring>

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

PSecurityFunctionTableA load() {
    void* const library = ::dlopen(SECUR32_LIBRARY, RTLD_LOCAL | RTLD_NOW);
    void* const symbol = library ? ::dlsym(library, "InitSecurityInterfaceA") : nullptr;
    expect(symbol != nullptr, SECUR32_LIBRARY " cannot be loaded", 0);
    return reinterpret_cast<INIT_SECURITY_INTERFACE_A>(symbol)();
}

const PSecurityFunctionTableA table = load();

SecHandle handle_of(const std::uintptr_t (&words)[2]) {
    SecHandle handle;
    static_assert(sizeof handle == sizeof words);
    std::memcpy(&handle, words, sizeof handle);
    return handle;
}

// A token and its descriptor.
struct Token {
    Token() = default;
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;

    std::array<std::uint8_t, kTokenRoom> bytes;
    SecBuffer buffer{kTokenRoom, SECBUFFER_TOKEN, bytes.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &buffer};
};

class Secur32 final : public Library {
 public:
    Secur32() {
        SEC_WINNT_AUTH_IDENTITY_A identity{};
        set(identity.User, identity.UserLength, kUser);
        set(identity.Domain, identity.DomainLength, kDomain);
        set(identity.Password, identity.PasswordLength, kPassword);
        identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
        acquire(SECPKG_CRED_OUTBOUND, &identity, client_);
        acquire(SECPKG_CRED_INBOUND, nullptr, server_);
    }
    ~Secur32() override {
        table->FreeCredentialsHandle(&client_);
        table->FreeCredentialsHandle(&server_);
    }

    Ends establish() override {
        Token negotiate, challenge, authenticate, nothing;
        SecHandle client, server;
        initialize(nullptr, client, nullptr, negotiate, SEC_I_CONTINUE_NEEDED);
        accept(nullptr, server, negotiate, challenge, SEC_I_CONTINUE_NEEDED);
        initialize(&client, client, &challenge, authenticate, SEC_E_OK);
        accept(&server, server, authenticate, nothing, SEC_E_OK);
        Ends ends;
        std::memcpy(ends.client, &client, sizeof client);
        std::memcpy(ends.server, &server, sizeof server);
        return ends;
    }

    void release_client(Ends& ends) override { drop(ends.client); }
    void release_server(Ends& ends) override { drop(ends.server); }

    void round_trip(Ends& ends, std::span<std::uint8_t> text) override {
        std::array<std::uint8_t, kSignatureSize> signature;
        SecBuffer buffers[2] = {{kSignatureSize, SECBUFFER_TOKEN, signature.data()},
                                {static_cast<ULONG>(text.size()), SECBUFFER_DATA, text.data()}};
        SecBufferDesc message{SECBUFFER_VERSION, 2, buffers};
        SecHandle client = handle_of(ends.client), server = handle_of(ends.server);
        SECURITY_STATUS status = table->EncryptMessage(&client, 0, &message, 0);
        expect(status == SEC_E_OK, "EncryptMessage", status);
        ULONG qop = 0;
        status = table->DecryptMessage(&server, &message, 0, &qop);
        expect(status == SEC_E_OK, "DecryptMessage", status);
    }

 private:
    template <std::size_t n>
    static void set(unsigned char*& member, ULONG& length, const char (&text)[n]) {
        member = reinterpret_cast<unsigned char*>(const_cast<char*>(text));
        length = n - 1;
    }

    static void acquire(ULONG use, void* identity, SecHandle& credential) {
        TimeStamp expiry;
        char package[] = "NTLM";
        const SECURITY_STATUS status = table->AcquireCredentialsHandleA(
            nullptr, package, use, nullptr, identity, nullptr, nullptr, &credential, &expiry);
        expect(status == SEC_E_OK, "AcquireCredentialsHandle", status);
    }

    void initialize(SecHandle* known, SecHandle& context, Token* in, Token& out,
                    SECURITY_STATUS expected) {
        TimeStamp expiry;
        ULONG granted = 0;
        char target[] = "TERMSRV/srv";
        const SECURITY_STATUS status = table->InitializeSecurityContextA(
            &client_, known, target, kClientRequest, 0, SECURITY_NATIVE_DREP,
            in != nullptr ? &in->desc : nullptr, 0, &context, &out.desc, &granted, &expiry);
        expect(status == expected, "InitializeSecurityContext", status);
    }

    void accept(SecHandle* known, SecHandle& context, Token& in, Token& out,
                SECURITY_STATUS expected) {
        TimeStamp expiry;
        ULONG granted = 0;
        const SECURITY_STATUS status = table->AcceptSecurityContext(
            &server_, known, &in.desc, kServerRequest, SECURITY_NATIVE_DREP, &context, &out.desc,
            &granted, &expiry);
        expect(status == expected, "AcceptSecurityContext", status);
    }

    static void drop(const std::uintptr_t (&words)[2]) {
        SecHandle handle = handle_of(words);
        table->DeleteSecurityContext(&handle);
    }

    SecHandle client_{}, server_{};
};

}  // namespace

std::unique_ptr<Library> secur32_library() { return std::make_unique<Secur32>(); }

// A quality of protection that does not exist is refused right after the context was found.
void look_up(const Ends& ends) {
    constexpr ULONG kNoSuchQuality = 77;
    SecHandle handle = handle_of(ends.client);
    const SECURITY_STATUS status = table->EncryptMessage(&handle, kNoSuchQuality, nullptr, 0);
    expect(status == SEC_E_QOP_NOT_SUPPORTED, "EncryptMessage with an unknown QOP", status);
}

}  // namespace bench
