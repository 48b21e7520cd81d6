#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/save_report.h"
#include "pipeline/ask.h"
#include "reason/segment.h"
#include "pipeline/faithfulness.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string prompt, model, session, system, language = "en";
    std::vector<std::string> reports;
    std::optional<int> max_tokens, top_k;
    std::optional<float> temperature, top_p;
    std::uint64_t seed = 0;
    TraceLevel trace = TraceLevel::Full;
    bool json = false, no_gradient = false;
};

AskRequest request_of(const Options& options, const Model& model) {
    AskRequest request;
    request.prompt = options.prompt;
    request.system = options.system;
    request.settings = default_settings(model);
    request.settings.trace = options.trace;
    request.explain_by_gradient = !options.no_gradient && options.trace != TraceLevel::Off;
    SamplerSettings& sampler = request.settings.sampler;
    sampler.seed = options.seed;
    if (options.temperature) sampler.temperature = *options.temperature;
    if (options.top_p) sampler.top_p = *options.top_p;
    if (options.top_k) sampler.top_k = *options.top_k;
    if (options.max_tokens) request.settings.max_tokens = *options.max_tokens;
    return request;
}

/// Prints the completion as it comes, without the tags, names of channels and stop tokens.
std::function<void(const TokenRow&, const TokenTrace&)> stream_text(const Tokenizer& tokenizer, std::vector<std::int32_t> stop_ids) {
    return [decoder = StreamDecoder(tokenizer), stop_ids = std::move(stop_ids), think = think_tokens(tokenizer), naming = false,
            spoken = false](const TokenRow& row, const TokenTrace&) mutable {
        if (std::ranges::find(stop_ids, row.id) != stop_ids.end()) return;
        if (think.channels()) {
            const bool begins = row.id == think.message;
            if (begins && spoken) std::fputs("\n\n", stdout);
            if (row.id == think.channel || row.id == think.end) naming = true;
            if (begins) naming = false;
            if (begins || naming) return;
            spoken = true;
        }
        const bool tag = row.text == "<think>" || row.text == "</think>";
        const std::string text = tag ? decoder.flush() + (row.text == "</think>" ? "\n" : "") : decoder.push(row.id);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    };
}

/// Where a step stands in its own part's text.
Json step_json(const StoredStep& stored, const Sections& sections) {
    const Step& step = stored.step;
    const ByteSpan part = step.source == StepSource::Prompt     ? sections.prompt
                          : step.source == StepSource::Thinking ? sections.thinking
                                                                : sections.answer;
    return {{"id", step.id.value},
            {"text", stored.text},
            {"class", name(step.cls)},
            {"in", name(step.source)},
            {"begin", step.bytes.begin - part.begin},
            {"end", step.bytes.end - part.begin},
            {"confidence", step.confidence}};
}

Json tree_json(const AskResult& result, std::string_view method) {
    std::vector<Edge> edges;
    std::ranges::copy_if(result.edges, std::back_inserter(edges), [&](const Edge& edge) { return edge.method == method; });
    Json tree = Json::array();
    if (result.steps.empty()) return tree;
    const auto nodes = provenance_tree(edges, result.steps.back().step.id);
    for (const ProvenanceNode& node : nodes) {
        Json parent = nullptr;
        if (node.parent >= 0) parent = nodes[static_cast<std::size_t>(node.parent)].step.value;
        tree.push_back({{"step", node.step.value}, {"parent", parent}, {"weight", node.weight}});
    }
    return tree;
}

Result<Json> result_json(const AskResult& result, const std::string& session_file, const SessionReader& session) {
    const std::string method = preferred_method(result.edges);
    Json steps = Json::array(), edges = Json::array(), experts = Json::array();
    for (const StoredStep& stored : result.steps) steps.push_back(step_json(stored, result.sections));
    for (const Edge& edge : result.edges) {
        edges.push_back({{"step", edge.step.value},
                         {"source", edge.source.value},
                         {"weight", edge.weight},
                         {"control", edge.control},
                         {"strongest", edge.strongest},
                         {"evidence", name(edge.grade)},
                         {"method", edge.method}});
    }
    const auto loads = session.expert_loads(result.run, std::nullopt);
    if (!loads) return tl::unexpected(loads.error());
    for (const ExpertLoad& load : *loads) experts.push_back({{"layer", load.layer}, {"expert", load.expert}, {"share", load.share}});
    return Json{{"run", result.run.value},
                {"session", session_file},
                {"prompt", result.prompt},
                {"answer", result.answer},
                {"thinking", result.thinking},
                {"tokens", result.generation.ids.size()},
                {"tokens_per_second", result.generation.tokens_per_second},
                {"stop_reason", name(result.generation.reason)},
                {"steps", steps},
                {"tree", tree_json(result, method)},
                {"tree_method", method},
                {"edges", edges},
                {"experts", experts},
                {"notes", result.notes}};
}

Status write_reports(const std::vector<std::string>& files, Language language, const SessionReader& session, RunId run) {
    if (files.empty()) return {};
    ReportOptions wanted;
    wanted.language = language;
    wanted.trust = known_trust(session, run);
    const auto report = build_report(session, run, wanted);
    if (!report) return tl::unexpected(report.error());
    for (const std::string& file : files) {
        if (const Status saved = save_report(*report, file); !saved) return saved;
    }
    return {};
}

Status run_ask(const Options& options) {
    if (const Status good = check_report_files(options.reports); !good) return good;
    const auto language = parse_language(options.language);
    if (!language) return tl::unexpected(language.error());
    const Interrupt interrupt;
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.stop = interrupt.token();
    const auto model = LoadedModel::load(*folder, load);
    if (!model) return tl::unexpected(model.error());
    std::string file = options.session;
    if (file.empty()) {
        auto chosen = default_session_file();
        if (!chosen) return tl::unexpected(chosen.error());
        file = *chosen;
    }
    auto writer = SessionWriter::open(file);
    if (!writer) return tl::unexpected(writer.error());

    const AskRequest request = request_of(options, *model->model);
    AskEvents events;
    if (!options.json) events.on_token = stream_text(*model->tokenizer, request.settings.stop_ids);
    const auto result = ask(*model, **writer, request, events, interrupt.token());
    if (!result) return tl::unexpected(result.error());

    const auto reader = SessionReader::open(file);
    if (!reader) return tl::unexpected(reader.error());
    if (options.json) {
        const auto json = result_json(*result, file, **reader);
        if (!json) return tl::unexpected(json.error());
        if (const Status written = write_json(*json); !written) return written;
    } else {
        if (const Status written = write_out("\n"); !written) return written;
        fmt::print(stderr, "Run {} in {}: {} tokens, {:.1f} tokens/s, {}.\n", result->run.value, file, result->generation.ids.size(),
                   result->generation.tokens_per_second, model->model->device_name());
    }
    for (const std::string& note : result->notes) fmt::print(stderr, "{}\n", note);
    if (const Status reported = write_reports(options.reports, *language, **reader, result->run); !reported) return reported;
    if (result->generation.reason == StopReason::Cancelled) {
        return tl::unexpected(Error{ErrorKind::Cancelled, fmt::format("Stopped; what was written so far is run {} in {}.", result->run.value, file)});
    }
    return {};
}

}  // namespace

void add_ask(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("ask", "Ask a question and keep the whole reasoning in a session");
    auto options = std::make_shared<Options>();
    const std::map<std::string, TraceLevel> levels = {{"off", TraceLevel::Off}, {"summary", TraceLevel::Summary}, {"full", TraceLevel::Full}};
    sub->add_option("prompt", options->prompt, "The question")->required();
    sub->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file (default: the bundled R1-mini)");
    sub->add_option("--session", options->session, "Session file (default: today's file in the user's data folder)");
    sub->add_option("--report", options->reports, "Write a report: FILE.html, .pdf, .md, .json, .dot or .csv; may be repeated")->expected(1)->take_all();
    sub->add_option("--language", options->language, "Of the reports' own words: en or zh")->capture_default_str();
    sub->add_option("--system", options->system, "System message");
    sub->add_option("--max-tokens", options->max_tokens, "Longest completion in tokens")->check(CLI::PositiveNumber);
    sub->add_option("--temperature", options->temperature, "0 is greedy (default: the model folder's)")->check(CLI::NonNegativeNumber);
    sub->add_option("--top-p", options->top_p, "Nucleus, 1 is off")->check(CLI::Range(0.0, 1.0));
    sub->add_option("--top-k", options->top_k, "Most likely tokens kept, 0 is off")->check(CLI::NonNegativeNumber);
    sub->add_option("--seed", options->seed, "Same seed and settings, same tokens");
    sub->add_option("--trace", options->trace, "off, summary or full")->transform(CLI::CheckedTransformer(levels, CLI::ignore_case));
    sub->add_flag("--no-gradient", options->no_gradient, "Skip the gradient edges after the run");
    sub->add_flag("--json", options->json, "Print one JSON object instead of the text");
    sub->callback([&action, options] { action = [options] { return run_ask(*options); }; });
}

}  // namespace reasonscope::cli
