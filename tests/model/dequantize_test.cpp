#include "model/dequantize.h"

#include <cmath>
#include <cstring>
#include <random>

#include <gtest/gtest.h>

#include "model/gguf.h"
#include "model/half.h"

namespace reasonscope {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::span<const std::byte> view(const Bytes& bytes) { return std::as_bytes(std::span(bytes)); }

void expect_same(const std::vector<float>& got, const std::vector<float>& wanted, std::string_view what) {
    ASSERT_EQ(got.size(), wanted.size()) << what;
    for (std::size_t i = 0; i < got.size(); ++i)
        ASSERT_TRUE(got[i] == wanted[i] || (std::isnan(got[i]) && std::isnan(wanted[i]))) << what << " [" << i << "]: " << got[i] << " for " << wanted[i];
}

/// The slow twins: a float is sign, exponent and mantissa; a block is read one weight at a time, by the format's own words.
float slow_float(std::uint32_t bits, int exponent_bits, int mantissa_bits) {
    const int bias = (1 << (exponent_bits - 1)) - 1;
    const auto sign = bits >> (exponent_bits + mantissa_bits) & 1U;
    const int exponent = static_cast<int>(bits >> mantissa_bits & ((1U << exponent_bits) - 1));
    const auto mantissa = static_cast<double>(bits & ((1U << mantissa_bits) - 1)) / (1 << mantissa_bits);
    const double magnitude = exponent == 0 ? std::ldexp(mantissa, 1 - bias) : std::ldexp(1 + mantissa, exponent - bias);
    return static_cast<float>(sign ? -magnitude : magnitude);
}

float slow_half(const std::uint8_t* at) { return slow_float(static_cast<std::uint32_t>(at[0] | at[1] << 8), 5, 10); }

int bit(const std::uint8_t* bytes, int index) { return bytes[index / 8] >> (index % 8) & 1; }

/// Six-bit numbers of group `g`: four scales and four minima plain, the other eight split into a nibble and the plain ones' spare bits.
std::pair<int, int> slow_group(const std::uint8_t* packed, int g) {
    if (g < 4) return {packed[g] % 64, packed[4 + g] % 64};
    return {packed[4 + g] % 16 + 16 * (packed[g - 4] / 64), packed[4 + g] / 16 + 16 * (packed[g] / 64)};
}

float slow_weight(GgmlType type, const std::uint8_t* block, int i) {
    const auto nibble32 = [&](const std::uint8_t* bytes) { return i < 16 ? bytes[i] % 16 : bytes[i - 16] / 16; };
    switch (type) {
        case GgmlType::Q4_0: return slow_half(block) * static_cast<float>(nibble32(block + 2) - 8);
        case GgmlType::Q4_1: return slow_half(block) * static_cast<float>(nibble32(block + 4)) + slow_half(block + 2);
        case GgmlType::Q5_0: return slow_half(block) * static_cast<float>(nibble32(block + 6) + 16 * bit(block + 2, i) - 16);
        case GgmlType::Q5_1: return slow_half(block) * static_cast<float>(nibble32(block + 8) + 16 * bit(block + 4, i)) + slow_half(block + 2);
        case GgmlType::Q8_0: return slow_half(block) * static_cast<float>(static_cast<std::int8_t>(block[2 + i]));
        case GgmlType::Q4_K:
        case GgmlType::Q5_K: {
            const int g = i / 32, pair = g / 2;
            const auto* nibbles = block + (type == GgmlType::Q4_K ? 16 : 48) + 32 * pair;
            int q = g % 2 == 0 ? nibbles[i % 32] % 16 : nibbles[i % 32] / 16;
            if (type == GgmlType::Q5_K) q += 16 * (block[16 + i % 32] >> g & 1);
            const auto [scale, minimum] = slow_group(block + 4, g);
            const float d = slow_half(block) * static_cast<float>(scale), m = slow_half(block + 2) * static_cast<float>(minimum);
            return d * static_cast<float>(q) - m;
        }
        case GgmlType::Q6_K: {
            const int half = i / 128, quarter = i % 128 / 32, at = i % 32;
            const int byte = block[64 * half + 32 * (quarter % 2) + at];
            const int low = quarter < 2 ? byte % 16 : byte / 16;
            const int high = block[128 + 32 * half + at] >> (2 * quarter) & 3;
            const float scale = slow_half(block + 208) * static_cast<float>(static_cast<std::int8_t>(block[192 + i / 16]));
            return scale * static_cast<float>(low + 16 * high - 32);
        }
        default: return 0;
    }
}

constexpr GgmlType kBlockTypes[] = {GgmlType::Q4_0, GgmlType::Q4_1, GgmlType::Q5_0, GgmlType::Q5_1,
                                    GgmlType::Q8_0, GgmlType::Q4_K, GgmlType::Q5_K, GgmlType::Q6_K};

TEST(Dequantize, BlocksEqualTheirSlowTwin) {
    std::mt19937 random(5);
    for (const auto type : kBlockTypes) {
        const auto values = values_per_block(type), size = bytes_per_block(type);
        Bytes bytes(37 * size);
        for (auto& b : bytes) b = static_cast<std::uint8_t>(random());
        for (std::size_t block = 0; block < 37; ++block) {  // finite scales: what the other bits mean is the point
            const auto first = type == GgmlType::Q6_K ? size - 2 : 0;
            for (const auto at : {first, first + (type == GgmlType::Q6_K ? 0 : 2)}) bytes[block * size + at + 1] &= 0xbb;
        }
        std::vector<float> fast(37 * values), slow(37 * values);
        ASSERT_TRUE(dequantize(type, view(bytes), fast));
        for (std::size_t i = 0; i < slow.size(); ++i) slow[i] = slow_weight(type, bytes.data() + i / values * size, static_cast<int>(i % values));
        expect_same(fast, slow, name(type));
    }
}

TEST(Dequantize, EveryTypeEqualsTheReferenceFile) {
    const auto file = GgufFile::open(REASONSCOPE_SOURCE_DIR "/tests/data/gguf/blocks.gguf");
    ASSERT_TRUE(file) << file.error().message;
    std::size_t compared = 0;
    for (const auto& tensor : file->tensors()) {
        if (tensor.name.ends_with(".f32")) continue;
        const auto* reference = file->find(std::string(tensor.name) + ".f32");
        ASSERT_NE(reference, nullptr);
        EXPECT_EQ(tensor.name, name(tensor.type));
        std::vector<float> wanted(static_cast<std::size_t>(reference->shape[0] * reference->shape[1])), got(wanted.size());
        std::memcpy(wanted.data(), reference->bytes.data(), reference->bytes.size());
        const auto done = dequantize(tensor.type, tensor.bytes, got);
        ASSERT_TRUE(done) << done.error().message;
        expect_same(got, wanted, tensor.name);
        ++compared;
    }
    EXPECT_EQ(compared, 11U) << "F32, F16, BF16 and eight block types";
}

TEST(Dequantize, SmallFloatsAreExact) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto half = f32_from_f16(static_cast<std::uint16_t>(bits));
        if ((bits & 0x7fff) > 0x7c00) EXPECT_TRUE(std::isnan(half)) << bits;
        else if ((bits & 0x7fff) == 0x7c00) EXPECT_EQ(half, bits & 0x8000 ? -INFINITY : INFINITY);
        else ASSERT_EQ(half, slow_float(bits, 5, 10)) << bits;
    }
    for (std::uint32_t bits = 0; bits < 256; ++bits) {
        const auto value = f32_from_e4m3(static_cast<std::uint8_t>(bits));
        if ((bits & 0x7f) == 0x7f) EXPECT_TRUE(std::isnan(value)) << bits;
        else EXPECT_EQ(value, slow_float(bits, 4, 3)) << bits;
        EXPECT_EQ(std::signbit(value), bits >= 128) << bits;
    }
    EXPECT_EQ(f32_from_e4m3(0x7e), 448.0F);
    EXPECT_TRUE(std::signbit(f32_from_f16(0x8000)));
    EXPECT_EQ(f32_from_bf16(0x3fc0), 1.5F);
    EXPECT_TRUE(std::isnan(f32_from_ue8m0(255)));
    for (int b = 0; b < 255; ++b) EXPECT_EQ(f32_from_ue8m0(static_cast<std::uint8_t>(b)), std::ldexp(1.0F, b - 127)) << b;
}

TEST(Dequantize, UnalignedBytesAreFine) {
    Bytes bytes(1 + 34);
    bytes[1] = 0;
    bytes[2] = 0x3c;  // 1.0
    for (int i = 0; i < 32; ++i) bytes[static_cast<std::size_t>(3 + i)] = static_cast<std::uint8_t>(i - 16);
    std::vector<float> out(32);
    ASSERT_TRUE(dequantize(GgmlType::Q8_0, view(bytes).subspan(1), out));
    for (int i = 0; i < 32; ++i) EXPECT_EQ(out[static_cast<std::size_t>(i)], static_cast<float>(i - 16));
}

TEST(Dequantize, RefusesWhatDoesNotFit) {
    const Bytes bytes(2 * 34);
    std::vector<float> out(64), half(32), odd(63);
    EXPECT_TRUE(dequantize(GgmlType::Q8_0, view(bytes), out));
    EXPECT_TRUE(dequantize(GgmlType::Q8_0, {}, {}));
    EXPECT_FALSE(dequantize(GgmlType::Q8_0, view(bytes), half));
    EXPECT_FALSE(dequantize(GgmlType::Q8_0, view(bytes), odd));
    EXPECT_FALSE(dequantize(GgmlType::Q8_0, view(bytes).first(67), out));
    const auto unknown = dequantize(GgmlType::IQ2_XXS, view(bytes), out);
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("IQ2_XXS are not supported"), std::string::npos);
    EXPECT_FALSE(can_dequantize(GgmlType::I32));
}

struct Fp8Case {
    std::int64_t rows, columns, block_rows, block_columns;
};

TEST(DequantizeMxfp4, EveryNibbleAndExponent) {
    const float magnitudes[] = {0.0F, 0.5F, 1.0F, 1.5F, 2.0F, 3.0F, 4.0F, 6.0F};
    std::vector<std::byte> blocks, scales;
    for (int b = 0; b < 255; ++b) {
        scales.push_back(std::byte(b));
        for (int i = 0; i < 16; ++i) blocks.push_back(std::byte(i | (15 - i) << 4));
    }
    std::vector<float> out(scales.size() * 32);
    ASSERT_TRUE(dequantize_mxfp4(blocks, scales, out));
    for (std::size_t at = 0; at < out.size(); ++at) {
        const int byte = static_cast<int>(at % 32 / 2), nibble = at % 2 == 0 ? byte : 15 - byte;
        const float wanted = std::ldexp(magnitudes[nibble & 7], static_cast<int>(at / 32) - 127);
        ASSERT_EQ(out[at], nibble & 8 ? -wanted : wanted) << at;
    }
    EXPECT_FALSE(dequantize_mxfp4(blocks, std::span(scales).first(3), out));
    EXPECT_FALSE(dequantize_mxfp4(std::span(blocks).first(31), std::span(scales).first(2), std::span(out).first(64)));
}

TEST(DequantizeFp8, RaggedBlocksEqualTheSlowTwin) {
    std::mt19937 random(9);
    for (const auto& [rows, columns, block_rows, block_columns] :
         {Fp8Case{576, 256, 128, 128}, Fp8Case{130, 70, 128, 64}, Fp8Case{3, 5, 2, 2}, Fp8Case{4, 4, 128, 128}, Fp8Case{7, 1, 1, 1}}) {
        Bytes weight(static_cast<std::size_t>(rows * columns));
        for (auto& b : weight) b = static_cast<std::uint8_t>(random());
        const auto down = (rows + block_rows - 1) / block_rows, across = (columns + block_columns - 1) / block_columns;
        std::vector<float> stored(static_cast<std::size_t>(down * across));
        for (auto& s : stored) s = static_cast<float>(random() % 1000 + 1) * 1e-4F;
        const auto scales = read_block_scales(tensor_view("s", StoredType::F32, {down, across}, stored), rows, columns, block_rows, block_columns);
        ASSERT_TRUE(scales) << scales.error().message;
        std::vector<float> fast(weight.size()), slow(weight.size());
        const auto done = dequantize_fp8(view(weight), rows, columns, *scales, fast);
        ASSERT_TRUE(done) << done.error().message;
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::int64_t c = 0; c < columns; ++c) {
                const auto at = static_cast<std::size_t>(r * columns + c);
                const float value = weight[at] % 128 == 127 ? NAN : slow_float(weight[at], 4, 3);
                slow[at] = value * stored[static_cast<std::size_t>(r / block_rows * across + c / block_columns)];
            }
        expect_same(fast, slow, std::to_string(rows));
    }
    EXPECT_TRUE(read_block_scales(tensor_view("s", StoredType::F32, {5, 2}, std::vector<float>(10)), 576, 256, 128, 128)) << "DeepSeek's kv_a";
}

TEST(DequantizeFp8, BareExponentsAreScalesToo) {
    const Bytes exponents{127, 128, 120, 129}, weight{0x38, 0x38, 0x38, 0xb8};  // 1, 1, 1, -1
    for (const auto type : {StoredType::U8, StoredType::F8E8M0}) {
        const auto scales = read_block_scales(tensor_view("s", type, {2, 2}, exponents), 2, 2, 1, 1);
        ASSERT_TRUE(scales) << scales.error().message;
        std::vector<float> out(4);
        ASSERT_TRUE(dequantize_fp8(view(weight), 2, 2, *scales, out));
        EXPECT_EQ(out, (std::vector<float>{1, 2, 0x1p-7F, -4}));
    }
}

TEST(DequantizeFp8, RefusesScalesThatDoNotCoverTheWeight) {
    const std::vector<float> four(4);
    const std::vector<std::uint16_t> brain(4);
    const auto few = read_block_scales(tensor_view("k.scale", StoredType::F32, {4, 1}, four), 576, 128, 128, 128);
    ASSERT_FALSE(few);
    EXPECT_NE(few.error().message.find("'k.scale' have shape [4, 1], but a weight of [576, 128] in blocks of [128, 128] needs [5, 1]"),
              std::string::npos)
        << few.error().message;
    EXPECT_FALSE(read_block_scales(tensor_view("s", StoredType::BF16, {4, 1}, brain), 512, 128, 128, 128));
    EXPECT_FALSE(read_block_scales(tensor_view("s", StoredType::F32, {4, 1}, four), 512, 128, 0, 128));
    const Bytes weight(6);
    std::vector<float> out(6), wrong(5);
    const BlockScales one{{1.0F}, 128, 128};
    EXPECT_TRUE(dequantize_fp8(view(weight), 2, 3, one, out));
    EXPECT_FALSE(dequantize_fp8(view(weight), 2, 3, one, wrong));
    EXPECT_FALSE(dequantize_fp8(view(weight), 3, 3, one, out));
    EXPECT_FALSE(dequantize_fp8(view(weight), 2, 3, BlockScales{{1.0F}, 1, 128}, out));
    EXPECT_FALSE(dequantize_fp8(view(weight), 2, 3, BlockScales{{}, 0, 0}, out));
}

}  // namespace
}  // namespace reasonscope
