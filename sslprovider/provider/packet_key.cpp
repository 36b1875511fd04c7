// Limits, headers and content types of records; what happens to their octets is crypto's
// (crypto/record_cipher.h).
#include "sslprovider/provider/packet_key.h"

#include <algorithm>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/record_cipher.h"
#include "sslprovider/provider/record_header.h"

namespace secur32::provider {
namespace {

using crypto::BulkCipherRow;
using crypto::CipherKind;

constexpr std::size_t kInnerType = 1;  // RFC 8446 5.2: TLSInnerPlaintext.type
constexpr std::size_t kMaxBlock = 16;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }
Status bad_record() { return trace::because(Status::bad_record, "ssl: a record does not open"); }
Status too_long() {
    return trace::because(Status::bad_length, "ssl: a record with content over 2^14 octets");
}

constexpr bool covers(PacketUse use, PacketUse what) {
    return (static_cast<unsigned>(use) & static_cast<unsigned>(what)) != 0;
}

crypto::RecordForm form_of(Version version) {
    if (version == Version::tls13) return crypto::RecordForm::inner_type;
    return version == Version::tls10 ? crypto::RecordForm::implicit_iv
                                     : crypto::RecordForm::explicit_iv;
}

// What a record carries behind its header before the content (RFC 5246 6.2.3.2, RFC 5288 3).
std::size_t explicit_length(Version version, const BulkCipherRow& cipher) {
    return form_of(version) == crypto::RecordForm::explicit_iv ? cipher.record_iv_length : 0;
}

// RFC 5246 6.3, RFC 2246 6.3, RFC 8446 7.3: what is cut or expanded for one direction.
std::size_t secret_iv_length(Version version, const BulkCipherRow& cipher) {
    if (version == Version::tls13) return 12;
    if (cipher.kind == CipherKind::block && version == Version::tls10) return cipher.block_length;
    return cipher.fixed_iv_length;
}

std::size_t padding_length(const PacketLengths& lengths, std::size_t padded) {
    return lengths.block == 0 ? 0 : lengths.block - padded % lengths.block;
}

Status check_combination(Version version, const CipherSuite& suite, bool encrypt_then_mac) {
    const CipherKind kind = row(suite.cipher).kind;
    if (!suite.suits(version)) return refuse("ssl: the version does not know this suite");
    // RFC 6347 4.1.2.2: "RC4 MUST NOT be used with DTLS."
    if (kind == CipherKind::stream && is_datagram(version))
        return refuse("ssl: no stream cipher in DTLS");
    if (encrypt_then_mac && kind != CipherKind::block)
        return refuse("ssl: encrypt-then-MAC without a block cipher");
    return Status::ok;
}

Status check_secrets(Version version, const CipherSuite& suite, const PacketSecrets& secrets) {
    const BulkCipherRow& cipher = row(suite.cipher);
    if (secrets.mac_key.size() != hash_length(suite.mac) ||
        secrets.key.size() != cipher.key_length ||
        secrets.iv.size() != secret_iv_length(version, cipher))
        return refuse("ssl: keys of a length that is not the suite's");
    return Status::ok;
}

}  // namespace

struct PacketKey::State {
    Status make_ciphers();
    Status check_order(std::uint64_t sequence);
    Status check_content(ContentType content_type, std::size_t length) const;
    std::size_t trailer_length(std::size_t content_length) const;
    Status protect(ContentType type, std::uint64_t sequence, Bytes plaintext, MutableBytes header,
                   MutableBytes content, MutableBytes trailer);
    Result<OpenedPacket> unprotect(std::uint64_t sequence, MutableBytes record);
    Result<OpenedPacket> inner_plaintext(MutableBytes text) const;

    Version version;
    PacketUse use;
    bool encrypt_then_mac;
    const CipherSuite* suite;
    std::unique_ptr<PacketSecrets> secrets;  // null: forgotten
    PacketLengths lengths;
    std::unique_ptr<crypto::RecordSealer> sealer;
    std::unique_ptr<crypto::RecordOpener> opener;
    std::optional<std::uint64_t> last_sealed;
};

Status PacketKey::State::make_ciphers() {
    const BulkCipherRow& cipher = row(suite->cipher);
    crypto::RecordSuite what{suite->cipher,
                             suite->mac,
                             form_of(version),
                             encrypt_then_mac,
                             secrets->mac_key.bytes(),
                             secrets->key.bytes(),
                             secrets->iv.bytes()};
    if (covers(use, PacketUse::unprotect)) {
        opener = crypto::make_record_opener(what);
        if (!opener) return Status::unsupported_function;
    }
    if (!covers(use, PacketUse::protect)) return Status::ok;
    Secret<kMaxBlock> seed;
    if (cipher.kind == CipherKind::block && what.iv.empty()) {
        fill_random(seed.mutable_bytes());
        what.iv = Bytes(seed.bytes()).first(cipher.block_length);
    }
    sealer = crypto::make_record_sealer(what);
    return sealer ? Status::ok : Status::unsupported_function;
}

std::size_t PacketKey::State::trailer_length(std::size_t content_length) const {
    const std::size_t padded = content_length + (encrypt_then_mac ? 0 : lengths.fixed_trailer);
    return lengths.fixed_trailer + padding_length(lengths, padded);
}

// RFC 5246 6.2.1, RFC 8446 5.1: "zero-length fragments of Handshake, Alert, or ChangeCipherSpec
// content types" MUST NOT be sent; 5: of change_cipher_spec TLS 1.3 protects none.
Status PacketKey::State::check_content(ContentType type, std::size_t length) const {
    if (type < ContentType::change_cipher_spec || type > ContentType::application_data)
        return refuse("ssl: a content type that is none");
    if (length > kMaxPlaintext) return refuse("ssl: content over 2^14 octets");
    if (length == 0 && type != ContentType::application_data)
        return refuse("ssl: an empty record that is not of application data");
    if (version == Version::tls13 && type == ContentType::change_cipher_spec)
        return refuse("ssl: TLS 1.3 protects no change_cipher_spec");
    return Status::ok;
}

// The sequence number is the nonce, or makes it: it is used up before the cipher sees it.
Status PacketKey::State::check_order(std::uint64_t sequence) {
    if (!suite->is_aead()) return Status::ok;
    if (last_sealed && sequence <= *last_sealed)
        return refuse("ssl: a sequence number that was used before");
    last_sealed = sequence;
    return Status::ok;
}

Status PacketKey::State::protect(ContentType type, std::uint64_t sequence, Bytes plaintext,
                                 MutableBytes header, MutableBytes content, MutableBytes trailer) {
    if (!sealer) return trace::because(Status::bad_key_state, "ssl: this key only opens");
    TRY(check_content(type, content.size()));
    if (header.size() != lengths.header || trailer.size() != trailer_length(content.size()))
        return refuse("ssl: header or trailer of another length than the record's");
    TRY(check_order(sequence));

    const std::size_t base = header_length(version);
    const crypto::RecordParts parts{header.subspan(base), content, trailer};
    RecordHeader written{outer_type(version, type), sequence, parts.size()};
    write_header(version, written, header);
    if (version == Version::tls13)
        trailer[0] = static_cast<std::uint8_t>(type);
    else
        written.length = content.size();
    if (sealer->seal(record_prefix(version, written), plaintext, parts)) return Status::ok;
    return trace::because(Status::internal_error, "ssl: libcrypto protects no record");
}

Result<OpenedPacket> PacketKey::State::unprotect(std::uint64_t sequence, MutableBytes record) {
    if (!opener) return trace::because(Status::bad_key_state, "ssl: this key only protects");
    TRY(check_header(version, sequence, record));
    const auto type = static_cast<ContentType>(record[0]);
    const MutableBytes fragment = record.subspan(header_length(version));
    const auto text =
        opener->open(record_prefix(version, {type, sequence, fragment.size()}), fragment);
    if (!text) return bad_record();
    if (version == Version::tls13) return inner_plaintext(*text);
    if (text->size() > kMaxPlaintext) return too_long();
    return OpenedPacket{type, *text};
}

// RFC 8446 5.4: "the implementation scans the field from the end toward the beginning until it
// finds a non-zero octet.  This non-zero octet is the content type of the message."
Result<OpenedPacket> PacketKey::State::inner_plaintext(MutableBytes text) const {
    if (text.size() > kMaxPlaintext + kInnerType) return too_long();
    while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
    const auto type = text.empty() ? ContentType{} : static_cast<ContentType>(text.back());
    if (type < ContentType::change_cipher_spec || type > ContentType::application_data)
        return trace::because(Status::bad_type, "ssl: a record with content of no type");
    return OpenedPacket{type, text.first(text.size() - 1)};
}

Result<PacketKey> PacketKey::create(Version version, const CipherSuite& suite,
                                    PacketSecrets secrets, PacketUse use, bool encrypt_then_mac) {
    TRY(check_combination(version, suite, encrypt_then_mac));
    TRY(check_secrets(version, suite, secrets));
    if (!covers(use, PacketUse::both)) return refuse("ssl: a key for no direction");
    auto state = std::make_unique<State>();
    state->version = version;
    state->suite = &suite;
    state->secrets = std::make_unique<PacketSecrets>(std::move(secrets));
    state->use = use;
    state->encrypt_then_mac = encrypt_then_mac;
    state->lengths = lengths(version, suite, encrypt_then_mac);
    if (const Status status = state->make_ciphers(); status != Status::ok)
        return trace::because(status, "ssl: libcrypto has no such cipher");
    return PacketKey(std::move(state));
}

PacketKey::PacketKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PacketKey::PacketKey(PacketKey&&) noexcept = default;
PacketKey& PacketKey::operator=(PacketKey&&) noexcept = default;
PacketKey::~PacketKey() = default;

Version PacketKey::version() const { return state_->version; }
const CipherSuite& PacketKey::suite() const { return *state_->suite; }
PacketUse PacketKey::use() const { return state_->use; }
PacketLengths PacketKey::lengths() const { return state_->lengths; }
const PacketSecrets& PacketKey::secrets() const { return *state_->secrets; }
void PacketKey::forget_secrets() { state_->secrets.reset(); }
bool PacketKey::is_chained() const {
    const crypto::CipherKind kind = crypto::row(suite().cipher).kind;
    return kind == crypto::CipherKind::stream ||
           (kind == crypto::CipherKind::block && version() == Version::tls10);
}

bool PacketKey::encrypt_then_mac() const { return state_->encrypt_then_mac; }

PacketLengths PacketKey::lengths(Version version, const CipherSuite& suite, bool) {
    const BulkCipherRow& cipher = row(suite.cipher);
    const std::size_t header = header_length(version) + explicit_length(version, cipher);
    const std::size_t type = version == Version::tls13 ? kInnerType : 0;
    const std::size_t trailer = hash_length(suite.mac) + cipher.tag_length + type;
    const std::size_t block = cipher.kind == CipherKind::block ? cipher.block_length : 0;
    return {static_cast<std::uint16_t>(header), static_cast<std::uint16_t>(trailer),
            static_cast<std::uint16_t>(block), static_cast<std::uint16_t>(block)};
}

std::size_t PacketKey::trailer_length(std::size_t content_length) const {
    return state_->trailer_length(content_length);
}

Status PacketKey::protect(ContentType type, std::uint64_t sequence, MutableBytes header,
                          MutableBytes content, MutableBytes trailer) {
    return state_->protect(type, sequence, content, header, content, trailer);
}

Status PacketKey::protect(ContentType type, std::uint64_t sequence, Bytes content,
                          MutableBytes record) {
    const std::size_t before = state_->lengths.header, after = trailer_length(content.size());
    if (content.size() > kMaxPlaintext || record.size() != before + content.size() + after)
        return refuse("ssl: not the length of this content's record");
    return state_->protect(type, sequence, content, record.first(before),
                           record.subspan(before, content.size()), record.last(after));
}

Result<OpenedPacket> PacketKey::unprotect(std::uint64_t sequence, MutableBytes record) {
    return state_->unprotect(sequence, record);
}

}  // namespace secur32::provider
