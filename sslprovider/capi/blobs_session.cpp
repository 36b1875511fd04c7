// Session keys, in the clear and under an RSA key: "PLAINTEXTKEYBLOB", "Base Provider Key BLOBs",
// "RSA/Schannel Key BLOBs" in the Windows SDK's documentation.
//
//   PLAINTEXTKEYBLOB  BLOBHEADER | DWORD cbKey | key, in natural order
//   SIMPLEBLOB        BLOBHEADER | ALG_ID CALG_RSA_KEYX | encryptedkey[k], little-endian
//
// Salt, IV, mode and effective length are in neither.
#include "sslprovider/capi/blob_numbers.h"
#include "sslprovider/crypto/rsa_encryption.h"
#include "sslprovider/crypto/session_key_block.h"

namespace secur32::capi {
namespace {

crypto::SessionKeyPadding padding_of(bool oaep) {
    return oaep ? crypto::SessionKeyPadding::oaep_sha1 : crypto::SessionKeyPadding::pkcs1;
}

bool is_for_hmac(AlgId id, const SessionKeyImport& import) {
    return import.hmac_key && id == calg::rc2;
}

// What is judged before there is anything secret to judge.
Result<crypto::SessionKeyLengths> lengths_of(AlgId id, const SessionKeyImport& import,
                                             std::size_t modulus_length) {
    if (is_for_hmac(id, import)) {
        TRY(require_hmac_keys(import.provider));
        const std::size_t most = modulus_length - std::min(modulus_length, crypto::kPkcs1Overhead);
        return crypto::SessionKeyLengths{1, most};
    }
    TRY_ASSIGN(const ProviderAlgorithm* const row, require_algorithm(import.provider, id));
    const SessionAlgorithm* const algorithm = find_session_algorithm(id);
    if (algorithm == nullptr)
        return trace::because(Status::bad_algorithm, "capi: a blob of no session key");
    if (algorithm->key_octets != 0)
        return crypto::SessionKeyLengths{algorithm->key_octets, algorithm->key_octets};
    return crypto::SessionKeyLengths{(row->min_bits + 7) / 8, row->max_bits / 8};
}

// The exchange's encrypted octets, big-endian; trailing ones are let pass.
Result<Buffer> encrypted_octets(const BlobHeader& header, std::size_t modulus_length) {
    if (header.type != BlobType::simple)
        return trace::because(Status::bad_type, "capi: not a SIMPLEBLOB");
    Reader in(header.body);
    const AlgId wrapper = in.le32();
    const Bytes encrypted = in.bytes(modulus_length);
    if (in.failed()) return bad_blob("capi: a SIMPLEBLOB that is shorter than the key's modulus");
    if (wrapper != calg::rsa_keyx)
        return trace::because(Status::bad_algorithm, "capi: a SIMPLEBLOB not under an RSA key");
    return reversed(encrypted);
}

// OAEP has no way not to tell whether it opened.
Status check_master_padding(bool oaep) {
    if (!oaep) return Status::ok;
    return trace::because(Status::bad_flags, "capi: OAEP for a master secret");
}

// RFC 5246 7.4.7.1: never told whether it went well.
Result<Key> read_master(AlgId id, const crypto::PrivateKey& exchange, Bytes encrypted,
                        const SessionKeyImport& import) {
    TRY(require_algorithm(import.provider, id));
    SchannelMaster master;
    master.id = id;
    master.imported = true;
    TRY_ASSIGN(master.pre_master, crypto::decrypt_premaster(exchange, encrypted));
    return Key{id, permission::standard, std::move(master)};
}

// What a key of either kind is inside a SIMPLEBLOB.  A premaster secret that Diffie-Hellman agreed
// on has no place there: RSA's has 48 octets.
Result<const SecureBytes*> secret_of(const Key& key, const SimpleBlobForm& form) {
    if (const SessionKey* const session = key.session()) return &session->secret();
    const auto* const master = std::get_if<SchannelMaster>(&key.body);
    if (master == nullptr)
        return trace::because(Status::bad_key, "capi: the key is no session key");
    TRY(check_master_padding(form.oaep));
    if (master->pre_master.size() != kPreMasterLength)
        return trace::because(Status::bad_key, "capi: no premaster secret of RSA");
    return &master->pre_master;
}

}  // namespace

Status require_hmac_keys(const Provider& provider) {
    if (std::ranges::find(provider.algorithms, calg::rc2, &ProviderAlgorithm::id) !=
        provider.algorithms.end())
        return Status::ok;
    return trace::because(Status::bad_algorithm, "capi: the provider has no keys of RC2's name");
}

Result<Key> session_key_of_blob(AlgId id, SecureBytes secret, const SessionKeyImport& import) {
    const bool for_hmac = is_for_hmac(id, import);
    if (for_hmac) TRY(require_hmac_keys(import.provider));
    Result<SessionKey> key =
        for_hmac ? SessionKey::for_hmac(std::move(secret))
                 : SessionKey::make(import.provider, id, std::move(secret), import.salting);
    // "If this flag is not set, calls to the CryptImportKey function with RC2 keys that are greater
    // than 16 bytes fail, and a call to GetLastError will return NTE_BAD_DATA."
    if (key.status() == Status::bad_length)
        return bad_blob("capi: a session key of no length that the provider has");
    TRY(key);
    return Key{id, permission::standard, std::move(key).value()};
}

Result<Key> read_plaintext_key(const BlobHeader& header, const SessionKeyImport& import) {
    if (header.type != BlobType::plaintext_key)
        return trace::because(Status::bad_type, "capi: not a PLAINTEXTKEYBLOB");
    Reader in(header.body);
    const std::uint32_t length = in.le32();
    const Bytes secret = in.bytes(length);
    if (!in.done()) return bad_blob("capi: a PLAINTEXTKEYBLOB of another length than its key");
    return session_key_of_blob(header.id, SecureBytes(secret), import);
}

Result<SecureBytes> write_plaintext_key(const Key& key) {
    const SessionKey* const session = key.session();
    if (session == nullptr)
        return trace::because(Status::bad_key, "capi: the key is no session key");
    const Bytes secret = session->secret().bytes();
    return write_blob(BlobType::plaintext_key, kVersion2, key.id,
                      {static_cast<std::uint32_t>(secret.size())}, {as_it_is(secret)});
}

Result<Key> read_simple(const BlobHeader& header, const crypto::PrivateKey& exchange,
                        const SessionKeyImport& import, bool oaep, Bytes label) {
    const std::size_t modulus_length = crypto::modulus_length(exchange.public_key());
    TRY_ASSIGN(const Buffer encrypted, encrypted_octets(header, modulus_length));
    if (is_master(header.id)) {
        TRY(check_master_padding(oaep));
        return read_master(header.id, exchange, encrypted, import);
    }
    TRY_ASSIGN(const crypto::SessionKeyLengths lengths,
               lengths_of(header.id, import, modulus_length));
    TRY_ASSIGN(SecureBytes secret,
               crypto::decrypt_session_key(exchange, padding_of(oaep), encrypted, lengths, label));
    return session_key_of_blob(header.id, std::move(secret), import);
}

Result<Buffer> write_simple(const Key& key, const crypto::PublicKey& exchange,
                            const SimpleBlobForm& form) {
    TRY_ASSIGN(const SecureBytes* const secret, secret_of(key, form));
    const Result<Buffer> encrypted = crypto::encrypt_session_key(
        exchange, padding_of(form.oaep), secret->bytes(), form.ssl2_fallback, form.label);
    if (encrypted.status() == Status::bad_length)
        return trace::because(Status::bad_key, "capi: the RSA key is too short for that key");
    TRY(encrypted);
    const SecureBytes blob = write_blob(BlobType::simple, kVersion2, key.id, {calg::rsa_keyx},
                                        {number(encrypted.value())});
    return owned(blob.bytes());
}

}  // namespace secur32::capi
