#include "model/config.h"

#include <algorithm>
#include <limits>

#include "base/file.h"
#include "model/family.h"

namespace reasonscope {
namespace {

using nlohmann::json;

/// What has to hold for any router.
void check_experts(ConfigReader& top, const ModelConfig& c) {
    const auto& moe = c.moe;
    if (moe.experts == 0 || !top.problem().empty()) return;
    if (moe.experts % moe.n_group != 0) return top.complain("has experts that 'n_group' does not divide");
    const int per_group = moe.experts / moe.n_group;
    if (moe.topk_group > moe.n_group) top.complain("has a 'topk_group' above 'n_group'");
    if (moe.n_group > 1 && moe.group_score == GroupScore::TopTwo && per_group < 2)
        top.complain("has expert groups of one expert, but a group's score needs two");
    if (moe.experts_per_token > moe.topk_group * per_group) top.complain("chooses more experts per token than the kept groups hold");
}

/// gpt-oss's MXFP4: the experts' matrices as blocks of 32 with a shared exponent; found by their names.
bool is_mxfp4(const json& quantization) { return quantization.is_object() && quantization.value("quant_method", json()) == "mxfp4"; }

/// DeepSeek's FP8: e4m3 weights with one scale per block. False for any other quantisation.
bool read_fp8(const json& quantization, ModelConfig& c) {
    if (!quantization.is_object() || quantization.value("quant_method", json()) != "fp8") return false;
    const auto format = quantization.value("fmt", json("e4m3"));
    const auto block = quantization.find("weight_block_size");
    if (format != "e4m3" || block == quantization.end() || !block->is_array() || block->size() != 2) return false;
    for (const auto& size : *block)
        if (!size.is_number_integer() || size.get<std::int64_t>() < 1 || size.get<std::int64_t>() > 65536) return false;
    c.fp8_block_rows = (*block)[0].get<int>();
    c.fp8_block_columns = (*block)[1].get<int>();
    return true;
}

/// One expert.
std::int64_t expert_size(const ModelConfig& c) {
    return 3 * static_cast<std::int64_t>(c.moe.intermediate_size) * c.hidden_size + (c.moe.biases ? 2 * static_cast<std::int64_t>(c.moe.intermediate_size) + c.hidden_size : 0);
}

std::int64_t mlp_size(const ModelConfig& c, std::int64_t width) { return 3 * width * c.hidden_size; }

std::int64_t latent_attention_size(const ModelConfig& c) {
    const auto& m = c.mla;
    const std::int64_t hidden = c.hidden_size, heads = c.heads, latent = m.kv_lora_rank + m.qk_rope_head_dim;
    std::int64_t size = latent * hidden + m.kv_lora_rank + heads * (m.qk_nope_head_dim + m.v_head_dim) * m.kv_lora_rank + hidden * heads * m.v_head_dim;
    if (m.q_lora_rank > 0) size += m.q_lora_rank * (hidden + 1 + heads * c.head_dim_qk());
    else size += heads * c.head_dim_qk() * hidden;
    return size + (c.bias.qkv ? latent + m.q_lora_rank : 0) + (c.bias.output ? hidden : 0);
}

std::int64_t grouped_attention_size(const ModelConfig& c) {
    const std::int64_t hidden = c.hidden_size, q = static_cast<std::int64_t>(c.heads) * c.head_dim, kv = static_cast<std::int64_t>(c.kv_heads) * c.head_dim;
    std::int64_t size = 2 * hidden * (q + kv) + (c.bias.qkv ? q + 2 * kv : 0) + (c.bias.output ? hidden : 0);
    if (c.sinks) size += c.heads;
    if (c.qk_norm == QkNorm::PerHead) size += 2 * static_cast<std::int64_t>(c.head_dim);
    if (c.qk_norm == QkNorm::Whole) size += q + kv;
    return size;
}

/// All weights when `experts` is the number of routed experts, those of one token when it is k.
std::int64_t count_parameters(const ModelConfig& c, std::int64_t experts) {
    const std::int64_t hidden = c.hidden_size;
    const auto attention = c.attention == AttentionKind::Latent ? latent_attention_size(c) : grouped_attention_size(c);
    std::int64_t total = static_cast<std::int64_t>(c.vocab_size) * hidden * (c.tie_word_embeddings ? 1 : 2) + hidden;
    for (int i = 0; i < c.layers; ++i) {
        total += attention + 2 * hidden;
        if (!c.is_moe_layer(i)) total += mlp_size(c, c.intermediate_size) + (c.bias.mlp ? 2 * static_cast<std::int64_t>(c.intermediate_size) + hidden : 0);
        else
            total += static_cast<std::int64_t>(c.moe.experts) * (hidden + (c.moe.selection_bias ? 1 : 0) + (c.moe.router_bias ? 1 : 0)) +
                     expert_size(c) * (experts + c.moe.shared_experts);
    }
    return total;
}

}  // namespace

bool ModelConfig::is_moe_layer(int layer) const {
    return moe.experts > 0 && layer >= moe.first_dense_layers && (layer + 1) % moe.every == 0 &&
           std::ranges::find(moe.dense_layers, layer) == moe.dense_layers.end();
}
std::int64_t ModelConfig::parameters() const { return count_parameters(*this, moe.experts); }
std::int64_t ModelConfig::active_parameters() const { return count_parameters(*this, moe.experts_per_token); }

Result<ModelConfig> parse_model_config(std::string_view json_text) {
    const json root = json::parse(json_text.begin(), json_text.end(), nullptr, /*allow_exceptions=*/false);
    if (!root.is_object()) return bad_input("config.json is not a JSON object.");
    ConfigReader top(root);
    ModelConfig c;
    c.model_type = top.text({"model_type"}, "");
    if (!top.problem().empty() || c.model_type.empty()) return bad_input("config.json lacks 'model_type'; is this a Hugging Face model folder?");
    const auto* family = find_family(c.model_type);
    if (!family) return bad_input("The architecture '{}' is not supported; these are: {}.", c.model_type, family_names());
    if (const auto* quantization = top.find({"quantization_config"}); quantization && !is_mxfp4(*quantization) && !read_fp8(*quantization, c))
        return bad_input("The model's weights are quantised ({}), which is not supported; use a bf16, f16 or f32 version of it.",
                         quantization->is_object() ? quantization->value("quant_method", json("unknown")).dump() : quantization->dump());
    c.vocab_size = top.size({"vocab_size"});
    c.hidden_size = top.size({"hidden_size"});
    c.layers = top.size({"num_hidden_layers"});
    c.heads = top.size({"num_attention_heads"});
    c.context = top.size({"max_position_embeddings"});
    c.rms_norm_eps = top.number({"rms_norm_eps"}, c.rms_norm_eps);
    c.tie_word_embeddings = top.flag({"tie_word_embeddings"}, false);
    c.stored_dtype = top.text({"dtype", "torch_dtype"}, c.stored_dtype);
    if (top.problem().empty()) family->read(top, c);
    check_experts(top, c);
    if (!top.problem().empty()) return bad_input("config.json {}.", top.problem());
    bool any_dense = false;
    for (int i = 0; i < c.layers; ++i) any_dense = any_dense || !c.is_moe_layer(i);
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
    return parse_generation_defaults(*text, path.string());
}

Result<GenerationDefaults> parse_generation_defaults(std::string_view json_text, const std::string& where) {
    GenerationDefaults out;
    const json root = json::parse(json_text.begin(), json_text.end(), nullptr, /*allow_exceptions=*/false);
    if (!root.is_object()) return bad_input("'{}' is not a JSON object.", where);
    ConfigReader top(root);
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
    if (!top.problem().empty()) return bad_input("'{}' {}.", where, top.problem());
    return out;
}

}  // namespace reasonscope
