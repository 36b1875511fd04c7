#include "sslprovider/api/system_stores.h"

#include <wincrypt_store_files.h>

#include <algorithm>
#include <array>

#include "sslprovider/api/store_folder.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/machine_trust.h"

namespace secur32::api {
namespace {

// What a store shows of the machine's trust.
enum class Trust : std::uint8_t { none, roots, intermediates };

struct KnownStore {
    std::u16string_view name;
    Trust trust;
    bool shows_machines_to_users;
};
constexpr KnownStore kMy = {u"MY", Trust::none, false};
constexpr KnownStore kOther = {u"", Trust::none, true};
// Those that are always there.
constexpr std::array kKnown = {
    kMy,
    KnownStore{u"ROOT", Trust::roots, true},
    KnownStore{u"AUTHROOT", Trust::roots, true},
    KnownStore{u"CA", Trust::intermediates, true},
};

const KnownStore* find_known(std::u16string_view name) {
    const auto* const row = std::ranges::find_if(
        kKnown, [&](const KnownStore& each) { return equal_ignoring_case(each.name, name); });
    return row == kKnown.end() ? nullptr : row;
}

using Scope = StoreFolder::Scope;

// How a folder's or a machine's store stands in the one that shows it.
constexpr DWORD kShared = CERT_STORE_ENUM_ARCHIVED_FLAG;

std::shared_ptr<CertStore> trusted(Trust trust, DWORD flags) {
    auto store =
        CertStore::create(CertStore::Kind::elements, (flags & kShared) | CERT_STORE_READONLY_FLAG);
    for (const auto& certificate : x509::machine_roots()->certificates)
        if (certificate->is_self_issued() == (trust == Trust::roots))
            store->load(certificate, nullptr);
    return store;
}

Result<std::shared_ptr<CertStore>> kept(const StoreFolder& folder, DWORD flags) {
    auto store =
        CertStore::create(CertStore::Kind::elements,
                                   flags & (kShared | CERT_STORE_READONLY_FLAG |
                                            CERT_SYSTEM_STORE_LOCATION_MASK));
    TRY(folder.load(*store));
    folder.back(*store);
    return store;
}

// "ROOT" of a user: the user's folder, the machine's folder, the machine's trust.
Result<std::shared_ptr<CertStore>> collect(const KnownStore& known, std::u16string_view name,
                                           const std::shared_ptr<CertStore>& own, Scope scope,
                                           DWORD flags) {
    const bool machines_too = scope == Scope::user && known.shows_machines_to_users;
    if (!machines_too && known.trust == Trust::none) return own;
    auto all = CertStore::create(CertStore::Kind::collection, flags & kShared);
    TRY(all->add_sibling(own, CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG, 0));
    if (machines_too) {
        TRY_ASSIGN(const StoreFolder folder, StoreFolder::named(name, Scope::machine));
        const auto machines = kept(folder, flags | CERT_STORE_READONLY_FLAG);
        // The machine's folder may be nobody's business.
        if (machines.ok()) TRY(all->add_sibling(machines.value(), 0, 0));
    }
    if (known.trust != Trust::none) TRY(all->add_sibling(trusted(known.trust, flags), 0, 0));
    return all;
}

Status judge_existence(const StoreFolder& folder, bool always_there, DWORD flags) {
    if ((flags & CERT_STORE_CREATE_NEW_FLAG) != 0) return folder.make();
    if ((flags & CERT_STORE_OPEN_EXISTING_FLAG) == 0 || always_there || folder.exists())
        return Status::ok;
    return trace::because(Status::not_found, "cert: there is no such system store");
}

}  // namespace

Result<Scope> system_store_scope(DWORD flags) {
    switch (flags & CERT_SYSTEM_STORE_LOCATION_MASK) {
        case CERT_SYSTEM_STORE_CURRENT_USER:
        case CERT_SYSTEM_STORE_CURRENT_SERVICE:
            return Scope::user;
        case CERT_SYSTEM_STORE_LOCAL_MACHINE:
            return Scope::machine;
        default:
            return trace::because(Status::not_found, "cert: no location of system stores");
    }
}

Result<std::shared_ptr<CertStore>> open_system_store(std::u16string_view name, DWORD flags) {
    if ((flags & CERT_SYSTEM_STORE_RELOCATE_FLAG) != 0)
        return trace::because(Status::invalid_parameter, "cert: stores cannot be relocated");
    TRY_ASSIGN(const Scope scope, system_store_scope(flags));
    TRY_ASSIGN(const StoreFolder folder, StoreFolder::named(name, scope));
    if ((flags & CERT_STORE_DELETE_FLAG) != 0) {
        TRY(folder.remove());
        return std::shared_ptr<CertStore>();
    }
    const KnownStore* const known = find_known(name);
    TRY(judge_existence(folder, known != nullptr, flags));
    TRY_ASSIGN(const auto own, kept(folder, flags));
    return collect(known == nullptr ? kOther : *known, name, own, scope, flags);
}

Result<std::vector<std::u16string>> system_store_names(DWORD flags) {
    TRY_ASSIGN(const Scope scope, system_store_scope(flags));
    std::vector<std::u16string> names;
    for (const KnownStore& known : kKnown) names.emplace_back(known.name);
    const Result<std::vector<std::string>> folders = StoreFolder::names(scope);
    if (!folders.ok()) return folders.status();
    for (const std::string& folder : folders.value()) {
        const Result<std::u16string> name = utf16_of(folder);
        if (name.ok() && StoreFolder::named(name.value(), scope).ok() &&
            find_known(name.value()) == nullptr)
            names.push_back(name.value());
    }
    return names;
}

}  // namespace secur32::api
