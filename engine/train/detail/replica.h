#pragma once
// A data-parallel worker: its own graph leaves over the shared master weights, its own gradients.

#include <memory>
#include <utility>
#include <vector>

#include "model/detail/decoder.h"
#include "train/data.h"

namespace reasonscope::detail {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Fresh weights for a config, f32, in the order of expected_tensors. Rope rows are in halves (not interleaved).
NamedTensors initial_weights(const ModelConfig& config, std::uint64_t seed);

/// Sums of one worker over one step.
struct BatchStatistics {
    double loss = 0;         // summed over trained tokens
    std::int64_t trained = 0, tokens = 0;
    std::vector<std::int64_t> exact, rows;      // per task
    std::vector<std::vector<std::int64_t>> load;  // [moe layer][expert] assignments
    std::vector<std::vector<float>> reach;        // [layer][head] largest score of a row above the row's mean, scaled
    void add(const BatchStatistics& other);
};

class Replica {
public:
    /// `config` with rope_interleave off; `master` in any order, shared storage. `bf16_products` as in Decoder.
    Replica(const ModelConfig& config, const NamedTensors& master, bool bf16_products);

    /// Adds the gradient of (sum of losses / `divisor`) to this replica's gradients.
    BatchStatistics backward(const Batch& batch, double divisor);

    /// Gradients in the order of `master`; undefined where a parameter was not used. Cleared by clear().
    [[nodiscard]] at::Tensor gradient(std::size_t index) const { return leaves_[index].second.grad(); }
    void clear();

private:
    NamedTensors leaves_;
    std::unique_ptr<Decoder> decoder_;
};

}  // namespace reasonscope::detail
