// Object identifiers of PFX files: RFC 7292 4, RFC 2985 5.5, and Microsoft's attributes.  Private
// to pfx*.cpp.
#pragma once

#include <string_view>

namespace secur32::x509::pfx_oid {

inline constexpr std::string_view data = "1.2.840.113549.1.7.1",
                                  encrypted_data = "1.2.840.113549.1.7.6",
                                  key_bag = "1.2.840.113549.1.12.10.1.1",
                                  shrouded_key_bag = "1.2.840.113549.1.12.10.1.2",
                                  cert_bag = "1.2.840.113549.1.12.10.1.3",
                                  crl_bag = "1.2.840.113549.1.12.10.1.4",
                                  safe_contents_bag = "1.2.840.113549.1.12.10.1.6",
                                  x509_certificate = "1.2.840.113549.1.9.22.1",
                                  x509_crl = "1.2.840.113549.1.9.23.1",
                                  friendly_name = "1.2.840.113549.1.9.20",
                                  local_key_id = "1.2.840.113549.1.9.21",
                                  provider_name = "1.3.6.1.4.1.311.17.1",
                                  machine_keyset = "1.3.6.1.4.1.311.17.2",
                                  property_prefix = "1.3.6.1.4.1.311.17.3.";

}  // namespace secur32::x509::pfx_oid
