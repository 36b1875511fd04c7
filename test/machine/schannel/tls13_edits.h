// Flows of TLS 1.3 between two machines, and edits of a message on its way: octets, extensions.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "test/support/tls_machine_pair.h"
#include "test/support/vectors.h"

namespace secur32::test::edits13 {

using namespace schannel;

using Edit = std::function<void(Buffer& body)>;

inline void only_tls13(Terms& terms) { terms.versions = Versions().set(Version::tls13); }

// x25519 first, so that a server that has P-384 alone asks for another ClientHello.
inline void two_groups(Terms& terms) {
    only_tls13(terms);
    terms.groups = {provider::find_group(29), provider::find_group(24)};
}
inline void other_group(Terms& terms) {
    only_tls13(terms);
    terms.groups = {provider::find_group(24)};
}

struct Flow {
    bool retried = false, client_certificate = false;

    // extensions: of the client's own.
    MachinePair pair(std::vector<TlsExtension> extensions = {}) const {
        TlsOptions options, client_options;
        options.application_protocols = client_options.application_protocols = {"h2"};
        client_options.extensions = std::move(extensions);
        static const MachineCredential anonymous = make_tls_credential({.terms = two_groups});
        static const MachineCredential known =
            make_tls_credential({.keys = {"P-256"}, .terms = two_groups});
        static const MachineCredential serving =
            make_tls_credential({.server = true, .keys = {"P-256"}, .terms = two_groups});
        static const MachineCredential retrying =
            make_tls_credential({.server = true, .keys = {"P-256"}, .terms = other_group});
        const MachineCredential& client = client_certificate ? known : anonymous;
        const MachineCredential& server = retried ? retrying : serving;
        return MachinePair(
            {.credential = client, .options = client_options},
            {.role = Role::acceptor,
             .credential = server,
             .features = client_certificate ? Features{Feature::mutual_auth} : Features{},
             .options = options});
    }
};

// Replaces the body of the nth (from 0) message of a type on its way to the client or the server.
inline Status changed(const Flow& flow, bool to_server, Event type, const Edit& edit,
                      std::size_t which = 0) {
    MachinePair pair = flow.pair();
    bool met = false;
    (to_server ? pair.server : pair.client).on_message = [&](Event event, Buffer& whole) {
        if (event != type || which-- != 0) return;
        met = true;
        Buffer body(whole.begin() + 4, whole.end());
        edit(body);
        Writer message;
        message.u8(whole[0]);
        message.vector24([&] { message.bytes(body); });
        whole = message.take();
    };
    const Status status = pair.run();
    EXPECT_TRUE(met) << "no such message";
    EXPECT_FALSE(to_server ? pair.server.connection.connected : pair.client.connection.connected);
    return status;
}

inline Edit replaced_by(std::string_view digits) {
    return [body = hex(digits)](Buffer& old) { old = body; };
}
inline Edit flipped(std::size_t at) {
    return [at](Buffer& body) { body.at(at) ^= 1; };
}
inline Edit flipped_from_end(std::size_t at) {
    return [at](Buffer& body) { body.at(body.size() - at) ^= 1; };
}

// -- extensions inside a message, taken apart and put together again ------------------------------

struct Piece {
    std::uint16_t type;
    Buffer content;
};
using Pieces = std::vector<Piece>;

// Of a body whose extensions are its end; before: the octets before their length.
inline Edit with_extensions(std::size_t before, std::function<void(Pieces&)> edit) {
    return [=](Buffer& body) {
        Pieces pieces;
        Reader in(Bytes(body).subspan(before));
        Reader block(in.vector16());
        while (!block.empty()) {
            const std::uint16_t type = block.be16();
            const Bytes content = block.vector16();
            pieces.push_back({type, {content.begin(), content.end()}});
        }
        ASSERT_TRUE(block.done() && in.done());
        edit(pieces);
        Writer out;
        out.bytes(Bytes(body).first(before));
        out.vector16([&] {
            for (const Piece& piece : pieces) {
                out.be16(piece.type);
                out.vector16([&] { out.bytes(piece.content); });
            }
        });
        body = out.take();
    };
}

// Where the extensions of a ClientHello or a ServerHello begin.
inline std::size_t before_extensions(Bytes body, bool client) {
    Reader in(body);
    in.skip(34);
    in.vector8();
    if (client) {
        in.vector16();
        in.vector8();
    } else {
        in.skip(3);
    }
    return body.size() - in.remaining();
}
inline Edit hello(bool client, std::function<void(Pieces&)> edit) {
    return [=](Buffer& body) { with_extensions(before_extensions(body, client), edit)(body); };
}
inline Edit server_hello(std::function<void(Pieces&)> edit) {
    return hello(false, std::move(edit));
}
inline Edit client_hello(std::function<void(Pieces&)> edit) { return hello(true, std::move(edit)); }

inline Buffer& content_of(Pieces& pieces, std::uint16_t type) {
    return std::ranges::find(pieces, type, &Piece::type)->content;
}
inline std::function<void(Pieces&)> set(std::uint16_t type, std::string_view digits) {
    return [type, content = hex(digits)](Pieces& pieces) { content_of(pieces, type) = content; };
}
inline std::function<void(Pieces&)> added(std::uint16_t type, std::string_view digits) {
    return [type, content = hex(digits)](Pieces& pieces) { pieces.push_back({type, content}); };
}
inline std::function<void(Pieces&)> without(std::uint16_t type) {
    return [type](Pieces& pieces) {
        std::erase_if(pieces, [type](const Piece& piece) { return piece.type == type; });
    };
}

inline constexpr std::uint16_t kKeyShare = 51, kSupportedVersions = 43, kCookie = 44, kAlpn = 16,
                               kRecordSizeLimit = 28, kMaxFragmentLength = 1, kEarlyData = 42,
                               kSupportedGroups = 10, kServerName = 0;
inline const Flow kPlain, kRetried{.retried = true}, kMutual{.client_certificate = true};

}  // namespace secur32::test::edits13
