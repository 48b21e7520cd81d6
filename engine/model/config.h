#pragma once
// A model folder's config.json, normalised over old and new key names. Source: Hugging Face configuration classes.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace reasonscope {

/// Multi-head latent attention sizes (DeepSeek-V2/V3).
struct MlaConfig {
    int q_lora_rank = 0;  // 0: one q_proj
    int kv_lora_rank = 0;
    int qk_nope_head_dim = 0;
    int qk_rope_head_dim = 0;
    int v_head_dim = 0;
    bool rope_interleave = true;  // checkpoint rope dims are pairs (2i, 2i+1)
};

enum class AttentionKind {
    Grouped,  // query heads share key-value heads; rotary positions over the whole head
    Latent,   // MLA
};
enum class QkNorm { None, PerHead, Whole };  // RMSNorm of queries and keys before the rotation, per head or before the split into heads
enum class RouterScores { Softmax, Sigmoid };
enum class GroupScore { Max, TopTwo };  // of an expert group: its best member, or the sum of its best two

/// Mixture of experts; experts == 0 means a dense model.
struct MoeConfig {
    int experts = 0;            // routed experts per MoE layer
    int experts_per_token = 0;  // k
    int shared_experts = 0;     // the shared MLP has width intermediate_size * shared_experts
    int intermediate_size = 0;  // width of one expert
    int first_dense_layers = 0;
    int n_group = 1;
    int topk_group = 1;
    bool norm_topk_prob = false;
    float routed_scaling_factor = 1.0F;
    RouterScores scores = RouterScores::Sigmoid;
    GroupScore group_score = GroupScore::TopTwo;
    bool selection_bias = false;    // experts are chosen by score + bias, weighted by the score
    int every = 1;                  // layer i has experts only when (i + 1) % every == 0
    std::vector<int> dense_layers;  // that have none all the same
    float clamp = 0.0F;             // experts are clamped gated units (see Mlp); 0: silu(gate) * up
    bool router_bias = false;       // added to the router's logits
    bool biases = false;            // of the experts' matrices
    bool interleaved = false;       // a packed gate_up_proj alternates gate and up rows instead of stacking them
    std::string block = "mlp", router = "gate", gate = "gate_proj", up = "up_proj", down = "down_proj";  // names on disk
};

enum class RopeScaling { None, Linear, Llama3, Yarn };

/// Rotary position embedding; which of the numbers count depends on the scaling.
struct RopeConfig {
    double theta = 10000.0;
    RopeScaling scaling = RopeScaling::None;
    double low_frequency_factor = 0.0, high_frequency_factor = 0.0;
    double factor = 1.0, original_context = 0.0, beta_fast = 32.0, beta_slow = 1.0;
    double mscale = 0.0, mscale_all_dim = 0.0;
    double attention_factor = 0.0;  // 0: derived
    bool truncate = true;
};

/// Which linear layers have biases. For latent attention qkv means the two down-projections.
struct BiasConfig {
    bool qkv = false, output = false, mlp = false;
};

struct ModelConfig {
    std::string model_type;  // "deepseek_v3"; the families are in model/family.h
    int vocab_size = 0;
    int hidden_size = 0;
    int intermediate_size = 0;
    int layers = 0;
    int heads = 0;
    int context = 0;  // max_position_embeddings
    double rms_norm_eps = 1e-6;
    bool tie_word_embeddings = false;
    std::string stored_dtype = "float32";
    AttentionKind attention = AttentionKind::Grouped;
    int kv_heads = 0;
    int head_dim = 0;  // grouped attention
    QkNorm qk_norm = QkNorm::None;
    double clip_qkv = 0.0;     // queries, keys and values are clamped to +-clip_qkv; 0: not
    std::vector<int> windows;  // per layer: keys that a query sees, itself included; 0 or an empty list: all
    bool sinks = false;        // a learned logit per head takes part in each softmax and is dropped: rows sum to less than 1
    BiasConfig bias;
    int fp8_block_rows = 0, fp8_block_columns = 0;  // weights may be stored as FP8 with a scale per such block; 0: not
    MlaConfig mla;
    MoeConfig moe;
    RopeConfig rope;

    [[nodiscard]] bool is_moe_layer(int layer) const;
    [[nodiscard]] int window(int layer) const { return windows.empty() ? 0 : windows[static_cast<std::size_t>(layer)]; }
    [[nodiscard]] int head_dim_qk() const { return attention == AttentionKind::Latent ? mla.qk_nope_head_dim + mla.qk_rope_head_dim : head_dim; }
    [[nodiscard]] int head_dim_v() const { return attention == AttentionKind::Latent ? mla.v_head_dim : head_dim; }
    [[nodiscard]] int rope_dim() const { return attention == AttentionKind::Latent ? mla.qk_rope_head_dim : head_dim; }
    [[nodiscard]] std::int64_t parameters() const;         // all weights, tied ones once
    [[nodiscard]] std::int64_t active_parameters() const;  // per token: k routed experts plus shared
};

/// Errors: BadInput naming the missing or contradictory key, or the architecture that is not supported.
Result<ModelConfig> parse_model_config(std::string_view json_text);

/// What the folder recommends for generation (generation_config.json); missing keys keep these defaults.
struct GenerationDefaults {
    std::vector<std::int32_t> stop_ids;  // eos_token_id, one or a list
    bool sample = false;                 // do_sample; false means greedy
    float temperature = 1.0F, top_p = 1.0F;
    int top_k = 0;
};
/// `where` names the text in messages.
Result<GenerationDefaults> parse_generation_defaults(std::string_view json_text, const std::string& where);
Result<GenerationDefaults> load_generation_defaults(const std::filesystem::path& model_folder);

}  // namespace reasonscope
