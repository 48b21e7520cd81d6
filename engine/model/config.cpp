#include "model/config.h"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/file.h"

namespace reasonscope {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxSize = 1 << 24;  // no published model has a dimension near this

/// Reads keys of one JSON object and remembers the first thing that was wrong, so that callers check once.
class Reader {
public:
    explicit Reader(const json& object) : object_(&object) {}

    /// First of `keys` that is present and not null.
    const json* find(std::initializer_list<const char*> keys) const {
        for (const auto* key : keys)
            if (const auto it = object_->find(key); it != object_->end() && !it->is_null()) return &*it;
        return nullptr;
    }

    int size(std::initializer_list<const char*> keys, std::optional<int> fallback = {}, std::int64_t smallest = 1) {
        const auto* value = find(keys);
        if (!value && fallback) return *fallback;
        if (!value) return complain(fmt::format("lacks '{}'", *keys.begin())), 0;
        // Some exporters write whole numbers as 4096.0.
        const double number = value->is_number() ? value->get<double>() : std::nan("");
        if (!(number >= static_cast<double>(smallest)) || number > static_cast<double>(kMaxSize) || number != std::floor(number))
            return complain(fmt::format("has an unusable '{}': {}", *keys.begin(), value->dump())), 0;
        return static_cast<int>(number);
    }

    double number(std::initializer_list<const char*> keys, double fallback) {
        const auto* value = find(keys);
        if (!value) return fallback;
        if (!value->is_number()) return complain(fmt::format("has an unusable '{}': {}", *keys.begin(), value->dump())), fallback;
        return value->get<double>();
    }

    bool flag(std::initializer_list<const char*> keys, bool fallback) {
        const auto* value = find(keys);
        if (!value) return fallback;
        if (!value->is_boolean()) return complain(fmt::format("has an unusable '{}': {}", *keys.begin(), value->dump())), fallback;
        return value->get<bool>();
    }

    std::string text(std::initializer_list<const char*> keys, std::string fallback) {
        const auto* value = find(keys);
        if (!value) return fallback;
        if (!value->is_string()) return complain(fmt::format("has an unusable '{}': {}", *keys.begin(), value->dump())), fallback;
        return value->get<std::string>();
    }

    void complain(std::string what) {
        if (problem_.empty()) problem_ = std::move(what);
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    const json* object_;
    std::string problem_;
};

/// New configs hold everything in rope_parameters; published ones have rope_theta on top and rope_scaling beside it.
RopeConfig parse_rope(Reader& top, int context) {
    RopeConfig rope;
    rope.theta = top.number({"rope_theta"}, rope.theta);
    const auto* nested = top.find({"rope_parameters", "rope_scaling"});
    if (nested && !nested->is_object()) top.complain("has a 'rope_scaling' that is not an object");
    if (nested && nested->is_object()) {
        Reader inner(*nested);
        rope.theta = inner.number({"rope_theta"}, rope.theta);
        const auto type = inner.text({"rope_type", "type"}, "default");
        if (type == "yarn") {
            rope.yarn = true;
            rope.original_context = inner.number({"original_max_position_embeddings"}, context);
            const double derived = rope.original_context > 0 ? context / rope.original_context : 1.0;
            rope.factor = inner.number({"factor"}, derived);
            rope.beta_fast = inner.number({"beta_fast"}, rope.beta_fast);
            rope.beta_slow = inner.number({"beta_slow"}, rope.beta_slow);
            rope.mscale = inner.number({"mscale"}, 0.0);
            rope.mscale_all_dim = inner.number({"mscale_all_dim"}, 0.0);
            rope.attention_factor = inner.number({"attention_factor"}, 0.0);
            rope.truncate = inner.flag({"truncate"}, true);
            if (!(rope.original_context > 0) || !(rope.factor > 0) || !(rope.beta_fast > 0) || !(rope.beta_slow > 0))
                inner.complain("has yarn scaling with a value that is not positive");
        } else if (type != "default") {
            inner.complain(fmt::format("uses the rotary scaling '{}', which is not supported (default and yarn are)", type));
        }
        if (!inner.problem().empty()) top.complain(inner.problem());
    }
    if (!(rope.theta > 1.0) || !std::isfinite(rope.theta)) top.complain(fmt::format("has an unusable 'rope_theta': {}", rope.theta));
    return rope;
}

MlaConfig parse_mla(Reader& top) {
    MlaConfig mla;
    mla.q_lora_rank = top.size({"q_lora_rank"}, 0, 0);
    mla.kv_lora_rank = top.size({"kv_lora_rank"});
    mla.qk_nope_head_dim = top.size({"qk_nope_head_dim"});
    mla.qk_rope_head_dim = top.size({"qk_rope_head_dim"});
    mla.v_head_dim = top.size({"v_head_dim"});
    mla.rope_interleave = top.flag({"rope_interleave"}, true);
    if (mla.qk_rope_head_dim % 2 != 0) top.complain("has an odd 'qk_rope_head_dim'; rotary dimensions come in pairs");
    return mla;
}

/// Keys that are absent mean what they mean to Hugging Face's DeepseekV3Config, except that no expert count makes a dense model.
MoeConfig parse_moe(Reader& top) {
    MoeConfig moe;
    moe.experts = top.size({"n_routed_experts", "num_local_experts", "num_experts"}, 0, 0);
    if (moe.experts == 0) return moe;
    moe.experts_per_token = top.size({"num_experts_per_tok"});
    moe.shared_experts = top.size({"n_shared_experts"}, 1, 0);
    moe.intermediate_size = top.size({"moe_intermediate_size"});
    moe.first_dense_layers = top.size({"first_k_dense_replace"}, 3, 0);
    moe.n_group = top.size({"n_group"}, 8);
    moe.topk_group = top.size({"topk_group"}, 4);
    moe.norm_topk_prob = top.flag({"norm_topk_prob"}, true);
    moe.routed_scaling_factor = static_cast<float>(top.number({"routed_scaling_factor"}, 2.5));
    if (!top.problem().empty()) return moe;
    if (top.size({"moe_layer_freq"}, 1) != 1) top.complain("sets 'moe_layer_freq' to something else than 1, which is not supported");
    if (top.text({"scoring_func"}, "sigmoid") != "sigmoid") top.complain("uses a router that does not score with a sigmoid");
    if (top.text({"topk_method"}, "noaux_tc") != "noaux_tc") top.complain("uses a router whose 'topk_method' is not noaux_tc");
    if (moe.experts % moe.n_group != 0) top.complain("has experts that 'n_group' does not divide");
    const int per_group = moe.experts / moe.n_group;
    if (moe.topk_group > moe.n_group) top.complain("has a 'topk_group' above 'n_group'");
    if (moe.n_group > 1 && per_group < 2) top.complain("has expert groups of one expert, but a group's score needs two");
    if (moe.experts_per_token > moe.topk_group * per_group) top.complain("chooses more experts per token than the kept groups hold");
    return moe;
}

std::int64_t mlp_size(const ModelConfig& c, std::int64_t width) { return 3 * width * c.hidden_size; }

/// All weights when `experts` is the number of routed experts, those of one token when it is k.
std::int64_t count_parameters(const ModelConfig& c, std::int64_t experts) {
    const auto& m = c.mla;
    const std::int64_t hidden = c.hidden_size, heads = c.heads, latent = m.kv_lora_rank + m.qk_rope_head_dim;
    std::int64_t attention = latent * hidden + m.kv_lora_rank + heads * (m.qk_nope_head_dim + m.v_head_dim) * m.kv_lora_rank +
                             hidden * heads * m.v_head_dim;
    if (m.q_lora_rank > 0) attention += m.q_lora_rank * (hidden + 1 + heads * c.head_dim_qk());
    else attention += heads * c.head_dim_qk() * hidden;
    if (c.attention_bias) attention += latent + hidden + m.q_lora_rank;
    std::int64_t total = static_cast<std::int64_t>(c.vocab_size) * hidden * (c.tie_word_embeddings ? 1 : 2) + hidden;
    for (int i = 0; i < c.layers; ++i) {
        total += attention + 2 * hidden;
        if (!c.is_moe_layer(i)) total += mlp_size(c, c.intermediate_size);
        else
            total += static_cast<std::int64_t>(c.moe.experts) * (hidden + 1) +
                     mlp_size(c, c.moe.intermediate_size) * (experts + c.moe.shared_experts);
    }
    return total;
}

}  // namespace

std::int64_t ModelConfig::parameters() const { return count_parameters(*this, moe.experts); }
std::int64_t ModelConfig::active_parameters() const { return count_parameters(*this, moe.experts_per_token); }

Result<ModelConfig> parse_model_config(std::string_view json_text) {
    const json root = json::parse(json_text.begin(), json_text.end(), nullptr, /*allow_exceptions=*/false);
    if (!root.is_object()) return bad_input("config.json is not a JSON object.");
    Reader top(root);
    ModelConfig c;
    c.model_type = top.text({"model_type"}, "");
    if (!top.problem().empty() || c.model_type.empty()) return bad_input("config.json lacks 'model_type'; is this a Hugging Face model folder?");
    if (c.model_type != "deepseek_v3")
        return bad_input("The architecture '{}' is not supported; deepseek_v3 is.", c.model_type);
    if (const auto* quantization = top.find({"quantization_config"}))
        return bad_input("The model's weights are quantised ({}), which is not supported; use a bf16, f16 or f32 version of it.",
                         quantization->is_object() ? quantization->value("quant_method", json("unknown")).dump() : quantization->dump());
    c.vocab_size = top.size({"vocab_size"});
    c.hidden_size = top.size({"hidden_size"});
    c.layers = top.size({"num_hidden_layers"});
    c.heads = top.size({"num_attention_heads"});
    c.context = top.size({"max_position_embeddings"});
    c.rms_norm_eps = top.number({"rms_norm_eps"}, c.rms_norm_eps);
    c.tie_word_embeddings = top.flag({"tie_word_embeddings"}, false);
    c.attention_bias = top.flag({"attention_bias"}, false);
    c.stored_dtype = top.text({"dtype", "torch_dtype"}, c.stored_dtype);
    c.mla = parse_mla(top);
    c.moe = parse_moe(top);
    c.rope = parse_rope(top, c.context);
    const bool any_dense = c.moe.experts == 0 || c.moe.first_dense_layers > 0;
    c.intermediate_size = any_dense ? top.size({"intermediate_size"}) : top.size({"intermediate_size"}, 0);
    if (const auto activation = top.text({"hidden_act"}, "silu"); activation != "silu")
        top.complain(fmt::format("uses the activation '{}'; only silu is supported", activation));
    if (!(c.rms_norm_eps >= 0)) top.complain("has a negative 'rms_norm_eps'");
    if (!top.problem().empty()) return bad_input("config.json {}.", top.problem());
    return c;
}

Result<GenerationDefaults> load_generation_defaults(const std::filesystem::path& model_folder) {
    GenerationDefaults out;
    const auto path = model_folder / "generation_config.json";
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return out;
    const auto text = read_file(path);
    if (!text) return tl::unexpected(text.error());
    const json root = json::parse(text->begin(), text->end(), nullptr, /*allow_exceptions=*/false);
    if (!root.is_object()) return bad_input("'{}' is not a JSON object.", path.string());
    Reader top(root);
    const auto add_stop = [&](const json& id) {
        if (id.is_number_integer() && id.get<std::int64_t>() >= 0 && id.get<std::int64_t>() <= std::numeric_limits<std::int32_t>::max())
            out.stop_ids.push_back(id.get<std::int32_t>());
        else top.complain(fmt::format("has an unusable 'eos_token_id': {}", id.dump()));
    };
    if (const auto* eos = top.find({"eos_token_id"})) {
        if (eos->is_array()) for (const auto& id : *eos) add_stop(id);
        else add_stop(*eos);
    }
    out.sample = top.flag({"do_sample"}, out.sample);
    out.temperature = static_cast<float>(top.number({"temperature"}, out.temperature));
    out.top_p = static_cast<float>(top.number({"top_p"}, out.top_p));
    out.top_k = top.size({"top_k"}, out.top_k, 0);
    if (!(out.temperature >= 0)) top.complain("has a negative 'temperature'");
    if (!(out.top_p > 0 && out.top_p <= 1)) top.complain("has a 'top_p' outside (0, 1]");
    if (!top.problem().empty()) return bad_input("'{}' {}.", path.string(), top.problem());
    return out;
}

}  // namespace reasonscope
