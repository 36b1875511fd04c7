// The exported functions that open and close stores, and those on a store as a whole.
#include <wincrypt.h>

#include <optional>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/cert_store_handle.h"
#include "sslprovider/api/store_providers.h"

namespace secur32::api {
namespace {

CertResult open_into(HCERTSTORE& out, const std::shared_ptr<CertStore>& store) {
    TRY_ASSIGN(out, open_store_handle(store));
    return Status::ok;
}

CertResult open_with(LPCSTR provider, const StoreOpening& opening, HCERTSTORE& out) {
    std::shared_ptr<CertStore> store;
    const CertResult made = open_store(provider, opening, store);
    return made.code() != 0 || store == nullptr ? made : open_into(out, store);
}

CertResult open_system(LPCSTR provider, const void* name, HCERTSTORE& out) {
    if (name == nullptr) return refuse(E_INVALIDARG, "cert: no name of a system store");
    return open_with(provider, {0, CERT_SYSTEM_STORE_CURRENT_USER, name}, out);
}

// What CERT_CLOSE_STORE_CHECK_FLAG asks: whether anything goes on using the store.
bool is_in_use(const StoreHandle::Closed& closed) {
    return closed.last == nullptr || closed.last->has_live_contexts() || closed.last->is_shown();
}

CertResult close_store(HCERTSTORE handle, DWORD flags) {
    if ((flags & ~DWORD{CERT_CLOSE_STORE_FORCE_FLAG | CERT_CLOSE_STORE_CHECK_FLAG}) != 0)
        return refuse(E_INVALIDARG, "cert: no such flag of CertCloseStore");
    const bool force = (flags & CERT_CLOSE_STORE_FORCE_FLAG) != 0;
    TRY_ASSIGN(const StoreHandle::Closed closed, close_store_handle(handle, force));
    if (closed.last != nullptr && closed.last->has_backing()) TRY(closed.last->commit(false));
    if ((flags & CERT_CLOSE_STORE_CHECK_FLAG) != 0 && is_in_use(closed))
        return refuse(CRYPT_E_PENDING_CLOSE, "cert: the store is still in use");
    return Status::ok;
}

CertResult told(Status status) {
    if (status == Status::unsupported_function) return ERROR_CALL_NOT_IMPLEMENTED;
    return status;
}

CertResult control(CertStore& store, DWORD flags, DWORD type) {
    switch (type) {
        case CERT_STORE_CTRL_COMMIT:
            if ((flags & CERT_STORE_CTRL_COMMIT_CLEAR_FLAG) != 0) return told(store.resync());
            return told(store.commit((flags & CERT_STORE_CTRL_COMMIT_FORCE_FLAG) != 0));
        case CERT_STORE_CTRL_RESYNC:
            return told(store.resync());
        case CERT_STORE_CTRL_NOTIFY_CHANGE:
        case CERT_STORE_CTRL_AUTO_RESYNC:
        case CERT_STORE_CTRL_CANCEL_NOTIFY:
            return refuse(ERROR_CALL_NOT_IMPLEMENTED, "cert: no events tell of changes");
        default:
            return refuse(ERROR_NOT_SUPPORTED, "cert: no such dwCtrlType");
    }
}

bool is_of_blob(DWORD id) {
    return id != 0 && id <= CERT_LAST_USER_PROP_ID && id != CERT_ACCESS_STATE_PROP_ID;
}

CertResult read_store_property(CertStore& store, DWORD id, const CertOutput& out) {
    if (id == CERT_ACCESS_STATE_PROP_ID) {
        const DWORD state = store.access_state();
        return out.put({reinterpret_cast<const std::uint8_t*>(&state), sizeof state});
    }
    const std::optional<SecureBytes> value = store.properties().blob(id);
    return value ? CertResult(out.put(value->bytes())) : CertResult(Status::not_found);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

HCERTSTORE WINAPI CertOpenStore(LPCSTR lpszStoreProvider, DWORD dwEncodingType, HCRYPTPROV_LEGACY,
                                DWORD dwFlags, const void* pvPara) {
    HCERTSTORE opened = nullptr;
    const bool done = cert_call("CertOpenStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("provider", number_of(lpszStoreProvider));
        trail.flags("flags", dwFlags);
        return open_with(lpszStoreProvider, {dwEncodingType, dwFlags, pvPara}, opened);
    });
    // "To determine success, GetLastError must be called ... zero for success."
    if (done && opened == nullptr) set_last_error(0);
    return opened;
}

HCERTSTORE WINAPI CertOpenSystemStoreA(HCRYPTPROV_LEGACY, LPCSTR szSubsystemProtocol) {
    HCERTSTORE opened = nullptr;
    cert_call("CertOpenSystemStoreA", [&](CallTrail&) -> CertResult {
        return open_system(CERT_STORE_PROV_SYSTEM_A, szSubsystemProtocol, opened);
    });
    return opened;
}

HCERTSTORE WINAPI CertOpenSystemStoreW(HCRYPTPROV_LEGACY, LPCWSTR szSubsystemProtocol) {
    HCERTSTORE opened = nullptr;
    cert_call("CertOpenSystemStoreW", [&](CallTrail& trail) -> CertResult {
        if (szSubsystemProtocol != nullptr) trail.text("name", szSubsystemProtocol);
        return open_system(CERT_STORE_PROV_SYSTEM_W, szSubsystemProtocol, opened);
    });
    return opened;
}

HCERTSTORE WINAPI CertDuplicateStore(HCERTSTORE hCertStore) {
    if (hCertStore == nullptr) return nullptr;
    const bool done = cert_call("CertDuplicateStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        return duplicate_store_handle(hCertStore);
    });
    return done ? hCertStore : nullptr;
}

BOOL WINAPI CertCloseStore(HCERTSTORE hCertStore, DWORD dwFlags) {
    return cert_call("CertCloseStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.flags("flags", dwFlags);
        if (hCertStore == nullptr) return Status::ok;
        return close_store(hCertStore, dwFlags);
    });
}

BOOL WINAPI CertControlStore(HCERTSTORE hCertStore, DWORD dwFlags, DWORD dwCtrlType, const void*) {
    return cert_call("CertControlStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.flags("flags", dwFlags);
        trail.number("control", dwCtrlType);
        TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(hCertStore));
        return control(*store, dwFlags, dwCtrlType);
    });
}

BOOL WINAPI CertSetStoreProperty(HCERTSTORE hCertStore, DWORD dwPropId, DWORD, const void* pvData) {
    return cert_call("CertSetStoreProperty", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.number("property", dwPropId);
        TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(hCertStore));
        if (!is_of_blob(dwPropId))
            return refuse(E_INVALIDARG, "cert: no such property of a store can be set");
        return store->properties().set_as_blob(dwPropId, pvData);
    });
}

BOOL WINAPI CertGetStoreProperty(HCERTSTORE hCertStore, DWORD dwPropId, void* pvData,
                                 DWORD* pcbData) {
    const CertOutput out(pvData, pcbData);
    return cert_call("CertGetStoreProperty", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.number("property", dwPropId);
        TRY(out.check());
        TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(hCertStore));
        return read_store_property(*store, dwPropId, out);
    });
}

BOOL WINAPI CertAddStoreToCollection(HCERTSTORE hCollectionStore, HCERTSTORE hSiblingStore,
                                     DWORD dwUpdateFlags, DWORD dwPriority) {
    return cert_call("CertAddStoreToCollection", [&](CallTrail& trail) -> CertResult {
        trail.handle("collection", number_of(hCollectionStore));
        trail.handle("sibling", number_of(hSiblingStore));
        TRY_ASSIGN(const std::shared_ptr<CertStore> collection, find_store(hCollectionStore));
        if (hSiblingStore == nullptr) return Status::ok;
        TRY_ASSIGN(const std::shared_ptr<CertStore> sibling, find_store(hSiblingStore));
        return collection->add_sibling(sibling, dwUpdateFlags, dwPriority);
    });
}

void WINAPI CertRemoveStoreFromCollection(HCERTSTORE hCollectionStore, HCERTSTORE hSiblingStore) {
    cert_call("CertRemoveStoreFromCollection", [&](CallTrail& trail) -> CertResult {
        trail.handle("collection", number_of(hCollectionStore));
        trail.handle("sibling", number_of(hSiblingStore));
        TRY_ASSIGN(const std::shared_ptr<CertStore> collection, find_store(hCollectionStore));
        TRY_ASSIGN(const std::shared_ptr<CertStore> sibling, find_store(hSiblingStore));
        collection->remove_sibling(*sibling);
        return Status::ok;
    });
}

}  // extern "C"
