// A block of extensions that is to be sent: gathered in the library's order, written in the one
// that Sources wants.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "sspi/schannel/extensions.h"

namespace secur32::schannel {

class OutgoingExtensions {
 public:
    template <typename Write>  // void(Writer&): the content
    void add(ExtensionType type, Write&& write) {
        Writer content;
        std::forward<Write>(write)(content);
        add(static_cast<std::uint16_t>(type), content.take());
    }
    void add(std::uint16_t type, Buffer content) { rows_.push_back({type, std::move(content)}); }
    // Extension extensions<..2^16-1>;  those that order does not name follow in their own order.
    void write(Writer& out, std::span<const std::uint16_t> order) const;
    std::vector<std::uint16_t> types() const;

 private:
    struct Row {
        std::uint16_t type;
        Buffer content;
    };
    std::vector<Row> rows_;
};

}  // namespace secur32::schannel
