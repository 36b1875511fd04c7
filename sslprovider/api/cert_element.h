// What a store holds of a certificate or a CRL, and what the contexts of it share: the thing
// itself and its properties.  It outlives its store as long as a context refers to it.
#pragma once

#include <wincrypt_parts.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "sslprovider/api/certificate_properties.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

class CertStore;

template <typename SharedThing>
struct StoreElement {
    DWORD encoding = X509_ASN_ENCODING;
    SharedThing thing;
    std::shared_ptr<CertificateProperties> properties;
    std::weak_ptr<CertStore> home;  // none: in no store
    std::uint64_t order = 0;        // where it stands in its home; grows
};
using CertElement = StoreElement<x509::SharedCertificate>;
using CrlElement = StoreElement<x509::SharedCrl>;
using SharedCertElement = std::shared_ptr<const CertElement>;
using SharedCrlElement = std::shared_ptr<const CrlElement>;

template <typename SharedThing>
std::shared_ptr<StoreElement<SharedThing>> make_element(DWORD encoding, SharedThing thing) {
    auto element = std::make_shared<StoreElement<SharedThing>>();
    element->encoding = encoding;
    element->thing = std::move(thing);
    element->properties = std::make_shared<CertificateProperties>();
    return element;
}

}  // namespace secur32::api
