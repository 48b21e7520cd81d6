// reasonscope compare: two runs beside each other.

#include <memory>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "pipeline/compare.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session, model;
    std::vector<std::int64_t> runs;
    int samples = 0;
    bool json = false;
};

template <class T>
Json maybe(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

Json step_json(const RunComparison& c, const ComparedStep& step) {
    const auto side = [](const std::vector<StoredStep>& steps, int index) {
        return index < 0 ? Json() : Json{{"step", index}, {"text", steps[static_cast<std::size_t>(index)].text}};
    };
    return {{"a", side(c.steps_a, step.steps.a)},      {"b", side(c.steps_b, step.steps.b)}, {"similarity", step.steps.similarity},
            {"entropy_a", maybe(step.entropy_a)},      {"entropy_b", maybe(step.entropy_b)}, {"routing_overlap", maybe(step.routing)},
            {"attention_overlap", maybe(step.attention)}};
}

Json run_json(const RunSummary& run, const std::optional<double>& entropy, const std::optional<AnswerDistribution>& answers) {
    return {{"run", run.id.value}, {"answer", run.answer}, {"tokens", run.generated_tokens}, {"mean_entropy", maybe(entropy)},
            {"resampled", answers ? Json::parse(to_json(*answers)) : Json()}};
}

std::string line(std::string_view text) {
    std::string out(text.substr(0, 46));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return out;
}

std::string percent(const std::optional<double>& share) { return share ? fmt::format("{:.0f}%", *share * 100) : "-"; }

Status print_text(const RunComparison& c, const std::optional<AnswerDistribution>& a, const std::optional<AnswerDistribution>& b) {
    std::string out;
    if (c.first_difference) out += fmt::format("They part at {} {}.\n", c.by_sentences() ? "sentence" : "token", c.first_difference->value);
    else out += fmt::format("Their {} are the same.\n", c.by_sentences() ? "sentences" : "tokens");
    if (c.routing_split)
        out += fmt::format("The routing parts at the row before token {}, layer {}.\n", c.routing_split->position.value, c.routing_split->layer.value);
    out += fmt::format("{:<46}  {:<46}  {:>7}  {:>9}\n", fmt::format("run {}", c.a.id.value), fmt::format("run {}", c.b.id.value), "routing", "attention");
    for (const ComparedStep& step : c.steps) {
        const auto text = [](const std::vector<StoredStep>& steps, int index) {
            return index < 0 ? std::string() : line(steps[static_cast<std::size_t>(index)].text);
        };
        out += fmt::format("{:<46}  {:<46}  {:>7}  {:>9}\n", text(c.steps_a, step.steps.a), text(c.steps_b, step.steps.b), percent(step.routing), percent(step.attention));
    }
    const auto nats = [](const std::optional<double>& mean) { return mean ? fmt::format("{:.3f}", *mean) : "-"; };
    out += fmt::format("Mean entropy {} and {} nats; answers \"{}\" and \"{}\".\n", nats(c.mean_entropy_a), nats(c.mean_entropy_b), line(c.a.answer), line(c.b.answer));
    for (const auto& [run, spread] : {std::pair(c.a.id, &a), std::pair(c.b.id, &b)}) {
        if (!*spread) continue;
        out += fmt::format("Run {} written again {} times from token {}:", run.value, (*spread)->samples, (*spread)->from.value);
        for (const AnswerCount& one : (*spread)->answers) out += fmt::format(" \"{}\" {}", line(one.answer), one.count);
        out += "\n";
    }
    return write_out(out);
}

Result<AnswerDistribution> resampled(const LoadedModel& model, SessionWriter& writer, const SessionReader& reader, const RunSummary& run, TokenPos from,
                                     int samples, std::stop_token stop) {
    auto spread = resample_answers(model, reader, run.id, from, samples, 1, {}, stop);
    if (!spread) return spread;
    if (const Status kept = writer.set_result(run.id, "answers", fmt::format("token {}", from.value), to_json(*spread)); !kept) return tl::unexpected(kept.error());
    return spread;
}

Status run_compare(const Options& options) {
    const Interrupt interrupt;
    if (options.runs.size() != 2) return bad_input("Name two runs: --runs A,B.");
    const auto reader = SessionReader::open(options.session);
    if (!reader) return tl::unexpected(reader.error());
    const auto compared = compare_runs(**reader, RunId(options.runs[0]), RunId(options.runs[1]), {}, interrupt.token());
    if (!compared) return tl::unexpected(compared.error());
    std::optional<AnswerDistribution> a, b;
    if (options.samples > 0) {
        if (!compared->first_difference) return bad_input("The two runs have the same tokens; there is no place to write them again from.");
        const auto folder = model_or_bundled(options.model);
        if (!folder) return tl::unexpected(folder.error());
        const auto model = LoadedModel::load(*folder);
        if (!model) return tl::unexpected(model.error());
        const auto writer = SessionWriter::open(options.session);
        if (!writer) return tl::unexpected(writer.error());
        // Behind the first token that differs, so that each side keeps its own choice.
        const TokenPos from(compared->first_difference->value + 1);
        auto left = resampled(*model, **writer, **reader, compared->a, from, options.samples, interrupt.token());
        if (!left) return tl::unexpected(left.error());
        auto right = resampled(*model, **writer, **reader, compared->b, from, options.samples, interrupt.token());
        if (!right) return tl::unexpected(right.error());
        a = std::move(*left);
        b = std::move(*right);
    }
    if (!options.json) return print_text(*compared, a, b);
    Json steps = Json::array(), split;
    for (const ComparedStep& step : compared->steps) steps.push_back(step_json(*compared, step));
    if (compared->routing_split)
        split = {{"position", compared->routing_split->position.value}, {"position_b", compared->routing_split->position_b.value}, {"layer", compared->routing_split->layer.value},
                 {"experts_a", compared->routing_split->experts_a}, {"experts_b", compared->routing_split->experts_b}};
    return write_json(Json{{"a", run_json(compared->a, compared->mean_entropy_a, a)},
                           {"b", run_json(compared->b, compared->mean_entropy_b, b)},
                           {"first_difference", compared->first_difference ? Json(compared->first_difference->value) : Json()},
                           {"routing_split", split},
                           {"steps", steps}});
}

}  // namespace

void add_compare(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("compare", "Two runs beside each other: where they part, steps, experts, attention, answers");
    auto options = std::make_shared<Options>();
    sub->add_option("--session", options->session, "Session file")->required();
    sub->add_option("--runs", options->runs, "Two runs: A,B")->required()->delimiter(',');
    sub->add_option("--samples", options->samples, "Write each again so many times behind the fork and count the answers")->check(CLI::PositiveNumber);
    sub->add_option("--model", options->model, "For --samples: folder of a model or a LoRA adapter, or GGUF file (default: the bundled R1-mini)");
    sub->add_flag("--json", options->json, "Print JSON");
    sub->callback([&action, options] { action = [options] { return run_compare(*options); }; });
}

}  // namespace reasonscope::cli
