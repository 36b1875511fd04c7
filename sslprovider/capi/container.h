// Key containers: a name, a pair for key exchange and a pair for signatures.  A container is one
// PEM file beside the key store's (key_store.h: folder 0700, files 0600, replaced atomically):
// <folder>/containers/<percent-encoded name>.pem.
//
//     Container: <percent-encoded name>                RFC 7468 5.2: explanatory text
//     Provider Type: 1
//     Key Spec: AT_KEYEXCHANGE
//     Permissions: 0x0000003f
//     -----BEGIN PRIVATE KEY-----                      PKCS#8
//
// Thread and process rule: any; the last writer of a slot wins.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/status.h"
#include "sslprovider/capi/keys.h"

namespace secur32::capi {

// Whose: CRYPT_MACHINE_KEYSET's are in SECUR32_MACHINE_KEY_FOLDER, or /var/lib/secur32/keys.
enum class Scope : std::uint8_t { user, machine };
enum class KeySpec : std::uint32_t { exchange = 1, signature = 2 };  // AT_*

struct ContainerName {
    Scope scope = Scope::user;
    std::u16string name;
};

// no_keyset: absent, or its folder unreadable; bad_keyset_param: not a name; not_owner (NTE_PERM):
// the folder or file is another user's, open to others, read-only; exists; bad_data: damaged.
Status create_container(const ContainerName& name, std::uint32_t provider_type);
Status open_container(const ContainerName& name);  // is it there and well?
Status delete_container(const ContainerName& name);
Result<std::vector<std::u16string>> list_containers(Scope scope);
// The unique name: that of the file.
Result<std::string> unique_container_name(const ContainerName& name);

// A pair of a container: RSA, DSA or DH (CALG_DH_SF).  no_key: the slot is empty.
Result<Key> load_pair(const ContainerName& name, KeySpec spec);
Status save_pair(const ContainerName& name, KeySpec spec, const Key& key);
Status delete_pair(const ContainerName& name, KeySpec spec);

}  // namespace secur32::capi
