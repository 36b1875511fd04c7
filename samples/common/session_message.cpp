// In a frame: SIMPLEBLOB, IV, ciphertext, signature, each behind its length (4 bytes, big-endian).
// The signature (RSA, SHA-256) covers the three before it, lengths included.  Inside the ciphertext
// (AES-256 in CBC): time and serial number (8 bytes each, big-endian), then the text.
#include "samples/common/session_message.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

namespace samples {
namespace {

constexpr std::size_t kBlock = 16, kStamp = 16;
using View = std::span<const std::uint8_t>;

DWORD count(View bytes) { return static_cast<DWORD>(bytes.size()); }

// ---- What is inside -----------------------------------------------------------------------------

void append_u64(Bytes& out, std::uint64_t value) {
    append_u32(out, static_cast<std::uint32_t>(value >> 32));
    append_u32(out, static_cast<std::uint32_t>(value));
}

std::uint64_t read_u64(View eight) {
    return std::uint64_t{read_u32(eight)} << 32 | read_u32(eight.subspan(4));
}

Bytes write_content(const SessionMessage& message) {
    Bytes content;
    append_u64(content, static_cast<std::uint64_t>(message.stamp.time));
    append_u64(content, message.stamp.serial);
    content.insert(content.end(), message.text.begin(), message.text.end());
    return content;
}

bool read_content(View content, SessionMessage& message) {
    if (content.size() < kStamp) return std::cerr << "a message without its stamp\n", false;
    message.stamp = {static_cast<std::int64_t>(read_u64(content)), read_u64(content.subspan(8))};
    message.text.assign(content.begin() + kStamp, content.end());
    return true;
}

// ---- The frame ----------------------------------------------------------------------------------

void append_part(Bytes& body, View part) {
    append_u32(body, count(part));
    body.insert(body.end(), part.begin(), part.end());
}

// Cuts the next part off.
std::optional<View> take_part(View& rest) {
    if (rest.size() < 4) return std::nullopt;
    const std::size_t length = read_u32(rest);
    if (length > rest.size() - 4) return std::nullopt;
    const View part = rest.subspan(4, length);
    rest = rest.subspan(4 + length);
    return part;
}

struct Envelope {
    View key_blob, iv, ciphertext, is_signed, signature;
};

std::optional<Envelope> read_envelope(View body) {
    View rest = body;
    const auto key_blob = take_part(rest), iv = take_part(rest), ciphertext = take_part(rest);
    const View is_signed = body.first(body.size() - rest.size());
    const auto signature = take_part(rest);
    if (!key_blob || !iv || !ciphertext || !signature || !rest.empty() || iv->size() != kBlock)
        return std::nullopt;
    return Envelope{*key_blob, *iv, *ciphertext, is_signed, *signature};
}

// ---- Signatures ---------------------------------------------------------------------------------

bool hash(const CryptUser& own, View bytes, CryptHash& made) {
    return done("CryptCreateHash",
                CryptCreateHash(own.context.get(), CALG_SHA_256, 0, 0, made.out())) &&
           done("CryptHashData", CryptHashData(made.get(), bytes.data(), count(bytes), 0));
}

bool sign(const CryptUser& own, View bytes, Bytes& signature) {
    CryptHash hashed;
    DWORD length = 0;
    if (!hash(own, bytes, hashed) ||
        !done("CryptSignHash",
              CryptSignHashW(hashed.get(), AT_SIGNATURE, nullptr, 0, nullptr, &length)))
        return false;
    signature.resize(length);
    return done("CryptSignHash",
                CryptSignHashW(hashed.get(), AT_SIGNATURE, nullptr, 0, signature.data(), &length));
}

bool verify(const CryptUser& own, const CryptPeer& from, const Envelope& envelope) {
    CryptHash hashed;
    return hash(own, envelope.is_signed, hashed) &&
           done("CryptVerifySignature",
                CryptVerifySignatureW(hashed.get(), envelope.signature.data(),
                                      count(envelope.signature), from.signature.get(), nullptr, 0));
}

// ---- Encryption ---------------------------------------------------------------------------------

bool set_iv(const CryptKey& key, View iv) {
    return done("CryptSetKeyParam", CryptSetKeyParam(key.get(), KP_IV, iv.data(), 0));
}

// In place, in a buffer that has room for the padding.
bool encrypt(const CryptKey& key, Bytes& data) {
    DWORD length = count(data);
    data.resize(data.size() + kBlock);
    if (!done("CryptEncrypt",
              CryptEncrypt(key.get(), 0, TRUE, 0, data.data(), &length, count(data))))
        return false;
    data.resize(length);
    return true;
}

bool decrypt(const CryptKey& key, Bytes& data) {
    DWORD length = count(data);
    if (!done("CryptDecrypt", CryptDecrypt(key.get(), 0, TRUE, 0, data.data(), &length)))
        return false;
    data.resize(length);
    return true;
}

}  // namespace

bool seal_message(const CryptUser& own, const CryptPeer& to, const SessionMessage& message,
                  Bytes& body) {
    CryptKey session;
    std::cout << "1. CryptGenKey: a random session key (AES-256)\n";
    if (!done("CryptGenKey",
              CryptGenKey(own.context.get(), CALG_AES_256, CRYPT_EXPORTABLE, session.out())))
        return false;

    Bytes data = write_content(message), iv(kBlock), key_blob, signature;
    if (!done("CryptGenRandom", CryptGenRandom(own.context.get(), kBlock, iv.data())) ||
        !set_iv(session, iv) || !encrypt(session, data))
        return false;
    std::cout << "2. CryptEncrypt: " << message.text.size() << " bytes of text are " << data.size()
              << " of ciphertext\n";

    if (!export_key(session, to.exchange.get(), SIMPLEBLOB, key_blob)) return false;
    std::cout
        << "3. CryptExportKey: the session key under the other's exchange key, a SIMPLEBLOB of "
        << key_blob.size() << " bytes\n";

    body.clear();
    for (const View part : {View(key_blob), View(iv), View(data)}) append_part(body, part);
    if (!sign(own, body, signature)) return false;
    append_part(body, signature);
    std::cout << "4. both go to the other, signed: " << body.size() << " bytes" << std::endl;
    return true;
}

bool open_message(const CryptUser& own, const CryptPeer& from, const Bytes& body,
                  SessionMessage& message) {
    const std::optional<Envelope> envelope = read_envelope(body);
    if (!envelope) return std::cerr << "not a message of this program\n", false;
    if (!verify(own, from, *envelope)) return false;

    CryptKey session;
    if (!done("CryptImportKey",
              CryptImportKey(own.context.get(), envelope->key_blob.data(),
                             count(envelope->key_blob), own.exchange.get(), 0, session.out())))
        return false;
    std::cout << "5. CryptImportKey: the session key is here\n";

    Bytes data(envelope->ciphertext.begin(), envelope->ciphertext.end());
    if (!set_iv(session, envelope->iv) || !decrypt(session, data)) return false;
    if (!read_content(data, message)) return false;
    std::cout << "6. CryptDecrypt: message " << message.stamp.serial << ", " << message.text.size()
              << " bytes of text" << std::endl;
    return true;
}

}  // namespace samples
