// The layout of what CERT_KEY_PROV_INFO_PROP_ID gives: parts behind one another in one block.
#include "sslprovider/api/key_provider_info.h"

#include <cstddef>
#include <limits>
#include <new>

namespace secur32::api {
namespace {

static_assert(sizeof(WCHAR) == sizeof(char16_t));

std::optional<std::u16string> copy_text(const WCHAR* text) {
    if (text == nullptr) return std::nullopt;
    return std::u16string(reinterpret_cast<const char16_t*>(text));
}

// Walks a block twice: once without memory, to learn its size, once to fill it.
class Block {
 public:
    explicit Block(std::uint8_t* memory) : memory_(memory) {}

    // Room for count Ts; null while there is no memory.
    template <typename T>
    T* room(std::size_t count) {
        constexpr std::size_t unit = 8;
        const std::size_t at = size_;
        size_ += (count * sizeof(T) + unit - 1) / unit * unit;
        return memory_ == nullptr ? nullptr : reinterpret_cast<T*>(memory_ + at);
    }
    template <typename T>
    T* copy(const T* from, std::size_t count) {
        T* const to = room<T>(count);
        if (to != nullptr && count != 0) std::memcpy(to, from, count * sizeof(T));
        return to;
    }
    WCHAR* copy(const std::optional<std::u16string>& text) {
        if (!text) return nullptr;
        return reinterpret_cast<WCHAR*>(copy(text->c_str(), text->size() + 1));
    }
    std::size_t size() const { return size_; }

 private:
    std::uint8_t* memory_;
    std::size_t size_ = 0;
};

CRYPT_KEY_PROV_PARAM lay_out(const ProviderParameter& parameter, Block& block) {
    const Bytes data = parameter.data.bytes();
    return {parameter.id, data.empty() ? nullptr : block.copy(data.data(), data.size()),
            static_cast<DWORD>(data.size()), parameter.flags};
}

// Answers the size.
std::size_t lay_out(const KeyProviderInfo& info, std::uint8_t* memory) {
    Block block(memory);
    CRYPT_KEY_PROV_INFO out{};
    auto* const place = block.room<CRYPT_KEY_PROV_INFO>(1);
    const std::size_t count = info.parameters.size();
    auto* const parameters = block.room<CRYPT_KEY_PROV_PARAM>(count);
    out.pwszContainerName = block.copy(info.container);
    out.pwszProvName = block.copy(info.provider);
    out.dwProvType = info.provider_type;
    out.dwFlags = info.flags;
    out.cProvParam = static_cast<DWORD>(count);
    out.rgProvParam = count == 0 ? nullptr : parameters;
    out.dwKeySpec = info.key_spec;
    for (std::size_t i = 0; i < count; ++i) {
        const CRYPT_KEY_PROV_PARAM parameter = lay_out(info.parameters[i], block);
        if (memory != nullptr) std::memcpy(parameters + i, &parameter, sizeof parameter);
    }
    if (memory != nullptr) std::memcpy(place, &out, sizeof out);
    return block.size();
}

}  // namespace

Result<KeyProviderInfo> copy_provider_info(const CRYPT_KEY_PROV_INFO& given) {
    if (given.cProvParam != 0 && given.rgProvParam == nullptr)
        return trace::because(Status::invalid_parameter, "cert: cProvParam without rgProvParam");
    KeyProviderInfo out;
    out.container = copy_text(given.pwszContainerName);
    out.provider = copy_text(given.pwszProvName);
    out.provider_type = given.dwProvType;
    out.flags = given.dwFlags;
    out.key_spec = given.dwKeySpec;
    for (DWORD i = 0; i < given.cProvParam; ++i) {
        const CRYPT_KEY_PROV_PARAM& from = given.rgProvParam[i];
        TRY_ASSIGN(const Bytes data, cert_bytes(from.pbData, from.cbData));
        out.parameters.push_back({from.dwParam, SecureBytes(data), from.dwFlags});
    }
    return out;
}

Status put_provider_info(const KeyProviderInfo& info, const CertOutput& out) {
    const std::size_t size = lay_out(info, nullptr);
    TRY(out.fits(size));
    if (!out.asks_size()) lay_out(info, out.memory());
    return Status::ok;
}

}  // namespace secur32::api
