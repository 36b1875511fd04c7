#include "sslprovider/crypto/dh_key_info.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/der.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/key_identifier.h"
#include "sslprovider/crypto/secret_der.h"

namespace secur32::crypto {
namespace {

constexpr std::array<std::uint8_t, 9> kDhKeyAgreement = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                                         0x0D, 0x01, 0x03, 0x01};

Status malformed() { return trace::because(Status::bad_data, "dh: not a private key's encoding"); }

}  // namespace

Result<SecureBytes> dh_pkcs8(const DhKey& key) {
    const SecureBytes parameters = der_element(
        DerTag::sequence,
        {der_integer(key.group().prime).bytes(), der_integer(key.group().generator).bytes()});
    const SecureBytes algorithm = der_element(
        DerTag::sequence,
        {der_element(DerTag::object_identifier, {kDhKeyAgreement}).bytes(), parameters.bytes()});
    const SecureBytes x = der_integer(key.x().bytes());
    return der_element(DerTag::sequence, {der_integer(Bytes()).bytes(), algorithm.bytes(),
                                          der_element(DerTag::octet_string, {x.bytes()}).bytes()});
}

Result<DhKey> dh_key_from_pkcs8(Bytes der) {
    DhGroup group;
    Bytes x;
    bool another = false;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& info) {
        if (info.small_integer() != 0) info.fail();
        info.nested(DerTag::sequence, [&](DerReader& algorithm) {
            const Bytes id = algorithm.object_identifier().octets;
            another = !algorithm.failed() && !std::ranges::equal(id, kDhKeyAgreement);
            algorithm.nested(DerTag::sequence, [&](DerReader& parameters) {
                group.prime = buffer_of(unsigned_integer(parameters));
                group.generator = buffer_of(unsigned_integer(parameters));
                if (parameters.more()) parameters.integer();
            });
        });
        DerReader key(info.contents(DerTag::octet_string));
        x = unsigned_integer(key);
        if (!key.done()) info.fail();
    });
    if (another)
        return trace::because(Status::unsupported_function, "dh: a key of another algorithm");
    if (!in.done()) return malformed();
    return DhKey::from_numbers(group, x);
}

}  // namespace secur32::crypto
