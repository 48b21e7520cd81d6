#include "model/family.h"

#include <algorithm>

#include <fmt/format.h>

namespace reasonscope {

namespace families {
extern const Family deepseek_v2, deepseek_v3, gpt_oss, llama, mistral, mixtral, olmoe, qwen2, qwen3, qwen3_moe;
}

namespace {

const Family* const kFamilies[] = {&families::deepseek_v2, &families::deepseek_v3, &families::gpt_oss, &families::llama, &families::mistral,
                                   &families::mixtral,     &families::olmoe,       &families::qwen2,   &families::qwen3, &families::qwen3_moe};

}  // namespace

const Family* find_family(std::string_view model_type) {
    const auto* found = std::ranges::find_if(kFamilies, [&](const Family* family) { return family->model_type == model_type; });
    return found == std::end(kFamilies) ? nullptr : *found;
}

std::string family_names() {
    std::string out;
    for (const auto* family : kFamilies) out += fmt::format("{}{}", out.empty() ? "" : ", ", family->model_type);
    return out;
}

void read_grouped_attention(ConfigReader& top, ModelConfig& c, int kv_heads, int head_dim) {
    c.attention = AttentionKind::Grouped;
    c.kv_heads = top.size({"num_key_value_heads"}, kv_heads > 0 ? kv_heads : c.heads);
    if (head_dim == 0 && c.heads > 0) head_dim = c.hidden_size / c.heads;
    c.head_dim = top.size({"head_dim"}, head_dim);
    c.rope = read_rope(top, c.context);
    if (!top.problem().empty()) return;
    if (c.heads % c.kv_heads != 0) top.complain("has key-value heads that do not divide the attention heads");
    if (c.head_dim < 2 || c.head_dim % 2 != 0) top.complain("has an odd 'head_dim'; rotary dimensions come in pairs");
}

void read_optional_window(ConfigReader& top, ModelConfig& c) {
    const auto* types = top.find({"layer_types"});
    if (!top.flag({"use_sliding_window"}, false)) {
        if (types && types->is_array() && std::ranges::find(*types, "sliding_attention") != types->end())
            top.complain("has sliding layers in 'layer_types' but no window ('use_sliding_window' is off)");
        return;
    }
    const int window = top.mentions("sliding_window") ? top.size({"sliding_window"}, 0, 1) : 4096;
    const int from = top.size({"max_window_layers"}, 28, 0);
    if (window == 0 || !top.problem().empty()) return;
    c.windows.assign(static_cast<std::size_t>(c.layers), 0);
    if (types && (!types->is_array() || types->size() != c.windows.size())) return top.complain("has 'layer_types' that do not name every layer once");
    for (int i = 0; i < c.layers; ++i) {
        const bool sliding = types ? (*types)[static_cast<std::size_t>(i)] == "sliding_attention" : i >= from;
        if (sliding) c.windows[static_cast<std::size_t>(i)] = window;
    }
}

}  // namespace reasonscope
