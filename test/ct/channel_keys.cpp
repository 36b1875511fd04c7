// An imported premaster secret of the CryptoAPI's Schannel providers (RFC 5246 7.4.7.1), from its
// version on: the judgement, the master secret, the keys of both directions.  Not here: the
// decryption before it (session_key_block.h's own program).
#include <utility>

#include "sslprovider/capi/schannel_keys.h"
#include "test/ct/poison.h"

using namespace secur32;

namespace {

constexpr std::uint16_t kHighest = 0x0301;

Buffer pre_master(std::uint8_t major, std::uint8_t minor) {
    Buffer octets(capi::kPreMasterLength, 0x77);
    octets[0] = major;
    octets[1] = minor;
    return octets;
}

void judge() {
    const auto is_kept = [](Buffer sent) {
        Buffer substitute(capi::kPreMasterLength, 0x11);
        ct::poison(sent);
        ct::poison(substitute);
        capi::keep_pre_master(kHighest, substitute, sent);
        ct::declassify(sent);  // the test's own look at its own octets
        return sent[2] == 0x77;
    };
    ct::expect(is_kept(pre_master(3, 1)), "a right premaster is not kept");
    for (const auto& [major, minor] : {std::pair{3, 0}, std::pair{2, 1}, std::pair{0x83, 1}})
        ct::expect(!is_kept(pre_master(static_cast<std::uint8_t>(major),
                                       static_cast<std::uint8_t>(minor))),
                   "a wrong premaster is kept");
}

void derive(capi::AlgId protocol, std::uint32_t international, const Buffer& sent) {
    capi::SchannelMaster master;
    master.id = protocol;
    master.pre_master = SecureBytes(sent);
    master.client_random = Buffer(32, 1);
    master.server_random = Buffer(32, 2);
    master.mac = {capi::calg::sha1, 160, 0};
    master.encryption = {capi::calg::rc2, international != 0 ? 40u : 128u, international};
    master.highest_version = kHighest;
    master.imported = true;
    ct::poison(master.pre_master.bytes());
    for (const bool server : {true, false}) {
        const auto keys = capi::write_keys(master, server);
        ct::expect(keys.ok(), "no keys");
        ct::expect(ct::is_poisoned(keys.value().key.bytes()), "the key depends on no secret");
    }
}

}  // namespace

int main() {
    ct::expect_watched();
    judge();
    for (const capi::AlgId protocol : {capi::calg::tls1_master, capi::calg::ssl3_master})
        for (const std::uint32_t international : {0u, 1u})
            for (const Buffer& sent : {pre_master(3, 1), pre_master(3, 0)})
                derive(protocol, international, sent);
    return 0;
}
