#include <algorithm>
#include <memory>
#include <optional>

#include "app/cli/calibration.h"
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "explain/method.h"
#include "pipeline/ask.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session, model, method = "gradient";
    std::int64_t run = 0;
    std::optional<int> step;
    bool json = false;
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

Status run_explain(Options options) {
    const Interrupt interrupt;
    const auto reader = SessionReader::open(options.session);
    if (!reader) return tl::unexpected(reader.error());
    const auto run = (*reader)->run(RunId(options.run));
    if (!run) return tl::unexpected(run.error());
    LoadOptions load;
    load.stop = interrupt.token();
    const auto model = LoadedModel::load(options.model.empty() ? run->start.model_path : options.model, load);
    if (!model) return tl::unexpected(model.error());
    const Method* method = find_method(options.method);
    if (method && method->needs_heads) {
        if (const auto heads = stored_or_new_calibration(*model, interrupt.token()); !heads) return tl::unexpected(heads.error());
    }
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    std::optional<StepId> step;
    if (options.step) step = StepId(*options.step);
    const Status done = explain(*model, **writer, **reader, RunId(options.run), step, options.method, progress_line(), interrupt.token());
    if (!done) return done;
    auto edges = (*reader)->edges(RunId(options.run), options.method);
    if (!edges) return tl::unexpected(edges.error());
    if (step) std::erase_if(*edges, [&](const Edge& edge) { return edge.step != *step; });
    const auto steps = (*reader)->steps(RunId(options.run));
    if (!steps) return tl::unexpected(steps.error());
    return print(options, *edges, *steps);
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("explain", "Trace what the steps of a stored run rest on, and store the edges");
    auto options = std::make_shared<Options>();
    sub->add_option("--session", options->session, "Session file")->required();
    sub->add_option("--run", options->run, "Run number")->required();
    sub->add_option("--step", options->step, "One step only (default: all)");
    sub->add_option("--method", options->method, method_names() + " (default: gradient)");
    sub->add_option("--model", options->model, "Model folder (default: where the run's model stood)");
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_explain(*options); }; });
}

}  // namespace reasonscope::cli
