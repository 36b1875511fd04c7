// ImportSecurityContext: what is accepted can be used, and exported again.
#include "test/fuzz/check.h"
#include "test/support/ntlm_world.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    static test::World& world = *new test::World;
    const auto context = world.package->import_context({data, size});
    if (!context.ok()) return 0;
    static_cast<void>(test::seal(*context.value(), Buffer(20)));
    static_cast<void>(test::seal(*context.value(), Buffer(20), false));
    static_cast<void>(test::unseal(*context.value(), Buffer(40)));
    for (const Attribute attribute : {Attribute::names, Attribute::key_info, Attribute::flags,
                                      Attribute::target, Attribute::auth_identity})
        static_cast<void>(context.value()->query(attribute));
    for (const bool reset : {false, true}) {
        const auto packed = context.value()->pack(reset);
        fuzz::require(packed.ok());
        fuzz::require(world.package->import_context(packed.value().bytes()).ok());
    }
    return 0;
}
