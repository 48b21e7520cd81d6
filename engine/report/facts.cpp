// The label and value lists of the "How it was made" part.

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "report/family.h"
#include "report/words.h"

namespace reasonscope {
namespace {

void add(std::vector<Fact>& facts, std::string label, std::string value) {
    if (!value.empty()) facts.push_back({std::move(label), std::move(value)});
}

std::string in_words(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return fmt::format("{:g}", value.get<double>());
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string spaced(std::string key) {
    for (char& c : key) {
        if (c == '_') c = ' ';
    }
    if (!key.empty() && key[0] >= 'a' && key[0] <= 'z') key[0] = static_cast<char>(key[0] - 'a' + 'A');
    return key;
}

void flatten(const Report& report, std::vector<Fact>& facts, const nlohmann::json& object, const std::string& prefix) {
    for (const auto& [key, value] : object.items()) {
        const std::string own = report.word(spaced(key)), label = prefix.empty() ? own : prefix + report.say(", ") + (own == spaced(key) ? key : own);
        if (value.is_object()) {
            flatten(report, facts, value, report.word(spaced(key)));
        } else {
            add(facts, label, in_words(value));
        }
    }
}

std::string_view state_words(RunState state) {
    switch (state) {
        case RunState::Running: return "running";
        case RunState::Done: return "done";
        case RunState::Cancelled: return "cancelled";
        case RunState::Failed: return "failed";
        case RunState::Interrupted: return "interrupted";
    }
    return "";
}

}  // namespace

std::vector<Fact> model_facts(const Report& report) {
    const RunStart& start = report.run.start;
    const ModelShape& shape = report.model;
    std::vector<Fact> facts;
    add(facts, report.say("Model"), start.model_name);
    add(facts, report.say("Type"), start.model_type);
    if (shape.parameters > 0) {
        add(facts, report.say("Parameters"), shape.active_parameters > 0 && shape.active_parameters != shape.parameters
                                     ? report.say("{} in total, {} active per token", count(shape.parameters), count(shape.active_parameters))
                                     : count(shape.parameters));
    }
    if (shape.layers > 0) add(facts, report.say("Layers and heads"), report.say("{} layers, {} heads each", shape.layers, shape.heads));
    if (shape.experts > 0) {
        add(facts, report.say("Experts"), shape.first_dense_layers > 0 ? report.say("{} per layer, {} used per token, first {} without", shape.experts, shape.experts_per_token, shape.first_dense_layers)
                                                          : report.say("{} per layer, {} used per token", shape.experts, shape.experts_per_token));
    }
    if (const auto without = report.branch ? parse_without(report.branch->detail) : std::nullopt) add(facts, report.say("Switched off"), places_words(report, without->places));
    add(facts, report.say("Precision"), start.dtype);
    add(facts, report.say("Device"), start.device);
    add(facts, report.say("Fingerprint"), start.fingerprint);
    const auto settings = nlohmann::json::parse(start.settings_json, nullptr, false);
    if (settings.is_object() && settings.contains("fidelity") && settings["fidelity"].is_string()) {
        const auto fidelity = settings["fidelity"].get<std::string>();
        add(facts, report.say("Fidelity"), fidelity.empty() ? report.say("not checked against a reference when this run was made") : fidelity);
    }
    return facts;
}

std::vector<Fact> settings_facts(const Report& report) {
    std::vector<Fact> facts;
    add(facts, report.say("Seed"), std::to_string(report.run.start.seed));
    const auto settings = nlohmann::json::parse(report.run.start.settings_json, nullptr, false);
    if (settings.is_object()) {
        auto rest = settings;
        rest.erase("seed");
        rest.erase("fidelity");  // said of the model
        flatten(report, facts, rest, "");
    } else {
        add(facts, report.say("Settings"), report.run.start.settings_json);
    }
    return facts;
}

std::vector<Fact> run_facts(const Report& report) {
    const RunSummary& run = report.run;
    std::vector<Fact> facts;
    add(facts, report.say("Run"), std::to_string(run.id.value));
    add(facts, report.say("Started"), day_and_time(run.created));
    add(facts, report.say("State"), run.end.stop_reason.empty() ? report.word(state_words(run.state)) : report.say("{}, stopped by: {}", report.word(state_words(run.state)), run.end.stop_reason));
    add(facts, report.say("Tokens"), report.say("{} in the prompt, {} generated", run.prompt_tokens, run.generated_tokens));
    if (run.end.first_token_ms > 0) add(facts, report.say("First token after"), duration(run.end.first_token_ms));
    if (run.end.seconds > 0) add(facts, report.say("Whole run"), duration(run.end.seconds * 1000));
    if (run.end.tokens_per_second > 0) add(facts, report.say("Speed"), report.say("{} tokens per second", figure(run.end.tokens_per_second)));
    add(facts, report.say("Program"), run.start.program_version.empty() ? "" : "Reasonscope " + run.start.program_version);
    return facts;
}

}  // namespace reasonscope
