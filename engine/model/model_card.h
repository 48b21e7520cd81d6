#pragma once
// What can be said about a model from its headers alone: shape, precision, and the memory that running it will take. Torch-free.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/config.h"
#include "model/model.h"

namespace reasonscope {

struct ModelCard {
    std::filesystem::path path;
    ModelConfig config;
    std::filesystem::path base;      // of an adapter, which `path` then is; else empty
    std::int64_t adapter_rank = 0;
    std::string stored_as;        // the type that most bytes are stored in, as its format spells it: "BF16", "F8_E4M3", "Q4_K"
    std::int64_t file_bytes = 0;     // weight files
    std::int64_t weights = 0;        // numbers that loading keeps; a tied head once
    std::int64_t exact_weights = 0;  // of these the selection biases, which stay in f32
};

/// Opens and validates headers only; no weight is read. Errors: BadInput as Model::load, one sentence that names what is missing.
Result<ModelCard> read_model_card(const std::filesystem::path& path);

/// Bytes. The pass itself needs some more: a prefill's activations and one layer's attention scores.
struct MemoryNeed {
    std::int64_t weights = 0;  // exactly Model::weight_bytes()
    std::int64_t cache = 0;    // keys and values of `context` tokens; f32 on the CPU
    [[nodiscard]] std::int64_t total() const { return weights + cache; }
};
MemoryNeed memory_need(const ModelCard& card, DType dtype, Device device, std::int64_t context);

/// Bytes that a process may still take here: the system's estimate, or what is left of the control group's limit when that is less.
/// Nothing when the system does not say. Source: Linux, /proc/meminfo (MemAvailable) and cgroup v2 (memory.max, memory.current).
std::optional<std::int64_t> available_memory();

}  // namespace reasonscope
