// SecPkgInfo blocks: n structures and their strings in one allocation.
#pragma once

#include <span>

#include "sspi/api/strings.h"
#include "sspi/core/package.h"

namespace secur32::api {

// One block for all of infos (FreeContextBuffer).
template <typename Family>
typename Family::PkgInfo* allocate_package_infos(std::span<const PackageInfo* const> infos) {
    using Char = typename Family::Char;
    using Info = typename Family::PkgInfo;
    std::size_t characters = 0;
    for (const PackageInfo* info : infos)
        characters += encoded_size(info->name, static_cast<Char*>(nullptr)) +
                      encoded_size(info->comment, static_cast<Char*>(nullptr));
    auto* const block =
        static_cast<Info*>(allocate(infos.size() * sizeof(Info) + characters * sizeof(Char)));
    auto* text = reinterpret_cast<Char*>(block + infos.size());
    const auto place = [&text](std::u16string_view string) {
        Char* const start = text;
        encode(string, start);
        text += encoded_size(string, static_cast<Char*>(nullptr));
        return start;
    };
    for (std::size_t i = 0; i < infos.size(); ++i)
        block[i] = {infos[i]->capabilities, infos[i]->version,      infos[i]->rpc_id,
                    infos[i]->max_token,    place(infos[i]->name), place(infos[i]->comment)};
    return block;
}

template <typename Family>
typename Family::PkgInfo* allocate_package_info(const PackageInfo& info) {
    const PackageInfo* const one[] = {&info};
    return allocate_package_infos<Family>(one);
}

}  // namespace secur32::api
