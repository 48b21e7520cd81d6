#include <algorithm>
#include <memory>
#include <optional>

#include "app/cli/calibration.h"
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/probe_output.h"
#include "explain/method.h"
#include "pipeline/ask.h"
#include "pipeline/evidence.h"
#include "pipeline/head_calibration.h"
#include "pipeline/knock_out.h"
#include "reason/evidence.h"
#include "pipeline/probe_run.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session, model, method, knockout, heads, mode = "reroute";
    std::int64_t run = 0;
    std::optional<int> step, position, samples;
    std::optional<float> temperature, top_p;
    std::uint64_t seed = 0;
    bool json = false, exact = false;
};

Json edge_json(const Edge& edge) {
    return {{"step", edge.step.value},     {"source", edge.source.value},     {"weight", edge.weight},
            {"control", edge.control},     {"strongest", edge.strongest},     {"evidence", name(edge.grade)}};
}

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

Status print(const Options& options, const std::vector<Edge>& edges, const std::vector<StoredStep>& steps) {
    if (options.json) {
        Json list = Json::array();
        for (const Edge& edge : edges) list.push_back(edge_json(edge));
        return write_json({{"run", options.run}, {"method", options.method}, {"edges", list}});
    }
    std::string text;
    std::optional<StepId> shown;
    for (const Edge& edge : edges) {
        if (shown != edge.step) text += fmt::format("{:>3} {}\n", edge.step.value, one_line(steps[static_cast<std::size_t>(edge.step.value)].text));
        shown = edge.step;
        text += fmt::format("      {:>5.1f} %  (random {:.1f} %)  {:>3} {}\n", 100 * edge.weight, 100 * edge.control, edge.source.value,
                            one_line(steps[static_cast<std::size_t>(edge.source.value)].text));
    }
    return write_out(text.empty() ? "No edges were found.\n" : text);
}

Status print(const Options& options, const KnockoutRecord& record, const std::vector<StoredStep>& steps) {
    if (options.json) {
        Json out = {{"run", options.run}};
        out.update(Json::parse(to_json(record)));
        return write_json(out);
    }
    std::string text = fmt::format("The answer's log p changes by {:+.4f} nats from {:.4f}", record.effect.answer_change, record.answer_log_p);
    text += record.control_places ? fmt::format("; a random knock-out of about the same load changes it by {:+.4f}.\n", record.control.answer_change)
                                  : std::string("; the layer has none left for a control.\n");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].step.source == StepSource::Prompt) continue;
        const std::string control = record.control_places ? fmt::format("{:.4f}", record.control.divergence[i]) : "-";
        text += fmt::format("{:>3}  KL {:.4f}  (control {})  {}\n", i, record.effect.divergence[i], control, one_line(steps[i].text));
    }
    return write_out(text);
}

Result<Knockout> parse_knockout(const Options& options) {
    Knockout knockout;
    const auto mode = parse_knockout_mode(options.mode);
    if (!mode) return tl::unexpected(mode.error());
    knockout.mode = *mode;
    if (!options.knockout.empty()) {
        const auto places = parse_places(options.knockout);
        if (!places) return tl::unexpected(places.error());
        for (const auto& [layer, expert] : *places) knockout.experts.push_back({LayerId(layer), ExpertId(expert)});
    }
    if (!options.heads.empty()) {
        const auto places = parse_places(options.heads);
        if (!places) return tl::unexpected(places.error());
        for (const auto& [layer, head] : *places) knockout.heads.push_back({LayerId(layer), HeadId(head)});
    }
    return knockout;
}

Status print_edges(const Options& options, const SessionReader& reader) {
    auto edges = reader.edges(RunId(options.run), options.method);
    if (!edges) return tl::unexpected(edges.error());
    if (options.step) std::erase_if(*edges, [&](const Edge& edge) { return edge.step != StepId(*options.step); });
    const auto steps = reader.steps(RunId(options.run));
    if (!steps) return tl::unexpected(steps.error());
    return print(options, *edges, *steps);
}

/// Reads what is stored and nothing else: imported runs have it as well.
Status run_evidence(const Options& options, const SessionReader& reader) {
    const auto steps = reader.steps(RunId(options.run));
    if (!steps) return tl::unexpected(steps.error());
    if (options.step && (*options.step < 0 || static_cast<std::size_t>(*options.step) >= steps->size()))
        return bad_input("Run {} has no step {}; its steps are 0 to {}.", options.run, *options.step, static_cast<int>(steps->size()) - 1);
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    if (const Status done = combine_evidence(**writer, reader, RunId(options.run)); !done) return done;
    return print_edges(options, reader);
}

Status run_probe(const Options& options, const LoadedModel& model, const SessionReader& reader, std::stop_token stop) {
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    ProbeRequest request;
    if (options.step) request.step = StepId(*options.step);
    if (options.position) request.position = TokenPos(*options.position);
    request.samples = options.samples;
    request.temperature = options.temperature;
    request.top_p = options.top_p;
    request.seed = options.seed;
    const auto found = probe_run(model, **writer, reader, RunId(options.run), options.method, request, {}, progress_line(), stop);
    if (!found) return tl::unexpected(found.error());
    if (options.json) return write_json({{"run", options.run}, {"method", options.method}, {"result", Json::parse(*found)}});
    const auto steps = reader.steps(RunId(options.run));
    if (!steps) return tl::unexpected(steps.error());
    return write_out(probe_text(options.method, *found, *steps));
}

Status run_explain(Options options) {
    const Interrupt interrupt;
    const bool knocks = !options.knockout.empty() || !options.heads.empty();
    const auto knockout = parse_knockout(options);
    if (!knockout) return tl::unexpected(knockout.error());
    const auto reader = SessionReader::open(options.session);
    if (!reader) return tl::unexpected(reader.error());
    const auto run = (*reader)->run(RunId(options.run));
    if (!run) return tl::unexpected(run.error());
    if (!knocks && options.method == kEvidenceMethod) return run_evidence(options, **reader);
    if (run->start.model_path.empty() && options.model.empty())
        return bad_input("Run {} was imported and has no model; only what came with it can be shown.", options.run);
    LoadOptions load;
    load.stop = interrupt.token();
    const auto model = LoadedModel::load(options.model.empty() ? run->start.model_path : options.model, load);
    if (!model) return tl::unexpected(model.error());
    if (knocks) {
        auto writer = SessionWriter::open(options.session);
        if (!writer) return tl::unexpected(writer.error());
        const auto record = knock_out_and_store(*model, **writer, **reader, RunId(options.run), *knockout, progress_line(), interrupt.token());
        if (!record) return tl::unexpected(record.error());
        const auto steps = (*reader)->steps(RunId(options.run));
        if (!steps) return tl::unexpected(steps.error());
        return print(options, *record, *steps);
    }
    if (options.method.empty()) options.method = stored_head_calibration(*model->model) ? kDefaultFastMethod : "gradient";
    if (find_probe(options.method)) return run_probe(options, *model, **reader, interrupt.token());
    if (options.position || options.samples || options.temperature || options.top_p)
        return bad_input("--position, --samples, --temperature and --top-p belong to the methods {}.", probe_names());
    const Method* method = find_method(options.method);
    if (method && method->needs_heads) {
        if (const auto heads = stored_or_new_calibration(*model, interrupt.token()); !heads) return tl::unexpected(heads.error());
    }
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    std::optional<StepId> step;
    if (options.step) step = StepId(*options.step);
    const Status done = explain(*model, **writer, **reader, RunId(options.run), step, options.method, progress_line(), interrupt.token(),
                                options.exact ? SuppressionPrecision::Exact : SuppressionPrecision::Chosen);
    if (!done) return done;
    return print_edges(options, **reader);
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("explain", "Trace what the steps of a stored run rest on and store the edges, or knock out experts and heads");
    auto options = std::make_shared<Options>();
    sub->add_option("--session", options->session, "Session file")->required();
    sub->add_option("--run", options->run, "Run number")->required();
    sub->add_option("--step", options->step, "One step only (default: all)");
    sub->add_option("--method", options->method, method_names() + "; evidence: all that were run, together; or, of the run itself, " + probe_names() + " (default: calibrated-heads where the heads are known, else gradient)");
    sub->add_flag("--exact", options->exact, "suppression: in the model's own precision throughout; without it, long work on dense models multiplies small differences in bf16");
    sub->add_option("--samples", options->samples, "resampling: continuations with the step and without it, each (default 32)")->check(CLI::Range(1, 100'000));
    sub->add_option("--temperature", options->temperature, "resampling: of the continuations (default: the model's own, else 0.6)");
    sub->add_option("--top-p", options->top_p, "resampling: least mass that is drawn from (default: the model's own, else 0.95)");
    sub->add_option("--seed", options->seed, "resampling: of the continuations");
    sub->add_option("--position", options->position, "forks: this token alone");
    sub->add_option("--knockout", options->knockout, "Take experts out instead: LAYER:EXPERT,...; what changes is stored and printed");
    sub->add_option("--knockout-heads", options->heads, "Take heads out: LAYER:HEAD,...");
    sub->add_option("--knockout-mode", options->mode, "reroute (default), ablate or mean-ablate");
    sub->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file (default: where the run's model stood)");
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_explain(*options); }; });
}

}  // namespace reasonscope::cli
