// Each algorithm is a row: how long its key is and with what cipher.
#include "sslprovider/x509/pfx_encryption.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/password_keys.h"
#include "sslprovider/crypto/pkcs7_padding.h"
#include "sslprovider/crypto/symmetric_cipher.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

using crypto::CipherForm;
using crypto::HashAlgorithm;
using crypto::PasswordForm;
using crypto::SymmetricAlgorithm;

constexpr std::size_t kSaltLength = 16;
constexpr std::string_view kPbes2 = "1.2.840.113549.1.5.13", kPbkdf2 = "1.2.840.113549.1.5.12";

struct CipherRow {
    std::string_view oid;
    SymmetricAlgorithm algorithm;
    std::size_t key_length;
};
// RFC 7292 C; RC2's effective bits are those of its key.
constexpr std::array kPkcs12Ciphers = {
    CipherRow{"1.2.840.113549.1.12.1.1", SymmetricAlgorithm::rc4, 16},
    CipherRow{"1.2.840.113549.1.12.1.2", SymmetricAlgorithm::rc4, 5},
    CipherRow{"1.2.840.113549.1.12.1.3", SymmetricAlgorithm::tdes, 24},
    CipherRow{"1.2.840.113549.1.12.1.4", SymmetricAlgorithm::tdes, 16},
    CipherRow{"1.2.840.113549.1.12.1.5", SymmetricAlgorithm::rc2, 16},
    CipherRow{"1.2.840.113549.1.12.1.6", SymmetricAlgorithm::rc2, 5},
};
// RFC 8018 B.2.
constexpr std::array kPbes2Ciphers = {
    CipherRow{"1.2.840.113549.3.7", SymmetricAlgorithm::tdes, 24},
    CipherRow{"2.16.840.1.101.3.4.1.2", SymmetricAlgorithm::aes, 16},
    CipherRow{"2.16.840.1.101.3.4.1.22", SymmetricAlgorithm::aes, 24},
    CipherRow{"2.16.840.1.101.3.4.1.42", SymmetricAlgorithm::aes, 32},
};
struct HmacRow {
    std::string_view oid;
    HashAlgorithm hash;
};
// RFC 8018 B.1.
constexpr std::array kHmacs = {
    HmacRow{"1.2.840.113549.2.7", HashAlgorithm::sha1},
    HmacRow{"1.2.840.113549.2.9", HashAlgorithm::sha256},
    HmacRow{"1.2.840.113549.2.10", HashAlgorithm::sha384},
    HmacRow{"1.2.840.113549.2.11", HashAlgorithm::sha512},
};

Status unknown(std::string_view oid) {
    return trace::because(Status::unsupported_function, "pfx: no such encryption here", oid);
}
Status malformed() { return trace::because(Status::bad_data, "pfx: bad encryption parameters"); }
Status wrong_password() {
    return trace::because(Status::bad_passphrase, "pfx: the password does not decrypt");
}

// A cipher with all that it takes.
struct Keyed {
    CipherRow row;
    SecureBytes key;
    SecureBytes iv;
};

template <typename Rows>
Result<typename Rows::value_type> find_row(const Rows& rows, const ObjectIdentifier& id) {
    const std::string oid = id.text();
    for (const auto& row : rows)
        if (row.oid == oid) return row;
    return unknown(oid);
}

//   pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }
Result<Keyed> key_pkcs12(const CipherRow& row, Bytes parameters, const PfxPassword& password,
                         RoundBudget& budget) {
    PasswordForm form{HashAlgorithm::sha1, {}, 0};
    DerReader in(parameters);
    in.nested(DerTag::sequence, [&](DerReader& pbe) {
        form.salt = pbe.contents(DerTag::octet_string);
        form.rounds = read_rounds(pbe);
    });
    if (!in.done()) return malformed();
    TRY(budget.take(form.rounds));
    Keyed out{row, SecureBytes(row.key_length), SecureBytes(block_length(row.algorithm))};
    const Bytes text = password.utf16.bytes();
    TRY(derive_pkcs12(form, crypto::Pkcs12Use::key, text, out.key.mutable_bytes()));
    if (!out.iv.empty())
        TRY(derive_pkcs12(form, crypto::Pkcs12Use::iv, text, out.iv.mutable_bytes()));
    return out;
}

//   PBKDF2-params ::= SEQUENCE {
//     salt CHOICE { specified OCTET STRING, otherSource AlgorithmIdentifier },
//     iterationCount INTEGER (1..MAX), keyLength INTEGER (1..MAX) OPTIONAL,
//     prf AlgorithmIdentifier DEFAULT algid-hmacWithSHA1 }
struct Pbkdf2 {
    PasswordForm form{HashAlgorithm::sha1, {}, 0};
    std::optional<std::uint8_t> key_length;
    AlgorithmIdentifier prf;
};

Pbkdf2 read_pbkdf2(DerReader& in) {
    Pbkdf2 out;
    in.nested(DerTag::sequence, [&](DerReader& parameters) {
        out.form.salt = parameters.contents(DerTag::octet_string);
        out.form.rounds = read_rounds(parameters);
        if (parameters.next_is(DerTag::integer)) out.key_length = parameters.small_integer();
        if (parameters.more()) out.prf = read_algorithm(parameters);
    });
    return out;
}

//   PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier,
//                               encryptionScheme AlgorithmIdentifier }
Result<Keyed> key_pbes2(Bytes parameters, const PfxPassword& password, RoundBudget& budget) {
    AlgorithmIdentifier derivation, scheme;
    DerReader in(parameters);
    in.nested(DerTag::sequence, [&](DerReader& pbes2) {
        derivation = read_algorithm(pbes2);
        scheme = read_algorithm(pbes2);
    });
    if (!in.done()) return malformed();
    if (derivation.algorithm.text() != kPbkdf2) return unknown(derivation.algorithm.text());
    TRY_ASSIGN(const CipherRow row, find_row(kPbes2Ciphers, scheme.algorithm));
    DerReader at(derivation.parameters), iv_at(scheme.parameters);
    Pbkdf2 pbkdf2 = read_pbkdf2(at);
    const Bytes iv = iv_at.contents(DerTag::octet_string);
    if (!at.done() || !iv_at.done() || iv.size() != block_length(row.algorithm) ||
        pbkdf2.key_length.value_or(row.key_length) != row.key_length)
        return malformed();
    if (!pbkdf2.prf.algorithm.octets.empty()) {
        TRY_ASSIGN(const HmacRow hmac, find_row(kHmacs, pbkdf2.prf.algorithm));
        pbkdf2.form.hash = hmac.hash;
    }
    TRY(budget.take(pbkdf2.form.rounds));
    Keyed out{row, SecureBytes(row.key_length), SecureBytes(iv)};
    TRY(derive_pbkdf2(pbkdf2.form, password.utf8.bytes(), out.key.mutable_bytes()));
    return out;
}

Result<Keyed> key_for(const AlgorithmIdentifier& algorithm, const PfxPassword& password,
                      RoundBudget& budget) {
    if (algorithm.algorithm.text() == kPbes2)
        return key_pbes2(algorithm.parameters, password, budget);
    TRY_ASSIGN(const CipherRow row, find_row(kPkcs12Ciphers, algorithm.algorithm));
    return key_pkcs12(row, algorithm.parameters, password, budget);
}

Result<crypto::SymmetricCipher> start(const Keyed& keyed) {
    const CipherForm form{keyed.row.algorithm, crypto::BlockMode::cbc,
                          static_cast<unsigned>(8 * keyed.row.key_length)};
    return crypto::SymmetricCipher::make(form, keyed.key.bytes(), keyed.iv.bytes());
}

void put_oid(DerWriter& out, std::string_view text) {
    out.put(DerTag::object_identifier, object_identifier_of(text).value());
}

// AlgorithmIdentifier with these parameters.
template <typename Parameters>
void put_algorithm(DerWriter& out, std::string_view oid, Parameters&& parameters) {
    out.nested(DerTag::sequence, [&] {
        put_oid(out, oid);
        parameters();
    });
}

struct Salts {
    std::array<std::uint8_t, kSaltLength> salt, iv;
    Salts() {
        fill_random(salt);
        fill_random(iv);
    }
};

Buffer algorithm_of(PfxCipher cipher, std::uint32_t rounds) {
    const Salts random;
    DerWriter out;
    const auto salt_and_rounds = [&] {
        out.put(DerTag::octet_string, random.salt);
        out.small_integer(rounds);
    };
    if (cipher == PfxCipher::triple_des_sha1) {
        put_algorithm(out, kPkcs12Ciphers[2].oid,
                      [&] { out.nested(DerTag::sequence, salt_and_rounds); });
        return out.take();
    }
    const auto pbkdf2 = [&] {
        out.nested(DerTag::sequence, [&] {
            salt_and_rounds();
            put_algorithm(out, kHmacs[1].oid, [&] { out.null(); });
        });
    };
    put_algorithm(out, kPbes2, [&] {
        out.nested(DerTag::sequence, [&] {
            put_algorithm(out, kPbkdf2, pbkdf2);
            put_algorithm(out, kPbes2Ciphers[3].oid,
                          [&] { out.put(DerTag::octet_string, random.iv); });
        });
    });
    return out.take();
}

}  // namespace

Status RoundBudget::take(std::uint32_t rounds) {
    if (rounds > left_)
        return trace::because(Status::unsupported_function, "pfx: too many rounds for a password");
    left_ -= rounds;
    return Status::ok;
}

std::uint32_t read_rounds(DerReader& in) {
    constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
    Bytes number = in.integer();
    if (number.empty() || (number.front() & 0x80) != 0) in.fail();
    if (!number.empty() && number.front() == 0) number = number.subspan(1);
    if (number.size() > sizeof kMost) return kMost;
    std::uint32_t rounds = 0;
    for (const std::uint8_t octet : number) rounds = rounds << 8 | octet;
    if (rounds == 0) in.fail();
    return rounds;
}

Result<SecureBytes> decrypt_pfx_part(const AlgorithmIdentifier& algorithm,
                                     const PfxPassword& password, Bytes encrypted,
                                     RoundBudget& budget) {
    TRY_ASSIGN(const Keyed keyed, key_for(algorithm, password, budget));
    const std::size_t block = block_length(keyed.row.algorithm);
    if (encrypted.empty() || (block != 0 && encrypted.size() % block != 0)) return malformed();
    TRY_ASSIGN(crypto::SymmetricCipher cipher, start(keyed));
    SecureBytes plain(encrypted);
    TRY(cipher.decrypt(plain.mutable_bytes()));
    if (block == 0) return plain;
    const std::size_t padding = crypto::judge_pkcs7_padding(plain.bytes().last(block));
    if (padding == 0) return wrong_password();
    return SecureBytes(plain.bytes().first(plain.size() - padding));
}

Result<PfxEncrypted> encrypt_pfx_part(PfxCipher cipher, const PfxPassword& password, Bytes plain,
                                      std::uint32_t rounds) {
    PfxEncrypted out{algorithm_of(cipher, rounds), {}};
    DerReader in(out.algorithm);
    RoundBudget budget(rounds);
    TRY_ASSIGN(const Keyed keyed, key_for(read_algorithm(in), password, budget));
    TRY_ASSIGN(crypto::SymmetricCipher running, start(keyed));
    const std::size_t block = block_length(keyed.row.algorithm);
    SecureBytes padded((plain.size() / block + 1) * block);
    std::ranges::copy(plain, padded.mutable_bytes().begin());
    crypto::put_pkcs7_padding(padded.mutable_bytes().subspan(plain.size()));
    TRY(running.encrypt(padded.mutable_bytes()));
    out.data.assign(padded.bytes().begin(), padded.bytes().end());
    return out;
}

}  // namespace secur32::x509
