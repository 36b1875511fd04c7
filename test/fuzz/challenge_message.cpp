// CHALLENGE_MESSAGE: what is accepted is written in Windows' layout and reads the same again; its
// target info goes through what a client does with it.
#include "sspi/ntlm/av_pairs.h"
#include "sspi/ntlm/messages.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void use_target_info(Bytes target_info) {
    const auto pairs = ntlm::AvPairs::parse(target_info);
    if (!pairs.ok()) return;
    ntlm::ClientPairs client;
    client.provides_mic = true;
    client.target_name = u"HTTP/server";
    const auto written = ntlm::write_client_pairs(pairs.value(), client);
    if (!written.ok()) return;
    const auto again = ntlm::AvPairs::parse(written.value());
    fuzz::require(again.ok());
    fuzz::require((again.value().flags() & ntlm::av_flags::kProvidesMic) != 0);
    fuzz::require(again.value().text(ntlm::AvId::target_name) == client.target_name);
    fuzz::require(again.value().timestamp() == pairs.value().timestamp());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = ntlm::parse_challenge({data, size});
    if (!parsed.ok()) return 0;
    const auto written = ntlm::write(parsed.value());
    // The fixed header of an old server is shorter than ours: a full message may not fit then.
    if (!written.ok()) return 0;
    const auto again = ntlm::parse_challenge(written.value());
    fuzz::require(again.ok());
    const ntlm::ChallengeMessage &a = parsed.value(), &b = again.value();
    fuzz::require(a.negotiate_flags == b.negotiate_flags);
    fuzz::require(a.target_name == b.target_name);
    fuzz::require(a.server_challenge == b.server_challenge);
    fuzz::require(fuzz::same(a.target_info, b.target_info));
    fuzz::require(!a.version || a.version == b.version);
    use_target_info(a.target_info);
    return 0;
}
