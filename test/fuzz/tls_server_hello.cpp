// ServerHello and HelloRetryRequest: what is accepted are views inside the octets, and has what its
// version has and nothing else.
#include "sspi/schannel/hello.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

void check_views(Bytes body, const ServerHello& hello) {
    const auto hold = [&](Bytes view) {
        fuzz::require(view.empty() || (view.data() >= body.data() &&
                                       view.data() + view.size() <= body.data() + body.size()));
    };
    hold(hello.session_id);
    for (const Extension& extension : hello.extensions.all()) hold(extension.content);
    if (hello.key_share) hold(hello.key_share->key_exchange);
    if (hello.cookie) hold(*hello.cookie);
    if (hello.renegotiation_info) hold(*hello.renegotiation_info);
    if (hello.application_protocol) hold(bytes_of(*hello.application_protocol));
}

void check_version(const ServerHello& hello) {
    fuzz::require(hello.compression_method == 0 && !is_datagram(hello.version));
    if (hello.version == Version::tls13) {
        fuzz::require(hello.legacy_version == 0x0303);
        fuzz::require(!hello.renegotiation_info && !hello.application_protocol &&
                      !hello.encrypt_then_mac && !hello.extended_master_secret);
        fuzz::require(!(hello.key_share && hello.selected_group));
        fuzz::require(hello.is_hello_retry_request || (!hello.cookie && !hello.selected_group));
    } else {
        fuzz::require(!hello.is_hello_retry_request && !hello.key_share && !hello.selected_group &&
                      !hello.selected_identity);
        fuzz::require(static_cast<std::uint16_t>(hello.version) == hello.legacy_version);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes body(data, size);
    const auto parsed = ServerHello::parse(body);
    if (!parsed.ok()) {
        const Status status = parsed.status();
        fuzz::require(status == Status::decode_error || status == Status::illegal_parameter ||
                      status == Status::protocol_version || status == Status::missing_extension);
        return 0;
    }
    check_views(body, parsed.value());
    check_version(parsed.value());
    return 0;
}
