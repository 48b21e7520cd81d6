// reasonscope faithfulness: how often each way of explaining names the true parents of a step.

#include <memory>
#include <set>

#include "app/cli/calibration.h"
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "evaluate/calibrate.h"
#include "evaluate/faithfulness.h"
#include "train/tasks.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model;
    std::uint64_t seed = 1;
    int count = 200, curves = 2;
    bool untrained = false, json = false;
};

/// Fresh problems, tasks in turn, none of them one that heads are calibrated on.
std::vector<Problem> fresh_problems(std::uint64_t seed, int count) {
    std::set<std::string> seen;
    for (const Problem& problem : generate_problems(kCalibrationSeed, kCalibrationProblems)) seen.insert(problem.prompt);
    std::mt19937_64 random(seed);
    std::vector<Problem> fresh;
    while (fresh.size() < static_cast<std::size_t>(count)) {
        Problem problem = make_problem(task_names()[fresh.size() % task_names().size()], random);
        if (seen.insert(problem.prompt).second) fresh.push_back(std::move(problem));
    }
    return fresh;
}

Status run_faithfulness(const Options& options) {
    const Interrupt interrupt;
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    LoadOptions load;
    load.stop = interrupt.token();
    if (options.untrained) load.untrained_seed = options.seed;
    const auto model = LoadedModel::load(*folder, load);
    if (!model) return tl::unexpected(model.error());
    // Random weights are calibrated anew each time: nobody needs them again.
    const auto heads = options.untrained ? calibrate(*model, interrupt.token()) : stored_or_new_calibration(*model, interrupt.token());
    if (!heads) return tl::unexpected(heads.error());
    FaithfulnessSettings settings;
    settings.text = options.untrained ? ChainText::Solution : ChainText::Model;
    settings.curve_steps_per_chain = options.curves;
    const auto result = measure_faithfulness(*model, fresh_problems(options.seed, options.count), &*heads, settings, progress_line(), interrupt.token());
    if (!result) return tl::unexpected(result.error());
    return write_out(options.json ? to_json(*result) + "\n" : to_table(*result));
}

}  // namespace

void add_faithfulness(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("faithfulness", "Measure every method of 'explain' on fresh problems whose reasoning graph is known");
    auto options = std::make_shared<Options>();
    sub->add_option("--model", options->model, "Model folder or GGUF file (default: the bundled R1-mini)");
    sub->add_option("--seed", options->seed, "Of the problems");
    sub->add_option("--count", options->count, "How many problems")->check(CLI::Range(1, 100'000));
    sub->add_option("--curves", options->curves, "Steps per chain with deletion and insertion curves (default 2; 0: none)")->check(CLI::Range(0, 1000));
    sub->add_flag("--untrained", options->untrained, "The same shape with random weights, fed the solutions: what a method finds there comes from the shape of the chain alone");
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_faithfulness(*options); }; });
}

}  // namespace reasonscope::cli
