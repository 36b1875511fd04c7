// AUTHENTICATE_MESSAGE: what is accepted is written in Windows' layout and reads the same again.
// The first octet chooses what was negotiated before.
#include "sspi/ntlm/messages.h"
#include "test/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    if (size == 0) return 0;
    const ntlm::NegotiateFlags negotiated(data[0]);
    const auto parsed = ntlm::parse_authenticate({data + 1, size - 1}, negotiated);
    if (!parsed.ok()) return 0;
    const auto written = ntlm::write(parsed.value());
    // The fixed header of an old client is shorter than ours: a full message may not fit then.
    if (!written.ok()) return 0;
    const auto again = ntlm::parse_authenticate(written.value(), negotiated);
    fuzz::require(again.ok());
    const ntlm::AuthenticateMessage &a = parsed.value(), &b = again.value();
    fuzz::require(a.negotiate_flags == b.negotiate_flags);
    fuzz::require(fuzz::same(a.lm_challenge_response, b.lm_challenge_response));
    fuzz::require(fuzz::same(a.nt_challenge_response, b.nt_challenge_response));
    fuzz::require(fuzz::same(a.encrypted_random_session_key, b.encrypted_random_session_key));
    fuzz::require(a.domain_name == b.domain_name && a.user_name == b.user_name);
    fuzz::require(a.workstation == b.workstation);
    fuzz::require(!a.version || a.version == b.version);
    fuzz::require(a.mic == b.mic);
    return 0;
}
