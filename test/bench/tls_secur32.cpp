// This library's TLS as a program sees it: InitializeSecurityContext and AcceptSecurityContext with
// buffers of the program's own, EncryptMessage and DecryptMessage in place.
#define SECURITY_WIN32
#include <schannel.h>
#include <security.h>

#include <array>
#include <vector>

#include "test/bench/tls_library.h"
#include "test/support/tls_pair.h"

namespace bench {
namespace {

namespace test = secur32::test;

constexpr ULONG kToken = 0x4000;
constexpr char kTarget[] = "server.test";

struct Channel {
    std::array<std::uint8_t, 4 * kToken> octets;
    std::size_t begin = 0, end = 0;
};

UNICODE_STRING name(const WCHAR* text) {
    std::size_t length = 0;
    while (text[length] != 0) ++length;
    const auto size = static_cast<USHORT>(length * sizeof *text);
    return {size, size, const_cast<WCHAR*>(text)};
}

// Both ends of a connection; handles as a program has them.
struct Pair {
    CtxtHandle client{}, server{};
};

class Secur32Tls final : public TlsLibrary {
 public:
    explicit Secur32Tls(const TlsMode& mode)
        : mode_(mode), identity_(test::tls_leaf(mode.key)), roots_(test::tls_root()) {
        client_ = acquire(true);
        server_ = acquire(false);
    }
    ~Secur32Tls() override {
        FreeCredentialsHandle(&client_);
        FreeCredentialsHandle(&server_);
    }

    void handshake() override {
        Pair pair = connect();
        DeleteSecurityContext(&pair.client);
        DeleteSecurityContext(&pair.server);
    }
    void keep(std::size_t pairs) override {
        kept_.reserve(kept_.size() + pairs);
        for (std::size_t i = 0; i < pairs; ++i) kept_.push_back(connect());
        check_suite(kept_.front());
    }
    void release_clients() override {
        for (Pair& pair : kept_) DeleteSecurityContext(&pair.client);
    }
    void release_servers() override {
        for (Pair& pair : kept_) DeleteSecurityContext(&pair.server);
        kept_.clear();
    }
    // The text stands where it is protected, as a program writes it; there it comes out again.
    void round_trip(std::size_t octets) override {
        static std::array<std::uint8_t, 17'000> record;
        if (sizes_.cbMaximumMessage == 0)
            expect_tls(QueryContextAttributesA(&kept_.front().client, SECPKG_ATTR_STREAM_SIZES,
                                               &sizes_) == SEC_E_OK,
                       "STREAM_SIZES");
        std::uint8_t* const data = record.data() + sizes_.cbHeader;
        const auto size = static_cast<ULONG>(octets);
        SecBuffer out[4] = {{sizes_.cbHeader, SECBUFFER_STREAM_HEADER, record.data()},
                            {size, SECBUFFER_DATA, data},
                            {sizes_.cbTrailer, SECBUFFER_STREAM_TRAILER, data + size},
                            {0, SECBUFFER_EMPTY, nullptr}};
        SecBufferDesc sent{SECBUFFER_VERSION, 4, out};
        SECURITY_STATUS status = EncryptMessage(&kept_.front().client, 0, &sent, 0);
        expect_tls(status == SEC_E_OK, "EncryptMessage", status);
        const ULONG whole = out[0].cbBuffer + out[1].cbBuffer + out[2].cbBuffer;
        SecBuffer in[4] = {{whole, SECBUFFER_DATA, record.data()},
                           {0, SECBUFFER_EMPTY, nullptr},
                           {0, SECBUFFER_EMPTY, nullptr},
                           {0, SECBUFFER_EMPTY, nullptr}};
        SecBufferDesc received{SECBUFFER_VERSION, 4, in};
        status = DecryptMessage(&kept_.front().server, &received, 0, nullptr);
        expect_tls(status == SEC_E_OK && in[1].pvBuffer == data && in[1].cbBuffer == size,
                   "DecryptMessage", status);
    }

 private:
    // Verified by name, to the one root; AES of 128 bits; RSA's key exchange by having no other.
    CredHandle acquire(bool client) const {
        CRYPTO_SETTINGS off[3]{};
        off[0].eAlgorithmUsage = TlsParametersCngAlgUsageCipher;
        off[0].strCngAlgId = name(SECUR32_W("AES"));
        off[0].dwMaxBitLength = 128;
        off[1].eAlgorithmUsage = off[2].eAlgorithmUsage = TlsParametersCngAlgUsageKeyExchange;
        off[1].strCngAlgId = name(SECUR32_W("ECDH"));
        off[2].strCngAlgId = name(SECUR32_W("DH"));
        const bool tls13 = mode_.version == 0x0304;
        TLS_PARAMETERS parameters{};
        parameters.grbitDisabledProtocols =
            ~static_cast<DWORD>(tls13 ? (client ? SP_PROT_TLS1_3_CLIENT : SP_PROT_TLS1_3_SERVER)
                                      : (client ? SP_PROT_TLS1_2_CLIENT : SP_PROT_TLS1_2_SERVER));
        parameters.cDisabledCrypto = mode_.rsa_exchange ? 3 : 1;
        parameters.pDisabledCrypto = off;
        PCCERT_CONTEXT certificate = identity_.get();
        SCH_CREDENTIALS data{};
        data.dwVersion = SCH_CREDENTIALS_VERSION;
        data.cCreds = client ? 0 : 1;
        data.paCred = &certificate;
        data.hRootStore = client ? roots_.get() : nullptr;
        data.dwFlags = client ? SCH_CRED_AUTO_CRED_VALIDATION | SCH_CRED_NO_DEFAULT_CREDS : 0;
        data.cTlsParameters = 1;
        data.pTlsParameters = &parameters;
        CredHandle credential{};
        char package[] = UNISP_NAME_A;
        const SECURITY_STATUS status = AcquireCredentialsHandleA(
            nullptr, package, client ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND, nullptr, &data,
            nullptr, nullptr, &credential, nullptr);
        expect_tls(status == SEC_E_OK, "AcquireCredentialsHandle", status);
        return credential;
    }

    // One call; what it used is taken off from, what it sends goes behind to.
    SECURITY_STATUS step(CtxtHandle& context, bool client, bool first, Channel& from, Channel& to) {
        SecBuffer in[2] = {{static_cast<ULONG>(from.end - from.begin), SECBUFFER_TOKEN,
                            from.octets.data() + from.begin},
                           {0, SECBUFFER_EMPTY, nullptr}};
        SecBuffer out{kToken, SECBUFFER_TOKEN, to.octets.data() + to.end};
        SecBufferDesc input{SECBUFFER_VERSION, 2, in}, output{SECBUFFER_VERSION, 1, &out};
        ULONG attributes = 0;
        TimeStamp expiry{};
        PCtxtHandle const known = first ? nullptr : &context;
        const SECURITY_STATUS status =
            client ? InitializeSecurityContextA(&client_, known, const_cast<char*>(kTarget),
                                                ISC_REQ_CONFIDENTIALITY | ISC_REQ_STREAM, 0, 0,
                                                first ? nullptr : &input, 0, &context, &output,
                                                &attributes, &expiry)
                   : AcceptSecurityContext(&server_, known, &input,
                                           ASC_REQ_CONFIDENTIALITY | ASC_REQ_STREAM, 0, &context,
                                           &output, &attributes, &expiry);
        expect_tls(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED, "handshake", status);
        to.end += out.cbBuffer;
        const bool extra = !(client && first) && in[1].BufferType == SECBUFFER_EXTRA;
        if (!(client && first)) from.begin = from.end - (extra ? in[1].cbBuffer : 0);
        return status;
    }
    Pair connect() {
        static Channel to_server, to_client;
        to_server.begin = to_server.end = to_client.begin = to_client.end = 0;
        Pair pair;
        SECURITY_STATUS client = step(pair.client, true, true, to_client, to_server);
        SECURITY_STATUS server = SEC_I_CONTINUE_NEEDED;
        for (bool first = true; client != SEC_E_OK || server != SEC_E_OK; first = false) {
            while (server != SEC_E_OK && to_server.begin != to_server.end)
                server = step(pair.server, false, first, to_server, to_client);
            if (client == SEC_E_OK && server != SEC_E_OK) fail_tls("the handshake stands still");
            while (client != SEC_E_OK && to_client.begin != to_client.end)
                client = step(pair.client, true, false, to_client, to_server);
        }
        return pair;
    }
    void check_suite(Pair& pair) const {
        SecPkgContext_CipherInfo info{};
        info.dwVersion = SECPKGCONTEXT_CIPHERINFO_V1;
        expect_tls(
            QueryContextAttributesA(&pair.client, SECPKG_ATTR_CIPHER_INFO, &info) == SEC_E_OK,
            "CIPHER_INFO");
        expect_tls(info.dwCipherSuite == mode_.suite, "another suite was chosen",
                   static_cast<long>(info.dwCipherSuite));
    }

    const TlsMode mode_;
    test::TlsIdentity identity_;
    test::TlsRoots roots_;
    CredHandle client_{}, server_{};
    std::vector<Pair> kept_;
    SecPkgContext_StreamSizes sizes_{};
};

}  // namespace

std::unique_ptr<TlsLibrary> secur32_tls(const TlsMode& mode) {
    return std::make_unique<Secur32Tls>(mode);
}

}  // namespace bench
