// NTLMv2_RESPONSE: its parts lie within it, and a proof made over it holds.
#include "sspi/ntlm/responses.h"
#include "test/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    const auto parsed = ntlm::parse_ntlm_v2({data, size});
    if (!parsed.ok()) return 0;
    ntlm::NtlmV2Response response = parsed.value();
    fuzz::require(response.temp.data() == data + 16 && response.temp.size() == size - 16);
    const ntlm::Key key;
    constexpr ntlm::Challenge kChallenge{};
    response.response = ntlm::nt_proof_str(key, kChallenge, response.temp);
    fuzz::require(ntlm::check_ntlm_v2(key, kChallenge, response).ok());
    const Buffer temp = ntlm::write_temp(response.time_stamp, response.challenge_from_client,
                                         response.av_pairs.raw());
    const Buffer written = ntlm::write_ntlm_v2(response.response, temp);
    const auto again = ntlm::parse_ntlm_v2(written);
    fuzz::require(again.ok());
    fuzz::require(again.value().time_stamp == response.time_stamp);
    fuzz::require(again.value().challenge_from_client == response.challenge_from_client);
    fuzz::require(fuzz::same(again.value().av_pairs.raw(), response.av_pairs.raw()));
    return 0;
}
