#include "sslprovider/api/storage_arguments.h"

#include <gtest/gtest.h>

#include <string>

#include "sslprovider/base/utf16.h"
#include "test/support/key_storage.h"

namespace secur32::api {
namespace {

using test::StorageParameters;
using test::with_nul;

std::string utf8_text(const SecureBytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size()};
}

// ---- strings ------------------------------------------------------------------------------------

TEST(TextArgument, EndsAtItsNul) {
    EXPECT_EQ(text_argument(u"abc", 3).value(), u"abc");
    EXPECT_EQ(text_argument(u"", 3).value(), u"");
    EXPECT_EQ(text_argument(u"ab\0c", 3).value(), u"ab");
}

TEST(TextArgument, IsNotReadBeyondItsLimit) {
    // No NUL is there to find.
    const char16_t text[] = {u'a', u'b', u'c', u'd'};
    EXPECT_EQ(text_argument(text, 3).status(), Status::invalid_parameter);
    EXPECT_EQ(text_argument(nullptr, 3).status(), Status::invalid_parameter);
}

TEST(SecretUtf8, IsWhatUtf8IsElsewhere) {
    // Every length of a sequence, and both sides of every border.
    for (const std::u16string_view text :
         {u"", u"plain", u"\u007F\u0080", u"\u07FF\u0800", u"\uD7FF\uE000\uFFFF",
          u"\U00010000\U0010FFFF", u"Schl\u00FCssel \U0001F511"})
        EXPECT_EQ(utf8_text(secret_utf8_of(text).value()), utf8_of(text).value());
}

TEST(SecretUtf8, RefusesHalfPairs) {
    for (const std::u16string_view text :
         {u"\xD800", u"\xDC00", u"a\xD800z", u"\xD800\xD800\xDC00", u"\xDC00\xD800"})
        EXPECT_EQ(secret_utf8_of(text).status(), Status::invalid_parameter);
}

// ---- flags --------------------------------------------------------------------------------------

TEST(StorageFlags, AreThoseThatAFunctionLists) {
    EXPECT_EQ(check_storage_flags(0, 0), Status::ok);
    EXPECT_EQ(check_storage_flags(NCRYPT_SILENT_FLAG, 0), Status::ok);
    EXPECT_EQ(check_storage_flags(NCRYPT_OVERWRITE_KEY_FLAG, NCRYPT_OVERWRITE_KEY_FLAG),
              Status::ok);
    EXPECT_EQ(check_storage_flags(NCRYPT_OVERWRITE_KEY_FLAG, 0), Status::bad_flags);
    EXPECT_EQ(check_storage_flags(NCRYPT_MACHINE_KEY_FLAG, NCRYPT_MACHINE_KEY_FLAG),
              Status::unsupported_function);
    EXPECT_EQ(check_storage_flags(NCRYPT_MACHINE_KEY_FLAG, 0), Status::bad_flags);
}

// ---- parameter lists ----------------------------------------------------------------------------

TEST(PkcsParameters, AreFoundByTypeInAnyOrder) {
    StorageParameters list;
    list.add(NCRYPTBUFFER_PKCS_ALG_PARAM, Buffer{1, 2})
        .add(NCRYPTBUFFER_SSL_CLIENT_RANDOM, Buffer(3))
        .add(NCRYPTBUFFER_PKCS_SECRET, u"so")
        .add(NCRYPTBUFFER_PKCS_ALG_OID, Buffer{'1', '.', '2', 0})
        .add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    const auto parameters = parse_pkcs_parameters(list.get());
    ASSERT_TRUE(parameters.ok());
    EXPECT_EQ(parameters.value().key_name, u"web");
    EXPECT_EQ(utf8_text(*parameters.value().passphrase), "so");
    EXPECT_EQ(parameters.value().algorithm, "1.2");
    EXPECT_EQ(parameters.value().algorithm_parameters.size(), 2u);
}

TEST(PkcsParameters, MayAllBeAbsent) {
    NCryptBufferDesc none{NCRYPTBUFFER_VERSION, 0, nullptr};
    NCryptBuffer null{0, NCRYPTBUFFER_PKCS_SECRET, nullptr};
    NCryptBufferDesc optional{NCRYPTBUFFER_VERSION, 1, &null};
    for (const NCryptBufferDesc* const list : {static_cast<const NCryptBufferDesc*>(nullptr),
                                               &std::as_const(none), &std::as_const(optional)}) {
        const auto parameters = parse_pkcs_parameters(list);
        ASSERT_TRUE(parameters.ok());
        EXPECT_FALSE(parameters.value().key_name);
        EXPECT_FALSE(parameters.value().passphrase);
        EXPECT_FALSE(parameters.value().algorithm);
    }
}

TEST(PkcsParameters, HaveStringsThatEndAtTheirFirstNul) {
    StorageParameters list;
    list.add(NCRYPTBUFFER_PKCS_KEY_NAME, std::u16string_view(u"web\0more", 8));
    EXPECT_EQ(parse_pkcs_parameters(list.get()).value().key_name, u"web");
}

TEST(PkcsParameters, AreRefusedWhenTheyAreNone) {
    const auto refused = [](ULONG type, Buffer value) {
        StorageParameters list;
        list.add(type, std::move(value));
        return parse_pkcs_parameters(list.get()).status();
    };
    EXPECT_EQ(refused(NCRYPTBUFFER_PKCS_KEY_NAME, {'w', 0}), Status::invalid_parameter);
    EXPECT_EQ(refused(NCRYPTBUFFER_PKCS_KEY_NAME, {'w', 0, 0}), Status::invalid_parameter);
    EXPECT_EQ(refused(NCRYPTBUFFER_PKCS_SECRET, {0x00, 0xD8, 0, 0}), Status::invalid_parameter);
    EXPECT_EQ(refused(NCRYPTBUFFER_PKCS_SECRET, with_nul(std::u16string(1025, u'x'))),
              Status::invalid_parameter);
    EXPECT_EQ(refused(NCRYPTBUFFER_PKCS_ALG_OID, {'1'}), Status::invalid_parameter);
    StorageParameters twice;
    twice.add(NCRYPTBUFFER_PKCS_SECRET, u"a").add(NCRYPTBUFFER_PKCS_SECRET, u"a");
    EXPECT_EQ(parse_pkcs_parameters(twice.get()).status(), Status::invalid_parameter);
}

// ---- answers ------------------------------------------------------------------------------------

TEST(BlockArray, HoldsItsStringsBehindItsItems) {
    BlockArray<NCryptProviderName> block(2, 5, 3);
    NCryptProviderName* const items = block.items();
    items[0].pszName = block.put(u"ab");
    items[0].pszComment = block.put(u"");
    items[1].pszName = block.put(u"cde");
    EXPECT_EQ(std::u16string(items[0].pszName), u"ab");
    EXPECT_EQ(std::u16string(items[0].pszComment), u"");
    EXPECT_EQ(std::u16string(items[1].pszName), u"cde");
    EXPECT_EQ(items[1].pszComment, nullptr);
    EXPECT_EQ(reinterpret_cast<void*>(items[0].pszName), items + 2);
    EXPECT_EQ(NCryptFreeBuffer(items), ERROR_SUCCESS);
}

}  // namespace
}  // namespace secur32::api
