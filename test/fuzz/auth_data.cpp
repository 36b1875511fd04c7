// Identities in all their forms.  The first octet chooses the form; what is accepted is built anew,
// marshalled, encrypted and read again, and must stay what it was.
//
//     0  SEC_WINNT_AUTH_IDENTITY_EX2        2  a packed text, in UTF-16
//     1  the flat form                      3  plain or EX, A or W, with WinPR's additions: what
//     kind,
//                                              flags, then four counted strings
#include "sspi/api/auth_data.h"

#include <memory>
#include <string>

#include "sslprovider/base/reader.h"
#include "sspi/api/identity_blocks.h"
#include "sspi/api/packed_text.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::api;

// At the end of its memory, so that a sanitizer sees every octet read beyond it.
struct Exact {
    explicit Exact(Bytes bytes) : memory(new std::uint8_t[bytes.size()]), size(bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), memory.get());
    }
    Bytes bytes() const { return {memory.get(), size}; }
    std::unique_ptr<std::uint8_t[]> memory;
    std::size_t size;
};

bool same_identity(const Identity& a, const Identity& b) {
    return a.user == b.user && a.domain == b.domain && a.package_list == b.package_list &&
           a.password == b.password && a.password_is_nt_hash == b.password_is_nt_hash;
}

void require_same(const Result<Identity>& before, const Result<Identity>& after) {
    fuzz::require(before.ok() == after.ok());
    if (before.ok()) fuzz::require(same_identity(before.value(), after.value()));
}

void check_encryption(void* identity, const Result<Identity>& before) {
    const SECURITY_STATUS hidden = SspiEncryptAuthIdentity(identity);
    fuzz::require(hidden == SEC_E_OK);
    fuzz::require(SspiIsAuthIdentityEncrypted(identity) == TRUE);
    const Result<IdentityView> encrypted = view_identity(identity);
    fuzz::require(encrypted.ok());
    require_same(before, identity_of(encrypted.value()));
    fuzz::require(SspiDecryptAuthIdentity(identity) == SEC_E_OK);
}

void check_strings(void* identity, const Result<Identity>& before) {
    PCWSTR text[3] = {};
    if (SspiEncodeAuthIdentityAsStrings(identity, &text[0], &text[1], &text[2]) == SEC_E_OK) {
        PSEC_WINNT_AUTH_IDENTITY_OPAQUE again = nullptr;
        const SECURITY_STATUS status =
            SspiEncodeStringsAsAuthIdentity(text[0], text[1], text[2], &again);
        const bool whole = before.ok() && before.value().package_list.empty() &&
                           before.value().user.find(u'\0') == std::u16string::npos;
        if (status == SEC_E_OK && whole) fuzz::require(view_identity(again).ok());
        SspiFreeAuthIdentity(again);
    }
    for (const PCWSTR part : text) SspiLocalFree(const_cast<char16_t*>(part));
}

void check(const IdentityView& view) {
    const Result<Identity> before = identity_of(view);
    const Result<Block> block = build_identity(view);
    fuzz::require(block.ok());
    const Result<IdentityView> again = view_identity(block.value().get());
    fuzz::require(again.ok());
    require_same(before, identity_of(again.value()));
    const Result<SizedBlock> flat = flatten_identity(view);
    fuzz::require(flat.ok());
    const Exact exact(
        {static_cast<const std::uint8_t*>(flat.value().block.get()), flat.value().size});
    const Result<IdentityView> unmarshalled = view_marshalled_identity(exact.bytes());
    fuzz::require(unmarshalled.ok());
    require_same(before, identity_of(unmarshalled.value()));
    if (is_encrypted(view.flags)) return;
    check_encryption(block.value().get(), before);
    check_strings(block.value().get(), before);
}

void check_block(Bytes input, Result<IdentityView> (*view_of)(Bytes)) {
    const Exact block(input);
    const Result<IdentityView> view = view_of(block.bytes());
    if (view.ok()) check(view.value());
}

void check_packed_text(Bytes input) {
    std::u16string text(input.size() / 2, u'\0');
    std::copy_n(input.begin(), text.size() * 2, reinterpret_cast<std::uint8_t*>(text.data()));
    const Result<SecureBytes> bytes = bytes_of_packed_text(text);
    if (!bytes.ok()) return;
    const Result<IdentityView> view = view_marshalled_identity(bytes.value().bytes());
    if (view.ok()) check(view.value());
}

// A string of at most 255 octets; a first octet of 255 says that there is none.
struct Counted {
    explicit Counted(Reader& in) {
        const std::uint8_t size = in.u8();
        present = size != 255;
        memory = std::make_unique<Exact>(
            present ? in.bytes(std::min<std::size_t>(size, in.remaining())) : Bytes());
    }
    unsigned short* units() const {
        return present ? reinterpret_cast<unsigned short*>(memory->memory.get()) : nullptr;
    }
    bool present;
    std::unique_ptr<Exact> memory;
};

// What WinPR puts behind an EX, in either of its forms.
union Extension {
    struct {
        SEC_WINPR_NTLM_SETTINGS* ntlm;
        SEC_WINPR_KERBEROS_SETTINGS* kerberos;
    } first;
    struct {
        ULONG version;
        SEC_WINPR_NTLM_SETTINGS_V2* ntlm;
        SEC_WINPR_KERBEROS_SETTINGS_V2* kerberos;
    } second;
};
struct ExtendedIdentity {
    SEC_WINNT_AUTH_IDENTITY_EXW identity;
    Extension extension;
};
static_assert(sizeof(ExtendedIdentity) == sizeof(SEC_WINNT_AUTH_IDENTITY_WINPR_V2));

void check_extended(const SEC_WINNT_AUTH_IDENTITY_EXW& ex, std::string sam_file,
                    std::uint8_t version) {
    SEC_WINPR_NTLM_SETTINGS first{sam_file.data(), nullptr, nullptr};
    SEC_WINPR_NTLM_SETTINGS_V2 second{};
    second.size = sizeof second - version;
    second.samFile = sam_file.data();
    ExtendedIdentity extended{ex, {}};
    if ((ex.Flags & SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2) != 0)
        extended.extension.second = {ULONG{version} % 3, version % 2 == 0 ? nullptr : &second,
                                     nullptr};
    else
        extended.extension.first = {version == 0 ? nullptr : &first, nullptr};
    const Result<Identity> identity = parse_auth_data(&extended);
    if (identity.ok() && !identity.value().sam_file.empty())
        fuzz::require(identity.value().sam_file == sam_file.c_str());
}

// FreeRDP's mark of a hash counts 512 characters that are not there.
ULONG marked(ULONG length, bool mark) {
    return mark && length == kPasswordHashDigits ? length + kPasswordHashLengthOffset : length;
}

void check_pointed(Bytes input) {
    Reader in(input);
    const std::uint8_t kind = in.u8();  // 1: EX, 2: marked hash, the rest: WinPR's version
    const std::uint32_t flags = in.le32();
    const Counted strings[] = {Counted(in), Counted(in), Counted(in), Counted(in)};
    const std::size_t width = (flags & SEC_WINNT_AUTH_IDENTITY_UNICODE) != 0 ? 2 : 1;
    const auto length = [&](std::size_t i) {
        return static_cast<ULONG>(strings[i].memory->size / width);
    };
    const SEC_WINNT_AUTH_IDENTITY_EXW ex{SEC_WINNT_AUTH_IDENTITY_VERSION,
                                         sizeof(SEC_WINNT_AUTH_IDENTITY_EXW),
                                         strings[0].units(),
                                         length(0),
                                         strings[1].units(),
                                         length(1),
                                         strings[2].units(),
                                         marked(length(2), (kind & 2) != 0),
                                         flags,
                                         strings[3].units(),
                                         length(3)};
    const SEC_WINNT_AUTH_IDENTITY_W plain{ex.User,         ex.UserLength, ex.Domain,
                                          ex.DomainLength, ex.Password,   ex.PasswordLength,
                                          ex.Flags};
    if ((kind & 1) != 0) {
        const auto* const name = reinterpret_cast<const char*>(strings[0].memory->memory.get());
        check_extended(ex, std::string(name, strings[0].memory->size),
                       static_cast<std::uint8_t>(kind >> 2));
    } else {
        static_cast<void>(parse_auth_data(&plain));
    }
    const void* const identity = (kind & 1) != 0 ? static_cast<const void*>(&ex) : &plain;
    const Result<IdentityView> view = view_identity(identity);
    if (view.ok()) check(view.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes input(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            check_block(input, view_packed_identity);
            break;
        case 1:
            check_block(input, view_flat_identity);
            break;
        case 2:
            check_packed_text(input);
            break;
        default:
            check_pointed(input);
            break;
    }
    return 0;
}
