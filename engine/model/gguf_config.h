#pragma once
// The metadata of a GGUF file as the configuration that its Hugging Face folder had.
// Source of the keys: github.com/ggml-org/ggml, docs/gguf.md; of the other side: Hugging Face configuration classes.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "model/gguf.h"

namespace reasonscope {

/// What a reader of the tensors must know, and the configuration as text.
struct GgufDescription {
    std::string architecture;  // general.architecture: "qwen2"
    std::string model_type;    // Hugging Face's name of it: "qwen2"; llama with experts is "mixtral", deepseek2 is "deepseek_v2" or "_v3"
    std::int64_t layers = 0, heads = 0, kv_heads = 0, head_dim = 0, experts = 0;
    std::int64_t qk_nope_head_dim = 0, v_head_dim = 0, kv_lora_rank = 0;  // latent attention only
    std::string config_json;             // for parse_model_config
    std::string generation_config_json;  // every token that ends a turn, and recommended sampling where the file has it
};

/// Architectures: llama (Mistral and Mixtral too), qwen2, qwen3, qwen3moe, olmoe, deepseek2, gpt-oss. `config.dtype` is the type that most bytes are
/// stored in: "bfloat16", or ggml's name in lower case, "q4_k".
/// Errors: BadInput, one sentence, for another architecture, a missing or contradictory key, or a part of a model split over several files.
Result<GgufDescription> describe_gguf(const GgufFile& file);

}  // namespace reasonscope
