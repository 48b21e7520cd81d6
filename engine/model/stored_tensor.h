#pragma once
// Where a decoder's tensor lies in a checkpoint: alone under its Hugging Face name, or as one expert's part of a packed tensor.
//
// Packed experts (transformers 5 in memory, some published folders): experts.gate_up_proj [E, 2 I, H], gate rows first (gpt-oss: alternating
// with up rows), and experts.down_proj [E, H, I]; or both transposed, [E, H, 2 I] and [E, I, H]. The shape tells which, and where both would
// fit, that gpt-oss's plain folders are transposed. Biases: experts.gate_up_proj_bias [E, 2 I] and experts.down_proj_bias [E, H].
// gpt-oss's MXFP4: experts.gate_up_proj_blocks u8 [E, 2 I, H / 32, 16] and experts.gate_up_proj_scales u8 [E, 2 I, H / 32], down_proj likewise.

#include <optional>

#include "model/checkpoint.h"
#include "model/config.h"

namespace reasonscope {

struct StoredTensor {
    const TensorView* tensor = nullptr;
    std::int64_t expert = -1;      // part of a packed tensor: the slab [expert, ...]
    bool transposed = false;       // the slab is [in, out] instead of [out, in]
    std::int64_t first_row = 0;    // of the part, in [out, in] order
    std::int64_t row_step = 1;     // between its rows
    const TensorView* scales = nullptr;  // MXFP4: `tensor` holds the blocks
};

/// `shape` is [out, in] of the wanted matrix, or [out] of a bias. nullopt when the checkpoint has neither the tensor nor a packed one that fits.
/// The result points into `checkpoint`.
std::optional<StoredTensor> find_stored(const Checkpoint& checkpoint, const ModelConfig& config, const std::string& name,
                                        const std::vector<std::int64_t>& shape);

}  // namespace reasonscope
