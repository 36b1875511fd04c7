#include "sspi/schannel/credential_flags.h"

#include <array>
#include <utility>

#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

using enum CredentialFlag;

constexpr std::array kOpposites = {
    std::pair{manual_validation, automatic_validation},
    std::pair{manual_validation, deferred_validation},
    std::pair{no_default_credentials, use_default_credentials},
};

// "exclusive with next two"; of several the widest holds.
x509::RevocationScope revocation_of(std::uint32_t flags) {
    if (has(flags, check_chain)) return x509::RevocationScope::chain;
    if (has(flags, check_chain_without_root)) return x509::RevocationScope::chain_without_root;
    return has(flags, check_end_certificate) ? x509::RevocationScope::end_certificate
                                             : x509::RevocationScope::none;
}

}  // namespace

Status check_flags(std::uint32_t flags) {
    for (const auto& [one, other] : kOpposites)
        if (has(flags, one) && has(flags, other))
            return trace::because(Status::invalid_parameter,
                                  "schannel: two flags that exclude each other");
    if (has(flags, pre_shared_key_only))
        return trace::because(Status::unsupported_function,
                              "schannel: there are no pre-shared keys here");
    if (has(flags, datagram_only))
        return trace::because(Status::unsupported_function, "schannel: there is no DTLS here");
    return Status::ok;
}

Judgement judgement_of(std::uint32_t flags) {
    Judgement judgement;
    if (has(flags, manual_validation)) judgement.mode = Judgement::Mode::manual;
    if (has(flags, deferred_validation)) judgement.mode = Judgement::Mode::deferred;
    judgement.check_name = !has(flags, no_server_name_check);
    judgement.revocation = revocation_of(flags);
    judgement.ignore_no_revocation_check = has(flags, ignore_no_revocation_check);
    judgement.ignore_revocation_offline = has(flags, ignore_revocation_offline);
    judgement.revocation_cache_only = has(flags, revocation_cache_only);
    judgement.url_cache_only = has(flags, url_cache_only);
    return judgement;
}

}  // namespace secur32::schannel
