#include "sslprovider/api/parameter_list.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

Status take_random(Bytes value, std::optional<std::span<const std::uint8_t, 32>>& random) {
    if (random) return refuse("ssl: a random twice in the parameter list");
    if (value.size() != sizeof(provider::Random)) return refuse("ssl: a random is not 32 octets");
    random.emplace(value.first<sizeof(provider::Random)>());
    return Status::ok;
}

Status take_highest_version(Bytes value, std::optional<DWORD>& version) {
    if (version) return refuse("ssl: the highest version twice in the parameter list");
    DWORD number = 0;
    if (value.size() != sizeof number) return refuse("ssl: the highest version is not a DWORD");
    std::memcpy(&number, value.data(), sizeof number);
    if (number > 0xFFFF) return refuse("ssl: the highest version is over 16 bits");
    version = number;
    return Status::ok;
}

Status take_session_hash(Bytes value, std::optional<Bytes>& session_hash) {
    if (session_hash) return refuse("ssl: the session hash twice in the parameter list");
    if (value.empty() || value.size() > crypto::kMaxHashLength)
        return refuse("ssl: the session hash is as long as no hash");
    session_hash = value;
    return Status::ok;
}

struct Row {
    ULONG type;
    Status (*take)(Bytes value, Parameters& parameters);
};
constexpr std::array kRows = {
    Row{NCRYPTBUFFER_SSL_CLIENT_RANDOM,
        [](Bytes value, Parameters& to) { return take_random(value, to.client_random); }},
    Row{NCRYPTBUFFER_SSL_SERVER_RANDOM,
        [](Bytes value, Parameters& to) { return take_random(value, to.server_random); }},
    Row{NCRYPTBUFFER_SSL_HIGHEST_VERSION,
        [](Bytes value, Parameters& to) {
            return take_highest_version(value, to.highest_version);
        }},
    Row{NCRYPTBUFFER_SSL_SESSION_HASH,
        [](Bytes value, Parameters& to) { return take_session_hash(value, to.session_hash); }},
};

Status take(const NCryptBuffer& buffer, Parameters& parameters) {
    const auto known = std::ranges::find(kRows, buffer.BufferType, &Row::type);
    if (known == kRows.end()) return Status::ok;
    if (buffer.pvBuffer == nullptr) return refuse("ssl: a parameter has no address");
    return known->take({static_cast<const std::uint8_t*>(buffer.pvBuffer), buffer.cbBuffer},
                       parameters);
}

}  // namespace

Result<provider::Randoms> Parameters::randoms() const {
    if (!client_random || !server_random) return refuse("ssl: the parameter list lacks a random");
    provider::Randoms randoms;
    std::ranges::copy(*client_random, randoms.client.begin());
    std::ranges::copy(*server_random, randoms.server.begin());
    return randoms;
}

Result<Parameters> parse_parameters(const NCryptBufferDesc* list) {
    Parameters parameters;
    if (list == nullptr) return parameters;
    if (list->ulVersion != NCRYPTBUFFER_VERSION)
        return refuse("ssl: NCryptBufferDesc.ulVersion is not 0");
    if (list->cBuffers > kMaxParameters) return refuse("ssl: too many parameters");
    if (list->cBuffers != 0 && list->pBuffers == nullptr)
        return refuse("ssl: NCryptBufferDesc.pBuffers is null");
    for (ULONG i = 0; i < list->cBuffers; ++i) TRY(take(list->pBuffers[i], parameters));
    return parameters;
}

}  // namespace secur32::api
