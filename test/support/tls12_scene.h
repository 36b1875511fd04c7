// An honest client and an honest server of TLS 1.0 to 1.2, and somebody between them who edits a
// message: what whoever gets it says.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sspi/schannel/extensions.h"
#include "test/support/tls_machine_pair.h"

namespace secur32::test::tls12 {

using schannel::Terms;

using Change = std::function<void(Terms&)>;
using Edit = std::function<void(Buffer& whole)>;

inline constexpr std::uint32_t kEcdheRsa = 0xC02F, kEcdheEcdsa = 0xC02B, kRsa = 0x009C,
                               kDheRsa = 0x009E;

inline Change with_suite(std::uint32_t suite, Version version = Version::tls12) {
    return [=](Terms& terms) {
        terms.versions = schannel::Versions().set(version);
        terms.suites = {provider::find_cipher_suite(suite)};
    };
}
inline Change both(const Change& first, const Change& second) {
    return [=](Terms& terms) {
        first(terms);
        second(terms);
    };
}

struct Scene {
    Change terms = with_suite(kEcdheEcdsa);
    bool asks = false;  // and the client shows a certificate
    std::string key = "P-256";
    std::vector<std::string> protocols = {};
};

inline MachinePair pair_of(const Scene& scene) {
    TlsOptions options;
    options.application_protocols = scene.protocols;
    const std::vector<std::string> keys = {"P-256"};
    return MachinePair(
        {.credential = make_tls_credential(
             {.keys = scene.asks ? keys : std::vector<std::string>(), .terms = scene.terms}),
         .options = options},
        {.role = Role::acceptor,
         .credential =
             make_tls_credential({.server = true, .keys = {scene.key}, .terms = scene.terms}),
         .features = scene.asks ? Features{Feature::mutual_auth} : Features{},
         .options = options});
}

// The status of whoever gets a message that was edited on its way.
inline Status status_after(const Scene& scene, bool to_server, Event edited, const Edit& edit) {
    MachinePair pair = pair_of(scene);
    MachineEnd& end = to_server ? pair.server : pair.client;
    bool seen = false;
    end.on_message = [&](Event event, Buffer& whole) {
        if (event != edited) return;
        seen = true;
        edit(whole);
    };
    (void)pair.run();
    EXPECT_TRUE(seen);
    EXPECT_FALSE(end.connection.connected);
    return end.status;
}
inline Status client_after(const Scene& scene, Event edited, const Edit& edit) {
    return status_after(scene, false, edited, edit);
}
inline Status server_after(const Scene& scene, Event edited, const Edit& edit) {
    return status_after(scene, true, edited, edit);
}

// Header and body of a message.
inline Buffer message_of(Event event, const Buffer& body) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(event));
    out.vector24([&] { out.bytes(body); });
    return out.take();
}
template <typename Write>
Buffer written(Event event, Write&& write) {
    Writer body;
    write(body);
    return message_of(event, body.take());
}

// A hello's extensions, as (type, content).
using List = std::vector<std::pair<std::uint16_t, Buffer>>;
inline void edit_list(Buffer& whole, std::size_t at, const std::function<void(List&)>& edit) {
    List list;
    Reader in(Bytes(whole).subspan(at));
    Reader block(in.vector16());
    while (!block.empty()) {
        const std::uint16_t type = block.be16();
        const Bytes content = block.vector16();
        list.emplace_back(type, Buffer(content.begin(), content.end()));
    }
    edit(list);
    Writer out;
    out.bytes(Bytes(whole).subspan(4, at - 4));
    out.vector16([&] {
        for (const auto& extension : list)
            schannel::write_extension(out, extension.first, [&] { out.bytes(extension.second); });
    });
    whole = message_of(static_cast<Event>(whole.front()), out.take());
}
inline void edit_server_hello(Buffer& whole, const std::function<void(List&)>& edit) {
    edit_list(whole, 4 + 34 + 1 + whole[38] + 3, edit);
}
inline void edit_client_hello(Buffer& whole, const std::function<void(List&)>& edit) {
    const std::size_t suites = 4 + 34 + 1 + whole[38];
    const std::size_t methods = suites + 2 + (std::size_t{whole[suites]} << 8 | whole[suites + 1]);
    edit_list(whole, methods + 1 + whole[methods], edit);
}
inline auto put(std::uint16_t type, Buffer content) {
    return [=](List& list) {
        std::erase_if(list, [=](const auto& extension) { return extension.first == type; });
        list.emplace_back(type, content);
    };
}
inline auto leave_out(std::uint16_t type) {
    return [=](List& list) {
        std::erase_if(list, [=](const auto& extension) { return extension.first == type; });
    };
}
inline constexpr std::uint16_t kAlpn = 16, kEncryptThenMac = 22, kExtendedMaster = 23,
                               kRenegotiation = 0xFF01;

inline Edit flip(std::size_t from_end) {
    return [=](Buffer& whole) { whole[whole.size() - from_end] ^= 1; };
}

}  // namespace secur32::test::tls12
