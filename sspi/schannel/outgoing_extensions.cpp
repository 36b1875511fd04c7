#include "sspi/schannel/outgoing_extensions.h"

#include <algorithm>

namespace secur32::schannel {

void OutgoingExtensions::write(Writer& out, std::span<const std::uint16_t> order) const {
    std::vector<const Row*> rows;
    for (const Row& row : rows_) rows.push_back(&row);
    const auto place = [&](const Row* row) { return std::ranges::find(order, row->type); };
    std::ranges::stable_sort(rows, {}, place);
    out.vector16([&] {
        for (const Row* const row : rows) {
            out.be16(row->type);
            out.vector16([&] { out.bytes(row->content); });
        }
    });
}

std::vector<std::uint16_t> OutgoingExtensions::types() const {
    std::vector<std::uint16_t> types;
    for (const Row& row : rows_) types.push_back(row.type);
    return types;
}

}  // namespace secur32::schannel
