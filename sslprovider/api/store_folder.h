// A system store's folder (docs/certificates.md): a file for each certificate and CRL, named by its
// SHA-1 hash, which holds the serialized element.  Modes, owners and locks are the key folder's.
//   not_found       no such folder
//   not_permitted   a folder or file that is another's, or open to others
#pragma once

#include <wincrypt_parts.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/provider/key_folder.h"

namespace secur32::api {

class StoreFolder {
 public:
    using Scope = provider::KeyPlace::Scope;
    // name: in any case.  invalid_parameter for one that can be no folder's.
    static Result<StoreFolder> named(std::u16string_view name, Scope scope);

    // What the folder holds; nothing when there is none.  What is broken is passed over, with a
    // trace line.
    Status load(CertStore& store) const;
    // From then on changes of the store are kept.
    void back(CertStore& store) const;

    bool exists() const;
    Status make() const;  // exists
    Status remove() const;
    // The names of all folders of a scope, sorted.
    static Result<std::vector<std::string>> names(Scope scope);

    Status write(const std::string& file, Bytes octets) const;
    Status rewrite(const std::string& file, Bytes octets) const;  // not_found
    Status erase(const std::string& file) const;

 private:
    StoreFolder(std::string name, Scope scope) : name_(std::move(name)), scope_(scope) {}
    provider::KeyPlace place() const;
    Status load_file(const provider::KeyFolder& folder, const std::string& file,
                     CertStore& store) const;

    std::string name_;
    Scope scope_;
};

}  // namespace secur32::api
