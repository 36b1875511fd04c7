// CryptSetProvider(Ex), CryptGetDefaultProvider, CryptEnumProviders, CryptEnumProviderTypes, each
// in A and W: against the names and types that Windows' registry has.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "test/support/crypt_handles.h"

namespace secur32::test {
namespace {

struct Named {
    std::u16string name;
    DWORD type;
    friend bool operator==(const Named&, const Named&) = default;
};

// HKLM\SOFTWARE\Microsoft\Cryptography\Defaults\Provider, without the smart cards'.
const std::vector<Named> kProviders = {
    {MS_DEF_PROV_W, 1},          {MS_DEF_DSS_DH_PROV_W, 13},
    {MS_DEF_DSS_PROV_W, 3},      {MS_DEF_DH_SCHANNEL_PROV_W, 18},
    {MS_ENHANCED_PROV_W, 1},     {MS_ENH_DSS_DH_PROV_W, 13},
    {MS_ENH_RSA_AES_PROV_W, 24}, {MS_DEF_RSA_SCHANNEL_PROV_W, 12},
    {MS_STRONG_PROV_W, 1}};
// HKLM\...\Defaults\Provider Types.
const std::vector<Named> kTypes = {{u"RSA Full (Signature and Key Exchange)", 1},
                                   {u"DSS Signature", 3},
                                   {u"RSA SChannel", 12},
                                   {u"DSS Signature with Diffie-Hellman Key Exchange", 13},
                                   {u"Diffie-Hellman SChannel", 18},
                                   {u"RSA Full and AES", 24}};

std::u16string wide(const std::vector<CHAR>& text) {
    return utf16_of(std::string_view(text.data())).value();
}
std::u16string wide(const std::vector<WCHAR>& text) { return text.data(); }

// Both enumerations have one shape.
template <typename Char>
using Enumerate = BOOL (*)(DWORD, DWORD*, DWORD, DWORD*, Char*, DWORD*);

template <typename Char>
std::vector<Named> all(Enumerate<Char> enumerate) {
    std::vector<Named> found;
    DWORD type = 0, size = 0;
    for (DWORD index = 0; enumerate(index, nullptr, 0, &type, nullptr, &size); ++index) {
        std::vector<Char> name(size / sizeof(Char));
        const DWORD told = size;
        expect_true(enumerate(index, nullptr, 0, &type, name.data(), &size), "enumerate");
        EXPECT_EQ(size, told);
        found.push_back({wide(name), type});
    }
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NO_MORE_ITEMS});
    return found;
}

template <typename Char>
void refuse_arguments(Enumerate<Char> enumerate, DWORD code) {
    DWORD type = 7, size = 9, reserved = 0;
    Char name[80] = {};
    EXPECT_REFUSED(enumerate(0, &reserved, 0, &type, name, &size), code);
    EXPECT_REFUSED(enumerate(0, nullptr, 0, nullptr, name, &size), code);
    EXPECT_REFUSED(enumerate(0, nullptr, 0, &type, name, nullptr), code);
    EXPECT_EQ(type, 7u);
    EXPECT_EQ(size, 9u);
    EXPECT_EQ(name[0], 0);
}

template <typename Char>
void refuse_flags(Enumerate<Char> enumerate, HRESULT code) {
    DWORD type = 7, size = 9;
    for (const DWORD flags : {1u, 5u, 0x80000000u})
        EXPECT_REFUSED(enumerate(0, nullptr, flags, &type, nullptr, &size), code);
    EXPECT_EQ(type, 7u);
    EXPECT_EQ(size, 9u);
}

template <typename Char>
void refuse_small_buffers(Enumerate<Char> enumerate, std::size_t length, DWORD code) {
    for (std::size_t room = 0; room <= length; ++room) {
        std::array<Char, 80> name{};
        DWORD type = 7, size = static_cast<DWORD>(room * sizeof(Char));
        EXPECT_REFUSED(enumerate(0, nullptr, 0, &type, name.data(), &size), code);
        EXPECT_EQ(size, (length + 1) * sizeof(Char));
        EXPECT_EQ(type, 7u);
        EXPECT_EQ(name[0], 0);
    }
}

template <typename Char>
void refuse_indices(Enumerate<Char> enumerate, std::size_t count, DWORD code) {
    for (const DWORD index : {static_cast<DWORD>(count), 0xFFFFFFFFu}) {
        DWORD type = 7, size = 9;
        EXPECT_REFUSED(enumerate(index, nullptr, 0, &type, nullptr, &size), code);
        EXPECT_EQ(type, 7u);
        EXPECT_EQ(size, 9u);
    }
}

// ---- CryptEnumProvidersA
// -------------------------------------------------------------------------

TEST(CryptEnumProvidersA, AgreesWithTheRegistryOfWindows) {
    EXPECT_EQ(all(CryptEnumProvidersA), kProviders);
}

TEST(CryptEnumProvidersA, RefusesArgumentsThatAreNone) {
    refuse_arguments(CryptEnumProvidersA, ERROR_INVALID_PARAMETER);
}

TEST(CryptEnumProvidersA, RefusesFlags) { refuse_flags(CryptEnumProvidersA, NTE_BAD_FLAGS); }

TEST(CryptEnumProvidersA, RefusesASmallBuffer) {
    refuse_small_buffers(CryptEnumProvidersA, kProviders[0].name.size(), ERROR_MORE_DATA);
}

TEST(CryptEnumProvidersA, RefusesIndicesBehindTheLast) {
    refuse_indices(CryptEnumProvidersA, kProviders.size(), ERROR_NO_MORE_ITEMS);
}

// ---- CryptEnumProvidersW
// -------------------------------------------------------------------------

TEST(CryptEnumProvidersW, AgreesWithTheRegistryOfWindows) {
    EXPECT_EQ(all(CryptEnumProvidersW), kProviders);
}

TEST(CryptEnumProvidersW, RefusesArgumentsThatAreNone) {
    refuse_arguments(CryptEnumProvidersW, ERROR_INVALID_PARAMETER);
}

TEST(CryptEnumProvidersW, RefusesFlags) { refuse_flags(CryptEnumProvidersW, NTE_BAD_FLAGS); }

TEST(CryptEnumProvidersW, RefusesASmallBuffer) {
    refuse_small_buffers(CryptEnumProvidersW, kProviders[0].name.size(), ERROR_MORE_DATA);
}

TEST(CryptEnumProvidersW, RefusesIndicesBehindTheLast) {
    refuse_indices(CryptEnumProvidersW, kProviders.size(), ERROR_NO_MORE_ITEMS);
}

// ---- CryptEnumProviderTypesA
// ---------------------------------------------------------------------

TEST(CryptEnumProviderTypesA, AgreesWithTheRegistryOfWindows) {
    EXPECT_EQ(all(CryptEnumProviderTypesA), kTypes);
}

TEST(CryptEnumProviderTypesA, RefusesArgumentsThatAreNone) {
    refuse_arguments(CryptEnumProviderTypesA, ERROR_INVALID_PARAMETER);
}

TEST(CryptEnumProviderTypesA, RefusesFlags) {
    refuse_flags(CryptEnumProviderTypesA, NTE_BAD_FLAGS);
}

TEST(CryptEnumProviderTypesA, RefusesASmallBuffer) {
    refuse_small_buffers(CryptEnumProviderTypesA, kTypes[0].name.size(), ERROR_MORE_DATA);
}

TEST(CryptEnumProviderTypesA, RefusesIndicesBehindTheLast) {
    refuse_indices(CryptEnumProviderTypesA, kTypes.size(), ERROR_NO_MORE_ITEMS);
}

// ---- CryptEnumProviderTypesW
// ---------------------------------------------------------------------

TEST(CryptEnumProviderTypesW, AgreesWithTheRegistryOfWindows) {
    EXPECT_EQ(all(CryptEnumProviderTypesW), kTypes);
}

TEST(CryptEnumProviderTypesW, RefusesArgumentsThatAreNone) {
    refuse_arguments(CryptEnumProviderTypesW, ERROR_INVALID_PARAMETER);
}

TEST(CryptEnumProviderTypesW, RefusesFlags) {
    refuse_flags(CryptEnumProviderTypesW, NTE_BAD_FLAGS);
}

TEST(CryptEnumProviderTypesW, RefusesASmallBuffer) {
    refuse_small_buffers(CryptEnumProviderTypesW, kTypes[0].name.size(), ERROR_MORE_DATA);
}

TEST(CryptEnumProviderTypesW, RefusesIndicesBehindTheLast) {
    refuse_indices(CryptEnumProviderTypesW, kTypes.size(), ERROR_NO_MORE_ITEMS);
}

}  // namespace
}  // namespace secur32::test
