// BCRYPT_OPAQUE_KEY_BLOB in this library's form; integers little-endian:
//
//   "SK32"  version 1  kind  0 0  protocol(2)  suite(2)  detail(4)  lengths(3 x 4)  octets  SHA-256
//
// kind 1, a master key: detail = side | extended << 1; one secret of 48 octets.
// kind 2, a packet key: detail = use | encrypt-then-MAC << 2; MAC key, key, IV.
// kind 3, a secret of TLS 1.3: detail = its SecretKind; one secret.
#include <array>

#include "sslprovider/crypto/hash.h"
#include "sslprovider/provider/blob_numbers.h"
#include "sslprovider/provider/key_blobs.h"

namespace secur32::provider {
namespace {

constexpr std::uint32_t kMagic = 0x32334B53;  // "SK32"
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kCheckLength = 32;
enum class Kind : std::uint8_t { master = 1, packet = 2, schedule = 3 };

struct Fields {
    Kind kind;
    Version version;
    std::uint16_t suite;
    std::uint32_t detail;
    std::array<Bytes, 3> secrets;
};

SecureBytes write(const Fields& fields) {
    Writer header(28);
    header.le32(kMagic);
    header.u8(kVersion);
    header.u8(static_cast<std::uint8_t>(fields.kind));
    header.le16(0);
    header.le16(static_cast<std::uint16_t>(fields.version));
    header.le16(fields.suite);
    header.le32(fields.detail);
    for (const Bytes secret : fields.secrets)
        header.le32(static_cast<std::uint32_t>(secret.size()));
    const std::array<std::uint8_t, kCheckLength> room{};
    SecureBytes blob =
        joined(header.view(), {fields.secrets[0], fields.secrets[1], fields.secrets[2], room});
    const MutableBytes all = blob.mutable_bytes();
    const crypto::Digest check =
        crypto::hash(crypto::HashAlgorithm::sha256, all.first(all.size() - kCheckLength));
    std::ranges::copy(check.bytes(), all.last(kCheckLength).begin());
    return blob;
}

Result<Fields> read(Bytes blob) {
    if (blob.size() < kCheckLength) return bad_blob("blob: an opaque key cut short");
    const Bytes content = blob.first(blob.size() - kCheckLength);
    const crypto::Digest check = crypto::hash(crypto::HashAlgorithm::sha256, content);
    if (!constant_time_equal(check.bytes(), blob.last(kCheckLength)))
        return bad_blob("blob: a damaged opaque key");
    Reader in(content);
    const std::uint32_t magic = in.le32();
    const std::uint8_t version = in.u8();
    Fields fields{};
    fields.kind = static_cast<Kind>(in.u8());
    const std::uint16_t reserved = in.le16();
    const std::optional<Version> protocol = version_of(in.le16());
    fields.suite = in.le16();
    fields.detail = in.le32();
    std::array<std::uint32_t, 3> lengths{};
    for (std::uint32_t& length : lengths) length = in.le32();
    for (std::size_t i = 0; i < lengths.size(); ++i) fields.secrets[i] = in.bytes(lengths[i]);
    if (!in.done() || magic != kMagic || version != kVersion || reserved != 0 || !protocol)
        return bad_blob("blob: not an opaque key of this library");
    fields.version = *protocol;
    return fields;
}

Result<OpaqueKey> master_key(const Fields& fields, const CipherSuite& suite) {
    const Bytes secret = fields.secrets[0];
    if (secret.size() != kMasterSecretLength || fields.detail > 3 || !fields.secrets[1].empty() ||
        !fields.secrets[2].empty() || fields.version == Version::tls13)
        return bad_blob("blob: not a master key");
    return OpaqueKey(MasterKey::adopt(
        fields.version, suite, (fields.detail & 1) == 0 ? Side::client : Side::server,
        Secret<kMasterSecretLength>(secret.first<kMasterSecretLength>()), fields.detail >= 2));
}

// Key lengths that do not suit are found by PacketKey::create.
Result<OpaqueKey> packet_key(const Fields& fields, const CipherSuite& suite) {
    const std::uint32_t use = fields.detail & 3;
    if (fields.detail > 7 || use == 0) return bad_blob("blob: not a packet key");
    PacketSecrets secrets{SecureBytes(fields.secrets[0]), SecureBytes(fields.secrets[1]),
                          SecureBytes(fields.secrets[2])};
    Result<PacketKey> key =
        PacketKey::create(fields.version, suite, std::move(secrets), static_cast<PacketUse>(use),
                          (fields.detail & 4) != 0);
    if (!key.ok()) return bad_blob("blob: a packet key that does not suit its suite");
    return OpaqueKey(std::move(key).value());
}

Result<OpaqueKey> schedule_secret(const Fields& fields, const CipherSuite& suite) {
    const bool known = fields.detail <= static_cast<std::uint32_t>(SecretKind::resumption_master);
    if (!known || fields.version != Version::tls13 || !fields.secrets[1].empty() ||
        !fields.secrets[2].empty())
        return bad_blob("blob: not a secret of TLS 1.3");
    Result<ScheduleSecret> secret = ScheduleSecret::adopt(static_cast<SecretKind>(fields.detail),
                                                          suite, SecureBytes(fields.secrets[0]));
    if (!secret.ok()) return bad_blob("blob: a secret of another length than its suite's");
    return OpaqueKey(std::move(secret).value());
}

}  // namespace

Result<OpaqueKey> import_opaque(Bytes blob) {
    TRY_ASSIGN(const Fields fields, read(blob));
    const CipherSuite* const suite = find_cipher_suite(fields.suite, fields.version);
    if (suite == nullptr) return bad_blob("blob: a suite that is unknown or not of its protocol");
    switch (fields.kind) {
        case Kind::master:
            return master_key(fields, *suite);
        case Kind::packet:
            return packet_key(fields, *suite);
        case Kind::schedule:
            return schedule_secret(fields, *suite);
    }
    return bad_blob("blob: an opaque key of an unknown kind");
}

Result<SecureBytes> export_opaque(const MasterKey& key) {
    const std::uint32_t detail =
        (key.side() == Side::server ? 1U : 0U) | (key.extended() ? 2U : 0U);
    return write({Kind::master,
                  key.version(),
                  key.suite().id,
                  detail,
                  {key.secret().bytes(), Bytes(), Bytes()}});
}

Result<SecureBytes> export_opaque(const PacketKey& key) {
    const std::uint32_t detail =
        static_cast<std::uint32_t>(key.use()) | (key.encrypt_then_mac() ? 4U : 0U);
    const PacketSecrets& secrets = key.secrets();
    return write({Kind::packet,
                  key.version(),
                  key.suite().id,
                  detail,
                  {secrets.mac_key.bytes(), secrets.key.bytes(), secrets.iv.bytes()}});
}

Result<SecureBytes> export_opaque(const ScheduleSecret& secret) {
    return write({Kind::schedule,
                  Version::tls13,
                  secret.suite().id,
                  static_cast<std::uint32_t>(secret.kind()),
                  {secret.value(), Bytes(), Bytes()}});
}

}  // namespace secur32::provider
