// Our machines against libssl, both roles, over memory and without SSPI: every suite that both know
// with every kind of key, groups, client authentication, and what is negotiated beside.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "test/interop/libssl_peer.h"

namespace secur32::test {
namespace {

using provider::Authentication;
using provider::CipherSuite;
using provider::KeyExchange;
using schannel::Terms;
using Peer = LibsslPeer;
using PeerPlan = LibsslPlan;

// ---- Ours ---------------------------------------------------------------------------------------

using Change = std::function<void(Terms&)>;

struct OurPlan {
    std::string key = {};
    Change terms = {};
    Features features = {};
    TlsOptions options = {};
    bool by_hand = false;
};

// Not current; libssl has a group for it that is as small as the key.
void allow_dsa(Terms& terms) {
    for (const schannel::SignatureScheme& scheme : schannel::signature_schemes())
        if (scheme.key == crypto::KeyAlgorithm::dsa) terms.schemes.push_back(&scheme);
    terms.certificate_schemes = terms.schemes;
    terms.least_dh_bits = 1024;
}

MachineEnd::Plan ours(Role role, const OurPlan& plan, Version version, const CipherSuite* suite) {
    const auto terms = [&](Terms& all) {
        all.versions = schannel::Versions().set(version);
        if (suite != nullptr) all.suites = {suite};
        if (suite != nullptr && suite->authentication == Authentication::dss) allow_dsa(all);
        if (plan.terms) plan.terms(all);
    };
    const auto judgement = [&](schannel::Judgement& own) {
        if (plan.by_hand) own.mode = schannel::Judgement::Mode::manual;
    };
    return {.role = role,
            .credential = make_tls_credential(
                {.server = role == Role::acceptor,
                 .keys = plan.key.empty() ? std::vector<std::string>() : std::vector{plan.key},
                 .terms = terms,
                 .judgement = judgement}),
            .features = plan.features,
            .options = plan.options};
}

// Both connected; or what went wrong, in words.
std::string shake_hands(MachineEnd& end, Peer& peer) {
    for (int turn = 0; turn < 20; ++turn) {
        peer.put(end.take());
        if (!peer.step()) return "libssl: " + peer.reason;
        const Buffer records = peer.take();
        if (end.put(records) != Status::ok)
            return "ours: " + std::string(row(end.status).name) + " in " +
                   std::string(end.machine->state_name());
        if (records.empty() && end.connected() && peer.connected()) return "";
    }
    return "no end";
}

void expect_data(MachineEnd& end, Peer& peer) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, std::size_t{40000}}) {
        const Buffer content(size, static_cast<std::uint8_t>(size));
        end.received.clear();
        ASSERT_EQ(end.put(peer.write(content)), Status::ok);
        EXPECT_EQ(end.received, content);
        peer.put(end.protect(content));
        EXPECT_EQ(peer.read(), content);
    }
}

Buffer our_export(const schannel::Connection& connection, std::string_view label) {
    Buffer out(32);
    const Status status = connection.version == Version::tls13
                              ? provider::KeySchedule::export_keying_material(
                                    *connection.exporter_master, label, {}, out)
                              : connection.master->export_keying_material(label, connection.randoms,
                                                                          std::nullopt, out);
    EXPECT_EQ(status, Status::ok);
    return out;
}

void expect_agreement(const MachineEnd& end, Peer& peer) {
    const schannel::Connection& connection = end.connection;
    EXPECT_EQ(SSL_version(peer.get()), static_cast<int>(connection.version));
    EXPECT_EQ(SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(peer.get())), connection.suite->id);
    EXPECT_EQ(peer.exported("EXPORTER-test"), our_export(connection, "EXPORTER-test"));
    if (connection.version == Version::tls13) return;
    EXPECT_EQ(SSL_get_extms_support(peer.get()), connection.extended_master_secret ? 1 : 0);
    EXPECT_EQ(SSL_get_secure_renegotiation_support(peer.get()),
              connection.secure_renegotiation ? 1 : 0);
    Buffer own(12);
    SSL_get_finished(peer.get(), own.data(), own.size());
    const auto& theirs =
        connection.is_server() ? connection.verify_data.client : connection.verify_data.server;
    EXPECT_EQ(own, Buffer(theirs.begin(), theirs.end()));
}

// One cell of the matrix; false when libssl lacks the suite.
struct Cell {
    Version version;
    const CipherSuite* suite = nullptr;
    std::string key = "P-256";  // the server's
    bool we_serve = false;
    PeerPlan peer = {};
    OurPlan own = {};
    std::function<void(MachineEnd& end, Peer& peer)> look = {};
};

bool run(Cell cell) {
    cell.peer.server = !cell.we_serve;
    cell.peer.version = cell.version;
    cell.peer.suite = cell.suite == nullptr ? 0 : cell.suite->id;
    (cell.we_serve ? cell.own.key : cell.peer.key) = cell.key;
    Peer peer(cell.peer);
    if (!peer.knows_suite()) return false;
    MachineEnd end(
        ours(cell.we_serve ? Role::acceptor : Role::initiator, cell.own, cell.version, cell.suite));
    EXPECT_EQ(end.begin(), Status::ok);
    const std::string failure = shake_hands(end, peer);
    EXPECT_EQ(failure, "");
    if (!failure.empty()) return true;
    expect_agreement(end, peer);
    expect_data(end, peer);
    if (cell.look) cell.look(end, peer);
    return true;
}

std::vector<std::string> keys_of(const CipherSuite& suite, Version version) {
    if (suite.authentication == Authentication::dss) return {"DSA"};
    if (suite.authentication == Authentication::rsa) return {"RSA-2048"};
    if (suite.authentication == Authentication::any)
        return {"RSA-2048", "P-256", "P-384", "P-521", "ED25519"};
    if (version < Version::tls12) return {"P-256", "P-384"};
    return {"P-256", "P-384", "P-521", "ED25519"};
}

const std::vector<Version>& versions() {
    static const std::vector<Version> all = {Version::tls10, Version::tls11, Version::tls12,
                                             Version::tls13};
    return all;
}
const CipherSuite* usual_suite(Version version) {
    return provider::find_cipher_suite(version == Version::tls13   ? 0x1301
                                       : version == Version::tls12 ? 0xC02F
                                                                   : 0xC013);
}

class LibsslTls : public testing::TestWithParam<std::tuple<Version, bool>> {
 protected:
    Version version() const { return std::get<0>(GetParam()); }
    bool we_serve() const { return std::get<1>(GetParam()); }
    Cell cell() const {
        return {.version = version(),
                .suite = usual_suite(version()),
                .key = "RSA-2048",
                .we_serve = we_serve()};
    }
};

TEST_P(LibsslTls, AgreesOnEverySuiteWithEveryKey) {
    std::size_t cells = 0;
    for (const CipherSuite& suite : provider::cipher_suites()) {
        if (!suite.suits(version()) || suite.key_exchange == KeyExchange::psk ||
            suite.cipher == crypto::BulkCipher::null ||
            provider::find_cipher_suite(suite.id) == nullptr)
            continue;
        for (const std::string& key : keys_of(suite, version())) {
            SCOPED_TRACE(testing::Message() << std::hex << suite.id << " " << key);
            Cell one = cell();
            one.suite = &suite;
            one.key = key;
            one.own.by_hand = key == "DSA";
            cells += run(one) ? 1u : 0u;
        }
    }
    RecordProperty("cells", static_cast<int>(cells));
    EXPECT_GE(cells, version() == Version::tls13 ? 15u : version() == Version::tls12 ? 50u : 12u);
}

TEST_P(LibsslTls, AgreesOnEveryGroup) {
    struct Row {
        const char* libssl;
        crypto::NamedGroup group;
    };
    using enum crypto::NamedGroup;
    for (const Row row :
         {Row{"P-256", secp256r1}, Row{"P-384", secp384r1}, Row{"P-521", secp521r1},
          Row{"X25519", x25519}, Row{"ffdhe2048", ffdhe2048}, Row{"ffdhe3072", ffdhe3072}}) {
        const provider::Group* const group =
            provider::find_group(static_cast<std::uint32_t>(row.group));
        if (group->finite_field && version() != Version::tls13) continue;
        SCOPED_TRACE(row.libssl);
        Cell one = cell();
        one.peer.groups = row.libssl;
        one.look = [&](MachineEnd& end, Peer&) { EXPECT_EQ(end.connection.group, group); };
        EXPECT_TRUE(run(one));
    }
}

TEST_P(LibsslTls, AuthenticatesClients) {
    for (const std::string key : {"", "RSA-2048", "P-256", "P-384", "ED25519"}) {
        if (key == "ED25519" && version() < Version::tls12) continue;
        SCOPED_TRACE(key);
        Cell one = cell();
        if (we_serve()) {
            one.own.features = {Feature::mutual_auth};
            one.peer.key = key;
        } else {
            one.peer.asks = true;
            one.own.key = key;
            one.own.features = {Feature::supplied_credentials};
        }
        one.look = [&](MachineEnd& end, Peer& peer) {
            EXPECT_TRUE(end.connection.certificate_requested);
            if (we_serve()) {
                EXPECT_EQ(end.connection.peer.chain.empty(), key.empty());
            } else {
                EXPECT_EQ(SSL_get0_peer_certificate(peer.get()) == nullptr, key.empty());
                EXPECT_EQ(end.connection.issuers.size(), 1u);
            }
        };
        EXPECT_TRUE(run(one));
    }
}

TEST_P(LibsslTls, NamesTheApplicationProtocol) {
    Cell one = cell();
    one.own.options.application_protocols = {"h2", "http/1.1"};
    static const unsigned char kHttp[] = "\x08http/1.1";
    one.peer.more = [](SSL_CTX* context) {
        SSL_CTX_set_alpn_protos(context, kHttp, 9);
        SSL_CTX_set_alpn_select_cb(
            context,
            [](SSL*, const unsigned char** out, unsigned char* length, const unsigned char*,
               unsigned, void*) {
                *out = kHttp + 1;
                *length = 8;
                return SSL_TLSEXT_ERR_OK;
            },
            nullptr);
    };
    one.look = [](MachineEnd& end, Peer&) {
        EXPECT_EQ(end.connection.application_protocol, "http/1.1");
    };
    EXPECT_TRUE(run(one));
}

TEST_P(LibsslTls, HearsTheServersName) {
    Cell one = cell();
    one.look = [&](MachineEnd& end, Peer& peer) {
        EXPECT_EQ(end.connection.server_name, "host.example");
        EXPECT_STREQ(SSL_get_servername(peer.get(), TLSEXT_NAMETYPE_host_name), "host.example");
    };
    EXPECT_TRUE(run(one));
}

TEST_P(LibsslTls, DoesWithoutExtendedMasterSecret) {
    Cell one = cell();
    one.peer.more = [](SSL_CTX* context) {
        SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    };
    one.look = [](MachineEnd& end, Peer&) { EXPECT_FALSE(end.connection.extended_master_secret); };
    EXPECT_TRUE(run(one));
}

TEST_P(LibsslTls, EncryptsBeforeOrBehindTheMac) {
    if (version() == Version::tls13) {
        EXPECT_TRUE(run(cell()));
        return;
    }
    for (const bool before : {true, false})
        for (const std::uint32_t suite : {0xC013u, 0xC014u, 0x2Fu, 0x35u}) {
            Cell one = cell();
            one.suite = provider::find_cipher_suite(suite);
            one.peer.more = [=](SSL_CTX* context) {
                if (!before) SSL_CTX_set_options(context, SSL_OP_NO_ENCRYPT_THEN_MAC);
            };
            one.look = [=](MachineEnd& end, Peer&) {
                EXPECT_EQ(end.connection.encrypt_then_mac, before);
            };
            EXPECT_TRUE(run(one));
        }
}

// libssl's client asks for it, its server grants it; ours does both.
TEST_P(LibsslTls, SendsShortFragments) {
    Cell one = cell();
    one.peer.more = [](SSL_CTX* context) { SSL_CTX_set_max_send_fragment(context, 512); };
    EXPECT_TRUE(run(one));
    if (!we_serve()) return;
    one.peer.more = [](SSL_CTX* context) {
        SSL_CTX_set_tlsext_max_fragment_length(context, TLSEXT_max_fragment_length_1024);
    };
    one.look = [](MachineEnd& end, Peer&) {
        EXPECT_EQ(end.connection.sender.content_limit(), 1024u);
    };
    EXPECT_TRUE(run(one));
}

TEST_P(LibsslTls, SplitsRecordsOfTls10) {
    Cell one = cell();
    one.own.terms = [](Terms& terms) { terms.split_records = true; };
    EXPECT_TRUE(run(one));
}

// What libssl calls automatic is a group by value that RFC 7919 does not know (RFC 3526's).
TEST_P(LibsslTls, TakesGroupsByValue) {
    if (version() == Version::tls13 || we_serve()) {
        EXPECT_TRUE(run(cell()));
        return;
    }
    Cell one = cell();
    one.suite = provider::find_cipher_suite(0x0033);
    one.look = [](MachineEnd& end, Peer&) {
        EXPECT_EQ(end.connection.group, nullptr);
        EXPECT_EQ(end.connection.exchange_bits, 2048u);
    };
    EXPECT_TRUE(run(one));
}

// The other side asks for a renegotiation and is refused; libssl's end does not go on without one.
TEST_P(LibsslTls, RefusesToRenegotiate) {
    if (version() == Version::tls13) {
        EXPECT_TRUE(run(cell()));
        return;
    }
    Cell one = cell();
    one.look = [](MachineEnd& end, Peer& peer) {
        ASSERT_EQ(SSL_renegotiate(peer.get()), 1);
        (void)SSL_do_handshake(peer.get());
        ASSERT_EQ(end.put(peer.take()), Status::ok);
        const Buffer refusal = end.take();
        ASSERT_FALSE(refusal.empty());
        EXPECT_TRUE(end.connected());
        peer.put(refusal);
        ERR_clear_error();
        char octet = 0;
        EXPECT_LE(SSL_read(peer.get(), &octet, 1), 0);
        EXPECT_EQ(ERR_GET_REASON(ERR_peek_error()), SSL_R_NO_RENEGOTIATION);
    };
    EXPECT_TRUE(run(one));
}

INSTANTIATE_TEST_SUITE_P(Matrix, LibsslTls,
                         testing::Combine(testing::ValuesIn(versions()), testing::Bool()),
                         [](const auto& cell) {
                             return "Tls1" +
                                    std::to_string(static_cast<unsigned>(std::get<0>(cell.param)) -
                                                   0x0301) +
                                    (std::get<1>(cell.param) ? "Server" : "Client");
                         });

// A version falls to the other's highest.
TEST(LibsslTlsVersions, Fall) {
    for (const bool we_serve : {true, false})
        for (const Version version : versions()) {
            PeerPlan plan{.server = !we_serve, .version = version};
            if (!we_serve) plan.key = "RSA-2048";
            Peer peer(plan);
            OurPlan own;
            if (we_serve) own.key = "RSA-2048";
            own.terms = [](Terms& terms) {
                for (const Version each : versions()) terms.versions.set(each);
            };
            MachineEnd end(
                ours(we_serve ? Role::acceptor : Role::initiator, own, version, nullptr));
            EXPECT_EQ(end.begin(), Status::ok);
            EXPECT_EQ(shake_hands(end, peer), "");
            EXPECT_EQ(end.connection.version, version);
        }
}

// A response that is stapled reaches whoever judges the certificate.
TEST(LibsslTlsStapling, ReachesTheConnection) {
    static const Buffer& response =
        *new Buffer(make_ocsp_response(tls_machine_leaf("RSA-2048"), tls_authority()));
    for (const Version version : versions()) {
        PeerPlan plan{.server = true, .version = version, .key = "RSA-2048"};
        plan.more = [](SSL_CTX* context) {
            SSL_CTX_set_tlsext_status_cb(
                context, +[](SSL* ssl, void*) {
                    auto* const copy = static_cast<unsigned char*>(OPENSSL_malloc(response.size()));
                    std::ranges::copy(response, copy);
                    SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(response.size()));
                    return SSL_TLSEXT_ERR_OK;
                });
        };
        Peer peer(plan);
        OurPlan own;
        own.options.extensions = {{5, 1, {1, 0, 0, 0, 0}}};
        MachineEnd end(ours(Role::initiator, own, version, nullptr));
        EXPECT_EQ(end.begin(), Status::ok);
        EXPECT_EQ(shake_hands(end, peer), "");
        EXPECT_EQ(end.connection.peer.stapled_ocsp, response) << static_cast<unsigned>(version);
    }
}

TEST(LibsslTlsRefusals, OfGroupsThatAreTooSmallReachThePeer) {
    PeerPlan plan{.server = true, .suite = 0x0033, .key = "RSA-2048"};
    plan.more = [](SSL_CTX* context) {
        SSL_CTX_set_dh_auto(context, 0);
        EVP_PKEY_CTX* const maker = EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr);
        EVP_PKEY* group = nullptr;
        EVP_PKEY_keygen_init(maker);
        EVP_PKEY_CTX_set_group_name(maker, "modp_1536");
        EVP_PKEY_generate(maker, &group);
        EVP_PKEY_CTX_free(maker);
        EXPECT_EQ(SSL_CTX_set0_tmp_dh_pkey(context, group), 1);
    };
    Peer peer(plan);
    MachineEnd end(ours(Role::initiator, {}, Version::tls12, provider::find_cipher_suite(0x0033)));
    EXPECT_EQ(end.begin(), Status::ok);
    EXPECT_NE(shake_hands(end, peer), "");
    EXPECT_EQ(end.status, Status::insufficient_security);
}

TEST(LibsslTlsRefusals, ReachThePeerAsAlerts) {
    PeerPlan plan{.server = true, .key = "RSA-2048", .asks = true, .requires_one = true};
    Peer peer(plan);
    MachineEnd end(ours(Role::initiator, {.features = {Feature::supplied_credentials}},
                        Version::tls12, usual_suite(Version::tls12)));
    EXPECT_EQ(end.begin(), Status::ok);
    EXPECT_NE(shake_hands(end, peer), "");
    EXPECT_FALSE(end.put(peer.take()) == Status::ok);
    ASSERT_EQ(end.alerts.size(), 1u);
    EXPECT_EQ(end.alerts.front().description, 40);
}

}  // namespace
}  // namespace secur32::test
