// The whole way of a TLS server, and with ECDHE of its client, as the machines run it: what was
// decrypted with the RSA key, or agreed on by ECDHE, is poisoned, and with it master secret, key
// block, traffic secrets and Finished.  The linker puts this file's functions (asm names) before
// the library's:
//
//   take_premaster        its block and the random octets in its place are poisoned
//   KeyShare::agree       what it gave is poisoned
//   make_record_*         libcrypto gets the key, which must have come poisoned, declassified
//   constant_time_equal   its verdict is declassified
//
// Not here: libcrypto's inside (RSA, ECDH, the record ciphers), CBC's padding and MAC (cbc.cpp),
// DHE, whose leading zeros RFC 5246 8.1.2 strips in a time that tells how many there are.
//
//   ct_server_path [block|finished]     with one of the leaks that the check must find
#include <cstring>
#include <memory>
#include <string_view>

#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/crypto/premaster_block.h"
#include "sslprovider/crypto/record_cipher.h"
#include "test/ct/poison.h"
#include "test/support/tls_machine_pair.h"

using namespace secur32;

// ---- What stands before the library's functions -------------------------------------------------

#define SECUR32_TAKE_PREMASTER                                                                     \
    "_ZN7secur326crypto14take_premasterESt4spanIKhLm18446744073709551615EEttS1_IhLm18446744073709" \
    "551615EE"
#define SECUR32_AGREE "_ZNK7secur326crypto8KeyShare5agreeESt4spanIKhLm18446744073709551615EE"
#define SECUR32_MAKE_SEALER "_ZN7secur326crypto18make_record_sealerERKNS0_11RecordSuiteE"
#define SECUR32_MAKE_OPENER "_ZN7secur326crypto18make_record_openerERKNS0_11RecordSuiteE"
#define SECUR32_EQUAL "_ZN7secur3219constant_time_equalESt4spanIKhLm18446744073709551615EES2_"

using Sealer = std::unique_ptr<crypto::RecordSealer>;
using Opener = std::unique_ptr<crypto::RecordOpener>;

void real_take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                         MutableBytes premaster) asm("__real_" SECUR32_TAKE_PREMASTER);
void wrap_take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                         MutableBytes premaster) asm("__wrap_" SECUR32_TAKE_PREMASTER);
// A member's `this` is passed as a first argument is.
Result<SecureBytes> real_agree(const crypto::KeyShare* own,
                               Bytes value) asm("__real_" SECUR32_AGREE);
Result<SecureBytes> wrap_agree(const crypto::KeyShare* own,
                               Bytes value) asm("__wrap_" SECUR32_AGREE);
Sealer real_make_sealer(const crypto::RecordSuite& suite) asm("__real_" SECUR32_MAKE_SEALER);
Sealer wrap_make_sealer(const crypto::RecordSuite& suite) asm("__wrap_" SECUR32_MAKE_SEALER);
Opener real_make_opener(const crypto::RecordSuite& suite) asm("__real_" SECUR32_MAKE_OPENER);
Opener wrap_make_opener(const crypto::RecordSuite& suite) asm("__wrap_" SECUR32_MAKE_OPENER);
bool real_equal(Bytes a, Bytes b) noexcept asm("__real_" SECUR32_EQUAL);
bool wrap_equal(Bytes a, Bytes b) noexcept asm("__wrap_" SECUR32_EQUAL);

namespace {

std::string_view planted;
unsigned premasters, agreements, keys, poisoned_verdicts;

// Ends at the first zero: how long the padding is.
[[gnu::noinline]] std::size_t leaking_block(Bytes block) {
    std::size_t end = 2;
    while (end < block.size() && block[end] != 0) ++end;
    return end;
}

// Ends at the first octet that differs.
[[gnu::noinline]] bool leaking_finished(Bytes a, Bytes b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i]) return false;
    return true;
}

// What a record cipher is made of, for libcrypto to know.
class Shown {
 public:
    explicit Shown(const crypto::RecordSuite& suite)
        : suite_(suite), mac_key_(copy(suite.mac_key)), key_(copy(suite.key)), iv_(copy(suite.iv)) {
        suite_.mac_key = mac_key_;
        suite_.key = key_;
        suite_.iv = iv_;
        if (ct::is_poisoned(suite.key)) ++keys;
    }
    const crypto::RecordSuite& suite() const { return suite_; }

 private:
    static Buffer copy(Bytes octets) {
        Buffer shown(octets.begin(), octets.end());
        ct::declassify(shown);
        return shown;
    }
    crypto::RecordSuite suite_;
    Buffer mac_key_, key_, iv_;
};

}  // namespace

void wrap_take_premaster(Bytes block, std::uint16_t offered, std::uint16_t negotiated,
                         MutableBytes premaster) {
    ct::poison(block);
    ct::poison(premaster);
    if (planted == "block") ct::expect(ct::declassified(leaking_block(block)) > 2, "block");
    real_take_premaster(block, offered, negotiated, premaster);
    ++premasters;
}

Result<SecureBytes> wrap_agree(const crypto::KeyShare* own, Bytes value) {
    Result<SecureBytes> shared = real_agree(own, value);
    ct::expect(shared.ok(), "no shared secret");
    ct::poison(shared.value().bytes());
    ++agreements;
    return shared;
}

Sealer wrap_make_sealer(const crypto::RecordSuite& suite) {
    return real_make_sealer(Shown(suite).suite());
}
Opener wrap_make_opener(const crypto::RecordSuite& suite) {
    return real_make_opener(Shown(suite).suite());
}

bool wrap_equal(Bytes a, Bytes b) noexcept {
    if (ct::is_poisoned(b)) ++poisoned_verdicts;
    // The handshake ends here, or goes on: anybody sees that.
    return ct::declassified(planted == "finished" ? leaking_finished(a, b) : real_equal(a, b));
}

// ---- The handshakes -----------------------------------------------------------------------------

namespace {

struct Path {
    Version version;
    std::uint32_t suite;
    const char* key;
    crypto::NamedGroup group;  // none: RSA key exchange
};
constexpr Path kPaths[] = {
    {Version::tls12, 0x002F, "RSA-2048", crypto::NamedGroup::none},       // AES-128-CBC, SHA-1
    {Version::tls12, 0x009C, "RSA-2048", crypto::NamedGroup::none},       // AES-128-GCM, SHA-256
    {Version::tls12, 0x009D, "RSA-2048", crypto::NamedGroup::none},       // AES-256-GCM, SHA-384
    {Version::tls12, 0xC02F, "RSA-2048", crypto::NamedGroup::x25519},     // AES-128-GCM
    {Version::tls12, 0xC030, "RSA-2048", crypto::NamedGroup::secp384r1},  // AES-256-GCM
    {Version::tls12, 0xCCA9, "P-256", crypto::NamedGroup::secp256r1},     // ChaCha20-Poly1305
    {Version::tls13, 0x1301, "P-256", crypto::NamedGroup::x25519},        // AES-128-GCM
    {Version::tls13, 0x1302, "RSA-2048", crypto::NamedGroup::secp256r1},  // AES-256-GCM
    {Version::tls13, 0x1303, "P-256", crypto::NamedGroup::secp384r1},     // ChaCha20-Poly1305
};

test::MachineCredential credential(const Path& path, bool server) {
    test::MachineCredentialPlan plan;
    plan.server = server;
    if (server) plan.keys = {path.key};
    plan.terms = [&](schannel::Terms& terms) {
        terms.versions = {};
        terms.versions.set(path.version);
        std::erase_if(terms.suites,
                      [&](const provider::CipherSuite* suite) { return suite->id != path.suite; });
        ct::expect(terms.suites.size() == 1, "the suite is unknown");
        if (path.group != crypto::NamedGroup::none)
            std::erase_if(terms.groups,
                          [&](const provider::Group* group) { return group->id != path.group; });
    };
    return test::make_tls_credential(plan);
}

// What is sent, everybody has.
void exchange_data(test::MachineEnd& from, test::MachineEnd& to) {
    const Buffer content(1000, 0x5a);
    Buffer records = from.protect(content);
    ct::declassify(records);
    ct::expect(to.put(records) == Status::ok && to.received == content, "data");
}

void run(const Path& path) {
    premasters = agreements = keys = poisoned_verdicts = 0;
    test::MachinePair pair(credential(path, false), credential(path, true));
    pair.on_records = [](bool, Buffer& records) { ct::declassify(records); };
    ct::expect(pair.run() == Status::ok, "a handshake");
    const bool tls13 = path.version == Version::tls13;
    ct::expect(pair.server.connection.suite->id == path.suite, "another suite");
    const bool rsa = path.group == crypto::NamedGroup::none;
    ct::expect(premasters == (rsa ? 1 : 0), "what RSA decrypted was not looked at");
    ct::expect(agreements == (rsa ? 0 : 2), "what ECDHE agreed on was not looked at");
    // Of RSA's premaster secret the client's end is libcrypto's to encrypt: only the server's is
    // poisoned.
    ct::expect(keys == (tls13 ? 8 : rsa ? 2 : 4), "keys that do not depend on the secrets");
    ct::expect(poisoned_verdicts == (rsa ? 1 : 2), "Finished that do not depend on the secrets");
    exchange_data(pair.client, pair.server);
    exchange_data(pair.server, pair.client);
}

}  // namespace

int main(int argc, char** argv) {
    ct::expect_watched();
    if (argc == 2) planted = argv[1];
    if (argc > 2 || (argc == 2 && planted != "block" && planted != "finished")) {
        std::fputs("usage: ct_server_path [block|finished]\n", stderr);
        return 2;
    }
    for (const Path& path : kPaths) run(path);
}
