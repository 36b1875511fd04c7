// Opaque blobs, as they are and under a digest that is right: what is accepted is exported as it
// was and can be used.
#include "sslprovider/crypto/hash.h"
#include "sslprovider/provider/key_blobs.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void use(provider::MasterKey& key) {
    const provider::Randoms randoms{};
    static_cast<void>(key.verify_data(provider::Side::client, Buffer(32)));
    static_cast<void>(key.generate_session_keys(randoms));
}

void use(provider::PacketKey& key) {
    const Buffer content(33, 0x55);
    Buffer record(key.lengths().header + content.size() + key.trailer_length(content.size()));
    const auto type = provider::ContentType::application_data;
    if (key.protect(type, 1, content, record) != Status::ok) return;
    if (key.use() != provider::PacketUse::both) return;
    const auto opened = key.unprotect(1, record);
    fuzz::require(opened.ok() && fuzz::same(opened.value().content, content));
}

void use(provider::ScheduleSecret& secret) {
    static_cast<void>(provider::KeySchedule::packet_key(secret, provider::PacketUse::protect));
    static_cast<void>(provider::KeySchedule::extract_early(secret.suite(), &secret));
}

void run(Bytes blob) {
    auto key = provider::import_opaque(blob);
    if (!key.ok()) return;
    std::visit(
        [&](auto& inner) {
            fuzz::require(fuzz::same(provider::export_opaque(inner).value().bytes(), blob));
            use(inner);
        },
        key.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run({data, size});
    Buffer sealed(data, data + size);
    const crypto::Digest digest = crypto::hash(crypto::HashAlgorithm::sha256, sealed);
    sealed.insert(sealed.end(), digest.bytes().begin(), digest.bytes().end());
    run(sealed);
    return 0;
}
