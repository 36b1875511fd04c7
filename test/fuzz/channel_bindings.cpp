// The blob of a SECBUFFER_CHANNEL_BINDINGS.  What is accepted lies inside the blob; with flags set
// it becomes, or stays, a SEC_CHANNEL_BINDINGS_EX that says the same.
#include "sspi/api/channel_bindings.h"

#include <cstring>
#include <memory>

#include "sspi/api/strings.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

// Empty, or inside.
bool lies_in(Bytes part, Bytes whole) {
    return part.empty() || (part.data() >= whole.data() + sizeof(SEC_CHANNEL_BINDINGS) &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

bool same_bindings(const ChannelBindings& a, const ChannelBindings& b) {
    return a.initiator_address_type == b.initiator_address_type &&
           fuzz::same(a.initiator_address, b.initiator_address) &&
           a.acceptor_address_type == b.acceptor_address_type &&
           fuzz::same(a.acceptor_address, b.acceptor_address) &&
           fuzz::same(a.application_data, b.application_data);
}

void check_flags(Bytes blob, const ChannelBindings& before) {
    void* const block = api::allocate(blob.size());
    std::memcpy(block, blob.data(), blob.size());
    SecPkgContext_Bindings bindings{static_cast<ULONG>(blob.size()),
                                    static_cast<SEC_CHANNEL_BINDINGS*>(block)};
    const ULONG audit = SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS;
    fuzz::require(SspiSetChannelBindingFlags(&bindings, audit) == SEC_E_OK);
    const Bytes after(reinterpret_cast<const std::uint8_t*>(bindings.Bindings),
                      bindings.BindingsLength);
    const auto parsed = api::parse_channel_bindings(after);
    fuzz::require(parsed.ok() && parsed.value().audit_only &&
                  same_bindings(parsed.value(), before));
    fuzz::require(SspiSetChannelBindingFlags(&bindings, 2) != SEC_E_OK);
    FreeContextBuffer(bindings.Bindings);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // At the end of its memory, so that a sanitizer sees every octet read beyond it.
    const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[size]);
    std::copy_n(data, size, exact.get());
    const Bytes blob(exact.get(), size);
    const auto parsed = api::parse_channel_bindings(blob);
    if (!parsed.ok()) return 0;
    const ChannelBindings& bindings = parsed.value();
    for (const Bytes part :
         {bindings.initiator_address, bindings.acceptor_address, bindings.application_data})
        fuzz::require(lies_in(part, blob));
    check_flags(blob, bindings);
    return 0;
}
