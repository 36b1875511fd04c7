// BCRYPT_RSAKEY_BLOB: Magic, BitLength, cbPublicExp, cbModulus, cbPrime1, cbPrime2; then
// PublicExponent[cbPublicExp], Modulus[cbModulus]; private: Prime1, Prime2; full:
// Exponent1[cbPrime1], Exponent2[cbPrime2], Coefficient[cbPrime1], PrivateExponent[cbModulus].
#include <bit>

#include "sslprovider/provider/blob_numbers.h"
#include "sslprovider/provider/key_blobs.h"

namespace secur32::provider {
namespace {

constexpr std::uint32_t kPublic = 0x31415352;       // "RSA1"
constexpr std::uint32_t kPrivate = 0x32415352;      // "RSA2"
constexpr std::uint32_t kFullPrivate = 0x33415352;  // "RSA3"

struct Header {
    std::uint32_t magic, bits, exponent, modulus, prime1, prime2;
};

Header read_header(Reader& in) {
    Header header{};
    header.magic = in.le32();
    header.bits = in.le32();
    header.exponent = in.le32();
    header.modulus = in.le32();
    header.prime1 = in.le32();
    header.prime2 = in.le32();
    return header;
}

Buffer write_header(const Header& header) {
    Writer out(24);
    for (const std::uint32_t field :
         {header.magic, header.bits, header.exponent, header.modulus, header.prime1, header.prime2})
        out.le32(field);
    return out.take();
}

std::size_t bits_of(Bytes number) {
    const auto first = std::ranges::find_if(number, [](std::uint8_t octet) { return octet != 0; });
    if (first == number.end()) return 0;
    const auto octets = static_cast<std::size_t>(number.end() - first);
    return 8 * (octets - 1) + static_cast<std::size_t>(std::bit_width(*first));
}

crypto::RsaPublicNumbers read_public(Reader& in, const Header& header) {
    crypto::RsaPublicNumbers numbers;
    numbers.public_exponent = owned(in.bytes(header.exponent));
    numbers.modulus = owned(in.bytes(header.modulus));
    return numbers;
}

// BitLength fits cbModulus, and the modulus it: .NET's blobs round it up to whole octets.
Status check_public(const Header& header, const crypto::RsaPublicNumbers& numbers) {
    if (numbers.modulus.empty() || numbers.public_exponent.empty())
        return bad_blob("blob: an RSA key without numbers");
    if ((std::uint64_t{header.bits} + 7) / 8 != header.modulus ||
        bits_of(numbers.modulus) > header.bits)
        return bad_blob("blob: an RSA modulus of another length than its header says");
    return Status::ok;
}

Header header_of(std::uint32_t magic, const crypto::RsaPublicNumbers& open) {
    return {magic,
            static_cast<std::uint32_t>(bits_of(open.modulus)),
            static_cast<std::uint32_t>(open.public_exponent.size()),
            static_cast<std::uint32_t>(open.modulus.size()),
            0,
            0};
}

}  // namespace

Result<crypto::PublicKey> import_rsa_public(Bytes blob) {
    Reader in(blob);
    const Header header = read_header(in);
    const crypto::RsaPublicNumbers numbers = read_public(in, header);
    if (!in.done() || header.magic != kPublic || header.prime1 != 0 || header.prime2 != 0)
        return bad_blob("blob: not an RSA public key");
    TRY(check_public(header, numbers));
    return crypto::PublicKey::from_numbers(numbers);
}

Result<Buffer> export_rsa_public(const crypto::PublicKey& key) {
    TRY_ASSIGN(const crypto::RsaPublicNumbers numbers, key.rsa_numbers());
    Writer out;
    out.bytes(write_header(header_of(kPublic, numbers)));
    out.bytes(numbers.public_exponent);
    out.bytes(numbers.modulus);
    return out.take();
}

Result<crypto::PrivateKey> import_rsa_private(Bytes blob) {
    Reader in(blob);
    const Header header = read_header(in);
    crypto::RsaPrivateNumbers numbers;
    numbers.open = read_public(in, header);
    numbers.prime1 = SecureBytes(in.bytes(header.prime1));
    numbers.prime2 = SecureBytes(in.bytes(header.prime2));
    if (header.magic == kFullPrivate) {
        numbers.exponent1 = SecureBytes(in.bytes(header.prime1));
        numbers.exponent2 = SecureBytes(in.bytes(header.prime2));
        numbers.coefficient = SecureBytes(in.bytes(header.prime1));
        numbers.private_exponent = SecureBytes(in.bytes(header.modulus));
    }
    const bool known = header.magic == kPrivate || header.magic == kFullPrivate;
    if (!in.done() || !known || numbers.prime1.empty() || numbers.prime2.empty())
        return bad_blob("blob: not an RSA private key");
    TRY(check_public(header, numbers.open));
    return crypto::PrivateKey::from_numbers(numbers);
}

Result<SecureBytes> export_rsa_private(const crypto::PrivateKey& key, bool full) {
    TRY_ASSIGN(const crypto::RsaPrivateNumbers n, key.rsa_numbers());
    Header header = header_of(full ? kFullPrivate : kPrivate, n.open);
    header.prime1 = static_cast<std::uint32_t>(n.prime1.size());
    header.prime2 = static_cast<std::uint32_t>(n.prime2.size());
    if (!full)
        return joined(write_header(header),
                      {n.open.public_exponent, n.open.modulus, n.prime1.bytes(), n.prime2.bytes()});
    return joined(write_header(header), {n.open.public_exponent, n.open.modulus, n.prime1.bytes(),
                                         n.prime2.bytes(), n.exponent1.bytes(), n.exponent2.bytes(),
                                         n.coefficient.bytes(), n.private_exponent.bytes()});
}

}  // namespace secur32::provider
