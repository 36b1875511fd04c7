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

// RFC 8446 4.2.8: "Clients MUST NOT offer multiple KeyShareEntry values for the same group. Clients
// MUST NOT offer any KeyShareEntry values for groups not listed in the client's "supported_groups"
// extension.  Servers MAY check for violations of these rules and abort the handshake with an
// "illegal_parameter" alert if one is violated."
Status check_key_shares(const ClientHello& hello) {
    // Without the list it is missing_extension (9.2), which choose13 says.
    if (!hello.key_shares.has_value() || hello.supported_groups.empty()) return Status::ok;
    const std::vector<KeyShareEntry>& shares = *hello.key_shares;
    // Each group once and of the list: what is more than the list has to break a rule.
    if (shares.size() > hello.supported_groups.size())
        return illegal("schannel: more key shares than groups");
    std::vector<std::uint16_t> groups;
    for (const KeyShareEntry& share : shares) groups.push_back(share.group);
    std::ranges::sort(groups);
    if (std::ranges::adjacent_find(groups) != groups.end())
        return illegal("schannel: two key shares of one group");
    std::vector<std::uint16_t> listed;
    for (std::size_t i = 0; i < hello.supported_groups.size(); ++i)
        listed.push_back(hello.supported_groups[i]);
    std::ranges::sort(listed);
    if (!std::ranges::includes(listed, groups))
        return illegal("schannel: a key share of a group that is not in supported_groups");
    return Status::ok;
}

}  // namespace

Status check_client_hello13(const ClientHello& hello) {
    // RFC 8446 4.1.2: "this vector MUST contain exactly one byte, set to zero [...] If a TLS 1.3
    // ClientHello is received with any other value in this field, the server MUST abort the
    // handshake with an "illegal_parameter" alert."
    if (hello.compression_methods.size() != 1 || hello.compression_methods[0] != 0)
        return illegal("schannel: ClientHello of TLS 1.3 with compression");
    TRY(check_key_shares(hello));
    if (!hello.pre_shared_key.has_value()) return Status::ok;
    // RFC 8446 4.2.11: "The "pre_shared_key" extension MUST be the last extension in the
    // ClientHello [...] Servers MUST check that it is the last extension and otherwise fail the
    // handshake with an "illegal_parameter" alert."
    if (static_cast<ExtensionType>(hello.extensions.all().back().type) !=
        ExtensionType::pre_shared_key)
        return illegal("schannel: pre_shared_key is not the last extension");
    // RFC 8446 4.2.9: "If clients offer "pre_shared_key" without a "psk_key_exchange_modes"
    // extension, servers MUST abort the handshake."
    if (hello.psk_key_exchange_modes.empty())
        return trace::because(Status::missing_extension,
                              "schannel: pre_shared_key without psk_key_exchange_modes");
    return Status::ok;
}

Status check_second_client_hello13(const ClientHello& first, const ClientHello& second,
                                   crypto::NamedGroup group, Bytes cookie) {
    TRY(check_client_hello13(second));
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
