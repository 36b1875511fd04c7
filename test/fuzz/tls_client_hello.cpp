// ClientHello: what is accepted are views inside the octets and says nothing that no client may
// say; the functions of schannel.h that look into one find the same.
#include <schannel.h>

#include <string>

#include "sspi/schannel/hello.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

struct Octets {
    Bytes whole;
    void hold(Bytes view) const {
        fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                       view.data() + view.size() <= whole.data() + whole.size()));
    }
};

void check_views(Bytes body, const ClientHello& hello) {
    const Octets octets{body};
    octets.hold(hello.session_id);
    octets.hold(hello.compression_methods);
    octets.hold(hello.ec_point_formats);
    octets.hold(hello.psk_key_exchange_modes);
    for (const Extension& extension : hello.extensions.all()) octets.hold(extension.content);
    for (const Bytes name : hello.certificate_authorities) octets.hold(name);
    for (const std::string_view protocol : hello.application_protocols)
        octets.hold(bytes_of(protocol));
    if (hello.key_shares)
        for (const KeyShareEntry& share : *hello.key_shares) octets.hold(share.key_exchange);
}

void check_bounds(const ClientHello& hello) {
    fuzz::require(hello.session_id.size() <= 32 && !hello.cipher_suites.empty());
    fuzz::require(hello.record_size_limit.value_or(64) >= 64);
    const std::string name = hello.server_name.value_or("a");
    fuzz::require(!name.empty() && name.size() <= 255 && name.find('\0') == std::string::npos);
    if (hello.pre_shared_key)
        fuzz::require(hello.extensions.all().back().type ==
                      static_cast<std::uint16_t>(ExtensionType::pre_shared_key));
}

Buffer message_of(Bytes body) {
    Writer out;
    out.u8(1);
    out.vector24([&] { out.bytes(body); });
    return out.take();
}

// With its header: SslGetExtensions takes what parse() takes, and finds the same.
void check_extensions(Bytes body, const Result<ClientHello>& parsed) {
    const Buffer message = message_of(body);
    SCH_EXTENSION_DATA wanted[2] = {};
    wanted[0].ExtensionType = 0;
    wanted[1].ExtensionType = 43;
    DWORD missing = 1;
    const SECURITY_STATUS status =
        SslGetExtensions(message.data(), static_cast<DWORD>(message.size()), wanted, 2, &missing,
                         SCH_NO_RECORD_HEADER);
    fuzz::require((status == 0) == parsed.ok() && missing == 0);
    if (!parsed.ok()) return;
    for (const SCH_EXTENSION_DATA& found : wanted) {
        const auto type = static_cast<ExtensionType>(found.ExtensionType);
        const Bytes* const content = parsed.value().extensions.find(type);
        fuzz::require((content != nullptr) == (found.pExtData != nullptr));
        if (content != nullptr)
            fuzz::require(fuzz::same(*content, {found.pExtData, found.cbExtData}));
    }
}

// As the first octets of a connection.
void check_identity(Buffer octets) {
    PBYTE name = nullptr;
    DWORD size = 0;
    if (SslGetServerIdentity(octets.data(), static_cast<DWORD>(octets.size()), &name, &size, 0) !=
        0)
        return;
    if (name != nullptr) Octets{octets}.hold({name, size});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 0xFFFF) return 0;
    const Bytes body(data, size);
    const auto parsed = ClientHello::parse(body);
    if (parsed.ok()) {
        check_views(body, parsed.value());
        check_bounds(parsed.value());
    } else {
        fuzz::require(parsed.status() == Status::decode_error ||
                      parsed.status() == Status::illegal_parameter);
    }
    check_extensions(body, parsed);
    check_identity(Buffer(body.begin(), body.end()));
    return 0;
}
