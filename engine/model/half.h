#pragma once
// Small floating-point formats to f32, exactly. Choices are made with masks, because compilers do not vectorise a branch around a
// floating-point operation.

#include <bit>
#include <cstdint>

namespace reasonscope {

/// `yes` or `no`, both already computed.
inline std::uint32_t choose(bool condition, std::uint32_t yes, std::uint32_t no) {
    const std::uint32_t mask = 0U - static_cast<std::uint32_t>(condition);
    return (yes & mask) | (no & ~mask);
}

/// IEEE 754 binary16: 1 sign, 5 exponent, 10 mantissa bits.
inline float f32_from_f16(std::uint16_t half) {
    const std::uint32_t magnitude = half & 0x7fffU, bits = magnitude << 13;
    const std::uint32_t normal = bits + choose(magnitude >= 0x7c00U, 224U << 23, 112U << 23);  // bias 15 becomes 127, infinity stays the last
    // A subnormal is its mantissa in units of 2^-24; as an f32 beside 2^-14 it becomes normal without touching f32's own subnormals.
    const float small = std::bit_cast<float>(bits + (113U << 23)) - 0x1p-14F;
    const std::uint32_t value = choose(magnitude < 0x0400U, std::bit_cast<std::uint32_t>(small), normal);
    return std::bit_cast<float>(value | static_cast<std::uint32_t>(half & 0x8000U) << 16);
}

/// bfloat16: the upper half of an f32.
inline float f32_from_bf16(std::uint16_t brain) { return std::bit_cast<float>(static_cast<std::uint32_t>(brain) << 16); }

/// FP8 E4M3 without infinities (OCP 8-bit floating point, "e4m3fn"): bias 7, largest 448, only S.1111.111 is NaN.
inline float f32_from_e4m3(std::uint8_t byte) {
    const std::uint32_t magnitude = byte & 0x7fU;
    const std::uint32_t normal = (magnitude << 20) + (120U << 23);
    const std::uint32_t small = std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<int>(magnitude)) * 0x1p-9F);
    const std::uint32_t finite = choose(magnitude < 8U, small, normal);
    return std::bit_cast<float>(choose(magnitude == 0x7fU, 0x7fc00000U, finite) | static_cast<std::uint32_t>(byte & 0x80U) << 24);
}

/// UE8M0, a bare exponent: 2^(byte - 127); 255 is NaN.
inline float f32_from_ue8m0(std::uint8_t byte) {
    if (byte == 255) return std::bit_cast<float>(0x7fc00000U);
    return byte == 0 ? 0x1p-127F : std::bit_cast<float>(static_cast<std::uint32_t>(byte) << 23);
}

}  // namespace reasonscope
