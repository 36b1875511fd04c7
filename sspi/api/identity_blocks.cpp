// Strings follow their header in the order user, domain, secret, package list, without gaps. Behind
// them there is room to spare, as Windows leaves it: a caller that encrypts in place with a cipher
// of its own rounds up to a block.
#include "sspi/api/identity_blocks.h"

#include <array>
#include <cstring>
#include <limits>

namespace secur32::api {
namespace {

constexpr std::uint32_t kFlatHeaderSize = 44;
constexpr std::size_t kFlatRoom = 4;    // behind a flat identity
constexpr std::size_t kPackedRoom = 8;  // behind a packed one: a cipher's block

std::size_t size_of(const std::optional<Bytes>& text) { return text ? text->size() : 0; }

std::size_t total_of(const IdentityView& view) {
    return size_of(view.user) + size_of(view.domain) + size_of(view.secret) +
           size_of(view.packages);
}

// Copies parts behind a header, one after the other.
class Placer {
 public:
    Placer(void* block, std::size_t header)
        : start_(static_cast<std::uint8_t*>(block)), next_(header) {}

    // Where the part lies; 0 when it is absent.
    std::uint32_t offset(const std::optional<Bytes>& part) {
        if (!part) return 0;
        const std::size_t at = next_;
        if (!part->empty()) std::memcpy(start_ + at, part->data(), part->size());
        next_ += part->size();
        return static_cast<std::uint32_t>(at);
    }
    unsigned short* pointer(const std::optional<Bytes>& part) {
        const std::uint32_t at = offset(part);
        return at == 0 ? nullptr : reinterpret_cast<unsigned short*>(start_ + at);
    }

 private:
    std::uint8_t* start_;
    std::size_t next_;
};

std::uint32_t characters(const IdentityView& view, const std::optional<Bytes>& text) {
    return static_cast<std::uint32_t>(size_of(text) / view.character_size());
}

Block build_extended(const IdentityView& view) {
    SEC_WINNT_AUTH_IDENTITY_EXW header{};
    Block block(allocate(sizeof header + total_of(view) + kPackedRoom));
    Placer place(block.get(), sizeof header);
    header.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    header.Length = sizeof header;
    header.User = place.pointer(view.user);
    header.UserLength = characters(view, view.user);
    header.Domain = place.pointer(view.domain);
    header.DomainLength = characters(view, view.domain);
    header.Password = place.pointer(view.secret);
    header.PasswordLength = characters(view, view.secret);
    header.PackageList = place.pointer(view.packages);
    header.PackageListLength = characters(view, view.packages);
    // What follows a structure of WinPR does not follow this one.
    header.Flags =
        (view.flags | SEC_WINNT_AUTH_IDENTITY_MARSHALLED) &
        ~std::uint32_t{SEC_WINNT_AUTH_IDENTITY_EXTENDED | SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2};
    std::memcpy(block.get(), &header, sizeof header);
    return block;
}

Result<SizedBlock> build_packed(const IdentityView& view) {
    constexpr std::size_t kMax = std::numeric_limits<unsigned short>::max();
    for (const auto* const part : {&view.user, &view.domain, &view.secret, &view.packages})
        if (size_of(*part) > kMax) return Status::invalid_parameter;
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    const std::size_t size = sizeof header + total_of(view);
    SizedBlock result{Block(allocate(size + kPackedRoom)), size + kPackedRoom};
    Placer place(result.block.get(), sizeof header);
    header.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    header.cbHeaderLength = sizeof header;
    header.cbStructureLength = static_cast<ULONG>(size);
    header.UserOffset = place.offset(view.user);
    header.UserLength = static_cast<unsigned short>(size_of(view.user));
    header.DomainOffset = place.offset(view.domain);
    header.DomainLength = static_cast<unsigned short>(size_of(view.domain));
    header.PackedCredentialsOffset = place.offset(view.secret);
    header.PackedCredentialsLength = static_cast<unsigned short>(size_of(view.secret));
    header.PackageListOffset = place.offset(view.packages);
    header.PackageListLength = static_cast<unsigned short>(size_of(view.packages));
    header.Flags = view.flags;
    std::memcpy(result.block.get(), &header, sizeof header);
    return result;
}

SizedBlock flatten_extended(const IdentityView& view) {
    const std::size_t size = kFlatHeaderSize + total_of(view) + kFlatRoom;
    SizedBlock result{Block(allocate(size)), size};
    Placer place(result.block.get(), kFlatHeaderSize);
    const auto offset = [&place](const std::optional<Bytes>& part) {
        return part && !part->empty() ? place.offset(part) : 0;
    };
    const std::array<std::uint32_t, 11> header = {
        SEC_WINNT_AUTH_IDENTITY_VERSION,
        kFlatHeaderSize,
        offset(view.user),
        characters(view, view.user),
        offset(view.domain),
        characters(view, view.domain),
        offset(view.secret),
        characters(view, view.secret),
        view.flags,
        offset(view.packages),
        characters(view, view.packages),
    };
    static_assert(sizeof header == kFlatHeaderSize);
    std::memcpy(result.block.get(), header.data(), sizeof header);
    return result;
}

}  // namespace

Result<Block> build_identity(const IdentityView& view) {
    if (view.form != IdentityForm::packed) return build_extended(view);
    TRY_ASSIGN(SizedBlock packed, build_packed(view));
    return std::move(packed.block);
}

Result<SizedBlock> flatten_identity(const IdentityView& view) {
    if (view.form == IdentityForm::packed) return build_packed(view);
    return flatten_extended(view);
}

}  // namespace secur32::api
