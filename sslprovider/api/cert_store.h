// What an HCERTSTORE stands for: contexts of certificates and CRLs, in memory; beside it, for some
// kinds, a backing that keeps them (cert_store_backing.h), and for a collection the stores it
// shows.  An HCERTSTORE is a number of the handle table in a pointer's place, so a closed store's
// is refused.  A context holds its store alive (hCertStore), as Windows documents for
// CertCloseStore. Thread rule: any thread.
#pragma once

#include <wincrypt.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

// Where a store's elements are kept besides memory.  Called under the store's lock, before the
// change is made in memory; a failure refuses the change.
class StoreBacking {
 public:
    virtual ~StoreBacking() = default;
    virtual Status added(CertificateContext& context) = 0;
    // A property was set or taken away (not under CERT_SET_PROPERTY_INHIBIT_PERSIST_FLAG).
    virtual Status changed(CertificateContext& context) = 0;
    virtual Status removed(CertificateContext& context) = 0;
    virtual Status crl_added(CrlContext& context) = 0;
    virtual Status crl_removed(CrlContext& context) = 0;
    // CertControlStore CERT_STORE_CTRL_COMMIT, and the last close: what waits is written.
    virtual Status commit(class CertStore& store, bool force) = 0;
};

class CertStore : public std::enable_shared_from_this<CertStore> {
 public:
    enum class Kind : std::uint8_t { elements, collection };

    // flags: CERT_STORE_*_FLAG of CertOpenStore.
    static std::shared_ptr<CertStore> create(Kind kind, DWORD flags);
    void set_backing(std::unique_ptr<StoreBacking> backing);

    // As CertAddCertificateContextToStore: properties may be null; out may be null, else it gets a
    // reference.  exists, not_permitted (read-only), invalid_parameter (disposition).
    Status add(const x509::SharedCertificate& certificate, CertificateProperties* properties,
               DWORD disposition, PCCERT_CONTEXT* out);
    Status add_crl(const x509::SharedCrl& crl, CertificateProperties* properties, DWORD disposition,
                   PCCRL_CONTEXT* out);

    // Snapshots, a collection's siblings' too, in the order of enumeration.
    std::vector<x509::SharedCertificate> certificates() const;
    std::vector<x509::SharedCrl> crls() const;
    // The same as contexts; one reference each, which the caller gives back.
    std::vector<PCCERT_CONTEXT> contexts() const;

    // Differs whenever what the store holds differs: for caches of verdicts.
    std::uint64_t generation() const;
    DWORD flags() const { return flags_; }
    Kind kind() const { return kind_; }

 private:
    // (the owner of this file adds what it needs)
    Kind kind_ = Kind::elements;
    DWORD flags_ = 0;
};

// A new handle of one reference.
Result<HCERTSTORE> open_store_handle(std::shared_ptr<CertStore> store);
// invalid_handle (E_INVALIDARG) for null and what is no open store.
Result<std::shared_ptr<CertStore>> find_store(HCERTSTORE handle);

}  // namespace secur32::api
