#pragma once
// How GGUF files store numbers: one by one or in blocks of 32, 64 or 256 that share scales.
// Source: github.com/ggml-org/ggml, docs/gguf.md and the block structures of ggml-common.h.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reasonscope {

/// Values are the numbers of the file format. Every published type is here, so that sizes can be checked; which ones can become
/// f32 says can_dequantize().
enum class GgmlType : std::uint32_t {
    F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8, Q8_1 = 9, Q2_K = 10, Q3_K = 11, Q4_K = 12, Q5_K = 13, Q6_K = 14,
    Q8_K = 15, IQ2_XXS = 16, IQ2_XS = 17, IQ3_XXS = 18, IQ1_S = 19, IQ4_NL = 20, IQ3_S = 21, IQ2_S = 22, IQ4_XS = 23, I8 = 24, I16 = 25,
    I32 = 26, I64 = 27, F64 = 28, IQ1_M = 29, BF16 = 30, TQ1_0 = 34, TQ2_0 = 35, MXFP4 = 39, NVFP4 = 40,
};

std::string_view name(GgmlType type);            // "Q4_K"
std::size_t values_per_block(GgmlType type);     // 1, 32, 64 or 256
std::size_t bytes_per_block(GgmlType type);
std::optional<GgmlType> parse_ggml_type(std::uint32_t number);  // nothing for a number that no published type has

}  // namespace reasonscope
