#pragma once
// Stored weights to f32: the plain and block types of GGUF, and FP8 with one scale per block of rows and columns.
// Sources: ggml-common.h (block structures) and docs/gguf.md of github.com/ggml-org/ggml; quantization_config of DeepSeek-V3's config.json.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "model/ggml_type.h"
#include "model/safetensors.h"

namespace reasonscope {

/// Whether dequantize() knows the type: F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K, MXFP4.
bool can_dequantize(GgmlType type);

/// Decodes whole blocks, bit for bit as ggml's own reference does: `out` receives [out.size()] f32. `bytes` may be unaligned.
/// Thread-safe; disjoint parts of a tensor may be decoded at the same time.
/// Errors: BadInput for a type that is not supported or sizes that are not whole blocks of each other.
Status dequantize(GgmlType type, std::span<const std::byte> bytes, std::span<float> out);

/// MXFP4 as gpt-oss stores it (OCP Microscaling Formats 1.0): `blocks` holds two e2m1 numbers per byte, the low nibble first; `scales` one
/// E8M0 exponent per 32 numbers, 2^(byte - 127). out.size() is a multiple of 32. Errors: BadInput when the sizes do not belong together.
Status dequantize_mxfp4(std::span<const std::byte> blocks, std::span<const std::byte> scales, std::span<float> out);

/// Scales of an FP8 weight, [ceil(rows / block_rows), ceil(columns / block_columns)]: the last block of a row or column may be ragged.
struct BlockScales {
    std::vector<float> values;  // multipliers, despite the name weight_scale_inv
    std::int64_t block_rows = 128, block_columns = 128;
};

/// `stored` is the tensor <name>_scale_inv: F32, or UE8M0 bytes stored as F8_E8M0 or U8; rows and columns are the weight's.
/// Errors: BadInput, one sentence, for another type or a shape that does not cover the weight.
Result<BlockScales> read_block_scales(const TensorView& stored, std::int64_t rows, std::int64_t columns, std::int64_t block_rows,
                                      std::int64_t block_columns);

/// weight [rows, columns] e4m3, row-major; out [rows, columns] f32 = weight * its block's scale.
/// Errors: BadInput when the sizes do not belong together.
Status dequantize_fp8(std::span<const std::byte> weight, std::int64_t rows, std::int64_t columns, const BlockScales& scales, std::span<float> out);

}  // namespace reasonscope
