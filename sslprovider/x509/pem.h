// PEM blocks (RFC 7468), read laxly: any text before, between and behind them, CRLF, blanks in the
// base64, lines of any length; and written strictly.  Not here: what is in a block, and private
// keys (crypto/keys.h), whose blocks are passed over without being decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::x509 {

inline constexpr std::string_view kPemCertificate = "CERTIFICATE", kPemCrl = "X509 CRL",
                                  kPemPkcs7 = "PKCS7";

// A block's label and its lines, views of the text.
struct PemBlock {
    std::string_view label;
    std::string_view body;
};

// The next block, whose text is taken off the beginning of rest.  One that does not end, or not
// under its own label, is passed over.  Reading all blocks of a text takes a time linear in it.
std::optional<PemBlock> next_pem_block(std::string_view& rest);

// RFC 4648 4, padded, with blanks and line ends anywhere.  bad_data.
Result<Buffer> decode_base64(std::string_view text);

// What is in each block under this label (of certificates also the older "X509 CERTIFICATE"), in
// the order of the text.  bad_data when one of them is no base64; no block is no failure.
Result<std::vector<Buffer>> read_pem(std::string_view text, std::string_view label);

// RFC 7468 3: lines of 64 characters, a line feed at the end of each.
std::string write_pem(std::string_view label, Bytes content);

}  // namespace secur32::x509
