// libwinpr2's NTLM as a Party.  The types are WinPR's own; this library's headers must stay out.
// Its server ends with SEC_I_COMPLETE_NEEDED, and only then is told where its users are.
#include "test/interop/winpr_party.h"

#include <winpr/ntlm.h>
#include <winpr/sspi.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace interop {
namespace {

constexpr ULONG kSignatureSize = 16;

std::string hexadecimal(SECURITY_STATUS status) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(status));
    return text;
}

BYTE* text_pointer(std::string& text) { return reinterpret_cast<BYTE*>(text.data()); }

// The callback knows one user, "user", and his password.
constexpr char kCallbackPassword[] = "Passw0rd!";

// `hash` is to be NTOWFv2 of whoever comes in, in the spelling in which he came.
SECURITY_STATUS compute_hash(void*, const SEC_WINNT_AUTH_IDENTITY* who, const SecBuffer*,
                             const BYTE*, const BYTE*, const SecBuffer*, BYTE* hash) {
    constexpr char16_t kName[] = u"user";
    if (who->UserLength != 4 || std::memcmp(who->User, kName, 8) != 0) return 0;
    std::string password = kCallbackPassword;
    BYTE nt_hash[16];
    NTOWFv1A(password.data(), static_cast<UINT32>(password.size()), nt_hash);
    NTOWFv2FromHashW(nt_hash, reinterpret_cast<LPWSTR>(who->User), who->UserLength * 2,
                     reinterpret_cast<LPWSTR>(who->Domain), who->DomainLength * 2, hash);
    return 1;  // this release takes 1 for success
}

enum class Users { none, sam_file, callback };

class WinprParty : public Party {
 public:
    WinprParty(bool initiates, Users users, const Request& request)
        : initiates_(initiates), users_(users), request_(request) {
        SecInvalidateHandle(&credential_);
        SecInvalidateHandle(&context_);
        if (!request.binding.empty()) build_bindings();
        acquire();
    }
    ~WinprParty() override {
        if (SecIsValidHandle(&context_)) table_->DeleteSecurityContext(&context_);
        if (SecIsValidHandle(&credential_)) table_->FreeCredentialsHandle(&credential_);
    }

    Leg step(const Bytes& token) override {
        Bytes input = token, output(12256);
        SecBuffer in[2] = {
            {static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()},
            {static_cast<ULONG>(bindings_.size()), SECBUFFER_CHANNEL_BINDINGS, bindings_.data()}};
        SecBufferDesc in_desc{SECBUFFER_VERSION, bindings_.empty() ? 1U : 2U, in};
        SecBuffer out{static_cast<ULONG>(output.size()), SECBUFFER_TOKEN, output.data()};
        SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
        const SECURITY_STATUS status =
            initiates_ ? initialize(&in_desc, &out_desc) : accept(&in_desc, &out_desc);
        if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED)
            return {State::failed, status, hexadecimal(status), {}};
        output.resize(initiates_ || status == SEC_I_CONTINUE_NEEDED ? out.cbBuffer : 0);
        return {status == SEC_E_OK ? State::done : State::more, status, hexadecimal(status),
                output};
    }

    std::optional<Sealed> seal(const Bytes& text) override {
        Sealed sealed{Bytes(kSignatureSize), text};
        Buffers message(sealed.signature, sealed.text);
        if (table_->EncryptMessage(&context_, 0, &message.desc, sent_++) != SEC_E_OK)
            return std::nullopt;
        return sealed;
    }

    std::optional<Bytes> unseal(const Sealed& received) override {
        Sealed sealed = received;
        Buffers message(sealed.signature, sealed.text);
        ULONG quality = 0;
        if (table_->DecryptMessage(&context_, &message.desc, received_++, &quality) != SEC_E_OK)
            return std::nullopt;
        return sealed.text;
    }

    // WinPR has no MakeSignature: a read-only DATA buffer is signed and stays as it is.
    std::optional<Bytes> sign(const Bytes& text) override {
        Bytes data = text, signature(kSignatureSize);
        Buffers message(signature, data);
        message.buffers[1].BufferType |= SECBUFFER_READONLY;
        if (table_->EncryptMessage(&context_, 0, &message.desc, sent_++) != SEC_E_OK)
            return std::nullopt;
        return signature;
    }

    // Nor VerifySignature: without confidentiality DecryptMessage checks the text as it is.
    bool verify(const Bytes& text, const Bytes& received) override {
        Bytes data = text, signature = received;
        Buffers message(signature, data);
        ULONG quality = 0;
        return table_->DecryptMessage(&context_, &message.desc, received_++, &quality) == SEC_E_OK;
    }

    std::string user() override {
        SecPkgContext_AuthIdentity who{};
        if (table_->QueryContextAttributesA(&context_, SECPKG_ATTR_AUTH_IDENTITY, &who) != SEC_E_OK)
            return "";
        return std::string(who.Domain) + "\\" + who.User;
    }

    Bytes session_key() override { return {}; }

 private:
    struct Buffers {
        Buffers(Bytes& token, Bytes& data) {
            buffers[0] = {static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()};
            buffers[1] = {static_cast<ULONG>(data.size()), SECBUFFER_DATA, data.data()};
        }
        SecBuffer buffers[2];
        SecBufferDesc desc{SECBUFFER_VERSION, 2, buffers};
    };

    void build_bindings() {
        SEC_CHANNEL_BINDINGS header{};
        header.cbApplicationDataLength = static_cast<UINT32>(request_.binding.size());
        header.dwApplicationDataOffset = sizeof header;
        bindings_.resize(sizeof header);
        std::memcpy(bindings_.data(), &header, sizeof header);
        bindings_.insert(bindings_.end(), request_.binding.begin(), request_.binding.end());
    }

    void acquire() {
        Identity& who = request_.identity;
        SEC_WINNT_AUTH_IDENTITY_A identity{};
        identity.User = text_pointer(who.user);
        identity.UserLength = static_cast<UINT32>(who.user.size());
        identity.Domain = text_pointer(who.domain);
        identity.DomainLength = static_cast<UINT32>(who.domain.size());
        identity.Password = text_pointer(who.password);
        identity.PasswordLength = static_cast<UINT32>(who.password.size());
        identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
        std::string package = "NTLM";
        TimeStamp expiry{};
        table_->AcquireCredentialsHandleA(
            nullptr, package.data(), initiates_ ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND,
            nullptr, initiates_ ? &identity : nullptr, nullptr, nullptr, &credential_, &expiry);
    }

    SECURITY_STATUS initialize(PSecBufferDesc input, PSecBufferDesc output) {
        const bool first = !SecIsValidHandle(&context_);
        const ULONG sealing = request_.sealing ? ISC_REQ_CONFIDENTIALITY : 0;
        TimeStamp expiry{};
        ULONG granted = 0;
        SECURITY_STATUS status = table_->InitializeSecurityContextA(
            &credential_, first ? nullptr : &context_, request_.target.data(),
            sealing | ISC_REQ_INTEGRITY | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT |
                ISC_REQ_MUTUAL_AUTH,
            0, SECURITY_NATIVE_DREP, first ? nullptr : input, 0, &context_, output, &granted,
            &expiry);
        if (status == SEC_I_COMPLETE_NEEDED) status = table_->CompleteAuthToken(&context_, output);
        return status;
    }

    SECURITY_STATUS accept(PSecBufferDesc input, PSecBufferDesc output) {
        const bool first = !SecIsValidHandle(&context_);
        const ULONG sealing = request_.sealing ? ASC_REQ_CONFIDENTIALITY : 0;
        TimeStamp expiry{};
        ULONG granted = 0;
        SECURITY_STATUS status = table_->AcceptSecurityContext(
            &credential_, first ? nullptr : &context_, input,
            sealing | ASC_REQ_INTEGRITY | ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT,
            SECURITY_NATIVE_DREP, &context_, output, &granted, &expiry);
        if (status != SEC_I_COMPLETE_NEEDED) return status;
        hand_over_users();
        output->pBuffers[0].cbBuffer = 0;
        return table_->CompleteAuthToken(&context_, output);
    }

    void hand_over_users() {
        if (users_ == Users::sam_file) {
            std::string path = std::getenv("SAM_FILE");
            table_->SetContextAttributesA(&context_, SECPKG_ATTR_AUTH_NTLM_SAM_FILE, path.data(),
                                          static_cast<ULONG>(path.size() + 1));
        } else {
            table_->SetContextAttributesA(&context_, SECPKG_ATTR_AUTH_NTLM_HASH_CB,
                                          reinterpret_cast<void*>(&compute_hash), 0);
            table_->SetContextAttributesA(&context_, SECPKG_ATTR_AUTH_NTLM_HASH_CB_DATA, this, 0);
        }
    }

    bool initiates_;
    Users users_;
    Request request_;
    Bytes bindings_;
    PSecurityFunctionTableA table_ = InitSecurityInterfaceExA(0);
    CredHandle credential_{};
    CtxtHandle context_{};
    ULONG sent_ = 0, received_ = 0;
};

}  // namespace

PartyPtr winpr_client(const Request& request) {
    return std::make_unique<WinprParty>(true, Users::none, request);
}
PartyPtr winpr_server(const Request& request) {
    return std::make_unique<WinprParty>(false, Users::sam_file, request);
}
PartyPtr winpr_callback_server(const Request& request) {
    return std::make_unique<WinprParty>(false, Users::callback, request);
}

}  // namespace interop
