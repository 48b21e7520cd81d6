#include "model/detail/gguf_names.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "model/dequantize.h"
#include "model/safetensors.h"

namespace reasonscope::detail {
namespace {

using Names = std::map<std::string_view, std::string_view>;

const Names kTop = {{"token_embd", "model.embed_tokens"}, {"output_norm", "model.norm"}, {"output", "lm_head"}};

const Names kLayer = {
    {"attn_norm", "input_layernorm"}, {"ffn_norm", "post_attention_layernorm"}, {"post_attention_norm", "post_attention_layernorm"},
    {"attn_q", "self_attn.q_proj"}, {"attn_k", "self_attn.k_proj"}, {"attn_v", "self_attn.v_proj"}, {"attn_output", "self_attn.o_proj"},
    {"attn_q_norm", "self_attn.q_norm"}, {"attn_k_norm", "self_attn.k_norm"},
    {"attn_q_a", "self_attn.q_a_proj"}, {"attn_q_a_norm", "self_attn.q_a_layernorm"}, {"attn_q_b", "self_attn.q_b_proj"},
    {"attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa"}, {"attn_kv_a_norm", "self_attn.kv_a_layernorm"}, {"attn_kv_b", "self_attn.kv_b_proj"},
    {"ffn_gate", "mlp.gate_proj"}, {"ffn_up", "mlp.up_proj"}, {"ffn_down", "mlp.down_proj"}, {"ffn_gate_inp", "mlp.gate"},
    {"ffn_gate_shexp", "mlp.shared_experts.gate_proj"}, {"ffn_up_shexp", "mlp.shared_experts.up_proj"},
    {"ffn_down_shexp", "mlp.shared_experts.down_proj"}};

const Names kExperts = {{"ffn_gate_exps", "gate_proj"}, {"ffn_up_exps", "up_proj"}, {"ffn_down_exps", "down_proj"}};
const Names kMixtral = {{"gate_proj", "w1"}, {"up_proj", "w3"}, {"down_proj", "w2"}};

/// "blk.7.attn_q.weight" in parts.
struct Parts {
    std::int64_t layer = -1;  // -1: not in a layer
    std::string_view part;    // "attn_q"
    std::string_view kind;    // "weight"
};

std::optional<Parts> split(std::string_view name) {
    Parts out;
    if (name.starts_with("blk.")) {
        name.remove_prefix(4);
        const auto dot = name.find('.');
        const auto [end, error] = std::from_chars(name.data(), name.data() + std::min(dot, name.size()), out.layer);
        if (dot == std::string_view::npos || error != std::errc() || end != name.data() + dot || out.layer < 0) return std::nullopt;
        name.remove_prefix(dot + 1);
    }
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    out.part = name.substr(0, dot);
    out.kind = name.substr(dot + 1);
    if (out.kind != "weight" && out.kind != "bias") return std::nullopt;
    return out;
}

class Namer {
public:
    Namer(const GgufFile& file, const GgufDescription& description) : file_(file), d_(description) {}

    Result<std::map<std::string, GgufWeight>> run() {
        for (const auto& tensor : file_.tensors()) {
            const auto parts = split(tensor.name);
            if (parts && parts->layer >= d_.layers) continue;
            if (tensor.name == "rope_freqs.weight" || (parts && parts->part == "attn_rot_embd")) continue;
            if (!can_dequantize(tensor.type)) {
                auto refused = dequantize(tensor.type, {}, {}).error();
                return bad_input("'{}': {}", file_.path().string(), refused.message);
            }
            if (tensor.shape.size() < 2 && values_per_block(tensor.type) > 1) say("stores the vector '{}' in blocks, as no converter does", tensor.name);
            else if (!parts || !place(tensor, *parts)) say("holds the tensor '{}', which the architecture '{}' does not have", tensor.name, d_.architecture);
            if (!problem_.empty()) return bad_input("'{}' {}.", file_.path().string(), problem_);
        }
        for (const auto& [layer, keys] : split_keys_) join(layer, keys);
        if (!problem_.empty()) return bad_input("'{}' {}.", file_.path().string(), problem_);
        return std::move(out_);
    }

private:
    template <class... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        if (problem_.empty()) problem_ = fmt::format(text, std::forward<Args>(args)...);
    }

    void add(const std::string& name, GgufWeight weight) {
        if (!out_.emplace(name, std::move(weight)).second) say("holds '{}' twice under different names", name);
    }

    /// `rows` rows of a tensor seen as one long list of rows.
    static GgufWeight part_of(const GgufTensor& tensor, std::int64_t first_row, std::int64_t rows) {
        GgufWeight weight;
        weight.shape = tensor.shape.size() == 1 ? std::vector{rows} : std::vector{rows, tensor.shape.back()};
        weight.type = tensor.type;
        weight.first_row = first_row;
        weight.source = tensor;
        return weight;
    }

    /// Whether the tensor was understood; what is wrong with one that was goes to say().
    bool place(const GgufTensor& tensor, const Parts& parts) {
        if (tensor.shape.empty() || tensor.shape.size() > 3) return false;
        if (parts.layer < 0) {
            const auto found = kTop.find(parts.part);
            if (found == kTop.end() || tensor.shape.size() > 2) return false;
            add(fmt::format("{}.{}", found->second, parts.kind), part_of(tensor, 0, tensor.shape[0]));
            return true;
        }
        const auto prefix = fmt::format("model.layers.{}.", parts.layer);
        if (parts.part == "attn_k_b" || parts.part == "attn_v_b") {
            auto& pair = split_keys_[parts.layer];
            (parts.part == "attn_k_b" ? pair.keys : pair.values) = &tensor;
            return parts.kind == "weight";
        }
        if (parts.part == "exp_probs_b" && parts.kind == "bias") {
            add(prefix + "mlp.gate.e_score_correction_bias", part_of(tensor, 0, tensor.shape[0]));
            return tensor.shape.size() == 1;
        }
        if (parts.part == "attn_sinks" && d_.model_type == "gpt_oss") {
            add(prefix + "self_attn.sinks", part_of(tensor, 0, tensor.shape[0]));
            return tensor.shape.size() == 1;
        }
        if (parts.part == "attn_qkv") return place_fused_attention(tensor, parts, prefix + "self_attn.");
        if (const auto expert = kExperts.find(parts.part); expert != kExperts.end()) {
            place_experts(tensor, prefix, parts.kind, {expert->second});
            return true;
        }
        if (parts.part == "ffn_gate_up_exps") {
            place_experts(tensor, prefix, parts.kind, {"gate_proj", "up_proj"});
            return true;
        }
        const auto found = kLayer.find(parts.part);
        if (found == kLayer.end() || tensor.shape.size() > 2) return false;
        auto weight = part_of(tensor, 0, tensor.shape[0]);
        if (parts.part == "attn_q" || parts.part == "attn_k") rotary(weight, parts.part == "attn_q" ? d_.heads : d_.kv_heads);
        auto name = found->second;
        if (parts.part == "ffn_gate_inp" && d_.model_type == "mixtral") name = "block_sparse_moe.gate";
        if (parts.part == "ffn_gate_inp" && d_.model_type == "gpt_oss") name = "mlp.router";
        add(fmt::format("{}{}.{}", prefix, name, parts.kind), std::move(weight));
        return true;
    }

    /// Only the converter of the llama family reorders rows, because its runtime rotates neighbours instead of halves.
    void rotary(GgufWeight& weight, std::int64_t heads) {
        if (d_.architecture != "llama") return;
        if (weight.rows() != heads * d_.head_dim)
            return say("has '{}' with {} rows for {} heads of {}", weight.source.name, weight.rows(), heads, d_.head_dim);
        weight.order = GgufWeight::Order::Rotary;
        weight.head_rows = d_.head_dim;
    }

    bool place_fused_attention(const GgufTensor& tensor, const Parts& parts, const std::string& prefix) {
        const auto q = d_.heads * d_.head_dim, kv = d_.kv_heads * d_.head_dim;
        if (tensor.shape.size() > 2 || d_.architecture == "deepseek2") return false;
        if (tensor.shape[0] != q + 2 * kv) return say("has '{}' of shape {} for {} + 2 x {} rows", tensor.name, shape_text(tensor.shape), q, kv), true;
        auto query = part_of(tensor, 0, q), key = part_of(tensor, q, kv);
        rotary(query, d_.heads);
        rotary(key, d_.kv_heads);
        add(fmt::format("{}q_proj.{}", prefix, parts.kind), std::move(query));
        add(fmt::format("{}k_proj.{}", prefix, parts.kind), std::move(key));
        add(fmt::format("{}v_proj.{}", prefix, parts.kind), part_of(tensor, q + kv, kv));
        return true;
    }

    /// [experts, parts x rows, columns], one matrix per expert and part; their biases are [experts, parts x rows].
    void place_experts(const GgufTensor& tensor, const std::string& prefix, std::string_view kind, const std::vector<std::string_view>& matrices) {
        const auto count = static_cast<std::int64_t>(matrices.size());
        const bool bias = kind == "bias";
        if (tensor.shape.size() != (bias ? 2 : 3) || tensor.shape[0] != d_.experts || tensor.shape[1] % count != 0)
            return say("has '{}' of shape {} for {} experts", tensor.name, shape_text(tensor.shape), d_.experts);
        const auto rows = tensor.shape[1] / count;
        const bool mixtral = d_.model_type == "mixtral";
        for (std::int64_t e = 0; e < d_.experts; ++e)
            for (std::int64_t m = 0; m < count; ++m) {
                const auto name = matrices[static_cast<std::size_t>(m)];
                auto part = part_of(tensor, (e * count + m) * rows, rows);
                if (bias) part.shape = {rows};
                add(fmt::format("{}{}.{}.{}.{}", prefix, mixtral ? "block_sparse_moe.experts" : "mlp.experts", e, mixtral ? kMixtral.at(name) : name, kind),
                    std::move(part));
            }
    }

    struct SplitKeys {
        const GgufTensor *keys = nullptr, *values = nullptr;
    };

    /// Newer deepseek2 files cut kv_b_proj in two for absorbed decoding; some early ones hold both forms, which then say the same.
    void join(std::int64_t layer, const SplitKeys& pair) {
        const auto name = fmt::format("model.layers.{}.self_attn.kv_b_proj.weight", layer);
        if (out_.contains(name)) return;
        if (!pair.keys || !pair.values) return say("has only one of attn_k_b and attn_v_b in layer {}", layer);
        const auto &k = *pair.keys, &v = *pair.values;
        if (k.shape != std::vector{d_.heads, d_.kv_lora_rank, d_.qk_nope_head_dim} || v.shape != std::vector{d_.heads, d_.v_head_dim, d_.kv_lora_rank})
            return say("has '{}' of shape {} and '{}' of shape {}, which do not fit its metadata", k.name, shape_text(k.shape), v.name,
                       shape_text(v.shape));
        GgufWeight weight;
        weight.head_rows = d_.qk_nope_head_dim + d_.v_head_dim;
        weight.shape = {d_.heads * weight.head_rows, d_.kv_lora_rank};
        weight.type = k.type;
        weight.order = GgufWeight::Order::KeyValue;
        weight.source = k;
        weight.second = v;
        add(name, std::move(weight));
    }

    const GgufFile& file_;
    const GgufDescription& d_;
    std::map<std::string, GgufWeight> out_;
    std::map<std::int64_t, SplitKeys> split_keys_;
    std::string problem_;
};

}  // namespace

Result<std::map<std::string, GgufWeight>> name_weights(const GgufFile& file, const GgufDescription& description) {
    return Namer(file, description).run();
}

}  // namespace reasonscope::detail
