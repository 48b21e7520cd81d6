#pragma once
// A low-rank adapter (LoRA): a folder that holds what fine-tuning changed of another model, the base. Such a folder stands for the model
// that it makes of its base, everywhere that a model folder is asked for. Torch-free.
//
// Source: PEFT (github.com/huggingface/peft), "LoRA" and "Adapter checkpoint format": adapter_config.json and adapter_model.safetensors, whose
// names are "base_model.model." and the base's module, then "lora_A.weight" [r, in] and "lora_B.weight" [out, r]; "lora_embedding_A" [r, vocab]
// and "lora_embedding_B" [hidden, r]; "lora_magnitude_vector" [out] of DoRA; or "weight",
// "base_layer.weight" and "bias" of a module that was trained or kept as a whole. The scale is lora_alpha / r, with use_rslora lora_alpha / sqrt(r).

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/safetensors.h"

namespace reasonscope {

/// What changes one weight of the base: W becomes W + scale * B A, with a magnitude m each row of that sum gets m's length.
struct LowRankChange {
    std::string weight;  // Hugging Face name, "model.layers.0.self_attn.q_proj.weight"
    TensorView a, b;
    bool embedding = false;               // a row of the weight is a token: W becomes W + scale * (B A)^T
    std::optional<TensorView> magnitude;  // DoRA
    double scale = 1;
    [[nodiscard]] std::int64_t rank() const { return a.shape[0]; }
};

class Adapter {
public:
    /// Whether a folder is one: adapter_config.json, and no weights of a whole model beside it.
    static bool is_adapter(const std::filesystem::path& folder);

    /// Errors: BadInput, one sentence, for what is no LoRA adapter, damaged files, a base that is not on this machine, and ways of adapting
    /// that adding to weights cannot say.
    static Result<Adapter> open(const std::filesystem::path& folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// The base: base_model_name_or_path as a path (from the adapter's folder, too), a folder of that name beside the adapter's, or that
    /// repository in Hugging Face's cache.
    [[nodiscard]] const std::filesystem::path& base() const { return base_; }
    [[nodiscard]] const std::string& config_json() const { return config_json_; }
    [[nodiscard]] const SafetensorsFile& file() const { return file_; }
    [[nodiscard]] const std::vector<LowRankChange>& changes() const { return changes_; }              // by weight
    [[nodiscard]] const std::map<std::string, TensorView>& replaced() const { return replaced_; }  // trained as a whole
    [[nodiscard]] std::int64_t rank() const;  // the largest

    /// Whether everything in it changes a tensor that the base has, in its shape. `tied`: the base's head is its embedding.
    [[nodiscard]] Status check(const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& tensors, bool tied) const;

private:
    Adapter() = default;

    std::filesystem::path folder_, base_;
    std::string config_json_;
    SafetensorsFile file_;
    std::vector<LowRankChange> changes_;
    std::map<std::string, TensorView> replaced_;
};

}  // namespace reasonscope
