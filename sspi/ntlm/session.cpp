// Which direction serves which call, and the form in which a session travels to another process.
#include "sspi/ntlm/session.h"

#include <algorithm>
#include <mutex>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"

namespace secur32::ntlm {
namespace {

// A packed session.  Only processes with this library read it, so a change is a new version.
//   Magic             4  "NTLX"
//   Version           1  1
//   Role              1  0 initiator, 1 acceptor
//   Anonymous         1  0, 1
//   NegotiateFlags    4
//   UserFlags         4
//   Granted           8  Features
//   Established       8  FILETIME
//   SessionKey       16
//   DomainSize        4  how much of Name is the domain
//   Name, Target      each: Length 2 (characters), UTF-16LE
//   Outgoing, Incoming    each: Length 2, the place in the key stream; empty: the beginning
constexpr std::array<std::uint8_t, 4> kMagic = {'N', 'T', 'L', 'X'};
constexpr std::uint8_t kVersion1 = 1;
constexpr std::size_t kFixedSize = 4 + 1 + 1 + 1 + 4 + 4 + 8 + 8 + 16 + 4 + 4 * 2;

Mode mode_of(Role role) { return role == Role::initiator ? Mode::client : Mode::server; }
Mode other(Mode mode) { return mode == Mode::client ? Mode::server : Mode::client; }

bool encrypts(const Message& message) {
    return std::ranges::any_of(message.segments, &Segment::encrypted);
}

void write_text(Writer& out, std::u16string_view text) {
    out.le16(static_cast<std::uint16_t>(text.size()));
    out.bytes(bytes_of(text));
}

std::u16string read_text(Reader& in) {
    const Bytes bytes = in.bytes(std::size_t{in.le16()} * 2);
    std::u16string text(bytes.size() / 2, u'\0');
    std::ranges::copy(bytes, reinterpret_cast<std::uint8_t*>(text.data()));
    return text;
}

void write_outcome(Writer& out, const Outcome& outcome) {
    out.bytes(kMagic);
    out.u8(kVersion1);
    out.u8(outcome.role == Role::initiator ? 0 : 1);
    out.u8(outcome.anonymous ? 1 : 0);
    out.le32(outcome.flags.bits());
    out.le32(outcome.user_flags);
    out.le64(outcome.granted.bits());
    out.le64(outcome.established);
    out.bytes(outcome.exported_session_key.bytes());
    out.le32(outcome.domain_size);
    write_text(out, outcome.name);
    write_text(out, outcome.target);
}

Status damaged() { return trace::because(Status::invalid_token, "ntlm: no packed context"); }

Result<Outcome> read_outcome(Reader& in) {
    if (in.array<4>() != kMagic || in.u8() != kVersion1) return damaged();
    Outcome outcome;
    const std::uint8_t role = in.u8(), anonymous = in.u8();
    if (role > 1 || anonymous > 1) return damaged();
    outcome.role = role == 0 ? Role::initiator : Role::acceptor;
    outcome.anonymous = anonymous == 1;
    outcome.flags = NegotiateFlags(in.le32());
    outcome.user_flags = in.le32();
    const std::uint64_t granted = in.le64();
    outcome.granted = Features::from_bits(granted);
    outcome.established = in.le64();
    std::ranges::copy(in.bytes(Key::size()), outcome.exported_session_key.mutable_bytes().begin());
    outcome.domain_size = in.le32();
    outcome.name = read_text(in);
    outcome.target = read_text(in);
    if (in.failed() || outcome.granted.bits() != granted) return damaged();
    // The domain ends before a backslash.
    if (outcome.domain_size != 0 &&
        (outcome.domain_size >= outcome.name.size() || outcome.name[outcome.domain_size] != u'\\'))
        return damaged();
    return outcome;
}

}  // namespace

Session::Session(Outcome outcome)
    : outcome_(std::move(outcome)),
      outgoing_(outcome_.flags, outcome_.exported_session_key, mode_of(outcome_.role)) {
    if (!shared())
        incoming_.emplace(outcome_.flags, outcome_.exported_session_key,
                          other(mode_of(outcome_.role)));
}

Status Session::protect(Message& message) {
    const Lock lock(outgoing_lock_);
    return encrypts(message) ? outgoing_.seal(message) : outgoing_.sign(message);
}

Status Session::unprotect(Message& message) {
    const Lock lock(incoming_lock());
    return encrypts(message) ? incoming().unseal(message) : incoming().verify(message);
}

Status Session::sign(Message& message) {
    const Lock lock(outgoing_lock_);
    return outgoing_.sign(message);
}

Status Session::verify(Message& message) {
    const Lock lock(incoming_lock());
    return incoming().verify(message);
}

Result<MutableBytes> Session::unprotect_stream(MutableBytes stream, std::uint32_t sequence_number) {
    if (stream.size() < kSignatureSize) return Status::incomplete_message;
    const MutableBytes data = stream.subspan(kSignatureSize);
    const Segment segment{data, outcome_.flags.has(Flag::seal)};
    Message message;
    message.segments = {&segment, 1};
    message.token = stream.first(kSignatureSize);
    message.sequence_number = sequence_number;
    TRY(unprotect(message));
    return data;
}

Result<SecureBytes> Session::pack(bool reset_sequence) const {
    const std::size_t names = outcome_.name.size() + outcome_.target.size();
    // Never grows: no copy of the keys stays behind in freed memory.
    Writer out(kFixedSize + 2 * names + 2 * Direction::kPackedSize);
    write_outcome(out, outcome_);
    const auto write_place = [&out](const Direction& direction) {
        out.le16(Direction::kPackedSize);
        auto place = direction.pack();
        out.bytes(place);
        secure_wipe(place);
    };
    const Lock outgoing(outgoing_lock_);
    if (reset_sequence)
        out.le16(0);
    else
        write_place(outgoing_);
    if (reset_sequence || !incoming_) {
        out.le16(0);
    } else {
        const Lock incoming(incoming_lock_);
        write_place(*incoming_);
    }
    Buffer bytes = out.take();
    SecureBytes packed{Bytes(bytes)};
    secure_wipe(bytes);
    return packed;
}

Result<std::unique_ptr<Session>> Session::unpack(Bytes packed) {
    Reader in(packed);
    TRY_ASSIGN(Outcome outcome, read_outcome(in));
    const Bytes outgoing = in.bytes(in.le16());
    const Bytes incoming = in.bytes(in.le16());
    if (!in.done()) return damaged();
    auto session = std::make_unique<Session>(std::move(outcome));
    TRY(session->restore(outgoing, incoming));
    return session;
}

Status Session::restore(Bytes outgoing, Bytes incoming) {
    // Both stand at the beginning, or neither does; one that is shared has no second place.
    if (incoming.empty() != (outgoing.empty() || shared())) return damaged();
    if (!outgoing.empty()) TRY(outgoing_.restore(outgoing));
    if (!incoming.empty()) TRY(incoming_->restore(incoming));
    return Status::ok;
}

}  // namespace secur32::ntlm
