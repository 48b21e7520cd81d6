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

void flatten(std::vector<Fact>& facts, const nlohmann::json& object, const std::string& prefix) {
    for (const auto& [key, value] : object.items()) {
        const std::string label = prefix.empty() ? spaced(key) : prefix + ", " + key;
        if (value.is_object()) {
            flatten(facts, value, spaced(key));
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
    add(facts, "Model", start.model_name);
    add(facts, "Type", start.model_type);
    if (shape.parameters > 0) {
        add(facts, "Parameters", shape.active_parameters > 0 && shape.active_parameters != shape.parameters
                                     ? fmt::format("{} in total, {} active per token", count(shape.parameters), count(shape.active_parameters))
                                     : count(shape.parameters));
    }
    if (shape.layers > 0) add(facts, "Layers and heads", fmt::format("{} layers, {} heads each", shape.layers, shape.heads));
    if (shape.experts > 0) {
        add(facts, "Experts", fmt::format("{} per layer, {} used per token{}", shape.experts, shape.experts_per_token,
                                          shape.first_dense_layers > 0 ? fmt::format(", first {} without", shape.first_dense_layers) : ""));
    }
    if (const auto without = report.branch ? parse_without(report.branch->detail) : std::nullopt) add(facts, "Switched off", places_words(without->places));
    add(facts, "Precision", start.dtype);
    add(facts, "Device", start.device);
    add(facts, "Fingerprint", start.fingerprint);
    const auto settings = nlohmann::json::parse(start.settings_json, nullptr, false);
    if (settings.is_object() && settings.contains("fidelity") && settings["fidelity"].is_string()) {
        const auto fidelity = settings["fidelity"].get<std::string>();
        add(facts, "Fidelity", fidelity.empty() ? "not checked against a reference when this run was made" : fidelity);
    }
    return facts;
}

std::vector<Fact> settings_facts(const Report& report) {
    std::vector<Fact> facts;
    add(facts, "Seed", std::to_string(report.run.start.seed));
    const auto settings = nlohmann::json::parse(report.run.start.settings_json, nullptr, false);
    if (settings.is_object()) {
        auto rest = settings;
        rest.erase("seed");
        rest.erase("fidelity");  // said of the model
        flatten(facts, rest, "");
    } else {
        add(facts, "Settings", report.run.start.settings_json);
    }
    return facts;
}

std::vector<Fact> run_facts(const Report& report) {
    const RunSummary& run = report.run;
    std::vector<Fact> facts;
    add(facts, "Run", std::to_string(run.id.value));
    add(facts, "Started", run.created);
    add(facts, "State", std::string(state_words(run.state)) + (run.end.stop_reason.empty() ? "" : ", stopped by: " + run.end.stop_reason));
    add(facts, "Tokens", fmt::format("{} in the prompt, {} generated", run.prompt_tokens, run.generated_tokens));
    if (run.end.first_token_ms > 0) add(facts, "First token after", duration(run.end.first_token_ms));
    if (run.end.seconds > 0) add(facts, "Whole run", duration(run.end.seconds * 1000));
    if (run.end.tokens_per_second > 0) add(facts, "Speed", fmt::format("{} tokens per second", figure(run.end.tokens_per_second)));
    add(facts, "Program", run.start.program_version.empty() ? "" : "Reasonscope " + run.start.program_version);
    return facts;
}

}  // namespace reasonscope
