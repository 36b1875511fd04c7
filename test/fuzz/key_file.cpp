// The text of a key's file, without its passphrase.  What is accepted can be written and is read
// again as the same key; changing what is said of it leaves the blocks as they are.
#include "sslprovider/provider/key_file.h"

#include <string>

#include "sslprovider/provider/pem.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::provider;

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void check_rewritten(const StoredKey& stored) {
    const KeyToStore key{"RSA", stored.policy, *stored.private_key, {}};
    const auto text = write_key_file("name", key);
    fuzz::require(text.ok());
    const auto again = read_key_file(text_of(text.value().bytes()), {});
    fuzz::require(again.ok() && again.value().algorithm == "RSA" && again.value().private_key &&
                  again.value().policy.export_policy == stored.policy.export_policy &&
                  again.value().policy.key_usage == stored.policy.key_usage &&
                  *again.value().public_key == *stored.public_key);
}

void check_changed(std::string_view text) {
    const auto changed = change_key_notes(text, {1, 2});
    if (!changed.ok()) return;
    const std::string_view other = text_of(changed.value().bytes());
    fuzz::require(other.substr(find_pem(other)) == text.substr(find_pem(text)));
    const auto notes = read_key_notes(other);
    fuzz::require(notes.ok() && notes.value().policy.export_policy == 1 &&
                  notes.value().policy.key_usage == 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string exact(reinterpret_cast<const char*>(data), size);
    check_changed(exact);
    const auto stored = read_key_file(exact, {});
    if (!stored.ok()) return 0;
    fuzz::require(read_key_notes(exact).ok());
    if (stored.value().private_key) check_rewritten(stored.value());
    return 0;
}
