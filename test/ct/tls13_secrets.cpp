// The key schedule of TLS 1.3 (RFC 8446 7.1) over a poisoned PSK and a poisoned shared secret:
// every arrow of its figure, the packet keys and Finished.
#include <array>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/provider/cipher_suites.h"
#include "sslprovider/provider/key_schedule.h"
#include "test/ct/poison.h"

using namespace secur32;
using provider::KeySchedule;
using provider::ScheduleSecret;
using provider::SecretKind;

namespace {

template <typename Value>
Value must(Result<Value> result) {
    ct::expect(result.ok(), "a step of the key schedule");
    return std::move(result).value();
}

SecureBytes poisoned(std::size_t size) {
    SecureBytes secret(size);
    ct::poison(secret.bytes());
    return secret;
}

void compare_finished(const ScheduleSecret& base, Bytes transcript) {
    const crypto::Digest expected = must(KeySchedule::verify_data(base, transcript));
    ct::expect(ct::is_poisoned(expected.bytes()), "Finished does not depend on the secrets");
    const crypto::Digest received = must(KeySchedule::verify_data(base, transcript));
    // The verdict is public: decrypt_error or the connection (RFC 8446 4.4.4).
    ct::expect(ct::declassified(constant_time_equal(expected.bytes(), received.bytes())),
               "Finished");
}

ScheduleSecret use_traffic(const ScheduleSecret& from, SecretKind kind, Bytes transcript) {
    ScheduleSecret traffic = must(KeySchedule::derive(from, kind, transcript));
    must(KeySchedule::packet_key(traffic, provider::PacketUse::both));
    return traffic;
}

void run(const provider::CipherSuite& suite) {
    const std::size_t length = crypto::hash_length(suite.prf);
    const Buffer transcript(length, 0x22);
    const ScheduleSecret psk =
        must(ScheduleSecret::adopt(SecretKind::pre_shared_key, suite, poisoned(length)));
    const ScheduleSecret early = must(KeySchedule::extract_early(suite, &psk));
    compare_finished(must(KeySchedule::derive_binder(early, SecretKind::resumption_binder)),
                     transcript);
    use_traffic(early, SecretKind::client_early_traffic, transcript);
    const ScheduleSecret handshake =
        must(KeySchedule::extract_handshake(early, poisoned(32).bytes()));
    for (const SecretKind kind :
         {SecretKind::client_handshake_traffic, SecretKind::server_handshake_traffic})
        compare_finished(use_traffic(handshake, kind, transcript), transcript);
    const ScheduleSecret master = must(KeySchedule::extract_master(handshake));
    for (const SecretKind kind :
         {SecretKind::client_application_traffic, SecretKind::server_application_traffic})
        must(KeySchedule::next_generation(use_traffic(master, kind, transcript)));
    const ScheduleSecret exporter =
        must(KeySchedule::derive(master, SecretKind::exporter_master, transcript));
    std::array<std::uint8_t, 40> exported;
    ct::expect(KeySchedule::export_keying_material(exporter, "label", {}, exported) == Status::ok,
               "exporter");
    const ScheduleSecret resumption =
        must(KeySchedule::derive(master, SecretKind::resumption_master, transcript));
    must(KeySchedule::pre_shared_key(resumption, transcript));
}

}  // namespace

int main() {
    ct::expect_watched();
    for (const std::uint32_t id : {0x1301u, 0x1302u, 0x1303u}) {
        const provider::CipherSuite* const suite = provider::find_cipher_suite(id);
        ct::expect(suite != nullptr, "the suite is unknown");
        run(*suite);
    }
}
