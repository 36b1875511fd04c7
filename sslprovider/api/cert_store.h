// What an HCERTSTORE stands for: contexts of certificates and CRLs, in memory; beside it, for some
// kinds, a backing that keeps them, and for a collection the stores it shows.  An HCERTSTORE is a
// number of the handle table in a pointer's place, so a closed store's is refused.  A context holds
// its store alive, and with it the number in hCertStore, as Windows documents for CertCloseStore.
// Thread rule: any thread.
#pragma once

#include <wincrypt_parts.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "sslprovider/api/cert_element.h"
#include "sslprovider/api/cert_shelf.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

// Where a store's elements are kept besides memory.  Called under the store's lock, before the
// change is made in memory; a failure refuses the change.  The contexts are of the store's elements
// and know no store: nothing of the store may be called from here.
class StoreBacking {
 public:
    virtual ~StoreBacking() = default;
    virtual Status added(CertificateContext& context) = 0;
    // A property was set or taken away (not under CERT_SET_PROPERTY_INHIBIT_PERSIST_FLAG).
    virtual Status changed(CertificateContext& context) = 0;
    virtual Status removed(CertificateContext& context) = 0;
    virtual Status crl_added(CrlContext& context) = 0;
    virtual Status crl_removed(CrlContext& context) = 0;
    // CertControlStore CERT_STORE_CTRL_COMMIT, and the last close: what waits is written.  Not
    // under the lock: it may read the store.
    virtual Status commit(class CertStore& store, bool force) = 0;
    // CertControlStore CERT_STORE_CTRL_RESYNC: what is kept is read anew.  Not under the lock.
    virtual Status resync(class CertStore& store);
};

struct Disposition;

class CertStore : public std::enable_shared_from_this<CertStore> {
 public:
    enum class Kind : std::uint8_t { elements, collection };

    // flags: CERT_STORE_*_FLAG of CertOpenStore.
    static std::shared_ptr<CertStore> create(Kind kind, DWORD flags);
    ~CertStore();
    CertStore(const CertStore&) = delete;
    CertStore& operator=(const CertStore&) = delete;
    // Once, after what is kept was load()ed.
    void set_backing(std::unique_ptr<StoreBacking> backing);

    static bool is_disposition(DWORD disposition);
    // As CertAddCertificateContextToStore: properties may be null; out may be null, else it gets a
    // reference.  exists, not_permitted (read-only), invalid_parameter (disposition).
    Status add(const x509::SharedCertificate& certificate, CertificateProperties* properties,
               DWORD disposition, PCCERT_CONTEXT* out);
    Status add_crl(const x509::SharedCrl& crl, CertificateProperties* properties, DWORD disposition,
                   PCCRL_CONTEXT* out);
    // The element itself, whose properties are shared: links.
    Status add(const std::shared_ptr<CertElement>& element, DWORD disposition, PCCERT_CONTEXT* out);
    Status add_crl(const std::shared_ptr<CrlElement>& element, DWORD disposition,
                   PCCRL_CONTEXT* out);
    // What a backing keeps already: into a read-only store too, and told to no backing.
    void load(const x509::SharedCertificate& certificate, CertificateProperties* properties);
    void load(const x509::SharedCrl& crl, CertificateProperties* properties);
    // For resync: all elements go, the backing is not told.
    void unload();

    // Of an element whose home this is.  ok when it is there no more; not_permitted (read-only).
    Status remove(const SharedCertElement& element);
    Status remove(const SharedCrlElement& element);
    // After a property of an element whose home this is was set.  persist: the backing is told.
    Status changed(const SharedCertElement& element, bool persist);

    // Snapshots, a collection's siblings' too, in the order of enumeration.
    std::vector<x509::SharedCertificate> certificates() const;
    std::vector<x509::SharedCrl> crls() const;
    // The same as contexts; one reference each, which the caller gives back.
    std::vector<PCCERT_CONTEXT> contexts();

    // The element behind this one, or the first; null at the end.  Archived ones too.
    SharedCertElement next(const CertElement* previous) const;
    SharedCrlElement next(const CrlElement* previous) const;
    // Whether enumerations pass over it (CERT_ARCHIVED_PROP_ID).
    bool hides(const CertElement& element) const;
    // A reference to the one context that the element has here.
    PCCERT_CONTEXT context_of(const SharedCertElement& element);
    PCCRL_CONTEXT context_of(const SharedCrlElement& element);
    // Of the last reference of a context of this store.
    void forget(const CertificateContext& context) noexcept;
    void forget(const CrlContext& context) noexcept;

    // Of a collection.  invalid_parameter: this is none, or the sibling would contain it.
    Status add_sibling(const std::shared_ptr<CertStore>& sibling, DWORD flags, DWORD priority);
    void remove_sibling(const CertStore& sibling);

    // CertControlStore, for a collection of all its siblings.  unsupported_function without a
    // backing.
    Status commit(bool force);
    Status resync();
    bool has_backing() const { return backing() != nullptr; }

    // Properties of the store itself.
    CertificateProperties& properties() { return properties_; }

    // Differs whenever what the store holds differs: for caches of verdicts.
    std::uint64_t generation() const;
    DWORD flags() const { return flags_; }
    // CERT_ACCESS_STATE_*: whether changes are kept, and whether it is a system store.
    DWORD access_state() const;
    Kind kind() const { return kind_; }

    // The store's number; made when it is first asked for.
    HCERTSTORE handle();
    // Contexts that are in use.
    bool has_live_contexts() const;
    // Whether a collection shows this one.
    bool is_shown() const { return shown_ != 0; }

 private:
    struct Sibling {
        std::shared_ptr<CertStore> store;
        bool takes_additions = false;
        DWORD priority = 0;
    };
    using CertShelf = StoreShelf<CertElement, CertificateContext>;
    using CrlShelf = StoreShelf<CrlElement, CrlContext>;

    CertStore(Kind kind, DWORD flags) : kind_(kind), flags_(flags) {}

    template <typename Element>
    auto& shelf();
    template <typename Element>
    const auto& shelf() const;
    // The stores with elements that this one shows, each once.
    std::vector<std::shared_ptr<const CertStore>> leaves() const;
    void collect_leaves(std::vector<std::shared_ptr<const CertStore>>& into) const;
    std::vector<Sibling> siblings() const;
    bool contains(const CertStore& store) const;
    bool takes_additions_to(const CertStore& home) const;

    template <typename Element>
    Result<std::shared_ptr<const Element>> put(const std::shared_ptr<Element>& element,
                                               const Disposition& how);
    template <typename Element>
    Result<std::shared_ptr<const Element>> put_here(const std::shared_ptr<Element>& element,
                                                    const Disposition& how);
    template <typename Element>
    Status put_over(const std::shared_ptr<const Element>& twin,
                    const std::shared_ptr<Element>& element, const Disposition& how);
    template <typename Element>
    Result<std::shared_ptr<const Element>> put_in_sibling(const std::shared_ptr<Element>& element,
                                                          const Disposition& how);
    template <typename Element>
    void load_element(const std::shared_ptr<Element>& element, CertificateProperties* properties);
    template <typename Element>
    std::shared_ptr<const Element> twin_of(const Element& element) const;
    template <typename Element>
    std::shared_ptr<const Element> next_of(const Element* previous) const;
    template <typename Element>
    std::shared_ptr<const Element> behind(std::uint64_t order) const;
    template <typename Element>
    Status take_out(const std::shared_ptr<const Element>& element);
    bool is_read_only() const { return (flags_ & CERT_STORE_READONLY_FLAG) != 0; }
    StoreBacking* backing() const;
    void touch() noexcept;

    const Kind kind_;
    const DWORD flags_;
    mutable std::mutex mutex_;
    CertShelf certs_;
    CrlShelf crls_;
    std::vector<Sibling> siblings_;
    std::unique_ptr<StoreBacking> backing_;
    CertificateProperties properties_;
    std::uint64_t next_order_ = 1;
    std::atomic<std::uint64_t> generation_{0};
    std::atomic<std::size_t> shown_{0};     // collections that have this as a sibling
    std::atomic<std::uint64_t> handle_{0};  // of a StoreHandle; 0: none yet
};

// A new handle of one reference.
Result<HCERTSTORE> open_store_handle(std::shared_ptr<CertStore> store);
// invalid_handle (E_INVALIDARG) for null and what is no open store.
Result<std::shared_ptr<CertStore>> find_store(HCERTSTORE handle);

}  // namespace secur32::api
