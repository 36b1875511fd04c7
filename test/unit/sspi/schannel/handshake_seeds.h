// Handshakes of chosen terms and chosen chance, to begin connections with.
#pragma once

#include <deque>
#include <memory>
#include <stdexcept>
#include <vector>

#include "sspi/schannel/opening.h"
#include "test/unit/sspi/schannel/own_certificates.h"

namespace secur32::test {

// A credential of a side, whose terms are these whatever the machine's policy says.
inline std::shared_ptr<schannel::Credential> credential_with(Role role, schannel::Terms terms) {
    TlsCredentialRequest tls;
    tls.deny_list = true;
    CredentialRequest request;
    request.inbound = role == Role::acceptor;
    request.outbound = !request.inbound;
    request.tls = &tls;
    auto credential = schannel::Credential::acquire(request);
    if (!credential.ok()) throw std::runtime_error("no credential");
    const_cast<schannel::Terms&>(credential.value()->terms()) = std::move(terms);
    return std::move(credential).value();
}

// What random() and key_share() give, one after another; then it throws.
struct SeededSources final : schannel::Sources {
    std::deque<Buffer> randoms, private_values;
    std::vector<std::uint16_t> order;
    bool compatible = true;

    void random(MutableBytes out) override {
        if (randoms.empty() || randoms.front().size() != out.size())
            throw std::runtime_error("no such random is left");
        std::ranges::copy(randoms.front(), out.begin());
        randoms.pop_front();
    }
    Result<crypto::KeyShare> key_share(crypto::NamedGroup group) override {
        if (private_values.empty()) return Sources::key_share(group);
        const Buffer value = private_values.front();
        private_values.pop_front();
        return crypto::KeyShare::from_private(group, value);
    }
    std::span<const std::uint16_t> extension_order(std::uint8_t handshake_type) override {
        if (handshake_type != 1) return {};
        return order;
    }
    bool compatibility_mode() override { return compatible; }
};

// One side of a connection, and the handshake that it begins with.
struct Beginning {
    schannel::Connection connection;
    std::unique_ptr<schannel::Handshake> handshake;

    Beginning(Role role, schannel::Terms terms, std::u16string target = {}, TlsOptions options = {},
              schannel::Sources* sources = nullptr)
        : connection(role) {
        schannel::Sources* const before = schannel::Sources::replace(sources);
        handshake = std::make_unique<schannel::Handshake>(
            connection, credential_with(role, std::move(terms)), std::move(target), Features(),
            std::move(options));
        schannel::Sources::replace(before);
    }
};

inline Buffer handshake_message(std::uint8_t type, Bytes body) {
    Writer out;
    out.u8(type);
    out.vector24([&] { out.bytes(body); });
    return out.take();
}

// What RFC 8448's client offers (sections 3, 6 and 7; section 5 has the first three groups).
inline schannel::Terms rfc8448_terms() {
    schannel::Terms terms;
    terms.versions.set(Version::tls13);
    for (const std::uint32_t id : {0x1301u, 0x1303u, 0x1302u})
        terms.suites.push_back(provider::find_cipher_suite(id));
    for (const std::uint32_t id : {29u, 23u, 24u, 25u, 256u, 257u, 258u, 259u, 260u})
        terms.groups.push_back(provider::find_group(id));
    for (const int id : {0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
                         0x0601, 0x0201, 0x0402, 0x0502, 0x0602, 0x0202})
        terms.schemes.push_back(schannel::find_scheme(static_cast<std::uint16_t>(id)));
    terms.certificate_schemes = terms.schemes;
    return terms;
}

}  // namespace secur32::test
