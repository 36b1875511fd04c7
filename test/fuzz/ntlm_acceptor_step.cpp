// The acceptor's step, whole exchanges.  The first octet says how the rest is read:
//
//   0x01  clear: the rest is tokens for the server, each behind its length (2 octets)
//         set: an honest client talks to the server and the rest edits what they say, in records of
//         Leg 1 (0 NEGOTIATE, 1 CHALLENGE, 2 AUTHENTICATE; +4 cuts), Offset 2, Value 1
//   0x02  the server takes datagrams and anonymous logons
//   0x04  the server's policy takes NTLMv1 (only where tokens are given)
//
// No edits: the exchange completes.  Any edit that changes an octet: it must not.
#include <array>
#include <cstdlib>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/reader.h"
#include "test/fuzz/check.h"
#include "test/support/ntlm_world.h"

namespace {

using namespace secur32;
using fuzz::require;
using test::Conversation;
using test::World;

constexpr std::uint8_t kEdits = 1, kWelcoming = 2, kOldPolicy = 4;

std::shared_ptr<Credential> server_at(World& world, const char* level) {
    ::setenv(environment::kLmCompatibilityLevel, level, 1);
    std::shared_ptr<Credential> credential = world.inbound().value();
    ::unsetenv(environment::kLmCompatibilityLevel);
    return credential;
}

struct Fixture {
    World world;
    std::shared_ptr<Credential> strict = server_at(world, "5");
    std::shared_ptr<Credential> lax = server_at(world, "0");
    Identity bob = World::bob();
    std::shared_ptr<Credential> client = world.outbound(&bob).value();
};

Features asked_by(std::uint8_t mode) {
    Features features{Feature::confidentiality, Feature::integrity};
    if ((mode & kWelcoming) != 0) features.set(Feature::datagram).set(Feature::null_session);
    return features;
}

// What a program does with a context that was established.
void use(Context& context, Bytes rubbish) {
    static_cast<void>(test::seal(context, Buffer(rubbish.begin(), rubbish.end())));
    Buffer sealed(rubbish.begin(), rubbish.end());
    if (sealed.size() >= 16) static_cast<void>(test::unseal(context, sealed));
    require(context.pack(false).ok());
    require(context.query(Attribute::names).ok());
    require(!context.step(*std::make_unique<Exchange>()).ok());
}

void feed(Fixture& fixture, std::uint8_t mode, Reader in) {
    const auto& credential = (mode & kOldPolicy) != 0 ? fixture.lax : fixture.strict;
    const auto server = fixture.world.package->new_context(Role::acceptor, credential).value();
    while (!in.empty() && !in.failed()) {
        Exchange exchange;
        exchange.requested = asked_by(mode);
        exchange.input = in.bytes(in.le16());
        const Result<Progress> progress = server->step(exchange);
        if (!progress.ok()) return;
        if (progress.value() == Progress::complete) return use(*server, in.rest());
    }
}

using Tokens = std::array<Conversation::Meddle*, 3>;

struct Edit {
    std::uint8_t leg;
    std::size_t offset;
    std::uint8_t value;

    void apply(Buffer& token) const {
        if (offset >= token.size()) return;
        if (leg >= 4)
            token.resize(offset);
        else
            token[offset] ^= value;
    }
};

void meddle(Fixture& fixture, std::uint8_t mode, Reader in) {
    std::vector<Edit> edits;
    while (in.remaining() >= 4 && edits.size() < 64) {
        const std::uint8_t leg = in.u8();
        const std::size_t offset = in.le16();
        edits.push_back({leg, offset, in.u8()});
    }
    Conversation talk(fixture.world);
    talk.client_credential = fixture.client;
    talk.server_credential = fixture.strict;
    talk.server_asks = asked_by(mode);
    // Whoever takes the names and the proof away turns a user into nobody, where nobody is welcome.
    talk.server_asks.set(Feature::null_session, false);
    bool changed = false;
    std::uint8_t leg = 0;
    for (Conversation::Meddle* const at :
         Tokens{&talk.on_negotiate, &talk.on_challenge, &talk.on_authenticate}) {
        *at = [&edits, &changed, leg](Buffer& token) {
            const Buffer before = token;
            for (const Edit& edit : edits)
                if (edit.leg % 4 == leg) edit.apply(token);
            changed |= token != before;
        };
        ++leg;
    }
    const Status status = talk.run();
    require((status == Status::ok) == !changed);
    if (status == Status::ok) use(*talk.server, {});
    fixture.world.authority->records.clear();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Fixture& fixture = *new Fixture;
    if (size == 0) return 0;
    const std::uint8_t mode = data[0];
    Reader rest(Bytes{data + 1, size - 1});
    if ((mode & kEdits) != 0)
        meddle(fixture, mode, rest);
    else
        feed(fixture, mode, rest);
    return 0;
}
