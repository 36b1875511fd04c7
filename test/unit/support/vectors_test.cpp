// The stanza reader must never let a test pass on a file that it did not understand.
#include "test/support/vectors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace secur32::test {
namespace {

class VectorFile {
 public:
    explicit VectorFile(std::string_view text)
        : path_(std::filesystem::temp_directory_path() /
                ("secur32-vectors-" + std::to_string(::getpid()) + ".txt")) {
        std::ofstream(path_) << text;
    }
    VectorFile(const VectorFile&) = delete;
    VectorFile& operator=(const VectorFile&) = delete;
    ~VectorFile() { std::filesystem::remove(path_); }
    std::string path() const { return path_.string(); }

 private:
    std::filesystem::path path_;
};

std::vector<Stanza> parse(std::string_view text) { return load_stanzas(VectorFile(text).path()); }

TEST(Vectors, BlankLinesPartStanzasAndCommentsAreSkipped) {
    const auto stanzas =
        parse("# source\n\nkey = 0102\n# a remark\nname = \"ab\"\n\n\ncount = 12\n");
    ASSERT_EQ(stanzas.size(), 2u);
    EXPECT_EQ(stanzas[0].bytes("key"), (Buffer{1, 2}));
    EXPECT_EQ(stanzas[0].bytes("name"), (Buffer{'a', 'b'}));
    EXPECT_EQ(stanzas[1].number("count"), 12u);
}

TEST(Vectors, AnEmptyValueIsAnEmptyByteString) {
    EXPECT_TRUE(parse("# source\nkey =\n").at(0).bytes("key").empty());
    EXPECT_TRUE(parse("# source\nkey = \"\"\n").at(0).bytes("key").empty());
}

TEST(Vectors, AMissingFileFails) {
    EXPECT_THROW(load_stanzas("no/such/file.txt"), std::runtime_error);
}

TEST(Vectors, AFileWithoutStanzasFails) { EXPECT_THROW(parse("# source\n"), std::runtime_error); }

TEST(Vectors, AFileThatDoesNotSayWhereItComesFromFails) {
    EXPECT_THROW(parse("key = 00\n"), std::runtime_error);
    EXPECT_THROW(parse(""), std::runtime_error);
}

TEST(Vectors, AMalformedLineFails) {
    EXPECT_THROW(parse("# source\nkey 00\n"), std::runtime_error);
    EXPECT_THROW(parse("# source\n = 00\n"), std::runtime_error);
}

TEST(Vectors, ADuplicateKeyFails) {
    EXPECT_THROW(parse("# source\nkey = 00\nkey = 01\n"), std::runtime_error);
}

TEST(Vectors, AMissingKeyFailsAndIsNamedWithFileAndLine) {
    const auto stanzas = parse("# source\n\nkey = 00\n");
    try {
        stanzas.at(0).bytes("digest");
        FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find(":3: no \"digest\""), std::string::npos)
            << error.what();
    }
}

TEST(Vectors, ValuesOfTheWrongKindFail) {
    const auto stanza = parse("# source\nkey = 0x\nodd = 012\nsplit = 0 1\nnumber = 1a\n").at(0);
    for (const char* key : {"key", "odd", "split"})
        EXPECT_THROW(stanza.bytes(key), std::runtime_error) << key;
    EXPECT_THROW(stanza.number("number"), std::runtime_error);
}

TEST(Vectors, HexRoundTrips) {
    EXPECT_EQ(to_hex(hex(" 00ff A5\t5a")), "00ffa55a");
    EXPECT_TRUE(hex("").empty());
}

}  // namespace
}  // namespace secur32::test
