// The structures are quoted in <sspi_identity.h>; the flat form is this, followed by the strings:
//
//     ULONG Version;       // 0x200                ULONG PasswordOffset;
//     ULONG Length;        // 44: of this          ULONG PasswordLength;
//     ULONG UserOffset;    // 0: absent            ULONG Flags;
//     ULONG UserLength;    // characters           ULONG PackageListOffset;
//     ULONG DomainOffset;                          ULONG PackageListLength;
//     ULONG DomainLength;
#include "sspi/api/identity_view.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/memory_cipher.h"
#include "sspi/api/secret_text.h"

namespace secur32::api {
namespace {

constexpr Status kBad = Status::unknown_credentials;
constexpr std::uint32_t kMaxCharacters = 0x7FFF;       // what a UNICODE_STRING can count
constexpr std::uint32_t kMaxPackedSize = 1024 * 1024;  // four strings of 16-bit length fit in well
constexpr std::uint32_t kFlatHeaderSize = 44;

Status bad(const char* reason) { return trace::because(kBad, reason); }

// Flags says what the strings are made of; both flags: Unicode.
Result<bool> says_unicode(std::uint32_t flags) {
    if ((flags & SEC_WINNT_AUTH_IDENTITY_UNICODE) != 0) return true;
    if ((flags & SEC_WINNT_AUTH_IDENTITY_ANSI) != 0) return false;
    return bad("identity: Flags has neither ANSI nor UNICODE");
}

// ---- Plain and extended: pointers ---------------------------------------------------------------

struct Pointed {
    const void* text;
    std::uint32_t length;  // characters
};

Result<std::optional<Bytes>> string_at(Pointed string, std::size_t character_size) {
    if (string.text == nullptr) {
        if (string.length != 0) return bad("identity: a string has a length but no address");
        return std::optional<Bytes>();
    }
    if (string.length > kMaxCharacters) return bad("identity: a string is too long");
    return std::optional<Bytes>(
        Bytes(static_cast<const std::uint8_t*>(string.text), string.length * character_size));
}

// A password cannot have more than 512 characters, so a greater length is FreeRDP's mark.
Status undo_hash_mark(std::uint32_t& length, std::uint32_t& flags) {
    if (length <= kPasswordHashLengthOffset) return Status::ok;
    if (length != kPasswordHashLengthOffset + kPasswordHashDigits)
        return bad("identity: the password is too long");
    length = kPasswordHashDigits;
    flags |= SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH;
    return Status::ok;
}

struct PointedIdentity {
    IdentityForm form;
    std::uint32_t flags;
    Pointed user, domain, password, packages;
};

Result<IdentityView> view_pointed(PointedIdentity identity) {
    IdentityView view;
    view.form = identity.form;
    TRY(undo_hash_mark(identity.password.length, identity.flags));
    view.flags = identity.flags;
    TRY_ASSIGN(view.unicode, says_unicode(identity.flags));
    TRY_ASSIGN(view.user, string_at(identity.user, view.character_size()));
    TRY_ASSIGN(view.domain, string_at(identity.domain, view.character_size()));
    TRY_ASSIGN(view.secret, string_at(identity.password, view.character_size()));
    TRY_ASSIGN(view.packages, string_at(identity.packages, view.character_size()));
    return view;
}

Result<IdentityView> view_plain(const void* identity) {
    SEC_WINNT_AUTH_IDENTITY_W plain;  // the A form has the same layout
    std::memcpy(&plain, identity, sizeof plain);
    return view_pointed({IdentityForm::plain,
                         plain.Flags,
                         {plain.User, plain.UserLength},
                         {plain.Domain, plain.DomainLength},
                         {plain.Password, plain.PasswordLength},
                         {nullptr, 0}});
}

Result<IdentityView> view_extended(const void* identity) {
    SEC_WINNT_AUTH_IDENTITY_EXW extended;  // the A form has the same layout
    std::memcpy(&extended, identity, sizeof(ULONG) * 2);
    if (extended.Length < sizeof extended)
        return bad("identity: SEC_WINNT_AUTH_IDENTITY_EX.Length");
    std::memcpy(&extended, identity, sizeof extended);
    return view_pointed({IdentityForm::extended,
                         extended.Flags,
                         {extended.User, extended.UserLength},
                         {extended.Domain, extended.DomainLength},
                         {extended.Password, extended.PasswordLength},
                         {extended.PackageList, extended.PackageListLength}});
}

// ---- Packed and flat: offsets -------------------------------------------------------------------

struct Placed {
    std::uint32_t offset;
    std::uint32_t size;  // bytes
};

// The bytes of one part.  An offset of 0 says that there is none.
Result<std::optional<Bytes>> part_at(Bytes block, std::size_t header, Placed part) {
    if (part.offset == 0) {
        if (part.size != 0) return bad("identity: a part has a length but no offset");
        return std::optional<Bytes>();
    }
    if (part.offset < header || part.offset > block.size() ||
        part.size > block.size() - part.offset)
        return bad("identity: a part lies outside the structure");
    return std::optional<Bytes>(block.subspan(part.offset, part.size));
}

bool overlap(Placed a, Placed b) {
    return a.size != 0 && b.size != 0 && a.offset < std::uint64_t{b.offset} + b.size &&
           b.offset < std::uint64_t{a.offset} + a.size;
}

using Parts = std::array<Placed, 4>;  // user, domain, secret, packages

Status place(IdentityView& view, Bytes block, std::size_t header, const Parts& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (std::size_t k = i + 1; k < parts.size(); ++k)
            if (overlap(parts[i], parts[k])) return bad("identity: two parts overlap");
    TRY_ASSIGN(view.user, part_at(block, header, parts[0]));
    TRY_ASSIGN(view.domain, part_at(block, header, parts[1]));
    TRY_ASSIGN(view.secret, part_at(block, header, parts[2]));
    TRY_ASSIGN(view.packages, part_at(block, header, parts[3]));
    return Status::ok;
}

bool whole_characters(const IdentityView& view, const std::optional<Bytes>& text) {
    return !text || text->size() % view.character_size() == 0;
}

// The credential inside SEC_WINNT_AUTH_PACKED_CREDENTIALS; header and offsets judged.
struct PackedCredential {
    GUID type;
    Bytes data;
};

Result<PackedCredential> parse_packed_credential(Bytes packed) {
    SEC_WINNT_AUTH_PACKED_CREDENTIALS header;
    if (packed.size() < sizeof header) return bad("identity: the packed credentials are cut short");
    std::memcpy(&header, packed.data(), sizeof header);
    if (header.cbHeaderLength < sizeof header || header.cbStructureLength < header.cbHeaderLength ||
        header.cbStructureLength > packed.size())
        return bad("identity: the packed credentials have a bad header");
    const SEC_WINNT_AUTH_BYTE_VECTOR& vector = header.AuthData.CredData;
    TRY_ASSIGN(const std::optional<Bytes> data,
               part_at(packed.first(header.cbStructureLength), header.cbHeaderLength,
                       {vector.ByteArrayOffset, vector.ByteArrayLength}));
    return PackedCredential{header.AuthData.CredType, data.value_or(Bytes())};
}

bool is_password(const GUID& type) {
    return std::memcmp(&type, &SEC_WINNT_AUTH_DATA_TYPE_PASSWORD, sizeof type) == 0;
}

// What is encrypted is judged when it is decrypted.
Status judge_packed(const IdentityView& view) {
    if (!whole_characters(view, view.user) || !whole_characters(view, view.domain) ||
        !whole_characters(view, view.packages))
        return bad("identity: a UTF-16 string has an odd length");
    if (!view.secret || view.secret->empty() || is_encrypted(view.flags)) return Status::ok;
    return status_of(parse_packed_credential(*view.secret));
}

Result<std::uint32_t> packed_size(Bytes start) {
    Reader in(start);
    const std::uint32_t version = in.le32();
    const std::uint16_t header_length = in.le16();
    in.skip(2);
    const std::uint32_t size = in.le32();
    if (in.failed() || version != SEC_WINNT_AUTH_IDENTITY_VERSION_2 ||
        header_length < sizeof(SEC_WINNT_AUTH_IDENTITY_EX2) || size < header_length ||
        size > kMaxPackedSize)
        return bad("identity: SEC_WINNT_AUTH_IDENTITY_EX2 has a bad header");
    return size;
}

}  // namespace

Result<IdentityView> view_packed_identity(Bytes block) {
    TRY_ASSIGN(const std::uint32_t size, packed_size(block));
    if (size > block.size()) return bad("identity: cbStructureLength exceeds the buffer");
    SEC_WINNT_AUTH_IDENTITY_EX2 header;
    std::memcpy(&header, block.data(), sizeof header);
    IdentityView view;
    view.form = IdentityForm::packed;
    view.flags = header.Flags;
    view.unicode = (header.Flags & SEC_WINNT_AUTH_IDENTITY_UNICODE) != 0 ||
                   (header.Flags & SEC_WINNT_AUTH_IDENTITY_ANSI) == 0;
    TRY(place(view, block.first(size), header.cbHeaderLength,
              {Placed{header.UserOffset, header.UserLength},
               Placed{header.DomainOffset, header.DomainLength},
               Placed{header.PackedCredentialsOffset, header.PackedCredentialsLength},
               Placed{header.PackageListOffset, header.PackageListLength}}));
    if ((header.Flags & SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER) != 0) view.user.reset();
    if ((header.Flags & SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN) != 0) view.domain.reset();
    TRY(judge_packed(view));
    return view;
}

Result<IdentityView> view_flat_identity(Bytes block) {
    Reader in(block);
    const std::uint32_t version = in.le32();
    const std::uint32_t length = in.le32();
    std::array<std::uint32_t, 9> field{};
    for (std::uint32_t& value : field) value = in.le32();
    if (in.failed() || version != SEC_WINNT_AUTH_IDENTITY_VERSION || length != kFlatHeaderSize)
        return bad("identity: the marshalled form has a bad header");
    const auto [user, user_length, domain, domain_length, password, password_length, flags,
                packages, packages_length] = field;
    for (const std::uint32_t count : {user_length, domain_length, password_length, packages_length})
        if (count > kMaxCharacters) return bad("identity: a string is too long");
    IdentityView view;
    view.form = IdentityForm::extended;
    view.flags = flags;
    TRY_ASSIGN(view.unicode, says_unicode(flags));
    const auto size = static_cast<std::uint32_t>(view.character_size());
    TRY(place(
        view, block, kFlatHeaderSize,
        {Placed{user, user_length * size}, Placed{domain, domain_length * size},
         Placed{password, password_length * size}, Placed{packages, packages_length * size}}));
    return view;
}

Result<IdentityView> view_marshalled_identity(Bytes block) {
    const bool packed = Reader(block).le32() == SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    return packed ? view_packed_identity(block) : view_flat_identity(block);
}

Result<IdentityView> view_identity(const void* identity) {
    std::uint32_t version = 0;
    std::memcpy(&version, identity, sizeof version);
    if (version == SEC_WINNT_AUTH_IDENTITY_VERSION) return view_extended(identity);
    if (version != SEC_WINNT_AUTH_IDENTITY_VERSION_2) return view_plain(identity);
    const auto* const start = static_cast<const std::uint8_t*>(identity);
    TRY_ASSIGN(const std::uint32_t size, packed_size({start, sizeof(SEC_WINNT_AUTH_IDENTITY_EX2)}));
    return view_packed_identity({start, size});
}

bool is_encrypted(std::uint32_t flags) {
    return (flags & (SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED |
                     SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED |
                     SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED |
                     SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED)) != 0;
}

Result<SecureBytes> clear_secret(const IdentityView& view) {
    SecureBytes secret(view.secret.value_or(Bytes()));
    if (!is_encrypted(view.flags)) return secret;
    if ((view.flags & SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED) == 0)
        return bad("identity: encrypted by a mechanism that does not exist here");
    TRY(crypto::decrypt_memory(secret.mutable_bytes()));
    if (view.form == IdentityForm::packed && !secret.empty())
        TRY(parse_packed_credential(secret.bytes()));
    return secret;
}

Result<std::u16string> text_in(const IdentityView& view, const std::optional<Bytes>& text) {
    std::u16string out;
    if (!text || text->empty()) return out;
    if (view.unicode) {
        out.resize(text->size() / sizeof(char16_t));
        std::memcpy(out.data(), text->data(), out.size() * sizeof(char16_t));
        return out;
    }
    Result<std::u16string> converted =
        utf16_of({reinterpret_cast<const char*>(text->data()), text->size()});
    if (!converted.ok()) return bad("identity: a string is not UTF-8");
    return converted;
}

Result<Buffer> text_for(const IdentityView& view, std::u16string_view text) {
    const Bytes utf16 = bytes_of(text);
    if (view.unicode) return Buffer(utf16.begin(), utf16.end());
    TRY_ASSIGN(const std::string utf8, utf8_of(text));
    return Buffer(utf8.begin(), utf8.end());
}

Result<Bytes> password_in(IdentityForm form, Bytes clear_secret) {
    if (form != IdentityForm::packed || clear_secret.empty()) return clear_secret;
    TRY_ASSIGN(const PackedCredential credential, parse_packed_credential(clear_secret));
    if (!is_password(credential.type)) return bad("identity: the credential is not a password");
    if (credential.data.size() % sizeof(char16_t) != 0)
        return bad("identity: the password has an odd length");
    return credential.data;
}

// A packed credential is UTF-16 whatever the flags say ("UnicodePassword").
Result<SecureBytes> utf16_password(const IdentityView& view) {
    TRY_ASSIGN(const SecureBytes secret, clear_secret(view));
    TRY_ASSIGN(const Bytes password, password_in(view.form, secret.bytes()));
    if (view.unicode || view.form == IdentityForm::packed) return SecureBytes(password);
    Result<SecureBytes> converted = secret_utf16_of(password);
    if (!converted.ok()) return bad("identity: the password is not UTF-8");
    return converted;
}

}  // namespace secur32::api
