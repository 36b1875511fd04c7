#include "sspi/schannel/client_hello13.h"

#include <algorithm>

#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
}

// RFC 8446 4.1.2: what a second ClientHello may change, put in or leave out; and
// encrypted_client_hello (RFC 9849 6.1.5), which a server that does not know it must let pass.
bool may_change(std::uint16_t type) {
    constexpr std::uint16_t kPadding = 21, kEncryptedClientHello = 0xFE0D;
    constexpr std::uint16_t kTypes[] = {
        static_cast<std::uint16_t>(ExtensionType::key_share),
        static_cast<std::uint16_t>(ExtensionType::early_data),
        static_cast<std::uint16_t>(ExtensionType::cookie),
        static_cast<std::uint16_t>(ExtensionType::pre_shared_key),
        kPadding,
        kEncryptedClientHello,
    };
    return std::ranges::find(kTypes, type) != std::ranges::end(kTypes);
}

std::vector<const Extension*> unchanging(const Extensions& extensions) {
    std::vector<const Extension*> out;
    for (const Extension& extension : extensions.all())
        if (!may_change(extension.type)) out.push_back(&extension);
    return out;
}

bool same_extensions(const ClientHello& first, const ClientHello& second) {
    return std::ranges::equal(unchanging(first.extensions), unchanging(second.extensions),
                              [](const Extension* a, const Extension* b) {
                                  return a->type == b->type &&
                                         std::ranges::equal(a->content, b->content);
                              });
}

bool same_numbers(const NumberList& a, const NumberList& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i]) return false;
    return true;
}

}  // namespace

Status check_second_client_hello13(const ClientHello& first, const ClientHello& second,
                                   crypto::NamedGroup group, Bytes cookie) {
    if (second.legacy_version != first.legacy_version || second.random != first.random ||
        !std::ranges::equal(second.session_id, first.session_id) ||
        !same_numbers(second.cipher_suites, first.cipher_suites) || !same_extensions(first, second))
        return illegal("schannel: the second ClientHello is another one");
    // "replacing the list of shares with a list containing a single KeyShareEntry from the
    // indicated group"
    const auto& shares = second.key_shares;
    if (!shares.has_value() || shares->size() != 1 ||
        shares->front().group != static_cast<std::uint16_t>(group))
        return illegal("schannel: the second ClientHello's key share is not the one asked for");
    // "Removing the "early_data" extension if one was present.  Early data is not permitted after a
    // HelloRetryRequest."
    if (second.early_data) return illegal("schannel: early data behind a HelloRetryRequest");
    // RFC 8446 4.2.2: the client "MUST copy the contents of the extension received in the
    // HelloRetryRequest"; "Clients MUST NOT use cookies in their initial ClientHello".
    if (first.cookie.has_value() || second.cookie.has_value() == cookie.empty() ||
        !std::ranges::equal(second.cookie.value_or(Bytes()), cookie))
        return illegal("schannel: the second ClientHello's cookie is not the one it was given");
    return Status::ok;
}

}  // namespace secur32::schannel
