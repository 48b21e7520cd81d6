// reasonscope branch: a run that leaves another one at a token or step.

#include <cstdio>
#include <memory>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "explain/knockout.h"
#include "pipeline/branch.h"
#include "pipeline/run_record.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string session, model, insert, text, force, ban, dtype, experts, heads, mode = "reroute";
    std::int64_t run = 0;
    std::optional<int> at, step, alternative, siblings;
    std::optional<std::uint64_t> seed;
    std::optional<float> temperature;
    std::optional<int> max_tokens;
    bool remove = false, answer_now = false, drop_thinking = false, json = false, no_gradient = false, whole = false;
    CLI::Option *insert_given = nullptr, *text_given = nullptr, *force_given = nullptr, *ban_given = nullptr;
};

Result<std::int32_t> alternative_at(const SessionReader& reader, const Options& options) {
    if (!options.at) return bad_input("An alternative needs its token; name it with --at.");
    const auto rows = reader.tokens(RunId(options.run), TokenPos(*options.at), TokenPos(*options.at + 1));
    if (!rows) return tl::unexpected(rows.error());
    if (rows->empty() || *options.alternative < 0 || *options.alternative >= static_cast<int>(rows->front().alternatives.size()))
        return bad_input("Token {} of run {} has no alternative {}; its {} alternatives count from 0, the most likely one.", *options.at, options.run,
                         *options.alternative, rows->empty() ? 0 : rows->front().alternatives.size());
    return rows->front().alternatives[static_cast<std::size_t>(*options.alternative)].id;
}

Result<std::vector<Ablation::Part>> parts(const std::string& text) {
    std::vector<Ablation::Part> out;
    if (text.empty()) return out;
    const auto places = parse_places(text);
    if (!places) return tl::unexpected(places.error());
    for (const auto& [layer, index] : *places) out.push_back({LayerId(layer), index});
    return out;
}

Result<BranchRequest> request_of(const Options& options, const SessionReader& reader) {
    BranchRequest request;
    request.parent = RunId(options.run);
    if (options.at) request.at = TokenPos(*options.at);
    if (options.step) request.step = StepId(*options.step);
    request.seed = options.seed;
    request.explain_by_gradient = !options.no_gradient;
    int kinds = 0;
    const auto choose = [&](bool given, BranchKind kind, const std::string& text = {}) {
        if (!given) return;
        request.kind = kind;
        request.text = text;
        ++kinds;
    };
    choose(options.alternative.has_value(), BranchKind::Alternative);
    choose(options.text_given->count() > 0, BranchKind::Edit, options.text);
    choose(options.insert_given->count() > 0, BranchKind::Insert, options.insert);
    choose(options.remove, BranchKind::Delete);
    choose(options.siblings.has_value(), BranchKind::Regenerate);
    choose(options.force_given->count() > 0, BranchKind::Force, options.force);
    choose(options.ban_given->count() > 0, BranchKind::Ban, options.ban);
    choose(options.answer_now, BranchKind::Answer);
    choose(options.drop_thinking, BranchKind::DropThinking);
    if (kinds > 1) return bad_input("Ask for one change at a time; branch the branch for the next one.");
    if (kinds == 0) request.kind = BranchKind::Settings;
    if (options.alternative) {
        const auto token = alternative_at(reader, options);
        if (!token) return tl::unexpected(token.error());
        request.token = *token;
    }
    auto experts = parts(options.experts), heads = parts(options.heads);
    if (!experts) return tl::unexpected(experts.error());
    if (!heads) return tl::unexpected(heads.error());
    const auto mode = parse_knockout_mode(options.mode);
    if (!mode) return tl::unexpected(mode.error());
    if (!experts->empty() || !heads->empty()) {
        request.ablation = Ablation{.experts = std::move(*experts), .heads = std::move(*heads), .mode = *mode, .stand_ins = {}};
        if (kinds == 0) request.kind = BranchKind::Knockout;
    } else if (options.whole) {
        request.ablation.emplace();
    }
    if (options.temperature || options.max_tokens) {
        const auto parent = reader.run(request.parent);
        if (!parent) return tl::unexpected(parent.error());
        request.settings = parse_settings(parent->start.settings_json);
        request.settings->sampler.seed = parent->start.seed;
        if (options.temperature) request.settings->sampler.temperature = *options.temperature;
        if (options.max_tokens) request.settings->max_tokens = *options.max_tokens;
        if (request.kind == BranchKind::Regenerate && !request.seed) request.seed = parent->start.seed + 1;
    }
    return request;
}

Json result_json(const BranchResult& result, const BranchRequest& request) {
    return {{"run", result.run.run.value},
            {"parent", request.parent.value},
            {"kind", name(request.kind)},
            {"position", result.position.value},
            {"shared_tokens", result.shared_tokens},
            {"replayed_tokens", result.replayed},
            {"forced_tokens", result.forced},
            {"reused_positions", result.run.generation.reused},
            {"start_ms", result.start_ms},
            {"first_token_ms", result.run.generation.first_token_ms},
            {"tokens", result.run.generation.ids.size()},
            {"stop_reason", name(result.run.generation.reason)},
            {"thinking", result.run.thinking},
            {"answer", result.run.answer},
            {"steps", result.run.steps.size()},
            {"notes", result.run.notes}};
}

Status run_branch(const Options& options) {
    const Interrupt interrupt;
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.stop = interrupt.token();
    if (!options.dtype.empty()) {
        const auto dtype = parse_dtype(options.dtype);
        if (!dtype) return tl::unexpected(dtype.error());
        load.dtype = *dtype;
    }
    if (const auto there = SessionReader::open(options.session); !there && !std::filesystem::exists(options.session)) return tl::unexpected(there.error());
    auto writer = SessionWriter::open(options.session);
    if (!writer) return tl::unexpected(writer.error());
    const auto reader = SessionReader::open(options.session);
    if (!reader) return tl::unexpected(reader.error());
    auto request = request_of(options, **reader);
    if (!request) return tl::unexpected(request.error());
    const auto model = LoadedModel::load(*folder, load);
    if (!model) return tl::unexpected(model.error());

    Json all = Json::array();
    for (int i = 0; i < options.siblings.value_or(1); ++i) {
        const auto result = branch(*model, **writer, **reader, *request, {}, interrupt.token());
        if (!result) return tl::unexpected(result.error());
        if (options.json) {
            all.push_back(result_json(*result, *request));
        } else {
            if (const Status written = write_out(result->run.thinking + "\n\n" + result->run.answer + "\n"); !written) return written;
            fmt::print(stderr, "Run {} leaves run {} at token {}: {} tokens shared, {} given, {} new; began after {:.0f} ms.\n", result->run.run.value,
                       options.run, result->position.value, result->shared_tokens, result->forced, result->run.generation.ids.size(), result->start_ms);
        }
        for (const std::string& note : result->run.notes) fmt::print(stderr, "{}\n", note);
        if (result->run.generation.reason == StopReason::Cancelled)
            return tl::unexpected(Error{ErrorKind::Cancelled, fmt::format("Stopped; what was written so far is run {}.", result->run.run.value)});
        if (request->seed) ++*request->seed;
    }
    if (!options.json) return {};
    return write_json(options.siblings ? Json{{"branches", all}} : all.front());
}

}  // namespace

void add_branch(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("branch", "Leave a run at a token or step and go on from there; the run itself stays");
    auto options = std::make_shared<Options>();
    auto& o = *options;
    sub->add_option("--session", o.session, "Session file")->required();
    sub->add_option("--run", o.run, "The run to leave")->required()->check(CLI::PositiveNumber);
    auto* at = sub->add_option("--at", o.at, "First token that is written anew, counted from the beginning of the prompt");
    sub->add_option("--step", o.step, "The same by step")->excludes(at);
    sub->add_option("--alternative", o.alternative, "The token's alternative of this rank, 0 is the most likely")->check(CLI::NonNegativeNumber);
    o.text_given = sub->add_option("--text", o.text, "This text instead of the step");
    o.insert_given = sub->add_option("--insert", o.insert, "This text before the step");
    sub->add_flag("--delete", o.remove, "Without the step: the next one follows at once");
    sub->add_option("--siblings", o.siblings, "Write so many others with fresh seeds")->check(CLI::PositiveNumber);
    o.force_given = sub->add_option("--force", o.force, "Go on with this text");
    o.ban_given = sub->add_option("--ban", o.ban, "Go on without ever writing this text");
    sub->add_flag("--answer-now", o.answer_now, "Stop thinking (behind the step) and answer");
    sub->add_flag("--drop-thinking", o.drop_thinking, "Leave out the thinking before the step and think on");
    sub->add_option("--seed", o.seed, "Seed (default: the run's)");
    sub->add_option("--temperature", o.temperature, "0 is greedy (default: the run's)")->check(CLI::NonNegativeNumber);
    sub->add_option("--max-tokens", o.max_tokens, "Longest completion in tokens, shared ones included")->check(CLI::PositiveNumber);
    auto* experts = sub->add_option("--knockout", o.experts, "Run on without these experts: LAYER:EXPERT,...");
    auto* heads = sub->add_option("--knockout-heads", o.heads, "Run on without these heads: LAYER:HEAD,...; their output is zero");
    sub->add_option("--knockout-mode", o.mode, "What the tokens of these experts get: reroute (others, the default), ablate (nothing) or mean-ablate (their mean over the run)");
    sub->add_flag("--whole", o.whole, "With everything back that was out when the run was written")->excludes(experts)->excludes(heads);
    sub->add_option("--model", o.model, "Folder of a model or a LoRA adapter, or GGUF file (default: the bundled R1-mini)");
    sub->add_option("--dtype", o.dtype, "f32, bf16 or f16 (default: the device's)");
    sub->add_flag("--no-gradient", o.no_gradient, "Skip the gradient edges after the run");
    sub->add_flag("--json", o.json, "Print one JSON object instead of the text");
    sub->callback([&action, options] { action = [options] { return run_branch(*options); }; });
}

}  // namespace reasonscope::cli
