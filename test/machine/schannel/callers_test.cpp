// Schannel as known programs drive it, loop for loop: curl (lib/vtls/schannel.c), Microsoft's
// WebClient sample, the conformance tests of Wine.  What they take for granted is held here.
#include <gtest/gtest.h>

#include <cstring>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

class TlsCallers : public testing::TestWithParam<unsigned> {
 protected:
    static TlsPlan plan() {
        TlsPlan plan;
        plan.version = GetParam();
        return plan;
    }
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsCallers, testing::Values(0x0301u, 0x0302u, 0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

// curl's client: an EMPTY buffer for the first token, later TOKEN, ALERT and EMPTY, all allocated;
// EXTRA counted from the end; the flags that were granted have to be the ones it asked for.
class CurlClient {
 public:
    CurlClient(TlsEnd& end, bool supplied) : end_(end) {
        end.request = ISC_REQ_SEQUENCE_DETECT | ISC_REQ_REPLAY_DETECT | ISC_REQ_CONFIDENTIALITY |
                      ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM;
        if (supplied) end.request |= ISC_REQ_USE_SUPPLIED_CREDS;
    }

    SECURITY_STATUS begin(Octets names = {}) {
        SecBuffer in{static_cast<ULONG>(names.size()), SECBUFFER_APPLICATION_PROTOCOLS,
                     names.data()};
        SecBuffer out{0, SECBUFFER_EMPTY, nullptr};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in}, out_desc{SECBUFFER_VERSION, 1, &out};
        const SECURITY_STATUS status = end_.call(names.empty() ? nullptr : &in_desc, &out_desc);
        send(out);
        return status;
    }

    // Step 2: all that was read, until more has to be read.
    SECURITY_STATUS go_on() {
        for (;;) {
            Octets copy = end_.input;
            SecBuffer in[2] = {{static_cast<ULONG>(copy.size()), SECBUFFER_TOKEN, copy.data()},
                               {0, SECBUFFER_EMPTY, nullptr}};
            SecBuffer out[3] = {{0, SECBUFFER_TOKEN, nullptr},
                                {0, SECBUFFER_ALERT, nullptr},
                                {0, SECBUFFER_EMPTY, nullptr}};
            SecBufferDesc in_desc{SECBUFFER_VERSION, 2, in}, out_desc{SECBUFFER_VERSION, 3, out};
            const SECURITY_STATUS status = end_.call(&in_desc, &out_desc);
            if (status == SEC_E_INCOMPLETE_MESSAGE) return status;
            if (status == SEC_I_INCOMPLETE_CREDENTIALS) ++asked;
            if (status == SEC_I_INCOMPLETE_CREDENTIALS &&
                (end_.request & ISC_REQ_USE_SUPPLIED_CREDS) == 0) {
                end_.request |= ISC_REQ_USE_SUPPLIED_CREDS;
                continue;
            }
            if (status != SEC_I_CONTINUE_NEEDED && status != SEC_E_OK) return status;
            for (SecBuffer& buffer : out) send(buffer);
            if (in[1].BufferType != SECBUFFER_EXTRA || in[1].cbBuffer == 0) {
                end_.input.clear();
                return status;
            }
            if (end_.input.size() > in[1].cbBuffer) {
                end_.input.erase(end_.input.begin(), end_.input.end() - in[1].cbBuffer);
                if (status == SEC_I_CONTINUE_NEEDED) continue;
            }
            return status;
        }
    }

    int asked = 0;

 private:
    void send(SecBuffer& out) {
        const auto* const first = static_cast<const unsigned char*>(out.pvBuffer);
        if (first == nullptr) return;
        if (out.BufferType == SECBUFFER_TOKEN)
            end_.output.insert(end_.output.end(), first, first + out.cbBuffer);
        EXPECT_EQ(FreeContextBuffer(out.pvBuffer), SEC_E_OK);
    }
    TlsEnd& end_;
};

SECURITY_STATUS connect(TlsPair& pair, CurlClient& curl, Octets names = {}) {
    SECURITY_STATUS client = curl.begin(std::move(names)), server = SEC_I_CONTINUE_NEEDED;
    for (int turn = 0; turn < 8 && (client != SEC_E_OK || server != SEC_E_OK); ++turn) {
        pair.deliver(pair.client, pair.server);
        if (server != SEC_E_OK) server = pair.server.run();
        if (server < 0) return server;
        pair.deliver(pair.server, pair.client);
        if (client != SEC_E_OK) client = curl.go_on();
        if (client < 0 && client != SEC_E_INCOMPLETE_MESSAGE) return client;
    }
    return client;
}

TEST_P(TlsCallers, CurlConnectsAndIsGrantedExactlyWhatItAskedFor) {
    TlsPlan with = plan();
    with.server_protocols = {"h2", "http/1.1"};
    TlsPair pair(with);
    CurlClient curl(pair.client, true);
    ASSERT_EQ(connect(pair, curl, alpn_buffer({"http/1.1"})), SEC_E_OK);
    EXPECT_EQ(pair.client.attributes, pair.client.request);
    EXPECT_EQ(pair.exchange("GET /"), "GET /");
    SecPkgContext_ApplicationProtocol protocol{};
    EXPECT_EQ(
        QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_APPLICATION_PROTOCOL, &protocol),
        SEC_E_OK);
    EXPECT_EQ(protocol.ProtocolIdSize, 8);
}

TEST_P(TlsCallers, CurlThatSuppliedAllItHasIsNeverAskedForACertificate) {
    TlsPlan with = plan();
    with.server_request |= ASC_REQ_MUTUAL_AUTH;
    for (const DWORD flags : {0u, 0u + SCH_CRED_NO_DEFAULT_CREDS}) {
        with.client_flags = SCH_CRED_MANUAL_CRED_VALIDATION | flags;
        TlsPair pair(with);
        CurlClient curl(pair.client, true);
        ASSERT_EQ(connect(pair, curl), SEC_E_OK);
        EXPECT_EQ(curl.asked, 0);
        EXPECT_EQ(pair.client.attributes, pair.client.request);
        EXPECT_EQ(pair.exchange("nobody"), "nobody");
    }
}

TEST_P(TlsCallers, CurlThatWouldChooseACertificateIsAskedOnceAndGoesOnWithout) {
    TlsPlan with = plan();
    with.server_request |= ASC_REQ_MUTUAL_AUTH;
    for (const DWORD flags : {0u, 0u + SCH_CRED_NO_DEFAULT_CREDS}) {
        with.client_flags = SCH_CRED_MANUAL_CRED_VALIDATION | flags;
        TlsPair pair(with);
        CurlClient curl(pair.client, false);
        ASSERT_EQ(connect(pair, curl), SEC_E_OK);
        EXPECT_EQ(curl.asked, 1);
        // "required context attributes are met": ret_flags != req_flags is a failure there.
        EXPECT_NE(pair.client.request & ISC_REQ_USE_SUPPLIED_CREDS, 0u);
        EXPECT_EQ(pair.client.attributes, pair.client.request);
    }
}

// WebClient sends the token of a failed call if ISC_RET_EXTENDED_ERROR is among the attributes.
TEST_P(TlsCallers, WebClientHearsThatAFailureHasSomethingToSend) {
    TlsPlan with = plan();
    with.client_flags = SCH_CRED_NO_DEFAULT_CREDS;  // judged: nobody trusts the test's root
    with.client_request |= ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_USE_SUPPLIED_CREDS;
    TlsPair pair(with);
    Octets none;
    SecBuffer out{0, SECBUFFER_TOKEN, nullptr};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    ASSERT_EQ(pair.client.call(nullptr, &desc), SEC_I_CONTINUE_NEEDED);
    const auto* const hello = static_cast<const unsigned char*>(out.pvBuffer);
    pair.server.input.assign(hello, hello + out.cbBuffer);
    FreeContextBuffer(out.pvBuffer);
    ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
    Octets flight = std::exchange(pair.server.output, {});
    SecBuffer in{static_cast<ULONG>(flight.size()), SECBUFFER_TOKEN, flight.data()};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in};
    out = {0, SECBUFFER_TOKEN, nullptr};
    ASSERT_EQ(pair.client.call(&in_desc, &desc), SEC_E_UNTRUSTED_ROOT);
    EXPECT_EQ(pair.client.attributes,
              static_cast<ULONG>(ISC_RET_EXTENDED_ERROR | ISC_RET_ALLOCATED_MEMORY));
    ASSERT_NE(out.pvBuffer, nullptr);
    EXPECT_GE(out.cbBuffer, 7u);
    FreeContextBuffer(out.pvBuffer);
}

TEST(TlsCallersOfServers, HearThatAFirstCallsFailureHasSomethingToSend) {
    for (const bool asks : {true, false}) {
        TlsPair pair(
            {.server_request = ASC_REQ_STREAM | (asks ? 0u + ASC_REQ_EXTENDED_ERROR : 0u)});
        pair.server.attributes = 0xFFFFFFFF;
        pair.server.input = {22, 3, 1, 0, 4, 2, 0, 0, 0};
        EXPECT_EQ(pair.server.step(), SEC_E_ILLEGAL_MESSAGE);
        EXPECT_EQ(pair.server.attributes, asks ? 0u + ASC_RET_EXTENDED_ERROR : 0u);
        EXPECT_EQ(pair.server.output.empty(), !asks);
    }
}

// .NET's SslStream: TOKEN, EMPTY and the ALPN names in every call of a side's first context, TOKEN
// and ALERT out, all allocated; it validates by itself and asks for certificates when it has to.
class NetClient {
 public:
    explicit NetClient(TlsEnd& end) : end_(end) {
        end.request = ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY |
                      ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM | ISC_REQ_EXTENDED_ERROR |
                      ISC_REQ_MANUAL_CRED_VALIDATION;
    }
    SECURITY_STATUS step(Octets octets) {
        Octets names = alpn_buffer({"h2", "http/1.1"});
        SecBuffer in[3] = {
            {static_cast<ULONG>(octets.size()), SECBUFFER_TOKEN,
             octets.empty() ? nullptr : octets.data()},
            {0, SECBUFFER_EMPTY, nullptr},
            {static_cast<ULONG>(names.size()), SECBUFFER_APPLICATION_PROTOCOLS, names.data()}};
        SecBuffer out[2] = {{0, SECBUFFER_TOKEN, nullptr}, {0, SECBUFFER_ALERT, nullptr}};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 3, in}, out_desc{SECBUFFER_VERSION, 2, out};
        const SECURITY_STATUS status = end_.call(&in_desc, &out_desc);
        for (const SecBuffer& buffer : out) {
            const auto* const first = static_cast<const unsigned char*>(buffer.pvBuffer);
            if (first == nullptr) continue;
            end_.output.insert(end_.output.end(), first, first + buffer.cbBuffer);
            EXPECT_EQ(FreeContextBuffer(buffer.pvBuffer), SEC_E_OK);
        }
        extra = in[1].BufferType == SECBUFFER_EXTRA ? in[1].cbBuffer : 0;
        return status;
    }
    ULONG extra = 0;

 private:
    TlsEnd& end_;
};

void expect_certificates(TlsEnd& end, ULONG attribute, std::size_t least) {
    PCCERT_CONTEXT leaf = nullptr;
    ASSERT_EQ(QueryContextAttributesW(&end.context, attribute, &leaf), SEC_E_OK) << attribute;
    std::size_t count = 0;
    bool has_leaf = false;
    for (PCCERT_CONTEXT one = nullptr;
         (one = CertEnumCertificatesInStore(leaf->hCertStore, one)) != nullptr; ++count)
        has_leaf = has_leaf || one == leaf;
    EXPECT_GE(count, least);
    EXPECT_TRUE(has_leaf);
    CertFreeCertificateContext(leaf);
}

TEST_P(TlsCallers, SslStreamLooksAtTheServerWhileItChoosesItsCertificate) {
    TlsPlan with = plan();
    with.server_request |= ASC_REQ_MUTUAL_AUTH;
    static const TlsRoots roots(tls_root());
    with.server_roots = roots.get();
    TlsPair pair(with);
    NetClient net(pair.client);
    ASSERT_EQ(net.step({}), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
    const Octets flight = std::exchange(pair.server.output, {});
    ASSERT_EQ(net.step(flight), SEC_I_INCOMPLETE_CREDENTIALS);
    EXPECT_TRUE(pair.client.output.empty());
    expect_certificates(pair.client, SECPKG_ATTR_REMOTE_CERT_CHAIN, 1);
    expect_certificates(pair.client, SECPKG_ATTR_REMOTE_CERT_CONTEXT, 1);
    SecPkgContext_IssuerListInfoEx issuers{};
    ASSERT_EQ(QueryContextAttributesW(&pair.client.context, SECPKG_ATTR_ISSUER_LIST_EX, &issuers),
              SEC_E_OK);
    EXPECT_EQ(issuers.cIssuers, 1u);
    EXPECT_EQ(FreeContextBuffer(issuers.aIssuers), SEC_E_OK);
    // Another credential, the same octets.
    const TlsIdentity identity(tls_client_leaf("P-256"));
    FreeCredentialsHandle(&pair.client.credential);
    pair.client.credential = acquire_tls(with, true, identity.get());
    SECURITY_STATUS status = net.step(flight);
    pair.deliver(pair.client, pair.server);
    ASSERT_GE(pair.server.run(), SEC_E_OK);
    if (status == SEC_I_CONTINUE_NEEDED) status = net.step(std::exchange(pair.server.output, {}));
    ASSERT_EQ(status, SEC_E_OK);
    EXPECT_EQ(net.extra, 0u);
    expect_certificates(pair.server, SECPKG_ATTR_REMOTE_CERT_CONTEXT, 1);
    expect_certificates(pair.client, SECPKG_ATTR_LOCAL_CERT_CONTEXT, 1);
    EXPECT_EQ(pair.exchange("known"), "known");
}

// Wine's tests: what is no TLS at all is SEC_E_INVALID_TOKEN, whatever its first octet that is no
// type of record, and the context stays broken: the same call again is no SEC_E_INVALID_HANDLE.
TEST(TlsCallersOfWine, SeeGarbageRefusedAndTheContextBroken) {
    for (unsigned first = 0; first < 256; ++first) {
        if (first >= 20 && first <= 23) continue;
        TlsPair pair({.client_request = ISC_REQ_CONFIDENTIALITY | ISC_REQ_STREAM});
        ASSERT_EQ(pair.client.step(), SEC_I_CONTINUE_NEEDED);
        Octets garbage(4000, static_cast<unsigned char>(first)), answer(4000);
        SecBuffer in{4000, SECBUFFER_TOKEN, garbage.data()};
        SecBuffer out{1, SECBUFFER_TOKEN, answer.data()};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in}, out_desc{SECBUFFER_VERSION, 1, &out};
        ASSERT_EQ(pair.client.call(&in_desc, &out_desc), SEC_E_INVALID_TOKEN) << first;
        EXPECT_EQ(out.cbBuffer, 0u);
        EXPECT_EQ(pair.client.call(&in_desc, &out_desc), SEC_E_INVALID_TOKEN) << first;
        EXPECT_EQ(out.cbBuffer, 0u);
    }
}

TEST(TlsCallersOfWine, MayGiveAZeroedTokenWithFourBuffersAndKeepTheirRoom) {
    TlsPair pair;
    ASSERT_EQ(pair.client.step(), SEC_I_CONTINUE_NEEDED);
    Octets octets(4000), answer(4000);
    SecBuffer in[4] = {{0, SECBUFFER_TOKEN, octets.data()}, {}, {}, {}};
    SecBuffer out[4] = {{4000, SECBUFFER_TOKEN, answer.data()}, {}, {}, {}};
    SecBufferDesc in_desc{SECBUFFER_VERSION, 4, in}, out_desc{SECBUFFER_VERSION, 4, out};
    for (const ULONG size : {0u, 4u, 5u}) {
        octets[0] = 22, octets[1] = 3, octets[2] = 3, octets[3] = 1;
        in[0].cbBuffer = size;
        in[1] = {};
        EXPECT_EQ(pair.client.call(&in_desc, &out_desc), SEC_E_INCOMPLETE_MESSAGE);
        EXPECT_EQ(out[0].cbBuffer, 4000u);
        EXPECT_EQ(out[0].BufferType, static_cast<ULONG>(SECBUFFER_TOKEN));
        EXPECT_EQ(in[1].BufferType, static_cast<ULONG>(SECBUFFER_MISSING));
        EXPECT_EQ(in[1].cbBuffer, size < 5 ? 5 - size : 256u);
    }
}

// ISC_RET_MUTUAL_AUTH is no word for "the program may judge for itself".
TEST_P(TlsCallers, AreNotToldOfAMutualAuthenticationThatNobodyJudged) {
    static const TlsRoots roots(tls_root());
    struct Case {
        DWORD flags;
        HCERTSTORE roots;
        bool mutual;
    };
    const Case cases[] = {{SCH_CRED_MANUAL_CRED_VALIDATION, roots.get(), false},
                          {SCH_CRED_DEFERRED_CRED_VALIDATION, nullptr, false},
                          {SCH_CRED_DEFERRED_CRED_VALIDATION, roots.get(), true},
                          {SCH_CRED_AUTO_CRED_VALIDATION, roots.get(), true}};
    for (const Case& one : cases) {
        TlsPlan with = plan();
        with.client_request |= ISC_REQ_MUTUAL_AUTH;
        with.client_flags = one.flags | SCH_CRED_NO_DEFAULT_CREDS;
        with.client_roots = one.roots;
        TlsPair pair(with);
        ASSERT_EQ(pair.connect(), SEC_E_OK);
        EXPECT_EQ((pair.client.attributes & ISC_RET_MUTUAL_AUTH) != 0, one.mutual) << one.flags;
    }
}

// Lists that no ClientHello has room for.
TEST(TlsCallersOfManyNames, AreRefusedBeforeAnythingIsSent) {
    TlsPair pair;
    std::vector<std::string> names;
    for (int i = 0; i < 200; ++i)
        names.push_back(std::string(255, static_cast<char>('A' + i % 26)));
    pair.client.protocols = alpn_buffer(names);
    EXPECT_EQ(pair.client.step(), SEC_E_INVALID_TOKEN);
    EXPECT_FALSE(pair.client.has_context);
    EXPECT_TRUE(pair.client.output.empty());
    names.resize(63);
    pair.client.protocols = alpn_buffer(names);
    ASSERT_EQ(pair.client.step(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    EXPECT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
}

TEST(TlsCallersOfManyExtensions, AreRefusedBeforeAnythingIsSent) {
    for (const std::size_t count : {1u, 5u}) {
        TlsPair pair;
        Octets extension(10 + 0x1000);
        const unsigned char head[10] = {0x34, 0x12, 1, 0, 0, 0, 0, 0, 0x00, 0x10};
        std::memcpy(extension.data(), head, sizeof head);
        std::vector<SecBuffer> in(count, {static_cast<ULONG>(extension.size()),
                                          SECBUFFER_SEND_GENERIC_TLS_EXTENSION, extension.data()});
        Octets answer(0x8000);
        SecBuffer out{0x8000, SECBUFFER_TOKEN, answer.data()};
        SecBufferDesc in_desc{SECBUFFER_VERSION, static_cast<ULONG>(count), in.data()};
        SecBufferDesc out_desc{SECBUFFER_VERSION, 1, &out};
        EXPECT_EQ(pair.client.call(&in_desc, &out_desc),
                  count == 1 ? SEC_I_CONTINUE_NEEDED : SEC_E_INVALID_PARAMETER);
    }
}

}  // namespace
}  // namespace secur32::test
