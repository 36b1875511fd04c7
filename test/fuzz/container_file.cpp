// The text of a container's file.  What is accepted is written as it was but for the line breaks of
// its base64; a pair that is one can be stored and is read again as the same key.
#include "sslprovider/capi/container_file.h"

#include <string>

#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::capi;

std::string text_of(const SecureBytes& bytes) {
    return {bytes.bytes().begin(), bytes.bytes().end()};
}

bool same_pair(const std::optional<StoredPair>& a, const std::optional<StoredPair>& b) {
    return a.has_value() == b.has_value() &&
           (!a || (a->permissions == b->permissions && a->info == b->info));
}

void check_rewritten(const ContainerFile& file) {
    const std::string text = text_of(write_container_file(file));
    const auto again = read_container_file(text);
    fuzz::require(again.ok() && again.value().name == file.name);
    for (const KeySpec spec : {KeySpec::exchange, KeySpec::signature})
        fuzz::require(same_pair(again.value().at(spec), file.at(spec)));
    fuzz::require(text_of(write_container_file(again.value())) == text);
}

void check_pair(KeySpec spec, const StoredPair& pair) {
    const auto key = key_of(spec, pair);
    if (!key.ok()) return;
    const auto stored = stored_pair(spec, key.value());
    fuzz::require(stored.ok() && stored.value().permissions == pair.permissions);
    const auto again = key_of(spec, stored.value());
    fuzz::require(again.ok() && again.value().id == key.value().id);
    const auto twice = stored_pair(spec, again.value());
    fuzz::require(twice.ok() && twice.value().info == stored.value().info);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string exact(reinterpret_cast<const char*>(data), size);
    const auto file = read_container_file(exact);
    if (!file.ok()) return 0;
    check_rewritten(file.value());
    for (const KeySpec spec : {KeySpec::exchange, KeySpec::signature})
        if (file.value().at(spec)) check_pair(spec, *file.value().at(spec));
    return 0;
}
