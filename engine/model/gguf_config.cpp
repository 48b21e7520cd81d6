#include "model/gguf_config.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "model/detail/gguf_keys.h"
#include "model/detail/gguf_rope.h"

namespace reasonscope {
namespace {

using detail::GgufKeys;
using nlohmann::json;

constexpr std::array kArchitectures{"llama", "qwen2", "qwen3", "qwen3moe", "olmoe", "deepseek2", "gpt-oss"};

/// The type that most bytes are stored in.
std::string stored_type(const GgufFile& file) {
    std::map<GgmlType, std::size_t> bytes;
    for (const auto& tensor : file.tensors()) bytes[tensor.type] += tensor.bytes.size();
    const auto most = std::max_element(bytes.begin(), bytes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == bytes.end() || most->first == GgmlType::F32) return "float32";
    if (most->first == GgmlType::F16) return "float16";
    if (most->first == GgmlType::BF16) return "bfloat16";
    std::string lower(name(most->first));
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

/// A tensor that some layer has, found by the end of its name.
bool any_layer_has(const GgufFile& file, std::string_view part) {
    return std::any_of(file.tensors().begin(), file.tensors().end(),
                       [&](const GgufTensor& t) { return t.name.starts_with("blk.") && t.name.ends_with(part); });
}

/// Heads of the ordinary kind: query heads share fewer key heads.
void grouped_attention(GgufKeys& keys, GgufDescription& d, json& config) {
    const auto hidden = config["hidden_size"].get<std::int64_t>();
    d.kv_heads = keys.size("attention.head_count_kv", d.heads);
    const bool explicit_head = d.architecture == "llama" && keys.has("rope.dimension_count");
    const auto derived = explicit_head ? keys.size("rope.dimension_count") : std::max<std::int64_t>(1, hidden / d.heads);
    d.head_dim = keys.size("attention.key_length", derived);
    if (keys.size("attention.value_length", d.head_dim) != d.head_dim) keys.complain("has keys and values of different lengths, which is not supported");
    if (keys.size("rope.dimension_count", d.head_dim) != d.head_dim) keys.complain("rotates only a part of each head, which is not supported");
    if (d.heads % d.kv_heads != 0) keys.complain("has query heads that its key heads do not divide");
    if (d.head_dim % 2 != 0) keys.complain("has heads of odd length; rotary dimensions come in pairs");
    config["num_key_value_heads"] = d.kv_heads;
    config["head_dim"] = d.head_dim;
    const bool biased = any_layer_has(keys.file(), ".attn_q.bias");
    if (d.architecture != "qwen2") config["attention_bias"] = biased;
    if (d.architecture == "qwen2" || d.architecture.starts_with("qwen3")) config["use_sliding_window"] = false;
    if (const auto window = keys.size("attention.sliding_window", 0, 0); window > 0) config["sliding_window"] = window;
    if (const double clip = keys.number("attention.clamp_kqv", 0); clip > 0) config["clip_qkv"] = clip;
}

void latent_attention(GgufKeys& keys, GgufDescription& d, json& config) {
    const auto rope = keys.size("rope.dimension_count");
    // Newer files describe the absorbed form (one wide key head) in key_length and keep the true lengths beside it.
    const auto key = keys.has("attention.key_length_mla") ? keys.size("attention.key_length_mla") : keys.size("attention.key_length");
    d.v_head_dim = keys.has("attention.value_length_mla") ? keys.size("attention.value_length_mla") : keys.size("attention.value_length");
    if (key <= rope) keys.complain("has keys that are not longer than their rotary part");
    if (rope % 2 != 0) keys.complain("has heads of odd rotary length; rotary dimensions come in pairs");
    d.qk_nope_head_dim = key - rope;
    d.kv_lora_rank = keys.size("attention.kv_lora_rank");
    d.kv_heads = d.heads;
    d.head_dim = rope;
    const auto q_rank = keys.size("attention.q_lora_rank", 0, 0);
    config["q_lora_rank"] = q_rank > 0 ? json(q_rank) : json(nullptr);
    config["kv_lora_rank"] = d.kv_lora_rank;
    config["qk_nope_head_dim"] = d.qk_nope_head_dim;
    config["qk_rope_head_dim"] = rope;
    config["v_head_dim"] = d.v_head_dim;
    config["num_key_value_heads"] = d.heads;
    config["attention_bias"] = any_layer_has(keys.file(), ".attn_kv_a_mqa.bias");
}

void deepseek_experts(GgufKeys& keys, GgufDescription& d, json& config) {
    constexpr std::int64_t kSigmoid = 2;
    const bool sigmoid = any_layer_has(keys.file(), ".exp_probs_b.bias") || keys.size("expert_gating_func", 1, 0) == kSigmoid;
    d.model_type = sigmoid ? "deepseek_v3" : "deepseek_v2";
    config["first_k_dense_replace"] = keys.size("leading_dense_block_count", 0, 0);
    d.experts = keys.size("expert_count", 0, 0);
    if (d.experts == 0) return;
    const auto groups = keys.size("expert_group_count", 1, 0);
    config["n_routed_experts"] = d.experts;
    config["num_experts_per_tok"] = keys.size("expert_used_count");
    config["n_shared_experts"] = keys.size("expert_shared_count", 0, 0);
    config["moe_intermediate_size"] = keys.size("expert_feed_forward_length");
    config["n_group"] = std::max<std::int64_t>(groups, 1);
    config["topk_group"] = std::max<std::int64_t>(keys.size("expert_group_used_count", 1, 0), 1);
    config["routed_scaling_factor"] = keys.number("expert_weights_scale", 1.0);
    config["norm_topk_prob"] = keys.flag("expert_weights_norm", false);
    config["scoring_func"] = sigmoid ? "sigmoid" : "softmax";
    config["topk_method"] = sigmoid ? "noaux_tc" : groups > 1 ? "group_limited_greedy" : "greedy";
    config["moe_layer_freq"] = 1;
}

void softmax_experts(GgufKeys& keys, GgufDescription& d, json& config) {
    d.experts = keys.size("expert_count", 0, 0);
    if (d.experts == 0) {
        if (d.architecture == "qwen3moe" || d.architecture == "olmoe" || d.architecture == "gpt-oss") keys.complain(fmt::format("lacks the key '{}.expert_count'", d.architecture));
        return;
    }
    if (d.architecture == "qwen2" || d.architecture == "qwen3") return keys.complain(fmt::format("has experts, which '{}' does not know", d.architecture));
    config["num_experts_per_tok"] = keys.size("expert_used_count");
    if (d.architecture == "gpt-oss") {
        config["num_local_experts"] = d.experts;
        config["intermediate_size"] = keys.size("expert_feed_forward_length");
        return;
    }
    if (d.architecture == "llama") {
        d.model_type = "mixtral";
        config["num_local_experts"] = d.experts;
        return;
    }
    config["num_experts"] = d.experts;
    // The file seldom says whether chosen weights are divided by their sum; the published models do it as follows.
    config["norm_topk_prob"] = keys.flag("expert_weights_norm", d.architecture == "qwen3moe");
    if (d.architecture != "qwen3moe") return;
    config["moe_intermediate_size"] = keys.size("expert_feed_forward_length");
    config["decoder_sparse_step"] = 1;
    config["mlp_only_layers"] = json::array();
}

json generation_config(const GgufFile& file, GgufKeys& keys) {
    json out = json::object(), stops = json::array();
    for (const auto* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"})
        if (const auto id = file.integer(key); id && *id >= 0 && *id < 1 << 24 && std::find(stops.begin(), stops.end(), *id) == stops.end())
            stops.push_back(*id);
    if (!stops.empty()) out["eos_token_id"] = stops;
    const auto copy = [&](const char* from, const char* to, double least, double most) {
        const auto value = file.number(from);
        if (!value) return;
        if (!(*value >= least && *value <= most)) return keys.complain(fmt::format("has an unusable '{}': {}", from, *value));
        out["do_sample"] = true;
        out[to] = GgufKeys::neat(*value);
    };
    copy("general.sampling.temp", "temperature", 0, 100);
    copy("general.sampling.top_p", "top_p", 1e-6, 1);
    copy("general.sampling.top_k", "top_k", 0, 1 << 24);
    return out;
}

}  // namespace

Result<GgufDescription> describe_gguf(const GgufFile& file) {
    const auto path = file.path().string();
    if (file.integer("split.count").value_or(1) > 1)
        return bad_input("'{}' is one of {} parts; join them with llama-gguf-split --merge first.", path, *file.integer("split.count"));
    const auto architecture = file.text("general.architecture");
    if (!architecture) return bad_input("'{}' lacks the key 'general.architecture', so it is not a language model.", path);
    if (std::find(kArchitectures.begin(), kArchitectures.end(), *architecture) == kArchitectures.end())
        return bad_input("'{}': the architecture '{}' is not supported in GGUF files; {} are.", path, *architecture, fmt::join(kArchitectures, ", "));
    const auto* embeddings = file.find("token_embd.weight");
    if (!embeddings || embeddings->shape.size() != 2) return bad_input("'{}' lacks the matrix 'token_embd.weight'.", path);

    GgufDescription d;
    d.architecture = d.model_type = std::string(*architecture);
    if (d.architecture == "qwen3moe") d.model_type = "qwen3_moe";
    if (d.architecture == "gpt-oss") d.model_type = "gpt_oss";
    GgufKeys keys(file, d.architecture);
    const auto extra = keys.size("nextn_predict_layers", 0, 0);  // layers that guess further tokens come last
    d.layers = keys.size("block_count") - extra;
    if (d.layers < 1) keys.complain("has no layers but those that guess further tokens");
    d.heads = keys.size("attention.head_count");
    json config = {{"vocab_size", embeddings->shape[0]},
                   {"hidden_size", keys.size("embedding_length")},
                   {"num_hidden_layers", d.layers},
                   {"num_attention_heads", d.heads},
                   {"max_position_embeddings", keys.size("context_length")},
                   {"hidden_act", "silu"},
                   {"tie_word_embeddings", file.find("output.weight") == nullptr},
                   {"dtype", stored_type(file)}};
    config["rms_norm_eps"] = keys.number("attention.layer_norm_rms_epsilon", 1e-6);
    const bool dense = (d.architecture != "qwen3moe" && d.architecture != "gpt-oss") || keys.has("feed_forward_length");
    if (dense) config["intermediate_size"] = keys.size("feed_forward_length");
    const double theta = keys.number("rope.freq_base", 10000.0);
    config["rope_theta"] = theta;
    if (d.architecture == "deepseek2") {
        latent_attention(keys, d, config);
        deepseek_experts(keys, d, config);
    } else {
        grouped_attention(keys, d, config);
        softmax_experts(keys, d, config);
    }
    config["model_type"] = d.model_type;
    if (keys.problem().empty()) config["rope_scaling"] = detail::gguf_rope_scaling(keys, theta, d.head_dim);
    for (const auto* name : {"bos", "eos"})
        if (const auto id = file.integer(fmt::format("tokenizer.ggml.{}_token_id", name))) config[fmt::format("{}_token_id", name)] = *id;
    d.generation_config_json = generation_config(file, keys).dump(2);
    if (!keys.problem().empty()) return bad_input("'{}' {}.", path, keys.problem());
    d.config_json = config.dump(2);
    return d;
}

}  // namespace reasonscope
