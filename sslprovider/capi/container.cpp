// Which file is which container's, and what is done to it.
#include "sslprovider/capi/container.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/capi/container_file.h"
#include "sslprovider/capi/container_names.h"
#include "sslprovider/provider/key_folder.h"
#include "sslprovider/provider/key_names.h"

namespace secur32::capi {
namespace {

using provider::EncodedKeyName;
using provider::KeyFile;
using provider::KeyFolder;
using provider::KeyPlace;

KeyPlace place_of(Scope scope, Store store) {
    // CryptAcquireContext: NTE_BAD_KEYSET "can also indicate that access to an existing key
    // container is denied".
    return {scope == Scope::machine ? KeyPlace::Scope::machine : KeyPlace::Scope::user,
            store == Store::dss ? "dss-containers" : "containers", Status::no_keyset};
}

Result<KeyFolder> open_folder(const ContainerName& name, KeyFolder::Use use) {
    return KeyFolder::open(place_of(name.scope, name.store), use);
}

Result<EncodedKeyName> encoded(std::u16string_view name) {
    Result<EncodedKeyName> text = provider::encode_key_name(name, kMaxContainerName);
    if (text.status() == Status::invalid_parameter)
        return trace::because(Status::bad_keyset_param, "container: that is no name");
    return text;
}

Result<std::string> file_name(std::u16string_view name) {
    TRY_ASSIGN(EncodedKeyName text, encoded(folded(name)));
    return std::move(text.file);
}

Result<ContainerFile> read(const KeyFolder& folder, const std::string& file) {
    TRY_ASSIGN(const KeyFile read, folder.read(file));
    const Bytes text = read.text.bytes();
    return read_container_file({reinterpret_cast<const char*>(text.data()), text.size()});
}

// A file that was renamed is no container's: another's keys would be under the name.
Result<std::u16string> name_in(const ContainerFile& container, const std::string& file) {
    TRY_ASSIGN(std::u16string name, provider::decode_key_name(container.name, kMaxContainerName));
    const Result<std::string> own = file_name(name);
    if (own.ok() && own.value() == file) return name;
    return trace::because(Status::bad_data, "container: the file is another container's");
}

Result<ContainerFile> read_own(const KeyFolder& folder, const std::string& file) {
    TRY_ASSIGN(ContainerFile container, read(folder, file));
    TRY(name_in(container, file));
    return container;
}

Result<std::u16string> listed_name(const KeyFolder& folder, const std::string& file) {
    if (!provider::is_key_file(file)) return Status::no_keyset;
    const Result<ContainerFile> container = read(folder, file);
    if (container.ok()) return name_in(container.value(), file);
    if (provider::is_shortened(file)) return container.status();
    const std::string_view text = file;
    return provider::decode_key_name(text.substr(0, text.size() - provider::kKeyFileSuffix.size()),
                                     kMaxContainerName);
}

bool belongs(Store store, AlgId id) {
    const bool dss = id == calg::dss_sign || id == calg::dh_sf;
    return dss == (store == Store::dss);
}

// Reads the container, runs change(container), and replaces it.
template <typename Change>
Status change(const ContainerName& name, Change&& change) {
    TRY_ASSIGN(const std::string file, file_name(name.name));
    TRY_ASSIGN(const KeyFolder folder, open_folder(name, KeyFolder::Use::changes));
    TRY_ASSIGN(ContainerFile container, read_own(folder, file));
    TRY(std::forward<Change>(change)(container));
    return folder.write(file, write_container_file(container).bytes(), true);
}

}  // namespace

Store store_of(const Provider& provider) {
    const bool dss = provider.type == prov::dss || provider.type == prov::dss_dh ||
                     provider.type == prov::dh_schannel;
    return dss ? Store::dss : Store::rsa;
}

Status create_container(const ContainerName& name) {
    if (is_unique_name(name.name))
        return trace::because(Status::bad_keyset_param, "container: that is a unique name");
    TRY_ASSIGN(const std::string file, file_name(name.name));
    ContainerFile container;
    TRY_ASSIGN(const EncodedKeyName text, encoded(name.name));
    container.name = text.text;
    TRY_ASSIGN(const KeyFolder folder, open_folder(name, KeyFolder::Use::creates));
    return folder.write(file, write_container_file(container).bytes(), false);
}

Status open_container(const ContainerName& name) {
    TRY_ASSIGN(const std::string file, file_name(name.name));
    TRY_ASSIGN(const KeyFolder folder, open_folder(name, KeyFolder::Use::reads));
    return read_own(folder, file).status();
}

Status delete_container(const ContainerName& name) {
    TRY_ASSIGN(const std::string file, file_name(name.name));
    TRY_ASSIGN(const KeyFolder folder, open_folder(name, KeyFolder::Use::changes));
    return folder.remove(file);
}

Result<std::vector<std::u16string>> list_containers(Scope scope, Store store) {
    std::vector<std::u16string> names;
    const Result<KeyFolder> folder = KeyFolder::open(place_of(scope, store), KeyFolder::Use::reads);
    if (folder.status() == Status::no_keyset) return names;
    TRY(folder);
    TRY_ASSIGN(const std::vector<std::string> files, folder.value().files());
    for (const std::string& file : files) {
        Result<std::u16string> name = listed_name(folder.value(), file);
        if (name.ok()) names.push_back(std::move(name).value());
    }
    std::ranges::sort(names);
    return names;
}

Result<std::string> unique_container_name(const ContainerName& name) {
    TRY(encoded(name.name));
    TRY_ASSIGN(const std::string text, utf8_of(folded(name.name)));
    return unique_name(text, machine_guid());
}

Result<ContainerName> container_of_unique_name(const ContainerName& unique) {
    if (is_unique_name(unique.name)) {
        TRY_ASSIGN(const std::string text, utf8_of(folded(unique.name)));
        const std::string guid = machine_guid();
        TRY_ASSIGN(std::vector<std::u16string> names, list_containers(unique.scope, unique.store));
        for (std::u16string& name : names)
            if (unique_name(utf8_of(folded(name)).value(), guid) == text)
                return ContainerName{unique.scope, std::move(name), unique.store};
    }
    return trace::because(Status::no_keyset, "container: none has that unique name");
}

Result<StoredPair> load_stored_pair(const ContainerName& name, KeySpec spec) {
    TRY_ASSIGN(const std::string file, file_name(name.name));
    TRY_ASSIGN(const KeyFolder folder, open_folder(name, KeyFolder::Use::reads));
    TRY_ASSIGN(ContainerFile container, read_own(folder, file));
    std::optional<StoredPair>& pair = container.at(spec);
    if (!pair) return trace::because(Status::no_key, "container: it has no such pair");
    return *std::move(pair);
}

Result<Key> read_pair(const ContainerName& name, KeySpec spec, const StoredPair& stored) {
    TRY_ASSIGN(Key key, key_of(spec, stored));
    if (!belongs(name.store, key.id))
        return trace::because(Status::bad_data, "container: a key of another provider's");
    return key;
}

Result<Key> load_pair(const ContainerName& name, KeySpec spec) {
    TRY_ASSIGN(const StoredPair stored, load_stored_pair(name, spec));
    return read_pair(name, spec, stored);
}

Status save_pair(const ContainerName& name, KeySpec spec, const Key& key) {
    if (!belongs(name.store, key.id))
        return trace::because(Status::bad_key, "container: a key of another provider's");
    TRY_ASSIGN(StoredPair pair, stored_pair(spec, key));
    return change(name, [&](ContainerFile& container) {
        container.at(spec) = std::move(pair);
        return Status::ok;
    });
}

Status delete_pair(const ContainerName& name, KeySpec spec) {
    return change(name, [&](ContainerFile& container) {
        if (!container.at(spec))
            return trace::because(Status::no_key, "container: it has no such pair");
        container.at(spec).reset();
        return Status::ok;
    });
}

}  // namespace secur32::capi
