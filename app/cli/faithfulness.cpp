// reasonscope faithfulness: how often each way of explaining names the true parents of a step.

#include <memory>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "base/file.h"
#include "evaluate/faithfulness.h"

namespace reasonscope::cli {
namespace {

struct Options {
    std::string model, out;
    std::uint64_t seed = 1;
    int count = 200, curves = 2;
    bool untrained = false, json = false;
};

Result<FaithfulnessResult> measure(const Options& options, const std::filesystem::path& folder, std::stop_token stop) {
    if (options.untrained) return measure_untrained(folder, options.seed, options.count, options.curves, progress_line(), stop);
    LoadOptions load;
    load.stop = stop;
    const auto model = LoadedModel::load(folder, load);
    if (!model) return tl::unexpected(model.error());
    return measure_faithfulness(*model, options.seed, options.count, options.curves, progress_line(), stop);
}

Status run_faithfulness(const Options& options) {
    const Interrupt interrupt;
    const auto folder = model_or_bundled(options.model);
    if (!folder) return tl::unexpected(folder.error());
    const auto result = measure(options, *folder, interrupt.token());
    if (!result) return tl::unexpected(result.error());
    if (!options.out.empty()) {
        if (const Status written = write_file(options.out, to_json(*result) + "\n"); !written) return written;
    } else if (!options.untrained) {
        if (const Status kept = store_faithfulness(*result); !kept) return kept;
    }
    return write_out(options.json ? to_json(*result) + "\n" : to_table(*result));
}

}  // namespace

void add_faithfulness(CLI::App& app, Action& action) {
    auto* sub = app.add_subcommand("faithfulness", "Measure every method of 'explain' on fresh problems whose reasoning graph is known");
    auto options = std::make_shared<Options>();
    sub->add_option("--model", options->model, "Folder of a model or a LoRA adapter, or GGUF file (default: the bundled R1-mini)");
    sub->add_option("--seed", options->seed, "Of the problems");
    sub->add_option("--count", options->count, "How many problems")->check(CLI::Range(1, 100'000));
    sub->add_option("--curves", options->curves, "Steps per chain with deletion and insertion curves (default 2; 0: none)")->check(CLI::Range(0, 1000));
    sub->add_option("--out", options->out, "File for the result (default: kept for reports and the window, by the model's fingerprint)");
    sub->add_flag("--untrained", options->untrained, "Models of the same shape with random weights, fed the solutions: what a method finds there comes from the shape of the chain alone");
    sub->add_flag("--json", options->json, "Print one JSON object");
    sub->callback([&action, options] { action = [options] { return run_faithfulness(*options); }; });
}

}  // namespace reasonscope::cli
