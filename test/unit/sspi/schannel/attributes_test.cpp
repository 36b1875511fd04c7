// The answers that are computed: exporters and bindings against the RFCs' formulas by libcrypto;
// what is asked too early; settings that are none.  Windows' structures: test/machine/schannel.
#include "sspi/schannel/attributes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "sspi/schannel/package.h"
#include "test/support/foreign_kdf.h"
#include "test/support/test_authority.h"

namespace secur32::schannel {
namespace {

namespace foreign = test::foreign;
using test::Issued;

const provider::CipherSuite& suite(std::uint16_t id) { return *provider::find_cipher_suite(id); }

Buffer counted(std::size_t size, std::uint8_t first) {
    Buffer octets(size);
    for (std::uint8_t& octet : octets) octet = first++;
    return octets;
}
Buffer octets_of(std::string_view text) { return {text.begin(), text.end()}; }

// A connection that is there, of one side.
struct Asked {
    explicit Asked(Version version, std::uint16_t id = 0xC02F, Role role = Role::initiator)
        : own(std::make_unique<Connection>(role)), connection(*own) {
        connection.version = version;
        connection.suite = &suite(id);
        connection.connected = true;
    }
    Result<AttributeValue> operator()(Attribute attribute) const {
        return query({connection, settings, package_info(), {}}, attribute);
    }
    void show(const Issued& leaf) {
        connection.peer.chain = {x509::OwnedCertificate::parse(leaf.der).value()};
    }
    std::unique_ptr<Connection> own;
    Connection& connection;
    Settings settings;
};

Asked tls12(std::uint16_t id = 0xC02F) {
    Asked asked(Version::tls12, id);
    Secret<provider::kMasterSecretLength> secret;
    const Buffer octets = counted(48, 1);
    std::ranges::copy(octets, secret.mutable_bytes().begin());
    asked.connection.master = std::make_unique<provider::MasterKey>(provider::MasterKey::adopt(
        Version::tls12, suite(id), provider::Side::client, std::move(secret), true));
    std::ranges::copy(counted(32, 100), asked.connection.randoms.client.begin());
    std::ranges::copy(counted(32, 200), asked.connection.randoms.server.begin());
    return asked;
}
Asked tls13() {
    Asked asked(Version::tls13, 0x1302);
    asked.connection.exporter_master =
        provider::ScheduleSecret::adopt(provider::SecretKind::exporter_master, suite(0x1302),
                                        SecureBytes(Bytes(counted(48, 7))))
            .value();
    return asked;
}

Buffer exported(const Connection& connection, const KeyingMaterialRequest& request) {
    const Result<SecureBytes> octets = export_keying_material(connection, request);
    if (!octets.ok()) return {};
    return Buffer(octets.value().bytes().begin(), octets.value().bytes().end());
}

// RFC 5705 4: PRF(master_secret, label, client_random + server_random [+ length + context]).
Buffer exported12(std::string_view label, std::optional<Buffer> context, std::size_t length) {
    Buffer seed = foreign::joined(counted(32, 100), counted(32, 200));
    if (context) {
        seed.push_back(static_cast<std::uint8_t>(context->size() >> 8));
        seed.push_back(static_cast<std::uint8_t>(context->size()));
        seed = foreign::joined(seed, *context);
    }
    return foreign::prf("SHA256", counted(48, 1), label, seed, length);
}

// RFC 8446 7.5.
Buffer exported13(std::string_view label, const Buffer& context, std::size_t length) {
    const Buffer secret = foreign::hkdf_expand_label("SHA384", counted(48, 7), label,
                                                     foreign::hash("SHA384", {}), 48);
    return foreign::hkdf_expand_label("SHA384", secret, "exporter",
                                      foreign::hash("SHA384", context), length);
}

TEST(KeyingMaterial, IsRfc5705sUpToTls12) {
    const Asked asked = tls12();
    for (const std::size_t length : {std::size_t{1}, std::size_t{32}, std::size_t{500}}) {
        const auto size = static_cast<std::uint32_t>(length);
        EXPECT_EQ(exported(asked.connection, {.label = "EXPORTER-test", .length = size}),
                  exported12("EXPORTER-test", {}, length));
        EXPECT_EQ(exported(asked.connection,
                           {.label = "EXPORTER-test", .context = Buffer(), .length = size}),
                  exported12("EXPORTER-test", Buffer(), length));
        EXPECT_EQ(exported(asked.connection,
                           {.label = "EXPORTER-test", .context = octets_of("c"), .length = size}),
                  exported12("EXPORTER-test", octets_of("c"), length));
    }
}

TEST(KeyingMaterial, IsRfc8446sInTls13WhereNoContextIsAnEmptyOne) {
    const Asked asked = tls13();
    EXPECT_EQ(exported(asked.connection, {.label = "EXPORTER-test", .length = 77}),
              exported13("EXPORTER-test", {}, 77));
    EXPECT_EQ(
        exported(asked.connection, {.label = "EXPORTER-test", .context = Buffer(), .length = 77}),
        exported13("EXPORTER-test", {}, 77));
    EXPECT_EQ(exported(asked.connection,
                       {.label = "EXPORTER-test", .context = octets_of("ctx"), .length = 77}),
              exported13("EXPORTER-test", octets_of("ctx"), 77));
    // RFC 9266 4.2.
    EXPECT_EQ(exported(asked.connection,
                       {.label = "EXPORTER-Channel-Binding", .context = Buffer(), .length = 32}),
              exported13("EXPORTER-Channel-Binding", {}, 32));
}

TEST(KeyingMaterial, WantsALabelALengthAndAConnection) {
    for (const bool older : {true, false}) {
        const Asked asked = older ? tls12() : tls13();
        EXPECT_EQ(export_keying_material(asked.connection, {.label = "", .length = 1}).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(export_keying_material(asked.connection, {.label = "a", .length = 0}).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(
            export_keying_material(asked.connection, {.label = "a", .length = 0x10001}).status(),
            Status::invalid_parameter);
    }
    EXPECT_EQ(export_keying_material(tls12().connection, {.label = "master secret", .length = 1})
                  .status(),
              Status::invalid_parameter);
    Asked early = tls12();
    early.connection.connected = false;
    EXPECT_EQ(export_keying_material(early.connection, {.label = "a", .length = 1}).status(),
              Status::out_of_sequence);
    const Asked keyless(Version::tls12);
    EXPECT_EQ(export_keying_material(keyless.connection, {.label = "a", .length = 1}).status(),
              Status::out_of_sequence);
}

TEST(KeyingMaterial, IsAskedForInTwoSteps) {
    Asked asked = tls12();
    EXPECT_EQ(asked(Attribute::keying_material).status(), Status::out_of_sequence);
    ASSERT_EQ(apply(asked.settings, KeyingMaterialRequest{"EXPORTER-x", octets_of("c"), 20}),
              Status::ok);
    const auto answer = asked(Attribute::keying_material);
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(std::ranges::equal(std::get<KeyingMaterial>(answer.value()).octets.bytes(),
                                   exported12("EXPORTER-x", octets_of("c"), 20)));
    EXPECT_EQ(apply(asked.settings, KeyingMaterialRequest{"", {}, 20}), Status::invalid_parameter);
    EXPECT_EQ(apply(asked.settings, KeyingMaterialRequest{"x", {}, 0}), Status::invalid_parameter);
}

// RFC 5216 2.3: keys of PRF(master_secret, "client EAP encryption", randoms), IVs of PRF("", ...).
TEST(EapKeys, AreThoseOfEapTlsUnlessTold) {
    Asked asked = tls12();
    const Buffer randoms = foreign::joined(counted(32, 100), counted(32, 200));
    const auto keys_of = [&asked] {
        const auto answer = asked(Attribute::eap_key_block);
        const Bytes octets = std::get<KeyingMaterial>(answer.value()).octets.bytes();
        return Buffer(octets.begin(), octets.end());
    };
    const Buffer keys = keys_of();
    ASSERT_EQ(keys.size(), 192u);
    EXPECT_TRUE(std::ranges::equal(
        Bytes(keys).first(128),
        foreign::prf("SHA256", counted(48, 1), "client EAP encryption", randoms, 128)));
    ASSERT_EQ(apply(asked.settings, EapPrf{{1, 0, 0, 0}}), Status::ok);
    const Buffer ttls = keys_of();
    EXPECT_TRUE(std::ranges::equal(
        Bytes(ttls).first(128),
        foreign::prf("SHA256", counted(48, 1), "ttls keying material", randoms, 128)));
}

TEST(EapKeys, AreRfc9190sInTls13) {
    Asked asked = tls13();
    const auto answer = asked(Attribute::eap_key_block);
    ASSERT_TRUE(answer.ok());
    const Bytes keys = std::get<KeyingMaterial>(answer.value()).octets.bytes();
    ASSERT_EQ(keys.size(), 192u);
    EXPECT_TRUE(std::ranges::equal(keys.first(128),
                                   exported13("EXPORTER_EAP_TLS_Key_Material", {0x0D}, 128)));
    EXPECT_TRUE(std::ranges::all_of(keys.subspan(128), [](auto octet) { return octet == 0; }));
    ASSERT_EQ(apply(asked.settings, EapPrf{{3}}), Status::ok);
    EXPECT_EQ(asked(Attribute::eap_key_block).status(), Status::unsupported_function);
}

TEST(EapKeys, RefuseMethodsThatAreNone) {
    Settings settings;
    EXPECT_EQ(apply(settings, EapPrf{{}}), Status::invalid_parameter);
    EXPECT_EQ(apply(settings, EapPrf{{4}}), Status::invalid_parameter);
}

Buffer bindings(const Asked& asked, Attribute attribute) {
    const auto answer = asked(attribute);
    return answer.ok() ? std::get<BindingData>(answer.value()).application_data : Buffer();
}

TEST(UniqueBindings, AreTheClientsFinishedOrTheServersOfAResumedSession) {
    Asked asked = tls12();
    asked.connection.verify_data.client.fill(0xC1);
    asked.connection.verify_data.server.fill(0x5E);
    EXPECT_EQ(bindings(asked, Attribute::unique_bindings),
              foreign::joined(octets_of("tls-unique:"), Buffer(12, 0xC1)));
    asked.connection.resumed = true;
    EXPECT_EQ(bindings(asked, Attribute::unique_bindings),
              foreign::joined(octets_of("tls-unique:"), Buffer(12, 0x5E)));
    EXPECT_EQ(tls13()(Attribute::unique_bindings).status(), Status::unsupported_function);
    asked.connection.connected = false;
    EXPECT_EQ(asked(Attribute::unique_bindings).status(), Status::out_of_sequence);
}

TEST(EndpointBindings, HashTheServersCertificateByItsOwnHashButForWeakOnes) {
    struct Case {
        const char* signed_with;
        const char* key;
        const char* bound_with;
    };
    for (const Case& one : {Case{"SHA256", "P-256", "SHA256"}, Case{"SHA384", "P-256", "SHA384"},
                            Case{"SHA512", "P-256", "SHA512"}, Case{"SHA1", "P-256", "SHA256"},
                            Case{"MD5", "RSA-2048", "SHA256"}}) {
        const Issued root = test::make_root("Binding root", {.key = one.key});
        const Issued leaf = test::make_leaf("a.example", root, {.hash = one.signed_with});
        Asked asked(Version::tls13, 0x1301);
        asked.show(leaf);
        EXPECT_EQ(bindings(asked, Attribute::endpoint_bindings),
                  foreign::joined(octets_of("tls-server-end-point:"),
                                  foreign::hash(one.bound_with, leaf.der)))
            << one.signed_with;
    }
}

TEST(EndpointBindings, AreUndefinedForEd25519AndWithoutCertificate) {
    const Issued root = test::make_root("Binding Ed25519 root", {.key = "ED25519"});
    Asked asked(Version::tls13, 0x1301);
    EXPECT_EQ(asked(Attribute::endpoint_bindings).status(), Status::out_of_sequence);
    asked.show(test::make_leaf("a.example", root));
    EXPECT_EQ(asked(Attribute::endpoint_bindings).status(), Status::unsupported_function);
}

TEST(Attributes, AreNotThereBeforeTheHandshakesEnd) {
    Asked asked(Version::tls13, 0x1301);
    asked.connection.connected = false;
    asked.connection.suite = nullptr;
    for (const Attribute early :
         {Attribute::sizes, Attribute::stream_sizes, Attribute::lifespan, Attribute::key_info,
          Attribute::connection, Attribute::session, Attribute::negotiated_extensions,
          Attribute::unique_bindings, Attribute::eap_key_block, Attribute::certificate_check,
          Attribute::protocol_info})
        EXPECT_EQ(asked(early).status(), Status::out_of_sequence) << static_cast<int>(early);
    for (const Attribute nobodys :
         {Attribute::names, Attribute::authority, Attribute::remote_certificates,
          Attribute::remote_chain, Attribute::local_certificates, Attribute::issuers})
        EXPECT_EQ(asked(nobodys).status(), Status::no_credentials) << static_cast<int>(nobodys);
}

TEST(Attributes, AreNotThoseOfOtherPackages) {
    const Asked asked(Version::tls13, 0x1301);
    for (const Attribute other :
         {Attribute::session_key, Attribute::negotiation_info, Attribute::target,
          Attribute::client_specified_target, Attribute::last_client_token_status,
          Attribute::access_token, Attribute::user_flags, Attribute::auth_identity})
        EXPECT_EQ(asked(other).status(), Status::unsupported_function) << static_cast<int>(other);
    Settings settings;
    EXPECT_EQ(apply(settings, SamFile{"x"}), Status::unsupported_function);
    EXPECT_EQ(schannel::apply(settings, ContextSetting(HashCallback{})),
              Status::unsupported_function);
}

TEST(ApplicationDataSetting, ComesBack) {
    Asked asked(Version::tls13, 0x1301);
    ASSERT_EQ(apply(asked.settings, ApplicationData{{1, 2, 3}}), Status::ok);
    const auto answer = asked(Attribute::application_data);
    EXPECT_EQ(std::get<ApplicationData>(answer.value()).octets, (Buffer{1, 2, 3}));
    EXPECT_EQ(apply(asked.settings, ApplicationData{Buffer(0x10001)}), Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::schannel
