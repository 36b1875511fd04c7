// DecryptMessage of a TLS client, and the calls that follow it.  A handshake is made first; then
// the input says what the server sends and what the client does.  First octet: 1 TLS 1.3, 0
// TLS 1.2. Then actions:
//
//   0  raw      vector16  octets that are no records of the server's
//   1  sealed   type 1, vector16  content of that type, under the right key
//   2  flipped  vector8, position 2, mask 1  a record of data with an octet changed
//   3  pieces   vector8, cut 2  a record of data in two pieces
//   4  step     InitializeSecurityContext with what is left
//   5  close    the server's close_notify
//   6  reply    the client sends, the server reads
//
// What was changed on its way never becomes data; what was not arrives; one context's end is no
// other's.
#include <memory>

#include "sslprovider/base/reader.h"
#include "test/fuzz/check.h"
#include "test/support/tls_internals.h"

namespace {

using namespace secur32;
using fuzz::require;
using test::Octets;
using test::TlsPair;

constexpr int kMostActions = 64, kMostRecords = 4096;

struct World {
    explicit World(bool tls13) : pair({.version = tls13 ? 0x0304u : 0x0303u}) {
        require(pair.connect() == SEC_E_OK);
    }

    // DecryptMessage of the client's input until nothing whole is left.
    void read() {
        for (int i = 0; i < kMostRecords && !pair.client.input.empty(); ++i) {
            const std::size_t before = pair.client.input.size();
            status = pair.client.decrypt(text);
            require(status >= 0 ? pair.client.input.size() < before
                                : pair.client.input.size() == before);
            if (status == SEC_E_INCOMPLETE_MESSAGE) require(pair.client.missing > 0);
            if (status < 0) return;
            data += text;
            if (status == SEC_I_RENEGOTIATE || status == SEC_I_CONTEXT_EXPIRED) return;
        }
    }
    bool is_open() const { return open && status >= 0 && status != SEC_I_CONTEXT_EXPIRED; }

    TlsPair pair;
    std::string text, data;
    SECURITY_STATUS status = SEC_E_OK;
    bool open = true;  // no octets of another's are in the stream
};

void raw(World& world, Reader& in) {
    const Bytes octets = in.vector16();
    world.pair.client.input.insert(world.pair.client.input.end(), octets.begin(), octets.end());
    world.open = world.open && octets.empty();
    const std::string before = world.data;
    world.read();
    require(world.data == before);
}

void sealed(World& world, Reader& in) {
    const auto type = static_cast<schannel::ContentType>(20 + in.u8() % 4);
    const Bytes content = in.vector16();
    const auto written = test::connection_of(world.pair.server)
                             .sender.write(type, content, world.pair.server.output);
    if (written != Status::ok) return world.pair.server.output.clear();
    world.pair.deliver(world.pair.server, world.pair.client);
    world.read();
}

Octets data_record(World& world, Bytes content) {
    const std::string text(content.begin(), content.end());
    if (world.pair.server.encrypt(text) != SEC_E_OK) return {};
    return std::exchange(world.pair.server.output, {});
}

void flipped(World& world, Reader& in) {
    const Bytes content = in.vector8(1);
    const std::size_t position = in.be16();
    const std::uint8_t mask = in.u8();
    Octets record = data_record(world, content);
    if (record.empty() || mask == 0) return;
    record[position % record.size()] ^= mask;
    world.open = false;
    const std::string before = world.data;
    world.pair.client.input.insert(world.pair.client.input.end(), record.begin(), record.end());
    world.read();
    require(world.data == before);
}

void pieces(World& world, Reader& in) {
    const Bytes content = in.vector8(1);
    const std::size_t cut = in.be16();
    const Octets record = data_record(world, content);
    if (record.empty() || !world.pair.client.input.empty() || !world.is_open()) return;
    const auto at = record.begin() + static_cast<std::ptrdiff_t>(cut % record.size());
    world.pair.client.input.assign(record.begin(), at);
    world.data.clear();
    world.read();
    const bool renegotiates = world.status == SEC_E_CONTEXT_EXPIRED;
    require(world.data.empty());
    world.pair.client.input.insert(world.pair.client.input.end(), at, record.end());
    world.read();
    if (!renegotiates && world.status == SEC_E_OK)
        require(fuzz::same(bytes_of(std::string_view(world.data)), content));
}

void step(World& world, Reader&) {
    const SECURITY_STATUS status = world.pair.client.step();
    if (status < 0) world.status = status;
    if (status == SEC_E_OK) world.status = SEC_E_OK;
    world.pair.deliver(world.pair.client, world.pair.server);
    world.read();
}

void close(World& world, Reader&) {
    if (world.pair.server.shut_down() != SEC_E_OK) return;
    world.pair.deliver(world.pair.server, world.pair.client);
    world.read();
}

void reply(World& world, Reader&) {
    if (world.pair.client.encrypt("reply") != SEC_E_OK) return world.pair.client.output.clear();
    world.pair.deliver(world.pair.client, world.pair.server);
    std::string text;
    for (int i = 0; i < kMostActions; ++i) {
        const SECURITY_STATUS status = world.pair.server.decrypt(text);
        if (status == SEC_I_RENEGOTIATE && world.pair.server.step() == SEC_E_OK) continue;
        if (status != SEC_E_OK) return;
        if (text == "reply") return;
    }
}

constexpr void (*kActions[])(World&, Reader&) = {raw, sealed, flipped, pieces, step, close, reply};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Reader in({data, size});
    static World bystander(true);
    World world((in.u8() & 1) != 0);
    for (int i = 0; i < kMostActions && !in.empty(); ++i)
        kActions[in.u8() % std::size(kActions)](world, in);
    require(bystander.pair.exchange("untouched") == "untouched");
    return 0;
}
