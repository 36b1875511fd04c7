// This library as a Party: buffers laid out as a Windows program would, every call from the table
// that `our_table` finds (linked or loaded, see table_linked.cpp and table_loaded.cpp).
#include "test/interop/ours.h"

#include <cstdio>
#include <cstring>

#include "test/interop/table.h"

namespace interop {
namespace {

std::string hexadecimal(SECURITY_STATUS status) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(status));
    return text;
}

unsigned char* text_pointer(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

// SEC_CHANNEL_BINDINGS with application data and no addresses.
Bytes binding_blob(const std::string& application_data) {
    SEC_CHANNEL_BINDINGS header{};
    header.cbApplicationDataLength = static_cast<ULONG>(application_data.size());
    header.dwApplicationDataOffset = sizeof header;
    Bytes blob(sizeof header);
    std::memcpy(blob.data(), &header, sizeof header);
    blob.insert(blob.end(), application_data.begin(), application_data.end());
    return blob;
}

class OurParty : public Party {
 public:
    OurParty(bool initiates, const char* package, const Request& request)
        : initiates_(initiates), package_(package), request_(request) {
        SecInvalidateHandle(&credential_);
        SecInvalidateHandle(&context_);
        if (!request.binding.empty()) bindings_ = binding_blob(request.binding);
        acquire_status_ = initiates ? acquire_client() : acquire_server();
    }

    ~OurParty() override {
        if (SecIsValidHandle(&context_)) table_->DeleteSecurityContext(&context_);
        if (SecIsValidHandle(&credential_)) table_->FreeCredentialHandle(&credential_);
    }

    Leg step(const Bytes& token) override {
        if (acquire_status_ != SEC_E_OK) return failure(acquire_status_);
        Bytes input = token, output(12256);
        SecBuffer in[2] = {
            {static_cast<ULONG>(input.size()), SECBUFFER_TOKEN, input.data()},
            {static_cast<ULONG>(bindings_.size()), SECBUFFER_CHANNEL_BINDINGS, bindings_.data()}};
        SecBufferDesc in_desc{SECBUFFER_VERSION, bindings_.empty() ? 1U : 2U, in};
        SecBuffer out{static_cast<ULONG>(output.size()), SECBUFFER_TOKEN, output.data()};
        SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
        SECURITY_STATUS status =
            initiates_ ? initialize(&in_desc, &out_desc) : accept(&in_desc, &out_desc);
        if (status == SEC_I_COMPLETE_NEEDED)
            status = table_->CompleteAuthToken(&context_, &out_desc);
        if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED) return failure(status);
        output.resize(out.cbBuffer);
        return {status == SEC_E_OK ? State::done : State::more, status, hexadecimal(status),
                output};
    }

    std::optional<Sealed> seal(const Bytes& text) override {
        Sealed sealed{Bytes(sizes().cbSecurityTrailer), text};
        Buffers message(sealed.signature, sealed.text);
        if (table_->EncryptMessage(&context_, 0, &message.desc, 0) != SEC_E_OK) return std::nullopt;
        return sealed;
    }

    std::optional<Bytes> unseal(const Sealed& received) override {
        Sealed sealed = received;
        Buffers message(sealed.signature, sealed.text);
        ULONG quality = 0;
        if (table_->DecryptMessage(&context_, &message.desc, 0, &quality) != SEC_E_OK)
            return std::nullopt;
        return sealed.text;
    }

    std::optional<Bytes> sign(const Bytes& text) override {
        Bytes data = text, signature(sizes().cbMaxSignature);
        Buffers message(signature, data);
        if (table_->MakeSignature(&context_, 0, &message.desc, 0) != SEC_E_OK) return std::nullopt;
        return signature;
    }

    bool verify(const Bytes& text, const Bytes& received) override {
        Bytes data = text, signature = received;
        Buffers message(signature, data);
        ULONG quality = 0;
        return table_->VerifySignature(&context_, &message.desc, 0, &quality) == SEC_E_OK;
    }

    std::string user() override {
        SecPkgContext_NamesA names{};
        if (query(SECPKG_ATTR_NAMES, &names) != SEC_E_OK || names.sUserName == nullptr) return "";
        std::string name = names.sUserName;
        table_->FreeContextBuffer(names.sUserName);
        return name;
    }

    Bytes session_key() override {
        SecPkgContext_SessionKey key{};
        if (query(SECPKG_ATTR_SESSION_KEY, &key) != SEC_E_OK) return {};
        Bytes value(key.SessionKey, key.SessionKey + key.SessionKeyLength);
        table_->FreeContextBuffer(key.SessionKey);
        return value;
    }

 private:
    struct Buffers {
        Buffers(Bytes& token, Bytes& data) {
            buffers[0] = {static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()};
            buffers[1] = {static_cast<ULONG>(data.size()), SECBUFFER_DATA, data.data()};
        }
        SecBuffer buffers[2];
        SecBufferDesc desc{SECBUFFER_VERSION, 2, buffers};
    };

    static Leg failure(SECURITY_STATUS status) {
        return {State::failed, status, hexadecimal(status), {}};
    }

    SECURITY_STATUS acquire_client() {
        Identity& who = request_.identity;
        SEC_WINNT_AUTH_IDENTITY_A identity{};
        identity.User = text_pointer(who.user);
        identity.UserLength = static_cast<ULONG>(who.user.size());
        identity.Domain = text_pointer(who.domain);
        identity.DomainLength = static_cast<ULONG>(who.domain.size());
        identity.Password = text_pointer(who.password);
        identity.PasswordLength = static_cast<ULONG>(who.password.size());
        identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
        return acquire(SECPKG_CRED_OUTBOUND, &identity);
    }

    SECURITY_STATUS acquire_server() { return acquire(SECPKG_CRED_INBOUND, nullptr); }

    SECURITY_STATUS acquire(ULONG use, void* identity) {
        TimeStamp expiry{};
        return table_->AcquireCredentialsHandleA(nullptr, package_.data(), use, nullptr, identity,
                                                 nullptr, nullptr, &credential_, &expiry);
    }

    SECURITY_STATUS initialize(PSecBufferDesc input, PSecBufferDesc output) {
        const bool first = !SecIsValidHandle(&context_);
        const ULONG sealing = request_.sealing ? ISC_REQ_CONFIDENTIALITY : 0;
        TimeStamp expiry{};
        ULONG granted = 0;
        return table_->InitializeSecurityContextA(
            &credential_, first ? nullptr : &context_, request_.target.data(),
            sealing | ISC_REQ_INTEGRITY | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT, 0,
            SECURITY_NATIVE_DREP, first ? nullptr : input, 0, &context_, output, &granted, &expiry);
    }

    SECURITY_STATUS accept(PSecBufferDesc input, PSecBufferDesc output) {
        const bool first = !SecIsValidHandle(&context_);
        TimeStamp expiry{};
        ULONG granted = 0;
        return table_->AcceptSecurityContext(&credential_, first ? nullptr : &context_, input,
                                             ASC_REQ_CONFIDENTIALITY | ASC_REQ_INTEGRITY |
                                                 ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT,
                                             SECURITY_NATIVE_DREP, &context_, output, &granted,
                                             &expiry);
    }

    SECURITY_STATUS query(ULONG attribute, void* value) {
        return table_->QueryContextAttributesA(&context_, attribute, value);
    }

    SecPkgContext_Sizes sizes() {
        SecPkgContext_Sizes sizes{};
        query(SECPKG_ATTR_SIZES, &sizes);
        return sizes;
    }

    bool initiates_;
    std::string package_;
    Request request_;
    Bytes bindings_;
    PSecurityFunctionTableA table_ = our_table();
    CredHandle credential_{};
    CtxtHandle context_{};
    SECURITY_STATUS acquire_status_;
};

}  // namespace

PartyPtr our_client(const Request& request) {
    return std::make_unique<OurParty>(true, "NTLM", request);
}
PartyPtr our_server(const Request& request) {
    return std::make_unique<OurParty>(false, "NTLM", request);
}
PartyPtr our_negotiate_client(const Request& request) {
    return std::make_unique<OurParty>(true, "Negotiate", request);
}
PartyPtr our_negotiate_server(const Request& request) {
    return std::make_unique<OurParty>(false, "Negotiate", request);
}

}  // namespace interop
