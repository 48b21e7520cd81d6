#include "pipeline/ask.h"

#include <algorithm>

#include "pipeline/fidelity.h"
#include "pipeline/run_order.h"
#include "pipeline/run_record.h"

namespace reasonscope {
namespace {

Result<RenderedPrompt> render(const LoadedModel& model, const AskRequest& request) {
    if (request.prompt.find_first_not_of(" \t\r\n\v\f") == std::string::npos) return bad_input("The prompt is empty; type a question.");
    std::vector<ChatMessage> messages;
    if (!request.system.empty()) messages.push_back({"system", request.system});
    messages.push_back({"user", request.prompt});
    return model.chat->render(messages);
}

}  // namespace

GenerateSettings default_settings(const Model& model) {
    const GenerationDefaults& defaults = model.defaults();
    GenerateSettings settings;
    settings.stop_ids = defaults.stop_ids;
    if (defaults.sample) {
        settings.sampler.temperature = defaults.temperature;
        settings.sampler.top_p = defaults.top_p;
        settings.sampler.top_k = defaults.top_k;
    }
    return settings;
}

GenerateSettings usable_settings(const LoadedModel& model, GenerateSettings settings) {
    if (settings.vocabulary == 0) settings.vocabulary = std::min(model.tokenizer->size(), model.model->config().vocab_size);
    if (settings.stop_ids.empty()) settings.stop_ids = model.model->defaults().stop_ids;
    return settings;
}

Result<AskResult> ask(const LoadedModel& model, SessionWriter& session, const AskRequest& request, const AskEvents& events,
                      std::stop_token stop) {
    auto rendered = render(model, request);
    if (!rendered) return tl::unexpected(rendered.error());
    RunOrder order;
    order.rendered = std::move(*rendered);
    order.prompt = model.tokenizer->encode(order.rendered.text);
    order.settings = usable_settings(model, request.settings);
    order.explain_by_gradient = request.explain_by_gradient;
    if (const Status good = check_order(order, *model.model); !good) return tl::unexpected(good.error());
    order.start = run_start(*model.model, order.rendered, order.prompt);
    order.start.prompt = request.prompt;
    order.start.system = request.system;
    order.start.seed = order.settings.sampler.seed;
    const auto fidelity = known_fidelity(order.start.fingerprint, order.start.dtype);
    order.start.settings_json = settings_json(order.settings, order.explain_by_gradient, fidelity ? fidelity_sentence(*fidelity) : "");
    order.continuation.cache = model.prefixes.get();
    return carry_out(model, session, order, events, stop);
}

}  // namespace reasonscope
