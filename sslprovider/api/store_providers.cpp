#include "sslprovider/api/store_providers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "sslprovider/api/store_files.h"

namespace secur32::api {
namespace {

CertResult no_deletion() {
    return refuse(ERROR_CALL_NOT_IMPLEMENTED,
                  "cert: a store that is kept nowhere cannot be deleted");
}

// Windows lets anyone change a memory store, whatever it was opened with.
constexpr DWORD kReadOnly = CERT_STORE_READONLY_FLAG;

CertResult open_memory(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    if ((opening.flags & CERT_STORE_DELETE_FLAG) != 0) return no_deletion();
    out = CertStore::create(CertStore::Kind::elements, opening.flags & ~kReadOnly);
    return Status::ok;
}

CertResult open_collection(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    if ((opening.flags & CERT_STORE_DELETE_FLAG) != 0) return no_deletion();
    out = CertStore::create(CertStore::Kind::collection, opening.flags);
    return Status::ok;
}

struct Provider {
    ULONG_PTR number;
    const char* name;  // null for one that has only a number
    OpenStore open;
};
constexpr std::array kProviders = {
    Provider{2, sz_CERT_STORE_PROV_MEMORY, open_memory},
    Provider{3, nullptr, open_file},
    Provider{5, sz_CERT_STORE_PROV_PKCS7, open_pkcs7},
    Provider{6, sz_CERT_STORE_PROV_SERIALIZED, open_serialized},
    Provider{7, nullptr, open_file_name_a},
    Provider{8, sz_CERT_STORE_PROV_FILENAME_W, open_file_name_w},
    Provider{9, nullptr, open_system_a},
    Provider{10, sz_CERT_STORE_PROV_SYSTEM_W, open_system_w},
    Provider{11, sz_CERT_STORE_PROV_COLLECTION, open_collection},
};

// Small numbers in a pointer's place.
bool is_number(LPCSTR provider) { return reinterpret_cast<ULONG_PTR>(provider) >> 16 == 0; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_called(const Provider& row, LPCSTR provider) {
    if (is_number(provider)) return row.number == reinterpret_cast<ULONG_PTR>(provider);
    return row.name != nullptr && std::ranges::equal(std::string_view(row.name),
                                                     std::string_view(provider), {}, lower, lower);
}

}  // namespace

CertResult open_store(LPCSTR provider, const StoreOpening& opening,
                      std::shared_ptr<CertStore>& out) {
    const auto* const row = std::ranges::find_if(
        kProviders, [&](const Provider& each) { return is_called(each, provider); });
    if (row == kProviders.end())
        return refuse(ERROR_FILE_NOT_FOUND, "cert: no such provider of stores");
    return row->open(opening, out);
}

}  // namespace secur32::api
