// Adding with the dispositions of CertAddCertificateContextToStore, and taking out.
#include "sslprovider/api/cert_store.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "sslprovider/api/cert_twins.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {

// How an element meets its twin: one that is there already.
struct Disposition {
    DWORD id;
    bool looks_for_twin, refuses_twin, keeps_twin, only_newer, inherits;
};

namespace {

// clang-format off
constexpr std::array kDispositions = {
    //                                                               looks  refuses keeps  newer  inherits
    Disposition{CERT_STORE_ADD_NEW,                                  true,  true,  false, false, false},
    Disposition{CERT_STORE_ADD_USE_EXISTING,                         true,  false, true,  false, false},
    Disposition{CERT_STORE_ADD_REPLACE_EXISTING,                     true,  false, false, false, false},
    Disposition{CERT_STORE_ADD_ALWAYS,                               false, false, false, false, false},
    Disposition{CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES,  true,  false, false, false, true},
    Disposition{CERT_STORE_ADD_NEWER,                                true,  false, false, true,  false},
    Disposition{CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES,             true,  false, false, true,  true},
};
// clang-format on

Result<Disposition> disposition_of(DWORD id) {
    const auto* const row = std::ranges::find(kDispositions, id, &Disposition::id);
    if (row != kDispositions.end()) return *row;
    return trace::because(Status::invalid_parameter, "cert: no such disposition");
}

constexpr DWORD kLocationMask = 0x00FF0000;  // CERT_SYSTEM_STORE_LOCATION_MASK

Status already_there() { return trace::because(Status::exists, "cert: it is in the store"); }

Status no_additions() {
    return trace::because(Status::not_permitted, "cert: nothing may be added to the store");
}

template <typename Element>
struct ContextOf;
template <>
struct ContextOf<const CertElement> {
    using Type = CertificateContext;
};
template <>
struct ContextOf<const CrlElement> {
    using Type = CrlContext;
};

// A backing is told with a context of the element that knows no store.
template <typename Element, typename Tell>
Status with_context(const std::shared_ptr<Element>& element, Tell&& tell) {
    using Context = typename ContextOf<Element>::Type;
    auto* const context = Context::of(Context::create(element, nullptr));
    const Status told = tell(*context);
    context->drop_reference();
    return told;
}

Status tell_added(StoreBacking* backing, const SharedCertElement& element) {
    if (backing == nullptr) return Status::ok;
    return with_context(element, [&](CertificateContext& it) { return backing->added(it); });
}

Status tell_added(StoreBacking* backing, const SharedCrlElement& element) {
    if (backing == nullptr) return Status::ok;
    return with_context(element, [&](CrlContext& it) { return backing->crl_added(it); });
}

Status tell_changed(StoreBacking* backing, const SharedCertElement& element) {
    if (backing == nullptr) return Status::ok;
    return with_context(element, [&](CertificateContext& it) { return backing->changed(it); });
}

Status tell_changed(StoreBacking* backing, const SharedCrlElement& element) {
    return tell_added(backing, element);
}

Status tell_removed(StoreBacking* backing, const SharedCertElement& element) {
    if (backing == nullptr) return Status::ok;
    return with_context(element, [&](CertificateContext& it) { return backing->removed(it); });
}

Status tell_removed(StoreBacking* backing, const SharedCrlElement& element) {
    if (backing == nullptr) return Status::ok;
    return with_context(element, [&](CrlContext& it) { return backing->crl_removed(it); });
}

// What is kept under the same octets is kept once.
template <typename Element>
Status tell_replaced(StoreBacking* backing, const std::shared_ptr<const Element>& old,
                     const std::shared_ptr<const Element>& element) {
    if (std::ranges::equal(old->thing->der(), element->thing->der()))
        return tell_changed(backing, element);
    TRY(tell_added(backing, element));
    return tell_removed(backing, old);
}

std::uint64_t next_generation() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

}  // namespace

Status StoreBacking::resync(CertStore&) { return Status::ok; }

std::shared_ptr<CertStore> CertStore::create(Kind kind, DWORD flags) {
    std::shared_ptr<CertStore> store(new CertStore(kind, flags));
    store->touch();
    return store;
}

void CertStore::set_backing(std::unique_ptr<StoreBacking> backing) {
    const std::lock_guard lock(mutex_);
    backing_ = std::move(backing);
}

StoreBacking* CertStore::backing() const {
    const std::lock_guard lock(mutex_);
    return backing_.get();
}

void CertStore::touch() noexcept { generation_ = next_generation(); }

template <typename Element>
auto& CertStore::shelf() {
    if constexpr (std::is_same_v<Element, CertElement>)
        return certs_;
    else
        return crls_;
}

template <typename Element>
const auto& CertStore::shelf() const {
    return const_cast<CertStore*>(this)->shelf<Element>();
}

bool CertStore::is_disposition(DWORD disposition) { return disposition_of(disposition).ok(); }

// ---- Adding -------------------------------------------------------------------------------------

template <typename Element>
Result<std::shared_ptr<const Element>> CertStore::put(const std::shared_ptr<Element>& element,
                                                      const Disposition& how) {
    if (kind_ == Kind::elements) return put_here(element, how);
    // What any of the siblings holds is there already.
    if (how.looks_for_twin) {
        const auto twin = twin_of(*element);
        const auto home = twin != nullptr ? twin->home.lock() : nullptr;
        const bool replaces = !how.refuses_twin && !how.keeps_twin;
        if (home != nullptr && replaces && !takes_additions_to(*home)) return no_additions();
        if (home != nullptr) return home->put_here(element, how);
    }
    return put_in_sibling(element, how);
}

template <typename Element>
Result<std::shared_ptr<const Element>> CertStore::put_in_sibling(
    const std::shared_ptr<Element>& element, const Disposition& how) {
    for (const Sibling& sibling : siblings())
        if (sibling.takes_additions) return sibling.store->put(element, how);
    return no_additions();
}

template <typename Element>
Result<std::shared_ptr<const Element>> CertStore::put_here(const std::shared_ptr<Element>& element,
                                                           const Disposition& how) {
    const std::lock_guard lock(mutex_);
    const auto twin = how.looks_for_twin ? shelf<Element>().twin_of(*element) : nullptr;
    if (twin != nullptr && how.refuses_twin) return already_there();
    if (twin != nullptr && how.only_newer && !is_newer(*element->thing, *twin->thing))
        return already_there();
    // CERT_STORE_ADD_USE_EXISTING: "The function does not fail, but no new certificate is added."
    if (twin != nullptr && how.keeps_twin && is_read_only()) return twin;
    if (is_read_only()) return no_additions();
    element->home = weak_from_this();
    if (twin != nullptr) {
        TRY(put_over(twin, element, how));
    } else {
        element->order = next_order_++;
        TRY(tell_added(backing_.get(), element));
        shelf<Element>().append(element);
    }
    touch();
    return twin != nullptr && how.keeps_twin ? twin : element;
}

template <typename Element>
Status CertStore::put_over(const std::shared_ptr<const Element>& twin,
                           const std::shared_ptr<Element>& element, const Disposition& how) {
    if (how.keeps_twin) {
        twin->properties->merge(*element->properties);
        return tell_changed(backing_.get(), twin);
    }
    if (how.inherits) element->properties->merge(*twin->properties);
    element->order = twin->order;
    TRY(tell_replaced<Element>(backing_.get(), twin, element));
    shelf<Element>().replace(*twin, element);
    return Status::ok;
}

Status CertStore::add(const std::shared_ptr<CertElement>& element, DWORD disposition,
                      PCCERT_CONTEXT* out) {
    TRY_ASSIGN(const Disposition how, disposition_of(disposition));
    TRY_ASSIGN(const SharedCertElement held, put(element, how));
    if (out != nullptr) *out = context_of(held);
    return Status::ok;
}

Status CertStore::add_crl(const std::shared_ptr<CrlElement>& element, DWORD disposition,
                          PCCRL_CONTEXT* out) {
    TRY_ASSIGN(const Disposition how, disposition_of(disposition));
    TRY_ASSIGN(const SharedCrlElement held, put(element, how));
    if (out != nullptr) *out = context_of(held);
    return Status::ok;
}

Status CertStore::add(const x509::SharedCertificate& certificate, CertificateProperties* properties,
                      DWORD disposition, PCCERT_CONTEXT* out) {
    const auto element = make_element(X509_ASN_ENCODING, certificate);
    if (properties != nullptr) element->properties->merge(*properties);
    return add(element, disposition, out);
}

Status CertStore::add_crl(const x509::SharedCrl& crl, CertificateProperties* properties,
                          DWORD disposition, PCCRL_CONTEXT* out) {
    const auto element = make_element(X509_ASN_ENCODING, crl);
    if (properties != nullptr) element->properties->merge(*properties);
    return add_crl(element, disposition, out);
}

template <typename Element>
void CertStore::load_element(const std::shared_ptr<Element>& element,
                             CertificateProperties* properties) {
    if (properties != nullptr) element->properties->merge(*properties);
    const std::lock_guard lock(mutex_);
    element->home = weak_from_this();
    element->order = next_order_++;
    shelf<Element>().append(element);
    touch();
}

void CertStore::load(const x509::SharedCertificate& certificate,
                     CertificateProperties* properties) {
    load_element(make_element(X509_ASN_ENCODING, certificate), properties);
}

void CertStore::load(const x509::SharedCrl& crl, CertificateProperties* properties) {
    load_element(make_element(X509_ASN_ENCODING, crl), properties);
}

void CertStore::unload() {
    const std::lock_guard lock(mutex_);
    certs_.clear();
    crls_.clear();
    touch();
}

// ---- Taking out, changing -----------------------------------------------------------------------

template <typename Element>
Status CertStore::take_out(const std::shared_ptr<const Element>& element) {
    const std::lock_guard lock(mutex_);
    if (!shelf<Element>().holds(*element)) return Status::ok;
    if (is_read_only())
        return trace::because(Status::not_permitted, "cert: the store is read-only");
    TRY(tell_removed(backing_.get(), element));
    shelf<Element>().erase(*element);
    touch();
    return Status::ok;
}

Status CertStore::remove(const SharedCertElement& element) { return take_out(element); }
Status CertStore::remove(const SharedCrlElement& element) { return take_out(element); }

Status CertStore::changed(const SharedCertElement& element, bool persist) {
    const std::lock_guard lock(mutex_);
    if (!certs_.holds(*element)) return Status::ok;
    touch();
    if (!persist || backing_ == nullptr) return Status::ok;
    if (is_read_only())
        return trace::because(Status::not_permitted, "cert: the store is read-only");
    return tell_changed(backing_.get(), element);
}

// ---- Contexts -----------------------------------------------------------------------------------

PCCERT_CONTEXT CertStore::context_of(const SharedCertElement& element) {
    const std::lock_guard lock(mutex_);
    const auto make = [&] {
        return CertificateContext::of(CertificateContext::create(element, shared_from_this()));
    };
    return certs_.context_of(*element, make).pointer();
}

PCCRL_CONTEXT CertStore::context_of(const SharedCrlElement& element) {
    const std::lock_guard lock(mutex_);
    const auto make = [&] {
        return CrlContext::of(CrlContext::create(element, shared_from_this()));
    };
    return crls_.context_of(*element, make).pointer();
}

void CertStore::forget(const CertificateContext& context) noexcept {
    const std::lock_guard lock(mutex_);
    certs_.forget(context);
}

void CertStore::forget(const CrlContext& context) noexcept {
    const std::lock_guard lock(mutex_);
    crls_.forget(context);
}

bool CertStore::has_live_contexts() const {
    const std::lock_guard lock(mutex_);
    return certs_.has_live() || crls_.has_live();
}

DWORD CertStore::access_state() const {
    const DWORD location = flags_ & kLocationMask;
    DWORD state = 0;
    if (has_backing() && !is_read_only()) state |= CERT_ACCESS_STATE_WRITE_PERSIST_FLAG;
    if (location != 0) state |= CERT_ACCESS_STATE_SYSTEM_STORE_FLAG;
    if (location == CERT_SYSTEM_STORE_LOCAL_MACHINE)
        state |= CERT_ACCESS_STATE_LM_SYSTEM_STORE_FLAG;
    return state;
}

// ---- Reading ------------------------------------------------------------------------------------

bool CertStore::hides(const CertElement& element) const {
    return (flags_ & CERT_STORE_ENUM_ARCHIVED_FLAG) == 0 &&
           element.properties->has(CERT_ARCHIVED_PROP_ID);
}

template <typename Element>
std::shared_ptr<const Element> CertStore::behind(std::uint64_t order) const {
    const std::lock_guard lock(mutex_);
    return shelf<Element>().behind(order);
}

template <typename Element>
std::shared_ptr<const Element> CertStore::twin_of(const Element& element) const {
    for (const auto& leaf : leaves()) {
        const std::lock_guard lock(leaf->mutex_);
        if (auto twin = leaf->shelf<Element>().twin_of(element)) return twin;
    }
    return nullptr;
}

template <typename Element>
std::shared_ptr<const Element> CertStore::next_of(const Element* previous) const {
    const auto all = leaves();
    auto leaf = all.begin();
    std::uint64_t order = 0;
    if (previous != nullptr) {
        leaf = std::ranges::find(all, previous->home.lock());
        order = previous->order;
    }
    for (; leaf != all.end(); ++leaf, order = 0)
        if (auto found = (*leaf)->template behind<Element>(order)) return found;
    return nullptr;
}

SharedCertElement CertStore::next(const CertElement* previous) const { return next_of(previous); }
SharedCrlElement CertStore::next(const CrlElement* previous) const { return next_of(previous); }

std::vector<x509::SharedCertificate> CertStore::certificates() const {
    std::vector<x509::SharedCertificate> all;
    for (const auto& leaf : leaves()) {
        const std::lock_guard lock(leaf->mutex_);
        for (const auto& element : leaf->certs_.all())
            if (!hides(*element)) all.push_back(element->thing);
    }
    return all;
}

std::vector<x509::SharedCrl> CertStore::crls() const {
    std::vector<x509::SharedCrl> all;
    for (const auto& leaf : leaves()) {
        const std::lock_guard lock(leaf->mutex_);
        for (const auto& element : leaf->crls_.all()) all.push_back(element->thing);
    }
    return all;
}

std::vector<PCCERT_CONTEXT> CertStore::contexts() {
    std::vector<PCCERT_CONTEXT> all;
    for (SharedCertElement at = next(static_cast<const CertElement*>(nullptr)); at != nullptr;
         at = next(at.get()))
        if (!hides(*at)) all.push_back(context_of(at));
    return all;
}

}  // namespace secur32::api
