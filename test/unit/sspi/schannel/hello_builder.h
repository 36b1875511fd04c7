// Hellos put together by hand, right or wrong.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/writer.h"
#include "sspi/schannel/hello.h"

namespace secur32::test {

// "00 1d 00-20": hexadecimal digits, whatever stands between them.
inline Buffer octets_of(std::string_view text) {
    Buffer out;
    std::optional<unsigned> high;
    for (const char c : text) {
        const std::string_view digits = "0123456789abcdef";
        const std::size_t digit = digits.find(c);
        if (digit == digits.npos) continue;
        if (high) out.push_back(static_cast<std::uint8_t>(*high << 4 | digit));
        high = high ? std::nullopt : std::optional<unsigned>(static_cast<unsigned>(digit));
    }
    return out;
}

// The body of a ClientHello, or of a ServerHello.
struct HelloBuilder {
    std::uint16_t version = 0x0303;
    provider::Random random{};
    Buffer session_id;
    std::vector<std::uint16_t> suites = {0x1301, 0xC02B, 0xC02F};
    Buffer compression = {0};
    std::vector<std::pair<std::uint16_t, Buffer>> extensions;
    bool has_extensions = true;

    HelloBuilder& add(std::uint16_t type, Buffer content) {
        extensions.emplace_back(type, std::move(content));
        return *this;
    }
    HelloBuilder& add(std::uint16_t type, std::string_view content) {
        return add(type, octets_of(content));
    }
    HelloBuilder& drop(std::uint16_t type) {
        std::erase_if(extensions, [&](const auto& each) { return each.first == type; });
        return *this;
    }
    // What a client of TLS 1.3 has to send.
    HelloBuilder& for_tls13() {
        Writer share;
        share.be16(36);
        share.be16(0x001D);
        share.be16(32);
        for (std::uint8_t i = 0; i < 32; ++i) share.u8(static_cast<std::uint8_t>(i + 9));
        return add(43, "04 0304 0303")
            .add(10, "0004 001d 0017")
            .add(13, "0006 0403 0804 0401")
            .add(51, share.take());
    }

    Buffer client() const {
        Writer out;
        head(out);
        out.vector16([&] {
            for (const std::uint16_t suite : suites) out.be16(suite);
        });
        out.vector8([&] { out.bytes(compression); });
        tail(out);
        return out.take();
    }
    Buffer server() const {
        Writer out;
        head(out);
        out.be16(suites.front());
        out.u8(compression.front());
        tail(out);
        return out.take();
    }

 private:
    void head(Writer& out) const {
        out.be16(version);
        out.bytes(random);
        out.vector8([&] { out.bytes(session_id); });
    }
    void tail(Writer& out) const {
        if (!has_extensions) return;
        out.vector16([&] {
            for (const auto& each : extensions) {
                out.be16(each.first);
                out.vector16([&] { out.bytes(each.second); });
            }
        });
    }
};

}  // namespace secur32::test
