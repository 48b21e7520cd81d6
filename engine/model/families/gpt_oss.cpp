// gpt-oss: attention sinks, every other layer with a window, experts as clamped gated units with biases.

#include "model/family.h"

namespace reasonscope::families {
namespace {

constexpr int kWindow = 128;
constexpr float kClamp = 7.0F;  // the configuration names it in later versions only

void read_windows(ConfigReader& top, ModelConfig& c) {
    const int window = top.mentions("sliding_window") ? top.size({"sliding_window"}, 0, 1) : kWindow;
    const auto* types = top.find({"layer_types"});
    if (types && (!types->is_array() || types->size() != static_cast<std::size_t>(c.layers)))
        return top.complain("has 'layer_types' that do not name every layer once");
    c.windows.assign(static_cast<std::size_t>(c.layers), 0);
    for (std::size_t i = 0; i < c.windows.size(); ++i)
        if (types ? (*types)[i] == "sliding_attention" : i % 2 == 0) c.windows[i] = window;
}

void read(ConfigReader& top, ModelConfig& c) {
    read_grouped_attention(top, c, 8, 64);
    if (!top.problem().empty()) return;
    c.bias.qkv = c.bias.output = top.flag({"attention_bias"}, true);
    c.sinks = true;
    read_windows(top, c);
    auto& moe = c.moe;
    moe.experts = top.size({"num_local_experts", "num_experts"}, 128);
    moe.experts_per_token = top.size({"num_experts_per_tok", "experts_per_token"}, 4);
    moe.intermediate_size = top.size({"intermediate_size"}, 2880);
    moe.scores = RouterScores::Softmax;
    moe.norm_topk_prob = true;  // a softmax over the chosen logits is the softmax over all, made to sum to one over the chosen
    moe.clamp = static_cast<float>(top.number({"swiglu_limit"}, kClamp));
    moe.router_bias = moe.biases = moe.interleaved = true;
    moe.router = "router";
    if (!(moe.clamp > 0)) top.complain("has a 'swiglu_limit' that is not positive");
}

}  // namespace

extern const Family gpt_oss;
const Family gpt_oss{"gpt_oss", read};

}  // namespace reasonscope::families
