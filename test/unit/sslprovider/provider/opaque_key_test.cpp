// Opaque blobs: the layout octet by octet, each kind there and back, and forgeries with a right
// digest, because that protects from nobody.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "test/unit/sslprovider/provider/blob_writer.h"

namespace secur32::provider {
namespace {

using namespace blobs;

class OpaqueBlobs : public KeysTest {};

const CipherSuite& suite(std::uint32_t id) {
    const CipherSuite* const found = find_cipher_suite(id);
    if (found == nullptr) throw std::runtime_error("no such suite");
    return *found;
}
constexpr std::uint16_t kRsaCbc = 0x002F, kEcdheGcm = 0xC02F, kTls13Gcm = 0x1301;

Buffer counted(std::size_t size, std::uint8_t first) {
    Buffer out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(first + i);
    return out;
}

// A blob by its fields; the digest by libcrypto.
struct Form {
    std::uint32_t magic = 0x32334B53;
    std::uint8_t version = 1, kind = 1;
    std::uint16_t reserved = 0, protocol = 0x0303, suite = kRsaCbc;
    std::uint32_t detail = 0;
    std::array<std::size_t, 3> lengths{48, 0, 0};
    Buffer secrets = counted(48, 1);

    Buffer octets() const {
        Writer out;
        out.le32(magic);
        out.u8(version);
        out.u8(kind);
        out.le16(reserved);
        out.le16(protocol);
        out.le16(suite);
        out.le32(detail);
        for (const std::size_t length : lengths) out.le32(static_cast<std::uint32_t>(length));
        out.bytes(secrets);
        return sealed(out.take());
    }
    static Buffer sealed(const Buffer& content) {
        Buffer digest(32);
        SHA256(content.data(), content.size(), digest.data());
        return content + digest;
    }
    Status status() const { return import_opaque(octets()).status(); }
};

MasterKey master(Version version, const CipherSuite& of, Side side, bool extended) {
    Secret<kMasterSecretLength> secret;
    std::ranges::copy(counted(48, 1), secret.mutable_bytes().begin());
    return MasterKey::adopt(version, of, side, secret, extended);
}

TEST_F(OpaqueBlobs, AMasterKeyIsThis) {
    const auto exported = export_opaque(master(Version::tls12, suite(kRsaCbc), Side::server, true));
    Form by_hand;
    by_hand.detail = 3;
    EXPECT_EQ(to_hex(exported.value().bytes()), to_hex(by_hand.octets()));
}

TEST_F(OpaqueBlobs, MasterKeysComeBack) {
    for (const Version version :
         {Version::tls10, Version::tls11, Version::tls12, Version::dtls10, Version::dtls12})
        for (const Side side : {Side::client, Side::server})
            for (const bool extended : {false, true}) {
                const MasterKey key = master(version, suite(kRsaCbc), side, extended);
                const auto blob = export_opaque(key);
                const auto imported = import_opaque(blob.value().bytes());
                ASSERT_TRUE(imported.ok());
                const MasterKey& back = std::get<MasterKey>(imported.value());
                EXPECT_EQ(back.version(), version);
                EXPECT_EQ(back.suite().id, kRsaCbc);
                EXPECT_EQ(back.side(), side);
                EXPECT_EQ(back.extended(), extended);
                EXPECT_TRUE(back.secret() == key.secret());
            }
}

PacketSecrets secrets(std::size_t mac, std::size_t key, std::size_t iv) {
    return {SecureBytes(Bytes(counted(mac, 1))), SecureBytes(Bytes(counted(key, 50))),
            SecureBytes(Bytes(counted(iv, 90)))};
}

struct PacketRow {
    Version version;
    std::uint16_t suite;
    std::size_t mac, key, iv;
    bool encrypt_then_mac;
};
constexpr PacketRow kPackets[] = {{Version::tls12, kEcdheGcm, 0, 16, 4, false},
                                  {Version::tls13, kTls13Gcm, 0, 16, 12, false},
                                  {Version::tls10, kRsaCbc, 20, 16, 16, false},
                                  {Version::tls12, kRsaCbc, 20, 16, 0, true},
                                  {Version::dtls12, kRsaCbc, 20, 16, 0, false}};

TEST_F(OpaqueBlobs, PacketKeysComeBack) {
    for (const PacketRow& row : kPackets)
        for (const PacketUse use : {PacketUse::protect, PacketUse::unprotect, PacketUse::both}) {
            auto key =
                PacketKey::create(row.version, suite(row.suite), secrets(row.mac, row.key, row.iv),
                                  use, row.encrypt_then_mac);
            ASSERT_TRUE(key.ok()) << row.suite;
            const auto blob = export_opaque(key.value());
            const auto imported = import_opaque(blob.value().bytes());
            ASSERT_TRUE(imported.ok()) << row.suite;
            const PacketKey& back = std::get<PacketKey>(imported.value());
            EXPECT_EQ(back.version(), row.version);
            EXPECT_EQ(back.suite().id, row.suite);
            EXPECT_EQ(back.use(), use);
            EXPECT_EQ(back.encrypt_then_mac(), row.encrypt_then_mac);
            EXPECT_EQ(to_hex(export_opaque(back).value().bytes()), to_hex(blob.value().bytes()));
        }
}

// What one end protects, the imported copy of the other's key opens.
TEST_F(OpaqueBlobs, APacketKeyThatCameBackWorks) {
    for (const PacketRow& row : kPackets) {
        auto sender =
            PacketKey::create(row.version, suite(row.suite), secrets(row.mac, row.key, row.iv),
                              PacketUse::protect, row.encrypt_then_mac);
        auto receiver =
            PacketKey::create(row.version, suite(row.suite), secrets(row.mac, row.key, row.iv),
                              PacketUse::unprotect, row.encrypt_then_mac);
        auto imported = import_opaque(export_opaque(receiver.value()).value().bytes());
        const Buffer content = counted(100, 7);
        Buffer record(sender.value().lengths().header + content.size() +
                      sender.value().trailer_length(content.size()));
        ASSERT_EQ(sender.value().protect(ContentType::application_data, 0, content, record),
                  Status::ok);
        const auto opened = std::get<PacketKey>(imported.value()).unprotect(0, record);
        ASSERT_TRUE(opened.ok()) << row.suite;
        EXPECT_EQ(to_hex(opened.value().content), to_hex(content));
    }
}

TEST_F(OpaqueBlobs, SecretsOfTheKeyScheduleComeBack) {
    for (int kind = 0; kind <= static_cast<int>(SecretKind::resumption_master); ++kind) {
        const auto secret = ScheduleSecret::adopt(SecretKind(kind), suite(kTls13Gcm),
                                                  SecureBytes(Bytes(counted(32, 3))));
        ASSERT_TRUE(secret.ok());
        const auto imported = import_opaque(export_opaque(secret.value()).value().bytes());
        ASSERT_TRUE(imported.ok()) << kind;
        const ScheduleSecret& back = std::get<ScheduleSecret>(imported.value());
        EXPECT_EQ(back.kind(), SecretKind(kind));
        EXPECT_EQ(back.suite().id, kTls13Gcm);
        EXPECT_EQ(to_hex(back.value()), to_hex(counted(32, 3)));
    }
}

// -- Refusals -------------------------------------------------------------------------------------

TEST_F(OpaqueBlobs, DamageIsNoticedWhereverItIs) {
    const Buffer right = Form().octets();
    EXPECT_EQ(import_opaque(right).status(), Status::ok);
    expect_exact_length(right, import_opaque);
    EXPECT_EQ(flip_every_octet(right, import_opaque), right.size());
}

// The same cuts with a digest that is right again.
TEST_F(OpaqueBlobs, CutAndSealedAnewAreRefused) {
    const Buffer right = Form().octets();
    const Bytes content = Bytes(right).first(right.size() - 32);
    for (std::size_t length = 0; length < content.size(); ++length)
        EXPECT_EQ(import_opaque(Form::sealed(copy(content.first(length)))).status(),
                  Status::bad_data)
            << length;
    EXPECT_EQ(import_opaque(Form::sealed(copy(content) + Buffer{0})).status(), Status::bad_data);
}

TEST_F(OpaqueBlobs, EveryFieldOfTheHeaderIsJudged) {
    EXPECT_EQ(Form().status(), Status::ok);
    const auto with = [](auto Form::*field, auto value) {
        Form form;
        form.*field = static_cast<std::remove_reference_t<decltype(form.*field)>>(value);
        return form.status();
    };
    EXPECT_EQ(with(&Form::magic, 0x33334B53), Status::bad_data);
    for (const int version : {0, 2, 255})
        EXPECT_EQ(with(&Form::version, version), Status::bad_data);
    for (const int kind : {0, 2, 3, 4, 255}) EXPECT_EQ(with(&Form::kind, kind), Status::bad_data);
    EXPECT_EQ(with(&Form::reserved, 1), Status::bad_data);
    for (const int protocol : {0, 2, 0x300, 0x304, 0x305, 0xFEFE})
        EXPECT_EQ(with(&Form::protocol, protocol), Status::bad_data);
    for (const int id : {0, 0x1301, 0xC02F + 0x100, 0xFFFF})
        EXPECT_EQ(with(&Form::suite, id), Status::bad_data);
    for (const unsigned detail : {4u, 0x100u, 0x80000000u})
        EXPECT_EQ(with(&Form::detail, detail), Status::bad_data);
}

TEST_F(OpaqueBlobs, LengthsThatContradictTheBlobAreRefused) {
    for (std::size_t i = 0; i < 3; ++i)
        for (const std::size_t length : hostile_lengths(48)) {
            if (i > 0 && length == 0) continue;
            Form form;
            form.lengths[i] = length;
            EXPECT_EQ(form.status(), Status::bad_data);
        }
    Form moved;
    moved.lengths = {16, 16, 16};
    EXPECT_EQ(moved.status(), Status::bad_data);
    Form longer;
    longer.lengths[0] = 49;
    longer.secrets = Buffer(49);
    EXPECT_EQ(longer.status(), Status::bad_data);
    Form none;
    none.lengths[0] = 0;
    none.secrets = {};
    EXPECT_EQ(none.status(), Status::bad_data);
}

TEST_F(OpaqueBlobs, PacketKeysMustSuitTheirSuite) {
    Form right;
    right.kind = 2;
    right.suite = kEcdheGcm;
    right.detail = 1;
    right.lengths = {0, 16, 4};
    right.secrets = Buffer(20);
    EXPECT_EQ(right.status(), Status::ok);
    for (const std::uint32_t detail : {0u, 4u, 8u, 9u, 0x80000001u}) {
        Form form = right;
        form.detail = detail;
        EXPECT_EQ(form.status(), Status::bad_data) << detail;
    }
    for (const std::array<std::size_t, 3>& lengths :
         {std::array<std::size_t, 3>{0, 4, 16}, {16, 0, 4}, {0, 20, 0}, {0, 0, 20}, {4, 16, 0}}) {
        Form form = right;
        form.lengths = lengths;
        EXPECT_EQ(form.status(), Status::bad_data);
    }
}

TEST_F(OpaqueBlobs, SecretsMustSuitTheirSuite) {
    Form right;
    right.kind = 3;
    right.protocol = 0x0304;
    right.suite = kTls13Gcm;
    right.detail = static_cast<std::uint32_t>(SecretKind::master);
    right.lengths = {32, 0, 0};
    right.secrets = Buffer(32);
    EXPECT_EQ(right.status(), Status::ok);
    Form form = right;
    form.detail = static_cast<std::uint32_t>(SecretKind::resumption_master) + 1;
    EXPECT_EQ(form.status(), Status::bad_data);
    form = right;
    form.suite = 0x1302;  // SHA-384
    EXPECT_EQ(form.status(), Status::bad_data);
    form = right;
    form.lengths = {16, 16, 0};
    EXPECT_EQ(form.status(), Status::bad_data);
    form = right;
    form.protocol = 0x0303;
    EXPECT_EQ(form.status(), Status::bad_data);
}

}  // namespace
}  // namespace secur32::provider
