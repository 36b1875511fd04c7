#include "sslprovider/api/store_files.h"

#include <fcntl.h>
#include <unistd.h>
#include <wincrypt_store_files.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/query_object.h"
#include "sslprovider/api/store_contents.h"
#include "sslprovider/api/system_stores.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/pem.h"

namespace secur32::api {
namespace {

bool has(const StoreOpening& opening, DWORD flag) { return (opening.flags & flag) != 0; }

bool commits(const StoreOpening& opening) {
    return has(opening, CERT_FILE_STORE_COMMIT_ENABLE_FLAG);
}

std::shared_ptr<CertStore> new_store(const StoreOpening& opening) {
    return CertStore::create(
        CertStore::Kind::elements,
        opening.flags & (CERT_STORE_ENUM_ARCHIVED_FLAG | CERT_STORE_READONLY_FLAG));
}

// ---- What commits -------------------------------------------------------------------------------

// Remembers that something changed, and writes all at once.
class FileBacking : public StoreBacking {
 public:
    explicit FileBacking(DWORD save_as) : save_as_(save_as) {}
    Status added(CertificateContext&) override { return changed(); }
    Status changed(CertificateContext&) override { return changed(); }
    Status removed(CertificateContext&) override { return changed(); }
    Status crl_added(CrlContext&) override { return changed(); }
    Status crl_removed(CrlContext&) override { return changed(); }

    Status commit(CertStore& store, bool force) override {
        if (!changed_.exchange(false) && !force) return Status::ok;
        const Status written = write(write_store(store, save_as_));
        if (written != Status::ok) changed_ = true;
        return written;
    }
    Status resync(CertStore& store) override {
        TRY_ASSIGN(const Buffer octets, read());
        store.unload();
        changed_ = false;
        if (octets.empty()) return Status::ok;
        if (save_as_ != CERT_STORE_SAVE_AS_PKCS7) return load_serialized(store, octets);
        TRY_ASSIGN(const auto bag, x509::parse_signed_certificates(octets));
        return load(store, bag);
    }

 private:
    virtual Result<Buffer> read() = 0;
    virtual Status write(Bytes octets) = 0;
    Status changed() {
        changed_ = true;
        return Status::ok;
    }
    const DWORD save_as_;
    std::atomic<bool> changed_{false};
};

class NamedFile : public FileBacking {
 public:
    NamedFile(std::string path, DWORD save_as) : FileBacking(save_as), path_(std::move(path)) {}

 private:
    Result<Buffer> read() override { return read_file(path_, kLargestStore); }
    Status write(Bytes octets) override { return write_file(path_, octets); }
    const std::string path_;
};

class OpenFile : public FileBacking {
 public:
    explicit OpenFile(Descriptor file)
        : FileBacking(CERT_STORE_SAVE_AS_STORE), file_(std::move(file)) {}

 private:
    Status rewind() const {
        if (::lseek(file_.get(), 0, SEEK_SET) == 0) return Status::ok;
        return trace::because(Status::internal_error, "cert: the file has no beginning");
    }
    Result<Buffer> read() override {
        TRY(rewind());
        return read_descriptor(file_.get(), kLargestStore);
    }
    Status write(Bytes octets) override {
        TRY(rewind());
        TRY(write_descriptor(file_.get(), octets));
        if (::ftruncate(file_.get(), static_cast<off_t>(octets.size())) == 0) return Status::ok;
        return trace::because(Status::internal_error, "cert: the file cannot be cut");
    }
    const Descriptor file_;
};

CertResult judge_flags(const StoreOpening& opening) {
    if (has(opening, CERT_STORE_DELETE_FLAG))
        return refuse(E_INVALIDARG, "cert: a file is not deleted");
    if (commits(opening) && has(opening, CERT_STORE_READONLY_FLAG))
        return refuse(E_INVALIDARG, "cert: a read-only store does not commit");
    return Status::ok;
}

// ---- By name ------------------------------------------------------------------------------------

CertResult make_file(const std::string& path, bool alone) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.valid() || (errno == EEXIST && !alone)) return Status::ok;
    if (errno == EEXIST) return refuse(ERROR_FILE_EXISTS, "cert: the file is there");
    if (errno == ENOENT || errno == ENOTDIR)
        return refuse(ERROR_PATH_NOT_FOUND, "cert: no folder for the file");
    return refuse(ERROR_ACCESS_DENIED, "cert: the file cannot be made");
}

bool is_named_as_pkcs7(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return false;
    std::string extension(path.substr(dot));
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 32) : c; });
    return extension == ".p7c" || extension == ".spc";
}

// Of PEM all blocks, where CryptQueryObject tells of the first.
Status load_pem(CertStore& store, std::string_view text) {
    x509::CertificateBag bag;
    TRY_ASSIGN(const auto certificates, x509::read_pem(text, x509::kPemCertificate));
    TRY_ASSIGN(const auto crls, x509::read_pem(text, x509::kPemCrl));
    bag.certificates.assign(certificates.begin(), certificates.end());
    bag.crls.assign(crls.begin(), crls.end());
    return load(store, bag);
}

// With their properties, and archived ones too: what is committed is all that is left of the file.
template <typename Element>
void load_elements(const CertStore& from, CertStore& to) {
    for (auto at = from.next(static_cast<const Element*>(nullptr)); at != nullptr;
         at = from.next(at.get()))
        to.load(at->thing, at->properties.get());
}

// What the file holds, and as what it will be saved; 0 for what is not.
CertResult load_file(Bytes octets, const std::string& path, CertStore& store, DWORD& save_as) {
    save_as = is_named_as_pkcs7(path) ? CERT_STORE_SAVE_AS_PKCS7 : CERT_STORE_SAVE_AS_STORE;
    if (octets.empty()) return Status::ok;
    const Result<QueryMatch> match = query_octets(
        octets,
        CERT_QUERY_CONTENT_FLAG_CERT | CERT_QUERY_CONTENT_FLAG_CRL |
            CERT_QUERY_CONTENT_FLAG_SERIALIZED_STORE | CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED,
        CERT_QUERY_FORMAT_FLAG_ALL);
    if (!match.ok()) return refuse(CRYPT_E_NO_MATCH, "cert: the file holds no certificates");
    const bool is_single = match.value().content == CERT_QUERY_CONTENT_CERT ||
                           match.value().content == CERT_QUERY_CONTENT_CRL;
    save_as = is_single                                                  ? 0
              : match.value().content == CERT_QUERY_CONTENT_PKCS7_SIGNED ? CERT_STORE_SAVE_AS_PKCS7
                                                                         : CERT_STORE_SAVE_AS_STORE;
    const std::string text = ascii_text(octets);
    std::string_view rest = text;
    if (is_single && match.value().format == CERT_QUERY_FORMAT_BASE64_ENCODED &&
        x509::next_pem_block(rest))
        return load_pem(store, text);
    load_elements<CertElement>(*match.value().store, store);
    load_elements<CrlElement>(*match.value().store, store);
    return Status::ok;
}

CertResult open_path(const StoreOpening& opening, const std::string& path,
                     std::shared_ptr<CertStore>& out) {
    if (const CertResult judged = judge_flags(opening); judged.code() != 0) return judged;
    if (commits(opening) && !has(opening, CERT_STORE_OPEN_EXISTING_FLAG)) {
        const CertResult made = make_file(path, has(opening, CERT_STORE_CREATE_NEW_FLAG));
        if (made.code() != 0) return made;
    }
    const Result<Buffer> octets = read_file(path, kLargestStore);
    if (!octets.ok()) return of_file(octets.status());
    auto store = new_store(opening);
    DWORD save_as = 0;
    const CertResult loaded = load_file(octets.value(), path, *store, save_as);
    if (loaded.code() != 0) return loaded;
    if (commits(opening)) {
        // "If the file contains an X.509 encoded certificate, the open operation fails".
        if (save_as == 0 || ::access(path.c_str(), W_OK) != 0)
            return refuse(ERROR_ACCESS_DENIED, "cert: nothing can be committed to the file");
        store->set_backing(std::make_unique<NamedFile>(path, save_as));
    }
    out = std::move(store);
    return Status::ok;
}

// ---- Octets in memory ---------------------------------------------------------------------------

CertResult blob_of(const StoreOpening& opening, Bytes& out) {
    if (has(opening, CERT_STORE_DELETE_FLAG))
        return refuse(ERROR_CALL_NOT_IMPLEMENTED, "cert: what is in memory is not deleted");
    if (opening.parameter == nullptr) return refuse(E_INVALIDARG, "cert: pvPara is null");
    const auto& blob = *static_cast<const CRYPT_DATA_BLOB*>(opening.parameter);
    TRY_ASSIGN(out, cert_bytes(blob.pbData, blob.cbData));
    return Status::ok;
}

CertResult of_pkcs7(Status status) {
    if (status == Status::bad_type)
        return refuse(CRYPT_E_INVALID_MSG_TYPE, "cert: the message is not signed");
    if (status == Status::bad_data) return refuse(CRYPT_E_ASN1_BADTAG, "cert: not a message");
    return status;
}

}  // namespace

int descriptor_of(const void* handle) {
    const auto number = reinterpret_cast<std::intptr_t>(handle);
    return number > 0 && number <= 0x7FFFFFFF ? static_cast<int>(number) : -1;
}

CertResult open_file(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    const int given = descriptor_of(opening.parameter);
    if (given < 0) return refuse(ERROR_INVALID_HANDLE, "cert: no file's descriptor");
    if (const CertResult judged = judge_flags(opening); judged.code() != 0) return judged;
    Descriptor file(::fcntl(given, F_DUPFD_CLOEXEC, 0));
    if (!file.valid()) return refuse(ERROR_INVALID_HANDLE, "cert: no open file");
    const Result<Buffer> octets = read_descriptor(file.get(), kLargestStore);
    if (!octets.ok()) return of_file(octets.status());
    auto store = new_store(opening);
    if (!octets.value().empty()) {
        const Status loaded = load_serialized(*store, octets.value());
        if (loaded != Status::ok) return refuse(CRYPT_E_FILE_ERROR, "cert: no serialized store");
    }
    if (commits(opening)) store->set_backing(std::make_unique<OpenFile>(std::move(file)));
    out = std::move(store);
    return Status::ok;
}

CertResult open_file_name_a(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    if (opening.parameter == nullptr) return refuse(ERROR_PATH_NOT_FOUND, "cert: no path");
    return open_path(opening, static_cast<const char*>(opening.parameter), out);
}

CertResult open_file_name_w(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    if (opening.parameter == nullptr) return refuse(ERROR_PATH_NOT_FOUND, "cert: no path");
    TRY_ASSIGN(const std::string path, utf8_of(static_cast<const char16_t*>(opening.parameter)));
    return open_path(opening, path, out);
}

CertResult open_serialized(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    Bytes octets;
    if (const CertResult found = blob_of(opening, octets); found.code() != 0) return found;
    auto store = new_store(opening);
    const Status loaded = load_serialized(*store, octets);
    if (loaded != Status::ok && loaded != Status::out_of_memory)
        return refuse(CRYPT_E_FILE_ERROR, "cert: no serialized store");
    TRY(loaded);
    out = std::move(store);
    return Status::ok;
}

CertResult open_pkcs7(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    Bytes octets;
    if (const CertResult found = blob_of(opening, octets); found.code() != 0) return found;
    const auto bag = x509::parse_signed_certificates(octets);
    if (!bag.ok()) return of_pkcs7(bag.status());
    auto store = new_store(opening);
    TRY(load(*store, bag.value()));
    out = std::move(store);
    return Status::ok;
}

CertResult of_system_store(Status status) {
    switch (status) {
        case Status::not_found:
            return ERROR_FILE_NOT_FOUND;
        case Status::exists:
            return ERROR_FILE_EXISTS;
        case Status::not_permitted:
            return ERROR_ACCESS_DENIED;
        case Status::bad_data:
        case Status::internal_error:
            return CRYPT_E_FILE_ERROR;
        default:
            return status;
    }
}

CertResult open_system_w(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    if (const auto scope = system_store_scope(opening.flags); !scope.ok())
        return of_system_store(scope.status());
    if (opening.parameter == nullptr) return refuse(E_INVALIDARG, "cert: no name of a store");
    auto store = open_system_store(static_cast<const char16_t*>(opening.parameter), opening.flags);
    if (!store.ok()) return of_system_store(store.status());
    out = std::move(store).value();
    return Status::ok;
}

CertResult open_system_a(const StoreOpening& opening, std::shared_ptr<CertStore>& out) {
    std::u16string name;
    StoreOpening wide = opening;
    if (opening.parameter != nullptr) {
        TRY_ASSIGN(name, utf16_of(static_cast<const char*>(opening.parameter)));
        wide.parameter = name.c_str();
    }
    return open_system_w(wide, out);
}

}  // namespace secur32::api
