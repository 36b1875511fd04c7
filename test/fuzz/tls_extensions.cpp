// A block of extensions in any message (the first octet says in which), and the lists that
// extensions hold: what is accepted is written back octet for octet.
#include <string>

#include "sspi/schannel/extensions.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

void check_block(Bytes block, In place) {
    const auto parsed = Extensions::parse(block, place);
    if (!parsed.ok()) {
        fuzz::require(parsed.status() == Status::decode_error ||
                      parsed.status() == Status::illegal_parameter);
        return;
    }
    Writer again;
    for (const Extension& extension : parsed.value().all()) {
        const Bytes* const found = parsed.value().find(static_cast<ExtensionType>(extension.type));
        fuzz::require(found != nullptr && found->data() == extension.content.data());
        write_extension(again, extension.type, [&] { again.bytes(extension.content); });
    }
    fuzz::require(fuzz::same(again.view(), block));
}

void check_numbers(Bytes octets) {
    Reader in(octets);
    const NumberList list = read_numbers16(in);
    if (!in.done()) return;
    std::vector<std::uint16_t> numbers;
    for (std::size_t i = 0; i < list.size(); ++i) numbers.push_back(list[i]);
    fuzz::require(!numbers.empty() && list.contains(numbers.back()));
    Writer again;
    write_numbers16(again, numbers);
    fuzz::require(fuzz::same(again.view(), octets));
}

void check_protocols(Bytes octets) {
    Reader in(octets);
    const auto views = read_application_protocols(in);
    if (!in.done()) return;
    const std::vector<std::string> names(views.begin(), views.end());
    Writer again;
    write_application_protocols(again, names);
    fuzz::require(fuzz::same(again.view(), octets));
}

void check_names(Bytes octets) {
    Reader in(octets);
    const std::vector<Bytes> names = read_distinguished_names(in);
    if (!in.done()) return;
    for (const Bytes name : names) fuzz::require(!name.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes rest = Bytes(data, size).subspan(1);
    check_block(rest, static_cast<In>(1u << (data[0] & 7u)));
    check_numbers(rest);
    check_protocols(rest);
    check_names(rest);
    return 0;
}
