// AV_PAIR sequences ([MS-NLMP] 2.2.2.1): what a server says of itself in TargetInfo, and what a
// client answers inside its NTLMv2 response, under the proof.
// A parsed sequence borrows the octets it was parsed from, and raw() gives them back: a proof is
// always computed over what was received, never over a re-encoding.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/base/status.h"
#include "sslprovider/base/writer.h"

namespace secur32::ntlm {

enum class AvId : std::uint16_t {
    eol = 0,
    nb_computer_name = 1,
    nb_domain_name = 2,
    dns_computer_name = 3,
    dns_domain_name = 4,
    dns_tree_name = 5,
    flags = 6,
    timestamp = 7,
    single_host = 8,
    target_name = 9,
    channel_bindings = 10,
};
inline constexpr std::size_t kKnownAvIds = 11;

// The value of MsvAvFlags.
namespace av_flags {
inline constexpr std::uint32_t kConstrained = 0x1;  // "the account authentication is constrained"
inline constexpr std::uint32_t kProvidesMic = 0x2;  // the client fills AUTHENTICATE_MESSAGE.MIC
inline constexpr std::uint32_t kUntrustedTarget =
    0x4;  // MsvAvTargetName is from an untrusted source
}  // namespace av_flags

using BindingsHash = std::array<std::uint8_t, 16>;

// One AV_PAIR.  Ids beyond the known ones travel as they are.
//   AvId  2
//   AvLen 2
//   Value AvLen
struct AvPair {
    AvId id;
    Bytes value;
};

class AvPairs {
 public:
    AvPairs() = default;

    // Refused (invalid_token): no MsvAvEOL, an EOL with a value, a value that does not fit, a known
    // id twice, text of odd length, flags, timestamp or bindings of another size than theirs.
    // What stands behind EOL is padding (an NTLMv2_CLIENT_CHALLENGE has four octets of it).
    static Result<AvPairs> parse(Bytes sequence);

    // The octets from the first pair up to and with MsvAvEOL.
    Bytes raw() const { return raw_; }

    bool has(AvId id) const { return find(id).has_value(); }
    // A known id's value.
    std::optional<Bytes> find(AvId id) const;
    std::optional<std::u16string> text(AvId id) const;
    std::uint32_t flags() const;  // 0 when there are none
    std::optional<FileTime> timestamp() const;
    // "An all-zero value of the hash is used to indicate absence of channel bindings."
    std::optional<BindingsHash> channel_bindings() const;

    // Calls each(AvPair) for every pair in order, MsvAvEOL left out.
    template <typename Each>
    void for_each(Each each) const {
        for (Bytes rest = raw_; rest.size() > kHeader;) {
            const AvPair pair = first_of(rest);
            if (pair.id == AvId::eol) break;
            each(pair);
            rest = rest.subspan(kHeader + pair.value.size());
        }
    }

 private:
    static constexpr std::size_t kHeader = 4;
    static AvPair first_of(Bytes judged);

    Bytes raw_;
    // Where each known value starts in raw_ (its length stands two octets before); 0: absent.
    std::array<std::uint32_t, kKnownAvIds> at_{};
};

// Writes a sequence; finish() adds MsvAvEOL.
class AvPairsWriter {
 public:
    AvPairsWriter& value(AvId id, Bytes value);
    AvPairsWriter& text(AvId id, std::u16string_view text);
    AvPairsWriter& flags(std::uint32_t flags);
    AvPairsWriter& timestamp(FileTime time);
    // Status::invalid_parameter when a value or the whole does not fit into 16-bit lengths.
    Result<Buffer> finish();

 private:
    Writer out_;
    bool fits_ = true;
};

// What a client adds to the server's pairs (3.1.5.1.2).
struct ClientPairs {
    bool provides_mic = false;
    bool untrusted_target = false;
    BindingsHash channel_bindings{};  // zeros: the application gave none
    std::u16string_view target_name;  // ClientSuppliedTargetName; empty: none
    Bytes single_host;                // Single_Host_Data; empty: not sent
};

// The server's pairs in their order, then the client's: MsvAvFlags (the server's bits stay; left
// out when no bit is set), MsvAvSingleHost, MsvAvChannelBindings, MsvAvTargetName, MsvAvEOL.  A
// server that sends one of these ids itself does not get to choose them: its value is dropped.
Result<Buffer> write_client_pairs(const AvPairs& server, const ClientPairs& client);

}  // namespace secur32::ntlm
