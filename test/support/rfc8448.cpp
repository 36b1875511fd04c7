#include "test/support/rfc8448.h"

#include <stdexcept>

#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::test {
namespace {

std::uint8_t type_of(std::string_view action) {
    if (action.starts_with("send change_cipher_spec")) return 20;
    if (action.starts_with("send alert")) return 21;
    if (action.starts_with("send handshake")) return 22;
    return 23;
}

// RFC 8446 4: Finished is message 20; a flight that has it ends with it.
bool ends_with_finished(const Buffer& flight) {
    return flight.size() >= 36 && flight[flight.size() - 36] == 20 &&
           flight[flight.size() - 33] == 32;
}

}  // namespace

Rfc8448Trace::Rfc8448Trace(std::string_view section) : retries_(section == "5") {
    for (const auto& step : load_json("rfc8448/rfc8448.json")) {
        if (!step.at("section").get<std::string>().starts_with(std::string(section) + "."))
            continue;
        Rfc8448Step& added =
            steps_.emplace_back(Rfc8448Step{step.at("who"), step.at("action"), {}});
        for (const auto& item : step.at("items"))
            added.items.emplace(item.at("label"), hex(item.at("hex").get<std::string>()));
    }
    if (steps_.empty()) throw std::runtime_error("RFC 8448 has no trace " + std::string(section));
}

const Buffer& Rfc8448Trace::item(std::string_view action, std::string_view label) const {
    for (const Rfc8448Step& step : steps_) {
        const auto found = step.items.find(label);
        if (step.action == action && found != step.items.end()) return found->second;
    }
    throw std::runtime_error("RFC 8448: no " + std::string(label) + " at: " + std::string(action));
}

const Buffer& Rfc8448Trace::last_key_pair(std::string_view who, std::string_view label) const {
    const Buffer* last = nullptr;
    for (const Rfc8448Step& step : steps_)
        if (step.who == who && step.action.starts_with("create an ephemeral"))
            last = &step.items.find(label)->second;
    if (last == nullptr) throw std::runtime_error("RFC 8448: no key pair");
    return *last;
}

std::vector<Rfc8448Record> Rfc8448Trace::records() const {
    std::vector<Rfc8448Record> found;
    bool finished[2] = {false, false};
    for (const Rfc8448Step& step : steps_) {
        if (!step.action.starts_with("send ")) continue;
        const bool client = step.who == "client";
        const Buffer& payload = step.items.at("payload");
        found.push_back({client, type_of(step.action), !finished[client], payload,
                         step.items.at("complete record")});
        if (type_of(step.action) == 22 && ends_with_finished(payload)) finished[client] = true;
    }
    return found;
}

std::vector<Buffer> Rfc8448Trace::flights() const {
    std::vector<Buffer> found;
    for (const Rfc8448Record& record : records())
        if (record.type == 22 && record.handshake_continues) found.push_back(record.payload);
    return found;
}

}  // namespace secur32::test
