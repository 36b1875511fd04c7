// A TLS client and a TLS server in one process, driven through the C surface as programs do, with
// certificates of test_authority.h.  Records move between them by hand: a test sees every octet.
//
//     TlsPair pair({.version = 0x0303});
//     ASSERT_EQ(pair.connect(), SEC_E_OK);
//     EXPECT_EQ(pair.exchange("hello"), "hello");
#pragma once

#define SECURITY_WIN32
#include <schannel.h>
#include <security.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "test/support/test_authority.h"

namespace secur32::test {

using Octets = std::vector<unsigned char>;

// A certificate context with its private key, and its issuers in the store beside it.
class TlsIdentity {
 public:
    explicit TlsIdentity(const Issued& leaf, const std::vector<const Issued*>& issuers = {});
    ~TlsIdentity();
    TlsIdentity(const TlsIdentity&) = delete;
    TlsIdentity& operator=(const TlsIdentity&) = delete;
    PCCERT_CONTEXT get() const { return context_; }

 private:
    HCERTSTORE store_ = nullptr;
    PCCERT_CONTEXT context_ = nullptr;
};

// A memory store with one certificate: hRootStore.
class TlsRoots {
 public:
    explicit TlsRoots(const Issued& root);
    ~TlsRoots();
    TlsRoots(const TlsRoots&) = delete;
    TlsRoots& operator=(const TlsRoots&) = delete;
    HCERTSTORE get() const { return store_; }

 private:
    HCERTSTORE store_ = nullptr;
};

const Issued& tls_root();                               // "TLS Test Root", once per process
const Issued& tls_leaf(const std::string& key);         // "server.test" by tls_root()
const Issued& tls_client_leaf(const std::string& key);  // "client.test", clientAuth

struct TlsPlan {
    // The only version of both sides; 0: the machine's policy.
    unsigned version = 0x0304;
    unsigned client_version = 0, server_version = 0;  // of one side; 0: version
    std::string key = "P-256";                        // the server's; test_authority.h's words
    const TlsIdentity* server_identity = nullptr;     // instead
    std::string target = "server.test";
    DWORD client_flags = SCH_CRED_MANUAL_CRED_VALIDATION | SCH_CRED_NO_DEFAULT_CREDS;
    DWORD server_flags = 0;
    HCERTSTORE client_roots = nullptr, server_roots = nullptr;
    std::string client_key = {};  // empty: a client without certificate
    ULONG client_request = ISC_REQ_CONFIDENTIALITY | ISC_REQ_STREAM | ISC_REQ_EXTENDED_ERROR;
    ULONG server_request = ASC_REQ_CONFIDENTIALITY | ASC_REQ_STREAM | ASC_REQ_EXTENDED_ERROR;
    std::vector<std::string> client_protocols = {}, server_protocols = {};  // ALPN
};

// SEC_APPLICATION_PROTOCOLS of ALPN.
Octets alpn_buffer(const std::vector<std::string>& protocols);

// AcquireCredentialsHandle with a plan's side; throws when it fails.
CredHandle acquire_tls(const TlsPlan& plan, bool client, PCCERT_CONTEXT certificate);

// One end.  Handles are public: the tests do to them what programs do.
struct TlsEnd {
    TlsEnd(const TlsPlan& plan, bool client);
    ~TlsEnd();
    TlsEnd(const TlsEnd&) = delete;
    TlsEnd& operator=(const TlsEnd&) = delete;

    // One call, as a careful program makes it: TOKEN and EMPTY in (and the ALPN names in the
    // first), TOKEN out; what is not used stays in input, what is to be sent goes behind output.
    SECURITY_STATUS step();
    // Any call: the plan's arguments with these buffers.
    SECURITY_STATUS call(PSecBufferDesc in, PSecBufferDesc out);
    // step() until it wants more octets, or ends.
    SECURITY_STATUS run();
    SECURITY_STATUS control(const void* token, std::size_t size);
    // ApplyControlToken with SCHANNEL_SHUTDOWN and the call behind it.
    SECURITY_STATUS shut_down();

    // One record of text behind output; DecryptMessage of input's first record.
    SECURITY_STATUS encrypt(std::string_view text);
    SECURITY_STATUS decrypt(std::string& text);

    const bool client;
    std::string target;
    ULONG request;
    Octets protocols;  // SEC_APPLICATION_PROTOCOLS; empty: none
    std::unique_ptr<TlsIdentity> identity;
    CredHandle credential{};
    CtxtHandle context{};
    bool has_context = false;
    Octets input, output;
    ULONG attributes = 0;
    TimeStamp expiry{};
    ULONG missing = 0;    // of the last step
    ULONG room = 0x8000;  // of the output
    int calls = 0;
};

struct TlsPair {
    explicit TlsPair(TlsPlan plan = {});
    // Until both ends are connected, or one fails; gives the first failure, or SEC_E_OK.
    SECURITY_STATUS connect();
    // All that one end has to send, to the other.
    void deliver(TlsEnd& from, TlsEnd& to);
    // text from the client to the server (or back) and what came out there.
    std::string exchange(std::string_view text, bool from_client = true);

    TlsPlan plan;
    TlsEnd client, server;
    SECURITY_STATUS client_status = SEC_I_CONTINUE_NEEDED, server_status = SEC_I_CONTINUE_NEEDED;
};

// The records in octets, each with its header.
std::vector<Octets> records_of(const Octets& octets);

}  // namespace secur32::test
