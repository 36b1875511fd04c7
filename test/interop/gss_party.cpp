// gss-ntlmssp as a Party.  Its accounts come from NTLM_USER_FILE; gss_wrap of NTLM gives one
// buffer, 16 bytes of signature and the text behind them, which `split` takes apart.
#include "test/interop/gss_party.h"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

namespace interop {
namespace {

constexpr std::size_t kSignatureSize = 16;

// 1.3.6.1.4.1.311.2.2.10
unsigned char kNtlmOidBytes[] = {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a};
gss_OID_desc kNtlmOid = {sizeof kNtlmOidBytes, kNtlmOidBytes};

// A borrowed view: GSS takes its inputs as non-const pointers and does not write through them.
gss_buffer_desc view(const void* data, std::size_t size) { return {size, const_cast<void*>(data)}; }
gss_buffer_desc view(const Bytes& bytes) { return view(bytes.data(), bytes.size()); }
gss_buffer_desc view(const std::string& text) { return view(text.data(), text.size()); }

Bytes take(gss_buffer_desc& buffer) {
    const auto* first = static_cast<const std::uint8_t*>(buffer.value);
    Bytes bytes(first, first + buffer.length);
    OM_uint32 minor = 0;
    gss_release_buffer(&minor, &buffer);
    return bytes;
}

std::string words(OM_uint32 code, int kind) {
    OM_uint32 minor = 0, more = 0;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_display_status(&minor, code, kind, &kNtlmOid, &more, &text);
    const Bytes bytes = take(text);
    return {bytes.begin(), bytes.end()};
}

class GssParty : public Party {
 public:
    explicit GssParty(const Request& request) : request_(request) {
        if (!request.binding.empty()) {
            bindings_.application_data = view(request_.binding);
            bindings_pointer_ = &bindings_;
        }
    }
    ~GssParty() override {
        OM_uint32 minor = 0;
        gss_delete_sec_context(&minor, &context_, GSS_C_NO_BUFFER);
        gss_release_cred(&minor, &credential_);
        gss_release_name(&minor, &name_);
    }

    std::optional<Sealed> seal(const Bytes& text) override { return wrap(text, true); }

    std::optional<Sealed> wrap(const Bytes& text, bool sealing) {
        gss_buffer_desc in = view(text), out = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor = 0;
        int sealed = 0;
        if (gss_wrap(&minor, context_, sealing ? 1 : 0, GSS_C_QOP_DEFAULT, &in, &sealed, &out) !=
            GSS_S_COMPLETE)
            return std::nullopt;
        return split(take(out));
    }

    std::optional<Bytes> unseal(const Sealed& sealed) override {
        Bytes whole = sealed.signature;
        whole.insert(whole.end(), sealed.text.begin(), sealed.text.end());
        gss_buffer_desc in = view(whole), out = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor = 0;
        int sealed_state = 0;
        if (gss_unwrap(&minor, context_, &in, &out, &sealed_state, nullptr) != GSS_S_COMPLETE)
            return std::nullopt;
        return take(out);
    }

    std::optional<Bytes> sign(const Bytes& text) override {
        gss_buffer_desc in = view(text), out = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor = 0;
        if (gss_get_mic(&minor, context_, GSS_C_QOP_DEFAULT, &in, &out) != GSS_S_COMPLETE)
            return std::nullopt;
        return take(out);
    }

    bool verify(const Bytes& text, const Bytes& signature) override {
        gss_buffer_desc in = view(text), mic = view(signature);
        OM_uint32 minor = 0;
        return gss_verify_mic(&minor, context_, &in, &mic, nullptr) == GSS_S_COMPLETE;
    }

    std::string user() override {
        gss_name_t name = GSS_C_NO_NAME;
        gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor = 0;
        if (gss_inquire_context(&minor, context_, &name, nullptr, nullptr, nullptr, nullptr,
                                nullptr, nullptr) != GSS_S_COMPLETE)
            return "";
        gss_display_name(&minor, name, &text, nullptr);
        gss_release_name(&minor, &name);
        const Bytes bytes = take(text);
        return {bytes.begin(), bytes.end()};
    }

    // The mechanism knows no extension that gives it.
    Bytes session_key() override { return {}; }

 protected:
    static std::optional<Sealed> split(const Bytes& wrapped) {
        if (wrapped.size() < kSignatureSize) return std::nullopt;
        const auto text = wrapped.begin() + kSignatureSize;
        return Sealed{Bytes(wrapped.begin(), text), Bytes(text, wrapped.end())};
    }

    static Leg leg(OM_uint32 major, OM_uint32 minor, gss_buffer_desc& token) {
        Leg leg;
        leg.token = take(token);
        leg.status = static_cast<std::int32_t>(major);
        leg.state = GSS_ERROR(major) != 0                  ? State::failed
                    : (major & GSS_S_CONTINUE_NEEDED) != 0 ? State::more
                                                           : State::done;
        if (leg.state == State::failed)
            leg.reason = words(major, GSS_C_GSS_CODE) + " / " + words(minor, GSS_C_MECH_CODE);
        return leg;
    }

    Request request_;
    gss_channel_bindings_struct bindings_{};
    gss_channel_bindings_t bindings_pointer_ = GSS_C_NO_CHANNEL_BINDINGS;
    gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
    gss_cred_id_t credential_ = GSS_C_NO_CREDENTIAL;
    gss_name_t name_ = GSS_C_NO_NAME;
    gss_OID_set_desc mechanisms_ = {1, &kNtlmOid};
};

class GssClient : public GssParty {
 public:
    explicit GssClient(const Request& request) : GssParty(request) {
        const std::string principal = request_.identity.domain + "\\" + request_.identity.user;
        gss_name_t user = GSS_C_NO_NAME;
        gss_buffer_desc text = view(principal), password = view(request_.identity.password);
        OM_uint32 minor = 0;
        gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, &user);
        gss_acquire_cred_with_password(&minor, user, &password, GSS_C_INDEFINITE, &mechanisms_,
                                       GSS_C_INITIATE, &credential_, nullptr, nullptr);
        gss_release_name(&minor, &user);
        import_target();
    }

    Leg step(const Bytes& token) override {
        gss_buffer_desc in = view(token), out = GSS_C_EMPTY_BUFFER;
        const OM_uint32 sealing = request_.sealing ? GSS_C_CONF_FLAG : 0;
        OM_uint32 minor = 0;
        const OM_uint32 major = gss_init_sec_context(
            &minor, credential_, &context_, name_, &kNtlmOid,
            sealing | GSS_C_INTEG_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_REPLAY_FLAG, 0,
            bindings_pointer_, token.empty() ? nullptr : &in, nullptr, &out, nullptr, nullptr);
        return leg(major, minor, out);
    }

 private:
    // "http/srv" is "http@srv" to GSSAPI.
    void import_target() {
        std::string service = request_.target;
        service[service.find('/')] = '@';
        gss_buffer_desc text = view(service);
        OM_uint32 minor = 0;
        gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name_);
    }
};

class GssServer : public GssParty {
 public:
    explicit GssServer(const Request& request) : GssParty(request) {
        OM_uint32 minor = 0;
        gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms_, GSS_C_ACCEPT,
                         &credential_, nullptr, nullptr);
    }

    Leg step(const Bytes& token) override {
        gss_buffer_desc in = view(token), out = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor = 0;
        const OM_uint32 major =
            gss_accept_sec_context(&minor, &context_, credential_, &in, bindings_pointer_, nullptr,
                                   nullptr, &out, nullptr, nullptr, nullptr);
        return leg(major, minor, out);
    }
};

}  // namespace

PartyPtr gss_client(const Request& request) { return std::make_unique<GssClient>(request); }
PartyPtr gss_server(const Request& request) { return std::make_unique<GssServer>(request); }

std::optional<Sealed> gss_wrap_without_confidentiality(Party& gss, const Bytes& text) {
    return static_cast<GssParty&>(gss).wrap(text, false);
}

}  // namespace interop
