// gss-ntlmssp, through libgssapi.  It cannot seal in place: gss_wrap and gss_unwrap allocate.
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

#include <string>

#include "test/bench/accounts.h"
#include "test/bench/library.h"

namespace bench {
namespace {

constexpr OM_uint32 kRequest =
    GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_REPLAY_FLAG;

// 1.3.6.1.4.1.311.2.2.10
unsigned char ntlm_oid_bytes[] = {0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a};
gss_OID_desc ntlm_oid = {sizeof ntlm_oid_bytes, ntlm_oid_bytes};

gss_buffer_desc view(std::string& text) { return {text.size(), text.data()}; }

gss_name_t name_of(std::string text, gss_OID type) {
    gss_buffer_desc buffer = view(text);
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 minor = 0;
    const OM_uint32 major = gss_import_name(&minor, &buffer, type, &name);
    expect(major == GSS_S_COMPLETE, "gss_import_name", major);
    return name;
}

struct Token : gss_buffer_desc {
    Token() : gss_buffer_desc{0, nullptr} {}
    ~Token() {
        OM_uint32 minor = 0;
        gss_release_buffer(&minor, this);
    }
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;
};

class GssNtlmssp final : public Library {
 public:
    GssNtlmssp() {
        gss_OID_set_desc mechanisms = {1, &ntlm_oid};
        std::string password = kPassword;
        gss_buffer_desc secret = view(password);
        gss_name_t user = name_of(std::string(kDomain) + "\\" + kUser, GSS_C_NT_USER_NAME);
        OM_uint32 minor = 0;
        OM_uint32 major =
            gss_acquire_cred_with_password(&minor, user, &secret, GSS_C_INDEFINITE, &mechanisms,
                                           GSS_C_INITIATE, &client_, nullptr, nullptr);
        expect(major == GSS_S_COMPLETE, "gss_acquire_cred_with_password", major);
        gss_release_name(&minor, &user);
        major = gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms, GSS_C_ACCEPT,
                                 &server_, nullptr, nullptr);
        expect(major == GSS_S_COMPLETE, "gss_acquire_cred", major);
        target_ = name_of("termsrv@srv", GSS_C_NT_HOSTBASED_SERVICE);
    }
    ~GssNtlmssp() override {
        OM_uint32 minor = 0;
        gss_release_cred(&minor, &client_);
        gss_release_cred(&minor, &server_);
        gss_release_name(&minor, &target_);
    }

    Ends establish() override {
        Token negotiate, challenge, authenticate, nothing;
        gss_ctx_id_t client = GSS_C_NO_CONTEXT, server = GSS_C_NO_CONTEXT;
        initialize(client, nullptr, negotiate, GSS_S_CONTINUE_NEEDED);
        accept(server, negotiate, challenge, GSS_S_CONTINUE_NEEDED);
        initialize(client, &challenge, authenticate, GSS_S_COMPLETE);
        accept(server, authenticate, nothing, GSS_S_COMPLETE);
        return {{reinterpret_cast<std::uintptr_t>(client), 0},
                {reinterpret_cast<std::uintptr_t>(server), 0}};
    }

    void release_client(Ends& ends) override { drop(ends.client[0]); }
    void release_server(Ends& ends) override { drop(ends.server[0]); }

    void round_trip(Ends& ends, std::span<std::uint8_t> text) override {
        gss_buffer_desc in = {text.size(), text.data()};
        Token sealed, opened;
        OM_uint32 minor = 0;
        int confidential = 0;
        OM_uint32 major = gss_wrap(&minor, context(ends.client[0]), 1, GSS_C_QOP_DEFAULT, &in,
                                   &confidential, &sealed);
        expect(major == GSS_S_COMPLETE && confidential != 0, "gss_wrap", major);
        major =
            gss_unwrap(&minor, context(ends.server[0]), &sealed, &opened, &confidential, nullptr);
        expect(major == GSS_S_COMPLETE && opened.length == text.size(), "gss_unwrap", major);
    }

 private:
    static gss_ctx_id_t context(std::uintptr_t word) {
        return reinterpret_cast<gss_ctx_id_t>(word);
    }

    void initialize(gss_ctx_id_t& context, Token* in, Token& out, OM_uint32 expected) {
        OM_uint32 minor = 0;
        const OM_uint32 major =
            gss_init_sec_context(&minor, client_, &context, target_, &ntlm_oid, kRequest, 0,
                                 GSS_C_NO_CHANNEL_BINDINGS, in, nullptr, &out, nullptr, nullptr);
        expect(major == expected, "gss_init_sec_context", major);
    }

    void accept(gss_ctx_id_t& context, Token& in, Token& out, OM_uint32 expected) {
        OM_uint32 minor = 0, granted = 0;
        const OM_uint32 major =
            gss_accept_sec_context(&minor, &context, server_, &in, GSS_C_NO_CHANNEL_BINDINGS,
                                   nullptr, nullptr, &out, &granted, nullptr, nullptr);
        expect(major == expected, "gss_accept_sec_context", major);
    }

    static void drop(std::uintptr_t word) {
        gss_ctx_id_t ended = context(word);
        OM_uint32 minor = 0;
        gss_delete_sec_context(&minor, &ended, GSS_C_NO_BUFFER);
    }

    gss_cred_id_t client_ = GSS_C_NO_CREDENTIAL, server_ = GSS_C_NO_CREDENTIAL;
    gss_name_t target_ = GSS_C_NO_NAME;
};

}  // namespace

std::unique_ptr<Library> gss_library() { return std::make_unique<GssNtlmssp>(); }

}  // namespace bench
