#pragma once
// Building blocks of a decoder layer and the map they take their weights from. Private to model, generate, explain and train.

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include <ATen/ATen.h>

namespace reasonscope::detail {

using TensorMap = std::unordered_map<std::string, at::Tensor>;  // Hugging Face names -> tensors

struct LinearReference;

/// y = x W^T (+ bias); weight [out, in], of x's type or narrower (see linear_wide).
struct Linear {
    at::Tensor weight, bias;     // bias may be undefined
    bool bf16_products = false;  // f32 in and out, operands rounded to bf16 (training)
    std::shared_ptr<LinearReference> reference = nullptr;  // on copies of a layer only
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
    [[nodiscard]] at::Tensor product(const at::Tensor& x) const;  // without a look at the reference
};

/// What a linear layer gave for the rows of a reference sequence. Rows that differ little from them are computed as y + (x' - x) W^T with a
/// bf16 product of the difference: about twice as fast on CPUs with bf16, and only the difference is rounded (2^-9 of it). Inference only.
struct LinearReference {
    at::Tensor x, y;         // [.., T, in], [.., T, out]
    at::Tensor weight;       // bf16
    bool recording = true;   // the next call is the reference sequence
    std::int64_t first = 0;  // the reference row that the first row of a later call is compared with
    [[nodiscard]] at::Tensor near(const at::Tensor& changed) const;
};

/// down(silu(gate x) * up x), or with a clamp, as gpt-oss has it, down((u + 1) * g * sigmoid(1.702 g)) where g = min(gate x, clamp) and
/// u = up x within +-clamp.
struct Mlp {
    static constexpr double kSlope = 1.702;
    Linear gate, up, down;
    float clamp = 0.0F;
    [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
};

/// Takes layers out of a weight map that was checked against the config.
class WeightReader {
public:
    WeightReader(const TensorMap& weights, bool bf16_products) : weights_(weights), bf16_products_(bf16_products) {}
    [[nodiscard]] const at::Tensor& tensor(const std::string& name) const { return weights_.at(name); }
    [[nodiscard]] at::Tensor optional(const std::string& name) const;  // undefined when it is not there
    /// name.weight and, where it is there, name.bias. The last `rope` rows of each of `blocks` equal row blocks are pairs that become halves.
    [[nodiscard]] Linear linear(const std::string& name, int blocks = 0, int rope = 0) const;
    [[nodiscard]] Mlp mlp(const std::string& name, const std::string& gate = "gate_proj", const std::string& up = "up_proj",
                          const std::string& down = "down_proj") const;

private:
    const TensorMap& weights_;
    bool bf16_products_;
};

}  // namespace reasonscope::detail
