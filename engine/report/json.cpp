// The complete report as data. Schema: docs/report-json.md; change kFormatVersion and that page together.

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/report.h"
#include "report/text.h"

namespace reasonscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = kReportJsonVersion;

/// The double that prints as short as the float does.
double number(float value) {
    const std::string text = fmt::format("{}", value);
    double out = value;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

/// Text as valid UTF-8; where that loses something the exact bytes stand beside it in hexadecimal.
void put_text(Json& object, const char* key, const std::string& raw) {
    if (is_valid_utf8(raw)) {
        object[key] = raw;
        return;
    }
    object[key] = clean_text(raw);
    std::string bytes;
    for (const char c : raw) bytes += fmt::format("{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    object[std::string(key) + "_hex"] = bytes;
}

Json run_json(const RunSummary& run) {
    return {{"id", run.id.value}, {"created", clean_text(run.created)}, {"state", name(run.state)}, {"stop_reason", clean_text(run.end.stop_reason)},
            {"first_token_ms", run.end.first_token_ms}, {"seconds", run.end.seconds}, {"tokens_per_second", run.end.tokens_per_second},
            {"prompt_tokens", run.prompt_tokens}, {"generated_tokens", run.generated_tokens}};
}

Json model_json(const Report& report) {
    const RunStart& start = report.run.start;
    const ModelShape& shape = report.model;
    return {{"name", clean_text(start.model_name)}, {"type", clean_text(start.model_type)}, {"fingerprint", clean_text(start.fingerprint)},
            {"dtype", clean_text(start.dtype)}, {"device", clean_text(start.device)}, {"parameters", shape.parameters},
            {"active_parameters", shape.active_parameters}, {"layers", shape.layers}, {"heads", shape.heads}, {"experts", shape.experts},
            {"experts_per_token", shape.experts_per_token}, {"first_dense_layers", shape.first_dense_layers},
            {"shape", Json::parse(start.model_json, nullptr, false).is_discarded() ? Json() : Json::parse(start.model_json)}};
}

Json token_json(const TokenRow& token) {
    Json out = {{"position", token.position.value}, {"id", token.id}};
    put_text(out, "text", token.text);
    out["generated"] = token.generated;
    if (!token.generated) return out;
    out["probability"] = number(token.probability);
    out["entropy"] = number(token.entropy);
    out["milliseconds"] = token.milliseconds;
    Json alternatives = Json::array();
    for (std::size_t i = 0; i < token.alternatives.size(); ++i) {
        Json alternative = {{"id", token.alternatives[i].id}};
        put_text(alternative, "text", i < token.alternative_texts.size() ? token.alternative_texts[i] : std::string());
        alternative["probability"] = number(token.alternatives[i].probability);
        alternatives.push_back(std::move(alternative));
    }
    out["alternatives"] = std::move(alternatives);
    return out;
}

Json loads_json(const std::vector<ExpertLoad>& loads) {
    Json out = Json::array();
    for (const ExpertLoad& load : loads) {
        out.push_back({{"layer", load.layer}, {"expert", load.expert}, {"share", number(load.share)}, {"mean_weight", number(load.mean_weight)}});
    }
    return out;
}

Json step_json(const ReportStep& step) {
    const Step& stored = step.stored.step;
    Json out = {{"id", stored.id.value}};
    put_text(out, "text", step.stored.text);
    out.update(Json{{"source", name(stored.source)}, {"class", name(stored.cls)}, {"class_confidence", number(stored.confidence)}, {"class_judge", name(stored.judge)},
                    {"begin", stored.bytes.begin}, {"end", stored.bytes.end}, {"first_token", stored.first.value}, {"last_token", stored.last.value}});
    if (step.traced) {
        out.update(Json{{"mean_probability", number(step.mean_probability)}, {"mean_entropy", number(step.mean_entropy)}, {"max_entropy", number(step.max_entropy)}});
    }
    out["milliseconds"] = step.milliseconds;
    out["experts"] = loads_json(step.experts);
    return out;
}

Json edges_json(const Report& report) {
    Json out = Json::array();
    for (const ReportStep& step : report.steps) {
        for (const Edge& edge : step.sources) {
            out.push_back({{"method", clean_text(edge.method)}, {"grade", name(edge.grade)}, {"step", edge.step.value}, {"source", edge.source.value},
                           {"weight", number(edge.weight)}, {"control", number(edge.control)}, {"strongest", edge.strongest}});
        }
    }
    return out;
}

/// Row r holds the weights on steps 0 to r - 1: the rest is zero by definition.
Json matrices_json(const Report& report) {
    Json out = Json::array();
    for (const MethodMatrix& method : report.matrices) {
        Json rows = Json::array();
        for (int r = 0; r < method.matrix.n; ++r) {
            Json row = Json::array();
            for (int c = 0; c < r; ++c) row.push_back(number(method.matrix.at(r, c)));
            rows.push_back(std::move(row));
        }
        out.push_back({{"method", clean_text(method.method)}, {"n", method.matrix.n}, {"rows", std::move(rows)}});
    }
    return out;
}

Json tree_json(const Report& report) {
    Json nodes = Json::array();
    for (const ProvenanceNode& node : report.tree) {
        nodes.push_back({{"step", node.step.value}, {"parent", node.parent < 0 ? Json() : Json(report.tree[static_cast<std::size_t>(node.parent)].step.value)},
                         {"depth", node.depth}, {"weight", number(node.weight)}});
    }
    return {{"method", clean_text(report.tree_method)}, {"nodes", std::move(nodes)}};
}

Json influences_json(const Report& report) {
    Json out = Json::array();
    for (const Influence& influence : report.influences) {
        out.push_back({{"step", influence.step.value}, {"share", influence.share}, {"control", influence.control}, {"used_by", influence.used_by.value},
                       {"weight", number(influence.weight)}, {"edge_control", number(influence.edge_control)}, {"grade", name(influence.grade)},
                       {"naming", influence.agreement.naming}, {"methods", influence.agreement.methods}, {"naming_by_chance", influence.agreement.expected},
                       {"all_methods", influence.all_methods ? Json{{"share", influence.all_methods->share}, {"low", influence.all_methods->low}, {"high", influence.all_methods->high}} : Json()}});
    }
    return out;
}

Json confidence_json(const Confidence& confidence) {
    Json out = {{"answer_mean_probability", confidence.answer ? Json(number(*confidence.answer)) : Json()}};
    out["lowest_step"] = confidence.lowest ? Json(confidence.lowest->value) : Json();
    out["lowest_mean_probability"] = confidence.lowest ? Json(number(confidence.lowest_probability)) : Json();
    return out;
}

Json decisions_json(const Report& report) {
    Json out = Json::array();
    for (const ReportDecision& decision : report.decisions) {
        Json one = {{"position", decision.point.position.value}, {"step", decision.point.step.value}, {"entropy", number(decision.point.entropy)}};
        put_text(one, "taken", decision.taken);
        one["probability"] = number(decision.point.probability);
        put_text(one, "alternative", decision.alternative);
        one["alternative_id"] = decision.point.alternative_id;
        one["alternative_probability"] = number(decision.point.alternative_probability);
        out.push_back(std::move(one));
    }
    return out;
}

/// One line per element of a top-level list: small enough to read and to compare, without a line for every number.
std::string dump(const Json& document) {
    std::string out = "{";
    for (const auto& [key, value] : document.items()) {
        out += out.size() == 1 ? "\n" : ",\n";
        out += Json(key).dump() + ": ";
        if (value.is_array() && !value.empty() && value.front().is_structured()) {
            out += '[';
            for (std::size_t i = 0; i < value.size(); ++i) out += (i == 0 ? "\n  " : ",\n  ") + value[i].dump();
            out += "\n]";
        } else {
            out += value.dump();
        }
    }
    return out + "\n}\n";
}

/// One row per token with routing: enough to count loads again, to the bit.
Json routing_json(const Routing& routing) {
    Json rows = Json::array();
    const std::size_t layers = routing.layers.size(), assignments = layers * static_cast<std::size_t>(routing.top_k);
    for (std::size_t t = 0; t < routing.tokens.size(); ++t) {
        Json weights = Json::array(), shared = Json::array();
        for (std::size_t i = 0; i < assignments; ++i) weights.push_back(number(routing.weights[t * assignments + i]));
        for (std::size_t i = 0; i < layers; ++i) shared.push_back(number(routing.shared[t * layers + i]));
        const auto chosen = std::span(routing.chosen).subspan(t * assignments, assignments);
        rows.push_back({{"position", routing.tokens[t].position.value}, {"chosen", std::vector<std::int32_t>(chosen.begin(), chosen.end())},
                        {"weights", std::move(weights)}, {"shared", std::move(shared)}});
    }
    return {{"experts", routing.experts}, {"experts_per_token", routing.top_k}, {"layers", routing.layers}, {"tokens", std::move(rows)}};
}

Json results_json(const std::vector<StoredResult>& results) {
    Json out = Json::array();
    for (const StoredResult& result : results) {
        Json value = Json::parse(result.json, nullptr, false);
        if (!value.is_discarded()) out.push_back({{"kind", clean_text(result.kind)}, {"key", clean_text(result.key)}, {"value", std::move(value)}});
    }
    return out;
}

Json marks_json(const std::vector<Mark>& marks) {
    Json out = Json::array();
    for (const Mark& mark : marks) {
        Json one = {{"kind", name(mark.kind)}};
        if (mark.step) one["step"] = mark.step->value;
        if (mark.token) one["token"] = mark.token->value;
        put_text(one, "text", mark.text);
        out.push_back(std::move(one));
    }
    return out;
}

Json claims_json(const Report& report) {
    Json out = Json::array();
    for (const ReportClaim& claim : report.claims) {
        Json one = {{"step", claim.step.value}, {"verdict", name(claim.verdict)}, {"rounded", claim.rounded}};
        put_text(one, "text", claim.text);
        out.push_back(std::move(one));
    }
    return out;
}

Json whole_json(const Report& report) {
    const RunStart& start = report.run.start;
    Json out = {{"format", "reasonscope-report"}, {"format_version", kFormatVersion}, {"program_version", clean_text(start.program_version)}};
    put_text(out, "question", start.prompt);
    put_text(out, "answer", report.run.answer);
    out["confidence"] = confidence_json(report.confidence);
    out["run"] = run_json(report.run);
    out["model"] = model_json(report);
    out["seed"] = start.seed;
    const Json settings = Json::parse(start.settings_json, nullptr, false);
    out["settings"] = settings.is_discarded() ? Json(clean_text(start.settings_json)) : settings;
    put_text(out, "system", start.system);
    put_text(out, "rendered_prompt", start.rendered_prompt);
    put_text(out, "thinking", report.run.thinking);
    out["influences"] = influences_json(report);
    out["language"] = language_tag(report.options.language);
    out["tree"] = tree_json(report);
    out["abandoned"] = Json::array();
    for (const StepId step : report.abandoned) out["abandoned"].push_back(step.value);
    out["steps"] = Json::array();
    for (const ReportStep& step : report.steps) out["steps"].push_back(step_json(step));
    out["edges"] = edges_json(report);
    out["decisions"] = decisions_json(report);
    out["experts"] = loads_json(report.experts);
    out["expert_findings"] = report.expert_findings;
    out["matrices"] = matrices_json(report);
    out["prompt_spans"] = Json::array();
    for (const ByteSpan span : start.prompt_spans) out["prompt_spans"].push_back({span.begin, span.end});
    out["tokens"] = Json::array();
    for (const TokenRow& token : report.tokens) out["tokens"].push_back(token_json(token));
    out["routing"] = report.routing.empty() ? Json() : routing_json(report.routing);
    out["results"] = results_json(report.results);
    out["marks"] = marks_json(report.marks);
    out["claims"] = claims_json(report);
    out["limits"] = report.limits;
    if (report.branch) {
        const Json detail = Json::parse(report.branch->detail, nullptr, false);
        out["branch"] = {{"parent", report.branch->parent ? Json(report.branch->parent->value) : Json()}, {"position", report.branch->position.value}, {"kind", clean_text(report.branch->kind)},
                         {"detail", detail.is_discarded() ? Json(clean_text(report.branch->detail)) : detail}};
    }
    if (!report.others.empty()) {
        out["branches"] = Json::array();
        for (const Report& other : report.others) out["branches"].push_back(whole_json(other));
    }
    return out;
}

}  // namespace

std::string to_json(const Report& report) { return dump(whole_json(report)); }

}  // namespace reasonscope
