#pragma once
// What a session keeps of a run before it starts: enough to repeat it.

#include "generate/generator.h"
#include "pipeline/loaded_model.h"
#include "store/records.h"

namespace reasonscope {

std::string_view name(TraceLevel level);  // "off", "summary", "full"

/// One JSON object: sampler, limits, trace level, stop ids, whether gradients were asked for, and what is known of the model's fidelity
/// ("" when it was never checked).
std::string settings_json(const GenerateSettings& settings, bool explain_by_gradient, const std::string& fidelity);

/// The settings out of such an object; what it does not say is as GenerateSettings has it.
GenerateSettings parse_settings(std::string_view json);

/// One JSON object: layers, heads, hidden_size, vocab_size, context, experts, experts_per_token, shared_experts, first_dense_layers,
/// parameters, active_parameters.
std::string model_json(const ModelConfig& config);

/// Everything but the person's words (prompt, system), which the caller adds.
RunStart run_start(const Model& model, const RenderedPrompt& rendered, std::span<const Token> tokens);

}  // namespace reasonscope
