// Key containers: a name, a pair for key exchange and a pair for signatures.  A container is one
// PEM file beside the key store's (key_folder.h: folders 0700, files 0600, replaced atomically):
// <folder>/containers/<percent-encoded name>.pem, or dss-containers/ for the providers of DSS and
// Diffie-Hellman, whose containers Windows keeps apart too.
//
//     Container: <percent-encoded name>                RFC 7468 5.2: explanatory text
//     Pairs: 1
//     Key Spec: AT_KEYEXCHANGE
//     Permissions: 0x0000003f
//     -----BEGIN PRIVATE KEY-----                      PKCS#8
//
// Names that differ in the case of letters only are one, as on Windows: the file's name has A to Z
// small and all other letters large, "Container:" says what the container's maker wrote.
//
// Thread and process rule: any; the last writer of a slot wins.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/capi/keys.h"

namespace secur32::capi {

// Whose: CRYPT_MACHINE_KEYSET's are in SECUR32_MACHINE_KEY_FOLDER, or /var/lib/secur32/keys.
enum class Scope : std::uint8_t { user, machine };
// Of which providers.
enum class Store : std::uint8_t { rsa, dss };
enum class KeySpec : std::uint32_t { exchange = 1, signature = 2 };  // AT_*

inline constexpr std::size_t kMaxContainerName = 260;  // MAX_PATH, UTF-16 units

struct ContainerName {
    Scope scope = Scope::user;
    std::u16string name;
    Store store = Store::rsa;
};
Store store_of(const Provider& provider);

// no_keyset: absent, or its folder unreadable; bad_keyset_param: not a name; not_owner (NTE_PERM):
// the folder or file is another user's, open to others, read-only; exists; bad_data: damaged.
// What could be a unique name is no name of a new container (bad_keyset_param): what deletes the
// one must never mean the other.
Status create_container(const ContainerName& name);
Status open_container(const ContainerName& name);  // is it there and well?
Status delete_container(const ContainerName& name);
// By name.  A container whose file cannot be read has the name that the file's name tells.
Result<std::vector<std::u16string>> list_containers(Scope scope, Store store = Store::rsa);
// The unique name (container_names.h), and back, by looking at each container; no_keyset when none
// has it.
Result<std::string> unique_container_name(const ContainerName& name);
Result<ContainerName> container_of_unique_name(const ContainerName& unique);

// A pair as its container's file has it: what tells whether a key that was read of it is still the
// container's.
struct StoredPair {
    std::uint32_t permissions = 0;
    SecureBytes info;  // PKCS#8, not judged yet
    friend bool operator==(const StoredPair&, const StoredPair&) = default;
};

// A pair of a container: RSA, DSA or DH (CALG_DH_SF).  no_key: the slot is empty; bad_key: a pair
// of another provider's; bad_key_state: half a pair, or a Diffie-Hellman key that is not made yet.
Result<Key> load_pair(const ContainerName& name, KeySpec spec);
// The same in two steps, of which the second costs as much as a signature.
Result<StoredPair> load_stored_pair(const ContainerName& name, KeySpec spec);
Result<Key> read_pair(const ContainerName& name, KeySpec spec, const StoredPair& stored);
Status save_pair(const ContainerName& name, KeySpec spec, const Key& key);
Status delete_pair(const ContainerName& name, KeySpec spec);

}  // namespace secur32::capi
