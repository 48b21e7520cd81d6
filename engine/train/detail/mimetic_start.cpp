#include "train/detail/mimetic_start.h"

#include <algorithm>
#include <cmath>

namespace reasonscope::detail {
namespace {

/// Part of every embedding along dimension 0. It is equal for all tokens, so logits do not see it; rotary queries and keys do.
constexpr float kConstantPart = 0.5F;
constexpr float kQuery = 0.9F, kKey = 0.8F;  // how strongly: attention to the wanted position is about one half

/// The constant part alone drives a rotary query and key whose phases differ by `back` positions.
void point_back(const ModelConfig& config, std::unordered_map<std::string, at::Tensor>& w, int layer, int head, int back) {
    const auto& mla = config.mla;
    const auto name = "model.layers." + std::to_string(layer) + ".self_attn.";
    const int half = mla.qk_rope_head_dim / 2, first = head * config.head_dim_qk();
    auto &q_a = w.at(name + "q_a_proj.weight"), &q_b = w.at(name + "q_b_proj.weight"), &kv_a = w.at(name + "kv_a_proj_with_mqa.weight");
    q_a[0].zero_();
    q_a[0][0] = 1.0F;
    q_b.narrow(0, first, config.head_dim_qk()).zero_();
    for (int i = 0; i < half; ++i) {
        const double phase = -back * std::pow(config.rope.theta, -2.0 * i / mla.qk_rope_head_dim);
        const int row = first + mla.qk_nope_head_dim + i;
        q_b[row][0] = kQuery * static_cast<float>(std::cos(phase));
        q_b[row + half][0] = kQuery * static_cast<float>(std::sin(phase));
        kv_a[mla.kv_lora_rank + i][0] = kKey;
        kv_a[mla.kv_lora_rank + half + i][0] = 0.0F;
    }
}

}  // namespace

void mimetic_start(const ModelConfig& config, std::unordered_map<std::string, at::Tensor>& weights) {
    if (config.mla.q_lora_rank == 0) return;
    weights.at("model.embed_tokens.weight").select(1, 0).fill_(kConstantPart);
    for (int head = 0; head < std::min(4, config.heads); ++head) point_back(config, weights, 0, head, head + 1);
    for (int head = 0; head < std::min(2, config.heads) && config.layers > 1; ++head) point_back(config, weights, 1, head, head + 1);
}

}  // namespace reasonscope::detail
