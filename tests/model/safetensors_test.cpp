#include "model/safetensors.h"

#include <cstring>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace reasonscope {
namespace {

/// A file with this header text and `data` bytes after it.
std::string with_header(std::string_view header, std::size_t data) {
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + std::string(header) + std::string(data, 'x');
}

class Safetensors : public testing::Test {
protected:
    Result<SafetensorsFile> open(std::string_view bytes) { return SafetensorsFile::open(folder_.write("t.safetensors", bytes)); }

    /// The file is refused as bad input, in one sentence that has `words`.
    void expect_refused(std::string_view bytes, std::string_view words) {
        const auto file = open(bytes);
        ASSERT_FALSE(file) << "accepted: " << words;
        EXPECT_EQ(file.error().kind, ErrorKind::BadInput);
        EXPECT_NE(file.error().message.find(words), std::string::npos) << file.error().message;
        EXPECT_NE(file.error().message.find("t.safetensors"), std::string::npos) << file.error().message;
        EXPECT_EQ(file.error().message.back(), '.');
    }

    test::TempFolder folder_;
};

TEST_F(Safetensors, RoundTripKeepsEveryTypeAndShape) {
    const std::vector<float> f32{1.5F, -2.0F, 0.0F, 1e30F, 5.0F, 6.0F};
    const std::vector<std::int32_t> i32{-1, 2};
    const std::vector<std::int64_t> i64{1LL << 40};
    const std::vector<std::uint16_t> bf16{0x3f80, 0xbf80, 0x4000}, f16{0x3c00};
    const std::vector<float> none;
    const std::vector<TensorView> tensors{tensor_view("z.f32", StoredType::F32, {2, 3}, f32), tensor_view("a.i32", StoredType::I32, {2}, i32),
                                          tensor_view("scalar", StoredType::I64, {}, i64), tensor_view("half", StoredType::F16, {1, 1, 1}, f16),
                                          tensor_view("brain", StoredType::BF16, {3}, bf16), tensor_view("empty", StoredType::F32, {0, 4}, none)};
    const auto path = folder_ / "t.safetensors";
    ASSERT_TRUE(write_safetensors(path, tensors, {{"format", "pt"}}));
    const auto file = SafetensorsFile::open(path);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->tensors().size(), tensors.size());
    EXPECT_EQ(file->metadata().at("format"), "pt");
    for (const auto& wanted : tensors) {
        const auto* got = file->find(wanted.name);
        ASSERT_NE(got, nullptr) << wanted.name;
        EXPECT_EQ(got->type, wanted.type);
        EXPECT_EQ(got->shape, wanted.shape);
        ASSERT_EQ(got->bytes.size(), wanted.bytes.size());
        EXPECT_TRUE(std::equal(got->bytes.begin(), got->bytes.end(), wanted.bytes.begin())) << wanted.name;
        EXPECT_EQ((got->bytes.data() - file->file_bytes().data()) % static_cast<std::ptrdiff_t>(bytes_of(wanted.type)), 0) << "unaligned";
    }
    EXPECT_EQ(file->find("absent"), nullptr);
}

TEST_F(Safetensors, WriterRefusesWhatTheReaderWould) {
    const std::vector<float> two{1, 2};
    const auto path = folder_ / "t.safetensors";
    EXPECT_FALSE(write_safetensors(path, std::vector{tensor_view("a", StoredType::F32, {3}, two)}));
    EXPECT_FALSE(write_safetensors(path, std::vector{tensor_view("", StoredType::F32, {2}, two)}));
    EXPECT_FALSE(write_safetensors(path, std::vector{tensor_view("__metadata__", StoredType::F32, {2}, two)}));
    EXPECT_FALSE(write_safetensors(path, std::vector{tensor_view("a", StoredType::F32, {-2}, two)}));
    EXPECT_FALSE(write_safetensors(path, std::vector{tensor_view("a", StoredType::F32, {2}, two), tensor_view("a", StoredType::F32, {2}, two)}));
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Safetensors, RefusesFilesThatAreNotSafetensors) {
    expect_refused("", "only 0 bytes");
    expect_refused("abc", "only 3 bytes");
    expect_refused(std::string(8, '\xff') + "{}", "header claims");
    expect_refused(with_header("not json", 0), "not a JSON object");
    expect_refused(with_header("[1]", 0), "not a JSON object");
    expect_refused(with_header(R"({"__metadata__":{"a":1}})", 0), "__metadata__");
    expect_refused(with_header(R"({"__metadata__":[]})", 0), "__metadata__");
}

TEST_F(Safetensors, RefusesEntriesThatLie) {
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1]}})", 4), "lacks dtype, shape or data_offsets");
    expect_refused(with_header(R"({"a":3})", 4), "lacks dtype, shape or data_offsets");
    expect_refused(with_header(R"({"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}})", 4), "unknown dtype 'Q4'");
    expect_refused(with_header(R"({"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}})", 4), "dtype that is not a text");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4), "shape");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", 4), "shape");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", 4), "not two numbers");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4), "claims bytes 4 to 0");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4), "truncated");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4), "needs 8 bytes");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", 0), "too large to exist");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,0]}})", 0), "shape");
}

TEST_F(Safetensors, RefusesOffsetsThatDoNotTile) {
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", 6),
                   "overlaps");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), "belong to no tensor");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 8), "4 bytes at its end");
    expect_refused(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8),
                   "listed twice");
}

TEST_F(Safetensors, EveryTruncationIsRefused) {
    const std::vector<float> values{1, 2, 3};
    const auto path = folder_ / "t.safetensors";
    ASSERT_TRUE(write_safetensors(path, std::vector{tensor_view("a", StoredType::F32, {3}, values)}));
    const auto whole = *read_file(path);
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(open(std::string_view(whole).substr(0, n))) << n << " bytes";
    EXPECT_TRUE(open(whole));
}

TEST_F(Safetensors, UnalignedAndDeepHeadersAreHarmless) {
    EXPECT_TRUE(open(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})" + std::string(3, ' '), 4)));
    EXPECT_FALSE(open(with_header(std::string(200000, '['), 0)));
}

TEST_F(Safetensors, ViewsOutliveTheObjectThatAnotherCopyHolds) {
    const std::vector<float> values{1, 2, 3};
    const auto path = folder_ / "t.safetensors";
    ASSERT_TRUE(write_safetensors(path, std::vector{tensor_view("a", StoredType::F32, {3}, values)}));
    std::optional<SafetensorsFile> first = *SafetensorsFile::open(path);
    const SafetensorsFile second = *first;
    first.reset();
    float last = 0;
    std::memcpy(&last, second.find("a")->bytes.data() + 8, 4);
    EXPECT_EQ(last, 3.0F);
}

}  // namespace
}  // namespace reasonscope
