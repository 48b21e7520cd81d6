#include "model/gguf.h"

#include <gtest/gtest.h>

#include "tests/support/gguf_bytes.h"
#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

using test::GgufBytes;
using test::gguf_list;
using test::gguf_string;
using test::raw;

class Gguf : public testing::Test {
protected:
    Result<GgufFile> open(std::string_view bytes) { return GgufFile::open(folder_.write("t.gguf", bytes)); }

    /// The file is refused as bad input, in one sentence that has `words`.
    void expect_refused(std::string_view bytes, std::string_view words) {
        const auto file = open(bytes);
        ASSERT_FALSE(file) << "accepted: " << words;
        EXPECT_EQ(file.error().kind, ErrorKind::BadInput);
        EXPECT_NE(file.error().message.find(words), std::string::npos) << file.error().message;
        EXPECT_NE(file.error().message.find("t.gguf"), std::string::npos) << file.error().message;
        EXPECT_EQ(file.error().message.back(), '.');
    }

    test::TempFolder folder_;
};

GgufBytes every_type() {
    GgufBytes file;
    file.key("u8", GgufType::U8, raw<std::uint8_t>(200)).key("i8", GgufType::I8, raw<std::int8_t>(-3));
    file.key("u16", GgufType::U16, raw<std::uint16_t>(60000)).key("i16", GgufType::I16, raw<std::int16_t>(-3000));
    file.key("u32", GgufType::U32, raw<std::uint32_t>(4000000000)).key("i32", GgufType::I32, raw<std::int32_t>(-2));
    file.key("u64", GgufType::U64, raw<std::uint64_t>(~0ULL)).key("i64", GgufType::I64, raw<std::int64_t>(-1LL << 40));
    file.key("f32", GgufType::F32, raw(1.5F)).key("f64", GgufType::F64, raw(-2.5)).key("bool", GgufType::Bool, raw<std::uint8_t>(1));
    file.text("text", "h\xc3\xa9").texts("texts", {"a", "", "bc"}).numbers<float>("scores", GgufType::F32, {0.5F, -1.0F});
    file.numbers<std::int64_t>("no numbers", GgufType::I64, {});
    file.key("nested", GgufType::Array,
             gguf_list(GgufType::Array, 2) + gguf_list(GgufType::I16, 2) + raw<std::int16_t>(7) + raw<std::int16_t>(-7) +
                 gguf_list(GgufType::String, 1) + gguf_string("x"));
    file.tensor("w", {32, 2}, 8, 0).tensor("b", {3}, 0, 96);
    return file;
}

TEST_F(Gguf, ReadsEveryValueTypeAndBothVersions) {
    for (const std::uint32_t version : {2U, 3U}) {
        auto built = every_type();
        built.version = version;
        const auto file = open(built.bytes(96 + 12));
        ASSERT_TRUE(file) << file.error().message;
        EXPECT_EQ(file->version(), version);
        EXPECT_EQ(file->metadata().size(), 16U);
        EXPECT_EQ(file->integer("u8"), 200);
        EXPECT_EQ(file->integer("i8"), -3);
        EXPECT_EQ(file->integer("u16"), 60000);
        EXPECT_EQ(file->integer("i16"), -3000);
        EXPECT_EQ(file->integer("u32"), 4000000000);
        EXPECT_EQ(file->integer("i32"), -2);
        EXPECT_EQ(file->integer("u64"), std::nullopt) << "does not fit 63 bits";
        EXPECT_EQ(std::get<std::uint64_t>(*file->value("u64")), ~0ULL);
        EXPECT_EQ(file->integer("i64"), -1LL << 40);
        EXPECT_EQ(file->number("f32"), 1.5);
        EXPECT_EQ(file->number("f64"), -2.5);
        EXPECT_EQ(file->number("i32"), -2.0);
        EXPECT_EQ(file->flag("bool"), true);
        EXPECT_EQ(file->text("text"), "h\xc3\xa9");
        EXPECT_EQ(file->array("texts")->strings, (std::vector<std::string_view>{"a", "", "bc"}));
        EXPECT_EQ(file->array("scores")->number(1), -1.0);
        EXPECT_EQ(file->array("no numbers")->count, 0U);
        const auto* nested = file->array("nested");
        ASSERT_TRUE(nested && nested->arrays.size() == 2);
        EXPECT_EQ(nested->arrays[0].number(1), -7.0);
        EXPECT_EQ(nested->arrays[1].strings[0], "x");
        EXPECT_EQ(file->text("bool"), std::nullopt) << "another type";
        EXPECT_EQ(file->value("absent"), nullptr);
    }
}

TEST_F(Gguf, TensorsHaveReversedDimensionsAndTheirOwnBytes) {
    auto bytes = every_type().bytes(96 + 12);
    bytes[bytes.size() - 12] = 'b';
    const auto file = open(bytes);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->tensors().size(), 2U);
    const auto* w = file->find("w");
    ASSERT_NE(w, nullptr);
    EXPECT_EQ(w->type, GgmlType::Q8_0);
    EXPECT_EQ(w->shape, (std::vector<std::int64_t>{2, 32}));
    EXPECT_EQ(w->bytes.size(), 68U);
    const auto* b = file->find("b");
    ASSERT_NE(b, nullptr);
    EXPECT_EQ(b->bytes.size(), 12U);
    EXPECT_EQ(b->bytes[0], std::byte{'b'});
    EXPECT_EQ(file->find("absent"), nullptr);
}

TEST_F(Gguf, AnotherAlignmentMovesTheData) {
    GgufBytes file;
    file.number("general.alignment", 256).tensor("a", {1}, 0, 0).tensor("b", {1}, 0, 256);
    auto bytes = file.header();
    bytes.resize(256 + 256 + 4);
    bytes[256] = 'a';
    bytes[512] = 'b';
    const auto opened = open(bytes);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->find("a")->bytes[0], std::byte{'a'});
    EXPECT_EQ(opened->find("b")->bytes[0], std::byte{'b'});
    for (const std::uint32_t bad : {0U, 24U, 1U << 31}) {
        GgufBytes lying;
        expect_refused(lying.number("general.alignment", bad).bytes(), "power of two");
    }
    expect_refused(GgufBytes().text("general.alignment", "32").bytes(), "power of two");
}

TEST_F(Gguf, RefusesFilesThatAreNotGguf) {
    expect_refused("", "not a GGUF file");
    expect_refused("GGUF", "not a GGUF file");
    expect_refused(std::string(64, 'x'), "not a GGUF file");
    GgufBytes old;
    old.version = 1;
    expect_refused(old.bytes(), "version 1 GGUF file");
    old.version = 0x03000000;
    expect_refused(old.bytes(), "big-endian");
    EXPECT_FALSE(GgufFile::open(folder_ / "absent.gguf"));
    EXPECT_FALSE(GgufFile::open(folder_.path()));
}

TEST_F(Gguf, RefusesMetadataThatLies) {
    GgufBytes counts;
    counts.key_count = ~0ULL;
    expect_refused(counts.bytes(), "truncated");
    counts.key_count = 0;
    counts.tensor_count = ~0ULL;
    expect_refused(counts.header(), "truncated");
    expect_refused(GgufBytes().number("a", 1).number("a", 2).bytes(), "'a' is listed twice");
    expect_refused(GgufBytes().key("a", static_cast<GgufType>(13), raw(1)).bytes(), "unknown type 13");
    expect_refused(GgufBytes().key("a", GgufType::String, raw<std::uint64_t>(1ULL << 63)).bytes(), "claims 9223372036854775808 bytes");
    expect_refused(GgufBytes().key("a", GgufType::Array, gguf_list(GgufType::U8, ~0ULL)).bytes(), "values and only");
    expect_refused(GgufBytes().key("a", GgufType::Array, gguf_list(GgufType::F64, 1ULL << 61)).bytes(), "values and only");
    expect_refused(GgufBytes().key("a", GgufType::Array, gguf_list(GgufType::String, 1ULL << 40)).bytes(), "values and only");
    expect_refused(GgufBytes().key("a", GgufType::Array, gguf_list(static_cast<GgufType>(99), 1)).bytes(), "unknown type 99");
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += gguf_list(GgufType::Array, 1);
    expect_refused(GgufBytes().key("a", GgufType::Array, deep).bytes(), "lists in lists");
}

TEST_F(Gguf, RefusesTensorsThatLie) {
    expect_refused(GgufBytes().tensor("", {4}, 0, 0).bytes(16), "has no name");
    expect_refused(GgufBytes().tensor("a", {4}, 0, 0).tensor("a", {4}, 0, 32).bytes(48), "'a' is listed twice");
    expect_refused(GgufBytes().tensor("a", {1, 1, 1, 1, 1}, 0, 0).bytes(16), "5 dimensions");
    expect_refused(GgufBytes().tensor("a", {4, 0}, 0, 0).bytes(16), "shape [0, 4], which cannot exist");
    expect_refused(GgufBytes().tensor("a", {1ULL << 32, 1ULL << 32}, 0, 0).bytes(16), "cannot exist");
    expect_refused(GgufBytes().tensor("a", {~0ULL}, 0, 0).bytes(16), "cannot exist");
    expect_refused(GgufBytes().tensor("a", {1ULL << 62}, 0, 0).bytes(16), "cannot exist");
    expect_refused(GgufBytes().tensor("a", {4}, 4, 0).bytes(16), "unknown type 4");
    expect_refused(GgufBytes().tensor("a", {4}, 1000, 0).bytes(16), "unknown type 1000");
    expect_refused(GgufBytes().tensor("a", {100}, 12, 0).bytes(144), "rows of 100 values, which blocks of Q4_K do not fill");
    expect_refused(GgufBytes().tensor("a", {4}, 0, 8).bytes(64), "not a multiple of 32");
    expect_refused(GgufBytes().tensor("a", {4}, 0, 32).bytes(40), "claims bytes 32 to 48, but the file holds 40");
    expect_refused(GgufBytes().tensor("a", {4}, 0, 1ULL << 63).bytes(16), "may be truncated");
    expect_refused(GgufBytes().tensor("a", {16}, 0, 0).tensor("b", {4}, 0, 32).bytes(64), "'a' and 'b' overlap");
    expect_refused(GgufBytes().tensor("a", {4}, 0, 0).tensor("b", {4}, 0, 0).bytes(64), "overlap");
}

TEST_F(Gguf, EveryTruncationIsRefused) {
    const auto whole = every_type().bytes(96 + 12);
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(open(std::string_view(whole).substr(0, n))) << n << " bytes";
    EXPECT_TRUE(open(whole));
}

TEST_F(Gguf, ViewsOutliveTheObjectThatAnotherCopyHolds) {
    std::optional<GgufFile> first = *open(every_type().bytes(96 + 12));
    const GgufFile second = *first;
    first.reset();
    EXPECT_EQ(second.array("texts")->strings[2], "bc");
    EXPECT_EQ(second.find("b")->bytes[0], std::byte{0});
}

TEST(GgmlTypes, SizesAreThoseOfTheFormat) {
    EXPECT_EQ(bytes_per_block(GgmlType::Q4_K), 144U);
    EXPECT_EQ(bytes_per_block(GgmlType::Q6_K), 210U);
    EXPECT_EQ(values_per_block(GgmlType::Q8_0), 32U);
    EXPECT_EQ(name(GgmlType::IQ2_XXS), "IQ2_XXS");
    EXPECT_EQ(parse_ggml_type(5), std::nullopt);
}

}  // namespace
}  // namespace reasonscope
