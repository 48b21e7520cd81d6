#include "model/dequantize.h"

#include <algorithm>
#include <cstring>

#include "model/half.h"

namespace reasonscope {
namespace {

std::uint16_t u16_at(const std::uint8_t* at) {
    std::uint16_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

float half_at(const std::uint8_t* at) { return f32_from_f16(u16_at(at)); }

template <float Convert(std::uint16_t)>
void wide(const std::uint8_t* in, float* out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[i] = Convert(u16_at(in + 2 * i));
}

// Blocks of 32. The low nibbles of 16 bytes are weights 0..15, the high ones 16..31; the fifth bit of weight i is bit i of a u32.

void q4_0(const std::uint8_t* in, float* out) {  // f16 d | 16 bytes
    const float d = half_at(in);
    for (int i = 0; i < 16; ++i) {
        out[i] = d * static_cast<float>((in[2 + i] & 15) - 8);
        out[i + 16] = d * static_cast<float>((in[2 + i] >> 4) - 8);
    }
}

void q4_1(const std::uint8_t* in, float* out) {  // f16 d | f16 m | 16 bytes
    const float d = half_at(in), m = half_at(in + 2);
    for (int i = 0; i < 16; ++i) {
        out[i] = d * static_cast<float>(in[4 + i] & 15) + m;
        out[i + 16] = d * static_cast<float>(in[4 + i] >> 4) + m;
    }
}

/// The 32 five-bit numbers of Q5_0 and Q5_1.
void five_bits(const std::uint8_t* high, const std::uint8_t* low, int* out) {
    std::uint32_t bits;
    std::memcpy(&bits, high, sizeof bits);
    for (int i = 0; i < 16; ++i) {
        out[i] = (low[i] & 15) | static_cast<int>(bits >> i & 1U) << 4;
        out[i + 16] = (low[i] >> 4) | static_cast<int>(bits >> (i + 16) & 1U) << 4;
    }
}

void q5_0(const std::uint8_t* in, float* out) {  // f16 d | u32 fifth bits | 16 bytes
    const float d = half_at(in);
    int q[32];
    five_bits(in + 2, in + 6, q);
    for (int i = 0; i < 32; ++i) out[i] = d * static_cast<float>(q[i] - 16);
}

void q5_1(const std::uint8_t* in, float* out) {  // f16 d | f16 m | u32 fifth bits | 16 bytes
    const float d = half_at(in), m = half_at(in + 2);
    int q[32];
    five_bits(in + 4, in + 8, q);
    for (int i = 0; i < 32; ++i) out[i] = d * static_cast<float>(q[i]) + m;
}

constexpr float kE2m1[16] = {0.0F, 0.5F, 1.0F, 1.5F, 2.0F, 3.0F, 4.0F, 6.0F, -0.0F, -0.5F, -1.0F, -1.5F, -2.0F, -3.0F, -4.0F, -6.0F};

void mxfp4(const std::uint8_t* in, float* out) {  // E8M0 exponent | 16 bytes
    const float d = f32_from_ue8m0(in[0]);
    for (int i = 0; i < 16; ++i) {
        out[i] = d * kE2m1[in[1 + i] & 15];
        out[i + 16] = d * kE2m1[in[1 + i] >> 4];
    }
}

void q8_0(const std::uint8_t* in, float* out) {  // f16 d | 32 i8
    const float d = half_at(in);
    for (int i = 0; i < 32; ++i) out[i] = d * static_cast<float>(static_cast<std::int8_t>(in[2 + i]));
}

// Blocks of 256 in eight groups of 32, each with a six-bit scale and a six-bit minimum; group g's are packed into 12 bytes.

struct GroupScale {
    float scale, minimum;
};

GroupScale group_scale(const std::uint8_t* packed, int g, float d, float dmin) {
    const int scale = g < 4 ? packed[g] & 63 : (packed[g + 4] & 15) | (packed[g - 4] >> 6) << 4;
    const int minimum = g < 4 ? packed[g + 4] & 63 : packed[g + 4] >> 4 | (packed[g] >> 6) << 4;
    return {d * static_cast<float>(scale), dmin * static_cast<float>(minimum)};
}

void q4_k(const std::uint8_t* in, float* out) {  // f16 d | f16 dmin | 12 scales | 128 bytes: 32 low nibbles, then their 32 high ones
    const float d = half_at(in), dmin = half_at(in + 2);
    const auto *scales = in + 4, *q = in + 16;
    for (int pair = 0; pair < 4; ++pair, q += 32, out += 64) {
        const auto low = group_scale(scales, 2 * pair, d, dmin), high = group_scale(scales, 2 * pair + 1, d, dmin);
        for (int i = 0; i < 32; ++i) out[i] = low.scale * static_cast<float>(q[i] & 15) - low.minimum;
        for (int i = 0; i < 32; ++i) out[i + 32] = high.scale * static_cast<float>(q[i] >> 4) - high.minimum;
    }
}

void q5_k(const std::uint8_t* in, float* out) {  // as q4_k with 32 bytes of fifth bits before the nibbles: bit g belongs to group g
    const float d = half_at(in), dmin = half_at(in + 2);
    const auto *scales = in + 4, *fifth = in + 16, *q = in + 48;
    for (int pair = 0; pair < 4; ++pair, q += 32, out += 64) {
        const auto low = group_scale(scales, 2 * pair, d, dmin), high = group_scale(scales, 2 * pair + 1, d, dmin);
        for (int i = 0; i < 32; ++i) out[i] = low.scale * static_cast<float>((q[i] & 15) | (fifth[i] >> (2 * pair) & 1) << 4) - low.minimum;
        for (int i = 0; i < 32; ++i)
            out[i + 32] = high.scale * static_cast<float>(q[i] >> 4 | (fifth[i] >> (2 * pair + 1) & 1) << 4) - high.minimum;
    }
}

void q6_k(const std::uint8_t* in, float* out) {  // 128 bytes of low nibbles | 64 bytes of upper bit pairs | 16 i8 scales | f16 d
    const auto *low = in, *high = in + 128, *scales = in + 192;
    const float d = half_at(in + 208);
    for (int part = 0; part < 2; ++part, low += 64, high += 32, scales += 8, out += 128) {
        for (int quarter = 0; quarter < 4; ++quarter) {  // 32 weights, 16 to a scale
            const auto* nibbles = low + 32 * (quarter % 2);
            const int nibble = 4 * (quarter / 2);
            for (int side = 0; side < 2; ++side) {
                const float scale = d * static_cast<float>(static_cast<std::int8_t>(scales[2 * quarter + side]));
                for (int i = 16 * side; i < 16 * side + 16; ++i) {
                    const int q = (nibbles[i] >> nibble & 15) | (high[i] >> (2 * quarter) & 3) << 4;
                    out[32 * quarter + i] = scale * static_cast<float>(q - 32);
                }
            }
        }
    }
}

using BlockDecoder = void (*)(const std::uint8_t*, float*);

BlockDecoder block_decoder(GgmlType type) {
    switch (type) {
        case GgmlType::Q4_0: return q4_0;
        case GgmlType::Q4_1: return q4_1;
        case GgmlType::Q5_0: return q5_0;
        case GgmlType::Q5_1: return q5_1;
        case GgmlType::Q8_0: return q8_0;
        case GgmlType::Q4_K: return q4_k;
        case GgmlType::Q5_K: return q5_k;
        case GgmlType::Q6_K: return q6_k;
        case GgmlType::MXFP4: return mxfp4;
        default: return nullptr;
    }
}

std::int64_t blocks(std::int64_t size, std::int64_t block) { return size / block + (size % block != 0); }

}  // namespace

bool can_dequantize(GgmlType type) {
    return type == GgmlType::F32 || type == GgmlType::F16 || type == GgmlType::BF16 || block_decoder(type);
}

Status dequantize(GgmlType type, std::span<const std::byte> bytes, std::span<float> out) {
    if (!can_dequantize(type))
        return bad_input("Weights stored as {} are not supported; use a version of the model in Q4_0, Q4_K, Q5_K, Q6_K, Q8_0, F16, BF16 or F32.",
                         name(type));
    const auto values = values_per_block(type), size = bytes_per_block(type);
    if (out.size() % values != 0 || bytes.size() % size != 0 || out.size() / values != bytes.size() / size)
        return bad_input("{} bytes of {} are not {} weights.", bytes.size(), name(type), out.size());
    const auto* in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    if (out.empty()) return {};
    if (type == GgmlType::F32) std::memcpy(out.data(), in, bytes.size());
    else if (type == GgmlType::F16) wide<f32_from_f16>(in, out.data(), out.size());
    else if (type == GgmlType::BF16) wide<f32_from_bf16>(in, out.data(), out.size());
    else
        for (std::size_t at = 0, block = 0; at < out.size(); at += values, ++block) block_decoder(type)(in + block * size, out.data() + at);
    return {};
}

Result<BlockScales> read_block_scales(const TensorView& stored, std::int64_t rows, std::int64_t columns, std::int64_t block_rows,
                                      std::int64_t block_columns) {
    if (block_rows <= 0 || block_columns <= 0 || rows <= 0 || columns <= 0)
        return bad_input("Blocks of [{}, {}] cannot cover a weight of shape [{}, {}].", block_rows, block_columns, rows, columns);
    const std::int64_t down = blocks(rows, block_rows), across = blocks(columns, block_columns);
    if (stored.shape != std::vector{down, across})
        return bad_input("The scales '{}' have shape {}, but a weight of [{}, {}] in blocks of [{}, {}] needs [{}, {}].", stored.name,
                         shape_text(stored.shape), rows, columns, block_rows, block_columns, down, across);
    BlockScales out;
    out.block_rows = block_rows;
    out.block_columns = block_columns;
    if (stored.type == StoredType::F32) {
        out.values.resize(stored.bytes.size() / sizeof(float));
        std::memcpy(out.values.data(), stored.bytes.data(), stored.bytes.size());
    } else if (stored.type == StoredType::F8E8M0 || stored.type == StoredType::U8) {
        for (const auto byte : stored.bytes) out.values.push_back(f32_from_ue8m0(static_cast<std::uint8_t>(byte)));
    } else {
        return bad_input("The scales '{}' are stored as {}; F32 and F8_E8M0 are supported.", stored.name, name(stored.type));
    }
    if (static_cast<std::int64_t>(out.values.size()) != down * across)
        return bad_input("The scales '{}' hold {} values instead of {}.", stored.name, out.values.size(), down * across);
    return out;
}

Status dequantize_fp8(std::span<const std::byte> weight, std::int64_t rows, std::int64_t columns, const BlockScales& scales, std::span<float> out) {
    const bool whole = rows > 0 && columns > 0 && scales.block_rows > 0 && scales.block_columns > 0 && weight.size() == out.size() &&
                       out.size() % static_cast<std::size_t>(columns) == 0 &&
                       out.size() / static_cast<std::size_t>(columns) == static_cast<std::size_t>(rows);
    const auto across = whole ? blocks(columns, scales.block_columns) : 0;
    if (!whole || static_cast<std::int64_t>(scales.values.size()) != blocks(rows, scales.block_rows) * across)
        return bad_input("{} FP8 weights with {} scales are not a matrix of shape [{}, {}].", weight.size(), scales.values.size(), rows, columns);
    const auto* in = reinterpret_cast<const std::uint8_t*>(weight.data());
    auto* to = out.data();
    const auto step = std::min(scales.block_columns, columns);
    for (std::int64_t r = 0; r < rows; ++r, in += columns, to += columns) {
        const float* scale = scales.values.data() + r / scales.block_rows * across;
        for (std::int64_t begin = 0; begin < columns; begin += step, ++scale) {
            const std::int64_t end = std::min(columns, begin + step);
            const float s = *scale;
            for (std::int64_t c = begin; c < end; ++c) to[c] = f32_from_e4m3(in[c]) * s;
        }
    }
    return {};
}

Status dequantize_mxfp4(std::span<const std::byte> blocks, std::span<const std::byte> scales, std::span<float> out) {
    constexpr std::size_t kBytes = 16, kValues = 2 * kBytes;
    if (out.size() % kValues != 0 || scales.size() != out.size() / kValues || blocks.size() != scales.size() * kBytes)
        return bad_input("{} bytes of MXFP4 with {} scales are not {} weights.", blocks.size(), scales.size(), out.size());
    for (std::size_t block = 0; block < scales.size(); ++block) {
        const float scale = f32_from_ue8m0(static_cast<std::uint8_t>(scales[block]));
        const std::byte* in = blocks.data() + block * kBytes;
        float* to = out.data() + block * kValues;
        for (std::size_t i = 0; i < kBytes; ++i) {
            const auto byte = static_cast<unsigned>(in[i]);
            to[2 * i] = kE2m1[byte & 15U] * scale;
            to[2 * i + 1] = kE2m1[byte >> 4U] * scale;
        }
    }
    return {};
}

}  // namespace reasonscope
