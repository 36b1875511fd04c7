#include "sslprovider/x509/pfx_mac.h"

#include <algorithm>
#include <array>
#include <string>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/hmac.h"
#include "sslprovider/crypto/password_keys.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

using crypto::HashAlgorithm;
using crypto::PasswordForm;

constexpr std::size_t kSaltLength = 20;

struct HashRow {
    std::string_view oid;
    HashAlgorithm hash;
};
constexpr std::array kHashes = {
    HashRow{"1.3.14.3.2.26", HashAlgorithm::sha1},
    HashRow{"2.16.840.1.101.3.4.2.1", HashAlgorithm::sha256},
    HashRow{"2.16.840.1.101.3.4.2.2", HashAlgorithm::sha384},
    HashRow{"2.16.840.1.101.3.4.2.3", HashAlgorithm::sha512},
};

// RFC 7292 B.4: the key is as long as the hash.
Result<SecureBytes> mac_of(const PasswordForm& form, const PfxPassword& password, Bytes content) {
    const std::size_t length = hash_length(form.hash);
    SecureBytes key(length), out(length);
    TRY(derive_pkcs12(form, crypto::Pkcs12Use::mac, password.utf16.bytes(), key.mutable_bytes()));
    crypto::Hmac hmac(form.hash, key.bytes());
    hmac.update(content);
    hmac.finish(out.mutable_bytes());
    return out;
}

}  // namespace

PfxMac read_pfx_mac(DerReader& in) {
    PfxMac out;
    in.nested(DerTag::sequence, [&](DerReader& data) {
        data.nested(DerTag::sequence, [&](DerReader& info) {
            out.algorithm = read_algorithm(info);
            out.digest = info.contents(DerTag::octet_string);
        });
        out.salt = data.contents(DerTag::octet_string);
        if (data.more()) out.rounds = read_rounds(data);
    });
    return out;
}

Status verify_pfx_mac(const PfxMac& mac, const PfxPassword& password, Bytes content,
                      RoundBudget& budget) {
    const std::string oid = mac.algorithm.algorithm.text();
    const auto* const row = std::ranges::find(kHashes, oid, &HashRow::oid);
    if (row == kHashes.end())
        return trace::because(Status::unsupported_function, "pfx: no such MAC here", oid);
    if (mac.digest.size() != hash_length(row->hash))
        return trace::because(Status::bad_data, "pfx: the MAC has not its hash's length");
    TRY(budget.take(mac.rounds));
    TRY_ASSIGN(const SecureBytes expected,
               mac_of({row->hash, mac.salt, mac.rounds}, password, content));
    if (constant_time_equal(expected.bytes(), mac.digest)) return Status::ok;
    return trace::because(Status::bad_passphrase, "pfx: the MAC is of another password");
}

Result<Buffer> make_pfx_mac(PfxCipher cipher, const PfxPassword& password, Bytes content,
                            std::uint32_t rounds) {
    const HashRow& row = kHashes[cipher == PfxCipher::triple_des_sha1 ? 0 : 1];
    std::array<std::uint8_t, kSaltLength> salt;
    fill_random(salt);
    TRY_ASSIGN(const SecureBytes mac, mac_of({row.hash, salt, rounds}, password, content));
    TRY_ASSIGN(const Buffer oid, object_identifier_of(row.oid));
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.nested(DerTag::sequence, [&] {
            out.nested(DerTag::sequence, [&] {
                out.put(DerTag::object_identifier, oid);
                out.null();
            });
            out.put(DerTag::octet_string, mac.bytes());
        });
        out.put(DerTag::octet_string, salt);
        out.small_integer(rounds);
    });
    return out.take();
}

}  // namespace secur32::x509
