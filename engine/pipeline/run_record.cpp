#include "pipeline/run_record.h"

#include <array>
#include <type_traits>
#include <nlohmann/json.hpp>

namespace reasonscope {

std::string_view name(TraceLevel level) {
    constexpr std::array<std::string_view, 3> kNames = {"off", "summary", "full"};
    return kNames[static_cast<std::size_t>(level)];
}

std::string settings_json(const GenerateSettings& settings, bool explain_by_gradient, const std::string& fidelity) {
    const SamplerSettings& sampler = settings.sampler;
    return nlohmann::ordered_json{{"temperature", sampler.temperature},
                                  {"top_k", sampler.top_k},
                                  {"top_p", sampler.top_p},
                                  {"min_p", sampler.min_p},
                                  {"repetition_penalty", sampler.repetition_penalty},
                                  {"seed", sampler.seed},
                                  {"max_tokens", settings.max_tokens},
                                  {"trace", name(settings.trace)},
                                  {"trace_top_k", settings.trace_top_k},
                                  {"stop_ids", settings.stop_ids},
                                  {"explain_by_gradient", explain_by_gradient},
                                  {"fidelity", fidelity}}
        .dump();
}

GenerateSettings parse_settings(std::string_view text) {
    GenerateSettings settings;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return settings;
    const auto read = [&](const char* key, auto& value) {
        const auto found = json.find(key);
        if (found != json.end() && found->is_number()) value = found->template get<std::remove_reference_t<decltype(value)>>();
    };
    SamplerSettings& sampler = settings.sampler;
    read("temperature", sampler.temperature);
    read("top_k", sampler.top_k);
    read("top_p", sampler.top_p);
    read("min_p", sampler.min_p);
    read("repetition_penalty", sampler.repetition_penalty);
    read("seed", sampler.seed);
    read("max_tokens", settings.max_tokens);
    read("trace_top_k", settings.trace_top_k);
    for (const auto level : {TraceLevel::Off, TraceLevel::Summary, TraceLevel::Full})
        if (const auto found = json.find("trace"); found != json.end() && found->is_string() && *found == name(level)) settings.trace = level;
    return settings;
}

std::string model_json(const ModelConfig& config) {
    return nlohmann::ordered_json{{"layers", config.layers},
                                  {"heads", config.heads},
                                  {"hidden_size", config.hidden_size},
                                  {"vocab_size", config.vocab_size},
                                  {"context", config.context},
                                  {"experts", config.moe.experts},
                                  {"experts_per_token", config.moe.experts_per_token},
                                  {"shared_experts", config.moe.shared_experts},
                                  {"first_dense_layers", config.moe.first_dense_layers},
                                  {"parameters", config.parameters()},
                                  {"active_parameters", config.active_parameters()}}
        .dump();
}

RunStart run_start(const Model& model, const RenderedPrompt& rendered, std::span<const Token> tokens) {
    RunStart start;
    start.rendered_prompt = rendered.text;
    start.dtype = name(model.dtype());
    start.device = model.device_name();
    std::error_code none;
    const auto folder = std::filesystem::weakly_canonical(model.folder(), none);
    start.model_path = (none ? model.folder() : folder).string();
    start.model_name = model.name();
    start.model_type = model.config().model_type;
    start.fingerprint = model.fingerprint();
    start.model_json = model_json(model.config());
    start.program_version = REASONSCOPE_VERSION;
    for (const Token& token : tokens) {
        start.prompt_ids.push_back(token.id);
        start.prompt_spans.push_back(token.bytes);
    }
    return start;
}

}  // namespace reasonscope
