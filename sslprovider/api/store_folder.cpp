#include "sslprovider/api/store_folder.h"

#include <algorithm>

#include "sslprovider/api/store_contents.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::api {
namespace {

using provider::KeyFolder;
using provider::KeyPlace;

constexpr std::size_t kLongestName = 64;

// What folders say, as stores say it.
Status of_folder(Status status) {
    switch (status) {
        case Status::no_keyset:
            return Status::not_found;
        case Status::not_owner:
            return Status::not_permitted;
        default:
            return status;
    }
}

std::string file_of(Bytes der) {
    const crypto::Digest sha1 = crypto::hash(crypto::HashAlgorithm::sha1, der);
    std::string name;
    for (const std::uint8_t octet : sha1.bytes()) {
        name += "0123456789ABCDEF"[octet >> 4];
        name += "0123456789ABCDEF"[octet & 15];
    }
    return name;
}

bool is_file_of_ours(std::string_view name) {
    return name.size() == 40 &&
           name.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

// Keeps what is done to the store in its folder.
class FolderBacking : public StoreBacking {
 public:
    explicit FolderBacking(StoreFolder folder) : folder_(std::move(folder)) {}

    Status added(CertificateContext& context) override {
        return folder_.write(file_of(context.encoded()),
                             serialize(*context.element(), Hashes::leave_out));
    }
    Status changed(CertificateContext& context) override {
        return folder_.rewrite(file_of(context.encoded()),
                               serialize(*context.element(), Hashes::leave_out));
    }
    Status removed(CertificateContext& context) override {
        return folder_.erase(file_of(context.encoded()));
    }
    Status crl_added(CrlContext& context) override {
        return folder_.write(file_of(context.encoded()),
                             serialize(*context.element(), Hashes::leave_out));
    }
    Status crl_removed(CrlContext& context) override {
        return folder_.erase(file_of(context.encoded()));
    }
    // Every change was written when it was made.
    Status commit(CertStore&, bool) override { return Status::ok; }
    Status resync(CertStore& store) override {
        store.unload();
        return folder_.load(store);
    }

 private:
    const StoreFolder folder_;
};

}  // namespace

Result<StoreFolder> StoreFolder::named(std::u16string_view name, Scope scope) {
    const bool can_be = !name.empty() && name.size() <= kLongestName && name.front() != u'.' &&
                        name.find_first_of(u"/\\") == std::u16string_view::npos &&
                        std::ranges::none_of(name, [](char16_t unit) { return unit < 0x20; });
    if (!can_be) return trace::because(Status::invalid_parameter, "cert: no name of a store");
    TRY_ASSIGN(std::string folder, utf8_of(upper(name)));
    return StoreFolder(std::move(folder), scope);
}

KeyPlace StoreFolder::place() const {
    return {scope_, name_, Status::not_owner, KeyPlace::Holds::certificates};
}

Status StoreFolder::load(CertStore& store) const {
    const Result<KeyFolder> folder = KeyFolder::open(place(), KeyFolder::Use::reads);
    if (folder.status() == Status::no_keyset) return Status::ok;
    if (!folder.ok()) return of_folder(folder.status());
    TRY_ASSIGN(std::vector<std::string> files, folder.value().files());
    std::ranges::sort(files);
    for (const std::string& file : files)
        if (load_file(folder.value(), file, store) != Status::ok)
            static_cast<void>(
                trace::because(Status::bad_data, "cert: a store's file is passed over", file));
    return Status::ok;
}

Status StoreFolder::load_file(const KeyFolder& folder, const std::string& file,
                              CertStore& store) const {
    if (!is_file_of_ours(file)) return Status::bad_data;
    TRY_ASSIGN(const provider::KeyFile text, folder.read(file));
    TRY_ASSIGN(const auto element, x509::parse_serialized_element(text.text.bytes()));
    if (file_of(element.encoded) != file)
        return trace::because(Status::bad_data, "cert: a file has another certificate's name");
    return api::load(store, element);
}

void StoreFolder::back(CertStore& store) const {
    store.set_backing(std::make_unique<FolderBacking>(*this));
}

bool StoreFolder::exists() const {
    return KeyFolder::open(place(), KeyFolder::Use::reads).status() != Status::no_keyset;
}

Status StoreFolder::make() const {
    if (exists()) return trace::because(Status::exists, "cert: the store's folder is there");
    return of_folder(KeyFolder::open(place(), KeyFolder::Use::creates).status());
}

Status StoreFolder::remove() const { return of_folder(KeyFolder::remove_folder(place())); }

Result<std::vector<std::string>> StoreFolder::names(Scope scope) {
    const Result<KeyFolder> folder = KeyFolder::open(
        {scope, {}, Status::not_owner, KeyPlace::Holds::certificates}, KeyFolder::Use::reads);
    if (folder.status() == Status::no_keyset) return std::vector<std::string>();
    if (!folder.ok()) return of_folder(folder.status());
    TRY_ASSIGN(std::vector<std::string> names, folder.value().files());
    std::ranges::sort(names);
    return names;
}

Status StoreFolder::write(const std::string& file, Bytes octets) const {
    const Result<KeyFolder> folder = KeyFolder::open(place(), KeyFolder::Use::creates);
    if (!folder.ok()) return of_folder(folder.status());
    return of_folder(folder.value().write(file, octets, true));
}

Status StoreFolder::rewrite(const std::string& file, Bytes octets) const {
    const Result<KeyFolder> folder = KeyFolder::open(place(), KeyFolder::Use::changes);
    if (!folder.ok()) return of_folder(folder.status());
    if (!folder.value().has(file))
        return trace::because(Status::not_found, "cert: another process took it out of the store");
    return of_folder(folder.value().write(file, octets, true));
}

Status StoreFolder::erase(const std::string& file) const {
    const Result<KeyFolder> folder = KeyFolder::open(place(), KeyFolder::Use::changes);
    const Status status = folder.ok() ? folder.value().remove(file) : folder.status();
    return status == Status::no_keyset ? Status::ok : of_folder(status);
}

}  // namespace secur32::api
