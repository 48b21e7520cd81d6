#include "train/recipe.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "text/bpe_trainer.h"
#include "train/data.h"
#include "train/tasks.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

/// Qwen's split with two changes: every digit alone but with its leading space, and words without other leading marks.
constexpr const char* kSplit =
    R"( ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// DeepSeek-R1's template: system text first, history without its thinking, and the think tag opened for the model.
constexpr const char* kChatTemplate =
    "{{ bos_token }}"
    "{% for message in messages %}"
    "{% if message['role'] == 'system' %}{{ message['content'] }}{% endif %}"
    "{% endfor %}"
    "{% for message in messages %}"
    "{% if message['role'] == 'user' %}{{ '<｜User｜>' + message['content'] }}{% endif %}"
    "{% if message['role'] == 'assistant' %}"
    "{% set content = message['content'] %}"
    "{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}"
    "{{ '<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>' }}"
    "{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<｜Assistant｜><think>\\n' }}{% endif %}";

}  // namespace

ModelConfig r1_mini_config(int vocabulary) {
    ModelConfig c;
    c.model_type = "deepseek_v3";
    c.vocab_size = vocabulary;
    c.hidden_size = 256;
    c.intermediate_size = 512;
    c.layers = 5;
    c.heads = c.kv_heads = 8;
    c.attention = AttentionKind::Latent;
    c.context = 1024;
    c.rms_norm_eps = 1e-6;
    c.tie_word_embeddings = true;
    c.stored_dtype = "bfloat16";
    c.mla = {.q_lora_rank = 128, .kv_lora_rank = 96, .qk_nope_head_dim = 16, .qk_rope_head_dim = 32, .v_head_dim = 32, .rope_interleave = true};
    c.moe = {.experts = 8, .experts_per_token = 2, .shared_experts = 1, .intermediate_size = 96, .first_dense_layers = 1, .n_group = 1,
             .topk_group = 1, .norm_topk_prob = true, .routed_scaling_factor = 1.0F,
             .scores = RouterScores::Sigmoid, .group_score = GroupScore::TopTwo, .selection_bias = true};
    return c;
}

std::string config_json(const ModelConfig& c, std::int32_t bos, std::int32_t eos) {
    return Json{
        {"architectures", {"DeepseekV3ForCausalLM"}},
        {"model_type", c.model_type},
        {"attention_bias", c.bias.qkv},
        {"attention_dropout", 0.0},
        {"bos_token_id", bos},
        {"eos_token_id", eos},
        {"first_k_dense_replace", c.moe.first_dense_layers},
        {"hidden_act", "silu"},
        {"hidden_size", c.hidden_size},
        {"initializer_range", 0.02},
        {"intermediate_size", c.intermediate_size},
        {"kv_lora_rank", c.mla.kv_lora_rank},
        {"max_position_embeddings", c.context},
        {"moe_intermediate_size", c.moe.intermediate_size},
        {"n_group", c.moe.n_group},
        {"n_routed_experts", c.moe.experts},
        {"n_shared_experts", c.moe.shared_experts},
        {"norm_topk_prob", c.moe.norm_topk_prob},
        {"num_attention_heads", c.heads},
        {"num_experts_per_tok", c.moe.experts_per_token},
        {"num_hidden_layers", c.layers},
        {"num_key_value_heads", c.heads},
        {"q_lora_rank", c.mla.q_lora_rank},
        {"qk_nope_head_dim", c.mla.qk_nope_head_dim},
        {"qk_rope_head_dim", c.mla.qk_rope_head_dim},
        {"rms_norm_eps", c.rms_norm_eps},
        {"rope_interleave", c.mla.rope_interleave},
        {"rope_scaling", nullptr},
        {"rope_theta", c.rope.theta},
        {"routed_scaling_factor", c.moe.routed_scaling_factor},
        {"scoring_func", "sigmoid"},
        {"tie_word_embeddings", c.tie_word_embeddings},
        {"topk_group", c.moe.topk_group},
        {"topk_method", "noaux_tc"},
        {"torch_dtype", c.stored_dtype},
        {"use_cache", true},
        {"v_head_dim", c.mla.v_head_dim},
        {"vocab_size", c.vocab_size},
    }.dump(2) + "\n";
}

Result<std::string> r1_mini_tokenizer(std::uint64_t seed, int vocabulary) {
    TokenizerTraining training;
    for (const auto& p : generate_problems(seed, 12000)) {
        training.texts.push_back(p.prompt);
        auto steps = completion_text(p);
        steps.resize(steps.find(kEndThink));
        training.texts.push_back(std::move(steps));
        training.texts.push_back("\n\n" + p.answer);
    }
    training.split_regex = kSplit;
    training.special_tokens = {std::string(kBos), std::string(kEos), std::string(kPad), std::string(kUser), std::string(kAssistant)};
    training.plain_added_tokens = {std::string(kThink), std::string(kEndThink)};
    training.vocab_size = vocabulary;
    return train_tokenizer(training);
}

Status write_model_files(const std::filesystem::path& folder, const ModelConfig& config, const std::string& tokenizer_json, const Tokenizer& tokenizer) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) return failure("Cannot create the folder '{}': {}.", folder.string(), problem.message());
    const auto bos = tokenizer.id_of(kBos), eos = tokenizer.id_of(kEos), pad = tokenizer.id_of(kPad);
    if (!bos || !eos || !pad) return failure("The trained tokenizer lacks its special tokens.");
    const Json tokenizer_config{
        {"add_bos_token", false}, {"add_eos_token", false}, {"bos_token", kBos}, {"eos_token", kEos}, {"pad_token", kPad},
        {"clean_up_tokenization_spaces", false}, {"model_max_length", config.context}, {"tokenizer_class", "PreTrainedTokenizerFast"},
        {"chat_template", kChatTemplate}};
    const Json generation{{"bos_token_id", *bos}, {"eos_token_id", *eos}, {"pad_token_id", *pad}, {"do_sample", false}};
    for (const auto& [name, text] : {std::pair{"config.json", config_json(config, *bos, *eos)}, {"tokenizer.json", tokenizer_json},
                                     {"tokenizer_config.json", tokenizer_config.dump(2) + "\n"}, {"generation_config.json", generation.dump(2) + "\n"}}) {
        if (auto done = write_file(folder / name, text); !done) return done;
    }
    return {};
}

}  // namespace reasonscope
