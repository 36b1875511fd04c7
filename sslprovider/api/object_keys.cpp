// Keys as objects: RSAPublicKey and RSAPrivateKey (RFC 8017 appendix A.1) as blobs of the CryptoAPI
// and of CNG, PrivateKeyInfo (RFC 5208), ECPrivateKey (RFC 5915).  Numbers change places, and are
// not judged: what can be no key is refused where it is imported.
#include <bcrypt.h>

#include <array>
#include <cstring>

#include "sslprovider/api/object_codec.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/crypto/secret_der.h"

namespace secur32::api {
namespace {

using crypto::der_element;
using crypto::der_integer;

// RSAPrivateKey's, big-endian, without zeros in front.
struct RsaNumbers {
    Bytes modulus, exponent, private_exponent, prime1, prime2, exponent1, exponent2, coefficient;
};

// A blob has n of k octets and all but d and e of half as many (PRIVATEKEYBLOB).
constexpr std::size_t half(std::size_t size) { return (size + 1) / 2; }

Bytes read_magnitude(DerReader& in) {
    Bytes value = in.integer();
    if (!value.empty() && value.front() >= 0x80) return in.fail();
    if (value.size() > 1 && value.front() == 0) value = value.subspan(1);
    return value;
}

RsaNumbers read_rsa_public(DerReader& in) {
    RsaNumbers out;
    in.nested(DerTag::sequence, [&](DerReader& key) {
        out.modulus = read_magnitude(key);
        out.exponent = read_magnitude(key);
    });
    return out;
}

// Version 0: of two primes.
RsaNumbers read_rsa_private(DerReader& in) {
    RsaNumbers out;
    in.nested(DerTag::sequence, [&](DerReader& key) {
        if (key.small_integer() != 0) key.fail();
        for (Bytes* const each : {&out.modulus, &out.exponent, &out.private_exponent, &out.prime1,
                                  &out.prime2, &out.exponent1, &out.exponent2, &out.coefficient})
            *each = read_magnitude(key);
    });
    return out;
}

SecureBytes rsa_private_key(const RsaNumbers& n) {
    return der_element(
        DerTag::sequence,
        {der_integer({}).bytes(), der_integer(n.modulus).bytes(), der_integer(n.exponent).bytes(),
         der_integer(n.private_exponent).bytes(), der_integer(n.prime1).bytes(),
         der_integer(n.prime2).bytes(), der_integer(n.exponent1).bytes(),
         der_integer(n.exponent2).bytes(), der_integer(n.coefficient).bytes()});
}

void write_rsa_public(Bytes modulus, Bytes exponent, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.out.unsigned_integer(modulus);
        encoder.out.unsigned_integer(exponent);
    });
}

// ---- Blobs of the CryptoAPI ---------------------------------------------------------------------

constexpr DWORD kRsa1 = 0x31415352, kRsa2 = 0x32415352;

struct CspHead {
    BLOBHEADER header;
    RSAPUBKEY key;
};
static_assert(sizeof(CspHead) == 20);

// Octets in the order of the blob, in which the least significant comes first.
class BlobPlace {
 public:
    explicit BlobPlace(BYTE* at) : at_(at) {}
    void put(Bytes big_endian, std::size_t size) {
        std::ranges::reverse_copy(big_endian, at_);
        at_ += size;
    }
    void copy(Bytes octets) {
        std::ranges::copy(octets, at_);
        at_ += octets.size();
    }

 private:
    BYTE* at_;
};

// Zeroed but for its head; null, and in has failed, for an exponent of more than a DWORD.
BYTE* make_csp_blob(DerReader& in, ObjectDecoder& decoder, const RsaNumbers& numbers, BYTE type,
                    DWORD magic, std::size_t more) {
    const std::size_t size = numbers.modulus.size();
    if (numbers.exponent.size() > sizeof(DWORD)) decoder.refuse(in, CRYPT_E_ASN1_LARGE);
    if (in.failed()) return nullptr;
    DWORD exponent = 0;
    for (const std::uint8_t octet : numbers.exponent) exponent = exponent << 8 | octet;
    const CspHead head = {{type, CUR_BLOB_VERSION, 0, CALG_RSA_KEYX},
                          {magic, static_cast<DWORD>(size * 8), exponent}};
    auto* const blob = decoder.memory.make<BYTE>(sizeof head + size + more);
    std::memcpy(blob, &head, sizeof head);
    return blob;
}

void decode_rsa_public_blob(DerReader& in, ObjectDecoder& decoder) {
    const RsaNumbers numbers = read_rsa_public(in);
    BYTE* const blob = make_csp_blob(in, decoder, numbers, PUBLICKEYBLOB, kRsa1, 0);
    if (blob == nullptr) return;
    BlobPlace(blob + sizeof(CspHead)).put(numbers.modulus, numbers.modulus.size());
}

void decode_rsa_private_blob(DerReader& in, ObjectDecoder& decoder) {
    const RsaNumbers numbers = read_rsa_private(in);
    const std::size_t size = numbers.modulus.size(), part = half(size);
    const auto parts = std::array{numbers.prime1, numbers.prime2, numbers.exponent1,
                                  numbers.exponent2, numbers.coefficient};
    const bool fits = numbers.private_exponent.size() <= size &&
                      std::ranges::all_of(parts, [&](Bytes each) { return each.size() <= part; });
    if (!fits) decoder.refuse(in, CRYPT_E_ASN1_LARGE);
    BYTE* const blob = make_csp_blob(in, decoder, numbers, PRIVATEKEYBLOB, kRsa2, 5 * part + size);
    if (blob == nullptr) return;
    BlobPlace place(blob + sizeof(CspHead));
    place.put(numbers.modulus, size);
    for (const Bytes each : parts) place.put(each, part);
    place.put(numbers.private_exponent, size);
}

// A caller's blob, which is as long as its head says.
struct CspBlob {
    CspHead head;
    Bytes numbers;  // less than 64 KiB: 16384 bits are the most that any key has
    std::array<std::uint8_t, sizeof(DWORD)> exponent;
};

// "Expected E_INVALIDARG": Wine's tests, for another bType; bVersion, reserved and aiKeyAlg are not
// looked at.
std::optional<CspBlob> csp_blob(const void* from, BYTE type, DWORD magic, ObjectEncoder& encoder) {
    constexpr DWORD kMostBits = 16384;
    CspBlob blob{};
    std::memcpy(&blob.head, from, sizeof blob.head);
    if (blob.head.header.bType != type || blob.head.key.magic != magic ||
        blob.head.key.bitlen == 0 || blob.head.key.bitlen > kMostBits) {
        encoder.refuse(E_INVALIDARG, "cert: not that blob of an RSA key");
        return std::nullopt;
    }
    const std::size_t size = (blob.head.key.bitlen + 7) / 8;
    blob.numbers = {static_cast<const std::uint8_t*>(from) + sizeof blob.head,
                    type == PUBLICKEYBLOB ? size : 2 * size + 5 * half(size)};
    const DWORD exponent = blob.head.key.pubexp;
    blob.exponent = {static_cast<std::uint8_t>(exponent >> 24),
                     static_cast<std::uint8_t>(exponent >> 16),
                     static_cast<std::uint8_t>(exponent >> 8), static_cast<std::uint8_t>(exponent)};
    return blob;
}

void encode_rsa_public_blob(const void* from, ObjectEncoder& encoder) {
    const auto blob = csp_blob(from, PUBLICKEYBLOB, kRsa1, encoder);
    if (!blob) return;
    write_rsa_public(Buffer(blob->numbers.rbegin(), blob->numbers.rend()), blob->exponent, encoder);
}

void encode_rsa_private_blob(const void* from, ObjectEncoder& encoder) {
    const auto blob = csp_blob(from, PRIVATEKEYBLOB, kRsa2, encoder);
    if (!blob) return;
    // Reversed as a whole, the numbers are in reverse, too, and each is big-endian.
    SecureBytes reversed(blob->numbers.size());
    std::ranges::reverse_copy(blob->numbers, reversed.mutable_bytes().begin());
    const std::size_t size = (blob->head.key.bitlen + 7) / 8, part = half(size);
    Bytes rest = reversed.bytes();
    const auto take = [&](std::size_t length) {
        const Bytes number = rest.first(length);
        rest = rest.subspan(length);
        return number;
    };
    RsaNumbers numbers;
    numbers.private_exponent = take(size);
    for (Bytes* const each : {&numbers.coefficient, &numbers.exponent2, &numbers.exponent1,
                              &numbers.prime2, &numbers.prime1})
        *each = take(part);
    numbers.modulus = take(size);
    numbers.exponent = blob->exponent;
    encoder.answer(rsa_private_key(numbers));
}

// ---- Blobs of CNG -------------------------------------------------------------------------------

BYTE* make_cng_blob(DerReader& in, ObjectDecoder& decoder, const RsaNumbers& numbers, ULONG magic) {
    if (in.failed()) return nullptr;
    const auto size_of = [](Bytes number) { return static_cast<ULONG>(number.size()); };
    const BCRYPT_RSAKEY_BLOB head = {magic,
                                     8 * size_of(numbers.modulus),
                                     size_of(numbers.exponent),
                                     size_of(numbers.modulus),
                                     size_of(numbers.prime1),
                                     size_of(numbers.prime2)};
    auto* const blob =
        decoder.memory.make<BYTE>(sizeof head + numbers.exponent.size() + numbers.modulus.size() +
                                  numbers.prime1.size() + numbers.prime2.size());
    std::memcpy(blob, &head, sizeof head);
    BlobPlace place(blob + sizeof head);
    for (const Bytes each : {numbers.exponent, numbers.modulus, numbers.prime1, numbers.prime2})
        place.copy(each);
    return blob;
}

void decode_cng_public_blob(DerReader& in, ObjectDecoder& decoder) {
    const RsaNumbers numbers = read_rsa_public(in);
    make_cng_blob(in, decoder, numbers, BCRYPT_RSAPUBLIC_MAGIC);
}

void decode_cng_private_blob(DerReader& in, ObjectDecoder& decoder) {
    const RsaNumbers numbers = read_rsa_private(in);
    make_cng_blob(in, decoder, numbers, BCRYPT_RSAPRIVATE_MAGIC);
}

// The numbers behind a BCRYPT_RSAKEY_BLOB: those of its head, and of a full private one the rest.
std::optional<RsaNumbers> cng_numbers(const void* from, std::initializer_list<ULONG> magics,
                                      ObjectEncoder& encoder, ULONG& magic) {
    constexpr ULONG kMostOctets = 2048;
    BCRYPT_RSAKEY_BLOB head;
    std::memcpy(&head, from, sizeof head);
    const bool known = std::ranges::find(magics, head.Magic) != magics.end();
    if (!known || head.cbModulus == 0 || head.cbModulus > kMostOctets || head.cbPublicExp == 0 ||
        head.cbPublicExp > kMostOctets || head.cbPrime1 > kMostOctets ||
        head.cbPrime2 > kMostOctets) {
        encoder.refuse(E_INVALIDARG, "cert: not that BCRYPT_RSAKEY_BLOB");
        return std::nullopt;
    }
    const auto* at = static_cast<const std::uint8_t*>(from) + sizeof head;
    const auto take = [&](ULONG length) {
        const Bytes number(at, length);
        at += length;
        return number;
    };
    magic = head.Magic;
    RsaNumbers out;
    out.exponent = take(head.cbPublicExp);
    out.modulus = take(head.cbModulus);
    if (magic == BCRYPT_RSAPUBLIC_MAGIC) return out;
    out.prime1 = take(head.cbPrime1);
    out.prime2 = take(head.cbPrime2);
    if (magic != BCRYPT_RSAFULLPRIVATE_MAGIC) return out;
    out.exponent1 = take(head.cbPrime1);
    out.exponent2 = take(head.cbPrime2);
    out.coefficient = take(head.cbPrime1);
    out.private_exponent = take(head.cbModulus);
    return out;
}

void encode_cng_public_blob(const void* from, ObjectEncoder& encoder) {
    ULONG magic = 0;
    const auto numbers = cng_numbers(from, {BCRYPT_RSAPUBLIC_MAGIC}, encoder, magic);
    if (numbers) write_rsa_public(numbers->modulus, numbers->exponent, encoder);
}

// A blob without exponents is that of a key, which is asked for them.
SecureBytes completed(const RsaNumbers& numbers, ObjectEncoder& encoder) {
    crypto::RsaPrivateNumbers known;
    known.open.modulus.assign(numbers.modulus.begin(), numbers.modulus.end());
    known.open.public_exponent.assign(numbers.exponent.begin(), numbers.exponent.end());
    known.prime1 = SecureBytes(numbers.prime1);
    known.prime2 = SecureBytes(numbers.prime2);
    const auto key = crypto::PrivateKey::from_numbers(known);
    const auto all = key.ok() ? key.value().rsa_numbers() : key.status();
    if (!all.ok()) {
        encoder.refuse(E_INVALIDARG, "cert: the numbers of a blob make no key");
        return {};
    }
    const crypto::RsaPrivateNumbers& n = all.value();
    return rsa_private_key({n.open.modulus, n.open.public_exponent, n.private_exponent.bytes(),
                            n.prime1.bytes(), n.prime2.bytes(), n.exponent1.bytes(),
                            n.exponent2.bytes(), n.coefficient.bytes()});
}

void encode_cng_private_blob(const void* from, ObjectEncoder& encoder) {
    ULONG magic = 0;
    const auto numbers =
        cng_numbers(from, {BCRYPT_RSAPRIVATE_MAGIC, BCRYPT_RSAFULLPRIVATE_MAGIC}, encoder, magic);
    if (!numbers) return;
    encoder.answer(magic == BCRYPT_RSAFULLPRIVATE_MAGIC ? rsa_private_key(*numbers)
                                                        : completed(*numbers, encoder));
}

// ---- PKCS #8 and elliptic curves ----------------------------------------------------------------

//   PrivateKeyInfo ::= SEQUENCE {
//        version             INTEGER,
//        privateKeyAlgorithm AlgorithmIdentifier,
//        privateKey          OCTET STRING,
//        attributes          [0] SET OF Attribute OPTIONAL }
void read_private_key_info(DerReader& in, ObjectDecoder& decoder, CRYPT_PRIVATE_KEY_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& info) {
        out.Version = read_dword(info, decoder);
        read_algorithm(info, decoder, out.Algorithm);
        out.PrivateKey = decoder.memory.octets(info.contents(DerTag::octet_string));
        if (!info.more()) return;
        out.pAttributes = decoder.memory.make<CRYPT_ATTRIBUTES>();
        read_array(info, der_explicit(0), decoder, out.pAttributes->cAttr, out.pAttributes->rgAttr,
                   read_attribute);
    });
}

// head, the key as an OCTET STRING, tail.
void answer_with_key(const CRYPT_DATA_BLOB& blob, Bytes head, Bytes tail, ObjectEncoder& encoder) {
    constexpr std::size_t kMost = 1 << 20;  // der_element takes less than 2^24 octets
    const Bytes key = encoder.octets(blob);
    if (key.size() > kMost || head.size() > kMost || tail.size() > kMost)
        return encoder.refuse(CRYPT_E_BAD_ENCODE, "cert: a private key of over 1 MiB");
    encoder.answer(der_element(DerTag::sequence,
                               {head, der_element(DerTag::octet_string, {key}).bytes(), tail}));
}

// What is public of a structure, apart from its secrets.
template <typename Write>
Buffer open_part(ObjectEncoder& encoder, Write&& write) {
    write(encoder);
    return encoder.out.take();
}

void write_private_key_info(const CRYPT_PRIVATE_KEY_INFO& from, ObjectEncoder& encoder) {
    const Buffer head = open_part(encoder, [&](ObjectEncoder& part) {
        write_dword(from.Version, part);
        write_algorithm(from.Algorithm, part, NoParameters::absent);
    });
    const Buffer tail = open_part(encoder, [&](ObjectEncoder& part) {
        if (from.pAttributes != nullptr)
            write_attributes(from.pAttributes->rgAttr, from.pAttributes->cAttr, der_explicit(0),
                             part);
    });
    answer_with_key(from.PrivateKey, head, tail, encoder);
}

//   EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }
void read_encrypted_key_info(DerReader& in, ObjectDecoder& decoder,
                             CRYPT_ENCRYPTED_PRIVATE_KEY_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& info) {
        read_algorithm(info, decoder, out.EncryptionAlgorithm);
        out.EncryptedPrivateKey = decoder.memory.octets(info.contents(DerTag::octet_string));
    });
}

void write_encrypted_key_info(const CRYPT_ENCRYPTED_PRIVATE_KEY_INFO& from,
                              ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_algorithm(from.EncryptionAlgorithm, encoder, NoParameters::absent);
        encoder.out.put(DerTag::octet_string, encoder.octets(from.EncryptedPrivateKey));
    });
}

//   ECPrivateKey ::= SEQUENCE {
//        version        INTEGER { ecPrivkeyVer1(1) },
//        privateKey     OCTET STRING,
//        parameters [0] OBJECT IDENTIFIER OPTIONAL,
//        publicKey  [1] BIT STRING OPTIONAL }
void read_ecc_private_key(DerReader& in, ObjectDecoder& decoder, CRYPT_ECC_PRIVATE_KEY_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& key) {
        out.dwVersion = read_dword(key, decoder);
        out.PrivateKey = decoder.memory.octets(key.contents(DerTag::octet_string));
        if (key.next_is(der_explicit(0)))
            key.nested(der_explicit(0), [&](DerReader& curve) {
                out.szCurveOid = decoder.memory.id(curve.object_identifier());
            });
        if (key.next_is(der_explicit(1)))
            key.nested(der_explicit(1), [&](DerReader& point) {
                out.PublicKey = decoder.memory.bits(point.bit_string());
            });
    });
}

void write_ecc_private_key(const CRYPT_ECC_PRIVATE_KEY_INFO& from, ObjectEncoder& encoder) {
    const Buffer head =
        open_part(encoder, [&](ObjectEncoder& part) { write_dword(from.dwVersion, part); });
    const Buffer tail = open_part(encoder, [&](ObjectEncoder& part) {
        if (from.szCurveOid != nullptr)
            part.out.nested(der_explicit(0), [&] { part.id(from.szCurveOid); });
        if (from.PublicKey.cbData != 0)
            part.out.nested(der_explicit(1), [&] { part.bits(from.PublicKey); });
    });
    answer_with_key(from.PrivateKey, head, tail, encoder);
}

}  // namespace

const ObjectType kRsaPublicBlob = {DerTag::sequence, decode_rsa_public_blob,
                                   encode_rsa_public_blob};
const ObjectType kRsaPrivateBlob = {DerTag::sequence, decode_rsa_private_blob,
                                    encode_rsa_private_blob};
const ObjectType kCngRsaPublicBlob = {DerTag::sequence, decode_cng_public_blob,
                                      encode_cng_public_blob};
const ObjectType kCngRsaPrivateBlob = {DerTag::sequence, decode_cng_private_blob,
                                       encode_cng_private_blob};
const ObjectType kPrivateKeyInfo = kObjectType<DerTag::sequence, CRYPT_PRIVATE_KEY_INFO,
                                               read_private_key_info, write_private_key_info>;
const ObjectType kEncryptedPrivateKeyInfo =
    kObjectType<DerTag::sequence, CRYPT_ENCRYPTED_PRIVATE_KEY_INFO, read_encrypted_key_info,
                write_encrypted_key_info>;
const ObjectType kEccPrivateKey = kObjectType<DerTag::sequence, CRYPT_ECC_PRIVATE_KEY_INFO,
                                              read_ecc_private_key, write_ecc_private_key>;

}  // namespace secur32::api
