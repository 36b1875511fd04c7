// CryptGetProvParam, CryptSetProvParam: against what Windows' providers answer, as its
// documentation and Wine's rsaenh tests (which run on Windows) have it.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "test/support/crypt_handles.h"

namespace secur32::test {
namespace {

Buffer provider_param(HCRYPTPROV context, DWORD param) {
    DWORD size = 0;
    expect_true(CryptGetProvParam(context, param, nullptr, &size, 0), "CryptGetProvParam");
    Buffer value(size);
    expect_true(CryptGetProvParam(context, param, value.data(), &size, 0), "CryptGetProvParam");
    EXPECT_EQ(size, value.size());
    return value;
}
DWORD number_param(HCRYPTPROV context, DWORD param) {
    const Buffer value = provider_param(context, param);
    DWORD number = 0;
    if (value.size() != sizeof number) throw std::runtime_error("the parameter is no DWORD");
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}
std::string text_param(HCRYPTPROV context, DWORD param) {
    const Buffer value = provider_param(context, param);
    if (value.empty() || value.back() != 0) throw std::runtime_error("the parameter is no text");
    return {value.begin(), value.end() - 1};
}

// All that an enumeration answers.
template <typename Entry>
std::vector<Entry> entries(HCRYPTPROV context, DWORD param) {
    std::vector<Entry> all;
    Entry entry{};
    DWORD size = sizeof entry;
    for (DWORD flags = CRYPT_FIRST;
         CryptGetProvParam(context, param, reinterpret_cast<BYTE*>(&entry), &size, flags);
         flags = CRYPT_NEXT) {
        EXPECT_EQ(size, sizeof entry);
        all.push_back(entry);
    }
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NO_MORE_ITEMS});
    return all;
}

std::vector<std::string> containers(HCRYPTPROV context) {
    std::vector<std::string> all;
    std::array<char, 300> name{};
    DWORD size = sizeof name;
    for (DWORD flags = CRYPT_FIRST; CryptGetProvParam(
             context, PP_ENUMCONTAINERS, reinterpret_cast<BYTE*>(name.data()), &size, flags);
         flags = CRYPT_NEXT) {
        EXPECT_EQ(size, sizeof name) << "not to be changed";
        all.emplace_back(name.data());
    }
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NO_MORE_ITEMS});
    return all;
}

// ---- CryptGetProvParam: one value ---------------------------------------------------------------

TEST(CryptGetProvParam, AgreesWithWindowsOnItsNumbers) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    EXPECT_EQ(number_param(context, PP_PROVTYPE), DWORD{PROV_RSA_FULL});
    EXPECT_EQ(number_param(context, PP_VERSION), 0x200u);
    EXPECT_EQ(number_param(context, PP_IMPTYPE), DWORD{CRYPT_IMPL_SOFTWARE});
    EXPECT_EQ(number_param(context, PP_KEYSPEC), DWORD{AT_KEYEXCHANGE | AT_SIGNATURE});
    EXPECT_EQ(number_param(context, PP_KEYX_KEYSIZE_INC), 8u);
    EXPECT_EQ(number_param(context, PP_SIG_KEYSIZE_INC), 8u);
    EXPECT_EQ(number_param(context, PP_KEYSTORAGE) & CRYPT_SEC_DESCR, DWORD{CRYPT_SEC_DESCR});
    EXPECT_EQ(number_param(context, PP_KEYSET_TYPE), 0u);
    EXPECT_EQ(number_param(context, PP_SYM_KEYSIZE), 128u);
    EXPECT_EQ(number_param(context, PP_SESSION_KEYSIZE), 128u);
    const ContextHandle base = verify_context(PROV_RSA_FULL, MS_DEF_PROV_W);
    EXPECT_EQ(number_param(base, PP_SESSION_KEYSIZE), 40u);
    const ContextHandle dss = verify_context(PROV_DSS);
    EXPECT_EQ(number_param(dss, PP_KEYSPEC), DWORD{AT_SIGNATURE});
    EXPECT_EQ(number_param(dss, PP_SIG_KEYSIZE_INC), 64u);
}

TEST(CryptGetProvParam, AgreesWithTheDocumentationOnTheNamesOfWhatIsInUse) {
    const KeptContainer container(PROV_RSA_FULL, MS_DEF_PROV_W);
    EXPECT_EQ(text_param(container, PP_NAME), MS_DEF_PROV_A);
    EXPECT_EQ(text_param(container, PP_CONTAINER), "container");
    const ContextHandle none = verify_context(PROV_RSA_FULL);
    EXPECT_EQ(text_param(none, PP_NAME), MS_STRONG_PROV_A);
    EXPECT_EQ(text_param(none, PP_CONTAINER), "");
    EXPECT_EQ(text_param(none, PP_UNIQUE_CONTAINER), "");
}

// Windows' is MD5 over the name with its NUL, "_", the machine's GUID.
TEST(CryptGetProvParam, AgreesWithMd5sumAndTheMachineIdOnTheUniqueName) {
    const KeptContainer container;
    const Ran hash = run("printf 'container\\0' | md5sum | cut -c 1-32 | tr -d '\\n'");
    const Ran guid = run(
        "{ grep -xE '[0-9a-f]{32}' /etc/machine-id || echo 00000000000000000000000000000000; } "
        "2>&- | sed -E 's/(.{8})(.{4})(.{4})(.{4})/\\1-\\2-\\3-\\4-/' | tr -d '\\n'");
    ASSERT_EQ(guid.output.size(), 36u) << guid.output;
    EXPECT_EQ(text_param(container, PP_UNIQUE_CONTAINER), hash.output + "_" + guid.output);
}

TEST(CryptGetProvParam, TellsTheMachinesKeysets) {
    ContextHandle context;
    ASSERT_DONE(CryptAcquireContextW(context.out(), nullptr, nullptr, PROV_RSA_FULL,
                                     CRYPT_VERIFYCONTEXT | CRYPT_MACHINE_KEYSET));
    EXPECT_EQ(number_param(context, PP_KEYSET_TYPE), DWORD{CRYPT_MACHINE_KEYSET});
}

TEST(CryptGetProvParam, SaysThatProtocolsAreEnumerated) {
    const ContextHandle context = verify_context();
    DWORD size = 4;
    EXPECT_DONE(CryptGetProvParam(context, PP_ENUMEX_SIGNING_PROT, nullptr, &size, 0));
    EXPECT_EQ(size, 0u);
}

// ---- CryptGetProvParam: enumerations ------------------------------------------------------------

// "Base Provider Algorithms", and what Windows enumerates besides: MD4.
TEST(CryptGetProvParam, AgreesWithTheDocumentationOnTheAlgorithmsOfTheBaseProvider) {
    const ContextHandle context = verify_context(PROV_RSA_FULL, MS_DEF_PROV_W);
    std::set<ALG_ID> ids;
    for (const PROV_ENUMALGS& each : entries<PROV_ENUMALGS>(context, PP_ENUMALGS)) {
        EXPECT_TRUE(ids.insert(each.aiAlgid).second);
        EXPECT_EQ(each.dwNameLen, std::strlen(each.szName) + 1);
    }
    EXPECT_EQ(ids, (std::set<ALG_ID>{CALG_MD2, CALG_MD4, CALG_MD5, CALG_SHA1, CALG_MAC, CALG_HMAC,
                                     CALG_SSL3_SHAMD5, CALG_RSA_SIGN, CALG_RSA_KEYX, CALG_RC2,
                                     CALG_RC4, CALG_DES}));
}

TEST(CryptGetProvParam, AgreesWithTheDocumentationOnLengthsAndNames) {
    const ContextHandle context = verify_context(PROV_RSA_AES);
    const auto all = entries<PROV_ENUMALGS_EX>(context, PP_ENUMALGS_EX);
    const auto row = [&all](ALG_ID id) {
        return *std::ranges::find(all, id, &PROV_ENUMALGS_EX::aiAlgid);
    };
    const PROV_ENUMALGS_EX exchange = row(CALG_RSA_KEYX);
    EXPECT_EQ(exchange.dwDefaultLen, 1024u);
    EXPECT_EQ(exchange.dwMinLen, 384u);
    EXPECT_EQ(exchange.dwMaxLen, 16384u);
    EXPECT_EQ(exchange.dwProtocols, DWORD{CRYPT_FLAG_SIGNING | CRYPT_FLAG_IPSEC});
    EXPECT_STREQ(exchange.szName, "RSA_KEYX");
    EXPECT_EQ(exchange.dwNameLen, sizeof "RSA_KEYX");
    EXPECT_STREQ(exchange.szLongName, "RSA Key Exchange");
    EXPECT_EQ(exchange.dwLongNameLen, sizeof "RSA Key Exchange");
    EXPECT_EQ(row(CALG_AES_256).dwDefaultLen, 256u);
    EXPECT_EQ(row(CALG_SHA_512).dwMinLen, 512u);
    EXPECT_EQ(entries<PROV_ENUMALGS>(context, PP_ENUMALGS).size(), all.size());
}

TEST(CryptGetProvParam, MakesKeysOfEachAlgorithmThatItEnumerates) {
    for (const DWORD type : {DWORD{PROV_RSA_FULL}, DWORD{PROV_RSA_AES}}) {
        const ContextHandle context = verify_context(type);
        for (const PROV_ENUMALGS_EX& each : entries<PROV_ENUMALGS_EX>(context, PP_ENUMALGS_EX))
            if (GET_ALG_CLASS(each.aiAlgid) == ALG_CLASS_DATA_ENCRYPT) {
                const KeyHandle key = generate_key(context, each.aiAlgid, each.dwMaxLen << 16);
                EXPECT_NE(HCRYPTKEY{key}, HCRYPTKEY{0}) << each.szName;
            }
    }
}

// "If pbData is NULL or the value pointed to by pdwDataLen is too small, the value returned is the
// size of the largest item in the enumeration list."
TEST(CryptGetProvParam, DoesNotStepOnWithoutAnEntry) {
    const ContextHandle context = verify_context(PROV_RSA_FULL, MS_DEF_PROV_W);
    PROV_ENUMALGS first{}, entry{};
    auto* const place = reinterpret_cast<BYTE*>(&entry);
    DWORD size = sizeof first;
    ASSERT_DONE(CryptGetProvParam(context, PP_ENUMALGS, reinterpret_cast<BYTE*>(&first), &size,
                                  CRYPT_FIRST));
    for (const DWORD flags : {DWORD{CRYPT_FIRST}, DWORD{CRYPT_NEXT}}) {
        size = 0;
        EXPECT_DONE(CryptGetProvParam(context, PP_ENUMALGS, nullptr, &size, flags));
        EXPECT_EQ(size, 32u);
        size = 31;
        EXPECT_REFUSED(CryptGetProvParam(context, PP_ENUMALGS, place, &size, flags),
                       ERROR_MORE_DATA);
        EXPECT_EQ(size, 32u);
    }
    EXPECT_EQ(entry.aiAlgid, 0u);
    ASSERT_DONE(CryptGetProvParam(context, PP_ENUMALGS, place, &size, CRYPT_NEXT));
    EXPECT_EQ(entry.aiAlgid, first.aiAlgid) << "CRYPT_FIRST began anew";
    ASSERT_DONE(CryptGetProvParam(context, PP_ENUMALGS, place, &size, CRYPT_NEXT));
    EXPECT_NE(entry.aiAlgid, first.aiAlgid);
    ASSERT_DONE(CryptGetProvParam(context, PP_ENUMALGS, place, &size, CRYPT_FIRST));
    EXPECT_EQ(entry.aiAlgid, first.aiAlgid);
    size = 0;
    EXPECT_DONE(CryptGetProvParam(context, PP_ENUMALGS_EX, nullptr, &size, CRYPT_FIRST));
    EXPECT_EQ(size, 88u);
}

// "CRYPT_FIRST: Retrieve the first element in the enumeration", which is then the next one until
// there was room for it.
TEST(CryptGetProvParam, BeginsAnewAlsoWithoutAnEntry) {
    const KeptContainer container(PROV_RSA_FULL);
    for (const DWORD param :
         {DWORD{PP_ENUMALGS}, DWORD{PP_ENUMALGS_EX}, DWORD{PP_ENUMCONTAINERS}}) {
        Buffer first(300), entry(300);
        DWORD size = 300, flags = CRYPT_NEXT;
        ASSERT_DONE(CryptGetProvParam(container, param, first.data(), &size, CRYPT_FIRST));
        for (size = 300; CryptGetProvParam(container, param, entry.data(), &size, flags);)
            size = 300;
        for (const bool asks_size : {true, false}) {
            size = 0;
            BYTE* const place = asks_size ? nullptr : entry.data();
            EXPECT_EQ(CryptGetProvParam(container, param, place, &size, CRYPT_FIRST), asks_size);
            size = 300;
            std::ranges::fill(entry, std::uint8_t{0});
            ASSERT_DONE(CryptGetProvParam(container, param, entry.data(), &size, CRYPT_NEXT));
            EXPECT_EQ(entry, first);
        }
    }
}

TEST(CryptGetProvParam, AgreesWithWindowsOnTheSizeOfContainersNames) {
    const KeptContainer container;
    DWORD size = 0;
    EXPECT_DONE(CryptGetProvParam(container, PP_ENUMCONTAINERS, nullptr, &size, CRYPT_FIRST));
    EXPECT_EQ(size, 261u) << "MAX_PATH + 1";
    EXPECT_EQ(containers(container), std::vector<std::string>{"container"});
}

TEST(CryptGetProvParam, EnumeratesTheContainersOfTheProviderAndScope) {
    const KeptContainer kept(PROV_RSA_FULL);
    for (const LPCWSTR name : {u"b", u"A", u"B\u00E4r"}) {
        ContextHandle context;
        ASSERT_DONE(
            CryptAcquireContextW(context.out(), name, nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET));
    }
    const std::vector<std::string> all = {"A", "B\xC3\xA4r", "b", "container"};
    EXPECT_EQ(containers(kept), all);
    EXPECT_EQ(containers(verify_context(PROV_RSA_AES)), all);
    EXPECT_TRUE(containers(verify_context(PROV_DSS)).empty());
    const ScopedEnvironment machine(environment::kMachineKeyFolder,
                                    (kept.folder().base() / "machine").string());
    ContextHandle machines;
    ASSERT_DONE(CryptAcquireContextW(machines.out(), nullptr, nullptr, PROV_RSA_FULL,
                                     CRYPT_VERIFYCONTEXT | CRYPT_MACHINE_KEYSET));
    EXPECT_TRUE(containers(machines).empty());
}

TEST(CryptGetProvParam, TellsTheSizeOfNamesThatAreLongerInUtf8) {
    const KeptContainer kept;
    const std::u16string name(260, u'\u4E2D');
    ContextHandle context;
    ASSERT_DONE(
        CryptAcquireContextW(context.out(), name.c_str(), nullptr, PROV_RSA_AES, CRYPT_NEWKEYSET));
    DWORD size = 0;
    EXPECT_DONE(CryptGetProvParam(kept, PP_ENUMCONTAINERS, nullptr, &size, CRYPT_FIRST));
    ASSERT_EQ(size, 781u);
    Buffer place(size);
    EXPECT_DONE(CryptGetProvParam(kept, PP_ENUMCONTAINERS, place.data(), &size, CRYPT_FIRST));
    size = 780;
    EXPECT_REFUSED(CryptGetProvParam(kept, PP_ENUMCONTAINERS, place.data(), &size, CRYPT_NEXT),
                   ERROR_MORE_DATA);
    EXPECT_EQ(size, 781u);
    EXPECT_DONE(CryptGetProvParam(kept, PP_ENUMCONTAINERS, place.data(), &size, CRYPT_NEXT));
    EXPECT_EQ(place.back(), 0);
}

// ---- CryptGetProvParam: refusals ----------------------------------------------------------------

TEST(CryptGetProvParam, RefusesParametersThatAreNone) {
    const ContextHandle context = verify_context();
    for (const DWORD param :
         {DWORD{0}, DWORD{PP_USE_HARDWARE_RNG}, DWORD{PP_CRYPT_COUNT_KEY_USE}, DWORD{PP_ADMIN_PIN},
          DWORD{PP_SMARTCARD_READER}, DWORD{PP_SGC_INFO}, DWORD{PP_CERTCHAIN}, 0xFFFFFFFFu}) {
        DWORD size = 5;
        EXPECT_REFUSED(CryptGetProvParam(context, param, nullptr, &size, 0), NTE_BAD_TYPE);
        EXPECT_EQ(size, 5u);
    }
}

TEST(CryptGetProvParam, RefusesSecurityDescriptors) {
    const KeptContainer container;
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetProvParam(container, PP_KEYSET_SEC_DESCR, nullptr, &size, 4),
                   NTE_NOT_SUPPORTED);
}

TEST(CryptGetProvParam, RefusesFlags) {
    const ContextHandle context = verify_context();
    BYTE data[300] = {};
    for (const DWORD flags : {DWORD{CRYPT_SGC_ENUM}, 3u, 8u, 0x80000000u})
        for (const DWORD param : {DWORD{PP_ENUMALGS}, DWORD{PP_ENUMALGS_EX},
                                  DWORD{PP_ENUMCONTAINERS}, DWORD{PP_NAME}}) {
            DWORD size = sizeof data;
            EXPECT_REFUSED(CryptGetProvParam(context, param, data, &size, flags), NTE_BAD_FLAGS);
            EXPECT_EQ(size, sizeof data);
        }
    EXPECT_EQ(data[0], 0);
}

TEST(CryptGetProvParam, RefusesASmallBuffer) {
    const KeptContainer container(PROV_RSA_AES);
    const struct {
        DWORD param, size;
    } sizes[] = {{PP_NAME, sizeof MS_ENH_RSA_AES_PROV_A},
                 {PP_CONTAINER, 10},
                 {PP_UNIQUE_CONTAINER, 70},
                 {PP_PROVTYPE, 4},
                 {PP_VERSION, 4},
                 {PP_KEYSPEC, 4}};
    for (const auto& each : sizes)
        for (DWORD room = 0; room < each.size; ++room) {
            BYTE data[80] = {};
            DWORD size = room;
            EXPECT_REFUSED(CryptGetProvParam(container, each.param, data, &size, 0),
                           ERROR_MORE_DATA);
            EXPECT_EQ(size, each.size);
            EXPECT_EQ(data[0], 0);
        }
}

TEST(CryptGetProvParam, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    ContextHandle released = verify_context();
    const HCRYPTPROV number = released;
    released.free();
    for (const ULONG_PTR handle : {ULONG_PTR{0}, kInventedHandle, ULONG_PTR{key}, number}) {
        DWORD size = 5;
        EXPECT_REFUSED(CryptGetProvParam(handle, PP_NAME, nullptr, &size, 0),
                       ERROR_INVALID_PARAMETER);
        EXPECT_EQ(size, 5u);
    }
}

TEST(CryptGetProvParam, RefusesNoPlaceForTheSize) {
    const ContextHandle context = verify_context();
    BYTE data[80] = {};
    for (const DWORD param : {DWORD{PP_NAME}, DWORD{PP_ENUMALGS}, DWORD{PP_ENUMCONTAINERS}})
        EXPECT_REFUSED(CryptGetProvParam(context, param, data, nullptr, 0),
                       ERROR_INVALID_PARAMETER);
    EXPECT_EQ(data[0], 0);
}

// ---- CryptSetProvParam --------------------------------------------------------------------------

TEST(CryptSetProvParam, AgreesWithTheDocumentationThatEphemeralKeysGo) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    KeyHandle key = generate_key(context, AT_KEYEXCHANGE, 512u << 16);
    ASSERT_DONE(CryptSetProvParam(context, PP_DELETEKEY, nullptr, 0));
    EXPECT_REFUSED(CryptGetUserKey(context, AT_KEYEXCHANGE, key.out()), NTE_NO_KEY);
}

TEST(CryptSetProvParam, TakesTheWindowThatNobodyWillSee) {
    const ContextHandle context = verify_context();
    const void* const window = nullptr;
    for (const HCRYPTPROV handle : {HCRYPTPROV{context}, HCRYPTPROV{0}})
        EXPECT_DONE(
            CryptSetProvParam(handle, PP_CLIENT_HWND, reinterpret_cast<const BYTE*>(&window), 0));
}

TEST(CryptSetProvParam, RefusesParametersThatCannotBeSet) {
    const ContextHandle context = verify_context();
    const BYTE data[8] = {};
    for (const DWORD param :
         {DWORD{0}, DWORD{PP_NAME}, DWORD{PP_USE_HARDWARE_RNG}, DWORD{PP_KEYEXCHANGE_PIN},
          DWORD{PP_SIGNATURE_PIN}, DWORD{PP_UI_PROMPT}, DWORD{PP_SMARTCARD_READER}, 0xFFFFFFFFu})
        EXPECT_REFUSED(CryptSetProvParam(context, param, data, 0), NTE_BAD_TYPE);
}

TEST(CryptSetProvParam, RefusesToDeleteTheKeysOfAContainer) {
    const KeptContainer container;
    const KeyHandle key = generate_key(container, AT_SIGNATURE, 512u << 16);
    EXPECT_REFUSED(CryptSetProvParam(container, PP_DELETEKEY, nullptr, 0), NTE_BAD_TYPE);
    KeyHandle again;
    EXPECT_DONE(CryptGetUserKey(container, AT_SIGNATURE, again.out()));
}

TEST(CryptSetProvParam, RefusesSecurityDescriptors) {
    const KeptContainer container;
    const BYTE data[32] = {};
    EXPECT_REFUSED(CryptSetProvParam(container, PP_KEYSET_SEC_DESCR, data, 4), NTE_NOT_SUPPORTED);
}

TEST(CryptSetProvParam, RefusesFlags) {
    const ContextHandle context = verify_context();
    const BYTE data[8] = {};
    EXPECT_REFUSED(CryptSetProvParam(context, PP_CLIENT_HWND, data, 1), NTE_BAD_FLAGS);
    EXPECT_REFUSED(CryptSetProvParam(context, PP_DELETEKEY, nullptr, 1), NTE_BAD_FLAGS);
}

TEST(CryptSetProvParam, RefusesNoWindow) {
    const ContextHandle context = verify_context();
    for (const HCRYPTPROV handle : {HCRYPTPROV{context}, HCRYPTPROV{0}})
        EXPECT_REFUSED(CryptSetProvParam(handle, PP_CLIENT_HWND, nullptr, 0),
                       ERROR_INVALID_PARAMETER);
}

TEST(CryptSetProvParam, RefusesWhatIsNoContext) {
    const BYTE data[8] = {};
    for (const ULONG_PTR handle : {ULONG_PTR{0}, kInventedHandle})
        EXPECT_REFUSED(CryptSetProvParam(handle, PP_DELETEKEY, data, 0), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptSetProvParam(kInventedHandle, PP_CLIENT_HWND, data, 0),
                   ERROR_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
