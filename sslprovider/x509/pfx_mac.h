// The MAC of a PFX file over its AuthenticatedSafe (RFC 7292 4 and B).  Not PBMAC1 (RFC 9579).
#pragma once

#include "sslprovider/base/der.h"
#include "sslprovider/x509/pfx_encryption.h"

namespace secur32::x509 {

//   MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }
struct PfxMac {
    AlgorithmIdentifier algorithm;
    Bytes digest, salt;
    std::uint32_t rounds = 1;
};
PfxMac read_pfx_mac(DerReader& in);

// bad_passphrase when it is another; unsupported_function, bad_data as decrypt_pfx_part.
Status verify_pfx_mac(const PfxMac& mac, const PfxPassword& password, Bytes content,
                      RoundBudget& budget);

// MacData in DER, with the hash of the cipher.
Result<Buffer> make_pfx_mac(PfxCipher cipher, const PfxPassword& password, Bytes content,
                            std::uint32_t rounds);

}  // namespace secur32::x509
