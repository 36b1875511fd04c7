// Every protected record of RFC 8448's traces, opened and sealed again to the same octets, under
// the keys and IVs that the RFC prints.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include "sslprovider/provider/packet_key.h"
#include "test/support/rfc8448.h"

namespace secur32::provider {
namespace {

struct TrafficKey {
    Buffer key, iv;
};

// "derive write traffic keys for handshake data": whose, and for what.  A step that says "(same as
// ...)" has no items: the other end's step has them, before or after.
struct KeyName {
    std::string sender, purpose;
    auto operator<=>(const KeyName&) const = default;
};

std::optional<KeyName> key_name(const test::Rfc8448Step& step, std::string_view verb) {
    const std::string start = "derive " + std::string(verb) + " traffic keys for ";
    if (!step.action.starts_with(start)) return std::nullopt;
    const std::string purpose =
        step.action.substr(start.size(), step.action.find(" data") - start.size());
    const bool own = verb == "write";
    return KeyName{(step.who == "client") == own ? "client" : "server", purpose};
}

std::map<KeyName, TrafficKey> printed_keys(const test::Rfc8448Trace& trace) {
    std::map<KeyName, TrafficKey> keys;
    for (const test::Rfc8448Step& step : trace.steps())
        for (const char* verb : {"read", "write"})
            if (const auto name = key_name(step, verb); name && !step.items.empty())
                keys[*name] = {step.items.at("key expanded"), step.items.at("iv expanded")};
    return keys;
}

PacketKey packet_key(const TrafficKey& traffic) {
    const auto suite = std::ranges::find(cipher_suites(), 0x1301, &CipherSuite::id);
    auto made =
        PacketKey::create(Version::tls13, *suite,
                          {{}, SecureBytes(traffic.key), SecureBytes(traffic.iv)}, PacketUse::both);
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

ContentType type_of(const std::string& action) {
    if (action.starts_with("send handshake")) return ContentType::handshake;
    return action.starts_with("send alert") ? ContentType::alert : ContentType::application_data;
}

void expect_same(PacketKey& key, std::uint64_t sequence, ContentType type, const Buffer& payload,
                 const Buffer& record) {
    Buffer received = record;
    const auto opened = key.unprotect(sequence, received);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value().type, type);
    EXPECT_TRUE(std::ranges::equal(opened.value().content, payload));
    Buffer sealed(record.size());
    ASSERT_EQ(key.protect(type, sequence, Bytes(payload), MutableBytes(sealed)), Status::ok);
    EXPECT_EQ(sealed, record);
}

TEST(PacketKeyRfc8448, OpensAndSealsEveryProtectedRecord) {
    std::size_t count = 0;
    for (const std::string_view section : test::kRfc8448Sections) {
        SCOPED_TRACE(section);
        const test::Rfc8448Trace trace(section);
        const auto keys = printed_keys(trace);
        struct Sender {
            std::optional<PacketKey> key;
            std::uint64_t sequence = 0;
        };
        std::map<std::string, Sender> senders;
        for (const test::Rfc8448Step& step : trace.steps()) {
            Sender& sender = senders[step.who];
            if (const auto name = key_name(step, "write")) {
                ASSERT_TRUE(keys.contains(*name)) << name->sender << " " << name->purpose;
                sender = {packet_key(keys.at(*name)), 0};
            }
            if (!step.action.starts_with("send ")) continue;
            const Buffer& record = step.items.at("complete record");
            if (record.at(0) != 23) continue;
            SCOPED_TRACE(step.who + ": " + step.action);
            ASSERT_TRUE(sender.key);
            expect_same(*sender.key, sender.sequence++, type_of(step.action),
                        step.items.at("payload"), record);
            ++count;
        }
    }
    EXPECT_EQ(count, 27u);
    std::cout << count << " protected records of RFC 8448\n";
}

}  // namespace
}  // namespace secur32::provider
