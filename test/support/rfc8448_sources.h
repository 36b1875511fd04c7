// What RFC 8448's parties took from elsewhere, as Sources for ours: randoms, ephemeral keys, the
// order of extensions, the cookie, and their signatures, whose salts nobody knows.  Everything else
// in a trace ours have to find themselves.
#pragma once

#include <deque>
#include <stdexcept>
#include <vector>

#include "sspi/schannel/credential.h"
#include "sspi/schannel/messages13.h"
#include "sspi/schannel/sources.h"
#include "sspi/schannel/terms.h"
#include "test/support/rfc8448.h"
#include "test/support/tls_machine_pair.h"

namespace secur32::test {

// The handshake's messages of one side, in order.
inline std::vector<Buffer> messages_of(const Rfc8448Trace& trace, bool client) {
    std::vector<Buffer> messages;
    for (const Rfc8448Record& record : trace.records()) {
        if (record.from_client != client || record.type != 22 || !record.handshake_continues)
            continue;
        Reader in(record.payload);
        while (!in.empty()) {
            const Bytes rest = Bytes(record.payload).last(in.remaining());
            in.skip(1);
            const Bytes body = in.vector24();
            const Bytes whole = rest.first(4 + body.size());
            messages.emplace_back(whole.begin(), whole.end());
        }
    }
    return messages;
}

// The nth of a type.
inline Buffer message_of(const Rfc8448Trace& trace, bool client, std::uint8_t type,
                         std::size_t n = 0) {
    for (const Buffer& message : messages_of(trace, client))
        if (message[0] == type && n-- == 0) return message;
    throw std::runtime_error("RFC 8448: no such message");
}

// A hello's random and session id, and the types and contents of its extensions.
struct HelloParts {
    explicit HelloParts(const Buffer& hello) {
        Reader in(hello);
        in.skip(6);
        const Bytes fresh = in.bytes(32), id = in.vector8();
        random.assign(fresh.begin(), fresh.end());
        session_id.assign(id.begin(), id.end());
        if (hello[0] == 1) {
            in.vector16();
            in.vector8();
        } else {
            in.skip(3);
        }
        Reader block(in.vector16());
        while (!block.empty()) {
            order.push_back(block.be16());
            const Bytes content = block.vector16();
            contents.emplace_back(content.begin(), content.end());
        }
    }
    Bytes content(std::uint16_t type) const {
        for (std::size_t i = 0; i < order.size(); ++i)
            if (order[i] == type) return contents[i];
        throw std::runtime_error("RFC 8448: no such extension");
    }
    Buffer random, session_id;
    std::vector<std::uint16_t> order;
    std::vector<Buffer> contents;
};

class Rfc8448Sources final : public schannel::Sources {
 public:
    Rfc8448Sources(const Rfc8448Trace& trace, bool client) {
        const std::size_t hellos = trace.retries() ? 2 : 1;
        for (std::size_t i = 0; i < hellos; ++i)
            hellos_.emplace_back(message_of(trace, client, client ? 1 : 2, i));
        randoms_.push_back(hellos_.back().random);
        compatible_ = !hellos_.front().session_id.empty();
        if (client && compatible_) randoms_.push_back(hellos_.front().session_id);
        if (!client && trace.retries()) {
            Reader cookie(hellos_.front().content(44));
            const Bytes octets = cookie.vector16();
            cookie_.assign(octets.begin(), octets.end());
        }
        for (const Rfc8448Step& step : trace.steps())
            if (step.who == (client ? "client" : "server") &&
                step.action.starts_with("create an ephemeral"))
                keys_.push_back(step.items.at("private key"));
        for (const Buffer& message : messages_of(trace, client))
            if (message[0] == 15) signature_.assign(message.begin() + 8, message.end());
    }

    void random(MutableBytes out) override {
        const Buffer next = taken(randoms_);
        if (next.size() != out.size()) throw std::runtime_error("RFC 8448: another random");
        std::ranges::copy(next, out.begin());
    }
    Result<crypto::KeyShare> key_share(crypto::NamedGroup group) override {
        // A fuzzer's HelloRetryRequest asks for one that no trace has.
        if (keys_.empty()) return crypto::KeyShare::from_private(group, Buffer(32, 1));
        return crypto::KeyShare::from_private(group, taken(keys_));
    }
    Result<Buffer> sign(const schannel::SignatureScheme&, const crypto::PrivateKey&,
                        Bytes) override {
        return signature_;
    }
    // It is asked for each hello.
    std::span<const std::uint16_t> extension_order(std::uint8_t handshake_type) override {
        if (handshake_type != 1 && handshake_type != 2) return {};
        order_ = hellos_.front().order;
        if (hellos_.size() > 1) hellos_.pop_front();
        return order_;
    }
    bool compatibility_mode() override { return compatible_; }
    Buffer cookie() override { return cookie_; }

 private:
    static Buffer taken(std::deque<Buffer>& from) {
        if (from.empty()) throw std::runtime_error("RFC 8448: asked too often");
        Buffer next = std::move(from.front());
        from.pop_front();
        return next;
    }
    std::deque<HelloParts> hellos_;
    std::deque<Buffer> randoms_, keys_;
    std::vector<std::uint16_t> order_;
    Buffer signature_, cookie_;
    bool compatible_ = false;
};

// What the trace's client offers and its server likes: taken out of its own lists.
inline schannel::Terms terms_of_trace(const Rfc8448Trace& trace) {
    const HelloParts hello(message_of(trace, true, 1));
    schannel::Terms terms;
    terms.versions.set(Version::tls13);
    for (const std::uint32_t id : {0x1301u, 0x1303u, 0x1302u})
        terms.suites.push_back(provider::find_cipher_suite(id, Version::tls13));
    Reader groups(hello.content(10));
    for (Reader list(groups.vector16()); !list.empty();)
        terms.groups.push_back(provider::find_group(list.be16()));
    Reader schemes(hello.content(13));
    for (Reader list(schemes.vector16()); !list.empty();)
        terms.schemes.push_back(schannel::find_scheme(list.be16()));
    terms.certificate_schemes = terms.schemes;
    return terms;
}

// The certificate that a side shows, if it does; its key cannot sign, and need not: Sources does.
inline std::vector<schannel::OwnCertificate> certificates_of_trace(const Rfc8448Trace& trace,
                                                                   bool client) {
    for (const Buffer& message : messages_of(trace, client)) {
        if (message[0] != 11) continue;
        const auto certificate = schannel::Certificate13::parse(Bytes(message).subspan(4));
        schannel::OwnCertificate own;
        for (const schannel::CertificateEntry13& entry : certificate.value().list)
            own.chain.push_back(x509::OwnedCertificate::parse(entry.cert_data).value());
        own.key = crypto::PrivateKey(own.leaf().public_key().value());
        return {own};
    }
    return {};
}

// A side of a trace: what its end is made of.
struct Rfc8448Party {
    // nobody: a client that has no certificate to show, and a caller that is asked.
    Rfc8448Party(const Rfc8448Trace& of, bool as_client, bool nobody = false)
        : trace(of), client(as_client) {
        const auto manual = [](schannel::Judgement& judgement) {
            judgement.mode = schannel::Judgement::Mode::manual;
        };
        schannel::Terms terms = terms_of_trace(trace);
        const auto group = [](std::uint32_t id) { return provider::find_group(id); };
        // Section 5's server asks for a group that it likes better than the one it has a share of;
        // ours only for one that it needs.
        const bool retries = !client && trace.retries();
        if (retries) terms.groups = {group(23), group(24)};
        MachineCredentialPlan plan{.server = !client,
                                   .certificates = certificates_of_trace(trace, client),
                                   .terms = [&](schannel::Terms& own) { own = terms; },
                                   .judgement = manual};
        if (nobody) plan.certificates.clear();
        credential = make_tls_credential(plan);
        if (retries) terms.groups.push_back(group(29));
        retried_credential = make_tls_credential(plan);
        if (client) target = u"server";
        for (const Buffer& message : messages_of(trace, false))
            if (!client && message[0] == 13) features.set(Feature::mutual_auth);
        // Where the second ClientHello of section 5 has its padding.
        if (client && trace.retries()) options.extensions = {{21, 1, Buffer(0xAF)}};
    }
    // Behind its HelloRetryRequest that server has the group all the same, and says so.
    void retry(schannel::Machine& machine) const {
        if (!client) machine.handshake()->credential = retried_credential;
    }

    const Rfc8448Trace& trace;
    bool client;
    MachineCredential credential, retried_credential;
    std::u16string target;
    Features features;
    TlsOptions options;
};

}  // namespace secur32::test
